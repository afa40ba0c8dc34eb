/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "frond-guest.h"

G_BEGIN_DECLS

/* Writes the whole machine of GUEST, which is off, to FILE, as frond_export_write_async() does: whether that can be is
 * looked at first. PROGRESS (may be NULL) is told how far it is, 0 to 1. Cancelled or failed, there is no file. */
void frond_export_job_async (FrondGuest *guest, GFile *file, gboolean replace, FrondProgressFunc progress,
                             gpointer progress_data, GCancellable *cancellable, GAsyncReadyCallback callback,
                             gpointer user_data);
gboolean frond_export_job_finish (GAsyncResult *result, GError **error);

G_END_DECLS
