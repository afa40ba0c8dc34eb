/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "frond-ui"

#include "frond-guests-bulk.h"

#include "frond-bulk-report.h"
#include "frond-error.h"
#include "frond-guest.h"
#include "frond-library-delete.h"
#include "frond-library.h"
#include "frond-profile.h"
#include "frond-shutdown-watch.h"
#include "frond-unlock.h"

#include <glib/gi18n.h>

/* A helper has other callers, too. */
#define MAX_AT_ONCE 4

/* FrondBulk, and the two ways that a deletion can end. */
typedef enum
{
  STEP_START = FROND_BULK_START,
  STEP_SHUT_DOWN = FROND_BULK_SHUT_DOWN,
  STEP_PAUSE = FROND_BULK_PAUSE,
  STEP_GROUP = FROND_BULK_GROUP,
  STEP_DELETE = FROND_BULK_DELETE,
  STEP_RESTORE,
  STEP_PURGE,
} Step;

static const FrondTask tasks[] = {
  [STEP_START] = FROND_TASK_START,   [STEP_SHUT_DOWN] = FROND_TASK_SHUT_DOWN,
  [STEP_PAUSE] = FROND_TASK_PAUSE,   [STEP_GROUP] = FROND_TASK_CHANGE,
  [STEP_DELETE] = FROND_TASK_DELETE, [STEP_RESTORE] = FROND_TASK_RESTORE,
  [STEP_PURGE] = FROND_TASK_DELETE,
};

/* One step of many machines, from the first to the report. */
typedef struct
{
  Step step;
  GPtrArray *items; /* of FrondGuest; of FrondProfile once they are in the trash */
  guint next;
  guint running;
  char *group;
  GPtrArray *trashed; /* of FrondProfile: what has been deleted so far */
  FrondBulkReport *report;
  FrondLibrary *library;
  AdwToastOverlay *toasts;
  gboolean undone;
} Bulk;

typedef struct
{
  Bulk *bulk;
  GObject *item;
} Job;

static void
bulk_free (Bulk *bulk)
{
  g_ptr_array_unref (bulk->items);
  g_ptr_array_unref (bulk->trashed);
  g_free (bulk->group);
  frond_bulk_report_free (bulk->report);
  g_object_unref (bulk->library);
  g_object_unref (bulk->toasts);
  g_free (bulk);
}

static Bulk *
bulk_new (Step step, GPtrArray *items, FrondLibrary *library, AdwToastOverlay *toasts)
{
  Bulk *bulk = g_new0 (Bulk, 1);

  bulk->step = step;
  bulk->items = g_ptr_array_ref (items);
  bulk->trashed = g_ptr_array_new_with_free_func (g_object_unref);
  bulk->report = frond_bulk_report_new (tasks[step]);
  bulk->library = g_object_ref (library);
  bulk->toasts = g_object_ref (toasts);

  return bulk;
}

static FrondProfile *
profile_of (GObject *item)
{
  return FROND_IS_GUEST (item) ? frond_guest_get_profile (FROND_GUEST (item)) : FROND_PROFILE (item);
}

static void go_on (Bulk *bulk);

/* Takes JOB and ERROR. */
static void
job_end (Job *job, GError *error)
{
  Bulk *bulk = job->bulk;
  FrondProfile *profile = profile_of (job->item);

  if (error == NULL && bulk->step == STEP_DELETE)
    g_ptr_array_add (bulk->trashed, g_object_ref (profile));
  else if (error == NULL && bulk->step == STEP_PURGE)
    frond_unlock_forget (frond_profile_get_machine_uuid (profile));
  else if (error != NULL && bulk->step == STEP_PURGE)
    /* Nothing is lost by it: the library purges what is left in the trash at its next start. */
    g_message ("Emptying “%s” out of the trash: %s", frond_profile_get_name (profile), error->message);
  else if (error != NULL && !frond_error_is_cancelled (error))
    frond_bulk_report_add (bulk->report, frond_profile_get_name (profile), error);

  g_clear_error (&error);
  g_object_unref (job->item);
  g_free (job);
  bulk->running--;
  go_on (bulk);
}

