/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "vmm-disk-private.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <glib/gstdio.h>

#define MAX_ROOM_ASKED (256 * VMM_IPC_MIB)

static gboolean
fail (GError **error, const char *name, int saved_errno)
{
  VmmIpcError code = VMM_IPC_ERROR_FAILED;

  if (saved_errno == ENOSPC || saved_errno == EDQUOT)
    code = VMM_IPC_ERROR_NO_SPACE;
  else if (saved_errno == EFBIG || saved_errno == EOVERFLOW)
    code = VMM_IPC_ERROR_OUT_OF_RANGE;

  g_set_error (error, VMM_IPC_ERROR, code, "%s: %s", name, g_strerror (saved_errno));
  return FALSE;
}

static gboolean
name_is_plain (const char *name)
{
  return name[0] != '\0' && strchr (name, '/') == NULL && !g_str_equal (name, ".") &&
         !g_str_equal (name, "..");
}

gboolean
vmm_disk_check_space (const struct statvfs *fs, guint64 size, GError **error)
{
  guint64 asked = MIN (size / 10, MAX_ROOM_ASKED);
  guint64 free_bytes;

  /* Some FUSE file systems tell nothing at all: let the write find out. */
  if (fs->f_blocks == 0)
    return TRUE;

  if (!g_uint64_checked_mul (&free_bytes, fs->f_bavail, fs->f_frsize))
    free_bytes = G_MAXUINT64;
  if (free_bytes >= asked)
    return TRUE;

  g_set_error (error, VMM_IPC_ERROR, VMM_IPC_ERROR_NO_SPACE,
               "%" G_GUINT64_FORMAT " bytes are free, %" G_GUINT64_FORMAT " are needed to begin with",
               free_bytes, asked);
  return FALSE;
}

/* A folder that cannot be synced (some network file systems) is no reason to fail: there is nothing better to do. */
static gboolean
sync_folder (int dir_fd, const char *name, GError **error)
{
  if (fsync (dir_fd) < 0 && errno != EINVAL)
    return fail (error, name, errno);
  return TRUE;
}

static gboolean
fill (int fd, const char *name, guint64 size, GError **error)
{
  /* The mode of open() went through the umask of whoever started the helper. */
  if (fchmod (fd, 0600) < 0 || ftruncate (fd, (off_t) size) < 0 || fsync (fd) < 0)
    return fail (error, name, errno);
  return TRUE;
}

gboolean
vmm_disk_create (int dir_fd, const char *name, guint64 size, GError **error)
{
  g_autofd int fd = -1;
  struct statvfs fs;

  g_return_val_if_fail (name != NULL, FALSE);

  if (!name_is_plain (name))
    {
      g_set_error_literal (error, VMM_IPC_ERROR, VMM_IPC_ERROR_INVALID_ARGUMENT, "name: is no file name");
      return FALSE;
    }
  if (size < VMM_IPC_MIN_DISK || size > VMM_IPC_MAX_DISK)
    {
      g_set_error (error, VMM_IPC_ERROR, VMM_IPC_ERROR_OUT_OF_RANGE, "size: %" G_GUINT64_FORMAT " bytes",
                   size);
      return FALSE;
    }

  if (fstatvfs (dir_fd, &fs) < 0)
    return fail (error, name, errno);
  if (!vmm_disk_check_space (&fs, size, error))
    return FALSE;

  fd = openat (dir_fd, name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
  if (fd < 0)
    return fail (error, name, errno);

  if (fill (fd, name, size, error) && sync_folder (dir_fd, name, error))
    return TRUE;

  unlinkat (dir_fd, name, 0);
  return FALSE;
}
