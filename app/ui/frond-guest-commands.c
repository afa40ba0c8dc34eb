/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "frond-ui"

#include "frond-guest-commands.h"

#include "frond-details-dialog.h"
#include "frond-error.h"
#include "frond-guest.h"
#include "frond-library.h"
#include "frond-media-chooser.h"
#include "frond-profile.h"
#include "frond-shutdown-watch.h"
#include "frond-unlock.h"

#include <glib/gi18n.h>

typedef struct
{
  FrondGuest *guest;
  AdwToastOverlay *toasts;
  FrondTask task;
} Command;

static Command *
command_new (FrondGuest *guest, AdwToastOverlay *toasts, FrondTask task)
{
  Command *command = g_new0 (Command, 1);

  command->guest = g_object_ref (guest);
  command->toasts = g_object_ref (toasts);
  command->task = task;

  return command;
}

static void
command_free (Command *command)
{
  g_object_unref (command->guest);
  g_object_unref (command->toasts);
  g_free (command);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Command, command_free)

static const char *
guest_name (FrondGuest *guest)
{
  return frond_profile_get_name (frond_guest_get_profile (guest));
}

static void
tell (Command *command, const GError *error)
{
  frond_details_toast (command->toasts, command->task, guest_name (command->guest), error);
}

static void
command_done_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Command) command = user_data;
  g_autoptr (GError) error = NULL;

  if (!frond_guest_command_finish (FROND_GUEST (source), result, &error))
    tell (command, error);
}

static void
start_done_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Command) command = user_data;
  g_autoptr (GError) error = NULL;

  if (!frond_unlock_start_finish (result, &error) && !frond_error_is_cancelled (error))
    tell (command, error);
}

void
frond_guest_commands_start (FrondGuest *guest, AdwToastOverlay *toasts)
{
  frond_unlock_start_async (guest, GTK_WIDGET (toasts), NULL, start_done_cb,
                            command_new (guest, toasts, FROND_TASK_START));
}

void
frond_guest_commands_pause (FrondGuest *guest, AdwToastOverlay *toasts)
{
  frond_guest_pause_async (guest, NULL, command_done_cb, command_new (guest, toasts, FROND_TASK_PAUSE));
}

void
frond_guest_commands_resume (FrondGuest *guest, AdwToastOverlay *toasts)
{
  frond_guest_resume_async (guest, NULL, command_done_cb, command_new (guest, toasts, FROND_TASK_RESUME));
}

void
frond_guest_commands_save (FrondGuest *guest, AdwToastOverlay *toasts)
{
  frond_guest_save_async (guest, NULL, command_done_cb, command_new (guest, toasts, FROND_TASK_SAVE));
}

/* Asks with HEADING, which has to be short, and BODY; the destructive answer RESPONSE is called VERB. */
static void
ask (Command *command, const char *heading, const char *body, const char *verb, GAsyncReadyCallback callback)
{
  AdwDialog *dialog = adw_alert_dialog_new (heading, NULL);
  AdwAlertDialog *alert = ADW_ALERT_DIALOG (dialog);

  adw_alert_dialog_set_body (alert, body);
  adw_alert_dialog_add_responses (alert, "cancel", _ ("_Cancel"), "yes", verb, NULL);
  adw_alert_dialog_set_response_appearance (alert, "yes", ADW_RESPONSE_DESTRUCTIVE);
  adw_alert_dialog_set_default_response (alert, "cancel");
  adw_alert_dialog_set_close_response (alert, "cancel");
  adw_alert_dialog_choose (alert, GTK_WIDGET (command->toasts), NULL, callback, command);
}

static gboolean
said_yes (GObject *source, GAsyncResult *result)
{
  return g_str_equal (adw_alert_dialog_choose_finish (ADW_ALERT_DIALOG (source), result), "yes");
}

static void
force_off_answered_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Command) command = user_data;
  FrondGuest *guest = command->guest;

  if (said_yes (source, result) && frond_guest_is_on (guest))
    frond_guest_force_off_async (guest, NULL, command_done_cb, g_steal_pointer (&command));
}

