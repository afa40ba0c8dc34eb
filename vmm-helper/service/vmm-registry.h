/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "vmm-image-source.h"
#include "vmm-job.h"
#include "vmm-machine.h"
#include "vmm-space.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/* All machines: the table in memory, kept in step with the folders on disk (VmmMachineStore, in workers). A change
 * is in the table when it is on disk, never before. The caller sees to it that one machine has one change at a time.
 *
 * signals
 *  machine-added (VmmMachine)
 *  machine-changed (VmmMachine)
 *  machine-removed (VmmMachine) */
#define VMM_TYPE_REGISTRY (vmm_registry_get_type ())
G_DECLARE_FINAL_TYPE (VmmRegistry, vmm_registry, VMM, REGISTRY, GObject)

typedef enum
{
  VMM_PLACE_NOWHERE,
  VMM_PLACE_MACHINES, /* a folder, perhaps one that cannot be read */
  VMM_PLACE_TRASH,
} VmmPlace;

/* OWNER's machines are in DATA_DIR/machines. VMM_OWNER_ANY: every owner's are in DATA_DIR/users/UID/machines, with trash,
 * shared images and lock of their own, and it is the folder that says whose they are. */
VmmRegistry *vmm_registry_new (const char *data_dir, uid_t owner);

/* As it was made. */
uid_t vmm_registry_get_owner (VmmRegistry *self);

/* Whoever owns it: for what the engine tells. */
VmmMachine *vmm_registry_lookup (VmmRegistry *self, const char *uuid);

/* For what a caller says: somebody else's is not there. */
VmmMachine *vmm_registry_lookup_owned (VmmRegistry *self, uid_t owner, const char *uuid);

/* How many machines OWNER has. */
guint vmm_registry_count (VmmRegistry *self, uid_t owner);

VmmMachine *vmm_registry_lookup_request (VmmRegistry *self, uid_t owner, const char *request_id);

/* In the order of their creation: (element-type VmmMachine). */
GPtrArray *vmm_registry_get_machines (VmmRegistry *self);

char *vmm_registry_dup_folder (VmmRegistry *self, VmmMachine *machine);

/* Where OWNER's machine is, or would be, while it is in the trash. */
char *vmm_registry_dup_trash_folder (VmmRegistry *self, uid_t owner, const char *uuid);

void vmm_registry_load_async (VmmRegistry *self, GCancellable *cancellable, GAsyncReadyCallback callback,
                              gpointer user_data);
gboolean vmm_registry_load_finish (VmmRegistry *self, GAsyncResult *result, GError **error);

/* Takes SOURCES (may be NULL). JOB (may be NULL) is told the progress. Once the machine is published it is created,
 * cancelled or not. */
void vmm_registry_create_async (VmmRegistry *self, uid_t owner, const char *request_id, VmmSpec *spec,
                                VmmImageSources *sources, VmmJob *job, GCancellable *cancellable,
                                GAsyncReadyCallback callback, gpointer user_data);
VmmMachine *vmm_registry_create_finish (VmmRegistry *self, GAsyncResult *result, GError **error);

void vmm_registry_save_async (VmmRegistry *self, VmmMachine *machine, guint64 generation, VmmSpec *spec,
                              GVariant *realised, GAsyncReadyCallback callback, gpointer user_data);
gboolean vmm_registry_save_finish (VmmRegistry *self, GAsyncResult *result, GError **error);

/* INSTALLER is VMM_IPC_INSTALLER_*; the descriptors (-1: it has no kernel of its own) are duplicated. */
void vmm_registry_install_async (VmmRegistry *self, VmmMachine *machine, const char *installer, int kernel_fd,
                                 int initrd_fd, GCancellable *cancellable, GAsyncReadyCallback callback,
                                 gpointer user_data);

/* No seed any more, and nothing to install. */
void vmm_registry_end_install_async (VmmRegistry *self, VmmMachine *machine, GAsyncReadyCallback callback,
                                     gpointer user_data);

/* Of both. */
gboolean vmm_registry_install_finish (VmmRegistry *self, GAsyncResult *result, GError **error);

void vmm_registry_trash_async (VmmRegistry *self, VmmMachine *machine, GAsyncReadyCallback callback,
                               gpointer user_data);
gboolean vmm_registry_trash_finish (VmmRegistry *self, GAsyncResult *result, GError **error);

void vmm_registry_restore_async (VmmRegistry *self, uid_t owner, const char *uuid,
                                 GAsyncReadyCallback callback, gpointer user_data);
VmmMachine *vmm_registry_restore_finish (VmmRegistry *self, GAsyncResult *result, GError **error);

void vmm_registry_purge_async (VmmRegistry *self, uid_t owner, const char *uuid, GAsyncReadyCallback callback,
                               gpointer user_data);
gboolean vmm_registry_purge_finish (VmmRegistry *self, GAsyncResult *result, GError **error);

/* a(sst) of ListTrash. */
void vmm_registry_list_trash_async (VmmRegistry *self, uid_t owner, GAsyncReadyCallback callback,
                                    gpointer user_data);
GVariant *vmm_registry_list_trash_finish (VmmRegistry *self, GAsyncResult *result, GError **error);

/* What OWNER's files take. */
void vmm_registry_measure_async (VmmRegistry *self, uid_t owner, GAsyncReadyCallback callback,
                                 gpointer user_data);
gboolean vmm_registry_measure_finish (VmmRegistry *self, GAsyncResult *result, VmmSpace *space,
                                      GError **error);

/* Where among OWNER's folders UUID is; VMM_OWNER_ANY: nowhere. */
void vmm_registry_find_async (VmmRegistry *self, uid_t owner, const char *uuid, GAsyncReadyCallback callback,
                              gpointer user_data);
VmmPlace vmm_registry_find_finish (VmmRegistry *self, GAsyncResult *result);

G_END_DECLS
