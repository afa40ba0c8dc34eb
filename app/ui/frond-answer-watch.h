/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "frond-display.h"
#include "frond-guest.h"

G_BEGIN_DECLS

#define FROND_TYPE_ANSWER_WATCH (frond_answer_watch_get_type ())
G_DECLARE_FINAL_TYPE (FrondAnswerWatch, frond_answer_watch, FROND, ANSWER_WATCH, GObject)

/* Keeps the property "answers" of a guest true while WINDOW shows it: asks when nothing was drawn for a while after the
 * guest came on, drew something or was given input. A guest that nobody looks at, and one that stands still untouched,
 * is not asked again. None of the three is kept: close it before they go. */
FrondAnswerWatch *frond_answer_watch_new (FrondGuest *guest, GtkWindow *window, FrondDisplay *display);
void frond_answer_watch_close (FrondAnswerWatch *self);

/* How long nothing is drawn before it is asked, and how long it then has to answer; 10 seconds each. For tests. */
void frond_answer_watch_set_patience (FrondAnswerWatch *self, guint still_ms, guint answer_ms);

G_END_DECLS
