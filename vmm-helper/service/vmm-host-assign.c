/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The operations of VmmHost that give devices of the host to a machine: whoever calls has looked and asked. */
#include "vmm-host-private.h"

#include "vmm-host-devices.h"

typedef struct
{
  VmmMachine *machine;
  GArray *devices; /* VmmEngineHostDevice */
  gboolean attach;
} Assign;

static void
assign_free (gpointer data)
{
  Assign *assign = data;

  g_object_unref (assign->machine);
  g_array_unref (assign->devices);
  g_free (assign);
}

static void
settle (VmmHost *self, const Assign *assign, VmmDeviceClaimState state)
{
  for (guint i = 0; i < assign->devices->len; i++)
    {
      const VmmEngineHostDevice *device = &g_array_index (assign->devices, VmmEngineHostDevice, i);

      if (assign->attach)
        vmm_device_claims_set_state (self->devices, device, state);
      else
        vmm_device_claims_release (self->devices, device);
    }
}

static void
on_assigned (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  VmmHost *self = g_task_get_source_object (task);
  Assign *assign = g_task_get_task_data (task);
  GError *error = NULL;

  if (!vmm_engine_assign_finish (VMM_ENGINE (object), result, &error))
    {
      g_task_return_error (task, error);
      return;
    }
  /* A guest that ended meanwhile has given everything back. */
  if (assign->attach && !vmm_machine_is_active (assign->machine))
    {
      vmm_host_release_devices (self, assign->machine, VMM_DEVICE_CLAIM_HELD);
      g_task_return_new_error_literal (task, VMM_IPC_ERROR, VMM_IPC_ERROR_BUSY, "The machine is not running");
      return;
    }
  settle (self, assign, VMM_DEVICE_CLAIM_HELD);
  g_task_return_boolean (task, TRUE);
}

/* Of a machine that is off, PCI waits for its next start; USB would not be the same by then. */
static void
assign_turn (GTask *task)
{
  VmmHost *self = g_task_get_source_object (task);
  Assign *assign = g_task_get_task_data (task);
  const VmmEngineHostDevice *first = &g_array_index (assign->devices, VmmEngineHostDevice, 0);
  GError *error = NULL;

  if (!vmm_host_check_present (self, assign->machine, &error))
    g_task_return_error (task, error);
  else if (vmm_machine_is_active (assign->machine))
    vmm_engine_assign_async (self->engine, vmm_machine_get_uuid (assign->machine), first,
                             assign->devices->len, assign->attach, NULL, on_assigned, g_object_ref (task));
  else if (assign->attach && first->kind == VMM_ENGINE_HOST_USB)
    g_task_return_new_error_literal (task, VMM_IPC_ERROR, VMM_IPC_ERROR_BUSY, "The machine is not running");
  else
    {
      settle (self, assign, VMM_DEVICE_CLAIM_GIVEN);
      g_task_return_boolean (task, TRUE);
    }
}

void
vmm_host_assign_async (VmmHost *self, VmmMachine *machine, GArray *devices, gboolean attach,
                       GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, NULL, callback, user_data);
  Assign *assign = g_new0 (Assign, 1);

  g_return_if_fail (devices->len > 0);

  assign->machine = g_object_ref (machine);
  assign->devices = g_array_ref (devices);
  assign->attach = attach;
  g_task_set_source_tag (task, vmm_host_assign_async);
  g_task_set_task_data (task, assign, assign_free);
  vmm_host_push (self, vmm_machine_get_uuid (machine), task, assign_turn);
}

gboolean
vmm_host_assign_finish (VmmHost *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

void
vmm_host_release_devices (VmmHost *self, VmmMachine *machine, VmmDeviceClaimState state)
{
  g_autoptr (GArray) devices =
      vmm_device_claims_list (self->devices, vmm_machine_get_uuid (machine), state, VMM_DEVICE_CLAIM_HELD);

  for (guint i = 0; i < devices->len; i++)
    vmm_device_claims_release (self->devices, &g_array_index (devices, VmmEngineHostDevice, i));
}

GArray *
vmm_host_take_devices (VmmHost *self, VmmMachine *machine)
{
  GArray *devices = vmm_device_claims_list (self->devices, vmm_machine_get_uuid (machine),
                                            VMM_DEVICE_CLAIM_GIVEN, VMM_DEVICE_CLAIM_HELD);

  for (guint i = 0; i < devices->len; i++)
    vmm_device_claims_set_state (self->devices, &g_array_index (devices, VmmEngineHostDevice, i),
                                 VMM_DEVICE_CLAIM_HELD);
  return devices;
}

static void
on_unplugged_detached (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  if (!vmm_host_assign_finish (VMM_HOST (object), result, &error))
    g_message ("What was unplugged could not be taken from its guest: %s", error->message);
}

void
vmm_host_note_unplugged (VmmHost *self, const char *uuid, const VmmEngineHostDevice *address)
{
  VmmMachine *machine = vmm_registry_lookup (self->registry, uuid);
  g_autoptr (GArray) devices = g_array_new (FALSE, FALSE, sizeof (VmmEngineHostDevice));

  if (machine == NULL || !vmm_machine_is_active (machine))
    return;
  g_array_append_vals (devices, address, 1);
  vmm_host_assign_async (self, machine, devices, FALSE, on_unplugged_detached, NULL);
}

/* What a guest that was there before the helper has: first its addresses, then what is at them. */
typedef struct
{
  VmmHost *host;
  VmmMachine *machine;
  GArray *devices;
} Finding;

static void
finding_free (Finding *finding)
{
  g_clear_pointer (&finding->devices, g_array_unref);
  g_object_unref (finding->machine);
  g_object_unref (finding->host);
  g_free (finding);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Finding, finding_free)

static void
on_read (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Finding) finding = user_data;
  g_autoptr (GPtrArray) there = vmm_host_devices_read_finish (result, NULL);

  for (guint i = 0; i < finding->devices->len && vmm_machine_is_active (finding->machine); i++)
    {
      const VmmEngineHostDevice *address = &g_array_index (finding->devices, VmmEngineHostDevice, i);

      for (guint j = 0; there != NULL && j < there->len; j++)
        {
          VmmHostDevice *device = g_ptr_array_index (there, j);

          if (vmm_host_device_address_equal (&device->address, address))
            vmm_device_claims_add_held (finding->host->devices, address, device,
                                        vmm_machine_get_uuid (finding->machine),
                                        vmm_machine_get_owner (finding->machine));
        }
    }
}

static void
on_listed (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Finding) finding = user_data;
  g_autoptr (GError) error = NULL;

  finding->devices = vmm_engine_list_assigned_finish (VMM_ENGINE (object), result, &error);
  if (finding->devices == NULL || finding->devices->len == 0)
    return;

  vmm_device_claims_watch (finding->host->devices);
  for (guint kind = VMM_ENGINE_HOST_USB; kind <= VMM_ENGINE_HOST_PCI; kind++)
    {
      Finding *more = g_new0 (Finding, 1);

      more->host = g_object_ref (finding->host);
      more->machine = g_object_ref (finding->machine);
      more->devices = g_array_ref (finding->devices);
      vmm_host_devices_read_async (kind, NULL, on_read, more);
    }
}

void
vmm_host_find_devices (VmmHost *self, VmmMachine *machine)
{
  Finding *finding = g_new0 (Finding, 1);

  finding->host = g_object_ref (self);
  finding->machine = g_object_ref (machine);
  vmm_engine_list_assigned_async (self->engine, vmm_machine_get_uuid (machine), NULL, on_listed, finding);
}
