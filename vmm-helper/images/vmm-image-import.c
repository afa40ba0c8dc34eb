/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "vmm-image-import.h"

#include "vmm-fd-gate.h"
#include "vmm-image-base.h"
#include "vmm-image-child.h"
#include "vmm-image-convert.h"
#include "vmm-image-copy.h"
#include "vmm-luks-private.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <sys/stat.h>
#include <unistd.h>

#define NAME_SIZE 16

static gboolean
fail (const VmmImageWork *work, int saved_errno, GError **error)
{
  g_set_error (error, VMM_IPC_ERROR, saved_errno == ENOSPC ? VMM_IPC_ERROR_NO_SPACE : VMM_IPC_ERROR_FAILED,
               "%s: %s", work->field, g_strerror (saved_errno));
  return FALSE;
}

static gboolean
is_native (const VmmImageSource *source)
{
  return source->format == VMM_IPC_IMAGE_RAW || source->format == VMM_IPC_IMAGE_QCOW2;
}

/* What a source becomes: itself, or qcow2. */
static VmmIpcImageFormat
kept_format (const VmmImageSource *source)
{
  return is_native (source) ? source->format : VMM_IPC_IMAGE_QCOW2;
}

static guint64
grown_size (guint64 wanted, guint64 own)
{
  return MAX (wanted, (own + VMM_IPC_MIB - 1) / VMM_IPC_MIB * VMM_IPC_MIB);
}

static void
disk_name (const VmmImageWork *work, VmmIpcImageFormat format, char name[NAME_SIZE])
{
  g_snprintf (name, NAME_SIZE, "disk%u.%s", work->index, vmm_ipc_image_format_to_token (format));
}

static gboolean
gate_native (const VmmImageWork *work, int fd, guint64 *virtual_size, GError **error)
{
  if (work->source->encrypted)
    return vmm_luks_gate (fd, work->field, virtual_size, error);
  return vmm_image_work_gate (work, fd, work->source->format, virtual_size, error);
}

/* A copy of a raw or qcow2 image in the folder, judged. NAME may be there already when REFLINKED is its descriptor. */
static int
copy_native (VmmImageWork *work, const char *name, int reflinked, guint64 *virtual_size, GError **error)
{
  g_autofd int fd = reflinked;

  if (fd < 0)
    fd = vmm_image_copy (work->source->fds[0], work->dir_fd, name, VMM_IPC_MAX_DISK, work->field,
                         vmm_image_work_tell, work, work->cancellable, error);
  if (fd < 0 || !gate_native (work, fd, virtual_size, error))
    return -1;
  if (work->source->format == VMM_IPC_IMAGE_QCOW2 &&
      !vmm_image_inspect (work, name, fd, *virtual_size, error))
    return -1;
  return g_steal_fd (&fd);
}

static gboolean
grow (VmmImageWork *work, int fd, const char *name, VmmIpcImageFormat format, guint64 own, guint64 size,
      GError **error)
{
  if (own == size)
    return TRUE;
  if (format == VMM_IPC_IMAGE_RAW)
    return (ftruncate (fd, (off_t) size) == 0 && fsync (fd) == 0) || fail (work, errno, error);
  return vmm_image_grow (work, name, size, error);
}

/* The disk is the image, or its conversion, and nobody else's. */
static gboolean
import_own (VmmImageWork *work, int reflinked, guint64 size, VmmImageResult *result, GError **error)
{
  g_autofd int fd = -1;
  char name[NAME_SIZE];
  guint64 own = 0;

  *result = (VmmImageResult) { .format = kept_format (work->source) };
  disk_name (work, result->format, name);
  if (is_native (work->source))
    {
      fd = copy_native (work, name, reflinked, &own, error);
      if (fd < 0)
        return FALSE;
    }
  else if (!vmm_image_convert (work, name, &own, error))
    return FALSE;

  result->size = grown_size (size, own);
  return grow (work, fd, name, result->format, own, result->size, error);
}

/* Whatever it was: no byte of it may stay as it is, and with one key of its own nobody else can read it. */
static gboolean
import_encrypted (VmmImageWork *work, guint64 size, VmmImageResult *result, GError **error)
{
  char name[NAME_SIZE];
  guint64 own = 0;

  *result = (VmmImageResult) { .format = VMM_IPC_IMAGE_QCOW2 };
  disk_name (work, result->format, name);
  if (!vmm_image_convert (work, name, &own, error))
    return FALSE;
  result->size = grown_size (size, own);
  return grow (work, -1, name, result->format, own, result->size, error);
}

