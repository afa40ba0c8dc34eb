/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "vmm-libvirt-owner.h"
#include "vmm-qemu-connection.h"

G_BEGIN_DECLS

/* The way into libvirt, whose calls block: a thread that opens the connection when there is something to do, and
 * workers that make the calls. */
typedef struct _VmmLibvirtLane VmmLibvirtLane;

/* EVENTS is static; OBJECT is held weakly. */
VmmLibvirtLane *vmm_libvirt_lane_new (const char *uri, const VmmLibvirtEvents *events, GObject *object);

/* Asks for a connection; "opened" tells. */
void vmm_libvirt_lane_open (VmmLibvirtLane *self);

/* TASK (taken) is returned on in any thread. */
void vmm_libvirt_lane_call (VmmLibvirtLane *self, GTask *task, VmmQemuCall call, gboolean urgent);

/* Closes it without what it has not begun: such a call fails with VMM_IPC_ERROR_BACKEND_TIMEOUT or _UNAVAILABLE. */
void vmm_libvirt_lane_leave (VmmLibvirtLane *self);

/* Lets it finish what it has, close the connection and go. Does not wait, and nothing is told any more. */
void vmm_libvirt_lane_close (VmmLibvirtLane *self);

G_END_DECLS
