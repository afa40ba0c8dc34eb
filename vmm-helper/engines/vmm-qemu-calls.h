/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "vmm-engine.h"
#include "vmm-qemu-connection.h"

G_BEGIN_DECLS

/* What is asked of one running guest, as calls for the connection's workers: the data of the task and the call that
 * takes it. */
typedef struct
{
  char *uuid;
  VmmEngineCommand command;
  int media_fd; /* owned, or -1 */
  guint look;   /* vmm_guest_table_begin_look() */
  VmmIpcMachineReason end_reason;
  VmmEngineHostDevice *devices;
  guint n_devices;
  gboolean attach;
  char *folder; /* of the machine, or NULL */
} VmmGuestCall;

VmmGuestCall *vmm_guest_call_new (const char *uuid);
void vmm_guest_call_free (gpointer data);

/* virDomainState in the words of the contract. */
VmmIpcMachineState vmm_qemu_state (int state);

/* The domain of a task's guest; NULL with the error returned on TASK. To be freed with virDomainFree(). */
virDomainPtr vmm_qemu_find_guest (GTask *task, virConnectPtr connection, const char *action);

/* Returns the last error of libvirt on TASK. */
void vmm_qemu_return_error (GTask *task, const char *action);

/* Returns a GPtrArray of VmmEngineRunning. No task data. */
void vmm_qemu_call_list (GTask *task, virConnectPtr connection, VmmHostFacts *facts);

/* Returns an int: state + (reason << 8). */
void vmm_qemu_call_state (GTask *task, virConnectPtr connection, VmmHostFacts *facts);

/* Returns a boolean, for STOP whether there was something to stop. */
void vmm_qemu_call_command (GTask *task, virConnectPtr connection, VmmHostFacts *facts);

/* Return a descriptor as an int. */
void vmm_qemu_call_display (GTask *task, virConnectPtr connection, VmmHostFacts *facts);
void vmm_qemu_call_console (GTask *task, virConnectPtr connection, VmmHostFacts *facts);
void vmm_qemu_call_screenshot (GTask *task, virConnectPtr connection, VmmHostFacts *facts);

/* Returns a boolean. */
void vmm_qemu_call_media (GTask *task, virConnectPtr connection, VmmHostFacts *facts);

/* Returns a boolean: gives the devices to the guest or takes them back. */
void vmm_qemu_call_assign (GTask *task, virConnectPtr connection, VmmHostFacts *facts);

/* Returns a GArray of VmmEngineHostDevice. */
void vmm_qemu_call_list_assigned (GTask *task, virConnectPtr connection, VmmHostFacts *facts);

/* A start that another life of the helper began and did not end leaves a guest that is held and never ran: ends it.
 * FALSE where DOMAIN is no such guest. Blocks. */
gboolean vmm_qemu_end_held (virDomainPtr domain);

/* Between making a domain and looking whether one is a leftover: libvirt knows both by the same uuid. */
GMutex *vmm_qemu_get_guest_lock (const char *name);

/* DOMAIN has been let go: from here on, paused means that somebody paused it. Blocks. */
void vmm_qemu_unmark_held (virDomainPtr domain);

/* Puts the medium behind FD in DOMAIN's drive, or empties it with -1. Blocks. */
gboolean vmm_qemu_set_medium (virDomainPtr domain, int fd, GError **error);

G_END_DECLS
