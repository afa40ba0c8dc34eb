/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "frond-import.h"
#include "frond-library.h"

G_BEGIN_DECLS

/* Makes a machine in LIBRARY out of IMPORT with the values of PROFILE: unpacks what is packed, has the helper copy the
 * disks. PASSPHRASE (frond_secret_seal(), taken; -1: none): they become encrypted. PROGRESS (may be NULL) is told how far that is, 0 to 1. When it fails or is cancelled nothing is left behind.
 * (transfer none) */
void frond_import_job_async (FrondLibrary *library, FrondImport *import, FrondProfile *profile,
                             int passphrase, FrondProgressFunc progress, gpointer progress_data,
                             GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
FrondGuest *frond_import_job_finish (GAsyncResult *result, GError **error);

G_END_DECLS
