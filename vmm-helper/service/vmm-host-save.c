/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Guests that are saved to disk, what is left of that by whoever died in the middle, and their clocks after. */
#include "vmm-host-private.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <sys/statvfs.h>
#include <unistd.h>

/* For the devices' own state, and for everybody else on that file system. */
#define SPARE (256 * VMM_IPC_MIB)

typedef struct
{
  VmmMachine *machine;
  VmmJob *job; /* or NULL */
  char *folder;
  gboolean ejected;
} Save;

static void
save_free (gpointer data)
{
  Save *save = data;

  g_clear_object (&save->job);
  g_clear_object (&save->machine);
  g_free (save->folder);
  g_free (save);
}

static GTask *
save_task (VmmHost *self, VmmMachine *machine, VmmJob *job, GCancellable *cancellable,
           GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  Save *save = g_new0 (Save, 1);

  save->machine = g_object_ref (machine);
  save->job = job != NULL ? g_object_ref (job) : NULL;
  save->folder = vmm_registry_dup_folder (self->registry, machine);
  g_task_set_task_data (task, save, save_free);
  g_task_set_check_cancellable (task, FALSE);
  return task;
}

static void
on_progress (guint permille, gpointer user_data)
{
  Save *save = user_data;

  vmm_job_set_permille (save->job, permille);
}

static void
on_saved (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  VmmHost *self = g_task_get_source_object (task);
  Save *save = g_task_get_task_data (task);
  GError *error = NULL;

  if (!vmm_engine_save_finish (VMM_ENGINE (object), result, &save->ejected, &error))
    {
      /* It may have got there all the same, when libvirt was lost on the way. */
      vmm_machine_set_unsure (save->machine, TRUE);
      vmm_host_doubt (self);
      g_task_return_error (task, error);
      return;
    }
  vmm_machine_set_saved (save->machine, TRUE);
  vmm_machine_set_state (save->machine, VMM_IPC_MACHINE_STOPPED, VMM_IPC_REASON_SAVED);
  g_task_return_boolean (task, TRUE);
}

/* At most all of its memory; what is zero is not written. */
static gboolean
check_room (VmmHost *self, Save *save, GError **error)
{
  const guint64 needed = vmm_machine_get_spec (save->machine)->memory;
  struct statvfs info;

  if (statvfs (save->folder, &info) < 0 || (guint64) info.f_bavail * info.f_frsize >= needed + SPARE)
    return TRUE;
  g_set_error (error, VMM_IPC_ERROR, VMM_IPC_ERROR_NO_SPACE, "save: (%" G_GUINT64_FORMAT " bytes needed)",
               (guint64) (needed + SPARE));
  return FALSE;
}

