/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "frond-download-http.h"
#include "frond-download-partial.h"
#include "frond-download-worker.h"

G_BEGIN_DECLS

/* Shared by the files of the worker: its life and the way from the request to the cache (frond-download-worker.c), the
 * bytes from the servers (-fetch.c) and what they must be (-expect.c). */

typedef struct
{
  gboolean dead; /* nothing more is expected of it in this run */
  guint attempts;
  GError *error; /* of the last attempt */
} Mirror;

struct _FrondDownloadWorker
{
  GObject parent_instance;

  char *folder;
  FrondDownloadSource *source;
  GTlsDatabase *tls_database;
  FrondDownloadTuning tuning;

  /* Of the thread that runs */
  guint64 limit;
  SoupSession *session;
  FrondDownloadPartial *partial;
  char *digest; /* what the file as downloaded must have; NULL: nobody says */
  Mirror *mirrors;
  guint n_mirrors;
  guint current;
  guint rounds;     /* tries of all mirrors without a byte */
  gboolean sniffed; /* the first bytes are those of an image */
  gboolean resumed; /* some bytes are of an earlier run, or of another server */
  gboolean anew;    /* that was tried without */
  guint restarts;
  gint64 speed_since;
  guint64 speed_from;

  /* Guarded by the lock */
  GMutex lock;
  GMainContext *context;
  FrondDownloadProgress progress;
  gboolean notified; /* a notification is on its way */
  gint64 last_notified;
  gboolean running;
  gboolean discard; /* at the end of the run */
  gboolean closed;  /* likewise, there is no other one */
};

/* Tells how far it is. */
void _frond_download_worker_tell (FrondDownloadWorker *self, gboolean checking, guint64 received,
                                  guint64 total);

/* Waits, unless it is cancelled meanwhile. */
gboolean _frond_download_worker_wait (guint milliseconds, GCancellable *cancellable, GError **error);

/* Fetches everything that is missing of the partial file. */
gboolean _frond_download_worker_fetch (FrondDownloadWorker *self, GCancellable *cancellable, GError **error);

/* The server of late is not asked any more, because of ERROR (which is taken). FALSE, with the error of the first one,
 * where no other is left. */
gboolean _frond_download_worker_give_up_mirror (FrondDownloadWorker *self, GError *why, GError **error);

/* Finds out which digest the file must have. */
gboolean _frond_download_worker_expect (FrondDownloadWorker *self, GCancellable *cancellable, GError **error);

G_END_DECLS
