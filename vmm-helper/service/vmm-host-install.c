/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The end of what a machine was set up with. */
#include "vmm-host-private.h"
#include "vmm-installer.h"

typedef struct
{
  VmmMachine *machine;
  gboolean restart;
} End;

static void
end_free (gpointer data)
{
  End *end = data;

  g_object_unref (end->machine);
  g_free (end);
}

static void
on_restarted (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  /* It is installed all the same; whoever looks sees that it is off, and why. */
  if (!vmm_host_start_finish (VMM_HOST (object), result, &error))
    g_warning ("A machine that was installed does not start: %s", error->message);
}

static void
on_ended (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  VmmHost *self = g_task_get_source_object (task);
  End *end = g_task_get_task_data (task);
  GError *error = NULL;

  if (!vmm_registry_install_finish (VMM_REGISTRY (object), result, &error))
    {
      g_task_return_error (task, error);
      return;
    }

  /* What runs, runs without an installer from here on. */
  if (vmm_machine_get_reason (end->machine) == VMM_IPC_REASON_INSTALLING)
    vmm_machine_set_state (end->machine, vmm_machine_get_state (end->machine), VMM_IPC_REASON_NONE);
  if (end->restart)
    vmm_host_start_async (self, end->machine, -1, FALSE, FALSE, NULL, on_restarted, NULL);
  g_task_return_boolean (task, TRUE);
}

static void
end_turn (GTask *task)
{
  VmmHost *self = g_task_get_source_object (task);
  End *end = g_task_get_task_data (task);
  GError *error = NULL;

  if (!vmm_host_check_present (self, end->machine, &error))
    g_task_return_error (task, error);
  else if (!vmm_machine_get_seed (end->machine) && vmm_machine_get_installing (end->machine) == NULL)
    g_task_return_boolean (task, TRUE);
  else if (vmm_machine_get_saved (end->machine))
    g_task_return_new_error_literal (task, VMM_IPC_ERROR, VMM_IPC_ERROR_BUSY,
                                     VMM_IPC_FIELD_STATE ": the machine is saved with its seed");
  else
    vmm_registry_end_install_async (self->registry, end->machine, on_ended, g_object_ref (task));
}

static void
push_end (VmmHost *self, VmmMachine *machine, gboolean restart, GAsyncReadyCallback callback,
          gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, NULL, callback, user_data);
  End *end = g_new0 (End, 1);

  end->machine = g_object_ref (machine);
  end->restart = restart;
  g_task_set_source_tag (task, push_end);
  g_task_set_task_data (task, end, end_free);
  vmm_host_push (self, vmm_machine_get_uuid (machine), task, end_turn);
}

void
vmm_host_remove_seed_async (VmmHost *self, VmmMachine *machine, GAsyncReadyCallback callback,
                            gpointer user_data)
{
  push_end (self, machine, FALSE, callback, user_data);
}

gboolean
vmm_host_remove_seed_finish (VmmHost *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
on_noted (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  if (!g_task_propagate_boolean (G_TASK (result), &error))
    g_warning ("What a machine was set up with stays: %s", error->message);
}

/* An installer's last step is to restart its computer, which ends its guest: then the disk is next. A guest that
 * somebody has shut down, or that was cut off, goes on with its installation when it is started again. One that was
 * ready-made, or that has restarted on its own since, is set up by the time it is switched off. */
void
vmm_host_note_end (VmmHost *self, VmmMachine *machine, VmmIpcMachineState was, VmmIpcMachineReason reason)
{
  const char *installing = vmm_machine_get_installing (machine);
  gboolean restart = installing != NULL && vmm_installer_has_kernel (installing);

  if (reason != VMM_IPC_REASON_SHUTDOWN || was == VMM_IPC_MACHINE_STOPPED ||
      (restart && was == VMM_IPC_MACHINE_STOPPING))
    {
      vmm_machine_set_passphrase (machine, NULL);
      return;
    }
  if (installing != NULL || vmm_machine_get_seed (machine))
    push_end (self, machine, restart, on_noted, NULL);
}

/* An installer that restarts many times starts the agent at last. */
void
vmm_host_note_agent (VmmHost *self, VmmMachine *machine)
{
  const char *installing = vmm_machine_get_installing (machine);

  if (installing != NULL && !vmm_installer_has_kernel (installing))
    push_end (self, machine, FALSE, on_noted, NULL);
}
