/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "frond-display.h"

G_BEGIN_DECLS

#define FROND_TYPE_MENU_FOCUS (frond_menu_focus_get_type ())
G_DECLARE_FINAL_TYPE (FrondMenuFocus, frond_menu_focus, FROND, MENU_FOCUS, GObject)

/* Gives the keyboard back to DISPLAY when the menu of MENU_BUTTON closes that was opened from it, by a click or by its
 * key: GTK leaves the focus on the button, and what is typed next would not reach the guest. After the release chord
 * the person is on the button to stay. All three belong to WINDOW, which has to outlive what is returned. */
FrondMenuFocus *frond_menu_focus_new (GtkWindow *window, GtkMenuButton *menu_button, FrondDisplay *display);

G_END_DECLS
