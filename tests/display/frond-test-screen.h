/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "frond-screen.h"

G_BEGIN_DECLS

#define FROND_TYPE_TEST_SCREEN (frond_test_screen_get_type ())
G_DECLARE_FINAL_TYPE (FrondTestScreen, frond_test_screen, FROND, TEST_SCREEN, FrondScreen)

/* A screen without a guest. It starts ready, able to resize, with a pattern in which no two neighbours are equal;
 * what is sent to it is a line each in its log: "key 1e down", "abs X Y", "rel DX DY", "button N down", "wheel N",
 * "locks N", "size W H WMM HMM". */
FrondTestScreen *frond_test_screen_new (int width, int height);

guint32 frond_test_screen_get_pixel (FrondTestScreen *self, int x, int y);
void frond_test_screen_fill (FrondTestScreen *self, int x, int y, int width, int height, guint32 colour);
/* New memory with a new pattern. */
void frond_test_screen_resize (FrondTestScreen *self, int width, int height);
void frond_test_screen_set_ready (FrondTestScreen *self, gboolean ready);
void frond_test_screen_set_busy (FrondTestScreen *self, gboolean busy);

guint frond_test_screen_get_n_acquired (FrondTestScreen *self);
/* The whole log in one string, lines joined by ", "; empties it. (transfer full) */
char *frond_test_screen_take_log (FrondTestScreen *self);
/* Whether the log has this line (now). */
gboolean frond_test_screen_has (FrondTestScreen *self, const char *line);
/* The last line that begins so, or NULL. */
const char *frond_test_screen_last (FrondTestScreen *self, const char *prefix);

G_END_DECLS
