/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* FrondDisplay's pointer: motion, buttons, wheel, touch and what it looks like. */
#include "frond-display-private.h"

#include "frond-guest-cursor.h"

#include <math.h>

/* GDK numbers buttons from 1; a mouse with more than these is unknown to guests. */
#define MAX_BUTTON 9

#define SIDEWAYS_RATIO 2.0

static gboolean
is_relative (FrondDisplay *self)
{
  return self->screen != NULL && frond_screen_get_mouse_mode (self->screen) == FROND_MOUSE_RELATIVE;
}

static gboolean
event_point (FrondDisplay *self, GdkEvent *event, double *x, double *y)
{
  GtkNative *native = gtk_widget_get_native (GTK_WIDGET (self));
  double native_x, native_y;
  graphene_point_t point;

  if (native == NULL || !gdk_event_get_position (event, x, y))
    return FALSE;
  gtk_native_get_surface_transform (native, &native_x, &native_y);
  if (!gtk_widget_compute_point (GTK_WIDGET (native), GTK_WIDGET (self),
                                 &GRAPHENE_POINT_INIT (*x - native_x, *y - native_y), &point))
    return FALSE;
  *x = point.x;
  *y = point.y;
  return TRUE;
}

/* A point on the bars becomes the nearest one of the picture, so that the guest's corners can be reached. */
static void
move_to (FrondDisplay *self, double x, double y)
{
  FrondViewport viewport;
  int guest_x, guest_y;

  self->pointer_x = x;
  self->pointer_y = y;
  if (self->screen == NULL || !frond_display_compute_viewport (self, &viewport))
    return;

  self->pointer_inside = frond_viewport_to_guest (&viewport, x, y, &guest_x, &guest_y);
  frond_display_pointer_update_cursor (self);
  if (!is_relative (self))
    frond_screen_pointer_abs (self->screen, guest_x, guest_y);
}

static void
send_button (FrondDisplay *self, guint button, gboolean down)
{
  gboolean was_down = (self->pressed_buttons >> button & 1) != 0;

  if (was_down == down)
    return;
  self->pressed_buttons ^= 1u << button;
  if (self->screen != NULL)
    frond_screen_button (self->screen, button, down);
}

static gboolean
on_button (FrondDisplay *self, GdkEvent *event, gboolean down)
{
  guint button = gdk_button_event_get_button (event);
  double x, y;

  if (button < 1 || button > MAX_BUTTON || !event_point (self, event, &x, &y))
    return GDK_EVENT_PROPAGATE;

  frond_release_chord_spoil (&self->chord);
  if (down)
    gtk_widget_grab_focus (GTK_WIDGET (self));
  /* The click that locks the pointer is the host's. */
  if (down && is_relative (self) && !frond_display_get_pointer_captured (self))
    {
      frond_display_capture_lock_pointer (self);
      return GDK_EVENT_STOP;
    }
  if (!frond_display_get_pointer_captured (self))
    move_to (self, x, y);
  send_button (self, button, down);
  return GDK_EVENT_STOP;
}

/* Guests know no horizontal wheel from SPICE; with Shift their programs take the other one for it. */
static void
scroll_sideways (FrondDisplay *self, int clicks)
{
  gboolean shifted = frond_display_input_is_pressed (self, FROND_SCANCODE_LEFT_SHIFT) ||
                     frond_display_input_is_pressed (self, FROND_SCANCODE_RIGHT_SHIFT);

  if (!shifted)
    frond_screen_key (self->screen, FROND_SCANCODE_LEFT_SHIFT, TRUE);
  frond_screen_wheel (self->screen, clicks);
  if (!shifted)
    frond_screen_key (self->screen, FROND_SCANCODE_LEFT_SHIFT, FALSE);
}

/* A finger that moves down a touchpad drifts to the side as well; that is not meant. */
static void
scroll (FrondDisplay *self, double dx, double dy, GdkScrollUnit unit)
{
  gboolean sideways = fabs (dx) > SIDEWAYS_RATIO * fabs (dy);
  int clicks_x = sideways ? frond_scroll_add (&self->scroll_x, dx, unit) : 0;
  int clicks = frond_scroll_add (&self->scroll, dy, unit);

  if (self->screen == NULL)
    return;
  if (clicks != 0)
    frond_screen_wheel (self->screen, clicks);
  if (clicks_x != 0)
    scroll_sideways (self, clicks_x);
}

