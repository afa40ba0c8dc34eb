/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "fuzz-grammar.h"

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
 *   0         a 4-byte zero
 *   R         a rectangle, C a clip, Q a mask that is none, B a brush of one colour
 *   P         where the rest of the message begins: a pointer to what ‘I’ writes
 *   I         an image with its pixels, A a cursor with its pixels, M heads of monitors, * some bytes */
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
  { FUZZ_MESSAGE, DISPLAY, SPICE_MSG_DISPLAY_DRAW_FILL, "0RCBpQ" },
  { FUZZ_MESSAGE, DISPLAY, SPICE_MSG_DISPLAY_DRAW_COPY, "0RCPRpmQI" },
  { FUZZ_MESSAGE, SECOND, SPICE_MSG_DISPLAY_DRAW_COPY, "0RCPRpmQI" },
  { FUZZ_MESSAGE, DISPLAY, SPICE_MSG_DISPLAY_DRAW_BLACKNESS, "0RCQ" },
  { FUZZ_MESSAGE, DISPLAY, SPICE_MSG_DISPLAY_DRAW_INVERS, "0RCQ" },
  { FUZZ_MESSAGE, DISPLAY, SPICE_MSG_DISPLAY_COPY_BITS, "0RCxx" },
  { FUZZ_MESSAGE, DISPLAY, SPICE_MSG_DISPLAY_STREAM_CREATE, "00bbqssssRC" },
  { FUZZ_MESSAGE, DISPLAY, SPICE_MSG_DISPLAY_STREAM_DATA, "0w*" },
  { FUZZ_MESSAGE, DISPLAY, SPICE_MSG_DISPLAY_STREAM_DESTROY, "0" },
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

typedef struct
{
  GByteArray *out;
  GRand *random;
  gboolean sane;
  gsize start;   /* of the body */
  gsize pointer; /* of a ‘P’ that waits for its target, or 0 */
} Writer;

static void
put (Writer *writer, guint64 value, guint bytes)
{
  for (guint i = 0; i < bytes; i++)
    {
      guint8 byte = value >> (8 * i);

      g_byte_array_append (writer->out, &byte, 1);
    }
}

static guint32
pick (Writer *writer, const guint32 *from, guint n)
{
  return from[g_rand_int_range (writer->random, 0, n)];
}

/* Most numbers are small; the others are where things break. */
static guint32
number (Writer *writer, guint32 small)
{
  static const guint32 edges[] = { 0,          1,          2,          0x7f,       0xff,       0x7fff,
                                   0x8000,     0xffff,     0x10000,    0x3fffffff, 0x40000000, 0x7fffffff,
                                   0x80000000, 0xfffffffe, 0xffffffff, 16384,      16385 };

  if (!writer->sane && g_rand_int_range (writer->random, 0, 8) == 0)
    return pick (writer, edges, G_N_ELEMENTS (edges));
  return g_rand_int_range (writer->random, 0, small + 1);
}

static void
put_rect (Writer *writer)
{
  guint32 top = number (writer, 40), left = number (writer, 40);

  put (writer, top, 4);
  put (writer, left, 4);
  put (writer, top + number (writer, 40), 4);
  put (writer, left + number (writer, 40), 4);
}

static void
put_clip (Writer *writer)
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
put_bytes (Writer *writer, guint n)
{
  for (guint i = 0; i < n; i++)
    put (writer, g_rand_int (writer->random), 1);
}

static void
put_image (Writer *writer)
{
  guint32 width = 1 + number (writer, 20), height = 1 + number (writer, 20);

  if (writer->pointer != 0)
    for (guint i = 0; i < 4; i++)
      writer->out->data[writer->pointer + i] = (writer->out->len - writer->start) >> (8 * i);
  put (writer, g_rand_int_range (writer->random, 0, 4), 8);
  put (writer, SPICE_IMAGE_TYPE_BITMAP, 1);
  put (writer, 0, 1);
  put (writer, width, 4);
  put (writer, height, 4);
  put (writer, SPICE_BITMAP_FMT_32BIT, 1);
  put (writer, SPICE_BITMAP_FLAGS_TOP_DOWN, 1);
  put (writer, width, 4);
  put (writer, height, 4);
  put (writer, width * 4, 4);
  put (writer, 0, 4);
  put_bytes (writer, MIN (4096, MIN (width, 64) * MIN (height, 64) * 4));
}

static void
put_cursor (Writer *writer)
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
put_heads (Writer *writer)
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
put_channels (Writer *writer)
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
put_number (Writer *writer, char field)
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
      put (writer, 1 + number (writer, 64), 4);
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
      put (writer, SPICE_ROPD_OP_PUT, 2);
      break;
    case 'm':
      put (writer, SPICE_IMAGE_SCALE_MODE_NEAREST, 1);
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
put_field (Writer *writer, char field)
{
  switch (field)
    {
    case 'R':
      put_rect (writer);
      break;
    case 'C':
      put_clip (writer);
      break;
    case 'Q':
      put (writer, 0, 1);
      put (writer, 0, 8);
      put (writer, 0, 4);
      break;
    case 'B':
      put (writer, SPICE_BRUSH_TYPE_SOLID, 1);
      put (writer, g_rand_int (writer->random), 4);
      break;
    case 'P':
      writer->pointer = writer->out->len;
      put (writer, 0, 4);
      break;
    case 'I':
      put_image (writer);
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
  Writer writer = { out, random, sane, 0, 0 };
  const guint8 head[] = { production->kind, production->channel, 0, 0 };
  gsize at = out->len;
  gsize length;

  g_byte_array_append (out, head, sizeof (head));
  if (production->kind == FUZZ_MESSAGE)
    put (&writer, production->type, 2);
  else if (production->kind == FUZZ_AGENT || production->kind == FUZZ_PARTS)
    put (&writer, production->type, 4);
  writer.start = out->len;
  /* The destroyed surface is 0, and so is every other that is not a lie; a primary one has this flag. */
  for (const char *field = production->body; *field != '\0'; field++)
    put_field (&writer, *field);
  if (production->kind == FUZZ_MESSAGE && production->type == SPICE_MSG_DISPLAY_SURFACE_CREATE &&
      (sane || g_rand_int_range (random, 0, 4) > 0))
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
