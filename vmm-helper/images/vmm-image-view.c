/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "vmm-image-view.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

gboolean
vmm_image_view_init (VmmImageView *self, int fd, const char *field, GError **error)
{
  struct stat st;

  *self = (VmmImageView) { .fd = fd, .field = field };
  if (fstat (fd, &st) < 0 || st.st_size < 0)
    return vmm_image_view_refuse (self, VMM_IPC_BAD_IMAGE_UNREADABLE, g_strerror (errno), error);
  self->size = (guint64) st.st_size;
  return TRUE;
}

gboolean
vmm_image_view_has (const VmmImageView *self, guint64 offset, guint64 length)
{
  return offset <= self->size && length <= self->size - offset;
}

gboolean
vmm_image_view_read (const VmmImageView *self, guint64 offset, guint8 *buffer, gsize length, GError **error)
{
  gsize done = 0;

  if (!vmm_image_view_has (self, offset, length))
    return vmm_image_view_refuse (self, VMM_IPC_BAD_IMAGE_TRUNCATED, "ends before what it refers to", error);
  if (self->fd < 0)
    {
      memcpy (buffer, self->bytes + offset, length);
      return TRUE;
    }

  while (done < length)
    {
      ssize_t n =
          TEMP_FAILURE_RETRY (pread (self->fd, buffer + done, length - done, (off_t) (offset + done)));

      if (n < 0)
        return vmm_image_view_refuse (self, VMM_IPC_BAD_IMAGE_UNREADABLE, g_strerror (errno), error);
      if (n == 0)
        return vmm_image_view_refuse (self, VMM_IPC_BAD_IMAGE_TRUNCATED, "became shorter", error);
      done += (gsize) n;
    }
  return TRUE;
}

gboolean
vmm_image_view_refuse (const VmmImageView *self, const char *token, const char *what, GError **error)
{
  g_set_error (error, VMM_IPC_ERROR, VMM_IPC_ERROR_BAD_IMAGE, "%s: %s: %s", self->field, token, what);
  return FALSE;
}

gboolean
vmm_image_view_check_size (const VmmImageView *self, guint64 size, GError **error)
{
  if (size < 512)
    return vmm_image_view_refuse (self, VMM_IPC_BAD_IMAGE_SIZE, "has no room for a single sector", error);
  if (size > VMM_IPC_MAX_DISK)
    return vmm_image_view_refuse (self, VMM_IPC_BAD_IMAGE_SIZE, "is larger than any disk here may be", error);
  return TRUE;
}

guint16
vmm_image_le16 (const guint8 *p)
{
  return (guint16) (p[0] | p[1] << 8);
}

guint32
vmm_image_le32 (const guint8 *p)
{
  return (guint32) p[0] | (guint32) p[1] << 8 | (guint32) p[2] << 16 | (guint32) p[3] << 24;
}

guint64
vmm_image_le64 (const guint8 *p)
{
  return vmm_image_le32 (p) | (guint64) vmm_image_le32 (p + 4) << 32;
}

guint32
vmm_image_be32 (const guint8 *p)
{
  return (guint32) p[0] << 24 | (guint32) p[1] << 16 | (guint32) p[2] << 8 | (guint32) p[3];
}

guint64
vmm_image_be64 (const guint8 *p)
{
  return (guint64) vmm_image_be32 (p) << 32 | vmm_image_be32 (p + 4);
}

gboolean
vmm_image_is_zero (const guint8 *p, gsize length)
{
  for (gsize i = 0; i < length; i++)
    if (p[i] != 0)
      return FALSE;
  return TRUE;
}
