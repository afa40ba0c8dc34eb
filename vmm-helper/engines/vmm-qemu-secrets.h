/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "vmm-engine.h"

#include <libvirt/libvirt.h>

G_BEGIN_DECLS

/* Passphrases on their way to QEMU: secrets of libvirt that are in its memory only, that nobody can read back, and that
 * are there from just before a guest is made until just after. A running guest needs none. All block. */

/* Gives SECRET a name of its own for libvirt. */
void vmm_qemu_secrets_name (VmmEngineSecret *secret);

/* The secrets of START are libvirt's. FALSE: some may be. A libvirt without secrets is VMM_IPC_ERROR_UNSUPPORTED. */
gboolean vmm_qemu_secrets_define (const VmmEngineStart *start, virConnectPtr connection, GError **error);
void vmm_qemu_secrets_undefine (const VmmEngineStart *start, virConnectPtr connection);

/* Removes what a life of the helper that was cut off has left. */
void vmm_qemu_secrets_sweep (virConnectPtr connection);

G_END_DECLS
