/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "frond-screen.h"
#include "frond-viewport.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define FROND_TYPE_CAIRO_PICTURE (frond_cairo_picture_get_type ())
G_DECLARE_FINAL_TYPE (FrondCairoPicture, frond_cairo_picture, FROND, CAIRO_PICTURE, GObject)

/* A guest's picture for GSK's Cairo renderer, which copies every texture as a whole, twice, before it draws a part of
 * it. Here it draws from a buffer that lives as long as the picture: of a frame only the pixels that changed are
 * copied into it and drawn from it. Everything is damaged at first.
 *
 * The nodes that draw it stay the same from frame to frame, so GSK cannot see what changed in the buffer. Invisible
 * nodes over the damage, which do change, tell it. */
FrondCairoPicture *frond_cairo_picture_new (int width, int height);

int frond_cairo_picture_get_width (FrondCairoPicture *self);
int frond_cairo_picture_get_height (FrondCairoPicture *self);

/* May reach out of the picture. TRUE when it was not damaged before: time to ask for a frame. */
gboolean frond_cairo_picture_damage (FrondCairoPicture *self, const GdkRectangle *rect);
gboolean frond_cairo_picture_is_damaged (FrondCairoPicture *self);

/* VIEWPORT and FRAME (or NULL: the picture stays as it is) have the picture's size. Returns how many rectangles were
 * copied. */
guint frond_cairo_picture_update (FrondCairoPicture *self, const FrondViewport *viewport,
                                  const FrondFrame *frame);
/* Draws in device pixels of the surface, with FILTER. */
void frond_cairo_picture_snapshot (FrondCairoPicture *self, GtkSnapshot *snapshot, GskScalingFilter filter);

G_END_DECLS
