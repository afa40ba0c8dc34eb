/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "frond-cache.h"
#include "frond-download.h"

G_BEGIN_DECLS

#define FROND_TYPE_DOWNLOADS (frond_downloads_get_type ())
G_DECLARE_FINAL_TYPE (FrondDownloads, frond_downloads, FROND, DOWNLOADS, GObject)

/* The queue of downloads: a GListModel of FrondDownload, oldest first. What is over stays until it is removed.
 *
 * properties: cache (FrondCache, construct-only), max-parallel (uint, 1 to 8), max-per-host (uint, 1 to 8), metered
 *   (boolean: download over networks that cost, too), n-active (uint, read-only), monitor (GNetworkMonitor,
 *   construct-only; NULL: the system's), tls-database (GTlsDatabase, construct-only; NULL: the system's) */
FrondDownloads *frond_downloads_new (FrondCache *cache);

FrondCache *frond_downloads_get_cache (FrondDownloads *self);

/* Starts or queues the download of SOURCE; returns the one that is under way where there is one, resumed. A file that
 * the cache has already is done at once, without a byte from the network. A source that cannot be used fails.
 * (transfer none): the queue keeps it. */
FrondDownload *frond_downloads_add (FrondDownloads *self, FrondDownloadSource *source);

/* The download of SOURCE in the list, or NULL. (transfer none) */
FrondDownload *frond_downloads_find (FrondDownloads *self, FrondDownloadSource *source);

/* Takes DOWNLOAD off the list; one that is not over is cancelled. */
void frond_downloads_remove (FrondDownloads *self, FrondDownload *download);

/* Holds everything that goes on, before the application ends. */
void frond_downloads_pause_all (FrondDownloads *self);

guint frond_downloads_get_n_active (FrondDownloads *self);

/* Lists what an earlier run did not finish as paused downloads. */
void frond_downloads_restore_async (FrondDownloads *self, GCancellable *cancellable,
                                    GAsyncReadyCallback callback, gpointer user_data);
gboolean frond_downloads_restore_finish (FrondDownloads *self, GAsyncResult *result, GError **error);

G_END_DECLS
