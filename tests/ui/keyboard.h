/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Presses and releases KEYS, in xdotool's words, as a keyboard does, and waits until WINDOW has seen the release. FALSE
 * when it never comes, for example because another window has the keyboard. */
gboolean keyboard_press (GtkWindow *window, const char *keys);

/* Leaves the guest's screen, which has the focus, with Control and Alt. FALSE when the focus stays there. */
gboolean keyboard_press_release_chord (GtkWindow *window);

/* Whether there is what keys are pressed with. */
gboolean keyboard_is_available (void);

G_END_DECLS
