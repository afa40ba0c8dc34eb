/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* VHDX: Microsoft's [MS-VHDX]. Numbers are little-endian. */
#include "vmm-image-gate.h"

#include <string.h>

#define HEADER_1    (64 * 1024)
#define HEADER_2    (128 * 1024)
#define HEADER      4096
#define REGIONS     (192 * 1024)
#define TABLE       (64 * 1024)
#define MAX_ENTRIES 2047
#define HAS_PARENT  2
#define REQUIRED    1
#define GUID        16

static const guint8 bat_region[GUID] = { 0x66, 0x77, 0xc2, 0x2d, 0x23, 0xf6, 0x00, 0x42,
                                         0x9d, 0x64, 0x11, 0x5e, 0x9b, 0xfd, 0x4a, 0x08 };
static const guint8 metadata_region[GUID] = { 0x06, 0xa2, 0x7c, 0x8b, 0x90, 0x47, 0x9a, 0x4b,
                                              0xb8, 0xfe, 0x57, 0x5f, 0x05, 0x0f, 0x88, 0x6e };
static const guint8 file_item[GUID] = { 0x37, 0x67, 0xa1, 0xca, 0x36, 0xfa, 0x43, 0x4d,
                                        0xb3, 0xb6, 0x33, 0xf0, 0xaa, 0x44, 0xe7, 0x6b };
static const guint8 size_item[GUID] = { 0x24, 0x42, 0xa5, 0x2f, 0x1b, 0xcd, 0x76, 0x48,
                                        0xb2, 0x11, 0x5d, 0xbe, 0xd8, 0x3b, 0xf4, 0xb8 };
static const guint8 parent_item[GUID] = { 0x2d, 0x5f, 0xd3, 0xa8, 0x0b, 0xb3, 0x4d, 0x45,
                                          0xab, 0xf7, 0xd3, 0xd8, 0x48, 0x34, 0xab, 0x0c };

typedef struct
{
  guint64 offset;
  guint64 length;
  gboolean found;
} Region;

typedef struct
{
  const VmmImageView *view;
  guint8 *table;
  Region bat;
  Region metadata;
  guint32 block_size;
  guint64 size;
} Vhdx;

static gboolean
damaged (const Vhdx *self, const char *what, GError **error)
{
  return vmm_image_view_refuse (self->view, VMM_IPC_BAD_IMAGE_DAMAGED, what, error);
}

/* CRC-32C, its own four bytes taken as zero. */
static gboolean
sum_is_right (const guint8 *bytes, gsize length)
{
  guint32 crc = 0xffffffff;

  for (gsize i = 0; i < length; i++)
    {
      crc ^= i >= 4 && i < 8 ? 0 : bytes[i];
      for (guint bit = 0; bit < 8; bit++)
        crc = crc >> 1 ^ (crc & 1 ? 0x82f63b78 : 0);
    }
  return ~crc == vmm_image_le32 (bytes + 4);
}

/* Whichever of the two headers counts, it must have no log to be replayed: nobody replays it here. */
static gboolean
check_headers (Vhdx *self, GError **error)
{
  static const guint64 places[] = { HEADER_1, HEADER_2 };
  guint64 best = 0;
  gboolean found = FALSE, clean = FALSE;

  for (guint i = 0; i < G_N_ELEMENTS (places); i++)
    {
      guint64 sequence;

      if (!vmm_image_view_read (self->view, places[i], self->table, HEADER, error))
        return FALSE;
      if (memcmp (self->table, "head", 4) != 0 || !sum_is_right (self->table, HEADER))
        continue;
      sequence = vmm_image_le64 (self->table + 8);
      if (found && sequence < best)
        continue;
      if (vmm_image_le16 (self->table + 66) != 1)
        return vmm_image_view_refuse (self->view, VMM_IPC_BAD_IMAGE_UNSUPPORTED,
                                      "is of an unknown VHDX version", error);
      /* Two with the same number: both must be clean. */
      clean = vmm_image_is_zero (self->table + 48, GUID) && (!found || sequence > best || clean);
      found = TRUE;
      best = sequence;
    }
  if (!found)
    return damaged (self, "has no header that is whole", error);
  return clean ||
         vmm_image_view_refuse (self->view, VMM_IPC_BAD_IMAGE_UNCLEAN, "was not closed properly", error);
}

