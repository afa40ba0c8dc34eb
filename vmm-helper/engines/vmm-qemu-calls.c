/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "vmm-qemu-calls.h"

#include "vmm-domain-xml.h"
#include "vmm-qemu-secrets.h"
#include "vmm-libvirt-error.h"

#include <glib/gstdio.h>
#include <libvirt/virterror.h>
#include <string.h>

/* Of the workers that all users share (vmm-libvirt-lane.c). */
#define MAX_WAITING_FOR_AGENTS 2

typedef virDomain Domain;
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Domain, virDomainFree)

VmmGuestCall *
vmm_guest_call_new (const char *uuid)
{
  VmmGuestCall *self = g_new0 (VmmGuestCall, 1);

  self->uuid = g_strdup (uuid);
  self->media_fd = -1;
  return self;
}

void
vmm_guest_call_free (gpointer data)
{
  VmmGuestCall *self = data;

  g_clear_fd (&self->media_fd, NULL);
  g_free (self->devices);
  g_free (self->folder);
  g_free (self->uuid);
  g_free (self);
}

VmmIpcMachineState
vmm_qemu_state (int state)
{
  switch (state)
    {
    case VIR_DOMAIN_PAUSED:
    case VIR_DOMAIN_PMSUSPENDED:
      return VMM_IPC_MACHINE_PAUSED;
    case VIR_DOMAIN_SHUTOFF:
    case VIR_DOMAIN_CRASHED:
      return VMM_IPC_MACHINE_STOPPED;
    default:
      return VMM_IPC_MACHINE_RUNNING;
    }
}

/* libvirt says only that a disk has failed; the disk says why. */
static gboolean
has_no_space (virDomainPtr domain)
{
  virDomainDiskError errors[VMM_IPC_MAX_DISKS + 1] = { 0 };
  int n = virDomainGetDiskErrors (domain, errors, G_N_ELEMENTS (errors), 0);
  gboolean found = FALSE;

  for (int i = 0; i < n; i++)
    {
      found = found || errors[i].error == VIR_DOMAIN_DISK_ERROR_NO_SPACE;
      free (errors[i].disk);
    }
  return found;
}

static VmmIpcMachineReason
reason_of (virDomainPtr domain, int state, int reason)
{
  if (state != VIR_DOMAIN_PAUSED)
    return VMM_IPC_REASON_NONE;

  switch (reason)
    {
    case VIR_DOMAIN_PAUSED_USER:
      return VMM_IPC_REASON_USER;
    case VIR_DOMAIN_PAUSED_SAVE:
      return VMM_IPC_REASON_SAVING;
    case VIR_DOMAIN_PAUSED_IOERROR:
      return has_no_space (domain) ? VMM_IPC_REASON_NO_SPACE : VMM_IPC_REASON_IO_ERROR;
    case VIR_DOMAIN_PAUSED_API_ERROR:
      return VMM_IPC_REASON_IO_ERROR;
    case VIR_DOMAIN_PAUSED_CRASHED:
      return VMM_IPC_REASON_CRASHED;
    default:
      return VMM_IPC_REASON_NONE;
    }
}

static virDomainPtr
look_up (GTask *task, virConnectPtr connection)
{
  VmmGuestCall *call = g_task_get_task_data (task);
  g_autofree char *name = vmm_domain_xml_dup_name (call->uuid);

  return virDomainLookupByName (connection, name);
}

virDomainPtr
vmm_qemu_find_guest (GTask *task, virConnectPtr connection, const char *action)
{
  virDomainPtr domain = look_up (task, connection);
  GError *error = NULL;

  if (domain != NULL)
    return domain;

  vmm_libvirt_error_set (&error, action);
  g_task_return_error (task, error);
  return NULL;
}

void
vmm_qemu_return_error (GTask *task, const char *action)
{
  GError *error = NULL;

  vmm_libvirt_error_set (&error, action);
  g_task_return_error (task, error);
}

static gboolean
is_held (virDomainPtr domain, gboolean *ours)
{
  g_autofree char *mark = virDomainGetMetadata (domain, VIR_DOMAIN_METADATA_ELEMENT, VMM_DOMAIN_NAMESPACE, 0);

  *ours = mark != NULL && strstr (mark, vmm_domain_xml_get_holder ()) != NULL;
  return mark != NULL && strstr (mark, "held=") != NULL;
}

