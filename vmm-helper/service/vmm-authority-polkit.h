/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "vmm-authority.h"

G_BEGIN_DECLS

/* Serves every user of the computer, each with machines of their own, and asks polkit on the same bus.
 *
 * The subject is always the caller's unique name: a process id may be somebody else's by the time polkit looks
 * (CVE-2025-67859, CVE-2025-66005). A question ends after 120 seconds, and every end but a plain yes is a no. Without a
 * polkit only root is given anything. */
#define VMM_TYPE_AUTHORITY_POLKIT (vmm_authority_polkit_get_type ())
G_DECLARE_FINAL_TYPE (VmmAuthorityPolkit, vmm_authority_polkit, VMM, AUTHORITY_POLKIT, VmmAuthority)

VmmAuthority *vmm_authority_polkit_new (void);

/* How long somebody may think about a question; 120 seconds by itself. */
void vmm_authority_polkit_set_patience (VmmAuthorityPolkit *self, guint seconds);

/* The id of the polkit action that the single bit ACTION stands for. */
const char *vmm_authority_polkit_get_action_id (VmmActions action);

G_END_DECLS
