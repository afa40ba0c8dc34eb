/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "frond-display-opener.h"
#include "frond-session.h"

G_BEGIN_DECLS

#define FROND_TYPE_SPICE_SESSION (frond_spice_session_get_type ())
G_DECLARE_FINAL_TYPE (FrondSpiceSession, frond_spice_session, FROND, SPICE_SESSION, FrondSession)

/* A SPICE client that asks OPENER for one descriptor per channel. */
FrondSession *frond_spice_session_new (FrondDisplayOpener *opener);

/* What must be true of a process with windows before gtk_init (software rendering without a GPU). Call before any
 * thread is started. */
void frond_display_init_early (void);

/* Starts what is slow the first time (GStreamer's registry), in a thread, for a process that is going to show screens.
 * Once; whoever has called this calls frond_display_end(). */
void frond_display_warm_up (void);

/* Waits for that thread, if there is one, at most some seconds: none should run while the process takes itself apart. */
void frond_display_end (void);

G_END_DECLS
