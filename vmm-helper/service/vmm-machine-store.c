/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "vmm-machine-store.h"

#include "vmm-engine.h"

#include "vmm-disk.h"
#include "vmm-luks.h"
#include "vmm-folder.h"
#include "vmm-image-base.h"
#include "vmm-image-copy.h"
#include "vmm-image-export.h"
#include "vmm-image-import.h"
#include "vmm-installer.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#define RECORD_NAME "machine.json"
#define TRASH_NAME  ".trash"
#define BASES_NAME  ".bases"
#define LOCK_NAME   ".lock"
#define NEW_PREFIX  ".new-"
#define OLD_PREFIX  ".old-"

struct _VmmMachineStore
{
  GObject parent_instance;

  char *root; /* DATA/machines, absolute */
  GMutex opening;
  gboolean is_open;
  int root_fd;
  int trash_fd;
  int bases_fd;
  int lock_fd;
};

G_DEFINE_FINAL_TYPE (VmmMachineStore, vmm_machine_store, G_TYPE_OBJECT)

static void
close_folders (VmmMachineStore *self)
{
  g_clear_fd (&self->root_fd, NULL);
  g_clear_fd (&self->trash_fd, NULL);
  g_clear_fd (&self->bases_fd, NULL);
  g_clear_fd (&self->lock_fd, NULL);
}

static void
vmm_machine_store_finalize (GObject *object)
{
  VmmMachineStore *self = VMM_MACHINE_STORE (object);

  close_folders (self);
  g_mutex_clear (&self->opening);
  g_free (self->root);
  G_OBJECT_CLASS (vmm_machine_store_parent_class)->finalize (object);
}

static void
vmm_machine_store_class_init (VmmMachineStoreClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = vmm_machine_store_finalize;
}

static void
vmm_machine_store_init (VmmMachineStore *self)
{
  g_mutex_init (&self->opening);
  self->root_fd = -1;
  self->trash_fd = -1;
  self->bases_fd = -1;
  self->lock_fd = -1;
}

VmmMachineStore *
vmm_machine_store_new (const char *data_dir)
{
  VmmMachineStore *self = g_object_new (VMM_TYPE_MACHINE_STORE, NULL);
  g_autofree char *absolute = g_canonicalize_filename (data_dir, NULL);

  self->root = g_build_filename (absolute, "machines", NULL);
  return self;
}

/* Only what a crash left behind is deleted; machines and the trash never are. */
static gboolean
remove_leftovers (VmmMachineStore *self, GError **error)
{
  g_autoptr (GPtrArray) names = vmm_folder_list (self->root_fd, error);

  if (names == NULL)
    return FALSE;

  for (guint i = 0; i < names->len; i++)
    {
      const char *name = g_ptr_array_index (names, i);
      g_autoptr (GError) local = NULL;

      if ((g_str_has_prefix (name, NEW_PREFIX) || g_str_has_prefix (name, OLD_PREFIX)) &&
          !vmm_folder_remove (self->root_fd, name, &local))
        g_warning ("A leftover folder stays: %s", local->message);
    }
  return TRUE;
}

