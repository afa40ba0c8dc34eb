/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "frond-types.h"

G_BEGIN_DECLS

#define FROND_TYPE_SEARCH_INDEX (frond_search_index_get_type ())
G_DECLARE_FINAL_TYPE (FrondSearchIndex, frond_search_index, FROND, SEARCH_INDEX, GObject)

/* The machines of the library at PATH, as its file has them: nothing is started for an answer. */
FrondSearchIndex *frond_search_index_new (const char *path);

/* The ids of the machines that every one of TERMS finds, those that were used last first; AMONG (may be NULL): only of
 * these. The file is read again when somebody has written it. (transfer full) */
void frond_search_index_find_async (FrondSearchIndex *self, const char *const *terms,
                                    const char *const *among, GCancellable *cancellable,
                                    GAsyncReadyCallback callback, gpointer user_data);
char **frond_search_index_find_finish (FrondSearchIndex *self, GAsyncResult *result, GError **error);

/* The profile ID of what was read, or NULL. (transfer none) */
FrondProfile *frond_search_index_lookup (FrondSearchIndex *self, const char *id);

G_END_DECLS
