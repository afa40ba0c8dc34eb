/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "frond-guests-watch.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define FROND_TYPE_BACKGROUND (frond_background_get_type ())
G_DECLARE_FINAL_TYPE (FrondBackground, frond_background, FROND, BACKGROUND, GObject)

/* Keeps APPLICATION alive without a window while machines run, where the background portal allows it, and says in the
 * desktop's list of such applications what runs. It ends with the last of them. Without a portal it ends with its last
 * window, as ever: machines do not need it, only who wants to be told of them does.
 *
 * Nothing here wakes up by itself: windows, guests and the portal's answers are the events.
 *
 * properties: wanted (boolean, TRUE): the person's wish; FALSE: it always ends with its last window */
FrondBackground *frond_background_new (GtkApplication *application, FrondGuestsWatch *watch);

/* The person quits: machines keep nothing alive any more. */
void frond_background_stop (FrondBackground *self);

/* For tests: whether it keeps the application alive, and what the portal was last told (NULL: nothing). */
gboolean frond_background_get_holds (FrondBackground *self);
const char *frond_background_get_status (FrondBackground *self);

G_END_DECLS
