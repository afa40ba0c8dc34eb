/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "frond-catalogue.h"
#include "frond-downloads.h"
#include "frond-launcher.h"
#include "frond-settings.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define FROND_TYPE_CATALOGUE_PAGE (frond_catalogue_page_get_type ())
G_DECLARE_FINAL_TYPE (FrondCataloguePage, frond_catalogue_page, FROND, CATALOGUE_PAGE, GtkWidget)

/* What a new machine can be made of: a tile for each system of the catalogue, above them files of one's own and what was
 * used lately.
 *
 * signals: configure (FrondCatalogueEntry): a person wants to say what the machine will be like
 *          launched (FrondLaunch): a person has begun to make a machine */
void frond_catalogue_page_set (FrondCataloguePage *self, FrondCatalogue *catalogue, FrondLauncher *launcher,
                               FrondDownloads *downloads, FrondSettings *settings);

/* What is looked for: casefolded, or NULL. */
void frond_catalogue_page_set_query (FrondCataloguePage *self, const char *query);

/* Whether to greet somebody who has no machine yet. */
void frond_catalogue_page_set_welcoming (FrondCataloguePage *self, gboolean welcoming);

/* Entries that are shown. */
guint frond_catalogue_page_get_n_shown (FrondCataloguePage *self);

/* Begins to make a machine of ENTRY with the name and the hardware of WISHES. */
FrondLaunch *frond_catalogue_page_launch (FrondCataloguePage *self, FrondCatalogueEntry *entry,
                                          FrondProfile *wishes);

G_END_DECLS
