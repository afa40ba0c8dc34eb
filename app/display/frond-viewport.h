/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gdk/gdk.h>

G_BEGIN_DECLS

/* Where a widget's picture lies on the device's pixels. Blur and wrong clicks both come from rounding this in two
 * places, so it is done once, here, in device pixels of the window's surface. */
typedef struct
{
  int guest_width;
  int guest_height;
  double scale;    /* device pixels a logical pixel */
  double origin_x; /* the widget in its surface, logical */
  double origin_y;
  GdkRectangle widget;  /* whole device pixels that are the widget's alone */
  GdkRectangle picture; /* the guest's picture; may be larger than the widget when it is not scaled */
} FrondViewport;

/* A guest that could not take our size exactly may be this much smaller and is still shown pixel for pixel. */
#define FROND_VIEWPORT_TOLERANCE 8

/* WIDTH and HEIGHT are the widget's, logical. FIT: fill the widget and keep the aspect; else one to one. */
void frond_viewport_init (FrondViewport *self, double origin_x, double origin_y, double width, double height,
                          double scale, int guest_width, int guest_height, gboolean fit);

gboolean frond_viewport_equal (const FrondViewport *self, const FrondViewport *other);

/* One guest pixel is one device pixel. */
gboolean frond_viewport_is_exact (const FrondViewport *self);
/* Guest pixels are squares of whole device pixels. */
gboolean frond_viewport_is_integral (const FrondViewport *self);

/* From the widget's logical pixels to the guest's, moved to the nearest pixel of the picture. FALSE when the point
 * is on the bars. The last device pixel reaches the last guest pixel. */
gboolean frond_viewport_to_guest (const FrondViewport *self, double x, double y, int *guest_x, int *guest_y);

G_END_DECLS
