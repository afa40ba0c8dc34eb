/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Devices of the host for a running guest, and back. */
#include "vmm-qemu-calls.h"

#include "vmm-host-device.h"
#include "vmm-libvirt-error.h"

#include <libvirt/virterror.h>

typedef virDomain Domain;
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Domain, virDomainFree)

static GArray *
list (virDomainPtr domain, GError **error)
{
  g_autofree char *xml = virDomainGetXMLDesc (domain, 0);

  if (xml != NULL)
    return vmm_host_device_list_xml (xml);

  vmm_libvirt_error_set (error, "device");
  return NULL;
}

static gboolean
contains (GArray *devices, const VmmEngineHostDevice *device)
{
  for (guint i = 0; i < devices->len; i++)
    if (vmm_host_device_address_equal (&g_array_index (devices, VmmEngineHostDevice, i), device))
      return TRUE;
  return FALSE;
}

static gboolean
attach_one (virDomainPtr domain, const VmmEngineHostDevice *device, GError **error)
{
  g_autofree char *xml = vmm_host_device_dup_xml (device);

  if (virDomainAttachDeviceFlags (domain, xml, VIR_DOMAIN_AFFECT_LIVE) == 0)
    return TRUE;

  /* Another guest has it, of this helper or of somebody else's. */
  if (virGetLastErrorCode () == VIR_ERR_OPERATION_INVALID)
    g_set_error (error, VMM_IPC_ERROR, VMM_IPC_ERROR_BUSY,
                 "device: " VMM_IPC_UNAVAILABLE_IN_USE ": another guest has it");
  else
    vmm_libvirt_error_set (error, "device");
  g_message ("A device of the host could not be attached: %s", virGetLastErrorMessage ());
  return FALSE;
}

static void
take_back (virDomainPtr domain, const VmmEngineHostDevice *device)
{
  g_autofree char *xml = vmm_host_device_dup_xml (device);

  if (virDomainDetachDeviceFlags (domain, xml, VIR_DOMAIN_AFFECT_LIVE) < 0)
    g_message ("A device of the host could not be detached: %s", virGetLastErrorMessage ());
}

static gboolean
attach_all (virDomainPtr domain, const VmmGuestCall *call, GError **error)
{
  g_autoptr (GArray) there = list (domain, error);

  for (guint i = 0; there != NULL && i < call->n_devices; i++)
    {
      if (contains (there, &call->devices[i]) || attach_one (domain, &call->devices[i], error))
        continue;
      for (guint j = 0; j < i; j++)
        if (!contains (there, &call->devices[j]))
          take_back (domain, &call->devices[j]);
      return FALSE;
    }
  return there != NULL;
}

/* libvirt waits some seconds for the guest, and then does as if it had let go. */
static gboolean
detach_all (virDomainPtr domain, const VmmGuestCall *call, GError **error)
{
  g_autoptr (GArray) there = list (domain, error);
  g_autoptr (GArray) left = NULL;

  for (guint i = 0; there != NULL && i < call->n_devices; i++)
    if (contains (there, &call->devices[i]))
      take_back (domain, &call->devices[i]);
  if (there == NULL || (left = list (domain, error)) == NULL)
    return FALSE;

  for (guint i = 0; i < call->n_devices; i++)
    if (contains (left, &call->devices[i]))
      {
        g_set_error_literal (error, VMM_IPC_ERROR, VMM_IPC_ERROR_BUSY,
                             "device: " VMM_IPC_UNAVAILABLE_HELD ": the guest has not let go of it");
        return FALSE;
      }
  return TRUE;
}

void
vmm_qemu_call_assign (GTask *task, virConnectPtr connection, VmmHostFacts *facts)
{
  VmmGuestCall *call = g_task_get_task_data (task);
  g_autoptr (Domain) domain = vmm_qemu_find_guest (task, connection, "device");
  GError *error = NULL;

  if (domain == NULL)
    return;

  if (call->attach ? attach_all (domain, call, &error) : detach_all (domain, call, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

void
vmm_qemu_call_list_assigned (GTask *task, virConnectPtr connection, VmmHostFacts *facts)
{
  g_autoptr (Domain) domain = vmm_qemu_find_guest (task, connection, "device");
  GError *error = NULL;
  GArray *devices;

  if (domain == NULL)
    return;

  devices = list (domain, &error);
  if (devices != NULL)
    g_task_return_pointer (task, devices, (GDestroyNotify) g_array_unref);
  else
    g_task_return_error (task, error);
}
