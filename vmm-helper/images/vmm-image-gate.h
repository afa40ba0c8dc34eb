/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "vmm-image-view.h"

G_BEGIN_DECLS

/* The header gates: what an image says of itself is judged here, in a few hundred lines without any I/O but reading,
 * before a tool or a monitor may open it. Refused: what is not of the format that was said, names another file (backing
 * file, parent, external data), is encrypted, has snapshots, was not closed properly, has tables outside of itself or a
 * disk beyond VMM_IPC_MAX_DISK. VMM_IPC_ERROR_BAD_IMAGE, "FIELD: TOKEN: text".
 *
 * The gates do not prove that the data is whole: what they let pass is still only opened by confined processes. */

/* A whole image in one file. VIRTUAL_SIZE: of the disk in it; for vpc, which tells two, the larger. */
gboolean vmm_image_gate (const VmmImageView *view, VmmIpcImageFormat format, guint64 *virtual_size,
                         GError **error);

gboolean vmm_qcow2_gate (const VmmImageView *view, guint64 *virtual_size, GError **error);
gboolean vmm_vdi_gate (const VmmImageView *view, guint64 *virtual_size, GError **error);
gboolean vmm_vhdx_gate (const VmmImageView *view, guint64 *virtual_size, GError **error);
gboolean vmm_vpc_gate (const VmmImageView *view, guint64 *virtual_size, GError **error);

/* One sparse file of VMware: a whole disk (monolithic, stream-optimised) or a piece of one. */
gboolean vmm_vmdk_gate (const VmmImageView *view, guint64 *virtual_size, GError **error);

G_END_DECLS
