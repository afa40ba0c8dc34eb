/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "frond-lock-watch.h"

#define SCANCODE_CAPS_LOCK   0x3a
#define SCANCODE_NUM_LOCK    0x45
#define SCANCODE_SCROLL_LOCK 0x46

static FrondLocks
to_lock (guint scancode)
{
  switch (scancode)
    {
    case SCANCODE_CAPS_LOCK:
      return FROND_LOCK_CAPS;
    case SCANCODE_NUM_LOCK:
      return FROND_LOCK_NUM;
    case SCANCODE_SCROLL_LOCK:
      return FROND_LOCK_SCROLL;
    default:
      return 0;
    }
}

void
frond_lock_watch_start (FrondLockWatch *self, FrondLocks host)
{
  self->waiting = 0;
  self->held = 0;
  self->last = host;
}

/* A lock is taken off when its key is let go and not when it is pressed, so that only the next press, or the end,
 * tells that nothing came of this one. */
void
frond_lock_watch_key (FrondLockWatch *self, guint scancode, gboolean down)
{
  FrondLocks lock = to_lock (scancode);

  if (lock == 0)
    return;
  if (!down)
    {
      self->held &= ~lock;
      return;
    }
  if ((self->held & lock) == 0)
    self->remapped |= self->waiting & lock;
  self->held |= lock;
  self->waiting |= lock;
}

void
frond_lock_watch_change (FrondLockWatch *self, FrondLocks host)
{
  FrondLocks changed = self->last ^ host;

  self->last = host;
  self->waiting &= ~changed;
  self->remapped &= ~changed;
}

void
frond_lock_watch_stop (FrondLockWatch *self)
{
  self->remapped |= self->waiting & ~self->held;
  self->waiting = 0;
  self->held = 0;
}

FrondLocks
frond_lock_watch_choose (const FrondLockWatch *self, FrondLocks host, FrondLocks guest)
{
  return (host & ~self->remapped) | (guest & self->remapped);
}
