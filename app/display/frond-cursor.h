/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

#define FROND_CURSOR_MAX_SIZE 512

/* The guest's pointer: an immutable picture, straight alpha, in guest pixels. */
typedef struct _FrondCursor FrondCursor;

#define FROND_TYPE_CURSOR (frond_cursor_get_type ())
GType frond_cursor_get_type (void);

/* RGBA holds WIDTH x HEIGHT pixels of four bytes (R, G, B, A). The hot spot is moved inside the picture. NULL when
 * the size is not 1..FROND_CURSOR_MAX_SIZE or RGBA is too short: the guest chooses these numbers. */
FrondCursor *frond_cursor_new (GBytes *rgba, int width, int height, int hot_x, int hot_y);
/* A pointer that is there and shows nothing. */
FrondCursor *frond_cursor_new_hidden (void);
FrondCursor *frond_cursor_ref (FrondCursor *self);
void frond_cursor_unref (FrondCursor *self);

gboolean frond_cursor_is_hidden (FrondCursor *self);
GBytes *frond_cursor_get_rgba (FrondCursor *self);
int frond_cursor_get_width (FrondCursor *self);
int frond_cursor_get_height (FrondCursor *self);
int frond_cursor_get_hot_x (FrondCursor *self);
int frond_cursor_get_hot_y (FrondCursor *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FrondCursor, frond_cursor_unref)

G_END_DECLS
