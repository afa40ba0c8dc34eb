/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "frond-launch.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define FROND_TYPE_LAUNCH_TILE (frond_launch_tile_get_type ())
G_DECLARE_FINAL_TYPE (FrondLaunchTile, frond_launch_tile, FROND, LAUNCH_TILE, GtkWidget)

/* A machine of the library that is still being made: how far it is, and the buttons to stop and to go on.
 *
 * properties: title, description (strings, read-only: what a screen reader says of it) */
GtkWidget *frond_launch_tile_new (void);
void frond_launch_tile_set_launch (FrondLaunchTile *self, FrondLaunch *launch);

/* Pauses, goes on or tries again, whichever comes next. */
void frond_launch_tile_activate (FrondLaunchTile *self);

G_END_DECLS
