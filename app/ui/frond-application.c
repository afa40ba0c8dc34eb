/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "frond-ui"

#include "frond-application-private.h"

#include "frond-error.h"
#include "frond-guest-commands.h"
#include "frond-guest-window.h"
#include "frond-guest.h"
#include "frond-guests-bulk.h"
#include "frond-helper-client.h"
#include "frond-machine-host.h"
#include "frond-profile.h"
#include "frond-resources.h"
#include "frond-sqlite-store.h"

#include "frond-config.h"

#include <glib-unix.h>
#include <glib/gi18n.h>
#include <stdio.h>

#define RESOURCE_PATH "/me/phyllo/Frond"

G_DEFINE_FINAL_TYPE (FrondApplication, frond_application, ADW_TYPE_APPLICATION)

static const GOptionEntry options[] = {
  { "new", 0, 0, G_OPTION_ARG_NONE, NULL, N_ ("Choose a disc image for a new machine"), NULL },
  { "machine", 0, 0, G_OPTION_ARG_STRING, NULL, N_ ("Start this machine and show its screen"), N_ ("UUID") },
  { "version", 0, 0, G_OPTION_ARG_NONE, NULL, N_ ("Show the version and exit"), NULL },
  { NULL },
};

FrondLibraryWindow *
_frond_application_get_library_window (FrondApplication *self)
{
  for (GList *l = gtk_application_get_windows (GTK_APPLICATION (self)); l != NULL; l = l->next)
    if (FROND_IS_LIBRARY_WINDOW (l->data))
      return l->data;

  return NULL;
}

GtkWindow *
frond_application_open_library (FrondApplication *self)
{
  FrondLibraryWindow *window;

  g_return_val_if_fail (FROND_IS_APPLICATION (self), NULL);

  window = _frond_application_get_library_window (self);
  if (window == NULL)
    {
      window =
          frond_library_window_new (GTK_APPLICATION (self), self->library, self->pictures, self->settings);
      frond_library_window_set_downloads (window, self->downloads);
      frond_library_window_set_catalogue (window, self->catalogue, self->launcher, self->downloads);
    }
  frond_launcher_resume (self->launcher);
  g_application_withdraw_notification (G_APPLICATION (self), "quit");
  gtk_window_present (GTK_WINDOW (window));

  return GTK_WINDOW (window);
}

GtkWindow *
frond_application_open_guest (FrondApplication *self, FrondGuest *guest)
{
  GtkWindow *window = NULL;

  g_return_val_if_fail (FROND_IS_APPLICATION (self), NULL);
  g_return_val_if_fail (FROND_IS_GUEST (guest), NULL);

  for (GList *l = gtk_application_get_windows (GTK_APPLICATION (self)); l != NULL && window == NULL;
       l = l->next)
    if (FROND_IS_GUEST_WINDOW (l->data) && frond_guest_window_get_guest (l->data) == guest)
      window = l->data;

  if (window == NULL)
    window = GTK_WINDOW (frond_guest_window_new (self, guest));
  gtk_window_present (window);

  return window;
}

static void
keeps_running_clicked_cb (AdwToast *toast, FrondGuest *guest)
{
  AdwToastOverlay *toasts = g_object_get_data (G_OBJECT (toast), "frond-toasts");

  if (frond_guest_is_on (guest))
    frond_guest_commands_shut_down (guest, toasts);
}

static void
toast_keeps_running (FrondLibraryWindow *window, FrondGuest *guest, const char *title)
{
  AdwToastOverlay *toasts = frond_library_window_get_toasts (window);
  AdwToast *toast = adw_toast_new (title);

  adw_toast_set_use_markup (toast, FALSE);
  adw_toast_set_button_label (toast, _ ("Shut _Down"));
  g_object_set_data (G_OBJECT (toast), "frond-toasts", toasts);
  g_signal_connect_object (toast, "button-clicked", G_CALLBACK (keeps_running_clicked_cb), guest, 0);
  adw_toast_overlay_add_toast (toasts, toast);
}

