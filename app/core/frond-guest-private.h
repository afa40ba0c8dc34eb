/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "frond-display-opener.h"
#include "frond-guest.h"
#include "frond-machine-host.h"

G_BEGIN_DECLS

/* For the library, which makes guests and keeps them true. */
FrondGuest *_frond_guest_new (FrondProfile *profile, FrondMachineHost *host);

/* The library that SELF is an item of is told what changes of it; NULL: it has left. Not owned. */
void _frond_guest_set_library (FrondGuest *self, FrondLibrary *library);
FrondLibrary *_frond_guest_get_library (FrondGuest *self);

/* The machine lives there from now on. */
void _frond_guest_set_host (FrondGuest *self, FrondMachineHost *host);
void _frond_guest_set_state (FrondGuest *self, FrondGuestState state, FrondGuestReason reason);
void _frond_guest_set_answers (FrondGuest *self, gboolean answers);
void _frond_guest_apply (FrondGuest *self, FrondMachineInfo *info);
void _frond_guest_set_progress (FrondGuest *self, double progress);

/* What the next start that succeeds hands over, and no later one; may be NULL. */
void _frond_guest_set_installer (FrondGuest *self, FrondMachineSources *sources);
guint64 _frond_guest_get_generation (FrondGuest *self);
void _frond_guest_set_generation (FrondGuest *self, guint64 generation);

/* The machine's uuid, or NULL after having failed TASK. */
const char *_frond_guest_machine_or_fail (FrondGuest *self, GTask *task);

void _frond_guest_display_opener_init (FrondDisplayOpenerInterface *iface);

/* Marks the guest busy until the matching end; ERROR (may be NULL) becomes the guest's error. */
void _frond_guest_begin (FrondGuest *self);
void _frond_guest_end (FrondGuest *self, const GError *error);

G_END_DECLS
