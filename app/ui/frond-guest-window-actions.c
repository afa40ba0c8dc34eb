/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "frond-ui"

#include "frond-guest-window-private.h"

#include "frond-guest-commands.h"
#include "frond-keys-menu.h"
#include "frond-library.h"
#include "frond-profile.h"
#include "frond-properties-dialog.h"
#include "frond-screen-menu.h"

#include <glib/gi18n.h>

static void
start_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  frond_guest_window_start (FROND_GUEST_WINDOW (widget));
}

static void
start_other_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  FrondGuestWindow *self = FROND_GUEST_WINDOW (widget);
  FrondProfile *profile = frond_guest_get_profile (self->guest);

  frond_profile_set_boot_media (profile, !frond_profile_get_boot_media (profile));
  frond_library_touch (_frond_guest_window_get_library (self), self->guest);
  frond_guest_window_start (self);
}

static void
pause_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  FrondGuestWindow *self = FROND_GUEST_WINDOW (widget);

  frond_guest_commands_pause (self->guest, self->toasts);
}

static void
resume_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  FrondGuestWindow *self = FROND_GUEST_WINDOW (widget);

  frond_guest_commands_resume (self->guest, self->toasts);
}

static void
save_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  FrondGuestWindow *self = FROND_GUEST_WINDOW (widget);

  frond_guest_commands_save (self->guest, self->toasts);
}

static void
start_fresh_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  FrondGuestWindow *self = FROND_GUEST_WINDOW (widget);

  frond_guest_commands_start_fresh (self->guest, self->toasts);
}

static void
shut_down_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  FrondGuestWindow *self = FROND_GUEST_WINDOW (widget);

  frond_guest_commands_shut_down (self->guest, self->toasts);
}

static void
force_off_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  FrondGuestWindow *self = FROND_GUEST_WINDOW (widget);

  frond_guest_commands_force_off (self->guest, self->toasts);
}

static void
restart_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  FrondGuestWindow *self = FROND_GUEST_WINDOW (widget);

  frond_guest_commands_restart (self->guest, self->toasts);
}

static void
change_disc_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  FrondGuestWindow *self = FROND_GUEST_WINDOW (widget);

  frond_guest_commands_change_disc (self->guest, self->toasts);
}

static void
eject_disc_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  FrondGuestWindow *self = FROND_GUEST_WINDOW (widget);

  frond_guest_commands_eject_disc (self->guest, self->toasts);
}

static void
properties_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  FrondGuestWindow *self = FROND_GUEST_WINDOW (widget);

  AdwDialog *dialog = frond_properties_dialog_new (_frond_guest_window_get_library (self), self->guest);

  if (self->session != NULL)
    frond_properties_dialog_set_session (FROND_PROPERTIES_DIALOG (dialog), self->session);
  adw_dialog_present (dialog, widget);
}

static void
usb_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  _frond_guest_window_choose_usb (FROND_GUEST_WINDOW (widget));
}

static void
console_page_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  _frond_guest_window_toggle_console_page (FROND_GUEST_WINDOW (widget));
}

static void
close_console_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  _frond_guest_window_set_console (FROND_GUEST_WINDOW (widget), FALSE);
}

static void
reconnect_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  _frond_guest_window_reconnect (FROND_GUEST_WINDOW (widget));
}

/* Keys that the host or its desktop would take for itself. The targets of the action count Linux key codes. */
static void
send_keys_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  FrondGuestWindow *self = FROND_GUEST_WINDOW (widget);
  gsize n_codes;
  const guint32 *codes = g_variant_get_fixed_array (parameter, &n_codes, sizeof *codes);

  frond_display_send_keys (self->display, codes, (guint) n_codes);
  gtk_widget_grab_focus (GTK_WIDGET (self->display));
}

static void
send_files_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  frond_guest_files_choose (FROND_GUEST_WINDOW (widget)->files);
}

static void
paste_files_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  frond_guest_files_paste (FROND_GUEST_WINDOW (widget)->files);
}

