/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* What the menus of all windows with a guest's screen have in common. The actions are the window's own. */

/* Files for the guest, its keyboard, pictures of it. */
void frond_screen_menu_append_use (GMenu *section);

/* How the screen is shown, and which others there are. */
void frond_screen_menu_append_view (GMenu *section);

G_END_DECLS
