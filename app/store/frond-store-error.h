/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>
#include <sqlite3.h>

G_BEGIN_DECLS

/* Sets the FROND_ERROR_STORE_* for RESULT, a code that SQLite gave while DOING something with HANDLE. */
void frond_store_set_error (GError **error, sqlite3 *handle, int result, const char *doing);

/* Likewise for ERRNO_VALUE, from a call on PATH that failed. */
void frond_store_set_error_from_errno (GError **error, int errno_value, const char *doing, const char *path);

/* The first thing that SQLite finds wrong in the file, or NULL. Reads the whole file. Caller frees. */
char *frond_store_describe_damage (sqlite3 *handle);

G_END_DECLS
