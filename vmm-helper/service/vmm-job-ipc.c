/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* me.phyllo.Frond.VmmHelper1.Job. */
#include "vmm-service-private.h"

static VmmJob *
find_job (VmmService *self, VmmCall *call)
{
  VmmJob *job = vmm_jobs_lookup (self->jobs, vmm_call_get_path (call), vmm_call_get_uid (call));

  if (job == NULL)
    vmm_call_fail (call,
                   g_error_new_literal (VMM_IPC_ERROR, VMM_IPC_ERROR_NOT_FOUND, "There is no such job"));
  return job;
}

static void
get_result (VmmService *self, VmmCall *call, GVariant *parameters)
{
  VmmJob *job = find_job (self, call);

  if (job != NULL)
    vmm_call_return (call, vmm_job_dup_result (job));
}

static void
cancel (VmmService *self, VmmCall *call, GVariant *parameters)
{
  VmmJob *job = find_job (self, call);

  if (job == NULL)
    return;
  if (vmm_job_get_state (job) == VMM_IPC_JOB_RUNNING)
    g_cancellable_cancel (vmm_job_get_cancellable (job));
  vmm_call_return (call, NULL);
}

const VmmMethod vmm_job_ipc_methods[] = {
  { "GetResult", get_result, VMM_ACTION_NONE },
  { "Cancel", cancel, VMM_ACTION_NONE },
  { NULL },
};
