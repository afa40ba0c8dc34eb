/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* VmmHost: parts of a machine that is off, for its owner. */
#include "vmm-host-private.h"

#include "vmm-image-export.h"
#include "vmm-registry-private.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>

/* Each may take minutes, and is bound by the disks rather than by the processor. */
#define MAX_WORKERS 4

/* What a worker is to do; it is the worker's own until it returns. */
typedef struct
{
  VmmMachine *machine; /* main thread only */
  VmmMachineStore *store;
  char *uuid;
  char *folder;
  char *slot;
  VmmSpec *spec;
  VmmJob *job; /* posted to only */
  int target;
} Export;

static void
export_free (Export *self)
{
  g_clear_object (&self->machine);
  g_clear_object (&self->store);
  g_clear_object (&self->job);
  g_clear_pointer (&self->spec, vmm_spec_unref);
  g_clear_fd (&self->target, NULL);
  g_free (self->uuid);
  g_free (self->folder);
  g_free (self->slot);
  g_free (self);
}

static void
on_progress (guint permille, gpointer user_data)
{
  Export *self = user_data;

  vmm_job_post_permille (self->job, permille);
}

static GVariant *
make_result (const char *format, guint64 size, guint64 bytes)
{
  g_auto (GVariantDict) dict = G_VARIANT_DICT_INIT (NULL);

  g_variant_dict_insert (&dict, VMM_IPC_EXPORT_FORMAT, "s", format);
  g_variant_dict_insert (&dict, VMM_IPC_EXPORT_SIZE, "t", size);
  g_variant_dict_insert (&dict, VMM_IPC_EXPORT_BYTES, "t", bytes);
  return g_variant_ref_sink (g_variant_dict_end (&dict));
}

static GVariant *
export_variables (Export *self, int folder, const char *name, GCancellable *cancellable, GError **error)
{
  guint64 bytes =
      vmm_image_export_file (folder, name, VMM_IPC_MAX_NVRAM, self->target, self->slot, cancellable, error);

  return bytes > 0 ? make_result (VMM_IPC_FORMAT_RAW, bytes, bytes) : NULL;
}

/* Of a TPM that was never used there is none. One that is only swtpm's is not taken for that: a machine without what its
 * TPM keeps may not open its disk any more. */
