/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "frond-ui"

#include "frond-guest-commands.h"

#include "frond-details-dialog.h"
#include "frond-error.h"
#include "frond-guest.h"
#include "frond-library-delete.h"
#include "frond-library.h"
#include "frond-profile.h"
#include "frond-unlock.h"

#include <glib/gi18n.h>

/* One deletion, from the question to the end of the toast. */
typedef struct
{
  FrondGuest *guest; /* NULL once it is in the trash: it is no item any more */
  FrondLibrary *library;
  AdwToastOverlay *toasts;
  char *profile_id;
  char *machine_uuid;
  char *name;
  gboolean undone;
} Deletion;

static void
deletion_free (Deletion *deletion)
{
  g_clear_object (&deletion->guest);
  g_object_unref (deletion->library);
  g_object_unref (deletion->toasts);
  g_free (deletion->profile_id);
  g_free (deletion->machine_uuid);
  g_free (deletion->name);
  g_free (deletion);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Deletion, deletion_free)

static void
restored_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Deletion) deletion = user_data;
  g_autoptr (GError) error = NULL;

  if (!frond_library_restore_finish (FROND_LIBRARY (source), result, &error))
    frond_details_toast (deletion->toasts, FROND_TASK_RESTORE, deletion->name, error);
}

static void
purged_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Deletion) deletion = user_data;
  g_autoptr (GError) error = NULL;

  /* Nothing is lost by it: the library purges what is left in the trash at its next start. */
  if (frond_library_purge_finish (FROND_LIBRARY (source), result, &error))
    frond_unlock_forget (deletion->machine_uuid);
  else if (!frond_error_is_cancelled (error))
    g_message ("Emptying “%s” out of the trash: %s", deletion->name, error->message);
}

static void
undo_cb (AdwToast *toast, Deletion *deletion)
{
  deletion->undone = TRUE;
}

static void
dismissed_cb (AdwToast *toast, Deletion *deletion)
{
  FrondLibrary *library = deletion->library;
  const char *profile_id = deletion->profile_id;

  /* AdwToast dismisses itself after its button, so this is the one end of both ways. */
  if (deletion->undone)
    frond_library_restore_async (library, profile_id, NULL, restored_cb, deletion);
  else
    frond_library_purge_async (library, profile_id, NULL, purged_cb, deletion);
}

/* Takes DELETION, whose guest is in the trash. */
static void
offer_undo (Deletion *deletion)
{
  g_autofree char *title = NULL;
  AdwToastOverlay *toasts = deletion->toasts;
  AdwToast *toast;

  /* Translators: %s is the name of a machine */
  title = g_strdup_printf (_ ("“%s” deleted"), deletion->name);
  toast = adw_toast_new (title);
  adw_toast_set_use_markup (toast, FALSE);
  adw_toast_set_button_label (toast, _ ("_Undo"));
  adw_toast_set_timeout (toast, 10);
  adw_toast_set_priority (toast, ADW_TOAST_PRIORITY_HIGH);
  g_signal_connect (toast, "button-clicked", G_CALLBACK (undo_cb), deletion);
  g_signal_connect (toast, "dismissed", G_CALLBACK (dismissed_cb), deletion);
  adw_toast_overlay_add_toast (toasts, toast);
}

static void
deleted_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Deletion) deletion = user_data;
  g_autoptr (GError) error = NULL;

  if (!frond_library_delete_finish (FROND_LIBRARY (source), result, &error))
    {
      frond_details_toast (deletion->toasts, FROND_TASK_DELETE, deletion->name, error);
      return;
    }

  g_clear_object (&deletion->guest);
  offer_undo (g_steal_pointer (&deletion));
}

/* Takes DELETION. */
static void delete (Deletion *deletion)
{
  frond_library_delete_async (deletion->library, deletion->guest, NULL, deleted_cb, deletion);
}

static void
answered_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Deletion) deletion = user_data;

  if (g_str_equal (adw_alert_dialog_choose_finish (ADW_ALERT_DIALOG (source), result), "delete"))
    delete (g_steal_pointer (&deletion));
}

static Deletion *
deletion_new (FrondProfile *profile, FrondLibrary *library, AdwToastOverlay *toasts)
{
  Deletion *deletion = g_new0 (Deletion, 1);

  deletion->library = g_object_ref (library);
  deletion->toasts = g_object_ref (toasts);
  deletion->profile_id = g_strdup (frond_profile_get_id (profile));
  deletion->machine_uuid = g_strdup (frond_profile_get_machine_uuid (profile));
  deletion->name = g_strdup (frond_profile_get_name (profile));

  return deletion;
}

static void
ask (Deletion *deletion)
{
  AdwDialog *dialog = adw_alert_dialog_new (_ ("Force Off and Delete?"), NULL);
  AdwAlertDialog *alert = ADW_ALERT_DIALOG (dialog);
  g_autofree char *body = NULL;

  body = g_strdup_printf (
      /* Translators: %s is the name of a machine */
      _ ("“%s” is running. What is not saved inside of it is lost, even if you undo the deletion."),
      deletion->name);
  adw_alert_dialog_set_body (alert, body);
  adw_alert_dialog_add_responses (alert, "cancel", _ ("_Cancel"), "delete", _ ("Force Off and _Delete"),
                                  NULL);
  adw_alert_dialog_set_response_appearance (alert, "delete", ADW_RESPONSE_DESTRUCTIVE);
  adw_alert_dialog_set_default_response (alert, "cancel");
  adw_alert_dialog_set_close_response (alert, "cancel");
  adw_alert_dialog_choose (alert, GTK_WIDGET (deletion->toasts), NULL, answered_cb, deletion);
}

void
frond_guest_commands_delete (FrondGuest *guest, FrondLibrary *library, AdwToastOverlay *toasts)
{
  Deletion *deletion = deletion_new (frond_guest_get_profile (guest), library, toasts);

  deletion->guest = g_object_ref (guest);
  if (frond_guest_is_on (guest))
    ask (deletion);
  else
    delete (deletion);
}
