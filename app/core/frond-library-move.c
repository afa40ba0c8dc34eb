/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* A machine that moves from one host to another. What it was made of is given up only when the row says where the machine
 * is now, in one write. "left-at" of the row is where a copy may be that is not wanted: the new place until that write,
 * and the old one from then on. Wherever a life ends, the next one has the machine at the place that the row names, and
 * deletes what is left at the other (_frond_library_settle_at()). */

#include "frond-library-private.h"

#include "frond-error.h"
#include "frond-guest-private.h"
#include "frond-machine-info.h"
#include "frond-profile.h"

/* A move, or the way back. */
typedef struct
{
  FrondGuest *guest;
  FrondMachineHost *from;
  FrondMachineHost *to;
  char *request_id;
  FrondMachineInfo *info; /* of the copy */
  GError *error;          /* why it is undone */
} Move;

static void copy (GTask *task);

static void
move_free (Move *move)
{
  g_object_unref (move->guest);
  g_object_unref (move->from);
  g_object_unref (move->to);
  g_clear_pointer (&move->info, frond_machine_info_unref);
  g_clear_error (&move->error);
  g_free (move->request_id);
  g_free (move);
}

static const char *
uuid_of (FrondGuest *guest)
{
  return frond_profile_get_machine_uuid (frond_guest_get_profile (guest));
}

static const char *
token_of (FrondMachineHost *host)
{
  return frond_machine_host_get_mode (host) == FROND_HOST_MODE_SYSTEM ? "system" : "session";
}

/* Deleting for good what is left of a machine at a host: to the trash, and out of it. It may be in either, or gone. */

typedef struct
{
  FrondMachineHost *host;
  char *uuid;
} Removal;

static void
removal_free (Removal *removal)
{
  g_object_unref (removal->host);
  g_free (removal->uuid);
  g_free (removal);
}

static void
removed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;

  if (!frond_machine_host_command_finish (FROND_MACHINE_HOST (source), result, &error) &&
      !g_error_matches (error, FROND_ERROR, FROND_ERROR_NOT_FOUND))
    {
      g_task_return_error (task, error);
      return;
    }
  g_clear_error (&error);
  g_task_return_boolean (task, TRUE);
}

static void
discarded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Removal *removal = g_task_get_task_data (task);
  GError *error = NULL;

  if (!frond_machine_host_command_finish (FROND_MACHINE_HOST (source), result, &error) &&
      !g_error_matches (error, FROND_ERROR, FROND_ERROR_NOT_FOUND))
    {
      g_task_return_error (task, error);
      return;
    }
  g_clear_error (&error);
  frond_machine_host_command_async (removal->host, removal->uuid, FROND_COMMAND_PURGE, NULL, removed_cb,
                                    g_object_ref (task));
}

static void
remove_async (FrondLibrary *self, FrondMachineHost *host, const char *uuid, GAsyncReadyCallback callback,
              gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, NULL, callback, user_data);
  Removal *removal = g_new0 (Removal, 1);

  removal->host = g_object_ref (host);
  removal->uuid = g_strdup (uuid);
  g_task_set_source_tag (task, remove_async);
  g_task_set_task_data (task, removal, (GDestroyNotify) removal_free);
  frond_machine_host_command_async (host, uuid, FROND_COMMAND_TRASH, NULL, discarded_cb, g_object_ref (task));
}

static gboolean
remove_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

/* Nothing is left any more, unless the row has gone meanwhile or says something else. */
static void
forget_left (FrondLibrary *self, FrondProfile *profile, FrondMachineHost *host)
{
  const char *id = frond_profile_get_id (profile);

  if (g_strcmp0 (frond_profile_get_left_at (profile), token_of (host)) != 0)
    return;
  g_object_set (profile, "left-at", "", NULL);
  if (frond_library_find (self, id) != NULL || g_hash_table_contains (self->trashed, id))
    _frond_library_write (self, profile);
}

/* The end of what was left behind. */

typedef struct
{
  FrondLibrary *library;
  FrondProfile *profile;
  FrondMachineHost *host;
} Settling;

static void
settled_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Settling *settling = user_data;
  g_autoptr (GError) error = NULL;

  g_hash_table_remove (settling->library->settling, frond_profile_get_id (settling->profile));
  if (remove_finish (result, &error))
    forget_left (settling->library, settling->profile, settling->host);
  else
    g_message ("What a machine left behind when it moved is deleted another time: %s", error->message);
  g_object_unref (settling->library);
  g_object_unref (settling->profile);
  g_object_unref (settling->host);
  g_free (settling);
}

static void
settle (FrondLibrary *self, FrondProfile *profile, FrondMachineHost *host)
{
  Settling *settling;

  if (!g_hash_table_add (self->settling, g_strdup (frond_profile_get_id (profile))))
    return;
  settling = g_new0 (Settling, 1);
  settling->library = g_object_ref (self);
  settling->profile = g_object_ref (profile);
  settling->host = g_object_ref (host);
  remove_async (self, host, frond_profile_get_machine_uuid (profile), settled_cb, settling);
}

