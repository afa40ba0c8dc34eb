/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* SUMMARY in the language of the person where it is one that Frond came with; that of another catalogue stays as it
 * is. */
const char *frond_catalogue_summaries_translate (const char *summary);

G_END_DECLS
