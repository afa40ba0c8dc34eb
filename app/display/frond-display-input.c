/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* FrondDisplay's keyboard. */
#include "frond-display-private.h"

#include <linux/input-event-codes.h>

#define EVDEV_OFFSET 8

gboolean
frond_display_input_is_pressed (FrondDisplay *self, guint scancode)
{
  return (self->pressed_keys[scancode / 32] >> (scancode % 32) & 1) != 0;
}

/* A repeated press goes to the guest again (a PC keyboard does that), a release without a press does not. */
static void
send_key (FrondDisplay *self, guint scancode, gboolean down)
{
  if (!down && !frond_display_input_is_pressed (self, scancode))
    return;
  frond_lock_watch_key (&self->locks, scancode, down);
  if (down && !frond_display_input_is_pressed (self, scancode))
    {
      self->pressed_keys[scancode / 32] |= 1u << (scancode % 32);
      self->n_pressed_keys++;
    }
  if (!down)
    {
      self->pressed_keys[scancode / 32] &= ~(1u << (scancode % 32));
      self->n_pressed_keys--;
    }
  if (self->screen != NULL)
    frond_screen_key (self->screen, scancode, down);
}

static gboolean
is_for_host (FrondDisplay *self, GdkEvent *event)
{
  return self->host_shortcuts != NULL && frond_host_shortcuts_match (self->host_shortcuts, event);
}

static gboolean
on_key_press (FrondDisplay *self, GdkEvent *event)
{
  guint hardware = gdk_key_event_get_keycode (event);
  guint scancode = frond_keymap_from_gdk (hardware);

  if (is_for_host (self, event))
    {
      frond_release_chord_spoil (&self->chord);
      frond_display_capture_lift (self);
      return GDK_EVENT_PROPAGATE;
    }

  if (self->n_pressed_keys > (guint) __builtin_popcount (self->chord.held))
    frond_release_chord_spoil (&self->chord);
  if (hardware > EVDEV_OFFSET)
    frond_release_chord_key (&self->chord, hardware - EVDEV_OFFSET, TRUE);
  if (scancode != 0)
    send_key (self, scancode, TRUE);
  return GDK_EVENT_STOP;
}

static gboolean
on_key_release (FrondDisplay *self, GdkEvent *event)
{
  guint hardware = gdk_key_event_get_keycode (event);
  guint scancode = frond_keymap_from_gdk (hardware);

  if (scancode == 0 || !frond_display_input_is_pressed (self, scancode))
    {
      frond_display_capture_drop_lift (self);
      return GDK_EVENT_PROPAGATE;
    }

  send_key (self, scancode, FALSE);
  frond_display_capture_drop_lift (self);
  if (frond_release_chord_key (&self->chord, hardware - EVDEV_OFFSET, FALSE))
    frond_display_capture_let_go (self);
  return GDK_EVENT_STOP;
}

/* The way out is always the same, also of a display that takes no keys yet. */
static void
follow_chord (FrondDisplay *self, GdkEvent *event)
{
  GdkEventType type = gdk_event_get_event_type (event);
  guint hardware;

  if (type != GDK_KEY_PRESS && type != GDK_KEY_RELEASE)
    return;
  hardware = gdk_key_event_get_keycode (event);
  if (hardware > EVDEV_OFFSET &&
      frond_release_chord_key (&self->chord, hardware - EVDEV_OFFSET, type == GDK_KEY_PRESS))
    frond_display_capture_let_go (self);
}

static gboolean
on_root_event (GtkEventControllerLegacy *controller, GdkEvent *event, FrondDisplay *self)
{
  if (!self->active)
    return GDK_EVENT_PROPAGATE;
  if (self->screen == NULL)
    {
      follow_chord (self, event);
      return GDK_EVENT_PROPAGATE;
    }

  switch ((int) gdk_event_get_event_type (event))
    {
    case GDK_KEY_PRESS:
      return on_key_press (self, event);
    case GDK_KEY_RELEASE:
      return on_key_release (self, event);
    default:
      return GDK_EVENT_PROPAGATE;
    }
}

static FrondLocks
get_host_locks (GdkDevice *keyboard)
{
  FrondLocks locks = 0;

  if (gdk_device_get_caps_lock_state (keyboard))
    locks |= FROND_LOCK_CAPS;
  if (gdk_device_get_num_lock_state (keyboard))
    locks |= FROND_LOCK_NUM;
  if (gdk_device_get_scroll_lock_state (keyboard))
    locks |= FROND_LOCK_SCROLL;
  return locks;
}

static void
on_host_locks_changed (FrondDisplay *self, GParamSpec *pspec, GdkDevice *keyboard)
{
  frond_lock_watch_change (&self->locks, get_host_locks (keyboard));
}

/* The lights of the host and of the guest drift apart while the keys go elsewhere. They are set right when the
 * focus comes and never while it is here: the key itself changes both. */
