/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>
#include <spice.h>

/* The keyboard, the mouse and the tablet of the synthetic guest. What a client does with them is a line on standard
 * output each: "key 1e", "position X Y BUTTONS", "motion DX DY DZ BUTTONS", "buttons BUTTONS", "wheel N BUTTONS",
 * "leds N". Numbers are decimal, but for keys. */
void synth_input_start (SpiceServer *server);

/* Without a tablet the mouse is relative. */
void synth_input_set_tablet (gboolean present);
void synth_input_set_leds (guint leds);

/* Called when a key goes down; NULL for nobody. */
typedef void (*SynthKeyHandler) (void);
void synth_input_set_key_handler (SynthKeyHandler handler);
