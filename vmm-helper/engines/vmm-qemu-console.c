/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "vmm-qemu-console.h"

#include "vmm-ipc.h"
#include "vmm-libvirt-error.h"

#include <errno.h>
#include <glib-unix.h>
#include <glib/gstdio.h>
#include <libvirt/virterror.h>
#include <string.h>
#include <sys/socket.h>

#define ROOM    4096
#define IDLE    (VIR_STREAM_EVENT_READABLE | VIR_STREAM_EVENT_HANGUP | VIR_STREAM_EVENT_ERROR)
#define MAX_OUT (256 * 1024)

/* One open console, of the main context. */
typedef struct
{
  virStreamPtr stream;
  int fd;           /* our end */
  guint source;     /* waits for what is typed; 0: not while something is pending */
  char typed[ROOM]; /* what libvirt has not taken yet */
  gsize n_typed;
} Console;

static gpointer
end_stream (gpointer data)
{
  virStreamAbort (data);
  virStreamFree (data);
  return NULL;
}

/* libvirt's daemon is told in a thread: that waits for its answer. */
static void
close_console (Console *self)
{
  virStreamEventRemoveCallback (self->stream);
  g_clear_handle_id (&self->source, g_source_remove);
  g_clear_fd (&self->fd, NULL);
  g_thread_unref (g_thread_new ("console-end", end_stream, self->stream));
  g_free (self);
}

static gboolean on_typed (int fd, GIOCondition condition, gpointer user_data);

/* FALSE: the console is at its end. */
static gboolean
send_typed (Console *self)
{
  int sent = virStreamSend (self->stream, self->typed, self->n_typed);

  if (sent == -1)
    return FALSE;
  if (sent > 0)
    {
      self->n_typed -= (gsize) sent;
      memmove (self->typed, self->typed + sent, self->n_typed);
    }
  if (self->n_typed > 0)
    {
      g_clear_handle_id (&self->source, g_source_remove);
      virStreamEventUpdateCallback (self->stream, IDLE | VIR_STREAM_EVENT_WRITABLE);
    }
  else
    {
      virStreamEventUpdateCallback (self->stream, IDLE);
      if (self->source == 0)
        self->source = g_unix_fd_add (self->fd, G_IO_IN | G_IO_HUP | G_IO_ERR, on_typed, self);
    }
  return TRUE;
}

static gboolean
on_typed (int fd, GIOCondition condition, gpointer user_data)
{
  Console *self = user_data;
  const gssize got = recv (fd, self->typed, sizeof self->typed, MSG_DONTWAIT);

  if (got < 0 && (errno == EAGAIN || errno == EINTR))
    return G_SOURCE_CONTINUE;

  /* Whatever comes of it, this source is not to be removed twice. */
  self->source = 0;
  if (got > 0)
    self->n_typed = (gsize) got;
  if (got <= 0 || !send_typed (self))
    close_console (self);
  return G_SOURCE_REMOVE;
}

static gboolean
show (Console *self)
{
  char text[ROOM];

  /* One piece at a time: others want the main context as well. */
  const int got = virStreamRecv (self->stream, text, sizeof text);

  if (got == -2)
    return TRUE;
  if (got <= 0)
    return FALSE;
  return send (self->fd, text, (gsize) got, MSG_DONTWAIT | MSG_NOSIGNAL) >= 0 || errno == EAGAIN;
}

static void
on_stream (virStreamPtr stream, int events, void *data)
{
  Console *self = data;
  gboolean open = TRUE;

  if ((events & VIR_STREAM_EVENT_READABLE) != 0)
    open = show (self);
  if (open && (events & VIR_STREAM_EVENT_WRITABLE) != 0)
    open = send_typed (self);
  if (!open || (events & (VIR_STREAM_EVENT_HANGUP | VIR_STREAM_EVENT_ERROR)) != 0)
    close_console (self);
}

static gboolean
begin (gpointer data)
{
  Console *self = data;

  self->source = g_unix_fd_add (self->fd, G_IO_IN | G_IO_HUP | G_IO_ERR, on_typed, self);
  if (virStreamEventAddCallback (self->stream, IDLE, on_stream, self, NULL) < 0)
    close_console (self);
  return G_SOURCE_REMOVE;
}

int
vmm_qemu_console_open (virDomainPtr domain, GError **error)
{
  const int room = MAX_OUT;
  virStreamPtr stream = virStreamNew (virDomainGetConnect (domain), VIR_STREAM_NONBLOCK);
  Console *self;
  int ends[2];

  if (stream == NULL || virDomainOpenConsole (domain, NULL, stream, VIR_DOMAIN_CONSOLE_SAFE) < 0)
    {
      /* libvirt's word for a console that another has. */
      if (virGetLastErrorCode () == VIR_ERR_OPERATION_FAILED)
        g_set_error_literal (error, VMM_IPC_ERROR, VMM_IPC_ERROR_BUSY, "console: somebody has it open");
      else
        vmm_libvirt_error_set (error, "console");
      g_clear_pointer (&stream, virStreamFree);
      return -1;
    }
  if (socketpair (AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) < 0)
    {
      g_set_error_literal (error, VMM_IPC_ERROR, VMM_IPC_ERROR_INTERNAL, "console: no sockets are left");
      end_stream (stream);
      return -1;
    }
  setsockopt (ends[0], SOL_SOCKET, SO_SNDBUF, &room, sizeof room);

  self = g_new0 (Console, 1);
  self->stream = stream;
  self->fd = ends[0];
  g_idle_add_full (G_PRIORITY_DEFAULT, begin, self, NULL);
  return ends[1];
}
