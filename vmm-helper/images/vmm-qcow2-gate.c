/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* qcow2, versions 2 and 3: docs/interop/qcow2.rst of QEMU. Numbers are big-endian. */
#include "vmm-image-gate.h"

#include <string.h>

#define V2_HEADER 72
#define V3_HEADER 104
#define MAX_READ  112 /* of the header: with the compression type */

#define INCOMPATIBLE_DIRTY       (1u << 0)
#define INCOMPATIBLE_CORRUPT     (1u << 1)
#define INCOMPATIBLE_DATA_FILE   (1u << 2)
#define INCOMPATIBLE_COMPRESSION (1u << 3)
#define INCOMPATIBLE_EXTENDED_L2 (1u << 4)
#define AUTOCLEAR_DATA_FILE_RAW  (1u << 1)

#define CRYPT_NONE 0
#define CRYPT_LUKS 2

#define EXTENSION_END       0
#define EXTENSION_CRYPTO    0x0537be77
#define EXTENSION_DATA_FILE 0x44415441
#define EXTENSION_BACKING   0xe2792aca

/* QEMU's own bounds: larger tables are nobody's. */
#define MAX_L1_BYTES       (32 * 1024 * 1024)
#define MAX_REFCOUNT_BYTES (8 * 1024 * 1024)
#define MAX_EXTENSIONS     64
#define MIN_LUKS           592 /* the first header; keys follow */
#define MAX_LUKS           (8 * 1024 * 1024)

typedef struct
{
  const VmmImageView *view;
  guint8 head[MAX_READ];
  guint32 version;
  guint32 header_length;
  guint32 cluster_bits;
  guint64 incompatible;
} Qcow2;

static gboolean
damaged (const Qcow2 *self, const char *what, GError **error)
{
  return vmm_image_view_refuse (self->view, VMM_IPC_BAD_IMAGE_DAMAGED, what, error);
}

static gboolean
read_head (Qcow2 *self, GError **error)
{
  const gsize length = MIN (self->view->size, MAX_READ);

  if (!vmm_image_view_read (self->view, 0, self->head, length, error))
    return FALSE;
  if (memcmp (self->head, "QFI\xfb", 4) != 0)
    return vmm_image_view_refuse (self->view, VMM_IPC_BAD_IMAGE_FORMAT, "is no qcow2 image", error);

  if (length < V2_HEADER)
    return vmm_image_view_refuse (self->view, VMM_IPC_BAD_IMAGE_TRUNCATED, "ends in its header", error);
  self->version = vmm_image_be32 (self->head + 4);
  if (self->version != 2 && self->version != 3)
    return vmm_image_view_refuse (self->view, VMM_IPC_BAD_IMAGE_UNSUPPORTED, "is of an unknown qcow2 version",
                                  error);
  if (self->version == 3 && length < V3_HEADER)
    return vmm_image_view_refuse (self->view, VMM_IPC_BAD_IMAGE_TRUNCATED, "ends in its header", error);
  self->cluster_bits = vmm_image_be32 (self->head + 20);
  if (self->cluster_bits < 9 || self->cluster_bits > 21)
    return damaged (self, "has clusters of an impossible size", error);

  self->header_length = self->version == 2 ? V2_HEADER : vmm_image_be32 (self->head + 100);
  if ((self->version == 3 && self->header_length < V3_HEADER) || self->header_length % 8 != 0 ||
      self->header_length > 1u << self->cluster_bits || self->header_length > self->view->size)
    return damaged (self, "has a header of an impossible length", error);
  return TRUE;
}

/* What it leans on, and what nobody here has the key for. */
static gboolean
check_alone (const Qcow2 *self, GError **error)
{
  if (vmm_image_be64 (self->head + 8) != 0 || vmm_image_be32 (self->head + 16) != 0)
    return vmm_image_view_refuse (self->view, VMM_IPC_BAD_IMAGE_BACKING, "leans on a backing file", error);
  if (!self->view->encrypted && vmm_image_be32 (self->head + 32) != CRYPT_NONE)
    return vmm_image_view_refuse (self->view, VMM_IPC_BAD_IMAGE_ENCRYPTED, "is encrypted", error);
  if (self->view->encrypted && vmm_image_be32 (self->head + 32) != CRYPT_LUKS)
    return damaged (self, "is not encrypted as it was", error);
  if (vmm_image_be32 (self->head + 60) != 0)
    return vmm_image_view_refuse (self->view, VMM_IPC_BAD_IMAGE_SNAPSHOTS, "holds snapshots", error);
  return TRUE;
}

static gboolean
check_features (Qcow2 *self, GError **error)
{
  const guint64 known = INCOMPATIBLE_DIRTY | INCOMPATIBLE_CORRUPT | INCOMPATIBLE_DATA_FILE |
                        INCOMPATIBLE_COMPRESSION | INCOMPATIBLE_EXTENDED_L2;

  if (self->version == 2)
    return TRUE;
  self->incompatible = vmm_image_be64 (self->head + 72);
  if (self->incompatible & INCOMPATIBLE_DATA_FILE ||
      vmm_image_be64 (self->head + 88) & AUTOCLEAR_DATA_FILE_RAW)
    return vmm_image_view_refuse (self->view, VMM_IPC_BAD_IMAGE_DATA_FILE, "keeps its data in another file",
                                  error);
  if (self->incompatible & (INCOMPATIBLE_DIRTY | INCOMPATIBLE_CORRUPT))
    return vmm_image_view_refuse (self->view, VMM_IPC_BAD_IMAGE_UNCLEAN, "was not closed properly", error);
  if (self->incompatible & ~known)
    return vmm_image_view_refuse (self->view, VMM_IPC_BAD_IMAGE_UNSUPPORTED, "needs unknown features", error);
  if (vmm_image_be32 (self->head + 96) > 6)
    return damaged (self, "has reference counts of an impossible width", error);
  if (self->incompatible & INCOMPATIBLE_COMPRESSION &&
      (self->header_length < V3_HEADER + 8 || self->head[104] > 1))
    return vmm_image_view_refuse (self->view, VMM_IPC_BAD_IMAGE_UNSUPPORTED,
                                  "is compressed in an unknown way", error);
  return TRUE;
}

