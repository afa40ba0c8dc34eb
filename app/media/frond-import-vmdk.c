/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "frond-import-image.h"

#include "frond-error.h"
#include "frond-import-bytes.h"

#include <string.h>

/* VMware's "Virtual Disk Format 5.0". */
#define SECTOR         512ULL
#define MAX_DESCRIPTOR (64 * 1024)
#define MAX_EXTENTS    15 /* what the contract has slots for, without the descriptor's own */
#define DESCRIPTOR     "# Disk DescriptorFile"

static gboolean
is_descriptor (const guint8 *head, gsize length)
{
  gsize at = 0;

  while (at < length && g_ascii_isspace (head[at]))
    at++;
  return length - at >= strlen (DESCRIPTOR) && memcmp (head + at, DESCRIPTOR, strlen (DESCRIPTOR)) == 0;
}

gboolean
_frond_import_image_is_vmdk (const guint8 *head, gsize length)
{
  return length >= 4 &&
         (memcmp (head, "KDMV", 4) == 0 || memcmp (head, "COWD", 4) == 0 || is_descriptor (head, length));
}

/* `RW 4192256 SPARSE "disk-s001.vmdk"`: FALSE where the line is no extent at all. */
static gboolean
read_extent (FrondImportImage *self, const char *line)
{
  g_auto (GStrv) words = g_strsplit_set (line, " \t", 4);
  const char *quote;
  char *end;
  guint64 sectors;

  if (g_strv_length (words) < 3 || (!g_str_equal (words[0], "RW") && !g_str_equal (words[0], "RDONLY")))
    return FALSE;
  sectors = g_ascii_strtoull (words[1], NULL, 10);
  if (sectors > G_MAXUINT64 / SECTOR / 2)
    self->problem = FROND_ERROR_IMPORT_DAMAGED;
  else
    self->size += sectors * SECTOR;
  if (g_str_equal (words[2], "ZERO"))
    return TRUE;

  /* All others are a device of the host's, or somebody else's idea. */
  if (!g_str_equal (words[2], "SPARSE") && !g_str_equal (words[2], "FLAT") &&
      !g_str_equal (words[2], "VMFS") && !g_str_equal (words[2], "VMFSSPARSE"))
    self->problem = FROND_ERROR_IMPORT_UNSAFE;
  quote = words[3] != NULL ? strchr (words[3], '"') : NULL;
  end = quote != NULL ? strchr (quote + 1, '"') : NULL;
  if (end == NULL || self->extents->len >= MAX_EXTENTS)
    {
      self->problem = end == NULL ? FROND_ERROR_IMPORT_DAMAGED : FROND_ERROR_IMPORT_TOO_MANY;
      return TRUE;
    }
  g_ptr_array_add (self->extents, g_strndup (quote + 1, (gsize) (end - quote - 1)));
  return TRUE;
}

static void
read_line (FrondImportImage *self, char *line, gboolean extents)
{
  g_strstrip (line);
  if (extents && read_extent (self, line))
    return;
  if (g_ascii_strncasecmp (line, "parentCID", 9) == 0 && strchr (line, '=') != NULL)
    {
      const char *value = strchr (line, '=') + 1;

      if (g_ascii_strcasecmp (g_strstrip ((char *) value), "ffffffff") != 0)
        self->problem = FROND_ERROR_IMPORT_BACKED;
    }
}

static void
read_descriptor (FrondImportImage *self, const FrondImportReader *reader, guint64 offset, gsize length,
                 gboolean extents)
{
  g_autofree char *text = g_malloc0 (length + 1);
  g_auto (GStrv) lines = NULL;

  if (!frond_import_reader_get (reader, offset, text, length))
    {
      self->problem = FROND_ERROR_IMPORT_DAMAGED;
      return;
    }
  lines = g_strsplit (text, "\n", 512);
  for (guint i = 0; lines[i] != NULL && i < 511; i++)
    read_line (self, lines[i], extents);
}

/* The first grain: through the tables, or where a stream begins, which has its tables at the end. */
static void
find_data (FrondImportImage *self, const FrondImportReader *reader, const guint8 *header)
{
  guint32 flags = frond_le32 (header + 8);
  guint64 directory = frond_le64 (header + 56);
  guint64 overhead = frond_le64 (header + 64);
  guint8 marker[12];
  guint8 entry[4];

  if ((flags & 0x10000) != 0)
    {
      if (overhead > G_MAXUINT32 || !frond_import_reader_get (reader, overhead * SECTOR, marker, 12) ||
          frond_le64 (marker) != 0)
        return;
      self->data = overhead * SECTOR + 12;
      self->data_length = frond_le32 (marker + 8);
      self->data_here = TRUE;
      self->data_deflated = 1;
      return;
    }

  if (directory > G_MAXUINT32 || !frond_import_reader_get (reader, directory * SECTOR, entry, 4) ||
      !frond_import_reader_get (reader, frond_le32 (entry) * SECTOR, entry, 4) || frond_le32 (entry) < 2)
    return;
  self->data = frond_le32 (entry) * SECTOR;
  self->data_here = TRUE;
}

static void
read_sparse (FrondImportImage *self, const FrondImportReader *reader)
{
  guint8 header[SECTOR];
  guint64 capacity, offset, length;

  if (!frond_import_reader_get (reader, 0, header, sizeof header))
    {
      self->problem = FROND_ERROR_IMPORT_DAMAGED;
      return;
    }

  capacity = frond_le64 (header + 12);
  offset = frond_le64 (header + 28);
  length = frond_le64 (header + 36);
  if (capacity > G_MAXUINT64 / SECTOR / 2 || frond_le32 (header + 4) == 0 || frond_le32 (header + 4) > 3)
    {
      self->problem = FROND_ERROR_IMPORT_DAMAGED;
      return;
    }
  self->size = capacity * SECTOR;
  if (offset > 0 && offset < G_MAXUINT32 && length > 0)
    read_descriptor (self, reader, offset * SECTOR, MIN (length * SECTOR, MAX_DESCRIPTOR), FALSE);
  find_data (self, reader, header);
}

void
_frond_import_image_read_vmdk (FrondImportImage *self, const FrondImportReader *reader)
{
  guint8 head[SECTOR] = { 0 };
  gsize length = MIN (reader->size > 0 ? reader->size : reader->head_length, SECTOR);

  self->format = FROND_IMPORT_VMDK;
  if (!frond_import_reader_get (reader, 0, head, length))
    self->problem = FROND_ERROR_IMPORT_DAMAGED;
  else if (memcmp (head, "KDMV", 4) == 0)
    read_sparse (self, reader);
  else if (memcmp (head, "COWD", 4) == 0)
    self->size = frond_le32 (head + 12) * SECTOR;
  else
    {
      self->extents = g_ptr_array_new_with_free_func (g_free);
      if (reader->size > MAX_DESCRIPTOR)
        self->problem = FROND_ERROR_IMPORT_DAMAGED;
      else
        read_descriptor (self, reader, 0, (gsize) (reader->size > 0 ? reader->size : reader->head_length),
                         TRUE);
      if (self->problem == 0 && self->extents->len == 0)
        self->problem = FROND_ERROR_IMPORT_DAMAGED;
    }
}
