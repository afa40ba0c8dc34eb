/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "frond-store-db.h"

#include "frond-error.h"
#include "frond-profile-row.h"
#include "frond-profile.h"
#include "frond-store-connection.h"
#include "frond-store-error.h"
#include "frond-store-row.h"

typedef enum
{
  STATEMENT_LOAD,
  STATEMENT_LOAD_PICTURE,
  STATEMENT_SAVE,
  STATEMENT_SAVE_PICTURE,
  STATEMENT_REMOVE_PICTURE,
  STATEMENT_REMOVE,
  N_STATEMENTS,
} Statement;

struct _FrondStoreDb
{
  char *path;
  const FrondStoreSchema *schema;
  sqlite3 *handle;
  sqlite3_stmt *statements[N_STATEMENTS];
};

FrondStoreDb *
frond_store_db_new (const char *path, const FrondStoreSchema *schema)
{
  FrondStoreDb *self = g_new0 (FrondStoreDb, 1);

  self->path = g_strdup (path);
  self->schema = schema;
  return self;
}

static void
close_file (FrondStoreDb *self)
{
  for (gsize i = 0; i < N_STATEMENTS; i++)
    g_clear_pointer (&self->statements[i], sqlite3_finalize);
  g_clear_pointer (&self->handle, sqlite3_close_v2);
}

void
frond_store_db_free (FrondStoreDb *self)
{
  close_file (self);
  g_free (self->path);
  g_free (self);
}

/* A picture is a thousand times the size of its row and rarely another than last time. */
static char *
make_sql (Statement which)
{
  switch (which)
    {
    case STATEMENT_LOAD:
      return frond_store_row_make_load_sql ();
    case STATEMENT_LOAD_PICTURE:
      return frond_store_row_make_load_picture_sql ();
    case STATEMENT_SAVE:
      return frond_store_row_make_save_sql ();
    case STATEMENT_SAVE_PICTURE:
      return g_strdup ("INSERT INTO profile_pictures (id, png) VALUES (?1, ?2)"
                       " ON CONFLICT (id) DO UPDATE SET png = excluded.png WHERE png IS NOT excluded.png");
    case STATEMENT_REMOVE_PICTURE:
      return g_strdup ("DELETE FROM profile_pictures WHERE id = ?1");
    case STATEMENT_REMOVE:
      return g_strdup ("DELETE FROM profiles WHERE id = ?1");
    case N_STATEMENTS:
    default:
      g_return_val_if_reached (NULL);
    }
}

/* Sets the error of RESULT; where the file itself is the matter, the next call opens it anew. */
static gboolean
fail (FrondStoreDb *self, int result, const char *doing, GError **error)
{
  const int kind = result & 0xff;

  frond_store_set_error (error, self->handle, result, doing);
  if (kind == SQLITE_CORRUPT || kind == SQLITE_NOTADB || kind == SQLITE_READONLY || kind == SQLITE_CANTOPEN ||
      kind == SQLITE_IOERR)
    close_file (self);
  return FALSE;
}

/* Somebody may have replaced or deleted the file; what we would go on writing to would be lost. */
static gboolean
ensure_open (FrondStoreDb *self, GError **error)
{
  if (self->handle != NULL && frond_store_connection_has_moved (self->handle))
    close_file (self);

  if (self->handle == NULL)
    self->handle = frond_store_connection_open (self->path, self->schema, error);

  return self->handle != NULL;
}

static sqlite3_stmt *
get_statement (FrondStoreDb *self, Statement which, GError **error)
{
  int result = SQLITE_OK;

  if (self->statements[which] == NULL)
    {
      g_autofree char *sql = make_sql (which);

      result = sqlite3_prepare_v3 (self->handle, sql, -1, SQLITE_PREPARE_PERSISTENT, &self->statements[which],
                                   NULL);
    }

  if (result == SQLITE_OK)
    return self->statements[which];

  fail (self, result, "preparing", error);
  return NULL;
}

/* Runs a bound statement without results and makes it ready for the next time. */
static gboolean
run (FrondStoreDb *self, sqlite3_stmt *statement, int bound, const char *doing, GError **error)
{
  const int result = bound == SQLITE_OK ? sqlite3_step (statement) : bound;

  if (result != SQLITE_DONE)
    fail (self, result, doing, error);

  /* Closing the file finalized the statement. */
  if (self->handle != NULL)
    {
      sqlite3_reset (statement);
      sqlite3_clear_bindings (statement);
    }

  return result == SQLITE_DONE;
}

static void
add_row (GPtrArray *profiles, sqlite3_stmt *statement)
{
  g_autoptr (GError) error = NULL;
  FrondProfile *profile = frond_store_row_read (statement, &error);

  if (profile != NULL)
    {
      /* What sorting and searching go by: it is made here rather than where people wait for it. */
      frond_profile_get_sort_key (profile);
      frond_profile_get_search_text (profile);
      g_ptr_array_add (profiles, profile);
    }
  else
    {
      const char *id = (const char *) sqlite3_column_text (statement, 0);
      g_autofree char *shown = g_utf8_make_valid (id != NULL ? id : "", -1);

      g_warning ("Profile %s is left out: %s", shown, error->message);
    }
}

