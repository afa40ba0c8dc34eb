/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "frond-ui"

#include "frond-guest-window-private.h"

#include "frond-display-words.h"

#include <glib/gi18n.h>

#define REVEAL_EDGE_PX 2
#define HIDE_MARGIN_PX 16

gboolean
_frond_guest_window_is_captured (FrondGuestWindow *self)
{
  return frond_display_get_keyboard_captured (self->display) ||
         frond_display_get_pointer_captured (self->display);
}

static gboolean
header_has_focus (FrondGuestWindow *self)
{
  GtkWidget *focus = gtk_root_get_focus (GTK_ROOT (self));

  return focus != NULL && gtk_widget_is_ancestor (focus, GTK_WIDGET (self->header_bar));
}

/* Of all pages only the screen has use for all of the monitor. */
static gboolean
fills_monitor (FrondGuestWindow *self)
{
  return gtk_window_is_fullscreen (GTK_WINDOW (self)) && !self->console_shown;
}

static void
reveal_header (FrondGuestWindow *self, gboolean reveal)
{
  adw_toolbar_view_set_reveal_top_bars (self->toolbar_view, reveal || !fills_monitor (self));
}

static void
hide_header_unless_used (FrondGuestWindow *self)
{
  GtkPopover *menu = gtk_menu_button_get_popover (self->menu_button);

  if ((menu != NULL && gtk_widget_get_visible (GTK_WIDGET (menu))) || header_has_focus (self))
    return;

  reveal_header (self, FALSE);
}

static void
motion_cb (FrondGuestWindow *self, double x, double y)
{
  if (!gtk_window_is_fullscreen (GTK_WINDOW (self)))
    return;

  if (y <= REVEAL_EDGE_PX)
    reveal_header (self, TRUE);
  else if (y > gtk_widget_get_height (GTK_WIDGET (self->header_bar)) + HIDE_MARGIN_PX)
    hide_header_unless_used (self);
}

static void
update_capture (FrondGuestWindow *self)
{
  gboolean captured = _frond_guest_window_is_captured (self);

  gtk_revealer_set_reveal_child (self->release_revealer, captured);
  _frond_guest_window_update (self);
}

/* In full screen the guest gets every key, also those of the desktop. */
static void
update_keyboard_capture (FrondGuestWindow *self)
{
  gboolean capture = (gtk_window_is_fullscreen (GTK_WINDOW (self)) || self->capture_wanted) &&
                     gtk_widget_has_focus (GTK_WIDGET (self->display));

  if (capture != frond_display_get_keyboard_captured (self->display))
    frond_display_set_keyboard_captured (self->display, capture);
}

static void
display_focus_changed_cb (FrondGuestWindow *self)
{
  update_keyboard_capture (self);
  if (gtk_widget_has_focus (GTK_WIDGET (self->display)))
    hide_header_unless_used (self);
}

void
_frond_guest_window_set_capture (FrondGuestWindow *self, gboolean capture)
{
  if (self->capture_wanted == !!capture)
    return;
  self->capture_wanted = !!capture;
  if (capture)
    gtk_widget_grab_focus (GTK_WIDGET (self->display));
  update_keyboard_capture (self);
  g_object_notify (G_OBJECT (self), "capture-keyboard");
}

/* After the chord the keyboard has to be somewhere: on the buttons that the person may want. */
static void
released_cb (FrondGuestWindow *self)
{
  _frond_guest_window_set_capture (self, FALSE);
  reveal_header (self, TRUE);
  gtk_widget_grab_focus (GTK_WIDGET (self->menu_button));
}

void
_frond_guest_window_update_bars (FrondGuestWindow *self)
{
  adw_toolbar_view_set_extend_content_to_top_edge (self->toolbar_view, fills_monitor (self));
  if (!fills_monitor (self))
    reveal_header (self, TRUE);
}

static void
fullscreen_changed_cb (FrondGuestWindow *self)
{
  gboolean fullscreen = gtk_window_is_fullscreen (GTK_WINDOW (self));
  const char *words = fullscreen ? _ ("Leave Full Screen") : _ ("Full Screen");

  _frond_guest_window_update_bars (self);
  adw_toolbar_view_set_top_bar_style (self->toolbar_view, fullscreen ? ADW_TOOLBAR_RAISED : ADW_TOOLBAR_FLAT);
  gtk_button_set_icon_name (self->fullscreen_button,
                            fullscreen ? "view-restore-symbolic" : "view-fullscreen-symbolic");
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->fullscreen_button), words);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->fullscreen_button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  words, -1);

  if (fullscreen && gtk_widget_get_mapped (GTK_WIDGET (self->display)))
    gtk_widget_grab_focus (GTK_WIDGET (self->display));
  reveal_header (self, !fullscreen || !gtk_widget_get_mapped (GTK_WIDGET (self->display)));
  update_keyboard_capture (self);
}

/* Shortcuts of the application come before widgets. While the guest's screen has the focus, its keys come first:
 * Ctrl+W is for the guest's editor, not for our window. */
static gboolean
key_pressed_cb (GtkEventControllerKey *controller, guint keyval, guint keycode, GdkModifierType state,
                FrondGuestWindow *self)
{
  if (!gtk_widget_is_focus (GTK_WIDGET (self->display)))
    return FALSE;

  return gtk_event_controller_key_forward (controller, GTK_WIDGET (self->display));
}

void
_frond_guest_window_setup_input (FrondGuestWindow *self)
{
  GtkEventController *motion = gtk_event_controller_motion_new ();
  GtkEventController *keys = gtk_event_controller_key_new ();
  g_autofree char *words = NULL;

  /* Before our own handler of the chord, which takes the focus to the button to leave it there. */
  self->menu_focus = frond_menu_focus_new (GTK_WINDOW (self), self->menu_button, self->display);

  gtk_event_controller_set_propagation_phase (motion, GTK_PHASE_CAPTURE);
  g_signal_connect_object (motion, "motion", G_CALLBACK (motion_cb), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (GTK_WIDGET (self), motion);

  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect_object (keys, "key-pressed", G_CALLBACK (key_pressed_cb), self, 0);
  gtk_widget_add_controller (GTK_WIDGET (self), keys);

  words = frond_display_words_dup_release (self->display);
  gtk_label_set_label (self->release_label, words);

  g_signal_connect_object (self->display, "notify::keyboard-captured", G_CALLBACK (update_capture), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->display, "notify::pointer-captured", G_CALLBACK (update_capture), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->display, "notify::has-focus", G_CALLBACK (display_focus_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->display, "released", G_CALLBACK (released_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self, "notify::fullscreened", G_CALLBACK (fullscreen_changed_cb), self,
                           G_CONNECT_SWAPPED);
  fullscreen_changed_cb (self);
}
