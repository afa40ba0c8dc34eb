/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "frond-import-image.h"

#include "frond-error.h"
#include "frond-import-bytes.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#define SECTOR 512ULL

/* How a qcow2 image is encrypted; 1 was so weak that QEMU runs none any more. */
#define QCOW2_LUKS 2
#define PEEK       8192 /* two sectors of 4 kB: a partition table of either kind begins there */

/* The largest image that anybody has; what says more lies. */
#define MAX_SIZE (1ULL << 50)

gboolean
frond_import_reader_get (const FrondImportReader *self, guint64 offset, void *buffer, gsize length)
{
  gsize done = 0;

  if (offset > MAX_SIZE)
    return FALSE;
  if (offset + length <= self->head_length)
    {
      memcpy (buffer, self->head + offset, length);
      return TRUE;
    }

  while (self->fd >= 0 && done < length)
    {
      ssize_t n = pread (self->fd, (guint8 *) buffer + done, length - done, (off_t) (offset + done));

      if (n < 0 && errno == EINTR)
        continue;
      if (n <= 0)
        return FALSE;
      done += (gsize) n;
    }
  return done == length;
}

static void
set_data (FrondImportImage *self, guint64 offset)
{
  self->data = offset;
  self->data_here = TRUE;
}

/* docs/interop/qcow2.txt of QEMU. */
static void
find_qcow2_data (FrondImportImage *self, const FrondImportReader *reader, const guint8 *header,
                 guint64 features)
{
  guint cluster_bits = frond_be32 (header + 20);
  guint shift = 62 - (cluster_bits - 8);
  guint8 entry[8];
  guint64 value;

  if (cluster_bits < 9 || cluster_bits > 21 || frond_be32 (header + 36) == 0 ||
      !frond_import_reader_get (reader, frond_be64 (header + 40), entry, 8))
    return;
  value = frond_be64 (entry) & 0x00fffffffffffe00;
  if (value == 0 || !frond_import_reader_get (reader, value, entry, 8))
    return;

  value = frond_be64 (entry);
  if ((value & 1ULL << 62) == 0)
    {
      if ((value & 0x00fffffffffffe00) != 0 && (value & 1) == 0)
        set_data (self, value & 0x00fffffffffffe00);
      return;
    }
  /* Zstandard is the other compression that there is. */
  if ((features & 8) != 0)
    return;
  set_data (self, value & ((1ULL << shift) - 1));
  self->data_length =
      (((value >> shift) & ((1ULL << (cluster_bits - 8)) - 1)) + 1) * SECTOR - (self->data & (SECTOR - 1));
  self->data_deflated = -1;
}

static void
read_qcow2 (FrondImportImage *self, const FrondImportReader *reader)
{
  guint8 header[112] = { 0 };
  guint64 features = 0;

  self->format = FROND_IMPORT_QCOW2;
  if (!frond_import_reader_get (reader, 0, header, 72) || frond_be32 (header + 4) < 2 ||
      frond_be32 (header + 4) > 3)
    {
      self->problem = FROND_ERROR_IMPORT_DAMAGED;
      return;
    }
  if (frond_be32 (header + 4) == 3 && frond_import_reader_get (reader, 0, header, 104))
    features = frond_be64 (header + 72);

  self->size = frond_be64 (header + 24);
  if (frond_be64 (header + 8) != 0 || (features & 4) != 0)
    self->problem = FROND_ERROR_IMPORT_BACKED;
  else if (frond_be32 (header + 32) != 0 && frond_be32 (header + 32) != QCOW2_LUKS)
    self->problem = FROND_ERROR_IMPORT_ENCRYPTED;
  else if (frond_be32 (header + 60) != 0)
    self->problem = FROND_ERROR_IMPORT_SNAPSHOTS;
  else if (frond_be32 (header + 32) == QCOW2_LUKS)
    self->encrypted = TRUE;
  else
    find_qcow2_data (self, reader, header, features);
}

