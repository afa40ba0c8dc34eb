/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "frond-frame.h"

#define OPAQUE 0xff000000u

/* Repeats the high bits below, so that full intensity stays full. */
static guint32
widen5 (guint32 value)
{
  return value << 3 | value >> 2;
}

static guint32
widen6 (guint32 value)
{
  return value << 2 | value >> 4;
}

static void
copy_565 (const guint16 *in, int width, guint32 *out)
{
  for (int i = 0; i < width; i++)
    out[i] =
        OPAQUE | widen5 (in[i] >> 11 & 0x1f) << 16 | widen6 (in[i] >> 5 & 0x3f) << 8 | widen5 (in[i] & 0x1f);
}

static void
copy_555 (const guint16 *in, int width, guint32 *out)
{
  for (int i = 0; i < width; i++)
    out[i] =
        OPAQUE | widen5 (in[i] >> 10 & 0x1f) << 16 | widen5 (in[i] >> 5 & 0x1f) << 8 | widen5 (in[i] & 0x1f);
}

static void
copy_8888 (const guint32 *in, int width, guint32 *out)
{
  for (int i = 0; i < width; i++)
    out[i] = in[i] | OPAQUE;
}

static void
copy_bgr8888 (const guint32 *in, int width, guint32 *out)
{
  for (int i = 0; i < width; i++)
    out[i] = OPAQUE | (in[i] & 0xff) << 16 | (in[i] & 0xff00) | (in[i] >> 16 & 0xff);
}

void
frond_frame_copy_row (const FrondFrame *frame, int x, int y, int width, guint32 *out)
{
  const guint8 *row = frame->data + y * frame->stride;

  switch (frame->pixels)
    {
    case FROND_PIXELS_RGB565:
      copy_565 ((const guint16 *) (gconstpointer) row + x, width, out);
      break;
    case FROND_PIXELS_RGB555:
      copy_555 ((const guint16 *) (gconstpointer) row + x, width, out);
      break;
    case FROND_PIXELS_XBGR8888:
      copy_bgr8888 ((const guint32 *) (gconstpointer) row + x, width, out);
      break;
    case FROND_PIXELS_XRGB8888:
    default:
      copy_8888 ((const guint32 *) (gconstpointer) row + x, width, out);
      break;
    }
}

/* Adds the colours of a source row to the sums of the pixels that they fall into. */
static void
add_row (const guint32 *row, int width, int out_width, guint32 *sums, guint32 *counts)
{
  for (int x = 0; x < width; x++)
    {
      int to = (gint64) x * out_width / width;

      sums[to * 3] += row[x] & 0xff;
      sums[to * 3 + 1] += row[x] >> 8 & 0xff;
      sums[to * 3 + 2] += row[x] >> 16 & 0xff;
      counts[to]++;
    }
}

static void
average_row (const guint32 *sums, const guint32 *counts, int width, guint32 *out)
{
  for (int x = 0; x < width; x++)
    {
      const guint32 *sum = &sums[x * 3];

      out[x] = OPAQUE | sum[2] / counts[x] << 16 | sum[1] / counts[x] << 8 | sum[0] / counts[x];
    }
}

static void
shrink (const FrondFrame *frame, int out_width, int out_height, guint32 *out)
{
  g_autofree guint32 *row = g_new (guint32, frame->width);
  g_autofree guint32 *sums = g_new0 (guint32, out_width * 3);
  g_autofree guint32 *counts = g_new0 (guint32, out_width);

  for (int y = 0; y < frame->height; y++)
    {
      int to = (gint64) y * out_height / frame->height;
      int next = (gint64) (y + 1) * out_height / frame->height;

      frond_frame_copy_row (frame, 0, y, frame->width, row);
      add_row (row, frame->width, out_width, sums, counts);
      if (next != to)
        {
          average_row (sums, counts, out_width, out + (gsize) to * out_width);
          memset (sums, 0, sizeof *sums * out_width * 3);
          memset (counts, 0, sizeof *counts * out_width);
        }
    }
}

GdkTexture *
frond_frame_to_texture (const FrondFrame *frame, int max_width)
{
  int width = max_width > 0 ? MIN (max_width, frame->width) : frame->width;
  int height = MAX (1, (gint64) frame->height * width / frame->width);
  g_autofree guint32 *pixels = g_new (guint32, (gsize) width * height);
  g_autoptr (GBytes) bytes = NULL;

  if (width == frame->width)
    for (int y = 0; y < height; y++)
      frond_frame_copy_row (frame, 0, y, width, pixels + (gsize) y * width);
  else
    shrink (frame, width, height, pixels);

  bytes = g_bytes_new_take (g_steal_pointer (&pixels), (gsize) width * height * 4);
  return gdk_memory_texture_new (width, height, FROND_FRAME_OPAQUE_FORMAT, bytes, (gsize) width * 4);
}