static void
commanded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GError *error = NULL;

  frond_guest_command_finish (FROND_GUEST (source), result, &error);
  job_end (user_data, error);
}

static void
started_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GError *error = NULL;

  frond_unlock_start_finish (result, &error);
  job_end (user_data, error);
}

static void
updated_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GError *error = NULL;

  frond_library_update_finish (FROND_LIBRARY (source), result, &error);
  job_end (user_data, error);
}

static void
restored_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GError *error = NULL;

  frond_library_restore_finish (FROND_LIBRARY (source), result, &error);
  job_end (user_data, error);
}

static void
purged_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GError *error = NULL;

  frond_library_purge_finish (FROND_LIBRARY (source), result, &error);
  job_end (user_data, error);
}

static void
deleted_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GError *error = NULL;

  frond_library_delete_finish (FROND_LIBRARY (source), result, &error);
  job_end (user_data, error);
}

static void
move_to_group (Job *job)
{
  g_autoptr (FrondProfile) changed = frond_profile_copy (profile_of (job->item));

  g_object_set (changed, "group", job->bulk->group, NULL);
  frond_library_update_async (job->bulk->library, FROND_GUEST (job->item), changed, NULL, updated_cb, job);
}

static void
job_begin (Job *job)
{
  Bulk *bulk = job->bulk;
  FrondLibrary *library = bulk->library;
  gpointer item = job->item;

  switch (bulk->step)
    {
    case STEP_START:
      frond_unlock_start_async (item, GTK_WIDGET (bulk->toasts), NULL, started_cb, job);
      break;
    case STEP_SHUT_DOWN:
      frond_shutdown_watch_begin (item, bulk->toasts);
      frond_guest_shutdown_async (item, NULL, commanded_cb, job);
      break;
    case STEP_PAUSE:
      frond_guest_pause_async (item, NULL, commanded_cb, job);
      break;
    case STEP_GROUP:
      move_to_group (job);
      break;
    case STEP_DELETE:
      frond_library_delete_async (library, item, NULL, deleted_cb, job);
      break;
    case STEP_RESTORE:
      frond_library_restore_async (library, frond_profile_get_id (item), NULL, restored_cb, job);
      break;
    case STEP_PURGE:
      frond_library_purge_async (library, frond_profile_get_id (item), NULL, purged_cb, job);
      break;
    default:
      g_assert_not_reached ();
    }
}

static void
finish (Bulk *bulk)
{
  if (bulk->trashed->len > 0)
    frond_guests_bulk_offer_undo (bulk->trashed, bulk->library, bulk->toasts);
  frond_bulk_report_tell (bulk->report, bulk->toasts);
  bulk_free (bulk);
}

static void
go_on (Bulk *bulk)
{
  /* A start can ask for a passphrase, and two questions at a time are one too many. */
  guint max = bulk->step == STEP_START ? 1 : MAX_AT_ONCE;

  if (bulk->running == 0 && bulk->next == bulk->items->len)
    {
      finish (bulk);
      return;
    }

  while (bulk->running < max && bulk->next < bulk->items->len)
    {
      Job *job = g_new0 (Job, 1);

      job->bulk = bulk;
      job->item = g_object_ref (g_ptr_array_index (bulk->items, bulk->next++));
      bulk->running++;
      job_begin (job);
    }
}

static void
undo_cb (AdwToast *toast, Bulk *bulk)
{
  bulk->undone = TRUE;
}

static void
dismissed_cb (AdwToast *toast, Bulk *bulk)
{
  /* AdwToast dismisses itself after its button, so this is the one end of both ways. */
  if (bulk->undone)
    {
      bulk->step = STEP_RESTORE;
      frond_bulk_report_free (bulk->report);
      bulk->report = frond_bulk_report_new (tasks[STEP_RESTORE]);
    }
  go_on (bulk);
}

