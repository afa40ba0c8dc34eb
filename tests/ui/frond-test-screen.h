/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "frond-screen.h"

G_BEGIN_DECLS

#define FROND_TYPE_TEST_SCREEN (frond_test_screen_get_type ())
G_DECLARE_FINAL_TYPE (FrondTestScreen, frond_test_screen, FROND, TEST_SCREEN, FrondScreen)

/* A screen with a still picture that counts the keys pressed. */
FrondScreen *frond_test_screen_new (int width, int height);

/* A further monitor that is off; it takes the size that it is asked for, once it can be asked. */
FrondScreen *frond_test_screen_new_dark (void);

/* The guest takes another mode. */
void frond_test_screen_resize (FrondTestScreen *self, int width, int height);
guint frond_test_screen_get_n_keys (FrondTestScreen *self);

/* The same picture as a PNG. Caller owns it. */
GBytes *frond_test_screen_draw_png (int width, int height, guint variant);

G_END_DECLS
