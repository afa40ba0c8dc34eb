/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "frond-ui"

#include "frond-guest-window-private.h"

#include "frond-profile.h"

/* A window manager takes its time to do what we ask, and may do something else. What it reports meanwhile is no wish
 * of a person. */
#define SETTLE_USEC (300 * G_TIME_SPAN_MILLISECOND)

/* Of the monitor, so that the window's shadow and the desktop's panels have their place. */
#define MONITOR_SHARE 0.9

static void
expect_change (FrondGuestWindow *self)
{
  self->size_set_at = g_get_monotonic_time ();
}

static void
save (FrondGuestWindow *self)
{
  FrondProfile *profile = frond_guest_get_profile (self->guest);
  int width, height;

  if (!self->follow_guest)
    {
      gtk_window_get_default_size (GTK_WINDOW (self), &width, &height);
      frond_profile_set_window_size (profile, width, height);
    }
  g_object_set (profile, "window-maximized", gtk_window_is_maximized (GTK_WINDOW (self)), "window-fullscreen",
                gtk_window_is_fullscreen (GTK_WINDOW (self)), NULL);
  frond_library_touch (_frond_guest_window_get_library (self), self->guest);
}

/* The guest follows the window: a size that it takes then is our own request coming back. */
static gboolean
guest_follows (FrondGuestWindow *self, FrondScreen *screen)
{
  return frond_display_get_resize_guest (self->display) &&
         (frond_screen_get_caps (screen) & FROND_SCREEN_CAN_RESIZE) != 0;
}

static gboolean
wants_to_follow (FrondGuestWindow *self, FrondScreen *screen)
{
  return self->follow_guest && screen != NULL && frond_screen_get_ready (screen) &&
         frond_screen_get_width (screen) > 0 && frond_screen_get_height (screen) > 0 &&
         !gtk_window_is_maximized (GTK_WINDOW (self)) && !gtk_window_is_fullscreen (GTK_WINDOW (self)) &&
         !guest_follows (self, screen);
}

/* The border that a window draws itself where the desktop has no shadows. Known once it has been laid out. */
static void
get_border (FrondGuestWindow *self, int *horizontal, int *vertical)
{
  GtkWidget *widget = GTK_WIDGET (self);
  graphene_rect_t bounds;

  *horizontal = *vertical = 0;
  if (gtk_widget_get_width (widget) == 0 || !gtk_widget_compute_bounds (widget, widget, &bounds))
    return;

  *horizontal = (int) bounds.size.width - gtk_widget_get_width (widget);
  *vertical = (int) bounds.size.height - gtk_widget_get_height (widget);
}

/* The size in application pixels at which SCREEN is shown one to one, or smaller with the same aspect where the
 * monitor is too small for that. */
static void
compute_size (FrondGuestWindow *self, FrondScreen *screen, GdkSurface *surface, GdkMonitor *monitor,
              int *width, int *height)
{
  double scale = gdk_surface_get_scale (surface);
  double guest_width = frond_screen_get_width (screen) / scale;
  double guest_height = frond_screen_get_height (screen) / scale;
  GdkRectangle bounds;
  int header, minimum, border_x, border_y, bar = 0;
  double shrink;

  gdk_monitor_get_geometry (monitor, &bounds);
  get_border (self, &border_x, &border_y);
  gtk_widget_measure (GTK_WIDGET (self->header_bar), GTK_ORIENTATION_VERTICAL, -1, &header, NULL, NULL, NULL);
  if (gtk_widget_get_visible (self->console_bar))
    gtk_widget_measure (self->console_bar, GTK_ORIENTATION_VERTICAL, -1, &bar, NULL, NULL, NULL);
  header += bar;
  gtk_widget_measure (GTK_WIDGET (self), GTK_ORIENTATION_HORIZONTAL, -1, &minimum, NULL, NULL, NULL);
  shrink = MIN ((bounds.width * MONITOR_SHARE - border_x) / guest_width,
                (bounds.height * MONITOR_SHARE - header - border_y) / guest_height);
  shrink = CLAMP (shrink, 0.1, 1.0);

  *width = MAX ((int) (guest_width * shrink) + border_x, minimum);
  *height = (int) (guest_height * shrink) + header + border_y;
}