static void
notify_keeps_running (FrondApplication *self, FrondGuest *guest, const char *title)
{
  const char *id = frond_profile_get_id (frond_guest_get_profile (guest));
  g_autoptr (GNotification) notification = g_notification_new (title);

  g_notification_set_body (notification, _ ("Closing its window does not switch it off."));
  g_notification_set_default_action_and_target (notification, "app.open-guest", "s", id);
  g_notification_add_button_with_target (notification, _ ("Shut Down"), "app.shut-down-guest", "s", id);
  g_application_send_notification (G_APPLICATION (self), id, notification);
}

void
frond_application_guest_left (FrondApplication *self, FrondGuest *guest)
{
  FrondLibraryWindow *window;
  g_autofree char *title = NULL;

  g_return_if_fail (FROND_IS_APPLICATION (self));
  g_return_if_fail (FROND_IS_GUEST (guest));

  window = _frond_application_get_library_window (self);
  title =
      /* Translators: %s is the name of a machine */
      g_strdup_printf (_ ("“%s” keeps running"), frond_profile_get_name (frond_guest_get_profile (guest)));
  if (window != NULL)
    toast_keeps_running (window, guest, title);
  else if (frond_settings_get_keep_running_hint (self->settings))
    notify_keeps_running (self, guest, title);

  frond_settings_set_keep_running_hint (self->settings, FALSE);
}

/* Opens the window that GUEST had when Frond last lived, as soon as it is known whether the guest still runs. */
static void
restore_window (FrondGuest *guest, GParamSpec *pspec, FrondApplication *self)
{
  if (frond_guest_get_state (guest) == FROND_GUEST_UNKNOWN)
    return;

  g_signal_handlers_disconnect_by_func (guest, restore_window, self);
  if (frond_guest_is_on (guest))
    frond_application_open_guest (self, guest);
  else
    g_object_set (frond_guest_get_profile (guest), "window-open", FALSE, NULL);
}

static void
restore_windows (FrondApplication *self)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->library));

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (FrondGuest) guest = g_list_model_get_item (G_LIST_MODEL (self->library), i);
      gboolean was_open;

      g_object_get (frond_guest_get_profile (guest), "window-open", &was_open, NULL);
      if (!was_open)
        continue;

      g_signal_connect_object (guest, "notify::state", G_CALLBACK (restore_window), self, 0);
      restore_window (guest, NULL, self);
    }
}

/* What an earlier life left in the trash can still be undone. */
static void
offer_undo (FrondApplication *self)
{
  FrondLibraryWindow *window = _frond_application_get_library_window (self);
  g_autoptr (GPtrArray) trashed = frond_library_dup_trashed (self->library);

  if (window != NULL && trashed->len > 0)
    frond_guests_bulk_offer_undo (trashed, self->library, frond_library_window_get_toasts (window));
}

static void
loaded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (FrondApplication) self = user_data;
  g_autoptr (GError) error = NULL;

  if (!frond_library_load_finish (FROND_LIBRARY (source), result, &error))
    {
      /* The library window says so. */
      g_message ("Opening the library: %s", error->message);
      if (gtk_application_get_windows (GTK_APPLICATION (self)) == NULL)
        frond_application_open_library (self);
      g_application_release (G_APPLICATION (self));
      return;
    }

  offer_undo (self);
  restore_windows (self);
  _frond_application_resume_launches (self);
  g_application_release (G_APPLICATION (self));
}

static FrondLibrary *
open_own_library (void)
{
  g_autofree char *path =
      g_build_filename (g_get_user_data_dir (), FROND_DEVEL ? "frond-devel" : "frond", "frond.db", NULL);
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (FrondProfileStore) store = frond_sqlite_store_new (file);
  g_autoptr (FrondMachineHost) session = frond_helper_client_new ();
  g_autoptr (FrondMachineHost) system = frond_helper_client_new_for (FROND_HOST_MODE_SYSTEM);
  FrondLibrary *library = frond_library_new (store, session);

  frond_library_add_host (library, system);
  return library;
}

static gboolean
terminated_cb (gpointer user_data)
{
  _frond_application_quit (user_data);
  return G_SOURCE_CONTINUE;
}

