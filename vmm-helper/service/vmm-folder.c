/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "vmm-folder.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Nothing of ours is deeper than tpm/ in a machine's folder; a bound keeps recursion off the end of the stack. */
#define MAX_DEPTH 16

typedef DIR Directory;
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Directory, closedir)

gboolean
vmm_folder_fail (int errno_value, const char *what, GError **error)
{
  VmmIpcError code = VMM_IPC_ERROR_FAILED;

  if (errno_value == ENOSPC || errno_value == EDQUOT)
    code = VMM_IPC_ERROR_NO_SPACE;
  else if (errno_value == ENOENT)
    code = VMM_IPC_ERROR_NOT_FOUND;
  else if (errno_value == EEXIST)
    code = VMM_IPC_ERROR_CONFLICT;

  g_set_error (error, VMM_IPC_ERROR, code, "%s: %s", what, g_strerror (errno_value));
  return FALSE;
}

static gboolean
sync_folder (int dir_fd, GError **error)
{
  /* Some network file systems cannot write a folder out by itself and do so with every change. */
  if (fsync (dir_fd) < 0 && errno != EINVAL)
    return vmm_folder_fail (errno, "Writing a folder out", error);
  return TRUE;
}

int
vmm_folder_open (int dir_fd, const char *name, GError **error)
{
  int fd = openat (dir_fd, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);

  if (fd < 0)
    vmm_folder_fail (errno, "Opening a folder", error);
  return fd;
}

gboolean
vmm_folder_make (int dir_fd, const char *name, GError **error)
{
  if (mkdirat (dir_fd, name, 0711) < 0 && errno != EEXIST)
    return vmm_folder_fail (errno, "Making a folder", error);
  return sync_folder (dir_fd, error);
}

gboolean
vmm_folder_has (int dir_fd, const char *name)
{
  struct stat st;

  return fstatat (dir_fd, name, &st, AT_SYMLINK_NOFOLLOW) == 0;
}

GPtrArray *
vmm_folder_list (int dir_fd, GError **error)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (Directory) directory = NULL;
  g_autofd int fd = openat (dir_fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  struct dirent *entry;

  if (fd < 0 || (directory = fdopendir (fd)) == NULL)
    {
      vmm_folder_fail (errno, "Reading a folder", error);
      return NULL;
    }
  g_steal_fd (&fd);

  while ((errno = 0, entry = readdir (directory)) != NULL)
    if (!g_str_equal (entry->d_name, ".") && !g_str_equal (entry->d_name, ".."))
      g_ptr_array_add (names, g_strdup (entry->d_name));

  if (errno != 0)
    {
      vmm_folder_fail (errno, "Reading a folder", error);
      return NULL;
    }
  return g_steal_pointer (&names);
}

gboolean
vmm_folder_move (int from_fd, const char *name, int to_fd, const char *to_name, GError **error)
{
  if (renameat2 (from_fd, name, to_fd, to_name, RENAME_NOREPLACE) < 0)
    return vmm_folder_fail (errno, "Moving a folder", error);
  return sync_folder (to_fd, error) && (from_fd == to_fd || sync_folder (from_fd, error));
}

static gboolean
remove_entry (int dir_fd, const char *name, dev_t device, guint depth, GError **error)
{
  g_autofd int fd = -1;
  g_autoptr (GPtrArray) names = NULL;
  struct stat st;

  if (fstatat (dir_fd, name, &st, AT_SYMLINK_NOFOLLOW) < 0)
    return errno == ENOENT || vmm_folder_fail (errno, "Deleting", error);

  if (!S_ISDIR (st.st_mode))
    return unlinkat (dir_fd, name, 0) == 0 || errno == ENOENT || vmm_folder_fail (errno, "Deleting", error);

  if (depth == 0 || st.st_dev != device)
    return vmm_folder_fail (EXDEV, "Deleting", error);

  fd = vmm_folder_open (dir_fd, name, error);
  if (fd < 0 || (names = vmm_folder_list (fd, error)) == NULL)
    return FALSE;
  for (guint i = 0; i < names->len; i++)
    if (!remove_entry (fd, g_ptr_array_index (names, i), device, depth - 1, error))
      return FALSE;

  return unlinkat (dir_fd, name, AT_REMOVEDIR) == 0 || errno == ENOENT ||
         vmm_folder_fail (errno, "Deleting", error);
}

