/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "frond-screen.h"
#include "frond-spice-cursor.h"
#include "frond-spice-input.h"
#include "frond-spice-surface.h"

G_BEGIN_DECLS

#define FROND_TYPE_SPICE_SCREEN (frond_spice_screen_get_type ())
G_DECLARE_FINAL_TYPE (FrondSpiceScreen, frond_spice_screen, FROND, SPICE_SCREEN, FrondScreen)

/* One monitor of a SPICE guest. */
FrondSpiceScreen *frond_spice_screen_new (FrondSpiceSurface *surface, guint monitor, FrondSpiceInput *input);

void frond_spice_screen_set_cursor_source (FrondSpiceScreen *self, FrondSpiceCursor *cursor);
FrondSpiceSurface *frond_spice_screen_get_surface (FrondSpiceScreen *self);
guint frond_spice_screen_get_monitor (FrondSpiceScreen *self);

G_END_DECLS
