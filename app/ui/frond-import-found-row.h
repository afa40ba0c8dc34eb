/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "frond-import.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define FROND_TYPE_IMPORT_FOUND_ROW (frond_import_found_row_get_type ())
G_DECLARE_FINAL_TYPE (FrondImportFoundRow, frond_import_found_row, FROND, IMPORT_FOUND_ROW, AdwActionRow)

/* A machine of another manager's, with a box to tick, or why it cannot be ticked.
 *
 * properties: selected (boolean) */
GtkWidget *frond_import_found_row_new (FrondImport *import);

FrondImport *frond_import_found_row_get_import (FrondImportFoundRow *self);
gboolean frond_import_found_row_get_selected (FrondImportFoundRow *self);
void frond_import_found_row_set_selected (FrondImportFoundRow *self, gboolean selected);

/* How far its import is: 0 to 1, or negative when it does not run. */
void frond_import_found_row_set_progress (FrondImportFoundRow *self, double fraction);

/* It is imported: it cannot be ticked again. */
void frond_import_found_row_set_done (FrondImportFoundRow *self);

/* It was not, for the reason WORDS. */
void frond_import_found_row_set_failed (FrondImportFoundRow *self, const char *words);

G_END_DECLS
