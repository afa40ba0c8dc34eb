/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "frond-types.h"

G_BEGIN_DECLS

/* Finding profiles by what people type, in any case and with or without accents. */

/* More words than that, and longer ones, are nobody's. */
#define FROND_PROFILE_SEARCH_MAX_TERMS 16
#define FROND_PROFILE_SEARCH_MAX_TERM  256

/* TEXT as it is compared. Caller frees. */
char *frond_profile_search_fold (const char *text);

/* TERMS folded, without those that say nothing; NULL where there are too many of them. (transfer full) */
char **frond_profile_search_fold_terms (const char *const *terms);

/* What of PROFILE is looked through, folded: its name, system, group and notes. Caller frees. */
char *frond_profile_search_dup_text (FrondProfile *profile);

/* Whether every one of the folded TERMS, of which there is at least one, is in the folded TEXT. */
gboolean frond_profile_search_matches (const char *text, const char *const *terms);

G_END_DECLS
