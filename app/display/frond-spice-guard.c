/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "frond-spice-guard.h"

#include "frond-error.h"
#include "frond-spice-wire.h"

#include <errno.h>
#include <spice/enums.h>
#include <spice/protocol.h>
#include <sys/socket.h>

#define MAX_LINK    4096
#define FIRST_LOOK  256 /* bytes of a body: enough for an image without a clip */
#define NOTIFY_SIZE 24  /* an empty one */

/* A server that always has something to say leaves the rest of the application as long, and then its turn. */
#define MAX_BURST_USEC 10000

typedef enum
{
  STAGE_LINK_HEADER,
  STAGE_LINK,
  STAGE_RESULT, /* of the login: four bytes */
  STAGE_HEADER,
  STAGE_BODY,
  STAGE_DESCRIPTOR, /* the library takes it for granted that one comes */
} Stage;

struct _FrondSpiceGuard
{
  GObject parent_instance;

  FrondSpiceWire *wire;
  Stage stage;
  GByteArray *held; /* of this stage, so far, or what is to be read of it */
  gsize wanted;
  gboolean serving; /* what is held may be read */
  gsize served;
  gsize passing;     /* bytes that need not be held */
  gsize header_size; /* of messages: what the server says in its link reply */
  gint64 burst;      /* when it began */
  gboolean closed;

  GError *fault;
  guint fault_source;
};

