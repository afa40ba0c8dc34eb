/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* What a machine is in the application grid: a desktop entry of its own, and its icon. PROFILE_ID is a UUID. */

/* "me.phyllo.Frond.m" and the UUID's digits: below our own id, as the portal demands, and a name for D-Bus. Caller
 * frees. */
char *frond_grid_entry_id (const char *profile_id);

/* The text of the desktop entry, escaped as its specification demands. NAME (any text) and ICON (a path) NULL: without,
 * as for the portal, which puts in its own. PROGRAM: how the machine is opened: this, with --machine. Caller frees. */
char *frond_grid_entry_text (const char *profile_id, const char *name, const char *icon, const char *program);

/* This program, for a desktop entry: "frond" where that is what a desktop starts, a path otherwise. Caller frees. */
char *frond_grid_entry_dup_program (void);

/* A square picture for a machine of that NAME, a PNG. (transfer full) */
GBytes *frond_grid_entry_draw_icon (const char *name);

G_END_DECLS
