/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Between what a handler has read and what is carried out: the question whether it may be. */
#include "vmm-service-private.h"

/* What waits for its answer. Nothing of it changes meanwhile: what was asked for is what is carried out. */
typedef struct
{
  VmmService *service;
  VmmCall *call;
  VmmCallReady ready;
  gpointer request;
  GDestroyNotify free_request;
  GCancellable *cancellable;
  gulong vanished_id;
} Wait;

static void
wait_free (Wait *wait)
{
  g_clear_signal_handler (&wait->vanished_id, wait->service->callers);
  if (wait->request != NULL && wait->free_request != NULL)
    wait->free_request (wait->request);
  g_object_unref (wait->cancellable);
  g_object_unref (wait->call);
  g_object_unref (wait->service);
  g_free (wait);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Wait, wait_free)

/* Whoever asks and goes has not asked: polkit is told, which takes its question off the screen. */
static void
on_vanished (VmmCallers *callers, const char *name, gpointer user_data)
{
  Wait *wait = user_data;

  if (g_str_equal (name, vmm_call_get_sender (wait->call)))
    g_cancellable_cancel (wait->cancellable);
}

static void
on_asked (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Wait) wait = user_data;
  GError *error = NULL;

  if (!vmm_authority_ask_finish (VMM_AUTHORITY (object), result, &error))
    {
      /* Somebody at a screen said no. That counts as a change, or a program could ask without end. */
      if (vmm_call_is_interactive (wait->call))
        vmm_quota_note_change (wait->service->quota, vmm_call_get_uid (wait->call), g_get_monotonic_time (),
                               NULL);
      vmm_call_fail (wait->call, error);
      return;
    }
  if (g_cancellable_is_cancelled (wait->cancellable))
    {
      vmm_call_fail (wait->call, g_error_new_literal (VMM_IPC_ERROR, VMM_IPC_ERROR_NOT_AUTHORIZED,
                                                      "Whoever asked is gone"));
      return;
    }
  vmm_call_set_authorised (wait->call);
  wait->ready (wait->service, wait->call, g_steal_pointer (&wait->request));
}

void
vmm_service_authorise (VmmService *self, VmmCall *call, VmmActions more, GVariant *details,
                       VmmCallReady ready, gpointer request, GDestroyNotify free_request)
{
  g_autoptr (GVariant) words = details != NULL ? g_variant_ref_sink (details) : NULL;
  const VmmQuestion question = { .name = vmm_call_get_sender (call),
                                 .uid = vmm_call_get_uid (call),
                                 .actions = vmm_call_get_actions (call) | more,
                                 .details = words,
                                 .interactive = vmm_call_is_interactive (call) };
  GError *error = NULL;
  Wait *wait;

  if (vmm_authority_grants (self->authority, question.uid, question.actions))
    {
      vmm_call_set_authorised (call);
      ready (self, call, request);
      return;
    }
  if (question.interactive &&
      !vmm_quota_check_changes (self->quota, question.uid, g_get_monotonic_time (), &error))
    {
      if (request != NULL && free_request != NULL)
        free_request (request);
      vmm_call_fail (call, error);
      return;
    }

  wait = g_new0 (Wait, 1);
  wait->service = g_object_ref (self);
  wait->call = g_object_ref (call);
  wait->ready = ready;
  wait->request = request;
  wait->free_request = free_request;
  wait->cancellable = g_cancellable_new ();
  wait->vanished_id = g_signal_connect (self->callers, "vanished", G_CALLBACK (on_vanished), wait);
  vmm_authority_ask_async (self->authority, &question, wait->cancellable, on_asked, wait);
}
