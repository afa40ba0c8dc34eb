/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "vmm-spec.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/* What happens to the computer, as logind and UPower tell it on the system bus, by signals. Where there is neither, nothing
 * happens. Nothing of it is asked for, and no lock is held, but while somebody watches.
 *
 * signals
 *  begins (uint VmmOccasion, uint milliseconds)
 *      it is about to happen, and the computer waits so long for vmm_power_done(); 0: it does not wait
 *  ended (uint VmmOccasion)
 *      the computer has woken, shuts down no more, or has power again */
#define VMM_TYPE_POWER (vmm_power_get_type ())
G_DECLARE_FINAL_TYPE (VmmPower, vmm_power, VMM, POWER, GObject)

VmmPower *vmm_power_new (void);

/* Whether there is anything that these are about; DELAYED (of VMM_N_OCCASIONS): what has to be waited for. Locks are taken
 * and let go accordingly. */
void vmm_power_watch (VmmPower *self, gboolean watch, const gboolean delayed[]);

/* Everything that had to be done before OCCASION is done: the computer goes on at once. */
void vmm_power_done (VmmPower *self, VmmOccasion occasion);

/* Whether logind ends all that the user of this process has left, since the last of their sessions has ended. FALSE where
 * that cannot be found out soon. */
void vmm_power_is_user_leaving_async (VmmPower *self, GAsyncReadyCallback callback, gpointer user_data);
gboolean vmm_power_is_user_leaving_finish (VmmPower *self, GAsyncResult *result);

G_END_DECLS
