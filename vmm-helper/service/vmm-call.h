/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "vmm-action.h"
#include "vmm-ipc.h"

#include <sys/types.h>

G_BEGIN_DECLS

/* One method call of a caller who is known: what came, and the one reply to it. A call that is dropped without a
 * reply is answered with VMM_IPC_ERROR_INTERNAL, so that nobody waits for ever.
 *
 * signals
 *  answered () once, with the reply */
#define VMM_TYPE_CALL (vmm_call_get_type ())
G_DECLARE_FINAL_TYPE (VmmCall, vmm_call, VMM, CALL, GObject)

/* Takes INVOCATION. ACTIONS: what its method needs, whoever calls. */
VmmCall *vmm_call_new (GDBusMethodInvocation *invocation, uid_t uid, VmmActions actions);

VmmActions vmm_call_get_actions (VmmCall *self);

/* Whether somebody may be asked for a password because of it: the flag of its message. */
gboolean vmm_call_is_interactive (VmmCall *self);

/* From here on it may be carried out. Before that, a call whose method needs something has no result: a success is a
 * bug, and answered with .Internal. */
void vmm_call_set_authorised (VmmCall *self);

uid_t vmm_call_get_uid (VmmCall *self);
const char *vmm_call_get_sender (VmmCall *self);
const char *vmm_call_get_path (VmmCall *self);
const char *vmm_call_get_method (VmmCall *self);
GVariant *vmm_call_get_parameters (VmmCall *self);

/* What the body says about descriptors must be what came with it: as many handles as descriptors, each index within
 * bounds and used once. Nothing is read from them. VMM_IPC_ERROR_BAD_FD. */
gboolean vmm_call_check_descriptors (VmmCall *self, GError **error);

/* The descriptor of HANDLE, borrowed; after vmm_call_check_descriptors(). */
int vmm_call_peek_descriptor (VmmCall *self, gint32 handle);

/* VALUE: the reply's tuple, or NULL for an empty one; may be floating. */
void vmm_call_return (VmmCall *self, GVariant *value);

/* Replies "(h)" with FD, which is taken. */
void vmm_call_return_descriptor (VmmCall *self, int fd);

/* What it was answered with: NULL before, "done", or the tail of the error's name; and the id that .Internal told. */
const char *vmm_call_get_result (VmmCall *self);
const char *vmm_call_get_audit_id (VmmCall *self);

/* The first argument when the method's is called request_id, as it came; NULL: there is none. */
const char *vmm_call_peek_request_id (VmmCall *self);

/* Takes ERROR; what is not of the contract's domain goes to the log and leaves as .Internal. */
void vmm_call_fail (VmmCall *self, GError *error);

/* ERROR as it may leave the helper; AUDIT_ID tells an .Internal one of the log's, NULL: one is made for it.
 * (transfer full) for both errors. */
GError *vmm_call_public_error (GError *error, const char *audit_id);

G_END_DECLS
