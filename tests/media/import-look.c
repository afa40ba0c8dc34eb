/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Looks at files as the application does, and opens what it would import: import-look FOLDER MARK, and names on standard
 * input. A line for each: milliseconds, what became of it, and whether MARK was in what the helper would have got. FOLDER
 * is where it unpacks. */

#include "frond-error.h"
#include "frond-import.h"
#include "frond-machine-sources.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define MAX_READ (4 * 1024 * 1024)

static void
on_done (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GAsyncResult **slot = user_data;

  *slot = g_object_ref (result);
}

static void
wait_for (GAsyncResult **result)
{
  while (*result == NULL)
    g_main_context_iteration (NULL, TRUE);
}

static gboolean
holds (int fd, const char *mark)
{
  g_autofree char *content = g_malloc0 (MAX_READ);
  ssize_t n = pread (fd, content, MAX_READ, 0);

  return n > 0 && memmem (content, (gsize) n, mark, strlen (mark)) != NULL;
}

static gboolean
leaks (FrondImport *import, FrondMachineSources *sources, const char *mark)
{
  const char *slot;
  int fd;

  for (guint i = 0; sources != NULL && frond_machine_sources_get_slot (sources, i, &slot, &fd); i++)
    if (holds (fd, mark))
      return TRUE;
  return strstr (frond_import_get_name (import), mark) != NULL ||
         strstr (frond_import_get_notes (import), mark) != NULL;
}

static FrondMachineSources *
open_import (FrondImport *import, const char *folder, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  frond_import_open_async (import, folder, NULL, NULL, NULL, on_done, &result);
  wait_for (&result);
  return frond_import_open_finish (import, result, error);
}

static void
look (const char *path, const char *folder, const char *mark)
{
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (FrondImport) import = NULL;
  g_autoptr (FrondMachineSources) sources = NULL;
  gint64 started = g_get_monotonic_time ();
  double milliseconds;

  frond_import_detect_async (file, NULL, on_done, &result);
  wait_for (&result);
  milliseconds = (double) (g_get_monotonic_time () - started) / 1000;
  import = frond_import_detect_finish (result, &error);
  if (import != NULL)
    sources = open_import (import, folder, &error);
  printf ("%.1f %s %d %s\n", milliseconds, error == NULL ? "good" : "refused",
          error != NULL ? error->code : 0,
          import != NULL && leaks (import, sources, mark) ? "leak" : "clean");
  fflush (stdout);
}

int
main (int argc, char *argv[])
{
  char path[4096];

  if (argc != 3)
    return 2;
  while (fgets (path, sizeof path, stdin) != NULL)
    {
      path[strcspn (path, "\n")] = '\0';
      look (path, argv[1], argv[2]);
    }
  return 0;
}
