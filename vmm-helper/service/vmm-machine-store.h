/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "vmm-image-source.h"
#include "vmm-machine-record.h"
#include "vmm-space.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/* The machines on disk:
 *
 *  DATA/machines/UUID/            a machine: machine.json, disk0.raw…, seed.img, what the engine adds
 *  DATA/machines/.new-REQUEST/    one being made; published by a rename, so that half a machine is never seen
 *  DATA/machines/.old-UUID/       one being deleted for good
 *  DATA/machines/.trash/UUID/     a deleted machine; the time of deletion is the folder's
 *  DATA/machines/.bases/KEY       an image that several machines share, see vmm-image-base.h
 *  DATA/machines/.lock            locked by the one helper that uses DATA
 *
 * After open it is immutable and may be used from several threads; every function blocks. One machine's folder is
 * one caller's at a time. Leftovers of .new- and .old- are deleted at open, which is all that a crash needs. */
#define VMM_TYPE_MACHINE_STORE (vmm_machine_store_get_type ())
G_DECLARE_FINAL_TYPE (VmmMachineStore, vmm_machine_store, VMM, MACHINE_STORE, GObject)

VmmMachineStore *vmm_machine_store_new (const char *data_dir);

/* Waits for the lock of another helper. Does nothing when it is open; everything below needs it. */
gboolean vmm_machine_store_open (VmmMachineStore *self, GError **error);

/* Every machine that can be read: (transfer full) (element-type VmmMachineRecord). A broken folder is skipped with a
 * warning and kept. */
GPtrArray *vmm_machine_store_load (VmmMachineStore *self, GError **error);

/* Where the folder of UUID is, for the engine. */
char *vmm_machine_store_dup_path (VmmMachineStore *self, const char *uuid);
char *vmm_machine_store_dup_trash_path (VmmMachineStore *self, const char *uuid);

/* Makes the folder and the disks. RECORD's spec says which; SOURCES (NULL: all are empty) has what they are made from.
 * Then the spec in RECORD is another: the disks as they became. PROGRESS may be NULL. */
gboolean vmm_machine_store_create (VmmMachineStore *self, VmmMachineRecord *record,
                                   const VmmImageSources *sources, VmmImageProgress progress,
                                   gpointer user_data, GCancellable *cancellable, GError **error);

gboolean vmm_machine_store_save (VmmMachineStore *self, VmmMachineRecord *record, GError **error);

/* Copies the installer's kernel and initrd (both -1: it has none) beside the disks, then saves RECORD. */
gboolean vmm_machine_store_install (VmmMachineStore *self, VmmMachineRecord *record, int kernel_fd,
                                    int initrd_fd, GCancellable *cancellable, GError **error);

/* Saves RECORD, and deletes what it no longer has of seed, kernel and initrd. */
gboolean vmm_machine_store_end_install (VmmMachineStore *self, VmmMachineRecord *record, GError **error);

/* VMM_IPC_ERROR_BUSY when a monitor has a disk open, whatever libvirt says of it. */
gboolean vmm_machine_store_check_free (VmmMachineStore *self, const char *uuid, GError **error);

/* To the trash; VMM_IPC_ERROR_BUSY when a monitor has a disk open. */
gboolean vmm_machine_store_trash (VmmMachineStore *self, const char *uuid, GError **error);

/* Out of the trash. VMM_IPC_ERROR_NOT_FOUND when it is not there. */
VmmMachineRecord *vmm_machine_store_restore (VmmMachineStore *self, const char *uuid, GError **error);

/* Deletes from the trash for good; success when it is not there. */
gboolean vmm_machine_store_purge (VmmMachineStore *self, const char *uuid, GError **error);

/* a(sst): uuid, name, time of deletion. Floating. */
GVariant *vmm_machine_store_list_trash (VmmMachineStore *self, GError **error);

/* Bytes that the files of all machines take, those in the trash and shared images too; and of their file system what is
 * free and the whole. */
gboolean vmm_machine_store_measure (VmmMachineStore *self, VmmSpace *space, GError **error);

/* Whether there is a folder for UUID, readable or not, here or in the trash. */
gboolean vmm_machine_store_has (VmmMachineStore *self, const char *uuid, gboolean *in_trash);

G_END_DECLS
