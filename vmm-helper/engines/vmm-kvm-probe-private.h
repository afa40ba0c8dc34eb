/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "vmm-kvm-probe.h"

G_BEGIN_DECLS

/* Raised when the guest or its floor changes: kept verdicts of older probes are then worth nothing. */
#define VMM_KVM_PROBE_VERSION 1

/* The longest technical text of a verdict. */
#define VMM_KVM_PROBE_MAX_DETAIL 200

/* The longest answer of the program: a word, a text and the end of the line. */
#define VMM_KVM_PROBE_MAX_ANSWER (VMM_KVM_PROBE_MAX_DETAIL + 16)

/* Everything that vmm_kvm_probe_async() takes from its surroundings. */
typedef struct
{
  const char *device;    /* "/dev/kvm" */
  const char *program;   /* frond-kvm-probe, absolute */
  const char *cache_dir; /* absolute; made if need be */
  const char *accel;     /* FROND_ACCEL or NULL */
  guint deadline;        /* milliseconds that PROGRAM has */
} VmmKvmProbeSetup;

/* SETUP is copied. For vmm_kvm_probe_finish(). */
void vmm_kvm_probe_with_setup_async (const VmmKvmProbeSetup *setup, GCancellable *cancellable,
                                     GAsyncReadyCallback callback, gpointer user_data);

/* REASON is a VMM_IPC_ACCEL_REASON_*; the verdict is usable when it is OK. */
VmmKvmVerdict *vmm_kvm_verdict_new (const char *reason, const char *detail);

/* Reads the answer of frond-kvm-probe; NULL when it is not one of those that its source documents. */
VmmKvmVerdict *vmm_kvm_verdict_parse_answer (const char *text, gsize length);

G_END_DECLS
