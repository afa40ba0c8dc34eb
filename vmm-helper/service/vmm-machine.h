/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "vmm-machine-record.h"
#include "vmm-passphrase.h"

#include <sys/types.h>

G_BEGIN_DECLS

/* A machine as the helper knows it now: the record of its folder, and the state of its guest. No disk, no D-Bus.
 *
 * signals
 *  changed ()   state, reason or generation */
#define VMM_TYPE_MACHINE (vmm_machine_get_type ())
G_DECLARE_FINAL_TYPE (VmmMachine, vmm_machine, VMM, MACHINE, GObject)

VmmMachine *vmm_machine_new (uid_t owner, VmmMachineRecord *record);

uid_t vmm_machine_get_owner (VmmMachine *self);
const char *vmm_machine_get_uuid (VmmMachine *self);
const char *vmm_machine_get_request_id (VmmMachine *self);
gint64 vmm_machine_get_created (VmmMachine *self);
guint64 vmm_machine_get_generation (VmmMachine *self);
VmmSpec *vmm_machine_get_spec (VmmMachine *self);
GVariant *vmm_machine_get_realised (VmmMachine *self);
/* Whether VMM_MACHINE_SEED_NAME is in its folder. */
gboolean vmm_machine_get_seed (VmmMachine *self);
VmmIpcMachineState vmm_machine_get_state (VmmMachine *self);
VmmIpcMachineReason vmm_machine_get_reason (VmmMachine *self);

/* A state to go on from is in its folder (VMM_ENGINE_STATE), so its guest has not run since it was saved. While it is
 * stopped, that is the reason, whatever else is said. */
gboolean vmm_machine_get_saved (VmmMachine *self);
void vmm_machine_set_saved (VmmMachine *self, gboolean saved);

/* A save may have ended unseen: the engine is to be asked, vmm_engine_adopt_async(), before it is started. */
gboolean vmm_machine_get_unsure (VmmMachine *self);
void vmm_machine_set_unsure (VmmMachine *self, gboolean unsure);

/* VMM_IPC_INSTALLER_* whose installation is not done, or NULL. */
const char *vmm_machine_get_installing (VmmMachine *self);

/* The passphrase for a guest that is to come up, or that a running installation will need once more; NULL: there is none.
 * It is in memory only. */
void vmm_machine_set_passphrase (VmmMachine *self, VmmPassphrase *passphrase);
VmmPassphrase *vmm_machine_get_passphrase (VmmMachine *self);

/* The object's path on the bus, and back. */
char *vmm_machine_dup_object_path (VmmMachine *self);
char *vmm_machine_uuid_from_node (const char *node);

/* A guest exists: any state but stopped. */
gboolean vmm_machine_is_active (VmmMachine *self);

/* Counts the changes of the state, so that an older view of the world can be told from a newer one. */
guint vmm_machine_get_serial (VmmMachine *self);

/* What the folder would hold with these; the machine itself does not change. */
VmmMachineRecord *vmm_machine_dup_record (VmmMachine *self, guint64 generation, VmmSpec *spec,
                                          GVariant *realised);

/* After RECORD was written. */
void vmm_machine_take_record (VmmMachine *self, VmmMachineRecord *record);

/* FALSE, and nothing is changed, when there is no such step from the state that it is in. */
gboolean vmm_machine_set_state (VmmMachine *self, VmmIpcMachineState state, VmmIpcMachineReason reason);

/* expected_generation of the contract: 0 is whichever; VMM_IPC_ERROR_CONFLICT. */
gboolean vmm_machine_check_generation (VmmMachine *self, guint64 expected, GError **error);

G_END_DECLS
