/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "vmm-engine.h"

G_BEGIN_DECLS

#define VMM_TYPE_QEMU_ENGINE (vmm_qemu_engine_get_type ())
G_DECLARE_FINAL_TYPE (VmmQemuEngine, vmm_qemu_engine, VMM, QEMU_ENGINE, GObject)

/* QEMU through libvirt at URI ("qemu:///session"). Connects by itself, again after a loss. */
VmmEngine *vmm_qemu_engine_new (const char *uri);

/* The bridges of the host that guests may join; NULL, as at first: all that it shows. */
void vmm_qemu_engine_set_bridges (VmmQemuEngine *self, const char *const *bridges);

G_END_DECLS
