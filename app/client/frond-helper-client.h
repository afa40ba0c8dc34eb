/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "frond-machine-host.h"

G_BEGIN_DECLS

#define FROND_TYPE_HELPER_CLIENT (frond_helper_client_get_type ())
G_DECLARE_FINAL_TYPE (FrondHelperClient, frond_helper_client, FROND, HELPER_CLIENT, GObject)

/* The session's helper as a FrondMachineHost. Its bus name is that of the build, or FROND_HELPER_NAME. */
FrondMachineHost *frond_helper_client_new (void);

G_END_DECLS
