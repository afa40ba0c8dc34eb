/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "frond-viewport.h"

#include <math.h>

/* Scales such as 4/3 do not come out even in binary. */
#define EPSILON 1e-6

static gboolean
nearly_fits (int guest, int widget)
{
  return guest <= widget && widget - guest <= FROND_VIEWPORT_TOLERANCE;
}

static void
place_picture (FrondViewport *self, gboolean fit)
{
  const GdkRectangle *widget = &self->widget;
  GdkRectangle *picture = &self->picture;

  picture->width = self->guest_width;
  picture->height = self->guest_height;
  if (fit &&
      !(nearly_fits (self->guest_width, widget->width) && nearly_fits (self->guest_height, widget->height)))
    {
      double factor =
          MIN ((double) widget->width / self->guest_width, (double) widget->height / self->guest_height);

      picture->width = CLAMP ((int) round (self->guest_width * factor), 1, MAX (1, widget->width));
      picture->height = CLAMP ((int) round (self->guest_height * factor), 1, MAX (1, widget->height));
    }
  picture->x = widget->x + (int) floor ((widget->width - picture->width) / 2.0);
  picture->y = widget->y + (int) floor ((widget->height - picture->height) / 2.0);
}

void
frond_viewport_init (FrondViewport *self, double origin_x, double origin_y, double width, double height,
                     double scale, int guest_width, int guest_height, gboolean fit)
{
  int right = (int) floor ((origin_x + width) * scale + EPSILON);
  int bottom = (int) floor ((origin_y + height) * scale + EPSILON);

  *self = (FrondViewport) {
    .guest_width = MAX (1, guest_width),
    .guest_height = MAX (1, guest_height),
    .scale = scale,
    .origin_x = origin_x,
    .origin_y = origin_y,
  };
  self->widget.x = (int) ceil (origin_x * scale - EPSILON);
  self->widget.y = (int) ceil (origin_y * scale - EPSILON);
  self->widget.width = MAX (0, right - self->widget.x);
  self->widget.height = MAX (0, bottom - self->widget.y);
  place_picture (self, fit);
}

gboolean
frond_viewport_equal (const FrondViewport *self, const FrondViewport *other)
{
  return self->guest_width == other->guest_width && self->guest_height == other->guest_height &&
         self->scale == other->scale && self->origin_x == other->origin_x &&
         self->origin_y == other->origin_y && gdk_rectangle_equal (&self->widget, &other->widget) &&
         gdk_rectangle_equal (&self->picture, &other->picture);
}

gboolean
frond_viewport_is_exact (const FrondViewport *self)
{
  return self->picture.width == self->guest_width && self->picture.height == self->guest_height;
}

gboolean
frond_viewport_is_integral (const FrondViewport *self)
{
  return self->picture.width % self->guest_width == 0 && self->picture.height % self->guest_height == 0 &&
         self->picture.width / self->guest_width == self->picture.height / self->guest_height;
}

/* Edges to edges: the first and the last device pixel must reach the first and the last guest pixel. */
static int
map_axis (double device, int start, int length, int guest)
{
  double inside = CLAMP (device - start, 0.0, length - 1.0);

  if (length == guest)
    return (int) inside;
  if (length < guest)
    return length > 1 ? (int) round (inside * (guest - 1) / (length - 1)) : 0;
  return MIN (guest - 1, (int) (inside * guest / length));
}

gboolean
frond_viewport_to_guest (const FrondViewport *self, double x, double y, int *guest_x, int *guest_y)
{
  const GdkRectangle *picture = &self->picture;
  double device_x = (self->origin_x + x) * self->scale;
  double device_y = (self->origin_y + y) * self->scale;

  *guest_x = map_axis (device_x, picture->x, picture->width, self->guest_width);
  *guest_y = map_axis (device_y, picture->y, picture->height, self->guest_height);
  return device_x >= picture->x && device_x < picture->x + picture->width && device_y >= picture->y &&
         device_y < picture->y + picture->height;
}
