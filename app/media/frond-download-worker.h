/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "frond-cache-entry.h"

G_BEGIN_DECLS

/* What tests make smaller. */
typedef struct
{
  guint timeout;  /* seconds without a byte after which a connection is given up */
  guint back_off; /* milliseconds before the second try, twice as many before the third, and so on */
  guint64 block;  /* bytes that a kill may lose */
} FrondDownloadTuning;

typedef struct
{
  guint64 received;
  guint64 total;
  guint64 speed;
  gboolean checking;
} FrondDownloadProgress;

#define FROND_TYPE_DOWNLOAD_WORKER (frond_download_worker_get_type ())
G_DECLARE_FINAL_TYPE (FrondDownloadWorker, frond_download_worker, FROND, DOWNLOAD_WORKER, GObject)

/* The work of one download, done in a thread of its own while it runs: what to expect, the bytes, the checks, the place
 * in the cache. Emits "progress" on the thread that started it, some ten times a second at most. FOLDER is that of the
 * cache; TLS_DATABASE may be NULL. */
FrondDownloadWorker *frond_download_worker_new (const char *folder, FrondDownloadSource *source,
                                                GTlsDatabase *tls_database,
                                                const FrondDownloadTuning *tuning);

/* LIMIT: that of the cache, 0 for none. One run at a time; when it is cancelled or fails, the next goes on from there.
 * finish gives the file (transfer full). */
void frond_download_worker_run_async (FrondDownloadWorker *self, guint64 limit, GCancellable *cancellable,
                                      GAsyncReadyCallback callback, gpointer user_data);
FrondCacheEntry *frond_download_worker_run_finish (FrondDownloadWorker *self, GAsyncResult *result,
                                                   GError **error);

/* What is there is deleted: at once, or when the run that is under way has ended. */
void frond_download_worker_discard (FrondDownloadWorker *self);

/* There will be no other run: another worker may go on with what is there, when the run that is under way has ended. */
void frond_download_worker_close (FrondDownloadWorker *self);

FrondDownloadProgress frond_download_worker_get_progress (FrondDownloadWorker *self);

G_END_DECLS
