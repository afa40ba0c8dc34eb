/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "vmm-engine.h"
#include "vmm-kvm-probe.h"
#include "vmm-qemu-connection.h"

G_BEGIN_DECLS

/* One start on its way: a copy of what was asked for. */
typedef struct
{
  VmmEngineStart start; /* strings, spec and descriptor owned */
  gboolean kvm_usable;  /* the verdict of the probe */
  char *kvm_reason;
  gboolean ended; /* it was made and destroyed again: libvirt will tell that it stopped */
} VmmQemuStart;

VmmQemuStart *vmm_qemu_start_new (const VmmEngineStart *start);
void vmm_qemu_start_set_verdict (VmmQemuStart *self, const VmmKvmVerdict *verdict);
void vmm_qemu_start_free (gpointer data);

/* A call for the connection's thread; the data of its task is a VmmQemuStart. Returns the a{sv} of GetRealised. */
void vmm_qemu_start_run (GTask *task, virConnectPtr connection, VmmHostFacts *facts);

G_END_DECLS
