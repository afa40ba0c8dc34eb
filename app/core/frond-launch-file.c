/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "frond-launch-file.h"

#include <glib/gstdio.h>

#define MAX_BYTES (256 * 1024)

typedef struct
{
  char *path;
  char *text;
} Job;

static void
job_free (Job *self)
{
  g_free (self->path);
  g_free (self->text);
  g_free (self);
}

/* Takes TEXT. */
static GTask *
job_new (const char *path, char *text, gpointer tag, GCancellable *cancellable, GAsyncReadyCallback callback,
         gpointer user_data)
{
  GTask *task = g_task_new (NULL, cancellable, callback, user_data);
  Job *job = g_new0 (Job, 1);

  job->path = g_strdup (path);
  job->text = text;
  g_task_set_source_tag (task, tag);
  g_task_set_task_data (task, job, (GDestroyNotify) job_free);
  return task;
}

static void
read_in_thread (GTask *task, gpointer source_object, gpointer task_data, GCancellable *cancellable)
{
  Job *job = task_data;
  g_autoptr (GKeyFile) file = g_key_file_new ();
  g_autoptr (GError) error = NULL;
  GStatBuf info;

  if (g_stat (job->path, &info) == 0 && info.st_size <= MAX_BYTES &&
      !g_key_file_load_from_file (file, job->path, G_KEY_FILE_NONE, &error))
    g_message ("The list of launches cannot be read: %s", error->message);
  g_task_return_pointer (task, g_steal_pointer (&file), (GDestroyNotify) g_key_file_unref);
}

void
frond_launch_file_read_async (const char *path, GCancellable *cancellable, GAsyncReadyCallback callback,
                              gpointer user_data)
{
  g_autoptr (GTask) task =
      job_new (path, NULL, frond_launch_file_read_async, cancellable, callback, user_data);

  g_task_run_in_thread (task, read_in_thread);
}

GKeyFile *
frond_launch_file_read_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, frond_launch_file_read_async), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
write_in_thread (GTask *task, gpointer source_object, gpointer task_data, GCancellable *cancellable)
{
  Job *job = task_data;
  g_autofree char *folder = g_path_get_dirname (job->path);
  GError *error = NULL;

  g_mkdir_with_parents (folder, 0700);
  if (g_file_set_contents_full (job->path, job->text, -1, G_FILE_SET_CONTENTS_CONSISTENT, 0600, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

void
frond_launch_file_write_async (const char *path, char *text, GCancellable *cancellable,
                               GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task =
      job_new (path, text, frond_launch_file_write_async, cancellable, callback, user_data);

  g_task_run_in_thread (task, write_in_thread);
}

gboolean
frond_launch_file_write_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, frond_launch_file_write_async), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
