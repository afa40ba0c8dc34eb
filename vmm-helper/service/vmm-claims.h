/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "vmm-action.h"
#include "vmm-host.h"
#include "vmm-quota.h"
#include "vmm-space.h"

G_BEGIN_DECLS

/* What users' machines take of the computer, with what was promised to calls that are not through yet: nobody gets
 * what somebody else was promised meanwhile, and nothing is counted twice. What stands is never counted up and down, it is
 * looked at: it cannot drift. */
#define VMM_TYPE_CLAIMS (vmm_claims_get_type ())
G_DECLARE_FINAL_TYPE (VmmClaims, vmm_claims, VMM, CLAIMS, GObject)

/* HOST outlives it. */
VmmClaims *vmm_claims_new (VmmQuota *quota, VmmHost *host);

typedef struct
{
  guint64 machines;
  guint64 running;
  guint64 memory;
  guint64 vcpus;
  guint64 disk_size;  /* of the largest disk */
  guint64 disk_space; /* at most, so that it is known before it is written */
} VmmUse;

typedef struct _VmmClaim VmmClaim;

/* Promises USE to UID until the claim is freed; UUID (or NULL) is the machine whose guest it is for. SPACE may be NULL
 * when no disk space is asked for. MORE gets VMM_ACTION_EXCEED_LIMITS when it is more than UID's limits but within the
 * computer's. NULL: the computer has not that much. VMM_IPC_ERROR_QUOTA_EXCEEDED ("LIMIT: reason"), _NO_SPACE. */
VmmClaim *vmm_claims_take (VmmClaims *self, uid_t uid, const char *uuid, const VmmUse *use,
                           const VmmSpace *space, VmmActions *more, GError **error);
void vmm_claim_free (VmmClaim *claim);

/* What UID has, without what is promised; disk sizes and space are not in it. */
void vmm_claims_get_standing (VmmClaims *self, uid_t uid, VmmUse *use);

/* What UID's LIMIT comes to on this computer. WHOLE is of the file system, for disk space. */
guint64 vmm_claims_get_limit (VmmClaims *self, uid_t uid, VmmLimit limit, guint64 whole);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (VmmClaim, vmm_claim_free)

G_END_DECLS
