/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "vmm-callers.h"
#include "vmm-quota.h"

G_BEGIN_DECLS

/* The connections that asked for signals. Each signal goes to each of them by its unique name, never to the bus.
 *
 * signals
 *  changed ()   somebody came or went */
#define VMM_TYPE_SUBSCRIBERS (vmm_subscribers_get_type ())
G_DECLARE_FINAL_TYPE (VmmSubscribers, vmm_subscribers, VMM, SUBSCRIBERS, GObject)

VmmSubscribers *vmm_subscribers_new (GDBusConnection *connection, VmmCallers *callers, VmmQuota *quota);

/* Asking twice is the same as asking once. VMM_IPC_ERROR_QUOTA_EXCEEDED. */
gboolean vmm_subscribers_add (VmmSubscribers *self, const char *name, uid_t uid, GError **error);
void vmm_subscribers_remove (VmmSubscribers *self, const char *name);
guint vmm_subscribers_count (VmmSubscribers *self);

/* The signal MEMBER of the Manager to the connections of OWNER. PARAMETERS may be floating. */
void vmm_subscribers_emit (VmmSubscribers *self, uid_t owner, const char *member, GVariant *parameters);

/* NAME has asked for devices: as long as it is a subscriber, it is told of them. */
void vmm_subscribers_set_devices (VmmSubscribers *self, const char *name);
void vmm_subscribers_emit_devices (VmmSubscribers *self, const char *member, GVariant *parameters);

G_END_DECLS
