/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "frond-ui"

#include "frond-screen-chrome.h"

#include "frond-display-words.h"
#include "frond-menu-focus.h"

#include <glib/gi18n.h>

#define REVEAL_EDGE_PX 2
#define HIDE_MARGIN_PX 16

struct _FrondScreenChrome
{
  GObject parent_instance;

  FrondScreenChromeParts parts;
  FrondMenuFocus *menu_focus;
  gboolean captured;
  gboolean capture_keyboard;
  gboolean screen_shown;
};

enum
{
  PROP_0,
  PROP_CAPTURED,
  PROP_CAPTURE_KEYBOARD,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (FrondScreenChrome, frond_screen_chrome, G_TYPE_OBJECT)

static void
frond_screen_chrome_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  FrondScreenChrome *self = FROND_SCREEN_CHROME (object);

  switch (prop_id)
    {
    case PROP_CAPTURED:
      g_value_set_boolean (value, self->captured);
      break;
    case PROP_CAPTURE_KEYBOARD:
      g_value_set_boolean (value, self->capture_keyboard);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
frond_screen_chrome_set_property (GObject *object, guint prop_id, const GValue *value, GParamSpec *pspec)
{
  if (prop_id == PROP_CAPTURE_KEYBOARD)
    frond_screen_chrome_set_capture_keyboard (FROND_SCREEN_CHROME (object), g_value_get_boolean (value));
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
}

static void
frond_screen_chrome_dispose (GObject *object)
{
  g_clear_object (&FROND_SCREEN_CHROME (object)->menu_focus);
  G_OBJECT_CLASS (frond_screen_chrome_parent_class)->dispose (object);
}

static void
frond_screen_chrome_class_init (FrondScreenChromeClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = frond_screen_chrome_dispose;
  object_class->get_property = frond_screen_chrome_get_property;
  object_class->set_property = frond_screen_chrome_set_property;
  properties[PROP_CAPTURED] =
      g_param_spec_boolean ("captured", NULL, NULL, FALSE,
                            G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  properties[PROP_CAPTURE_KEYBOARD] =
      g_param_spec_boolean ("capture-keyboard", NULL, NULL, FALSE,
                            G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
frond_screen_chrome_init (FrondScreenChrome *self)
{
  self->screen_shown = TRUE;
}

/* Of all pages only the screen has use for all of the monitor. */
static gboolean
fills_monitor (FrondScreenChrome *self)
{
  return gtk_window_is_fullscreen (self->parts.window) && self->screen_shown;
}

static void
reveal_header (FrondScreenChrome *self, gboolean reveal)
{
  adw_toolbar_view_set_reveal_top_bars (self->parts.toolbar_view, reveal || !fills_monitor (self));
}

static gboolean
header_is_used (FrondScreenChrome *self)
{
  GtkPopover *menu = gtk_menu_button_get_popover (self->parts.menu_button);
  GtkWidget *focus = gtk_window_get_focus (self->parts.window);

  return (menu != NULL && gtk_widget_get_visible (GTK_WIDGET (menu))) ||
         (focus != NULL && gtk_widget_is_ancestor (focus, self->parts.header_bar));
}

static void
motion_cb (FrondScreenChrome *self, double x, double y)
{
  if (!gtk_window_is_fullscreen (self->parts.window))
    return;

  if (y <= REVEAL_EDGE_PX)
    reveal_header (self, TRUE);
  else if (y > gtk_widget_get_height (self->parts.header_bar) + HIDE_MARGIN_PX && !header_is_used (self))
    reveal_header (self, FALSE);
}

static void
capture_changed_cb (FrondScreenChrome *self)
{
  self->captured = frond_display_get_keyboard_captured (self->parts.display) ||
                   frond_display_get_pointer_captured (self->parts.display);
  gtk_revealer_set_reveal_child (self->parts.release_revealer, self->captured);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_CAPTURED]);
}

/* In full screen the guest gets every key, also those of the desktop. */
static void
update_keyboard_capture (FrondScreenChrome *self)
{
  gboolean capture = (gtk_window_is_fullscreen (self->parts.window) || self->capture_keyboard) &&
                     gtk_widget_has_focus (GTK_WIDGET (self->parts.display));

  if (capture != frond_display_get_keyboard_captured (self->parts.display))
    frond_display_set_keyboard_captured (self->parts.display, capture);
}

static void
display_focus_changed_cb (FrondScreenChrome *self)
{
  update_keyboard_capture (self);
  if (gtk_widget_has_focus (GTK_WIDGET (self->parts.display)) && !header_is_used (self))
    reveal_header (self, FALSE);
}

void
frond_screen_chrome_set_capture_keyboard (FrondScreenChrome *self, gboolean capture)
{
  g_return_if_fail (FROND_IS_SCREEN_CHROME (self));

  if (self->capture_keyboard == !!capture)
    return;
  self->capture_keyboard = !!capture;
  if (capture)
    gtk_widget_grab_focus (GTK_WIDGET (self->parts.display));
  update_keyboard_capture (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_CAPTURE_KEYBOARD]);
}

/* After the chord the keyboard has to be somewhere: on the buttons that the person may want. */
static void
released_cb (FrondScreenChrome *self)
{
  frond_screen_chrome_set_capture_keyboard (self, FALSE);
  reveal_header (self, TRUE);
  gtk_widget_grab_focus (GTK_WIDGET (self->parts.menu_button));
}

static void
update_bars (FrondScreenChrome *self)
{
  adw_toolbar_view_set_extend_content_to_top_edge (self->parts.toolbar_view, fills_monitor (self));
  if (!fills_monitor (self))
    reveal_header (self, TRUE);
}

void
frond_screen_chrome_set_screen_shown (FrondScreenChrome *self, gboolean shown)
{
  g_return_if_fail (FROND_IS_SCREEN_CHROME (self));

  self->screen_shown = shown;
  update_bars (self);
}

static void
fullscreen_changed_cb (FrondScreenChrome *self)
{
  gboolean fullscreen = gtk_window_is_fullscreen (self->parts.window);
  GtkWidget *display = GTK_WIDGET (self->parts.display);
  const char *words = fullscreen ? _ ("Leave Full Screen") : _ ("Full Screen");

  update_bars (self);
  adw_toolbar_view_set_top_bar_style (self->parts.toolbar_view,
                                      fullscreen ? ADW_TOOLBAR_RAISED : ADW_TOOLBAR_FLAT);
  gtk_button_set_icon_name (self->parts.fullscreen_button,
                            fullscreen ? "view-restore-symbolic" : "view-fullscreen-symbolic");
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->parts.fullscreen_button), words);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->parts.fullscreen_button),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, words, -1);

  if (fullscreen && gtk_widget_get_mapped (display))
    gtk_widget_grab_focus (display);
  reveal_header (self, !fullscreen || !gtk_widget_get_mapped (display));
  update_keyboard_capture (self);
}