static gboolean
is_paused (virDomainPtr domain)
{
  int state;

  return virDomainGetState (domain, &state, NULL, 0) == 0 && state == VIR_DOMAIN_PAUSED;
}

void
vmm_qemu_unmark_held (virDomainPtr domain)
{
  if (virDomainSetMetadata (domain, VIR_DOMAIN_METADATA_ELEMENT, VMM_DOMAIN_MARK, "frond",
                            VMM_DOMAIN_NAMESPACE, VIR_DOMAIN_AFFECT_LIVE) < 0)
    g_warning ("The mark of a guest that was held stays: %s", virGetLastErrorMessage ());
}

GMutex *
vmm_qemu_get_guest_lock (const char *name)
{
  static GMutex locks[16];

  return &locks[g_str_hash (name) % G_N_ELEMENTS (locks)];
}

gboolean
vmm_qemu_end_held (virDomainPtr domain)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (vmm_qemu_get_guest_lock (virDomainGetName (domain)));
  gboolean ours;

  if (!is_held (domain, &ours) || ours)
    return FALSE;

  if (!is_paused (domain))
    {
      /* Let go just before its helper died, or still coming up. To set the mark waits for the latter. */
      vmm_qemu_unmark_held (domain);
      if (!is_paused (domain))
        return FALSE;
    }

  g_message ("%s was left by a start that was cut off; it ends", virDomainGetName (domain));
  /* It may go by itself before we come to it. */
  return virDomainDestroyFlags (domain, VIR_DOMAIN_DESTROY_DEFAULT) == 0 ||
         virGetLastErrorCode () == VIR_ERR_NO_DOMAIN || virGetLastErrorCode () == VIR_ERR_OPERATION_INVALID;
}

/* The name alone is no proof: anybody can call a machine so. */
static VmmEngineRunning *
look_at (virDomainPtr domain)
{
  g_autofree char *uuid = vmm_domain_xml_dup_uuid (virDomainGetName (domain));
  g_autofree char *mark = NULL;
  VmmEngineRunning *self;
  int state, reason;

  if (uuid == NULL)
    return NULL;

  mark = virDomainGetMetadata (domain, VIR_DOMAIN_METADATA_ELEMENT, VMM_DOMAIN_NAMESPACE, 0);
  if (mark == NULL || virDomainGetState (domain, &state, &reason, 0) < 0)
    return NULL;
  if (vmm_qemu_state (state) == VMM_IPC_MACHINE_STOPPED || vmm_qemu_end_held (domain))
    return NULL;

  self = g_new0 (VmmEngineRunning, 1);
  self->uuid = g_steal_pointer (&uuid);
  self->state = vmm_qemu_state (state);
  self->reason = reason_of (domain, state, reason);
  return self;
}

static void
free_running (gpointer data)
{
  vmm_engine_running_free (data);
}

void
vmm_qemu_call_list (GTask *task, virConnectPtr connection, VmmHostFacts *facts)
{
  g_autoptr (GPtrArray) guests = g_ptr_array_new_with_free_func (free_running);
  virDomainPtr *domains = NULL;
  int n;

  vmm_qemu_secrets_sweep (connection);
  n = virConnectListAllDomains (connection, &domains, VIR_CONNECT_LIST_DOMAINS_ACTIVE);
  if (n < 0)
    {
      vmm_qemu_return_error (task, "list");
      return;
    }

  for (int i = 0; i < n; i++)
    {
      VmmEngineRunning *guest = look_at (domains[i]);

      if (guest != NULL)
        g_ptr_array_add (guests, guest);
      virDomainFree (domains[i]);
    }

  free (domains);
  g_task_return_pointer (task, g_steal_pointer (&guests), (GDestroyNotify) g_ptr_array_unref);
}

