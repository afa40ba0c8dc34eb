/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "frond-ui"

#include "frond-application-private.h"

#include "frond-downloads-page.h"
#include "frond-doctor-dialog.h"
#include "frond-help.h"
#include "frond-machines-page.h"
#include "frond-preferences-dialog.h"

#include "frond-config.h"

#include <glib/gi18n.h>

static void
new_window_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  frond_application_open_library (user_data);
}

static void
open_iso_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  frond_application_open_library (user_data);
  frond_library_window_choose (_frond_application_get_library_window (user_data));
}

static void
new_machine_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  frond_application_open_library (user_data);
  frond_library_window_show_catalogue (_frond_application_get_library_window (user_data));
}

static void
shortcuts_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  GtkWindow *window = gtk_application_get_active_window (GTK_APPLICATION (user_data));

  if (window != NULL)
    gtk_widget_activate_action (GTK_WIDGET (window), "win.show-help-overlay", NULL);
}

static void
help_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  frond_help_show (gtk_application_get_active_window (GTK_APPLICATION (user_data)));
}

static void
preferences_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  GtkWindow *window = gtk_application_get_active_window (GTK_APPLICATION (user_data));
  AdwDialog *dialog = frond_preferences_dialog_new (frond_application_get_settings (user_data));

  adw_preferences_dialog_add (ADW_PREFERENCES_DIALOG (dialog),
                              frond_machines_page_new (FROND_APPLICATION (user_data)->library,
                                                       frond_application_get_settings (user_data)));
  adw_preferences_dialog_add (ADW_PREFERENCES_DIALOG (dialog),
                              frond_downloads_page_new (frond_application_get_downloads (user_data)));
  adw_dialog_present (dialog, GTK_WIDGET (window));
}

static void
doctor_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  FrondApplication *self = FROND_APPLICATION (user_data);
  GtkWindow *window = gtk_application_get_active_window (GTK_APPLICATION (self));

  adw_dialog_present (frond_doctor_dialog_new (self->library), GTK_WIDGET (window));
}

static void
about_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  GtkWindow *window = gtk_application_get_active_window (GTK_APPLICATION (user_data));
  const char *const developers[] = { "Frond contributors", NULL };
  AdwDialog *dialog = adw_about_dialog_new ();
  AdwAboutDialog *about = ADW_ABOUT_DIALOG (dialog);

  adw_about_dialog_set_application_icon (about, FROND_APP_ID);
  adw_about_dialog_set_application_name (about, _ ("Frond"));
  adw_about_dialog_set_version (about, FROND_VERSION);
  adw_about_dialog_set_comments (about, _ ("Run other systems in virtual machines"));
  adw_about_dialog_set_developer_name (about, _ ("Frond contributors"));
  adw_about_dialog_set_developers (about, (const char **) developers);
  adw_about_dialog_set_copyright (about, _ ("© Frond contributors"));
  adw_about_dialog_set_license_type (about, GTK_LICENSE_GPL_3_0);
  /* Translators: put your own names here, one a line; they are shown as credits */
  adw_about_dialog_set_translator_credits (about, _ ("translator-credits"));
  adw_dialog_present (dialog, GTK_WIDGET (window));
}

static void
quit_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  _frond_application_quit_by_person (user_data);
}

static const GActionEntry actions[] = {
  { "new-window", new_window_action },
  { "new-machine", new_machine_action },
  { "open-iso", open_iso_action },
  { "preferences", preferences_action },
  { "doctor", doctor_action },
  { "shortcuts", shortcuts_action },
  { "help", help_action },
  { "about", about_action },
  { "quit", quit_action },
};

/* When the guest has the keyboard these do not reach us: see frond-guest-window-input.c. */
static const struct
{
  const char *action;
  const char *accels[3];
} accels[] = {
  { "app.new-machine", { "<Control>n" } },
  { "app.open-iso", { "<Control>o" } },
  { "win.back", { "<Alt>Left" } },
  { "app.new-window", { "<Control>l" } },
  { "app.preferences", { "<Control>comma" } },
  { "app.shortcuts", { "<Control>question" } },
  { "app.help", { "F1" } },
  { "app.quit", { "<Control>q" } },
  { "window.close", { "<Control>w" } },
  { "win.search", { "<Control>f" } },
  { "win.fullscreen", { "F11" } },
  { "win.console-page", { "<Control><Shift>s" } },
  { "win.properties", { "<Alt>Return" } },
};

void
_frond_application_add_actions (FrondApplication *self)
{
  g_action_map_add_action_entries (G_ACTION_MAP (self), actions, G_N_ELEMENTS (actions), self);
  _frond_application_add_guest_actions (self);
  for (guint i = 0; i < G_N_ELEMENTS (accels); i++)
    gtk_application_set_accels_for_action (GTK_APPLICATION (self), accels[i].action,
                                           (const char *const *) accels[i].accels);
}
