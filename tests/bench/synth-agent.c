/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "synth-agent.h"

#include "synth-agent-files.h"

#include <spice/vd_agent.h>
#include <stdio.h>
#include <string.h>

#define MAX_SELECTIONS 2
#define MAX_TYPES      8
#define CHUNK_SIZE     2000

/* selection and padding, type */
#define CLIPBOARD_HEADER 8

static SpiceServer *server;
static SpiceCharDeviceInstance agent;
static gboolean is_present;
static guint wake_source;
static gboolean stalled;
static guint32 capabilities; /* 0: says nothing of them */
static GByteArray *outgoing; /* chunks for the client */
static gsize sent;
static GByteArray *incoming;
static GByteArray *message; /* of the client, out of its chunks */
static GBytes *contents[MAX_SELECTIONS][MAX_TYPES];

static void
wake_server (gpointer data)
{
  wake_source = 0;
  if (is_present)
    spice_server_char_device_wakeup (&agent);
}

static void
queue_message (guint32 type, guint32 claimed, const void *data, gsize size)
{
  VDAgentMessage header = { .protocol = VD_AGENT_PROTOCOL, .type = type, .size = claimed };
  g_autoptr (GByteArray) whole = g_byte_array_new ();

  g_byte_array_append (whole, (const guint8 *) &header, sizeof header);
  g_byte_array_append (whole, data, (guint) size);
  for (gsize i = 0; i < whole->len; i += CHUNK_SIZE)
    {
      VDIChunkHeader chunk = { .port = VDP_CLIENT_PORT, .size = MIN (CHUNK_SIZE, whole->len - i) };

      g_byte_array_append (outgoing, (const guint8 *) &chunk, sizeof chunk);
      g_byte_array_append (outgoing, whole->data + i, chunk.size);
    }
  /* Not from here: the server may be in the middle of writing to us. */
  if (wake_source == 0)
    wake_source = g_idle_add_once (wake_server, NULL);
}

void
synth_agent_send (guint32 type, const void *data, gsize size)
{
  queue_message (type, (guint32) size, data, size);
}

static void
send_words (guint32 type, const guint32 *words, guint n)
{
  queue_message (type, n * 4, words, n * 4);
}

static void
send_capabilities (void)
{
  const guint32 words[] = { 0, capabilities };

  if (capabilities != 0)
    send_words (VD_AGENT_ANNOUNCE_CAPABILITIES, words, 2);
}

static void
send_data (guint selection, guint32 type, GBytes *content)
{
  const guint32 header[] = { selection, type };
  g_autoptr (GByteArray) body = g_byte_array_new ();
  gsize size = 0;
  gconstpointer data = content != NULL ? g_bytes_get_data (content, &size) : "";

  g_byte_array_append (body, (const guint8 *) header, sizeof header);
  g_byte_array_append (body, data, (guint) size);
  queue_message (VD_AGENT_CLIPBOARD, body->len, body->data, body->len);
}

static void
hear_grab (guint selection, const guint32 *types, guint n)
{
  g_autoptr (GString) line = g_string_new (NULL);

  g_string_printf (line, "agent grab %u", selection);
  for (guint i = 0; i < n; i++)
    g_string_append_printf (line, " %u", types[i]);
  puts (line->str);
}

static void
hear_request (guint selection, guint32 type)
{
  printf ("agent request %u %u\n", selection, type);
  if (selection < MAX_SELECTIONS && type < MAX_TYPES && contents[selection][type] != NULL)
    send_data (selection, type, contents[selection][type]);
}

static void
hear_data (guint selection, guint32 type, const guint8 *data, gsize size)
{
  g_autofree char *sum = g_compute_checksum_for_data (G_CHECKSUM_SHA256, data, size);

  printf ("agent data %u %u %zu %s\n", selection, type, size, sum);
}

static void
hear (guint32 type, const guint8 *body, gsize size)
{
  guint32 words[2 + MAX_TYPES] = { 0 };

  memcpy (words, body, MIN (size, sizeof words));
  if (synth_agent_files_hear (type, body, size))
    {
      fflush (stdout);
      return;
    }
  switch (type)
    {
    case VD_AGENT_ANNOUNCE_CAPABILITIES:
      printf ("agent caps %x\n", words[1]);
      if (words[0] != 0)
        send_capabilities ();
      break;
    case VD_AGENT_CLIPBOARD_GRAB:
      hear_grab (words[0], words + 1, (guint) MIN (size / 4 - 1, MAX_TYPES));
      break;
    case VD_AGENT_CLIPBOARD_RELEASE:
      printf ("agent release %u\n", words[0]);
      break;
    case VD_AGENT_CLIPBOARD_REQUEST:
      hear_request (words[0], words[1]);
      break;
    case VD_AGENT_CLIPBOARD:
      hear_data (words[0], words[1], body + CLIPBOARD_HEADER, size - CLIPBOARD_HEADER);
      break;
    default:
      break;
    }
  fflush (stdout);
}

/* A message may be spread over chunks, and a chunk over writes. */
static void
take_chunks (void)
{
  VDIChunkHeader chunk;
  VDAgentMessage header;
  gsize used = 0;

  while (incoming->len - used >= sizeof chunk)
    {
      memcpy (&chunk, incoming->data + used, sizeof chunk);
      if (incoming->len - used < sizeof chunk + chunk.size)
        break;
      g_byte_array_append (message, incoming->data + used + sizeof chunk, chunk.size);
      used += sizeof chunk + chunk.size;
      if (message->len < sizeof header)
        continue;
      memcpy (&header, message->data, sizeof header);
      if (message->len < sizeof header + header.size)
        continue;
      hear (header.type, message->data + sizeof header, header.size);
      g_byte_array_remove_range (message, 0, (guint) sizeof header + header.size);
    }
  g_byte_array_remove_range (incoming, 0, (guint) used);
}

