/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "frond-library.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define FROND_TYPE_IMPORT_FOUND_DIALOG (frond_import_found_dialog_get_type ())
G_DECLARE_FINAL_TYPE (FrondImportFoundDialog, frond_import_found_dialog, FROND, IMPORT_FOUND_DIALOG,
                      AdwDialog)

/* Lists the machines that other managers have on this computer; those that a person ticks are copied into LIBRARY, one
 * after the other. */
AdwDialog *frond_import_found_dialog_new (FrondLibrary *library);

G_END_DECLS
