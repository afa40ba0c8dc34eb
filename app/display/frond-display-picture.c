/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* What FrondDisplay draws, and when. */
#include "frond-display-private.h"

#include "frond-frame.h"

#include <math.h>

#define MIN_WIDTH  64
#define MIN_HEIGHT 48

/* A sliver of a bar that is only a rounding error. */
#define EPSILON 1e-3f

/* A guest that changes its mode has nothing to show for a moment; the person should not see that. */
#define HOLD_MSEC 300

static gboolean
compute_viewport (FrondDisplay *self, FrondViewport *viewport, gboolean of_presenter)
{
  GtkWidget *widget = GTK_WIDGET (self);
  GtkNative *native = gtk_widget_get_native (widget);
  graphene_point_t origin;
  double native_x, native_y;
  int width = 1, height = 1;
  gboolean has_picture;

  if (native == NULL || !gtk_widget_get_realized (widget) ||
      !gtk_widget_compute_point (widget, GTK_WIDGET (native), &GRAPHENE_POINT_INIT (0, 0), &origin))
    return FALSE;

  has_picture = frond_tile_presenter_get_size (self->presenter, &width, &height);
  if (!of_presenter && self->screen != NULL && frond_screen_get_width (self->screen) > 0)
    {
      width = frond_screen_get_width (self->screen);
      height = frond_screen_get_height (self->screen);
      has_picture = TRUE;
    }
  gtk_native_get_surface_transform (native, &native_x, &native_y);
  frond_viewport_init (viewport, native_x + origin.x, native_y + origin.y, gtk_widget_get_width (widget),
                       gtk_widget_get_height (widget),
                       gdk_surface_get_scale (gtk_native_get_surface (native)), width, height, self->scaling);
  return has_picture;
}

gboolean
frond_display_compute_viewport (FrondDisplay *self, FrondViewport *viewport)
{
  return compute_viewport (self, viewport, FALSE);
}

/* The size of the widget's part of the monitor, so that the guest can choose the same scale as the host. */
static void
update_resizer (FrondDisplay *self, const FrondViewport *viewport)
{
  GdkSurface *surface = gtk_native_get_surface (gtk_widget_get_native (GTK_WIDGET (self)));
  /* Some guests cannot have an odd number of columns. */
  int width = viewport->widget.width & ~1;
  int height = viewport->widget.height & ~1;
  int width_mm = 0, height_mm = 0;
  GdkRectangle geometry;
  GdkMonitor *monitor;

  /* On X11 the question for the monitor is three round trips to the server: not for every frame. */
  if (frond_resizer_has_size (self->resizer, width, height))
    return;

  monitor = gdk_display_get_monitor_at_surface (gdk_surface_get_display (surface), surface);
  if (monitor != NULL)
    {
      gdk_monitor_get_geometry (monitor, &geometry);
      if (geometry.width > 0 && geometry.height > 0)
        {
          width_mm = round (gdk_monitor_get_width_mm (monitor) * width / (geometry.width * viewport->scale));
          height_mm =
              round (gdk_monitor_get_height_mm (monitor) * height / (geometry.height * viewport->scale));
        }
    }
  frond_resizer_set_size (self->resizer, width, height, width_mm, height_mm);
}

static void
update_presenter (FrondDisplay *self)
{
  FrondFrame frame;

  if (frond_display_scanout_update (self))
    return;
  if (self->screen != NULL && self->hold_source == 0 && !frond_display_pacing_defer (self) &&
      frond_screen_acquire_frame (self->screen, &frame))
    {
      frond_tile_presenter_update (self->presenter, &self->viewport, &frame);
      frond_screen_release_frame (self->screen);
      frond_screen_frame_done (self->screen);
    }
  else
    {
      frond_tile_presenter_update (self->presenter, &self->viewport, NULL);
    }
}

static void
append_bar (GtkSnapshot *snapshot, float left, float top, float right, float bottom)
{
  const GdkRGBA black = { 0, 0, 0, 1 };

  if (right - left > EPSILON && bottom - top > EPSILON)
    gtk_snapshot_append_color (snapshot, &black, &GRAPHENE_RECT_INIT (left, top, right - left, bottom - top));
}

/* Around the picture and not below it: Cairo draws the first thing in a place without a detour. Device pixels. */
static void
snapshot_bars (FrondDisplay *self, GtkSnapshot *snapshot)
{
  const GdkRectangle *picture = &self->viewport.picture;
  float scale = self->viewport.scale;
  float left = self->viewport.origin_x * scale;
  float top = self->viewport.origin_y * scale;
  float right = left + gtk_widget_get_width (GTK_WIDGET (self)) * scale;
  float bottom = top + gtk_widget_get_height (GTK_WIDGET (self)) * scale;
  float picture_top = CLAMP (picture->y, top, bottom);
  float picture_bottom = CLAMP (picture->y + picture->height, top, bottom);

  append_bar (snapshot, left, top, right, picture_top);
  append_bar (snapshot, left, picture_top, MIN (picture->x, right), picture_bottom);
  append_bar (snapshot, MAX (picture->x + picture->width, left), picture_top, right, picture_bottom);
  append_bar (snapshot, left, picture_bottom, right, bottom);
}