/* Shortcuts of the application come before widgets. While the guest's screen has the focus, its keys come first:
 * Ctrl+W is for the guest's editor, not for our window. */
static gboolean
key_pressed_cb (GtkEventControllerKey *controller, guint keyval, guint keycode, GdkModifierType state,
                FrondScreenChrome *self)
{
  GtkWidget *display = GTK_WIDGET (self->parts.display);

  return gtk_widget_is_focus (display) && gtk_event_controller_key_forward (controller, display);
}

static void
watch_window (FrondScreenChrome *self)
{
  GtkWidget *window = GTK_WIDGET (self->parts.window);
  GtkEventController *motion = gtk_event_controller_motion_new ();
  GtkEventController *keys = gtk_event_controller_key_new ();

  gtk_event_controller_set_propagation_phase (motion, GTK_PHASE_CAPTURE);
  g_signal_connect_object (motion, "motion", G_CALLBACK (motion_cb), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (window, motion);

  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect_object (keys, "key-pressed", G_CALLBACK (key_pressed_cb), self, 0);
  gtk_widget_add_controller (window, keys);

  g_signal_connect_object (window, "notify::fullscreened", G_CALLBACK (fullscreen_changed_cb), self,
                           G_CONNECT_SWAPPED);
}

FrondScreenChrome *
frond_screen_chrome_new (const FrondScreenChromeParts *parts)
{
  FrondScreenChrome *self = g_object_new (FROND_TYPE_SCREEN_CHROME, NULL);
  g_autofree char *words = NULL;

  self->parts = *parts;
  /* Before our own handler of the chord, which takes the focus to the button to leave it there. */
  self->menu_focus = frond_menu_focus_new (parts->window, parts->menu_button, parts->display);
  watch_window (self);

  words = frond_display_words_dup_release (parts->display);
  gtk_label_set_label (parts->release_label, words);

  g_signal_connect_object (parts->display, "notify::keyboard-captured", G_CALLBACK (capture_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (parts->display, "notify::pointer-captured", G_CALLBACK (capture_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (parts->display, "notify::has-focus", G_CALLBACK (display_focus_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (parts->display, "released", G_CALLBACK (released_cb), self, G_CONNECT_SWAPPED);
  fullscreen_changed_cb (self);
  return self;
}

gboolean
frond_screen_chrome_get_captured (FrondScreenChrome *self)
{
  g_return_val_if_fail (FROND_IS_SCREEN_CHROME (self), FALSE);

  return self->captured;
}

gboolean
frond_screen_chrome_get_capture_keyboard (FrondScreenChrome *self)
{
  g_return_val_if_fail (FROND_IS_SCREEN_CHROME (self), FALSE);

  return self->capture_keyboard;
}
