/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "frond-spice-canvases.h"
#include "frond-spice-wire.h"

G_BEGIN_DECLS

/* The longest message of a display: an image of all of the largest surface, and what is said about it. */
#define FROND_SPICE_DISPLAY_WIRE_MAX_LENGTH (FROND_SPICE_CANVAS_MAX_PIXELS * 4 + (1u << 20))

/* frond_spice_wire_check() of display channels. */
FrondSpiceVerdict frond_spice_display_wire_check (FrondSpiceCanvases *canvases, FrondSpiceMessage *message,
                                                  GError **error);

G_END_DECLS
