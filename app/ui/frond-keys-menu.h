/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* The keys that a desktop takes for itself, to be sent to a guest by hand. The items activate ACTION with an array of
 * Linux key codes ("au"), to be pressed in order and let go in reverse. (transfer full) */
GMenuModel *frond_keys_menu_new (const char *action);

G_END_DECLS
