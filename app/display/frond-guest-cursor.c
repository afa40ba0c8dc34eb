/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "frond-guest-cursor.h"

#include <gdk-pixbuf/gdk-pixbuf.h>
#include <math.h>

#define MIN_FACTOR 0.5
#define MAX_FACTOR 4.0

/* Scales are multiples of 1/120 at the finest; those that people choose come out even within four pixels. */
#define MAX_PADDING 8
#define EPSILON     1e-6

typedef struct
{
  int length;  /* of the picture, device pixels */
  int margin;  /* transparent, before the picture */
  int device;  /* of the texture */
  int logical; /* the same for GDK */
  int hot;     /* logical */
} Axis;

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

static GBytes *
scale_shape (FrondCursor *shape, int width, int height, gsize *stride)
{
  int shape_width = frond_cursor_get_width (shape);
  int shape_height = frond_cursor_get_height (shape);
  GBytes *rgba = frond_cursor_get_rgba (shape);
  g_autoptr (GdkPixbuf) pixbuf = NULL;
  g_autoptr (GdkPixbuf) scaled = NULL;

  *stride = (gsize) width * 4;
  if (width == shape_width && height == shape_height)
    return g_bytes_ref (rgba);

  pixbuf = gdk_pixbuf_new_from_bytes (rgba, GDK_COLORSPACE_RGB, TRUE, 8, shape_width, shape_height,
                                      shape_width * 4);
  scaled = gdk_pixbuf_scale_simple (pixbuf, width, height, GDK_INTERP_BILINEAR);
  if (scaled == NULL)
    return NULL;
  *stride = gdk_pixbuf_get_rowstride (scaled);
  return gdk_pixbuf_read_pixel_bytes (scaled);
}

/* One of the cursor's two directions. GDK counts size and hot spot in whole logical pixels: at 125 % few of those are
 * whole device pixels, and the picture would be smeared and point beside its tip. A transparent margin makes both
 * come out even. */
static Axis
lay_out (int length, int hot, double factor, double scale)
{
  int device_hot = MIN ((int) floor ((hot + 0.5) * factor), length - 1);
  Axis axis = { .length = length };

  axis.hot = (int) ceil (device_hot / scale - EPSILON);
  axis.margin = MAX (0, (int) round (axis.hot * scale) - device_hot);
  axis.logical = MAX (axis.hot + 1, (int) ceil ((axis.margin + length) / scale - EPSILON));
  for (int more = 0; more < MAX_PADDING; more++)
    {
      double device = (axis.logical + more) * scale;

      if (fabs (device - round (device)) < EPSILON)
        {
          axis.logical += more;
          break;
        }
    }
  axis.device = MAX (axis.margin + length, (int) round (axis.logical * scale));
  return axis;
}

GdkTexture *
frond_guest_cursor_render (FrondCursor *shape, double factor, double scale, int *width, int *height,
                           int *hotspot_x, int *hotspot_y)
{
  int shape_width = MAX (1, (int) round (frond_cursor_get_width (shape) * factor));
  int shape_height = MAX (1, (int) round (frond_cursor_get_height (shape) * factor));
  Axis x = lay_out (shape_width, frond_cursor_get_hot_x (shape), factor, scale);
  Axis y = lay_out (shape_height, frond_cursor_get_hot_y (shape), factor, scale);
  g_autoptr (GBytes) pixels = NULL;
  g_autoptr (GBytes) padded = NULL;
  gsize stride;
  guint8 *out;

  *width = x.logical;
  *height = y.logical;
  *hotspot_x = x.hot;
  *hotspot_y = y.hot;

  pixels = scale_shape (shape, shape_width, shape_height, &stride);
  if (pixels == NULL)
    return NULL;
  if (x.device == shape_width && y.device == shape_height)
    return gdk_memory_texture_new (shape_width, shape_height, GDK_MEMORY_R8G8B8A8, pixels, stride);

  out = g_malloc0 ((gsize) x.device * y.device * 4);
  for (int row = 0; row < shape_height; row++)
    memcpy (out + ((gsize) (y.margin + row) * x.device + x.margin) * 4,
            (const guint8 *) g_bytes_get_data (pixels, NULL) + row * stride, (gsize) shape_width * 4);
  padded = g_bytes_new_take (out, (gsize) x.device * y.device * 4);
  return gdk_memory_texture_new (x.device, y.device, GDK_MEMORY_R8G8B8A8, padded, (gsize) x.device * 4);
}

static GdkTexture *
get_texture (GdkCursor *cursor, int cursor_size, double scale, int *width, int *height, int *hotspot_x,
             int *hotspot_y, gpointer data)
{
  const Shape *shape = data;

  return frond_guest_cursor_render (shape->shape, shape->factor, scale, width, height, hotspot_x, hotspot_y);
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
