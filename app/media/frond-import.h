/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "frond-types.h"

G_BEGIN_DECLS

typedef enum
{
  FROND_IMPORT_DISC,      /* an optical disc: nothing to import, a machine boots from it (FrondMedia) */
  FROND_IMPORT_DISK,      /* a disk image, as it is or compressed */
  FROND_IMPORT_APPLIANCE, /* OVF, as a folder or as an archive (OVA) */
  FROND_IMPORT_UTM,
  FROND_IMPORT_QUICKEMU,
  FROND_IMPORT_LIBVIRT, /* virt-manager's and other users of libvirt */
  FROND_IMPORT_BOXES,
  FROND_IMPORT_VIRTUALBOX,
} FrondImportKind;

/* What the first sectors of a disk start with. */
typedef enum
{
  FROND_IMPORT_BOOT_UNKNOWN,
  FROND_IMPORT_BOOT_BIOS,
  FROND_IMPORT_BOOT_UEFI,
  FROND_IMPORT_BOOT_BOTH,
} FrondImportBoot;

/* A disk of a machine that can be imported. Read only; owned by its FrondImport. */
typedef struct
{
  char *name;         /* of its file, for people */
  const char *format; /* the contract's token, NULL where it is not known */
  const char *bus;    /* "virtio", "sata", "ide", "scsi", "nvme", "usb", or "" */
  guint64 size;       /* bytes that the guest sees; 0 where the header does not say */
  guint64 stored;     /* bytes that its files take where they are */
  guint64 unpacked;   /* bytes that unpacking it takes; 0: it is no member of an archive, or nobody knows */
  gboolean packed;    /* it is in an archive */
  gboolean encrypted; /* its machine starts with the passphrase that it has */
  FrondImportBoot boot;
  int problem; /* a FROND_ERROR_* for which it cannot be imported, 0: none */

  int raw;            /* FrondImportRaw, as its description has it */
  char *path;         /* in the place of its machine, and private to app/media */
  GPtrArray *extents; /* (element-type utf8) further files in their order, or NULL; likewise */
} FrondImportDisk;

#define FROND_TYPE_IMPORT (frond_import_get_type ())
G_DECLARE_FINAL_TYPE (FrondImport, frond_import, FROND, IMPORT, GObject)

/* A machine or a disk that somebody has elsewhere: what its own description says of it, read for its meaning only and
 * believed in nothing: the helper judges every disk itself. Immutable once read.
 *
 * properties: kind (int, FrondImportKind), name (string for people), problem (int: a FROND_ERROR_* for which it cannot
 *             be imported, or 0), file (GFile: what was read) */
FrondImportKind frond_import_get_kind (FrondImport *self);
GFile *frond_import_get_file (FrondImport *self);

/* What the machine is called; the name of the file without its ending where it has none. Never empty. */
const char *frond_import_get_name (FrondImport *self);
const char *frond_import_get_os_id (FrondImport *self);
const char *frond_import_get_os_name (FrondImport *self);

/* 0 where nothing is said. Bytes and count. */
guint64 frond_import_get_memory (FrondImport *self);
guint frond_import_get_vcpus (FrondImport *self);
FrondFirmware frond_import_get_firmware (FrondImport *self);
gboolean frond_import_get_tpm (FrondImport *self);
const char *frond_import_get_notes (FrondImport *self);

/* Whether a disk of it is encrypted, and will be. */
gboolean frond_import_get_encrypted (FrondImport *self);

guint frond_import_get_n_disks (FrondImport *self);
const FrondImportDisk *frond_import_get_disk (FrondImport *self, guint index);

/* 0, or the FROND_ERROR_* of the first disk (or of the machine itself) that is in the way. */
int frond_import_get_problem (FrondImport *self);

/* Bytes that a copy may take at most on the computer: what is stored now, or unpacked. */
guint64 frond_import_get_room (FrondImport *self);

/* The values that suit it on this host (CAPABILITIES may be NULL): a new profile with name, system, memory,
 * processors, size of the first disk, firmware, TPM and notes. (transfer full) */
FrondProfile *frond_import_suggest_profile (FrondImport *self, FrondHostCapabilities *capabilities);

/* Looks at a file or a folder in a thread. Fails with FROND_ERROR_MEDIA_* or _IMPORT_* where nothing can be made of
 * it; a machine whose disks are in the way is no failure. Reads at most a few MB, runs nothing, follows no link out of
 * the folder of what is read, and never blocks on a pipe. */
void frond_import_detect_async (GFile *file, GCancellable *cancellable, GAsyncReadyCallback callback,
                                gpointer user_data);
FrondImport *frond_import_detect_finish (GAsyncResult *result, GError **error);

/* The machines that other managers have here: (transfer full) (element-type FrondImport), sorted by name. */
void frond_import_find_async (GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
GPtrArray *frond_import_find_finish (GAsyncResult *result, GError **error);

/* Opens what the helper makes the machine from, in a thread; what is in an archive is unpacked to files without a name in
 * FOLDER. PROGRESS (may be NULL) is told on the main thread how far that is, 0 to 1. Fails with FROND_ERROR_IMPORT_* and
 * G_IO_ERROR_NO_SPACE. (transfer full) */
void frond_import_open_async (FrondImport *self, const char *folder, FrondProgressFunc progress,
                              gpointer progress_data, GCancellable *cancellable, GAsyncReadyCallback callback,
                              gpointer user_data);
FrondMachineSources *frond_import_open_finish (FrondImport *self, GAsyncResult *result, GError **error);

G_END_DECLS
