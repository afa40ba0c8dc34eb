/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "frond-screen.h"
#include "frond-session.h"

G_BEGIN_DECLS

/* For implementations of FrondSession: what they learn of the other side. */

/* ERROR is only with LOST. (transfer full) */
void frond_session_take_state (FrondSession *self, FrondSessionState state, GError *error);
/* Once, when it is made. (transfer full) */
void frond_session_take_files (FrondSession *self, FrondFileTransfers *files);
void frond_session_take_agent_connected (FrondSession *self, gboolean connected);
void frond_session_take_inhibit_grab (FrondSession *self, gboolean inhibit);
void frond_session_take_recording (FrondSession *self, gboolean recording);
void frond_session_insert_screen (FrondSession *self, guint position, FrondScreen *screen);
void frond_session_remove_screen (FrondSession *self, FrondScreen *screen);

G_END_DECLS
