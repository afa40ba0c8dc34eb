/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define FROND_TYPE_CONSOLE_RELAY (frond_console_relay_get_type ())
G_DECLARE_FINAL_TYPE (FrondConsoleRelay, frond_console_relay, FROND, CONSOLE_RELAY, GObject)

/* Moves bytes between a guest's console and a terminal of our own, which a terminal widget can own. The widget reads
 * no faster than it can show, and everything before it waits: neither side can make us keep more than a buffer of
 * FROND_CONSOLE_RELAY_BUFFER bytes each way.
 *
 * signals: ended     once: the console is gone; not after frond_console_relay_stop() */
#define FROND_CONSOLE_RELAY_BUFFER 4096

/* CONSOLE (a terminal or a stream socket) is taken. TERMINAL becomes the controlling end of the new terminal, for the
 * caller to keep. NULL and the error when the system has no terminals left. */
FrondConsoleRelay *frond_console_relay_new (int console, int *terminal, GError **error);

/* Lets go of the console; idempotent. */
void frond_console_relay_stop (FrondConsoleRelay *self);

G_END_DECLS
