/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "frond-drivers.h"

#include "frond-config.h"
#include "frond-media-resources.h"

#include <dirent.h>
#include <unistd.h>

#define PREFIX  "virtio-win"
#define DRIVERS "/me/phyllo/Frond/media/drivers.ini"
#define GROUP   "virtio-win"

static char *
find_in (const char *folder)
{
  DIR *names = folder != NULL ? opendir (folder) : NULL;
  g_autofree char *best = NULL;
  struct dirent *entry;

  while (names != NULL && (entry = readdir (names)) != NULL)
    if (g_str_has_prefix (entry->d_name, PREFIX) && g_str_has_suffix (entry->d_name, ".iso") &&
        g_strcmp0 (entry->d_name, best) > 0)
      g_set_str (&best, entry->d_name);
  if (names != NULL)
    closedir (names);
  return best != NULL ? g_build_filename (folder, best, NULL) : NULL;
}

static char *
find_file (void)
{
  const char *const folders[] = {
    g_get_user_special_dir (G_USER_DIRECTORY_DOWNLOAD),
    "/usr/share/virtio-win",
    "/run/host/usr/share/virtio-win",
  };
  g_autofree char *path = NULL;

  for (gsize i = 0; path == NULL && i < G_N_ELEMENTS (folders); i++)
    path = find_in (folders[i]);
  return path != NULL && access (path, R_OK) == 0 ? g_steal_pointer (&path) : NULL;
}

static GKeyFile *
read_own (void)
{
  g_autoptr (GKeyFile) file = g_key_file_new ();
  g_autofree char *path =
      g_build_filename (g_get_user_config_dir (), FROND_DEVEL ? "frond-devel" : "frond", "drivers.ini", NULL);

  return g_key_file_load_from_file (file, path, G_KEY_FILE_NONE, NULL) ? g_steal_pointer (&file) : NULL;
}

static GKeyFile *
read_shipped (void)
{
  g_autoptr (GKeyFile) file = g_key_file_new ();
  g_autoptr (GBytes) bytes =
      g_resource_lookup_data (frond_media_get_resource (), DRIVERS, G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);

  return bytes != NULL && g_key_file_load_from_bytes (file, bytes, G_KEY_FILE_NONE, NULL)
             ? g_steal_pointer (&file)
             : NULL;
}

/* Nothing is taken without a digest: Windows runs these as its own. */
static FrondDownloadSource *
create_source (GKeyFile *file)
{
  g_autofree char *version = g_key_file_get_string (file, GROUP, "version", NULL);
  g_autofree char *url = g_key_file_get_string (file, GROUP, "url", NULL);
  g_autofree char *digest = g_key_file_get_string (file, GROUP, "digest", NULL);
  g_autofree char *title = g_strdup_printf ("virtio-win %s", version != NULL ? version : "");
  g_autoptr (FrondDownloadSource) source = NULL;

  if (url == NULL || digest == NULL)
    return NULL;
  source = g_object_new (FROND_TYPE_DOWNLOAD_SOURCE, "title", g_strchomp (title), "os-id", "", "uris",
                         (const char *[]) { url, NULL }, "kind", FROND_IMAGE_KIND_ISO, "digest", digest,
                         "size", g_key_file_get_uint64 (file, GROUP, "size", NULL), NULL);
  return frond_download_source_check (source, NULL) ? g_steal_pointer (&source) : NULL;
}

typedef struct
{
  char *path;
  FrondDownloadSource *source;
} Found;

static void
found_free (gpointer data)
{
  Found *found = data;

  g_free (found->path);
  g_clear_object (&found->source);
  g_free (found);
}

static void
find (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  g_autoptr (GKeyFile) own = read_own ();
  g_autoptr (GKeyFile) shipped = read_shipped ();
  Found *found = g_new0 (Found, 1);

  found->path = find_file ();
  found->source = own != NULL ? create_source (own) : NULL;
  if (found->source == NULL && shipped != NULL)
    found->source = create_source (shipped);
  g_task_return_pointer (task, found, found_free);
}

void
frond_drivers_find_async (GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);

  g_task_set_source_tag (task, frond_drivers_find_async);
  g_task_run_in_thread (task, find);
}

GFile *
frond_drivers_find_finish (GAsyncResult *result, FrondDownloadSource **source, GError **error)
{
  Found *found = g_task_propagate_pointer (G_TASK (result), error);
  GFile *file = found != NULL && found->path != NULL ? g_file_new_for_path (found->path) : NULL;

  if (source != NULL)
    *source = found != NULL ? g_steal_pointer (&found->source) : NULL;
  if (found != NULL)
    found_free (found);
  return file;
}
