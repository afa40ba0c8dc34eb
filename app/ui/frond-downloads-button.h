/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "frond-downloads.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define FROND_TYPE_DOWNLOADS_BUTTON (frond_downloads_button_get_type ())
G_DECLARE_FINAL_TYPE (FrondDownloadsButton, frond_downloads_button, FROND, DOWNLOADS_BUTTON, AdwBin)

/* A button for a header bar with how far the downloads are; its popover lists them. It is there while there is something
 * to see: while one is not over, or one failed and nobody has looked. */
void frond_downloads_button_set_downloads (FrondDownloadsButton *self, FrondDownloads *downloads);

void frond_downloads_button_popup (FrondDownloadsButton *self);

G_END_DECLS
