/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* What is done with qemu-img. Every name is the helper's own, every format is said, every file is one of the folder. */
#include "vmm-image-convert.h"

#include "vmm-image-child.h"
#include "vmm-image-copy.h"
#include "vmm-image-gate.h"
#include "vmm-luks-private.h"
#include "vmm-vmdk-text.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

/* Tables of a qcow2 image beside its data, generously. */
#define OVERHEAD(size) ((size) / 64 + 64 * VMM_IPC_MIB)

#define NAME_SIZE 24

/* Copies of a source and of its pieces, for as long as they are converted. */
typedef struct
{
  VmmImageWork *work;
  guint from, to; /* the share of all copies in the progress */
  guint64 size;   /* of the disk, as the source says */
  guint n;
  int fds[VMM_IPC_MAX_EXTENTS + 1];
  char names[VMM_IPC_MAX_EXTENTS + 1][NAME_SIZE];
} Staging;

void
vmm_image_work_tell (guint permille, gpointer user_data)
{
  VmmImageWork *work = user_data;

  if (work->progress != NULL)
    work->progress (work->from + permille * (work->to - work->from) / 1000, work->user_data);
}

gboolean
vmm_image_work_gate (const VmmImageWork *work, int fd, VmmIpcImageFormat format, guint64 *virtual_size,
                     GError **error)
{
  VmmImageView view;

  return vmm_image_view_init (&view, fd, work->field, error) &&
         vmm_image_gate (&view, format, virtual_size, error);
}

/* What was made here is encrypted where it was to be. */
static gboolean
gate_own (const VmmImageWork *work, int fd, guint64 *virtual_size, GError **error)
{
  if (work->passphrase != NULL)
    return vmm_luks_gate (fd, work->field, virtual_size, error);
  return vmm_image_work_gate (work, fd, VMM_IPC_IMAGE_QCOW2, virtual_size, error);
}

static gboolean
fail (const VmmImageWork *work, int saved_errno, GError **error)
{
  g_set_error (error, VMM_IPC_ERROR, saved_errno == ENOSPC ? VMM_IPC_ERROR_NO_SPACE : VMM_IPC_ERROR_FAILED,
               "%s: %s", work->field, g_strerror (saved_errno));
  return FALSE;
}

static void
staging_clear (Staging *self)
{
  for (guint i = 0; i < self->n; i++)
    {
      g_clear_fd (&self->fds[i], NULL);
      unlinkat (self->work->dir_fd, self->names[i], 0);
    }
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Staging, staging_clear)

static gboolean
stage (Staging *self, guint n, GError **error)
{
  VmmImageWork *work = self->work;
  char *name = self->names[self->n];
  int fd;

  work->from = self->from + (self->to - self->from) * n / work->source->n_fds;
  work->to = self->from + (self->to - self->from) * (n + 1) / work->source->n_fds;
  g_snprintf (name, NAME_SIZE, ".in%u-%u", work->index, n);
  fd = vmm_image_copy (work->source->fds[n], work->dir_fd, name, VMM_IPC_MAX_DISK, work->field,
                       vmm_image_work_tell, work, work->cancellable, error);
  if (fd < 0)
    return FALSE;
  self->fds[self->n++] = fd;
  return TRUE;
}

static gboolean
check_extent (Staging *self, guint n, const VmmVmdkExtent *extent, GError **error)
{
  guint64 capacity = 0;
  VmmImageView view;

  if (!vmm_image_view_init (&view, self->fds[n], self->work->field, error))
    return FALSE;
  if (extent->kind == VMM_VMDK_FLAT)
    return vmm_image_view_has (&view, extent->offset * 512, extent->sectors * 512) ||
           vmm_image_view_refuse (&view, VMM_IPC_BAD_IMAGE_TRUNCATED, "has a piece that is too short", error);
  if (!vmm_vmdk_gate (&view, &capacity, error))
    return FALSE;
  return capacity == extent->sectors * 512 ||
         vmm_image_view_refuse (&view, VMM_IPC_BAD_IMAGE_EXTENTS, "has a piece of another size than it says",
                                error);
}

/* The descriptor that qemu-img gets is our own, of the numbers in the caller's. */
static gboolean
replace_descriptor (Staging *self, const VmmVmdkLayout *layout, GError **error)
{
  VmmImageWork *work = self->work;
  char prefix[NAME_SIZE];
  g_autofree char *text = NULL;
  gsize length;

  g_snprintf (prefix, sizeof prefix, ".in%u-", work->index);
  text = vmm_vmdk_text_write (layout, prefix);
  length = strlen (text);
  if (ftruncate (self->fds[0], 0) < 0 ||
      TEMP_FAILURE_RETRY (pwrite (self->fds[0], text, length, 0)) != (ssize_t) length)
    return fail (work, errno, error);
  return TRUE;
}

