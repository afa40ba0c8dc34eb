/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "frond-damage.h"

static gint64
area (const GdkRectangle *rect)
{
  return (gint64) rect->width * rect->height;
}

/* How many pixels that did not change the union of both would have. */
static gint64
waste (const GdkRectangle *a, const GdkRectangle *b)
{
  GdkRectangle both, common;

  gdk_rectangle_union (a, b, &both);
  if (!gdk_rectangle_intersect (a, b, &common))
    common = (GdkRectangle) { 0 };
  return area (&both) - area (a) - area (b) + area (&common);
}

static guint
find_nearest (FrondDamage *self, const GdkRectangle *rect, gint64 *least)
{
  guint nearest = 0;

  *least = G_MAXINT64;
  for (guint i = 0; i < self->n_rects; i++)
    {
      gint64 wasted = waste (&self->rects[i], rect);

      if (wasted < *least)
        {
          *least = wasted;
          nearest = i;
        }
    }
  return nearest;
}

void
frond_damage_add (FrondDamage *self, const GdkRectangle *rect)
{
  GdkRectangle joined = *rect;
  gint64 wasted;
  guint nearest = find_nearest (self, &joined, &wasted);

  /* What was joined may touch the next one. */
  while (self->n_rects > 0 && (wasted == 0 || self->n_rects == FROND_DAMAGE_MAX))
    {
      gdk_rectangle_union (&self->rects[nearest], &joined, &joined);
      self->rects[nearest] = self->rects[--self->n_rects];
      nearest = find_nearest (self, &joined, &wasted);
    }
  self->rects[self->n_rects++] = joined;
}
