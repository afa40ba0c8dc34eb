/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The networks of the host that a card can join. ALLOWED are the bridges that the administrator names, NULL for all that
 * the kernel shows us and those of KNOWN (vmm_libvirt_bridges_list()). Their tokens say nothing and mean the same bridge for as long as it has its name. */

/* a(ssa{sv}) of ListNetworks, floating; a session has none. */
GVariant *vmm_host_networks_list (gboolean system, const char *const *allowed, const char *const *known);

/* The bridge of TOKEN, or NULL: there is none, or it may not be used. */
char *vmm_host_networks_dup_bridge (const char *token, const char *const *allowed, const char *const *known);

G_END_DECLS
