/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "frond-catalogue.h"

#include "frond-catalogue-files.h"
#include "frond-catalogue-osinfo.h"
#include "frond-config.h"

#include <sys/utsname.h>

struct _FrondCatalogue
{
  GObject parent_instance;

  char *folder;
  char *update;
  GPtrArray *entries;  /* (element-type FrondCatalogueEntry) */
  GPtrArray *problems; /* (element-type FrondCatalogueProblem) */
  GPtrArray *osinfo;   /* what libosinfo has, once it was asked; or NULL */
  gboolean loaded;
};

static void frond_catalogue_list_model_init (GListModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (FrondCatalogue, frond_catalogue, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, frond_catalogue_list_model_init))

enum
{
  PROP_LOADED = 1,
  PROP_N_PROBLEMS,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

/* What a thread reads. */
typedef struct
{
  GPtrArray *entries;
  GPtrArray *problems;
} Loaded;

static Loaded *
loaded_new (void)
{
  Loaded *self = g_new0 (Loaded, 1);

  self->entries = g_ptr_array_new_with_free_func (g_object_unref);
  self->problems = g_ptr_array_new_with_free_func ((GDestroyNotify) frond_catalogue_problem_free);
  return self;
}

static void
loaded_free (Loaded *self)
{
  g_ptr_array_unref (self->entries);
  g_ptr_array_unref (self->problems);
  g_free (self);
}

static GType
frond_catalogue_get_item_type (GListModel *model)
{
  return FROND_TYPE_CATALOGUE_ENTRY;
}

static guint
frond_catalogue_get_n_items (GListModel *model)
{
  return FROND_CATALOGUE (model)->entries->len;
}

static gpointer
frond_catalogue_get_item (GListModel *model, guint position)
{
  FrondCatalogue *self = FROND_CATALOGUE (model);

  return position < self->entries->len ? g_object_ref (g_ptr_array_index (self->entries, position)) : NULL;
}

static void
frond_catalogue_list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = frond_catalogue_get_item_type;
  iface->get_n_items = frond_catalogue_get_n_items;
  iface->get_item = frond_catalogue_get_item;
}

static void
frond_catalogue_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  FrondCatalogue *self = FROND_CATALOGUE (object);

  switch (prop_id)
    {
    case PROP_LOADED:
      g_value_set_boolean (value, self->loaded);
      break;
    case PROP_N_PROBLEMS:
      g_value_set_uint (value, self->problems->len);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
frond_catalogue_finalize (GObject *object)
{
  FrondCatalogue *self = FROND_CATALOGUE (object);

  g_free (self->folder);
  g_free (self->update);
  g_ptr_array_unref (self->entries);
  g_ptr_array_unref (self->problems);
  g_clear_pointer (&self->osinfo, g_ptr_array_unref);
  G_OBJECT_CLASS (frond_catalogue_parent_class)->finalize (object);
}

static void
frond_catalogue_class_init (FrondCatalogueClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->finalize = frond_catalogue_finalize;
  object_class->get_property = frond_catalogue_get_property;

  properties[PROP_LOADED] = g_param_spec_boolean ("loaded", NULL, NULL, FALSE, flags);
  properties[PROP_N_PROBLEMS] = g_param_spec_uint ("n-problems", NULL, NULL, 0, G_MAXUINT, 0, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
frond_catalogue_init (FrondCatalogue *self)
{
  self->entries = g_ptr_array_new_with_free_func (g_object_unref);
  self->problems = g_ptr_array_new_with_free_func ((GDestroyNotify) frond_catalogue_problem_free);
}

FrondCatalogue *
frond_catalogue_new (const char *folder, const char *update)
{
  FrondCatalogue *self = g_object_new (FROND_TYPE_CATALOGUE, NULL);
  const char *own = FROND_DEVEL ? "frond-devel" : "frond";

  self->folder = folder != NULL ? g_strdup (folder)
                                : g_build_filename (g_get_user_config_dir (), own, "catalogue.d", NULL);
  self->update = update != NULL ? g_strdup (update)
                                : g_build_filename (g_get_user_cache_dir (), own, "catalogue.json", NULL);
  return self;
}

static void
load_in_thread (GTask *task, gpointer source_object, gpointer task_data, GCancellable *cancellable)
{
  FrondCatalogue *self = source_object;
  Loaded *loaded = loaded_new ();

  frond_catalogue_files_load (self->folder, self->update, loaded->entries, loaded->problems);
  g_task_return_pointer (task, loaded, (GDestroyNotify) loaded_free);
}

/* libosinfo's entries of systems whose discs the catalogue does not have. */
static void
append_osinfo (GPtrArray *entries, GPtrArray *osinfo)
{
  g_autoptr (GHashTable) discs = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < entries->len; i++)
    {
      FrondCatalogueEntry *entry = g_ptr_array_index (entries, i);

      if (frond_catalogue_entry_is_disc (entry) && *frond_catalogue_entry_get_os_id (entry) != '\0')
        g_hash_table_insert (discs, (char *) frond_catalogue_entry_get_os_id (entry), entry);
    }
  for (guint i = 0; i < osinfo->len && entries->len < FROND_CATALOGUE_MAX_ENTRIES; i++)
    {
      FrondCatalogueEntry *entry = g_ptr_array_index (osinfo, i);
      FrondCatalogueEntry *known = g_hash_table_lookup (discs, frond_catalogue_entry_get_os_id (entry));

      if (known != NULL)
        frond_catalogue_entry_complete_from (known, entry);
      else
        g_ptr_array_add (entries, g_object_ref (entry));
    }
}

/* Takes ENTRIES. */
static void
replace_entries (FrondCatalogue *self, GPtrArray *entries)
{
  guint before = self->entries->len;

  g_ptr_array_unref (self->entries);
  self->entries = entries;
  g_list_model_items_changed (G_LIST_MODEL (self), 0, before, entries->len);
}

void
frond_catalogue_load_async (FrondCatalogue *self, GCancellable *cancellable, GAsyncReadyCallback callback,
                            gpointer user_data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (FROND_IS_CATALOGUE (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, frond_catalogue_load_async);
  g_task_run_in_thread (task, load_in_thread);
}

gboolean
frond_catalogue_load_finish (FrondCatalogue *self, GAsyncResult *result, GError **error)
{
  Loaded *loaded;

  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  loaded = g_task_propagate_pointer (G_TASK (result), error);
  if (loaded == NULL)
    return FALSE;

  if (self->osinfo != NULL)
    append_osinfo (loaded->entries, self->osinfo);
  g_ptr_array_unref (self->problems);
  self->problems = g_ptr_array_ref (loaded->problems);
  replace_entries (self, g_ptr_array_ref (loaded->entries));
  loaded_free (loaded);
  self->loaded = TRUE;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_LOADED]);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_N_PROBLEMS]);
  return TRUE;
}

