/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "frond-screen.h"
#include "frond-viewport.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define FROND_TYPE_TILE_PRESENTER (frond_tile_presenter_get_type ())
G_DECLARE_FINAL_TYPE (FrondTilePresenter, frond_tile_presenter, FROND, TILE_PRESENTER, GObject)

/* Draws a guest's picture as textures of one tile each. GSK uploads a memory texture whole whatever its update
 * region says, so small textures are what makes a small change cheap; see section 1 of the display study.
 *
 * Copies of the guest's memory are made in update() only. */
FrondTilePresenter *frond_tile_presenter_new (void);

/* FOR_CAIRO: the renderer is GskCairoRenderer, which wants another pixel format, smaller tiles and other nodes. */
void frond_tile_presenter_set_for_cairo (FrondTilePresenter *self, gboolean for_cairo);
gboolean frond_tile_presenter_get_for_cairo (FrondTilePresenter *self);

/* SHARP: a picture that is scaled keeps the edges of its pixels; else it is smoothed. */
void frond_tile_presenter_set_sharp (FrondTilePresenter *self, gboolean sharp);

/* TRUE when nothing was damaged before: time to ask for a frame. */
gboolean frond_tile_presenter_damage (FrondTilePresenter *self, const GdkRectangle *rect);
gboolean frond_tile_presenter_damage_all (FrondTilePresenter *self);
gboolean frond_tile_presenter_is_damaged (FrondTilePresenter *self);

/* Forgets the picture. */
void frond_tile_presenter_clear (FrondTilePresenter *self);
/* Whether there is something to draw, and of which size. */
gboolean frond_tile_presenter_get_size (FrondTilePresenter *self, int *width, int *height);

/* Gets ready to draw FRAME's size at VIEWPORT (whose guest size it is), and copies the damaged tiles. With a NULL
 * FRAME the picture stays as it is. */
void frond_tile_presenter_update (FrondTilePresenter *self, const FrondViewport *viewport,
                                  const FrondFrame *frame);

/* Draws in device pixels of the surface. */
void frond_tile_presenter_snapshot (FrondTilePresenter *self, GtkSnapshot *snapshot);

/* Tiles copied since the presenter was made. */
guint64 frond_tile_presenter_get_n_copies (FrondTilePresenter *self);

G_END_DECLS
