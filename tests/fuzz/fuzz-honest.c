/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "fuzz-honest.h"

#include <spice/enums.h>

#define MAX_PLACE 8192

typedef struct
{
  const guint8 *body;
  gsize length;
  gsize at;
  gboolean honest;
} Reader;

static guint32
take (Reader *reader, guint bytes)
{
  guint32 value = 0;

  if (reader->length - reader->at < bytes)
    {
      reader->honest = FALSE;
      return 0;
    }
  for (guint i = 0; i < MIN (bytes, 4); i++)
    value |= (guint32) reader->body[reader->at + i] << (8 * i);
  reader->at += bytes;
  return value;
}

static void
demand (Reader *reader, gboolean honest)
{
  reader->honest = reader->honest && honest;
}

static void
take_rect (Reader *reader, guint32 width, guint32 height)
{
  guint32 top = take (reader, 4), left = take (reader, 4);
  guint32 bottom = take (reader, 4), right = take (reader, 4);

  demand (reader, top < bottom && left < right && bottom <= height && right <= width);
}

static void
take_base (Reader *reader)
{
  guint32 n;

  demand (reader, take (reader, 4) == 0);
  take_rect (reader, MAX_PLACE, MAX_PLACE);
  switch (take (reader, 1))
    {
    case SPICE_CLIP_TYPE_NONE:
      break;
    case SPICE_CLIP_TYPE_RECTS:
      n = take (reader, 4);
      demand (reader, n <= 16);
      for (guint i = 0; i < n && reader->honest; i++)
        take_rect (reader, MAX_PLACE, MAX_PLACE);
      break;
    default:
      demand (reader, FALSE);
    }
}

static void
take_no_mask (Reader *reader)
{
  demand (reader, take (reader, 1) == 0);
  take (reader, 8);
  demand (reader, take (reader, 4) == 0);
}

static void
take_image (Reader *reader, guint32 *width, guint32 *height)
{
  take (reader, 8);
  demand (reader, take (reader, 1) == SPICE_IMAGE_TYPE_BITMAP);
  demand (reader, take (reader, 1) == 0);
  *width = take (reader, 4);
  *height = take (reader, 4);
  demand (reader, take (reader, 1) == SPICE_BITMAP_FMT_32BIT);
  demand (reader, take (reader, 1) == SPICE_BITMAP_FLAGS_TOP_DOWN);
  demand (reader, take (reader, 4) == *width && take (reader, 4) == *height);
  demand (reader, *width <= 512 && *height <= 512 && take (reader, 4) == *width * 4);
  demand (reader, take (reader, 4) == 0);
  demand (reader, reader->length - reader->at >= (gsize) *width * *height * 4);
}

static void
take_copy (Reader *reader)
{
  guint32 image = take (reader, 4), width = 0, height = 0;
  gsize area = reader->at;

  demand (reader, image < reader->length);
  take (reader, 16);
  demand (reader, take (reader, 2) == SPICE_ROPD_OP_PUT);
  demand (reader, take (reader, 1) <= SPICE_IMAGE_SCALE_MODE_NEAREST);
  take_no_mask (reader);
  demand (reader, reader->at == image);
  take_image (reader, &width, &height);
  reader->at = area;
  take_rect (reader, width, height);
}

gboolean
fuzz_is_honest_draw (guint16 message, const guint8 *body, gsize length)
{
  Reader reader = { body, length, 0, TRUE };

  if (message < SPICE_MSG_DISPLAY_DRAW_FILL && message != SPICE_MSG_DISPLAY_COPY_BITS)
    return TRUE;
  switch (message)
    {
    case SPICE_MSG_DISPLAY_DRAW_FILL:
      take_base (&reader);
      demand (&reader, take (&reader, 1) == SPICE_BRUSH_TYPE_SOLID);
      take (&reader, 4);
      demand (&reader, take (&reader, 2) == SPICE_ROPD_OP_PUT);
      take_no_mask (&reader);
      return reader.honest;
    case SPICE_MSG_DISPLAY_DRAW_BLACKNESS:
    case SPICE_MSG_DISPLAY_DRAW_INVERS:
      take_base (&reader);
      take_no_mask (&reader);
      return reader.honest;
    case SPICE_MSG_DISPLAY_DRAW_COPY:
      take_base (&reader);
      take_copy (&reader);
      return reader.honest;
    case SPICE_MSG_DISPLAY_COPY_BITS:
      take_base (&reader);
      demand (&reader, take (&reader, 4) <= MAX_PLACE && take (&reader, 4) <= MAX_PLACE);
      return reader.honest;
    default:
      return message > SPICE_MSG_DISPLAY_DRAW_ALPHA_BLEND && message != SPICE_MSG_DISPLAY_DRAW_COMPOSITE;
    }
}
