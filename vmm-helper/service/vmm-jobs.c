/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "vmm-jobs.h"

#define KEEP_SECONDS (10 * 60)

struct _VmmJobs
{
  GObject parent_instance;

  VmmQuota *quota;
  GHashTable *jobs; /* path → Entry */
  guint64 last_number;
  guint n_running;
};

typedef struct
{
  VmmJobs *jobs; /* borrowed: the entry goes with it */
  VmmJob *job;
  guint expiry;
} Entry;

G_DEFINE_FINAL_TYPE (VmmJobs, vmm_jobs, G_TYPE_OBJECT)

enum
{
  JOB_CHANGED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static void
entry_free (Entry *entry)
{
  g_clear_handle_id (&entry->expiry, g_source_remove);
  g_signal_handlers_disconnect_by_data (entry->job, entry->jobs);
  g_object_unref (entry->job);
  g_free (entry);
}

static void
vmm_jobs_finalize (GObject *object)
{
  VmmJobs *self = VMM_JOBS (object);

  g_clear_pointer (&self->jobs, g_hash_table_unref);
  g_clear_object (&self->quota);
  G_OBJECT_CLASS (vmm_jobs_parent_class)->finalize (object);
}

static void
vmm_jobs_class_init (VmmJobsClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = vmm_jobs_finalize;

  signals[JOB_CHANGED] = g_signal_new ("job-changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                       NULL, NULL, G_TYPE_NONE, 1, VMM_TYPE_JOB);
}

static void
vmm_jobs_init (VmmJobs *self)
{
  self->jobs = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, (GDestroyNotify) entry_free);
  /* A caller that outlives the helper must not take a later helper's job for its own. */
  self->last_number = (guint64) g_get_real_time ();
}

VmmJobs *
vmm_jobs_new (VmmQuota *quota)
{
  VmmJobs *self = g_object_new (VMM_TYPE_JOBS, NULL);

  self->quota = g_object_ref (quota);
  return self;
}

static void
on_expired (gpointer user_data)
{
  Entry *entry = user_data;

  entry->expiry = 0;
  g_hash_table_remove (entry->jobs->jobs, vmm_job_get_path (entry->job));
}

static void
let_expire (Entry *entry)
{
  g_clear_handle_id (&entry->expiry, g_source_remove);
  entry->expiry = g_timeout_add_seconds_once (KEEP_SECONDS, on_expired, entry);
}

static void
on_job_changed (VmmJob *job, gpointer user_data)
{
  VmmJobs *self = VMM_JOBS (user_data);
  Entry *entry = g_hash_table_lookup (self->jobs, vmm_job_get_path (job));

  if (vmm_job_get_state (job) != VMM_IPC_JOB_RUNNING && entry->expiry == 0)
    {
      self->n_running--;
      vmm_quota_give_back (self->quota, VMM_QUOTA_JOBS, vmm_job_get_owner (job));
      let_expire (entry);
    }
  g_signal_emit (self, signals[JOB_CHANGED], 0, job);
}

static Entry *
insert (VmmJobs *self, VmmJob *job)
{
  Entry *entry = g_new0 (Entry, 1);

  entry->jobs = self;
  entry->job = g_object_ref (job);
  g_hash_table_insert (self->jobs, (gpointer) vmm_job_get_path (job), entry);
  g_signal_connect (job, "changed", G_CALLBACK (on_job_changed), self);
  return entry;
}

VmmJob *
vmm_jobs_add (VmmJobs *self, uid_t owner, GError **error)
{
  g_autoptr (VmmJob) job = NULL;

  if (!vmm_quota_take (self->quota, VMM_QUOTA_JOBS, owner, error))
    return NULL;

  job = vmm_job_new (++self->last_number, owner);
  self->n_running++;
  insert (self, job);
  return g_steal_pointer (&job);
}

void
vmm_jobs_revive (VmmJobs *self, VmmJob *job)
{
  Entry *entry = g_hash_table_lookup (self->jobs, vmm_job_get_path (job));

  if (vmm_job_get_state (job) != VMM_IPC_JOB_RUNNING)
    let_expire (entry != NULL ? entry : insert (self, job));
}

VmmJob *
vmm_jobs_lookup (VmmJobs *self, const char *path, uid_t owner)
{
  Entry *entry = g_hash_table_lookup (self->jobs, path);

  return entry != NULL && vmm_job_get_owner (entry->job) == owner ? entry->job : NULL;
}

gboolean
vmm_jobs_any_running (VmmJobs *self)
{
  return self->n_running > 0;
}
