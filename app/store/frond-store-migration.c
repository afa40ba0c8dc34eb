/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "frond-store-migration.h"

#include "frond-error.h"
#include "frond-store-connection.h"
#include "frond-store-error.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <unistd.h>

static gboolean
examine (sqlite3 *handle, const FrondStoreSchema *schema, guint *version, GError **error)
{
  gint64 found = 0;
  gint64 application = 0;
  gint64 tables = 0;

  if (!frond_store_connection_read_int (handle, "PRAGMA user_version", &found, error) ||
      !frond_store_connection_read_int (handle, "PRAGMA application_id", &application, error))
    return FALSE;

  /* Before the tables are looked at: those of a newer version may be beyond this SQLite. */
  if (application == FROND_STORE_APPLICATION_ID && found > schema->n_steps)
    {
      frond_set_error (error, FROND_ERROR_STORE_NEWER, NULL,
                       "The library has version %" G_GINT64_FORMAT ", the newest known is %u", found,
                       schema->n_steps);
      return FALSE;
    }

  if (!frond_store_connection_read_int (handle, "SELECT count (*) FROM sqlite_schema", &tables, error))
    return FALSE;

  if (application != (found == 0 ? 0 : FROND_STORE_APPLICATION_ID) || found < 0 || (found == 0 && tables > 0))
    {
      frond_set_error (error, FROND_ERROR_STORE_DAMAGED, NULL, "The database is not a library of Frond");
      return FALSE;
    }

  *version = (guint) found;
  return TRUE;
}

gboolean
frond_store_migration_check (sqlite3 *handle, const FrondStoreSchema *schema, guint *version, GError **error)
{
  gboolean good;

  /* All of it from one moment: another process may be making the library just now. */
  if (!frond_store_connection_execute (handle, "SAVEPOINT look", "looking at the version", error))
    return FALSE;

  good = examine (handle, schema, version, error);
  sqlite3_exec (handle, "RELEASE look", NULL, NULL, NULL);
  return good;
}

static gboolean
copy_database (sqlite3 *from, const char *to_path, GError **error)
{
  sqlite3 *to = NULL;
  sqlite3_backup *backup = NULL;
  int result = sqlite3_open_v2 (to_path, &to, SQLITE_OPEN_READWRITE | SQLITE_OPEN_EXRESCODE, NULL);

  if (result == SQLITE_OK)
    backup = sqlite3_backup_init (to, "main", from, "main");
  if (backup != NULL)
    {
      sqlite3_backup_step (backup, -1);
      sqlite3_backup_finish (backup);
    }

  /* The result of the steps is kept in the target. */
  result = sqlite3_extended_errcode (to);
  if (result != SQLITE_OK)
    frond_store_set_error (error, to, result, to_path);

  sqlite3_close_v2 (to);
  return result == SQLITE_OK;
}

static gboolean
sync_folder_of (const char *path, GError **error)
{
  g_autofree char *folder = g_path_get_dirname (path);
  g_autofd int fd = open (folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

  if (fd >= 0 && fsync (fd) == 0)
    return TRUE;

  frond_store_set_error_from_errno (error, errno, "writing the folder", folder);
  return FALSE;
}

/* A copy has its name only when it is whole. An older copy of the same version is replaced: the file has since
 * gone on at that version. */
static gboolean
save_copy (sqlite3 *reader, const char *path, guint version, GError **error)
{
  g_autofree char *copy = g_strdup_printf ("%s.bak-v%u", path, version);
  g_autofree char *part = g_strconcat (copy, ".XXXXXX", NULL);
  g_autofd int fd = g_mkstemp_full (part, O_RDWR | O_CLOEXEC, 0600);

  if (fd < 0)
    {
      frond_store_set_error_from_errno (error, errno, "making", part);
      return FALSE;
    }

  if (!copy_database (reader, part, error))
    {
      g_unlink (part);
      return FALSE;
    }

  if (g_rename (part, copy) != 0)
    {
      frond_store_set_error_from_errno (error, errno, "making", copy);
      g_unlink (part);
      return FALSE;
    }

  return sync_folder_of (copy, error);
}

/* The connection that is about to migrate holds the write lock, and SQLite copies from no connection that does. */
static gboolean
back_up (const char *path, guint version, GError **error)
{
  sqlite3 *reader = NULL;
  int result = sqlite3_open_v2 (path, &reader, SQLITE_OPEN_READWRITE | SQLITE_OPEN_EXRESCODE, NULL);
  gboolean done = FALSE;

  if (result == SQLITE_OK)
    done = save_copy (reader, path, version, error);
  else
    frond_store_set_error (error, reader, result, "opening the library to copy it");

  sqlite3_close_v2 (reader);
  return done;
}

static gboolean
check_references (sqlite3 *handle, GError **error)
{
  gint64 broken = 0;

  if (!frond_store_connection_read_int (handle, "SELECT count (*) FROM pragma_foreign_key_check", &broken,
                                        error))
    return FALSE;

  if (broken != 0)
    frond_set_error (error, FROND_ERROR_STORE, NULL, "%" G_GINT64_FORMAT " rows refer to nothing", broken);
  return broken == 0;
}

/* Inside the transaction, where nobody else can be migrating the same file. */
static gboolean
take_step (sqlite3 *handle, const char *path, const FrondStoreSchema *schema, gboolean *backed_up,
           guint *version, GError **error)
{
  g_autofree char *set_version = NULL;

  if (!frond_store_migration_check (handle, schema, version, error))
    return FALSE;

  if (*version == schema->n_steps)
    return TRUE;

  if (*version > 0 && !*backed_up)
    {
      if (!back_up (path, *version, error))
        return FALSE;
      *backed_up = TRUE;
    }

  set_version = g_strdup_printf ("PRAGMA user_version = %u", *version + 1);
  if (!frond_store_connection_execute (handle, schema->steps[*version], "migrating", error) ||
      !check_references (handle, error) ||
      !frond_store_connection_execute (handle, set_version, "migrating", error))
    return FALSE;

  ++*version;
  return TRUE;
}

gboolean
frond_store_migration_run (sqlite3 *handle, const char *path, const FrondStoreSchema *schema, guint version,
                           GError **error)
{
  gboolean backed_up = FALSE;

  /* A step may rebuild a table that others refer to; this cannot be switched inside of a transaction. */
  if (version < schema->n_steps &&
      !frond_store_connection_execute (handle, "PRAGMA foreign_keys = OFF", "migrating", error))
    return FALSE;

  while (version < schema->n_steps)
    {
      if (!frond_store_connection_execute (handle, "BEGIN IMMEDIATE", "migrating", error))
        return FALSE;

      if (!take_step (handle, path, schema, &backed_up, &version, error) ||
          !frond_store_connection_execute (handle, "COMMIT", "migrating", error))
        {
          sqlite3_exec (handle, "ROLLBACK", NULL, NULL, NULL);
          return FALSE;
        }
    }

  return TRUE;
}
