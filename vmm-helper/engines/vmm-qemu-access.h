/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "vmm-engine.h"
#include "vmm-host-facts.h"

G_BEGIN_DECLS

/* On the system's libvirt QEMU is another user than we. It is let to the disks of START by access control lists, so that
 * they are ours at every moment; in a session there is nothing to do. What libvirt fills by itself (firmware variables,
 * TPM) is libvirt's. Blocks. */
gboolean vmm_qemu_access_grant (const VmmEngineStart *start, VmmHostFacts *facts, GError **error);

/* Takes it back: a guest that did not come up, or has ended, reads nothing of this machine by another's monitor. Shared
 * images stay readable, as others may run from them. Blocks. */
void vmm_qemu_access_revoke (const VmmEngineStart *start);

G_END_DECLS