gboolean
vmm_folder_remove (int dir_fd, const char *name, GError **error)
{
  struct stat st;

  if (fstat (dir_fd, &st) < 0)
    return vmm_folder_fail (errno, "Deleting", error);
  return remove_entry (dir_fd, name, st.st_dev, MAX_DEPTH, error) && sync_folder (dir_fd, error);
}

static gboolean
write_all (int fd, const char *data, gsize length)
{
  while (length > 0)
    {
      gssize written = TEMP_FAILURE_RETRY (write (fd, data, length));

      if (written < 0)
        return FALSE;
      data += written;
      length -= (gsize) written;
    }
  return TRUE;
}

gboolean
vmm_folder_write_file (int dir_fd, const char *name, const char *data, gsize length, GError **error)
{
  g_autofree char *temporary = g_strdup_printf (".%s.new", name);
  g_autofd int fd = -1;

  if (unlinkat (dir_fd, temporary, 0) < 0 && errno != ENOENT)
    return vmm_folder_fail (errno, "Writing a file", error);

  fd = openat (dir_fd, temporary, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
  if (fd < 0 || !write_all (fd, data, length) || fsync (fd) < 0 ||
      renameat (dir_fd, temporary, dir_fd, name) < 0)
    {
      int saved = errno;

      unlinkat (dir_fd, temporary, 0);
      return vmm_folder_fail (saved, "Writing a file", error);
    }
  return sync_folder (dir_fd, error);
}

char *
vmm_folder_read_file (int dir_fd, const char *name, gsize max, gsize *length, GError **error)
{
  g_autofd int fd = openat (dir_fd, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
  g_autofree char *data = NULL;
  gsize done = 0;
  struct stat st;

  if (fd < 0 || fstat (fd, &st) < 0)
    {
      vmm_folder_fail (errno, "Reading a file", error);
      return NULL;
    }
  if (!S_ISREG (st.st_mode) || st.st_size < 0 || (guint64) st.st_size > max)
    {
      g_set_error_literal (error, VMM_IPC_ERROR, VMM_IPC_ERROR_INVALID_ARGUMENT,
                           "Reading a file: it is too large or not a regular file");
      return NULL;
    }

  data = g_malloc0 ((gsize) st.st_size + 1);
  while (done < (gsize) st.st_size)
    {
      gssize got = TEMP_FAILURE_RETRY (read (fd, data + done, (gsize) st.st_size - done));

      if (got < 0)
        {
          vmm_folder_fail (errno, "Reading a file", error);
          return NULL;
        }
      if (got == 0)
        break;
      done += (gsize) got;
    }
  *length = done;
  return g_steal_pointer (&data);
}

static gboolean
measure_entry (int dir_fd, const char *name, guint depth, guint64 *sum, GError **error)
{
  g_autoptr (GPtrArray) names = NULL;
  g_autofd int fd = -1;
  struct stat st;

  if (fstatat (dir_fd, name, &st, AT_SYMLINK_NOFOLLOW) < 0)
    return errno == ENOENT || vmm_folder_fail (errno, "Measuring a folder", error);
  *sum += (guint64) st.st_blocks * 512;
  if (!S_ISDIR (st.st_mode) || depth == 0)
    return TRUE;

  fd = openat (dir_fd, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
  /* What a monitor keeps for itself alone is small. */
  if (fd < 0)
    return errno == ENOENT || errno == EACCES || vmm_folder_fail (errno, "Measuring a folder", error);
  names = vmm_folder_list (fd, error);
  if (names == NULL)
    return FALSE;
  for (guint i = 0; i < names->len; i++)
    if (!measure_entry (fd, g_ptr_array_index (names, i), depth - 1, sum, error))
      return FALSE;
  return TRUE;
}

#define MAX_KEPT 100

gboolean
vmm_folder_keep_aside (int dir_fd, const char *name, const char *other, GError **error)
{
  for (guint i = 0; i < MAX_KEPT; i++)
    {
      g_autofree char *numbered = i > 0 ? g_strdup_printf ("%s.%u", other, i) : g_strdup (other);

      if (renameat2 (dir_fd, name, dir_fd, numbered, RENAME_NOREPLACE) == 0)
        return sync_folder (dir_fd, error);
      if (errno != EEXIST)
        break;
    }
  return vmm_folder_fail (errno, "Keeping a file that is not understood", error);
}

gboolean
vmm_folder_measure (int dir_fd, const char *name, guint64 *sum, GError **error)
{
  return measure_entry (dir_fd, name, MAX_DEPTH, sum, error);
}
