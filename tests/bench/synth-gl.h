/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

/* GL pictures of the synthetic guest: buffers of shared memory that are handed to the client by descriptor, and draws
 * that wait for it. Where there is /dev/udmabuf the buffers are real dmabufs, else memfds, which are as good for
 * everything but a GPU.
 *
 * Commands:
 *  gl-buffer SLOT W H FOURCC Y0TOP SEED  a buffer filled with the pattern of SEED, at the top of the picture first
 *  gl-show SLOT                          gives it to the client
 *  gl-lie WHAT                           gives it slot 0 with a lie: short, stride, huge, unsealed, pipe or format
 *  gl-off                                no GL picture any more
 *  gl-paint SLOT X Y W H COLOUR          pixels of the picture
 *  gl-draw X Y W H                       "drawn N" when the client has taken it, N from 1
 *  gl-burst N W H                        N draws, each when the one before was taken; "drawn N" after the last
 *  gl-flip N W H                         the same, slots 0 and 1 in turn
 * Draws that are told before the one before was taken are kept back. */

/* FALSE: not one of them. */
gboolean synth_gl_run (const char *line);

/* Of QXL's asynchronous calls; TRUE when it was a draw of ours. Any thread. */
gboolean synth_gl_complete (guint64 cookie);

/* The pattern: what is at (X, Y) of the picture. */
static inline guint32
synth_gl_pixel (int x, int y, guint32 seed)
{
  return (seed + (guint32) x * 0x010203 + (guint32) y * 0x050107) & 0xffffff;
}
