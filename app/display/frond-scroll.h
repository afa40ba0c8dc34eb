/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gdk/gdk.h>

G_BEGIN_DECLS

/* Guests know whole wheel clicks only; hosts send fractions of a detent and touchpad pixels. */
typedef struct
{
  double rest; /* detents not yet sent */
} FrondScroll;

/* How many clicks (positive is down) the guest gets for a vertical DELTA of UNIT. */
int frond_scroll_add (FrondScroll *self, double delta, GdkScrollUnit unit);
/* The fingers left the touchpad, or the pointer the widget. */
void frond_scroll_stop (FrondScroll *self);

G_END_DECLS
