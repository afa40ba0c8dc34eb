/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "vmm-types.h"

G_BEGIN_DECLS

/* What was last told of each running guest. libvirt's events come late, twice, and in the middle of a start; what
 * goes out of here is in order, and only when something changed. */
typedef struct _VmmGuestTable VmmGuestTable;

typedef void (*VmmGuestChanged) (gpointer owner, const char *uuid, VmmIpcMachineState state,
                                 VmmIpcMachineReason reason);

VmmGuestTable *vmm_guest_table_new (VmmGuestChanged changed, gpointer owner);
void vmm_guest_table_free (VmmGuestTable *self);

/* Between them, what libvirt tells of the guest is held back. PAUSED: it starts as a paused guest.
 * TRUE from end_start: meanwhile a guest of that uuid ended for END_REASON, this one or one that was there before it.
 * LEFTOVER: a failed start left a domain that was destroyed, of which an event will still come. */
void vmm_guest_table_begin_start (VmmGuestTable *self, const char *uuid);
gboolean vmm_guest_table_end_start (VmmGuestTable *self, const char *uuid, gboolean paused,
                                    VmmIpcMachineReason *end_reason);
void vmm_guest_table_fail_start (VmmGuestTable *self, const char *uuid, gboolean leftover);

/* The guest ended, says libvirt. */
void vmm_guest_table_ended (VmmGuestTable *self, const char *uuid, VmmIpcMachineReason reason);

/* libvirt said that it ended, but there is one that runs: the news was of another before it. */
void vmm_guest_table_end_is_stale (VmmGuestTable *self, const char *uuid);

/* A look at the guest's state is asked for, and what was seen. What a later look or an event has overtaken is dropped:
 * a change after a look brings an event, and so another look. */
guint vmm_guest_table_begin_look (VmmGuestTable *self, const char *uuid);
void vmm_guest_table_seen (VmmGuestTable *self, const char *uuid, guint look, VmmIpcMachineState state,
                           VmmIpcMachineReason reason);

gboolean vmm_guest_table_is_starting (VmmGuestTable *self, const char *uuid);

/* Before a guest is destroyed, and after: returns TRUE on TASK (taken) once the guest's end has been told. That is now
 * where it was told in between, or where it was not DESTROYED, for it was off, and nothing is known of it. */
void vmm_guest_table_begin_stop (VmmGuestTable *self, const char *uuid);
void vmm_guest_table_wait_end (VmmGuestTable *self, const char *uuid, gboolean destroyed, GTask *task);

/* The events are lost with the connection: nobody has to wait any longer, and nothing is known. */
void vmm_guest_table_forget (VmmGuestTable *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (VmmGuestTable, vmm_guest_table_free)

G_END_DECLS