static gboolean
open_folders (VmmMachineStore *self, GError **error)
{
  struct stat st;

  if (g_mkdir_with_parents (self->root, 0711) < 0)
    return vmm_folder_fail (errno, "Making the folder for machines", error);

  /* Followed when it is a link: it is the user's own choice to keep machines on another disk. */
  self->root_fd = open (self->root, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (self->root_fd < 0 || fstat (self->root_fd, &st) < 0)
    return vmm_folder_fail (errno, "Opening the folder for machines", error);
  if (st.st_uid != geteuid ())
    return vmm_folder_fail (EPERM, "The folder for machines belongs to someone else", error);

  self->lock_fd = openat (self->root_fd, LOCK_NAME, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0600);
  if (self->lock_fd < 0 || TEMP_FAILURE_RETRY (flock (self->lock_fd, LOCK_EX)) < 0)
    return vmm_folder_fail (errno, "Locking the folder for machines", error);

  if (!vmm_folder_make (self->root_fd, TRASH_NAME, error))
    return FALSE;
  self->trash_fd = vmm_folder_open (self->root_fd, TRASH_NAME, error);
  if (self->trash_fd < 0 || !vmm_folder_make (self->root_fd, BASES_NAME, error))
    return FALSE;
  self->bases_fd = vmm_folder_open (self->root_fd, BASES_NAME, error);
  if (self->bases_fd < 0 || !remove_leftovers (self, error))
    return FALSE;
  vmm_image_base_sweep (self->bases_fd);
  return TRUE;
}

gboolean
vmm_machine_store_open (VmmMachineStore *self, GError **error)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->opening);

  if (self->is_open)
    return TRUE;
  self->is_open = open_folders (self, error);
  if (!self->is_open)
    close_folders (self);
  return self->is_open;
}

char *
vmm_machine_store_dup_path (VmmMachineStore *self, const char *uuid)
{
  return g_build_filename (self->root, uuid, NULL);
}

char *
vmm_machine_store_dup_trash_path (VmmMachineStore *self, const char *uuid)
{
  return g_build_filename (self->root, TRASH_NAME, uuid, NULL);
}

static VmmMachineRecord *
read_record (int dir_fd, const char *uuid, GError **error)
{
  g_autofd int fd = vmm_folder_open (dir_fd, uuid, error);
  g_autofree char *data = NULL;
  g_autoptr (VmmMachineRecord) record = NULL;
  gsize length = 0;

  if (fd < 0)
    return NULL;
  data = vmm_folder_read_file (fd, RECORD_NAME, VMM_MACHINE_RECORD_MAX_BYTES, &length, error);
  if (data == NULL || (record = vmm_machine_record_new_from_json (data, length, error)) == NULL)
    return NULL;

  if (!g_str_equal (record->uuid, uuid))
    {
      g_set_error_literal (error, VMM_IPC_ERROR, VMM_IPC_ERROR_INVALID_ARGUMENT,
                           "uuid: is that of another machine");
      return NULL;
    }
  record->saved = vmm_folder_has (fd, VMM_ENGINE_STATE);
  record->unsure = vmm_folder_has (fd, VMM_ENGINE_STATE_PART);
  return g_steal_pointer (&record);
}

/* What is set up is secret enough not to lie about. */
static void
remove_spent (int fd, const VmmMachineRecord *record)
{
  vmm_image_export_sweep (fd);
  if (!record->seed)
    unlinkat (fd, VMM_MACHINE_SEED_NAME, 0);
  if (record->installing == NULL)
    {
      unlinkat (fd, VMM_INSTALL_KERNEL, 0);
      unlinkat (fd, VMM_INSTALL_INITRD, 0);
    }
}

/* A crash may have come between the record and the files. */
static void
remove_spent_of (VmmMachineStore *self, const VmmMachineRecord *record)
{
  g_autofd int fd = vmm_folder_open (self->root_fd, record->uuid, NULL);

  if (fd >= 0)
    remove_spent (fd, record);
}

GPtrArray *
vmm_machine_store_load (VmmMachineStore *self, GError **error)
{
  g_autoptr (GPtrArray) records = g_ptr_array_new_with_free_func ((GDestroyNotify) vmm_machine_record_free);
  g_autoptr (GPtrArray) names = vmm_folder_list (self->root_fd, error);

  if (names == NULL)
    return NULL;

  for (guint i = 0; i < names->len; i++)
    {
      const char *name = g_ptr_array_index (names, i);
      g_autoptr (GError) local = NULL;
      VmmMachineRecord *record;

      if (!vmm_ipc_uuid_is_valid (name))
        continue;
      record = read_record (self->root_fd, name, &local);
      if (record != NULL)
        {
          remove_spent_of (self, record);
          g_ptr_array_add (records, record);
        }
      else
        g_warning ("The machine %s is left out, its folder is kept: %s", name, local->message);
    }
  return g_steal_pointer (&records);
}

