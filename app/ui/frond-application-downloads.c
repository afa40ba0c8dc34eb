/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "frond-ui"

#include "frond-application-private.h"

static void
restored_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  if (!frond_downloads_restore_finish (FROND_DOWNLOADS (source), result, &error))
    g_message ("Looking for unfinished downloads: %s", error->message);
}

static void
trimmed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  if (!frond_cache_trim_finish (FROND_CACHE (source), result, &error))
    g_message ("Looking into the cache of images: %s", error->message);
}

static void
show_downloads_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  FrondApplication *self = user_data;

  frond_application_open_library (self);
  frond_library_window_show_downloads (_frond_application_get_library_window (self));
}

static void
retry_download_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  FrondApplication *self = user_data;
  const char *uri = g_variant_get_string (parameter, NULL);
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->downloads));

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (FrondDownload) download = g_list_model_get_item (G_LIST_MODEL (self->downloads), i);
      const char *const *uris = frond_download_source_get_uris (frond_download_get_source (download));

      if (uris != NULL && g_strcmp0 (uris[0], uri) == 0)
        frond_download_resume (download);
    }
}

static const GActionEntry actions[] = {
  { "show-downloads", show_downloads_action },
  { "retry-download", retry_download_action, "s" },
};

void
_frond_application_start_downloads (FrondApplication *self)
{
  gboolean own = self->downloads == NULL;
  FrondCache *cache;

  if (own)
    {
      g_autoptr (FrondCache) own_cache = frond_cache_new (NULL);

      self->downloads = frond_downloads_new (own_cache);
    }
  cache = frond_downloads_get_cache (self->downloads);
  frond_settings_bind_downloads (self->settings, self->downloads, cache);
  g_action_map_add_action_entries (G_ACTION_MAP (self), actions, G_N_ELEMENTS (actions), self);
  self->downloads_watch =
      frond_downloads_watch_new (GTK_APPLICATION (self), self->inhibitor, self->downloads);
  if (!own)
    return;
  frond_cache_trim_async (cache, NULL, trimmed_cb, NULL);
  frond_downloads_restore_async (self->downloads, NULL, restored_cb, NULL);
}

void
frond_application_set_downloads (FrondApplication *self, FrondDownloads *downloads)
{
  g_return_if_fail (FROND_IS_APPLICATION (self));
  g_return_if_fail (self->downloads == NULL);

  self->downloads = g_object_ref (downloads);
}

FrondDownloads *
frond_application_get_downloads (FrondApplication *self)
{
  g_return_val_if_fail (FROND_IS_APPLICATION (self), NULL);

  return self->downloads;
}

FrondDownloadsWatch *
frond_application_get_downloads_watch (FrondApplication *self)
{
  g_return_val_if_fail (FROND_IS_APPLICATION (self), NULL);

  return self->downloads_watch;
}