static void
osinfo_in_thread (GTask *task, gpointer source_object, gpointer task_data, GCancellable *cancellable)
{
  g_task_return_pointer (task, frond_catalogue_list_osinfo (), (GDestroyNotify) g_ptr_array_unref);
}

void
frond_catalogue_load_osinfo_async (FrondCatalogue *self, GCancellable *cancellable,
                                   GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (FROND_IS_CATALOGUE (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, frond_catalogue_load_osinfo_async);
  if (self->osinfo != NULL)
    g_task_return_pointer (task, g_ptr_array_ref (self->osinfo), (GDestroyNotify) g_ptr_array_unref);
  else
    g_task_run_in_thread (task, osinfo_in_thread);
}

gboolean
frond_catalogue_load_osinfo_finish (FrondCatalogue *self, GAsyncResult *result, GError **error)
{
  g_autoptr (GPtrArray) osinfo = NULL;
  guint before;

  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  osinfo = g_task_propagate_pointer (G_TASK (result), error);
  if (osinfo == NULL)
    return FALSE;
  if (self->osinfo != NULL)
    return TRUE;

  self->osinfo = g_steal_pointer (&osinfo);
  before = self->entries->len;
  append_osinfo (self->entries, self->osinfo);
  g_list_model_items_changed (G_LIST_MODEL (self), before, 0, self->entries->len - before);
  return TRUE;
}

gboolean
frond_catalogue_get_loaded (FrondCatalogue *self)
{
  g_return_val_if_fail (FROND_IS_CATALOGUE (self), FALSE);

  return self->loaded;
}

FrondCatalogueEntry *
frond_catalogue_find (FrondCatalogue *self, const char *id)
{
  g_return_val_if_fail (FROND_IS_CATALOGUE (self), NULL);

  for (guint i = 0; i < self->entries->len; i++)
    if (g_str_equal (frond_catalogue_entry_get_id (g_ptr_array_index (self->entries, i)), id))
      return g_ptr_array_index (self->entries, i);
  return NULL;
}

GPtrArray *
frond_catalogue_get_problems (FrondCatalogue *self)
{
  g_return_val_if_fail (FROND_IS_CATALOGUE (self), NULL);

  return self->problems;
}

const char *
frond_catalogue_get_update_path (FrondCatalogue *self)
{
  g_return_val_if_fail (FROND_IS_CATALOGUE (self), NULL);

  return self->update;
}

const char *
frond_catalogue_get_host_arch (void)
{
  static struct utsname host;
  static gsize once;

  if (g_once_init_enter (&once))
    {
      uname (&host);
      g_once_init_leave (&once, 1);
    }
  return host.machine;
}
