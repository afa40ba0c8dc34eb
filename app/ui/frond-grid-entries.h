/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "frond-library.h"
#include "frond-settings.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define FROND_TYPE_GRID_ENTRIES (frond_grid_entries_get_type ())
G_DECLARE_FINAL_TYPE (FrondGridEntries, frond_grid_entries, FROND, GRID_ENTRIES, GObject)

/* The machines that have an icon in the application grid. Inside a sandbox they are the dynamic launcher portal's, which
 * asks the person each time; outside they are files of the person: NAME.desktop in applications/ of the user's data
 * folder, written whole or not at all, and an icon. They go with their machine, and come back with it from the trash;
 * they take its new name. */
FrondGridEntries *frond_grid_entries_new (FrondLibrary *library, FrondSettings *settings,
                                          gboolean through_portal);

gboolean frond_grid_entries_has (FrondGridEntries *self, const char *profile_id);

/* PARENT (may be NULL): the window that the portal's question belongs to. Errors: G_IO_ERROR_CANCELLED when the person
 * says no, those of files, those of the portal. */
void frond_grid_entries_add_async (FrondGridEntries *self, FrondGuest *guest, GtkWindow *parent,
                                   GAsyncReadyCallback callback, gpointer user_data);
gboolean frond_grid_entries_add_finish (FrondGridEntries *self, GAsyncResult *result, GError **error);

/* What is not there is removed, too. */
void frond_grid_entries_remove_async (FrondGridEntries *self, const char *profile_id,
                                      GAsyncReadyCallback callback, gpointer user_data);
gboolean frond_grid_entries_remove_finish (FrondGridEntries *self, GAsyncResult *result, GError **error);

G_END_DECLS
