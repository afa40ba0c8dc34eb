/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "frond-screen.h"

#include <spice-client.h>

G_BEGIN_DECLS

#define FROND_TYPE_SPICE_INPUT (frond_spice_input_get_type ())
G_DECLARE_FINAL_TYPE (FrondSpiceInput, frond_spice_input, FROND, SPICE_INPUT, GObject)

/* What all screens of a guest share on the way in: its keyboard, its mouse and its agent.
 * signals: changed (mouse mode, lights or agent) */
FrondSpiceInput *frond_spice_input_new (void);

void frond_spice_input_set_main (FrondSpiceInput *self, SpiceMainChannel *channel);
void frond_spice_input_set_inputs (FrondSpiceInput *self, SpiceInputsChannel *channel);
gboolean frond_spice_input_has_main (FrondSpiceInput *self);
gboolean frond_spice_input_has_inputs (FrondSpiceInput *self);
void frond_spice_input_detach (FrondSpiceInput *self);

gboolean frond_spice_input_get_agent_connected (FrondSpiceInput *self);
FrondMouseMode frond_spice_input_get_mouse_mode (FrondSpiceInput *self);
FrondLocks frond_spice_input_get_locks (FrondSpiceInput *self);

void frond_spice_input_key (FrondSpiceInput *self, guint scancode, gboolean down);
void frond_spice_input_pointer_abs (FrondSpiceInput *self, int x, int y, int display_id);
void frond_spice_input_pointer_rel (FrondSpiceInput *self, int dx, int dy);
void frond_spice_input_button (FrondSpiceInput *self, guint button, gboolean down);
void frond_spice_input_wheel (FrondSpiceInput *self, int clicks);
void frond_spice_input_set_locks (FrondSpiceInput *self, FrondLocks locks);

/* A monitor has this size now. */
void frond_spice_input_note_size (FrondSpiceInput *self, int display_id, int width, int height);
/* Switches the monitor on as well. */
void frond_spice_input_request_size (FrondSpiceInput *self, int display_id, int width, int height,
                                     int width_mm, int height_mm);
void frond_spice_input_switch_off (FrondSpiceInput *self, int display_id);

G_END_DECLS
