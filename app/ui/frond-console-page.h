/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "frond-guest.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define FROND_TYPE_CONSOLE_PAGE (frond_console_page_get_type ())
G_DECLARE_FINAL_TYPE (FrondConsolePage, frond_console_page, FROND, CONSOLE_PAGE, AdwBin)

/* A guest's serial port in a terminal, from when the page is made until it is destroyed; the port has one user at a
 * time. What came stays to be read when the guest is off, and goes on when it runs again. All keys are the guest's but
 * those of FrondConsoleKeys.
 *
 * Hostile text is only text: no links, no pictures, no clipboard, no change of the window, 10,000 lines. */
GtkWidget *frond_console_page_new (FrondGuest *guest);

G_END_DECLS
