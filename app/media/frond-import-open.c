/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "frond-import-private.h"

#include "frond-error.h"
#include "frond-import-image.h"
#include "frond-machine-sources.h"
#include "frond-worker-progress.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define MIB (1024ULL * 1024)

typedef struct
{
  char *folder;
  FrondProgressFunc progress;
  gpointer progress_data;
  guint64 total; /* bytes to unpack, 0: nobody knows */
  guint64 before;
  int step;
} Opening;

static void
opening_free (Opening *self)
{
  g_free (self->folder);
  g_free (self);
}

static void
unpacked (guint64 done, gpointer user_data)
{
  GTask *task = user_data;
  Opening *self = g_task_get_task_data (task);

  if (self->total > 0)
    frond_worker_progress (task, MIN ((double) (self->before + done) / (double) self->total, 1), &self->step,
                           self->progress, self->progress_data);
}

static gboolean
get_format (const char *token, FrondImageFormat *format)
{
  g_autoptr (GEnumClass) klass = g_type_class_ref (FROND_TYPE_IMAGE_FORMAT);
  GEnumValue *value = token != NULL ? g_enum_get_value_by_nick (klass, token) : NULL;

  if (value != NULL)
    *format = (FrondImageFormat) value->value;
  return value != NULL;
}

static int
open_archive (FrondImport *self, GError **error)
{
  g_autofree char *path = g_file_get_path (self->file);
  int fd = open (path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);

  if (fd < 0)
    frond_set_error (error, errno == ENOENT ? FROND_ERROR_IMPORT_MISSING : FROND_ERROR_MEDIA_UNREADABLE, NULL,
                     "%s: %s", path, g_strerror (errno));
  return fd;
}

static int
open_packed (FrondImport *self, const char *path, guint64 size, GTask *task, GError **error)
{
  Opening *opening = g_task_get_task_data (task);
  const FrondImportMember *member = frond_import_place_find (self->place, path);
  g_autofd int archive = open_archive (self, error);
  int fd;

  if (archive < 0)
    return -1;
  fd = frond_import_archive_extract (frond_import_place_get_archive (self->place), archive, member,
                                     opening->folder, unpacked, task, g_task_get_cancellable (task), error);
  opening->before += size;
  return fd;
}

/* Without its variables a firmware begins anew: no reason to import nothing. */
static void
open_variables (FrondImport *self, gboolean secure, FrondMachineSources *sources, GTask *task)
{
  const char *path = self->variables[secure];
  const gboolean packed = frond_import_place_get_archive (self->place) != NULL;
  const FrondImportMember *member = packed ? frond_import_place_find (self->place, path) : NULL;
  g_autofd int fd = -1;
  struct stat st;

  if (packed && (member == NULL || member->size <= 0 || member->size > FROND_MACHINE_SOURCES_MAX_VARIABLES))
    return;
  fd = packed ? open_packed (self, path, 0, task, NULL) : frond_import_place_open (self->place, path, NULL);
  if (fd >= 0 && fstat (fd, &st) == 0 && st.st_size > 0 && st.st_size <= FROND_MACHINE_SOURCES_MAX_VARIABLES)
    frond_machine_sources_set_variables (sources, secure, g_steal_fd (&fd));
}

static gboolean
open_extents (FrondImport *self, const FrondImportDisk *disk, FrondMachineSources *sources, GError **error)
{
  for (guint i = 0; disk->extents != NULL && i < disk->extents->len; i++)
    {
      int fd = frond_import_place_open (self->place, g_ptr_array_index (disk->extents, i), error);

      if (fd < 0)
        return FALSE;
      frond_machine_sources_add_extent (sources, fd);
    }
  return TRUE;
}

