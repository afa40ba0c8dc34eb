/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "frond-console-relay.h"

#include <errno.h>
#include <fcntl.h>
#include <glib-unix.h>
#include <glib/gstdio.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

/* One direction: it either reads or, while there is something left to write, writes. */
typedef struct
{
  FrondConsoleRelay *relay;
  int from;
  int to;
  gsize start;
  gsize end;
  guint source;
  guint8 bytes[FROND_CONSOLE_RELAY_BUFFER];
} Way;

struct _FrondConsoleRelay
{
  GObject parent_instance;

  int console;
  int peer; /* the other end of the widget's terminal */
  Way out;  /* from the guest */
  Way in;
};

static guint ended_signal;

G_DEFINE_FINAL_TYPE (FrondConsoleRelay, frond_console_relay, G_TYPE_OBJECT)

static void wait_for (Way *way);

void
frond_console_relay_stop (FrondConsoleRelay *self)
{
  g_return_if_fail (FROND_IS_CONSOLE_RELAY (self));

  g_clear_handle_id (&self->out.source, g_source_remove);
  g_clear_handle_id (&self->in.source, g_source_remove);
  g_clear_fd (&self->console, NULL);
  g_clear_fd (&self->peer, NULL);
}

static void
end (FrondConsoleRelay *self)
{
  g_object_ref (self);
  frond_console_relay_stop (self);
  g_signal_emit (self, ended_signal, 0);
  g_object_unref (self);
}

static gboolean
is_passing (int error)
{
  return error == EAGAIN || error == EINTR;
}

/* FALSE when one of the two sides is gone. */
static gboolean
step (Way *way)
{
  gssize moved;

  if (way->start == way->end)
    {
      moved = read (way->from, way->bytes, sizeof way->bytes);
      if (moved <= 0)
        return moved < 0 && is_passing (errno);
      way->start = 0;
      way->end = (gsize) moved;
    }

  moved = write (way->to, way->bytes + way->start, way->end - way->start);
  if (moved < 0)
    return is_passing (errno);
  way->start += (gsize) moved;

  return TRUE;
}

static gboolean
ready_cb (int fd, GIOCondition condition, gpointer user_data)
{
  Way *way = user_data;

  way->source = 0;
  if (step (way))
    wait_for (way);
  else
    end (way->relay);

  return G_SOURCE_REMOVE;
}

/* Behind the drawing and the events of windows: a guest that never stops talking must not stop them. */
static void
wait_for (Way *way)
{
  gboolean full = way->start < way->end;

  way->source = g_unix_fd_add_full (G_PRIORITY_DEFAULT_IDLE, full ? way->to : way->from,
                                    (full ? G_IO_OUT : G_IO_IN) | G_IO_HUP | G_IO_ERR, ready_cb, way, NULL);
}

static void
frond_console_relay_finalize (GObject *object)
{
  frond_console_relay_stop (FROND_CONSOLE_RELAY (object));
  G_OBJECT_CLASS (frond_console_relay_parent_class)->finalize (object);
}

static void
frond_console_relay_class_init (FrondConsoleRelayClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = frond_console_relay_finalize;
  ended_signal = g_signal_new ("ended", FROND_TYPE_CONSOLE_RELAY, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                               G_TYPE_NONE, 0);
}

static void
frond_console_relay_init (FrondConsoleRelay *self)
{
  self->console = self->peer = -1;
}

/* Both ends of a terminal that passes bytes as they are: what they mean is between the guest and the widget. */
static gboolean
open_terminal (int *terminal, int *peer, GError **error)
{
  g_autofd int ours = posix_openpt (O_RDWR | O_NOCTTY | O_CLOEXEC);
  g_autofd int theirs = -1;
  struct termios mode;

  if (ours >= 0 && grantpt (ours) == 0 && unlockpt (ours) == 0)
    theirs = ioctl (ours, TIOCGPTPEER, O_RDWR | O_NOCTTY | O_CLOEXEC | O_NONBLOCK);
  if (theirs < 0 || tcgetattr (theirs, &mode) < 0)
    {
      g_set_error (error, G_IO_ERROR, g_io_error_from_errno (errno), "No terminal: %s", g_strerror (errno));
      return FALSE;
    }

  cfmakeraw (&mode);
  tcsetattr (theirs, TCSANOW, &mode);
  *terminal = g_steal_fd (&ours);
  *peer = g_steal_fd (&theirs);
  return TRUE;
}

FrondConsoleRelay *
frond_console_relay_new (int console, int *terminal, GError **error)
{
  g_autoptr (FrondConsoleRelay) self = g_object_new (FROND_TYPE_CONSOLE_RELAY, NULL);

  self->console = console;
  if (!g_unix_set_fd_nonblocking (console, TRUE, error) || !open_terminal (terminal, &self->peer, error))
    return NULL;

  self->out.relay = self->in.relay = self;
  self->out.from = self->in.to = self->console;
  self->out.to = self->in.from = self->peer;
  wait_for (&self->out);
  wait_for (&self->in);
  return g_steal_pointer (&self);
}