static void
read_vdi (FrondImportImage *self, const FrondImportReader *reader)
{
  guint8 header[384];
  guint8 entry[4];
  guint32 type, block_size;

  self->format = FROND_IMPORT_VDI;
  if (!frond_import_reader_get (reader, 0, header, sizeof header))
    {
      self->problem = FROND_ERROR_IMPORT_DAMAGED;
      return;
    }

  type = frond_le32 (header + 0x4c);
  block_size = frond_le32 (header + 0x178);
  self->size = frond_le64 (header + 0x170);
  if (type == 3 || type == 4)
    self->problem = FROND_ERROR_IMPORT_BACKED;
  else if (frond_le32 (header + 0x44) != 0x00010001 || (type != 1 && type != 2))
    self->problem = FROND_ERROR_IMPORT_DAMAGED;
  else if (frond_import_reader_get (reader, frond_le32 (header + 0x154), entry, 4) &&
           frond_le32 (entry) < 0xfffffffe)
    set_data (self, frond_le32 (header + 0x158) + (guint64) frond_le32 (entry) * block_size);
}

/* The region or the item GUID in a table of VHDX. */
static const guint8 *
find_guid (const guint8 *table, guint first, guint count, const guint8 *guid)
{
  for (guint i = 0; i < count; i++)
    if (memcmp (table + first + i * 32, guid, 16) == 0)
      return table + first + i * 32;
  return NULL;
}

static const guint8 vhdx_metadata[16] = { 0x06, 0xa2, 0x7c, 0x8b, 0x90, 0x47, 0x9a, 0x4b,
                                          0xb8, 0xfe, 0x57, 0x5f, 0x05, 0x0f, 0x88, 0x6e };
static const guint8 vhdx_bat[16] = { 0x66, 0x77, 0xc2, 0x2d, 0x23, 0xf6, 0x00, 0x42,
                                     0x9d, 0x64, 0x11, 0x5e, 0x9b, 0xfd, 0x4a, 0x08 };
static const guint8 vhdx_parameters[16] = { 0x37, 0x67, 0xa1, 0xca, 0x36, 0xfa, 0x43, 0x4d,
                                            0xb3, 0xb6, 0x33, 0xf0, 0xaa, 0x44, 0xe7, 0x6b };
static const guint8 vhdx_size[16] = { 0x24, 0x42, 0xa5, 0x2f, 0x1b, 0xcd, 0x76, 0x48,
                                      0xb2, 0x11, 0x5d, 0xbe, 0xd8, 0x3b, 0xf4, 0xb8 };

static void
read_vhdx_metadata (FrondImportImage *self, const FrondImportReader *reader, guint64 offset)
{
  guint8 table[32 + 64 * 32] = { 0 };
  const guint8 *parameters, *size;
  guint8 value[8];

  if (!frond_import_reader_get (reader, offset, table, sizeof table) || memcmp (table, "metadata", 8) != 0)
    {
      self->problem = FROND_ERROR_IMPORT_DAMAGED;
      return;
    }

  parameters = find_guid (table, 32, MIN (frond_le16 (table + 10), 64), vhdx_parameters);
  size = find_guid (table, 32, MIN (frond_le16 (table + 10), 64), vhdx_size);
  if (size != NULL && frond_import_reader_get (reader, offset + frond_le32 (size + 16), value, 8))
    self->size = frond_le64 (value);
  if (parameters != NULL &&
      frond_import_reader_get (reader, offset + frond_le32 (parameters + 16), value, 8) &&
      (value[4] & 2) != 0)
    self->problem = FROND_ERROR_IMPORT_BACKED;
}

/* [MS-VHDX]. */
static void
read_vhdx (FrondImportImage *self, const FrondImportReader *reader)
{
  guint8 table[16 + 64 * 32] = { 0 };
  const guint8 *metadata, *bat;
  guint8 entry[8];

  self->format = FROND_IMPORT_VHDX;
  /* The tables of a packed one are too far away to be looked at. */
  if (!frond_import_reader_get (reader, 192 * 1024, table, sizeof table))
    {
      if (reader->fd >= 0)
        self->problem = FROND_ERROR_IMPORT_DAMAGED;
      return;
    }

  metadata = find_guid (table, 16, MIN (frond_le32 (table + 8), 64), vhdx_metadata);
  bat = find_guid (table, 16, MIN (frond_le32 (table + 8), 64), vhdx_bat);
  if (memcmp (table, "regi", 4) != 0 || metadata == NULL || bat == NULL)
    self->problem = FROND_ERROR_IMPORT_DAMAGED;
  else if (reader->fd >= 0)
    read_vhdx_metadata (self, reader, frond_le64 (metadata + 16));
  if (self->problem == 0 && bat != NULL &&
      frond_import_reader_get (reader, frond_le64 (bat + 16), entry, 8) && (entry[0] & 7) == 6)
    set_data (self, frond_le64 (entry) >> 20 << 20);
}

