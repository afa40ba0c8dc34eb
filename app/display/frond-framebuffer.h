/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "frond-screen.h"

#include <gdk/gdk.h>

G_BEGIN_DECLS

#define FROND_TYPE_FRAMEBUFFER (frond_framebuffer_get_type ())
G_DECLARE_FINAL_TYPE (FrondFramebuffer, frond_framebuffer, FROND, FRAMEBUFFER, GObject)

/* The guest's picture as a grid of tiles, and what changed in each since it was last copied. A tile covers APRON
 * pixels of its neighbours, so that it can be scaled without a seam. Everything is damaged at first.
 *
 * Damage is one box a tile: adding is O(1) however many thousand small rectangles a guest sends. */
FrondFramebuffer *frond_framebuffer_new (int width, int height, int tile_size, int apron);

int frond_framebuffer_get_width (FrondFramebuffer *self);
int frond_framebuffer_get_height (FrondFramebuffer *self);
int frond_framebuffer_get_apron (FrondFramebuffer *self);
guint frond_framebuffer_get_n_tiles (FrondFramebuffer *self);
/* TILE is what the tile shows, COVERED (either may be NULL) what its copy holds; guest pixels. */
void frond_framebuffer_get_tile (FrondFramebuffer *self, guint tile, GdkRectangle *shown,
                                 GdkRectangle *covered);

/* May reach out of the picture. TRUE when it was not damaged before: time to ask for a frame. */
gboolean frond_framebuffer_damage (FrondFramebuffer *self, const GdkRectangle *rect);
gboolean frond_framebuffer_damage_all (FrondFramebuffer *self);
gboolean frond_framebuffer_is_damaged (FrondFramebuffer *self);

/* Takes the damage of a tile out, relative to its covered rectangle. FALSE when there is none. */
gboolean frond_framebuffer_take_damage (FrondFramebuffer *self, guint tile, GdkRectangle *damage);

/* The covered pixels of a tile: opaque 32-bit words, rows of covered.width * 4 bytes. FRAME has the framebuffer's
 * size. (transfer full) */
GBytes *frond_framebuffer_copy_tile (FrondFramebuffer *self, guint tile, const FrondFrame *frame);

G_END_DECLS
