/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "frond-types.h"

G_BEGIN_DECLS

/* What a host says of one machine at one moment: an immutable snapshot with a reference count. */
#define FROND_TYPE_MACHINE_INFO (frond_machine_info_get_type ())
GType frond_machine_info_get_type (void);

/* STATE is one of STOPPED to STOPPING. PROFILE holds the values of the machine's spec (name, os, memory and so on)
 * and may be NULL where only the state changed. */
FrondMachineInfo *frond_machine_info_new (const char *uuid, const char *request_id, guint64 generation,
                                          FrondGuestState state, FrondGuestReason reason,
                                          FrondProfile *profile);
FrondMachineInfo *frond_machine_info_ref (FrondMachineInfo *self);
void frond_machine_info_unref (FrondMachineInfo *self);

const char *frond_machine_info_get_uuid (FrondMachineInfo *self);
const char *frond_machine_info_get_request_id (FrondMachineInfo *self); /* "" where it is not known */
guint64 frond_machine_info_get_generation (FrondMachineInfo *self);
FrondGuestState frond_machine_info_get_state (FrondMachineInfo *self);
FrondGuestReason frond_machine_info_get_reason (FrondMachineInfo *self);
FrondProfile *frond_machine_info_get_profile (FrondMachineInfo *self);

/* Whether its host refuses to start it (FROND_COMMAND_KEEP_OFF); known where the profile is. Set by who makes the
 * snapshot, before anybody else has it. */
void frond_machine_info_set_kept_off (FrondMachineInfo *self, gboolean kept_off);
gboolean frond_machine_info_get_kept_off (FrondMachineInfo *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FrondMachineInfo, frond_machine_info_unref)

G_END_DECLS