void
frond_guests_bulk_offer_undo (GPtrArray *profiles, FrondLibrary *library, AdwToastOverlay *toasts)
{
  Bulk *bulk = bulk_new (STEP_PURGE, profiles, library, toasts);
  g_autofree char *title = NULL;
  AdwToast *toast;

  if (profiles->len == 1)
    /* Translators: %s is the name of a machine */
    title = g_strdup_printf (_ ("“%s” deleted"), frond_profile_get_name (g_ptr_array_index (profiles, 0)));
  else
    title = g_strdup_printf (ngettext ("%u machine deleted", "%u machines deleted", profiles->len),
                             profiles->len);
  toast = adw_toast_new (title);
  adw_toast_set_use_markup (toast, FALSE);
  adw_toast_set_button_label (toast, _ ("_Undo"));
  adw_toast_set_timeout (toast, 10);
  adw_toast_set_priority (toast, ADW_TOAST_PRIORITY_HIGH);
  g_signal_connect (toast, "button-clicked", G_CALLBACK (undo_cb), bulk);
  g_signal_connect (toast, "dismissed", G_CALLBACK (dismissed_cb), bulk);
  adw_toast_overlay_add_toast (toasts, toast);
}

static void
answered_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Bulk *bulk = user_data;

  if (g_str_equal (adw_alert_dialog_choose_finish (ADW_ALERT_DIALOG (source), result), "delete"))
    go_on (bulk);
  else
    bulk_free (bulk);
}

static void
ask (Bulk *bulk, guint n_on)
{
  AdwAlertDialog *alert = ADW_ALERT_DIALOG (adw_alert_dialog_new (_ ("Force Off and Delete?"), NULL));
  g_autofree char *body = g_strdup_printf (
      ngettext (
          "%u machine is running. What is not saved inside of it is lost, even if you undo the deletion.",
          "%u machines are running. What is not saved inside of them is lost, even if you undo the "
          "deletion.",
          n_on),
      n_on);

  adw_alert_dialog_set_body (alert, body);
  adw_alert_dialog_add_responses (alert, "cancel", _ ("_Cancel"), "delete", _ ("Force Off and _Delete"),
                                  NULL);
  adw_alert_dialog_set_response_appearance (alert, "delete", ADW_RESPONSE_DESTRUCTIVE);
  adw_alert_dialog_set_default_response (alert, "cancel");
  adw_alert_dialog_set_close_response (alert, "cancel");
  adw_alert_dialog_choose (alert, GTK_WIDGET (bulk->toasts), NULL, answered_cb, bulk);
}

gboolean
frond_guests_bulk_applies (FrondBulk action, FrondGuest *guest)
{
  FrondGuestState state = frond_guest_get_state (guest);

  switch (action)
    {
    case FROND_BULK_START:
      return state == FROND_GUEST_STOPPED && !frond_guest_get_busy (guest);
    case FROND_BULK_SHUT_DOWN:
      return state == FROND_GUEST_RUNNING;
    case FROND_BULK_PAUSE:
      return state == FROND_GUEST_RUNNING;
    case FROND_BULK_GROUP:
    case FROND_BULK_DELETE:
      return state != FROND_GUEST_CREATING;
    default:
      g_return_val_if_reached (FALSE);
    }
}

void
frond_guests_bulk_run (FrondBulk action, GPtrArray *guests, const char *group, FrondLibrary *library,
                       AdwToastOverlay *toasts)
{
  g_autoptr (GPtrArray) items = g_ptr_array_new_with_free_func (g_object_unref);
  Bulk *bulk;
  guint n_on = 0;

  for (guint i = 0; i < guests->len; i++)
    {
      FrondGuest *guest = g_ptr_array_index (guests, i);

      if (!frond_guests_bulk_applies (action, guest))
        continue;
      g_ptr_array_add (items, g_object_ref (guest));
      n_on += frond_guest_is_on (guest) ? 1 : 0;
    }
  if (items->len == 0)
    return;

  bulk = bulk_new ((Step) action, items, library, toasts);
  bulk->group = g_strdup (group);
  if (action == FROND_BULK_DELETE && n_on > 0)
    ask (bulk, n_on);
  else
    go_on (bulk);
}
