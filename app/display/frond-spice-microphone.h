/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <spice-client.h>

G_BEGIN_DECLS

#define FROND_TYPE_SPICE_MICROPHONE (frond_spice_microphone_get_type ())
G_DECLARE_FINAL_TYPE (FrondSpiceMicrophone, frond_spice_microphone, FROND, SPICE_MICROPHONE, GObject)

/* What the guest hears of the person. The channel is not connected before the first consent, no device is opened and no
 * byte sent without it, and all ends the moment that it is taken back.
 *
 * signals: changed (frond_spice_microphone_get_recording) */
FrondSpiceMicrophone *frond_spice_microphone_new (SpiceRecordChannel *channel);

/* The person's consent; not given at first. */
void frond_spice_microphone_set_allowed (FrondSpiceMicrophone *self, gboolean allowed);
/* The guest listens now. */
gboolean frond_spice_microphone_get_recording (FrondSpiceMicrophone *self);

/* Silence, and no signals any more. */
void frond_spice_microphone_detach (FrondSpiceMicrophone *self);

G_END_DECLS
