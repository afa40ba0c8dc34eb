/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "fuzz-grammar.h"

#include "fuzz-writer.h"
#include "fuzz-script.h"

#include <spice/vd_agent.h>

/* Channels as fuzz_record_channel() counts them. */
enum
{
  MAIN,
  DISPLAY,
  SECOND,
  CURSOR,
  INPUTS,
  PLAYBACK,
  RECORD
};

/* A message's body, a letter a field:
 *   b h w q   a number of 1, 2, 4, 8 bytes
 *   p m       how a picture is put, and scaled
 *   s         a 4-byte number that is a size, x a place
 *   0         a 4-byte zero, u the number of a surface, i of one that is not shown
 *   R         a rectangle on a surface, r within an image, C a clip, Q a mask, B a brush
 *   P         a pointer to an image, which comes with the others behind the fields
 *   A         a cursor with its pixels, M heads of monitors, * some bytes */
typedef struct
{
  FuzzKind kind;
  guint8 channel;
  guint32 type;
  const char *body;
} Production;

static const Production productions[] = {
  { FUZZ_MESSAGE, DISPLAY, SPICE_MSG_DISPLAY_SURFACE_CREATE, "0ssFF" },
  { FUZZ_MESSAGE, SECOND, SPICE_MSG_DISPLAY_SURFACE_CREATE, "0ssFF" },
  { FUZZ_MESSAGE, DISPLAY, SPICE_MSG_DISPLAY_MARK, "" },
  { FUZZ_MESSAGE, SECOND, SPICE_MSG_DISPLAY_MARK, "" },
  { FUZZ_MESSAGE, DISPLAY, SPICE_MSG_DISPLAY_SURFACE_DESTROY, "0" },
  { FUZZ_MESSAGE, DISPLAY, SPICE_MSG_DISPLAY_MODE, "ssw" },
  { FUZZ_MESSAGE, DISPLAY, SPICE_MSG_DISPLAY_RESET, "" },
  { FUZZ_MESSAGE, DISPLAY, SPICE_MSG_DISPLAY_MONITORS_CONFIG, "M" },
  { FUZZ_MESSAGE, SECOND, SPICE_MSG_DISPLAY_MONITORS_CONFIG, "M" },
  { FUZZ_MESSAGE, DISPLAY, SPICE_MSG_DISPLAY_SURFACE_CREATE, "issF0" },
  { FUZZ_MESSAGE, DISPLAY, SPICE_MSG_DISPLAY_SURFACE_DESTROY, "i" },
  { FUZZ_MESSAGE, DISPLAY, SPICE_MSG_DISPLAY_DRAW_FILL, "uRCBpQ" },
  { FUZZ_MESSAGE, DISPLAY, SPICE_MSG_DISPLAY_DRAW_OPAQUE, "uRCPrBpmQ" },
  { FUZZ_MESSAGE, DISPLAY, SPICE_MSG_DISPLAY_DRAW_COPY, "uRCPrpmQ" },
  { FUZZ_MESSAGE, SECOND, SPICE_MSG_DISPLAY_DRAW_COPY, "uRCPrpmQ" },
  { FUZZ_MESSAGE, DISPLAY, SPICE_MSG_DISPLAY_DRAW_BLEND, "uRCPrpmQ" },
  { FUZZ_MESSAGE, DISPLAY, SPICE_MSG_DISPLAY_DRAW_BLACKNESS, "uRCQ" },
  { FUZZ_MESSAGE, DISPLAY, SPICE_MSG_DISPLAY_DRAW_WHITENESS, "uRCQ" },
  { FUZZ_MESSAGE, DISPLAY, SPICE_MSG_DISPLAY_DRAW_INVERS, "uRCQ" },
  { FUZZ_MESSAGE, DISPLAY, SPICE_MSG_DISPLAY_DRAW_ROP3, "uRCPrBomQ" },
  { FUZZ_MESSAGE, DISPLAY, SPICE_MSG_DISPLAY_DRAW_STROKE, "uRCw*" },
  { FUZZ_MESSAGE, DISPLAY, SPICE_MSG_DISPLAY_DRAW_TEXT, "uRCw*" },
  { FUZZ_MESSAGE, DISPLAY, SPICE_MSG_DISPLAY_DRAW_TRANSPARENT, "uRCPrww" },
  { FUZZ_MESSAGE, DISPLAY, SPICE_MSG_DISPLAY_DRAW_ALPHA_BLEND, "uRCbaPr" },
  { FUZZ_MESSAGE, DISPLAY, SPICE_MSG_DISPLAY_DRAW_COMPOSITE, "uRCO" },
  { FUZZ_MESSAGE, DISPLAY, SPICE_MSG_DISPLAY_COPY_BITS, "uRCxx" },
  { FUZZ_MESSAGE, DISPLAY, SPICE_MSG_DISPLAY_INVAL_LIST, "hbq" },
  { FUZZ_MESSAGE, DISPLAY, SPICE_MSG_DISPLAY_INVAL_ALL_PIXMAPS, "bbbq" },
  { FUZZ_MESSAGE, DISPLAY, SPICE_MSG_DISPLAY_INVAL_PALETTE, "q" },
  { FUZZ_MESSAGE, DISPLAY, SPICE_MSG_DISPLAY_INVAL_ALL_PALETTES, "" },
  { FUZZ_MESSAGE, DISPLAY, SPICE_MSG_WAIT_FOR_CHANNELS, "bbbq" },
  { FUZZ_MESSAGE, DISPLAY, SPICE_MSG_MIGRATE, "w" },
  { FUZZ_MESSAGE, DISPLAY, SPICE_MSG_LIST, "hw*" },
  { FUZZ_MESSAGE, DISPLAY, SPICE_MSG_DISPLAY_STREAM_CREATE, "00bbqssssRC" },
  { FUZZ_MESSAGE, DISPLAY, SPICE_MSG_DISPLAY_STREAM_DATA, "0w*" },
  { FUZZ_MESSAGE, DISPLAY, SPICE_MSG_DISPLAY_STREAM_DESTROY, "0" },
  { FUZZ_MESSAGE, DISPLAY, SPICE_MSG_DISPLAY_STREAM_DESTROY_ALL, "" },
  { FUZZ_MESSAGE, DISPLAY, SPICE_MSG_DISPLAY_GL_SCANOUT_UNIX, "sssDw" },
  { FUZZ_RAW, DISPLAY, 0, "hw*" },
  { FUZZ_MESSAGE, DISPLAY, SPICE_MSG_DISPLAY_GL_DRAW, "xxss" },
  { FUZZ_SCANOUT, DISPLAY, 0, "bsssDw" },
  { FUZZ_MESSAGE, CURSOR, SPICE_MSG_CURSOR_INIT, "hhhhbA" },
  { FUZZ_MESSAGE, CURSOR, SPICE_MSG_CURSOR_SET, "hhbA" },
  { FUZZ_MESSAGE, CURSOR, SPICE_MSG_CURSOR_MOVE, "hh" },
  { FUZZ_MESSAGE, CURSOR, SPICE_MSG_CURSOR_HIDE, "" },
  { FUZZ_MESSAGE, CURSOR, SPICE_MSG_CURSOR_RESET, "" },
  { FUZZ_MESSAGE, CURSOR, SPICE_MSG_CURSOR_INVAL_ALL, "" },
  { FUZZ_MESSAGE, MAIN, SPICE_MSG_MAIN_MOUSE_MODE, "hh" },
  { FUZZ_MESSAGE, MAIN, SPICE_MSG_MAIN_AGENT_CONNECTED, "" },
  { FUZZ_MESSAGE, MAIN, SPICE_MSG_MAIN_AGENT_CONNECTED_TOKENS, "w" },
  { FUZZ_MESSAGE, MAIN, SPICE_MSG_MAIN_AGENT_DISCONNECTED, "w" },
  { FUZZ_MESSAGE, MAIN, SPICE_MSG_MAIN_AGENT_TOKEN, "w" },
  { FUZZ_MESSAGE, MAIN, SPICE_MSG_MAIN_CHANNELS_LIST, "L" },
  { FUZZ_MESSAGE, MAIN, SPICE_MSG_MAIN_MULTI_MEDIA_TIME, "w" },
  { FUZZ_MESSAGE, MAIN, SPICE_MSG_MAIN_MIGRATE_CANCEL, "" },
  { FUZZ_MESSAGE, MAIN, SPICE_MSG_MAIN_MIGRATE_END, "" },
  { FUZZ_MESSAGE, MAIN, SPICE_MSG_MAIN_NAME, "w*" },
  { FUZZ_MESSAGE, INPUTS, SPICE_MSG_INPUTS_INIT, "h" },
  { FUZZ_MESSAGE, INPUTS, SPICE_MSG_INPUTS_KEY_MODIFIERS, "h" },
  { FUZZ_MESSAGE, INPUTS, SPICE_MSG_INPUTS_MOUSE_MOTION_ACK, "" },
  { FUZZ_MESSAGE, PLAYBACK, SPICE_MSG_PLAYBACK_START, "whwwh" },
  { FUZZ_MESSAGE, PLAYBACK, SPICE_MSG_PLAYBACK_DATA, "w*" },
  { FUZZ_MESSAGE, PLAYBACK, SPICE_MSG_PLAYBACK_MODE, "wh*" },
  { FUZZ_MESSAGE, PLAYBACK, SPICE_MSG_PLAYBACK_STOP, "" },
  { FUZZ_MESSAGE, PLAYBACK, SPICE_MSG_PLAYBACK_VOLUME, "bhh" },
  { FUZZ_MESSAGE, PLAYBACK, SPICE_MSG_PLAYBACK_MUTE, "b" },
  { FUZZ_MESSAGE, RECORD, SPICE_MSG_RECORD_START, "whw" },
  { FUZZ_MESSAGE, RECORD, SPICE_MSG_RECORD_STOP, "" },
  { FUZZ_MESSAGE, DISPLAY, SPICE_MSG_PING, "wq" },
  { FUZZ_MESSAGE, DISPLAY, SPICE_MSG_SET_ACK, "ww" },
  { FUZZ_MESSAGE, DISPLAY, SPICE_MSG_DISCONNECTING, "qw" },
  { FUZZ_MESSAGE, MAIN, SPICE_MSG_DISCONNECTING, "qw" },
  { FUZZ_AGENT, MAIN, VD_AGENT_ANNOUNCE_CAPABILITIES, "ww" },
  { FUZZ_AGENT, MAIN, VD_AGENT_ANNOUNCE_CAPABILITIES, "0c" },
  { FUZZ_AGENT, MAIN, VD_AGENT_CLIPBOARD_GRAB, "0tttt" },
  { FUZZ_AGENT, MAIN, VD_AGENT_CLIPBOARD_GRAB, "00tt" },
  { FUZZ_AGENT, MAIN, VD_AGENT_CLIPBOARD, "0t*" },
  { FUZZ_AGENT, MAIN, VD_AGENT_CLIPBOARD_REQUEST, "0t" },
  { FUZZ_AGENT, MAIN, VD_AGENT_CLIPBOARD_RELEASE, "0" },
  { FUZZ_AGENT, MAIN, VD_AGENT_FILE_XFER_STATUS, "ww*" },
  { FUZZ_AGENT, MAIN, VD_AGENT_REPLY, "ww" },
  { FUZZ_AGENT, MAIN, VD_AGENT_CLIPBOARD, "" },
  { FUZZ_PARTS, MAIN, VD_AGENT_CLIPBOARD, "n0t*" },
  { FUZZ_PARTS, MAIN, VD_AGENT_CLIPBOARD_GRAB, "n0tttt" },
  { FUZZ_CUT, DISPLAY, 0, "" },
  { FUZZ_CUT, MAIN, 0, "" },
  { FUZZ_CUT, CURSOR, 0, "" },
  { FUZZ_INPUT, MAIN, 0, "ww" },
  { FUZZ_INPUT, DISPLAY, 0, "ww" },
  { FUZZ_INPUT, SECOND, 0, "ww" },
  { FUZZ_AGAIN, MAIN, 0, "" },
  { FUZZ_RAW, MAIN, 0, "hw*" },
};

