/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* The page of the user guide (data/help) about what WINDOW shows just now: its dialog, or else the window itself. "index"
 * for NULL and for what has no page. (transfer none) */
const char *frond_help_find_page (GtkWindow *window);

/* Opens that page in the desktop's viewer; where there is none a dialog over WINDOW says so. WINDOW may be NULL. */
void frond_help_show (GtkWindow *window);

G_END_DECLS
