/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "choking-opener.h"

#include <errno.h>
#include <glib-unix.h>
#include <sys/socket.h>
#include <unistd.h>

typedef struct
{
  ChokingOpener *opener;
  int server;
  int client;
  guint server_watch;
  guint client_watch;
} Pipe;

struct _ChokingOpener
{
  GObject parent_instance;

  FrondDisplayOpener *opener;
  GPtrArray *pipes;
  gsize n_bytes;
  gsize limit;
  gsize pace;
  gboolean cut;
};

static void opener_init (FrondDisplayOpenerInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (ChokingOpener, choking_opener, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (FROND_TYPE_DISPLAY_OPENER, opener_init))

static void
pipe_free (gpointer data)
{
  Pipe *pipe = data;

  g_clear_handle_id (&pipe->server_watch, g_source_remove);
  g_clear_handle_id (&pipe->client_watch, g_source_remove);
  close (pipe->server);
  close (pipe->client);
  g_free (pipe);
}

/* How many of at most MOST bytes went from one to the other; 0 when there is no room now, -1 when an end is gone. */
static ssize_t
pass (int from, int to, gsize most)
{
  guint8 buffer[16384];
  ssize_t length = recv (from, buffer, MIN (most, sizeof (buffer)), MSG_DONTWAIT | MSG_PEEK);
  ssize_t sent = length > 0 ? send (to, buffer, length, MSG_NOSIGNAL | MSG_DONTWAIT) : -1;

  if (length > 0 && sent < 0)
    return errno == EAGAIN ? 0 : -1;
  return sent > 0 ? recv (from, buffer, sent, 0) : -1;
}

static gboolean
on_client (int fd, GIOCondition condition, gpointer data)
{
  Pipe *pipe = data;

  if (pass (pipe->client, pipe->server, G_MAXSIZE) >= 0)
    return G_SOURCE_CONTINUE;
  pipe->client_watch = 0;
  g_ptr_array_remove (pipe->opener->pipes, pipe);
  return G_SOURCE_REMOVE;
}

static gboolean
on_server (int fd, GIOCondition condition, gpointer data)
{
  Pipe *pipe = data;
  ChokingOpener *self = pipe->opener;
  gsize left = self->limit - MIN (self->limit, self->n_bytes);
  gsize most = MIN (MIN (left, 16384), self->pace > 0 ? self->pace : 16384);
  ssize_t length;

  if (left == 0)
    {
      pipe->server_watch = 0;
      if (self->cut)
        g_ptr_array_set_size (self->pipes, 0);
      return G_SOURCE_REMOVE;
    }
  length = pass (fd, pipe->client, most);
  if (length >= 0)
    {
      self->n_bytes += length;
      return G_SOURCE_CONTINUE;
    }
  pipe->server_watch = 0;
  g_ptr_array_remove (self->pipes, pipe);
  return G_SOURCE_REMOVE;
}

static void
on_opened (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  g_autoptr (GError) error = NULL;
  ChokingOpener *self = g_task_get_source_object (task);
  Pipe *pipe;
  int fd = frond_display_opener_open_finish (FROND_DISPLAY_OPENER (source), result, &error);
  int ends[2];

  if (fd < 0)
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }
  g_assert_cmpint (socketpair (AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends), ==, 0);
  pipe = g_new0 (Pipe, 1);
  pipe->opener = self;
  pipe->server = fd;
  pipe->client = ends[0];
  /* While the client has no room this turns without a rest, and the library's work is idle work. */
  pipe->server_watch = g_unix_fd_add_full (G_PRIORITY_LOW, fd, G_IO_IN, on_server, pipe, NULL);
  pipe->client_watch = g_unix_fd_add (pipe->client, G_IO_IN, on_client, pipe);
  g_ptr_array_add (self->pipes, pipe);
  g_task_return_int (task, ends[1]);
}

static void
choking_opener_open_async (FrondDisplayOpener *opener, GCancellable *cancellable,
                           GAsyncReadyCallback callback, gpointer user_data)
{
  ChokingOpener *self = CHOKING_OPENER (opener);
  GTask *task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, choking_opener_open_async);
  frond_display_opener_open_async (self->opener, cancellable, on_opened, task);
}

static int
choking_opener_open_finish (FrondDisplayOpener *opener, GAsyncResult *result, GError **error)
{
  return g_task_propagate_int (G_TASK (result), error);
}

static void
opener_init (FrondDisplayOpenerInterface *iface)
{
  iface->open_async = choking_opener_open_async;
  iface->open_finish = choking_opener_open_finish;
}

static void
choking_opener_finalize (GObject *object)
{
  ChokingOpener *self = CHOKING_OPENER (object);

  g_ptr_array_unref (self->pipes);
  g_object_unref (self->opener);
  G_OBJECT_CLASS (choking_opener_parent_class)->finalize (object);
}

static void
choking_opener_class_init (ChokingOpenerClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = choking_opener_finalize;
}

static void
choking_opener_init (ChokingOpener *self)
{
  self->pipes = g_ptr_array_new_with_free_func (pipe_free);
  self->limit = G_MAXSIZE;
}

ChokingOpener *
choking_opener_new (FrondDisplayOpener *opener)
{
  ChokingOpener *self = g_object_new (CHOKING_TYPE_OPENER, NULL);

  self->opener = g_object_ref (opener);
  return self;
}

void
choking_opener_set_limit (ChokingOpener *self, gsize limit, gboolean cut)
{
  self->n_bytes = 0;
  self->limit = limit;
  self->cut = cut;
}

void
choking_opener_set_pace (ChokingOpener *self, gsize pace)
{
  self->pace = pace;
}

gsize
choking_opener_get_n_bytes (ChokingOpener *self)
{
  return self->n_bytes;
}
