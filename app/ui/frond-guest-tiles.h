/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "frond-guest-tile.h"
#include "frond-library.h"

G_BEGIN_DECLS

#define FROND_TYPE_GUEST_TILES (frond_guest_tiles_get_type ())
G_DECLARE_FINAL_TYPE (FrondGuestTiles, frond_guest_tiles, FROND, GUEST_TILES, GObject)

/* The tiles of one grid. GtkGridView has thirty rows of cells whatever is seen of it, and a tile is dear: only the cells
 * that are seen have one (FrondGuestCell), and those that were used before are used again. Some are made ahead while
 * nothing else is to be done, so that scrolling makes none.
 *
 * signals: made (FrondGuestTile): a new one */
FrondGuestTiles *frond_guest_tiles_new (FrondLibrary *library);

/* One without a guest and a parent. (transfer full) */
FrondGuestTile *frond_guest_tiles_take (FrondGuestTiles *self);

/* Takes TILE back, which has no parent any more. (transfer full) */
void frond_guest_tiles_give_back (FrondGuestTiles *self, FrondGuestTile *tile);

/* There is one cell more (1) or less (-1): no more tiles than cells are ever needed. */
void frond_guest_tiles_count_cell (FrondGuestTiles *self, int change);

/* frond_guest_tile_set_selecting() of all of them, those that are to come included. */
void frond_guest_tiles_set_selecting (FrondGuestTiles *self, gboolean selecting);

/* Whether all that are to be made ahead are made. */
gboolean frond_guest_tiles_is_at_rest (FrondGuestTiles *self);

/* One of those that are taken, or NULL: all of them have the same size. (transfer none) */
FrondGuestTile *frond_guest_tiles_get_sample (FrondGuestTiles *self);
guint frond_guest_tiles_get_n_taken (FrondGuestTiles *self);

/* How many were ever made. */
guint frond_guest_tiles_get_n_made (FrondGuestTiles *self);

G_END_DECLS
