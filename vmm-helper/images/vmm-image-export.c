/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "vmm-image-export.h"

#include "vmm-image-child.h"
#include "vmm-image-copy.h"
#include "vmm-image-gate.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <linux/fs.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

/* A disk by itself, for as long as it is copied. */
#define ALONE_NAME ".export.qcow2"

/* Tables of a qcow2 image beside its data, generously. */
#define OVERHEAD(size) ((size) / 64 + 64 * VMM_IPC_MIB)
#define MAX_BYTES      (VMM_IPC_MAX_DISK + OVERHEAD (VMM_IPC_MAX_DISK))

/* The share of a step in the whole. */
typedef struct
{
  VmmImageProgress progress;
  gpointer user_data;
  guint from, to; /* per mille */
} Share;

static void
tell_share (guint permille, gpointer user_data)
{
  Share *self = user_data;

  if (self->progress != NULL)
    self->progress (self->from + permille * (self->to - self->from) / 1000, self->user_data);
}

static gboolean
fail (const char *field, int saved_errno, GError **error)
{
  VmmIpcError code = saved_errno == ENOSPC || saved_errno == EDQUOT   ? VMM_IPC_ERROR_NO_SPACE
                     : saved_errno == ENOENT || saved_errno == EACCES ? VMM_IPC_ERROR_NOT_FOUND
                                                                      : VMM_IPC_ERROR_FAILED;

  g_set_error (error, VMM_IPC_ERROR, code, "%s: %s", field, g_strerror (saved_errno));
  return FALSE;
}

void
vmm_image_export_sweep (int dir_fd)
{
  unlinkat (dir_fd, ALONE_NAME, 0);
}

static int
open_part (int dir_fd, const char *name, const char *field, GError **error)
{
  g_autofd int fd = openat (dir_fd, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
  struct stat st;

  if (fd < 0 || fstat (fd, &st) < 0)
    {
      fail (field, errno, error);
      return -1;
    }
  if (!S_ISREG (st.st_mode))
    {
      fail (field, EINVAL, error);
      return -1;
    }
  return g_steal_fd (&fd);
}

/* Shares the blocks where both are on one file system that can: only then does the call get to that at all. */
static guint64
copy_to (int from, int target, guint64 max, const char *field, Share *share, GCancellable *cancellable,
         GError **error)
{
  struct stat st;

  if (ioctl (target, FICLONE, from) == 0)
    {
      if (fsync (target) < 0 || fstat (target, &st) < 0)
        return (guint64) fail (field, errno, error);
      return (guint64) st.st_size;
    }
  if (!vmm_image_check_room (target, vmm_image_allocated (from), field, error) ||
      !vmm_image_child_copy (from, target, max, field, tell_share, share, cancellable, error))
    return 0;
  /* Not the target, whose owner may be at it by now. */
  if (fstat (from, &st) < 0)
    return (guint64) fail (field, errno, error);
  return (guint64) st.st_size;
}

static gboolean
check_alone (const VmmImageExport *self, int fd, GError **error)
{
  VmmImageView view;
  guint64 size;

  if (!vmm_image_view_init (&view, fd, self->field, error) ||
      !vmm_image_gate (&view, VMM_IPC_IMAGE_QCOW2, &size, error))
    return FALSE;
  return size == self->size ||
         vmm_image_view_refuse (&view, VMM_IPC_BAD_IMAGE_DAMAGED, "became a disk of another size", error);
}

/* The disk and what is beneath it as one image, in the folder. */
static int
make_alone (const VmmImageExport *self, int dir_fd, int disk, Share *share, GCancellable *cancellable,
            GError **error)
{
  g_autofd int base = open_part (dir_fd, self->base, self->field, error);
  g_autofd int alone = -1;
  VmmImageChild child = { .field = self->field,
                          .dir_fd = dir_fd,
                          .n_read = 2,
                          .n_write = 1,
                          .max_bytes = MAX_BYTES,
                          .n_args = 9,
                          .args = { "convert", "-p", "-f", "qcow2", "-O", "qcow2", "--", self->name,
                                    ALONE_NAME } };

  if (base < 0 || !vmm_image_check_room (dir_fd, vmm_image_allocated (disk) + vmm_image_allocated (base),
                                         self->field, error))
    return -1;
  vmm_image_export_sweep (dir_fd);
  alone = openat (dir_fd, ALONE_NAME, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
  if (alone < 0)
    {
      fail (self->field, errno, error);
      return -1;
    }

  child.files[0] = disk;
  child.files[1] = base;
  child.files[2] = alone;
  if (!vmm_image_child_run_tool (&child, tell_share, share, cancellable, NULL, error) ||
      !check_alone (self, alone, error))
    return -1;
  return g_steal_fd (&alone);
}

guint64
vmm_image_export (const VmmImageExport *self, int dir_fd, int target, VmmImageProgress progress,
                  gpointer user_data, GCancellable *cancellable, GError **error)
{
  Share share = { .progress = progress, .user_data = user_data, .to = self->base != NULL ? 500 : 1000 };
  g_autofd int disk = open_part (dir_fd, self->name, self->field, error);
  guint64 bytes = 0;

  if (disk < 0)
    return 0;
  if (self->base == NULL)
    return copy_to (disk, target, MAX_BYTES, self->field, &share, cancellable, error);

  if (vmm_image_child_can_confine ())
    {
      g_autofd int alone = make_alone (self, dir_fd, disk, &share, cancellable, error);

      share = (Share) { .progress = progress, .user_data = user_data, .from = 500, .to = 1000 };
      if (alone >= 0)
        bytes = copy_to (alone, target, MAX_BYTES, self->field, &share, cancellable, error);
      vmm_image_export_sweep (dir_fd);
    }
  else
    g_set_error_literal (error, VMM_IPC_ERROR, VMM_IPC_ERROR_UNSUPPORTED,
                         VMM_IPC_FIELD_FENCE ": this kernel cannot confine what puts images together");
  return bytes;
}

guint64
vmm_image_export_file (int dir_fd, const char *name, guint64 max, int target, const char *field,
                       GCancellable *cancellable, GError **error)
{
  g_autofd int fd = open_part (dir_fd, name, field, error);
  Share share = { 0 };

  return fd >= 0 ? copy_to (fd, target, max, field, &share, cancellable, error) : 0;
}
