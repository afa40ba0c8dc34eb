/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "frond-spice-guard.h"

G_BEGIN_DECLS

#define FROND_TYPE_SPICE_STREAM (frond_spice_stream_get_type ())
G_DECLARE_FINAL_TYPE (FrondSpiceStream, frond_spice_stream, FROND, SPICE_STREAM, GInputStream)

/* What a guard lets through of what comes from a socket; a pollable stream, whose reads never block. */
GInputStream *frond_spice_stream_new (GSocket *socket, FrondSpiceGuard *guard);

G_END_DECLS
