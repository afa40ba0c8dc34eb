/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "frond-guest-clipboard.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define FROND_TYPE_CLIPBOARD_BRIDGE (frond_clipboard_bridge_get_type ())
G_DECLARE_FINAL_TYPE (FrondClipboardBridge, frond_clipboard_bridge, FROND, CLIPBOARD_BRIDGE, GObject)

/* Joins one clipboard of the host with one selection of a guest. The guest learns of the host's clipboard only while one
 * of its windows has the focus, and may read it then and a few seconds longer; the same goes for setting it. What came
 * from the guest is not offered to it again. */
FrondClipboardBridge *frond_clipboard_bridge_new (GdkClipboard *host, FrondGuestClipboard *guest,
                                                  FrondSelection selection);

/* WINDOW shows the guest: while it is active the guest has the focus. */
void frond_clipboard_bridge_add_window (FrondClipboardBridge *self, GtkWindow *window);

/* For tests: how long a guest that has lost the focus may still touch the host's clipboard. */
void frond_clipboard_bridge_set_grace (FrondClipboardBridge *self, guint msec);

G_END_DECLS
