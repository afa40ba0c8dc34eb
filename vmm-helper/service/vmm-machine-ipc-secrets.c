/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* me.phyllo.Frond.VmmHelper1.Machine: the passphrase of its disks. */
#include "vmm-machine-ipc-private.h"

static void
on_changed (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (VmmAsked) asked = user_data;
  GError *error = NULL;
  gboolean success = vmm_host_change_passphrase_finish (VMM_HOST (object), result, &error);

  vmm_asked_end_job (asked, success, error);
}

static void
begin_change (VmmService *self, VmmCall *call, gpointer request)
{
  g_autoptr (VmmAsked) asked = request;

  if (!vmm_requests_begin (self->requests, asked->request_id, call) ||
      (asked->job = vmm_requests_begin_job (self->requests, asked->uid, asked->request_id)) == NULL)
    return;
  vmm_host_change_passphrase_async (self->host, asked->machine, asked->passphrase, asked->next,
                                    vmm_job_get_cancellable (asked->job), on_changed, asked);
  g_steal_pointer (&asked);
}

void
vmm_machine_ipc_change_passphrase (VmmService *self, VmmCall *call, GVariant *parameters)
{
  VmmMachine *machine = vmm_machine_ipc_find (self, call);
  g_autoptr (VmmAsked) asked = NULL;
  gint32 passphrase, next;
  const char *request_id;
  GError *error = NULL;

  if (machine == NULL)
    return;
  g_variant_get (parameters, "(&shh)", &request_id, &passphrase, &next);
  asked = vmm_asked_new (self, machine, vmm_call_get_uid (call), request_id);
  asked->passphrase =
      vmm_passphrase_new_from_fd (vmm_call_peek_descriptor (call, passphrase), VMM_IPC_SLOT_SECRET, &error);
  if (asked->passphrase != NULL)
    asked->next =
        vmm_passphrase_new_from_fd (vmm_call_peek_descriptor (call, next), VMM_IPC_SLOT_NEXT_SECRET, &error);
  if (asked->next != NULL)
    vmm_asked_authorise (g_steal_pointer (&asked), call, VMM_ACTION_NONE, begin_change);
  else
    vmm_call_fail (call, error);
}
