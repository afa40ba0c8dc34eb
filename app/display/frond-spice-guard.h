/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

#define FROND_TYPE_SPICE_GUARD (frond_spice_guard_get_type ())
G_DECLARE_FINAL_TYPE (FrondSpiceGuard, frond_spice_guard, FROND, SPICE_GUARD, GObject)

/* Stands between a server and spice-glib on one channel and lets only messages through that FrondSpiceWire passes. At
 * most one message is held. For the channels that say little; pictures are too much to copy once more.
 *
 * signals
 *  refused (GError)  the connection is cut */

/* Takes SERVER, a connected stream socket, in every case, and sets CLIENT to the library's end of the connection. NULL
 * and the error when there is no other socket. */
FrondSpiceGuard *frond_spice_guard_new (int channel_type, int server, int *client, GError **error);

/* Ends the connection on both sides. */
void frond_spice_guard_close (FrondSpiceGuard *self);

G_END_DECLS
