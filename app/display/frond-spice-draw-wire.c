/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "frond-spice-draw-wire.h"

#include "frond-spice-image-wire.h"

#include <spice/enums.h>

#define MAX_CLIP_RECTS (1u << 16)

/* X's operators but the disjoint and conjoint ones, and filters without parameters: as pixman numbers them. */
#define COMPOSITE_MAX_OPERATOR 0x0d
#define COMPOSITE_MAX_FILTER   4

typedef struct
{
  FrondSpiceReader *reader;
  FrondSpiceCanvases *canvases;
  guint32 target_id;
  const FrondSpiceCanvas *target;
  FrondSpiceRect box; /* what is drawn on, within the target */

  /* pointers, for when the fixed part has been read */
  guint32 image_at;
  FrondSpiceRect area; /* of the image */
  guint32 pattern_at;
  gint32 pattern_x;
  gint32 pattern_y;
  guint32 mask_at;
  gint32 mask_x;
  gint32 mask_y;

  FrondSpicePalettes palettes; /* to remember */
} Draw;

static FrondSpiceRect
take_rect (FrondSpiceReader *reader)
{
  FrondSpiceRect rect;

  rect.top = frond_spice_reader_take_int (reader);
  rect.left = frond_spice_reader_take_int (reader);
  rect.bottom = frond_spice_reader_take_int (reader);
  rect.right = frond_spice_reader_take_int (reader);
  return rect;
}

static gboolean
is_within (const FrondSpiceRect *rect, int width, int height)
{
  return rect->left >= 0 && rect->top >= 0 && rect->left < rect->right && rect->top < rect->bottom &&
         rect->right <= width && rect->bottom <= height;
}

static void
take_clip (Draw *draw)
{
  guint type = frond_spice_reader_take (draw->reader, 1);
  guint32 n;

  frond_spice_reader_demand (draw->reader, type <= SPICE_CLIP_TYPE_RECTS, "a clip", type);
  if (type != SPICE_CLIP_TYPE_RECTS)
    return;
  n = frond_spice_reader_take (draw->reader, 4);
  frond_spice_reader_demand (draw->reader, n <= MAX_CLIP_RECTS, "a number of clips", n);
  frond_spice_reader_skip (draw->reader, (guint64) n * 16); /* any will do: pixman leaves out what is none */
}

static void
take_base (Draw *draw)
{
  draw->target_id = frond_spice_reader_take (draw->reader, 4);
  draw->target = frond_spice_canvases_get (draw->canvases, draw->target_id);
  frond_spice_reader_demand (draw->reader, draw->target != NULL, "a drawing on the surface", draw->target_id);
  draw->box = take_rect (draw->reader);
  if (!frond_spice_reader_is_fine (draw->reader))
    return;
  frond_spice_reader_demand (draw->reader, is_within (&draw->box, draw->target->width, draw->target->height),
                             "a drawing that ends at", (guint32) draw->box.right);
  take_clip (draw);
}

static void
take_image (Draw *draw)
{
  draw->image_at = frond_spice_reader_take (draw->reader, 4);
  frond_spice_reader_demand (draw->reader, draw->image_at != 0, "an image", 0);
  draw->area = take_rect (draw->reader);
}

static void
take_mask (Draw *draw)
{
  frond_spice_reader_take (draw->reader, 1); /* turned over, or not */
  draw->mask_x = frond_spice_reader_take_int (draw->reader);
  draw->mask_y = frond_spice_reader_take_int (draw->reader);
  draw->mask_at = frond_spice_reader_take (draw->reader, 4);
}

static void
take_brush (Draw *draw)
{
  guint type = frond_spice_reader_take (draw->reader, 1);

  frond_spice_reader_demand (draw->reader, type <= SPICE_BRUSH_TYPE_PATTERN, "a brush", type);
  if (type == SPICE_BRUSH_TYPE_SOLID)
    frond_spice_reader_take (draw->reader, 4);
  if (type != SPICE_BRUSH_TYPE_PATTERN)
    return;
  draw->pattern_at = frond_spice_reader_take (draw->reader, 4);
  frond_spice_reader_demand (draw->reader, draw->pattern_at != 0, "a pattern", 0);
  draw->pattern_x = frond_spice_reader_take_int (draw->reader);
  draw->pattern_y = frond_spice_reader_take_int (draw->reader);
}

static void
take_scale_mode (Draw *draw)
{
  guint mode = frond_spice_reader_take (draw->reader, 1);

  frond_spice_reader_demand (draw->reader, mode <= SPICE_IMAGE_SCALE_MODE_NEAREST, "a kind of scaling", mode);
}