GPtrArray *
frond_store_db_load (FrondStoreDb *self, GCancellable *cancellable, GError **error)
{
  g_autoptr (GPtrArray) profiles = g_ptr_array_new_with_free_func (g_object_unref);
  sqlite3_stmt *statement;
  int result = SQLITE_ROW;

  if (!ensure_open (self, error))
    return NULL;

  statement = get_statement (self, STATEMENT_LOAD, error);
  if (statement == NULL)
    return NULL;

  while (result == SQLITE_ROW)
    {
      if (g_cancellable_set_error_if_cancelled (cancellable, error))
        {
          sqlite3_reset (statement);
          return NULL;
        }

      result = sqlite3_step (statement);
      if (result == SQLITE_ROW)
        add_row (profiles, statement);
    }

  if (result != SQLITE_DONE)
    {
      fail (self, result, "loading", error);
      g_clear_pointer (&self->statements[STATEMENT_LOAD], sqlite3_finalize);
      return NULL;
    }

  sqlite3_reset (statement);
  return g_steal_pointer (&profiles);
}

gboolean
frond_store_db_load_picture (FrondStoreDb *self, const char *id, GBytes **picture, GError **error)
{
  sqlite3_stmt *statement;
  int result;

  *picture = NULL;
  if (!ensure_open (self, error))
    return FALSE;

  statement = get_statement (self, STATEMENT_LOAD_PICTURE, error);
  if (statement == NULL)
    return FALSE;

  result = sqlite3_bind_text (statement, 1, id, -1, SQLITE_TRANSIENT);
  if (result == SQLITE_OK)
    result = sqlite3_step (statement);
  if (result == SQLITE_ROW)
    *picture = g_bytes_new (sqlite3_column_blob (statement, 0), (gsize) sqlite3_column_bytes (statement, 0));
  else if (result != SQLITE_DONE)
    fail (self, result, "loading a picture", error);

  /* Closing the file finalized the statement. */
  if (self->handle != NULL)
    sqlite3_reset (statement);
  return result == SQLITE_ROW || result == SQLITE_DONE;
}

gboolean
frond_store_db_begin (FrondStoreDb *self, GError **error)
{
  int result;

  /* What could only be read when it was opened may have become writable. */
  if (self->handle != NULL && sqlite3_db_readonly (self->handle, "main") == 1)
    close_file (self);

  if (!ensure_open (self, error))
    return FALSE;

  result = sqlite3_exec (self->handle, "BEGIN IMMEDIATE", NULL, NULL, NULL);
  return result == SQLITE_OK || fail (self, result, "starting to write", error);
}

gboolean
frond_store_db_commit (FrondStoreDb *self, GError **error)
{
  g_autoptr (GError) local_error = NULL;
  int result = sqlite3_exec (self->handle, "COMMIT", NULL, NULL, NULL);

  if (result == SQLITE_OK)
    return TRUE;

  fail (self, result, "writing", &local_error);
  frond_store_db_rollback (self);
  g_propagate_error (error, g_steal_pointer (&local_error));
  return FALSE;
}

void
frond_store_db_rollback (FrondStoreDb *self)
{
  /* Some errors end the transaction, or close the file, by themselves. */
  if (self->handle != NULL && !sqlite3_get_autocommit (self->handle))
    sqlite3_exec (self->handle, "ROLLBACK", NULL, NULL, NULL);
}

static gboolean
save_picture (FrondStoreDb *self, FrondProfile *profile, GError **error)
{
  GBytes *picture = frond_profile_get_picture (profile);
  sqlite3_stmt *statement;
  int result;

  /* One that has not been loaded is not one that is gone. */
  if (!frond_profile_row_is_unsaved (profile, frond_profile_row_find_field ("picture")))
    return TRUE;

  statement =
      get_statement (self, picture != NULL ? STATEMENT_SAVE_PICTURE : STATEMENT_REMOVE_PICTURE, error);
  if (statement == NULL)
    return FALSE;

  result = sqlite3_bind_text (statement, 1, frond_profile_get_id (profile), -1, SQLITE_TRANSIENT);
  if (picture != NULL && result == SQLITE_OK)
    {
      gsize size;
      gconstpointer png = g_bytes_get_data (picture, &size);

      /* SQLite takes no pointer for NULL, even for a picture of no bytes. */
      result = sqlite3_bind_blob64 (statement, 2, size > 0 ? png : "", size, SQLITE_STATIC);
    }

  return run (self, statement, result, "saving a picture", error);
}

gboolean
frond_store_db_save (FrondStoreDb *self, FrondProfile *profile, GError **error)
{
  sqlite3_stmt *statement = get_statement (self, STATEMENT_SAVE, error);

  return statement != NULL &&
         run (self, statement, frond_store_row_bind (statement, profile), "saving", error) &&
         save_picture (self, profile, error);
}

gboolean
frond_store_db_remove (FrondStoreDb *self, const char *id, GError **error)
{
  sqlite3_stmt *statement = get_statement (self, STATEMENT_REMOVE, error);

  return statement != NULL &&
         run (self, statement, sqlite3_bind_text (statement, 1, id, -1, SQLITE_TRANSIENT), "removing", error);
}
