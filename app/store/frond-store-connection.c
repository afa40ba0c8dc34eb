/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "frond-store-connection.h"

#include "frond-error.h"
#include "frond-store-error.h"
#include "frond-store-migration.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <sys/stat.h>

/* How long a call waits for another process, in milliseconds. */
#define BUSY_TIMEOUT 2000

gboolean
frond_store_connection_execute (sqlite3 *handle, const char *sql, const char *doing, GError **error)
{
  int result = sqlite3_exec (handle, sql, NULL, NULL, NULL);

  if (result == SQLITE_OK)
    return TRUE;

  frond_store_set_error (error, handle, result, doing);
  return FALSE;
}

gboolean
frond_store_connection_read_int (sqlite3 *handle, const char *sql, gint64 *value, GError **error)
{
  sqlite3_stmt *statement = NULL;
  int result = sqlite3_prepare_v2 (handle, sql, -1, &statement, NULL);

  if (result == SQLITE_OK)
    result = sqlite3_step (statement);
  if (result == SQLITE_ROW)
    *value = sqlite3_column_int64 (statement, 0);
  else
    frond_store_set_error (error, handle, result, sql);

  sqlite3_finalize (statement);
  return result == SQLITE_ROW;
}

gboolean
frond_store_connection_has_moved (sqlite3 *handle)
{
  int moved = 0;

  return sqlite3_file_control (handle, "main", SQLITE_FCNTL_HAS_MOVED, &moved) == SQLITE_OK && moved != 0;
}

/* SQLite would make the file readable for everybody, and would open a pipe or a device. */
static gboolean
prepare_place (const char *path, GError **error)
{
  g_autofree char *folder = g_path_get_dirname (path);
  g_autofd int fd = -1;
  GStatBuf info;

  if (g_mkdir_with_parents (folder, 0700) != 0)
    {
      frond_store_set_error_from_errno (error, errno, "making the folder", folder);
      return FALSE;
    }

  if (g_stat (path, &info) == 0)
    {
      if (S_ISREG (info.st_mode))
        return TRUE;
      frond_set_error (error, FROND_ERROR_STORE, NULL, "%s is not a regular file", path);
      return FALSE;
    }

  fd = g_open (path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (fd < 0 && errno != EEXIST)
    {
      frond_store_set_error_from_errno (error, errno, "making the file", path);
      return FALSE;
    }

  return TRUE;
}

/* The file may come from anywhere: what SQLite recommends for one that nobody vouches for. Nothing here reads it;
 * the version has to be the first thing that is looked at. */
static gboolean
harden (sqlite3 *handle, GError **error)
{
  sqlite3_busy_timeout (handle, BUSY_TIMEOUT);
  sqlite3_db_config (handle, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
  sqlite3_db_config (handle, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
  sqlite3_db_config (handle, SQLITE_DBCONFIG_ENABLE_TRIGGER, 0, NULL);
  sqlite3_db_config (handle, SQLITE_DBCONFIG_ENABLE_VIEW, 0, NULL);
  sqlite3_db_config (handle, SQLITE_DBCONFIG_DQS_DDL, 0, NULL);
  sqlite3_db_config (handle, SQLITE_DBCONFIG_DQS_DML, 0, NULL);

  return frond_store_connection_execute (handle, "PRAGMA cell_size_check = ON; PRAGMA mmap_size = 0",
                                         "setting up the connection", error);
}

static sqlite3 *
open_handle (const char *name, int flags, GError **error)
{
  sqlite3 *handle = NULL;
  int result =
      sqlite3_open_v2 (name, &handle,
                       flags | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_PRIVATECACHE | SQLITE_OPEN_EXRESCODE, NULL);

  if (result != SQLITE_OK)
    frond_store_set_error (error, handle, result, name);

  if (result != SQLITE_OK || !harden (handle, error))
    g_clear_pointer (&handle, sqlite3_close_v2);

  return handle;
}

/* A library in write-ahead mode in a folder that cannot be written has no place for the index of its log, and
 * SQLite refuses it. As long as the log is empty the file alone has everything. */
static sqlite3 *
open_immutable (const char *path, GError **error)
{
  g_autofree char *log = g_strconcat (path, "-wal", NULL);
  g_autofree char *uri = g_filename_to_uri (path, NULL, error);
  g_autofree char *immutable = NULL;
  GStatBuf info;

  if (uri == NULL)
    return NULL;

  if (g_stat (log, &info) == 0 && info.st_size > 0)
    {
      frond_set_error (error, FROND_ERROR_STORE_READ_ONLY, NULL, "%s cannot be written and has a log", path);
      return NULL;
    }

  immutable = g_strconcat (uri, "?immutable=1", NULL);
  return open_handle (immutable, SQLITE_OPEN_READONLY | SQLITE_OPEN_URI, error);
}

/* Reading the version is the first thing that looks into the file. */
static sqlite3 *
open_readable (const char *path, const FrondStoreSchema *schema, guint *version, GError **error)
{
  g_autoptr (GError) local_error = NULL;
  sqlite3 *handle = open_handle (path, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, error);
  gboolean good;

  if (handle == NULL)
    return NULL;

  good = frond_store_migration_check (handle, schema, version, &local_error);
  if (!good && sqlite3_db_readonly (handle, "main") == 1 &&
      g_error_matches (local_error, FROND_ERROR, FROND_ERROR_STORE_READ_ONLY))
    {
      g_clear_error (&local_error);
      sqlite3_close_v2 (handle);
      handle = open_immutable (path, error);
      if (handle == NULL)
        return NULL;
      good = frond_store_migration_check (handle, schema, version, &local_error);
    }

  if (!good)
    {
      /* A file that is not for us is not for us to tidy up either. */
      sqlite3_db_config (handle, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
      g_clear_pointer (&handle, sqlite3_close_v2);
      g_propagate_error (error, g_steal_pointer (&local_error));
    }

  return handle;
}

/* Not possible everywhere (network file systems), and not while somebody else does the same: every journal mode
 * is safe, so this is no reason to fail. */
static void
use_write_ahead_log (sqlite3 *handle)
{
  g_autoptr (GError) error = NULL;

  if (!frond_store_connection_execute (handle, "PRAGMA journal_mode = WAL", "choosing the journal", &error))
    g_debug ("%s", error->message);
}

sqlite3 *
frond_store_connection_open (const char *path, const FrondStoreSchema *schema, GError **error)
{
  sqlite3 *handle;
  guint version = 0;

  if (!prepare_place (path, error))
    return NULL;

  handle = open_readable (path, schema, &version, error);
  if (handle == NULL)
    return NULL;

  if (!frond_store_migration_run (handle, path, schema, version, error) ||
      !frond_store_connection_execute (handle, "PRAGMA foreign_keys = ON", "setting up the connection",
                                       error))
    {
      sqlite3_close_v2 (handle);
      return NULL;
    }

  if (sqlite3_db_readonly (handle, "main") == 0)
    use_write_ahead_log (handle);

  return handle;
}
