/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "frond-types.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define FROND_TYPE_ADVANCED_ROW (frond_advanced_row_get_type ())
G_DECLARE_FINAL_TYPE (FrondAdvancedRow, frond_advanced_row, FROND, ADVANCED_ROW, AdwExpanderRow)

/* What hardly anybody has to choose for a new machine: machine model, devices, network, acceleration, 3D graphics, firmware,
 * security chip. Offers only what model and host have together (frond-machine-rules.h), with the reason for what they have
 * not. */
GtkWidget *frond_advanced_row_new (void);

/* Shows and from now on changes PROFILE. CAPABILITIES may be NULL. */
void frond_advanced_row_set_profile (FrondAdvancedRow *self, FrondProfile *profile,
                                     FrondHostCapabilities *capabilities);

/* For a machine that is there already: without what its own dialog has rows for, and with words on what that does to the
 * system on its disk. Before a profile is set. */
void frond_advanced_row_set_for_machine (FrondAdvancedRow *self);

G_END_DECLS