static void
put (FuzzWriter *writer, guint64 value, guint bytes)
{
  fuzz_writer_put (writer, value, bytes);
}

static guint32
pick (FuzzWriter *writer, const guint32 *from, guint n)
{
  return from[g_rand_int_range (writer->random, 0, n)];
}

static guint32
number (FuzzWriter *writer, guint32 small)
{
  return fuzz_writer_number (writer, small);
}

/* On a surface or in an image, both of which are hardly ever smaller. */
static void
put_rect (FuzzWriter *writer)
{
  guint32 top = number (writer, 8), left = number (writer, 8);

  put (writer, top, 4);
  put (writer, left, 4);
  put (writer, top + 1 + number (writer, 7), 4);
  put (writer, left + 1 + number (writer, 7), 4);
}

static void
put_clip (FuzzWriter *writer)
{
  gboolean rects = g_rand_int_range (writer->random, 0, 4) == 0;

  put (writer, rects ? SPICE_CLIP_TYPE_RECTS : SPICE_CLIP_TYPE_NONE, 1);
  if (!rects)
    return;
  put (writer, 2, 4);
  put_rect (writer);
  put_rect (writer);
}

static void
put_mask (FuzzWriter *writer)
{
  gboolean none = g_rand_int_range (writer->random, 0, 4) > 0;

  put (writer, none ? 0 : g_rand_int_range (writer->random, 0, 2), 1);
  put (writer, number (writer, 4), 4);
  put (writer, number (writer, 4), 4);
  if (none)
    put (writer, 0, 4);
  else
    fuzz_writer_point (writer, FUZZ_POINTER_MASK);
}