static gboolean
take_region (Vhdx *self, const guint8 *entry, GError **error)
{
  Region *region = memcmp (entry, bat_region, GUID) == 0        ? &self->bat
                   : memcmp (entry, metadata_region, GUID) == 0 ? &self->metadata
                                                                : NULL;

  if (region == NULL)
    return (vmm_image_le32 (entry + 28) & REQUIRED) == 0 ||
           vmm_image_view_refuse (self->view, VMM_IPC_BAD_IMAGE_UNSUPPORTED, "needs unknown regions", error);
  if (region->found)
    return damaged (self, "has a region twice", error);

  *region = (Region) { vmm_image_le64 (entry + 16), vmm_image_le32 (entry + 24), TRUE };
  if (region->offset < REGIONS + 2 * TABLE || region->offset % VMM_IPC_MIB != 0)
    return damaged (self, "has a region in an impossible place", error);
  if (!vmm_image_view_has (self->view, region->offset, region->length))
    return vmm_image_view_refuse (self->view, VMM_IPC_BAD_IMAGE_TRUNCATED, "ends before its tables", error);
  return TRUE;
}

static gboolean
check_regions (Vhdx *self, GError **error)
{
  guint32 n;

  if (!vmm_image_view_read (self->view, REGIONS, self->table, TABLE, error))
    return FALSE;
  if (memcmp (self->table, "regi", 4) != 0 || !sum_is_right (self->table, TABLE))
    return damaged (self, "has a damaged table of regions", error);
  n = vmm_image_le32 (self->table + 8);
  if (n > MAX_ENTRIES)
    return damaged (self, "has more regions than any image", error);
  for (guint32 i = 0; i < n; i++)
    if (!take_region (self, self->table + 16 + i * 32, error))
      return FALSE;
  return (self->bat.found && self->metadata.found && self->metadata.length >= TABLE) ||
         damaged (self, "lacks a region", error);
}

static gboolean
read_item (Vhdx *self, const guint8 *entry, guint8 *value, guint32 wanted, GError **error)
{
  guint64 offset = vmm_image_le32 (entry + 16);
  guint32 length = vmm_image_le32 (entry + 20);

  if (offset < TABLE || length != wanted || offset > self->metadata.length - length)
    return damaged (self, "has a setting in an impossible place", error);
  return vmm_image_view_read (self->view, self->metadata.offset + offset, value, wanted, error);
}

static gboolean
take_item (Vhdx *self, const guint8 *entry, GError **error)
{
  guint8 value[8];

  if (memcmp (entry, parent_item, GUID) == 0)
    return vmm_image_view_refuse (self->view, VMM_IPC_BAD_IMAGE_BACKING, "names a parent", error);
  if (memcmp (entry, file_item, GUID) == 0)
    {
      if (!read_item (self, entry, value, 8, error))
        return FALSE;
      self->block_size = vmm_image_le32 (value);
      return (vmm_image_le32 (value + 4) & HAS_PARENT) == 0 ||
             vmm_image_view_refuse (self->view, VMM_IPC_BAD_IMAGE_BACKING,
                                    "is only the difference to another image", error);
    }
  if (memcmp (entry, size_item, GUID) == 0)
    {
      if (!read_item (self, entry, value, 8, error))
        return FALSE;
      self->size = vmm_image_le64 (value);
    }
  return TRUE;
}

static gboolean
check_metadata (Vhdx *self, GError **error)
{
  guint16 n;

  if (!vmm_image_view_read (self->view, self->metadata.offset, self->table, TABLE, error))
    return FALSE;
  n = vmm_image_le16 (self->table + 10);
  if (memcmp (self->table, "metadata", 8) != 0 || n > MAX_ENTRIES)
    return damaged (self, "has a damaged table of settings", error);
  for (guint i = 0; i < n; i++)
    if (!take_item (self, self->table + 32 + i * 32, error))
      return FALSE;
  return TRUE;
}

static gboolean
check_disk (Vhdx *self, GError **error)
{
  if (self->block_size < VMM_IPC_MIB || self->block_size > 256 * VMM_IPC_MIB ||
      (self->block_size & (self->block_size - 1)) != 0)
    return damaged (self, "has blocks of an impossible size", error);
  if (!vmm_image_view_check_size (self->view, self->size, error))
    return FALSE;
  return (self->size + self->block_size - 1) / self->block_size * 8 <= self->bat.length ||
         damaged (self, "has a table too small for its disk", error);
}

gboolean
vmm_vhdx_gate (const VmmImageView *view, guint64 *virtual_size, GError **error)
{
  g_autofree guint8 *table = g_malloc (TABLE);
  Vhdx self = { .view = view, .table = table };

  if (!vmm_image_view_read (view, 0, table, 8, error))
    return FALSE;
  if (memcmp (table, "vhdxfile", 8) != 0)
    return vmm_image_view_refuse (view, VMM_IPC_BAD_IMAGE_FORMAT, "is no VHDX image", error);
  if (!check_headers (&self, error) || !check_regions (&self, error) || !check_metadata (&self, error) ||
      !check_disk (&self, error))
    return FALSE;
  *virtual_size = self.size;
  return TRUE;
}
