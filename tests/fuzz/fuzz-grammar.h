/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Appends a record (see fuzz-script.h) that a server could mean, with some numbers that it could not. */
void fuzz_grammar_append (GByteArray *out, GRand *random);

/* Appends a record of the N-th message that the grammar knows, with modest numbers; FALSE when there is none. */
gboolean fuzz_grammar_append_sane (GByteArray *out, guint n, GRand *random);

G_END_DECLS
