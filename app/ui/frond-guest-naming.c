/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* What begins with a name that a person gives: renaming a machine, and making another one like it. */

#define G_LOG_DOMAIN "frond-ui"

#include "frond-guest-commands.h"

#include "frond-details-dialog.h"
#include "frond-guest.h"
#include "frond-library.h"
#include "frond-name-group.h"
#include "frond-profile.h"

#include <glib/gi18n.h>

#define RESPONSE "named"

typedef struct _Naming Naming;

/* Does with the name what it was asked for, and takes NAMING. */
typedef void (*NamedFunc) (Naming *naming, const char *name);

struct _Naming
{
  FrondGuest *guest;
  FrondLibrary *library;
  AdwToastOverlay *toasts;
  NamedFunc named;
  FrondNameGroup *name; /* borrowed: lives as long as the dialog */

  /* Of a duplicate that is being made */
  GCancellable *cancellable;
  AdwToast *toast;
};

static void
naming_free (Naming *naming)
{
  g_object_unref (naming->guest);
  g_object_unref (naming->library);
  g_object_unref (naming->toasts);
  g_clear_object (&naming->cancellable);
  g_clear_object (&naming->toast);
  g_free (naming);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Naming, naming_free)

static const char *
name_of (Naming *naming)
{
  return frond_profile_get_name (frond_guest_get_profile (naming->guest));
}

/* The question. */

static void
answered_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Naming) naming = user_data;
  const char *response = adw_alert_dialog_choose_finish (ADW_ALERT_DIALOG (source), result);
  g_autofree char *name = NULL;
  NamedFunc named;

  if (!g_str_equal (response, RESPONSE) || !frond_name_group_get_valid (naming->name))
    return;

  name = g_strdup (frond_name_group_get_text (naming->name));
  named = naming->named;
  named (g_steal_pointer (&naming), name);
}

static void
valid_changed_cb (FrondNameGroup *name, GParamSpec *pspec, AdwAlertDialog *dialog)
{
  adw_alert_dialog_set_response_enabled (dialog, RESPONSE, frond_name_group_get_valid (name));
}

static void
ask (Naming *naming, const char *heading, const char *body, const char *name, const char *label)
{
  AdwDialog *dialog = adw_alert_dialog_new (heading, body);
  AdwAlertDialog *alert = ADW_ALERT_DIALOG (dialog);

  naming->name = FROND_NAME_GROUP (frond_name_group_new ());
  frond_name_group_set_text (naming->name, name);
  adw_alert_dialog_set_extra_child (alert, GTK_WIDGET (naming->name));
  adw_alert_dialog_add_responses (alert, "cancel", _ ("_Cancel"), RESPONSE, label, NULL);
  adw_alert_dialog_set_response_appearance (alert, RESPONSE, ADW_RESPONSE_SUGGESTED);
  adw_alert_dialog_set_default_response (alert, RESPONSE);
  adw_alert_dialog_set_close_response (alert, "cancel");
  g_signal_connect_object (naming->name, "notify::valid", G_CALLBACK (valid_changed_cb), alert, 0);
  adw_alert_dialog_choose (alert, GTK_WIDGET (naming->toasts), NULL, answered_cb, naming);
  frond_name_group_select (naming->name);
}

static Naming *
naming_new (FrondGuest *guest, FrondLibrary *library, AdwToastOverlay *toasts, NamedFunc named)
{
  Naming *naming = g_new0 (Naming, 1);

  naming->guest = g_object_ref (guest);
  naming->library = g_object_ref (library);
  naming->toasts = g_object_ref (toasts);
  naming->named = named;
  return naming;
}

/* Another name. */

static void
renamed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Naming) naming = user_data;
  g_autoptr (GError) error = NULL;

  if (!frond_library_update_finish (FROND_LIBRARY (source), result, &error))
    frond_details_toast (naming->toasts, FROND_TASK_CHANGE, name_of (naming), error);
}

static void
rename_to (Naming *naming, const char *name)
{
  g_autoptr (FrondProfile) changed = frond_profile_copy (frond_guest_get_profile (naming->guest));

  frond_profile_set_name (changed, name);
  frond_library_update_async (naming->library, naming->guest, changed, NULL, renamed_cb, naming);
}

void
frond_guest_commands_rename (FrondGuest *guest, FrondLibrary *library, AdwToastOverlay *toasts)
{
  ask (naming_new (guest, library, toasts, rename_to), _ ("Rename Machine"), NULL,
       frond_profile_get_name (frond_guest_get_profile (guest)), _ ("_Rename"));
}

/* Another machine. */

static void
duplicated_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Naming) naming = user_data;
  g_autoptr (GError) error = NULL;
  FrondGuest *made = frond_library_create_finish (FROND_LIBRARY (source), result, &error);

  adw_toast_dismiss (naming->toast);
  if (made == NULL)
    frond_details_toast (naming->toasts, FROND_TASK_DUPLICATE, name_of (naming), error);
}

static void
duplicate_as (Naming *naming, const char *name)
{
  g_autofree char *title = NULL;

  /* Translators: %s is the name of a machine */
  title = g_strdup_printf (_ ("Duplicating “%s”"), name_of (naming));
  naming->cancellable = g_cancellable_new ();
  naming->toast = g_object_ref_sink (adw_toast_new (title));
  adw_toast_set_use_markup (naming->toast, FALSE);
  adw_toast_set_button_label (naming->toast, _ ("_Cancel"));
  adw_toast_set_timeout (naming->toast, 0);
  g_signal_connect_object (naming->toast, "button-clicked", G_CALLBACK (g_cancellable_cancel),
                           naming->cancellable, G_CONNECT_SWAPPED);
  adw_toast_overlay_add_toast (naming->toasts, g_object_ref (naming->toast));
  frond_library_duplicate_async (naming->library, naming->guest, name, naming->cancellable, duplicated_cb,
                                 naming);
}

void
frond_guest_commands_duplicate (FrondGuest *guest, FrondLibrary *library, AdwToastOverlay *toasts)
{
  FrondProfile *profile = frond_guest_get_profile (guest);
  g_autofree char *name = frond_library_suggest_duplicate (library, guest);
  const char *body =
      frond_profile_get_tpm (profile) && frond_profile_get_os_family (profile) == FROND_OS_WINDOWS
          ? _ ("Its security chip (TPM) starts empty in the copy. If Windows in it uses BitLocker, "
               "have the recovery key at hand.")
          : NULL;

  ask (naming_new (guest, library, toasts, duplicate_as), _ ("Duplicate Machine"), body, name,
       _ ("_Duplicate"));
}
