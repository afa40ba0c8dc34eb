/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "ui-fixture.h"

G_BEGIN_DECLS

typedef struct
{
  const char *name;
  GtkWindow *(*open) (UiFixture *fixture); /* returns the window to look at */
} ShotsScreen;

/* All of them. */
const ShotsScreen *shots_get_screens (guint *n_screens);

/* The size of the windows that are opened from now on. */
void shots_set_size (int width, int height);

/* Gives WINDOW that size. */
void shots_set_window_size (GtkWindow *window);

/* Screens of shots that have files of their own; each returns the window to draw. */

/* The window of one machine that is in STATE. */
GtkWindow *shots_open_guest (UiFixture *f, FrondGuestState state, FrondGuestReason reason);

/* The library with machines in every state. */
GtkWindow *shots_open_library (UiFixture *f);

/* The sheet that makes a machine from a disc. */
GtkWindow *shots_open_create (UiFixture *f);

GtkWindow *shots_open_preferences_machines (UiFixture *f);
GtkWindow *shots_open_create_encrypted (UiFixture *f);
GtkWindow *shots_open_place_service (UiFixture *f);
GtkWindow *shots_open_place_session (UiFixture *f);
GtkWindow *shots_open_move (UiFixture *f);
GtkWindow *shots_open_move_back (UiFixture *f);
GtkWindow *shots_open_moving (UiFixture *f);
GtkWindow *shots_open_moved (UiFixture *f);
GtkWindow *shots_open_devices (UiFixture *f);
GtkWindow *shots_open_passphrase (UiFixture *f);
GtkWindow *shots_open_unlock (UiFixture *f);
GtkWindow *shots_open_guest_fullscreen_bar (UiFixture *f);
GtkWindow *shots_open_guest_blank (UiFixture *f);
GtkWindow *shots_open_guest_saved (UiFixture *f);
GtkWindow *shots_open_guest_start_fresh (UiFixture *f);
GtkWindow *shots_open_properties_fates (UiFixture *f);
GtkWindow *shots_open_preferences (UiFixture *f);
GtkWindow *shots_open_preferences_keys (UiFixture *f);
GtkWindow *shots_open_guest_console (UiFixture *f);
GtkWindow *shots_open_guest_console_off (UiFixture *f);
GtkWindow *shots_open_guest_console_busy (UiFixture *f);
GtkWindow *shots_open_import (UiFixture *f);
GtkWindow *shots_open_import_end (UiFixture *f);
GtkWindow *shots_open_import_problem (UiFixture *f);
GtkWindow *shots_open_import_found (UiFixture *f);
GtkWindow *shots_open_usb (UiFixture *f);
GtkWindow *shots_open_usb_failed (UiFixture *f);
GtkWindow *shots_open_usb_empty (UiFixture *f);

/* As New Machine shows it to somebody who has machines. */
GtkWindow *shots_open_catalogue (UiFixture *f);
GtkWindow *shots_open_catalogue_focused (UiFixture *f);
GtkWindow *shots_open_catalogue_no_results (UiFixture *f);
GtkWindow *shots_open_catalogue_launching (UiFixture *f);
GtkWindow *shots_open_catalogue_configure (UiFixture *f);
GtkWindow *shots_open_library_focused (UiFixture *f);
GtkWindow *shots_open_library_focused_button (UiFixture *f);
GtkWindow *shots_open_library_selecting (UiFixture *f);
GtkWindow *shots_open_library_move_to_group (UiFixture *f);
GtkWindow *shots_open_library_launching (UiFixture *f);

GtkWindow *shots_open_downloads (UiFixture *f);
GtkWindow *shots_open_downloads_failed (UiFixture *f);
GtkWindow *shots_open_preferences_downloads (UiFixture *f);

/* Galleries of every error. */
GtkWindow *shots_open_errors (UiFixture *f);
GtkWindow *shots_open_errors_media (UiFixture *f);
GtkWindow *shots_open_errors_files (UiFixture *f);
GtkWindow *shots_open_errors_downloads (UiFixture *f);
GtkWindow *shots_open_errors_import (UiFixture *f);
GtkWindow *shots_open_errors_library (UiFixture *f);
GtkWindow *shots_open_errors_images (UiFixture *f);
GtkWindow *shots_open_errors_passphrase (UiFixture *f);
GtkWindow *shots_open_errors_save (UiFixture *f);
GtkWindow *shots_open_errors_tasks (UiFixture *f);
GtkWindow *shots_open_errors_fields (UiFixture *f);

G_END_DECLS
