/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "frond-display-opener.h"

G_BEGIN_DECLS

#define CHOKING_TYPE_OPENER (choking_opener_get_type ())
G_DECLARE_FINAL_TYPE (ChokingOpener, choking_opener, CHOKING, OPENER, GObject)

/* Connections to a SPICE server that are bad on the way from it. */
ChokingOpener *choking_opener_new (FrondDisplayOpener *opener);

/* LIMIT bytes come through, counted over all connections from now on; then all of them are CUT, or stay silent. */
void choking_opener_set_limit (ChokingOpener *self, gsize limit, gboolean cut);
/* At most so many bytes a turn of the main loop; 0: no limit. */
void choking_opener_set_pace (ChokingOpener *self, gsize pace);

/* Bytes that came through since the limit was set. */
gsize choking_opener_get_n_bytes (ChokingOpener *self);

G_END_DECLS