static gboolean
stage_split (Staging *self, GError **error)
{
  VmmImageWork *work = self->work;
  VmmVmdkLayout layout;
  VmmImageView view;
  guint file = 0;

  if (!vmm_image_view_init (&view, self->fds[0], work->field, error) ||
      !vmm_vmdk_text_read (&view, &layout, error))
    return FALSE;
  if (layout.n_files != work->source->n_fds - 1)
    return vmm_image_view_refuse (&view, VMM_IPC_BAD_IMAGE_EXTENTS, "has another number of pieces", error);
  for (guint i = 0; i < layout.n_extents; i++)
    if (layout.extents[i].kind != VMM_VMDK_ZERO &&
        (!stage (self, ++file, error) || !check_extent (self, file, &layout.extents[i], error)))
      return FALSE;
  self->size = layout.virtual_size;
  return replace_descriptor (self, &layout, error);
}

static gboolean
is_text (int fd)
{
  char start[4];

  return pread (fd, start, sizeof start, 0) == sizeof start && memcmp (start, "# Di", sizeof start) == 0;
}

static gboolean
stage_source (Staging *self, GError **error)
{
  VmmImageWork *work = self->work;

  if (!stage (self, 0, error))
    return FALSE;
  if (work->source->format == VMM_IPC_IMAGE_VMDK && (work->source->n_fds > 1 || is_text (self->fds[0])))
    return stage_split (self, error);
  return vmm_image_work_gate (work, self->fds[0], work->source->format, &self->size, error);
}

static gboolean
run_tool (VmmImageWork *work, VmmImageChild *child, GError **error)
{
  child->field = work->field;
  child->dir_fd = work->dir_fd;
  return vmm_image_child_run_tool (child, vmm_image_work_tell, work, work->cancellable, NULL, error);
}

gboolean
vmm_image_inspect (VmmImageWork *work, const char *name, int fd, guint64 size, GError **error)
{
  VmmImageChild child = { .field = work->field,
                          .dir_fd = work->dir_fd,
                          .n_read = 1,
                          .files = { fd },
                          .n_args = 7,
                          .args = { "info", "--output=json", "-U", "-f", "qcow2", "--", name } };
  g_autofree char *wanted = g_strdup_printf ("\"virtual-size\": %" G_GUINT64_FORMAT ",", size);
  g_autofree char *output = NULL;

  /* Where nothing can be confined the gate is the judge, and a monitor the first to open it. */
  if (!vmm_image_child_can_confine ())
    return TRUE;
  if (!vmm_image_child_run_tool (&child, NULL, NULL, work->cancellable, &output, error))
    return FALSE;
  if (strstr (output, wanted) != NULL && strstr (output, "backing-filename") == NULL)
    return TRUE;
  g_set_error (error, VMM_IPC_ERROR, VMM_IPC_ERROR_BAD_IMAGE, "%s: %s: is read as another disk by others",
               work->field, VMM_IPC_BAD_IMAGE_DAMAGED);
  return FALSE;
}

/* Judged like a stranger's: it is what a program made of one. */
static gboolean
take_result (VmmImageWork *work, int fd, guint64 *virtual_size, GError **error)
{
  if (!gate_own (work, fd, virtual_size, error))
    return FALSE;
  return fsync (fd) == 0 || fail (work, errno, error);
}

/* Two readers of one image that disagree: one of them was led astray. A VHD has two sizes, of which we know the larger. */
static gboolean
check_agreement (const Staging *self, guint64 size, GError **error)
{
  if (size == (self->size + 511) / 512 * 512 ||
      (self->work->source->format == VMM_IPC_IMAGE_VPC && size < self->size))
    return TRUE;
  g_set_error (error, VMM_IPC_ERROR, VMM_IPC_ERROR_BAD_IMAGE, "%s: %s: became a disk of another size",
               self->work->field, VMM_IPC_BAD_IMAGE_DAMAGED);
  return FALSE;
}

static int
make_target (VmmImageWork *work, const char *name, GError **error)
{
  int fd = openat (work->dir_fd, name, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);

  if (fd < 0)
    fail (work, errno, error);
  return fd;
}

static void
add_argument (VmmImageChild *child, const char *argument)
{
  child->args[child->n_args++] = argument;
}

static void
add_encryption (VmmImageChild *child, VmmPassphrase *passphrase)
{
  child->secrets[child->n_secrets++] = passphrase;
  add_argument (child, "--object");
  add_argument (child, VMM_LUKS_SECRET);
  add_argument (child, "-o");
  add_argument (child, VMM_LUKS_CREATE);
}