static gboolean
write_record (int fd, VmmMachineRecord *record, GError **error)
{
  gsize length = 0;
  g_autofree char *data = vmm_machine_record_to_json (record, &length);

  return vmm_folder_write_file (fd, RECORD_NAME, data, length, error);
}

/* A creation on its way through its folder. */
typedef struct
{
  int fd;
  int bases_fd;
  const VmmImageSources *sources;
  VmmImageProgress progress;
  gpointer user_data;
  guint n_sourced; /* disks with a source, for the share that each has in the progress */
  guint n_done;
  GCancellable *cancellable;
} Filling;

static void
on_disk_progress (guint permille, gpointer user_data)
{
  Filling *self = user_data;

  if (self->progress != NULL)
    self->progress ((self->n_done * 1000 + permille) / self->n_sourced, self->user_data);
}

static gboolean
make_encrypted (Filling *self, VmmDisk *disk, guint index, VmmPassphrase *passphrase, GError **error)
{
  char name[VMM_DISK_NAME_SIZE], field[16];

  disk->format = VMM_IPC_IMAGE_QCOW2;
  vmm_disk_format_name (disk, index, name);
  g_snprintf (field, sizeof field, VMM_IPC_SLOT_DISK "%u", index);
  return vmm_luks_create (self->fd, name, field, disk->size, passphrase, self->cancellable, error);
}

static gboolean
make_disk (Filling *self, VmmDisk *disk, guint index, GError **error)
{
  const gboolean to_encrypt = disk->encrypted && !disk->source_encrypted;
  VmmPassphrase *passphrase = to_encrypt && self->sources != NULL ? self->sources->passphrase : NULL;
  const VmmImageSource *source = self->sources != NULL ? &self->sources->disks[index] : NULL;
  const gboolean encrypted = disk->encrypted;
  VmmImageResult result;
  char name[VMM_DISK_NAME_SIZE];

  if (g_cancellable_set_error_if_cancelled (self->cancellable, error))
    return FALSE;
  if (to_encrypt && passphrase == NULL)
    {
      g_set_error_literal (error, VMM_IPC_ERROR, VMM_IPC_ERROR_BAD_SECRET,
                           VMM_IPC_SLOT_SECRET ": " VMM_IPC_BAD_SECRET_MISSING ": a disk is to be encrypted");
      return FALSE;
    }
  if ((source == NULL || source->n_fds == 0) && passphrase != NULL)
    return make_encrypted (self, disk, index, passphrase, error);
  if (source == NULL || source->n_fds == 0)
    {
      disk->format = VMM_IPC_IMAGE_RAW;
      vmm_disk_format_name (disk, index, name);
      return vmm_disk_create (self->fd, name, disk->size, error);
    }
  if (!vmm_image_import (source, index, disk->size, self->fd, self->bases_fd, passphrase, on_disk_progress,
                         self, self->cancellable, &result, error))
    return FALSE;
  *disk =
      (VmmDisk) { .size = result.size, .format = result.format, .base = result.base, .encrypted = encrypted };
  self->n_done++;
  return TRUE;
}

