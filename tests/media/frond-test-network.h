/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

#define FROND_TYPE_TEST_NETWORK (frond_test_network_get_type ())
G_DECLARE_FINAL_TYPE (FrondTestNetwork, frond_test_network, FROND, TEST_NETWORK, GObject)

/* A GNetworkMonitor that says what it is told to say. */
FrondTestNetwork *frond_test_network_new (gboolean available, gboolean metered);
void frond_test_network_set (FrondTestNetwork *self, gboolean available, gboolean metered);
