/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "vmm-qemu-connection.h"

G_BEGIN_DECLS

/* The calls that are on their way through libvirt. A thread that waits for a daemon that hangs cannot be interrupted (and
 * libvirt 11 does not wake all of them when it gives the connection up), so who waits for an answer does not depend on
 * it: the calls can be given up, and what they bring later is thrown away. For the main thread. */
typedef struct _VmmLibvirtPending VmmLibvirtPending;

VmmLibvirtPending *vmm_libvirt_pending_new (void);

/* Gives nothing up: what is under way still returns. */
void vmm_libvirt_pending_free (VmmLibvirtPending *self);

/* A task with the data and cancellable of TASK (taken), to be returned on in any thread with a result of that kind: it is
 * TASK's then, unless that was given up before. (transfer full) */
GTask *vmm_libvirt_pending_add (VmmLibvirtPending *self, GTask *task, VmmQemuResult kind);

/* Returns an error on every task that is still waited for. Says whether there was one. */
gboolean vmm_libvirt_pending_give_up (VmmLibvirtPending *self, VmmIpcError code, const char *message);

G_END_DECLS
