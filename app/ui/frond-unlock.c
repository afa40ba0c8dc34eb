/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "frond-ui"

#include "frond-unlock.h"

#include "frond-error.h"
#include "frond-guest.h"
#include "frond-keyring.h"
#include "frond-profile.h"
#include "frond-secret.h"

#include <adwaita.h>
#include <fcntl.h>
#include <glib/gi18n.h>
#include <glib/gstdio.h>

typedef struct
{
  GtkWidget *parent;
  GtkWidget *entry; /* of the dialog that is open */
  GtkWidget *remember;
  int fd; /* what was typed and is being tried; -1: nothing was */
  gboolean keep;
  gboolean looked; /* the keyring was asked */
} Unlock;

static void
unlock_free (Unlock *unlock)
{
  g_object_unref (unlock->parent);
  g_clear_fd (&unlock->fd, NULL);
  g_free (unlock);
}

static void start (GTask *task);

static void
remembered_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  if (!frond_keyring_store_finish (result, &error))
    g_message ("A passphrase is not in the keyring: %s", error->message);
}

void
frond_unlock_remember (FrondProfile *profile, int fd)
{
  frond_keyring_store_async (frond_profile_get_machine_uuid (profile), frond_profile_get_name (profile), fd,
                             NULL, remembered_cb, NULL);
}

static void
forgotten_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  if (!frond_keyring_clear_finish (result, &error))
    g_message ("The keyring may still have a passphrase: %s", error->message);
}

void
frond_unlock_forget (const char *machine_uuid)
{
  if (*machine_uuid != '\0')
    frond_keyring_clear_async (machine_uuid, NULL, forgotten_cb, NULL);
}

static void
answered_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  FrondGuest *guest = g_task_get_source_object (task);
  Unlock *unlock = g_task_get_task_data (task);
  const char *response = adw_alert_dialog_choose_finish (ADW_ALERT_DIALOG (source), result);
  GError *error = NULL;

  if (!g_str_equal (response, "unlock"))
    {
      g_task_return_new_error_literal (task, G_IO_ERROR, G_IO_ERROR_CANCELLED, "Not unlocked");
      return;
    }
  g_clear_fd (&unlock->fd, NULL);
  unlock->keep = adw_switch_row_get_active (ADW_SWITCH_ROW (unlock->remember));
  unlock->fd = frond_secret_seal (gtk_editable_get_text (GTK_EDITABLE (unlock->entry)), &error);
  if (unlock->fd < 0)
    {
      g_task_return_error (task, error);
      return;
    }
  frond_guest_set_passphrase (guest, fcntl (unlock->fd, F_DUPFD_CLOEXEC, 3));
  start (task);
}

static void
changed_cb (GtkEditable *entry, AdwAlertDialog *dialog)
{
  adw_alert_dialog_set_response_enabled (dialog, "unlock", *gtk_editable_get_text (entry) != '\0');
}

static GtkWidget *
make_rows (Unlock *unlock, AdwAlertDialog *dialog)
{
  GtkWidget *group = adw_preferences_group_new ();

  unlock->entry = adw_password_entry_row_new ();
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (unlock->entry), _ ("Passphrase"));
  adw_entry_row_set_activates_default (ADW_ENTRY_ROW (unlock->entry), TRUE);
  gtk_editable_set_enable_undo (GTK_EDITABLE (unlock->entry), FALSE);
  g_signal_connect (unlock->entry, "changed", G_CALLBACK (changed_cb), dialog);
  unlock->remember = adw_switch_row_new ();
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (unlock->remember), _ ("Remember on This Computer"));
  adw_switch_row_set_active (ADW_SWITCH_ROW (unlock->remember), unlock->keep);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), unlock->entry);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), unlock->remember);
  return group;
}

static void
ask (GTask *task, gboolean wrong)
{
  FrondGuest *guest = g_task_get_source_object (task);
  Unlock *unlock = g_task_get_task_data (task);
  AdwAlertDialog *dialog = ADW_ALERT_DIALOG (adw_alert_dialog_new (_ ("Unlock Disk?"), NULL));
  g_autofree char *body = NULL;

  body = g_strdup_printf (wrong
                              /* Translators: %s is the name of a machine */
                              ? _ ("This passphrase does not unlock the disk of “%s”. Try again.")
                              /* Translators: %s is the name of a machine */
                              : _ ("The disk of “%s” is encrypted. It starts with its passphrase."),
                          frond_profile_get_name (frond_guest_get_profile (guest)));
  adw_alert_dialog_set_body (dialog, body);
  adw_alert_dialog_add_responses (dialog, "cancel", _ ("_Cancel"), "unlock", _ ("_Unlock"), NULL);
  adw_alert_dialog_set_response_appearance (dialog, "unlock", ADW_RESPONSE_SUGGESTED);
  adw_alert_dialog_set_default_response (dialog, "unlock");
  adw_alert_dialog_set_close_response (dialog, "cancel");
  adw_alert_dialog_set_response_enabled (dialog, "unlock", FALSE);
  adw_alert_dialog_set_extra_child (dialog, make_rows (unlock, dialog));
  adw_dialog_set_focus (ADW_DIALOG (dialog), unlock->entry);
  adw_alert_dialog_choose (dialog, unlock->parent, g_task_get_cancellable (task), answered_cb,
                           g_object_ref (task));
}

static void
looked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;
  int fd = frond_keyring_lookup_finish (result, &error);

  if (fd < 0)
    {
      if (error != NULL)
        g_message ("The keyring could not be asked: %s", error->message);
      ask (task, FALSE);
      return;
    }
  frond_guest_set_passphrase (g_task_get_source_object (task), fd);
  start (task);
}

static void
started_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  FrondGuest *guest = FROND_GUEST (source);
  Unlock *unlock = g_task_get_task_data (task);
  GError *error = NULL;

  if (frond_guest_start_finish (guest, result, &error))
    {
      if (unlock->keep && unlock->fd >= 0)
        frond_unlock_remember (frond_guest_get_profile (guest), unlock->fd);
      g_task_return_boolean (task, TRUE);
      return;
    }
  if (g_error_matches (error, FROND_ERROR, FROND_ERROR_PASSPHRASE_NEEDED) && !unlock->looked)
    {
      unlock->looked = TRUE;
      frond_keyring_lookup_async (frond_profile_get_machine_uuid (frond_guest_get_profile (guest)),
                                  g_task_get_cancellable (task), looked_cb, g_object_ref (task));
    }
  else if (g_error_matches (error, FROND_ERROR, FROND_ERROR_PASSPHRASE_NEEDED) ||
           g_error_matches (error, FROND_ERROR, FROND_ERROR_PASSPHRASE_WRONG))
    ask (task, error->code == FROND_ERROR_PASSPHRASE_WRONG);
  else
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }
  g_clear_error (&error);
}

static void
start (GTask *task)
{
  frond_guest_start_async (g_task_get_source_object (task), g_task_get_cancellable (task), started_cb,
                           g_object_ref (task));
}

void
frond_unlock_start_async (FrondGuest *guest, GtkWidget *parent, GCancellable *cancellable,
                          GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (guest, cancellable, callback, user_data);
  Unlock *unlock = g_new0 (Unlock, 1);

  unlock->parent = g_object_ref (parent);
  unlock->fd = -1;
  g_task_set_source_tag (task, frond_unlock_start_async);
  g_task_set_task_data (task, unlock, (GDestroyNotify) unlock_free);
  start (task);
}

gboolean
frond_unlock_start_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}
