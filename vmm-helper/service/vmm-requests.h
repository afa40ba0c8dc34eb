/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "vmm-call.h"
#include "vmm-jobs.h"

G_BEGIN_DECLS

/* What callers have asked for by request id, so that a repeat is answered like the first and does nothing. Holds each
 * user's last 1024 of the last 24 hours, those of earlier helpers too (vmm-journal.h); after that the operations
 * themselves are safe to repeat. Failures are not kept: they may be tried again. */
#define VMM_TYPE_REQUESTS (vmm_requests_get_type ())
G_DECLARE_FINAL_TYPE (VmmRequests, vmm_requests, VMM, REQUESTS, GObject)

VmmRequests *vmm_requests_new (VmmJobs *jobs, VmmQuota *quota, const char *data_dir);

/* What earlier helpers have done. CALLBACK gets no result: what cannot be read is not remembered. */
void vmm_requests_load_async (VmmRequests *self, GAsyncReadyCallback callback, gpointer user_data);

/* FALSE: there is no such request. RESULT: (transfer full) a{sv}, NULL while it is carried out. */
gboolean vmm_requests_get_result (VmmRequests *self, uid_t uid, const char *request_id, GVariant **result);

/* UID's REQUEST_ID was begun or is done: carrying it out takes nothing more. */
gboolean vmm_requests_knows (VmmRequests *self, uid_t uid, const char *request_id);

/* TRUE: carry it out and tell the end with finish, fail or begin_job. FALSE: CALL is answered, or will be together
 * with the first. */
gboolean vmm_requests_begin (VmmRequests *self, const char *request_id, VmmCall *call);

/* The reply of the call, and of every repeat. REPLY may be floating, or NULL. */
void vmm_requests_finish (VmmRequests *self, uid_t uid, const char *request_id, GVariant *reply);

/* Takes ERROR. */
void vmm_requests_fail (VmmRequests *self, uid_t uid, const char *request_id, GError *error);

/* A job of its own for the request: CALL gets its path now. NULL when there may be no more jobs; CALL is answered. */
VmmJob *vmm_requests_begin_job (VmmRequests *self, uid_t uid, const char *request_id);

G_END_DECLS
