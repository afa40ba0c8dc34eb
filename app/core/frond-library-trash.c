/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "frond-library-private.h"

#include "frond-error.h"
#include "frond-guest-private.h"
#include "frond-profile.h"

static void
trash_return (GTask *task, GError *error)
{
  FrondLibrary *self = g_task_get_source_object (task);
  FrondGuest *guest = g_task_get_task_data (task);
  FrondProfile *profile = frond_guest_get_profile (guest);
  FrondMachineHost *left;

  _frond_guest_end (guest, error);
  if (error != NULL)
    {
      frond_profile_set_stage (profile, FROND_PROFILE_READY);
      _frond_library_write (self, profile);
      g_task_return_error (task, error);
      return;
    }

  g_hash_table_insert (self->trashed, (gpointer) frond_profile_get_id (profile), g_object_ref (profile));
  _frond_library_remove (self, guest);
  /* One that has moved is in the trash of its old place, too. */
  left = _frond_library_named_host (self, frond_profile_get_left_at (profile));
  if (left != NULL)
    _frond_library_settle_at (self, left);
  g_task_return_boolean (task, TRUE);
}

static void
trashed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;

  /* A machine that is missing leaves only its row to delete. */
  if (!frond_machine_host_command_finish (FROND_MACHINE_HOST (source), result, &error) &&
      g_error_matches (error, FROND_ERROR, FROND_ERROR_NOT_FOUND))
    g_clear_error (&error);
  trash_return (task, error);
}

static void
trash_row_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  FrondGuest *guest = g_task_get_task_data (task);
  const char *uuid = frond_profile_get_machine_uuid (frond_guest_get_profile (guest));
  GError *error = NULL;

  if (!frond_profile_store_save_finish (FROND_PROFILE_STORE (source), result, &error) || uuid == NULL)
    trash_return (task, error);
  else
    frond_machine_host_command_async (frond_guest_get_host (guest), uuid, FROND_COMMAND_TRASH, NULL,
                                      trashed_cb, g_object_ref (task));
}

void
frond_library_trash_async (FrondLibrary *self, FrondGuest *guest, GCancellable *cancellable,
                           GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task;
  GError *error = NULL;

  g_return_if_fail (FROND_IS_LIBRARY (self));

  if (frond_guest_is_on (guest) || frond_guest_get_busy (guest))
    {
      frond_set_error (&error, FROND_ERROR_BUSY, NULL, "the guest is on or busy");
      g_task_report_error (self, callback, user_data, frond_library_trash_async, error);
      return;
    }

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, frond_library_trash_async);
  g_task_set_task_data (task, g_object_ref (guest), g_object_unref);
  _frond_guest_begin (guest);
  g_object_set (frond_guest_get_profile (guest), "stage", FROND_PROFILE_TRASHED, "window-open", FALSE, NULL);
  frond_profile_store_save_async (self->store, frond_guest_get_profile (guest), NULL, trash_row_cb, task);
}

gboolean
frond_library_trash_finish (FrondLibrary *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
repaired_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (FrondLibrary) self = user_data;
  g_autoptr (GError) error = NULL;

  if (frond_machine_host_command_finish (FROND_MACHINE_HOST (source), result, &error))
    _frond_library_join (self);
  else if (!g_error_matches (error, FROND_ERROR, FROND_ERROR_NOT_FOUND))
    g_message ("What an earlier life left half done could not be finished: %s", error->message);
}

void
_frond_library_repair (FrondLibrary *self, FrondMachineHost *host, const char *uuid, FrondCommand command)
{
  frond_machine_host_command_async (host, uuid, command, self->cancellable, repaired_cb, g_object_ref (self));
}

static void
restored_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  FrondLibrary *self = g_task_get_source_object (task);
  FrondProfile *profile = g_task_get_task_data (task);
  FrondGuest *guest = frond_library_find (self, frond_profile_get_id (profile));
  GError *error = NULL;

  frond_machine_host_command_finish (FROND_MACHINE_HOST (source), result, &error);
  if (guest != NULL)
    _frond_guest_end (guest, error);
  _frond_library_join (self);
  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_boolean (task, TRUE);
}