void
frond_guest_commands_force_off (FrondGuest *guest, AdwToastOverlay *toasts)
{
  g_autofree char *body = NULL;

  body = g_strdup_printf (
      /* Translators: %s is the name of a machine */
      _ ("This is like pulling the plug of “%s”: what is not saved inside of it is lost, and its disk can be "
         "damaged."),
      guest_name (guest));
  ask (command_new (guest, toasts, FROND_TASK_FORCE_OFF), _ ("Force Machine Off?"), body, _ ("_Force Off"),
       force_off_answered_cb);
}

/* What was in the way of a start is gone. */
static void
cleared_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Command) command = user_data;
  g_autoptr (GError) error = NULL;

  if (!frond_guest_command_finish (FROND_GUEST (source), result, &error))
    tell (command, error);
  else
    gtk_widget_activate_action (GTK_WIDGET (command->toasts), "app.start-guest", "s",
                                frond_profile_get_id (frond_guest_get_profile (command->guest)));
}

static void
fresh_answered_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Command) command = user_data;
  FrondGuest *guest = command->guest;

  if (said_yes (source, result) && frond_guest_is_saved (guest))
    frond_guest_discard_async (guest, NULL, cleared_cb, g_steal_pointer (&command));
}

void
frond_guest_commands_start_fresh (FrondGuest *guest, AdwToastOverlay *toasts)
{
  g_autofree char *body = NULL;

  body = g_strdup_printf (
      /* Translators: %s is the name of a machine */
      _ ("“%s” starts from its disk, as if its plug had been pulled when it was saved: what is open in it is "
         "lost."),
      guest_name (guest));
  /* Translators: a saved machine is to be started without what was saved */
  ask (command_new (guest, toasts, FROND_TASK_START), _ ("Start Fresh?"), body, _ ("_Start Fresh"),
       fresh_answered_cb);
}

static void
restart_answered_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Command) command = user_data;
  FrondGuest *guest = command->guest;

  if (!said_yes (source, result))
    return;
  /* Nobody hears the reset button of a machine that hangs. */
  if (frond_guest_get_answers (guest))
    frond_guest_reset_async (guest, NULL, command_done_cb, g_steal_pointer (&command));
  else
    frond_guest_force_off_async (guest, NULL, cleared_cb, g_steal_pointer (&command));
}

void
frond_guest_commands_restart (FrondGuest *guest, AdwToastOverlay *toasts)
{
  g_autofree char *body = NULL;

  body = g_strdup_printf (
      /* Translators: %s is the name of a machine */
      _ ("This is like pressing the reset button of “%s”: what is not saved inside of it is lost."),
      guest_name (guest));
  ask (command_new (guest, toasts, FROND_TASK_RESTART), _ ("Restart Machine?"), body, _ ("_Restart"),
       restart_answered_cb);
}

void
frond_guest_commands_shut_down (FrondGuest *guest, AdwToastOverlay *toasts)
{
  if (frond_guest_get_state (guest) == FROND_GUEST_STOPPING || frond_shutdown_watch_is_waiting (guest))
    {
      frond_guest_commands_force_off (guest, toasts);
      return;
    }

  frond_shutdown_watch_begin (guest, toasts);
  frond_guest_shutdown_async (guest, NULL, command_done_cb,
                              command_new (guest, toasts, FROND_TASK_SHUT_DOWN));
}

static void
media_done_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Command) command = user_data;
  g_autoptr (GError) error = NULL;

  if (!frond_guest_set_media_finish (FROND_GUEST (source), result, &error))
    tell (command, error);
}

static void
disc_chosen_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Command) command = user_data;
  g_autoptr (GFile) file = frond_media_chooser_finish (result, NULL);
  FrondGuest *guest = command->guest;

  if (file != NULL)
    frond_guest_set_media_async (guest, file, NULL, media_done_cb, g_steal_pointer (&command));
}

void
frond_guest_commands_change_disc (FrondGuest *guest, AdwToastOverlay *toasts)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (toasts));

  frond_media_chooser_async (GTK_IS_WINDOW (root) ? GTK_WINDOW (root) : NULL, NULL, disc_chosen_cb,
                             command_new (guest, toasts, FROND_TASK_MEDIA));
}

void
frond_guest_commands_eject_disc (FrondGuest *guest, AdwToastOverlay *toasts)
{
  frond_guest_set_media_async (guest, NULL, NULL, media_done_cb,
                               command_new (guest, toasts, FROND_TASK_MEDIA));
}
