/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "frond-cursor.h"

#include <spice-client.h>

G_BEGIN_DECLS

#define FROND_TYPE_SPICE_CURSOR (frond_spice_cursor_get_type ())
G_DECLARE_FINAL_TYPE (FrondSpiceCursor, frond_spice_cursor, FROND, SPICE_CURSOR, GObject)

/* What one cursor channel says of the guest's pointer.
 * signals: changed (another shape), moved (the guest put it elsewhere) */
FrondSpiceCursor *frond_spice_cursor_new (SpiceCursorChannel *channel);

/* Opens the channel; may be called again. */
void frond_spice_cursor_connect (FrondSpiceCursor *self);

int frond_spice_cursor_get_channel_id (FrondSpiceCursor *self);
/* NULL while the guest has not said anything. */
FrondCursor *frond_spice_cursor_get_shape (FrondSpiceCursor *self);
/* Guest pixels of the hot spot. */
void frond_spice_cursor_get_position (FrondSpiceCursor *self, int *x, int *y);

G_END_DECLS
