/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "media-fixture.h"

#include <glib/gstdio.h>

#define PATIENCE_SECONDS 60

void
media_fixture_isolate (void)
{
  /* Folders that nobody makes: a person's own additions must not decide a test. */
  g_setenv ("XDG_CONFIG_HOME", "/nonexistent/frond-test", TRUE);
  g_setenv ("OSINFO_USER_DIR", "/nonexistent/frond-test", TRUE);
}

void
media_fixture_set_up (MediaFixture *self, gconstpointer user_data)
{
  g_autoptr (GError) error = NULL;

  self->dir = g_dir_make_tmp ("frond-media-XXXXXX", &error);
  g_assert_no_error (error);
}

static void
remove_tree (const char *path)
{
  g_autoptr (GDir) dir = g_file_test (path, G_FILE_TEST_IS_SYMLINK) ? NULL : g_dir_open (path, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);

      remove_tree (child);
    }
  g_assert_cmpint (g_remove (path), ==, 0);
}

void
media_fixture_tear_down (MediaFixture *self, gconstpointer user_data)
{
  remove_tree (self->dir);
  g_free (self->dir);
}

char *
media_fixture_path (MediaFixture *self, const char *name)
{
  return g_build_filename (self->dir, name, NULL);
}

static void
make_tree (const char *tree)
{
  g_autofree char *boot = g_build_filename (tree, "boot", NULL);
  g_autofree char *image = g_build_filename (boot, "boot.img", NULL);
  guint8 sector[512] = { 0xeb, 0xfe, [510] = 0x55, 0xaa };

  g_assert_cmpint (g_mkdir_with_parents (boot, 0700), ==, 0);
  g_assert_true (g_file_set_contents (image, (const char *) sector, sizeof sector, NULL));
}

static void
add_option (GPtrArray *argv, const char *option, const char *value)
{
  if (value == NULL)
    return;
  g_ptr_array_add (argv, g_strdup (option));
  g_ptr_array_add (argv, g_strdup (value));
}

static void
add_boot_options (GPtrArray *argv)
{
  add_option (argv, "-b", "boot/boot.img");
  add_option (argv, "-c", "boot/boot.cat");
  g_ptr_array_add (argv, g_strdup ("-no-emul-boot"));
  add_option (argv, "-boot-load-size", "4");
}

char *
media_fixture_make_iso (MediaFixture *self, const char *name, const char *tool, const MediaDisc *disc,
                        gboolean bootable)
{
  g_autofree char *program = g_find_program_in_path (tool);
  g_autofree char *tree = media_fixture_path (self, "tree");
  g_autofree char *iso = media_fixture_path (self, name);
  g_autoptr (GPtrArray) argv = g_ptr_array_new_null_terminated (20, g_free, TRUE);
  g_autoptr (GError) error = NULL;
  int status;

  if (program == NULL)
    {
      g_test_skip ("no tool to make images with");
      return NULL;
    }

  make_tree (tree);
  g_ptr_array_add (argv, g_steal_pointer (&program));
  if (g_str_equal (tool, "xorriso"))
    add_option (argv, "-as", "mkisofs");
  add_option (argv, "-V", disc->label);
  add_option (argv, "-publisher", disc->publisher);
  add_option (argv, "-sysid", disc->system);
  add_option (argv, "-A", disc->application);
  if (bootable)
    add_boot_options (argv);
  add_option (argv, "-quiet", "-R");
  add_option (argv, "-o", iso);
  g_ptr_array_add (argv, g_strdup (tree));

  g_spawn_sync (NULL, (char **) argv->pdata, NULL, G_SPAWN_STDERR_TO_DEV_NULL, NULL, NULL, NULL, NULL,
                &status, &error);
  g_assert_no_error (error);
  g_spawn_check_wait_status (status, &error);
  g_assert_no_error (error);
  return g_steal_pointer (&iso);
}

static void
on_detected (GObject *source, GAsyncResult *result, gpointer user_data)
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

FrondMedia *
media_detect (GFile *file, GCancellable *cancellable, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;
  guint timer = g_timeout_add_seconds (PATIENCE_SECONDS, on_overdue, NULL);

  frond_media_detect_async (file, cancellable, on_detected, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (timer);
  return frond_media_detect_finish (result, error);
}
