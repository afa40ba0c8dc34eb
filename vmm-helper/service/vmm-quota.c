/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "vmm-quota.h"

#include "vmm-ipc.h"

#define CHANGES_SPAN (VMM_LIMITS_CHANGES_SECONDS * G_TIME_SPAN_SECOND)

/* The changes of one user in the last span. */
typedef struct
{
  gint64 began;
  guint64 count;
} Changes;

struct _VmmQuota
{
  GObject parent_instance;

  VmmConfig *config;
  GHashTable *special;            /* uid → VmmLimits */
  GHashTable *used[VMM_N_QUOTAS]; /* uid → count */
  guint total[VMM_N_QUOTAS];
  GHashTable *changes; /* uid → Changes */
};

G_DEFINE_FINAL_TYPE (VmmQuota, vmm_quota, G_TYPE_OBJECT)

static const struct
{
  const char *what;
  VmmLimit limit;
  VmmHostLimit host; /* VMM_N_HOST_LIMITS: there is none */
} kinds[VMM_N_QUOTAS] = {
  [VMM_QUOTA_CALLS] = { "calls", VMM_LIMIT_CALLS, VMM_HOST_LIMIT_CALLS },
  [VMM_QUOTA_JOBS] = { "jobs", VMM_LIMIT_JOBS, VMM_HOST_LIMIT_JOBS },
  [VMM_QUOTA_SUBSCRIBERS] = { "subscribers", VMM_LIMIT_SUBSCRIBERS, VMM_N_HOST_LIMITS },
};

static void
vmm_quota_finalize (GObject *object)
{
  VmmQuota *self = VMM_QUOTA (object);

  for (guint i = 0; i < VMM_N_QUOTAS; i++)
    g_clear_pointer (&self->used[i], g_hash_table_unref);
  g_clear_pointer (&self->special, g_hash_table_unref);
  g_clear_pointer (&self->changes, g_hash_table_unref);
  g_clear_object (&self->config);
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
  self->special = g_hash_table_new_full (NULL, NULL, NULL, g_free);
  self->changes = g_hash_table_new_full (NULL, NULL, NULL, g_free);
}

VmmQuota *
vmm_quota_new (VmmConfig *config)
{
  VmmQuota *self = g_object_new (VMM_TYPE_QUOTA, NULL);

  self->config = g_object_ref (config);
  return self;
}

VmmConfig *
vmm_quota_get_config (VmmQuota *self)
{
  return self->config;
}

const VmmLimits *
vmm_quota_get_special (VmmQuota *self, uid_t uid)
{
  return g_hash_table_lookup (self->special, GUINT_TO_POINTER (uid));
}

void
vmm_quota_set_special (VmmQuota *self, uid_t uid, const VmmLimits *special)
{
  if (special == NULL || special->set == 0)
    g_hash_table_remove (self->special, GUINT_TO_POINTER (uid));
  else
    g_hash_table_insert (self->special, GUINT_TO_POINTER (uid), g_memdup2 (special, sizeof *special));
}

VmmAmount
vmm_quota_get_amount (VmmQuota *self, uid_t uid, VmmLimit limit)
{
  const VmmLimits *special = vmm_quota_get_special (self, uid);

  return special != NULL && (special->set & (1u << limit)) != 0
             ? special->amounts[limit]
             : vmm_config_get_limit (self->config, uid, limit);
}

guint
vmm_quota_get_used (VmmQuota *self, VmmQuotaKind kind, uid_t uid)
{
  return GPOINTER_TO_UINT (g_hash_table_lookup (self->used[kind], GUINT_TO_POINTER (uid)));
}

static gboolean
refuse (const char *what, guint64 limit, const char *who, GError **error)
{
  g_set_error (error, VMM_IPC_ERROR, VMM_IPC_ERROR_QUOTA_EXCEEDED,
               "At most %" G_GUINT64_FORMAT " %s at a time%s", limit, what, who);
  return FALSE;
}

gboolean
vmm_quota_take (VmmQuota *self, VmmQuotaKind kind, uid_t uid, GError **error)
{
  guint used = vmm_quota_get_used (self, kind, uid);
  guint64 limit = vmm_quota_get_amount (self, uid, kinds[kind].limit).number;
  guint64 all = kinds[kind].host != VMM_N_HOST_LIMITS
                    ? vmm_config_get_host_limit (self->config, kinds[kind].host)
                    : VMM_LIMITS_NEVER;

  if (used >= limit)
    return refuse (kinds[kind].what, limit, "", error);
  if (self->total[kind] >= all)
    return refuse (kinds[kind].what, all, " for all users of this computer", error);
  g_hash_table_insert (self->used[kind], GUINT_TO_POINTER (uid), GUINT_TO_POINTER (used + 1));
  self->total[kind]++;
  return TRUE;
}

void
vmm_quota_give_back (VmmQuota *self, VmmQuotaKind kind, uid_t uid)
{
  guint used = vmm_quota_get_used (self, kind, uid);

  g_return_if_fail (used > 0);

  self->total[kind]--;
  if (used == 1)
    g_hash_table_remove (self->used[kind], GUINT_TO_POINTER (uid));
  else
    g_hash_table_insert (self->used[kind], GUINT_TO_POINTER (uid), GUINT_TO_POINTER (used - 1));
}

static Changes *
find_changes (VmmQuota *self, uid_t uid, gint64 now)
{
  Changes *changes = g_hash_table_lookup (self->changes, GUINT_TO_POINTER (uid));

  if (changes == NULL)
    {
      changes = g_new0 (Changes, 1);
      changes->began = now;
      g_hash_table_insert (self->changes, GUINT_TO_POINTER (uid), changes);
    }
  if (now - changes->began >= CHANGES_SPAN)
    *changes = (Changes) { .began = now };
  return changes;
}

gboolean
vmm_quota_check_changes (VmmQuota *self, uid_t uid, gint64 now, GError **error)
{
  guint64 limit = vmm_quota_get_amount (self, uid, VMM_LIMIT_CHANGES).number;

  if (find_changes (self, uid, now)->count < limit)
    return TRUE;

  g_set_error (error, VMM_IPC_ERROR, VMM_IPC_ERROR_RATE_LIMITED,
               "At most %" G_GUINT64_FORMAT " changes in %d seconds", limit, VMM_LIMITS_CHANGES_SECONDS);
  return FALSE;
}

gboolean
vmm_quota_note_change (VmmQuota *self, uid_t uid, gint64 now, GError **error)
{
  if (!vmm_quota_check_changes (self, uid, now, error))
    return FALSE;

  find_changes (self, uid, now)->count++;
  return TRUE;
}
