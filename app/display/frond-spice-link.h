/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "frond-display-opener.h"
#include "frond-spice-audio.h"
#include "frond-spice-clipboard.h"
#include "frond-spice-input.h"
#include "frond-spice-screens.h"

G_BEGIN_DECLS

#define FROND_TYPE_SPICE_LINK (frond_spice_link_get_type ())
G_DECLARE_FINAL_TYPE (FrondSpiceLink, frond_spice_link, FROND, SPICE_LINK, GObject)

/* One SpiceSession from its first descriptor to its end. It is not used again: half of a dead one's channels are
 * still there, and a new one is cheap.
 *
 * signals
 *  opened                        the guest answered
 *  ended (GError or NULL)        once; NULL: the other side closed it in good order */
FrondSpiceLink *frond_spice_link_new (FrondDisplayOpener *opener, FrondSpiceClipboard *clipboard);

/* Signals may come before this returns. The other side has PATIENCE milliseconds to open a display. */
void frond_spice_link_start (FrondSpiceLink *self, guint patience);
/* Nothing happens any more; idempotent. */
void frond_spice_link_close (FrondSpiceLink *self);

FrondSpiceInput *frond_spice_link_get_input (FrondSpiceLink *self);
FrondSpiceScreens *frond_spice_link_get_screens (FrondSpiceLink *self);
FrondSpiceAudio *frond_spice_link_get_audio (FrondSpiceLink *self);
/* For tests; NULL once closed. */
SpiceSession *frond_spice_link_get_session (FrondSpiceLink *self);

G_END_DECLS
