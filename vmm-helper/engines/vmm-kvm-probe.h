/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "vmm-types.h"

G_BEGIN_DECLS

/* Whether /dev/kvm of this host can really run a kernel: a tiny guest enters 64-bit user mode and counts, under a
 * deadline. The verdict is kept for this boot of the host in the user's runtime folder, so that only the first
 * helper pays. FROND_ACCEL=software skips it (reason "forced"), FROND_ACCEL=kvm trusts the device. */
typedef struct
{
  gboolean usable;
  char *reason; /* VMM_IPC_ACCEL_REASON_* */
  char *detail; /* technical text or "" */
} VmmKvmVerdict;

void vmm_kvm_verdict_free (VmmKvmVerdict *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (VmmKvmVerdict, vmm_kvm_verdict_free)

void vmm_kvm_probe_async (GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
VmmKvmVerdict *vmm_kvm_probe_finish (GAsyncResult *result, GError **error);

G_END_DECLS