static void
agent_state (SpiceCharDeviceInstance *instance, int connected)
{
}

static int
agent_write (SpiceCharDeviceInstance *instance, const uint8_t *data, int length)
{
  if (stalled)
    return 0;
  g_byte_array_append (incoming, data, (guint) length);
  take_chunks ();
  return length;
}

static int
agent_read (SpiceCharDeviceInstance *instance, uint8_t *data, int length)
{
  gsize n = MIN ((gsize) length, outgoing->len - sent);

  if (n == 0)
    {
      g_byte_array_set_size (outgoing, 0);
      sent = 0;
      return 0;
    }
  memcpy (data, outgoing->data + sent, n);
  sent += n;
  return (int) n;
}

static const SpiceCharDeviceInterface agent_interface = {
  .base = {
    .type = SPICE_INTERFACE_CHAR_DEVICE,
    .description = "synthetic agent",
    .major_version = SPICE_INTERFACE_CHAR_DEVICE_MAJOR,
    .minor_version = SPICE_INTERFACE_CHAR_DEVICE_MINOR,
  },
  .state = agent_state,
  .write = agent_write,
  .read = agent_read,
};
static SpiceCharDeviceInstance agent = { .base.sif = &agent_interface.base, .subtype = "vdagent" };

void
synth_agent_start (SpiceServer *spice_server)
{
  server = spice_server;
  outgoing = g_byte_array_new ();
  incoming = g_byte_array_new ();
  message = g_byte_array_new ();
}

void
synth_agent_set_present (gboolean present)
{
  if (is_present == present)
    return;
  is_present = present;
  g_byte_array_set_size (outgoing, 0);
  g_byte_array_set_size (incoming, 0);
  g_byte_array_set_size (message, 0);
  sent = 0;
  synth_agent_files_reset ();
  if (present)
    spice_server_add_interface (server, &agent.base);
  else
    spice_server_remove_interface (&agent.base);
}

static void
set_content (guint selection, guint type, const char *path)
{
  char *data = NULL;
  gsize size = 0;

  if (selection >= MAX_SELECTIONS || type >= MAX_TYPES)
    return;
  g_clear_pointer (&contents[selection][type], g_bytes_unref);
  if (g_file_get_contents (path, &data, &size, NULL))
    contents[selection][type] = g_bytes_new_take (data, size);
}

static void
send_file (guint selection, guint type, const char *path)
{
  g_autoptr (GBytes) content = NULL;
  char *data = NULL;
  gsize size = 0;

  if (!g_file_get_contents (path, &data, &size, NULL))
    return;
  content = g_bytes_new_take (data, size);
  send_data (selection, type, content);
}

static void
grab (const char *line)
{
  g_auto (GStrv) numbers = g_strsplit (line, " ", 1 + MAX_TYPES);
  guint32 words[1 + MAX_TYPES];
  guint n = g_strv_length (numbers);

  for (guint i = 0; i < n; i++)
    words[i] = (guint32) g_ascii_strtoull (numbers[i], NULL, 10);
  send_words (VD_AGENT_CLIPBOARD_GRAB, words, n);
}

static void
repeat (guint32 type, guint count)
{
  const guint32 words[] = { VD_AGENT_CLIPBOARD_SELECTION_CLIPBOARD, VD_AGENT_CLIPBOARD_UTF8_TEXT };

  for (guint i = 0; i < count; i++)
    send_words (type, words, 2);
}

static gboolean
run_message (const char *line)
{
  guint32 words[2] = { 0, VD_AGENT_CLIPBOARD_NONE };
  guint32 claimed;
  guint n;
  char path[512];

  if (sscanf (line, "agent-release %u", &words[0]) == 1)
    send_words (VD_AGENT_CLIPBOARD_RELEASE, words, 1);
  else if (sscanf (line, "agent-request %u %u", &words[0], &words[1]) == 2)
    send_words (VD_AGENT_CLIPBOARD_REQUEST, words, 2);
  else if (sscanf (line, "agent-data %u %u %511[^\n]", &words[0], &words[1], path) == 3)
    send_file (words[0], words[1], path);
  else if (sscanf (line, "agent-none %u", &words[0]) == 1)
    send_data (words[0], VD_AGENT_CLIPBOARD_NONE, NULL);
  else if (sscanf (line, "agent-claim %u %u %u", &words[0], &claimed, &n) == 3)
    {
      g_autofree guint8 *zeros = g_malloc0 (n + 1);

      queue_message (words[0], claimed, zeros, n);
    }
  else if (sscanf (line, "agent-flood %u", &n) == 1)
    repeat (VD_AGENT_CLIPBOARD_GRAB, n);
  else if (sscanf (line, "agent-storm %u", &n) == 1)
    repeat (VD_AGENT_CLIPBOARD_REQUEST, n);
  else if (g_str_has_prefix (line, "agent-grab "))
    grab (line + strlen ("agent-grab "));
  else
    return FALSE;
  return TRUE;
}

gboolean
synth_agent_run (const char *line)
{
  guint selection, type, number;
  char path[512];

  if (sscanf (line, "agent %u", &number) == 1)
    synth_agent_set_present (number != 0);
  else if (sscanf (line, "agent-content %u %u %511[^\n]", &selection, &type, path) == 3)
    set_content (selection, type, path);
  else if (sscanf (line, "agent-stall %u", &number) == 1)
    stalled = number != 0;
  else if (sscanf (line, "agent-caps %x", &capabilities) == 1)
    send_capabilities ();
  else if (!synth_agent_files_run (line) && !run_message (line))
    return FALSE;
  if (is_present)
    spice_server_char_device_wakeup (&agent);
  return TRUE;
}
