/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "vmm-image-gate.h"

gboolean
vmm_image_gate (const VmmImageView *view, VmmIpcImageFormat format, guint64 *virtual_size, GError **error)
{
  *virtual_size = 0;
  switch (format)
    {
    case VMM_IPC_IMAGE_RAW:
      /* Every content is one of a raw disk, one that looks like another format too: it is never probed. */
      *virtual_size = view->size;
      break;
    case VMM_IPC_IMAGE_QCOW2:
      if (!vmm_qcow2_gate (view, virtual_size, error))
        return FALSE;
      break;
    case VMM_IPC_IMAGE_VMDK:
      if (!vmm_vmdk_gate (view, virtual_size, error))
        return FALSE;
      break;
    case VMM_IPC_IMAGE_VDI:
      if (!vmm_vdi_gate (view, virtual_size, error))
        return FALSE;
      break;
    case VMM_IPC_IMAGE_VHDX:
      if (!vmm_vhdx_gate (view, virtual_size, error))
        return FALSE;
      break;
    case VMM_IPC_IMAGE_VPC:
      if (!vmm_vpc_gate (view, virtual_size, error))
        return FALSE;
      break;
    case VMM_IPC_IMAGE_NONE:
    default:
      return vmm_image_view_refuse (view, VMM_IPC_BAD_IMAGE_FORMAT, "is of no known format", error);
    }
  return vmm_image_view_check_size (view, *virtual_size, error);
}
