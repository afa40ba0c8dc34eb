/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "vmm-authority.h"

#include "vmm-ipc.h"

struct _VmmAuthority
{
  GObject parent_instance;

  uid_t owner;
};

G_DEFINE_FINAL_TYPE (VmmAuthority, vmm_authority, G_TYPE_OBJECT)

static void
vmm_authority_class_init (VmmAuthorityClass *klass)
{
}

static void
vmm_authority_init (VmmAuthority *self)
{
}

VmmAuthority *
vmm_authority_new_session (uid_t owner)
{
  VmmAuthority *self = g_object_new (VMM_TYPE_AUTHORITY, NULL);

  self->owner = owner;
  return self;
}

uid_t
vmm_authority_get_owner (VmmAuthority *self)
{
  return self->owner;
}

gboolean
vmm_authority_check (VmmAuthority *self, uid_t uid, GError **error)
{
  if (uid == self->owner)
    return TRUE;

  g_set_error_literal (error, VMM_IPC_ERROR, VMM_IPC_ERROR_NOT_AUTHORIZED, "This helper serves another user");
  return FALSE;
}
