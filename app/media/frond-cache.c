/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "frond-cache.h"

#include "frond-cache-index.h"
#include "frond-error.h"

#include <glib/gstdio.h>
#include <unistd.h>

struct _FrondCache
{
  GObject parent_instance;

  char *path;
  GPtrArray *entries;
  guint64 limit;
  guint64 size;
  gboolean loaded;
};

enum
{
  PROP_SIZE = 1,
  PROP_LIMIT,
  PROP_LOADED,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

/* What one call does in its thread. */
typedef struct
{
  char *folder;
  char *name; /* of an entry; NULL: all */
  guint64 limit;
  guint64 freed;
  GPtrArray *entries; /* the folder afterwards */
  int fd;
} Job;

static void
job_free (Job *job)
{
  g_free (job->folder);
  g_free (job->name);
  g_clear_pointer (&job->entries, g_ptr_array_unref);
  g_clear_fd (&job->fd, NULL);
  g_free (job);
}

static GType
get_item_type (GListModel *model)
{
  return FROND_TYPE_CACHE_ENTRY;
}

static guint
get_n_items (GListModel *model)
{
  return FROND_CACHE (model)->entries->len;
}

static gpointer
get_item (GListModel *model, guint position)
{
  FrondCache *self = FROND_CACHE (model);

  return position < self->entries->len ? g_object_ref (g_ptr_array_index (self->entries, position)) : NULL;
}

static void
list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = get_item_type;
  iface->get_n_items = get_n_items;
  iface->get_item = get_item;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (FrondCache, frond_cache, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_model_init))

static void
frond_cache_finalize (GObject *object)
{
  FrondCache *self = FROND_CACHE (object);

  g_free (self->path);
  g_ptr_array_unref (self->entries);
  G_OBJECT_CLASS (frond_cache_parent_class)->finalize (object);
}

static void
frond_cache_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  FrondCache *self = FROND_CACHE (object);

  switch (prop_id)
    {
    case PROP_SIZE:
      g_value_set_uint64 (value, self->size);
      break;
    case PROP_LIMIT:
      g_value_set_uint64 (value, self->limit);
      break;
    case PROP_LOADED:
      g_value_set_boolean (value, self->loaded);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
frond_cache_set_property (GObject *object, guint prop_id, const GValue *value, GParamSpec *pspec)
{
  if (prop_id == PROP_LIMIT)
    frond_cache_set_limit (FROND_CACHE (object), g_value_get_uint64 (value));
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
}

static void
frond_cache_class_init (FrondCacheClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  object_class->finalize = frond_cache_finalize;
  object_class->get_property = frond_cache_get_property;
  object_class->set_property = frond_cache_set_property;

  properties[PROP_SIZE] =
      g_param_spec_uint64 ("size", NULL, NULL, 0, G_MAXUINT64, 0, G_PARAM_READABLE | flags);
  properties[PROP_LIMIT] =
      g_param_spec_uint64 ("limit", NULL, NULL, 0, G_MAXUINT64, 0, G_PARAM_READWRITE | flags);
  properties[PROP_LOADED] = g_param_spec_boolean ("loaded", NULL, NULL, FALSE, G_PARAM_READABLE | flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
frond_cache_init (FrondCache *self)
{
  self->entries = g_ptr_array_new_with_free_func (g_object_unref);
}

FrondCache *
frond_cache_new (const char *path)
{
  FrondCache *self = g_object_new (FROND_TYPE_CACHE, NULL);

  self->path =
      path != NULL ? g_strdup (path) : g_build_filename (g_get_user_cache_dir (), "frond", "images", NULL);
  return self;
}

const char *
frond_cache_get_path (FrondCache *self)
{
  g_return_val_if_fail (FROND_IS_CACHE (self), NULL);

  return self->path;
}

guint64
frond_cache_get_size (FrondCache *self)
{
  g_return_val_if_fail (FROND_IS_CACHE (self), 0);

  return self->size;
}

guint64
frond_cache_get_limit (FrondCache *self)
{
  g_return_val_if_fail (FROND_IS_CACHE (self), 0);

  return self->limit;
}

void
frond_cache_set_limit (FrondCache *self, guint64 limit)
{
  g_return_if_fail (FROND_IS_CACHE (self));

  if (self->limit == limit)
    return;
  self->limit = limit;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_LIMIT]);
}

FrondCacheEntry *
frond_cache_find (FrondCache *self, FrondDownloadSource *source)
{
  const char *digest;
  const char *const *uris;

  g_return_val_if_fail (FROND_IS_CACHE (self), NULL);
  g_return_val_if_fail (FROND_IS_DOWNLOAD_SOURCE (source), NULL);

  digest = frond_download_source_get_digest (source);
  uris = frond_download_source_get_uris (source);
  for (guint i = 0; i < self->entries->len; i++)
    {
      FrondCacheEntry *entry = g_ptr_array_index (self->entries, i);
      const char *has =
          digest != NULL ? frond_cache_entry_get_source_digest (entry) : frond_cache_entry_get_uri (entry);
      const char *wants = digest != NULL ? digest : uris != NULL ? uris[0] : NULL;

      if (!frond_cache_entry_get_partial (entry) && wants != NULL && g_ascii_strcasecmp (has, wants) == 0 &&
          frond_cache_entry_get_kind (entry) == frond_download_source_get_kind (source))
        return entry;
    }
  return NULL;
}

char *
frond_cache_dup_file_path (FrondCache *self, FrondCacheEntry *entry)
{
  g_autofree char *partial = NULL;

  g_return_val_if_fail (FROND_IS_CACHE (self), NULL);
  g_return_val_if_fail (FROND_IS_CACHE_ENTRY (entry), NULL);

  partial = frond_cache_index_dup_partial_folder (self->path);
  return g_build_filename (frond_cache_entry_get_partial (entry) ? partial : self->path,
                           frond_cache_entry_get_name (entry), NULL);
}

static GTask *
task_new (FrondCache *self, FrondCacheEntry *entry, gpointer tag, GCancellable *cancellable,
          GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  Job *job = g_new0 (Job, 1);

  g_task_set_source_tag (task, tag);
  /* What a thread found or opened is not to be lost. */
  g_task_set_check_cancellable (task, FALSE);
  job->folder = g_strdup (self->path);
  job->name = entry != NULL ? g_strdup (frond_cache_entry_get_name (entry)) : NULL;
  job->limit = self->limit;
  job->fd = -1;
  g_task_set_task_data (task, job, (GDestroyNotify) job_free);
  return task;
}

/* Shows what the folder was like at the end of the job. */
static void
adopt (FrondCache *self, Job *job)
{
  g_autoptr (GPtrArray) old = NULL;
  guint64 size = 0;

  if (job->entries == NULL)
    return;
  old = g_steal_pointer (&self->entries);
  self->entries = g_steal_pointer (&job->entries);
  for (guint i = 0; i < self->entries->len; i++)
    size += frond_cache_entry_get_disk_size (g_ptr_array_index (self->entries, i));

  g_list_model_items_changed (G_LIST_MODEL (self), 0, old->len, self->entries->len);
  if (self->size != size)
    {
      self->size = size;
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SIZE]);
    }
  if (!self->loaded)
    {
      self->loaded = TRUE;
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_LOADED]);
    }
}

