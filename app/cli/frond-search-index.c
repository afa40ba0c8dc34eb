/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "frond-search"

#include "frond-search-index.h"

#include "frond-profile-search.h"
#include "frond-profile.h"
#include "frond-sqlite-store.h"

#include <glib/gstdio.h>

/* As many as a search shows, and then some. */
#define MAX_RESULTS 50

typedef struct
{
  FrondProfile *profile;
  char *text; /* folded */
} Item;

struct _FrondSearchIndex
{
  GObject parent_instance;

  char *path;
  FrondProfileStore *store;
  GPtrArray *items;  /* of Item, those that were used last first */
  GHashTable *by_id; /* → FrondProfile, both of an item */
  char *stamp;       /* of the files that the items were read from */
};

G_DEFINE_FINAL_TYPE (FrondSearchIndex, frond_search_index, G_TYPE_OBJECT)

typedef struct
{
  char **terms; /* folded */
  char **among; /* or NULL */
  char *stamp;
} Query;

static void
query_free (gpointer data)
{
  Query *query = data;

  g_strfreev (query->terms);
  g_strfreev (query->among);
  g_free (query->stamp);
  g_free (query);
}

static void
item_free (gpointer data)
{
  Item *item = data;

  g_object_unref (item->profile);
  g_free (item->text);
  g_free (item);
}

static void
frond_search_index_finalize (GObject *object)
{
  FrondSearchIndex *self = FROND_SEARCH_INDEX (object);

  g_clear_pointer (&self->by_id, g_hash_table_unref);
  g_clear_pointer (&self->items, g_ptr_array_unref);
  g_clear_object (&self->store);
  g_clear_pointer (&self->path, g_free);
  g_clear_pointer (&self->stamp, g_free);
  G_OBJECT_CLASS (frond_search_index_parent_class)->finalize (object);
}

static void
frond_search_index_class_init (FrondSearchIndexClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = frond_search_index_finalize;
}

static void
frond_search_index_init (FrondSearchIndex *self)
{
  self->items = g_ptr_array_new_with_free_func (item_free);
  self->by_id = g_hash_table_new (g_str_hash, g_str_equal);
}

FrondSearchIndex *
frond_search_index_new (const char *path)
{
  FrondSearchIndex *self = g_object_new (FROND_TYPE_SEARCH_INDEX, NULL);
  g_autoptr (GFile) file = g_file_new_for_path (path);

  self->path = g_strdup (path);
  self->store = frond_sqlite_store_new (file);
  return self;
}

static void
append_stamp (GString *stamp, const char *path)
{
  GStatBuf buffer;

  if (g_stat (path, &buffer) == 0)
    g_string_append_printf (stamp, "%" G_GUINT64_FORMAT ":%" G_GINT64_FORMAT ".%09ld:%" G_GINT64_FORMAT ";",
                            (guint64) buffer.st_ino, (gint64) buffer.st_mtim.tv_sec, buffer.st_mtim.tv_nsec,
                            (gint64) buffer.st_size);
}

/* Another text where the library was written; what is new in it is in the second file at first. */
static char *
make_stamp (const char *path)
{
  g_autofree char *log = g_strconcat (path, "-wal", NULL);
  g_autoptr (GString) stamp = g_string_new (NULL);

  append_stamp (stamp, path);
  append_stamp (stamp, log);
  return g_string_free_and_steal (g_steal_pointer (&stamp));
}

static int
compare_items (gconstpointer a, gconstpointer b)
{
  FrondProfile *first = (*(Item *const *) a)->profile;
  FrondProfile *second = (*(Item *const *) b)->profile;
  const gint64 used = frond_profile_get_last_used (first);
  const gint64 other_used = frond_profile_get_last_used (second);

  if (used != other_used)
    return used > other_used ? -1 : 1;
  return g_utf8_collate (frond_profile_get_name (first), frond_profile_get_name (second));
}

static void
take_profiles (FrondSearchIndex *self, GPtrArray *profiles)
{
  g_hash_table_remove_all (self->by_id);
  g_ptr_array_set_size (self->items, 0);
  for (guint i = 0; i < profiles->len; i++)
    {
      FrondProfile *profile = g_ptr_array_index (profiles, i);
      Item *item;

      if (frond_profile_get_stage (profile) != FROND_PROFILE_READY)
        continue;
      item = g_new0 (Item, 1);
      item->profile = g_object_ref (profile);
      item->text = frond_profile_search_dup_text (profile);
      g_ptr_array_add (self->items, item);
      g_hash_table_insert (self->by_id, (gpointer) frond_profile_get_id (profile), profile);
    }
  g_ptr_array_sort (self->items, compare_items);
}

static void
answer (GTask *task)
{
  FrondSearchIndex *self = g_task_get_source_object (task);
  Query *query = g_task_get_task_data (task);
  g_autoptr (GStrvBuilder) found = g_strv_builder_new ();
  guint n = 0;

  for (guint i = 0; i < self->items->len && n < MAX_RESULTS; i++)
    {
      Item *item = g_ptr_array_index (self->items, i);
      const char *id = frond_profile_get_id (item->profile);

      if (query->terms == NULL ||
          !frond_profile_search_matches (item->text, (const char *const *) query->terms) ||
          (query->among != NULL && !g_strv_contains ((const char *const *) query->among, id)))
        continue;
      g_strv_builder_add (found, id);
      n++;
    }
  g_task_return_pointer (task, g_strv_builder_end (found), (GDestroyNotify) g_strfreev);
}

static void
loaded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  FrondSearchIndex *self = g_task_get_source_object (task);
  Query *query = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (GPtrArray) profiles =
      frond_profile_store_load_finish (FROND_PROFILE_STORE (source), result, &error);

  if (profiles == NULL)
    {
      g_task_return_error (task, error);
      return;
    }

  take_profiles (self, profiles);
  g_set_str (&self->stamp, query->stamp);
  answer (task);
}

void
frond_search_index_find_async (FrondSearchIndex *self, const char *const *terms, const char *const *among,
                               GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  Query *query = g_new0 (Query, 1);

  query->terms = frond_profile_search_fold_terms (terms);
  query->among = g_strdupv ((char **) among);
  query->stamp = make_stamp (self->path);
  g_task_set_source_tag (task, frond_search_index_find_async);
  g_task_set_task_data (task, query, query_free);

  /* A library that is not there is not made by looking for something. */
  if (query->stamp[0] == '\0' || g_strcmp0 (query->stamp, self->stamp) == 0)
    {
      answer (task);
      g_object_unref (task);
    }
  else
    {
      frond_profile_store_load_async (self->store, cancellable, loaded_cb, task);
    }
}

char **
frond_search_index_find_finish (FrondSearchIndex *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

FrondProfile *
frond_search_index_lookup (FrondSearchIndex *self, const char *id)
{
  g_return_val_if_fail (FROND_IS_SEARCH_INDEX (self), NULL);

  return g_hash_table_lookup (self->by_id, id);
}
