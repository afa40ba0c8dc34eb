/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "vmm-kvm-probe.h"

G_BEGIN_DECLS

/* The verdict of this boot of the host, in the file kvm-verdict of the folder DIR. Both read and write the disk: call
 * them in a worker. */

/* NULL where there is none, it is of another boot, kernel or version of the probe, or anything about it is odd. */
VmmKvmVerdict *vmm_kvm_verdict_cache_load (const char *dir);

/* Keeps VERDICT. One that the user could change (no-device, no-access) is not kept: TRUE and nothing written. */
gboolean vmm_kvm_verdict_cache_save (const char *dir, const VmmKvmVerdict *verdict, GError **error);

G_END_DECLS
