/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Windows' word for a keyboard of XKB ("100c:0000100c"), or NULL where none is known. (transfer full) */
char *frond_answers_windows_keyboard (const char *layout, const char *variant);

/* Windows' word for a time zone ("W. Europe Standard Time"), or NULL where none is known. */
const char *frond_answers_windows_timezone (const char *name);

G_END_DECLS
