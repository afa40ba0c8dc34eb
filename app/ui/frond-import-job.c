/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "frond-ui"

#include "frond-import-job.h"

#include "frond-application.h"
#include "frond-guest.h"
#include "frond-machine-sources.h"
#include "frond-profile.h"

#include <glib/gi18n.h>
#include <glib/gstdio.h>

/* Unpacking is about half of it. */
#define UNPACKING 0.5

typedef struct
{
  FrondLibrary *library;
  FrondProfile *profile;
  FrondGuest *guest; /* while it is made */
  int passphrase;    /* or -1 */
  FrondProgressFunc progress;
  gpointer progress_data;
  double before; /* how much was done when the helper began */
} Job;

/* What is unpacked and copied is lost when it is cut off. */
static void
inhibit (Job *job, gboolean yes)
{
  GApplication *application = g_application_get_default ();
  g_autofree char *cause = g_strdup_printf ("import %p", (void *) job);

  if (FROND_IS_APPLICATION (application))
    frond_inhibitor_set (frond_application_get_inhibitor (FROND_APPLICATION (application)), cause,
                         yes ? GTK_APPLICATION_INHIBIT_LOGOUT | GTK_APPLICATION_INHIBIT_SUSPEND : 0,
                         _ ("A machine is being imported"));
}

static void
job_free (Job *job)
{
  inhibit (job, FALSE);
  if (job->guest != NULL)
    g_signal_handlers_disconnect_by_data (job->guest, job);
  g_clear_object (&job->guest);
  g_clear_object (&job->library);
  g_clear_object (&job->profile);
  g_clear_fd (&job->passphrase, NULL);
  g_free (job);
}

static void
tell (Job *job, double fraction)
{
  if (job->progress != NULL)
    job->progress (fraction, job->progress_data);
}

static void
unpacked_cb (double fraction, gpointer user_data)
{
  tell (user_data, fraction * UNPACKING);
}

static void
guest_progress_cb (FrondGuest *guest, GParamSpec *pspec, Job *job)
{
  double fraction = frond_guest_get_progress (guest);

  if (fraction > 0)
    tell (job, job->before + fraction * (1 - job->before));
}

static void
created_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Job *job = g_task_get_task_data (task);
  GError *error = NULL;
  FrondGuest *guest = frond_library_create_finish (FROND_LIBRARY (source), result, &error);

  if (job->guest != NULL)
    g_signal_handlers_disconnect_by_data (job->guest, job);
  g_clear_object (&job->guest);
  if (guest == NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, g_object_ref (guest), g_object_unref);
}

static void
opened_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Job *job = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (FrondMachineSources) sources = frond_import_open_finish (FROND_IMPORT (source), result, &error);
  guint64 size = 0;

  if (sources == NULL)
    {
      g_task_return_error (task, error);
      return;
    }

  /* Only now it is known how large a disk is that was compressed. */
  frond_machine_sources_get_disk (sources, 0, NULL, &size, NULL);
  if (size > 0)
    frond_profile_set_disk_size (job->profile, size);
  if (job->passphrase >= 0)
    frond_machine_sources_set_passphrase (sources, g_steal_fd (&job->passphrase));
  frond_library_create_async (job->library, job->profile, sources, g_task_get_cancellable (task), created_cb,
                              g_object_ref (task));
  g_set_object (&job->guest, frond_library_find (job->library, frond_profile_get_id (job->profile)));
  if (job->guest != NULL)
    g_signal_connect (job->guest, "notify::progress", G_CALLBACK (guest_progress_cb), job);
}

void
frond_import_job_async (FrondLibrary *library, FrondImport *import, FrondProfile *profile, int passphrase,
                        FrondProgressFunc progress, gpointer progress_data, GCancellable *cancellable,
                        GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = g_task_new (import, cancellable, callback, user_data);
  g_autofree char *folder = g_build_filename (g_get_user_cache_dir (), "frond", "import", NULL);
  Job *job = g_new0 (Job, 1);

  g_task_set_source_tag (task, frond_import_job_async);
  /* A machine that is made is made, whatever was wished meanwhile. */
  g_task_set_check_cancellable (task, FALSE);
  job->library = g_object_ref (library);
  job->profile = g_object_ref (profile);
  job->passphrase = passphrase;
  job->progress = progress;
  job->progress_data = progress_data;
  for (guint i = 0; i < frond_import_get_n_disks (import); i++)
    if (frond_import_get_disk (import, i)->packed)
      job->before = UNPACKING;
  g_task_set_task_data (task, job, (GDestroyNotify) job_free);
  inhibit (job, TRUE);
  frond_import_open_async (import, folder, unpacked_cb, job, cancellable, opened_cb, task);
}

FrondGuest *
frond_import_job_finish (GAsyncResult *result, GError **error)
{
  g_autoptr (FrondGuest) guest = NULL;

  g_return_val_if_fail (g_async_result_is_tagged (result, frond_import_job_async), NULL);

  /* The library holds it. */
  guest = g_task_propagate_pointer (G_TASK (result), error);
  return guest;
}
