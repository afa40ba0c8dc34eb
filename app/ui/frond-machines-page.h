/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "frond-settings.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define FROND_TYPE_MACHINES_PAGE (frond_machines_page_get_type ())
G_DECLARE_FINAL_TYPE (FrondMachinesPage, frond_machines_page, FROND, MACHINES_PAGE, AdwPreferencesPage)

/* The page of the preferences about machines: where they are made (LIBRARY's new-machines), and what is kept of
 * SETTINGS for while they run. */
AdwPreferencesPage *frond_machines_page_new (FrondLibrary *library, FrondSettings *settings);

G_END_DECLS
