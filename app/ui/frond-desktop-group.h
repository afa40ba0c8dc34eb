/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "frond-types.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define FROND_TYPE_DESKTOP_GROUP (frond_desktop_group_get_type ())
G_DECLARE_FINAL_TYPE (FrondDesktopGroup, frond_desktop_group, FROND, DESKTOP_GROUP, AdwPreferencesGroup)

/* Which desktop a ready-made system gets when it sets itself up. Not seen until it has a profile whose system has a choice.
 *
 * signals: changed: another one was chosen; the profile's memory and disk are what that needs */

GtkWidget *frond_desktop_group_new (void);

/* PROFILE is edited. CAPABILITIES may be NULL. */
void frond_desktop_group_set_profile (FrondDesktopGroup *self, FrondProfile *profile,
                                      FrondHostCapabilities *capabilities);

G_END_DECLS