static void
restore_row_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  FrondLibrary *self = g_task_get_source_object (task);
  FrondProfile *profile = g_task_get_task_data (task);
  GError *error = NULL;

  if (!frond_profile_store_save_finish (FROND_PROFILE_STORE (source), result, &error))
    {
      frond_profile_set_stage (profile, FROND_PROFILE_TRASHED);
      g_task_return_error (task, error);
      return;
    }

  _frond_guest_begin (_frond_library_add (self, profile));
  g_hash_table_remove (self->trashed, frond_profile_get_id (profile));
  if (frond_profile_get_machine_uuid (profile) == NULL)
    {
      _frond_guest_end (frond_library_find (self, frond_profile_get_id (profile)), NULL);
      g_task_return_boolean (task, TRUE);
      return;
    }

  frond_machine_host_command_async (_frond_library_host_of (self, profile),
                                    frond_profile_get_machine_uuid (profile), FROND_COMMAND_RESTORE, NULL,
                                    restored_cb, g_object_ref (task));
}

/* A task about a trashed profile, or NULL after having reported that there is none. */
static GTask *
trashed_task (FrondLibrary *self, const char *profile_id, GCancellable *cancellable,
              GAsyncReadyCallback callback, gpointer user_data, gpointer tag)
{
  FrondProfile *profile = g_hash_table_lookup (self->trashed, profile_id);
  GError *error = NULL;
  GTask *task;

  if (profile == NULL)
    {
      frond_set_error (&error, FROND_ERROR_NOT_FOUND, NULL, "no such profile in the trash");
      g_task_report_error (self, callback, user_data, tag, error);
      return NULL;
    }

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, tag);
  g_task_set_task_data (task, g_object_ref (profile), g_object_unref);
  return task;
}

void
frond_library_restore_async (FrondLibrary *self, const char *profile_id, GCancellable *cancellable,
                             GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task;
  FrondProfile *profile;

  g_return_if_fail (FROND_IS_LIBRARY (self));

  task = trashed_task (self, profile_id, cancellable, callback, user_data, frond_library_restore_async);
  if (task == NULL)
    return;

  profile = g_task_get_task_data (task);
  frond_profile_set_stage (profile, FROND_PROFILE_READY);
  frond_profile_store_save_async (self->store, profile, NULL, restore_row_cb, task);
}

gboolean
frond_library_restore_finish (FrondLibrary *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
purge_row_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  FrondLibrary *self = g_task_get_source_object (task);
  FrondProfile *profile = g_task_get_task_data (task);
  GError *error = NULL;

  if (!frond_profile_store_remove_finish (FROND_PROFILE_STORE (source), result, &error))
    {
      g_task_return_error (task, error);
      return;
    }

  g_hash_table_remove (self->trashed, frond_profile_get_id (profile));
  g_task_return_boolean (task, TRUE);
}

static void
purge_row (GTask *task)
{
  FrondLibrary *self = g_task_get_source_object (task);

  frond_profile_store_remove_async (self->store, frond_profile_get_id (g_task_get_task_data (task)), NULL,
                                    purge_row_cb, g_object_ref (task));
}

static void
purged_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;

  if (frond_machine_host_command_finish (FROND_MACHINE_HOST (source), result, &error))
    purge_row (task);
  else
    g_task_return_error (task, error);
}

void
frond_library_purge_async (FrondLibrary *self, const char *profile_id, GCancellable *cancellable,
                           GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  FrondMachineHost *host;
  const char *uuid;

  g_return_if_fail (FROND_IS_LIBRARY (self));

  task = trashed_task (self, profile_id, cancellable, callback, user_data, frond_library_purge_async);
  if (task == NULL)
    return;

  uuid = frond_profile_get_machine_uuid (g_task_get_task_data (task));
  host = _frond_library_host_of (self, g_task_get_task_data (task));
  if (uuid == NULL)
    purge_row (task);
  else
    frond_machine_host_command_async (host, uuid, FROND_COMMAND_PURGE, NULL, purged_cb,
                                      g_steal_pointer (&task));
}

gboolean
frond_library_purge_finish (FrondLibrary *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
