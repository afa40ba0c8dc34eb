/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "vmm-fd-gate.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <glib/gstdio.h>

#define MAX_SIZE (1024 * 1024)

typedef struct
{
  char *dir;
  char *file; /* 4096 bytes */
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer user_data)
{
  g_autofree char *content = g_malloc0 (4096);
  g_autoptr (GError) error = NULL;

  fixture->dir = g_dir_make_tmp ("frond-fd-gate-XXXXXX", &error);
  g_assert_no_error (error);
  fixture->file = g_build_filename (fixture->dir, "medium.iso", NULL);
  g_file_set_contents (fixture->file, content, 4096, &error);
  g_assert_no_error (error);
}

static void
tear_down (Fixture *fixture, gconstpointer user_data)
{
  g_autoptr (GDir) dir = g_dir_open (fixture->dir, 0, NULL);

  for (const char *name = g_dir_read_name (dir); name != NULL; name = g_dir_read_name (dir))
    {
      g_autofree char *path = g_build_filename (fixture->dir, name, NULL);

      g_assert_cmpint (g_remove (path), ==, 0);
    }
  g_assert_cmpint (g_rmdir (fixture->dir), ==, 0);
  g_free (fixture->file);
  g_free (fixture->dir);
}

static void
assert_refused (int fd, const char *reason)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *message = g_strdup_printf ("cdrom: %s", reason);

  g_assert_cmpint (vmm_fd_gate_medium (fd, MAX_SIZE, "cdrom", &error), ==, -1);
  g_assert_error (error, VMM_IPC_ERROR, VMM_IPC_ERROR_BAD_FD);
  g_assert_cmpstr (error->message, ==, message);
}

static void
assert_open_refused (const char *path, int flags, const char *reason)
{
  g_autofd int fd = open (path, flags | O_CLOEXEC);

  g_assert_cmpint (fd, >=, 0);
  assert_refused (fd, reason);
}

static void
test_accepts_file (Fixture *fixture, gconstpointer user_data)
{
  g_autofd int fd = open (fixture->file, O_RDONLY);
  g_autofd int copy = -1;
  g_autoptr (GError) error = NULL;
  struct stat original, copied;

  g_assert_cmpint (lseek (fd, 100, SEEK_SET), ==, 100);
  copy = vmm_fd_gate_medium (fd, 4096, "cdrom", &error);
  g_assert_no_error (error);
  g_assert_cmpint (copy, >=, 0);
  g_assert_cmpint (copy, !=, fd);
  g_assert_cmpint (fcntl (copy, F_GETFD) & FD_CLOEXEC, !=, 0);
  g_assert_cmpint (fcntl (copy, F_GETFL) & O_ACCMODE, ==, O_RDONLY);

  /* The same open file, so that a right which the caller had is the right that is used: not reopened. */
  g_assert_cmpint (lseek (copy, 0, SEEK_CUR), ==, 100);
  g_assert_cmpint (fstat (fd, &original), ==, 0);
  g_assert_cmpint (fstat (copy, &copied), ==, 0);
  g_assert_cmpuint (original.st_ino, ==, copied.st_ino);
}

static void
test_access_modes (Fixture *fixture, gconstpointer user_data)
{
  assert_open_refused (fixture->file, O_PATH, "was opened with O_PATH and proves no right to read");
  assert_open_refused (fixture->file, O_WRONLY, "must be opened for reading only");
  assert_open_refused (fixture->file, O_RDWR, "must be opened for reading only");
  assert_open_refused (fixture->file, O_RDWR | O_APPEND, "must be opened for reading only");
  /* Access mode 3: open for ioctl alone. */
  assert_open_refused (fixture->file, O_ACCMODE, "must be opened for reading only");
}

static void
test_closed (Fixture *fixture, gconstpointer user_data)
{
  int fd = open (fixture->file, O_RDONLY | O_CLOEXEC);

  g_assert_cmpint (close (fd), ==, 0);
  assert_refused (fd, "is not an open descriptor");
  assert_refused (-1, "is not an open descriptor");
}

