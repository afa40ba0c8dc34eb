/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "frond-guest.h"
#include "frond-library.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define FROND_TYPE_PROPERTIES_DIALOG (frond_properties_dialog_get_type ())
G_DECLARE_FINAL_TYPE (FrondPropertiesDialog, frond_properties_dialog, FROND, PROPERTIES_DIALOG,
                      AdwPreferencesDialog)

/* The settings of GUEST. What was changed is applied when the dialog is closed, all at once. */
AdwDialog *frond_properties_dialog_new (FrondLibrary *library, FrondGuest *guest);

G_END_DECLS
