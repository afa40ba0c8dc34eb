/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "frond-machine-host.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define FROND_TYPE_NETWORK_ROW (frond_network_row_get_type ())
G_DECLARE_FINAL_TYPE (FrondNetworkRow, frond_network_row, FROND, NETWORK_ROW, AdwComboRow)

/* How a machine reaches others: what its host offers, and why there is no more.
 *
 * signals: changed ()   a person chose, and the profile has it */

/* Edits PROFILE, of a machine at HOST. */
void frond_network_row_set_profile (FrondNetworkRow *self, FrondProfile *profile, FrondMachineHost *host);

G_END_DECLS