static void
put_brush (FuzzWriter *writer)
{
  guint type = writer->sane ? SPICE_BRUSH_TYPE_SOLID : g_rand_int_range (writer->random, 0, 3);

  put (writer, type, 1);
  if (type == SPICE_BRUSH_TYPE_SOLID)
    put (writer, g_rand_int (writer->random), 4);
  if (type != SPICE_BRUSH_TYPE_PATTERN)
    return;
  fuzz_writer_point (writer, FUZZ_POINTER_IMAGE);
  put (writer, number (writer, 4), 4);
  put (writer, number (writer, 4), 4);
}

static void
put_composition (FuzzWriter *writer)
{
  guint32 flags = g_rand_int (writer->random) & 0x01ffc00f;

  put (writer, flags, 4);
  fuzz_writer_point (writer, FUZZ_POINTER_IMAGE);
  if ((flags & SPICE_COMPOSITE_HAS_MASK) != 0)
    fuzz_writer_point (writer, FUZZ_POINTER_IMAGE);
  for (guint i = 0; i < 12; i++)
    if ((flags & (i < 6 ? SPICE_COMPOSITE_HAS_SRC_TRANSFORM : SPICE_COMPOSITE_HAS_MASK_TRANSFORM)) != 0)
      put (writer, i % 6 == 0 || i % 6 == 4 ? 0x10000 : number (writer, 0x20000), 4);
  put (writer, number (writer, 8), 4);
  put (writer, number (writer, 8), 4);
}

