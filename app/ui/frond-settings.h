/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "frond-downloads.h"
#include "frond-types.h"

G_BEGIN_DECLS

#define FROND_TYPE_SETTINGS (frond_settings_get_type ())
G_DECLARE_FINAL_TYPE (FrondSettings, frond_settings, FROND, SETTINGS, GObject)

/* What the application remembers that belongs to no machine. The only file that knows the keys. */
FrondSettings *frond_settings_new (void);

/* Logical pixels of the library window; its state before it was maximized. */
void frond_settings_get_library_size (FrondSettings *self, int *width, int *height);
gboolean frond_settings_get_library_maximized (FrondSettings *self);
void frond_settings_set_library_size (FrondSettings *self, int width, int height, gboolean maximized);

/* "last-used", "name" or "created"; the signal "view-sort-changed" tells of a new one. Caller frees. */
char *frond_settings_dup_view_sort (FrondSettings *self);

/* A stateful action "view-sort" over the key, for a window's action map. (transfer full) */
GAction *frond_settings_create_view_sort_action (FrondSettings *self);

/* Whether the hint that guests outlive their windows is still to be shown. */
gboolean frond_settings_get_keep_running_hint (FrondSettings *self);
void frond_settings_set_keep_running_hint (FrondSettings *self, gboolean show);

/* The key combinations that no guest gets, as frond_host_shortcuts_new() takes them; the signal
 * "host-shortcuts-changed" tells of others. (transfer full) */
char **frond_settings_dup_host_shortcuts (FrondSettings *self);
void frond_settings_set_host_shortcuts (FrondSettings *self, const char *const *shortcuts);

/* Keeps the properties of DOWNLOADS and CACHE that people can set, both ways: how many at once, networks that cost,
 * and the limit. */
void frond_settings_bind_downloads (FrondSettings *self, FrondDownloads *downloads, FrondCache *cache);

/* Keeps the property of LIBRARY that says where new machines are made, both ways. */
void frond_settings_bind_library (FrondSettings *self, FrondLibrary *library);

/* Keeps a boolean PROPERTY of OBJECT, both ways: whether to stay without a window while machines run, and whether the
 * computer stays awake while they do. The signal "keep-awake-changed" tells of the latter. */
void frond_settings_bind_background (FrondSettings *self, GObject *object, const char *property);
void frond_settings_bind_keep_awake (FrondSettings *self, GObject *object, const char *property);
gboolean frond_settings_get_keep_awake (FrondSettings *self);

/* The ids of the profiles that have an icon in the application grid. (transfer full) */
char **frond_settings_dup_grid_entries (FrondSettings *self);
void frond_settings_set_grid_entries (FrondSettings *self, const char *const *ids);

/* The ids of the catalogue's entries that were used lately, the latest first; the signal "recent-systems-changed" tells
 * of others. (transfer full) */
char **frond_settings_dup_recent_systems (FrondSettings *self);
void frond_settings_add_recent_system (FrondSettings *self, const char *id);

/* Where there is a newer catalogue; "": nowhere. Caller frees. */
char *frond_settings_dup_catalogue_url (FrondSettings *self);

G_END_DECLS
