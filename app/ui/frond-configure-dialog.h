/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "frond-catalogue-entry.h"
#include "frond-launcher.h"
#include "frond-library.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define FROND_TYPE_CONFIGURE_DIALOG (frond_configure_dialog_get_type ())
G_DECLARE_FINAL_TYPE (FrondConfigureDialog, frond_configure_dialog, FROND, CONFIGURE_DIALOG, AdwDialog)

/* The sheet that says what a machine of ENTRY will be like before anything is downloaded.
 *
 * signals: launch (FrondCatalogueEntry, FrondProfile): a person wants it so; the dialog closes */
AdwDialog *frond_configure_dialog_new (FrondLibrary *library, FrondLauncher *launcher,
                                       FrondCatalogueEntry *entry);

/* During the signal: the passphrase that its disk is to be encrypted with (frond_secret_seal(), which is the caller's then), and
 * whether the keyring shall know it. -1: none. */
int frond_configure_dialog_steal_passphrase (FrondConfigureDialog *self, gboolean *remember);

G_END_DECLS
