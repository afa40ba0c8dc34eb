/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "frond-drivers.h"

#include <dirent.h>
#include <unistd.h>

#define PREFIX "virtio-win"

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

static void
find (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  const char *const folders[] = {
    g_get_user_special_dir (G_USER_DIRECTORY_DOWNLOAD),
    "/usr/share/virtio-win",
    "/run/host/usr/share/virtio-win",
  };
  g_autofree char *path = NULL;

  for (gsize i = 0; path == NULL && i < G_N_ELEMENTS (folders); i++)
    path = find_in (folders[i]);
  g_task_return_pointer (task, path != NULL && access (path, R_OK) == 0 ? g_file_new_for_path (path) : NULL,
                         g_object_unref);
}

void
frond_drivers_find_async (GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);

  g_task_set_source_tag (task, frond_drivers_find_async);
  g_task_run_in_thread (task, find);
}

GFile *
frond_drivers_find_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
