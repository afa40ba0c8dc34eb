/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "vmm-types.h"

G_BEGIN_DECLS

/* Where an installer's own kernel and initrd are in a machine's folder, and the seed. */
#define VMM_INSTALL_KERNEL "install-kernel"
#define VMM_INSTALL_INITRD "install-initrd"

/* The VMM_IPC_INSTALLER_* that TOKEN is, as a static string, or NULL: no caller's text goes further than this. */
const char *vmm_installer_from_token (const char *token);

/* Whether it starts from a kernel of its own; otherwise from its medium. */
gboolean vmm_installer_has_kernel (const char *installer);

/* The command line for that kernel: it asks nothing and finds its answers. */
const char *vmm_installer_get_command_line (const char *installer);

G_END_DECLS