static void
stop_scroll (FrondDisplay *self)
{
  frond_scroll_stop (&self->scroll);
  frond_scroll_stop (&self->scroll_x);
}

static gboolean
on_scroll (FrondDisplay *self, GdkEvent *event)
{
  double dx, dy;

  frond_release_chord_spoil (&self->chord);
  if (gdk_scroll_event_is_stop (event))
    {
      stop_scroll (self);
      return GDK_EVENT_STOP;
    }

  switch (gdk_scroll_event_get_direction (event))
    {
    case GDK_SCROLL_UP:
      scroll (self, 0, -1, GDK_SCROLL_UNIT_WHEEL);
      break;
    case GDK_SCROLL_DOWN:
      scroll (self, 0, 1, GDK_SCROLL_UNIT_WHEEL);
      break;
    case GDK_SCROLL_LEFT:
      scroll (self, -1, 0, GDK_SCROLL_UNIT_WHEEL);
      break;
    case GDK_SCROLL_RIGHT:
      scroll (self, 1, 0, GDK_SCROLL_UNIT_WHEEL);
      break;
    case GDK_SCROLL_SMOOTH:
      gdk_scroll_event_get_deltas (event, &dx, &dy);
      scroll (self, dx, dy, gdk_scroll_event_get_unit (event));
      break;
    default:
      break;
    }
  return GDK_EVENT_STOP;
}

static void
on_touch_scroll (FrondDisplay *self, double dx, double dy)
{
  scroll (self, dx, dy, GDK_SCROLL_UNIT_SURFACE);
}

static gboolean
on_touch (FrondDisplay *self, GdkEvent *event)
{
  GdkEventSequence *sequence = gdk_event_get_event_sequence (event);
  double x, y;

  if (is_relative (self) || !event_point (self, event, &x, &y))
    return GDK_EVENT_PROPAGATE;

  switch ((int) gdk_event_get_event_type (event))
    {
    case GDK_TOUCH_BEGIN:
      frond_release_chord_spoil (&self->chord);
      gtk_widget_grab_focus (GTK_WIDGET (self));
      stop_scroll (self);
      frond_touch_begin (self->touch, sequence, x, y);
      break;
    case GDK_TOUCH_UPDATE:
      frond_touch_update (self->touch, sequence, x, y);
      break;
    case GDK_TOUCH_END:
      frond_touch_end (self->touch, sequence, x, y);
      break;
    default:
      frond_touch_cancel (self->touch);
    }
  return GDK_EVENT_STOP;
}

static gboolean
on_motion (FrondDisplay *self, GdkEvent *event)
{
  double x, y;

  if (!frond_display_get_pointer_captured (self) && event_point (self, event, &x, &y))
    move_to (self, x, y);
  return GDK_EVENT_PROPAGATE;
}

static gboolean
on_event (GtkEventControllerLegacy *controller, GdkEvent *event, FrondDisplay *self)
{
  switch ((int) gdk_event_get_event_type (event))
    {
    case GDK_MOTION_NOTIFY:
      return on_motion (self, event);
    case GDK_BUTTON_PRESS:
      return on_button (self, event, TRUE);
    case GDK_BUTTON_RELEASE:
      return on_button (self, event, FALSE);
    case GDK_SCROLL:
      return on_scroll (self, event);
    case GDK_TOUCH_BEGIN:
    case GDK_TOUCH_UPDATE:
    case GDK_TOUCH_END:
    case GDK_TOUCH_CANCEL:
      return on_touch (self, event);
    case GDK_GRAB_BROKEN:
      frond_display_pointer_release_buttons (self);
      return GDK_EVENT_PROPAGATE;
    default:
      return GDK_EVENT_PROPAGATE;
    }
}

/* A pointer that is just there, on a window that came up under it, has not moved. */
static void
on_enter (FrondDisplay *self, double x, double y)
{
  if (!frond_display_get_pointer_captured (self))
    move_to (self, x, y);
}

static void
on_leave (FrondDisplay *self)
{
  stop_scroll (self);
}

void
frond_display_pointer_release_buttons (FrondDisplay *self)
{
  frond_touch_cancel (self->touch);
  for (guint button = 1; button <= MAX_BUTTON; button++)
    send_button (self, button, FALSE);
}

