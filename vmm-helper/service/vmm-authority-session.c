/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "vmm-authority-session.h"

#include "vmm-ipc.h"

struct _VmmAuthoritySession
{
  VmmAuthority parent_instance;

  uid_t owner;
};

G_DEFINE_FINAL_TYPE (VmmAuthoritySession, vmm_authority_session, VMM_TYPE_AUTHORITY)

static uid_t
vmm_authority_session_get_owner (VmmAuthority *authority)
{
  return VMM_AUTHORITY_SESSION (authority)->owner;
}

static gboolean
vmm_authority_session_admit (VmmAuthority *authority, uid_t uid, GError **error)
{
  if (uid == VMM_AUTHORITY_SESSION (authority)->owner)
    return TRUE;

  g_set_error_literal (error, VMM_IPC_ERROR, VMM_IPC_ERROR_NOT_AUTHORIZED, "This helper serves another user");
  return FALSE;
}

static gboolean
vmm_authority_session_grants (VmmAuthority *authority, uid_t uid, VmmActions actions)
{
  return uid == VMM_AUTHORITY_SESSION (authority)->owner;
}

static void
vmm_authority_session_ask_async (VmmAuthority *authority, const VmmQuestion *question,
                                 GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (authority, cancellable, callback, user_data);
  GError *error = NULL;

  g_task_set_source_tag (task, vmm_authority_session_ask_async);
  if (vmm_authority_session_admit (authority, question->uid, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static gboolean
vmm_authority_session_ask_finish (VmmAuthority *authority, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
vmm_authority_session_class_init (VmmAuthoritySessionClass *klass)
{
  VmmAuthorityClass *authority_class = VMM_AUTHORITY_CLASS (klass);

  authority_class->get_owner = vmm_authority_session_get_owner;
  authority_class->admit = vmm_authority_session_admit;
  authority_class->grants = vmm_authority_session_grants;
  authority_class->ask_async = vmm_authority_session_ask_async;
  authority_class->ask_finish = vmm_authority_session_ask_finish;
}

static void
vmm_authority_session_init (VmmAuthoritySession *self)
{
}

VmmAuthority *
vmm_authority_session_new (uid_t owner)
{
  VmmAuthoritySession *self = g_object_new (VMM_TYPE_AUTHORITY_SESSION, NULL);

  self->owner = owner;
  return VMM_AUTHORITY (self);
}
