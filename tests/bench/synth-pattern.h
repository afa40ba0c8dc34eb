/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

/* Pictures that move, at a steady rate, each frame with its stamp (synth-stamp.h):
 *
 *  type    a character of 12×20 pixels, the next one beside it
 *  rect    256×256 pixels that wander
 *  video   640×360 pixels in one place
 *  scroll  960×720 pixels of a terminal that moves up by a line
 *  full    everything
 *  mix     a desktop: typing, a blinking cursor, a small video at half the rate, a window that scrolls or opens now
 *          and then
 *  strips  everything in one colour, which is another one every other frame, the rate of QEMU: a picture of two
 *          colours is torn
 *  idle    the stamp alone, once a second
 *
 * IN_COLUMNS cuts everything into columns of 32 pixels, as QEMU does; "mix" and "strips" always are. FALSE when there
 * is no such pattern. */
gboolean synth_pattern_play (const char *name, int hertz, gboolean in_columns);
void synth_pattern_stop (void);

/* One frame at once: 64×64 pixels that are others each time, and the stamp. */
void synth_pattern_flash (void);

/* Frames drawn, and left out because the server was still busy with the last one, since the last call. */
void synth_pattern_take_counts (guint *n_drawn, guint *n_skipped);