static void
put_bytes (FuzzWriter *writer, guint n)
{
  for (guint i = 0; i < n; i++)
    put (writer, g_rand_int (writer->random), 1);
}

static void
put_cursor (FuzzWriter *writer)
{
  static const guint32 types[] = { SPICE_CURSOR_TYPE_ALPHA,
                                   SPICE_CURSOR_TYPE_ALPHA,
                                   SPICE_CURSOR_TYPE_MONO,
                                   SPICE_CURSOR_TYPE_COLOR32,
                                   SPICE_CURSOR_TYPE_COLOR16,
                                   SPICE_CURSOR_TYPE_COLOR4,
                                   77 };
  guint32 width = number (writer, 24), height = number (writer, 24);

  put (writer, writer->sane ? SPICE_CURSOR_FLAGS_CACHE_ME : g_rand_int_range (writer->random, 0, 8), 2);
  put (writer, g_rand_int_range (writer->random, 0, 4), 8);
  put (writer, writer->sane ? SPICE_CURSOR_TYPE_ALPHA : pick (writer, types, G_N_ELEMENTS (types)), 1);
  put (writer, width, 2);
  put (writer, height, 2);
  put (writer, number (writer, 24), 2);
  put (writer, number (writer, 24), 2);
  /* as many as any of the types takes */
  put_bytes (writer, MIN (8192, (width + 8) * (height + 1) * 4 + (width + 8) * height / 8 + 128));
}

static void
put_heads (FuzzWriter *writer)
{
  guint n = number (writer, 4) % 300;

  put (writer, n, 2);
  put (writer, number (writer, 4), 2);
  for (guint i = 0; i < MIN (n, 64); i++)
    {
      put (writer, number (writer, 4), 4);
      put (writer, 0, 4);
      for (guint field = 0; field < 4; field++)
        put (writer, number (writer, 64), 4);
      put (writer, 0, 4);
    }
}

static void
put_channels (FuzzWriter *writer)
{
  guint n = number (writer, 20) % 64;

  put (writer, n, 4);
  for (guint i = 0; i < n; i++)
    {
      put (writer, number (writer, SPICE_CHANNEL_WEBDAV), 1);
      put (writer, number (writer, 20), 1);
    }
}

