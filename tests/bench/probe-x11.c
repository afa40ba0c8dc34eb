/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "probe-report.h"
#include "probe-screen.h"

#include <X11/Xlib.h>
#include <X11/Xutil.h>
#include <X11/extensions/Xdamage.h>
#include <dlfcn.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>

#define KEY_CODE 38

typedef int (*FakeKey) (Display *display, unsigned int keycode, Bool is_press, unsigned long delay);

static Display *display;
static Window root;
static int damage_event;
static Damage damage;
static int stamp_x, stamp_y;
static FakeKey fake_key;

gboolean
probe_screen_open (void)
{
  /* The development files of XTest are not among what Frond needs; the library comes with xdotool. */
  void *xtest = dlopen ("libXtst.so.6", RTLD_NOW);
  int error_base;

  if (xtest != NULL)
    fake_key = (FakeKey) dlsym (xtest, "XTestFakeKeyEvent");
  display = XOpenDisplay (NULL);
  if (display == NULL || !XDamageQueryExtension (display, &damage_event, &error_base))
    {
      fprintf (stderr, "probe-x11 needs an X server with the damage extension\n");
      return FALSE;
    }
  root = DefaultRootWindow (display);
  return TRUE;
}

void
probe_screen_get_size (int *width, int *height)
{
  *width = DisplayWidth (display, DefaultScreen (display));
  *height = DisplayHeight (display, DefaultScreen (display));
}

guint32 *
probe_screen_grab (int x, int y, int width, int height)
{
  XImage *image = XGetImage (display, root, x, y, width, height, AllPlanes, ZPixmap);
  guint32 *pixels = g_memdup2 (image->data, (gsize) width * height * 4);

  XDestroyImage (image);
  return pixels;
}

void
probe_screen_start (int x, int y)
{
  stamp_x = x;
  stamp_y = y;
  damage = XDamageCreate (display, root, XDamageReportRawRectangles);
  XSync (display, False);
}

void
probe_screen_stop (void)
{
  XDamageDestroy (display, damage);
  XSync (display, True);
}

static gboolean
take_event (void)
{
  const XRectangle *area;
  XEvent event;

  XNextEvent (display, &event);
  if (event.type != damage_event + XDamageNotify)
    return FALSE;
  area = &((const XDamageNotifyEvent *) &event)->area;
  return area->x <= stamp_x && area->y <= stamp_y && area->x + area->width > stamp_x &&
         area->y + area->height > stamp_y;
}

guint32 *
probe_screen_wait (gint64 end, gint64 *shown)
{
  struct pollfd fd = { ConnectionNumber (display), POLLIN, 0 };

  for (gint64 now = g_get_monotonic_time (); now < end; now = g_get_monotonic_time ())
    {
      gboolean hit = FALSE;

      while (XPending (display) > 0)
        hit |= take_event ();
      if (hit)
        {
          *shown = g_get_monotonic_time ();
          return probe_screen_grab (stamp_x, stamp_y, SYNTH_STAMP_LENGTH, 1);
        }
      poll (&fd, 1, MAX (1, (int) ((end - now + 999) / 1000)));
    }
  return NULL;
}

gboolean
probe_screen_press (gboolean down)
{
  if (fake_key == NULL)
    return FALSE;
  fake_key (display, KEY_CODE, down, 0);
  XFlush (display);
  return TRUE;
}
