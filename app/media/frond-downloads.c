/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "frond-downloads.h"

#include "frond-cache-index.h"
#include "frond-download-partial.h"
#include "frond-download-private.h"

#include <dirent.h>

#define PARALLEL 3
#define PER_HOST 2
#define MOST     8

struct _FrondDownloads
{
  GObject parent_instance;

  FrondCache *cache;
  GNetworkMonitor *monitor;
  GTlsDatabase *tls_database;
  FrondDownloadTuning tuning;
  GPtrArray *items;
  guint max_parallel;
  guint max_per_host;
  guint n_active;
  gboolean metered;
};

enum
{
  PROP_CACHE = 1,
  PROP_MONITOR,
  PROP_TLS_DATABASE,
  PROP_MAX_PARALLEL,
  PROP_MAX_PER_HOST,
  PROP_METERED,
  PROP_N_ACTIVE,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

static GType
get_item_type (GListModel *model)
{
  return FROND_TYPE_DOWNLOAD;
}

static guint
get_n_items (GListModel *model)
{
  return FROND_DOWNLOADS (model)->items->len;
}

static gpointer
get_item (GListModel *model, guint position)
{
  FrondDownloads *self = FROND_DOWNLOADS (model);

  return position < self->items->len ? g_object_ref (g_ptr_array_index (self->items, position)) : NULL;
}

static void
list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = get_item_type;
  iface->get_n_items = get_n_items;
  iface->get_item = get_item;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (FrondDownloads, frond_downloads, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_model_init))

static char *
dup_host (FrondDownload *download)
{
  const char *const *uris = frond_download_source_get_uris (frond_download_get_source (download));
  g_autoptr (GUri) uri =
      uris != NULL && uris[0] != NULL ? g_uri_parse (uris[0], G_URI_FLAGS_NONE, NULL) : NULL;

  return g_strdup (uri != NULL ? g_uri_get_host (uri) : "");
}

static guint
count_at_host (FrondDownloads *self, const char *host)
{
  guint n = 0;

  for (guint i = 0; i < self->items->len; i++)
    {
      FrondDownload *download = g_ptr_array_index (self->items, i);
      g_autofree char *other = dup_host (download);

      n += _frond_download_occupies (download) && g_strcmp0 (other, host) == 0;
    }
  return n;
}

static void
count_active (FrondDownloads *self)
{
  guint n = 0;

  for (guint i = 0; i < self->items->len; i++)
    n += frond_download_is_active (g_ptr_array_index (self->items, i));
  if (self->n_active == n)
    return;
  self->n_active = n;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_N_ACTIVE]);
}

/* Starts what waits for its turn, oldest first. */
static void
pump (FrondDownloads *self)
{
  guint n = 0;

  for (guint i = 0; i < self->items->len; i++)
    n += _frond_download_occupies (g_ptr_array_index (self->items, i));

  for (guint i = 0; i < self->items->len && n < self->max_parallel; i++)
    {
      FrondDownload *download = g_ptr_array_index (self->items, i);
      g_autofree char *host = dup_host (download);

      if (frond_download_get_state (download) != FROND_DOWNLOAD_QUEUED ||
          _frond_download_occupies (download) || count_at_host (self, host) >= self->max_per_host)
        continue;
      _frond_download_start (download, frond_cache_get_limit (self->cache));
      n++;
    }
  count_active (self);
}

static void
refreshed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  if (!frond_cache_refresh_finish (FROND_CACHE (source), result, &error))
    g_message ("Looking into the cache of images: %s", error->message);
}

static void
changed_cb (gpointer download, gpointer user_data)
{
  FrondDownloads *self = user_data;

  if (frond_download_is_over (download) && !_frond_download_occupies (download))
    frond_cache_refresh_async (self->cache, NULL, refreshed_cb, NULL);
  pump (self);
}

