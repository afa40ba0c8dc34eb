/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>
#include <spice.h>

/* The display device of the synthetic guest: one QXL, whose commands are queued here and taken by spice-server's
 * worker thread. */
void synth_screen_start (SpiceServer *server, int width, int height);

void synth_screen_resize (int width, int height);
int synth_screen_get_width (void);
int synth_screen_get_height (void);
/* A client has shown up and the queue is empty: time for another frame. */
gboolean synth_screen_is_hungry (void);

/* COLOUR fills the rectangle. */
void synth_screen_fill (int x, int y, int width, int height, guint32 colour);
void synth_screen_gradient (int x, int y, int width, int height, guint32 colour);
/* A part of a busy picture that is 256 pixels larger than the screen each way; in columns of 32 pixels, as QEMU sends
 * it, when IN_COLUMNS; with FRAME's stamp in its first pixels when STAMP. */
void synth_screen_texture (int x, int y, int width, int height, int source_x, int source_y,
                           gboolean in_columns, gboolean stamp, guint frame);
/* The whole screen in one colour, which is FRAME's own, in columns. */
void synth_screen_strips (guint frame);
/* Writes what the screen should look like as a PPM file. */
gboolean synth_screen_dump (const char *path, GError **error);
void synth_screen_cursor (int width, int height, int hot_x, int hot_y, guint32 argb);
void synth_screen_monitor (guint index, guint count, int x, int y, int width, int height);
void synth_screen_flush (void);
QXLInstance *synth_screen_get_qxl (void);

guint64 synth_screen_get_bytes (void);
