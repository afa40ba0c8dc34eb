/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "vmm-engine.h"

#include <libvirt/libvirt.h>

G_BEGIN_DECLS

/* Finds what the cards of START are to be connected to, into its nic_sources, and starts libvirt's NAT network where it
 * has to be: "default" as the host has it, else "frond", which lives until the host restarts. Blocks.
 * VMM_IPC_ERROR_UNSUPPORTED, "nics[I].FIELD: reason". */
gboolean vmm_qemu_network_prepare (VmmEngineStart *start, virConnectPtr connection, GError **error);

G_END_DECLS
