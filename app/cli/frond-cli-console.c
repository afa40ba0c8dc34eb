/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "frond-cli"

#include "frond-cli-private.h"

#include "frond-guest.h"
#include "frond-profile.h"

#include <errno.h>
#include <glib-unix.h>
#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

/* Ctrl+], as telnet, virsh and machinectl have it. */
#define LEAVE 0x1d

/* What a pipe that says there is room takes without waiting. */
#define CHUNK 4096

typedef struct _Console Console;

/* Bytes one way: none are read while some are to be written. */
typedef struct
{
  Console *console;
  int from;
  int to;
  guint reading; /* source, or 0 */
  guint writing;
  gboolean ended;
  char bytes[CHUNK];
  gsize start;
  gsize end;
} Way;

struct _Console
{
  Way in;  /* from the terminal */
  Way out; /* from the machine */
  gboolean terminal;
  gboolean left;
  struct termios before;
};

static void wait_for_more (Way *way);

/* Nothing of it is kept: the terminal is somebody's again. */
static void
restore_terminal (Console *console)
{
  if (console->terminal)
    tcsetattr (STDIN_FILENO, TCSAFLUSH, &console->before);
}

static void
take_terminal (Console *console)
{
  struct termios raw;

  console->terminal = isatty (STDIN_FILENO) && tcgetattr (STDIN_FILENO, &console->before) == 0;
  if (!console->terminal)
    return;
  raw = console->before;
  cfmakeraw (&raw);
  tcsetattr (STDIN_FILENO, TCSAFLUSH, &raw);
}

static void
end_way (Way *way)
{
  g_clear_handle_id (&way->reading, g_source_remove);
  g_clear_handle_id (&way->writing, g_source_remove);
  way->ended = TRUE;
}

static gboolean
is_passing (int code)
{
  return code == EINTR || code == EAGAIN;
}

static gboolean
write_cb (int fd, GIOCondition condition, gpointer user_data)
{
  Way *way = user_data;
  const ssize_t n = write (way->to, way->bytes + way->start, way->end - way->start);

  if (n < 0 && is_passing (errno))
    return G_SOURCE_CONTINUE;
  if (n < 0)
    {
      way->writing = 0;
      end_way (way);
      return G_SOURCE_REMOVE;
    }
  way->start += (gsize) n;
  if (way->start < way->end)
    return G_SOURCE_CONTINUE;
  way->writing = 0;
  wait_for_more (way);
  return G_SOURCE_REMOVE;
}

/* What was typed before it still arrives. */
static void
look_for_leave (Way *way)
{
  Console *console = way->console;
  const char *leave = console->terminal && way == &console->in ? memchr (way->bytes, LEAVE, way->end) : NULL;

  if (leave == NULL)
    return;
  console->left = TRUE;
  way->end = (gsize) (leave - way->bytes);
}

static gboolean
read_cb (int fd, GIOCondition condition, gpointer user_data)
{
  Way *way = user_data;
  const ssize_t n = read (way->from, way->bytes, sizeof way->bytes);

  if (n < 0 && is_passing (errno))
    return G_SOURCE_CONTINUE;
  way->reading = 0;
  if (n <= 0)
    {
      end_way (way);
      return G_SOURCE_REMOVE;
    }
  way->start = 0;
  way->end = (gsize) n;
  look_for_leave (way);
  if (way->end > 0)
    way->writing = g_unix_fd_add (way->to, G_IO_OUT | G_IO_ERR | G_IO_HUP, write_cb, way);
  else
    wait_for_more (way);
  return G_SOURCE_REMOVE;
}

static void
wait_for_more (Way *way)
{
  if (!way->ended && !way->console->left)
    way->reading = g_unix_fd_add (way->from, G_IO_IN | G_IO_ERR | G_IO_HUP, read_cb, way);
}

static gboolean
is_over (gpointer data)
{
  Console *console = data;

  return console->out.ended || (console->left && console->in.writing == 0);
}

static void
attach (FrondCli *self, int fd)
{
  Console console = { .in = { .from = STDIN_FILENO, .to = fd }, .out = { .from = fd, .to = STDOUT_FILENO } };

  console.in.console = console.out.console = &console;
  g_unix_set_fd_nonblocking (fd, TRUE, NULL);
  take_terminal (&console);
  wait_for_more (&console.in);
  wait_for_more (&console.out);
  frond_cli_wait_until (self, is_over, &console, 0);
  end_way (&console.in);
  end_way (&console.out);
  restore_terminal (&console);
  if (console.terminal)
    g_printerr ("\n");
}

static void
open_console (FrondCli *self, FrondGuest *guest)
{
  const char *name = frond_profile_get_name (frond_guest_get_profile (guest));
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  g_autofd int fd = -1;

  if (!frond_guest_is_on (guest))
    {
      /* Translators: %s is the name of a machine; leave “frond start” */
      frond_cli_complain (self, FROND_CLI_STATE, _ ("“%s” is off. “frond start” starts it."), name);
      return;
    }
  frond_guest_open_console_async (guest, self->cancellable, frond_cli_ready_cb, self);
  result = frond_cli_await (self);
  fd = frond_guest_open_console_finish (guest, result, &error);
  if (fd < 0)
    {
      frond_cli_fail (self, FROND_TASK_CONSOLE, name, error);
      return;
    }
  if (isatty (STDIN_FILENO))
    frond_cli_tell (
        /* Translators: %s is the name of a machine */
        _ ("This is the console of “%s”. Ctrl+] leaves it; Enter may show that somebody is there."), name);
  attach (self, fd);
}

int
frond_cli_console (int argc, char **argv)
{
  const GOptionEntry entries[] = { { NULL } };
  g_auto (GStrv) arguments = frond_cli_parse (entries, 1, 1, argc, argv);
  g_autoptr (FrondCli) self = NULL;
  int status = FROND_CLI_MISUSE;
  FrondGuest *guest;

  if (arguments != NULL)
    self = frond_cli_new (TRUE, &status);
  if (self == NULL)
    return status;
  guest = frond_cli_find_known (self, arguments[0]);
  if (guest != NULL)
    open_console (self, guest);
  return (int) self->status;
}
