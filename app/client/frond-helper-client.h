/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "frond-machine-host.h"

G_BEGIN_DECLS

#define FROND_TYPE_HELPER_CLIENT (frond_helper_client_get_type ())
G_DECLARE_FINAL_TYPE (FrondHelperClient, frond_helper_client, FROND, HELPER_CLIENT, GObject)

/* The session's helper as a FrondMachineHost. Its bus name is that of the build, or FROND_HELPER_NAME. */
FrondMachineHost *frond_helper_client_new (void);

/* The helper of MODE. The system's is on the system bus under the contract's name, or FROND_SYSTEM_HELPER_NAME; where
 * it is not installed, the host is unavailable with FROND_ERROR_HELPER_MISSING, until it is. Its calls may open a
 * question of polkit's: they wait for the person's answer. */
FrondMachineHost *frond_helper_client_new_for (FrondHostMode mode);

/* The same, for who only wants to know: no helper is started, and while there is none the host is unavailable. */
FrondMachineHost *frond_helper_client_new_quiet (FrondHostMode mode);

G_END_DECLS
