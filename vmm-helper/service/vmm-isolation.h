/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "vmm-config.h"
#include "vmm-host.h"

G_BEGIN_DECLS

/* Whether UID may have a guest on this computer beside what others have. Where nothing but file modes keeps monitors apart,
 * all of them are one user, and a guest that breaks out of its monitor reads every other's disks: there only one user has
 * machines, unless the administrator says that several may. VMM_IPC_ERROR_HOST_POLICY. */
gboolean vmm_isolation_check (VmmHost *host, VmmConfig *config, uid_t uid, GError **error);

G_END_DECLS