static gboolean
is_left_at (FrondProfile *profile, FrondMachineHost *host)
{
  return frond_profile_get_machine_uuid (profile) != NULL &&
         g_strcmp0 (frond_profile_get_left_at (profile), token_of (host)) == 0;
}

void
_frond_library_settle_at (FrondLibrary *self, FrondMachineHost *host)
{
  GHashTableIter iter;
  gpointer profile;

  for (guint i = 0; i < self->guests->len; i++)
    {
      FrondGuest *guest = g_ptr_array_index (self->guests, i);

      if (is_left_at (frond_guest_get_profile (guest), host) && !frond_guest_get_busy (guest) &&
          !g_hash_table_contains (self->kept, guest))
        settle (self, frond_guest_get_profile (guest), host);
    }
  g_hash_table_iter_init (&iter, self->trashed);
  while (g_hash_table_iter_next (&iter, NULL, &profile))
    if (is_left_at (profile, host))
      settle (self, profile, host);
}

void
frond_library_settle_move (FrondLibrary *self, FrondGuest *guest)
{
  FrondProfile *profile;
  FrondMachineHost *host;

  g_return_if_fail (FROND_IS_LIBRARY (self) && FROND_IS_GUEST (guest));

  profile = frond_guest_get_profile (guest);
  host = _frond_library_named_host (self, frond_profile_get_left_at (profile));
  g_hash_table_remove (self->kept, guest);
  if (host != NULL && is_left_at (profile, host) && !frond_guest_get_busy (guest))
    settle (self, profile, host);
}

/* Moving. */

static void
move_return (GTask *task, GError *error)
{
  Move *move = g_task_get_task_data (task);

  _frond_guest_set_progress (move->guest, 0);
  _frond_guest_end (move->guest, error);
  _frond_library_join (g_task_get_source_object (task));
  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_boolean (task, TRUE);
}

static void
undone_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Move *move = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;

  if (remove_finish (result, &error))
    forget_left (g_task_get_source_object (task), frond_guest_get_profile (move->guest), move->to);
  else
    g_message ("What was made at the new place is deleted another time: %s", error->message);
  move_return (task, g_steal_pointer (&move->error));
}

/* The machine is where it was. */
static void
move_undo (GTask *task, GError *error)
{
  Move *move = g_task_get_task_data (task);

  move->error = error;
  remove_async (g_task_get_source_object (task), move->to, uuid_of (move->guest), undone_cb,
                g_object_ref (task));
}

static void
left_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;

  /* It has moved all the same, and the row knows what is to be done yet. */
  if (!frond_machine_host_command_finish (FROND_MACHINE_HOST (source), result, &error))
    g_message ("The machine that was moved is still at its old place: %s", error->message);
  move_return (task, NULL);
}

static void
place (FrondGuest *guest, FrondMachineHost *at, FrondMachineHost *left)
{
  g_object_set (frond_guest_get_profile (guest), "helper", token_of (at), "left-at", token_of (left), NULL);
  _frond_guest_set_host (guest, at);
}

static void
placed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  FrondLibrary *self = g_task_get_source_object (task);
  Move *move = g_task_get_task_data (task);
  GError *error = NULL;

  if (!frond_profile_store_save_finish (FROND_PROFILE_STORE (source), result, &error))
    {
      place (move->guest, move->from, move->to);
      move_undo (task, error);
      return;
    }
  _frond_guest_apply (move->guest, move->info);
  g_hash_table_add (self->kept, g_object_ref (move->guest));
  frond_machine_host_command_async (move->from, uuid_of (move->guest), FROND_COMMAND_TRASH, NULL, left_cb,
                                    g_object_ref (task));
}

static void
copied_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  FrondLibrary *self = g_task_get_source_object (task);
  Move *move = g_task_get_task_data (task);
  GError *error = NULL;

  move->info = frond_machine_host_copy_finish (FROND_MACHINE_HOST (source), result, &error);
  if (move->info == NULL)
    {
      move_undo (task, error);
      return;
    }
  place (move->guest, move->to, move->from);
  frond_profile_store_save_async (self->store, frond_guest_get_profile (move->guest), NULL, placed_cb,
                                  g_object_ref (task));
}

static void
copy_progress (double fraction, gpointer user_data)
{
  Move *move = g_task_get_task_data (user_data);

  _frond_guest_set_progress (move->guest, fraction);
}

static void
copy (GTask *task)
{
  Move *move = g_task_get_task_data (task);

  frond_machine_host_copy_async (move->from, move->to, uuid_of (move->guest), move->request_id, copy_progress,
                                 task, g_task_get_cancellable (task), copied_cb, g_object_ref (task));
}

static void
noted_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Move *move = g_task_get_task_data (task);
  GError *error = NULL;

  if (frond_profile_store_save_finish (FROND_PROFILE_STORE (source), result, &error))
    {
      copy (task);
      return;
    }
  g_object_set (frond_guest_get_profile (move->guest), "left-at", "", NULL);
  move_return (task, error);
}

