/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "frond-screen-menu.h"

#include "frond-guest-screens.h"

#include <glib/gi18n.h>

void
frond_screen_menu_append_use (GMenu *section)
{
  g_menu_append (section, _ ("Send F_iles…"), "win.send-files");
  g_menu_append (section, _ ("Paste Fi_les"), "win.paste-files");
  g_menu_append (section, _ ("Capture Key_board"), "win.capture-keyboard");
  g_menu_append (section, _ ("Take _Screenshot"), "win.screenshot");
}

void
frond_screen_menu_append_view (GMenu *section)
{
  g_autoptr (GMenuModel) screens = frond_guest_screens_build_menu ();

  g_menu_append (section, _ ("Scale to _Window"), "win.view::fit");
  g_menu_append (section, _ ("_Actual Size"), "win.view::actual");
  g_menu_append (section, _ ("_Sharp Pixels"), "win.sharp");
  g_menu_append (section, _ ("Resize _Guest With Window"), "win.resize-guest");
  g_menu_append_submenu (section, _ ("S_creens"), screens);
  g_menu_append (section, _ ("Fu_ll Screen"), "win.fullscreen");
}
