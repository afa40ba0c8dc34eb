/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "frond-spice-guard.h"

#include "frond-error.h"
#include "frond-spice-wire.h"

#include <errno.h>
#include <glib-unix.h>
#include <glib/gstdio.h>
#include <spice/protocol.h>
#include <sys/socket.h>

#define MAX_LINK   4096
#define CHUNK_SIZE (16u << 10)

typedef enum
{
  STAGE_LINK_HEADER,
  STAGE_LINK,
  STAGE_RESULT, /* of the login: four bytes */
  STAGE_HEADER,
  STAGE_BODY,
} Stage;

struct _FrondSpiceGuard
{
  GObject parent_instance;

  FrondSpiceWire *wire;
  int server; /* -1 once closed */
  int client;
  GSource *server_source;
  GSource *client_source;
  GByteArray *to_client; /* what the other end has not taken yet; nothing more is read until it has */
  GByteArray *to_server;

  Stage stage;
  GByteArray *piece; /* of this stage, so far */
  gsize wanted;
  gsize header_size; /* of messages: what the server says in its link reply */
  gboolean ended;    /* the server has; its last words are still to be delivered */
};

enum
{
  SIGNAL_REFUSED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (FrondSpiceGuard, frond_spice_guard, G_TYPE_OBJECT)

static void watch (FrondSpiceGuard *self);

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

  memcpy (&reply, self->piece->data + sizeof (SpiceLinkHeader), sizeof (reply));
  offset = GUINT32_FROM_LE (reply.caps_offset);
  if (offset > self->wanted - sizeof (SpiceLinkHeader))
    return refuse (error, "capabilities at a place", offset);
  caps = self->piece->data + sizeof (SpiceLinkHeader) + offset;
  if (GUINT32_FROM_LE (reply.num_common_caps) > 0 && self->wanted - sizeof (SpiceLinkHeader) - offset >= 4)
    common = get_u32 (caps);
  if ((common & (1u << SPICE_COMMON_CAP_AUTH_SASL)) != 0)
    {
      frond_set_error (error, FROND_ERROR_UNSUPPORTED, NULL, "The other side asked for a login");
      return FALSE;
    }
  self->header_size = (common & (1u << SPICE_COMMON_CAP_MINI_HEADER)) != 0 ? sizeof (SpiceMiniDataHeader)
                                                                           : sizeof (SpiceDataHeader);
  next_stage (self, STAGE_RESULT, 4);
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
      memcpy (&small, self->piece->data, sizeof (small));
      *type = GUINT16_FROM_LE (small.type);
      *length = GUINT32_FROM_LE (small.size);
    }
  else
    {
      memcpy (&large, self->piece->data, sizeof (large));
      *type = GUINT16_FROM_LE (large.type);
      *length = GUINT32_FROM_LE (large.size);
      if (large.sub_list != 0)
        return refuse (error, "messages within a message", GUINT32_FROM_LE (large.sub_list));
    }
  if (*length > frond_spice_wire_get_max_length (self->wire))
    return refuse (error, "a message with a length", *length);
  return TRUE;
}

static void
forward (FrondSpiceGuard *self)
{
  g_byte_array_append (self->to_client, self->piece->data, self->piece->len);
  g_byte_array_set_size (self->piece, 0);
}

static gboolean
take_message (FrondSpiceGuard *self, guint16 type, GError **error)
{
  guint8 *body = self->piece->data + self->header_size;
  FrondSpiceVerdict verdict =
      frond_spice_wire_check (self->wire, type, body, self->wanted - self->header_size,
                              g_get_monotonic_time (), error);

  if (verdict == FROND_SPICE_WIRE_REFUSE)
    return FALSE;
  if (verdict == FROND_SPICE_WIRE_PASS)
    forward (self);
  g_byte_array_set_size (self->piece, 0);
  next_stage (self, STAGE_HEADER, self->header_size);
  return TRUE;
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
      length = get_u32 (self->piece->data + 12);
      if (get_u32 (self->piece->data) != SPICE_MAGIC || length < sizeof (SpiceLinkReply) || length > MAX_LINK)
        {
          frond_set_error (error, FROND_ERROR_FAILED, NULL, "The other side does not speak SPICE");
          return FALSE;
        }
      next_stage (self, STAGE_LINK, sizeof (SpiceLinkHeader) + length);
      return TRUE;
    case STAGE_LINK:
      if (!take_link (self, error))
        return FALSE;
      forward (self);
      return TRUE;
    case STAGE_RESULT:
      forward (self);
      next_stage (self, STAGE_HEADER, self->header_size);
      return TRUE;
    case STAGE_HEADER:
    case STAGE_BODY:
    default:
      if (!read_header (self, &type, &length, error))
        return FALSE;
      if (self->stage == STAGE_HEADER && length > 0)
        {
          next_stage (self, STAGE_BODY, self->header_size + length);
          return TRUE;
        }
      return take_message (self, type, error);
    }
}

static gboolean
take_bytes (FrondSpiceGuard *self, const guint8 *bytes, gsize length, GError **error)
{
  while (length > 0)
    {
      gsize taken = MIN (length, self->wanted - self->piece->len);

      g_byte_array_append (self->piece, bytes, taken);
      bytes += taken;
      length -= taken;
      if (self->piece->len == self->wanted && !take_piece (self, error))
        return FALSE;
    }
  return TRUE;
}

