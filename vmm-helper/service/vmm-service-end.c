/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* What is still to be done when the helper is told to end. */
#include "vmm-service-private.h"

static void
on_settled (VmmFates *fates, guint occasion, gpointer user_data)
{
  GTask *task = user_data;

  if (vmm_fates_is_busy (fates))
    return;
  g_signal_handlers_disconnect_by_data (fates, task);
  g_task_return_boolean (task, TRUE);
  g_object_unref (task);
}

static void
wait_for_fates (VmmService *self, GTask *task)
{
  if (vmm_fates_is_busy (self->fates))
    g_signal_connect (self->fates, "settled", G_CALLBACK (on_settled), g_object_ref (task));
  else
    g_task_return_boolean (task, TRUE);
}

static void
on_leaving (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  VmmService *self = g_task_get_source_object (task);

  if (vmm_power_is_user_leaving_finish (VMM_POWER (object), result))
    vmm_fates_begin (self->fates, VMM_OCCASION_LOGOUT);
  wait_for_fates (self, task);
}

/* The end of a session is told to nobody before it comes: what is left of the user's processes is ended, and that the user
 * is on the way out is all there is to tell it from a restart of this one. */
void
vmm_service_end_async (VmmService *self, GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, NULL, callback, user_data);

  g_task_set_source_tag (task, vmm_service_end_async);
  if (vmm_authority_get_owner (self->authority) == VMM_OWNER_ANY || vmm_host_is_quiet (self->host))
    wait_for_fates (self, task);
  else
    vmm_power_is_user_leaving_async (self->power, on_leaving, g_object_ref (task));
}

void
vmm_service_end_finish (VmmService *self, GAsyncResult *result)
{
  g_task_propagate_boolean (G_TASK (result), NULL);
}
