/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "vmm-spec.h"

G_BEGIN_DECLS

/* What machine.json holds. An object of
 *
 *  version     1; a file of a later version is refused and left alone
 *  uuid        the machine, also the name of its folder
 *  generation  counts the changes of spec, from 1
 *  request-id  the CreateMachine that made it
 *  engine      "qemu"
 *  created     seconds since 1970 UTC
 *  seed        there is a seed.img beside the disks that the guest sees as a read-only drive; may be absent: there is none
 *  installing  VMM_IPC_INSTALLER_*: its installation is not done. install-kernel and install-initrd are beside the disks
 *              then, but for "windows"; may be absent
 *  spec        as VMM_IPC_SPEC_*, every key
 *  realised    as GetRealised; may be absent
 *
 * and nothing else. A record is plain data: it crosses threads by being handed over. */
typedef struct
{
  char *uuid;
  char *request_id;
  guint64 generation;
  gint64 created;
  gboolean seed;
  const char
      *installing; /* VMM_IPC_INSTALLER_*, static; NULL: it is installed, or somebody does it by hand */
  VmmSpec *spec;
  GVariant *realised; /* a{sv}, never NULL */
  gboolean saved;     /* not of the file, but beside it: VMM_ENGINE_STATE is there */
  gboolean unsure;    /* and VMM_ENGINE_STATE_PART, of which the engine knows what it is */
} VmmMachineRecord;

#define VMM_MACHINE_SEED_NAME "seed.img"

#define VMM_MACHINE_RECORD_VERSION   1
#define VMM_MACHINE_RECORD_MAX_BYTES (1024 * 1024)

/* REALISED may be NULL: nothing was started yet. */
VmmMachineRecord *vmm_machine_record_new (const char *uuid, const char *request_id, guint64 generation,
                                          gint64 created, VmmSpec *spec, GVariant *realised);
void vmm_machine_record_free (VmmMachineRecord *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (VmmMachineRecord, vmm_machine_record_free)

/* DATA is hostile. VMM_IPC_ERROR_INVALID_ARGUMENT, _UNKNOWN_KEY, _OUT_OF_RANGE ("FIELD: reason") or
 * VMM_IPC_ERROR_UNSUPPORTED for a later version. */
VmmMachineRecord *vmm_machine_record_new_from_json (const char *data, gsize length, GError **error);

char *vmm_machine_record_to_json (VmmMachineRecord *self, gsize *length);

G_END_DECLS
