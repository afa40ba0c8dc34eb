/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>
#include <sys/types.h>

G_BEGIN_DECLS

/* How much of what one user may have at a time. */
typedef enum
{
  VMM_QUOTA_CALLS,       /* calls that wait for their reply */
  VMM_QUOTA_JOBS,        /* jobs that have not ended */
  VMM_QUOTA_MACHINES,    /* machines, with those that are being made */
  VMM_QUOTA_SUBSCRIBERS, /* connections that get signals */
  VMM_N_QUOTAS,
} VmmQuotaKind;

/* The largest message body that is looked at, in bytes. */
#define VMM_QUOTA_MESSAGE_BYTES (256 * 1024)

#define VMM_TYPE_QUOTA (vmm_quota_get_type ())
G_DECLARE_FINAL_TYPE (VmmQuota, vmm_quota, VMM, QUOTA, GObject)

VmmQuota *vmm_quota_new (void);

guint vmm_quota_get_limit (VmmQuotaKind kind);
guint vmm_quota_get_used (VmmQuota *self, VmmQuotaKind kind, uid_t uid);

/* VMM_IPC_ERROR_QUOTA_EXCEEDED. Every one that was taken is given back once. STANDING: how many there are that were
 * not taken here. */
gboolean vmm_quota_take (VmmQuota *self, VmmQuotaKind kind, uid_t uid, guint standing, GError **error);
void vmm_quota_give_back (VmmQuota *self, VmmQuotaKind kind, uid_t uid);

G_END_DECLS