/* What the firmware of a machine that was elsewhere has written. Nothing here reads it. */
static gboolean
take_variables (Filling *self, GError **error)
{
  const struct
  {
    int fd;
    const char *name;
    const char *slot;
  } variables[] = {
    { self->sources->nvram, VMM_ENGINE_NVRAM, VMM_IPC_SLOT_NVRAM },
    { self->sources->nvram_secure, VMM_ENGINE_NVRAM_SECURE, VMM_IPC_SLOT_NVRAM_SECURE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (variables); i++)
    {
      g_autofd int copy = -1;

      if (variables[i].fd < 0)
        continue;
      copy = vmm_image_copy (variables[i].fd, self->fd, variables[i].name, VMM_IPC_MAX_NVRAM,
                             variables[i].slot, NULL, NULL, self->cancellable, error);
      if (copy < 0)
        return FALSE;
    }
  return TRUE;
}

static gboolean
is_linear (int fd)
{
  char start[sizeof VMM_ENGINE_TPM_MAGIC] = { 0 };

  return pread (fd, start, sizeof start - 1, 0) == sizeof start - 1 &&
         g_str_equal (start, VMM_ENGINE_TPM_MAGIC);
}

/* Under the name that its format has for the engine; of the rest, swtpm is the judge. */
static gboolean
take_tpm (Filling *self, GError **error)
{
  g_autofd int folder = -1;
  g_autofd int copy = -1;

  if (self->sources->tpm < 0)
    return TRUE;
  if (!vmm_folder_make (self->fd, VMM_ENGINE_TPM, error) ||
      (folder = vmm_folder_open (self->fd, VMM_ENGINE_TPM, error)) < 0)
    return FALSE;
  copy = vmm_image_copy (self->sources->tpm, folder, VMM_ENGINE_TPM_STATE, VMM_IPC_MAX_NVRAM,
                         VMM_IPC_SLOT_TPM, NULL, NULL, self->cancellable, error);
  if (copy < 0)
    return FALSE;
  if (fchmod (folder, S_IRWXU) < 0 ||
      (!is_linear (copy) && renameat (folder, VMM_ENGINE_TPM_STATE, folder, VMM_ENGINE_TPM_OLD) < 0) ||
      fsync (folder) < 0)
    return vmm_folder_fail (errno, "Taking the state of the TPM", error);
  return TRUE;
}

static gboolean
fill_folder (Filling *self, VmmMachineRecord *record, GError **error)
{
  g_autoptr (VmmSpec) wanted = vmm_spec_ref (record->spec);
  VmmDisk disks[VMM_IPC_MAX_DISKS];

  for (guint i = 0; i < wanted->n_disks; i++)
    {
      disks[i] = wanted->disks[i];
      self->n_sourced += self->sources != NULL && self->sources->disks[i].n_fds > 0 ? 1 : 0;
    }
  for (guint i = 0; i < wanted->n_disks; i++)
    if (!make_disk (self, &disks[i], i, error))
      return FALSE;
  if (self->sources != NULL && self->sources->seed >= 0)
    {
      if (!vmm_image_import_seed (self->sources->seed, self->fd, VMM_MACHINE_SEED_NAME, self->cancellable,
                                  error))
        return FALSE;
      record->seed = TRUE;
    }

  if (self->sources != NULL && (!take_variables (self, error) || !take_tpm (self, error)))
    return FALSE;

  vmm_spec_unref (record->spec);
  record->spec = vmm_spec_new_with_disks (wanted, disks);
  return !g_cancellable_set_error_if_cancelled (self->cancellable, error) &&
         write_record (self->fd, record, error);
}

gboolean
vmm_machine_store_create (VmmMachineStore *self, VmmMachineRecord *record, const VmmImageSources *sources,
                          VmmImageProgress progress, gpointer user_data, GCancellable *cancellable,
                          GError **error)
{
  g_autofree char *staging = g_strconcat (NEW_PREFIX, record->request_id, NULL);
  g_autoptr (GError) local = NULL;
  g_autofd int fd = -1;
  Filling filling = { .bases_fd = self->bases_fd,
                      .sources = sources,
                      .progress = progress,
                      .user_data = user_data,
                      .cancellable = cancellable };

  if (!vmm_folder_remove (self->root_fd, staging, error) || !vmm_folder_make (self->root_fd, staging, error))
    return FALSE;

  fd = filling.fd = vmm_folder_open (self->root_fd, staging, error);
  if (fd >= 0 && fill_folder (&filling, record, error) &&
      vmm_folder_move (self->root_fd, staging, self->root_fd, record->uuid, error))
    return TRUE;

  if (!vmm_folder_remove (self->root_fd, staging, &local))
    g_warning ("A folder that was not finished stays until the next start: %s", local->message);
  vmm_image_base_sweep (self->bases_fd);
  return FALSE;
}

gboolean
vmm_machine_store_save (VmmMachineStore *self, VmmMachineRecord *record, GError **error)
{
  g_autofd int fd = vmm_folder_open (self->root_fd, record->uuid, error);

  return fd >= 0 && write_record (fd, record, error);
}

static gboolean
copy_boot_file (int from, int dir_fd, const char *name, guint64 max, const char *field,
                GCancellable *cancellable, GError **error)
{
  g_autofd int copy = -1;

  unlinkat (dir_fd, name, 0);
  copy = vmm_image_copy (from, dir_fd, name, max, field, NULL, NULL, cancellable, error);
  return copy >= 0;
}

gboolean
vmm_machine_store_install (VmmMachineStore *self, VmmMachineRecord *record, int kernel_fd, int initrd_fd,
                           GCancellable *cancellable, GError **error)
{
  g_autofd int fd = vmm_folder_open (self->root_fd, record->uuid, error);

  if (fd < 0)
    return FALSE;
  if (kernel_fd >= 0 && (!copy_boot_file (kernel_fd, fd, VMM_INSTALL_KERNEL, VMM_IPC_MAX_KERNEL,
                                          VMM_IPC_SLOT_KERNEL, cancellable, error) ||
                         !copy_boot_file (initrd_fd, fd, VMM_INSTALL_INITRD, VMM_IPC_MAX_INITRD,
                                          VMM_IPC_SLOT_INITRD, cancellable, error)))
    return FALSE;
  return write_record (fd, record, error);
}

gboolean
vmm_machine_store_end_install (VmmMachineStore *self, VmmMachineRecord *record, GError **error)
{
  g_autofd int fd = vmm_folder_open (self->root_fd, record->uuid, error);

  if (fd < 0 || !write_record (fd, record, error))
    return FALSE;
  remove_spent (fd, record);
  return TRUE;
}

static gboolean
disk_is_free (int dir_fd, const char *name, GError **error)
{
  struct flock lock = { .l_type = F_WRLCK, .l_whence = SEEK_SET };
  g_autofd int disk = openat (dir_fd, name, O_RDWR | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);

  /* What cannot be known now, for want of descriptors for one, is not free. */
  if (disk < 0)
    return errno == ENOENT || errno == EACCES || errno == ELOOP ||
           vmm_folder_fail (errno, "Looking whether a machine runs", error);
  if (fcntl (disk, F_OFD_GETLK, &lock) < 0 || lock.l_type == F_UNLCK)
    return TRUE;
  g_set_error_literal (error, VMM_IPC_ERROR, VMM_IPC_ERROR_BUSY, "The machine is running");
  return FALSE;
}

/* QEMU holds locks on the disks that it has open: this knows of guests also while libvirt does not answer. */
static gboolean
disks_are_free (int fd, GError **error)
{
  for (guint i = 0; i < VMM_IPC_MAX_DISKS; i++)
    {
      const VmmDisk raw = { .format = VMM_IPC_IMAGE_RAW }, qcow2 = { .format = VMM_IPC_IMAGE_QCOW2 };
      char name[VMM_DISK_NAME_SIZE];

      vmm_disk_format_name (&raw, i, name);
      if (!disk_is_free (fd, name, error))
        return FALSE;
      vmm_disk_format_name (&qcow2, i, name);
      if (!disk_is_free (fd, name, error))
        return FALSE;
    }
  return TRUE;
}

gboolean
vmm_machine_store_check_free (VmmMachineStore *self, const char *uuid, GError **error)
{
  g_autofd int fd = vmm_folder_open (self->root_fd, uuid, error);

  return fd >= 0 && disks_are_free (fd, error);
}

gboolean
vmm_machine_store_trash (VmmMachineStore *self, const char *uuid, GError **error)
{
  g_autofd int fd = vmm_folder_open (self->root_fd, uuid, error);

  if (fd < 0 || !disks_are_free (fd, error))
    return FALSE;

  /* Before the move, so that no crash leaves an older time. */
  if (futimens (fd, NULL) < 0)
    return vmm_folder_fail (errno, "Deleting a machine", error);
  return vmm_folder_move (self->root_fd, uuid, self->trash_fd, uuid, error);
}

VmmMachineRecord *
vmm_machine_store_restore (VmmMachineStore *self, const char *uuid, GError **error)
{
  g_autoptr (VmmMachineRecord) record = read_record (self->trash_fd, uuid, error);

  if (record == NULL || !vmm_folder_move (self->trash_fd, uuid, self->root_fd, uuid, error))
    return NULL;
  return g_steal_pointer (&record);
}

gboolean
vmm_machine_store_purge (VmmMachineStore *self, const char *uuid, GError **error)
{
  g_autofree char *doomed = g_strconcat (OLD_PREFIX, uuid, NULL);
  g_autoptr (GError) local = NULL;
  g_autofd int fd = vmm_folder_open (self->trash_fd, uuid, &local);

  if (fd < 0 && !g_error_matches (local, VMM_IPC_ERROR, VMM_IPC_ERROR_NOT_FOUND))
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }

  /* Out of the trash first: what is half deleted must not look as if it could be restored. */
  if (fd >= 0 && (!disks_are_free (fd, error) || !vmm_folder_remove (self->root_fd, doomed, error) ||
                  !vmm_folder_move (self->trash_fd, uuid, self->root_fd, doomed, error)))
    return FALSE;
  if (!vmm_folder_remove (self->root_fd, doomed, error))
    return FALSE;
  vmm_image_base_sweep (self->bases_fd);
  return TRUE;
}

