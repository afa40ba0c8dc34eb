/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "vmm-machine-store.h"
#include "vmm-registry.h"

G_BEGIN_DECLS

/* Where OWNER's machines are, borrowed; it may not be open yet. */
VmmMachineStore *vmm_registry_get_store (VmmRegistry *self, uid_t owner);

G_END_DECLS
