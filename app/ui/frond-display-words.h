/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "frond-display.h"

G_BEGIN_DECLS

/* What assistive technology says of the screen of the machine NAME: what it is, who has keyboard and pointer, how to
 * get them back, and each change of that while it happens. May be called again with another name. */
void frond_display_words_set (FrondDisplay *display, const char *name);

/* “Press Ctrl+Alt to release keyboard and pointer”. Caller frees. */
char *frond_display_words_dup_release (FrondDisplay *display);

G_END_DECLS
