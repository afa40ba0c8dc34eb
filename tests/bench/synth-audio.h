/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>
#include <spice.h>

/* The sound card of the synthetic guest. */
void synth_audio_start (SpiceServer *server);

/* Plays a sine wave until HERTZ is 0. */
void synth_audio_play (guint hertz);
/* Listens to the client's microphone, and says "heard HERTZ" of each half second that was not silent. */
void synth_audio_listen (gboolean listen);
