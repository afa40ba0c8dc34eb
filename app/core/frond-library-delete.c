/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "frond-library-delete.h"

#include "frond-guest.h"

typedef struct
{
  FrondGuest *guest;
  gulong state_handler; /* while its end is waited for */
  gulong busy_handler;
  gulong cancelled_handler;
} Deletion;

static void
stop_waiting (GTask *task)
{
  Deletion *deletion = g_task_get_task_data (task);
  GCancellable *cancellable = g_task_get_cancellable (task);

  g_clear_signal_handler (&deletion->state_handler, deletion->guest);
  g_clear_signal_handler (&deletion->busy_handler, deletion->guest);
  if (cancellable != NULL)
    g_clear_signal_handler (&deletion->cancelled_handler, cancellable);
}

static void
deletion_free (Deletion *deletion)
{
  g_object_unref (deletion->guest);
  g_free (deletion);
}

static void
trashed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;

  if (frond_library_trash_finish (FROND_LIBRARY (source), result, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

/* Takes TASK. */
static void
trash (GTask *task)
{
  Deletion *deletion = g_task_get_task_data (task);

  frond_library_trash_async (g_task_get_source_object (task), deletion->guest, g_task_get_cancellable (task),
                             trashed_cb, task);
}

/* The host tells when the guest is off, which may be a while after it was asked. */
static void
changed_cb (FrondGuest *guest, GParamSpec *pspec, GTask *task)
{
  if (frond_guest_is_on (guest) || frond_guest_get_busy (guest))
    return;

  stop_waiting (task);
  trash (task);
}

static void
cancelled_cb (GCancellable *cancellable, GTask *task)
{
  stop_waiting (task);
  g_task_return_error_if_cancelled (task);
  g_object_unref (task);
}

/* Takes TASK. */
static void
wait (GTask *task)
{
  Deletion *deletion = g_task_get_task_data (task);
  GCancellable *cancellable = g_task_get_cancellable (task);

  deletion->state_handler =
      g_signal_connect (deletion->guest, "notify::state", G_CALLBACK (changed_cb), task);
  deletion->busy_handler = g_signal_connect (deletion->guest, "notify::busy", G_CALLBACK (changed_cb), task);
  if (cancellable != NULL)
    deletion->cancelled_handler =
        g_signal_connect (cancellable, "cancelled", G_CALLBACK (cancelled_cb), task);
  changed_cb (deletion->guest, NULL, task);
}

static void
forced_off_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;

  if (!frond_guest_command_finish (FROND_GUEST (source), result, &error))
    g_task_return_error (task, error);
  else if (!g_task_return_error_if_cancelled (task))
    wait (g_steal_pointer (&task));
}

void
frond_library_delete_async (FrondLibrary *self, FrondGuest *guest, GCancellable *cancellable,
                            GAsyncReadyCallback callback, gpointer user_data)
{
  Deletion *deletion;
  GTask *task;

  g_return_if_fail (FROND_IS_LIBRARY (self) && FROND_IS_GUEST (guest));

  task = g_task_new (self, cancellable, callback, user_data);
  deletion = g_new0 (Deletion, 1);
  deletion->guest = g_object_ref (guest);
  g_task_set_source_tag (task, frond_library_delete_async);
  g_task_set_task_data (task, deletion, (GDestroyNotify) deletion_free);
  /* What is in the trash is there, whatever was wished meanwhile. */
  g_task_set_check_cancellable (task, FALSE);
  if (frond_guest_is_on (guest))
    frond_guest_force_off_async (guest, cancellable, forced_off_cb, task);
  else
    trash (task);
}

gboolean
frond_library_delete_finish (FrondLibrary *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
