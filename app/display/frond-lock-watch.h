/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "frond-screen.h"

G_BEGIN_DECLS

/* Which of the host's lock keys do what their name says. A person may have made Caps Lock another Ctrl; the guest
 * gets the key itself and switches its own light, and setting that right from the host's would undo it each time. */
typedef struct
{
  FrondLocks remapped; /* known not to change the host's light */
  FrondLocks waiting;  /* pressed, and the light has not changed yet */
  FrondLocks held;
  FrondLocks last; /* the host's lights, as last told */
} FrondLockWatch;

/* The keys come here from now on; HOST are the host's lights. */
void frond_lock_watch_start (FrondLockWatch *self, FrondLocks host);
void frond_lock_watch_key (FrondLockWatch *self, guint scancode, gboolean down);
/* The host's lights changed. */
void frond_lock_watch_change (FrondLockWatch *self, FrondLocks host);
/* The keys go elsewhere. */
void frond_lock_watch_stop (FrondLockWatch *self);

/* What the guest's lights should be: the host's, where a key of the host's has that meaning. */
FrondLocks frond_lock_watch_choose (const FrondLockWatch *self, FrondLocks host, FrondLocks guest);

G_END_DECLS
