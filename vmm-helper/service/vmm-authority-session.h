/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "vmm-authority.h"

G_BEGIN_DECLS

/* Serves one user, who may do everything that the contract has, and nobody else. */
#define VMM_TYPE_AUTHORITY_SESSION (vmm_authority_session_get_type ())
G_DECLARE_FINAL_TYPE (VmmAuthoritySession, vmm_authority_session, VMM, AUTHORITY_SESSION, VmmAuthority)

/* OWNER is whom the helper runs as. */
VmmAuthority *vmm_authority_session_new (uid_t owner);

G_END_DECLS
