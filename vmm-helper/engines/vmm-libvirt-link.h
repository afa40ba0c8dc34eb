/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "vmm-libvirt-owner.h"

#include <libvirt/libvirt.h>

G_BEGIN_DECLS

/* One open connection to libvirt's daemon, until it breaks. Reference counted, for any thread. */
typedef struct _VmmLibvirtLink VmmLibvirtLink;

/* Before the first link, on the main thread: libvirt's events arrive on the main context. */
void vmm_libvirt_link_initialise (void);

/* Connects and asks what the host has. Blocks. OWNER hears of losses and guests. On failure NULL, and what is in
 * REPORT says why; its detail is the caller's. */
VmmLibvirtLink *vmm_libvirt_link_open (const char *uri, VmmLibvirtOwner *owner, VmmLibvirtReport *report);

/* No more callbacks. What is under way is not disturbed. */
void vmm_libvirt_link_close (VmmLibvirtLink *self);

VmmLibvirtLink *vmm_libvirt_link_ref (VmmLibvirtLink *self);
void vmm_libvirt_link_unref (VmmLibvirtLink *self);

gboolean vmm_libvirt_link_is_alive (VmmLibvirtLink *self);
VmmHostFacts *vmm_libvirt_link_get_facts (VmmLibvirtLink *self);

/* For calls from any thread, while the link is held. */
virConnectPtr vmm_libvirt_link_get_connection (VmmLibvirtLink *self);

G_END_DECLS
