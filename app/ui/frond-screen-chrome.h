/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "frond-display.h"

#include <adwaita.h>

G_BEGIN_DECLS

/* The widgets of a window that shows a guest's screen; all of them outlive the chrome. */
typedef struct
{
  GtkWindow *window;
  AdwToolbarView *toolbar_view;
  GtkWidget *header_bar;
  GtkMenuButton *menu_button;
  GtkButton *fullscreen_button;
  GtkRevealer *release_revealer;
  GtkLabel *release_label;
  FrondDisplay *display;
} FrondScreenChromeParts;

#define FROND_TYPE_SCREEN_CHROME (frond_screen_chrome_get_type ())
G_DECLARE_FINAL_TYPE (FrondScreenChrome, frond_screen_chrome, FROND, SCREEN_CHROME, GObject)

/* What is around a guest's screen in its window, and who gets the keys: the bar that hides in full screen and comes at
 * the upper edge, the keyboard that is captured there, the words that say how to get it back.
 *
 * properties: captured (boolean, read-only): the guest has the keyboard or the pointer for itself
 *             capture-keyboard (boolean): the keyboard is the guest's whenever its screen has the focus, also out of
 *             full screen; until the release chord */
FrondScreenChrome *frond_screen_chrome_new (const FrondScreenChromeParts *parts);

gboolean frond_screen_chrome_get_captured (FrondScreenChrome *self);

void frond_screen_chrome_set_capture_keyboard (FrondScreenChrome *self, gboolean capture);
gboolean frond_screen_chrome_get_capture_keyboard (FrondScreenChrome *self);

/* Whether the window shows the guest's screen now, as it does to begin with; the bars of other pages stay. */
void frond_screen_chrome_set_screen_shown (FrondScreenChrome *self, gboolean shown);

G_END_DECLS