/* Whoever unpacked it knows better what it is than whoever saw its beginning. */
static gboolean
check_unpacked (const FrondImportDisk *disk, int fd, FrondImageFormat *format, guint64 *size,
                gboolean *encrypted, GError **error)
{
  FrondImportReader reader = { .fd = fd, .size = (guint64) lseek (fd, 0, SEEK_END) };
  FrondImportImage image;
  gboolean same;

  frond_import_image_read (&image, &reader, (FrondImportRaw) disk->raw);
  same = get_format (image.format, format) && image.problem == 0 && image.extents == NULL;
  if (!same)
    frond_set_error (error, (FrondError) (image.problem != 0 ? image.problem : FROND_ERROR_IMPORT_UNKNOWN),
                     "disks", "%s: no disk image", disk->name);
  *size = image.size / MIB * MIB;
  *encrypted = image.encrypted;
  frond_import_image_clear (&image);
  return same && lseek (fd, 0, SEEK_SET) == 0;
}

static gboolean
open_disk (FrondImport *self, const FrondImportDisk *disk, FrondMachineSources *sources, GTask *task,
           GError **error)
{
  FrondImageFormat format = FROND_IMAGE_RAW;
  guint64 size = 0;
  gboolean encrypted = disk->encrypted;
  g_autofd int fd = -1;
  guint index;

  if (!disk->packed && !get_format (disk->format, &format))
    {
      frond_set_error (error, FROND_ERROR_IMPORT_UNKNOWN, "disks", "%s: no disk image", disk->name);
      return FALSE;
    }
  fd = disk->packed ? open_packed (self, disk->path, disk->unpacked, task, error)
                    : frond_import_place_open (self->place, disk->path, error);
  if (fd < 0 || (disk->packed && !check_unpacked (disk, fd, &format, &size, &encrypted, error)))
    return FALSE;

  index = frond_machine_sources_add_disk (sources, format, g_steal_fd (&fd), size, FALSE);
  if (encrypted)
    frond_machine_sources_set_encrypted (sources, index);
  return open_extents (self, disk, sources, error);
}

static void
open_in_thread (GTask *task, gpointer source_object, gpointer task_data, GCancellable *cancellable)
{
  FrondImport *self = source_object;
  g_autoptr (FrondMachineSources) sources = frond_machine_sources_new ();
  GError *error = NULL;

  for (guint i = 0; i < self->disks->len; i++)
    if (!open_disk (self, g_ptr_array_index (self->disks, i), sources, task, &error))
      {
        g_task_return_error (task, error);
        return;
      }
  for (guint i = 0; i < G_N_ELEMENTS (self->variables); i++)
    if (self->variables[i] != NULL)
      open_variables (self, i == TRUE, sources, task);
  g_task_return_pointer (task, g_steal_pointer (&sources), g_object_unref);
}

void
frond_import_open_async (FrondImport *self, const char *folder, FrondProgressFunc progress,
                         gpointer progress_data, GCancellable *cancellable, GAsyncReadyCallback callback,
                         gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  Opening *opening;
  int problem;

  g_return_if_fail (FROND_IS_IMPORT (self));
  g_return_if_fail (folder != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, frond_import_open_async);
  problem = frond_import_get_problem (self);
  if (problem != 0 || self->disks->len == 0)
    {
      GError *error = NULL;

      frond_set_error (&error, (FrondError) (problem != 0 ? problem : FROND_ERROR_IMPORT_NO_DISK), "disks",
                       "%s: cannot be imported", self->name);
      g_task_return_error (task, error);
      return;
    }

  opening = g_new0 (Opening, 1);
  opening->folder = g_strdup (folder);
  opening->progress = progress;
  opening->progress_data = progress_data;
  for (guint i = 0; i < self->disks->len; i++)
    opening->total += ((const FrondImportDisk *) g_ptr_array_index (self->disks, i))->unpacked;
  g_task_set_task_data (task, opening, (GDestroyNotify) opening_free);
  g_task_run_in_thread (task, open_in_thread);
}

FrondMachineSources *
frond_import_open_finish (FrondImport *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  g_return_val_if_fail (g_async_result_is_tagged (result, frond_import_open_async), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
