/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* me.phyllo.Frond.VmmHelper1.Machine: its parts, for a machine that moves. */
#include "vmm-machine-ipc-private.h"

#include "vmm-fd-gate.h"

#include <string.h>

/* An export under way. It ends with who gave the file: nobody else has use for it. */
typedef struct
{
  VmmAsked *asked;
  char *caller;
} Running;

static void
running_free (Running *running)
{
  g_signal_handlers_disconnect_by_data (running->asked->service->callers, running);
  vmm_asked_free (running->asked);
  g_free (running->caller);
  g_free (running);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Running, running_free)

static void
on_caller_vanished (VmmCallers *callers, const char *name, gpointer user_data)
{
  Running *running = user_data;

  if (g_str_equal (name, running->caller))
    g_cancellable_cancel (vmm_job_get_cancellable (running->asked->job));
}

static void
on_exported (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Running) running = user_data;
  GError *error = NULL;
  g_autoptr (GVariant) exported = vmm_host_export_finish (VMM_HOST (object), result, &error);

  if (exported != NULL)
    vmm_job_finish (running->asked->job, exported);
  else
    vmm_job_fail (running->asked->job, error);
}

static void
begin_export (VmmService *self, VmmCall *call, gpointer request)
{
  g_autoptr (VmmAsked) asked = request;
  Running *running;
  const char *slot;

  if (!vmm_requests_begin (self->requests, asked->request_id, call) ||
      (asked->job = vmm_requests_begin_job (self->requests, asked->uid, asked->request_id)) == NULL)
    return;
  g_variant_get (vmm_call_get_parameters (call), "(&s&sh)", NULL, &slot, NULL);
  running = g_new0 (Running, 1);
  running->caller = g_strdup (vmm_call_get_sender (call));
  running->asked = asked;
  g_signal_connect (self->callers, "vanished", G_CALLBACK (on_caller_vanished), running);
  vmm_host_export_async (self->host, asked->machine, slot, asked->media_fd, asked->job,
                         vmm_job_get_cancellable (asked->job), on_exported, running);
  g_steal_pointer (&asked);
}

static gboolean
check_slot (const char *slot, VmmSpec *spec, GError **error)
{
  const char *digit = slot + strlen (VMM_IPC_SLOT_DISK);
  gboolean is_disk = g_str_has_prefix (slot, VMM_IPC_SLOT_DISK) && g_ascii_isdigit (digit[0]) &&
                     digit[1] == '\0' && g_ascii_digit_value (digit[0]) < VMM_IPC_MAX_DISKS;

  if (!is_disk && !g_str_equal (slot, VMM_IPC_SLOT_NVRAM) && !g_str_equal (slot, VMM_IPC_SLOT_NVRAM_SECURE) &&
      !g_str_equal (slot, VMM_IPC_SLOT_TPM))
    {
      g_set_error_literal (error, VMM_IPC_ERROR, VMM_IPC_ERROR_OUT_OF_RANGE, "slot: there is no such slot");
      return FALSE;
    }
  if (is_disk && (guint) g_ascii_digit_value (digit[0]) >= spec->n_disks)
    {
      g_set_error (error, VMM_IPC_ERROR, VMM_IPC_ERROR_NOT_FOUND, "%s: the machine has no such disk", slot);
      return FALSE;
    }
  return TRUE;
}

void
vmm_machine_ipc_export (VmmService *self, VmmCall *call, GVariant *parameters)
{
  VmmMachine *machine = vmm_machine_ipc_find (self, call);
  const gboolean one_user = vmm_authority_get_owner (self->authority) != VMM_OWNER_ANY;
  const char *request_id, *slot;
  g_autofd int target = -1;
  GError *error = NULL;
  VmmAsked *asked;
  gint32 handle;

  if (machine == NULL)
    return;
  g_variant_get (parameters, "(&s&sh)", &request_id, &slot, &handle);
  if (!check_slot (slot, vmm_machine_get_spec (machine), &error) ||
      (target = vmm_fd_gate_target (vmm_call_peek_descriptor (call, handle), vmm_call_get_uid (call),
                                    one_user, "target", &error)) < 0)
    {
      vmm_call_fail (call, error);
      return;
    }
  asked = vmm_asked_new (self, machine, vmm_call_get_uid (call), request_id);
  asked->media_fd = g_steal_fd (&target);
  vmm_asked_authorise (asked, call, VMM_ACTION_NONE, begin_export);
}