/* How large the guest's pixels are: its pointer has to grow and shrink with the picture. */
static double
cursor_factor (FrondDisplay *self)
{
  FrondViewport viewport;

  if (!frond_display_compute_viewport (self, &viewport))
    return 1;
  return (double) viewport.picture.width / viewport.guest_width;
}

static GdkCursor *
get_guest_cursor (FrondDisplay *self)
{
  FrondCursor *shape = frond_screen_get_cursor (self->screen);
  double factor;

  if (shape == NULL)
    return NULL;

  factor = cursor_factor (self);
  if (self->guest_cursor == NULL || self->guest_cursor_factor != factor)
    {
      g_clear_object (&self->guest_cursor);
      self->guest_cursor = frond_guest_cursor_new (shape, factor);
      self->guest_cursor_factor = factor;
    }
  return self->guest_cursor;
}

void
frond_display_pointer_update_cursor (FrondDisplay *self)
{
  GtkWidget *widget = GTK_WIDGET (self);

  if (frond_display_get_pointer_captured (self))
    gtk_widget_set_cursor_from_name (widget, "none");
  else if (self->screen != NULL && !is_relative (self) && self->pointer_inside &&
           frond_screen_get_ready (self->screen))
    gtk_widget_set_cursor (widget, get_guest_cursor (self));
  else
    gtk_widget_set_cursor (widget, NULL);
}

void
frond_display_pointer_drop_cursor (FrondDisplay *self)
{
  g_clear_object (&self->guest_cursor);
  g_clear_object (&self->drawn_cursor);
}

static gboolean
draws_cursor (FrondDisplay *self)
{
  FrondCursor *shape = self->screen != NULL ? frond_screen_get_cursor (self->screen) : NULL;

  return is_relative (self) && shape != NULL && !frond_cursor_is_hidden (shape);
}

/* With a relative mouse only the guest knows where its pointer is. */
void
frond_display_pointer_snapshot (FrondDisplay *self, GtkSnapshot *snapshot)
{
  const FrondViewport *viewport = &self->viewport;
  double factor_x = (double) viewport->picture.width / viewport->guest_width;
  double factor_y = (double) viewport->picture.height / viewport->guest_height;
  FrondCursor *shape;
  int width, height, x, y;

  if (!draws_cursor (self))
    return;

  shape = frond_screen_get_cursor (self->screen);
  width = frond_cursor_get_width (shape);
  height = frond_cursor_get_height (shape);
  frond_screen_get_cursor_position (self->screen, &x, &y);
  if (self->drawn_cursor == NULL)
    self->drawn_cursor = gdk_memory_texture_new (width, height, GDK_MEMORY_R8G8B8A8,
                                                 frond_cursor_get_rgba (shape), (gsize) width * 4);
  gtk_snapshot_append_texture (
      snapshot, self->drawn_cursor,
      &GRAPHENE_RECT_INIT (viewport->picture.x + floor ((x - frond_cursor_get_hot_x (shape)) * factor_x),
                           viewport->picture.y + floor ((y - frond_cursor_get_hot_y (shape)) * factor_y),
                           width * factor_x, height * factor_y));
}

void
frond_display_pointer_moved (FrondDisplay *self)
{
  if (draws_cursor (self) && gtk_widget_get_mapped (GTK_WIDGET (self)))
    gtk_widget_queue_draw (GTK_WIDGET (self));
}

void
frond_display_pointer_init (FrondDisplay *self)
{
  GtkEventController *events = gtk_event_controller_legacy_new ();
  GtkEventController *motion = gtk_event_controller_motion_new ();

  /* Raw events: gestures lose buttons that are pressed together, and cancel. */
  gtk_event_controller_set_name (events, "frond-guest-pointer");
  g_signal_connect_object (events, "event", G_CALLBACK (on_event), self, G_CONNECT_DEFAULT);
  gtk_widget_add_controller (GTK_WIDGET (self), events);
  g_signal_connect_object (motion, "enter", G_CALLBACK (on_enter), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (motion, "leave", G_CALLBACK (on_leave), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (GTK_WIDGET (self), motion);

  self->touch = frond_touch_new ();
  g_signal_connect_object (self->touch, "pointer", G_CALLBACK (move_to), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->touch, "button", G_CALLBACK (send_button), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->touch, "scroll", G_CALLBACK (on_touch_scroll), self, G_CONNECT_SWAPPED);
}
