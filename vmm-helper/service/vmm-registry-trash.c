/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* What is in an owner's folders, whether or not it is a machine just now. */
#include "vmm-registry-private.h"

#include "vmm-authority.h"

/* The worker's until it returns. */
typedef struct
{
  VmmMachineStore *store; /* NULL: every owner's */
  char *uuid;
} Work;

static void
work_free (Work *work)
{
  g_clear_object (&work->store);
  g_free (work->uuid);
  g_free (work);
}

static GTask *
task_new (VmmRegistry *self, uid_t owner, const char *uuid, GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = g_task_new (self, NULL, callback, user_data);
  Work *work = g_new0 (Work, 1);

  work->store = owner != VMM_OWNER_ANY ? g_object_ref (vmm_registry_get_store (self, owner)) : NULL;
  work->uuid = g_strdup (uuid);
  g_task_set_task_data (task, work, (GDestroyNotify) work_free);
  return task;
}

static void
purge_in_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  Work *work = task_data;
  GError *error = NULL;
  gboolean success = vmm_machine_store_open (work->store, &error) &&
                     vmm_machine_store_purge (work->store, work->uuid, &error);

  if (success)
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

void
vmm_registry_purge_async (VmmRegistry *self, uid_t owner, const char *uuid, GAsyncReadyCallback callback,
                          gpointer user_data)
{
  g_autoptr (GTask) task = task_new (self, owner, uuid, callback, user_data);

  g_task_set_source_tag (task, vmm_registry_purge_async);
  g_task_run_in_thread (task, purge_in_thread);
}

gboolean
vmm_registry_purge_finish (VmmRegistry *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
list_trash_in_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  Work *work = task_data;
  GError *error = NULL;
  GVariant *trash = vmm_machine_store_open (work->store, &error)
                        ? vmm_machine_store_list_trash (work->store, &error)
                        : NULL;

  if (trash != NULL)
    g_task_return_pointer (task, g_variant_ref_sink (trash), (GDestroyNotify) g_variant_unref);
  else
    g_task_return_error (task, error);
}

void
vmm_registry_list_trash_async (VmmRegistry *self, uid_t owner, GAsyncReadyCallback callback,
                               gpointer user_data)
{
  g_autoptr (GTask) task = task_new (self, owner, NULL, callback, user_data);

  g_task_set_source_tag (task, vmm_registry_list_trash_async);
  g_task_run_in_thread (task, list_trash_in_thread);
}

GVariant *
vmm_registry_list_trash_finish (VmmRegistry *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
find_in_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  Work *work = task_data;
  gboolean in_trash = FALSE;
  gboolean found = work->store != NULL && vmm_machine_store_open (work->store, NULL) &&
                   vmm_machine_store_has (work->store, work->uuid, &in_trash);

  g_task_return_int (task, !found ? VMM_PLACE_NOWHERE : in_trash ? VMM_PLACE_TRASH : VMM_PLACE_MACHINES);
}

void
vmm_registry_find_async (VmmRegistry *self, uid_t owner, const char *uuid, GAsyncReadyCallback callback,
                         gpointer user_data)
{
  g_autoptr (GTask) task = task_new (self, owner, uuid, callback, user_data);

  g_task_set_source_tag (task, vmm_registry_find_async);
  g_task_run_in_thread (task, find_in_thread);
}

VmmPlace
vmm_registry_find_finish (VmmRegistry *self, GAsyncResult *result)
{
  return (VmmPlace) g_task_propagate_int (G_TASK (result), NULL);
}