enum
{
  SIGNAL_REFUSED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (FrondSpiceGuard, frond_spice_guard, G_TYPE_OBJECT)

static guint32
get_u32 (const guint8 *data)
{
  return data[0] | data[1] << 8 | data[2] << 16 | (guint32) data[3] << 24;
}

static void
next_stage (FrondSpiceGuard *self, Stage stage, gsize wanted)
{
  self->stage = stage;
  self->wanted = wanted;
}

static void
serve (FrondSpiceGuard *self)
{
  self->serving = TRUE;
  self->served = 0;
}

static gboolean
refuse (GError **error, const char *what, guint64 number)
{
  frond_set_error (error, FROND_ERROR_OUT_OF_RANGE, NULL, "The other side sent %s of %" G_GUINT64_FORMAT,
                   what, number);
  return FALSE;
}

/* The library reads its own link the same way; what we need of it is the form of the headers, and no password is asked
 * for by something that libvirt has opened. */
static gboolean
take_link (FrondSpiceGuard *self, GError **error)
{
  const guint8 *caps;
  SpiceLinkReply reply;
  guint32 offset, common = 0;

  memcpy (&reply, self->held->data + sizeof (SpiceLinkHeader), sizeof (reply));
  offset = GUINT32_FROM_LE (reply.caps_offset);
  if (offset > self->wanted - sizeof (SpiceLinkHeader))
    return refuse (error, "capabilities at a place", offset);
  caps = self->held->data + sizeof (SpiceLinkHeader) + offset;
  if (GUINT32_FROM_LE (reply.num_common_caps) > 0 && self->wanted - sizeof (SpiceLinkHeader) - offset >= 4)
    common = get_u32 (caps);
  if ((common & (1u << SPICE_COMMON_CAP_AUTH_SASL)) != 0)
    {
      frond_set_error (error, FROND_ERROR_UNSUPPORTED, NULL, "The other side asked for a login");
      return FALSE;
    }
  self->header_size = (common & (1u << SPICE_COMMON_CAP_MINI_HEADER)) != 0 ? sizeof (SpiceMiniDataHeader)
                                                                           : sizeof (SpiceDataHeader);
  serve (self);
  next_stage (self, STAGE_RESULT, 4);
  return TRUE;
}

static gboolean
take_link_header (FrondSpiceGuard *self, GError **error)
{
  gsize length = get_u32 (self->held->data + 12);

  if (get_u32 (self->held->data) != SPICE_MAGIC || length < sizeof (SpiceLinkReply) || length > MAX_LINK)
    {
      frond_set_error (error, FROND_ERROR_FAILED, NULL, "The other side does not speak SPICE");
      return FALSE;
    }
  next_stage (self, STAGE_LINK, sizeof (SpiceLinkHeader) + length);
  return TRUE;
}

/* The type of the message whose header has come, and the length of its body. */
static gboolean
read_header (FrondSpiceGuard *self, guint16 *type, gsize *length, GError **error)
{
  SpiceMiniDataHeader small;
  SpiceDataHeader large;

  if (self->header_size == sizeof (small))
    {
      memcpy (&small, self->held->data, sizeof (small));
      *type = GUINT16_FROM_LE (small.type);
      *length = GUINT32_FROM_LE (small.size);
    }
  else
    {
      memcpy (&large, self->held->data, sizeof (large));
      *type = GUINT16_FROM_LE (large.type);
      *length = GUINT32_FROM_LE (large.size);
      if (large.sub_list != 0)
        return refuse (error, "messages within a message", GUINT32_FROM_LE (large.sub_list));
    }
  if (*length > frond_spice_wire_get_max_length (self->wire))
    return refuse (error, "a message with a length", *length);
  return TRUE;
}

/* A message is not dropped without a trace: the server counts what it has sent, and waits for an answer to every so
 * many. */
static void
serve_nothing (FrondSpiceGuard *self)
{
  SpiceMiniDataHeader small = { GUINT16_TO_LE (SPICE_MSG_NOTIFY), GUINT32_TO_LE (NOTIFY_SIZE) };
  SpiceDataHeader large;

  if (self->header_size == sizeof (small))
    {
      memcpy (self->held->data, &small, sizeof (small));
    }
  else
    {
      memcpy (&large, self->held->data, sizeof (large));
      large.type = small.type;
      large.size = small.size;
      memcpy (self->held->data, &large, sizeof (large));
    }
  g_byte_array_set_size (self->held, self->header_size + NOTIFY_SIZE);
  memset (self->held->data + self->header_size, 0, NOTIFY_SIZE);
  serve (self);
  next_stage (self, STAGE_HEADER, self->header_size);
}

static void
serve_message (FrondSpiceGuard *self, const FrondSpiceMessage *message)
{
  self->passing = message->length - message->have;
  serve (self);
  self->serving = !message->descriptor;
  next_stage (self, message->descriptor ? STAGE_DESCRIPTOR : STAGE_HEADER, self->header_size);
}

static gboolean
take_message (FrondSpiceGuard *self, guint16 type, gsize length, GError **error)
{
  FrondSpiceMessage message = { .type = type,
                                .body = self->held->data + self->header_size,
                                .have = self->held->len - self->header_size,
                                .length = length };

  switch (frond_spice_wire_check (self->wire, &message, g_get_monotonic_time (), error))
    {
    case FROND_SPICE_WIRE_PASS:
      serve_message (self, &message);
      return TRUE;
    case FROND_SPICE_WIRE_MORE:
      /* twice as much, that a list is not read again for each of its items */
      next_stage (self, STAGE_BODY, self->header_size + MIN (length, MAX (message.wanted, message.have * 2)));
      return TRUE;
    case FROND_SPICE_WIRE_DROP:
      if (message.have < length)
        next_stage (self, STAGE_BODY, self->header_size + length);
      else
        serve_nothing (self);
      return TRUE;
    case FROND_SPICE_WIRE_REFUSE:
    default:
      return FALSE;
    }
}

/* All of a stage has come. */
static gboolean
take_piece (FrondSpiceGuard *self, GError **error)
{
  gsize length;
  guint16 type;

  switch (self->stage)
    {
    case STAGE_LINK_HEADER:
      return take_link_header (self, error);
    case STAGE_LINK:
      return take_link (self, error);
    case STAGE_RESULT:
      serve (self);
      next_stage (self, STAGE_HEADER, self->header_size);
      return TRUE;
    case STAGE_HEADER:
    case STAGE_BODY:
    case STAGE_DESCRIPTOR:
    default:
      if (!read_header (self, &type, &length, error))
        return FALSE;
      if (self->stage == STAGE_BODY || length == 0)
        return take_message (self, type, length, error);
      next_stage (self, STAGE_BODY, self->header_size + MIN (length, FIRST_LOOK));
      return TRUE;
    }
}

/* Likewise as a read: 0 at the end of the connection. */
static gssize
collect (FrondSpiceGuard *self, GSocket *socket, GError **error)
{
  gsize before = self->held->len;
  gssize n;

  if (before == self->wanted)
    return 1;
  g_byte_array_set_size (self->held, self->wanted);
  n = g_socket_receive_with_blocking (socket, (char *) self->held->data + before, self->wanted - before,
                                      FALSE, NULL, error);
  g_byte_array_set_size (self->held, before + MAX (n, 0));
  return n;
}

/* The library waits for a descriptor without looking whether the other side is still there. */
static gssize
await_descriptor (FrondSpiceGuard *self, GSocket *socket, GError **error)
{
  guint8 byte;
  ssize_t n = recv (g_socket_get_fd (socket), &byte, 1, MSG_PEEK | MSG_DONTWAIT);

  if (n < 0)
    {
      g_set_error (error, G_IO_ERROR, g_io_error_from_errno (errno), "%s", g_strerror (errno));
      return -1;
    }
  if (n == 0)
    return 0;
  serve (self);
  next_stage (self, STAGE_HEADER, self->header_size);
  return n;
}

static gboolean
on_fault (gpointer data)
{
  FrondSpiceGuard *self = data;

  self->fault_source = 0;
  g_signal_emit (self, signals[SIGNAL_REFUSED], 0, self->fault);
  return G_SOURCE_REMOVE;
}

/* This is in a coroutine of the library's. */
static gssize
fail (FrondSpiceGuard *self, GError *fault, GError **error)
{
  self->closed = TRUE;
  self->fault = fault;
  self->fault_source = g_idle_add_full (G_PRIORITY_HIGH, on_fault, g_object_ref (self), g_object_unref);
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, fault->message);
  return -1;
}

