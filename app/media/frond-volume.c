/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "frond-volume.h"

#include "frond-error.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define OPTICAL_SECTOR    2048
#define DISK_SECTOR       512
#define FIRST_DESCRIPTOR  16
#define N_DESCRIPTORS     8
#define UDF_ANCHOR        256
#define N_UDF_DESCRIPTORS 16

/* Authoring tools pad an image with 150 sectors, count them in the volume's size, and download and burning tools cut
 * them off again: an image that lacks only those is whole. */
#define PADDING (150 * OPTICAL_SECTOR)

#define BOOT_CATALOGUE "EL TORITO SPECIFICATION"

typedef struct
{
  int fd;
  guint64 size;
  const char *name;
} Reader;

static guint16
read_le16 (const guint8 *p)
{
  return (guint16) (p[0] | p[1] << 8);
}

static guint32
read_le32 (const guint8 *p)
{
  return (guint32) p[0] | (guint32) p[1] << 8 | (guint32) p[2] << 16 | (guint32) p[3] << 24;
}

static guint64
read_le64 (const guint8 *p)
{
  return read_le32 (p) | (guint64) read_le32 (p + 4) << 32;
}

static guint16
read_be16 (const guint8 *p)
{
  return (guint16) (p[0] << 8 | p[1]);
}

static guint32
read_be32 (const guint8 *p)
{
  return (guint32) p[0] << 24 | (guint32) p[1] << 16 | (guint32) p[2] << 8 | (guint32) p[3];
}

static gboolean
fail (const Reader *reader, FrondError code, const char *reason, GError **error)
{
  frond_set_error (error, code, "media-uri", "%s: %s", reader->name, reason);
  return FALSE;
}

/* What is behind the end of the file reads as zeros. */
static gboolean
read_at (const Reader *reader, guint64 offset, guint8 *buffer, gsize length, GError **error)
{
  gsize done = 0;

  memset (buffer, 0, length);
  while (done < length)
    {
      ssize_t n = pread (reader->fd, buffer + done, length - done, (off_t) (offset + done));

      if (n < 0 && errno == EINTR)
        continue;
      if (n < 0)
        return fail (reader, FROND_ERROR_MEDIA_UNREADABLE, g_strerror (errno), error);
      if (n == 0)
        break;
      done += (gsize) n;
    }
  return TRUE;
}

/* A text of a descriptor is padded with spaces and may hold anything. */
static char *
read_text (const guint8 *field, gsize length)
{
  char *text = g_strndup ((const char *) field, length);

  for (char *p = text; *p != '\0'; p++)
    if (!g_ascii_isprint (*p))
      *p = '?';
  return g_strchomp (text);
}

static gboolean
has_mark (const guint8 *descriptor, const char *mark)
{
  return memcmp (descriptor + 1, mark, strlen (mark)) == 0;
}

/* Numbers are there in both byte orders: what has the mark by chance has not that. */
static gboolean
primary_is_sound (const guint8 *primary)
{
  guint32 block_size = read_le16 (primary + 128);

  return primary[0] == 1 && primary[6] == 1 && read_le32 (primary + 80) != 0 &&
         read_le32 (primary + 80) == read_be32 (primary + 84) && block_size == read_be16 (primary + 130) &&
         (block_size == 512 || block_size == 1024 || block_size == 2048);
}

static gboolean
read_iso9660 (const Reader *reader, const guint8 *descriptors, FrondVolume *volume, GError **error)
{
  const guint8 *primary = descriptors;

  if (!primary_is_sound (primary))
    return fail (reader, FROND_ERROR_MEDIA_NOT_IMAGE, "damaged volume descriptor", error);

  volume->size = (guint64) read_le32 (primary + 80) * read_le16 (primary + 128);
  if (volume->size > reader->size + PADDING)
    return fail (reader, FROND_ERROR_MEDIA_TRUNCATED, "shorter than the volume in it", error);

  volume->system_id = read_text (primary + 8, 32);
  volume->label = read_text (primary + 40, 32);
  volume->publisher_id = read_text (primary + 318, 128);
  volume->application_id = read_text (primary + 574, 128);

  for (guint i = 1; i < N_DESCRIPTORS; i++)
    {
      const guint8 *record = descriptors + i * OPTICAL_SECTOR;

      if (record[0] == 0 && has_mark (record, "CD001") &&
          memcmp (record + 7, BOOT_CATALOGUE, strlen (BOOT_CATALOGUE)) == 0)
        volume->bootable = TRUE;
    }
  return TRUE;
}

/* Windows discs are UDF behind a small ISO 9660 volume: only the partition of UDF tells how long the file must be. */
static gboolean
check_udf_partitions (const Reader *reader, const guint8 *anchor, guint sector_size, GError **error)
{
  guint64 start = (guint64) read_le32 (anchor + 20) * sector_size;

  for (guint i = 0; i < N_UDF_DESCRIPTORS; i++)
    {
      guint8 descriptor[DISK_SECTOR];
      guint16 tag;
      guint64 end;

      if (!read_at (reader, start + (guint64) i * sector_size, descriptor, sizeof descriptor, error))
        return FALSE;
      tag = read_le16 (descriptor);
      if (tag == 0 || tag == 8)
        break;
      if (tag != 5)
        continue;

      end = ((guint64) read_le32 (descriptor + 188) + read_le32 (descriptor + 192)) * sector_size;
      if (end > reader->size + PADDING)
        return fail (reader, FROND_ERROR_MEDIA_TRUNCATED, "shorter than the volume in it", error);
    }
  return TRUE;
}

