/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "frond-guest-tiles.h"

G_BEGIN_DECLS

#define FROND_TYPE_GUEST_CELL (frond_guest_cell_get_type ())
G_DECLARE_FINAL_TYPE (FrondGuestCell, frond_guest_cell, FROND, GUEST_CELL, GtkWidget)

/* The place of a guest in the grid: as large as a tile, and with one of TILES in it while it is seen. */
GtkWidget *frond_guest_cell_new (FrondGuestTiles *tiles);

/* GUEST may be NULL. */
void frond_guest_cell_set_guest (FrondGuestCell *self, FrondGuest *guest);

/* The tile, or NULL while nobody sees it. (transfer none) */
FrondGuestTile *frond_guest_cell_get_tile (FrondGuestCell *self);

G_END_DECLS