static gssize
give (FrondSpiceGuard *self, guint8 *buffer, gsize count)
{
  gsize n = MIN (count, self->held->len - self->served);

  memcpy (buffer, self->held->data + self->served, n);
  self->served += n;
  if (self->served == self->held->len)
    {
      self->serving = FALSE;
      g_byte_array_set_size (self->held, 0);
    }
  return (gssize) n;
}

gssize
frond_spice_guard_read (FrondSpiceGuard *self, GSocket *socket, guint8 *buffer, gsize count, GError **error)
{
  if (self->closed)
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_CLOSED, "The channel is closed");
      return -1;
    }
  while (!self->serving && self->passing == 0)
    {
      GError *fault = NULL;
      gssize n = self->stage == STAGE_DESCRIPTOR ? await_descriptor (self, socket, error)
                                                 : collect (self, socket, error);

      if (n <= 0)
        return n;
      if (!self->serving && self->held->len == self->wanted && !take_piece (self, &fault))
        return fail (self, fault, error);
    }
  if (self->serving)
    return give (self, buffer, count);
  else
    {
      gssize n = g_socket_receive_with_blocking (socket, (char *) buffer, MIN (count, self->passing), FALSE,
                                                 NULL, error);

      self->passing -= MAX (n, 0);
      return n;
    }
}

gboolean
frond_spice_guard_is_readable (FrondSpiceGuard *self, GSocket *socket)
{
  gint64 now;

  if (self->serving)
    return TRUE;
  now = g_get_monotonic_time ();
  if (self->burst == 0)
    self->burst = now;
  if (now - self->burst <= MAX_BURST_USEC && (g_socket_condition_check (socket, G_IO_IN) & G_IO_IN) != 0)
    return TRUE;
  self->burst = 0;
  return FALSE;
}

static void
frond_spice_guard_finalize (GObject *object)
{
  FrondSpiceGuard *self = FROND_SPICE_GUARD (object);

  frond_spice_wire_free (self->wire);
  g_byte_array_unref (self->held);
  g_clear_error (&self->fault);
  G_OBJECT_CLASS (frond_spice_guard_parent_class)->finalize (object);
}

static void
frond_spice_guard_class_init (FrondSpiceGuardClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = frond_spice_guard_finalize;

  signals[SIGNAL_REFUSED] = g_signal_new ("refused", FROND_TYPE_SPICE_GUARD, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                          NULL, G_TYPE_NONE, 1, G_TYPE_ERROR);
}

static void
frond_spice_guard_init (FrondSpiceGuard *self)
{
  self->held = g_byte_array_new ();
  next_stage (self, STAGE_LINK_HEADER, sizeof (SpiceLinkHeader));
}

FrondSpiceGuard *
frond_spice_guard_new (int channel_type)
{
  FrondSpiceGuard *self = g_object_new (FROND_TYPE_SPICE_GUARD, NULL);

  self->wire = frond_spice_wire_new (channel_type);
  return self;
}

void
frond_spice_guard_close (FrondSpiceGuard *self)
{
  self->closed = TRUE;
  g_clear_handle_id (&self->fault_source, g_source_remove);
}
