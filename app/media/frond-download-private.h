/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "frond-download-worker.h"
#include "frond-downloads.h"

G_BEGIN_DECLS

/* Between a download and its queue. */

/* QUEUE_CHANGED is called with USER_DATA when a slot may have become free, or is wanted. */
FrondDownload *_frond_download_new (FrondDownloadSource *source, FrondDownloadWorker *worker,
                                    GFunc queue_changed, gpointer user_data);

/* The queue is gone: nobody is told any more. */
void _frond_download_detach (FrondDownload *self);

/* It is its turn. LIMIT: of the cache. */
void _frond_download_start (FrondDownload *self, guint64 limit);

/* What the network allows; METERED: only because it costs. A running one is held, a waiting one queued. */
void _frond_download_set_network (FrondDownload *self, gboolean allowed, gboolean metered);

/* Found on disk: paused, with what is there. */
void _frond_download_set_found (FrondDownload *self, guint64 received, guint64 total);

/* For tests and pictures of what people see: STATE with PROGRESS and ERROR (taken, may be NULL), without any work. */
void _frond_download_show (FrondDownload *self, FrondDownloadState state,
                           const FrondDownloadProgress *progress, GError *error);

/* Whether its thread is at work, in whatever state it is shown. */
gboolean _frond_download_occupies (FrondDownload *self);

/* For tests, before the first download. */
void _frond_downloads_tune (FrondDownloads *self, const FrondDownloadTuning *tuning);

G_END_DECLS
