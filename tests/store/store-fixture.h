/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "frond-profile-store.h"
#include "frond-sqlite-store.h"

#include <sqlite3.h>

G_BEGIN_DECLS

/* A folder of its own for one test, with the path of the library in it. */
typedef struct
{
  char *root;
  char *folder; /* not made yet */
  char *path;
  GFile *file;
  FrondProfileStore *store;
} StoreFixture;

void store_fixture_set_up (StoreFixture *fixture, gconstpointer data);
void store_fixture_tear_down (StoreFixture *fixture, gconstpointer data);

#define STORE_TEST_WITH(path, data, function)                                                                \
  g_test_add (path, StoreFixture, data, store_fixture_set_up, function, store_fixture_tear_down)
#define STORE_TEST(path, function) STORE_TEST_WITH (path, NULL, function)

/* Closes the store, so that the file is at rest; the next call opens another. */
void store_fixture_reopen (StoreFixture *fixture);
void store_fixture_close (StoreFixture *fixture);

/* Wait for the result. */
GPtrArray *store_load (FrondProfileStore *store, GError **error);
GBytes *store_load_picture (FrondProfileStore *store, const char *id, GError **error);
gboolean store_save (FrondProfileStore *store, FrondProfile *profile, GError **error);
gboolean store_remove (FrondProfileStore *store, const char *id, GError **error);

/* Iterates CONTEXT until DONE is not zero, and fails the test when that takes long. */
void store_wait (GMainContext *context, const guint *done);

/* The profile with ID has a picture of SIZE bytes; 0: none. */
void store_assert_picture (FrondProfileStore *store, const char *id, gsize size);

/* A valid profile called NAME. */
FrondProfile *store_make_profile (const char *name);

/* The one with ID, or NULL; borrowed from PROFILES. */
FrondProfile *store_find (GPtrArray *profiles, const char *id);

/* Another way into the file at PATH. */
void store_execute (const char *path, const char *sql);
gint64 store_query_int (const char *path, const char *sql);

/* How many warnings were logged since the last call. */
guint store_take_warnings (void);

/* To be called at first in main(). */
void store_test_init (int *argc, char ***argv);

G_END_DECLS
