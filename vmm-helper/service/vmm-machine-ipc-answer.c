/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* CheckAnswer of me.phyllo.Frond.VmmHelper1.Machine. */
#include "vmm-machine-ipc-private.h"

static void
on_checked (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (VmmCall) call = user_data;
  GError *error = NULL;
  gboolean answers = vmm_engine_check_answer_finish (VMM_ENGINE (object), result, &error);

  if (error != NULL)
    vmm_call_fail (call, error);
  else
    vmm_call_return (call, g_variant_new ("(b)", answers));
}

static void
begin_check (VmmService *self, VmmCall *call, gpointer request)
{
  const char *uuid = vmm_machine_ipc_find_guest (self, call);
  guint32 patience;

  if (uuid == NULL)
    return;
  g_variant_get (vmm_call_get_parameters (call), "(u)", &patience);
  vmm_engine_check_answer_async (vmm_host_get_engine (self->host), uuid, patience, NULL, on_checked,
                                 g_object_ref (call));
}

void
vmm_machine_ipc_check_answer (VmmService *self, VmmCall *call, GVariant *parameters)
{
  guint32 patience;

  if (vmm_machine_ipc_find_guest (self, call) == NULL)
    return;
  g_variant_get (parameters, "(u)", &patience);
  if (patience < VMM_IPC_MIN_PATIENCE || patience > VMM_IPC_MAX_PATIENCE)
    vmm_call_fail (call, g_error_new_literal (VMM_IPC_ERROR, VMM_IPC_ERROR_OUT_OF_RANGE,
                                              VMM_IPC_FIELD_PATIENCE ": is too short or too long"));
  else
    vmm_service_authorise (self, call, VMM_ACTION_NONE, NULL, begin_check, NULL, NULL);
}
