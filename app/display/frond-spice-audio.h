/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <spice-client.h>

G_BEGIN_DECLS

#define FROND_TYPE_SPICE_AUDIO (frond_spice_audio_get_type ())
G_DECLARE_FINAL_TYPE (FrondSpiceAudio, frond_spice_audio, FROND, SPICE_AUDIO, GObject)

/* The sound of one connection, both ways: the guest is heard, and hears nothing, until told otherwise.
 *
 * signals: changed (frond_spice_audio_get_recording) */
FrondSpiceAudio *frond_spice_audio_new (void);

/* Keeps the library's own sound out of SESSION. */
void frond_spice_audio_attach (FrondSpiceAudio *self, SpiceSession *session);
/* The first of each kind is connected when it may be; a guest has no more. */
void frond_spice_audio_add_channel (FrondSpiceAudio *self, SpiceChannel *channel);
void frond_spice_audio_detach (FrondSpiceAudio *self);

void frond_spice_audio_set_sound (FrondSpiceAudio *self, gboolean sound);
void frond_spice_audio_set_microphone (FrondSpiceAudio *self, gboolean microphone);
gboolean frond_spice_audio_get_recording (FrondSpiceAudio *self);

G_END_DECLS
