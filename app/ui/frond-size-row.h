/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* Makes ROW one for amounts of bytes: its value counts MiB, what is shown and typed is "512 MiB" or "1.5 GiB" (a
 * number without a unit means GiB). */
void frond_size_row_setup (AdwSpinRow *row);

/* All in bytes; STEP is what one press of a button adds. The value is kept inside of the bounds. */
void frond_size_row_configure (AdwSpinRow *row, guint64 lower, guint64 upper, guint64 step, guint64 value);

guint64 frond_size_row_get_bytes (AdwSpinRow *row);

/* Reads what a person typed, in MiB; FALSE where it is no amount. */
gboolean frond_size_row_parse (const char *text, double *mib);

G_END_DECLS
