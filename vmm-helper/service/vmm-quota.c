/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "vmm-quota.h"

#include "vmm-ipc.h"

struct _VmmQuota
{
  GObject parent_instance;

  GHashTable *used[VMM_N_QUOTAS]; /* uid → count */
};

G_DEFINE_FINAL_TYPE (VmmQuota, vmm_quota, G_TYPE_OBJECT)

static const struct
{
  const char *what;
  guint limit;
} limits[VMM_N_QUOTAS] = {
  [VMM_QUOTA_CALLS] = { "calls", 256 },
  [VMM_QUOTA_JOBS] = { "jobs", 16 },
  [VMM_QUOTA_MACHINES] = { "machines", 256 },
  [VMM_QUOTA_SUBSCRIBERS] = { "subscribers", 64 },
};

static void
vmm_quota_finalize (GObject *object)
{
  VmmQuota *self = VMM_QUOTA (object);

  for (guint i = 0; i < VMM_N_QUOTAS; i++)
    g_clear_pointer (&self->used[i], g_hash_table_unref);
  G_OBJECT_CLASS (vmm_quota_parent_class)->finalize (object);
}

static void
vmm_quota_class_init (VmmQuotaClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = vmm_quota_finalize;
}

static void
vmm_quota_init (VmmQuota *self)
{
  for (guint i = 0; i < VMM_N_QUOTAS; i++)
    self->used[i] = g_hash_table_new (NULL, NULL);
}

VmmQuota *
vmm_quota_new (void)
{
  return g_object_new (VMM_TYPE_QUOTA, NULL);
}

guint
vmm_quota_get_limit (VmmQuotaKind kind)
{
  return limits[kind].limit;
}

guint
vmm_quota_get_used (VmmQuota *self, VmmQuotaKind kind, uid_t uid)
{
  return GPOINTER_TO_UINT (g_hash_table_lookup (self->used[kind], GUINT_TO_POINTER (uid)));
}

gboolean
vmm_quota_take (VmmQuota *self, VmmQuotaKind kind, uid_t uid, guint standing, GError **error)
{
  guint used = vmm_quota_get_used (self, kind, uid);

  if (used >= limits[kind].limit || standing >= limits[kind].limit - used)
    {
      g_set_error (error, VMM_IPC_ERROR, VMM_IPC_ERROR_QUOTA_EXCEEDED, "At most %u %s at a time",
                   limits[kind].limit, limits[kind].what);
      return FALSE;
    }
  g_hash_table_insert (self->used[kind], GUINT_TO_POINTER (uid), GUINT_TO_POINTER (used + 1));
  return TRUE;
}

void
vmm_quota_give_back (VmmQuota *self, VmmQuotaKind kind, uid_t uid)
{
  guint used = vmm_quota_get_used (self, kind, uid);

  g_return_if_fail (used > 0);

  if (used == 1)
    g_hash_table_remove (self->used[kind], GUINT_TO_POINTER (uid));
  else
    g_hash_table_insert (self->used[kind], GUINT_TO_POINTER (uid), GUINT_TO_POINTER (used - 1));
}
