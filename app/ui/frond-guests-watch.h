/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "frond-library.h"

G_BEGIN_DECLS

#define FROND_TYPE_GUESTS_WATCH (frond_guests_watch_get_type ())
G_DECLARE_FINAL_TYPE (FrondGuestsWatch, frond_guests_watch, FROND, GUESTS_WATCH, GObject)

/* What the guests of a library do, for those who want to know of all of them: one handler a guest, and no look at the
 * others when one changes.
 *
 * signals:
 *  guest-changed (FrondGuest, FrondGuestState old state, FrondGuestReason old reason): one that is on, or was until now,
 *                or is or was being made, does something else; the old state is UNKNOWN when it was neither
 *                before
 *  changed ():   the answers of the functions below may be others */
FrondGuestsWatch *frond_guests_watch_new (FrondLibrary *library);

/* How many are on: all, or only those that end with the login. */
guint frond_guests_watch_get_n_on (FrondGuestsWatch *self, gboolean of_the_login);

/* How many machines are being made: copied, imported, unpacked. */
guint frond_guests_watch_get_n_made (FrondGuestsWatch *self);

/* "“Debian 13” and 2 others are running", in one line of at most 96 characters; NULL when none is on. OF_THE_LOGIN: see
 * above. Caller frees. */
char *frond_guests_watch_dup_words (FrondGuestsWatch *self, gboolean of_the_login);

G_END_DECLS
