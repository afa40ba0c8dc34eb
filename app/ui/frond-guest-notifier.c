/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "frond-ui"

#include "frond-guest-notifier.h"

#include "frond-guest-window.h"
#include "frond-guest.h"
#include "frond-library-window.h"
#include "frond-message.h"
#include "frond-profile.h"

#include <glib/gi18n.h>

struct _FrondGuestNotifier
{
  GObject parent_instance;

  GtkApplication *application; /* borrowed: it owns this */
  GHashTable *told;            /* id of a profile or launch → Told */
  GHashTable *installing;      /* ids of profiles whose installer works by itself */
};

typedef struct
{
  char *title;
  gboolean lasts; /* it is true for as long as the machine is on, not only in one state */
} Told;

G_DEFINE_FINAL_TYPE (FrondGuestNotifier, frond_guest_notifier, G_TYPE_OBJECT)

static void
told_free (gpointer data)
{
  Told *told = data;

  g_free (told->title);
  g_free (told);
}

static const char *
id_of (FrondGuest *guest)
{
  return frond_profile_get_id (frond_guest_get_profile (guest));
}

static const char *
name_of (FrondGuest *guest)
{
  return frond_profile_get_name (frond_guest_get_profile (guest));
}

/* The library shows the state of every machine. GUEST may be NULL. */
static gboolean
somebody_looks (FrondGuestNotifier *self, FrondGuest *guest)
{
  for (GList *l = gtk_application_get_windows (self->application); l != NULL; l = l->next)
    if (gtk_window_is_active (l->data) &&
        (FROND_IS_LIBRARY_WINDOW (l->data) ||
         (FROND_IS_GUEST_WINDOW (l->data) && frond_guest_window_get_guest (l->data) == guest)))
      return TRUE;

  return FALSE;
}

static void
tell (FrondGuestNotifier *self, const char *id, GNotification *notification, const char *title,
      gboolean lasts)
{
  Told *told = g_new0 (Told, 1);

  told->title = g_strdup (title);
  told->lasts = lasts;
  g_hash_table_replace (self->told, g_strdup (id), told);
  g_application_send_notification (G_APPLICATION (self->application), id, notification);
}

static void
take_back (FrondGuestNotifier *self, const char *id)
{
  if (g_hash_table_remove (self->told, id))
    g_application_withdraw_notification (G_APPLICATION (self->application), id);
}

/* What GUEST does now is not what was told of it. */
static void
take_back_of (FrondGuestNotifier *self, FrondGuest *guest)
{
  Told *told = g_hash_table_lookup (self->told, id_of (guest));

  if (told != NULL && (!told->lasts || !frond_guest_is_on (guest)))
    take_back (self, id_of (guest));
  /* An earlier life may have said that it keeps running. */
  else if (told == NULL && !frond_guest_is_on (guest))
    g_application_withdraw_notification (G_APPLICATION (self->application), id_of (guest));
}

static GNotification *
new_notification (FrondGuest *guest, const char *title, const char *body)
{
  GNotification *notification = g_notification_new (title);

  g_notification_set_body (notification, body);
  g_notification_set_default_action_and_target (notification, "app.open-guest", "s", id_of (guest));

  return notification;
}

static void
tell_crash (FrondGuestNotifier *self, FrondGuest *guest)
{
  /* Translators: %s is the name of a machine */
  g_autofree char *title = g_strdup_printf (_ ("“%s” Stopped Unexpectedly"), name_of (guest));
  g_autoptr (GNotification) notification =
      new_notification (guest, title,
                        _ ("The machine crashed. What was not saved in it is lost; its disk is kept."));

  g_notification_set_priority (notification, G_NOTIFICATION_PRIORITY_HIGH);
  g_notification_add_button_with_target (notification, _ ("Start Again"), "app.start-guest", "s",
                                         id_of (guest));
  g_notification_add_button_with_target (notification, _ ("Show Details"), "app.open-guest", "s",
                                         id_of (guest));
  tell (self, id_of (guest), notification, title, FALSE);
}

