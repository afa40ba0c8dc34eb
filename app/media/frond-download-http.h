/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <libsoup/soup.h>

G_BEGIN_DECLS

/* Which part of a file is wanted: all from START on. */
typedef struct
{
  guint64 start;
  const char *validator; /* for If-Range: a strong ETag or a date; NULL: none, the caller has another proof */
} FrondHttpRange;

/* What a server gave. */
typedef struct
{
  SoupMessage *message;
  GInputStream *body; /* NULL where there is nothing to be had: status 416 */
  guint status;       /* 200, 206 or 416 */
  guint64 start;      /* where the body begins in the file */
  guint64 total;      /* bytes of the whole file; 0: not said */
  char *etag;         /* strong ones only */
  char *last_modified;
} FrondHttpReply;

void frond_http_reply_free (FrondHttpReply *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FrondHttpReply, frond_http_reply_free)

/* Why there was none. */
typedef struct
{
  gboolean retry;    /* it may go better later, or elsewhere */
  guint retry_after; /* seconds that the server asks to wait; 0: it does not */
} FrondHttpFailure;

/* A session for one thread: no unpacking of what is sent, no cookies, 30 seconds of silence at most (TIMEOUT, for tests,
 * otherwise). TLS_DATABASE NULL: the system's. */
SoupSession *frond_http_session_new (GTlsDatabase *tls_database, guint timeout);

/* Asks for URI, and where that sends us on: at most five times, never in a circle, never from https to http. Blocks.
 * RANGE NULL: the whole file. Fails with FROND_ERROR_DOWNLOAD_* or G_IO_ERROR_CANCELLED. */
FrondHttpReply *frond_http_get (SoupSession *session, const char *uri, const FrondHttpRange *range,
                                FrondHttpFailure *failure, GCancellable *cancellable, GError **error);

/* The next bytes of the body, 0 at its end, -1 with an error as above. */
gssize frond_http_reply_read (FrondHttpReply *self, void *buffer, gsize length, FrondHttpFailure *failure,
                              GCancellable *cancellable, GError **error);

/* A whole small file of at most MAX bytes. */
GBytes *frond_http_fetch (SoupSession *session, const char *uri, gsize max, FrondHttpFailure *failure,
                          GCancellable *cancellable, GError **error);

G_END_DECLS