static void
append_power_section (GMenu *menu)
{
  g_autoptr (GMenu) section = g_menu_new ();
  g_autoptr (GMenuItem) item = NULL;

  g_menu_append (section, _ ("_Pause"), "win.pause");
  g_menu_append (section, _ ("Res_ume"), "win.resume");
  /* Translators: write the memory of a machine to disk */
  g_menu_append (section, C_ ("machine", "Sa_ve"), "win.save");
  g_menu_append (section, _ ("Shut _Down"), "win.shut-down");
  g_menu_append (section, _ ("_Restart…"), "win.restart");
  g_menu_append (section, _ ("_Force Off…"), "win.force-off");
  /* Translators: start a saved machine without what was saved */
  item = g_menu_item_new (_ ("S_tart Fresh…"), "win.start-fresh");
  g_menu_item_set_attribute (item, "hidden-when", "s", "action-disabled");
  g_menu_append_item (section, item);
  g_menu_append_section (menu, NULL, G_MENU_MODEL (section));
}

GMenuModel *
_frond_guest_window_build_menu (FrondGuestWindow *self)
{
  GMenu *menu = g_menu_new ();
  g_autoptr (GMenuModel) keys = frond_keys_menu_new ("win.send-keys");
  g_autoptr (GMenu) use = g_menu_new ();
  g_autoptr (GMenu) disc = g_menu_new ();
  g_autoptr (GMenu) view = g_menu_new ();
  g_autoptr (GMenu) last = g_menu_new ();

  append_power_section (menu);

  g_menu_append_submenu (use, _ ("Send _Keys"), keys);
  _frond_guest_window_append_clipboard (use);
  frond_screen_menu_append_use (use);
  g_menu_append (use, _ ("_USB Devices…"), "win.usb");
  g_menu_append_section (menu, NULL, G_MENU_MODEL (use));

  g_menu_append (disc, _ ("_Change Disc…"), "win.change-disc");
  g_menu_append (disc, _ ("_Eject Disc"), "win.eject-disc");
  g_menu_append_section (menu, NULL, G_MENU_MODEL (disc));

  frond_screen_menu_append_view (view);
  /* Translators: the serial console of a machine; the item has a check mark */
  g_menu_append (view, _ ("Serial C_onsole"), "win.console");
  g_menu_append_section (menu, NULL, G_MENU_MODEL (view));

  _frond_guest_window_append_audio (menu);

  g_menu_append (last, _ ("_Properties"), "win.properties");
  g_menu_append (last, _ ("Pr_eferences"), "app.preferences");
  g_menu_append (last, _ ("_Keyboard Shortcuts"), "app.shortcuts");
  g_menu_append (last, _ ("_Help"), "app.help");
  g_menu_append (last, _ ("Show _Library"), "app.new-window");
  g_menu_append_section (menu, NULL, G_MENU_MODEL (last));

  return G_MENU_MODEL (menu);
}

static void
type_clipboard_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  frond_clipboard_typer_type (FROND_GUEST_WINDOW (widget)->typer);
}

static void
screenshot_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  frond_screenshot_taker_take (FROND_GUEST_WINDOW (widget)->screenshots);
}

