/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "frond-ui"

#include "frond-application-private.h"

#include "frond-details-dialog.h"
#include "frond-error.h"
#include "frond-guest.h"
#include "frond-profile.h"

#include <glib/gi18n.h>
#include <libportal/portal.h>

/* Machines that outlive the login are no reason against logging out. */
static void
update_inhibitor (FrondApplication *self)
{
  g_autofree char *of_the_login = frond_guests_watch_dup_words (self->guests_watch, TRUE);
  g_autofree char *all = frond_guests_watch_dup_words (self->guests_watch, FALSE);
  gboolean awake = all != NULL && frond_settings_get_keep_awake (self->settings);

  frond_inhibitor_set (self->inhibitor, "machines", of_the_login != NULL ? GTK_APPLICATION_INHIBIT_LOGOUT : 0,
                       of_the_login);
  frond_inhibitor_set (self->inhibitor, "machines-awake", awake ? GTK_APPLICATION_INHIBIT_SUSPEND : 0, all);
  frond_inhibitor_set (self->inhibitor, "making",
                       frond_guests_watch_get_n_made (self->guests_watch) > 0
                           ? GTK_APPLICATION_INHIBIT_LOGOUT | GTK_APPLICATION_INHIBIT_SUSPEND
                           : 0,
                       _ ("A machine is being made"));
}

/* What an entry in the application grid became is told where the library is. */
typedef struct
{
  FrondApplication *application;
  char *name;
} Entry;

static Entry *
entry_new (FrondApplication *self, FrondGuest *guest)
{
  Entry *entry = g_new0 (Entry, 1);

  /* Its files are written before the application ends. */
  entry->application = g_object_ref (self);
  g_application_hold (G_APPLICATION (self));
  entry->name = g_strdup (frond_profile_get_name (frond_guest_get_profile (guest)));

  return entry;
}

static void
entry_told (Entry *entry, FrondTask task, const char *title, const GError *error)
{
  FrondLibraryWindow *window = _frond_application_get_library_window (entry->application);
  AdwToastOverlay *toasts = window != NULL ? frond_library_window_get_toasts (window) : NULL;
  AdwToast *toast;

  if (error != NULL && toasts != NULL && !frond_error_is_cancelled (error))
    frond_details_toast (toasts, task, entry->name, error);
  else if (error == NULL && toasts != NULL)
    {
      toast = adw_toast_new (title);
      adw_toast_set_use_markup (toast, FALSE);
      adw_toast_overlay_add_toast (toasts, toast);
    }
  g_application_release (G_APPLICATION (entry->application));
  g_object_unref (entry->application);
  g_free (entry->name);
  g_free (entry);
}

static void
entry_added_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Entry *entry = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree char *title = NULL;

  frond_grid_entries_add_finish (FROND_GRID_ENTRIES (source), result, &error);
  /* Translators: %s is the name of a machine */
  title = g_strdup_printf (_ ("“%s” is in the application grid"), entry->name);
  entry_told (entry, FROND_TASK_GRID_ADD, title, error);
}

static void
entry_removed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Entry *entry = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree char *title = NULL;

  frond_grid_entries_remove_finish (FROND_GRID_ENTRIES (source), result, &error);
  /* Translators: %s is the name of a machine */
  title = g_strdup_printf (_ ("“%s” was removed from the application grid"), entry->name);
  entry_told (entry, FROND_TASK_GRID_REMOVE, title, error);
}

static void
add_to_grid_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  FrondApplication *self = user_data;
  FrondGuest *guest = frond_library_find (self->library, g_variant_get_string (parameter, NULL));

  if (guest != NULL)
    frond_grid_entries_add_async (self->grid_entries, guest,
                                  gtk_application_get_active_window (GTK_APPLICATION (self)), entry_added_cb,
                                  entry_new (self, guest));
}

static void
remove_from_grid_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  FrondApplication *self = user_data;
  const char *id = g_variant_get_string (parameter, NULL);
  FrondGuest *guest = frond_library_find (self->library, id);

  if (guest != NULL)
    frond_grid_entries_remove_async (self->grid_entries, id, entry_removed_cb, entry_new (self, guest));
}

static const GActionEntry actions[] = {
  { "add-to-grid", add_to_grid_action, "s" },
  { "remove-from-grid", remove_from_grid_action, "s" },
};

void
_frond_application_setup_desktop (FrondApplication *self)
{
  GtkApplication *application = GTK_APPLICATION (self);

  self->guests_watch = frond_guests_watch_new (self->library);
  self->notifier = frond_guest_notifier_new (application, self->guests_watch, self->launcher);
  self->background = frond_background_new (application, self->guests_watch);
  frond_settings_bind_background (self->settings, G_OBJECT (self->background), "wanted");
  g_signal_connect_object (self->guests_watch, "changed", G_CALLBACK (update_inhibitor), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->settings, "keep-awake-changed", G_CALLBACK (update_inhibitor), self,
                           G_CONNECT_SWAPPED);
  update_inhibitor (self);
  self->grid_entries =
      frond_grid_entries_new (self->library, self->settings, xdp_portal_running_under_sandbox ());
  g_action_map_add_action_entries (G_ACTION_MAP (self), actions, G_N_ELEMENTS (actions), self);
}

FrondGridEntries *
frond_application_get_grid_entries (FrondApplication *self)
{
  g_return_val_if_fail (FROND_IS_APPLICATION (self), NULL);

  return self->grid_entries;
}

FrondInhibitor *
frond_application_get_inhibitor (FrondApplication *self)
{
  g_return_val_if_fail (FROND_IS_APPLICATION (self), NULL);

  return self->inhibitor;
}

FrondBackground *
frond_application_get_background (FrondApplication *self)
{
  g_return_val_if_fail (FROND_IS_APPLICATION (self), NULL);

  return self->background;
}

FrondGuestNotifier *
frond_application_get_notifier (FrondApplication *self)
{
  g_return_val_if_fail (FROND_IS_APPLICATION (self), NULL);

  return self->notifier;
}
