/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "frond-display.h"
#include "frond-host-capabilities.h"
#include "frond-profile.h"

#include <adwaita.h>

G_BEGIN_DECLS

/* What is said of 3D graphics: what they are good for, what they risk, why they are not to be had. */

/* Shows PROFILE's choice in its switch; where the host lacks it, the reason. CAPABILITIES may be NULL. */
void frond_gl_words_fill_row (AdwSwitchRow *row, FrondProfile *profile, FrondHostCapabilities *capabilities);

/* Puts a banner over DISPLAY that shows while the guest's 3D picture cannot be shown, and says how to go on.
 * PROPERTIES: the action that opens the machine's properties, or NULL for no button. */
void frond_gl_words_add_banner (GtkOverlay *overlay, FrondDisplay *display, const char *properties);

G_END_DECLS
