/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "frond-settings.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define FROND_TYPE_PREFERENCES_DIALOG (frond_preferences_dialog_get_type ())
G_DECLARE_FINAL_TYPE (FrondPreferencesDialog, frond_preferences_dialog, FROND, PREFERENCES_DIALOG,
                      AdwPreferencesDialog)

/* What holds for all machines: the key combinations that none of them gets. */
AdwDialog *frond_preferences_dialog_new (FrondSettings *settings);

G_END_DECLS