static void
frond_application_startup (GApplication *application)
{
  FrondApplication *self = FROND_APPLICATION (application);

  G_APPLICATION_CLASS (frond_application_parent_class)->startup (application);

  _frond_application_add_actions (self);
  gtk_window_set_default_icon_name (FROND_APP_ID);
  self->settings = frond_settings_new ();
  if (self->library == NULL)
    self->library = open_own_library ();
  frond_settings_bind_library (self->settings, self->library);
  self->pictures = frond_picture_keeper_new (self->library);
  self->inhibitor = frond_inhibitor_new (GTK_APPLICATION (self));
  _frond_application_start_downloads (self);
  _frond_application_setup_launches (self);
  _frond_application_setup_desktop (self);
  g_unix_signal_add (SIGTERM, terminated_cb, self);
  g_unix_signal_add (SIGINT, terminated_cb, self);

  g_application_hold (application);
  frond_library_load_async (self->library, NULL, loaded_cb, g_object_ref (self));
}

static void
frond_application_activate (GApplication *application)
{
  FrondApplication *self = FROND_APPLICATION (application);

  if (!self->for_machine)
    frond_application_open_library (self);
  self->for_machine = FALSE;
}

static void
frond_application_open (GApplication *application, GFile **files, int n_files, const char *hint)
{
  FrondApplication *self = FROND_APPLICATION (application);

  frond_application_open_library (self);
  if (n_files > 0)
    frond_library_window_create_from (_frond_application_get_library_window (self), files[0]);
}

/* What the icon of a machine in the application grid asks for. */
static int
open_machine (FrondApplication *self, const char *id)
{
  GApplication *application = G_APPLICATION (self);
  g_autoptr (GError) error = NULL;

  if (!g_uuid_string_is_valid (id))
    {
      /* Translators: printed in a terminal; %s is what was given as a UUID, “frond” is the name of the program */
      fprintf (stderr, _ ("frond: “%s” is not the UUID of a machine\n"), id);
      return 1;
    }
  if (!g_application_register (application, NULL, &error))
    {
      fprintf (stderr, "frond: %s\n", error->message);
      return 1;
    }

  g_action_group_activate_action (G_ACTION_GROUP (application), "start-guest", g_variant_new_string (id));
  self->for_machine = TRUE;
  return g_application_get_is_remote (application) ? 0 : -1;
}

static int
frond_application_handle_local_options (GApplication *application, GVariantDict *given)
{
  const char *machine;
  g_autoptr (GError) error = NULL;

  if (g_variant_dict_contains (given, "version"))
    {
      printf ("frond %s\n", FROND_VERSION);
      return 0;
    }

  if (g_variant_dict_lookup (given, "machine", "&s", &machine))
    return open_machine (FROND_APPLICATION (application), machine);
  if (!g_variant_dict_contains (given, "new"))
    return -1;

  if (!g_application_register (application, NULL, &error))
    {
      fprintf (stderr, "frond: %s\n", error->message);
      return 1;
    }

  g_action_group_activate_action (G_ACTION_GROUP (application), "open-iso", NULL);
  return g_application_get_is_remote (application) ? 0 : -1;
}

static void
flushed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GApplication *application = user_data;
  g_autoptr (GError) error = NULL;

  if (!frond_library_flush_finish (FROND_LIBRARY (source), result, &error))
    g_warning ("Writing the library: %s", error->message);
  g_application_release (application);
}

static void
frond_application_window_removed (GtkApplication *application, GtkWindow *window)
{
  FrondApplication *self = FROND_APPLICATION (application);

  /* The windows hold the application; what they put off is written before it ends. */
  g_application_hold (G_APPLICATION (self));
  GTK_APPLICATION_CLASS (frond_application_parent_class)->window_removed (application, window);
  frond_library_flush_async (self->library, NULL, flushed_cb, self);
  if (gtk_application_get_windows (application) == NULL)
    _frond_application_abandon_launches (self);
}

/* Said once, when the last window that could say so goes. */
static void
notify_quit (FrondApplication *self)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->library));
  guint n_on = 0;
  g_autoptr (GNotification) notification = NULL;
  g_autofree char *title = NULL;

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (FrondGuest) guest = g_list_model_get_item (G_LIST_MODEL (self->library), i);

      n_on += frond_guest_is_on (guest) ? 1 : 0;
    }
  if (n_on == 0 || !frond_settings_get_keep_running_hint (self->settings))
    return;

  title = g_strdup_printf (ngettext ("%u machine keeps running", "%u machines keep running", n_on), n_on);
  notification = g_notification_new (title);
  g_notification_set_body (notification, _ ("Quitting Frond does not switch machines off."));
  g_notification_set_default_action (notification, "app.new-window");
  g_application_send_notification (G_APPLICATION (self), "quit", notification);
  frond_settings_set_keep_running_hint (self->settings, FALSE);
}

