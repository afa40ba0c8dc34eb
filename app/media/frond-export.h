/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "frond-types.h"

G_BEGIN_DECLS

/* Whether FILE could come to be, before anything is done for it; how large it will be is not known then. */
void frond_export_check_async (GFile *file, gboolean replace, GCancellable *cancellable,
                               GAsyncReadyCallback callback, gpointer user_data);
gboolean frond_export_check_finish (GAsyncResult *result, GError **error);

/* Writes MACHINE, with the values of PROFILE, into FILE: an OVF appliance in one archive (DSP0243, ".ova"), which Frond
 * imports whole and others as far as they know its disks. In a thread. FILE comes to be when all of it is there, and
 * nothing is left of it otherwise; one that is there already is only replaced with REPLACE. PROGRESS (may be NULL) is
 * told on the main thread, 0 to 1.
 *
 * FROND_ERROR_NO_SPACE, with how many bytes, before anything is written; FROND_ERROR_EXPORT_PLACE where FILE is not in a
 * folder of this computer, FROND_ERROR_EXPORT_LARGE where its file system takes no file as large, _EXISTS. */
void frond_export_write_async (FrondMachineExport *machine, FrondProfile *profile, GFile *file,
                               gboolean replace, FrondProgressFunc progress, gpointer progress_data,
                               GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
gboolean frond_export_write_finish (GAsyncResult *result, GError **error);

/* A name for the file of a machine called NAME, with its ending. (transfer full) */
char *frond_export_dup_name (const char *name);

G_END_DECLS
