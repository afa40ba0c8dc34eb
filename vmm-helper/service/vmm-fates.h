/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "vmm-host.h"
#include "vmm-power.h"

G_BEGIN_DECLS

/* Does to guests what their machines say for the occasion, whether anybody is connected or not. All begin at once.
 *
 * signals
 *  settled (uint VmmOccasion)   everything that was begun for it is done */
#define VMM_TYPE_FATES (vmm_fates_get_type ())
G_DECLARE_FINAL_TYPE (VmmFates, vmm_fates, VMM, FATES, GObject)

VmmFates *vmm_fates_new (VmmHost *host, VmmPower *power);

/* What is done when FATE cannot be on OCCASION. Sleep does a guest no harm, but what ends with the session or without
 * power has to be off by then. KEEP: nothing is left to do. */
VmmFate vmm_fate_fallback (VmmOccasion occasion, VmmFate fate);

/* Something goes on for one of them. */
gboolean vmm_fates_is_busy (VmmFates *self);

/* As if the host had told of it. FALSE: there is nothing to do, and nothing will be told. */
gboolean vmm_fates_begin (VmmFates *self, VmmOccasion occasion);

G_END_DECLS
