/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "fuzz-script.h"

#include "fuzz-honest.h"

#include <spice/vd_agent.h>
#include <sys/mman.h>
#include <unistd.h>

#define HEADER_SIZE 4
#define PIECE       7

static const struct
{
  int type;
  guint n;
} channels[] = {
  { SPICE_CHANNEL_MAIN, 0 },   { SPICE_CHANNEL_DISPLAY, 0 }, { SPICE_CHANNEL_DISPLAY, 1 },
  { SPICE_CHANNEL_CURSOR, 0 }, { SPICE_CHANNEL_INPUTS, 0 },  { SPICE_CHANNEL_PLAYBACK, 0 },
  { SPICE_CHANNEL_RECORD, 0 },
};

gboolean
fuzz_record_read (const guint8 *input, gsize size, gsize *offset, FuzzRecord *record)
{
  const guint8 *at;

  if (size - *offset < HEADER_SIZE)
    return FALSE;
  at = input + *offset;
  record->kind = at[0] % FUZZ_N_KINDS;
  record->channel = at[1];
  record->length = MIN ((gsize) (at[2] | at[3] << 8), size - *offset - HEADER_SIZE);
  record->data = at + HEADER_SIZE;
  *offset += HEADER_SIZE + record->length;
  return TRUE;
}

int
fuzz_record_channel (const FuzzRecord *record, guint *n)
{
  guint i = record->channel % G_N_ELEMENTS (channels);

  *n = channels[i].n;
  return channels[i].type;
}

static guint32
get_u32 (const guint8 *data)
{
  return data[0] | data[1] << 8 | data[2] << 16 | (guint32) data[3] << 24;
}

static guint16
get_u16 (const guint8 *data)
{
  return data[0] | data[1] << 8;
}

static gboolean
is_message (const FuzzRecord *record, int type, guint16 message)
{
  guint n;

  return record->kind == FUZZ_MESSAGE && record->length >= 2 && fuzz_record_channel (record, &n) == type &&
         get_u16 (record->data) == message;
}