static void
find_vhd_data (FrondImportImage *self, const FrondImportReader *reader, guint64 offset)
{
  guint8 header[1024];
  guint8 entry[4];
  guint64 bitmap;

  if (!frond_import_reader_get (reader, offset, header, sizeof header) || memcmp (header, "cxsparse", 8) != 0)
    {
      self->problem = FROND_ERROR_IMPORT_DAMAGED;
      return;
    }
  bitmap = (frond_be32 (header + 32) / SECTOR / 8 + SECTOR - 1) / SECTOR * SECTOR;
  if (frond_import_reader_get (reader, frond_be64 (header + 16), entry, 4) &&
      frond_be32 (entry) != 0xffffffff)
    set_data (self, frond_be32 (entry) * SECTOR + bitmap);
}

static void
read_vhd (FrondImportImage *self, const FrondImportReader *reader, const guint8 *footer)
{
  guint32 type = frond_be32 (footer + 60);

  self->format = FROND_IMPORT_VPC;
  self->size = frond_be64 (footer + 48);
  if (type == 4)
    self->problem = FROND_ERROR_IMPORT_BACKED;
  else if (type == 3)
    find_vhd_data (self, reader, frond_be64 (footer + 16));
  else if (type == 2)
    set_data (self, 0);
  else
    self->problem = FROND_ERROR_IMPORT_DAMAGED;
}

static gboolean
has_table (const guint8 *head)
{
  if (memcmp (head + 512, "EFI PART", 8) == 0 || memcmp (head + 4096, "EFI PART", 8) == 0)
    return TRUE;
  return head[510] == 0x55 && head[511] == 0xaa;
}

static void
read_raw (FrondImportImage *self, const FrondImportReader *reader, gboolean raw)
{
  guint8 head[PEEK] = { 0 };
  guint8 footer[SECTOR];
  gsize length = reader->size > 0 ? MIN (reader->size, PEEK) : PEEK;

  if (reader->size >= SECTOR && frond_import_reader_get (reader, reader->size - SECTOR, footer, SECTOR) &&
      memcmp (footer, "conectix", 8) == 0)
    {
      read_vhd (self, reader, footer);
      return;
    }

  if (!frond_import_reader_get (reader, 0, head, length))
    return;
  if (has_table (head) || (raw && reader->size >= 64 * 1024 && reader->size % SECTOR == 0))
    {
      self->format = FROND_IMPORT_RAW;
      self->size = reader->size;
      set_data (self, 0);
    }
}

void
frond_import_image_read (FrondImportImage *self, const FrondImportReader *reader, FrondImportRaw raw)
{
  guint8 head[SECTOR] = { 0 };
  gsize length = reader->size > 0 ? MIN (reader->size, SECTOR) : SECTOR;

  *self = (FrondImportImage) { 0 };
  if (!frond_import_reader_get (reader, 0, head, length))
    return;
  if (raw == FROND_IMPORT_RAW_SURE)
    {
      self->format = FROND_IMPORT_RAW;
      self->size = reader->size;
      set_data (self, 0);
      return;
    }

  if (memcmp (head, "QFI\xfb", 4) == 0)
    read_qcow2 (self, reader);
  else if (frond_le32 (head + 0x40) == 0xbeda107f)
    read_vdi (self, reader);
  else if (memcmp (head, "vhdxfile", 8) == 0)
    read_vhdx (self, reader);
  else if (memcmp (head, "conectix", 8) == 0)
    read_vhd (self, reader, head);
  else if (_frond_import_image_is_vmdk (head, length))
    _frond_import_image_read_vmdk (self, reader);
  else
    read_raw (self, reader, raw != FROND_IMPORT_RAW_NO);

  if (self->size > MAX_SIZE)
    {
      self->size = 0;
      self->problem = FROND_ERROR_IMPORT_DAMAGED;
    }
}

void
frond_import_image_clear (FrondImportImage *self)
{
  g_clear_pointer (&self->extents, g_ptr_array_unref);
}

