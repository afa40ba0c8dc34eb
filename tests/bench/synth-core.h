/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <spice.h>

/* spice-server's timers and watches on GLib's default main context. */
SpiceCoreInterface *synth_core_get (void);
