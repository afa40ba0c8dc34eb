/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "frond-store-schema-private.h"

G_BEGIN_DECLS

/* The library's connection and what is done with it. Everything blocks and belongs to one thread; errors are
 * FROND_ERROR_STORE_*. The file is opened when it is first needed, and again after an error that another file
 * or other permissions may have cured. */
typedef struct _FrondStoreDb FrondStoreDb;

/* SCHEMA has to outlive it. Touches nothing. */
FrondStoreDb *frond_store_db_new (const char *path, const FrondStoreSchema *schema);

/* Closes the file. */
void frond_store_db_free (FrondStoreDb *self);

/* Every profile that can be read, in order and without its picture: (transfer full) (element-type FrondProfile). Others
 * get a warning in the log. */
GPtrArray *frond_store_db_load (FrondStoreDb *self, GCancellable *cancellable, GError **error);

/* PICTURE: that of the profile with ID, or NULL where it has none. Caller frees. */
gboolean frond_store_db_load_picture (FrondStoreDb *self, const char *id, GBytes **picture, GError **error);

/* A transaction that writes; what was saved and removed in it is on the disk when the commit returns TRUE, and
 * undone when it returns FALSE. After another error than that of begin and commit: roll back. */
gboolean frond_store_db_begin (FrondStoreDb *self, GError **error);
gboolean frond_store_db_commit (FrondStoreDb *self, GError **error);
void frond_store_db_rollback (FrondStoreDb *self);

/* Inside of a transaction. PROFILE has passed frond_store_row_check(). */
gboolean frond_store_db_save (FrondStoreDb *self, FrondProfile *profile, GError **error);
gboolean frond_store_db_remove (FrondStoreDb *self, const char *id, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FrondStoreDb, frond_store_db_free)

G_END_DECLS
