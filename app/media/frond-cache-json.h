/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "frond-cache-entry.h"

G_BEGIN_DECLS

/* index.json of the cache: what it says, and back. For threads that hold the cache's lock. */

/* The entries that the file names, by name; empty where it is missing or damaged. */
GHashTable *frond_cache_json_read (const char *path);

gboolean frond_cache_json_write (const char *path, GPtrArray *entries, GError **error);

/* ENTRY with another name, sizes, time of use and certainty. (transfer full) */
FrondCacheEntry *frond_cache_json_copy (FrondCacheEntry *entry, const char *name, guint64 size,
                                        guint64 disk_size, gint64 last_used, gboolean verified);

G_END_DECLS
