/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "frond-helper-parts.h"

#include "frond-helper-call.h"
#include "frond-helper-client-private.h"

#include "frond-error.h"
#include "frond-machine-export.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <unistd.h>

#define MACHINE VMM_IPC_INTERFACE ".Machine"

/* While the parts are given out. */
typedef struct
{
  FrondHelperParts *parts;
  char *path;
  guint at; /* the part that is under way */
  gboolean tpm;
  FrondProgressFunc progress;
  gpointer progress_data;
} Giving;

static void export_part (GTask *task);

void
frond_helper_parts_free (FrondHelperParts *self)
{
  for (guint i = 0; i < self->n_parts; i++)
    g_clear_fd (&self->parts[i].fd, NULL);
  g_clear_pointer (&self->spec, g_variant_unref);
  g_free (self);
}

static void
giving_free (Giving *self)
{
  g_clear_pointer (&self->parts, frond_helper_parts_free);
  g_free (self->path);
  g_free (self);
}

char *
frond_helper_parts_dup_path (const char *uuid)
{
  g_auto (GStrv) parts = g_strsplit (uuid, "-", -1);
  g_autofree char *hex = g_strjoinv ("", parts);

  return g_strconcat (VMM_IPC_MACHINE_PATH, hex, NULL);
}

GVariant *
frond_helper_parts_get_disks (GVariant *spec)
{
  return g_variant_lookup_value (spec, VMM_IPC_SPEC_DISKS, G_VARIANT_TYPE ("aa{sv}"));
}

void
frond_helper_parts_return_old (GTask *task, const char *what)
{
  GError *error = NULL;

  frond_set_error (&error, FROND_ERROR_HELPER_OLD, NULL, "%s answered in another form", what);
  g_task_return_error (task, error);
}

GVariant *
frond_helper_parts_take_config (GTask *task, GObject *source, GAsyncResult *result, guint64 *generation)
{
  GError *error = NULL;
  g_autoptr (FrondHelperReply) reply =
      frond_helper_call_finish (FROND_HELPER_CLIENT (source), result, &error);
  GVariant *spec = NULL;

  if (reply == NULL)
    g_task_return_error (task, error);
  else if (!g_variant_is_of_type (reply->value, G_VARIANT_TYPE ("(ta{sv})")))
    frond_helper_parts_return_old (task, "GetConfig");
  else
    g_variant_get (reply->value, "(t@a{sv})", generation, &spec);
  return spec;
}

static gboolean
take_part (FrondHelperPart *part, GVariant *value)
{
  const char *format = NULL;

  return g_variant_lookup (value, VMM_IPC_EXPORT_FORMAT, "&s", &format) &&
         g_strlcpy (part->format, format, sizeof part->format) < sizeof part->format &&
         g_variant_lookup (value, VMM_IPC_EXPORT_SIZE, "t", &part->size);
}

static void
exported_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Giving *self = g_task_get_task_data (task);
  FrondHelperPart *part = &self->parts->parts[self->at];
  g_autoptr (GError) error = NULL;
  g_autoptr (FrondHelperReply) reply =
      frond_helper_call_finish (FROND_HELPER_CLIENT (source), result, &error);

  /* A machine that never started, or has no such firmware or TPM, has none of that; and variables that only monitors may
   * read are made anew. A TPM that cannot go along is another matter: it is asked for first, and ends the move. */
  if (reply == NULL && !part->disk && g_error_matches (error, FROND_ERROR, FROND_ERROR_NOT_FOUND))
    g_clear_fd (&part->fd, NULL);
  else if (reply == NULL)
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }
  else if (!take_part (part, reply->value))
    {
      frond_helper_parts_return_old (task, "Export");
      return;
    }

  if (++self->at < self->parts->n_parts)
    export_part (task);
  else
    g_task_return_pointer (task, g_steal_pointer (&self->parts), (GDestroyNotify) frond_helper_parts_free);
}

static void
export_progress (double fraction, gpointer user_data)
{
  Giving *self = g_task_get_task_data (user_data);

  if (self->progress != NULL)
    self->progress ((self->at + fraction) / self->parts->n_parts, self->progress_data);
}

static void
export_part (GTask *task)
{
  Giving *self = g_task_get_task_data (task);
  const FrondHelperPart *part = &self->parts->parts[self->at];
  g_autofree char *request_id = g_uuid_string_random ();
  g_autoptr (GUnixFDList) fds = g_unix_fd_list_new ();
  GError *error = NULL;

  if (g_unix_fd_list_append (fds, part->fd, &error) < 0)
    g_task_return_error (task, error);
  else
    frond_helper_call_watched_async (g_task_get_source_object (task), self->path, MACHINE, "Export",
                                     g_variant_new ("(ssh)", request_id, part->slot, 0), fds,
                                     FROND_HELPER_CALL_JOB | FROND_HELPER_CALL_STOP, export_progress, task,
                                     g_task_get_cancellable (task), exported_cb, g_object_ref (task));
}

/* Where the machines of this person's own helper are: copies to and from there may cost nothing. */
static int
open_unnamed (GError **error)
{
  const char *folder = g_get_user_data_dir ();
  g_autofree char *name = NULL;
  int fd;

  fd = open (folder, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
  if (fd < 0)
    {
      name = g_build_filename (folder, ".frond-move-XXXXXX", NULL);
      fd = g_mkstemp_full (name, O_RDWR | O_CLOEXEC, 0600);
      if (fd >= 0)
        unlink (name);
    }
  if (fd < 0)
    frond_set_error (error, errno == ENOSPC || errno == EDQUOT ? FROND_ERROR_NO_SPACE : FROND_ERROR_FAILED,
                     NULL, "making a file for the copy: %s", g_strerror (errno));
  return fd;
}

static void
open_in_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  FrondHelperParts *parts = task_data;
  GError *error = NULL;

  for (guint i = 0; i < parts->n_parts; i++)
    {
      parts->parts[i].fd = open_unnamed (&error);
      if (parts->parts[i].fd < 0)
        {
          g_task_return_error (task, error);
          return;
        }
    }
  g_task_return_boolean (task, TRUE);
}

