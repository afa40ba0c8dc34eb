/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "frond-downloads.h"
#include "frond-inhibitor.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define FROND_TYPE_DOWNLOADS_WATCH (frond_downloads_watch_get_type ())
G_DECLARE_FINAL_TYPE (FrondDownloadsWatch, frond_downloads_watch, FROND, DOWNLOADS_WATCH, GObject)

/* While something is downloaded the computer does not suspend by itself, and APPLICATION does not end; what ends while
 * nobody looks at the application is told by the shell. */
FrondDownloadsWatch *frond_downloads_watch_new (GtkApplication *application, FrondInhibitor *inhibitor,
                                                FrondDownloads *downloads);

/* For tests: whether the computer is kept awake, and how often the shell was told something. */
gboolean frond_downloads_watch_get_inhibits (FrondDownloadsWatch *self);
guint frond_downloads_watch_get_n_told (FrondDownloadsWatch *self);

G_END_DECLS