/* A server on this computer needs no network, whatever the system says of it. */
static gboolean
is_here (FrondDownloads *self, FrondDownload *download)
{
  g_autofree char *host = dup_host (download);
  g_autoptr (GInetAddress) address = host != NULL ? g_inet_address_new_from_string (host) : NULL;

  return self->monitor == g_network_monitor_get_default () && address != NULL &&
         g_inet_address_get_is_loopback (address);
}

static void
network_changed_cb (FrondDownloads *self)
{
  gboolean there = g_network_monitor_get_network_available (self->monitor);
  gboolean costs = there && !self->metered && g_network_monitor_get_network_metered (self->monitor);
  g_autoptr (GPtrArray) items = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < self->items->len; i++)
    g_ptr_array_add (items, g_object_ref (g_ptr_array_index (self->items, i)));
  for (guint i = 0; i < items->len; i++)
    {
      FrondDownload *download = g_ptr_array_index (items, i);
      gboolean here = is_here (self, download);

      _frond_download_set_network (download, here || (there && !costs), !here && costs);
    }
}

static void
frond_downloads_constructed (GObject *object)
{
  FrondDownloads *self = FROND_DOWNLOADS (object);

  G_OBJECT_CLASS (frond_downloads_parent_class)->constructed (object);
  if (self->monitor == NULL)
    self->monitor = g_object_ref (g_network_monitor_get_default ());
  g_signal_connect_object (self->monitor, "network-changed", G_CALLBACK (network_changed_cb), self,
                           G_CONNECT_SWAPPED);
}

static void
frond_downloads_dispose (GObject *object)
{
  FrondDownloads *self = FROND_DOWNLOADS (object);

  for (guint i = 0; i < self->items->len; i++)
    _frond_download_detach (g_ptr_array_index (self->items, i));
  g_ptr_array_set_size (self->items, 0);
  g_clear_object (&self->monitor);
  g_clear_object (&self->tls_database);
  g_clear_object (&self->cache);
  G_OBJECT_CLASS (frond_downloads_parent_class)->dispose (object);
}

static void
frond_downloads_finalize (GObject *object)
{
  g_ptr_array_unref (FROND_DOWNLOADS (object)->items);
  G_OBJECT_CLASS (frond_downloads_parent_class)->finalize (object);
}

