/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "frond-guest.h"
#include "frond-library.h"
#include "frond-session.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define FROND_TYPE_PROPERTIES_DIALOG (frond_properties_dialog_get_type ())
G_DECLARE_FINAL_TYPE (FrondPropertiesDialog, frond_properties_dialog, FROND, PROPERTIES_DIALOG,
                      AdwPreferencesDialog)

/* The settings of GUEST. What was changed is applied when the dialog is closed, all at once. */
AdwDialog *frond_properties_dialog_new (FrondLibrary *library, FrondGuest *guest);

/* The connection to the running machine, whose agent the dialog then speaks of. */
void frond_properties_dialog_set_session (FrondPropertiesDialog *self, FrondSession *session);

G_END_DECLS
