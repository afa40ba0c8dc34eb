/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "frond-spice-image-wire.h"

#include "frond-screen.h"

#include <spice/enums.h>

typedef struct
{
  guint format;
  guint flags;
  guint32 width;
  guint32 height;
  guint32 stride;
  guint64 palette; /* where it is, or which one was remembered */
  gsize data;      /* where the pixels are */
} Bitmap;

/* Bytes that the library reads of a row, or 0 when it cannot read that kind. */
static guint64
row_bytes (guint format, guint64 width)
{
  switch (format)
    {
    case SPICE_BITMAP_FMT_1BIT_LE:
    case SPICE_BITMAP_FMT_1BIT_BE:
      return (width + 7) / 8;
    case SPICE_BITMAP_FMT_4BIT_BE:
      return (width + 1) / 2;
    case SPICE_BITMAP_FMT_8BIT:
    case SPICE_BITMAP_FMT_8BIT_A:
      return width;
    case SPICE_BITMAP_FMT_16BIT:
      return width * 2;
    case SPICE_BITMAP_FMT_24BIT:
      return width * 3;
    case SPICE_BITMAP_FMT_32BIT:
    case SPICE_BITMAP_FMT_RGBA:
      return width * 4;
    default:
      return 0;
    }
}

static Bitmap
take_bitmap (FrondSpiceReader *reader)
{
  Bitmap bitmap = { 0 };
  guint64 row;

  bitmap.format = frond_spice_reader_take (reader, 1);
  bitmap.flags = frond_spice_reader_take (reader, 1);
  bitmap.width = frond_spice_reader_take (reader, 4);
  bitmap.height = frond_spice_reader_take (reader, 4);
  bitmap.stride = frond_spice_reader_take (reader, 4);
  bitmap.palette =
      frond_spice_reader_take (reader, (bitmap.flags & SPICE_BITMAP_FLAGS_PAL_FROM_CACHE) != 0 ? 8 : 4);
  bitmap.data = reader->at;
  frond_spice_reader_skip (reader, (guint64) bitmap.stride * bitmap.height);

  row = row_bytes (bitmap.format, bitmap.width);
  frond_spice_reader_support (reader, row > 0 || bitmap.width == 0, "pixels of the format", bitmap.format);
  frond_spice_reader_demand (reader,
                             bitmap.width >= 1 && bitmap.height >= 1 &&
                                 bitmap.width <= FROND_SCREEN_MAX_SIZE &&
                                 bitmap.height <= FROND_SCREEN_MAX_SIZE &&
                                 (guint64) bitmap.width * bitmap.height <= FROND_SPICE_CANVAS_MAX_PIXELS,
                             "an image of the width", bitmap.width);
  frond_spice_reader_demand (reader,
                             bitmap.stride >= row && bitmap.stride <= FROND_SCREEN_MAX_SIZE * 4 &&
                                 (guint64) bitmap.stride * bitmap.height <= G_MAXINT,
                             "an image with rows of the length", bitmap.stride);
  return bitmap;
}

/* An index past the end of a palette is read from a table of the library's, but for these. */
static gboolean
is_enough_colors (guint format, guint n_colors)
{
  switch (format)
    {
    case SPICE_BITMAP_FMT_1BIT_BE:
      return n_colors >= 2;
    case SPICE_BITMAP_FMT_8BIT:
      return n_colors >= 1 && n_colors != 255;
    default:
      return n_colors >= 1;
    }
}

