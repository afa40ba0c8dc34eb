/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "frond-scroll.h"

#include <math.h>

/* Logical pixels of a touchpad that feel like one detent of a wheel. */
#define PIXELS_PER_CLICK 15.0

/* A flick must not keep a slow guest busy for seconds. */
#define MAX_CLICKS 10.0

int
frond_scroll_add (FrondScroll *self, double delta, GdkScrollUnit unit)
{
  double detents = unit == GDK_SCROLL_UNIT_SURFACE ? delta / PIXELS_PER_CLICK : delta;
  double whole;

  if (!isfinite (detents))
    return 0;
  if (detents * self->rest < 0)
    self->rest = 0;

  self->rest = CLAMP (self->rest + detents, -MAX_CLICKS, MAX_CLICKS);
  /* Thirds of a detent add up to a hair less than one. */
  whole = trunc (self->rest + copysign (1e-6, self->rest));
  self->rest -= whole;
  return (int) whole;
}

void
frond_scroll_stop (FrondScroll *self)
{
  self->rest = 0;
}
