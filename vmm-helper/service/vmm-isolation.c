/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "vmm-isolation.h"

/* While libvirt does not answer nothing is known, and nothing can start either. */
static gboolean
is_confined (VmmHost *host)
{
  g_autoptr (GVariant) capabilities = vmm_engine_dup_capabilities (vmm_host_get_engine (host));
  const char *model;

  if (!g_variant_lookup (capabilities, VMM_IPC_CAP_SECURITY_MODEL, "&s", &model))
    return TRUE;
  return g_str_equal (model, VMM_IPC_SECURITY_SELINUX) || g_str_equal (model, VMM_IPC_SECURITY_APPARMOR);
}

static gboolean
others_have_machines (VmmHost *host, uid_t uid)
{
  GPtrArray *machines = vmm_registry_get_machines (vmm_host_get_registry (host));

  for (guint i = 0; i < machines->len; i++)
    if (vmm_machine_get_owner (g_ptr_array_index (machines, i)) != uid)
      return TRUE;

  return FALSE;
}

gboolean
vmm_isolation_check (VmmHost *host, VmmConfig *config, uid_t uid, GError **error)
{
  if (vmm_config_get_allow_shared_dac (config) || !others_have_machines (host, uid) || is_confined (host))
    return TRUE;

  g_set_error_literal (error, VMM_IPC_ERROR, VMM_IPC_ERROR_HOST_POLICY,
                       "isolation: without SELinux or AppArmor only one user can have machines here");
  return FALSE;
}
