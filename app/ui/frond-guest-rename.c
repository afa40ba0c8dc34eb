/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "frond-ui"

#include "frond-guest-commands.h"

#include "frond-details-dialog.h"
#include "frond-guest.h"
#include "frond-library.h"
#include "frond-name-group.h"
#include "frond-profile.h"

#include <glib/gi18n.h>

typedef struct
{
  FrondGuest *guest;
  FrondLibrary *library;
  AdwToastOverlay *toasts;
  FrondNameGroup *name; /* borrowed: lives as long as the dialog */
} Rename;

static void
rename_free (Rename *rename)
{
  g_object_unref (rename->guest);
  g_object_unref (rename->library);
  g_object_unref (rename->toasts);
  g_free (rename);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Rename, rename_free)

static void
renamed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Rename) rename = user_data;
  g_autoptr (GError) error = NULL;

  if (!frond_library_update_finish (FROND_LIBRARY (source), result, &error))
    frond_details_toast (rename->toasts, FROND_TASK_CHANGE,
                         frond_profile_get_name (frond_guest_get_profile (rename->guest)), error);
}

static void
answered_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Rename) rename = user_data;
  const char *response = adw_alert_dialog_choose_finish (ADW_ALERT_DIALOG (source), result);
  g_autoptr (FrondProfile) changed = NULL;
  FrondLibrary *library = rename->library;
  FrondGuest *guest = rename->guest;

  if (!g_str_equal (response, "rename") || !frond_name_group_get_valid (rename->name))
    return;

  changed = frond_profile_copy (frond_guest_get_profile (guest));
  frond_profile_set_name (changed, frond_name_group_get_text (rename->name));
  frond_library_update_async (library, guest, changed, NULL, renamed_cb, g_steal_pointer (&rename));
}

static void
valid_changed_cb (FrondNameGroup *name, GParamSpec *pspec, AdwAlertDialog *dialog)
{
  adw_alert_dialog_set_response_enabled (dialog, "rename", frond_name_group_get_valid (name));
}

void
frond_guest_commands_rename (FrondGuest *guest, FrondLibrary *library, AdwToastOverlay *toasts)
{
  AdwDialog *dialog = adw_alert_dialog_new (_ ("Rename Machine"), NULL);
  AdwAlertDialog *alert = ADW_ALERT_DIALOG (dialog);
  Rename *rename = g_new0 (Rename, 1);

  rename->guest = g_object_ref (guest);
  rename->library = g_object_ref (library);
  rename->toasts = g_object_ref (toasts);
  rename->name = FROND_NAME_GROUP (frond_name_group_new ());

  frond_name_group_set_text (rename->name, frond_profile_get_name (frond_guest_get_profile (guest)));
  adw_alert_dialog_set_extra_child (alert, GTK_WIDGET (rename->name));
  adw_alert_dialog_add_responses (alert, "cancel", _ ("_Cancel"), "rename", _ ("_Rename"), NULL);
  adw_alert_dialog_set_response_appearance (alert, "rename", ADW_RESPONSE_SUGGESTED);
  adw_alert_dialog_set_default_response (alert, "rename");
  adw_alert_dialog_set_close_response (alert, "cancel");
  g_signal_connect_object (rename->name, "notify::valid", G_CALLBACK (valid_changed_cb), alert, 0);
  adw_alert_dialog_choose (alert, GTK_WIDGET (toasts), NULL, answered_cb, rename);
  frond_name_group_select (rename->name);
}
