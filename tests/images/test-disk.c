/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "vmm-disk-private.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <glib/gstdio.h>

#define GIB (1024 * VMM_IPC_MIB)

typedef struct
{
  char *dir;
  int dir_fd;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer user_data)
{
  fixture->dir = g_dir_make_tmp ("frond-disk-XXXXXX", NULL);
  fixture->dir_fd = open (fixture->dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  g_assert_cmpint (fixture->dir_fd, >=, 0);
}

static guint
count_files (Fixture *fixture)
{
  g_autoptr (GDir) dir = g_dir_open (fixture->dir, 0, NULL);
  guint n = 0;

  while (g_dir_read_name (dir) != NULL)
    n++;
  return n;
}

static void
tear_down (Fixture *fixture, gconstpointer user_data)
{
  unlinkat (fixture->dir_fd, "disk0.raw", 0);
  g_assert_cmpuint (count_files (fixture), ==, 0);
  g_assert_cmpint (g_rmdir (fixture->dir), ==, 0);
  close (fixture->dir_fd);
  g_free (fixture->dir);
}

static void
test_create (Fixture *fixture, gconstpointer user_data)
{
  mode_t old = umask (0777);
  g_autoptr (GError) error = NULL;
  struct stat st;

  g_assert_true (vmm_disk_create (fixture->dir_fd, "disk0.raw", 64 * GIB, &error));
  umask (old);
  g_assert_no_error (error);

  g_assert_cmpint (fstatat (fixture->dir_fd, "disk0.raw", &st, AT_SYMLINK_NOFOLLOW), ==, 0);
  g_assert_true (S_ISREG (st.st_mode));
  g_assert_cmpuint (st.st_mode & 07777, ==, 0600);
  g_assert_cmpuint (st.st_size, ==, 64 * GIB);
  g_assert_cmpuint (st.st_blocks, <=, 64);
}

static void
test_exists (Fixture *fixture, gconstpointer user_data)
{
  g_autofree char *path = g_build_filename (fixture->dir, "disk0.raw", NULL);
  g_autofree char *content = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (g_file_set_contents (path, "precious", -1, NULL));
  g_assert_false (vmm_disk_create (fixture->dir_fd, "disk0.raw", GIB, &error));
  g_assert_error (error, VMM_IPC_ERROR, VMM_IPC_ERROR_FAILED);
  g_assert_true (g_file_get_contents (path, &content, NULL, NULL));
  g_assert_cmpstr (content, ==, "precious");
}

static void
test_symlink (Fixture *fixture, gconstpointer user_data)
{
  g_autofree char *target = g_build_filename (fixture->dir, "target", NULL);
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (symlinkat (target, fixture->dir_fd, "disk0.raw"), ==, 0);
  g_assert_false (vmm_disk_create (fixture->dir_fd, "disk0.raw", GIB, &error));
  g_assert_error (error, VMM_IPC_ERROR, VMM_IPC_ERROR_FAILED);
  g_assert_false (g_file_test (target, G_FILE_TEST_EXISTS));
}

static void
test_names (Fixture *fixture, gconstpointer user_data)
{
  static const char *const names[] = { "", ".", "..", "a/b", "/tmp/x", "../x" };

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_false (vmm_disk_create (fixture->dir_fd, names[i], GIB, &error));
      g_assert_error (error, VMM_IPC_ERROR, VMM_IPC_ERROR_INVALID_ARGUMENT);
    }
}

static void
test_sizes (Fixture *fixture, gconstpointer user_data)
{
  static const guint64 sizes[] = {
    0, 1, VMM_IPC_MIN_DISK - 1, VMM_IPC_MAX_DISK + 1, 5 * 1024 * GIB, G_MAXINT64, G_MAXUINT64,
  };

  for (gsize i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_false (vmm_disk_create (fixture->dir_fd, "disk0.raw", sizes[i], &error));
      g_assert_error (error, VMM_IPC_ERROR, VMM_IPC_ERROR_OUT_OF_RANGE);
      g_assert_cmpuint (count_files (fixture), ==, 0);
    }
}

