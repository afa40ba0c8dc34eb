/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "frond-types.h"

#include <sqlite3.h>

G_BEGIN_DECLS

/* Between a FrondProfile and its row: the one list of columns, for reading as for writing. */

/* SELECT of every profile in order, without its picture. Caller frees. */
char *frond_store_row_make_load_sql (void);

/* SELECT of the picture of the profile whose id is the parameter. Caller frees. */
char *frond_store_row_make_load_picture_sql (void);

/* INSERT of one profile without its picture, or UPDATE of what is unsaved of it; one parameter a column, and one more.
 * Caller frees. */
char *frond_store_row_make_save_sql (void);

/* Whether PROFILE is one that can be written and that reading would take back; else FROND_ERROR_INVALID_VALUE or
 * FROND_ERROR_OUT_OF_RANGE with the field. */
gboolean frond_store_row_check (FrondProfile *profile, GError **error);

/* Binds PROFILE, which passed the check, to the parameters of the save statement. Returns SQLite's result. */
int frond_store_row_bind (sqlite3_stmt *save, FrondProfile *profile);

/* The profile of the row that LOAD is at, with values checked like those of a stranger; NULL with the errors of
 * frond_store_row_check(). Caller owns it. */
FrondProfile *frond_store_row_read (sqlite3_stmt *load, GError **error);

G_END_DECLS
