/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "frond-media"

#include "frond-export.h"

#include "frond-error.h"
#include "frond-export-archive.h"
#include "frond-export-private.h"
#include "frond-export-target.h"
#include "frond-machine-export.h"
#include "frond-profile.h"
#include "frond-worker-progress.h"

#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>

#define QCOW2_URI "http://www.gnome.org/~markmc/qcow-image-format.html"

#define DESCRIPTION "machine.ovf"

/* Of disks, and the variables of two firmwares. */
#define MAX_FILES 10

typedef struct
{
  FrondMachineExport *machine;
  FrondProfile *profile; /* a copy */
  char *path;
  gboolean replace;
  FrondProgressFunc progress;
  gpointer progress_data;
  int step;
} Writing;

typedef struct
{
  char *path;
  gboolean replace;
} Checking;

static void
checking_free (Checking *self)
{
  g_free (self->path);
  g_free (self);
}

static void
writing_free (Writing *self)
{
  g_object_unref (self->machine);
  g_object_unref (self->profile);
  g_free (self->path);
  g_free (self);
}

static void
written (double fraction, gpointer user_data)
{
  GTask *task = user_data;
  Writing *self = g_task_get_task_data (task);

  frond_worker_progress (task, fraction, &self->step, self->progress, self->progress_data);
}

static gboolean
take_size (FrondExportFile *file, GError **error)
{
  struct stat st;

  if (fstat (file->fd, &st) < 0 || st.st_size <= 0)
    {
      frond_set_error (error, FROND_ERROR_FAILED, NULL, "%s: the copy is empty", file->name);
      return FALSE;
    }
  file->bytes = (guint64) st.st_size;
  return TRUE;
}

static guint
list_files (FrondMachineExport *machine, FrondExportFile *files)
{
  guint n = 0;

  for (guint i = 0; i < MIN (frond_machine_export_get_n_disks (machine), MAX_FILES - 2); i++)
    {
      const FrondExportedDisk *disk = frond_machine_export_get_disk (machine, i);
      const gboolean qcow2 = disk->format == FROND_IMAGE_QCOW2;

      files[n] = (FrondExportFile) { .fd = disk->fd,
                                     .format = qcow2 ? QCOW2_URI : FROND_EXPORT_RAW_URI,
                                     .size = disk->size };
      g_snprintf (files[n].id, sizeof files[n].id, "disk%u", i);
      g_snprintf (files[n].name, sizeof files[n].name, "disk%u.%s", i, qcow2 ? "qcow2" : "img");
      n++;
    }
  for (guint secure = FALSE; secure <= TRUE; secure++)
    {
      int fd = frond_machine_export_get_variables (machine, secure != FALSE);

      if (fd < 0)
        continue;
      files[n] = (FrondExportFile) { .fd = fd, .secure = secure != FALSE };
      g_strlcpy (files[n].id, secure ? "variables1" : "variables0", sizeof files[n].id);
      g_strlcpy (files[n].name, secure ? "variables-secure.fd" : "variables.fd", sizeof files[n].name);
      n++;
    }
  return n;
}

static gboolean
write_all (GTask *task, GError **error)
{
  Writing *self = g_task_get_task_data (task);
  GCancellable *cancellable = g_task_get_cancellable (task);
  FrondExportFile files[MAX_FILES];
  const guint n_files = list_files (self->machine, files);
  g_autoptr (FrondExportTarget) target = NULL;
  g_autoptr (FrondExportArchive) archive = NULL;
  g_autoptr (GBytes) description = NULL;

  for (guint i = 0; i < n_files; i++)
    if (!take_size (&files[i], error))
      return FALSE;
  description = _frond_export_describe (self->profile, files, n_files);
  archive = frond_export_archive_new (DESCRIPTION, description);
  for (guint i = 0; i < n_files; i++)
    frond_export_archive_add (archive, files[i].name, files[i].fd, files[i].bytes);

  target =
      frond_export_target_open (self->path, self->replace, frond_export_archive_get_bytes (archive), error);
  return target != NULL &&
         frond_export_archive_write (archive, frond_export_target_get_fd (target), written, task, cancellable,
                                     error) &&
         frond_export_target_commit (target, cancellable, error);
}

static void
write_in_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  GError *error = NULL;

  if (write_all (task, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

void
frond_export_write_async (FrondMachineExport *machine, FrondProfile *profile, GFile *file, gboolean replace,
                          FrondProgressFunc progress, gpointer progress_data, GCancellable *cancellable,
                          GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  Writing *self = g_new0 (Writing, 1);
  GError *error = NULL;

  self->machine = g_object_ref (machine);
  self->profile = frond_profile_copy (profile);
  self->path = g_file_get_path (file);
  self->replace = replace;
  self->progress = progress;
  self->progress_data = progress_data;
  self->step = -1;
  g_task_set_source_tag (task, frond_export_write_async);
  g_task_set_task_data (task, self, (GDestroyNotify) writing_free);
  /* What is there is there, whatever was wished meanwhile. */
  g_task_set_check_cancellable (task, FALSE);
  if (self->path != NULL)
    {
      g_task_run_in_thread (task, write_in_thread);
      return;
    }
  frond_set_error (&error, FROND_ERROR_EXPORT_PLACE, NULL, "no file of this computer");
  g_task_return_error (task, error);
}

gboolean
frond_export_write_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, frond_export_write_async), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/* How large it will be is not known yet. */
static void
check_in_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  Checking *self = task_data;
  GError *error = NULL;
  g_autoptr (FrondExportTarget) target = NULL;

  if (self->path == NULL)
    frond_set_error (&error, FROND_ERROR_EXPORT_PLACE, NULL, "no file of this computer");
  else
    target = frond_export_target_open (self->path, self->replace, 0, &error);
  if (target != NULL)
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

void
frond_export_check_async (GFile *file, gboolean replace, GCancellable *cancellable,
                          GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  Checking *self = g_new0 (Checking, 1);

  self->path = g_file_get_path (file);
  self->replace = replace;
  g_task_set_source_tag (task, frond_export_check_async);
  g_task_set_task_data (task, self, (GDestroyNotify) checking_free);
  g_task_run_in_thread (task, check_in_thread);
}

gboolean
frond_export_check_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, frond_export_check_async), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

char *
frond_export_dup_name (const char *name)
{
  g_autofree char *kept = g_strdup (name);

  /* What neither this computer nor a stick for others can have in a name. */
  for (char *p = kept; *p != '\0'; p = g_utf8_next_char (p))
    if (g_ascii_iscntrl (*p) || strchr ("/\\:*?\"<>|", *p) != NULL)
      *p = '-';
  g_strstrip (kept);
  if (*kept == '.')
    *kept = '_';
  return g_strconcat (*kept != '\0' ? kept : "machine", ".ova", NULL);
}
