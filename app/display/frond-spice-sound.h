/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <spice-client.h>

G_BEGIN_DECLS

#define FROND_TYPE_SPICE_SOUND (frond_spice_sound_get_type ())
G_DECLARE_FINAL_TYPE (FrondSpiceSound, frond_spice_sound, FROND, SPICE_SOUND, GObject)

/* Plays what a guest plays. SpiceAudio does not: it cannot be turned off, stays silent after the sound server has
 * restarted, holds as much as a guest sends, and opens the microphone to ask for its volume. */
FrondSpiceSound *frond_spice_sound_new (SpicePlaybackChannel *channel);

/* At once, also in the middle of a tone; on at first. */
void frond_spice_sound_set_enabled (FrondSpiceSound *self, gboolean enabled);

/* Silence, and no signals any more. */
void frond_spice_sound_detach (FrondSpiceSound *self);

G_END_DECLS