/* The beginning of what was deflated: what is behind it is not needed, and that it ends early is no error. */
static gboolean
inflate_head (const FrondImportImage *self, const guint8 *data, gsize length, guint8 *buffer)
{
  g_autoptr (GConverter) converter = G_CONVERTER (g_zlib_decompressor_new (
      self->data_deflated < 0 ? G_ZLIB_COMPRESSOR_FORMAT_RAW : G_ZLIB_COMPRESSOR_FORMAT_ZLIB));
  gsize used = 0, made = 0;

  while (made < PEEK && used < length)
    {
      gsize n_read = 0, n_written = 0;
      GConverterResult result = g_converter_convert (converter, data + used, length - used, buffer + made,
                                                     PEEK - made, 0, &n_read, &n_written, NULL);

      used += n_read;
      made += n_written;
      if (result != G_CONVERTER_CONVERTED || (n_read == 0 && n_written == 0))
        break;
    }
  return made == PEEK;
}

static gboolean
read_first (const FrondImportImage *self, const FrondImportReader *reader, guint8 *buffer)
{
  g_autofree guint8 *packed = NULL;
  guint64 end;
  gsize length;

  if (!self->data_here)
    return FALSE;
  if (self->data_deflated == 0)
    return frond_import_reader_get (reader, self->data, buffer, PEEK) ||
           (memset (buffer, 0, PEEK), frond_import_reader_get (reader, self->data, buffer, SECTOR));

  /* The last cluster of a file ends with it, and with what is there of one that is packed. */
  end = reader->fd >= 0 ? reader->size : reader->head_length;
  if (self->data >= end)
    return FALSE;
  length = MIN (MIN (self->data_length, end - self->data), 2 * 1024 * 1024);
  packed = g_malloc (length);
  return frond_import_reader_get (reader, self->data, packed, length) &&
         inflate_head (self, packed, length, buffer);
}

/* UEFI 2.10, 5.3.3 and 5.2.3; a BIOS boot partition is GRUB's. */
static FrondImportBoot
boot_of_gpt (const guint8 *entries, gsize n)
{
  static const guint8 esp[16] = { 0x28, 0x73, 0x2a, 0xc1, 0x1f, 0xf8, 0xd2, 0x11,
                                  0xba, 0x4b, 0x00, 0xa0, 0xc9, 0x3e, 0xc9, 0x3b };
  static const guint8 grub[16] = { 0x48, 0x61, 0x68, 0x21, 0x49, 0x64, 0x6f, 0x6e,
                                   0x74, 0x4e, 0x65, 0x65, 0x64, 0x45, 0x46, 0x49 };
  gboolean uefi = FALSE, bios = FALSE;

  for (gsize i = 0; i < n; i++)
    {
      uefi = uefi || memcmp (entries + i * 128, esp, 16) == 0;
      bios = bios || memcmp (entries + i * 128, grub, 16) == 0;
    }
  if (uefi && bios)
    return FROND_IMPORT_BOOT_BOTH;
  if (uefi)
    return FROND_IMPORT_BOOT_UEFI;
  return bios ? FROND_IMPORT_BOOT_BIOS : FROND_IMPORT_BOOT_UNKNOWN;
}

static FrondImportBoot
boot_of_mbr (const guint8 *sector)
{
  if (sector[510] != 0x55 || sector[511] != 0xaa)
    return FROND_IMPORT_BOOT_UNKNOWN;
  for (guint i = 0; i < 4; i++)
    if (sector[446 + 16 * i + 4] == 0xef)
      return sector[0] != 0 ? FROND_IMPORT_BOOT_BOTH : FROND_IMPORT_BOOT_UEFI;
  return sector[0] != 0 ? FROND_IMPORT_BOOT_BIOS : FROND_IMPORT_BOOT_UNKNOWN;
}

FrondImportBoot
frond_import_image_get_boot (const FrondImportImage *self, const FrondImportReader *reader)
{
  g_autofree guint8 *first = g_malloc0 (PEEK);

  if (!read_first (self, reader, first))
    return FROND_IMPORT_BOOT_UNKNOWN;
  if (memcmp (first + 512, "EFI PART", 8) == 0)
    return boot_of_gpt (first + 1024, (PEEK - 1024) / 128);
  if (memcmp (first + 4096, "EFI PART", 8) == 0)
    return FROND_IMPORT_BOOT_UEFI;
  return boot_of_mbr (first);
}
