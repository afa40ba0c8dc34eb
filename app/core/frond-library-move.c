/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* A machine that moves from one host to another. What it was made of is given up only when the row says where the machine
 * is now, in one write. "left-at" of the row is where a copy may be that is not wanted: the new place until that write,
 * and the old one from then on. The copy is kept off from its first moment, and the original from before that write:
 * what the row does not name can never run, and does not start with the computer. Wherever a life ends, the next one
 * lets go what the row names, and deletes what is left at the other place (frond-library-settle.c). */

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
  gboolean kept_off;      /* what it is made of, or what goes back */
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
let_go_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Move *move = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;

  if (!frond_machine_host_command_finish (FROND_MACHINE_HOST (source), result, &error))
    g_message ("The machine is kept off until its host lists it again: %s", error->message);
  move_return (task, g_steal_pointer (&move->error));
}

/* The one at HOST is the machine, and the other one is kept off or in the trash. Takes ERROR, what the move has come to. */
static void
let_go (GTask *task, FrondMachineHost *host, GError *error)
{
  Move *move = g_task_get_task_data (task);

  move->error = error;
  frond_machine_host_command_async (host, uuid_of (move->guest), FROND_COMMAND_RELEASE, NULL, let_go_cb,
                                    g_object_ref (task));
}

static void
undone_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Move *move = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;

  if (_frond_library_discard_finish (result, &error))
    _frond_library_forget_left (g_task_get_source_object (task), frond_guest_get_profile (move->guest),
                                move->to);
  else
    g_message ("What was made at the new place is deleted another time: %s", error->message);
  if (move->kept_off)
    let_go (task, move->from, g_steal_pointer (&move->error));
  else
    move_return (task, g_steal_pointer (&move->error));
}

/* The machine is where it was. */
static void
move_undo (GTask *task, GError *error)
{
  Move *move = g_task_get_task_data (task);

  move->error = error;
  _frond_library_discard_async (g_task_get_source_object (task), move->to, uuid_of (move->guest), undone_cb,
                                g_object_ref (task));
}

static void
left_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Move *move = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;

  /* It has moved all the same, and the row knows what is to be done yet. */
  if (!frond_machine_host_command_finish (FROND_MACHINE_HOST (source), result, &error))
    g_message ("The machine that was moved is still at its old place: %s", error->message);
  let_go (task, move->to, NULL);
}

static void
place (FrondGuest *guest, FrondMachineHost *at, FrondMachineHost *left)
{
  g_object_set (frond_guest_get_profile (guest), "helper", _frond_library_token_of (at), "left-at",
                _frond_library_token_of (left), NULL);
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
kept_off_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  FrondLibrary *self = g_task_get_source_object (task);
  Move *move = g_task_get_task_data (task);
  GError *error = NULL;

  /* What failed may have come to pass. */
  move->kept_off = TRUE;
  if (!frond_machine_host_command_finish (FROND_MACHINE_HOST (source), result, &error))
    {
      move_undo (task, error);
      return;
    }
  place (move->guest, move->to, move->from);
  frond_profile_store_save_async (self->store, frond_guest_get_profile (move->guest), NULL, placed_cb,
                                  g_object_ref (task));
}

static void
copied_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Move *move = g_task_get_task_data (task);
  GError *error = NULL;

  move->info = frond_machine_host_copy_finish (FROND_MACHINE_HOST (source), result, &error);
  if (move->info == NULL)
    {
      move_undo (task, error);
      return;
    }
  frond_machine_host_command_async (move->from, uuid_of (move->guest), FROND_COMMAND_KEEP_OFF, NULL,
                                    kept_off_cb, g_object_ref (task));
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

  frond_machine_host_copy_async (move->from, move->to, uuid_of (move->guest), move->request_id, NULL,
                                 copy_progress, task, g_task_get_cancellable (task), copied_cb,
                                 g_object_ref (task));
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

  g_object_set (frond_guest_get_profile (move->guest), "left-at", _frond_library_token_of (move->to), NULL);
  frond_profile_store_save_async (self->store, frond_guest_get_profile (move->guest), NULL, noted_cb,
                                  g_object_ref (task));
}

static void
made_room_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;

  if (_frond_library_discard_finish (result, &error))
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
  if (_frond_library_is_left_at (frond_guest_get_profile (guest), move->to))
    _frond_library_discard_async (self, move->to, uuid_of (guest), made_room_cb, g_object_ref (task));
  else
    note (task);
}

gboolean
frond_library_move_finish (FrondLibrary *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/* The way back, for as long as the old one is kept. Where it fails, the copy is what there is. */

static void
brought_back_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Move *move = g_task_get_task_data (task);
  FrondLibrary *self = g_task_get_source_object (task);
  GError *error = NULL;

  if (frond_machine_host_command_finish (FROND_MACHINE_HOST (source), result, &error))
    {
      _frond_library_settle (self, frond_guest_get_profile (move->guest), move->from);
      let_go (task, move->to, NULL);
      return;
    }
  place (move->guest, move->from, move->to);
  _frond_library_write (self, frond_guest_get_profile (move->guest));
  let_go (task, move->from, error);
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
  let_go (task, move->from, error);
}

static void
copy_kept_off_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  FrondLibrary *self = g_task_get_source_object (task);
  Move *move = g_task_get_task_data (task);
  GError *error = NULL;

  if (!frond_machine_host_command_finish (FROND_MACHINE_HOST (source), result, &error))
    {
      let_go (task, move->from, error);
      return;
    }
  place (move->guest, move->to, move->from);
  frond_profile_store_save_async (self->store, frond_guest_get_profile (move->guest), NULL, back_noted_cb,
                                  g_object_ref (task));
}

void
frond_library_undo_move_async (FrondLibrary *self, FrondGuest *guest, GCancellable *cancellable,
                               GAsyncReadyCallback callback, gpointer user_data)
{
  FrondMachineHost *back;
  GTask *task;

  g_return_if_fail (FROND_IS_LIBRARY (self) && FROND_IS_GUEST (guest));

  back = g_hash_table_contains (self->kept, guest)
             ? _frond_library_named_host (self, frond_profile_get_left_at (frond_guest_get_profile (guest)))
             : NULL;
  task = move_task (self, guest, back, cancellable, callback, user_data, frond_library_undo_move_async);
  if (task != NULL)
    frond_machine_host_command_async (frond_guest_get_host (guest), uuid_of (guest), FROND_COMMAND_KEEP_OFF,
                                      NULL, copy_kept_off_cb, task);
}
