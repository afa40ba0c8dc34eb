/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "frond-guest-clipboard.h"

#include <spice-client.h>

G_BEGIN_DECLS

#define FROND_TYPE_SPICE_CLIPBOARD (frond_spice_clipboard_get_type ())
G_DECLARE_FINAL_TYPE (FrondSpiceClipboard, frond_spice_clipboard, FROND, SPICE_CLIPBOARD, FrondGuestClipboard)

/* The clipboard of a guest with a SPICE agent. Lives as long as its session, over several connections. */
FrondSpiceClipboard *frond_spice_clipboard_new (void);

void frond_spice_clipboard_set_main (FrondSpiceClipboard *self, SpiceMainChannel *channel);
void frond_spice_clipboard_detach (FrondSpiceClipboard *self);

G_END_DECLS
