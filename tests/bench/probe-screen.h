/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

/* What a probe needs of a display server; probe-x11.c and probe-wayland.c have it. Pixels are 32-bit words. */
gboolean probe_screen_open (void);
void probe_screen_get_size (int *width, int *height);
/* (transfer full), or NULL */
guint32 *probe_screen_grab (int x, int y, int width, int height);

/* Waits from start to stop for changes of the stamp at (X, Y). */
void probe_screen_start (int x, int y);
void probe_screen_stop (void);
/* The stamp's pixels once something has changed there, and when that was shown (CLOCK_MONOTONIC, µs); NULL when END
 * comes first. (transfer full) */
guint32 *probe_screen_wait (gint64 end, gint64 *shown);

/* The key A of every keyboard; FALSE where keys cannot be pressed. */
gboolean probe_screen_press (gboolean down);
