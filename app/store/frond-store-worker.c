/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "frond-store-worker.h"

#include "frond-error.h"
#include "frond-profile-row.h"
#include "frond-profile.h"
#include "frond-store-db.h"

/* So many writes at most share a transaction: one wait for the disk, and a bound to what one failure repeats. */
#define MAX_BATCH 512

typedef struct
{
  FrondStoreJobKind kind;
  GTask *task;
  GPtrArray *loaded;
  GBytes *picture;
  GError *error;
} Job;

struct _FrondStoreWorker
{
  GThread *thread;
  GAsyncQueue *queue;
  FrondStoreDb *db; /* the thread's alone */
  Job *next;        /* taken from the queue, not done yet; likewise */
};

static void
job_free (Job *job)
{
  g_clear_object (&job->task);
  g_clear_pointer (&job->loaded, g_ptr_array_unref);
  g_clear_pointer (&job->picture, g_bytes_unref);
  g_clear_error (&job->error);
  g_free (job);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Job, job_free)

/* On the caller's thread. */
static void
take_back (Job *job)
{
  FrondStoreSave *save = g_task_get_task_data (job->task);

  frond_profile_row_take_unsaved (save->profile, save->copy);
}

static gboolean
return_job (gpointer data)
{
  Job *job = data;

  if (job->error != NULL && job->kind == FROND_STORE_JOB_SAVE)
    take_back (job);
  if (job->error != NULL)
    g_task_return_error (job->task, g_steal_pointer (&job->error));
  else if (job->kind == FROND_STORE_JOB_LOAD)
    g_task_return_pointer (job->task, g_steal_pointer (&job->loaded), (GDestroyNotify) g_ptr_array_unref);
  else if (job->kind == FROND_STORE_JOB_LOAD_PICTURE)
    g_task_return_pointer (job->task, g_steal_pointer (&job->picture), (GDestroyNotify) g_bytes_unref);
  else
    g_task_return_boolean (job->task, TRUE);

  return G_SOURCE_REMOVE;
}

/* Not g_task_return from here: ours could be the last reference to the task, and so to the store, which would
 * then wait for this very thread. */
static void
deliver (Job *job)
{
  g_autoptr (GSource) source = g_idle_source_new ();
  g_autoptr (GMainContext) context = g_main_context_ref (g_task_get_context (job->task));

  g_source_set_priority (source, g_task_get_priority (job->task));
  g_source_set_static_name (source, "frond-store");
  g_source_set_callback (source, return_job, job, (GDestroyNotify) job_free);
  g_source_attach (source, context);
}

static gboolean
is_write (const Job *job)
{
  return job->kind == FROND_STORE_JOB_SAVE || job->kind == FROND_STORE_JOB_REMOVE;
}

static gboolean
is_cancelled (Job *job)
{
  return g_cancellable_set_error_if_cancelled (g_task_get_cancellable (job->task), &job->error);
}

static gboolean
write_job (FrondStoreDb *db, Job *job, GError **error)
{
  if (job->kind == FROND_STORE_JOB_SAVE)
    return frond_store_db_save (db, ((FrondStoreSave *) g_task_get_task_data (job->task))->copy, error);

  return frond_store_db_remove (db, g_task_get_task_data (job->task), error);
}

/* Writes all JOBS or none. BEGUN: whether it got as far as writing. */
static gboolean
write_together (FrondStoreDb *db, GPtrArray *jobs, gboolean *begun, GError **error)
{
  *begun = frond_store_db_begin (db, error);
  if (!*begun)
    return FALSE;

  for (guint i = 0; i < jobs->len; i++)
    if (!write_job (db, g_ptr_array_index (jobs, i), error))
      {
        frond_store_db_rollback (db);
        return FALSE;
      }

  return frond_store_db_commit (db, error);
}

static void
write_alone (FrondStoreDb *db, Job *job)
{
  g_autoptr (GPtrArray) jobs = g_ptr_array_new ();
  gboolean begun;

  g_ptr_array_add (jobs, job);
  write_together (db, jobs, &begun, &job->error);
}

/* One that fails does not take the others with it, unless nothing could be written at all. */
static void
write_batch (FrondStoreWorker *self, GPtrArray *jobs)
{
  g_autoptr (GError) error = NULL;
  gboolean begun = FALSE;

  if (jobs->len == 0 || write_together (self->db, jobs, &begun, &error))
    return;

  for (guint i = 0; i < jobs->len; i++)
    {
      Job *job = g_ptr_array_index (jobs, i);

      if (begun && jobs->len > 1)
        write_alone (self->db, job);
      else
        job->error = g_error_copy (error);
    }
}

/* Writes FIRST and those that wait behind it. */
static void
do_writes (FrondStoreWorker *self, Job *first)
{
  g_autoptr (GPtrArray) all = g_ptr_array_new ();
  g_autoptr (GPtrArray) wanted = g_ptr_array_new ();

  for (Job *job = first; job != NULL; job = g_async_queue_try_pop (self->queue))
    {
      if (!is_write (job) || all->len == MAX_BATCH)
        {
          self->next = job;
          break;
        }

      g_ptr_array_add (all, job);
      if (!is_cancelled (job))
        g_ptr_array_add (wanted, job);
    }

  write_batch (self, wanted);
  for (guint i = 0; i < all->len; i++)
    deliver (g_ptr_array_index (all, i));
}

static void
do_load (FrondStoreWorker *self, Job *job)
{
  if (!is_cancelled (job))
    job->loaded = frond_store_db_load (self->db, g_task_get_cancellable (job->task), &job->error);
  deliver (job);
}

static void
do_load_picture (FrondStoreWorker *self, Job *job)
{
  if (!is_cancelled (job))
    frond_store_db_load_picture (self->db, g_task_get_task_data (job->task), &job->picture, &job->error);
  deliver (job);
}

static Job *
wait_for_job (FrondStoreWorker *self)
{
  return self->next != NULL ? g_steal_pointer (&self->next) : g_async_queue_pop (self->queue);
}

static gpointer
run (gpointer data)
{
  FrondStoreWorker *self = data;

  while (TRUE)
    {
      g_autoptr (Job) job = wait_for_job (self);

      if (job->kind == FROND_STORE_JOB_STOP)
        break;

      if (job->kind == FROND_STORE_JOB_LOAD)
        do_load (self, g_steal_pointer (&job));
      else if (job->kind == FROND_STORE_JOB_LOAD_PICTURE)
        do_load_picture (self, g_steal_pointer (&job));
      else
        do_writes (self, g_steal_pointer (&job));
    }

  g_clear_pointer (&self->db, frond_store_db_free);
  return NULL;
}

FrondStoreWorker *
frond_store_worker_start (const char *path, const FrondStoreSchema *schema)
{
  FrondStoreWorker *self = g_new0 (FrondStoreWorker, 1);

  self->queue = g_async_queue_new_full ((GDestroyNotify) job_free);
  self->db = frond_store_db_new (path, schema);
  self->thread = g_thread_new ("frond-store", run, self);
  return self;
}

void
frond_store_worker_push (FrondStoreWorker *self, FrondStoreJobKind kind, GTask *task)
{
  Job *job = g_new0 (Job, 1);

  job->kind = kind;
  job->task = task != NULL ? g_object_ref (task) : NULL;
  g_async_queue_push (self->queue, job);
}

void
frond_store_worker_stop (FrondStoreWorker *self)
{
  frond_store_worker_push (self, FROND_STORE_JOB_STOP, NULL);
  g_thread_join (self->thread);
  g_async_queue_unref (self->queue);
  g_free (self);
}
