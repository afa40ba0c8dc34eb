/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "frond-types.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define FROND_TYPE_SHARING_GROUP (frond_sharing_group_get_type ())
G_DECLARE_FINAL_TYPE (FrondSharingGroup, frond_sharing_group, FROND, SHARING_GROUP, AdwPreferencesGroup)

/* Rows for what a machine shares with this computer.
 *
 * signals: changed: a person changed a value, which is in the profile now */
GtkWidget *frond_sharing_group_new (void);

/* Shows and from now on changes PROFILE. */
void frond_sharing_group_set_profile (FrondSharingGroup *self, FrondProfile *profile);

G_END_DECLS