static void
frond_downloads_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  FrondDownloads *self = FROND_DOWNLOADS (object);

  switch (prop_id)
    {
    case PROP_CACHE:
      g_value_set_object (value, self->cache);
      break;
    case PROP_MONITOR:
      g_value_set_object (value, self->monitor);
      break;
    case PROP_TLS_DATABASE:
      g_value_set_object (value, self->tls_database);
      break;
    case PROP_MAX_PARALLEL:
      g_value_set_uint (value, self->max_parallel);
      break;
    case PROP_MAX_PER_HOST:
      g_value_set_uint (value, self->max_per_host);
      break;
    case PROP_METERED:
      g_value_set_boolean (value, self->metered);
      break;
    case PROP_N_ACTIVE:
      g_value_set_uint (value, self->n_active);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
frond_downloads_set_property (GObject *object, guint prop_id, const GValue *value, GParamSpec *pspec)
{
  FrondDownloads *self = FROND_DOWNLOADS (object);

  switch (prop_id)
    {
    case PROP_CACHE:
      self->cache = g_value_dup_object (value);
      break;
    case PROP_MONITOR:
      self->monitor = g_value_dup_object (value);
      break;
    case PROP_TLS_DATABASE:
      self->tls_database = g_value_dup_object (value);
      break;
    case PROP_MAX_PARALLEL:
      self->max_parallel = g_value_get_uint (value);
      pump (self);
      break;
    case PROP_MAX_PER_HOST:
      self->max_per_host = g_value_get_uint (value);
      pump (self);
      break;
    case PROP_METERED:
      self->metered = g_value_get_boolean (value);
      network_changed_cb (self);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
frond_downloads_class_init (FrondDownloadsClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags once = G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS;
  const GParamFlags any = G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS;

  object_class->constructed = frond_downloads_constructed;
  object_class->dispose = frond_downloads_dispose;
  object_class->finalize = frond_downloads_finalize;
  object_class->get_property = frond_downloads_get_property;
  object_class->set_property = frond_downloads_set_property;

  properties[PROP_CACHE] = g_param_spec_object ("cache", NULL, NULL, FROND_TYPE_CACHE, once);
  properties[PROP_MONITOR] = g_param_spec_object ("monitor", NULL, NULL, G_TYPE_NETWORK_MONITOR, once);
  properties[PROP_TLS_DATABASE] = g_param_spec_object ("tls-database", NULL, NULL, G_TYPE_TLS_DATABASE, once);
  properties[PROP_MAX_PARALLEL] = g_param_spec_uint ("max-parallel", NULL, NULL, 1, MOST, PARALLEL, any);
  properties[PROP_MAX_PER_HOST] = g_param_spec_uint ("max-per-host", NULL, NULL, 1, MOST, PER_HOST, any);
  properties[PROP_METERED] = g_param_spec_boolean ("metered", NULL, NULL, FALSE, any);
  properties[PROP_N_ACTIVE] =
      g_param_spec_uint ("n-active", NULL, NULL, 0, G_MAXUINT, 0, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
frond_downloads_init (FrondDownloads *self)
{
  self->items = g_ptr_array_new_with_free_func (g_object_unref);
  self->max_parallel = PARALLEL;
  self->max_per_host = PER_HOST;
  self->tuning = (FrondDownloadTuning) { .timeout = 30, .back_off = 1000, .block = 4 * 1024 * 1024 };
}

FrondDownloads *
frond_downloads_new (FrondCache *cache)
{
  g_return_val_if_fail (FROND_IS_CACHE (cache), NULL);

  return g_object_new (FROND_TYPE_DOWNLOADS, "cache", cache, NULL);
}

void
_frond_downloads_tune (FrondDownloads *self, const FrondDownloadTuning *tuning)
{
  self->tuning = *tuning;
}

FrondCache *
frond_downloads_get_cache (FrondDownloads *self)
{
  g_return_val_if_fail (FROND_IS_DOWNLOADS (self), NULL);

  return self->cache;
}

guint
frond_downloads_get_n_active (FrondDownloads *self)
{
  g_return_val_if_fail (FROND_IS_DOWNLOADS (self), 0);

  return self->n_active;
}

FrondDownload *
frond_downloads_find (FrondDownloads *self, FrondDownloadSource *source)
{
  g_return_val_if_fail (FROND_IS_DOWNLOADS (self), NULL);
  g_return_val_if_fail (FROND_IS_DOWNLOAD_SOURCE (source), NULL);

  for (guint i = 0; i < self->items->len; i++)
    {
      FrondDownload *download = g_ptr_array_index (self->items, i);

      if (frond_download_source_equal (frond_download_get_source (download), source))
        return download;
    }
  return NULL;
}

static FrondDownload *
append (FrondDownloads *self, FrondDownloadSource *source)
{
  g_autoptr (FrondDownloadWorker) worker =
      frond_download_worker_new (frond_cache_get_path (self->cache), source, self->tls_database,
                                 &self->tuning);
  FrondDownload *download = _frond_download_new (source, worker, changed_cb, self);

  g_ptr_array_add (self->items, download);
  g_list_model_items_changed (G_LIST_MODEL (self), self->items->len - 1, 0, 1);
  return download;
}

static void
take_off (FrondDownloads *self, FrondDownload *download)
{
  guint position;

  if (!g_ptr_array_find (self->items, download, &position))
    return;
  _frond_download_detach (download);
  g_ptr_array_remove_index (self->items, position);
  g_list_model_items_changed (G_LIST_MODEL (self), position, 1, 0);
}

/* One that waits, perhaps since an earlier life, knows less of the file than SOURCE: what is there of it serves both. */
static gboolean
is_outdated (FrondDownload *download, FrondDownloadSource *source)
{
  g_autofree char *old = frond_download_source_to_json (frond_download_get_source (download));
  g_autofree char *new = frond_download_source_to_json (source);

  return frond_download_get_state (download) == FROND_DOWNLOAD_PAUSED &&
         !_frond_download_occupies (download) && !g_str_equal (old, new);
}

FrondDownload *
frond_downloads_add (FrondDownloads *self, FrondDownloadSource *source)
{
  FrondDownload *download;

  g_return_val_if_fail (FROND_IS_DOWNLOADS (self), NULL);
  g_return_val_if_fail (FROND_IS_DOWNLOAD_SOURCE (source), NULL);

  download = frond_downloads_find (self, source);
  if (download != NULL && !frond_download_is_over (download) && !is_outdated (download, source))
    {
      frond_download_resume (download);
      return download;
    }

  if (download != NULL)
    take_off (self, download);
  download = append (self, source);
  network_changed_cb (self);
  pump (self);
  return download;
}

void
frond_downloads_remove (FrondDownloads *self, FrondDownload *download)
{
  g_autoptr (FrondDownload) kept = NULL;

  g_return_if_fail (FROND_IS_DOWNLOADS (self));
  g_return_if_fail (FROND_IS_DOWNLOAD (download));

  kept = g_object_ref (download);
  frond_download_cancel (kept);
  take_off (self, kept);
  pump (self);
}

void
frond_downloads_pause_all (FrondDownloads *self)
{
  g_return_if_fail (FROND_IS_DOWNLOADS (self));

  /* The last first: none of those that wait takes the place of one that stops. */
  for (guint i = self->items->len; i > 0; i--)
    frond_download_pause (g_ptr_array_index (self->items, i - 1));
}

typedef struct
{
  FrondDownloadSource *source;
  guint64 received;
  guint64 total;
} Found;

static void
found_free (Found *found)
{
  g_clear_object (&found->source);
  g_free (found);
}

static void
restore_thread (GTask *task, gpointer source_object, gpointer task_data, GCancellable *cancellable)
{
  const char *folder = task_data;
  g_autoptr (GPtrArray) list = g_ptr_array_new_with_free_func ((GDestroyNotify) found_free);
  DIR *directory = opendir (folder);
  struct dirent *item;

  while (directory != NULL && (item = readdir (directory)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, item->d_name, NULL);
      Found *found;

      if (!g_str_has_suffix (item->d_name, ".json"))
        continue;
      found = g_new0 (Found, 1);
      found->source = frond_download_partial_read_state (path, &found->received, &found->total);
      if (found->source != NULL)
        g_ptr_array_add (list, found);
      else
        found_free (found);
    }
  if (directory != NULL)
    closedir (directory);
  g_task_return_pointer (task, g_steal_pointer (&list), (GDestroyNotify) g_ptr_array_unref);
}

void
frond_downloads_restore_async (FrondDownloads *self, GCancellable *cancellable, GAsyncReadyCallback callback,
                               gpointer user_data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (FROND_IS_DOWNLOADS (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, frond_downloads_restore_async);
  g_task_set_task_data (task, frond_cache_index_dup_partial_folder (frond_cache_get_path (self->cache)),
                        g_free);
  g_task_run_in_thread (task, restore_thread);
}

gboolean
frond_downloads_restore_finish (FrondDownloads *self, GAsyncResult *result, GError **error)
{
  g_autoptr (GPtrArray) list = NULL;

  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  g_return_val_if_fail (g_async_result_is_tagged (result, frond_downloads_restore_async), FALSE);

  list = g_task_propagate_pointer (G_TASK (result), error);
  for (guint i = 0; list != NULL && i < list->len; i++)
    {
      Found *found = g_ptr_array_index (list, i);

      if (frond_downloads_find (self, found->source) == NULL)
        _frond_download_set_found (append (self, found->source), found->received, found->total);
    }
  return list != NULL;
}
