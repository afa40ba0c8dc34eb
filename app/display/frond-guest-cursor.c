/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "frond-guest-cursor.h"

#include <gdk-pixbuf/gdk-pixbuf.h>
#include <math.h>

#define MIN_FACTOR 0.5
#define MAX_FACTOR 4.0

typedef struct
{
  FrondCursor *shape;
  double factor;
} Shape;

static void
shape_free (gpointer data)
{
  Shape *shape = data;

  frond_cursor_unref (shape->shape);
  g_free (shape);
}

static GdkTexture *
render (const Shape *shape, int width, int height)
{
  int shape_width = frond_cursor_get_width (shape->shape);
  int shape_height = frond_cursor_get_height (shape->shape);
  GBytes *rgba = frond_cursor_get_rgba (shape->shape);
  g_autoptr (GdkPixbuf) pixbuf = NULL;
  g_autoptr (GdkPixbuf) scaled = NULL;
  g_autoptr (GBytes) pixels = NULL;

  if (width == shape_width && height == shape_height)
    return gdk_memory_texture_new (width, height, GDK_MEMORY_R8G8B8A8, rgba, (gsize) width * 4);

  pixbuf = gdk_pixbuf_new_from_bytes (rgba, GDK_COLORSPACE_RGB, TRUE, 8, shape_width, shape_height,
                                      shape_width * 4);
  scaled = gdk_pixbuf_scale_simple (pixbuf, width, height, GDK_INTERP_BILINEAR);
  if (scaled == NULL)
    return NULL;
  pixels = gdk_pixbuf_read_pixel_bytes (scaled);
  return gdk_memory_texture_new (width, height, GDK_MEMORY_R8G8B8A8, pixels,
                                 gdk_pixbuf_get_rowstride (scaled));
}

/* GDK refuses a hot spot outside of the picture, and then there is no pointer at all. */
static int
scale_hot_spot (int hot, double factor, int length)
{
  return CLAMP ((int) floor ((hot + 0.5) * factor), 0, length - 1);
}

static GdkTexture *
get_texture (GdkCursor *cursor, int cursor_size, double scale, int *width, int *height, int *hotspot_x,
             int *hotspot_y, gpointer data)
{
  const Shape *shape = data;
  double factor = shape->factor;
  int device_width = MAX (1, (int) round (frond_cursor_get_width (shape->shape) * factor));
  int device_height = MAX (1, (int) round (frond_cursor_get_height (shape->shape) * factor));

  *width = MAX (1, (int) round (device_width / scale));
  *height = MAX (1, (int) round (device_height / scale));
  *hotspot_x = scale_hot_spot (frond_cursor_get_hot_x (shape->shape), factor / scale, *width);
  *hotspot_y = scale_hot_spot (frond_cursor_get_hot_y (shape->shape), factor / scale, *height);
  return render (shape, device_width, device_height);
}

GdkCursor *
frond_guest_cursor_new (FrondCursor *shape, double factor)
{
  g_autoptr (GdkCursor) fallback = NULL;
  Shape *data;

  if (frond_cursor_is_hidden (shape))
    return gdk_cursor_new_from_name ("none", NULL);

  fallback = gdk_cursor_new_from_name ("default", NULL);
  data = g_new (Shape, 1);
  data->shape = frond_cursor_ref (shape);
  data->factor = CLAMP (factor, MIN_FACTOR, MAX_FACTOR);
  return gdk_cursor_new_from_callback (get_texture, data, shape_free, fallback);
}
