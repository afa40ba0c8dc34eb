/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "frond-types.h"

#include <adwaita.h>

G_BEGIN_DECLS

/* What becomes of a machine when its window is closed, and when something happens to the computer.
 *
 * signals: changed ()   a person chose something; it is in the profile */
#define FROND_TYPE_FATES_GROUP (frond_fates_group_get_type ())
G_DECLARE_FINAL_TYPE (FrondFatesGroup, frond_fates_group, FROND, FATES_GROUP, AdwPreferencesGroup)

/* PROFILE is edited. MODE is where its machine lives: on the computer's service it outlives the login. */
void frond_fates_group_set_profile (FrondFatesGroup *self, FrondProfile *profile, FrondHostMode mode);

G_END_DECLS
