/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <X11/Xlib.h>
#include <X11/extensions/Xdamage.h>
#include <glib-unix.h>
#include <glib.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

/* Starts a program and watches the X server from outside, so that it measures programs of any toolkit alike:
 *
 *   mapped  a top-level window of at least MIN_SIZE is on the screen
 *   drawn   damage has covered most of it for the first time
 *   usable  the last large damage before QUIET_MS without any: everything that belongs into the window is there
 *
 * Writes the three in ms since exec, and the kB of PSS and of USS that the process has then; ends the program. */

#define MIN_SIZE   200
#define QUIET_MS   1500
#define TIMEOUT_MS 60000

typedef struct
{
  Display *display;
  int damage_event;
  Window window; /* the first that is large enough, 0 until then */
  int width;
  int height;
  gint64 started;
  double mapped;
  double drawn;
  double usable;
} Probe;

static int
ignore_error (Display *display, XErrorEvent *event)
{
  /* Windows come and go faster than one can ask about them. */
  return 0;
}

static double
elapsed (Probe *self)
{
  return (double) (g_get_monotonic_time () - self->started) / 1000;
}

static void
look_at (Probe *self, Window window)
{
  XWindowAttributes attributes;

  if (self->window != 0 || !XGetWindowAttributes (self->display, window, &attributes) ||
      attributes.map_state != IsViewable || attributes.width < MIN_SIZE || attributes.height < MIN_SIZE)
    return;

  self->window = window;
  self->mapped = elapsed (self);
}

static void
take_damage (Probe *self, const XDamageNotifyEvent *event)
{
  int area = event->area.width * event->area.height;
  int whole = event->geometry.width * event->geometry.height;

  if (event->drawable != self->window)
    return;

  if (self->drawn == 0 && area * 2 > whole)
    self->drawn = elapsed (self);
  /* A spinner or a cursor that blinks is less than this. */
  if (area * 50 > whole)
    self->usable = elapsed (self);
}

static void
take_event (Probe *self)
{
  XEvent event;

  XNextEvent (self->display, &event);
  if (event.type == self->damage_event + XDamageNotify)
    take_damage (self, (const XDamageNotifyEvent *) &event);
  else if (event.type == CreateNotify)
    XDamageCreate (self->display, event.xcreatewindow.window, XDamageReportRawRectangles);
  else if (event.type == MapNotify)
    look_at (self, event.xmap.window);
  else if (event.type == ConfigureNotify)
    look_at (self, event.xconfigure.window);
}

static gboolean
is_done (Probe *self)
{
  return self->drawn > 0 && elapsed (self) - self->usable > QUIET_MS;
}

static void
watch (Probe *self)
{
  struct pollfd fd = { ConnectionNumber (self->display), POLLIN, 0 };

  while (!is_done (self) && elapsed (self) < TIMEOUT_MS)
    {
      while (XPending (self->display) > 0)
        take_event (self);
      poll (&fd, 1, QUIET_MS / 10);
    }
}

static long
read_kilobytes (const char *text, const char *field)
{
  const char *line = strstr (text, field);

  return line != NULL ? strtol (line + strlen (field), NULL, 10) : 0;
}

static void
report (Probe *self, pid_t pid)
{
  g_autofree char *path = g_strdup_printf ("/proc/%d/smaps_rollup", (int) pid);
  g_autofree char *text = NULL;

  if (!g_file_get_contents (path, &text, NULL, NULL))
    text = g_strdup ("");
  printf ("%.0f %.0f %.0f %ld %ld\n", self->mapped, self->drawn, self->usable,
          read_kilobytes (text, "\nPss:"), read_kilobytes (text, "\nPrivate_Dirty:"));
}

int
main (int argc, char **argv)
{
  Probe self = { 0 };
  int error_base;
  pid_t pid;

  self.display = argc > 1 ? XOpenDisplay (NULL) : NULL;
  if (self.display == NULL || !XDamageQueryExtension (self.display, &self.damage_event, &error_base))
    {
      fprintf (stderr,
               "usage: startup-probe PROGRAM [ARGUMENT…], on an X server with the damage extension\n");
      return EXIT_FAILURE;
    }
  XSetErrorHandler (ignore_error);
  XSelectInput (self.display, DefaultRootWindow (self.display), SubstructureNotifyMask);
  XSync (self.display, False);

  self.started = g_get_monotonic_time ();
  pid = fork ();
  if (pid == 0)
    {
      execvp (argv[1], argv + 1);
      _exit (127);
    }
  watch (&self);
  report (&self, pid);
  kill (pid, SIGTERM);
  waitpid (pid, NULL, 0);
  XCloseDisplay (self.display);

  return self.drawn > 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
