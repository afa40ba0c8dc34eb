/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define FROND_TYPE_CATALOGUE_MARK (frond_catalogue_mark_get_type ())
G_DECLARE_FINAL_TYPE (FrondCatalogueMark, frond_catalogue_mark, FROND, CATALOGUE_MARK, GtkWidget)

/* One or two letters on a color, for a system: other people's logos are not ours to give away.
 *
 * properties: size (int, construct-only: logical pixels of an edge) */

/* COLOR is "#rrggbb"; "": the accent color. */
void frond_catalogue_mark_set (FrondCatalogueMark *self, const char *text, const char *color);

G_END_DECLS
