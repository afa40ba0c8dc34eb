/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define FROND_TYPE_SPICE_GUARD (frond_spice_guard_get_type ())
G_DECLARE_FINAL_TYPE (FrondSpiceGuard, frond_spice_guard, FROND, SPICE_GUARD, GObject)

/* Stands between a server and spice-glib on one channel and lets only messages through that FrondSpiceWire passes.
 *
 * It is where the library reads (see frond-spice-connection.h). A second connection before the library's would have copied all
 * pixels once more, and woken up as often again; a process that decodes would have had to be as large as the library. The
 * beginning of a message is held until there is a verdict, which is its header and some hundred bytes of an image; what
 * then follows goes from the socket to where the library wants it.
 *
 * signals
 *  refused (GError)  the channel is at its end; from the main loop, before the library tells */
FrondSpiceGuard *frond_spice_guard_new (int channel_type);

/* As g_pollable_input_stream_read_nonblocking(), of what has come from SOCKET and may be seen. */
gssize frond_spice_guard_read (FrondSpiceGuard *self, GSocket *socket, guint8 *buffer, gsize count,
                               GError **error);
/* Whether the library is to read on now. There is an end to that from time to time, however much comes: it does not
 * look up while there is something. */
gboolean frond_spice_guard_is_readable (FrondSpiceGuard *self, GSocket *socket);

/* Nothing comes through any more. */
void frond_spice_guard_close (FrondSpiceGuard *self);

G_END_DECLS
