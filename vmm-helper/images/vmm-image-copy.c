/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "vmm-image-copy.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <linux/fs.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

/* Between two looks at the cancellable, and at the clock of whoever shows the progress. */
#define CHUNK (8 * 1024 * 1024)

typedef struct
{
  int from;
  int to;
  off_t size;
  off_t max;
  const char *field;
  VmmImageProgress progress;
  gpointer user_data;
  GCancellable *cancellable;
  gboolean plain; /* copy_file_range does not work between these two */
} Copy;

static gboolean
fail (const Copy *self, int saved_errno, GError **error)
{
  VmmIpcError code =
      saved_errno == ENOSPC || saved_errno == EDQUOT ? VMM_IPC_ERROR_NO_SPACE : VMM_IPC_ERROR_FAILED;

  g_set_error (error, VMM_IPC_ERROR, code, "%s: %s", self->field, g_strerror (saved_errno));
  return FALSE;
}

static ssize_t
copy_plain (Copy *self, off_t offset, gsize length)
{
  g_autofree guint8 *buffer = g_malloc (MIN (length, 1024 * 1024));
  ssize_t n = TEMP_FAILURE_RETRY (pread (self->from, buffer, MIN (length, 1024 * 1024), offset));

  return n <= 0 ? n : TEMP_FAILURE_RETRY (pwrite (self->to, buffer, (gsize) n, offset));
}

static ssize_t
copy_some (Copy *self, off_t offset, gsize length)
{
  off_t in = offset, out = offset;
  ssize_t n;

  if (!self->plain)
    {
      n = TEMP_FAILURE_RETRY (copy_file_range (self->from, &in, self->to, &out, length, 0));
      if (n > 0)
        return n;
      /* 0 is also what some FUSE file systems answer for what they cannot do. */
      if (n < 0 && errno != EXDEV && errno != EINVAL && errno != ENOSYS && errno != EOPNOTSUPP &&
          errno != ETXTBSY && errno != EPERM)
        return -1;
      self->plain = TRUE;
    }
  return copy_plain (self, offset, length);
}

static gboolean
copy_range (Copy *self, off_t offset, off_t end, GError **error)
{
  while (offset < end)
    {
      ssize_t n;

      if (g_cancellable_set_error_if_cancelled (self->cancellable, error))
        return FALSE;
      n = copy_some (self, offset, (gsize) MIN (end - offset, CHUNK));
      if (n < 0)
        return fail (self, errno, error);
      if (n == 0)
        {
          g_set_error (error, VMM_IPC_ERROR, VMM_IPC_ERROR_BAD_IMAGE, "%s: became shorter while it was read",
                       self->field);
          return FALSE;
        }
      offset += n;
      if (self->progress != NULL)
        self->progress ((guint) ((double) offset / (double) self->size * 1000), self->user_data);
    }
  return TRUE;
}

static gboolean
copy_data (Copy *self, GError **error)
{
  off_t end = 0;

  while (end < self->size)
    {
      off_t start = lseek (self->from, end, SEEK_DATA);

      if (start < 0 && errno == ENXIO)
        return TRUE;
      if (start < 0) /* this file system does not tell where its holes are */
        return copy_range (self, end, self->size, error);
      end = lseek (self->from, start, SEEK_HOLE);
      end = end < 0 ? self->size : MIN (end, self->size);
      if (!copy_range (self, start, end, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
copy_all (Copy *self, GError **error)
{
  struct stat st;

  if (fstat (self->from, &st) < 0 || fchmod (self->to, 0600) < 0)
    return fail (self, errno, error);
  self->size = st.st_size;
  if (self->size > self->max)
    {
      g_set_error (error, VMM_IPC_ERROR, VMM_IPC_ERROR_BAD_IMAGE, "%s: is too big", self->field);
      return FALSE;
    }
  if (ioctl (self->to, FICLONE, self->from) == 0)
    {
      /* The whole file as it was at that moment, which may be more than was asked about. */
      if (fstat (self->to, &st) < 0)
        return fail (self, errno, error);
      if (st.st_size > self->max)
        {
          g_set_error (error, VMM_IPC_ERROR, VMM_IPC_ERROR_BAD_IMAGE, "%s: is too big", self->field);
          return FALSE;
        }
      return TRUE;
    }
  if (ftruncate (self->to, self->size) < 0)
    return fail (self, errno, error);
  return copy_data (self, error);
}

int
vmm_image_copy (int from_fd, int dir_fd, const char *name, guint64 max, const char *field,
                VmmImageProgress progress, gpointer user_data, GCancellable *cancellable, GError **error)
{
  g_autofd int to = openat (dir_fd, name, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
  Copy self = { .from = from_fd,
                .to = to,
                .max = (off_t) max,
                .field = field,
                .progress = progress,
                .user_data = user_data,
                .cancellable = cancellable };

  if (to < 0)
    {
      fail (&self, errno, error);
      return -1;
    }
  if (copy_all (&self, error) && (fsync (to) == 0 || fail (&self, errno, error)))
    return g_steal_fd (&to);

  unlinkat (dir_fd, name, 0);
  return -1;
}
