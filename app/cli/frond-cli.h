/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Frond over a terminal, where there may be no display to open. */

/* Whether WORD is a command, so that the arguments are not the windows'. */
gboolean frond_cli_knows (const char *word);

/* Runs the command ARGV[0] and returns the exit status of the program: see FrondCliStatus. Blocks. */
int frond_cli_run (int argc, char **argv);

/* The commands, a line each, for the help of the program. Caller frees. */
char *frond_cli_dup_summary (void);

G_END_DECLS
