/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "frond-display.h"
#include "frond-settings.h"

G_BEGIN_DECLS

/* DISPLAY keeps to what holds for all machines, now and when it changes: the keys that no machine gets. */
void frond_display_follow_settings (FrondDisplay *display, FrondSettings *settings);

G_END_DECLS
