/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define FROND_TYPE_CONSOLE_KEYS (frond_console_keys_get_type ())
G_DECLARE_FINAL_TYPE (FrondConsoleKeys, frond_console_keys, FROND, CONSOLE_KEYS, GObject)

/* Gives the keys to TERMINAL while it has the focus, before the window's own shortcuts see them: Ctrl+W is a word less
 * in a shell, not a window less. What stays with us are shortcuts with Ctrl and Shift, the sizes of the text, F11, and
 * Ctrl+Tab, which leaves the terminal; each activates an action of the widgets around TERMINAL. */
FrondConsoleKeys *frond_console_keys_new (GtkWidget *terminal);

G_END_DECLS
