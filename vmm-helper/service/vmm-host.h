/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "vmm-device-claims.h"
#include "vmm-engine.h"
#include "vmm-registry.h"

G_BEGIN_DECLS

/* Machines and their guests: joins the folders (VmmRegistry) with the monitor (VmmEngine) and sees to it that what
 * changes one machine happens one after another. Knows no D-Bus. Every operation is safe to repeat: asking for what
 * is so already succeeds. Errors are VMM_IPC_ERROR.
 *
 * signals
 *  quiet-changed ()   vmm_host_is_quiet() may be another */
#define VMM_TYPE_HOST (vmm_host_get_type ())
G_DECLARE_FINAL_TYPE (VmmHost, vmm_host, VMM, HOST, GObject)

VmmHost *vmm_host_new (VmmEngine *engine, VmmRegistry *registry);

VmmEngine *vmm_host_get_engine (VmmHost *self);
VmmRegistry *vmm_host_get_registry (VmmHost *self);
VmmDeviceClaims *vmm_host_get_devices (VmmHost *self);

/* No guest and no operation: nothing would be missed if the helper ended now. */
gboolean vmm_host_is_quiet (VmmHost *self);

/* The engine's capabilities and what the helper itself limits; floating a{sv}. */
GVariant *vmm_host_dup_capabilities (VmmHost *self);

/* Reads the folders and asks the engine what runs. That it does not answer, or not soon, is no failure. */
void vmm_host_load_async (VmmHost *self, GCancellable *cancellable, GAsyncReadyCallback callback,
                          gpointer user_data);
gboolean vmm_host_load_finish (VmmHost *self, GAsyncResult *result, GError **error);

/* The engine's answer does not fit what is known of its guests: it is asked again what runs. Not every end of a guest
 * is told, one that never came up properly for one. */
void vmm_host_doubt (VmmHost *self);

/* A machine that REQUEST_ID has made already is returned as it is. Takes SOURCES (may be NULL: all disks are empty). JOB
 * (may be NULL) is told the progress, and its cancellable is not looked at. */
void vmm_host_create_async (VmmHost *self, uid_t owner, const char *request_id, VmmSpec *spec,
                            VmmImageSources *sources, VmmJob *job, GCancellable *cancellable,
                            GAsyncReadyCallback callback, gpointer user_data);
VmmMachine *vmm_host_create_finish (VmmHost *self, GAsyncResult *result, GError **error);

/* Returns the new generation, 0 on failure. */
void vmm_host_reconfigure_async (VmmHost *self, VmmMachine *machine, guint64 expected_generation,
                                 GVariant *delta, GAsyncReadyCallback callback, gpointer user_data);
guint64 vmm_host_reconfigure_finish (VmmHost *self, GAsyncResult *result, GError **error);

