/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

/* Whether a message of the display channel is one that spice-client-glib 0.42 survives: libspice-server checks the same
 * of its guests, and the library ends the process or reads past its buffers where a server does not. What is left to
 * lie about is everything that reaches us: sizes, formats, places, monitors, marks, scanouts, and their order. */
gboolean fuzz_is_honest_draw (guint16 message, const guint8 *body, gsize length);