void
frond_display_picture_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  FrondDisplay *self = FROND_DISPLAY (widget);
  const GdkRGBA black = { 0, 0, 0, 1 };
  gboolean has_picture = compute_viewport (self, &self->viewport, self->hold_source != 0);
  float shrink = 1 / self->viewport.scale;
  gboolean with_bars;

  update_resizer (self, &self->viewport);
  if (has_picture)
    update_presenter (self);
  with_bars = has_picture && !self->shows_scanout && frond_tile_presenter_get_for_cairo (self->presenter);
  if (!with_bars)
    gtk_snapshot_append_color (snapshot, &black,
                               &GRAPHENE_RECT_INIT (0, 0, gtk_widget_get_width (widget),
                                                    gtk_widget_get_height (widget)));
  if (!has_picture)
    return;

  frond_display_scanout_snapshot (self, snapshot);
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot,
                          &GRAPHENE_POINT_INIT (-self->viewport.origin_x, -self->viewport.origin_y));
  gtk_snapshot_scale (snapshot, shrink, shrink);
  if (with_bars)
    snapshot_bars (self, snapshot);
  frond_tile_presenter_snapshot (self->presenter, snapshot);
  frond_display_pointer_snapshot (self, snapshot);
  gtk_snapshot_restore (snapshot);
}

void
frond_display_picture_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum,
                               int *natural, int *minimum_baseline, int *natural_baseline)
{
  FrondDisplay *self = FROND_DISPLAY (widget);
  GtkNative *native = gtk_widget_get_native (widget);
  GdkSurface *surface = native != NULL ? gtk_native_get_surface (native) : NULL;
  double scale = surface != NULL ? gdk_surface_get_scale (surface) : 1;
  gboolean horizontal = orientation == GTK_ORIENTATION_HORIZONTAL;
  int guest = 0;

  if (self->screen != NULL)
    guest = horizontal ? frond_screen_get_width (self->screen) : frond_screen_get_height (self->screen);

  *minimum = horizontal ? MIN_WIDTH : MIN_HEIGHT;
  *natural = MAX (*minimum, (int) ceil (guest / scale));
}

/* A hidden window costs nothing: the damage waits, and is one frame when the window is seen again. */
static void
request_frame (FrondDisplay *self)
{
  if (gtk_widget_get_mapped (GTK_WIDGET (self)) &&
      (self->window == NULL || !gtk_window_is_suspended (self->window)))
    frond_display_scanout_queue_draw (self);
}

void
frond_display_picture_drop_hold (FrondDisplay *self)
{
  if (self->hold_source == 0)
    return;
  g_clear_handle_id (&self->hold_source, g_source_remove);
  request_frame (self);
}

static gboolean
on_hold_over (gpointer data)
{
  frond_display_picture_drop_hold (data);
  return G_SOURCE_REMOVE;
}

/* New memory is black until the guest draws into it. */
static void
hold_picture (FrondDisplay *self)
{
  if (self->hold_source == 0)
    self->hold_source = g_timeout_add (HOLD_MSEC, on_hold_over, self);
}

void
frond_display_picture_damage (FrondDisplay *self, int x, int y, int width, int height)
{
  const GdkRectangle rect = { x, y, width, height };
  gboolean is_first;

  frond_display_picture_drop_hold (self);
  if (frond_display_scanout_damage (self, &rect))
    {
      request_frame (self);
      return;
    }
  is_first = frond_tile_presenter_damage (self->presenter, &rect);
  frond_display_pacing_damaged (self, is_first);
  if (is_first)
    request_frame (self);
}

void
frond_display_picture_changed (FrondDisplay *self)
{
  int width = 0, height = 0;

  frond_display_scanout_changed (self);
  if (!frond_tile_presenter_get_size (self->presenter, &width, &height) && self->shows_scanout)
    {
      width = self->viewport.guest_width;
      height = self->viewport.guest_height;
    }
  if (self->screen != NULL &&
      (width != frond_screen_get_width (self->screen) || height != frond_screen_get_height (self->screen)))
    {
      gtk_widget_queue_resize (GTK_WIDGET (self));
      if (width > 0 && frond_screen_get_ready (self->screen) && !self->gl_active)
        hold_picture (self);
    }
  frond_tile_presenter_damage_all (self->presenter);
  request_frame (self);
}

void
frond_display_picture_resume (FrondDisplay *self)
{
  if (self->gl_active || frond_tile_presenter_is_damaged (self->presenter))
    request_frame (self);
}

GdkTexture *
frond_display_capture (FrondDisplay *self, int max_width)
{
  GdkTexture *texture;
  FrondFrame frame;

  g_return_val_if_fail (FROND_IS_DISPLAY (self), NULL);

  if (self->screen == NULL || !frond_screen_acquire_frame (self->screen, &frame))
    return frond_display_scanout_capture (self, max_width);
  texture = frond_frame_to_texture (&frame, max_width);
  frond_screen_release_frame (self->screen);
  return texture;
}

guint64
frond_display_get_n_copies (FrondDisplay *self)
{
  return frond_tile_presenter_get_n_copies (self->presenter);
}
