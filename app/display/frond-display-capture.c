/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* When FrondDisplay has the keyboard and the pointer, and how a person gets them back. */
#include "frond-display-private.h"

static void
announce (FrondDisplay *self, const char *text)
{
  if (text != NULL && gtk_widget_get_mapped (GTK_WIDGET (self)))
    gtk_accessible_announce (GTK_ACCESSIBLE (self), text, GTK_ACCESSIBLE_ANNOUNCEMENT_PRIORITY_MEDIUM);
}

static void
announce_release (FrondDisplay *self)
{
  if (!self->keyboard_captured && !frond_display_get_pointer_captured (self))
    announce (self, self->released_text);
}

/* Asked of the compositor only while the keys come here: it may ask the person, and X11 needs the focus. */
static void
update_inhibition (FrondDisplay *self)
{
  GdkSurface *surface = self->window != NULL ? gtk_native_get_surface (GTK_NATIVE (self->window)) : NULL;
  gboolean wanted = self->keyboard_captured && self->active && !self->lifted && surface != NULL;

  if (wanted && self->inhibited == NULL)
    {
      g_set_object (&self->inhibited, GDK_TOPLEVEL (surface));
      gdk_toplevel_inhibit_system_shortcuts (self->inhibited, NULL);
    }
  else if (!wanted && self->inhibited != NULL)
    {
      if (!gdk_surface_is_destroyed (GDK_SURFACE (self->inhibited)))
        gdk_toplevel_restore_system_shortcuts (self->inhibited);
      g_clear_object (&self->inhibited);
    }
}

void
frond_display_capture_lift (FrondDisplay *self)
{
  self->lifted = TRUE;
  update_inhibition (self);
}

void
frond_display_capture_drop_lift (FrondDisplay *self)
{
  if (!self->lifted || self->n_pressed_keys > 0)
    return;
  self->lifted = FALSE;
  update_inhibition (self);
}

static gboolean
compute_active (FrondDisplay *self)
{
  GtkWidget *widget = GTK_WIDGET (self);

  return self->window != NULL && gtk_widget_get_mapped (widget) && gtk_widget_is_focus (widget) &&
         gtk_window_is_active (self->window);
}

/* Nothing may stay pressed in a guest that does not get the release any more. */
void
frond_display_capture_update_active (FrondDisplay *self)
{
  gboolean active = compute_active (self);

  if (self->active == active)
    return;
  self->active = active;
  self->lifted = FALSE;
  if (active)
    {
      frond_display_input_start_keys (self);
    }
  else
    {
      frond_display_input_stop_keys (self);
      frond_display_input_release_all (self);
      frond_display_pointer_release_buttons (self);
      frond_display_capture_unlock_pointer (self);
    }
  update_inhibition (self);
}

static void
on_lock_broken (FrondDisplay *self)
{
  frond_display_notify_pointer_captured (self);
  frond_display_pointer_release_buttons (self);
  frond_display_pointer_update_cursor (self);
  announce_release (self);
}

void
frond_display_capture_realize (FrondDisplay *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));

  self->pointer_lock = frond_pointer_lock_new (gtk_widget_get_display (GTK_WIDGET (self)));
  if (self->pointer_lock != NULL)
    {
      g_signal_connect_object (self->pointer_lock, "motion", G_CALLBACK (frond_display_input_relative), self,
                               G_CONNECT_SWAPPED);
      g_signal_connect_object (self->pointer_lock, "broken", G_CALLBACK (on_lock_broken), self,
                               G_CONNECT_SWAPPED);
    }
  if (GTK_IS_WINDOW (root))
    {
      self->window = GTK_WINDOW (root);
      /* Not a focus controller: it speaks before the window knows who has the focus. */
      g_signal_connect_object (root, "notify::focus-widget", G_CALLBACK (frond_display_capture_update_active),
                               self, G_CONNECT_SWAPPED);
      g_signal_connect_object (root, "notify::is-active", G_CALLBACK (frond_display_capture_update_active),
                               self, G_CONNECT_SWAPPED);
    }
  frond_display_capture_update_active (self);
}

void
frond_display_capture_unrealize (FrondDisplay *self)
{
  GtkWindow *window = g_steal_pointer (&self->window);

  if (window != NULL)
    g_signal_handlers_disconnect_by_func (window, frond_display_capture_update_active, self);
  frond_display_capture_update_active (self);
  frond_display_capture_unlock_pointer (self);
  if (self->pointer_lock != NULL)
    g_signal_handlers_disconnect_by_data (self->pointer_lock, self);
  g_clear_object (&self->pointer_lock);
}

gboolean
frond_display_capture_lock_pointer (FrondDisplay *self)
{
  g_autoptr (GError) error = NULL;

  if (self->pointer_lock == NULL || frond_pointer_lock_is_engaged (self->pointer_lock))
    return FALSE;
  if (!frond_pointer_lock_engage (self->pointer_lock, GTK_WIDGET (self), &error))
    {
      g_message ("The pointer cannot be locked: %s", error->message);
      return FALSE;
    }

  self->relative_rest_x = 0;
  self->relative_rest_y = 0;
  frond_display_pointer_update_cursor (self);
  frond_display_notify_pointer_captured (self);
  announce (self, self->captured_text);
  return TRUE;
}

void
frond_display_capture_unlock_pointer (FrondDisplay *self)
{
  if (!frond_display_get_pointer_captured (self))
    return;

  frond_pointer_lock_release (self->pointer_lock);
  frond_display_pointer_update_cursor (self);
  frond_display_notify_pointer_captured (self);
  announce_release (self);
}

void
frond_display_set_keyboard_captured (FrondDisplay *self, gboolean captured)
{
  g_return_if_fail (FROND_IS_DISPLAY (self));

  if (self->keyboard_captured == !!captured)
    return;
  self->keyboard_captured = !!captured;
  if (captured)
    gtk_widget_grab_focus (GTK_WIDGET (self));
  update_inhibition (self);
  frond_display_notify_keyboard_captured (self);
  if (captured)
    announce (self, self->captured_text);
  else
    announce_release (self);
}

gboolean
frond_display_get_keyboard_captured (FrondDisplay *self)
{
  g_return_val_if_fail (FROND_IS_DISPLAY (self), FALSE);

  return self->keyboard_captured;
}

gboolean
frond_display_get_pointer_captured (FrondDisplay *self)
{
  g_return_val_if_fail (FROND_IS_DISPLAY (self), FALSE);

  return self->pointer_lock != NULL && frond_pointer_lock_is_engaged (self->pointer_lock);
}

void
frond_display_release_all (FrondDisplay *self)
{
  g_return_if_fail (FROND_IS_DISPLAY (self));

  frond_display_input_release_all (self);
  frond_display_pointer_release_buttons (self);
  frond_display_capture_unlock_pointer (self);
  frond_display_set_keyboard_captured (self, FALSE);
}

/* The focus leaves too: somebody without a mouse has no other way out of the picture. */
void
frond_display_capture_let_go (FrondDisplay *self)
{
  frond_display_release_all (self);
  if (self->window != NULL)
    gtk_window_set_focus (self->window, NULL);
  frond_display_emit_released (self);
}

void
frond_display_set_announcements (FrondDisplay *self, const char *captured, const char *released)
{
  g_return_if_fail (FROND_IS_DISPLAY (self));

  g_set_str (&self->captured_text, captured);
  g_set_str (&self->released_text, released);
}