static void
check_room_in_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  GError *error = NULL;

  if (check_room (source, task_data, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
on_room (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  VmmHost *self = VMM_HOST (object);
  Save *save = g_task_get_task_data (task);
  GError *error = NULL;

  if (!g_task_propagate_boolean (G_TASK (result), &error))
    g_task_return_error (task, error);
  else
    vmm_engine_save_async (self->engine, vmm_machine_get_uuid (save->machine), save->folder,
                           save->job != NULL ? on_progress : NULL, save, g_task_get_cancellable (task),
                           on_saved, g_object_ref (task));
}

static void
save_turn (GTask *task)
{
  VmmHost *self = g_task_get_source_object (task);
  Save *save = g_task_get_task_data (task);
  g_autoptr (GTask) room = NULL;
  GError *error = NULL;

  if (!vmm_host_check_present (self, save->machine, &error))
    g_task_return_error (task, error);
  else if (vmm_machine_get_saved (save->machine))
    g_task_return_boolean (task, TRUE);
  else if (!vmm_machine_is_active (save->machine))
    g_task_return_new_error_literal (task, VMM_IPC_ERROR, VMM_IPC_ERROR_BUSY, "The machine is not running");
  else
    {
      room = g_task_new (self, NULL, on_room, g_object_ref (task));
      g_task_set_source_tag (room, save_turn);
      g_task_set_task_data (room, save, NULL);
      g_task_run_in_thread (room, check_room_in_thread);
    }
}

void
vmm_host_save_async (VmmHost *self, VmmMachine *machine, VmmJob *job, GCancellable *cancellable,
                     GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = save_task (self, machine, job, cancellable, callback, user_data);

  g_task_set_source_tag (task, vmm_host_save_async);
  vmm_host_push (self, vmm_machine_get_uuid (machine), task, save_turn);
}

gboolean
vmm_host_save_finish (VmmHost *self, GAsyncResult *result, gboolean *ejected, GError **error)
{
  Save *save = g_task_get_task_data (G_TASK (result));

  if (ejected != NULL)
    *ejected = save->ejected;
  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
discard_in_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  Save *save = task_data;
  g_autofd int fd = open (save->folder, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);

  if (fd < 0 || (unlinkat (fd, VMM_ENGINE_STATE_PART, 0) < 0 && errno != ENOENT) ||
      (unlinkat (fd, VMM_ENGINE_STATE, 0) < 0 && errno != ENOENT) || fsync (fd) < 0)
    g_task_return_new_error (task, VMM_IPC_ERROR, VMM_IPC_ERROR_FAILED, VMM_IPC_FIELD_STATE ": %s",
                             g_strerror (errno));
  else
    g_task_return_boolean (task, TRUE);
}

static void
on_discarded (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Save *save = g_task_get_task_data (task);
  GError *error = NULL;

  if (!g_task_propagate_boolean (G_TASK (result), &error))
    {
      g_task_return_error (task, error);
      return;
    }
  vmm_machine_set_unsure (save->machine, FALSE);
  vmm_machine_set_saved (save->machine, FALSE);
  g_task_return_boolean (task, TRUE);
}

/* Only of a machine without a guest: libvirt may be writing there for one that has one. */
static void
discard_turn (GTask *task)
{
  VmmHost *self = g_task_get_source_object (task);
  Save *save = g_task_get_task_data (task);
  g_autoptr (GTask) inner = NULL;
  GError *error = NULL;

  if (!vmm_host_check_present (self, save->machine, &error))
    g_task_return_error (task, error);
  else if (vmm_machine_is_active (save->machine))
    g_task_return_new_error_literal (task, VMM_IPC_ERROR, VMM_IPC_ERROR_BUSY, "The machine is running");
  else
    {
      inner = g_task_new (self, NULL, on_discarded, g_object_ref (task));
      g_task_set_source_tag (inner, discard_turn);
      g_task_set_task_data (inner, save, NULL);
      g_task_run_in_thread (inner, discard_in_thread);
    }
}

void
vmm_host_discard_async (VmmHost *self, VmmMachine *machine, GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = save_task (self, machine, NULL, NULL, callback, user_data);

  g_task_set_source_tag (task, vmm_host_discard_async);
  vmm_host_push (self, vmm_machine_get_uuid (machine), task, discard_turn);
}

gboolean
vmm_host_discard_finish (VmmHost *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
on_adopted (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Save *save = g_task_get_task_data (task);
  GError *error = NULL;
  gboolean saved;

  if (!vmm_engine_adopt_finish (VMM_ENGINE (object), result, &saved, &error))
    {
      g_task_return_error (task, error);
      return;
    }
  vmm_machine_set_unsure (save->machine, FALSE);
  vmm_machine_set_saved (save->machine, saved);
  g_task_return_boolean (task, TRUE);
}

void
vmm_host_adopt_async (VmmHost *self, VmmMachine *machine, GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = save_task (self, machine, NULL, NULL, callback, user_data);
  Save *save = g_task_get_task_data (task);

  g_task_set_source_tag (task, vmm_host_adopt_async);
  vmm_engine_adopt_async (self->engine, vmm_machine_get_uuid (machine), save->folder, on_adopted, task);
}

gboolean
vmm_host_adopt_finish (VmmHost *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
on_adopt_done (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;

  if (!vmm_host_adopt_finish (VMM_HOST (object), result, &error))
    g_info ("What was saved is not known: %s", error->message);
  g_task_return_boolean (task, TRUE);
}

static void
adopt_turn (GTask *task)
{
  VmmHost *self = g_task_get_source_object (task);
  Save *save = g_task_get_task_data (task);

  if (!vmm_host_check_present (self, save->machine, NULL) || vmm_machine_is_active (save->machine))
    g_task_return_boolean (task, TRUE);
  else
    vmm_host_adopt_async (self, save->machine, on_adopt_done, g_object_ref (task));
}

void
vmm_host_adopt (VmmHost *self, VmmMachine *machine)
{
  g_autoptr (GTask) task = save_task (self, machine, NULL, NULL, NULL, NULL);

  vmm_machine_set_unsure (machine, TRUE);
  g_task_set_source_tag (task, vmm_host_adopt);
  vmm_host_push (self, vmm_machine_get_uuid (machine), task, adopt_turn);
}

static void
on_unspent_ended (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;

  if (!vmm_engine_command_finish (VMM_ENGINE (object), result, &error))
    g_warning ("A guest that was being restored stays: %s", error->message);
  g_task_return_boolean (task, TRUE);
}

static void
end_turn (GTask *task)
{
  VmmHost *self = g_task_get_source_object (task);
  Save *save = g_task_get_task_data (task);

  if (!vmm_host_check_present (self, save->machine, NULL) || !vmm_machine_get_saved (save->machine))
    g_task_return_boolean (task, TRUE);
  else
    vmm_engine_command_async (self->engine, vmm_machine_get_uuid (save->machine), VMM_ENGINE_STOP, NULL,
                              on_unspent_ended, g_object_ref (task));
}

void
vmm_host_end_unspent (VmmHost *self, VmmMachine *machine)
{
  g_autoptr (GTask) task = save_task (self, machine, NULL, NULL, NULL, NULL);

  g_message ("%s was being restored when its helper died; it starts from its state again",
             vmm_machine_get_uuid (machine));
  g_task_set_source_tag (task, vmm_host_end_unspent);
  vmm_host_push (self, vmm_machine_get_uuid (machine), task, end_turn);
}

static void
on_clock_set (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  VmmHost *self = g_task_get_source_object (task);
  const char *uuid = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;

  if (!vmm_engine_set_clock_finish (VMM_ENGINE (object), result, &error))
    g_info ("The clock of %s waits for an agent in its guest: %s", uuid, error->message);
  else if (self->clocks != NULL)
    g_hash_table_remove (self->clocks, uuid);
  g_task_return_boolean (task, TRUE);
}

static void
begin_clock (VmmHost *self, VmmMachine *machine)
{
  GTask *task = g_task_new (self, NULL, NULL, NULL);

  g_task_set_source_tag (task, begin_clock);
  g_task_set_task_data (task, g_strdup (vmm_machine_get_uuid (machine)), g_free);
  vmm_engine_set_clock_async (self->engine, vmm_machine_get_uuid (machine), NULL, on_clock_set, task);
}

void
vmm_host_set_clock (VmmHost *self, VmmMachine *machine)
{
  g_hash_table_add (self->clocks, g_strdup (vmm_machine_get_uuid (machine)));
  begin_clock (self, machine);
}

void
vmm_host_note_clock (VmmHost *self, VmmMachine *machine)
{
  if (g_hash_table_contains (self->clocks, vmm_machine_get_uuid (machine)))
    begin_clock (self, machine);
}
