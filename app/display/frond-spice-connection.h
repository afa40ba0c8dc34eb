/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "frond-spice-guard.h"

G_BEGIN_DECLS

/* How a guard gets between a descriptor and spice-glib, which has no place for it.
 *
 * The library makes a GUnixConnection of the descriptor and reads from its input stream. From the first call of expect() on
 * that class gives out FrondSpiceStream instead for a socket that a guard is expected for, and for all others what it always did. Its
 * vfunc is replaced for that; GSocketConnectionFactory would be the place, but frees what it is to keep when a type is
 * registered for a kind of socket that has one (GLib 2.84). */

/* FALSE: FD is not a Unix socket, and the library must not have it. */
gboolean frond_spice_connection_expect (int fd, FrondSpiceGuard *guard, GError **error);

/* GUARD is not expected any more. */
void frond_spice_connection_forget (FrondSpiceGuard *guard);

G_END_DECLS