void
vmm_qemu_call_state (GTask *task, virConnectPtr connection, VmmHostFacts *facts)
{
  g_autoptr (Domain) domain = vmm_qemu_find_guest (task, connection, "state");
  int state, reason;

  if (domain == NULL)
    return;
  if (vmm_qemu_end_held (domain))
    {
      g_task_return_new_error_literal (task, VMM_IPC_ERROR, VMM_IPC_ERROR_NOT_FOUND,
                                       "state: the guest never ran");
      return;
    }
  if (virDomainGetState (domain, &state, &reason, 0) < 0)
    {
      vmm_qemu_return_error (task, "state");
      return;
    }

  g_task_return_int (task, vmm_qemu_state (state) | reason_of (domain, state, reason) << 8);
}

/* While libvirt's daemon takes up a guest again, destroying it fails although the guest is dead. The state counts. */
static void
stop (GTask *task, virConnectPtr connection)
{
  g_autoptr (Domain) domain = look_up (task, connection);
  int state;

  if (domain == NULL)
    {
      if (virGetLastErrorCode () == VIR_ERR_NO_DOMAIN)
        g_task_return_boolean (task, FALSE);
      else
        vmm_qemu_return_error (task, "stop");
      return;
    }

  if (virDomainDestroyFlags (domain, VIR_DOMAIN_DESTROY_DEFAULT) == 0)
    {
      g_task_return_boolean (task, TRUE);
      return;
    }

  if (virGetLastErrorCode () == VIR_ERR_NO_DOMAIN || (virGetLastErrorCode () == VIR_ERR_OPERATION_INVALID &&
                                                      (virDomainGetState (domain, &state, NULL, 0) < 0 ||
                                                       vmm_qemu_state (state) == VMM_IPC_MACHINE_STOPPED)))
    g_task_return_boolean (task, FALSE);
  else
    vmm_qemu_return_error (task, "stop");
}

/* A guest that sleeps by itself (S3) is woken, one that was paused goes on. */
static int
resume (virDomainPtr domain)
{
  int state;

  if (virDomainGetState (domain, &state, NULL, 0) == 0 && state == VIR_DOMAIN_PMSUSPENDED)
    return virDomainPMWakeup (domain, 0);

  return virDomainResume (domain);
}

/* libvirt asks the agent in the guest first, and then presses the button. An agent that says that it is there and then
 * nothing more holds the worker for a minute: while two do so, the others' guests see the button only. */
static int
shut_down (virDomainPtr domain)
{
  static int n_waiting;
  gboolean ask = g_atomic_int_add (&n_waiting, 1) < MAX_WAITING_FOR_AGENTS;
  int result =
      virDomainShutdownFlags (domain, ask ? VIR_DOMAIN_SHUTDOWN_DEFAULT : VIR_DOMAIN_SHUTDOWN_ACPI_POWER_BTN);

  g_atomic_int_add (&n_waiting, -1);
  return result;
}

void
vmm_qemu_call_command (GTask *task, virConnectPtr connection, VmmHostFacts *facts)
{
  static const char *const names[] = {
    [VMM_ENGINE_SHUTDOWN] = "shut down", [VMM_ENGINE_STOP] = "stop",     [VMM_ENGINE_RESET] = "reset",
    [VMM_ENGINE_PAUSE] = "pause",        [VMM_ENGINE_RESUME] = "resume",
  };
  VmmEngineCommand command = ((VmmGuestCall *) g_task_get_task_data (task))->command;
  g_autoptr (Domain) domain = NULL;
  int result = -1;

  if (command == VMM_ENGINE_STOP)
    {
      stop (task, connection);
      return;
    }

  domain = vmm_qemu_find_guest (task, connection, names[command]);
  if (domain == NULL)
    return;

  switch (command)
    {
    case VMM_ENGINE_SHUTDOWN:
      result = shut_down (domain);
      break;
    case VMM_ENGINE_RESET:
      result = virDomainReset (domain, 0);
      break;
    case VMM_ENGINE_PAUSE:
      result = virDomainSuspend (domain);
      break;
    case VMM_ENGINE_RESUME:
      result = resume (domain);
      break;
    case VMM_ENGINE_STOP:
    default:
      break;
    }

  if (result == 0)
    g_task_return_boolean (task, TRUE);
  else
    vmm_qemu_return_error (task, names[command]);
}