static void
tell_trouble (FrondGuestNotifier *self, FrondGuest *guest)
{
  gboolean full = frond_guest_get_reason (guest) == FROND_GUEST_REASON_NO_SPACE;
  /* Translators: %s is the name of a machine */
  g_autofree char *title = g_strdup_printf (_ ("“%s” Was Paused"), name_of (guest));
  g_autoptr (GNotification) notification =
      new_notification (guest, title,
                        full ? _ ("This computer has no room for what the machine writes. Nothing is lost: "
                                  "free some space, then resume.")
                             : _ ("The machine’s disk could not be read or written. Check the drive that it "
                                  "is on, then resume."));

  g_notification_set_priority (notification, G_NOTIFICATION_PRIORITY_HIGH);
  g_notification_add_button_with_target (notification, _ ("Resume"), "app.resume-guest", "s", id_of (guest));
  g_notification_add_button_with_target (notification, _ ("Show Details"), "app.open-guest", "s",
                                         id_of (guest));
  tell (self, id_of (guest), notification, title, FALSE);
}

static void
tell_ready (FrondGuestNotifier *self, FrondGuest *guest)
{
  /* Translators: %s is the name of a machine */
  g_autofree char *title = g_strdup_printf (_ ("“%s” Is Ready"), name_of (guest));
  g_autoptr (GNotification) notification =
      new_notification (guest, title, _ ("Its system is installed and runs."));

  g_notification_add_button_with_target (notification, _ ("Open"), "app.open-guest", "s", id_of (guest));
  tell (self, id_of (guest), notification, title, TRUE);
}

/* An installer that works by itself has ended when the guest runs without it. In between it may have been off. */
static gboolean
has_been_installed (FrondGuestNotifier *self, FrondGuest *guest)
{
  FrondGuestReason reason = frond_guest_get_reason (guest);

  if (reason == FROND_GUEST_REASON_INSTALLING)
    {
      g_hash_table_add (self->installing, g_strdup (id_of (guest)));
      return FALSE;
    }
  if (reason == FROND_GUEST_REASON_CRASHED || reason == FROND_GUEST_REASON_FORCED_OFF)
    g_hash_table_remove (self->installing, id_of (guest));

  return frond_guest_get_state (guest) == FROND_GUEST_RUNNING &&
         g_hash_table_remove (self->installing, id_of (guest));
}

static void
guest_changed_cb (FrondGuestNotifier *self, FrondGuest *guest, FrondGuestState old_state,
                  FrondGuestReason old_reason)
{
  FrondGuestState state = frond_guest_get_state (guest);
  FrondGuestReason reason = frond_guest_get_reason (guest);
  gboolean installed = has_been_installed (self, guest);

  take_back_of (self, guest);
  if (somebody_looks (self, guest))
    return;

  /* UNKNOWN: so it was when we came. */
  if (state == FROND_GUEST_STOPPED && reason == FROND_GUEST_REASON_CRASHED &&
      old_state != FROND_GUEST_UNKNOWN)
    tell_crash (self, guest);
  else if (state == FROND_GUEST_PAUSED &&
           (reason == FROND_GUEST_REASON_NO_SPACE || reason == FROND_GUEST_REASON_IO_ERROR))
    tell_trouble (self, guest);
  else if (installed)
    tell_ready (self, guest);
}

/* One whose installer works by itself is told of when that has ended. The profile has the id of its launch. */
static void
tell_made (FrondGuestNotifier *self, FrondLaunch *launch)
{
  const char *id = frond_launch_get_id (launch);
  /* Translators: %s is the name of a machine */
  g_autofree char *title = g_strdup_printf (_ ("“%s” Is Ready"), frond_launch_get_name (launch));
  g_autoptr (GNotification) notification = g_notification_new (title);

  g_notification_set_body (notification, _ ("The machine has been made and starts."));
  g_notification_set_default_action_and_target (notification, "app.open-guest", "s", id);
  g_notification_add_button_with_target (notification, _ ("Open"), "app.open-guest", "s", id);
  tell (self, id, notification, title, TRUE);
}

