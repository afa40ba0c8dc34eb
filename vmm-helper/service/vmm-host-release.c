/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* What a start has opened to the monitor of a guest is closed when that has ended. */
#include "vmm-host-private.h"

static void
on_released (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;

  vmm_engine_release_finish (VMM_ENGINE (object), result, NULL);
  g_task_return_boolean (task, TRUE);
}

static void
release_turn (GTask *task)
{
  VmmHost *self = g_task_get_source_object (task);
  VmmMachine *machine = g_task_get_task_data (task);
  g_autofree char *folder = NULL;
  VmmEngineStart start = { 0 };

  if (!vmm_host_check_present (self, machine, NULL) || vmm_machine_is_active (machine))
    {
      g_task_return_boolean (task, TRUE);
      return;
    }

  folder = vmm_registry_dup_folder (self->registry, machine);
  start.uuid = vmm_machine_get_uuid (machine);
  start.folder = folder;
  start.spec = vmm_machine_get_spec (machine);
  start.media_fd = -1;
  start.seed = vmm_machine_get_seed (machine) ? VMM_MACHINE_SEED_NAME : NULL;
  vmm_engine_release_async (self->engine, &start, NULL, on_released, g_object_ref (task));
}

void
vmm_host_release_files (VmmHost *self, VmmMachine *machine)
{
  g_autoptr (GTask) task = g_task_new (self, NULL, NULL, NULL);

  g_task_set_source_tag (task, vmm_host_release_files);
  g_task_set_task_data (task, g_object_ref (machine), g_object_unref);
  vmm_host_push (self, vmm_machine_get_uuid (machine), task, release_turn);
}
