/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "vmm-types.h"

G_BEGIN_DECLS

/* Turns the last error of libvirt in this thread into a VMM_IPC_ERROR about ACTION ("start"). libvirt's own text
 * names files of the host: it goes to the log only. */
void vmm_libvirt_error_set (GError **error, const char *action);

/* The technical text of the last error, for the host's own user. (transfer full) */
char *vmm_libvirt_error_dup_text (void);

G_END_DECLS
