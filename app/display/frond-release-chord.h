/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Notices Ctrl+Alt pressed and let go with nothing else in between, so that Ctrl+Alt+T and the like stay the
 * guest's. Either Ctrl; of the Alts only the left one, since the right one is AltGr on many keyboards. */
typedef struct
{
  guint held; /* a bit for each of the chord's keys */
  gboolean complete;
  gboolean spoilt;
} FrondReleaseChord;

#define FROND_RELEASE_CHORD_NAME "Ctrl+Alt"

/* TRUE when this key (Linux code) ended the chord. */
gboolean frond_release_chord_key (FrondReleaseChord *self, guint evdev_code, gboolean down);
/* A button, the wheel or a lost focus: not a chord any more. */
void frond_release_chord_spoil (FrondReleaseChord *self);
void frond_release_chord_reset (FrondReleaseChord *self);

G_END_DECLS
