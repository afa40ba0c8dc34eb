/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "vmm-kvm-probe.h"
#include "vmm-qemu-connection.h"

G_BEGIN_DECLS

/* The a{sv} of GetCapabilities; not floating. VERDICT is NULL while the probe is running. */
GVariant *vmm_qemu_capabilities_new (VmmQemuConnection *connection, const VmmKvmVerdict *verdict);

G_END_DECLS
