/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The operations of VmmHost that change a machine's folder. */
#include "vmm-host-private.h"

typedef struct
{
  uid_t owner;
  char *request_id;
  char *uuid;
  VmmSpec *spec;
  VmmImageSources *sources;
  VmmJob *job;
  VmmMachine *machine;
  guint64 expected_generation;
  GVariant *delta;
} Change;

static void
change_free (Change *change)
{
  g_free (change->request_id);
  g_free (change->uuid);
  g_clear_pointer (&change->spec, vmm_spec_unref);
  g_clear_pointer (&change->sources, vmm_image_sources_free);
  g_clear_object (&change->job);
  g_clear_object (&change->machine);
  g_clear_pointer (&change->delta, g_variant_unref);
  g_free (change);
}

static GTask *
change_task (VmmHost *self, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data,
             Change **change)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);

  *change = g_new0 (Change, 1);
  g_task_set_task_data (task, *change, (GDestroyNotify) change_free);
  return task;
}

static void
on_created (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  VmmMachine *machine = vmm_registry_create_finish (VMM_REGISTRY (object), result, &error);

  if (machine != NULL)
    g_task_return_pointer (task, machine, g_object_unref);
  else
    g_task_return_error (task, error);
}

static void
create_turn (GTask *task)
{
  VmmHost *self = g_task_get_source_object (task);
  Change *change = g_task_get_task_data (task);
  VmmMachine *machine = vmm_registry_lookup_request (self->registry, change->owner, change->request_id);
  GError *error = NULL;

  if (machine != NULL)
    g_task_return_pointer (task, g_object_ref (machine), g_object_unref);
  else if (!vmm_host_check_spec (self, change->spec, NULL, &error))
    g_task_return_error (task, error);
  else
    vmm_registry_create_async (self->registry, change->owner, change->request_id, change->spec,
                               g_steal_pointer (&change->sources), change->job, g_task_get_cancellable (task),
                               on_created, g_object_ref (task));
}

void
vmm_host_create_async (VmmHost *self, uid_t owner, const char *request_id, VmmSpec *spec,
                       VmmImageSources *sources, VmmJob *job, GCancellable *cancellable,
                       GAsyncReadyCallback callback, gpointer user_data)
{
  Change *change;
  g_autofree char *key = NULL;
  g_autoptr (GTask) task = change_task (self, cancellable, callback, user_data, &change);

  g_task_set_source_tag (task, vmm_host_create_async);
  change->owner = owner;
  change->request_id = g_strdup (request_id);
  change->spec = vmm_spec_ref (spec);
  change->sources = sources;
  change->job = job != NULL ? g_object_ref (job) : NULL;
  key = g_strdup_printf ("%u/%s", (guint) owner, request_id);
  vmm_host_push (self, key, task, create_turn);
}