static void
check_palette (FrondSpiceReader *reader, const Bitmap *bitmap, FrondSpiceCanvases *canvases,
               const FrondSpiceCanvas *target, FrondSpicePalettes *palettes)
{
  gboolean indexed = bitmap->format >= SPICE_BITMAP_FMT_1BIT_LE && bitmap->format <= SPICE_BITMAP_FMT_8BIT;
  guint64 id = bitmap->palette;
  guint n_colors;

  frond_spice_reader_support (reader, bitmap->format != SPICE_BITMAP_FMT_1BIT_LE, "pixels of the format",
                              bitmap->format);
  if (!frond_spice_reader_is_fine (reader) || (!indexed && bitmap->palette == 0))
    return;
  frond_spice_reader_support (reader, indexed, "a palette for the format", bitmap->format);
  frond_spice_reader_support (reader,
                              target->format == SPICE_SURFACE_FMT_32_xRGB ||
                                  target->format == SPICE_SURFACE_FMT_32_ARGB ||
                                  target->format == SPICE_SURFACE_FMT_16_555,
                              "a palette on a surface of the format", target->format);
  if ((bitmap->flags & SPICE_BITMAP_FLAGS_PAL_FROM_CACHE) != 0)
    {
      n_colors = frond_spice_canvases_get_palette (canvases, id);
    }
  else
    {
      frond_spice_reader_demand (reader, id != 0, "a palette", 0);
      frond_spice_reader_seek (reader, id);
      id = frond_spice_reader_take (reader, 8);
      n_colors = frond_spice_reader_take (reader, 2);
      frond_spice_reader_skip (reader, (guint64) n_colors * 4);
    }
  frond_spice_reader_demand (reader, is_enough_colors (bitmap->format, n_colors), "a palette of the size",
                             n_colors);
  if (!frond_spice_reader_is_fine (reader) || (bitmap->flags & SPICE_BITMAP_FLAGS_PAL_FROM_CACHE) != 0 ||
      (bitmap->flags & SPICE_BITMAP_FLAGS_PAL_CACHE_ME) == 0 || palettes->n >= G_N_ELEMENTS (palettes->ids))
    return;
  palettes->ids[palettes->n] = id;
  palettes->n_colors[palettes->n++] = n_colors;
}

static guint
take_descriptor (FrondSpiceReader *reader)
{
  guint type, flags;

  frond_spice_reader_take (reader, 8);
  type = frond_spice_reader_take (reader, 1);
  flags = frond_spice_reader_take (reader, 1);
  frond_spice_reader_take (reader, 8); /* a size that the image says again */
  frond_spice_reader_support (reader, type == SPICE_IMAGE_TYPE_BITMAP || type == SPICE_IMAGE_TYPE_SURFACE,
                              "an image of the kind", type);
  frond_spice_reader_support (reader,
                              (flags & (SPICE_IMAGE_FLAGS_CACHE_ME | SPICE_IMAGE_FLAGS_CACHE_REPLACE_ME)) ==
                                  0,
                              "an image to remember", flags);
  return type;
}

FrondSpiceImage
frond_spice_image_wire_take (FrondSpiceReader *reader, FrondSpiceCanvases *canvases,
                             const FrondSpiceCanvas *target, FrondSpicePalettes *palettes)
{
  FrondSpiceImage image = { 0 };
  guint type = take_descriptor (reader);

  if (frond_spice_reader_is_fine (reader) && type == SPICE_IMAGE_TYPE_SURFACE)
    {
      const FrondSpiceCanvas *surface;

      image.is_surface = TRUE;
      image.surface_id = frond_spice_reader_take (reader, 4);
      surface = frond_spice_canvases_get (canvases, image.surface_id);
      frond_spice_reader_demand (reader, surface != NULL, "an image of the surface", image.surface_id);
      if (!frond_spice_reader_is_fine (reader))
        return image;
      image.width = surface->width;
      image.height = surface->height;
      image.depth = frond_spice_canvas_get_depth (surface);
    }
  else if (frond_spice_reader_is_fine (reader))
    {
      Bitmap bitmap = take_bitmap (reader);

      image.width = (int) bitmap.width;
      image.height = (int) bitmap.height;
      check_palette (reader, &bitmap, canvases, target, palettes);
    }
  return image;
}

FrondSpiceImage
frond_spice_image_wire_take_mask (FrondSpiceReader *reader)
{
  FrondSpiceImage mask = { 0 };
  guint type = take_descriptor (reader);
  Bitmap bitmap;

  frond_spice_reader_support (reader, type == SPICE_IMAGE_TYPE_BITMAP, "a mask of the kind", type);
  if (!frond_spice_reader_is_fine (reader))
    return mask;
  bitmap = take_bitmap (reader);
  frond_spice_reader_support (reader,
                              bitmap.format == SPICE_BITMAP_FMT_1BIT_LE ||
                                  bitmap.format == SPICE_BITMAP_FMT_1BIT_BE,
                              "a mask of the format", bitmap.format);
  frond_spice_reader_support (reader, bitmap.palette == 0, "a palette for a mask", bitmap.palette);
  mask.width = (int) bitmap.width;
  mask.height = (int) bitmap.height;
  return mask;
}
