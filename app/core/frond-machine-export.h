/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "frond-types.h"

G_BEGIN_DECLS

/* A disk that was given out. FD is the export's. */
typedef struct
{
  int fd;
  FrondImageFormat format; /* RAW or QCOW2 */
  guint64 size;            /* bytes that the guest sees */
  gboolean encrypted;      /* it is a qcow2 image that its passphrase opens */
} FrondExportedDisk;

/* A machine as its host gives it out: its disks, each by itself, and the variables of its firmwares, in files without a
 * name that are gone with it. A profile says the rest of the machine. The state of a TPM is never given out. */
#define FROND_TYPE_MACHINE_EXPORT (frond_machine_export_get_type ())
G_DECLARE_FINAL_TYPE (FrondMachineExport, frond_machine_export, FROND, MACHINE_EXPORT, GObject)

FrondMachineExport *frond_machine_export_new (void);

/* The next disk of the machine; its descriptor is taken. */
void frond_machine_export_add_disk (FrondMachineExport *self, const FrondExportedDisk *disk);
guint frond_machine_export_get_n_disks (FrondMachineExport *self);
const FrondExportedDisk *frond_machine_export_get_disk (FrondMachineExport *self, guint index);

/* The variables of the firmware with Secure Boot, or of the one without: FD is taken. */
void frond_machine_export_set_variables (FrondMachineExport *self, gboolean secure, int fd);

/* Borrowed; -1: the machine has none, or its host keeps them to itself. */
int frond_machine_export_get_variables (FrondMachineExport *self, gboolean secure);

G_END_DECLS
