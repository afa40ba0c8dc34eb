/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "frond-spice-link.h"
#include "frond-spice-session.h"

G_BEGIN_DECLS

/* For tests: the connection, or NULL while there is none. */
FrondSpiceLink *frond_spice_session_get_link (FrondSpiceSession *self);
/* Milliseconds that a server may be silent for while it is connected to. */
void frond_spice_session_set_patience (FrondSpiceSession *self, guint patience);

G_END_DECLS
