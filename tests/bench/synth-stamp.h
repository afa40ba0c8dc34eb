/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

/* What the synthetic guest writes into the top left corner of its screen with every frame, a byte a pixel (the low
 * one of a red-green-blue word, which is blue), so that whoever looks at the shown picture knows what it sees:
 * two pixels of magic, the time of drawing (CLOCK_MONOTONIC, µs) and the number of the frame, both least
 * significant byte first. */
#define SYNTH_STAMP_MAGIC_0 0xf30d5au
#define SYNTH_STAMP_MAGIC_1 0x0df3a5u
#define SYNTH_STAMP_LENGTH  14

/* The rectangle that is drawn when nothing else is in this place. */
#define SYNTH_STAMP_WIDTH  32
#define SYNTH_STAMP_HEIGHT 8

static inline void
synth_stamp_write (guint32 *pixels, gint64 time, guint frame)
{
  pixels[0] = SYNTH_STAMP_MAGIC_0;
  pixels[1] = SYNTH_STAMP_MAGIC_1;
  for (int i = 0; i < 8; i++)
    pixels[2 + i] = (guint64) time >> (8 * i) & 0xff;
  for (int i = 0; i < 4; i++)
    pixels[10 + i] = frame >> (8 * i) & 0xff;
}

static inline gboolean
synth_stamp_read (const guint32 *pixels, gint64 *time, guint *frame)
{
  guint64 bytes = 0;

  if ((pixels[0] & 0xffffff) != SYNTH_STAMP_MAGIC_0 || (pixels[1] & 0xffffff) != SYNTH_STAMP_MAGIC_1)
    return FALSE;
  for (int i = 0; i < 8; i++)
    bytes |= (guint64) (pixels[2 + i] & 0xff) << (8 * i);
  *time = (gint64) bytes;
  *frame = 0;
  for (int i = 0; i < 4; i++)
    *frame |= (pixels[10 + i] & 0xff) << (8 * i);
  return TRUE;
}
