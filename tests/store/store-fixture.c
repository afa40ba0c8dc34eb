/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "store-fixture.h"

#include "frond-profile.h"

#include <glib/gstdio.h>

#define DEADLINE_SECONDS 60

static int n_warnings;

typedef struct
{
  GAsyncResult *result;
  guint done;
} Wait;

/* Only what a test asks about with store_take_warnings() may be warned of. */
static GLogWriterOutput
write_log (GLogLevelFlags level, const GLogField *fields, gsize n_fields, gpointer data)
{
  if ((level & G_LOG_LEVEL_MASK) == G_LOG_LEVEL_WARNING)
    {
      g_atomic_int_inc (&n_warnings);
      return G_LOG_WRITER_HANDLED;
    }

  return g_log_writer_default (level, fields, n_fields, data);
}

guint
store_take_warnings (void)
{
  return (guint) g_atomic_int_exchange (&n_warnings, 0);
}

void
store_test_init (int *argc, char ***argv)
{
  g_test_init (argc, argv, NULL);
  g_log_set_always_fatal (G_LOG_LEVEL_CRITICAL | G_LOG_LEVEL_ERROR);
  g_log_set_writer_func (write_log, NULL, NULL);
}

void
store_fixture_set_up (StoreFixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  fixture->root = g_dir_make_tmp ("frond-store-XXXXXX", &error);
  g_assert_no_error (error);
  fixture->folder = g_build_filename (fixture->root, "data", "frond", NULL);
  fixture->path = g_build_filename (fixture->folder, "frond.db", NULL);
  fixture->file = g_file_new_for_path (fixture->path);
  fixture->store = frond_sqlite_store_new (fixture->file);
  store_take_warnings ();
}

static void
remove_tree (const char *path)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);

      remove_tree (child);
    }
  g_remove (path);
}

void
store_fixture_tear_down (StoreFixture *fixture, gconstpointer data)
{
  g_assert_cmpuint (store_take_warnings (), ==, 0);
  store_fixture_close (fixture);
  remove_tree (fixture->root);
  g_object_unref (fixture->file);
  g_free (fixture->path);
  g_free (fixture->folder);
  g_free (fixture->root);
}

void
store_fixture_close (StoreFixture *fixture)
{
  if (fixture->store != NULL)
    g_assert_finalize_object (g_steal_pointer (&fixture->store));
}

void
store_fixture_reopen (StoreFixture *fixture)
{
  store_fixture_close (fixture);
  fixture->store = frond_sqlite_store_new (fixture->file);
}

static gboolean
out_of_time (gpointer data)
{
  g_error ("nothing happened for %d seconds", DEADLINE_SECONDS);
  return G_SOURCE_REMOVE;
}

void
store_wait (GMainContext *context, const guint *done)
{
  g_autoptr (GSource) deadline = g_timeout_source_new_seconds (DEADLINE_SECONDS);

  g_source_set_callback (deadline, out_of_time, NULL, NULL);
  g_source_attach (deadline, context);
  while (*done == 0)
    g_main_context_iteration (context, TRUE);
  g_source_destroy (deadline);
}

static void
take_result (GObject *source, GAsyncResult *result, gpointer data)
{
  Wait *wait = data;

  wait->result = g_object_ref (result);
  wait->done = 1;
}

GBytes *
store_load_picture (FrondProfileStore *store, const char *id, GError **error)
{
  Wait wait = { NULL, 0 };
  GBytes *picture;

  frond_profile_store_load_picture_async (store, id, NULL, take_result, &wait);
  store_wait (NULL, &wait.done);
  picture = frond_profile_store_load_picture_finish (store, wait.result, error);
  g_object_unref (wait.result);
  return picture;
}

void
store_assert_picture (FrondProfileStore *store, const char *id, gsize size)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) picture = store_load_picture (store, id, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (picture != NULL ? g_bytes_get_size (picture) : 0, ==, size);
}

GPtrArray *
store_load (FrondProfileStore *store, GError **error)
{
  Wait wait = { NULL, 0 };
  GPtrArray *profiles;

  frond_profile_store_load_async (store, NULL, take_result, &wait);
  store_wait (NULL, &wait.done);
  profiles = frond_profile_store_load_finish (store, wait.result, error);
  g_object_unref (wait.result);
  return profiles;
}

gboolean
store_save (FrondProfileStore *store, FrondProfile *profile, GError **error)
{
  Wait wait = { NULL, 0 };
  gboolean saved;

  frond_profile_store_save_async (store, profile, NULL, take_result, &wait);
  store_wait (NULL, &wait.done);
  saved = frond_profile_store_save_finish (store, wait.result, error);
  g_object_unref (wait.result);
  return saved;
}

gboolean
store_remove (FrondProfileStore *store, const char *id, GError **error)
{
  Wait wait = { NULL, 0 };
  gboolean removed;

  frond_profile_store_remove_async (store, id, NULL, take_result, &wait);
  store_wait (NULL, &wait.done);
  removed = frond_profile_store_remove_finish (store, wait.result, error);
  g_object_unref (wait.result);
  return removed;
}

FrondProfile *
store_make_profile (const char *name)
{
  FrondProfile *profile = frond_profile_new ();

  frond_profile_set_name (profile, name);
  return profile;
}

FrondProfile *
store_find (GPtrArray *profiles, const char *id)
{
  for (guint i = 0; i < profiles->len; i++)
    if (g_str_equal (frond_profile_get_id (g_ptr_array_index (profiles, i)), id))
      return g_ptr_array_index (profiles, i);

  return NULL;
}

void
store_execute (const char *path, const char *sql)
{
  sqlite3 *handle = NULL;

  g_assert_cmpint (sqlite3_open (path, &handle), ==, SQLITE_OK);
  sqlite3_busy_timeout (handle, 5000);
  if (sqlite3_exec (handle, sql, NULL, NULL, NULL) != SQLITE_OK)
    g_error ("%s: %s", sql, sqlite3_errmsg (handle));
  g_assert_cmpint (sqlite3_close (handle), ==, SQLITE_OK);
}

gint64
store_query_int (const char *path, const char *sql)
{
  sqlite3 *handle = NULL;
  sqlite3_stmt *statement = NULL;
  gint64 value;

  g_assert_cmpint (sqlite3_open (path, &handle), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_prepare_v2 (handle, sql, -1, &statement, NULL), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_step (statement), ==, SQLITE_ROW);
  value = sqlite3_column_int64 (statement, 0);
  sqlite3_finalize (statement);
  g_assert_cmpint (sqlite3_close (handle), ==, SQLITE_OK);
  return value;
}
