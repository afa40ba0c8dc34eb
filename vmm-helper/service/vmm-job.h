/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "vmm-ipc.h"

#include <sys/types.h>

G_BEGIN_DECLS

/* Long work that a caller asked for.
 *
 * signals
 *  changed ()   state or permille */
#define VMM_TYPE_JOB (vmm_job_get_type ())
G_DECLARE_FINAL_TYPE (VmmJob, vmm_job, VMM, JOB, GObject)

VmmJob *vmm_job_new (guint64 number, uid_t owner);

uid_t vmm_job_get_owner (VmmJob *self);
const char *vmm_job_get_path (VmmJob *self);
VmmIpcJobState vmm_job_get_state (VmmJob *self);
guint vmm_job_get_permille (VmmJob *self);
GCancellable *vmm_job_get_cancellable (VmmJob *self);

/* The reply of GetResult, "(uua{sv}ss)", floating. */
GVariant *vmm_job_dup_result (VmmJob *self);

/* 0 to 1000; never goes back. */
void vmm_job_set_permille (VmmJob *self, guint permille);

/* The same from any thread: the main thread sets the latest ten times a second. */
void vmm_job_post_permille (VmmJob *self, guint permille);

/* The end, once. RESULT: a{sv}, may be floating, NULL for an empty one. Takes ERROR. */
void vmm_job_finish (VmmJob *self, GVariant *result);
void vmm_job_fail (VmmJob *self, GError *error);

G_END_DECLS