GVariant *
vmm_machine_store_list_trash (VmmMachineStore *self, GError **error)
{
  g_auto (GVariantBuilder) builder = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE ("a(sst)"));
  g_autoptr (GPtrArray) names = vmm_folder_list (self->trash_fd, error);

  if (names == NULL)
    return NULL;

  for (guint i = 0; i < names->len; i++)
    {
      const char *name = g_ptr_array_index (names, i);
      g_autoptr (VmmMachineRecord) record = NULL;
      struct stat st;

      if (vmm_ipc_uuid_is_valid (name) && (record = read_record (self->trash_fd, name, NULL)) != NULL &&
          fstatat (self->trash_fd, name, &st, AT_SYMLINK_NOFOLLOW) == 0)
        g_variant_builder_add (&builder, "(sst)", name, record->spec->name,
                               (guint64) MAX (st.st_mtim.tv_sec, 0));
    }
  return g_variant_builder_end (&builder);
}

gboolean
vmm_machine_store_has (VmmMachineStore *self, const char *uuid, gboolean *in_trash)
{
  *in_trash = vmm_folder_has (self->trash_fd, uuid);
  return *in_trash || vmm_folder_has (self->root_fd, uuid);
}

gboolean
vmm_machine_store_measure (VmmMachineStore *self, VmmSpace *space, GError **error)
{
  struct statvfs fs;

  *space = (VmmSpace) { 0 };
  if (TEMP_FAILURE_RETRY (fstatvfs (self->root_fd, &fs)) < 0)
    return vmm_folder_fail (errno, "Measuring the folder for machines", error);
  space->whole = (guint64) fs.f_blocks * fs.f_frsize;
  space->free = (guint64) fs.f_bavail * fs.f_frsize;
  return vmm_folder_measure (self->root_fd, ".", &space->used, error);
}
