/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "frond-display.h"
#include "frond-guest.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define FROND_TYPE_SCREENSHOT_TAKER (frond_screenshot_taker_get_type ())
G_DECLARE_FINAL_TYPE (FrondScreenshotTaker, frond_screenshot_taker, FROND, SCREENSHOT_TAKER, GObject)

/* Puts pictures of a guest into files and onto the clipboard, and says so in TOASTS. Keeps no reference to DISPLAY and
 * TOASTS. */
FrondScreenshotTaker *frond_screenshot_taker_new (FrondGuest *guest, FrondDisplay *display,
                                                  AdwToastOverlay *toasts);

/* Of the guest's first monitor, as the machine has it. */
void frond_screenshot_taker_take (FrondScreenshotTaker *self);
/* Of what the display shows. */
void frond_screenshot_taker_take_shown (FrondScreenshotTaker *self);

/* To be called when the window goes: nothing more is told. */
void frond_screenshot_taker_close (FrondScreenshotTaker *self);

G_END_DECLS
