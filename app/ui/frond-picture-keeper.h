/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "frond-types.h"

#include <gdk/gdk.h>

G_BEGIN_DECLS

#define FROND_TYPE_PICTURE_KEEPER (frond_picture_keeper_get_type ())
G_DECLARE_FINAL_TYPE (FrondPictureKeeper, frond_picture_keeper, FROND, PICTURE_KEEPER, GObject)

/* Keeps the last pictures of guests in their profiles. Takes one only when asked: there is no timer. */
FrondPictureKeeper *frond_picture_keeper_new (FrondLibrary *library);

/* Asks the host for a picture of GUEST, if it runs and none is on its way. */
void frond_picture_keeper_refresh (FrondPictureKeeper *self, FrondGuest *guest);

/* The same for every guest that runs. */
void frond_picture_keeper_refresh_all (FrondPictureKeeper *self);

/* Keeps TEXTURE, which is what its window shows, as the picture of GUEST. */
void frond_picture_keeper_take (FrondPictureKeeper *self, FrondGuest *guest, GdkTexture *texture);

G_END_DECLS