static void
note (GTask *task)
{
  FrondLibrary *self = g_task_get_source_object (task);
  Move *move = g_task_get_task_data (task);

  g_object_set (frond_guest_get_profile (move->guest), "left-at", token_of (move->to), NULL);
  frond_profile_store_save_async (self->store, frond_guest_get_profile (move->guest), NULL, noted_cb,
                                  g_object_ref (task));
}

static void
made_room_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;

  if (remove_finish (result, &error))
    note (task);
  else
    move_return (task, error);
}

/* A task about moving GUEST to TO, which begins; NULL: it was reported that it cannot. */
static GTask *
move_task (FrondLibrary *self, FrondGuest *guest, FrondMachineHost *to, GCancellable *cancellable,
           GAsyncReadyCallback callback, gpointer user_data, gpointer tag)
{
  g_autoptr (GError) error = NULL;
  GTask *task;
  Move *move;

  if (frond_guest_get_state (guest) != FROND_GUEST_STOPPED || frond_guest_get_busy (guest) ||
      uuid_of (guest) == NULL)
    frond_set_error (&error, FROND_ERROR_BUSY, NULL, "the guest is not off, or busy");
  else if (to == NULL || to == frond_guest_get_host (guest))
    frond_set_error (&error, FROND_ERROR_HELPER_MISSING, NULL, "there is no such place");
  else if (g_hash_table_contains (self->settling, frond_profile_get_id (frond_guest_get_profile (guest))))
    frond_set_error (&error, FROND_ERROR_BUSY, NULL, "what an earlier move left is being deleted");
  if (error != NULL)
    {
      g_task_report_error (self, callback, user_data, tag, g_steal_pointer (&error));
      return NULL;
    }

  task = g_task_new (self, cancellable, callback, user_data);
  move = g_new0 (Move, 1);
  move->guest = g_object_ref (guest);
  move->from = g_object_ref (frond_guest_get_host (guest));
  move->to = g_object_ref (to);
  move->request_id = g_uuid_string_random ();
  g_task_set_source_tag (task, tag);
  g_task_set_task_data (task, move, (GDestroyNotify) move_free);
  /* A machine that has moved has moved, whatever was wished meanwhile. */
  g_task_set_check_cancellable (task, FALSE);
  _frond_guest_begin (guest);
  g_hash_table_remove (self->kept, guest);
  return task;
}

void
frond_library_move_async (FrondLibrary *self, FrondGuest *guest, FrondHostMode mode,
                          GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  Move *move;

  g_return_if_fail (FROND_IS_LIBRARY (self) && FROND_IS_GUEST (guest));

  task = move_task (self, guest, frond_library_find_host (self, mode), cancellable, callback, user_data,
                    frond_library_move_async);
  if (task == NULL)
    return;
  move = g_task_get_task_data (task);
  /* What an earlier move has left there has its uuid. */
  if (is_left_at (frond_guest_get_profile (guest), move->to))
    remove_async (self, move->to, uuid_of (guest), made_room_cb, g_object_ref (task));
  else
    note (task);
}

gboolean
frond_library_move_finish (FrondLibrary *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/* The way back, for as long as the old one is kept. */

static void
brought_back_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Move *move = g_task_get_task_data (task);
  FrondLibrary *self = g_task_get_source_object (task);
  GError *error = NULL;

  if (frond_machine_host_command_finish (FROND_MACHINE_HOST (source), result, &error))
    {
      /* The copy goes. */
      settle (self, frond_guest_get_profile (move->guest), move->from);
      move_return (task, NULL);
      return;
    }
  /* The copy is what there is. */
  place (move->guest, move->from, move->to);
  _frond_library_write (self, frond_guest_get_profile (move->guest));
  move_return (task, error);
}

static void
back_noted_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Move *move = g_task_get_task_data (task);
  GError *error = NULL;

  if (frond_profile_store_save_finish (FROND_PROFILE_STORE (source), result, &error))
    {
      frond_machine_host_command_async (move->to, uuid_of (move->guest), FROND_COMMAND_RESTORE, NULL,
                                        brought_back_cb, g_object_ref (task));
      return;
    }
  place (move->guest, move->from, move->to);
  move_return (task, error);
}

void
frond_library_undo_move_async (FrondLibrary *self, FrondGuest *guest, GCancellable *cancellable,
                               GAsyncReadyCallback callback, gpointer user_data)
{
  FrondMachineHost *back;
  GTask *task;
  Move *move;

  g_return_if_fail (FROND_IS_LIBRARY (self) && FROND_IS_GUEST (guest));

  back = g_hash_table_contains (self->kept, guest)
             ? _frond_library_named_host (self, frond_profile_get_left_at (frond_guest_get_profile (guest)))
             : NULL;
  task = move_task (self, guest, back, cancellable, callback, user_data, frond_library_undo_move_async);
  if (task == NULL)
    return;
  move = g_task_get_task_data (task);
  place (guest, move->to, move->from);
  frond_profile_store_save_async (self->store, frond_guest_get_profile (guest), NULL, back_noted_cb, task);
}
