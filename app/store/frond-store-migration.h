/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "frond-store-schema-private.h"

#include <sqlite3.h>

G_BEGIN_DECLS

/* Reads the version of HANDLE's file and whether it is one for SCHEMA at all. Errors: FROND_ERROR_STORE_NEWER,
 * FROND_ERROR_STORE_DAMAGED for what is not a library of ours, or what reading met. Writes nothing. */
gboolean frond_store_migration_check (sqlite3 *handle, const FrondStoreSchema *schema, guint *version,
                                      GError **error);

/* Takes the file at PATH, which HANDLE has open, from VERSION to that of SCHEMA; before the first step a file
 * that holds something is copied to PATH.bak-vVERSION. Each step is one transaction; after one that fails the
 * file is as the step before left it. */
gboolean frond_store_migration_run (sqlite3 *handle, const char *path, const FrondStoreSchema *schema,
                                    guint version, GError **error);

G_END_DECLS
