/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "frond-answer-watch.h"
#include "frond-application.h"
#include "frond-guest.h"
#include "frond-session.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define FROND_TYPE_GUEST_WINDOW (frond_guest_window_get_type ())
G_DECLARE_FINAL_TYPE (FrondGuestWindow, frond_guest_window, FROND, GUEST_WINDOW, AdwApplicationWindow)

/* One guest: its screen while it runs, and what to do when it does not.
 *
 * properties: scaling, resize-guest (booleans, see FrondDisplay), console (boolean: the serial port has a page) */
FrondGuestWindow *frond_guest_window_new (FrondApplication *application, FrondGuest *guest);
/* What tells when the guest hangs. For tests, which have less patience. (transfer none) */
FrondAnswerWatch *frond_guest_window_get_answer_watch (FrondGuestWindow *self);

FrondGuest *frond_guest_window_get_guest (FrondGuestWindow *self);

/* Starts the guest and shows in the window how that goes. */
void frond_guest_window_start (FrondGuestWindow *self);

/* Writes size and picture into the profile. OPEN: the window is to come back at the next start of Frond. */
void frond_guest_window_remember (FrondGuestWindow *self, gboolean open);

/* Replaces the connection to the guest's screens, for tests. */
void frond_guest_window_set_session (FrondGuestWindow *self, FrondSession *session);

G_END_DECLS
