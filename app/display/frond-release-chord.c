/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "frond-release-chord.h"

#include <linux/input-event-codes.h>

#define HELD_LEFT_CTRL  (1u << 0)
#define HELD_RIGHT_CTRL (1u << 1)
#define HELD_ALT        (1u << 2)

static guint
key_bit (guint evdev_code)
{
  switch (evdev_code)
    {
    case KEY_LEFTCTRL:
      return HELD_LEFT_CTRL;
    case KEY_RIGHTCTRL:
      return HELD_RIGHT_CTRL;
    case KEY_LEFTALT:
      return HELD_ALT;
    default:
      return 0;
    }
}

gboolean
frond_release_chord_key (FrondReleaseChord *self, guint evdev_code, gboolean down)
{
  guint bit = key_bit (evdev_code);
  gboolean fires;

  if (bit == 0)
    {
      self->spoilt |= down;
      return FALSE;
    }

  if (down)
    {
      /* What was spoilt before the first of the keys does not count. */
      if (self->held == 0)
        frond_release_chord_reset (self);
      self->held |= bit;
      self->complete |=
          (self->held & HELD_ALT) != 0 && (self->held & (HELD_LEFT_CTRL | HELD_RIGHT_CTRL)) != 0;
      return FALSE;
    }

  self->held &= ~bit;
  if (self->held != 0)
    return FALSE;
  fires = self->complete && !self->spoilt;
  frond_release_chord_reset (self);
  return fires;
}

void
frond_release_chord_spoil (FrondReleaseChord *self)
{
  self->spoilt = TRUE;
}

void
frond_release_chord_reset (FrondReleaseChord *self)
{
  *self = (FrondReleaseChord) { 0 };
}
