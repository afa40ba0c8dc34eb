/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "vmm-image-copy.h"

#include "vmm-image-child.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <linux/fs.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

static gboolean
fail (const char *field, int saved_errno, GError **error)
{
  VmmIpcError code =
      saved_errno == ENOSPC || saved_errno == EDQUOT ? VMM_IPC_ERROR_NO_SPACE : VMM_IPC_ERROR_FAILED;

  g_set_error (error, VMM_IPC_ERROR, code, "%s: %s", field, g_strerror (saved_errno));
  return FALSE;
}

guint64
vmm_image_allocated (int fd)
{
  struct stat st;

  if (fstat (fd, &st) < 0)
    return 0;
  /* Some FUSE file systems count no blocks. */
  return st.st_blocks > 0 ? MIN ((guint64) st.st_blocks * 512, (guint64) st.st_size) : (guint64) st.st_size;
}

gboolean
vmm_image_check_room (int dir_fd, guint64 needed, const char *field, GError **error)
{
  struct statvfs fs;

  if (fstatvfs (dir_fd, &fs) < 0 || fs.f_blocks == 0 || (guint64) fs.f_bavail * fs.f_frsize >= needed)
    return TRUE;
  g_set_error (error, VMM_IPC_ERROR, VMM_IPC_ERROR_NO_SPACE,
               "%s: there is no room for it (%" G_GUINT64_FORMAT " bytes needed)", field, needed);
  return FALSE;
}

static int
make_file (int dir_fd, const char *name)
{
  g_autofd int fd = openat (dir_fd, name, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);

  /* The mode went through the umask of whoever started the helper. */
  return fd >= 0 && fchmod (fd, 0600) == 0 ? g_steal_fd (&fd) : -1;
}

int
vmm_image_clone (int from_fd, int dir_fd, const char *name, guint64 max)
{
  g_autofd int to = make_file (dir_fd, name);
  struct stat st;

  /* The whole file as it was at that moment, which may be more than was asked about. */
  if (to >= 0 && ioctl (to, FICLONE, from_fd) == 0 && fstat (to, &st) == 0 && (guint64) st.st_size <= max &&
      fsync (to) == 0)
    return g_steal_fd (&to);
  if (to >= 0)
    unlinkat (dir_fd, name, 0);
  return -1;
}

int
vmm_image_copy (int from_fd, int dir_fd, const char *name, guint64 max, const char *field,
                VmmImageProgress progress, gpointer user_data, GCancellable *cancellable, GError **error)
{
  g_autofd int to = vmm_image_clone (from_fd, dir_fd, name, max);

  if (to >= 0)
    return g_steal_fd (&to);
  if (!vmm_image_check_room (dir_fd, vmm_image_allocated (from_fd), field, error))
    return -1;
  to = make_file (dir_fd, name);
  if (to < 0)
    {
      fail (field, errno, error);
      return -1;
    }
  if (vmm_image_child_copy (from_fd, to, max, field, progress, user_data, cancellable, error))
    return g_steal_fd (&to);

  unlinkat (dir_fd, name, 0);
  return -1;
}
