/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "fuzz-writer.h"

#include <spice/enums.h>

void
fuzz_writer_put (FuzzWriter *writer, guint64 value, guint bytes)
{
  for (guint i = 0; i < bytes; i++)
    {
      guint8 byte = value >> (8 * i);

      g_byte_array_append (writer->out, &byte, 1);
    }
}

guint32
fuzz_writer_number (FuzzWriter *writer, guint32 small)
{
  static const guint32 edges[] = { 0,          1,          2,          0x7f,       0xff,       0x7fff,
                                   0x8000,     0xffff,     0x10000,    0x3fffffff, 0x40000000, 0x7fffffff,
                                   0x80000000, 0xfffffffe, 0xffffffff, 16384,      16385 };

  if (!writer->sane && g_rand_int_range (writer->random, 0, 24) == 0)
    return edges[g_rand_int_range (writer->random, 0, G_N_ELEMENTS (edges))];
  return g_rand_int_range (writer->random, 0, small + 1);
}

static gboolean
one_in (FuzzWriter *writer, gint32 n)
{
  return !writer->sane && g_rand_int_range (writer->random, 0, n) == 0;
}

void
fuzz_writer_point (FuzzWriter *writer, FuzzPointer kind)
{
  if (writer->n_pointers < G_N_ELEMENTS (writer->pointers))
    {
      writer->pointers[writer->n_pointers].kind = kind;
      writer->pointers[writer->n_pointers++].at = writer->out->len;
    }
  fuzz_writer_put (writer, one_in (writer, 32) ? fuzz_writer_number (writer, 400) : 0, 4);
}

static guint
row_bytes (guint format, guint width)
{
  static const guint8 bits[] = { 8, 1, 1, 4, 4, 8, 16, 24, 32, 32, 8 };

  return (width * bits[format % G_N_ELEMENTS (bits)] + 7) / 8;
}

static void
put_pixels (FuzzWriter *writer, guint64 n)
{
  for (guint i = 0; i < MIN (n, 3000); i++)
    fuzz_writer_put (writer, g_rand_int (writer->random), 1);
}

static void
put_bitmap (FuzzWriter *writer, gboolean mask)
{
  guint format = SPICE_BITMAP_FMT_32BIT, flags = SPICE_BITMAP_FLAGS_TOP_DOWN;
  guint width = 16 + fuzz_writer_number (writer, 8), height = 16 + fuzz_writer_number (writer, 4);
  guint stride;

  if (mask)
    format = one_in (writer, 16) ? SPICE_BITMAP_FMT_8BIT : 1 + g_rand_int_range (writer->random, 0, 2);
  else if (one_in (writer, 2))
    format = one_in (writer, 16) ? g_rand_int_range (writer->random, 0, 256)
                                 : g_rand_int_range (writer->random, 1, 11);
  if (one_in (writer, 3))
    flags = g_rand_int_range (writer->random, 0, 8);
  stride = row_bytes (format, width) + (one_in (writer, 8) ? fuzz_writer_number (writer, 4) : 0);

  fuzz_writer_put (writer, format, 1);
  fuzz_writer_put (writer, flags, 1);
  fuzz_writer_put (writer, width, 4);
  fuzz_writer_put (writer, height, 4);
  fuzz_writer_put (writer, stride, 4);
  if ((flags & SPICE_BITMAP_FLAGS_PAL_FROM_CACHE) != 0)
    {
      fuzz_writer_put (writer, fuzz_writer_number (writer, 2), 8);
    }
  else if (!mask && format >= 1 && format <= SPICE_BITMAP_FMT_8BIT)
    {
      static const guint sizes[] = { 256, 16, 2, 255, 1, 0 };

      fuzz_writer_point (writer, FUZZ_POINTER_PALETTE);
      if (writer->n_pointers > 0)
        writer->pointers[writer->n_pointers - 1].n_colors = sizes[g_rand_int_range (writer->random, 0, 6)];
    }
  else
    {
      fuzz_writer_put (writer, 0, 4);
    }
  put_pixels (writer, (guint64) stride * height);
}

static void
put_image (FuzzWriter *writer, gboolean mask)
{
  guint type = SPICE_IMAGE_TYPE_BITMAP;

  if (one_in (writer, 5))
    type = one_in (writer, 3) ? g_rand_int_range (writer->random, SPICE_IMAGE_TYPE_LZ_PLT, 112)
                              : SPICE_IMAGE_TYPE_SURFACE;
  fuzz_writer_put (writer, fuzz_writer_number (writer, 3), 8);
  fuzz_writer_put (writer, type, 1);
  fuzz_writer_put (writer, one_in (writer, 8) ? g_rand_int_range (writer->random, 0, 8) : 0, 1);
  fuzz_writer_put (writer, 16, 4);
  fuzz_writer_put (writer, 16, 4);
  if (type == SPICE_IMAGE_TYPE_BITMAP)
    {
      put_bitmap (writer, mask);
    }
  else if (type == SPICE_IMAGE_TYPE_SURFACE)
    {
      fuzz_writer_put (writer, fuzz_writer_number (writer, 3), 4);
    }
  else
    {
      fuzz_writer_put (writer, 200, 4);
      put_pixels (writer, 200);
    }
}

static void
put_palette (FuzzWriter *writer, guint n_colors)
{
  fuzz_writer_put (writer, fuzz_writer_number (writer, 2), 8);
  fuzz_writer_put (writer, n_colors, 2);
  for (guint i = 0; i < n_colors; i++)
    fuzz_writer_put (writer, g_rand_int (writer->random), 4);
}

void
fuzz_writer_finish (FuzzWriter *writer)
{
  /* What is pointed at points further. */
  for (guint i = 0; i < writer->n_pointers; i++)
    {
      gsize target = writer->out->len - writer->start;
      guint8 *at = writer->out->data + writer->pointers[i].at;

      if (at[0] == 0)
        for (guint byte = 0; byte < 4; byte++)
          at[byte] = target >> (8 * byte);
      if (writer->pointers[i].kind == FUZZ_POINTER_PALETTE)
        put_palette (writer, writer->pointers[i].n_colors);
      else
        put_image (writer, writer->pointers[i].kind == FUZZ_POINTER_MASK);
    }
}
