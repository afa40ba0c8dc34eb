/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "frond-downloads.h"

#include <adwaita.h>

G_BEGIN_DECLS

/* Gets the drivers of SOURCE into the cache of DOWNLOADS; ROW tells how far that is. When they cannot be had now, the person
 * is asked once whether to go on without them. finish returns the file (transfer full), NULL without an error: without, or
 * NULL with G_IO_ERROR_CANCELLED: the person would rather wait. */
void frond_drivers_fetch_async (FrondDownloads *downloads, FrondDownloadSource *source, AdwActionRow *row,
                                GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
GFile *frond_drivers_fetch_finish (GAsyncResult *result, GError **error);

G_END_DECLS
