/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "frond-download-source.h"

G_BEGIN_DECLS

#define FROND_TYPE_CACHE_ENTRY (frond_cache_entry_get_type ())
G_DECLARE_FINAL_TYPE (FrondCacheEntry, frond_cache_entry, FROND, CACHE_ENTRY, GObject)

/* One image of the cache. Immutable; may be read on any thread.
 *
 * properties, construct-only: name (string: the file's name in the cache), digest (string: "sha256:<hex>" of the file),
 *   source-digest (string: that of the file as downloaded, the same unless it was compressed), uri (string or ""),
 *   title (string or ""), os-id (string or ""), kind (FrondImageKind), size (uint64, bytes), disk-size (uint64,
 *   bytes on disk: less where there are holes), last-used (int64, seconds
 *   since 1970), verified (boolean: its content was checked when it was put there; otherwise it is before its first
 *   use), partial (boolean: a download that is not finished; digest is "" then) */
const char *frond_cache_entry_get_name (FrondCacheEntry *self);
const char *frond_cache_entry_get_digest (FrondCacheEntry *self);
const char *frond_cache_entry_get_source_digest (FrondCacheEntry *self);
const char *frond_cache_entry_get_uri (FrondCacheEntry *self);
const char *frond_cache_entry_get_title (FrondCacheEntry *self);
const char *frond_cache_entry_get_os_id (FrondCacheEntry *self);
FrondImageKind frond_cache_entry_get_kind (FrondCacheEntry *self);
guint64 frond_cache_entry_get_size (FrondCacheEntry *self);
guint64 frond_cache_entry_get_disk_size (FrondCacheEntry *self);
gint64 frond_cache_entry_get_last_used (FrondCacheEntry *self);
gboolean frond_cache_entry_get_verified (FrondCacheEntry *self);
gboolean frond_cache_entry_get_partial (FrondCacheEntry *self);

G_END_DECLS
