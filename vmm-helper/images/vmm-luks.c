/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "vmm-luks.h"

#include "vmm-image-child.h"
#include "vmm-image-gate.h"
#include "vmm-luks-private.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <sys/statvfs.h>
#include <unistd.h>

/* The header with its eight keys, and the image's own tables. */
#define OVERHEAD(size) ((size) / 64 + 64 * VMM_IPC_MIB)
#define MAX_BYTES      (VMM_IPC_MAX_DISK + OVERHEAD (VMM_IPC_MAX_DISK))

static gboolean
fail (const char *field, int saved_errno, GError **error)
{
  g_set_error (error, VMM_IPC_ERROR, saved_errno == ENOSPC ? VMM_IPC_ERROR_NO_SPACE : VMM_IPC_ERROR_FAILED,
               "%s: %s", field, g_strerror (saved_errno));
  return FALSE;
}

gboolean
vmm_luks_gate (int fd, const char *field, guint64 *virtual_size, GError **error)
{
  VmmImageView view;

  if (!vmm_image_view_init (&view, fd, field, error))
    return FALSE;
  view.encrypted = TRUE;
  return vmm_image_gate (&view, VMM_IPC_IMAGE_QCOW2, virtual_size, error);
}

char *
vmm_luks_dup_options (const char *name)
{
  return g_strdup_printf ("driver=qcow2,file.driver=file,file.filename=%s,encrypt.key-secret=" VMM_LUKS_KEY,
                          name);
}

static gboolean
run (VmmImageChild *child, int dir_fd, const char *field, GCancellable *cancellable, char **output,
     GError **error)
{
  if (!vmm_image_child_can_confine ())
    {
      g_set_error (error, VMM_IPC_ERROR, VMM_IPC_ERROR_UNSUPPORTED,
                   VMM_IPC_FIELD_FENCE ": this kernel cannot confine what encrypts disks");
      return FALSE;
    }
  child->field = field;
  child->dir_fd = dir_fd;
  child->max_bytes = MAX_BYTES;
  return vmm_image_child_run_tool (child, NULL, NULL, cancellable, output, error);
}

gboolean
vmm_luks_create (int dir_fd, const char *name, const char *field, guint64 size, VmmPassphrase *passphrase,
                 GCancellable *cancellable, GError **error)
{
  g_autofd int target = openat (dir_fd, name, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
  g_autofree char *bytes = g_strdup_printf ("%" G_GUINT64_FORMAT, size);
  VmmImageChild child = { .n_write = 1,
                          .files = { target },
                          .n_secrets = 1,
                          .secrets = { passphrase },
                          .n_args = 11,
                          .args = { "create", "-q", "-f", "qcow2", "--object", VMM_LUKS_SECRET, "-o",
                                    VMM_LUKS_CREATE, "--", name, bytes } };
  guint64 made = 0;

  if (target < 0)
    return fail (field, errno, error);
  if (!run (&child, dir_fd, field, cancellable, NULL, error) || !vmm_luks_gate (target, field, &made, error))
    return FALSE;
  if (made != size)
    {
      g_set_error (error, VMM_IPC_ERROR, VMM_IPC_ERROR_INTERNAL, "%s: is of another size", field);
      return FALSE;
    }
  return (fsync (target) == 0 && fsync (dir_fd) == 0) || fail (field, errno, error);
}

/* Reading one sector needs the key, which "info" for one does not. */
static gboolean
check_open (int dir_fd, int fd, const char *name, const char *field, VmmPassphrase *passphrase,
            GCancellable *cancellable, GError **error)
{
  g_autofree char *options = vmm_luks_dup_options (name);
  g_autofree char *output = NULL;
  VmmImageChild child = { .n_read = 1,
                          .files = { fd },
                          .n_secrets = 1,
                          .secrets = { passphrase },
                          .n_args = 9,
                          .args = { "map", "--output=json", "--start-offset=0", "--max-length=512",
                                    "--object", VMM_LUKS_SECRET, "--image-opts", "--", options } };

  return run (&child, dir_fd, field, cancellable, &output, error);
}

gboolean
vmm_luks_check (int dir_fd, const char *name, const char *field, VmmPassphrase *passphrase,
                GCancellable *cancellable, GError **error)
{
  g_autofd int fd = openat (dir_fd, name, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
  guint64 size = 0;

  if (fd < 0)
    return fail (field, errno, error);
  return vmm_luks_gate (fd, field, &size, error) &&
         check_open (dir_fd, fd, name, field, passphrase, cancellable, error);
}

/* PASSPHRASE opens the disk; OTHER and OPTIONS say what becomes of its keys. */
static gboolean
amend (int dir_fd, const char *name, VmmPassphrase *passphrase, VmmPassphrase *other, const char *what,
       GCancellable *cancellable, GError **error)
{
  g_autofd int fd = openat (dir_fd, name, O_RDWR | O_NOFOLLOW | O_CLOEXEC);
  g_autofree char *options = vmm_luks_dup_options (name);
  VmmImageChild child = { .n_write = 1,
                          .files = { fd },
                          .n_secrets = 2,
                          .secrets = { passphrase, other },
                          .n_args = 11,
                          .args = { "amend", "-q", "--object", VMM_LUKS_SECRET, "--object", VMM_LUKS_OTHER,
                                    "-o", what, "--image-opts", "--", options } };

  if (fd < 0)
    return fail (name, errno, error);
  return run (&child, dir_fd, name, cancellable, NULL, error) &&
         (fsync (fd) == 0 || fail (name, errno, error));
}

/* Whether NAME has yet to lose its old key; fails where neither opens it. */
static gboolean
add_key (int dir_fd, const char *name, VmmPassphrase *passphrase, VmmPassphrase *next, gboolean *has_old,
         GCancellable *cancellable, GError **error)
{
  g_autoptr (GError) old_error = NULL;

  *has_old = vmm_luks_check (dir_fd, name, name, passphrase, cancellable, &old_error);
  if (!*has_old && !g_error_matches (old_error, VMM_IPC_ERROR, VMM_IPC_ERROR_BAD_SECRET))
    {
      g_propagate_error (error, g_steal_pointer (&old_error));
      return FALSE;
    }
  if (vmm_luks_check (dir_fd, name, name, next, cancellable, NULL))
    return TRUE;
  if (!*has_old)
    {
      g_propagate_error (error, g_steal_pointer (&old_error));
      return FALSE;
    }
  return amend (dir_fd, name, passphrase, next, VMM_LUKS_ADD, cancellable, error);
}

gboolean
vmm_luks_change (int dir_fd, const char *const *names, guint n, VmmPassphrase *passphrase,
                 VmmPassphrase *next, GCancellable *cancellable, GError **error)
{
  gboolean has_old[VMM_IPC_MAX_DISKS] = { FALSE };

  g_return_val_if_fail (n <= VMM_IPC_MAX_DISKS, FALSE);

  /* Both would be the key that is taken away. */
  if (vmm_passphrase_equal (passphrase, next))
    {
      for (guint i = 0; i < n; i++)
        if (!vmm_luks_check (dir_fd, names[i], names[i], passphrase, cancellable, error))
          return FALSE;
      return TRUE;
    }
  for (guint i = 0; i < n; i++)
    if (!add_key (dir_fd, names[i], passphrase, next, &has_old[i], cancellable, error))
      return FALSE;
  for (guint i = 0; i < n; i++)
    if (has_old[i] && !amend (dir_fd, names[i], next, passphrase, VMM_LUKS_ERASE, cancellable, error))
      return FALSE;
  return TRUE;
}
