/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

/* A spice-synth of the test's own: what to tell it and what it saw. */
typedef struct _SynthClient SynthClient;

/* The program is named by FROND_SPICE_SYNTH; returns when it listens. */
SynthClient *synth_client_new (int width, int height);
/* The further monitors are dark until somebody asks for them. */
SynthClient *synth_client_new_with_heads (int width, int height, int n_heads);
void synth_client_free (SynthClient *self);

const char *synth_client_get_path (SynthClient *self);
/* Sends a command (see spice-synth.c) and waits until it is done. */
void synth_client_do (SynthClient *self, const char *format, ...) G_GNUC_PRINTF (2, 3);
/* Whether the server has written this line since the last time it was forgotten. */
gboolean synth_client_saw (SynthClient *self, const char *line);
gboolean synth_client_saw_prefix (SynthClient *self, const char *prefix);
/* How many lines since then begin like this. */
guint synth_client_count (SynthClient *self, const char *prefix);
/* What follows PREFIX in each of them, with spaces between. (transfer full) */
char *synth_client_join (SynthClient *self, const char *prefix);
void synth_client_forget (SynthClient *self);
void synth_client_kill (SynthClient *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SynthClient, synth_client_free)
