/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* VHD, which QEMU calls vpc: Microsoft's "Virtual Hard Disk Image Format Specification", 1.0. Numbers are big-endian. */
#include "vmm-image-gate.h"

#include <string.h>

#define FOOTER       512
#define DYNAMIC_HEAD 1024
#define KIND_FIXED   2
#define KIND_DYNAMIC 3
#define KIND_DIFF    4

static gboolean
damaged (const VmmImageView *view, const char *what, GError **error)
{
  return vmm_image_view_refuse (view, VMM_IPC_BAD_IMAGE_DAMAGED, what, error);
}

/* The complement of the sum of all bytes, its own four taken as zero. */
static gboolean
sum_is_right (const guint8 *bytes, gsize length, gsize at)
{
  guint32 sum = 0;

  for (gsize i = 0; i < length; i++)
    if (i < at || i >= at + 4)
      sum += bytes[i];
  return ~sum == vmm_image_be32 (bytes + at);
}

static gboolean
check_dynamic (const VmmImageView *view, const guint8 *footer, GError **error)
{
  guint8 head[DYNAMIC_HEAD];
  guint64 at = vmm_image_be64 (footer + 16), table;
  guint32 entries, block;

  if (at < FOOTER || at % 512 != 0)
    return damaged (view, "has a header in an impossible place", error);
  if (!vmm_image_view_read (view, at, head, sizeof head, error))
    return FALSE;
  if (memcmp (head, "cxsparse", 8) != 0 || !sum_is_right (head, sizeof head, 36))
    return damaged (view, "has a damaged header", error);
  /* The parent's uuid, and the places where its name might be. */
  if (!vmm_image_is_zero (head + 40, 16) || !vmm_image_is_zero (head + 64, 512) ||
      !vmm_image_is_zero (head + 576, 8 * 24))
    return vmm_image_view_refuse (view, VMM_IPC_BAD_IMAGE_BACKING, "is only the difference to another image",
                                  error);

  table = vmm_image_be64 (head + 16);
  entries = vmm_image_be32 (head + 28);
  block = vmm_image_be32 (head + 32);
  if (block < 512 || (block & (block - 1)) != 0 || block > 256 * VMM_IPC_MIB)
    return damaged (view, "has blocks of an impossible size", error);
  if ((guint64) entries * block < vmm_image_be64 (footer + 48) ||
      (guint64) entries * block > 2 * VMM_IPC_MAX_DISK)
    return damaged (view, "has a table that does not fit its disk", error);
  if (table < FOOTER || !vmm_image_view_has (view, table, (guint64) entries * 4))
    return vmm_image_view_refuse (view, VMM_IPC_BAD_IMAGE_TRUNCATED, "ends before its table", error);
  return TRUE;
}

static gboolean
check_footer (const VmmImageView *view, const guint8 *footer, guint64 *size, GError **error)
{
  guint32 kind = vmm_image_be32 (footer + 60);
  guint64 chs = (guint64) (footer[56] << 8 | footer[57]) * footer[58] * footer[59] * 512;

  if (!sum_is_right (footer, FOOTER, 64))
    return damaged (view, "has a damaged footer", error);
  if (vmm_image_be32 (footer + 12) >> 16 != 1)
    return vmm_image_view_refuse (view, VMM_IPC_BAD_IMAGE_UNSUPPORTED, "is of an unknown VHD version", error);
  if (kind == KIND_DIFF)
    return vmm_image_view_refuse (view, VMM_IPC_BAD_IMAGE_BACKING, "is only the difference to another image",
                                  error);
  if (kind != KIND_FIXED && kind != KIND_DYNAMIC)
    return damaged (view, "is of an unknown kind", error);

  /* Which of the two is meant depends on the program that made it. */
  *size = MAX (vmm_image_be64 (footer + 48), chs);
  return vmm_image_view_check_size (view, *size, error);
}

gboolean
vmm_vpc_gate (const VmmImageView *view, guint64 *virtual_size, GError **error)
{
  guint8 head[FOOTER], tail[FOOTER];

  if (view->size < 2 * FOOTER)
    return vmm_image_view_refuse (view, VMM_IPC_BAD_IMAGE_TRUNCATED, "is too short for an image", error);
  if (!vmm_image_view_read (view, 0, head, sizeof head, error) ||
      !vmm_image_view_read (view, view->size - FOOTER, tail, sizeof tail, error))
    return FALSE;

  /* A dynamic one begins with a copy of its footer, which is what counts; a fixed one is raw up to it. */
  if (memcmp (head, "conectix", 8) == 0)
    {
      if (!check_footer (view, head, virtual_size, error))
        return FALSE;
      if (vmm_image_be32 (head + 60) != KIND_DYNAMIC)
        return damaged (view, "begins like a dynamic image and is none", error);
      return check_dynamic (view, head, error);
    }
  if (memcmp (tail, "conectix", 8) != 0)
    return vmm_image_view_refuse (view, VMM_IPC_BAD_IMAGE_FORMAT, "is no VHD image", error);
  if (!check_footer (view, tail, virtual_size, error))
    return FALSE;
  if (vmm_image_be32 (tail + 60) != KIND_FIXED)
    return damaged (view, "ends like a dynamic image and does not begin like one", error);
  if (vmm_image_be64 (tail + 48) > view->size - FOOTER)
    return vmm_image_view_refuse (view, VMM_IPC_BAD_IMAGE_TRUNCATED, "ends before its disk does", error);
  return TRUE;
}
