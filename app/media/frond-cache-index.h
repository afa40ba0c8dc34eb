/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "frond-cache-entry.h"

G_BEGIN_DECLS

/* The folder of the cache, which several processes may use at a time: files named by their digest, index.json with what
 * a name does not say, partial/ with downloads that are not finished, and a file to lock it all with. Everything here
 * blocks: for threads. */

/* What is there: the images, last used first, then the partial downloads. An index that is missing, damaged or wrong is
 * made anew from the files; what it did not know is not verified then. */
GPtrArray *frond_cache_index_read (const char *folder, GError **error);

/* Takes the finished file PATH, which must be on the same file system, into the cache as NAMED says: digest and all but
 * its name and sizes. Returns the entry, or NULL. (transfer full) */
FrondCacheEntry *frond_cache_index_put (const char *folder, const char *path, FrondCacheEntry *named,
                                        GError **error);

/* The entry whose source's digest is DIGEST, or with NULL the one from URI. NULL without an error: there is none.
 * (transfer full) */
FrondCacheEntry *frond_cache_index_find (const char *folder, const char *digest, const char *uri,
                                         FrondImageKind kind);

/* As frond_cache_open_async(). */
int frond_cache_index_open (const char *folder, const char *name, GCancellable *cancellable, GError **error);

/* Deletes what is used longest ago, except KEEP (a name, may be NULL) and what is open, until LIMIT is kept. */
gboolean frond_cache_index_trim (const char *folder, guint64 limit, const char *keep, guint64 *freed,
                                 GError **error);

/* Deletes the image or partial download NAME, or with NULL all that nobody has open. FROND_ERROR_BUSY where NAME is
 * open. */
gboolean frond_cache_index_clean (const char *folder, const char *name, guint64 *freed, GError **error);

/* Where partial downloads are. Caller frees. */
char *frond_cache_index_dup_partial_folder (const char *folder);

G_END_DECLS
