/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "frond-types.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define FROND_TYPE_EXPORT_DIALOG (frond_export_dialog_get_type ())
G_DECLARE_FINAL_TYPE (FrondExportDialog, frond_export_dialog, FROND, EXPORT_DIALOG, AdwDialog)

/* Writes GUEST, which is off, to a file: says what goes along, asks where to, and how far it is. */
AdwDialog *frond_export_dialog_new (FrondGuest *guest);

/* Begins with FILE, which may be replaced: the person has chosen it. */
void frond_export_dialog_export (FrondExportDialog *self, GFile *file);

G_END_DECLS
