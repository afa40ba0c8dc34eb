/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "frond-cache-entry.h"

G_BEGIN_DECLS

#define FROND_TYPE_CACHE (frond_cache_get_type ())
G_DECLARE_FINAL_TYPE (FrondCache, frond_cache, FROND, CACHE, GObject)

/* The images that were downloaded: a folder that several processes may share, and a GListModel of its FrondCacheEntry,
 * last used first, partial downloads last.
 *
 * properties: size (uint64, read-only: bytes on disk of all of it), limit (uint64: what is used longest ago goes when
 *   the images are larger than this together; 0: no limit), loaded (boolean, read-only) */

/* PATH NULL: images/ in the user's cache folder of Frond. Made when it is first written to. */
FrondCache *frond_cache_new (const char *path);

const char *frond_cache_get_path (FrondCache *self);
guint64 frond_cache_get_size (FrondCache *self);
guint64 frond_cache_get_limit (FrondCache *self);
void frond_cache_set_limit (FrondCache *self, guint64 limit);

/* The image that SOURCE would be, as of the last refresh: by its digest, else by its address; NULL where the cache does
 * not have it. (transfer none) */
FrondCacheEntry *frond_cache_find (FrondCache *self, FrondDownloadSource *source);

/* Path of the file of ENTRY. Caller frees. */
char *frond_cache_dup_file_path (FrondCache *self, FrondCacheEntry *entry);

/* Reads the folder again. The first one is due before the list means anything. */
void frond_cache_refresh_async (FrondCache *self, GCancellable *cancellable, GAsyncReadyCallback callback,
                                gpointer user_data);
gboolean frond_cache_refresh_finish (FrondCache *self, GAsyncResult *result, GError **error);

/* Opens the image of ENTRY, read-only, and notes that it was used. As long as the descriptor or a duplicate of it is
 * open, in whatever process, the image is not evicted. An image that is not verified is read whole first. finish
 * returns a descriptor that the caller owns, or -1 with FROND_ERROR_MEDIA_MISSING or _DOWNLOAD_CHECKSUM. */
void frond_cache_open_async (FrondCache *self, FrondCacheEntry *entry, GCancellable *cancellable,
                             GAsyncReadyCallback callback, gpointer user_data);
int frond_cache_open_finish (FrondCache *self, GAsyncResult *result, GError **error);

/* Deletes the least recently used images that nobody has open until the rest fits the limit. */
void frond_cache_trim_async (FrondCache *self, GCancellable *cancellable, GAsyncReadyCallback callback,
                             gpointer user_data);
gboolean frond_cache_trim_finish (FrondCache *self, GAsyncResult *result, GError **error);

/* Deletes ENTRY, or with NULL all images and partial downloads that nobody has open. finish gives the bytes that were
 * freed in FREED (may be NULL). Machines keep their disks: these are copies. */
void frond_cache_clean_async (FrondCache *self, FrondCacheEntry *entry, GCancellable *cancellable,
                              GAsyncReadyCallback callback, gpointer user_data);
gboolean frond_cache_clean_finish (FrondCache *self, GAsyncResult *result, guint64 *freed, GError **error);

G_END_DECLS
