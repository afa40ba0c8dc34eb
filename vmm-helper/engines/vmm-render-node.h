/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "vmm-types.h"

G_BEGIN_DECLS

#define VMM_DRI_FOLDER "/dev/dri"

/* Names the node to take, without a look at it: for computers with several GPUs, and for tests. */
#define VMM_RENDER_NODE_ENV "FROND_RENDER_NODE"

/* The host's GPU that guests' 3D is drawn with: the path of the first render node in FOLDER that this user can open and
 * that has a driver which is known to work. NULL sets REASON: VMM_IPC_LEFT_OUT_NO_DEVICE (none, or only such as have no
 * GPU), _NO_ACCESS (there is one and it may not be opened) or _NOT_SUPPORTED (NVIDIA's own driver). (transfer full) */
char *vmm_render_node_find (const char *folder, const char **reason);

/* What is thought of a driver by the kernel's name of it: NULL when it is good, else as above. */
const char *vmm_render_node_judge (const char *driver);

/* QEMU's 3D devices are modules of a package of their own in some distributions. FALSE: QEMU is made of modules, in
 * one of FOLDERS (NULL-terminated), and that one is not there. */
gboolean vmm_render_node_has_module (const char *const *folders);

extern const char *const vmm_qemu_module_folders[];

G_END_DECLS
