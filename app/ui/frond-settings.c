/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "frond-ui"

#include "frond-settings.h"

#define SCHEMA_ID              "me.phyllo.Frond"
#define KEY_LIBRARY_WIDTH      "library-width"
#define KEY_LIBRARY_HEIGHT     "library-height"
#define KEY_LIBRARY_MAXIMIZED  "library-maximized"
#define KEY_VIEW_SORT          "view-sort"
#define KEY_KEEP_RUNNING_HINT  "keep-running-hint"
#define KEY_DOWNLOADS_LIMIT    "downloads-limit"
#define KEY_DOWNLOADS_PARALLEL "downloads-parallel"
#define KEY_DOWNLOADS_METERED  "downloads-metered"
#define KEY_HOST_SHORTCUTS     "host-shortcuts"
#define KEY_RECENT_SYSTEMS     "recent-systems"
#define KEY_CATALOGUE_URL      "catalogue-url"
#define KEY_NEW_MACHINES       "new-machines"
#define KEY_BACKGROUND         "stay-in-background"
#define KEY_KEEP_AWAKE         "keep-awake"
#define KEY_GRID_ENTRIES       "grid-entries"

#define MAX_RECENT_SYSTEMS 8

struct _FrondSettings
{
  GObject parent_instance;

  GSettings *settings;
};

G_DEFINE_FINAL_TYPE (FrondSettings, frond_settings, G_TYPE_OBJECT)

