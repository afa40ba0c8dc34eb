/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "frond-guest.h"
#include "frond-library.h"
#include "frond-session.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define FROND_TYPE_SHARING_GROUP (frond_sharing_group_get_type ())
G_DECLARE_FINAL_TYPE (FrondSharingGroup, frond_sharing_group, FROND, SHARING_GROUP, AdwPreferencesGroup)

/* What a machine and this computer share. What a person chooses is in the machine's profile at once, also while it
 * runs. */
GtkWidget *frond_sharing_group_new (void);

/* Once. */
void frond_sharing_group_set_guest (FrondSharingGroup *self, FrondLibrary *library, FrondGuest *guest);

/* Whose agent it speaks of; NULL: nothing is known of the agent. */
void frond_sharing_group_set_session (FrondSharingGroup *self, FrondSession *session);

G_END_DECLS
