/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define FROND_TYPE_KEYS_DIALOG (frond_keys_dialog_get_type ())
G_DECLARE_FINAL_TYPE (FrondKeysDialog, frond_keys_dialog, FROND, KEYS_DIALOG, AdwAlertDialog)

/* Asks for a key combination by having it pressed. Escape, or the button, closes it without one.
 *
 * signal
 *  chosen (trigger)  string, as frond_host_shortcuts_check() accepts it; the dialog closes by itself */
AdwDialog *frond_keys_dialog_new (void);

G_END_DECLS
