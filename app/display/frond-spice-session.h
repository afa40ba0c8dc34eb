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

/* What must be true of the process before gtk_init (software rendering without a GPU), and what is slow the first
 * time (GStreamer's registry) started in a thread. Call first in main(). */
void frond_display_init_early (void);

G_END_DECLS
