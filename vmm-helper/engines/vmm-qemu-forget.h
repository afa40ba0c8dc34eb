/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "vmm-qemu-connection.h"

G_BEGIN_DECLS

/* The state of a TPM is another user's on the system's libvirt, and in a folder that nobody else can empty: libvirt
 * deletes it. TASK is taken; it gets a boolean, without libvirt where FOLDER has no such state. */
void vmm_qemu_forget (VmmQemuConnection *connection, GTask *task, const char *uuid, const char *folder);

G_END_DECLS
