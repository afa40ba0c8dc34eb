/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "frond-ui"

#include "frond-passphrase-change.h"

#include "frond-details-dialog.h"
#include "frond-encryption-group.h"
#include "frond-error.h"
#include "frond-guest.h"
#include "frond-machine-host.h"
#include "frond-profile.h"
#include "frond-secret.h"
#include "frond-unlock.h"

#include <glib/gi18n.h>
#include <glib/gstdio.h>

typedef struct
{
  FrondGuest *guest;
  GtkWidget *parent;
  GtkWidget *entry;
  FrondEncryptionGroup *group;
  int old_fd;
  int next_fd;
  gboolean keep;
} Change;

static void ask (Change *change, gboolean wrong);

static void
change_free (Change *change)
{
  g_clear_fd (&change->old_fd, NULL);
  g_clear_fd (&change->next_fd, NULL);
  g_object_unref (change->guest);
  g_object_unref (change->parent);
  g_free (change);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Change, change_free)

static void
fail (Change *change, const GError *error)
{
  g_autoptr (FrondMessage) message =
      frond_message_new (FROND_TASK_PASSPHRASE,
                         frond_profile_get_name (frond_guest_get_profile (change->guest)), error);

  frond_details_dialog_present_message (message, change->parent);
}

static void
changed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Change) change = user_data;
  FrondProfile *profile = frond_guest_get_profile (change->guest);
  g_autoptr (GError) error = NULL;

  if (!frond_machine_host_change_passphrase_finish (FROND_MACHINE_HOST (source), result, &error))
    {
      if (g_error_matches (error, FROND_ERROR, FROND_ERROR_PASSPHRASE_WRONG))
        ask (g_steal_pointer (&change), TRUE);
      else
        fail (change, error);
      return;
    }

  /* The old one opens nothing any more. */
  if (change->keep)
    frond_unlock_remember (profile, change->next_fd);
  else
    frond_unlock_forget (frond_profile_get_machine_uuid (profile));
  gtk_accessible_announce (GTK_ACCESSIBLE (change->parent), _ ("The passphrase was changed"),
                           GTK_ACCESSIBLE_ANNOUNCEMENT_PRIORITY_MEDIUM);
}

static void
answered_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Change) change = user_data;
  const char *response = adw_alert_dialog_choose_finish (ADW_ALERT_DIALOG (source), result);
  FrondMachineHost *host = frond_guest_get_host (change->guest);
  int old_fd, next_fd;
  const char *uuid = frond_profile_get_machine_uuid (frond_guest_get_profile (change->guest));
  g_autoptr (GError) error = NULL;

  if (!g_str_equal (response, "change"))
    return;
  g_clear_fd (&change->old_fd, NULL);
  g_clear_fd (&change->next_fd, NULL);
  change->keep = frond_encryption_group_get_remember (change->group);
  change->old_fd = frond_secret_seal (gtk_editable_get_text (GTK_EDITABLE (change->entry)), &error);
  if (change->old_fd >= 0)
    change->next_fd = frond_encryption_group_seal (change->group, &error);
  if (change->next_fd < 0)
    {
      fail (change, error);
      return;
    }
  old_fd = change->old_fd;
  next_fd = change->next_fd;
  frond_machine_host_change_passphrase_async (host, uuid, old_fd, next_fd, NULL, changed_cb,
                                              g_steal_pointer (&change));
}

/* By the dialog's own rows: it may outlive the change for as long as it takes to go. */
static void
update (AdwAlertDialog *dialog)
{
  GtkEditable *entry = g_object_get_data (G_OBJECT (dialog), "entry");
  FrondEncryptionGroup *group = g_object_get_data (G_OBJECT (dialog), "group");

  adw_alert_dialog_set_response_enabled (dialog, "change",
                                         *gtk_editable_get_text (entry) != '\0' &&
                                             frond_encryption_group_get_valid (group));
}

static GtkWidget *
make_rows (Change *change, AdwAlertDialog *dialog)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  GtkWidget *group = adw_preferences_group_new ();

  change->entry = adw_password_entry_row_new ();
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (change->entry), _ ("Present Passphrase"));
  gtk_editable_set_enable_undo (GTK_EDITABLE (change->entry), FALSE);
  gtk_widget_set_tooltip_text (change->entry,
                               adw_preferences_row_get_title (ADW_PREFERENCES_ROW (change->entry)));
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), change->entry);
  change->group = g_object_new (FROND_TYPE_ENCRYPTION_GROUP, NULL);
  frond_encryption_group_set_for_change (change->group);
  gtk_box_append (GTK_BOX (box), group);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (change->group));
  g_object_set_data (G_OBJECT (dialog), "entry", change->entry);
  g_object_set_data (G_OBJECT (dialog), "group", change->group);
  g_signal_connect_object (change->entry, "changed", G_CALLBACK (update), dialog, G_CONNECT_SWAPPED);
  g_signal_connect_object (change->group, "notify::valid", G_CALLBACK (update), dialog, G_CONNECT_SWAPPED);
  return box;
}

/* Takes CHANGE. */
static void
ask (Change *change, gboolean wrong)
{
  AdwDialog *dialog = adw_alert_dialog_new (_ ("Change Passphrase"), NULL);
  AdwAlertDialog *alert = ADW_ALERT_DIALOG (dialog);

  adw_alert_dialog_set_body (
      alert, wrong ? _ ("The present passphrase is not right. Nothing was changed.")
                   : _ ("Copies of its disks that were made before still open with the old passphrase."));
  adw_alert_dialog_add_responses (alert, "cancel", _ ("_Cancel"), "change", _ ("_Change"), NULL);
  adw_alert_dialog_set_response_appearance (alert, "change", ADW_RESPONSE_SUGGESTED);
  adw_alert_dialog_set_default_response (alert, "change");
  adw_alert_dialog_set_close_response (alert, "cancel");
  adw_alert_dialog_set_extra_child (alert, make_rows (change, alert));
  update (alert);
  adw_dialog_set_focus (dialog, change->entry);
  adw_alert_dialog_choose (alert, change->parent, NULL, answered_cb, change);
}

void
frond_passphrase_change (FrondGuest *guest, GtkWidget *parent)
{
  Change *change = g_new0 (Change, 1);

  change->guest = g_object_ref (guest);
  change->parent = g_object_ref (parent);
  change->old_fd = change->next_fd = -1;
  ask (change, FALSE);
}
