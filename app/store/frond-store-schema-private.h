/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "frond-profile-store.h"

G_BEGIN_DECLS

/* "Frnd": tells our files from other SQLite databases. */
#define FROND_STORE_APPLICATION_ID 0x46726e64

/* The versions of the file: steps[N] is SQL that takes it from version N to N + 1, in one transaction that also
 * sets the version. A released step is never changed. */
typedef struct
{
  const char *const *steps;
  guint n_steps;
} FrondStoreSchema;

/* The one that this Frond knows. */
const FrondStoreSchema *frond_store_schema_get (void);

/* A store with other steps, for the tests of migrating. SCHEMA has to outlive the store. */
FrondProfileStore *frond_sqlite_store_new_with_schema (GFile *file, const FrondStoreSchema *schema);

G_END_DECLS
