/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "frond-types.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define FROND_TYPE_PLACE_GROUP (frond_place_group_get_type ())
G_DECLARE_FINAL_TYPE (FrondPlaceGroup, frond_place_group, FROND, PLACE_GROUP, AdwPreferencesGroup)

/* Where a machine lives, moving it, and what depends on that: starting with the computer, the computer's devices, and the
 * passphrase of its disks. What it cannot have is there with the reason.
 *
 * signals: changed ()          a person changed PROFILE
 *          move-requested ()   the machine is to move: whoever shows the group has to go first */

/* Edits PROFILE, a copy of the one of GUEST; what it does at once, it does to GUEST. */
void frond_place_group_set_guest (FrondPlaceGroup *self, FrondLibrary *library, FrondGuest *guest,
                                  FrondProfile *profile);

G_END_DECLS