/* Makes the file that is going to be the base. It is complete, and read-only from here on. */
static gboolean
make_base (VmmImageWork *work, const char *name, guint64 *virtual_size, GError **error)
{
  g_autofd int fd = -1;

  if (is_native (work->source))
    fd = copy_native (work, name, -1, virtual_size, error);
  else if (vmm_image_convert (work, name, virtual_size, error))
    fd = openat (work->dir_fd, name, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
  else
    return FALSE;
  if (fd < 0)
    return FALSE;
  return (fchmod (fd, 0400) == 0 && fsync (fd) == 0) || fail (work, errno, error);
}

static gboolean
open_base (VmmImageWork *work, const char *name, guint64 *virtual_size, GError **error)
{
  g_autofd int fd = openat (work->dir_fd, name, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);

  if (fd < 0)
    return fail (work, errno, error);
  return vmm_image_work_gate (work, fd, kept_format (work->source), virtual_size, error);
}

/* The disk is what the machine makes of a base that others have too. */
static gboolean
import_shared (VmmImageWork *work, int bases_fd, guint64 size, VmmImageResult *result, GError **error)
{
  g_autofree char *key = vmm_image_base_dup_key (work->source);
  g_autofree char *after = NULL;
  char name[NAME_SIZE], base[NAME_SIZE];
  guint64 own = 0;

  *result = (VmmImageResult) { .format = VMM_IPC_IMAGE_QCOW2, .base = kept_format (work->source) };
  disk_name (work, VMM_IPC_IMAGE_QCOW2, name);
  g_snprintf (base, sizeof base, "disk%u.base", work->index);

  if (key != NULL && vmm_image_base_take (bases_fd, key, work->dir_fd, base))
    {
      if (!open_base (work, base, &own, error))
        return FALSE;
    }
  else
    {
      if (!make_base (work, base, &own, error))
        return FALSE;
      after = vmm_image_base_dup_key (work->source);
      /* One that was written to meanwhile is of no use to the next. */
      if (key != NULL && g_strcmp0 (key, after) == 0)
        vmm_image_base_keep (bases_fd, key, work->dir_fd, base);
    }
  result->size = grown_size (size, own);
  return vmm_image_overlay (work, name, base, result->base, result->size, error);
}

static gboolean
import (VmmImageWork *work, int bases_fd, guint64 size, VmmImageResult *result, GError **error)
{
  const VmmImageSource *source = work->source;
  char name[NAME_SIZE];
  int reflinked = -1;

  if (is_native (source) && source->n_fds > 1)
    return fail (work, EINVAL, error);
  if (work->passphrase != NULL)
    return import_encrypted (work, size, result, error);
  if (is_native (source))
    {
      /* Sharing by the file system is better than any of ours. */
      disk_name (work, source->format, name);
      reflinked = vmm_image_clone (source->fds[0], work->dir_fd, name, VMM_IPC_MAX_DISK);
    }
  if (source->shared && reflinked < 0 && bases_fd >= 0 && vmm_image_child_can_confine ())
    return import_shared (work, bases_fd, size, result, error);
  return import_own (work, reflinked, size, result, error);
}

gboolean
vmm_image_import (const VmmImageSource *source, guint index, guint64 size, int dir_fd, int bases_fd,
                  VmmPassphrase *passphrase, VmmImageProgress progress, gpointer user_data,
                  GCancellable *cancellable, VmmImageResult *result, GError **error)
{
  VmmImageWork work = { .source = source,
                        .index = index,
                        .dir_fd = dir_fd,
                        .passphrase = passphrase,
                        .progress = progress,
                        .user_data = user_data,
                        .cancellable = cancellable,
                        .to = 1000 };

  g_snprintf (work.field, sizeof work.field, VMM_IPC_SLOT_DISK "%u", index);
  if (!import (&work, bases_fd, size, result, error))
    return FALSE;
  if (result->size <= VMM_IPC_MAX_DISK)
    return TRUE;
  g_set_error (error, VMM_IPC_ERROR, VMM_IPC_ERROR_BAD_IMAGE, "%s: %s: is larger than any disk here may be",
               work.field, VMM_IPC_BAD_IMAGE_SIZE);
  return FALSE;
}

gboolean
vmm_image_import_seed (int fd, int dir_fd, const char *name, GCancellable *cancellable, GError **error)
{
  g_autofd int copy =
      vmm_image_copy (fd, dir_fd, name, VMM_IPC_MAX_SEED, VMM_IPC_SLOT_SEED, NULL, NULL, cancellable, error);

  return copy >= 0 && vmm_medium_check (copy, VMM_IPC_SLOT_SEED, error);
}
