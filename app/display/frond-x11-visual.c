/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "frond-x11-visual.h"

#include <X11/Xlib.h>

/* GTK prefers Wayland where there is one; asking X there would start Xwayland for nothing. */
static gboolean
takes_x11 (void)
{
  const char *backend = g_getenv ("GDK_BACKEND");

  if (backend != NULL)
    return g_str_equal (backend, "x11");
  return g_getenv ("WAYLAND_DISPLAY") == NULL && g_getenv ("DISPLAY") != NULL;
}

/* As the window manager specification has it: a compositor owns the selection of its screen. */
static gboolean
has_compositor (Display *display)
{
  g_autofree char *name = g_strdup_printf ("_NET_WM_CM_S%d", DefaultScreen (display));

  return XGetSelectionOwner (display, XInternAtom (display, name, False)) != None;
}

void
frond_x11_visual_init_early (void)
{
  Display *display = takes_x11 () ? XOpenDisplay (NULL) : NULL;

  if (display == NULL)
    return;
  /* libX11's own; a compositor that comes later finds plain windows. GDK, too, would look for the hidden ones, for GL. */
  if (!has_compositor (display))
    {
      g_setenv ("XLIB_SKIP_ARGB_VISUALS", "1", FALSE);
      g_setenv ("GDK_DISABLE", "gl", FALSE);
    }
  XCloseDisplay (display);
}
