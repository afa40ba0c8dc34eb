/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "frond-types.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define FROND_TYPE_HARDWARE_GROUP (frond_hardware_group_get_type ())
G_DECLARE_FINAL_TYPE (FrondHardwareGroup, frond_hardware_group, FROND, HARDWARE_GROUP, AdwPreferencesGroup)

/* Rows for memory, processors and disk of one profile, inside of what the host can give.
 *
 * properties: show-disk (boolean)
 * signals:    changed: a person changed a value, which is in the profile now */
GtkWidget *frond_hardware_group_new (void);

/* Shows and from now on changes PROFILE. CAPABILITIES may be NULL. */
void frond_hardware_group_set_profile (FrondHardwareGroup *self, FrondProfile *profile,
                                       FrondHostCapabilities *capabilities);

G_END_DECLS
