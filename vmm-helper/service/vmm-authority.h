/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>
#include <sys/types.h>

G_BEGIN_DECLS

/* Who may do what. In session mode there is one rule: the helper serves the user that it runs as, and nobody else.
 * The system mode asks polkit at this place. */
#define VMM_TYPE_AUTHORITY (vmm_authority_get_type ())
G_DECLARE_FINAL_TYPE (VmmAuthority, vmm_authority, VMM, AUTHORITY, GObject)

/* Serves OWNER alone; in session mode that is whom the helper runs as. */
VmmAuthority *vmm_authority_new_session (uid_t owner);

/* The owner that machines found on disk have. */
uid_t vmm_authority_get_owner (VmmAuthority *self);

/* VMM_IPC_ERROR_NOT_AUTHORIZED. */
gboolean vmm_authority_check (VmmAuthority *self, uid_t uid, GError **error);

G_END_DECLS