void
_frond_guest_window_update_actions (FrondGuestWindow *self)
{
  GtkWidget *widget = GTK_WIDGET (self);
  FrondGuestState state = frond_guest_get_state (self->guest);
  gboolean on = frond_guest_is_on (self->guest);
  gboolean visible =
      state == FROND_GUEST_RUNNING || state == FROND_GUEST_PAUSED || state == FROND_GUEST_STOPPING;
  gboolean off = state == FROND_GUEST_STOPPED && !self->starting;
  const char *media = frond_profile_get_media_uri (frond_guest_get_profile (self->guest));

  gtk_widget_action_set_enabled (widget, "win.start", off);
  gtk_widget_action_set_enabled (widget, "win.start-other", off);
  gtk_widget_action_set_enabled (widget, "win.pause", state == FROND_GUEST_RUNNING);
  gtk_widget_action_set_enabled (widget, "win.resume", state == FROND_GUEST_PAUSED);
  gtk_widget_action_set_enabled (widget, "win.save",
                                 state == FROND_GUEST_RUNNING || state == FROND_GUEST_PAUSED);
  gtk_widget_action_set_enabled (widget, "win.start-fresh", off && frond_guest_is_saved (self->guest));
  gtk_widget_action_set_enabled (widget, "win.shut-down", visible);
  gtk_widget_action_set_enabled (widget, "win.restart", visible);
  gtk_widget_action_set_enabled (widget, "win.force-off", on);
  gtk_widget_action_set_enabled (widget, "win.send-keys", visible);
  gtk_widget_action_set_enabled (widget, "win.type-clipboard", visible);
  gtk_widget_action_set_enabled (widget, "win.send-files", visible);
  gtk_widget_action_set_enabled (widget, "win.paste-files",
                                 visible && frond_guest_files_get_can_paste (self->files));
  gtk_widget_action_set_enabled (widget, "win.capture-keyboard", visible);
  gtk_widget_action_set_enabled (widget, "win.screenshot", visible);
  gtk_widget_action_set_enabled (widget, "win.usb", visible && _frond_guest_window_has_usb (self));
  gtk_widget_action_set_enabled (widget, "win.change-disc", state != FROND_GUEST_MISSING);
  gtk_widget_action_set_enabled (widget, "win.eject-disc",
                                 state != FROND_GUEST_MISSING && media != NULL && *media != '\0');
}

void
_frond_guest_window_install_actions (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "win.start", NULL, start_action);
  gtk_widget_class_install_action (widget_class, "win.start-other", NULL, start_other_action);
  gtk_widget_class_install_action (widget_class, "win.pause", NULL, pause_action);
  gtk_widget_class_install_action (widget_class, "win.resume", NULL, resume_action);
  gtk_widget_class_install_action (widget_class, "win.save", NULL, save_action);
  gtk_widget_class_install_action (widget_class, "win.start-fresh", NULL, start_fresh_action);
  gtk_widget_class_install_action (widget_class, "win.shut-down", NULL, shut_down_action);
  gtk_widget_class_install_action (widget_class, "win.force-off", NULL, force_off_action);
  gtk_widget_class_install_action (widget_class, "win.restart", NULL, restart_action);
  gtk_widget_class_install_action (widget_class, "win.change-disc", NULL, change_disc_action);
  gtk_widget_class_install_action (widget_class, "win.eject-disc", NULL, eject_disc_action);
  gtk_widget_class_install_action (widget_class, "win.properties", NULL, properties_action);
  gtk_widget_class_install_action (widget_class, "win.reconnect", NULL, reconnect_action);
  gtk_widget_class_install_action (widget_class, "win.screenshot", NULL, screenshot_action);
  gtk_widget_class_install_action (widget_class, "win.send-keys", "au", send_keys_action);
  gtk_widget_class_install_action (widget_class, "win.send-files", NULL, send_files_action);
  gtk_widget_class_install_action (widget_class, "win.paste-files", NULL, paste_files_action);
  gtk_widget_class_install_action (widget_class, "win.usb", NULL, usb_action);
  gtk_widget_class_install_action (widget_class, "win.console-page", NULL, console_page_action);
  gtk_widget_class_install_action (widget_class, "win.close-console", NULL, close_console_action);
  gtk_widget_class_install_action (widget_class, "win.type-clipboard", NULL, type_clipboard_action);
  gtk_widget_class_install_property_action (widget_class, "win.clipboard", "clipboard");
  gtk_widget_class_install_property_action (widget_class, "win.console", "console");
  gtk_widget_class_install_property_action (widget_class, "win.view", "view");
  gtk_widget_class_install_property_action (widget_class, "win.sharp", "sharp");
  gtk_widget_class_install_property_action (widget_class, "win.capture-keyboard", "capture-keyboard");
  gtk_widget_class_install_property_action (widget_class, "win.resize-guest", "resize-guest");
  gtk_widget_class_install_property_action (widget_class, "win.sound", "sound");
  gtk_widget_class_install_property_action (widget_class, "win.microphone", "microphone");
  gtk_widget_class_install_property_action (widget_class, "win.fullscreen", "fullscreened");
}
