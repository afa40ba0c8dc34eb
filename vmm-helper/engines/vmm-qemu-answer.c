/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "vmm-qemu-answer.h"

#include "vmm-qemu-engine-private.h"

/* Questions that hang, of the workers that all users share (vmm-libvirt-lane.c). */
#define MAX_QUESTIONS 2

typedef virDomain Domain;
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Domain, virDomainFree)

/* What QEMU was asked and has not answered yet, and the tasks that wait for it. */
typedef struct
{
  GPtrArray *waiting; /* of Waiter */
} Question;

/* Until its patience ends. */
typedef struct
{
  Question *question;
  GTask *task;
  guint source;
} Waiter;

static void
waiter_free (gpointer data)
{
  Waiter *self = data;

  g_clear_handle_id (&self->source, g_source_remove);
  g_clear_object (&self->task);
  g_free (self);
}

static void
question_free (gpointer data)
{
  Question *self = data;

  g_ptr_array_unref (self->waiting);
  g_free (self);
}

GHashTable *
vmm_qemu_answer_table_new (void)
{
  return g_hash_table_new_full (g_str_hash, g_str_equal, g_free, question_free);
}

/* In a worker: something small that only QEMU's main loop can say. */
static void
call_question (GTask *task, virConnectPtr connection, VmmHostFacts *facts)
{
  g_autoptr (Domain) domain = vmm_qemu_find_guest (task, connection, "answer");
  virDomainIOThreadInfoPtr *threads = NULL;
  int n;

  if (domain == NULL)
    return;
  n = virDomainGetIOThreadInfo (domain, &threads, VIR_DOMAIN_AFFECT_LIVE);
  for (int i = 0; i < n; i++)
    virDomainIOThreadInfoFree (threads[i]);
  free (threads);
  if (n >= 0)
    g_task_return_boolean (task, TRUE);
  else
    vmm_qemu_return_error (task, "answer");
}

/* In a worker: whether it is the monitor that does not answer, rather than libvirt or a queue before it. */
static void
call_control (GTask *task, virConnectPtr connection, VmmHostFacts *facts)
{
  g_autoptr (Domain) domain = vmm_qemu_find_guest (task, connection, "answer");
  virDomainControlInfo info;

  if (domain == NULL)
    return;
  if (virDomainGetControlInfo (domain, &info, 0) == 0)
    g_task_return_boolean (task, info.state != VIR_DOMAIN_CONTROL_OCCUPIED);
  else
    vmm_qemu_return_error (task, "answer");
}

static void
on_control (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  gboolean answers = g_task_propagate_boolean (G_TASK (result), &error);

  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_boolean (task, answers);
}

static gboolean
on_impatient (gpointer data)
{
  Waiter *waiter = data;
  GTask *task = g_object_ref (waiter->task);
  VmmQemuEngine *self = g_task_get_source_object (task);
  VmmGuestCall *call = g_task_get_task_data (task);
  GTask *inner =
      vmm_qemu_engine_guest_task (self, call->uuid, g_task_get_cancellable (task), on_control, task);

  waiter->source = 0;
  g_ptr_array_remove_fast (waiter->question->waiting, waiter);
  g_task_set_source_tag (inner, on_impatient);
  vmm_qemu_connection_call (self->connection, inner, call_control, VMM_QEMU_RESULT_BOOLEAN, TRUE);
  return G_SOURCE_REMOVE;
}

static void
on_answer (GObject *source, GAsyncResult *result, gpointer user_data)
{
  VmmQemuEngine *self = VMM_QEMU_ENGINE (source);
  VmmGuestCall *call = g_task_get_task_data (G_TASK (result));
  g_autoptr (GError) error = NULL;
  Question *question = g_hash_table_lookup (self->questions, call->uuid);

  g_task_propagate_boolean (G_TASK (result), &error);
  for (guint i = 0; i < question->waiting->len; i++)
    {
      GTask *task = ((Waiter *) g_ptr_array_index (question->waiting, i))->task;

      if (error != NULL)
        g_task_return_error (task, g_error_copy (error));
      else
        g_task_return_boolean (task, TRUE);
    }
  g_hash_table_remove (self->questions, call->uuid);
}

static Question *
ask (VmmQemuEngine *self, const char *uuid)
{
  GTask *task = vmm_qemu_engine_guest_task (self, uuid, NULL, on_answer, NULL);
  Question *question = g_new0 (Question, 1);

  question->waiting = g_ptr_array_new_with_free_func (waiter_free);
  g_hash_table_insert (self->questions, g_strdup (uuid), question);
  g_task_set_source_tag (task, ask);
  vmm_qemu_connection_call (self->connection, task, call_question, VMM_QEMU_RESULT_BOOLEAN, FALSE);
  return question;
}

static void
check_answer_async (VmmEngine *engine, const char *uuid, guint patience_ms, GCancellable *cancellable,
                    GAsyncReadyCallback callback, gpointer user_data)
{
  VmmQemuEngine *self = VMM_QEMU_ENGINE (engine);
  g_autoptr (GTask) task = vmm_qemu_engine_guest_task (self, uuid, cancellable, callback, user_data);
  Question *question = g_hash_table_lookup (self->questions, uuid);
  Waiter *waiter;

  g_task_set_source_tag (task, check_answer_async);
  if (question == NULL && g_hash_table_size (self->questions) >= MAX_QUESTIONS)
    {
      g_task_return_new_error_literal (task, VMM_IPC_ERROR, VMM_IPC_ERROR_BUSY,
                                       "answer: too many others do not answer");
      return;
    }
  if (question == NULL)
    question = ask (self, uuid);

  waiter = g_new0 (Waiter, 1);
  waiter->question = question;
  waiter->task = g_steal_pointer (&task);
  waiter->source = g_timeout_add (patience_ms, on_impatient, waiter);
  g_ptr_array_add (question->waiting, waiter);
}

static gboolean
check_answer_finish (VmmEngine *engine, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

void
vmm_qemu_answer_iface_init (VmmEngineInterface *iface)
{
  iface->check_answer_async = check_answer_async;
  iface->check_answer_finish = check_answer_finish;
}
