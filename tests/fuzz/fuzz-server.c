/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "fuzz-server.h"

#include <errno.h>
#include <glib-unix.h>
#include <spice/protocol.h>
#include <sys/socket.h>
#include <unistd.h>

/* Dispatches between two messages; one that takes more goes on while the next is sent. */
#define MAX_DISPATCHES 64
/* Attempts to write to a client that does not read. */
#define MAX_WAITS 200

/* The public half of a key that nobody needs the other half of: the client encrypts an empty password with it. */
static const guint8 public_key[SPICE_TICKET_PUBKEY_BYTES] = {
  0x30, 0x81, 0x9f, 0x30, 0x0d, 0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01, 0x05, 0x00,
  0x03, 0x81, 0x8d, 0x00, 0x30, 0x81, 0x89, 0x02, 0x81, 0x81, 0x00, 0xb0, 0x0a, 0x85, 0xc8, 0x5f, 0x41, 0x7d,
  0xfa, 0x65, 0xc1, 0x73, 0x72, 0xe2, 0xa6, 0xc3, 0x6a, 0x5c, 0x85, 0xfc, 0x00, 0x09, 0xf2, 0xdf, 0x86, 0xd9,
  0x73, 0x1a, 0x78, 0x52, 0xae, 0xb9, 0xec, 0x28, 0x12, 0x36, 0x3a, 0xee, 0x98, 0x92, 0x4a, 0xdd, 0xea, 0xcb,
  0x79, 0x66, 0x8d, 0x72, 0x34, 0x6a, 0x3a, 0x60, 0xa7, 0xf4, 0x79, 0xd3, 0x13, 0x44, 0x64, 0x5b, 0xb0, 0xc5,
  0xff, 0x2d, 0x0e, 0xae, 0xfe, 0x4b, 0x2d, 0x2a, 0x7d, 0x60, 0xcf, 0x91, 0x94, 0x79, 0xa5, 0xab, 0xb1, 0x90,
  0x34, 0x21, 0xce, 0x5d, 0xc3, 0xd9, 0x51, 0xc8, 0x85, 0x3f, 0xde, 0x3d, 0x2d, 0xe3, 0x05, 0xda, 0x58, 0xee,
  0xd5, 0x38, 0xc0, 0x9f, 0x5c, 0x94, 0x3f, 0x8e, 0x74, 0xbf, 0xe1, 0xa7, 0x88, 0x43, 0x46, 0xb9, 0x60, 0x1f,
  0x23, 0x39, 0x69, 0xdb, 0x1a, 0x71, 0x38, 0xf2, 0x4c, 0x9c, 0xef, 0xe2, 0xe9, 0x02, 0x03, 0x01, 0x00, 0x01,
};

typedef struct
{
  int fd;
  int type; /* -1: not linked yet */
  guint watch;
  GByteArray *heard; /* until it is linked */
} Channel;

struct _FuzzServer
{
  GObject parent_instance;

  GPtrArray *channels;
};

