/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "frond-error.h"
#include "frond-session.h"

G_BEGIN_DECLS

#define FROND_TYPE_TEST_SESSION (frond_test_session_get_type ())
G_DECLARE_FINAL_TYPE (FrondTestSession, frond_test_session, FROND, TEST_SESSION, FrondSession)

/* A session with one screen that shows a picture of a desktop; its files are a FrondTestFiles. */
FrondSession *frond_test_session_new (int width, int height);

/* Further monitors, which are off; before it connects. */
void frond_test_session_add_dark_screens (FrondTestSession *self, guint count);
/* Whether the guest can be told of its monitors. */
void frond_test_session_set_agent (FrondTestSession *self, gboolean agent);

/* Breaks the connection; connecting again fails, too, while BROKEN. */
void frond_test_session_set_broken (FrondTestSession *self, gboolean broken);

/* The machine's display said something that is not taken. */
void frond_test_session_refuse (FrondTestSession *self, FrondError code);

/* USB is the session's from now on; without it the session has none. */
void frond_test_session_take_usb (FrondTestSession *self, FrondUsb *usb);
/* The guest listens to the microphone. */
void frond_test_session_set_recording (FrondTestSession *self, gboolean recording);

guint frond_test_session_get_n_connects (FrondTestSession *self);

/* How many keys went to the guest (pressed). */
guint frond_test_session_get_n_keys (FrondTestSession *self);

G_END_DECLS
