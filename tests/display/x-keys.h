/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

/* Runs xdotool with these arguments (and NULL) while the main context goes on, as a person would be there. */
void x_do (const char *first, ...) G_GNUC_NULL_TERMINATED;

/* The desktop of run-x.sh and run-sway.sh has one key of its own, Super+F9. Whether it got it since the last time that
 * was waited for; waiting fails the test when it does not come. */
gboolean x_desktop_key_came (void);
void x_wait_desktop_key (void);
