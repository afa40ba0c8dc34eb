/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Where an owner's files are, and what they take of the disk. */
#include "vmm-registry-private.h"

/* The worker's until it returns. */
typedef struct
{
  VmmMachineStore *store;
  VmmSpace space;
} Measuring;

static void
measuring_free (Measuring *measuring)
{
  g_object_unref (measuring->store);
  g_free (measuring);
}

static void
measure_in_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  Measuring *measuring = task_data;
  GError *error = NULL;

  if (vmm_machine_store_open (measuring->store, &error) &&
      vmm_machine_store_measure (measuring->store, &measuring->space, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

void
vmm_registry_measure_async (VmmRegistry *self, uid_t owner, GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, NULL, callback, user_data);
  Measuring *measuring = g_new0 (Measuring, 1);

  g_task_set_source_tag (task, vmm_registry_measure_async);
  measuring->store = g_object_ref (vmm_registry_get_store (self, owner));
  g_task_set_task_data (task, measuring, (GDestroyNotify) measuring_free);
  g_task_run_in_thread (task, measure_in_thread);
}

gboolean
vmm_registry_measure_finish (VmmRegistry *self, GAsyncResult *result, VmmSpace *space, GError **error)
{
  const Measuring *measuring = g_task_get_task_data (G_TASK (result));

  *space = measuring->space;
  return g_task_propagate_boolean (G_TASK (result), error);
}

char *
vmm_registry_dup_trash_folder (VmmRegistry *self, uid_t owner, const char *uuid)
{
  return vmm_machine_store_dup_trash_path (vmm_registry_get_store (self, owner), uuid);
}
