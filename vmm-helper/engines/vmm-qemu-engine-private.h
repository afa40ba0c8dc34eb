/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "vmm-guest-table.h"
#include "vmm-kvm-probe.h"
#include "vmm-qemu-calls.h"
#include "vmm-qemu-engine.h"

G_BEGIN_DECLS

struct _VmmQemuEngine
{
  GObject parent_instance;
  VmmQemuConnection *connection;
  gboolean system;
  char **bridges; /* NULL: all of the host's */
  char **known;   /* bridges that libvirt told of when it was last asked */
  VmmGuestTable *guests;
  GCancellable *cancellable;
  VmmKvmVerdict *verdict; /* NULL: the probe is still running */
  GPtrArray *starts;      /* tasks that wait for it */
  GHashTable *questions;  /* uuid → what its QEMU has not answered yet (vmm-qemu-answer.c) */
};

/* A task about the guest of UUID; its data is a VmmGuestCall. */
GTask *vmm_qemu_engine_guest_task (VmmQemuEngine *self, const char *uuid, GCancellable *cancellable,
                                   GAsyncReadyCallback callback, gpointer user_data);

/* Saving guests, and their clocks. */
void vmm_qemu_engine_save_iface_init (VmmEngineInterface *iface);

G_END_DECLS