static void
test_not_regular (Fixture *fixture, gconstpointer user_data)
{
  g_autofree char *fifo = g_build_filename (fixture->dir, "fifo", NULL);

  g_assert_cmpint (mkfifo (fifo, 0600), ==, 0);
  assert_open_refused (fifo, O_RDONLY | O_NONBLOCK, "is not a regular file");
  assert_open_refused (fixture->dir, O_RDONLY | O_DIRECTORY, "is not a regular file");
  assert_open_refused ("/dev/zero", O_RDONLY, "is not a regular file");
  assert_open_refused ("/dev/null", O_RDONLY, "is not a regular file");
}

static void
test_sockets_and_pipes (Fixture *fixture, gconstpointer user_data)
{
  int pair[2], ends[2];

  g_assert_cmpint (socketpair (AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair), ==, 0);
  assert_refused (pair[0], "must be opened for reading only");
  close (pair[0]);
  close (pair[1]);

  g_assert_cmpint (pipe2 (ends, O_CLOEXEC), ==, 0);
  assert_refused (ends[0], "is not on a file system for data");
  assert_refused (ends[1], "must be opened for reading only");
  close (ends[0]);
  close (ends[1]);
}

static void
test_memfd (Fixture *fixture, gconstpointer user_data)
{
  g_autofd int fd = memfd_create ("medium", MFD_CLOEXEC);
  g_autofree char *path = g_strdup_printf ("/proc/self/fd/%d", fd);

  g_assert_cmpint (ftruncate (fd, 4096), ==, 0);
  assert_refused (fd, "must be opened for reading only");
  assert_open_refused (path, O_RDONLY, "has no name in a file system");
}

static void
test_deleted (Fixture *fixture, gconstpointer user_data)
{
  g_autofd int source = -1;
  g_autofree char *path = g_build_filename (fixture->dir, "gone", NULL);
  g_autofd int fd = -1;

  g_assert_true (g_file_set_contents (path, "x", 1, NULL));
  fd = open (path, O_RDONLY | O_CLOEXEC);
  g_assert_cmpint (unlink (path), ==, 0);
  assert_refused (fd, "has no name in a file system");
  source = vmm_fd_gate_source (fd, MAX_SIZE, "disk0", NULL);
  g_assert_cmpint (source, >=, 0);
}

static void
test_kernel_windows (Fixture *fixture, gconstpointer user_data)
{
  static const char *const paths[] = { "/proc/self/mem",
                                       "/proc/self/environ",
                                       "/proc/version",
                                       "/sys/kernel/mm/transparent_hugepage/enabled",
                                       "/sys/kernel/notes",
                                       "/sys/devices/system/cpu/online",
                                       "/sys/fs/cgroup/cgroup.controllers" };
  guint proc = 0, sys = 0;

  for (gsize i = 0; i < G_N_ELEMENTS (paths); i++)
    {
      g_autofd int fd = open (paths[i], O_RDONLY | O_CLOEXEC);

      if (fd < 0)
        continue;
      assert_refused (fd, "is not on a file system for data");
      if (g_str_has_prefix (paths[i], "/proc/"))
        proc++;
      else
        sys++;
    }
  g_assert_cmpuint (proc, >=, 2);
  if (sys == 0)
    g_test_incomplete ("no sysfs here");
}

static void
test_size (Fixture *fixture, gconstpointer user_data)
{
  g_autofree char *path = g_build_filename (fixture->dir, "size", NULL);
  g_autofd int copy = -1;
  g_autofd int fd = open (path, O_RDONLY | O_CREAT | O_CLOEXEC, 0600);

  assert_refused (fd, "is empty");
  g_assert_cmpint (truncate (path, MAX_SIZE + 1), ==, 0);
  assert_refused (fd, "is too big");
  g_assert_cmpint (truncate (path, MAX_SIZE), ==, 0);
  copy = vmm_fd_gate_medium (fd, MAX_SIZE, "cdrom", NULL);
  g_assert_cmpint (copy, >=, 0);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

#define ADD(name, func) g_test_add ("/images/fd-gate/" name, Fixture, NULL, set_up, func, tear_down)
  ADD ("accepts-file", test_accepts_file);
  ADD ("access-modes", test_access_modes);
  ADD ("closed", test_closed);
  ADD ("not-regular", test_not_regular);
  ADD ("sockets-and-pipes", test_sockets_and_pipes);
  ADD ("memfd", test_memfd);
  ADD ("deleted", test_deleted);
  ADD ("kernel-windows", test_kernel_windows);
  ADD ("size", test_size);
#undef ADD

  return g_test_run ();
}
