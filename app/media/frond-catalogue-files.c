/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "frond-catalogue-files.h"

#include "frond-catalogue-reader.h"
#include "frond-config.h"
#include "frond-error.h"
#include "frond-media-resources.h"

#include <fcntl.h>
#include <glib/gstdio.h>

#define BUILT_IN  "/me/phyllo/Frond/media/catalogue.json"
#define MAX_FILES 64

/* At most what a catalogue may have, and a byte more that tells. A pipe or a device is no catalogue. */
static GBytes *
read_bounded (const char *path, GError **error)
{
  g_autofd int fd = g_open (path, O_RDONLY | O_CLOEXEC | O_NONBLOCK, 0);
  g_autofree char *data = NULL;
  struct stat info;
  gsize length = 0;
  gssize n = 0;

  if (fd < 0 || fstat (fd, &info) != 0)
    {
      frond_set_error (error, FROND_ERROR_INVALID_VALUE, NULL, "cannot be read: %s", g_strerror (errno));
      return NULL;
    }
  if (!S_ISREG (info.st_mode) || info.st_size > FROND_CATALOGUE_MAX_BYTES)
    {
      frond_set_error (error, FROND_ERROR_OUT_OF_RANGE, NULL, "is no file of at most %d bytes",
                       FROND_CATALOGUE_MAX_BYTES);
      return NULL;
    }

  data = g_malloc ((gsize) info.st_size + 1);
  while (length < (gsize) info.st_size && (n = read (fd, data + length, (gsize) info.st_size - length)) > 0)
    length += (gsize) n;
  return g_bytes_new_take (g_steal_pointer (&data), length);
}

static gboolean
equal_ids (gconstpointer a, gconstpointer b)
{
  return g_str_equal (frond_catalogue_entry_get_id ((FrondCatalogueEntry *) a),
                      frond_catalogue_entry_get_id ((FrondCatalogueEntry *) b));
}

/* What comes later replaces, where it has the same id, what is there; else it goes before it. */
static void
merge (GPtrArray *entries, GPtrArray *later)
{
  g_autoptr (GHashTable) known = g_hash_table_new (g_str_hash, g_str_equal);
  guint front = 0;
  guint place;

  for (guint i = 0; i < entries->len; i++)
    g_hash_table_add (known, (char *) frond_catalogue_entry_get_id (g_ptr_array_index (entries, i)));
  for (guint i = 0; i < later->len; i++)
    {
      FrondCatalogueEntry *entry = g_ptr_array_index (later, i);
      const char *id = frond_catalogue_entry_get_id (entry);

      if (g_hash_table_replace (known, (char *) id, (char *) id))
        g_ptr_array_insert (entries, (int) front++, g_object_ref (entry));
      else if (g_ptr_array_find_with_equal_func (entries, entry, equal_ids, &place))
        g_set_object ((FrondCatalogueEntry **) &g_ptr_array_index (entries, place), entry);
    }
  g_ptr_array_set_size (entries, (int) MIN (entries->len, FROND_CATALOGUE_MAX_ENTRIES));
}

static void
add_catalogue (GPtrArray *entries, GPtrArray *problems, GBytes *data, const char *name,
               FrondCatalogueOrigin origin)
{
  g_autoptr (GPtrArray) later = frond_catalogue_read (data, name, origin, problems);

  merge (entries, later);
}

static void
add_file (GPtrArray *entries, GPtrArray *problems, const char *path, FrondCatalogueOrigin origin)
{
  g_autofree char *base = g_path_get_basename (path);
  g_autofree char *name = g_filename_display_name (base);
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) data = read_bounded (path, &error);

  if (data != NULL)
    add_catalogue (entries, problems, data, name, origin);
  else
    g_ptr_array_add (problems, frond_catalogue_problem_new (name, error));
}

static int
compare_strings (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

static void
add_folder (GPtrArray *entries, GPtrArray *problems, const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  g_autoptr (GPtrArray) paths = g_ptr_array_new_with_free_func (g_free);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL && paths->len < MAX_FILES)
    if (g_str_has_suffix (name, ".json") && *name != '.')
      g_ptr_array_add (paths, g_build_filename (folder, name, NULL));

  g_ptr_array_sort (paths, compare_strings);
  for (guint i = 0; i < paths->len; i++)
    add_file (entries, problems, g_ptr_array_index (paths, i), FROND_CATALOGUE_FROM_PERSON);
}

/* The publishers' keys that are there, KEY.asc each: Frond's own and those that a person put beside catalogue.d. */
static char *
find_key (const char *folder, const char *key)
{
  g_autofree char *parent = g_path_get_dirname (folder);
  g_autofree char *name = g_strconcat (key, ".asc", NULL);
  g_autofree char *own = g_build_filename (parent, "keys", name, NULL);
  g_autofree char *shipped = g_build_filename (FROND_PKGDATADIR, "keys", name, NULL);

  if (g_file_test (own, G_FILE_TEST_IS_REGULAR))
    return g_steal_pointer (&own);
  return g_file_test (shipped, G_FILE_TEST_IS_REGULAR) ? g_steal_pointer (&shipped) : g_strdup ("");
}

static void
find_keys (GPtrArray *entries, const char *folder)
{
  for (guint i = 0; i < entries->len; i++)
    {
      FrondCatalogueEntry *entry = g_ptr_array_index (entries, i);

      for (guint n = 0; n < frond_catalogue_entry_get_n_files (entry); n++)
        {
          FrondCatalogueFile *file = (FrondCatalogueFile *) frond_catalogue_entry_get_nth_file (entry, n);

          if (*file->signature_key != '\0')
            {
              g_free (file->key_file);
              file->key_file = find_key (folder, file->signature_key);
            }
        }
    }
}

void
frond_catalogue_files_load (const char *folder, const char *update, GPtrArray *entries, GPtrArray *problems)
{
  g_autoptr (GBytes) built_in =
      g_resource_lookup_data (frond_media_get_resource (), BUILT_IN, G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);

  add_catalogue (entries, problems, built_in, "catalogue.json", FROND_CATALOGUE_FROM_FROND);
  if (g_file_test (update, G_FILE_TEST_EXISTS))
    add_file (entries, problems, update, FROND_CATALOGUE_FROM_UPDATE);
  add_folder (entries, problems, folder);
  find_keys (entries, folder);
}
