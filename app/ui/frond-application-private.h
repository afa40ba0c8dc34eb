/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "frond-application.h"
#include "frond-background.h"
#include "frond-downloads-watch.h"
#include "frond-grid-entries.h"
#include "frond-guest-notifier.h"
#include "frond-guests-watch.h"
#include "frond-inhibitor.h"
#include "frond-library-window.h"

G_BEGIN_DECLS

/* Shared by the files of the application: its life (frond-application.c), its actions (-actions.c), the machines that
 * are made of something from the catalogue (-launches.c), and its place at the desktop (-desktop.c). */
struct _FrondApplication
{
  AdwApplication parent_instance;

  FrondLibrary *library;
  FrondPictureKeeper *pictures;
  FrondSettings *settings;
  FrondDownloads *downloads;
  FrondDownloadsWatch *downloads_watch;
  FrondCatalogue *catalogue;
  FrondLauncher *launcher;
  FrondGuestsWatch *guests_watch;
  FrondInhibitor *inhibitor;
  FrondGuestNotifier *notifier;
  FrondBackground *background;
  FrondGridEntries *grid_entries;
  gboolean for_machine; /* started for one machine alone: the library is not shown */
};

/* Longer ones are nobody's. */
#define FROND_APPLICATION_MAX_SEARCH 1024

void _frond_application_add_actions (FrondApplication *self);

/* Those for a machine, by the id of its profile or its own UUID: in -remote.c. */
void _frond_application_add_guest_actions (FrondApplication *self);

/* Makes the queue of downloads, unless one was given, and lists what an earlier life left. */
void _frond_application_start_downloads (FrondApplication *self);

void _frond_application_setup_launches (FrondApplication *self);

/* What the desktop is told: what keeps it from logging out, what happens while nobody looks, what runs without a
 * window. After the launches are set up. */
void _frond_application_setup_desktop (FrondApplication *self);

/* When the library is loaded. */
void _frond_application_resume_launches (FrondApplication *self);

/* When the last window is gone. The application ends when it is noted what is to go on next time. */
void _frond_application_abandon_launches (FrondApplication *self);

/* Remembers every window and closes it; the application ends when the library is written. */
void _frond_application_quit (FrondApplication *self);

/* The same, and says the first time that machines go on. */
void _frond_application_quit_by_person (FrondApplication *self);

FrondLibraryWindow *_frond_application_get_library_window (FrondApplication *self);

G_END_DECLS
