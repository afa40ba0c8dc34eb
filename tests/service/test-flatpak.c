/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "vmm-flatpak.h"

#include <glib/gstdio.h>

#define INFO "[Application]\nname=org.example.Frond\n"

typedef struct
{
  char *root;
  char *runtime;
  char *shared;
  char *config;
} Fixture;

static void
set_up (Fixture *f, gconstpointer data)
{
  const char *info = data;

  f->root = g_dir_make_tmp ("frond-flatpak-XXXXXX", NULL);
  f->runtime = g_build_filename (f->root, "run", NULL);
  f->shared = g_build_filename (f->runtime, "app", "org.example.Frond", NULL);
  f->config = g_build_filename (f->root, "var", "config", NULL);
  g_assert_no_errno (g_mkdir_with_parents (f->shared, 0700));
  g_assert_no_errno (g_mkdir_with_parents (f->config, 0700));
  g_unsetenv ("LD_PRELOAD");
  g_setenv ("XDG_RUNTIME_DIR", f->runtime, TRUE);
  g_setenv ("XDG_CONFIG_HOME", "/long/folder/.var/app/org.example.Frond/config", TRUE);
  if (info != NULL)
    {
      g_autofree char *path = g_build_filename (f->root, ".flatpak-info", NULL);

      g_assert_true (g_file_set_contents (path, info, -1, NULL));
      g_assert_true (g_file_test (path, G_FILE_TEST_EXISTS));
    }
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  g_autofree char *info = g_build_filename (f->root, ".flatpak-info", NULL);
  g_autofree char *app = g_build_filename (f->runtime, "app", NULL);
  g_autofree char *var = g_build_filename (f->root, "var", NULL);
  const char *folders[] = { f->shared, app, f->runtime, f->config, var, f->root };

  g_remove (info);
  for (gsize i = 0; i < G_N_ELEMENTS (folders); i++)
    g_rmdir (folders[i]);
  g_free (f->root);
  g_free (f->runtime);
  g_free (f->shared);
  g_free (f->config);
}

static void
test_inside (Fixture *f, gconstpointer data)
{
  g_assert_true (vmm_flatpak_prepare (f->root));
  g_assert_cmpstr (g_getenv ("XDG_RUNTIME_DIR"), ==, f->shared);
  g_assert_cmpstr (g_getenv ("XDG_CONFIG_HOME"), ==, f->config);
  g_assert_null (g_getenv ("LD_PRELOAD"));
}

/* An environment that has one keeps it: who looks for leaks knows why. */
static void
test_locks (Fixture *f, gconstpointer data)
{
  g_autofree char *app = g_build_filename (f->root, "app", NULL);
  g_autofree char *libexec = g_build_filename (app, "libexec", NULL);
  g_autofree char *locks = g_build_filename (libexec, "frond-portal-locks.so", NULL);

  g_assert_no_errno (g_mkdir_with_parents (libexec, 0700));
  g_assert_true (g_file_set_contents (locks, "", 0, NULL));
  g_assert_true (vmm_flatpak_prepare (f->root));
  g_assert_cmpstr (g_getenv ("LD_PRELOAD"), ==, locks);
  g_setenv ("LD_PRELOAD", "another.so", TRUE);
  g_assert_true (vmm_flatpak_prepare (f->root));
  g_assert_cmpstr (g_getenv ("LD_PRELOAD"), ==, "another.so");

  g_unsetenv ("LD_PRELOAD");
  g_remove (locks);
  g_rmdir (libexec);
  g_rmdir (app);
}

static void
test_outside (Fixture *f, gconstpointer data)
{
  g_assert_false (vmm_flatpak_prepare (f->root));
  g_assert_cmpstr (g_getenv ("XDG_RUNTIME_DIR"), ==, f->runtime);
  g_assert_cmpstr (g_getenv ("XDG_CONFIG_HOME"), !=, f->config);
}

/* What is not there cannot be shared: as before is better than not at all. */
static void
test_no_folders (Fixture *f, gconstpointer data)
{
  g_assert_no_errno (g_rmdir (f->shared));
  g_assert_no_errno (g_rmdir (f->config));
  g_assert_true (vmm_flatpak_prepare (f->root));
  g_assert_cmpstr (g_getenv ("XDG_RUNTIME_DIR"), ==, f->runtime);
  g_assert_cmpstr (g_getenv ("XDG_CONFIG_HOME"), !=, f->config);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/service/flatpak/inside", Fixture, INFO, set_up, test_inside, tear_down);
  g_test_add ("/service/flatpak/locks", Fixture, INFO, set_up, test_locks, tear_down);
  g_test_add ("/service/flatpak/outside", Fixture, NULL, set_up, test_outside, tear_down);
  g_test_add ("/service/flatpak/no-name", Fixture, "[Runtime]\nname=x\n", set_up, test_outside, tear_down);
  g_test_add ("/service/flatpak/no-folders", Fixture, INFO, set_up, test_no_folders, tear_down);
  return g_test_run ();
}
