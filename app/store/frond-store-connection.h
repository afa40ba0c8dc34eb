/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "frond-store-schema-private.h"

#include <sqlite3.h>

G_BEGIN_DECLS

/* Opens the library at PATH, made when it is missing, and takes it to SCHEMA's version. A library that this user
 * may only read is opened for reading. Errors: FROND_ERROR_STORE_*; the file is then what it was. Blocks. Close
 * with sqlite3_close_v2(). */
sqlite3 *frond_store_connection_open (const char *path, const FrondStoreSchema *schema, GError **error);

/* Whether HANDLE's file is no longer the one at its path. */
gboolean frond_store_connection_has_moved (sqlite3 *handle);

/* Runs SQL without results; DOING is for the error's message. */
gboolean frond_store_connection_execute (sqlite3 *handle, const char *sql, const char *doing, GError **error);

/* The one integer that SQL gives. */
gboolean frond_store_connection_read_int (sqlite3 *handle, const char *sql, gint64 *value, GError **error);

G_END_DECLS
