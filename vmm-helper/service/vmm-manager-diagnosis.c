/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* GetDiagnosis: one worker at a time, whose answer goes to all who have asked meanwhile. */
#include "vmm-service-private.h"

#include "vmm-diagnosis.h"

typedef struct
{
  GVariant *capabilities;
  char *data_dir;
  guint64 uptime; /* seconds */
} Question;

static void
question_free (gpointer data)
{
  Question *question = data;

  g_variant_unref (question->capabilities);
  g_free (question->data_dir);
  g_free (question);
}

static GVariant *
with_helper (GVariant *checks, guint64 uptime)
{
  g_auto (GVariantBuilder) builder = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE (VMM_IPC_DIAGNOSIS_TYPE));

  g_variant_builder_add_parsed (&builder, "(%s, %s, %s, {%s: <%t>})", VMM_IPC_CHECK_HELPER, VMM_IPC_STATE_OK,
                                VMM_IPC_WHY_OK, VMM_IPC_CHECK_UPTIME, uptime);
  for (gsize i = 0; i < g_variant_n_children (checks); i++)
    {
      g_autoptr (GVariant) check = g_variant_get_child_value (checks, i);

      g_variant_builder_add_value (&builder, check);
    }
  return g_variant_ref_sink (g_variant_builder_end (&builder));
}

static void
diagnose (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  Question *question = task_data;
  g_autoptr (GVariant) checks =
      g_variant_ref_sink (vmm_diagnosis_make (question->capabilities, "", question->data_dir));

  g_task_return_pointer (task, with_helper (checks, question->uptime), (GDestroyNotify) g_variant_unref);
}

static void
on_diagnosed (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (VmmService) self = user_data;
  g_autoptr (GPtrArray) calls = g_steal_pointer (&self->diagnosis_calls);
  g_autoptr (GVariant) checks = g_task_propagate_pointer (G_TASK (result), NULL);

  for (guint i = 0; checks != NULL && i < calls->len; i++)
    vmm_call_return (g_ptr_array_index (calls, i), g_variant_new ("(@" VMM_IPC_DIAGNOSIS_TYPE ")", checks));
}

void
vmm_manager_ipc_get_diagnosis (VmmService *self, VmmCall *call, GVariant *parameters)
{
  g_autoptr (GTask) task = NULL;
  Question *question;

  if (self->diagnosis_calls != NULL)
    {
      g_ptr_array_add (self->diagnosis_calls, g_object_ref (call));
      return;
    }

  self->diagnosis_calls = g_ptr_array_new_with_free_func (g_object_unref);
  g_ptr_array_add (self->diagnosis_calls, g_object_ref (call));
  question = g_new0 (Question, 1);
  question->capabilities = g_variant_ref_sink (vmm_host_dup_capabilities (self->host));
  question->data_dir = g_strdup (self->data_dir);
  question->uptime = (guint64) ((g_get_monotonic_time () - self->began) / G_USEC_PER_SEC);
  /* Not the task's source: its thread may drop that last, and the service ends on its own. */
  task = g_task_new (NULL, NULL, on_diagnosed, g_object_ref (self));
  g_task_set_source_tag (task, vmm_manager_ipc_get_diagnosis);
  g_task_set_task_data (task, question, question_free);
  g_task_run_in_thread (task, diagnose);
}
