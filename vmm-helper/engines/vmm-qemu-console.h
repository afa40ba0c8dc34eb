/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>
#include <libvirt/libvirt.h>

G_BEGIN_DECLS

/* A connected socket to the console of DOMAIN by way of libvirt, for where the terminal itself belongs to another user.
 * One at a time: VMM_IPC_ERROR_BUSY. What nobody reads is lost, as on a line without flow control: the guest does not wait
 * and we do not keep it. -1 on failure. For a worker; what is passed on is passed on by the main context. */
int vmm_qemu_console_open (virDomainPtr domain, GError **error);

G_END_DECLS