VmmMachine *
vmm_host_create_finish (VmmHost *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
on_reconfigured (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;

  if (vmm_registry_save_finish (VMM_REGISTRY (object), result, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

/* What was saved goes on with what it had. */
static gboolean
check_hardware (VmmMachine *machine, VmmSpec *spec, GError **error)
{
  if (!vmm_machine_get_saved (machine) || vmm_spec_is_same_computer (spec, vmm_machine_get_spec (machine)))
    return TRUE;

  g_set_error_literal (error, VMM_IPC_ERROR, VMM_IPC_ERROR_BUSY,
                       VMM_IPC_FIELD_STATE ": the machine is saved with its hardware");
  return FALSE;
}

static void
reconfigure_turn (GTask *task)
{
  VmmHost *self = g_task_get_source_object (task);
  Change *change = g_task_get_task_data (task);
  VmmSpec *base = vmm_machine_get_spec (change->machine);
  g_autoptr (VmmSpec) spec = NULL;
  GError *error = NULL;

  if (!vmm_host_check_present (self, change->machine, &error) ||
      (spec = vmm_spec_new_with_delta (base, change->delta, &error)) == NULL ||
      !vmm_machine_check_generation (change->machine, change->expected_generation, &error) ||
      !check_hardware (change->machine, spec, &error) || !vmm_host_check_spec (self, spec, base, &error))
    {
      g_task_return_error (task, error);
      return;
    }

  vmm_registry_save_async (self->registry, change->machine, vmm_machine_get_generation (change->machine) + 1,
                           spec, vmm_machine_get_realised (change->machine), on_reconfigured,
                           g_object_ref (task));
}

void
vmm_host_reconfigure_async (VmmHost *self, VmmMachine *machine, guint64 expected_generation, GVariant *delta,
                            GAsyncReadyCallback callback, gpointer user_data)
{
  Change *change;
  g_autoptr (GTask) task = change_task (self, NULL, callback, user_data, &change);

  g_task_set_source_tag (task, vmm_host_reconfigure_async);
  change->machine = g_object_ref (machine);
  change->expected_generation = expected_generation;
  change->delta = g_variant_ref_sink (delta);
  vmm_host_push (self, vmm_machine_get_uuid (machine), task, reconfigure_turn);
}

guint64
vmm_host_reconfigure_finish (VmmHost *self, GAsyncResult *result, GError **error)
{
  Change *change = g_task_get_task_data (G_TASK (result));

  if (!g_task_propagate_boolean (G_TASK (result), error))
    return 0;
  return vmm_machine_get_generation (change->machine);
}

static void
on_trashed (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;

  if (vmm_registry_trash_finish (VMM_REGISTRY (object), result, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
on_found (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;

  if (vmm_registry_find_finish (VMM_REGISTRY (object), result) == VMM_PLACE_TRASH)
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_new_error_literal (task, VMM_IPC_ERROR, VMM_IPC_ERROR_NOT_FOUND,
                                     "There is no such machine");
}

static void
delete_turn (GTask *task)
{
  VmmHost *self = g_task_get_source_object (task);
  Change *change = g_task_get_task_data (task);
  VmmMachine *machine = vmm_registry_lookup_owned (self->registry, change->owner, change->uuid);
  GError *error = NULL;

  if (machine == NULL)
    vmm_registry_find_async (self->registry, change->owner, change->uuid, on_found, g_object_ref (task));
  else if (!vmm_machine_check_generation (machine, change->expected_generation, &error))
    g_task_return_error (task, error);
  else if (vmm_machine_is_active (machine))
    g_task_return_new_error_literal (task, VMM_IPC_ERROR, VMM_IPC_ERROR_BUSY, "The machine is running");
  else
    vmm_registry_trash_async (self->registry, machine, on_trashed, g_object_ref (task));
}

void
vmm_host_delete_async (VmmHost *self, uid_t owner, const char *uuid, guint64 expected_generation,
                       GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  Change *change;
  g_autoptr (GTask) task = change_task (self, cancellable, callback, user_data, &change);

  g_task_set_source_tag (task, vmm_host_delete_async);
  change->owner = owner;
  change->uuid = g_strdup (uuid);
  change->expected_generation = expected_generation;
  vmm_host_push (self, uuid, task, delete_turn);
}

gboolean
vmm_host_delete_finish (VmmHost *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
on_restored (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  VmmMachine *machine = vmm_registry_restore_finish (VMM_REGISTRY (object), result, &error);

  if (machine != NULL)
    g_task_return_pointer (task, machine, g_object_unref);
  else
    g_task_return_error (task, error);
}

static void
restore_turn (GTask *task)
{
  VmmHost *self = g_task_get_source_object (task);
  Change *change = g_task_get_task_data (task);
  VmmMachine *machine = vmm_registry_lookup_owned (self->registry, change->owner, change->uuid);

  if (machine != NULL)
    g_task_return_pointer (task, g_object_ref (machine), g_object_unref);
  else
    vmm_registry_restore_async (self->registry, change->owner, change->uuid, on_restored,
                                g_object_ref (task));
}

void
vmm_host_restore_async (VmmHost *self, uid_t owner, const char *uuid, GCancellable *cancellable,
                        GAsyncReadyCallback callback, gpointer user_data)
{
  Change *change;
  g_autoptr (GTask) task = change_task (self, cancellable, callback, user_data, &change);

  g_task_set_source_tag (task, vmm_host_restore_async);
  change->owner = owner;
  change->uuid = g_strdup (uuid);
  vmm_host_push (self, uuid, task, restore_turn);
}

VmmMachine *
vmm_host_restore_finish (VmmHost *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
on_purged (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;

  if (vmm_registry_purge_finish (VMM_REGISTRY (object), result, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
on_forgotten (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  VmmHost *self = g_task_get_source_object (task);
  Change *change = g_task_get_task_data (task);
  GError *error = NULL;

  if (vmm_engine_forget_finish (VMM_ENGINE (object), result, &error))
    vmm_registry_purge_async (self->registry, change->owner, change->uuid, on_purged, g_object_ref (task));
  else
    g_task_return_error (task, error);
}

/* The engine goes first: while it cannot, the machine stays where it can be purged again. */
static void
purge_turn (GTask *task)
{
  VmmHost *self = g_task_get_source_object (task);
  Change *change = g_task_get_task_data (task);
  g_autofree char *folder = vmm_registry_dup_trash_folder (self->registry, change->owner, change->uuid);

  vmm_engine_forget_async (self->engine, change->uuid, folder, NULL, on_forgotten, g_object_ref (task));
}

void
vmm_host_purge_async (VmmHost *self, uid_t owner, const char *uuid, GCancellable *cancellable,
                      GAsyncReadyCallback callback, gpointer user_data)
{
  Change *change;
  g_autoptr (GTask) task = change_task (self, cancellable, callback, user_data, &change);

  g_task_set_source_tag (task, vmm_host_purge_async);
  change->owner = owner;
  change->uuid = g_strdup (uuid);
  vmm_host_push (self, uuid, task, purge_turn);
}

gboolean
vmm_host_purge_finish (VmmHost *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}
