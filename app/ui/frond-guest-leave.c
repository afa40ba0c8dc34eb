/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "frond-ui"

#include "frond-guest-leave.h"

#include "frond-application-private.h"
#include "frond-details-dialog.h"
#include "frond-guest.h"
#include "frond-profile.h"

typedef struct
{
  FrondApplication *application; /* held */
  FrondTask task;
} Leave;

static void
leave_free (Leave *leave)
{
  g_application_release (G_APPLICATION (leave->application));
  g_object_unref (leave->application);
  g_free (leave);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Leave, leave_free)

/* Its window is gone: the library says it where that is open, else the desktop. */
static void
tell (Leave *leave, FrondGuest *guest, const GError *error)
{
  FrondLibraryWindow *window = _frond_application_get_library_window (leave->application);
  FrondProfile *profile = frond_guest_get_profile (guest);
  g_autoptr (FrondMessage) message = NULL;
  g_autoptr (GNotification) notification = NULL;

  if (window != NULL)
    {
      frond_details_toast (frond_library_window_get_toasts (window), leave->task,
                           frond_profile_get_name (profile), error);
      return;
    }

  message = frond_message_new (leave->task, frond_profile_get_name (profile), error);
  notification = g_notification_new (message->title);
  g_notification_set_body (notification, message->body);
  g_notification_set_default_action_and_target (notification, "app.open-guest", "s",
                                                frond_profile_get_id (profile));
  g_application_send_notification (G_APPLICATION (leave->application), frond_profile_get_id (profile),
                                   notification);
}

static void
done_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Leave) leave = user_data;
  g_autoptr (GError) error = NULL;

  if (!frond_guest_command_finish (FROND_GUEST (source), result, &error))
    tell (leave, FROND_GUEST (source), error);
}

static Leave *
leave_new (FrondApplication *application, FrondTask task)
{
  Leave *leave = g_new0 (Leave, 1);

  leave->application = g_object_ref (application);
  leave->task = task;
  g_application_hold (G_APPLICATION (application));
  return leave;
}

void
frond_guest_leave (FrondApplication *application, FrondGuest *guest)
{
  FrondFate fate;
  gboolean running;

  g_return_if_fail (FROND_IS_APPLICATION (application));
  g_return_if_fail (FROND_IS_GUEST (guest));

  if (!frond_guest_is_on (guest))
    return;

  fate = frond_profile_get_on_close (frond_guest_get_profile (guest));
  running = frond_guest_get_state (guest) == FROND_GUEST_RUNNING;
  if (frond_guest_get_reason (guest) == FROND_GUEST_REASON_INSTALLING)
    fate = FROND_FATE_KEEP;

  if (fate == FROND_FATE_SAVE && (running || frond_guest_get_state (guest) == FROND_GUEST_PAUSED))
    frond_guest_save_async (guest, NULL, done_cb, leave_new (application, FROND_TASK_SAVE));
  else if (fate == FROND_FATE_PAUSE && running)
    frond_guest_pause_async (guest, NULL, done_cb, leave_new (application, FROND_TASK_PAUSE));
  else if (fate == FROND_FATE_SHUT_DOWN && running)
    frond_guest_shutdown_async (guest, NULL, done_cb, leave_new (application, FROND_TASK_SHUT_DOWN));
  else if (fate == FROND_FATE_KEEP)
    frond_application_guest_left (application, guest);
}
