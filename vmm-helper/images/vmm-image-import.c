/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "vmm-image-import.h"

#include "vmm-fd-gate.h"
#include "vmm-image-copy.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <sys/stat.h>
#include <unistd.h>

static guint64
read_be64 (const guint8 *p)
{
  guint64 value = 0;

  for (guint i = 0; i < 8; i++)
    value = value << 8 | p[i];
  return value;
}

static gboolean
refuse (const char *field, const char *reason, GError **error)
{
  g_set_error (error, VMM_IPC_ERROR, VMM_IPC_ERROR_BAD_IMAGE, "%s: %s", field, reason);
  return FALSE;
}

static gboolean
read_size (int fd, VmmIpcImageFormat format, const char *field, guint64 *size, GError **error)
{
  guint8 header[32];
  struct stat st;

  if (fstat (fd, &st) < 0)
    return refuse (field, g_strerror (errno), error);
  *size = (guint64) st.st_size;
  if (format == VMM_IPC_IMAGE_RAW)
    return TRUE;
  if (TEMP_FAILURE_RETRY (pread (fd, header, sizeof header, 0)) != sizeof header ||
      memcmp (header, "QFI\xfb", 4) != 0)
    return refuse (field, "is no qcow2 image", error);
  *size = read_be64 (header + 24);
  return TRUE;
}

gboolean
vmm_image_import (const VmmImageSource *source, guint index, guint64 size, int dir_fd,
                  VmmImageProgress progress, gpointer user_data, GCancellable *cancellable,
                  VmmImageResult *result, GError **error)
{
  g_autofd int fd = -1;
  char field[16], name[16];

  g_snprintf (field, sizeof field, VMM_IPC_SLOT_DISK "%u", index);
  g_snprintf (name, sizeof name, "disk%u.%s", index, vmm_ipc_image_format_to_token (source->format));
  if (source->format > VMM_IPC_IMAGE_QCOW2)
    {
      g_set_error (error, VMM_IPC_ERROR, VMM_IPC_ERROR_UNSUPPORTED, "%s: not a raw or qcow2 image", field);
      return FALSE;
    }

  fd = vmm_image_copy (source->fds[0], dir_fd, name, VMM_IPC_MAX_DISK, field, progress, user_data,
                       cancellable, error);
  *result = (VmmImageResult) { .format = source->format };
  if (fd < 0 || !read_size (fd, source->format, field, &result->size, error))
    return FALSE;
  if (result->size < VMM_IPC_MIN_DISK || result->size > VMM_IPC_MAX_DISK)
    return refuse (field, "its disk is too small or too big", error);

  if (source->format == VMM_IPC_IMAGE_RAW)
    {
      result->size = MAX (size, (result->size + VMM_IPC_MIB - 1) / VMM_IPC_MIB * VMM_IPC_MIB);
      if (ftruncate (fd, (off_t) result->size) < 0)
        return refuse (field, g_strerror (errno), error);
    }
  return TRUE;
}

gboolean
vmm_image_import_seed (int fd, int dir_fd, const char *name, GCancellable *cancellable, GError **error)
{
  g_autofd int copy =
      vmm_image_copy (fd, dir_fd, name, VMM_IPC_MAX_SEED, VMM_IPC_SLOT_SEED, NULL, NULL, cancellable, error);

  return copy >= 0 && vmm_medium_check (copy, VMM_IPC_SLOT_SEED, error);
}
