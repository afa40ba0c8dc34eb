/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "frond-spice-canvases.h"
#include "frond-spice-reader.h"

G_BEGIN_DECLS

/* Whether MESSAGE (SPICE_MSG_DISPLAY_DRAW_* or COPY_BITS), whose body READER is at the beginning of, can be drawn on CANVASES:
 * the answer is the reader's. spice-glib draws with the code that libspice-server draws with, and that ends the process
 * at what the server would not have let through, or reads past the end of it.
 *
 * Palettes to remember are added to CANVASES once the answer is good. */
void frond_spice_draw_wire_check (FrondSpiceReader *reader, guint16 message, FrondSpiceCanvases *canvases);

G_END_DECLS
