/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "vmm-engine.h"

G_BEGIN_DECLS

/* Whether the QEMU of a guest still answers. libvirt waits for its monitor without end, and then nothing else can be
 * had of that guest: at most one such question is open for each. */
void vmm_qemu_answer_iface_init (VmmEngineInterface *iface);

/* A table for VmmQemuEngine's answers. */
GHashTable *vmm_qemu_answer_table_new (void);

G_END_DECLS
