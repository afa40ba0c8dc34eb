/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "vmm-host.h"
#include "vmm-lanes.h"

G_BEGIN_DECLS

struct _VmmHost
{
  GObject parent_instance;

  VmmEngine *engine;
  VmmRegistry *registry;
  VmmLanes *lanes;
  VmmDeviceClaims *devices;
  GHashTable *clocks;   /* uuids of guests whose clock waits for their agent */
  GHashTable *stopping; /* uuid → id of the source that gives up on a shutdown */
  GTask *loading;       /* until the guests are known, or the engine has taken too long */
  guint load_deadline;
  gboolean loaded;
  gboolean swept; /* what guests of an earlier life of the helper left open is closed */
};

/* Puts TASK in the lane of KEY; what is done is done, so the task does not turn a success into a cancellation. */
void vmm_host_push (VmmHost *self, const char *key, GTask *task, VmmLaneTurn turn);

/* Asks the engine what runs, and puts the machines right. CALLBACK may be NULL. */
void vmm_host_refresh_async (VmmHost *self, GAsyncReadyCallback callback, gpointer user_data);

/* MACHINE's guest, which was in state WAS, has ended. */
void vmm_host_note_end (VmmHost *self, VmmMachine *machine, VmmIpcMachineState was,
                        VmmIpcMachineReason reason);

/* The guest of MACHINE has ended, perhaps in an earlier life of the helper: its files are the helper's alone again, in
 * the machine's turn and unless it runs anew by then. */
void vmm_host_release_files (VmmHost *self, VmmMachine *machine);

/* MACHINE's guest has ended, perhaps by a save that nobody saw the end of: its folder is looked into, in its turn. */
void vmm_host_adopt (VmmHost *self, VmmMachine *machine);

/* The same in the turn of the caller. */
void vmm_host_adopt_async (VmmHost *self, VmmMachine *machine, GAsyncReadyCallback callback,
                           gpointer user_data);
gboolean vmm_host_adopt_finish (VmmHost *self, GAsyncResult *result, GError **error);

/* MACHINE's guest was made from its state, which is still there, by a helper that died before it let it go. */
void vmm_host_end_unspent (VmmHost *self, VmmMachine *machine);

/* The agent in the guest of MACHINE answers: a clock that waits for it is set. */
void vmm_host_note_clock (VmmHost *self, VmmMachine *machine);

/* The agent in the guest of MACHINE answers. */
void vmm_host_note_agent (VmmHost *self, VmmMachine *machine);

/* MACHINE is still there when its turn comes: VMM_IPC_ERROR_NOT_FOUND. */
gboolean vmm_host_check_present (VmmHost *self, VmmMachine *machine, GError **error);

/* Whether the passphrase that MACHINE was given opens its disks, which are encrypted: VMM_IPC_ERROR_BAD_SECRET. */
void vmm_host_unlock_async (VmmHost *self, VmmMachine *machine, GCancellable *cancellable,
                            GAsyncReadyCallback callback, gpointer user_data);
gboolean vmm_host_unlock_finish (VmmHost *self, GAsyncResult *result, GError **error);

/* SPEC against this host; NULL BASE, or only what is more than BASE has. */
gboolean vmm_host_check_spec (VmmHost *self, VmmSpec *spec, VmmSpec *base, GError **error);

/* MACHINE gives back what it has in STATE or later. */
void vmm_host_release_devices (VmmHost *self, VmmMachine *machine, VmmDeviceClaimState state);

/* What MACHINE starts with: (transfer full) (element-type VmmEngineHostDevice). */
GArray *vmm_host_take_devices (VmmHost *self, VmmMachine *machine);

/* The guest of MACHINE was there before the helper: what it has is found out. */
void vmm_host_find_devices (VmmHost *self, VmmMachine *machine);

void vmm_host_note_unplugged (VmmHost *self, const char *uuid, const VmmEngineHostDevice *address);

G_END_DECLS