static GVariant *
export_tpm (Export *self, int folder, GCancellable *cancellable, GError **error)
{
  static const char *const names[] = { VMM_ENGINE_TPM_STATE, VMM_ENGINE_TPM_OLD };
  g_autofd int tpm = openat (folder, VMM_ENGINE_TPM, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
  int saved_errno = tpm < 0 ? errno : ENOENT;

  for (gsize i = 0; tpm >= 0 && i < G_N_ELEMENTS (names); i++)
    {
      if (faccessat (tpm, names[i], R_OK, AT_SYMLINK_NOFOLLOW) == 0)
        return export_variables (self, tpm, names[i], cancellable, error);
      saved_errno = errno != ENOENT ? errno : saved_errno;
    }
  if (saved_errno == ENOENT)
    g_set_error (error, VMM_IPC_ERROR, VMM_IPC_ERROR_NOT_FOUND, "%s: it has no state", self->slot);
  else
    g_set_error (error, VMM_IPC_ERROR, VMM_IPC_ERROR_UNSUPPORTED, "%s: its state cannot be read: %s",
                 self->slot, g_strerror (saved_errno));
  return NULL;
}

static GVariant *
export_disk (Export *self, int folder, guint index, GCancellable *cancellable, GError **error)
{
  const VmmDisk *disk = &self->spec->disks[index];
  char name[VMM_DISK_NAME_SIZE], base[VMM_DISK_NAME_SIZE];
  const VmmImageExport image = { .field = self->slot,
                                 .name = name,
                                 .base = disk->base != VMM_IPC_IMAGE_NONE ? base : NULL,
                                 .size = disk->size };
  guint64 bytes;

  vmm_disk_format_name (disk, index, name);
  vmm_disk_format_base_name (index, base);
  bytes = vmm_image_export (&image, folder, self->target, on_progress, self, cancellable, error);
  return bytes > 0 ? make_result (vmm_ipc_image_format_to_token (disk->format), disk->size, bytes) : NULL;
}

static GVariant *
export_slot (Export *self, GCancellable *cancellable, GError **error)
{
  g_autofd int folder = -1;

  /* Also while libvirt does not answer. */
  if (!vmm_machine_store_check_free (self->store, self->uuid, error))
    return NULL;
  folder = open (self->folder, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
  if (folder < 0)
    {
      g_set_error (error, VMM_IPC_ERROR, VMM_IPC_ERROR_FAILED, "The machine's folder: %s",
                   g_strerror (errno));
      return NULL;
    }
  if (g_str_equal (self->slot, VMM_IPC_SLOT_NVRAM))
    return export_variables (self, folder, VMM_ENGINE_NVRAM, cancellable, error);
  if (g_str_equal (self->slot, VMM_IPC_SLOT_NVRAM_SECURE))
    return export_variables (self, folder, VMM_ENGINE_NVRAM_SECURE, cancellable, error);
  if (g_str_equal (self->slot, VMM_IPC_SLOT_TPM))
    return export_tpm (self, folder, cancellable, error);
  return export_disk (self, folder, (guint) g_ascii_digit_value (self->slot[strlen (VMM_IPC_SLOT_DISK)]),
                      cancellable, error);
}

static void
work (gpointer data, gpointer user_data)
{
  g_autoptr (GTask) task = data;
  GError *error = NULL;
  GVariant *result = export_slot (g_task_get_task_data (task), g_task_get_cancellable (task), &error);

  if (result != NULL)
    g_task_return_pointer (task, result, (GDestroyNotify) g_variant_unref);
  else
    g_task_return_error (task, error);
}

static GThreadPool *
get_pool (void)
{
  static GThreadPool *pool;

  if (g_once_init_enter_pointer (&pool))
    g_once_init_leave_pointer (&pool, g_thread_pool_new (work, NULL, MAX_WORKERS, FALSE, NULL));
  return pool;
}

static void
export_turn (GTask *task)
{
  Export *self = g_task_get_task_data (task);
  GError *error = NULL;

  if (!vmm_host_check_present (g_task_get_source_object (task), self->machine, &error))
    g_task_return_error (task, error);
  else if (vmm_machine_is_active (self->machine))
    g_task_return_new_error_literal (task, VMM_IPC_ERROR, VMM_IPC_ERROR_BUSY, "The machine is running");
  else if (vmm_machine_get_saved (self->machine))
    g_task_return_new_error_literal (task, VMM_IPC_ERROR, VMM_IPC_ERROR_BUSY,
                                     VMM_IPC_FIELD_STATE
                                     ": its guest was saved, and would not find its disks as they were");
  else
    g_thread_pool_push (get_pool (), g_object_ref (task), NULL);
}

void
vmm_host_export_async (VmmHost *self, VmmMachine *machine, const char *slot, int target, VmmJob *job,
                       GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  Export *export = g_new0 (Export, 1);

  export->machine = g_object_ref (machine);
  export->store = g_object_ref (vmm_registry_get_store (self->registry, vmm_machine_get_owner (machine)));
  export->uuid = g_strdup (vmm_machine_get_uuid (machine));
  export->folder = vmm_registry_dup_folder (self->registry, machine);
  export->slot = g_strdup (slot);
  export->spec = vmm_spec_ref (vmm_machine_get_spec (machine));
  export->job = g_object_ref (job);
  export->target = fcntl (target, F_DUPFD_CLOEXEC, 3);
  g_task_set_source_tag (task, vmm_host_export_async);
  g_task_set_task_data (task, export, (GDestroyNotify) export_free);
  vmm_host_push (self, export->uuid, task, export_turn);
}

GVariant *
vmm_host_export_finish (VmmHost *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
