/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "vmm-config.h"

#include <gio/gio.h>
#include <sys/types.h>

G_BEGIN_DECLS

/* What is counted one by one. */
typedef enum
{
  VMM_QUOTA_CALLS,       /* VMM_LIMIT_CALLS */
  VMM_QUOTA_JOBS,        /* VMM_LIMIT_JOBS */
  VMM_QUOTA_SUBSCRIBERS, /* VMM_LIMIT_SUBSCRIBERS */
  VMM_N_QUOTAS,
} VmmQuotaKind;

/* The largest message body that is looked at, in bytes. */
#define VMM_QUOTA_MESSAGE_BYTES (256 * 1024)

/* Everybody's limits, as CONFIG and then an administrator on the bus has them, and what is taken of those that nobody
 * gets past. What guests take is VmmClaims'. */
#define VMM_TYPE_QUOTA (vmm_quota_get_type ())
G_DECLARE_FINAL_TYPE (VmmQuota, vmm_quota, VMM, QUOTA, GObject)

VmmQuota *vmm_quota_new (VmmConfig *config);

VmmConfig *vmm_quota_get_config (VmmQuota *self);

VmmAmount vmm_quota_get_amount (VmmQuota *self, uid_t uid, VmmLimit limit);

/* UID's own, which come before CONFIG's; NULL: there are none. */
const VmmLimits *vmm_quota_get_special (VmmQuota *self, uid_t uid);
void vmm_quota_set_special (VmmQuota *self, uid_t uid, const VmmLimits *special);

guint vmm_quota_get_used (VmmQuota *self, VmmQuotaKind kind, uid_t uid);

/* VMM_IPC_ERROR_QUOTA_EXCEEDED: of UID's, or of everybody's together. Every one that was taken is given back once. */
gboolean vmm_quota_take (VmmQuota *self, VmmQuotaKind kind, uid_t uid, GError **error);
void vmm_quota_give_back (VmmQuota *self, VmmQuotaKind kind, uid_t uid);

/* One more change by UID, NOW (monotonic). VMM_IPC_ERROR_RATE_LIMITED. */
gboolean vmm_quota_note_change (VmmQuota *self, uid_t uid, gint64 now, GError **error);

/* Whether there may be another, without one. */
gboolean vmm_quota_check_changes (VmmQuota *self, uid_t uid, gint64 now, GError **error);

G_END_DECLS