enum
{
  VIEW_SORT_CHANGED,
  HOST_SHORTCUTS_CHANGED,
  RECENT_SYSTEMS_CHANGED,
  KEEP_AWAKE_CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void
view_sort_changed_cb (FrondSettings *self)
{
  g_signal_emit (self, signals[VIEW_SORT_CHANGED], 0);
}

static void
host_shortcuts_changed_cb (FrondSettings *self)
{
  g_signal_emit (self, signals[HOST_SHORTCUTS_CHANGED], 0);
}

static void
recent_systems_changed_cb (FrondSettings *self)
{
  g_signal_emit (self, signals[RECENT_SYSTEMS_CHANGED], 0);
}

static void
keep_awake_changed_cb (FrondSettings *self)
{
  g_signal_emit (self, signals[KEEP_AWAKE_CHANGED], 0);
}

static void
frond_settings_dispose (GObject *object)
{
  FrondSettings *self = FROND_SETTINGS (object);

  g_clear_object (&self->settings);
  G_OBJECT_CLASS (frond_settings_parent_class)->dispose (object);
}

static void
frond_settings_class_init (FrondSettingsClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = frond_settings_dispose;

  signals[VIEW_SORT_CHANGED] = g_signal_new ("view-sort-changed", G_TYPE_FROM_CLASS (klass),
                                             G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[RECENT_SYSTEMS_CHANGED] = g_signal_new ("recent-systems-changed", G_TYPE_FROM_CLASS (klass),
                                                  G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[KEEP_AWAKE_CHANGED] = g_signal_new ("keep-awake-changed", G_TYPE_FROM_CLASS (klass),
                                              G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[HOST_SHORTCUTS_CHANGED] = g_signal_new ("host-shortcuts-changed", G_TYPE_FROM_CLASS (klass),
                                                  G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
frond_settings_init (FrondSettings *self)
{
  self->settings = g_settings_new (SCHEMA_ID);
  g_signal_connect_object (self->settings, "changed::" KEY_VIEW_SORT, G_CALLBACK (view_sort_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->settings, "changed::" KEY_HOST_SHORTCUTS,
                           G_CALLBACK (host_shortcuts_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->settings, "changed::" KEY_RECENT_SYSTEMS,
                           G_CALLBACK (recent_systems_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->settings, "changed::" KEY_KEEP_AWAKE, G_CALLBACK (keep_awake_changed_cb),
                           self, G_CONNECT_SWAPPED);
}

FrondSettings *
frond_settings_new (void)
{
  return g_object_new (FROND_TYPE_SETTINGS, NULL);
}

void
frond_settings_get_library_size (FrondSettings *self, int *width, int *height)
{
  g_return_if_fail (FROND_IS_SETTINGS (self));

  *width = g_settings_get_int (self->settings, KEY_LIBRARY_WIDTH);
  *height = g_settings_get_int (self->settings, KEY_LIBRARY_HEIGHT);
}

gboolean
frond_settings_get_library_maximized (FrondSettings *self)
{
  g_return_val_if_fail (FROND_IS_SETTINGS (self), FALSE);

  return g_settings_get_boolean (self->settings, KEY_LIBRARY_MAXIMIZED);
}

void
frond_settings_set_library_size (FrondSettings *self, int width, int height, gboolean maximized)
{
  g_return_if_fail (FROND_IS_SETTINGS (self));

  if (width > 0 && height > 0)
    {
      g_settings_set_int (self->settings, KEY_LIBRARY_WIDTH, width);
      g_settings_set_int (self->settings, KEY_LIBRARY_HEIGHT, height);
    }
  g_settings_set_boolean (self->settings, KEY_LIBRARY_MAXIMIZED, maximized);
}

char *
frond_settings_dup_view_sort (FrondSettings *self)
{
  g_return_val_if_fail (FROND_IS_SETTINGS (self), NULL);

  return g_settings_get_string (self->settings, KEY_VIEW_SORT);
}

GAction *
frond_settings_create_view_sort_action (FrondSettings *self)
{
  g_return_val_if_fail (FROND_IS_SETTINGS (self), NULL);

  return g_settings_create_action (self->settings, KEY_VIEW_SORT);
}

gboolean
frond_settings_get_keep_running_hint (FrondSettings *self)
{
  g_return_val_if_fail (FROND_IS_SETTINGS (self), FALSE);

  return g_settings_get_boolean (self->settings, KEY_KEEP_RUNNING_HINT);
}

void
frond_settings_set_keep_running_hint (FrondSettings *self, gboolean show)
{
  g_return_if_fail (FROND_IS_SETTINGS (self));

  g_settings_set_boolean (self->settings, KEY_KEEP_RUNNING_HINT, show);
}

char **
frond_settings_dup_host_shortcuts (FrondSettings *self)
{
  g_return_val_if_fail (FROND_IS_SETTINGS (self), NULL);

  return g_settings_get_strv (self->settings, KEY_HOST_SHORTCUTS);
}

void
frond_settings_set_host_shortcuts (FrondSettings *self, const char *const *shortcuts)
{
  g_return_if_fail (FROND_IS_SETTINGS (self));

  g_settings_set_strv (self->settings, KEY_HOST_SHORTCUTS, shortcuts);
}

void
frond_settings_bind_downloads (FrondSettings *self, FrondDownloads *downloads, FrondCache *cache)
{
  g_return_if_fail (FROND_IS_SETTINGS (self));

  g_settings_bind (self->settings, KEY_DOWNLOADS_PARALLEL, downloads, "max-parallel",
                   G_SETTINGS_BIND_DEFAULT | G_SETTINGS_BIND_NO_SENSITIVITY);
  g_settings_bind (self->settings, KEY_DOWNLOADS_METERED, downloads, "metered",
                   G_SETTINGS_BIND_DEFAULT | G_SETTINGS_BIND_NO_SENSITIVITY);
  g_settings_bind (self->settings, KEY_DOWNLOADS_LIMIT, cache, "limit",
                   G_SETTINGS_BIND_DEFAULT | G_SETTINGS_BIND_NO_SENSITIVITY);
}

char **
frond_settings_dup_recent_systems (FrondSettings *self)
{
  g_return_val_if_fail (FROND_IS_SETTINGS (self), NULL);

  return g_settings_get_strv (self->settings, KEY_RECENT_SYSTEMS);
}

void
frond_settings_add_recent_system (FrondSettings *self, const char *id)
{
  g_auto (GStrv) before = frond_settings_dup_recent_systems (self);
  const char *ids[MAX_RECENT_SYSTEMS + 1] = { id, NULL };
  guint n = 1;

  g_return_if_fail (FROND_IS_SETTINGS (self));

  for (guint i = 0; before[i] != NULL && n < MAX_RECENT_SYSTEMS; i++)
    if (!g_str_equal (before[i], id))
      ids[n++] = before[i];
  g_settings_set_strv (self->settings, KEY_RECENT_SYSTEMS, ids);
}

char *
frond_settings_dup_catalogue_url (FrondSettings *self)
{
  g_return_val_if_fail (FROND_IS_SETTINGS (self), NULL);

  return g_settings_get_string (self->settings, KEY_CATALOGUE_URL);
}

void
frond_settings_bind_library (FrondSettings *self, FrondLibrary *library)
{
  g_return_if_fail (FROND_IS_SETTINGS (self));

  g_settings_bind (self->settings, KEY_NEW_MACHINES, library, "new-machines", G_SETTINGS_BIND_DEFAULT);
}

void
frond_settings_bind_background (FrondSettings *self, GObject *object, const char *property)
{
  g_return_if_fail (FROND_IS_SETTINGS (self));

  g_settings_bind (self->settings, KEY_BACKGROUND, object, property,
                   G_SETTINGS_BIND_DEFAULT | G_SETTINGS_BIND_NO_SENSITIVITY);
}

void
frond_settings_bind_keep_awake (FrondSettings *self, GObject *object, const char *property)
{
  g_return_if_fail (FROND_IS_SETTINGS (self));

  g_settings_bind (self->settings, KEY_KEEP_AWAKE, object, property,
                   G_SETTINGS_BIND_DEFAULT | G_SETTINGS_BIND_NO_SENSITIVITY);
}

gboolean
frond_settings_get_keep_awake (FrondSettings *self)
{
  g_return_val_if_fail (FROND_IS_SETTINGS (self), FALSE);

  return g_settings_get_boolean (self->settings, KEY_KEEP_AWAKE);
}

char **
frond_settings_dup_grid_entries (FrondSettings *self)
{
  g_return_val_if_fail (FROND_IS_SETTINGS (self), NULL);

  return g_settings_get_strv (self->settings, KEY_GRID_ENTRIES);
}

void
frond_settings_set_grid_entries (FrondSettings *self, const char *const *ids)
{
  g_return_if_fail (FROND_IS_SETTINGS (self));

  g_settings_set_strv (self->settings, KEY_GRID_ENTRIES, ids);
}
