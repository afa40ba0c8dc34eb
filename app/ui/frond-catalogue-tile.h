/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "frond-catalogue-entry.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define FROND_TYPE_CATALOGUE_TILE (frond_catalogue_tile_get_type ())
G_DECLARE_FINAL_TYPE (FrondCatalogueTile, frond_catalogue_tile, FROND, CATALOGUE_TILE, GtkWidget)

/* A system of the catalogue: its mark, its name, what it is, and a button that makes a machine of it. While one is made
 * it shows how far that is.
 *
 * properties: title, description (strings, read-only: what a screen reader says of it)
 * signals: launch, configure: a person wants to */
GtkWidget *frond_catalogue_tile_new (void);

/* NULL: nothing, until it is used again. */
void frond_catalogue_tile_set_entry (FrondCatalogueTile *self, FrondCatalogueEntry *entry);
FrondCatalogueEntry *frond_catalogue_tile_get_entry (FrondCatalogueTile *self);

/* Does what the tile's button says: launches, goes on, tries again; opens nothing while there is nothing to do. */
void frond_catalogue_tile_activate (FrondCatalogueTile *self);
void frond_catalogue_tile_popup_menu (FrondCatalogueTile *self);

G_END_DECLS
