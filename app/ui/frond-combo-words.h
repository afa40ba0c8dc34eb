/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* Shows the chosen word of ROW, whose model is a GtkStringList, whole: the row's own way cuts it off in a narrow window
 * for the sake of a long subtitle, which could be wrapped. */
void frond_combo_words_set_up (AdwComboRow *row);

G_END_DECLS
