/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "frond-downloads.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define FROND_TYPE_DOWNLOADS_PAGE (frond_downloads_page_get_type ())
G_DECLARE_FINAL_TYPE (FrondDownloadsPage, frond_downloads_page, FROND, DOWNLOADS_PAGE, AdwPreferencesPage)

/* The page of the preferences about downloads: what is kept of them and how much, and how they are made. Changes
 * DOWNLOADS and its cache; that the settings follow is the business of the application. */
AdwPreferencesPage *frond_downloads_page_new (FrondDownloads *downloads);

G_END_DECLS
