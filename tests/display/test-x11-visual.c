/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Windows with an alpha channel are for desktops with a compositor: on others the X server would copy all that they
 * draw once more. */
#include "frond-x11-visual.h"

#include <X11/Xlib.h>
#include <gtk/gtk.h>

static gboolean with_compositor;

/* All that is to be seen of one. */
static void
pretend_to_be_compositor (Display *display)
{
  Window window = XCreateSimpleWindow (display, DefaultRootWindow (display), 0, 0, 1, 1, 0, 0, 0);

  XSetSelectionOwner (display, XInternAtom (display, "_NET_WM_CM_S0", False), window, CurrentTime);
  XSync (display, False);
}

static void
test_alpha (void)
{
  g_assert_cmpint (gdk_display_is_rgba (gdk_display_get_default ()), ==, with_compositor);
  g_assert_cmpint (gdk_display_is_composited (gdk_display_get_default ()), ==, with_compositor);
}

int
main (int argc, char **argv)
{
  Display *display = XOpenDisplay (NULL);

  g_assert_nonnull (display);
  with_compositor = argc > 1 && g_str_equal (argv[1], "compositor");
  if (with_compositor)
    pretend_to_be_compositor (display);
  frond_x11_visual_init_early ();
  gtk_test_init (&argc, &argv, NULL);
  g_test_add_func (with_compositor ? "/display/x11-visual/compositor" : "/display/x11-visual/plain",
                   test_alpha);
  return g_test_run ();
}