static void opener_init (FrondDisplayOpenerInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (FuzzServer, fuzz_server, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (FROND_TYPE_DISPLAY_OPENER, opener_init))

static void
channel_free (gpointer data)
{
  Channel *channel = data;

  g_clear_handle_id (&channel->watch, g_source_remove);
  if (channel->fd >= 0)
    close (channel->fd);
  g_byte_array_unref (channel->heard);
  g_free (channel);
}

/* All capabilities of the channel, and of the common ones only the short headers: authentication is a password that
 * is not looked at. */
static void
answer_link (Channel *channel)
{
  const guint32 caps[] = { GUINT32_TO_LE (1 << SPICE_COMMON_CAP_MINI_HEADER), GUINT32_TO_LE (0xffff) };
  const guint32 accepted = GUINT32_TO_LE (SPICE_LINK_ERR_OK);
  const SpiceLinkHeader header = {
    .magic = SPICE_MAGIC,
    .major_version = GUINT32_TO_LE (SPICE_VERSION_MAJOR),
    .minor_version = GUINT32_TO_LE (SPICE_VERSION_MINOR),
    .size = GUINT32_TO_LE (sizeof (SpiceLinkReply) + sizeof (caps)),
  };
  SpiceLinkReply reply = {
    .error = GUINT32_TO_LE (SPICE_LINK_ERR_OK),
    .num_common_caps = GUINT32_TO_LE (1),
    .num_channel_caps = GUINT32_TO_LE (1),
    .caps_offset = GUINT32_TO_LE (sizeof (SpiceLinkReply)),
  };
  g_autoptr (GByteArray) bytes = g_byte_array_new ();

  memcpy (reply.pub_key, public_key, sizeof (public_key));
  g_byte_array_append (bytes, (const guint8 *) &header, sizeof (header));
  g_byte_array_append (bytes, (const guint8 *) &reply, sizeof (reply));
  g_byte_array_append (bytes, (const guint8 *) caps, sizeof (caps));
  g_byte_array_append (bytes, (const guint8 *) &accepted, sizeof (accepted));
  if (send (channel->fd, bytes->data, bytes->len, MSG_NOSIGNAL) < 0)
    channel->type = -1;
}

/* What a client says is not interesting beyond the kind of channel that it wants. */
static gboolean
on_readable (int fd, GIOCondition condition, gpointer data)
{
  Channel *channel = data;
  guint8 buffer[4096];
  ssize_t length = recv (fd, buffer, sizeof (buffer), MSG_DONTWAIT);
  SpiceLinkMess link;

  if (length <= 0)
    {
      if (length < 0 && errno == EAGAIN)
        return G_SOURCE_CONTINUE;
      channel->watch = 0;
      return G_SOURCE_REMOVE;
    }
  if (channel->type >= 0)
    return G_SOURCE_CONTINUE;

  g_byte_array_append (channel->heard, buffer, length);
  if (channel->heard->len >= sizeof (SpiceLinkHeader) + sizeof (link))
    {
      memcpy (&link, channel->heard->data + sizeof (SpiceLinkHeader), sizeof (link));
      channel->type = link.channel_type;
      answer_link (channel);
    }
  return G_SOURCE_CONTINUE;
}

static void
fuzz_server_open_async (FrondDisplayOpener *opener, GCancellable *cancellable, GAsyncReadyCallback callback,
                        gpointer user_data)
{
  FuzzServer *self = FUZZ_SERVER (opener);
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  Channel *channel = g_new0 (Channel, 1);
  int fds[2];

  g_task_set_source_tag (task, fuzz_server_open_async);
  g_assert_cmpint (socketpair (AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, fds), ==, 0);
  channel->fd = fds[0];
  channel->type = -1;
  channel->heard = g_byte_array_new ();
  channel->watch = g_unix_fd_add (channel->fd, G_IO_IN, on_readable, channel);
  g_ptr_array_add (self->channels, channel);
  g_task_return_int (task, fds[1]);
}

static int
fuzz_server_open_finish (FrondDisplayOpener *opener, GAsyncResult *result, GError **error)
{
  return g_task_propagate_int (G_TASK (result), error);
}

static void
opener_init (FrondDisplayOpenerInterface *iface)
{
  iface->open_async = fuzz_server_open_async;
  iface->open_finish = fuzz_server_open_finish;
}

static void
fuzz_server_finalize (GObject *object)
{
  g_ptr_array_unref (FUZZ_SERVER (object)->channels);
  G_OBJECT_CLASS (fuzz_server_parent_class)->finalize (object);
}

static void
fuzz_server_class_init (FuzzServerClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = fuzz_server_finalize;
}

static void
fuzz_server_init (FuzzServer *self)
{
  self->channels = g_ptr_array_new_with_free_func (channel_free);
}

FuzzServer *
fuzz_server_new (void)
{
  return g_object_new (FUZZ_TYPE_SERVER, NULL);
}

void
fuzz_server_pump (void)
{
  for (guint i = 0; i < MAX_DISPATCHES && g_main_context_iteration (NULL, FALSE); i++)
    ;
}

static Channel *
find (FuzzServer *self, int type, guint n)
{
  for (guint i = 0; i < self->channels->len; i++)
    {
      Channel *channel = g_ptr_array_index (self->channels, i);

      if (channel->type == type && channel->fd >= 0 && n-- == 0)
        return channel;
    }
  return NULL;
}

gboolean
fuzz_server_has (FuzzServer *self, int type, guint n)
{
  return find (self, type, n) != NULL;
}

static ssize_t
send_some (int socket, const guint8 *bytes, gsize length, int fd)
{
  struct iovec vector = { (gpointer) bytes, length };
  union
  {
    char space[CMSG_SPACE (sizeof (int))];
    struct cmsghdr align;
  } control = { 0 };
  struct msghdr message = { .msg_iov = &vector, .msg_iovlen = 1 };

  if (fd >= 0)
    {
      message.msg_control = control.space;
      message.msg_controllen = sizeof (control.space);
      control.align.cmsg_level = SOL_SOCKET;
      control.align.cmsg_type = SCM_RIGHTS;
      control.align.cmsg_len = CMSG_LEN (sizeof (int));
      memcpy (CMSG_DATA (&control.align), &fd, sizeof (int));
    }
  return sendmsg (socket, &message, MSG_NOSIGNAL | MSG_DONTWAIT);
}

void
fuzz_server_send_raw (FuzzServer *self, int type, guint n, const guint8 *bytes, gsize length, int fd)
{
  for (guint waits = 0; length > 0 && waits < MAX_WAITS;)
    {
      Channel *channel = find (self, type, n); /* again: it may be gone */
      ssize_t sent = channel != NULL ? send_some (channel->fd, bytes, length, fd) : 0;

      if (channel == NULL || (sent < 0 && errno != EAGAIN))
        return;
      if (sent < 0)
        {
          waits++;
          fuzz_server_pump ();
          continue;
        }
      fd = -1;
      bytes += sent;
      length -= sent;
    }
}

void
fuzz_server_send (FuzzServer *self, int type, guint n, guint16 message, const guint8 *body, gsize length)
{
  const SpiceMiniDataHeader header = { GUINT16_TO_LE (message), GUINT32_TO_LE (length) };
  g_autoptr (GByteArray) bytes = g_byte_array_sized_new (sizeof (header) + length);

  g_byte_array_append (bytes, (const guint8 *) &header, sizeof (header));
  g_byte_array_append (bytes, body, length);
  fuzz_server_send_raw (self, type, n, bytes->data, bytes->len, -1);
}

void
fuzz_server_cut (FuzzServer *self, int type, guint n)
{
  Channel *channel = find (self, type, n);

  if (channel == NULL)
    return;
  g_clear_handle_id (&channel->watch, g_source_remove);
  close (channel->fd);
  channel->fd = -1;
}

void
fuzz_server_stop (FuzzServer *self)
{
  g_ptr_array_set_size (self->channels, 0);
}
