/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "vmm-host-facts.h"

#include <libvirt/libvirt.h>

G_BEGIN_DECLS

#define VMM_TYPE_QEMU_CONNECTION (vmm_qemu_connection_get_type ())
G_DECLARE_FINAL_TYPE (VmmQemuConnection, vmm_qemu_connection, VMM, QEMU_CONNECTION, GObject)

/* The one connection to libvirt, and the threads in which it is called. Opens itself, and again after a loss.
 * All of this is for the main thread.
 *
 * signals
 *  changed ()                              it was opened, lost, or cannot be opened
 *  reopened ()                             it is back after it was lost or could not be opened
 *  lifecycle (string name, int, int)       virDomainEventType and its detail, of any domain
 */

/* Runs in a worker and must return on TASK. Blocking is fine. Calls may overtake each other. */
typedef void (*VmmQemuCall) (GTask *task, virConnectPtr connection, VmmHostFacts *facts);

/* What a call returns on its task: with g_task_return_boolean(), _int() or _pointer(). */
typedef enum
{
  VMM_QEMU_RESULT_BOOLEAN,
  VMM_QEMU_RESULT_NUMBER,
  VMM_QEMU_RESULT_FD, /* the taker's to close */
  VMM_QEMU_RESULT_VARIANT,
  VMM_QEMU_RESULT_STRV,
  VMM_QEMU_RESULT_PTR_ARRAY,
  VMM_QEMU_RESULT_ARRAY,
} VmmQemuResult;

VmmQemuConnection *vmm_qemu_connection_new (const char *uri);

/* Tries to open it, unless it is open, being opened, or was tried a moment ago. */
void vmm_qemu_connection_wake (VmmQemuConnection *self);

/* Makes CALL, opening the connection first where it has to be. URGENT ones do not stand behind calls that hang. TASK is
 * taken; it gets VMM_IPC_ERROR_BACKEND_UNAVAILABLE where there is no connection to be had, or where it is lost: then the
 * call may still be under way, and do what it was to do. Its data is kept until CALL has returned. */
void vmm_qemu_connection_call (VmmQemuConnection *self, GTask *task, VmmQemuCall call, VmmQemuResult result,
                               gboolean urgent);

/* NULL while there is no connection. (transfer none) */
VmmHostFacts *vmm_qemu_connection_get_facts (VmmQemuConnection *self);

/* VMM_IPC_BACKEND_*, and technical text or "". */
const char *vmm_qemu_connection_get_error (VmmQemuConnection *self);
const char *vmm_qemu_connection_get_detail (VmmQemuConnection *self);

G_END_DECLS
