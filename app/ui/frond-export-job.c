/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "frond-ui"

#include "frond-export-job.h"

#include "frond-application.h"
#include "frond-export.h"
#include "frond-machine-export.h"

#include <glib/gi18n.h>

/* What is given out is half of it. */
#define GIVING 0.5

typedef struct
{
  GFile *file;
  gboolean replace;
  FrondProgressFunc progress;
  gpointer progress_data;
} Job;

static void
inhibit (Job *job, gboolean yes)
{
  GApplication *application = g_application_get_default ();
  g_autofree char *cause = g_strdup_printf ("export %p", (void *) job);

  if (FROND_IS_APPLICATION (application))
    frond_inhibitor_set (frond_application_get_inhibitor (FROND_APPLICATION (application)), cause,
                         yes ? GTK_APPLICATION_INHIBIT_LOGOUT | GTK_APPLICATION_INHIBIT_SUSPEND : 0,
                         _ ("A machine is being exported"));
}

static void
job_free (Job *job)
{
  inhibit (job, FALSE);
  g_object_unref (job->file);
  g_free (job);
}

static void
tell (Job *job, double fraction)
{
  if (job->progress != NULL)
    job->progress (fraction, job->progress_data);
}

static void
given_progress (double fraction, gpointer user_data)
{
  tell (user_data, fraction * GIVING);
}

static void
written_progress (double fraction, gpointer user_data)
{
  tell (user_data, GIVING + fraction * (1 - GIVING));
}

static void
written_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;

  if (frond_export_write_finish (result, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
given_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  FrondGuest *guest = FROND_GUEST (source);
  Job *job = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (FrondMachineExport) machine = frond_guest_export_finish (guest, result, &error);

  if (machine == NULL)
    g_task_return_error (task, error);
  else
    frond_export_write_async (machine, frond_guest_get_profile (guest), job->file, job->replace,
                              written_progress, job, g_task_get_cancellable (task), written_cb,
                              g_object_ref (task));
}

static void
checked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Job *job = g_task_get_task_data (task);
  GError *error = NULL;

  if (frond_export_check_finish (result, &error))
    frond_guest_export_async (g_task_get_source_object (task), given_progress, job,
                              g_task_get_cancellable (task), given_cb, g_object_ref (task));
  else
    g_task_return_error (task, error);
}

void
frond_export_job_async (FrondGuest *guest, GFile *file, gboolean replace, FrondProgressFunc progress,
                        gpointer progress_data, GCancellable *cancellable, GAsyncReadyCallback callback,
                        gpointer user_data)
{
  GTask *task = g_task_new (guest, cancellable, callback, user_data);
  Job *job = g_new0 (Job, 1);

  job->file = g_object_ref (file);
  job->replace = replace;
  job->progress = progress;
  job->progress_data = progress_data;
  g_task_set_source_tag (task, frond_export_job_async);
  g_task_set_task_data (task, job, (GDestroyNotify) job_free);
  /* A file that is there is there, whatever was wished meanwhile. */
  g_task_set_check_cancellable (task, FALSE);
  inhibit (job, TRUE);
  /* Before minutes of work, not after them. */
  frond_export_check_async (file, replace, cancellable, checked_cb, task);
}

gboolean
frond_export_job_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, frond_export_job_async), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
