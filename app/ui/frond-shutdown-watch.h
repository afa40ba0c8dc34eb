/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "frond-types.h"

#include <adwaita.h>

G_BEGIN_DECLS

/* Waits for GUEST, which was just asked to shut down, and offers to force it off when it does not within a minute. One
 * watch a guest; it ends by itself when the guest is off. */
void frond_shutdown_watch_begin (FrondGuest *guest, AdwToastOverlay *toasts);

/* Whether GUEST was asked to shut down and is still on. */
gboolean frond_shutdown_watch_is_waiting (FrondGuest *guest);

G_END_DECLS
