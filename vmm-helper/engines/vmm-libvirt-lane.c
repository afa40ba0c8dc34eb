/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "vmm-libvirt-lane.h"

#include "vmm-libvirt-link.h"

/* libvirt's daemon takes five calls of one client at a time. A guest that hangs may hold one for long: the others go
 * on beside it, and one place is kept for what ends guests. */
#define WORKERS 4

typedef enum
{
  JOB_OPEN,
  JOB_CALL,
  JOB_CLOSE,
} JobKind;

typedef struct
{
  JobKind kind;
  VmmLibvirtLane *lane;
  GTask *task;
  VmmQemuCall call;
  gboolean urgent;
  VmmLibvirtLink *link; /* once the call is on its way; NULL: there is none to be had */
} Job;

struct _VmmLibvirtLane
{
  char *uri;
  VmmLibvirtOwner *owner;
  GAsyncQueue *jobs;
  gatomicrefcount ref_count; /* the main thread, its own, and jobs */
  int left;                  /* atomic: nobody waits for its calls any more */
  /* of its own thread */
  VmmLibvirtLink *link;
  GThreadPool *workers;
  GThreadPool *urgent;
};

static VmmLibvirtLane *
lane_ref (VmmLibvirtLane *self)
{
  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

static void
lane_unref (VmmLibvirtLane *self)
{
  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;

  g_async_queue_unref (self->jobs);
  vmm_libvirt_owner_unref (self->owner);
  g_free (self->uri);
  g_free (self);
}

/* What a task holds is of the main thread, and must not be let go in another. */
static void
job_free (gpointer data)
{
  Job *job = data;

  if (job->task != NULL)
    g_idle_add_once (g_object_unref, job->task);
  g_clear_pointer (&job->link, vmm_libvirt_link_unref);
  lane_unref (job->lane);
  g_free (job);
}

static void
push (VmmLibvirtLane *self, JobKind kind, GTask *task, VmmQemuCall call, gboolean urgent)
{
  Job *job = g_new0 (Job, 1);

  job->kind = kind;
  job->lane = lane_ref (self);
  job->task = task;
  job->call = call;
  job->urgent = urgent;
  g_async_queue_push (self->jobs, job);
}

/* In a worker. */
static void
run_call (gpointer data, gpointer user_data)
{
  Job *job = data;

  if (g_cancellable_is_cancelled (g_task_get_cancellable (job->task)))
    g_task_return_new_error_literal (job->task, VMM_IPC_ERROR, VMM_IPC_ERROR_CANCELLED, "Cancelled");
  else if (job->link == NULL || g_atomic_int_get (&job->lane->left))
    g_task_return_new_error_literal (job->task, VMM_IPC_ERROR, VMM_IPC_ERROR_BACKEND_UNAVAILABLE,
                                     "The hypervisor cannot be reached");
  else
    job->call (job->task, vmm_libvirt_link_get_connection (job->link),
               vmm_libvirt_link_get_facts (job->link));

  /* A daemon that hangs is given up by one of the threads that wait for it. libvirt 11 lets the others wait on, and does
   * not call back before the last of them is done. */
  if (job->link != NULL && !vmm_libvirt_link_is_alive (job->link))
    vmm_libvirt_owner_tell_lost (job->lane->owner);
  job_free (job);
}

static void
drop_link (VmmLibvirtLane *self)
{
  if (self->link != NULL)
    vmm_libvirt_link_close (self->link);
  g_clear_pointer (&self->link, vmm_libvirt_link_unref);
}

static gboolean
is_open (VmmLibvirtLane *self)
{
  return self->link != NULL && vmm_libvirt_link_is_alive (self->link);
}

static void
ensure_open (VmmLibvirtLane *self)
{
  VmmLibvirtReport report = { NULL, VMM_IPC_BACKEND_NONE, NULL };

  if (!is_open (self))
    {
      drop_link (self);
      self->link = vmm_libvirt_link_open (self->uri, self->owner, &report);
    }
  if (self->link != NULL)
    report.facts = vmm_host_facts_ref (vmm_libvirt_link_get_facts (self->link));

  vmm_libvirt_owner_tell_opened (self->owner, report);
}

/* A call stays in the queue while the connection is opened, where the main thread can still reach it. */
static void
serve_call (VmmLibvirtLane *self, Job *waiting)
{
  Job *next = waiting;

  if (!is_open (self))
    {
      g_async_queue_push_front (self->jobs, waiting);
      ensure_open (self);
      next = g_async_queue_try_pop (self->jobs);
    }
  if (next == NULL)
    return;
  if (next->kind != JOB_CALL)
    {
      g_async_queue_push_front (self->jobs, next);
      return;
    }

  next->link = self->link != NULL ? vmm_libvirt_link_ref (self->link) : NULL;
  g_thread_pool_push (next->urgent ? self->urgent : self->workers, next, NULL);
}

static gpointer
run (gpointer data)
{
  VmmLibvirtLane *self = data;
  JobKind kind;

  self->workers = g_thread_pool_new (run_call, NULL, WORKERS, FALSE, NULL);
  self->urgent = g_thread_pool_new (run_call, NULL, 1, FALSE, NULL);
  do
    {
      Job *job = g_async_queue_pop (self->jobs);

      kind = job->kind;
      if (kind == JOB_CALL)
        {
          serve_call (self, job);
          continue;
        }

      job_free (job);
      if (kind == JOB_OPEN)
        ensure_open (self);
    }
  while (kind != JOB_CLOSE);

  g_thread_pool_free (self->workers, FALSE, FALSE);
  g_thread_pool_free (self->urgent, FALSE, FALSE);
  drop_link (self);
  lane_unref (self);
  return NULL;
}

VmmLibvirtLane *
vmm_libvirt_lane_new (const char *uri, const VmmLibvirtEvents *events, GObject *object)
{
  VmmLibvirtLane *self = g_new0 (VmmLibvirtLane, 1);
  g_autoptr (GThread) thread = NULL;

  vmm_libvirt_link_initialise ();
  g_atomic_ref_count_init (&self->ref_count);
  self->uri = g_strdup (uri);
  self->owner = vmm_libvirt_owner_new (object, events);
  self->jobs = g_async_queue_new_full (job_free);
  thread = g_thread_new ("libvirt", run, lane_ref (self));
  return self;
}

void
vmm_libvirt_lane_open (VmmLibvirtLane *self)
{
  push (self, JOB_OPEN, NULL, NULL, FALSE);
}

void
vmm_libvirt_lane_call (VmmLibvirtLane *self, GTask *task, VmmQemuCall call, gboolean urgent)
{
  push (self, JOB_CALL, task, call, urgent);
}

void
vmm_libvirt_lane_leave (VmmLibvirtLane *self)
{
  Job *job;

  g_atomic_int_set (&self->left, TRUE);
  while ((job = g_async_queue_try_pop (self->jobs)) != NULL)
    {
      if (job->kind == JOB_CALL)
        g_task_return_new_error_literal (job->task, VMM_IPC_ERROR, VMM_IPC_ERROR_BACKEND_TIMEOUT,
                                         "The hypervisor does not answer");
      job_free (job);
    }
  vmm_libvirt_lane_close (self);
}

void
vmm_libvirt_lane_close (VmmLibvirtLane *self)
{
  vmm_libvirt_owner_leave (self->owner);
  push (self, JOB_CLOSE, NULL, NULL, FALSE);
  lane_unref (self);
}
