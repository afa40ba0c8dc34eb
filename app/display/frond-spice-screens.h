/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "frond-spice-screen.h"

G_BEGIN_DECLS

#define FROND_TYPE_SPICE_SCREENS (frond_spice_screens_get_type ())
G_DECLARE_FINAL_TYPE (FrondSpiceScreens, frond_spice_screens, FROND, SPICE_SCREENS, GObject)

/* The screens of one connection: a guest may have several display channels and several monitors on each.
 *
 * signals
 *  added (FrondSpiceScreen, position)  in the order of channel and monitor
 *  removed (FrondSpiceScreen)
 *  refused (GError)                    a surface was absurd */
FrondSpiceScreens *frond_spice_screens_new (FrondSpiceInput *input);

/* Open what is wanted of them; where there are too many they are left alone. */
void frond_spice_screens_add_display (FrondSpiceScreens *self, SpiceDisplayChannel *channel);
void frond_spice_screens_add_cursor (FrondSpiceScreens *self, SpiceCursorChannel *channel);

/* No picture and no signals any more. */
void frond_spice_screens_detach (FrondSpiceScreens *self);

G_END_DECLS