static FrondSpiceImage
take_image_at (Draw *draw, guint32 at)
{
  frond_spice_reader_seek (draw->reader, at);
  return frond_spice_image_wire_take (draw->reader, draw->canvases, draw->target, &draw->palettes);
}

/* Surfaces are copied byte by byte, from themselves with memcpy(). */
static void
check_source (Draw *draw, const FrondSpiceImage *image)
{
  if (!image->is_surface)
    return;
  frond_spice_reader_demand (draw->reader, image->surface_id != draw->target_id, "an image of the surface",
                             image->surface_id);
  frond_spice_reader_demand (draw->reader, image->depth == frond_spice_canvas_get_depth (draw->target),
                             "an image of the depth", image->depth);
}

static void
check_image (Draw *draw)
{
  FrondSpiceImage image;

  if (!frond_spice_reader_is_fine (draw->reader) || draw->image_at == 0)
    return;
  image = take_image_at (draw, draw->image_at);
  if (!frond_spice_reader_is_fine (draw->reader))
    return;
  frond_spice_reader_demand (draw->reader, is_within (&draw->area, image.width, image.height),
                             "a part of an image that ends at", (guint32) draw->area.right);
  check_source (draw, &image);
}

static void
check_pattern (Draw *draw)
{
  FrondSpiceImage image;
  const int far = 1 << 20;

  if (!frond_spice_reader_is_fine (draw->reader) || draw->pattern_at == 0)
    return;
  image = take_image_at (draw, draw->pattern_at);
  if (!frond_spice_reader_is_fine (draw->reader))
    return;
  frond_spice_reader_demand (draw->reader,
                             draw->pattern_x > -far && draw->pattern_x < far && draw->pattern_y > -far &&
                                 draw->pattern_y < far,
                             "a pattern from", (guint32) draw->pattern_x);
  check_source (draw, &image);
}

/* A mask that is smaller than what it hides would be read past its end. */
static void
check_mask (Draw *draw)
{
  FrondSpiceImage mask;

  if (!frond_spice_reader_is_fine (draw->reader) || draw->mask_at == 0)
    return;
  frond_spice_reader_seek (draw->reader, draw->mask_at);
  mask = frond_spice_image_wire_take_mask (draw->reader);
  if (!frond_spice_reader_is_fine (draw->reader))
    return;
  frond_spice_reader_demand (draw->reader,
                             draw->mask_x >= 0 && draw->mask_y >= 0 &&
                                 draw->mask_x <= mask.width - (draw->box.right - draw->box.left) &&
                                 draw->mask_y <= mask.height - (draw->box.bottom - draw->box.top),
                             "a mask from", (guint32) draw->mask_x);
}

static void
check_rop3 (Draw *draw)
{
  guint rop;

  take_image (draw);
  take_brush (draw);
  rop = frond_spice_reader_take (draw->reader, 1);
  take_scale_mode (draw);
  take_mask (draw);
  if (!frond_spice_reader_is_fine (draw->reader))
    return;
  /* Those that do not need all of pattern, source and destination are not there. */
  frond_spice_reader_demand (draw->reader,
                             rop >> 4 != (rop & 0x0f) && (rop & 0xcc) >> 2 != (rop & 0x33) &&
                                 (rop & 0xaa) >> 1 != (rop & 0x55),
                             "an operation", rop);
  frond_spice_reader_demand (draw->reader, frond_spice_canvas_get_depth (draw->target) != 8,
                             "an operation on a surface of the format", draw->target->format);
  /* What is left of the pattern is taken to have its sign. */
  frond_spice_reader_demand (draw->reader,
                             draw->pattern_at == 0 ||
                                 (draw->pattern_x <= draw->box.left && draw->pattern_y <= draw->box.top),
                             "a pattern from", (guint32) draw->pattern_x);
}

