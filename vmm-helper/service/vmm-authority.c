/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "vmm-authority.h"

G_DEFINE_ABSTRACT_TYPE (VmmAuthority, vmm_authority, G_TYPE_OBJECT)

static void
vmm_authority_class_init (VmmAuthorityClass *klass)
{
}

static void
vmm_authority_init (VmmAuthority *self)
{
}

uid_t
vmm_authority_get_owner (VmmAuthority *self)
{
  return VMM_AUTHORITY_GET_CLASS (self)->get_owner (self);
}

gboolean
vmm_authority_admit (VmmAuthority *self, uid_t uid, GError **error)
{
  return VMM_AUTHORITY_GET_CLASS (self)->admit (self, uid, error);
}

gboolean
vmm_authority_grants (VmmAuthority *self, uid_t uid, VmmActions actions)
{
  return VMM_AUTHORITY_GET_CLASS (self)->grants (self, uid, actions);
}

void
vmm_authority_ask_async (VmmAuthority *self, const VmmQuestion *question, GCancellable *cancellable,
                         GAsyncReadyCallback callback, gpointer user_data)
{
  VMM_AUTHORITY_GET_CLASS (self)->ask_async (self, question, cancellable, callback, user_data);
}

gboolean
vmm_authority_ask_finish (VmmAuthority *self, GAsyncResult *result, GError **error)
{
  return VMM_AUTHORITY_GET_CLASS (self)->ask_finish (self, result, error);
}