/* To the trash; a machine that is there already is a success. */
void vmm_host_delete_async (VmmHost *self, uid_t owner, const char *uuid, guint64 expected_generation,
                            GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
gboolean vmm_host_delete_finish (VmmHost *self, GAsyncResult *result, GError **error);

void vmm_host_restore_async (VmmHost *self, uid_t owner, const char *uuid, GCancellable *cancellable,
                             GAsyncReadyCallback callback, gpointer user_data);
VmmMachine *vmm_host_restore_finish (VmmHost *self, GAsyncResult *result, GError **error);

void vmm_host_purge_async (VmmHost *self, uid_t owner, const char *uuid, GCancellable *cancellable,
                           GAsyncReadyCallback callback, gpointer user_data);
gboolean vmm_host_purge_finish (VmmHost *self, GAsyncResult *result, GError **error);

/* MEDIA_FD is duplicated; -1: none. It was through the gate and the check. Encrypted disks open with the passphrase that
 * vmm_machine_set_passphrase() gave, which is forgotten when it is not needed any more: VMM_IPC_ERROR_BAD_SECRET. */
void vmm_host_start_async (VmmHost *self, VmmMachine *machine, int media_fd, gboolean boot_media,
                           gboolean paused, GCancellable *cancellable, GAsyncReadyCallback callback,
                           gpointer user_data);
gboolean vmm_host_start_finish (VmmHost *self, GAsyncResult *result, GError **error);

/* A start that begins an installation: INSTALLER is VMM_IPC_INSTALLER_*, its kernel and initrd (-1: it has none) and the
 * medium (-1: none) are duplicated. vmm_host_start_finish() ends it. */
void vmm_host_install_async (VmmHost *self, VmmMachine *machine, const char *installer, int kernel_fd,
                             int initrd_fd, int media_fd, GCancellable *cancellable,
                             GAsyncReadyCallback callback, gpointer user_data);

/* The seed goes, and what was to be installed with it is not to be any more. */
void vmm_host_remove_seed_async (VmmHost *self, VmmMachine *machine, GAsyncReadyCallback callback,
                                 gpointer user_data);
gboolean vmm_host_remove_seed_finish (VmmHost *self, GAsyncResult *result, GError **error);

void vmm_host_command_async (VmmHost *self, VmmMachine *machine, VmmEngineCommand command,
                             GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
gboolean vmm_host_command_finish (VmmHost *self, GAsyncResult *result, GError **error);

/* Writes the memory of MACHINE's guest into its folder and ends it; the next start goes on from there. A machine that is
 * saved already is a success. JOB (may be NULL) is told the progress. EJECTED (may be NULL): a medium had to come out of the
 * drive. Failed or cancelled, the guest goes on: VMM_IPC_ERROR_UNSUPPORTED "save: TOKEN: text", _NO_SPACE, _BUSY. */
void vmm_host_save_async (VmmHost *self, VmmMachine *machine, VmmJob *job, GCancellable *cancellable,
                          GAsyncReadyCallback callback, gpointer user_data);
gboolean vmm_host_save_finish (VmmHost *self, GAsyncResult *result, gboolean *ejected, GError **error);

/* Deletes what was saved: the next start is one from the disk. Success when there is nothing. */
void vmm_host_discard_async (VmmHost *self, VmmMachine *machine, GAsyncReadyCallback callback,
                             gpointer user_data);
gboolean vmm_host_discard_finish (VmmHost *self, GAsyncResult *result, GError **error);

/* The clock of MACHINE's guest gets the host's time, now or when its agent answers; without an agent nothing can. */
void vmm_host_set_clock (VmmHost *self, VmmMachine *machine);

/* From here on NEXT opens the disks of MACHINE, which is off, in place of PASSPHRASE. */
void vmm_host_change_passphrase_async (VmmHost *self, VmmMachine *machine, VmmPassphrase *passphrase,
                                       VmmPassphrase *next, GCancellable *cancellable,
                                       GAsyncReadyCallback callback, gpointer user_data);
gboolean vmm_host_change_passphrase_finish (VmmHost *self, GAsyncResult *result, GError **error);

/* Copies what SLOT ("disk0", VMM_IPC_SLOT_NVRAM…) names of MACHINE, which has to be off, into the empty file TARGET, which
 * was through the gate and is duplicated. JOB is told the progress. Returns the a{sv} of Export, full. */
void vmm_host_export_async (VmmHost *self, VmmMachine *machine, const char *slot, int target, VmmJob *job,
                            GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
GVariant *vmm_host_export_finish (VmmHost *self, GAsyncResult *result, GError **error);

/* MEDIA_FD is duplicated; -1 ejects, which succeeds for a machine that is off. */
void vmm_host_change_media_async (VmmHost *self, VmmMachine *machine, int media_fd,
                                  GAsyncReadyCallback callback, gpointer user_data);
gboolean vmm_host_change_media_finish (VmmHost *self, GAsyncResult *result, GError **error);

/* Devices (VmmEngineHostDevice) that MACHINE has a claim on, all of one kind, to its guest or from it. For a machine that
 * is off, PCI devices go to its next guest, and USB devices nowhere: VMM_IPC_ERROR_BUSY. */
void vmm_host_assign_async (VmmHost *self, VmmMachine *machine, GArray *devices, gboolean attach,
                            GAsyncReadyCallback callback, gpointer user_data);
gboolean vmm_host_assign_finish (VmmHost *self, GAsyncResult *result, GError **error);

G_END_DECLS