static void
check_composite (Draw *draw)
{
  FrondSpiceReader *reader = draw->reader;
  guint32 flags = frond_spice_reader_take (reader, 4);
  guint32 image_at = frond_spice_reader_take (reader, 4), mask_at = 0;
  FrondSpiceImage image;

  frond_spice_reader_demand (reader, image_at != 0, "an image", 0);
  if ((flags & SPICE_COMPOSITE_HAS_MASK) != 0)
    {
      mask_at = frond_spice_reader_take (reader, 4);
      frond_spice_reader_demand (reader, mask_at != 0, "a mask", 0);
    }
  frond_spice_reader_skip (reader, ((flags & SPICE_COMPOSITE_HAS_SRC_TRANSFORM) != 0 ? 24 : 0) +
                                       ((flags & SPICE_COMPOSITE_HAS_MASK_TRANSFORM) != 0 ? 24 : 0) + 8);
  frond_spice_reader_support (reader,
                              (flags & 0xff) <= COMPOSITE_MAX_OPERATOR &&
                                  ((flags >> 8) & 7) <= COMPOSITE_MAX_FILTER &&
                                  ((flags >> 11) & 7) <= COMPOSITE_MAX_FILTER,
                              "a composition", flags);
  if (!frond_spice_reader_is_fine (reader))
    return;

  frond_spice_reader_demand (reader,
                             (flags & SPICE_COMPOSITE_DEST_OPAQUE) == 0 ||
                                 draw->target->format != SPICE_SURFACE_FMT_8_A,
                             "a composition", flags);
  image = take_image_at (draw, image_at);
  frond_spice_reader_demand (reader,
                             !image.is_surface || image.depth != 8 ||
                                 (flags & SPICE_COMPOSITE_SOURCE_OPAQUE) == 0,
                             "a composition", flags);
  if (mask_at != 0)
    take_image_at (draw, mask_at);
}

static void
check_copy_bits (Draw *draw)
{
  gint32 x = frond_spice_reader_take_int (draw->reader);
  gint32 y = frond_spice_reader_take_int (draw->reader);

  if (!frond_spice_reader_is_fine (draw->reader))
    return;
  frond_spice_reader_demand (draw->reader,
                             x >= 0 && y >= 0 && x <= draw->target->width && y <= draw->target->height,
                             "a copy from", (guint32) x);
}

/* What comes after the beginning that all drawings have. */
static void
check_data (Draw *draw, guint16 message)
{
  switch (message)
    {
    case SPICE_MSG_DISPLAY_COPY_BITS:
      check_copy_bits (draw);
      break;
    case SPICE_MSG_DISPLAY_DRAW_FILL:
      take_brush (draw);
      frond_spice_reader_take (draw->reader, 2);
      take_mask (draw);
      break;
    case SPICE_MSG_DISPLAY_DRAW_OPAQUE:
      take_image (draw);
      take_brush (draw);
      frond_spice_reader_take (draw->reader, 2);
      take_scale_mode (draw);
      take_mask (draw);
      break;
    case SPICE_MSG_DISPLAY_DRAW_COPY:
    case SPICE_MSG_DISPLAY_DRAW_BLEND:
      take_image (draw);
      frond_spice_reader_take (draw->reader, 2);
      take_scale_mode (draw);
      take_mask (draw);
      break;
    case SPICE_MSG_DISPLAY_DRAW_BLACKNESS:
    case SPICE_MSG_DISPLAY_DRAW_WHITENESS:
    case SPICE_MSG_DISPLAY_DRAW_INVERS:
      take_mask (draw);
      break;
    case SPICE_MSG_DISPLAY_DRAW_ROP3:
      check_rop3 (draw);
      break;
    case SPICE_MSG_DISPLAY_DRAW_TRANSPARENT:
      take_image (draw);
      frond_spice_reader_take (draw->reader, 8);
      break;
    case SPICE_MSG_DISPLAY_DRAW_ALPHA_BLEND:
      frond_spice_reader_take (draw->reader, 2);
      take_image (draw);
      break;
    case SPICE_MSG_DISPLAY_DRAW_COMPOSITE:
      check_composite (draw);
      break;
    default:
      /* Lines and text of Windows XP and 7: parsers of lists of lists, and nothing that a guest of today needs. */
      frond_spice_reader_support (draw->reader, FALSE, "a drawing of the kind", message);
    }
}

void
frond_spice_draw_wire_check (FrondSpiceReader *reader, guint16 message, FrondSpiceCanvases *canvases)
{
  Draw draw = { .reader = reader, .canvases = canvases };

  take_base (&draw);
  if (!frond_spice_reader_is_fine (reader))
    return;
  check_data (&draw, message);
  check_image (&draw);
  check_pattern (&draw);
  check_mask (&draw);
  if (!frond_spice_reader_is_fine (reader))
    return;
  for (guint i = 0; i < draw.palettes.n; i++)
    frond_spice_reader_demand (reader,
                               frond_spice_canvases_add_palette (canvases, draw.palettes.ids[i],
                                                                 draw.palettes.n_colors[i]),
                               "palettes to remember", draw.palettes.n);
}
