/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "vmm-job.h"
#include "vmm-quota.h"

G_BEGIN_DECLS

/* The jobs that can be asked for: those that run, and those that ended in the last ten minutes.
 *
 * signals
 *  job-changed (VmmJob) */
#define VMM_TYPE_JOBS (vmm_jobs_get_type ())
G_DECLARE_FINAL_TYPE (VmmJobs, vmm_jobs, VMM, JOBS, GObject)

VmmJobs *vmm_jobs_new (VmmQuota *quota);

/* VMM_IPC_ERROR_QUOTA_EXCEEDED. */
VmmJob *vmm_jobs_add (VmmJobs *self, uid_t owner, GError **error);

/* Shows a job that has ended for another ten minutes. */
void vmm_jobs_revive (VmmJobs *self, VmmJob *job);

VmmJob *vmm_jobs_lookup (VmmJobs *self, const char *path, uid_t owner);
gboolean vmm_jobs_any_running (VmmJobs *self);

G_END_DECLS