static void
put_number (FuzzWriter *writer, char field)
{
  static const guint32 fourccs[] = { 0, 0x34325258, 0x34324241, 0x34325241, 0x3231564e, 0x59565955 };
  static const guint32 formats[] = { SPICE_SURFACE_FMT_32_xRGB, SPICE_SURFACE_FMT_32_xRGB,
                                     SPICE_SURFACE_FMT_16_565,  SPICE_SURFACE_FMT_16_555,
                                     SPICE_SURFACE_FMT_32_ARGB, SPICE_SURFACE_FMT_8_A,
                                     SPICE_SURFACE_FMT_1_A,     5 };

  switch (field)
    {
    case 'b':
      put (writer, number (writer, 4), 1);
      break;
    case 'h':
      put (writer, number (writer, 8), 2);
      break;
    case 'q':
      put (writer, number (writer, 9), 8);
      break;
    case 's':
      put (writer, 17 + number (writer, 48), 4);
      break;
    case 'x':
      put (writer, number (writer, 64), 4);
      break;
    case 't':
      put (writer, number (writer, 6), 4);
      break;
    case 'n':
      put (writer, number (writer, 60), 4);
      break;
    case 'p':
      put (writer, writer->sane ? SPICE_ROPD_OP_PUT : g_rand_int_range (writer->random, 0, 0x800), 2);
      break;
    case 'm':
      put (writer, g_rand_int_range (writer->random, 0, 2), 1);
      break;
    case 'o':
      put (writer, writer->sane ? 0x01 : g_rand_int_range (writer->random, 0, 0x100), 1);
      break;
    case 'a':
      put (writer, g_rand_int_range (writer->random, 0, 0x100), 1);
      break;
    case 'u':
      put (writer, writer->sane || g_rand_boolean (writer->random) ? 0 : number (writer, 3), 4);
      break;
    case 'i':
      put (writer, 1 + number (writer, 2), 4);
      break;
    case 'c': /* what the agents of our guests can do */
      put (writer, writer->sane ? 0x1ff : g_rand_int (writer->random), 4);
      break;
    case 'D':
      put (writer, pick (writer, fourccs, G_N_ELEMENTS (fourccs)), 4);
      break;
    case 'F':
      put (writer, writer->sane ? SPICE_SURFACE_FMT_32_xRGB : pick (writer, formats, G_N_ELEMENTS (formats)),
           4);
      break;
    case '0':
      put (writer, number (writer, 0), 4);
      break;
    case 'w':
    default:
      put (writer, number (writer, 20), 4);
    }
}

static void
put_field (FuzzWriter *writer, char field)
{
  switch (field)
    {
    case 'R':
    case 'r':
      put_rect (writer);
      break;
    case 'C':
      put_clip (writer);
      break;
    case 'Q':
      put_mask (writer);
      break;
    case 'B':
      put_brush (writer);
      break;
    case 'P':
      fuzz_writer_point (writer, FUZZ_POINTER_IMAGE);
      break;
    case 'O':
      put_composition (writer);
      break;
    case 'A':
      put_cursor (writer);
      break;
    case 'M':
      put_heads (writer);
      break;
    case 'L':
      put_channels (writer);
      break;
    case '*':
      put_bytes (writer, number (writer, 200) % 2000);
      break;
    default:
      put_number (writer, field);
    }
}

static void
append (GByteArray *out, const Production *production, GRand *random, gboolean sane)
{
  FuzzWriter writer = { .out = out, .random = random, .sane = sane };
  const guint8 head[] = { production->kind, production->channel, 0, 0 };
  gsize at = out->len;
  gsize length;

  g_byte_array_append (out, head, sizeof (head));
  if (production->kind == FUZZ_MESSAGE)
    put (&writer, production->type, 2);
  else if (production->kind == FUZZ_AGENT || production->kind == FUZZ_PARTS)
    put (&writer, production->type, 4);
  writer.start = out->len;
  for (const char *field = production->body; *field != '\0'; field++)
    put_field (&writer, *field);
  fuzz_writer_finish (&writer);
  if (g_str_equal (production->body, "0ssFF") && (sane || g_rand_int_range (random, 0, 4) > 0))
    {
      g_byte_array_set_size (out, out->len - 4);
      put (&writer, SPICE_SURFACE_FLAGS_PRIMARY, 4);
    }

  length = MIN (out->len - at - sizeof (head), G_MAXUINT16);
  g_byte_array_set_size (out, at + sizeof (head) + length);
  out->data[at + 2] = length & 0xff;
  out->data[at + 3] = length >> 8;
}

void
fuzz_grammar_append (GByteArray *out, GRand *random)
{
  append (out, &productions[g_rand_int_range (random, 0, G_N_ELEMENTS (productions))], random, FALSE);
}

gboolean
fuzz_grammar_append_sane (GByteArray *out, guint n, GRand *random)
{
  if (n >= G_N_ELEMENTS (productions))
    return FALSE;
  append (out, &productions[n], random, TRUE);
  return TRUE;
}
