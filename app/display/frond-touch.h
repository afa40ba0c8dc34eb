/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gdk/gdk.h>

G_BEGIN_DECLS

#define FROND_TYPE_TOUCH (frond_touch_get_type ())
G_DECLARE_FINAL_TYPE (FrondTouch, frond_touch, FROND, TOUCH, GObject)

/* Makes a mouse of fingers, since SPICE knows nothing else: a tap is a click, a finger that moves drags, one that
 * stays is the right button, two scroll. Nothing is pressed before it is clear which.
 *
 * property
 *  long-press        uint, 500: milliseconds until a finger that stays is the right button
 * signals
 *  pointer (x, y)    doubles, as given to the functions below
 *  button (n, down)  uint, boolean: as GDK counts buttons
 *  scroll (dx, dy)   doubles, how far the content has to move against the fingers; same unit */
FrondTouch *frond_touch_new (void);

/* FINGER tells fingers apart and is never followed. */
void frond_touch_begin (FrondTouch *self, gpointer finger, double x, double y);
void frond_touch_update (FrondTouch *self, gpointer finger, double x, double y);
void frond_touch_end (FrondTouch *self, gpointer finger, double x, double y);
/* The fingers are somebody else's now: what is pressed is let go, and nothing is clicked. */
void frond_touch_cancel (FrondTouch *self);

G_END_DECLS
