/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

/* The desktop of run-sway.sh: what to tell it and what it shows. */

/* What is on the output, device pixels. */
typedef struct
{
  GBytes *file;
  const guint8 *pixels; /* R, G, B; inside of file */
  int width;
  int height;
} DesktopPicture;

/* Without the pointer. */
DesktopPicture *wayland_desktop_take_picture (void);
void desktop_picture_free (DesktopPicture *self);
/* 0xRRGGBB */
guint32 desktop_picture_get_pixel (DesktopPicture *self, int x, int y);

/* Runs swaymsg, or any program, with these arguments (and NULL) while the main context goes on. */
void wayland_desktop_do (const char *first, ...) G_GNUC_NULL_TERMINATED;
void wayland_desktop_run (const char *program, ...) G_GNUC_NULL_TERMINATED;

/* Whether the desktop leaves its own shortcuts to this window. */
gboolean wayland_desktop_is_inhibited (GtkWindow *window);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DesktopPicture, desktop_picture_free)