/* FALSE when the other end is gone. */
static gboolean
flush (int fd, GByteArray *bytes)
{
  while (bytes->len > 0)
    {
      ssize_t sent = send (fd, bytes->data, bytes->len, MSG_NOSIGNAL | MSG_DONTWAIT);

      if (sent < 0)
        return errno == EAGAIN || errno == EINTR;
      g_byte_array_remove_range (bytes, 0, sent);
    }
  return TRUE;
}

static void
cut (FrondSpiceGuard *self, const GError *error)
{
  frond_spice_guard_close (self);
  if (error != NULL)
    g_signal_emit (self, signals[SIGNAL_REFUSED], 0, error);
}

/* -1 at the end of the connection, 0 when there is nothing now. */
static ssize_t
receive (int fd, guint8 *buffer)
{
  ssize_t length = recv (fd, buffer, CHUNK_SIZE, MSG_DONTWAIT);

  if (length > 0)
    return length;
  return length < 0 && (errno == EAGAIN || errno == EINTR) ? 0 : -1;
}

static gboolean
on_server (int fd, GIOCondition condition, gpointer data)
{
  g_autoptr (FrondSpiceGuard) self = g_object_ref (data);
  g_autoptr (GError) error = NULL;
  guint8 buffer[CHUNK_SIZE];
  ssize_t length;

  if (self->to_client->len == 0 && (condition & (G_IO_IN | G_IO_HUP | G_IO_ERR)) != 0)
    {
      length = receive (fd, buffer);
      if (length < 0)
        self->ended = TRUE;
      else if (!take_bytes (self, buffer, length, &error))
        {
          cut (self, error);
          return G_SOURCE_REMOVE;
        }
    }
  if (!flush (self->server, self->to_server) || !flush (self->client, self->to_client))
    self->ended = TRUE;
  watch (self);
  return G_SOURCE_REMOVE;
}

static gboolean
on_client (int fd, GIOCondition condition, gpointer data)
{
  g_autoptr (FrondSpiceGuard) self = g_object_ref (data);
  guint8 buffer[CHUNK_SIZE];
  ssize_t length = 0;

  if (self->to_server->len == 0 && (condition & (G_IO_IN | G_IO_HUP | G_IO_ERR)) != 0)
    length = receive (fd, buffer);
  if (length < 0 || !flush (self->client, self->to_client))
    {
      cut (self, NULL);
      return G_SOURCE_REMOVE;
    }
  g_byte_array_append (self->to_server, buffer, length);
  if (!flush (self->server, self->to_server))
    self->ended = TRUE;
  watch (self);
  return G_SOURCE_REMOVE;
}

static void
clear_source (GSource **source)
{
  if (*source != NULL)
    g_source_destroy (*source);
  g_clear_pointer (source, g_source_unref);
}

static GSource *
add_source (FrondSpiceGuard *self, int fd, GIOCondition condition, GUnixFDSourceFunc callback)
{
  GSource *source = g_unix_fd_source_new (fd, condition);

  g_source_set_callback (source, G_SOURCE_FUNC (callback), self, NULL);
  g_source_attach (source, NULL);
  return source;
}

/* Reads from a side only what the other one has room for. */
static void
watch (FrondSpiceGuard *self)
{
  clear_source (&self->server_source);
  clear_source (&self->client_source);
  if (self->ended && self->to_client->len == 0)
    {
      frond_spice_guard_close (self);
      return;
    }

  if (!self->ended)
    self->server_source =
        add_source (self, self->server,
                    (self->to_client->len == 0 ? G_IO_IN : 0) | (self->to_server->len > 0 ? G_IO_OUT : 0),
                    on_server);
  self->client_source =
      add_source (self, self->client,
                  (self->to_server->len == 0 ? G_IO_IN : 0) | (self->to_client->len > 0 ? G_IO_OUT : 0),
                  on_client);
}

static void
frond_spice_guard_finalize (GObject *object)
{
  FrondSpiceGuard *self = FROND_SPICE_GUARD (object);

  frond_spice_guard_close (self);
  frond_spice_wire_free (self->wire);
  g_byte_array_unref (self->piece);
  g_byte_array_unref (self->to_client);
  g_byte_array_unref (self->to_server);
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
  self->server = -1;
  self->client = -1;
  self->piece = g_byte_array_new ();
  self->to_client = g_byte_array_new ();
  self->to_server = g_byte_array_new ();
  next_stage (self, STAGE_LINK_HEADER, sizeof (SpiceLinkHeader));
}

FrondSpiceGuard *
frond_spice_guard_new (int channel_type, int server, int *client, GError **error)
{
  FrondSpiceGuard *self = g_object_new (FROND_TYPE_SPICE_GUARD, NULL);
  int ends[2];

  self->wire = frond_spice_wire_new (channel_type);
  self->server = server;
  if (socketpair (AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0)
    {
      frond_set_error (error, FROND_ERROR_FAILED, NULL, "No socket for the guest's screen: %s",
                       g_strerror (errno));
      g_object_unref (self);
      return NULL;
    }
  self->client = ends[0];
  *client = ends[1];
  watch (self);
  return self;
}

void
frond_spice_guard_close (FrondSpiceGuard *self)
{
  clear_source (&self->server_source);
  clear_source (&self->client_source);
  g_clear_fd (&self->server, NULL);
  g_clear_fd (&self->client, NULL);
}
