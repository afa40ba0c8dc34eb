/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "vmm-engine.h"

G_BEGIN_DECLS

/* The state of a machine's TPM is one file in a folder of ours, so that it can be given out with the machine, whoever
 * swtpm runs as. One that libvirt has kept in a folder of swtpm's own stays that (tpm_dir of START), and cannot be given
 * out by the system's helper. Blocks. */
gboolean vmm_qemu_tpm_prepare (VmmEngineStart *start, GError **error);

G_END_DECLS