void
_frond_guest_window_follow_screen (FrondGuestWindow *self)
{
  GdkSurface *surface = gtk_native_get_surface (GTK_NATIVE (self));
  GdkMonitor *monitor;
  int width, height, old_width, old_height;

  if (surface == NULL || !wants_to_follow (self, self->screen))
    return;

  monitor = gdk_display_get_monitor_at_surface (gdk_surface_get_display (surface), surface);
  if (monitor == NULL)
    return;

  compute_size (self, self->screen, surface, monitor, &width, &height);
  gtk_window_get_default_size (GTK_WINDOW (self), &old_width, &old_height);
  if (width == old_width && height == old_height)
    return;

  self->set_width = width;
  self->set_height = height;
  expect_change (self);
  gtk_window_set_default_size (GTK_WINDOW (self), width, height);
}

static void
size_changed_cb (FrondGuestWindow *self)
{
  int width, height;

  if (self->guest == NULL || !gtk_widget_get_mapped (GTK_WIDGET (self)))
    return;

  gtk_window_get_default_size (GTK_WINDOW (self), &width, &height);
  if ((width != self->set_width || height != self->set_height) &&
      g_get_monotonic_time () - self->size_set_at > SETTLE_USEC)
    self->follow_guest = FALSE;
  save (self);
}

static void
maximized_changed_cb (FrondGuestWindow *self)
{
  if (self->guest == NULL || !gtk_widget_get_mapped (GTK_WIDGET (self)))
    return;

  if (gtk_window_is_maximized (GTK_WINDOW (self)))
    self->follow_guest = FALSE;
  save (self);
}

/* Full screen is for a while; the window that it comes back to is as it was. */
static void
fullscreen_changed_cb (FrondGuestWindow *self)
{
  if (self->guest == NULL || !gtk_widget_get_mapped (GTK_WIDGET (self)))
    return;

  expect_change (self);
  save (self);
  _frond_guest_window_follow_screen (self);
}

static gboolean
laid_out_cb (GtkWidget *widget, GdkFrameClock *clock, gpointer user_data)
{
  if (gtk_widget_get_width (widget) == 0)
    return G_SOURCE_CONTINUE;

  _frond_guest_window_follow_screen (FROND_GUEST_WINDOW (widget));
  return G_SOURCE_REMOVE;
}

/* The monitor is only known now, and the border a frame later. */
static void
mapped_cb (FrondGuestWindow *self)
{
  expect_change (self);
  gtk_widget_add_tick_callback (GTK_WIDGET (self), laid_out_cb, NULL, NULL);
}

void
_frond_guest_window_save_size (FrondGuestWindow *self)
{
  if (self->guest != NULL && gtk_widget_get_mapped (GTK_WIDGET (self)))
    save (self);
}

void
_frond_guest_window_setup_size (FrondGuestWindow *self)
{
  FrondProfile *profile = frond_guest_get_profile (self->guest);
  gboolean maximized, fullscreen;
  int width, height;

  frond_profile_get_window_size (profile, &width, &height);
  g_object_get (profile, "window-maximized", &maximized, "window-fullscreen", &fullscreen, NULL);

  self->follow_guest = width <= 0 || height <= 0;
  if (!self->follow_guest)
    gtk_window_set_default_size (GTK_WINDOW (self), width, height);
  gtk_window_get_default_size (GTK_WINDOW (self), &self->set_width, &self->set_height);
  if (maximized)
    gtk_window_maximize (GTK_WINDOW (self));
  if (fullscreen)
    gtk_window_fullscreen (GTK_WINDOW (self));

  g_signal_connect_object (self, "map", G_CALLBACK (mapped_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self, "notify::default-width", G_CALLBACK (size_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self, "notify::default-height", G_CALLBACK (size_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self, "notify::maximized", G_CALLBACK (maximized_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self, "notify::fullscreened", G_CALLBACK (fullscreen_changed_cb), self,
                           G_CONNECT_SWAPPED);
}
