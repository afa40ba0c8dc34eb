/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "synth-agent-files.h"

#include "synth-agent.h"

#include <spice/vd_agent.h>
#include <stdio.h>
#include <string.h>

#define GROUP "vdagent-file-xfer"

typedef struct
{
  char *name;
  guint64 size;
  guint64 taken;
  GChecksum *sum;
} File;

static GHashTable *files; /* by id */
static guint32 last;
static int answer = VD_AGENT_FILE_XFER_STATUS_CAN_SEND_DATA;
static gboolean quiet;

static void
file_free (gpointer data)
{
  File *file = data;

  g_free (file->name);
  g_checksum_free (file->sum);
  g_free (file);
}

static void
say (guint32 id, guint32 result)
{
  const guint32 words[] = { id, result };

  synth_agent_send (VD_AGENT_FILE_XFER_STATUS, words, sizeof words);
}

static void
finish_if_complete (guint32 id, File *file)
{
  if (file->taken < file->size)
    return;
  printf ("agent file-end %s %" G_GUINT64_FORMAT " %s\n", file->name, file->taken,
          g_checksum_get_string (file->sum));
  if (!quiet)
    say (id, VD_AGENT_FILE_XFER_STATUS_SUCCESS);
}

static void
hear_start (guint32 id, const guint8 *text, gsize size)
{
  g_autoptr (GKeyFile) keys = g_key_file_new ();
  File *file;

  if (!g_key_file_load_from_data (keys, (const char *) text, strnlen ((const char *) text, size), 0, NULL))
    {
      puts ("agent file ? 0");
      return;
    }
  file = g_new0 (File, 1);
  file->name = g_key_file_get_string (keys, GROUP, "name", NULL);
  file->size = g_key_file_get_uint64 (keys, GROUP, "size", NULL);
  file->sum = g_checksum_new (G_CHECKSUM_SHA256);
  if (files == NULL)
    files = g_hash_table_new_full (NULL, NULL, NULL, file_free);
  g_hash_table_insert (files, GUINT_TO_POINTER (id), file);
  last = id;
  printf ("agent file %s %" G_GUINT64_FORMAT "\n", file->name, file->size);
  if (answer >= 0)
    say (id, (guint32) answer);
}

static void
hear_data (guint32 id, const guint8 *data, gsize size)
{
  File *file = files != NULL ? g_hash_table_lookup (files, GUINT_TO_POINTER (id)) : NULL;

  if (file == NULL)
    return;
  g_checksum_update (file->sum, data, (gssize) size);
  file->taken += size;
  finish_if_complete (id, file);
}

gboolean
synth_agent_files_hear (guint32 type, const guint8 *body, gsize size)
{
  guint32 words[2] = { 0 };
  guint64 data_size = 0;

  memcpy (words, body, MIN (size, sizeof words));
  switch (type)
    {
    case VD_AGENT_FILE_XFER_START:
      hear_start (words[0], body + sizeof (VDAgentFileXferStartMessage),
                  size - sizeof (VDAgentFileXferStartMessage));
      return TRUE;
    case VD_AGENT_FILE_XFER_DATA:
      memcpy (&data_size, body + G_STRUCT_OFFSET (VDAgentFileXferDataMessage, size), sizeof data_size);
      hear_data (words[0], body + sizeof (VDAgentFileXferDataMessage),
                 MIN (data_size, size - sizeof (VDAgentFileXferDataMessage)));
      return TRUE;
    case VD_AGENT_FILE_XFER_STATUS:
      printf ("agent file-status %u\n", words[1]);
      return TRUE;
    default:
      return FALSE;
    }
}

void
synth_agent_files_reset (void)
{
  g_clear_pointer (&files, g_hash_table_unref);
}

gboolean
synth_agent_files_run (const char *line)
{
  guint64 room;
  guint id, result, number;

  if (sscanf (line, "agent-file-answer %d", &answer) == 1)
    return TRUE;
  if (sscanf (line, "agent-file-quiet %u", &number) == 1)
    quiet = number != 0;
  else if (sscanf (line, "agent-file-say %u", &result) == 1)
    say (last, result);
  else if (sscanf (line, "agent-file-say-of %u %u", &id, &result) == 2)
    say (id, result);
  else if (sscanf (line, "agent-file-full %" G_GUINT64_FORMAT, &room) == 1)
    {
      guint32 words[4] = { last, VD_AGENT_FILE_XFER_STATUS_NOT_ENOUGH_SPACE };

      memcpy (words + 2, &room, sizeof room);
      synth_agent_send (VD_AGENT_FILE_XFER_STATUS, words, sizeof words);
    }
  else
    return FALSE;
  return TRUE;
}
