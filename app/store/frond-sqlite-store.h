/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "frond-profile-store.h"

G_BEGIN_DECLS

#define FROND_TYPE_SQLITE_STORE (frond_sqlite_store_get_type ())
G_DECLARE_FINAL_TYPE (FrondSqliteStore, frond_sqlite_store, FROND, SQLITE_STORE, GObject)

/* The library in the SQLite database FILE, which has to be a local path. The file, and its folder with mode 0700,
 * are made when they are missing, at the first call. One thread of its own does all the work; calls are carried
 * out in their order, saves that wait together share one transaction. A call that fails leaves the file as it
 * was; the next call tries again, opening the file anew where that can help. The last unref waits for that
 * thread to close the file. Several processes may use one file. Caller owns the store.
 *
 * Saving refuses a profile that loading would skip: FROND_ERROR_INVALID_VALUE or FROND_ERROR_OUT_OF_RANGE with
 * the field. */
FrondProfileStore *frond_sqlite_store_new (GFile *file);

G_END_DECLS