static void
end (GTask *task, Job *job, gboolean done, GError *error)
{
  GError *reading = NULL;

  job->entries = frond_cache_index_read (job->folder, done ? &reading : NULL);
  if (!done)
    g_task_return_error (task, error);
  else if (job->entries == NULL)
    g_task_return_error (task, reading);
  else
    g_task_return_boolean (task, TRUE);
}

static void
refresh_thread (GTask *task, gpointer source_object, gpointer task_data, GCancellable *cancellable)
{
  end (task, task_data, TRUE, NULL);
}

void
frond_cache_refresh_async (FrondCache *self, GCancellable *cancellable, GAsyncReadyCallback callback,
                           gpointer user_data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (FROND_IS_CACHE (self));

  task = task_new (self, NULL, frond_cache_refresh_async, cancellable, callback, user_data);
  g_task_run_in_thread (task, refresh_thread);
}

static gboolean
finish (FrondCache *self, GAsyncResult *result, gpointer tag, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  g_return_val_if_fail (g_async_result_is_tagged (result, tag), FALSE);

  adopt (self, g_task_get_task_data (G_TASK (result)));
  return g_task_propagate_boolean (G_TASK (result), error);
}

gboolean
frond_cache_refresh_finish (FrondCache *self, GAsyncResult *result, GError **error)
{
  return finish (self, result, frond_cache_refresh_async, error);
}

static void
open_thread (GTask *task, gpointer source_object, gpointer task_data, GCancellable *cancellable)
{
  Job *job = task_data;
  GError *error = NULL;

  job->fd = frond_cache_index_open (job->folder, job->name, cancellable, &error);
  end (task, job, job->fd >= 0, error);
}

void
frond_cache_open_async (FrondCache *self, FrondCacheEntry *entry, GCancellable *cancellable,
                        GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (FROND_IS_CACHE (self));
  g_return_if_fail (FROND_IS_CACHE_ENTRY (entry));

  task = task_new (self, entry, frond_cache_open_async, cancellable, callback, user_data);
  g_task_run_in_thread (task, open_thread);
}

int
frond_cache_open_finish (FrondCache *self, GAsyncResult *result, GError **error)
{
  Job *job = g_task_get_task_data (G_TASK (result));

  if (!finish (self, result, frond_cache_open_async, error))
    return -1;
  return g_steal_fd (&job->fd);
}

static void
trim_thread (GTask *task, gpointer source_object, gpointer task_data, GCancellable *cancellable)
{
  Job *job = task_data;
  GError *error = NULL;
  gboolean done =
      job->limit == 0 || frond_cache_index_trim (job->folder, job->limit, NULL, &job->freed, &error);

  end (task, job, done, error);
}

void
frond_cache_trim_async (FrondCache *self, GCancellable *cancellable, GAsyncReadyCallback callback,
                        gpointer user_data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (FROND_IS_CACHE (self));

  task = task_new (self, NULL, frond_cache_trim_async, cancellable, callback, user_data);
  g_task_run_in_thread (task, trim_thread);
}

gboolean
frond_cache_trim_finish (FrondCache *self, GAsyncResult *result, GError **error)
{
  return finish (self, result, frond_cache_trim_async, error);
}

static void
clean_thread (GTask *task, gpointer source_object, gpointer task_data, GCancellable *cancellable)
{
  Job *job = task_data;
  GError *error = NULL;
  gboolean done = frond_cache_index_clean (job->folder, job->name, &job->freed, &error);

  end (task, job, done, error);
}

void
frond_cache_clean_async (FrondCache *self, FrondCacheEntry *entry, GCancellable *cancellable,
                         GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (FROND_IS_CACHE (self));

  task = task_new (self, entry, frond_cache_clean_async, cancellable, callback, user_data);
  g_task_run_in_thread (task, clean_thread);
}

gboolean
frond_cache_clean_finish (FrondCache *self, GAsyncResult *result, guint64 *freed, GError **error)
{
  Job *job = g_task_get_task_data (G_TASK (result));

  if (freed != NULL)
    *freed = job->freed;
  return finish (self, result, frond_cache_clean_async, error);
}
