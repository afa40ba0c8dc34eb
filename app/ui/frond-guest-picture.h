/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "frond-types.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define FROND_TYPE_GUEST_PICTURE (frond_guest_picture_get_type ())
G_DECLARE_FINAL_TYPE (FrondGuestPicture, frond_guest_picture, FROND, GUEST_PICTURE, GtkWidget)

/* The last picture of a guest at 16:10, or a letter for its system on a colour; dimmed while the guest is off.
 *
 * properties: guest (FrondGuest or NULL), min-width (int, logical pixels) */
GtkWidget *frond_guest_picture_new (void);
void frond_guest_picture_set_guest (FrondGuestPicture *self, FrondGuest *guest);

/* For a system that has no guest yet: its letter, or a leaf where NAME is ""; NULL: nothing, there is something before it. */
void frond_guest_picture_set_placeholder (FrondGuestPicture *self, const char *name);

G_END_DECLS
