/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "frond-store-error.h"

#include "frond-error.h"

#include <errno.h>

static FrondError
code_for_errno (int errno_value)
{
  switch (errno_value)
    {
    case EACCES:
    case EPERM:
    case EROFS:
      return FROND_ERROR_STORE_READ_ONLY;
    case ENOSPC:
    case EDQUOT:
    case EFBIG:
      return FROND_ERROR_STORE_FULL;
    default:
      return FROND_ERROR_STORE;
    }
}

static FrondError
code_for_result (sqlite3 *handle, int result)
{
  if (result == SQLITE_IOERR_CORRUPTFS)
    return FROND_ERROR_STORE_DAMAGED;

  switch (result & 0xff)
    {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return FROND_ERROR_STORE_LOCKED;
    case SQLITE_READONLY:
    case SQLITE_PERM:
      return FROND_ERROR_STORE_READ_ONLY;
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
      return FROND_ERROR_STORE_DAMAGED;
    case SQLITE_FULL:
      return FROND_ERROR_STORE_FULL;
    case SQLITE_CANTOPEN:
    case SQLITE_IOERR:
      /* A quota or a file size limit is an I/O error to SQLite: only errno tells. */
      return code_for_errno (sqlite3_system_errno (handle));
    default:
      return FROND_ERROR_STORE;
    }
}

void
frond_store_set_error (GError **error, sqlite3 *handle, int result, const char *doing)
{
  const FrondError code = code_for_result (handle, result);
  g_autofree char *damage = NULL;
  g_autofree char *message = g_strdup (sqlite3_errmsg (handle));

  if (code == FROND_ERROR_STORE_DAMAGED)
    damage = frond_store_describe_damage (handle);

  frond_set_error (error, code, NULL, "%s: %s (%s, %d)%s%s", doing, sqlite3_errstr (result), message, result,
                   damage != NULL ? "; " : "", damage != NULL ? damage : "");
}

void
frond_store_set_error_from_errno (GError **error, int errno_value, const char *doing, const char *path)
{
  frond_set_error (error, code_for_errno (errno_value), NULL, "%s %s: %s", doing, path,
                   g_strerror (errno_value));
}

char *
frond_store_describe_damage (sqlite3 *handle)
{
  sqlite3_stmt *statement = NULL;
  char *damage = NULL;

  if (sqlite3_prepare_v2 (handle, "PRAGMA quick_check (1)", -1, &statement, NULL) == SQLITE_OK &&
      sqlite3_step (statement) == SQLITE_ROW)
    {
      const char *found = (const char *) sqlite3_column_text (statement, 0);

      if (g_strcmp0 (found, "ok") != 0)
        damage = g_utf8_make_valid (found != NULL ? found : "", -1);
    }

  sqlite3_finalize (statement);
  return damage;
}