static void
tell_not_made (FrondGuestNotifier *self, FrondLaunch *launch)
{
  const char *id = frond_launch_get_id (launch);
  g_autoptr (FrondMessage) message =
      frond_message_new (FROND_TASK_LAUNCH, frond_launch_get_name (launch), frond_launch_get_error (launch));
  g_autoptr (GNotification) notification = g_notification_new (message->title);

  g_notification_set_body (notification, message->body);
  g_notification_set_default_action (notification, "app.new-window");
  g_notification_add_button_with_target (notification, _ ("Try Again"), "app.retry-launch", "s", id);
  g_notification_add_button (notification, _ ("Show Details"), "app.new-window");
  tell (self, id, notification, message->title, FALSE);
}

static void
launch_changed_cb (FrondGuestNotifier *self, FrondLaunch *launch)
{
  const char *id = frond_launch_get_id (launch);

  take_back (self, id);
  if (somebody_looks (self, NULL))
    return;

  if (frond_launch_get_state (launch) == FROND_LAUNCH_FAILED)
    tell_not_made (self, launch);
  else if (frond_launch_get_state (launch) == FROND_LAUNCH_DONE &&
           !g_hash_table_contains (self->installing, id))
    tell_made (self, launch);
}

static void
active_cb (FrondGuestNotifier *self, GParamSpec *pspec, GtkWindow *window)
{
  FrondGuest *guest =
      FROND_IS_GUEST_WINDOW (window) ? frond_guest_window_get_guest (FROND_GUEST_WINDOW (window)) : NULL;

  if (guest != NULL && gtk_window_is_active (window))
    take_back (self, id_of (guest));
}

static void
window_added_cb (FrondGuestNotifier *self, GtkWindow *window)
{
  g_signal_connect_object (window, "notify::is-active", G_CALLBACK (active_cb), self, G_CONNECT_SWAPPED);
}

static void
frond_guest_notifier_finalize (GObject *object)
{
  FrondGuestNotifier *self = FROND_GUEST_NOTIFIER (object);

  g_hash_table_unref (self->told);
  g_hash_table_unref (self->installing);
  G_OBJECT_CLASS (frond_guest_notifier_parent_class)->finalize (object);
}

static void
frond_guest_notifier_class_init (FrondGuestNotifierClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = frond_guest_notifier_finalize;
}

static void
frond_guest_notifier_init (FrondGuestNotifier *self)
{
  self->told = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, told_free);
  self->installing = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
}

FrondGuestNotifier *
frond_guest_notifier_new (GtkApplication *application, FrondGuestsWatch *watch, FrondLauncher *launcher)
{
  FrondGuestNotifier *self;

  g_return_val_if_fail (GTK_IS_APPLICATION (application), NULL);
  g_return_val_if_fail (FROND_IS_GUESTS_WATCH (watch), NULL);
  g_return_val_if_fail (FROND_IS_LAUNCHER (launcher), NULL);

  self = g_object_new (FROND_TYPE_GUEST_NOTIFIER, NULL);
  self->application = application;
  g_signal_connect_object (watch, "guest-changed", G_CALLBACK (guest_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (launcher, "changed", G_CALLBACK (launch_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (application, "window-added", G_CALLBACK (window_added_cb), self,
                           G_CONNECT_SWAPPED);

  return self;
}

const char *
frond_guest_notifier_get_told (FrondGuestNotifier *self, const char *id)
{
  Told *told;

  g_return_val_if_fail (FROND_IS_GUEST_NOTIFIER (self), NULL);

  told = g_hash_table_lookup (self->told, id);

  return told != NULL ? told->title : NULL;
}
