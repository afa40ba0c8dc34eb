/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "fuzz-script.h"

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