static gboolean
convert_staged (Staging *self, const char *name, guint64 *virtual_size, GError **error)
{
  VmmImageWork *work = self->work;
  const char *format = vmm_ipc_image_format_to_token (work->source->format);
  g_autofd int target = make_target (work, name, error);
  VmmImageChild child = { .n_read = self->n,
                          .n_write = 1,
                          .max_bytes = VMM_IPC_MAX_DISK + OVERHEAD (VMM_IPC_MAX_DISK),
                          .args = { "convert", "-p", "-f", format, "-O", "qcow2" } };
  guint64 needed = 0;

  if (target < 0)
    return FALSE;
  for (guint i = 0; i < self->n; i++)
    {
      child.files[i] = self->fds[i];
      needed += vmm_image_allocated (self->fds[i]);
    }
  child.files[self->n] = target;
  child.n_args = 6;
  if (work->passphrase != NULL)
    add_encryption (&child, work->passphrase);
  add_argument (&child, "--");
  add_argument (&child, self->names[0]);
  add_argument (&child, name);
  return vmm_image_check_room (work->dir_fd, needed, work->field, error) && run_tool (work, &child, error) &&
         take_result (work, target, virtual_size, error) && check_agreement (self, *virtual_size, error);
}

gboolean
vmm_image_convert (VmmImageWork *work, const char *name, guint64 *virtual_size, GError **error)
{
  const guint from = work->from, to = work->to;
  g_auto (Staging) staging = { .work = work, .from = from, .to = from + (to - from) / 3 };
  gboolean good;

  if (!vmm_image_child_can_confine ())
    {
      g_set_error (error, VMM_IPC_ERROR, VMM_IPC_ERROR_UNSUPPORTED,
                   VMM_IPC_FIELD_FENCE ": this kernel cannot confine the converter of foreign images");
      return FALSE;
    }

  good = stage_source (&staging, error);
  work->from = staging.to;
  work->to = to;
  good = good && convert_staged (&staging, name, virtual_size, error);
  work->from = to;
  return good;
}

gboolean
vmm_image_overlay (VmmImageWork *work, const char *name, const char *base, VmmIpcImageFormat base_format,
                   guint64 size, GError **error)
{
  g_autofd int target = make_target (work, name, error);
  g_autofd int base_fd = openat (work->dir_fd, base, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
  g_autofree char *bytes = g_strdup_printf ("%" G_GUINT64_FORMAT, size);
  VmmImageChild child = { .n_read = 1,
                          .n_write = 1,
                          .files = { base_fd, target },
                          .max_bytes = OVERHEAD (size),
                          .n_args = 11,
                          .args = { "create", "-q", "-f", "qcow2", "-F",
                                    vmm_ipc_image_format_to_token (base_format), "-b", base, "--", name,
                                    bytes } };

  if (target < 0)
    return FALSE;
  if (base_fd < 0)
    return fail (work, errno, error);
  return run_tool (work, &child, error) && (fsync (target) == 0 || fail (work, errno, error));
}

gboolean
vmm_image_grow (VmmImageWork *work, const char *name, guint64 size, GError **error)
{
  g_autofd int target = openat (work->dir_fd, name, O_RDWR | O_NOFOLLOW | O_CLOEXEC);
  g_autofree char *bytes = g_strdup_printf ("%" G_GUINT64_FORMAT, size);
  VmmImageChild child = { .n_write = 1,
                          .files = { target },
                          .max_bytes = VMM_IPC_MAX_DISK + OVERHEAD (VMM_IPC_MAX_DISK),
                          .args = { "resize", "-q" } };
  g_autofree char *options = vmm_luks_dup_options (name);
  guint64 grown = 0;

  if (target < 0)
    return fail (work, errno, error);
  child.n_args = 2;
  if (work->passphrase != NULL)
    {
      child.secrets[child.n_secrets++] = work->passphrase;
      add_argument (&child, "--object");
      add_argument (&child, VMM_LUKS_SECRET);
      add_argument (&child, "--image-opts");
    }
  else
    {
      add_argument (&child, "-f");
      add_argument (&child, "qcow2");
    }
  add_argument (&child, "--");
  add_argument (&child, work->passphrase != NULL ? options : name);
  add_argument (&child, bytes);
  if (!run_tool (work, &child, error) || !take_result (work, target, &grown, error))
    return FALSE;
  if (grown == size)
    return TRUE;
  g_set_error (error, VMM_IPC_ERROR, VMM_IPC_ERROR_INTERNAL, "%s: did not grow", work->field);
  return FALSE;
}
