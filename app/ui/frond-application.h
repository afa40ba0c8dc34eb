/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "frond-background.h"
#include "frond-catalogue.h"
#include "frond-downloads-watch.h"
#include "frond-downloads.h"
#include "frond-grid-entries.h"
#include "frond-guest-notifier.h"
#include "frond-inhibitor.h"
#include "frond-launcher.h"
#include "frond-library.h"
#include "frond-picture-keeper.h"
#include "frond-settings.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define FROND_TYPE_APPLICATION (frond_application_get_type ())
G_DECLARE_FINAL_TYPE (FrondApplication, frond_application, FROND, APPLICATION, AdwApplication)

/* The whole of Frond. LIBRARY NULL: the user's own, made when this turns out to be the first instance; otherwise a
 * given one, in an application of its own (for tests). */
FrondApplication *frond_application_new (FrondLibrary *library);

FrondLibrary *frond_application_get_library (FrondApplication *self);
FrondPictureKeeper *frond_application_get_pictures (FrondApplication *self);
FrondSettings *frond_application_get_settings (FrondApplication *self);
FrondDownloads *frond_application_get_downloads (FrondApplication *self);
FrondDownloadsWatch *frond_application_get_downloads_watch (FrondApplication *self);

/* A queue of its own, before the application is registered (for tests). */
void frond_application_set_downloads (FrondApplication *self, FrondDownloads *downloads);

/* What a machine can be made of, and those that are being made. (transfer none) */
FrondCatalogue *frond_application_get_catalogue (FrondApplication *self);
FrondLauncher *frond_application_get_launcher (FrondApplication *self);

/* What is told to the desktop: why it should not log out, what runs without a window, and what became of machines.
 * (transfer none) */
FrondInhibitor *frond_application_get_inhibitor (FrondApplication *self);
FrondBackground *frond_application_get_background (FrondApplication *self);
FrondGuestNotifier *frond_application_get_notifier (FrondApplication *self);

/* The machines in the application grid. (transfer none) */
FrondGridEntries *frond_application_get_grid_entries (FrondApplication *self);

/* Raises the window of GUEST, or opens it. */
GtkWindow *frond_application_open_guest (FrondApplication *self, FrondGuest *guest);

/* Raises the library, or opens it. */
GtkWindow *frond_application_open_library (FrondApplication *self);

/* The window of GUEST was closed while it runs: says once that it goes on running. */
void frond_application_guest_left (FrondApplication *self, FrondGuest *guest);

G_END_DECLS