static gboolean
check_udf (const Reader *reader, GError **error)
{
  static const guint sector_sizes[] = { OPTICAL_SECTOR, DISK_SECTOR, 4096 };

  for (gsize i = 0; i < G_N_ELEMENTS (sector_sizes); i++)
    {
      guint8 anchor[DISK_SECTOR];

      if (!read_at (reader, (guint64) UDF_ANCHOR * sector_sizes[i], anchor, sizeof anchor, error))
        return FALSE;
      if (read_le16 (anchor) == 2 && read_le32 (anchor + 12) == UDF_ANCHOR)
        return check_udf_partitions (reader, anchor, sector_sizes[i], error);
    }
  return fail (reader, FROND_ERROR_MEDIA_TRUNCATED, "shorter than the UDF volume in it", error);
}

static gboolean
read_optical (const Reader *reader, FrondVolume *volume, GError **error)
{
  g_autofree guint8 *descriptors = g_malloc (N_DESCRIPTORS * OPTICAL_SECTOR);
  gboolean iso, udf = FALSE;

  if (!read_at (reader, FIRST_DESCRIPTOR * OPTICAL_SECTOR, descriptors, N_DESCRIPTORS * OPTICAL_SECTOR,
                error))
    return FALSE;

  iso = has_mark (descriptors, "CD001");
  for (guint i = 0; i < N_DESCRIPTORS; i++)
    if (has_mark (descriptors + i * OPTICAL_SECTOR, "NSR02") ||
        has_mark (descriptors + i * OPTICAL_SECTOR, "NSR03"))
      udf = TRUE;

  volume->optical = iso || udf;
  if (iso && !read_iso9660 (reader, descriptors, volume, error))
    return FALSE;
  return !udf || check_udf (reader, error);
}

static gboolean
check_gpt (const Reader *reader, const guint8 *header, guint sector_size, GError **error)
{
  guint32 header_size = read_le32 (header + 12);

  if (read_le32 (header + 8) != 0x10000 || header_size < 92 || header_size > sector_size ||
      read_le64 (header + 24) != 1)
    return fail (reader, FROND_ERROR_MEDIA_NOT_IMAGE, "damaged partition table", error);
  if (read_le64 (header + 32) >= reader->size / sector_size)
    return fail (reader, FROND_ERROR_MEDIA_TRUNCATED, "shorter than its partition table says", error);
  return TRUE;
}

static gboolean
check_mbr (const Reader *reader, const guint8 *sector, GError **error)
{
  guint partitions = 0;

  for (guint i = 0; i < 4; i++)
    {
      const guint8 *entry = sector + 446 + 16 * i;
      guint32 start = read_le32 (entry + 8);
      guint32 length = read_le32 (entry + 12);

      /* A floppy's boot code goes on where a table would be: what cannot be an entry is none. */
      if ((entry[0] & 0x7f) != 0 || entry[4] == 0 || start == 0 || length == 0)
        continue;
      if (((guint64) start + length) * DISK_SECTOR > reader->size)
        return fail (reader, FROND_ERROR_MEDIA_TRUNCATED, "shorter than its partition table says", error);
      partitions++;
    }

  if (partitions == 0 && sector[0] == 0 && sector[1] == 0)
    return fail (reader, FROND_ERROR_MEDIA_NOT_IMAGE, "neither partitions nor boot code", error);
  return TRUE;
}

/* The same rules as the helper's (vmm_medium_check()): what passes here must not be refused at the first start. */
static gboolean
check_disk (const Reader *reader, GError **error)
{
  static const guint sector_sizes[] = { DISK_SECTOR, 4096 };
  g_autofree guint8 *head = g_malloc (2 * 4096);

  if (!read_at (reader, 0, head, 2 * 4096, error))
    return FALSE;

  for (gsize i = 0; i < G_N_ELEMENTS (sector_sizes); i++)
    if (memcmp (head + sector_sizes[i], "EFI PART", 8) == 0)
      return check_gpt (reader, head + sector_sizes[i], sector_sizes[i], error);
  if (reader->size >= DISK_SECTOR && head[510] == 0x55 && head[511] == 0xaa)
    return check_mbr (reader, head, error);
  return fail (reader, FROND_ERROR_MEDIA_NOT_IMAGE, "neither an optical disc nor a disk image", error);
}

static gboolean
read_disk (const Reader *reader, FrondVolume *volume, GError **error)
{
  volume->bootable = TRUE;
  return check_disk (reader, error);
}

static void
fill_missing (char **text)
{
  if (*text == NULL)
    *text = g_strdup ("");
}

FrondVolume *
frond_volume_read (int fd, const char *name, GError **error)
{
  g_autoptr (FrondVolume) volume = g_new0 (FrondVolume, 1);
  Reader reader = { fd, 0, name };
  struct stat st;

  if (fstat (fd, &st) < 0)
    {
      fail (&reader, FROND_ERROR_MEDIA_UNREADABLE, g_strerror (errno), error);
      return NULL;
    }
  reader.size = (guint64) st.st_size;

  if (!read_optical (&reader, volume, error) || (!volume->optical && !read_disk (&reader, volume, error)))
    return NULL;

  fill_missing (&volume->label);
  fill_missing (&volume->system_id);
  fill_missing (&volume->publisher_id);
  fill_missing (&volume->application_id);
  return g_steal_pointer (&volume);
}

void
frond_volume_free (FrondVolume *self)
{
  if (self == NULL)
    return;
  g_free (self->label);
  g_free (self->system_id);
  g_free (self->publisher_id);
  g_free (self->application_id);
  g_free (self);
}
