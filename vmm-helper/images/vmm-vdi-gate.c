/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* VirtualBox's VDI, version 1.1. There is no specification; the layout is the one of QEMU's block/vdi.c. Numbers are
 * little-endian. */
#include "vmm-image-gate.h"

#define HEADER    512
#define SIGNATURE 0xbeda107f
#define VERSION   0x00010001
#define DYNAMIC   1
#define STATIC    2
#define BLOCK     (1024 * 1024)

static gboolean
check_kind (const VmmImageView *view, const guint8 *head, GError **error)
{
  guint32 kind = vmm_image_le32 (head + 76);

  if (vmm_image_le32 (head + 64) != SIGNATURE)
    return vmm_image_view_refuse (view, VMM_IPC_BAD_IMAGE_FORMAT, "is no VDI image", error);
  if (vmm_image_le32 (head + 68) != VERSION)
    return vmm_image_view_refuse (view, VMM_IPC_BAD_IMAGE_UNSUPPORTED, "is of an unknown VDI version", error);
  /* The uuids of what it is linked to and of its parent. */
  if ((kind != DYNAMIC && kind != STATIC) || !vmm_image_is_zero (head + 424, 32))
    return vmm_image_view_refuse (view, VMM_IPC_BAD_IMAGE_BACKING, "is only the difference to another image",
                                  error);
  return TRUE;
}

gboolean
vmm_vdi_gate (const VmmImageView *view, guint64 *virtual_size, GError **error)
{
  guint8 head[HEADER];
  guint64 map, data, blocks, allocated;

  if (!vmm_image_view_read (view, 0, head, sizeof head, error) || !check_kind (view, head, error))
    return FALSE;

  *virtual_size = vmm_image_le64 (head + 368);
  if (!vmm_image_view_check_size (view, *virtual_size, error))
    return FALSE;
  map = vmm_image_le32 (head + 340);
  data = vmm_image_le32 (head + 344);
  blocks = vmm_image_le32 (head + 384);
  allocated = vmm_image_le32 (head + 388);
  if (vmm_image_le32 (head + 360) != 512 || vmm_image_le32 (head + 376) != BLOCK ||
      vmm_image_le32 (head + 380) != 0 || map < HEADER || map % 512 != 0 || data % 512 != 0 ||
      data < map + blocks * 4 || blocks != (*virtual_size + BLOCK - 1) / BLOCK || allocated > blocks)
    return vmm_image_view_refuse (view, VMM_IPC_BAD_IMAGE_DAMAGED, "has tables that do not fit its disk",
                                  error);
  if (!vmm_image_view_has (view, map, blocks * 4) || !vmm_image_view_has (view, data, allocated * BLOCK))
    return vmm_image_view_refuse (view, VMM_IPC_BAD_IMAGE_TRUNCATED, "ends before its data", error);
  return TRUE;
}
