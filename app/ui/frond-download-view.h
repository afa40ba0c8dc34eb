/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "frond-download.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define FROND_TYPE_DOWNLOAD_VIEW (frond_download_view_get_type ())
G_DECLARE_FINAL_TYPE (FrondDownloadView, frond_download_view, FROND, DOWNLOAD_VIEW, AdwBin)

/* How far a download is, in a bar and in words, and the buttons that go with its state: for rows and tiles. Shows
 * nothing without a download.
 *
 * properties: download (FrondDownload or NULL), compact (boolean: the bar and one line, without buttons) */
GtkWidget *frond_download_view_new (FrondDownload *download);

void frond_download_view_set_download (FrondDownloadView *self, FrondDownload *download);

G_END_DECLS