static void
opened_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;

  if (g_task_propagate_boolean (G_TASK (result), &error))
    export_part (task);
  else
    g_task_return_error (task, error);
}

static void
add_part (FrondHelperParts *self, const char *slot, gboolean disk, gboolean encrypted)
{
  FrondHelperPart *part = &self->parts[self->n_parts++];

  *part = (FrondHelperPart) { .fd = -1, .disk = disk, .encrypted = encrypted };
  g_strlcpy (part->slot, slot, sizeof part->slot);
}

static void
add_disks (FrondHelperParts *self)
{
  g_autoptr (GVariant) disks = frond_helper_parts_get_disks (self->spec);
  gsize n = disks != NULL ? MIN (g_variant_n_children (disks), VMM_IPC_MAX_DISKS) : 0;

  for (gsize i = 0; i < n; i++)
    {
      g_autoptr (GVariant) disk = g_variant_get_child_value (disks, i);
      gboolean encrypted = FALSE;
      char slot[16];

      g_variant_lookup (disk, VMM_IPC_DISK_ENCRYPT, "b", &encrypted);
      g_snprintf (slot, sizeof slot, VMM_IPC_SLOT_DISK "%u", (guint) i);
      add_part (self, slot, TRUE, encrypted);
    }
}

static void
configured_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Giving *self = g_task_get_task_data (task);
  g_autoptr (GTask) opening = NULL;
  gboolean tpm = FALSE;

  self->parts->spec = frond_helper_parts_take_config (task, source, result, NULL);
  if (self->parts->spec == NULL)
    return;
  g_variant_lookup (self->parts->spec, VMM_IPC_SPEC_TPM, "b", &tpm);
  if (tpm && self->tpm)
    add_part (self->parts, VMM_IPC_SLOT_TPM, FALSE, FALSE);
  add_disks (self->parts);
  add_part (self->parts, VMM_IPC_SLOT_NVRAM, FALSE, FALSE);
  add_part (self->parts, VMM_IPC_SLOT_NVRAM_SECURE, FALSE, FALSE);

  opening = g_task_new (source, NULL, opened_cb, g_object_ref (task));
  g_task_set_task_data (opening, self->parts, NULL);
  g_task_run_in_thread (opening, open_in_thread);
}

void
frond_helper_parts_async (FrondHelperClient *client, const char *path, gboolean tpm,
                          FrondProgressFunc progress, gpointer progress_data, GCancellable *cancellable,
                          GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (client, cancellable, callback, user_data);
  Giving *self = g_new0 (Giving, 1);

  self->parts = g_new0 (FrondHelperParts, 1);
  self->path = g_strdup (path);
  self->tpm = tpm;
  self->progress = progress;
  self->progress_data = progress_data;
  g_task_set_source_tag (task, frond_helper_parts_async);
  g_task_set_task_data (task, self, (GDestroyNotify) giving_free);
  /* The helper says whether it was stopped or was done before. */
  g_task_set_check_cancellable (task, FALSE);
  frond_helper_call_async (client, path, MACHINE, "GetConfig", NULL, NULL,
                           FROND_HELPER_CALL_AGAIN | FROND_HELPER_CALL_QUIET, cancellable, configured_cb,
                           g_object_ref (task));
}

FrondHelperParts *
frond_helper_parts_finish (FrondHelperClient *client, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, frond_helper_parts_async), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/* FrondMachineHost: what a machine is made of. */

static FrondMachineExport *
make_export (FrondHelperParts *parts)
{
  FrondMachineExport *export = frond_machine_export_new ();

  for (guint i = 0; i < parts->n_parts; i++)
    {
      FrondHelperPart *part = &parts->parts[i];
      const gboolean qcow2 = g_str_equal (part->format, VMM_IPC_FORMAT_QCOW2);
      FrondExportedDisk disk = { .format = qcow2 ? FROND_IMAGE_QCOW2 : FROND_IMAGE_RAW,
                                 .size = part->size,
                                 .encrypted = part->encrypted };

      if (part->fd < 0)
        continue;
      disk.fd = g_steal_fd (&part->fd);
      if (part->disk)
        frond_machine_export_add_disk (export, &disk);
      else
        frond_machine_export_set_variables (export, g_str_equal (part->slot, VMM_IPC_SLOT_NVRAM_SECURE),
                                            disk.fd);
    }
  return export;
}

static void
parts_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  g_autoptr (FrondHelperParts) parts =
      frond_helper_parts_finish (FROND_HELPER_CLIENT (source), result, &error);

  if (parts != NULL)
    g_task_return_pointer (task, make_export (parts), g_object_unref);
  else
    g_task_return_error (task, error);
}

void
_frond_helper_client_export_async (FrondMachineHost *host, const char *uuid, FrondProgressFunc progress,
                                   gpointer progress_data, GCancellable *cancellable,
                                   GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = g_task_new (host, cancellable, callback, user_data);
  g_autofree char *path = frond_helper_parts_dup_path (uuid);

  g_task_set_source_tag (task, _frond_helper_client_export_async);
  frond_helper_parts_async (FROND_HELPER_CLIENT (host), path, FALSE, progress, progress_data, cancellable,
                            parts_cb, task);
}

FrondMachineExport *
_frond_helper_client_export_finish (FrondMachineHost *host, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
