/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "frond-library.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define FROND_TYPE_IMPORT_DIALOG (frond_import_dialog_get_type ())
G_DECLARE_FINAL_TYPE (FrondImportDialog, frond_import_dialog, FROND, IMPORT_DIALOG, AdwDialog)

/* Looks at FILE, which a person dropped, chose or named, and presents over PARENT the sheet that goes with it: that for a
 * new machine where it is a disc, that for an import where it is a disk or a machine of another manager's, and else the
 * words that say why it is neither. An imported machine is started by "app.start-guest" where the person chose that. */
void frond_import_dialog_open (FrondLibrary *library, GFile *file, GtkWidget *parent);

G_END_DECLS
