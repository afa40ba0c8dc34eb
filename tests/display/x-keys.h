/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

/* Runs xdotool with these arguments (and NULL) while the main context goes on, as a person would be there. */
void x_do (const char *first, ...) G_GNUC_NULL_TERMINATED;
