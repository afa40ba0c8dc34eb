/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Pictures of what is about keys and pointer. */

#include "shots.h"

#include "frond-display.h"
#include "frond-keys-dialog.h"
#include "frond-preferences-dialog.h"

/* As the pointer at the upper edge, or the release chord, has it. */
GtkWindow *
shots_open_guest_fullscreen_bar (UiFixture *f)
{
  GtkWindow *window = shots_open_guest (f, FROND_GUEST_RUNNING, FROND_GUEST_REASON_NONE);

  gtk_window_fullscreen (window);
  ui_wait_until (gtk_window_is_fullscreen (window));
  g_signal_emit_by_name (ui_find (GTK_WIDGET (window), FROND_TYPE_DISPLAY, NULL, NULL), "released");
  return window;
}

/* The guest has switched its screen off. */
GtkWindow *
shots_open_guest_blank (UiFixture *f)
{
  GtkWindow *window = shots_open_guest (f, FROND_GUEST_RUNNING, FROND_GUEST_REASON_NONE);
  FrondDisplay *display = FROND_DISPLAY (ui_find (GTK_WIDGET (window), FROND_TYPE_DISPLAY, NULL, NULL));
  FrondScreen *screen = frond_display_get_screen (display);

  frond_screen_take_frame_change (screen, frond_screen_get_width (screen), frond_screen_get_height (screen),
                                  FALSE);
  ui_wait_until (ui_find (GTK_WIDGET (window), GTK_TYPE_WIDGET, gtk_widget_has_css_class, "blank") != NULL);
  return window;
}

GtkWindow *
shots_open_preferences (UiFixture *f)
{
  GtkWindow *window = shots_open_library (f);
  static const char *const shortcuts[] = { "F11", "<Super>Tab", "<Control><Alt>Right", NULL };

  frond_settings_set_host_shortcuts (frond_application_get_settings (f->application), shortcuts);
  gtk_window_present (window);
  g_action_group_activate_action (G_ACTION_GROUP (f->application), "preferences", NULL);
  return window;
}

GtkWindow *
shots_open_preferences_keys (UiFixture *f)
{
  GtkWindow *window = shots_open_preferences (f);
  GtkWidget *dialog = NULL;

  ui_wait_until ((dialog = ui_find (GTK_WIDGET (window), FROND_TYPE_PREFERENCES_DIALOG, NULL, NULL)) != NULL);
  ui_settle ();
  adw_dialog_present (frond_keys_dialog_new (), dialog);
  return window;
}
