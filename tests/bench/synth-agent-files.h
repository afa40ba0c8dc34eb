/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

/* The part of the agent's double that takes files. It keeps none of them and says on standard output:
 *   agent file NAME SIZE             a file is announced
 *   agent file-end NAME SIZE SHA256  all of it is there
 *   agent file-status RESULT         the client gives one up */

/* TRUE when the message was one about files. */
gboolean synth_agent_files_hear (guint32 type, const guint8 *body, gsize size);

/* Forgets what is under way: the agent is gone. */
void synth_agent_files_reset (void);

/* Does what LINE says and returns TRUE, when it is one of
 *   agent-file-answer RESULT  what is said to an announced file; 0: go ahead; -1: nothing at all
 *   agent-file-quiet 0|1      says nothing when a file is complete
 *   agent-file-say RESULT     about the file that was announced last
 *   agent-file-say-of ID RESULT   about one that may never have been
 *   agent-file-full BYTES     about the last one: so much room is left */
gboolean synth_agent_files_run (const char *line);