/* Where LUKS has its keys: at the start of a cluster, all of it in the file. */
static gboolean
check_crypto (const Qcow2 *self, guint64 at, guint32 length, GError **error)
{
  guint8 entry[16], magic[6];
  guint64 offset, bytes;

  if (!self->view->encrypted)
    return vmm_image_view_refuse (self->view, VMM_IPC_BAD_IMAGE_ENCRYPTED, "is encrypted", error);
  if (length != sizeof entry)
    return damaged (self, "has a place of keys of an impossible length", error);
  if (!vmm_image_view_read (self->view, at, entry, sizeof entry, error))
    return FALSE;
  offset = vmm_image_be64 (entry);
  bytes = vmm_image_be64 (entry + 8);
  if (offset == 0 || (offset & ((1u << self->cluster_bits) - 1)) != 0 || bytes < MIN_LUKS ||
      bytes > MAX_LUKS || !vmm_image_view_has (self->view, offset, bytes))
    return damaged (self, "has its keys in an impossible place", error);
  if (!vmm_image_view_read (self->view, offset, magic, sizeof magic, error))
    return FALSE;
  return memcmp (magic, "LUKS\xba\xbe", sizeof magic) == 0 || damaged (self, "has no keys", error);
}

/* Extensions lie between the header and the end of the first cluster. */
static gboolean
check_extensions (const Qcow2 *self, GError **error)
{
  const guint64 end = 1u << self->cluster_bits;
  guint64 at = self->header_length;
  guint n_crypto = 0;

  for (guint i = 0; i < MAX_EXTENSIONS && at + 8 <= end; i++)
    {
      guint8 entry[8];
      guint32 type, length;

      if (!vmm_image_view_read (self->view, at, entry, sizeof entry, error))
        return FALSE;
      type = vmm_image_be32 (entry);
      length = vmm_image_be32 (entry + 4);
      if (type == EXTENSION_END)
        return n_crypto == (self->view->encrypted ? 1 : 0) ||
               damaged (self, "has not one place of keys", error);
      if (type == EXTENSION_DATA_FILE)
        return vmm_image_view_refuse (self->view, VMM_IPC_BAD_IMAGE_DATA_FILE, "names another file", error);
      if (type == EXTENSION_BACKING)
        return vmm_image_view_refuse (self->view, VMM_IPC_BAD_IMAGE_BACKING, "describes a backing file",
                                      error);
      if (type == EXTENSION_CRYPTO && (++n_crypto > 1 || !check_crypto (self, at + 8, length, error)))
        return n_crypto == 1 ? FALSE : damaged (self, "has two places of keys", error);
      at += 8;
      if (length > end - at)
        return damaged (self, "has a header extension that does not end", error);
      at += (length + 7ull) & ~7ull;
    }
  /* A version 2 header may be followed by anything but an extension; then that was judged as if it were one. */
  if (self->view->encrypted)
    return damaged (self, "has header extensions without an end", error);
  return at + 8 > end || damaged (self, "has more header extensions than any image", error);
}

static gboolean
check_table (const Qcow2 *self, guint64 offset, guint64 bytes, guint64 max, GError **error)
{
  if (bytes > max)
    return damaged (self, "has a table larger than any image", error);
  if (bytes == 0)
    return TRUE;
  if (offset == 0 || (offset & ((1u << self->cluster_bits) - 1)) != 0)
    return damaged (self, "has a table in an impossible place", error);
  if (!vmm_image_view_has (self->view, offset, bytes))
    return vmm_image_view_refuse (self->view, VMM_IPC_BAD_IMAGE_TRUNCATED, "ends before its tables", error);
  return TRUE;
}

static gboolean
check_tables (const Qcow2 *self, guint64 size, GError **error)
{
  const guint entry_bits = self->incompatible & INCOMPATIBLE_EXTENDED_L2 ? 4 : 3;
  const guint64 l1_size = vmm_image_be32 (self->head + 36);
  /* What one entry of the first table stands for. At most 2^39 bytes; the size was bounded before. */
  const guint64 share = 1ull << (2 * self->cluster_bits - entry_bits);
  const guint64 refcount_clusters = vmm_image_be32 (self->head + 56);

  if (entry_bits == 4 && self->cluster_bits < 14)
    return damaged (self, "has clusters too small for its tables", error);
  if (l1_size < (size + share - 1) / share)
    return damaged (self, "has a table too small for its disk", error);
  if (refcount_clusters == 0)
    return damaged (self, "has no reference counts", error);
  return check_table (self, vmm_image_be64 (self->head + 40), l1_size * 8, MAX_L1_BYTES, error) &&
         check_table (self, vmm_image_be64 (self->head + 48), refcount_clusters << self->cluster_bits,
                      MAX_REFCOUNT_BYTES, error);
}

gboolean
vmm_qcow2_gate (const VmmImageView *view, guint64 *virtual_size, GError **error)
{
  Qcow2 self = { .view = view };

  if (!read_head (&self, error) || !check_alone (&self, error) || !check_features (&self, error) ||
      !check_extensions (&self, error))
    return FALSE;
  *virtual_size = vmm_image_be64 (self.head + 24);
  return vmm_image_view_check_size (view, *virtual_size, error) && check_tables (&self, *virtual_size, error);
}
