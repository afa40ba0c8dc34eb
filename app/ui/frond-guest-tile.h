/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "frond-types.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define FROND_TYPE_GUEST_TILE (frond_guest_tile_get_type ())
G_DECLARE_FINAL_TYPE (FrondGuestTile, frond_guest_tile, FROND, GUEST_TILE, GtkWidget)

/* One guest in the library: its picture, name, system and state, the action that comes next and a menu. Has to live
 * inside of an AdwToastOverlay.
 *
 * properties: guest (FrondGuest or NULL)
 * signals:    wants-picture: a picture of the running guest would be welcome */
GtkWidget *frond_guest_tile_new (FrondLibrary *library);
void frond_guest_tile_set_guest (FrondGuestTile *self, FrondGuest *guest);
FrondGuest *frond_guest_tile_get_guest (FrondGuestTile *self);

/* While machines are selected, neither keys nor clicks may find the buttons that act on one of them. */
void frond_guest_tile_set_selecting (FrondGuestTile *self, gboolean selecting);

/* Opens the context menu at X, Y of the tile; negative: at its menu button, or where that would be. */
void frond_guest_tile_popup_menu (FrondGuestTile *self, double x, double y);

G_END_DECLS
