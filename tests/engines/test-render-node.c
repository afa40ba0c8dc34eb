/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Which GPU guests' 3D is drawn with, in folders that look like /dev/dri. */
#include "vmm-render-node.h"

#include <glib/gstdio.h>
#include <unistd.h>

typedef struct
{
  char *folder;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->folder = g_dir_make_tmp ("frond-dri-XXXXXX", NULL);
  g_assert_nonnull (fixture->folder);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  GDir *dir = g_dir_open (fixture->folder, 0, NULL);

  for (const char *name = g_dir_read_name (dir); name != NULL; name = g_dir_read_name (dir))
    {
      g_autofree char *path = g_build_filename (fixture->folder, name, NULL);

      g_assert_cmpint (g_unlink (path), ==, 0);
    }
  g_dir_close (dir);
  g_assert_cmpint (g_rmdir (fixture->folder), ==, 0);
  g_free (fixture->folder);
}

static void
make_file (Fixture *fixture, const char *name, int mode)
{
  g_autofree char *path = g_build_filename (fixture->folder, name, NULL);

  g_assert_true (g_file_set_contents_full (path, "", 0, G_FILE_SET_CONTENTS_NONE, mode, NULL));
}

static void
expect (Fixture *fixture, const char *expected)
{
  const char *reason;
  g_autofree char *path = vmm_render_node_find (fixture->folder, &reason);

  g_assert_null (path);
  g_assert_cmpstr (reason, ==, expected);
}

static void
test_nothing (Fixture *fixture, gconstpointer data)
{
  const char *reason;

  expect (fixture, VMM_IPC_LEFT_OUT_NO_DEVICE);
  make_file (fixture, "card0", 0600);
  expect (fixture, VMM_IPC_LEFT_OUT_NO_DEVICE);
  g_assert_null (vmm_render_node_find ("/nowhere", &reason));
  g_assert_cmpstr (reason, ==, VMM_IPC_LEFT_OUT_NO_DEVICE);
}

/* Things of that name that are no GPU. */
static void
test_other_files (Fixture *fixture, gconstpointer data)
{
  g_autofree char *link = g_build_filename (fixture->folder, "renderD129", NULL);

  make_file (fixture, "renderD128", 0600);
  g_assert_cmpint (symlink ("/dev/null", link), ==, 0);
  expect (fixture, VMM_IPC_LEFT_OUT_NO_DEVICE);
}

static void
test_no_access (Fixture *fixture, gconstpointer data)
{
  make_file (fixture, "renderD128", 0);
  make_file (fixture, "renderD129", 0600);
  if (geteuid () == 0)
    g_test_skip ("root may open everything");
  else
    expect (fixture, VMM_IPC_LEFT_OUT_NO_ACCESS);
}

static void
test_drivers (void)
{
  const char *const good[] = { "i915", "xe", "amdgpu", "radeon", "nouveau", "virtio_gpu", "panfrost", "msm" };

  for (gsize i = 0; i < G_N_ELEMENTS (good); i++)
    g_assert_null (vmm_render_node_judge (good[i]));
  g_assert_cmpstr (vmm_render_node_judge ("nvidia-drm"), ==, VMM_IPC_LEFT_OUT_NOT_SUPPORTED);
  g_assert_cmpstr (vmm_render_node_judge ("vgem"), ==, VMM_IPC_LEFT_OUT_NO_DEVICE);
}

static void
test_modules (Fixture *fixture, gconstpointer data)
{
  const char *folders[] = { "/nowhere", fixture->folder, NULL };

  /* built in, as far as one can see */
  g_assert_true (vmm_render_node_has_module (folders));
  make_file (fixture, "hw-display-virtio-vga.so", 0600);
  g_assert_false (vmm_render_node_has_module (folders));
  make_file (fixture, "hw-display-virtio-vga-gl.so", 0600);
  g_assert_true (vmm_render_node_has_module (folders));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add ("/render-node/nothing", Fixture, NULL, set_up, test_nothing, tear_down);
  g_test_add ("/render-node/other-files", Fixture, NULL, set_up, test_other_files, tear_down);
  g_test_add ("/render-node/no-access", Fixture, NULL, set_up, test_no_access, tear_down);
  g_test_add_func ("/render-node/drivers", test_drivers);
  g_test_add ("/render-node/modules", Fixture, NULL, set_up, test_modules, tear_down);

  return g_test_run ();
}