static void
sync_locks (FrondDisplay *self)
{
  FrondLocks guest, wanted;

  if (self->keyboard == NULL || self->screen == NULL)
    return;

  guest = frond_screen_get_locks (self->screen);
  wanted = frond_lock_watch_choose (&self->locks, get_host_locks (self->keyboard), guest);
  if (wanted != guest)
    frond_screen_set_locks (self->screen, wanted);
}

static void
start_locks (FrondDisplay *self)
{
  GdkSeat *seat = gdk_display_get_default_seat (gtk_widget_get_display (GTK_WIDGET (self)));
  GdkDevice *keyboard = seat != NULL ? gdk_seat_get_keyboard (seat) : NULL;

  g_set_object (&self->keyboard, keyboard);
  if (self->keyboard == NULL)
    return;
  g_signal_connect_object (self->keyboard, "notify::caps-lock-state", G_CALLBACK (on_host_locks_changed),
                           self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->keyboard, "notify::num-lock-state", G_CALLBACK (on_host_locks_changed), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->keyboard, "notify::scroll-lock-state", G_CALLBACK (on_host_locks_changed),
                           self, G_CONNECT_SWAPPED);
  frond_lock_watch_start (&self->locks, get_host_locks (self->keyboard));
  sync_locks (self);
}

static void
stop_locks (FrondDisplay *self)
{
  if (self->keyboard == NULL)
    return;
  g_signal_handlers_disconnect_by_func (self->keyboard, on_host_locks_changed, self);
  g_clear_object (&self->keyboard);
  frond_lock_watch_stop (&self->locks);
}

/* On the window and not on the display, in the capture phase and added last: it runs before the window's own
 * shortcuts, which would otherwise keep Ctrl+W from the guest. */
void
frond_display_input_start_keys (FrondDisplay *self)
{
  if (self->key_controller != NULL || self->window == NULL)
    return;

  self->key_controller = gtk_event_controller_legacy_new ();
  gtk_event_controller_set_name (self->key_controller, "frond-guest-keys");
  gtk_event_controller_set_propagation_phase (self->key_controller, GTK_PHASE_CAPTURE);
  g_signal_connect_object (self->key_controller, "event", G_CALLBACK (on_root_event), self,
                           G_CONNECT_DEFAULT);
  gtk_widget_add_controller (GTK_WIDGET (self->window), self->key_controller);
  start_locks (self);
}

void
frond_display_input_stop_keys (FrondDisplay *self)
{
  GtkEventController *controller = g_steal_pointer (&self->key_controller);

  if (controller != NULL)
    gtk_widget_remove_controller (gtk_event_controller_get_widget (controller), controller);
  stop_locks (self);
}

void
frond_display_input_release_all (FrondDisplay *self)
{
  for (guint scancode = 0; scancode <= FROND_SCANCODE_MAX && self->n_pressed_keys > 0; scancode++)
    if (frond_display_input_is_pressed (self, scancode))
      send_key (self, scancode, FALSE);
  frond_release_chord_reset (&self->chord);
}

/* The guest takes whole pixels; slow motion is made of fractions. */
void
frond_display_input_relative (FrondDisplay *self, double dx, double dy)
{
  int whole_x, whole_y;

  self->relative_rest_x += dx;
  self->relative_rest_y += dy;
  whole_x = (int) self->relative_rest_x;
  whole_y = (int) self->relative_rest_y;
  self->relative_rest_x -= whole_x;
  self->relative_rest_y -= whole_y;
  if (self->screen != NULL && (whole_x != 0 || whole_y != 0))
    frond_screen_pointer_rel (self->screen, whole_x, whole_y);
}

void
frond_display_input_init (FrondDisplay *self)
{
  self->host_shortcuts = frond_host_shortcuts_new ((const char *const[]) { "F11", NULL });
}

void
frond_display_set_host_shortcuts (FrondDisplay *self, const char *const *triggers)
{
  g_return_if_fail (FROND_IS_DISPLAY (self));

  g_clear_object (&self->host_shortcuts);
  self->host_shortcuts = frond_host_shortcuts_new (triggers);
}

void
frond_display_send_keys (FrondDisplay *self, const guint *evdev_codes, guint n_codes)
{
  g_return_if_fail (FROND_IS_DISPLAY (self));
  g_return_if_fail (evdev_codes != NULL || n_codes == 0);

  if (self->screen == NULL)
    return;

  for (guint i = 0; i < n_codes; i++)
    if (frond_keymap_from_evdev (evdev_codes[i]) != 0)
      frond_screen_key (self->screen, frond_keymap_from_evdev (evdev_codes[i]), TRUE);
  for (guint i = n_codes; i > 0; i--)
    if (frond_keymap_from_evdev (evdev_codes[i - 1]) != 0)
      frond_screen_key (self->screen, frond_keymap_from_evdev (evdev_codes[i - 1]), FALSE);
}
