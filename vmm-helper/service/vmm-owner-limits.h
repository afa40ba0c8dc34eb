/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "vmm-quota.h"

G_BEGIN_DECLS

/* The limits that an administrator has set on the bus (SetOwnerLimits), in DATA/limits.conf: a group for each uid, with
 * the keys of [limits] in helper.conf. They are in QUOTA when they are on disk. */
#define VMM_TYPE_OWNER_LIMITS (vmm_owner_limits_get_type ())
G_DECLARE_FINAL_TYPE (VmmOwnerLimits, vmm_owner_limits, VMM, OWNER_LIMITS, GObject)

VmmOwnerLimits *vmm_owner_limits_new (const char *data_dir, VmmQuota *quota);

/* A file that is not understood limits nobody, and is kept: it is named limits.conf.unreadable when another is written. */
void vmm_owner_limits_load_async (VmmOwnerLimits *self, GAsyncReadyCallback callback, gpointer user_data);
gboolean vmm_owner_limits_load_finish (VmmOwnerLimits *self, GAsyncResult *result, GError **error);

/* CHANGES, a{sv}: limit → t, or s as in helper.conf; "" takes back what was set. NULL: they cannot be read, ("LIMIT:
 * reason"). VMM_IPC_ERROR_UNKNOWN_KEY, _OUT_OF_RANGE, _INVALID_ARGUMENT. */
VmmLimits *vmm_owner_limits_parse (VmmOwnerLimits *self, uid_t uid, GVariant *changes, GError **error);

/* One at a time; VMM_IPC_ERROR_BUSY. */
void vmm_owner_limits_set_async (VmmOwnerLimits *self, uid_t uid, const VmmLimits *limits,
                                 GAsyncReadyCallback callback, gpointer user_data);
gboolean vmm_owner_limits_set_finish (VmmOwnerLimits *self, GAsyncResult *result, GError **error);

G_END_DECLS
