/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "vmm-fd-gate.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define OPTICAL_SECTOR    2048
#define DISK_SECTOR       512
#define FIRST_DESCRIPTOR  16 /* sector in which ISO 9660 and UDF descriptors begin */
#define N_DESCRIPTORS     8  /* ISO images have three to five, UDF's three follow */
#define UDF_ANCHOR        256
#define N_UDF_DESCRIPTORS 16 /* the least that UDF lets a sequence have room for */

/* Authoring tools pad an image with 150 sectors for drives that read ahead, count them in the volume's size, and
 * download and burning tools cut them off again: an image that lacks only those is whole. */
#define PADDING (150 * OPTICAL_SECTOR)

typedef struct
{
  int fd;
  guint64 size;
  const char *field;
} Medium;

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
refuse (const Medium *self, GError **error, const char *reason)
{
  g_set_error (error, VMM_IPC_ERROR, VMM_IPC_ERROR_BAD_IMAGE, "%s: %s", self->field, reason);
  return FALSE;
}

/* Fills BUFFER as far as the file goes; what is behind its end reads as zeros. */
static gboolean
read_at (const Medium *self, guint64 offset, guint8 *buffer, gsize length, GError **error)
{
  gsize done = 0;

  memset (buffer, 0, length);
  while (done < length)
    {
      ssize_t n = pread (self->fd, buffer + done, length - done, (off_t) (offset + done));

      if (n < 0 && errno == EINTR)
        continue;
      if (n < 0)
        return refuse (self, error, g_strerror (errno));
      if (n == 0)
        break;
      done += (gsize) n;
    }
  return TRUE;
}

static gboolean
is_descriptor (const guint8 *sector, const char *id)
{
  return memcmp (sector + 1, id, 5) == 0;
}

static gboolean
check_iso9660 (const Medium *self, const guint8 *primary, GError **error)
{
  guint32 blocks = read_le32 (primary + 80);
  guint32 block_size = read_le16 (primary + 128);

  if (primary[0] != 1 || primary[6] != 1 || blocks == 0 || blocks != read_be32 (primary + 84) ||
      block_size != read_be16 (primary + 130) ||
      (block_size != 512 && block_size != 1024 && block_size != 2048))
    return refuse (self, error, "has a damaged ISO 9660 volume descriptor");
  if ((guint64) blocks * block_size > self->size + PADDING)
    return refuse (self, error, "is shorter than the volume in it");
  return TRUE;
}

/* The volume's partitions must end within the file. */
static gboolean
check_udf_partitions (const Medium *self, const guint8 *anchor, guint sector_size, GError **error)
{
  guint64 start = (guint64) read_le32 (anchor + 20) * sector_size;
  guint8 descriptor[DISK_SECTOR];

  for (guint i = 0; i < N_UDF_DESCRIPTORS; i++)
    {
      guint16 tag;
      guint64 end;

      if (!read_at (self, start + (guint64) i * sector_size, descriptor, sizeof descriptor, error))
        return FALSE;

      tag = read_le16 (descriptor);
      if (tag == 0 || tag == 8)
        break;
      if (tag != 5)
        continue;

      end = ((guint64) read_le32 (descriptor + 188) + read_le32 (descriptor + 192)) * sector_size;
      if (end > self->size + PADDING)
        return refuse (self, error, "is shorter than the volume in it");
    }
  return TRUE;
}

static gboolean
check_udf (const Medium *self, GError **error)
{
  static const guint sector_sizes[] = { OPTICAL_SECTOR, DISK_SECTOR, 4096 };

  for (gsize i = 0; i < G_N_ELEMENTS (sector_sizes); i++)
    {
      guint8 anchor[DISK_SECTOR];

      if (!read_at (self, (guint64) UDF_ANCHOR * sector_sizes[i], anchor, sizeof anchor, error))
        return FALSE;
      if (read_le16 (anchor) == 2 && read_le32 (anchor + 12) == UDF_ANCHOR)
        return check_udf_partitions (self, anchor, sector_sizes[i], error);
    }
  return refuse (self, error, "is shorter than the UDF volume in it");
}

/* Whether there is an optical file system. FOUND says so; then the result is the verdict about it. */
static gboolean
check_optical (const Medium *self, gboolean *found, GError **error)
{
  g_autofree guint8 *sectors = g_malloc (N_DESCRIPTORS * OPTICAL_SECTOR);

  *found = TRUE;
  if (!read_at (self, FIRST_DESCRIPTOR * OPTICAL_SECTOR, sectors, N_DESCRIPTORS * OPTICAL_SECTOR, error))
    return FALSE;

  /* A disc with both has the small ISO volume for old systems: the bigger truth is UDF's. */
  for (guint i = 0; i < N_DESCRIPTORS; i++)
    {
      const guint8 *sector = sectors + i * OPTICAL_SECTOR;

      if (is_descriptor (sector, "NSR02") || is_descriptor (sector, "NSR03"))
        return check_udf (self, error) &&
               (!is_descriptor (sectors, "CD001") || check_iso9660 (self, sectors, error));
    }
  if (is_descriptor (sectors, "CD001"))
    return check_iso9660 (self, sectors, error);

  *found = FALSE;
  return TRUE;
}

static gboolean
check_gpt (const Medium *self, const guint8 *header, guint sector_size, GError **error)
{
  guint32 header_size = read_le32 (header + 12);
  guint64 backup = read_le64 (header + 32);

  if (read_le32 (header + 8) != 0x10000 || header_size < 92 || header_size > sector_size ||
      read_le64 (header + 24) != 1)
    return refuse (self, error, "has a damaged GUID partition table");
  if (backup >= self->size / sector_size)
    return refuse (self, error, "is shorter than its partition table says");
  return TRUE;
}

/* A master boot record: every partition within the file, or no partition and some code to boot. */
static gboolean
check_mbr (const Medium *self, const guint8 *sector, GError **error)
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
      if (((guint64) start + length) * DISK_SECTOR > self->size)
        return refuse (self, error, "is shorter than its partition table says");
      partitions++;
    }

  if (partitions == 0 && sector[0] == 0 && sector[1] == 0)
    return refuse (self, error, "has neither partitions nor boot code");
  return TRUE;
}

static gboolean
check_disk (const Medium *self, GError **error)
{
  static const guint sector_sizes[] = { DISK_SECTOR, 4096 };
  g_autofree guint8 *head = g_malloc (2 * 4096);

  if (!read_at (self, 0, head, 2 * 4096, error))
    return FALSE;

  for (gsize i = 0; i < G_N_ELEMENTS (sector_sizes); i++)
    if (memcmp (head + sector_sizes[i], "EFI PART", 8) == 0)
      return check_gpt (self, head + sector_sizes[i], sector_sizes[i], error);

  if (self->size >= DISK_SECTOR && head[510] == 0x55 && head[511] == 0xaa)
    return check_mbr (self, head, error);

  return refuse (self, error, "is neither an optical disc nor a disk image");
}

gboolean
vmm_medium_check (int fd, const char *field, GError **error)
{
  Medium self = { fd, 0, field };
  struct stat st;
  gboolean optical;

  g_return_val_if_fail (field != NULL, FALSE);

  if (fstat (fd, &st) < 0)
    return refuse (&self, error, g_strerror (errno));
  if (st.st_size < 1)
    return refuse (&self, error, "is empty");

  self.size = (guint64) st.st_size;
  if (!check_optical (&self, &optical, error))
    return FALSE;
  return optical || check_disk (&self, error);
}