void
_frond_application_quit_by_person (FrondApplication *self)
{
  notify_quit (self);
  _frond_application_quit (self);
}

void
_frond_application_quit (FrondApplication *self)
{
  g_autolist (GtkWindow) windows = NULL;

  /* What is there of them is kept; the next life offers to go on. */
  frond_downloads_pause_all (self->downloads);
  frond_background_stop (self->background);

  /* With references: a guest's window takes those of its further monitors along. */
  for (GList *l = gtk_application_get_windows (GTK_APPLICATION (self)); l != NULL; l = l->next)
    windows = g_list_prepend (windows, g_object_ref (l->data));

  /* Guests go on running; their windows come back next time. */
  for (GList *l = windows; l != NULL; l = l->next)
    {
      if (FROND_IS_GUEST_WINDOW (l->data))
        frond_guest_window_remember (l->data, TRUE);
      gtk_window_destroy (l->data);
    }
}

/* While there is something that it can still release: what a download does afterwards is told nobody. */
static void
frond_application_shutdown (GApplication *application)
{
  FrondApplication *self = FROND_APPLICATION (application);

  g_clear_object (&self->downloads_watch);
  frond_background_stop (self->background);
  g_clear_object (&self->notifier);
  frond_inhibitor_stop (self->inhibitor);
  G_APPLICATION_CLASS (frond_application_parent_class)->shutdown (application);
}

static void
frond_application_finalize (GObject *object)
{
  FrondApplication *self = FROND_APPLICATION (object);

  if (self->grid_entries != NULL)
    g_object_run_dispose (G_OBJECT (self->grid_entries));
  g_clear_object (&self->grid_entries);
  g_clear_object (&self->background);
  g_clear_object (&self->notifier);
  g_clear_object (&self->guests_watch);
  g_clear_object (&self->downloads_watch);
  g_clear_object (&self->inhibitor);
  g_clear_object (&self->pictures);
  g_clear_object (&self->launcher);
  g_clear_object (&self->catalogue);
  g_clear_object (&self->downloads);
  g_clear_object (&self->library);
  g_clear_object (&self->settings);
  G_OBJECT_CLASS (frond_application_parent_class)->finalize (object);
}

static void
frond_application_class_init (FrondApplicationClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GApplicationClass *application_class = G_APPLICATION_CLASS (klass);
  GtkApplicationClass *gtk_application_class = GTK_APPLICATION_CLASS (klass);

  object_class->finalize = frond_application_finalize;
  application_class->startup = frond_application_startup;
  application_class->shutdown = frond_application_shutdown;
  application_class->activate = frond_application_activate;
  application_class->open = frond_application_open;
  application_class->handle_local_options = frond_application_handle_local_options;
  gtk_application_class->window_removed = frond_application_window_removed;

  frond_register_resource ();
}

static void
frond_application_init (FrondApplication *self)
{
  g_application_add_main_option_entries (G_APPLICATION (self), options);
  g_application_set_option_context_parameter_string (G_APPLICATION (self), _ ("[DISC IMAGE]"));
}

FrondApplication *
frond_application_new (FrondLibrary *library)
{
  FrondApplication *self =
      g_object_new (FROND_TYPE_APPLICATION, "application-id", FROND_APP_ID, "resource-base-path",
                    RESOURCE_PATH, "flags",
                    G_APPLICATION_HANDLES_OPEN | (library != NULL ? G_APPLICATION_NON_UNIQUE : 0), NULL);

  g_set_object (&self->library, library);

  return self;
}

FrondLibrary *
frond_application_get_library (FrondApplication *self)
{
  g_return_val_if_fail (FROND_IS_APPLICATION (self), NULL);

  return self->library;
}

FrondPictureKeeper *
frond_application_get_pictures (FrondApplication *self)
{
  g_return_val_if_fail (FROND_IS_APPLICATION (self), NULL);

  return self->pictures;
}

FrondSettings *
frond_application_get_settings (FrondApplication *self)
{
  g_return_val_if_fail (FROND_IS_APPLICATION (self), NULL);

  return self->settings;
}
