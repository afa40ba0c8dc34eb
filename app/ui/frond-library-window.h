/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "frond-catalogue.h"
#include "frond-downloads.h"
#include "frond-launcher.h"
#include "frond-library.h"
#include "frond-picture-keeper.h"
#include "frond-platform.h"
#include "frond-settings.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define FROND_TYPE_LIBRARY_WINDOW (frond_library_window_get_type ())
G_DECLARE_FINAL_TYPE (FrondLibraryWindow, frond_library_window, FROND, LIBRARY_WINDOW, AdwApplicationWindow)

/* All machines, and the way to a new one. */
FrondLibraryWindow *frond_library_window_new (GtkApplication *application, FrondLibrary *library,
                                              FrondPictureKeeper *pictures, FrondSettings *settings);

/* Where it says something in passing. (transfer none) */
AdwToastOverlay *frond_library_window_get_toasts (FrondLibraryWindow *self);

/* Opens the sheet for a new machine that boots FILE; without one lets a person choose it first. */
void frond_library_window_create_from (FrondLibraryWindow *self, GFile *file);
void frond_library_window_choose (FrondLibraryWindow *self);

/* What a new machine can be made of, and those that are being made. Once. */
void frond_library_window_set_catalogue (FrondLibraryWindow *self, FrondCatalogue *catalogue,
                                         FrondLauncher *launcher, FrondDownloads *downloads);

/* Shows the machines that TEXT finds. */
void frond_library_window_search (FrondLibraryWindow *self, const char *text);

/* Shows the catalogue in place of the machines. */
void frond_library_window_show_catalogue (FrondLibraryWindow *self);

/* Replaces what is known of the distribution, for tests. Takes PLATFORM. */
void frond_library_window_set_platform (FrondLibraryWindow *self, FrondPlatform *platform);

/* Shows DOWNLOADS in the header, while there are some. */
void frond_library_window_set_downloads (FrondLibraryWindow *self, FrondDownloads *downloads);

/* Opens their list. */
void frond_library_window_show_downloads (FrondLibraryWindow *self);

G_END_DECLS
