/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "frond-spice-display-wire.h"

#include "frond-screen.h"
#include "frond-spice-draw-wire.h"

#include <spice/enums.h>

/* Of a message with something behind its pixels (a palette); others pass while they come. */
#define MAX_HELD (32u << 20)

/* Of a message that is no drawing. */
#define MAX_PLAIN (64u << 10)

static gboolean
is_known_format (guint32 format)
{
  switch (format)
    {
    case SPICE_SURFACE_FMT_8_A:
    case SPICE_SURFACE_FMT_16_555:
    case SPICE_SURFACE_FMT_16_565:
    case SPICE_SURFACE_FMT_32_xRGB:
    case SPICE_SURFACE_FMT_32_ARGB:
      return TRUE;
    default:
      return FALSE;
    }
}

/* The first surface and no other is shown: libspice-server counts like that, and two of one number share their
 * memory. */
static void
check_create (FrondSpiceReader *reader, FrondSpiceCanvases *canvases)
{
  guint32 id = frond_spice_reader_take (reader, 4);
  guint32 width = frond_spice_reader_take (reader, 4);
  guint32 height = frond_spice_reader_take (reader, 4);
  guint32 format = frond_spice_reader_take (reader, 4);
  guint32 flags = frond_spice_reader_take (reader, 4);
  gboolean primary = (flags & SPICE_SURFACE_FLAGS_PRIMARY) != 0;
  const FrondSpiceCanvas canvas = { (int) width, (int) height, format };

  frond_spice_reader_demand (reader, primary == (id == FROND_SPICE_CANVAS_PRIMARY), "a surface of the number",
                             id);
  frond_spice_reader_support (reader, is_known_format (format), "a surface of the format", format);
  frond_spice_reader_demand (reader, width >= 1 && width <= FROND_SCREEN_MAX_SIZE, "a surface of the width",
                             width);
  frond_spice_reader_demand (reader, height >= 1 && height <= FROND_SCREEN_MAX_SIZE,
                             "a surface of the height", height);
  frond_spice_reader_demand (reader, (guint64) width * height <= FROND_SPICE_CANVAS_MAX_PIXELS,
                             "a surface of a size", (guint64) width * height);
  frond_spice_reader_demand (reader, primary || frond_spice_canvases_get (canvases, id) == NULL,
                             "a second surface of the number", id);
  if (frond_spice_reader_is_fine (reader))
    frond_spice_reader_demand (reader, frond_spice_canvases_add (canvases, id, &canvas),
                               "one surface too many, of the number", id);
}

static void
check_destroy (FrondSpiceReader *reader, FrondSpiceCanvases *canvases)
{
  guint32 id = frond_spice_reader_take (reader, 4);

  if (frond_spice_reader_is_fine (reader))
    frond_spice_canvases_remove (canvases, id);
}

static void
check_forget_palette (FrondSpiceReader *reader, FrondSpiceCanvases *canvases)
{
  guint64 id = frond_spice_reader_take (reader, 8);

  if (frond_spice_reader_is_fine (reader))
    frond_spice_canvases_remove_palette (canvases, id);
}

static void
check_monitors (FrondSpiceReader *reader)
{
  guint n = frond_spice_reader_take (reader, 2);

  frond_spice_reader_take (reader, 2);
  frond_spice_reader_skip (reader, (guint64) n * 28);
}

static gboolean
is_drawing (guint16 message)
{
  return message == SPICE_MSG_DISPLAY_COPY_BITS || message == SPICE_MSG_DISPLAY_DRAW_COMPOSITE ||
         (message >= SPICE_MSG_DISPLAY_DRAW_FILL && message <= SPICE_MSG_DISPLAY_DRAW_ALPHA_BLEND);
}

static FrondSpiceVerdict
judge (const FrondSpiceReader *reader, FrondSpiceMessage *message, GError **error)
{
  FrondSpiceReader late = *reader;

  if (reader->wanted == 0 && reader->fault == NULL)
    return FROND_SPICE_WIRE_PASS;
  if (reader->wanted > MAX_HELD)
    {
      late.wanted = 0;
      frond_spice_reader_support (&late, FALSE, "something to look at, so late as", reader->wanted);
    }
  else if (reader->wanted > 0)
    {
      message->wanted = reader->wanted;
      return FROND_SPICE_WIRE_MORE;
    }
  frond_spice_reader_set_error (&late, error);
  return FROND_SPICE_WIRE_REFUSE;
}

FrondSpiceVerdict
frond_spice_display_wire_check (FrondSpiceCanvases *canvases, FrondSpiceMessage *message, GError **error)
{
  FrondSpiceReader reader;

  frond_spice_reader_init (&reader, message->body, message->have, message->length);
  frond_spice_reader_demand (&reader, message->length <= MAX_PLAIN || is_drawing (message->type),
                             "a message of a length", message->length);
  switch (message->type)
    {
    case SPICE_MSG_DISPLAY_SURFACE_CREATE:
      check_create (&reader, canvases);
      break;
    case SPICE_MSG_DISPLAY_SURFACE_DESTROY:
      check_destroy (&reader, canvases);
      break;
    case SPICE_MSG_DISPLAY_MARK:
      /* What is not there is not shown. */
      return frond_spice_canvases_get (canvases, FROND_SPICE_CANVAS_PRIMARY) != NULL ? FROND_SPICE_WIRE_PASS
                                                                                     : FROND_SPICE_WIRE_DROP;
    case SPICE_MSG_DISPLAY_RESET:
      frond_spice_canvases_clear_palettes (canvases);
      return FROND_SPICE_WIRE_PASS;
    /* Images are not remembered for a server: there is none to forget, and nothing to wait for. */
    case SPICE_MSG_DISPLAY_INVAL_LIST:
    case SPICE_MSG_DISPLAY_INVAL_ALL_PIXMAPS:
      return FROND_SPICE_WIRE_DROP;
    /* Streams there are none to end of. */
    case SPICE_MSG_DISPLAY_STREAM_DESTROY:
    case SPICE_MSG_DISPLAY_STREAM_DESTROY_ALL:
      return FROND_SPICE_WIRE_DROP;
    case SPICE_MSG_DISPLAY_INVAL_PALETTE:
      check_forget_palette (&reader, canvases);
      break;
    case SPICE_MSG_DISPLAY_INVAL_ALL_PALETTES:
      frond_spice_canvases_clear_palettes (canvases);
      return FROND_SPICE_WIRE_PASS;
    case SPICE_MSG_DISPLAY_MONITORS_CONFIG:
      check_monitors (&reader);
      break;
    case SPICE_MSG_DISPLAY_GL_SCANOUT_UNIX:
      frond_spice_reader_demand (&reader, message->length == 20, "a scanout of the length", message->length);
      frond_spice_reader_skip (&reader, 12);
      message->descriptor = frond_spice_reader_take (&reader, 4) != 0; /* its format */
      frond_spice_reader_skip (&reader, 4);
      break;
    case SPICE_MSG_DISPLAY_GL_DRAW:
      frond_spice_reader_skip (&reader, 16);
      break;
    /* Streams of video have decoders of their own, and keep a surface that may go. Servers of ours have them off. */
    case SPICE_MSG_DISPLAY_STREAM_CREATE:
    default:
      if (is_drawing (message->type))
        frond_spice_draw_wire_check (&reader, message->type, canvases);
      else
        frond_spice_reader_support (&reader, message->type >= 1 && message->type <= SPICE_MSG_NOTIFY,
                                    "a message of the kind", message->type);
    }
  return judge (&reader, message, error);
}