/* The library ends the process at a format that it does not know. */
static gboolean
is_known_format (guint32 format)
{
  switch (format)
    {
    case SPICE_SURFACE_FMT_1_A:
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

/* A surface that is off the screen is never seen by us: the library takes any size, and four times the product in 32
 * bits is not what it draws into. */
static gboolean
is_lying_surface (const FuzzRecord *record)
{
  guint64 width, height;

  if (!is_message (record, SPICE_CHANNEL_DISPLAY, SPICE_MSG_DISPLAY_SURFACE_CREATE) || record->length < 18)
    return FALSE;
  width = get_u32 (record->data + 6);
  height = get_u32 (record->data + 10);
  return width * height * 4 > (64u << 20) || !is_known_format (get_u32 (record->data + 14));
}

static gboolean
is_lying_mode (const FuzzRecord *record)
{
  if (!is_message (record, SPICE_CHANNEL_DISPLAY, SPICE_MSG_DISPLAY_MODE) || record->length < 10)
    return FALSE;
  return (guint64) get_u32 (record->data + 2) * get_u32 (record->data + 6) * 4 > (64u << 20);
}

/* Headers that promise gigabytes, on the one channel that has no guard: allocated before a byte of them has come. */
static gboolean
is_lying_header (const FuzzRecord *record)
{
  guint n;

  return record->kind == FUZZ_RAW && fuzz_record_channel (record, &n) == SPICE_CHANNEL_DISPLAY;
}

/* Streams of video: their numbers are taken for the length of a list (one with its highest bit set doubles for ever), and
 * a surface of theirs that is not there is looked at. Servers of ours have them off. */
static gboolean
is_stream (const FuzzRecord *record)
{
  return is_message (record, SPICE_CHANNEL_DISPLAY, SPICE_MSG_DISPLAY_STREAM_CREATE);
}

/* A surface with the number of the first one takes its memory away, which nobody is told of. */
static gboolean
is_usurper (const FuzzRecord *record)
{
  gboolean primary;

  if (!is_message (record, SPICE_CHANNEL_DISPLAY, SPICE_MSG_DISPLAY_SURFACE_CREATE) || record->length < 22)
    return FALSE;
  primary = (get_u32 (record->data + 18) & SPICE_SURFACE_FLAGS_PRIMARY) != 0;
  return primary != (get_u32 (record->data + 2) == 0);
}

/* A channel that waits for what another one never says outlives its session. */
static gboolean
is_endless_wait (const FuzzRecord *record)
{
  return is_message (record, SPICE_CHANNEL_DISPLAY, SPICE_MSG_WAIT_FOR_CHANNELS) ||
         is_message (record, SPICE_CHANNEL_DISPLAY, SPICE_MSG_DISPLAY_INVAL_ALL_PIXMAPS);
}

/* Clears whatever canvas the first surface has, and it may have none. */
static gboolean
is_reset (const FuzzRecord *record)
{
  return is_message (record, SPICE_CHANNEL_DISPLAY, SPICE_MSG_DISPLAY_RESET);
}

static gboolean
is_lying_draw (const FuzzRecord *record)
{
  guint n;

  return record->kind == FUZZ_MESSAGE && record->length >= 2 &&
         fuzz_record_channel (record, &n) == SPICE_CHANNEL_DISPLAY &&
         !fuzz_is_honest_draw (get_u16 (record->data), record->data + 2, record->length - 2);
}

gboolean
fuzz_script_is_known (const FuzzRecord *record)
{
  return is_lying_surface (record) || is_lying_mode (record) || is_lying_header (record) ||
         is_stream (record) || is_reset (record) || is_endless_wait (record) || is_usurper (record) ||
         is_lying_draw (record);
}

static void
send_agent (FuzzServer *server, guint32 type, guint32 claim, const guint8 *body, gsize length, gsize piece)
{
  const VDAgentMessage header = {
    .protocol = GUINT32_TO_LE (VD_AGENT_PROTOCOL),
    .type = GUINT32_TO_LE (type),
    .size = GUINT32_TO_LE (claim),
  };
  g_autoptr (GByteArray) bytes = g_byte_array_new ();

  g_byte_array_append (bytes, (const guint8 *) &header, sizeof (header));
  g_byte_array_append (bytes, body, length);
  for (gsize at = 0; at < bytes->len; at += piece)
    fuzz_server_send (server, SPICE_CHANNEL_MAIN, 0, SPICE_MSG_MAIN_AGENT_DATA, bytes->data + at,
                      MIN (piece, bytes->len - at));
}

static void
send_scanout (FuzzServer *server, guint n, const guint8 *body, gsize length)
{
  int fd = memfd_create ("scanout", MFD_CLOEXEC);

  if (fd < 0)
    return;
  /* With the format 0 there is no descriptor; a byte that nobody waits for would be half a header. */
  if (length > 20 && get_u32 (body + 13) != 0 && ftruncate (fd, (off_t) body[0] << 12) == 0)
    {
      fuzz_server_send (server, SPICE_CHANNEL_DISPLAY, n, SPICE_MSG_DISPLAY_GL_SCANOUT_UNIX, body + 1,
                        length - 1);
      fuzz_server_send_raw (server, SPICE_CHANNEL_DISPLAY, n, body, 1, fd);
    }
  close (fd);
}

void
fuzz_script_play (FuzzServer *server, const FuzzRecord *record)
{
  guint n;
  int type = fuzz_record_channel (record, &n);
  const guint8 *data = record->data;
  gsize length = record->length;

  if (fuzz_script_is_known (record))
    return;

  if (record->kind == FUZZ_MESSAGE && length >= 2)
    fuzz_server_send (server, type, n, get_u16 (data), data + 2, length - 2);
  else if (record->kind == FUZZ_AGENT && length >= 4)
    send_agent (server, get_u32 (data), length - 4, data + 4, length - 4, length + sizeof (VDAgentMessage));
  else if (record->kind == FUZZ_PARTS && length >= 8)
    send_agent (server, get_u32 (data), get_u32 (data + 4), data + 8, length - 8, PIECE);
  else if (record->kind == FUZZ_SCANOUT)
    send_scanout (server, n, data, length);
  else if (record->kind == FUZZ_RAW)
    fuzz_server_send_raw (server, type, n, data, length, -1);
  else if (record->kind == FUZZ_CUT)
    fuzz_server_cut (server, type, n);
  fuzz_server_pump ();
}

static gboolean
wait_for (FuzzServer *server, int type, guint n)
{
  for (guint i = 0; i < 100 && !fuzz_server_has (server, type, n); i++)
    fuzz_server_pump ();
  return fuzz_server_has (server, type, n);
}

gboolean
fuzz_script_start (FuzzServer *server)
{
  const guint32 init[] = {
    GUINT32_TO_LE (1), /* session */
    GUINT32_TO_LE (2), /* displays */
    GUINT32_TO_LE (SPICE_MOUSE_MODE_CLIENT | SPICE_MOUSE_MODE_SERVER),
    GUINT32_TO_LE (SPICE_MOUSE_MODE_CLIENT),
    GUINT32_TO_LE (1),  /* an agent */
    GUINT32_TO_LE (10), /* its tokens */
    0,                  /* time */
    0,                  /* memory */
  };
  const guint8 list[] = {
    6,
    0,
    0,
    0,
    SPICE_CHANNEL_DISPLAY,
    0,
    SPICE_CHANNEL_DISPLAY,
    1,
    SPICE_CHANNEL_CURSOR,
    0,
    SPICE_CHANNEL_INPUTS,
    0,
    SPICE_CHANNEL_PLAYBACK,
    0,
    SPICE_CHANNEL_RECORD,
    0,
  };

  if (!wait_for (server, SPICE_CHANNEL_MAIN, 0))
    return FALSE;
  fuzz_server_send (server, SPICE_CHANNEL_MAIN, 0, SPICE_MSG_MAIN_INIT, (const guint8 *) init, sizeof (init));
  fuzz_server_send (server, SPICE_CHANNEL_MAIN, 0, SPICE_MSG_MAIN_CHANNELS_LIST, list, sizeof (list));
  return wait_for (server, SPICE_CHANNEL_DISPLAY, 1) && wait_for (server, SPICE_CHANNEL_PLAYBACK, 0) &&
         wait_for (server, SPICE_CHANNEL_CURSOR, 0) && wait_for (server, SPICE_CHANNEL_INPUTS, 0);
}
