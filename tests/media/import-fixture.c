/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "import-fixture.h"

#include "frond-machine-sources.h"

#include <string.h>

#define PATIENCE_SECONDS 60

void
import_run (MediaFixture *self, const char *script)
{
  g_autofree char *whole = g_strconcat ("set -eu; PYTHON=python3; ", script, NULL);
  const char *argv[] = { "sh", "-c", whole, NULL };
  g_autoptr (GError) error = NULL;
  g_autofree char *complaint = NULL;
  int status;

  g_spawn_sync (self->dir, (char **) argv, NULL, G_SPAWN_SEARCH_PATH | G_SPAWN_STDOUT_TO_DEV_NULL, NULL, NULL,
                NULL, &complaint, &status, &error);
  g_assert_no_error (error);
  if (status != 0)
    g_test_message ("%s", complaint);
  g_spawn_check_wait_status (status, &error);
  g_assert_no_error (error);
}

void
import_write (MediaFixture *self, const char *name, const char *text, gssize length)
{
  g_autofree char *path = media_fixture_path (self, name);

  g_assert_true (g_file_set_contents (path, text, length, NULL));
}

void
import_make_disk (MediaFixture *self)
{
  g_autofree guint8 *disk = g_malloc0 (1024 * 1024);

  disk[0] = 0xeb;
  disk[1] = 0xfe;
  disk[510] = 0x55;
  disk[511] = 0xaa;
  import_write (self, "disk.raw", (const char *) disk, 1024 * 1024);
}

static void
on_done (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GAsyncResult **slot = user_data;

  *slot = g_object_ref (result);
}

static gboolean
on_overdue (gpointer user_data)
{
  g_assert_not_reached ();
  return G_SOURCE_REMOVE;
}

static void
wait_for (GAsyncResult **result)
{
  guint timer = g_timeout_add_seconds (PATIENCE_SECONDS, on_overdue, NULL);

  while (*result == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (timer);
}

FrondImport *
import_detect (MediaFixture *self, const char *name, GError **error)
{
  g_autofree char *path = media_fixture_path (self, name);
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GAsyncResult) result = NULL;

  frond_import_detect_async (file, NULL, on_done, &result);
  wait_for (&result);
  return frond_import_detect_finish (result, error);
}

FrondImport *
import_detect_good (MediaFixture *self, const char *name)
{
  g_autoptr (GError) error = NULL;
  FrondImport *import = import_detect (self, name, &error);

  g_assert_no_error (error);
  g_assert_nonnull (import);
  g_assert_cmpint (frond_import_get_problem (import), ==, 0);
  return import;
}

GPtrArray *
import_find (void)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  GPtrArray *found;

  frond_import_find_async (NULL, on_done, &result);
  wait_for (&result);
  found = frond_import_find_finish (result, &error);
  g_assert_no_error (error);
  return found;
}

FrondMachineSources *
import_open (MediaFixture *self, FrondImport *import, GError **error)
{
  g_autofree char *cache = media_fixture_path (self, "cache");
  g_autoptr (GAsyncResult) result = NULL;

  frond_import_open_async (import, cache, NULL, NULL, NULL, on_done, &result);
  wait_for (&result);
  return frond_import_open_finish (import, result, error);
}