/* A file system that cannot have a file of the size, played by the process's own limit. */
static void
test_too_big_for_file_system (Fixture *fixture, gconstpointer user_data)
{
  struct rlimit old, small;
  g_autoptr (GError) error = NULL;
  gboolean ok;

  signal (SIGXFSZ, SIG_IGN);
  g_assert_cmpint (getrlimit (RLIMIT_FSIZE, &old), ==, 0);
  small = old;
  small.rlim_cur = 8 * VMM_IPC_MIB;
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &small), ==, 0);
  ok = vmm_disk_create (fixture->dir_fd, "disk0.raw", GIB, &error);
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &old), ==, 0);

  g_assert_false (ok);
  g_assert_error (error, VMM_IPC_ERROR, VMM_IPC_ERROR_OUT_OF_RANGE);
  g_assert_cmpuint (count_files (fixture), ==, 0);
}

static void
test_folder_gone (Fixture *fixture, gconstpointer user_data)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (vmm_disk_create (-1, "disk0.raw", GIB, &error));
  g_assert_error (error, VMM_IPC_ERROR, VMM_IPC_ERROR_FAILED);
}

static void
test_folder_read_only (Fixture *fixture, gconstpointer user_data)
{
  g_autoptr (GError) error = NULL;

  if (geteuid () == 0)
    {
      g_test_skip ("root may write everywhere");
      return;
    }
  g_assert_cmpint (fchmod (fixture->dir_fd, 0500), ==, 0);
  g_assert_false (vmm_disk_create (fixture->dir_fd, "disk0.raw", GIB, &error));
  g_assert_error (error, VMM_IPC_ERROR, VMM_IPC_ERROR_FAILED);
  g_assert_cmpint (fchmod (fixture->dir_fd, 0700), ==, 0);
}

static void
assert_space (guint64 free_blocks, guint64 block_size, guint64 size, gboolean enough)
{
  struct statvfs fs = {
    .f_blocks = 1000000, .f_bfree = G_MAXUINT32, .f_bavail = free_blocks, .f_frsize = block_size
  };
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (vmm_disk_check_space (&fs, size, &error), ==, enough);
  if (enough)
    g_assert_no_error (error);
  else
    g_assert_error (error, VMM_IPC_ERROR, VMM_IPC_ERROR_NO_SPACE);
}

static void
test_space (void)
{
  struct statvfs silent = { .f_blocks = 0 };

  /* A tenth of what is small. */
  assert_space (0, 4096, VMM_IPC_MIB, FALSE);
  assert_space (25600, 4096, 1000 * VMM_IPC_MIB, TRUE);
  assert_space (25599, 4096, 1000 * VMM_IPC_MIB, FALSE);
  /* 256 MiB of what is big. */
  assert_space (65536, 4096, 2048 * GIB, TRUE);
  assert_space (65535, 4096, 2048 * GIB, FALSE);
  assert_space (65536, 4096, 20 * GIB, TRUE);
  /* What a hostile file system may say. */
  assert_space (G_MAXUINT64, G_MAXUINT64, 2048 * GIB, TRUE);
  assert_space (G_MAXUINT64, 4096, 2048 * GIB, TRUE);

  g_assert_true (vmm_disk_check_space (&silent, 20 * GIB, NULL));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

#define ADD(name, func) g_test_add ("/images/disk/" name, Fixture, NULL, set_up, func, tear_down)
  ADD ("create", test_create);
  ADD ("exists", test_exists);
  ADD ("symlink", test_symlink);
  ADD ("names", test_names);
  ADD ("sizes", test_sizes);
  ADD ("too-big-for-file-system", test_too_big_for_file_system);
  ADD ("folder-gone", test_folder_gone);
  ADD ("folder-read-only", test_folder_read_only);
#undef ADD
  g_test_add_func ("/images/disk/space", test_space);

  return g_test_run ();
}
