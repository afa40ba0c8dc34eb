/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* TEXT as it is compared when one searches: without case, accents and differences of width. Caller frees. */
char *frond_text_fold (const char *text);

/* The words of a search, folded; NULL where there is none. Caller frees with g_strfreev(). */
char **frond_text_split_terms (const char *text);

/* Whether every one of TERMS (NULL: none) is somewhere in FOLDED. */
gboolean frond_text_has_terms (const char *folded, const char *const *terms);

G_END_DECLS
