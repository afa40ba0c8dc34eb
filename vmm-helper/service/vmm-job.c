/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "vmm-job.h"

#include "vmm-call.h"

struct _VmmJob
{
  GObject parent_instance;

  char *path;
  uid_t owner;
  VmmIpcJobState state;
  guint permille;
  GVariant *result;
  GError *error;
  GCancellable *cancellable;
  gint posted; /* atomic: a permille that another thread has told */
  gint waking; /* atomic: the main thread is going to look at it */
};

G_DEFINE_FINAL_TYPE (VmmJob, vmm_job, G_TYPE_OBJECT)

enum
{
  CHANGED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static void
vmm_job_finalize (GObject *object)
{
  VmmJob *self = VMM_JOB (object);

  g_free (self->path);
  g_clear_pointer (&self->result, g_variant_unref);
  g_clear_error (&self->error);
  g_clear_object (&self->cancellable);
  G_OBJECT_CLASS (vmm_job_parent_class)->finalize (object);
}

static void
vmm_job_class_init (VmmJobClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = vmm_job_finalize;

  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                   NULL, G_TYPE_NONE, 0);
}

static void
vmm_job_init (VmmJob *self)
{
  self->cancellable = g_cancellable_new ();
}

VmmJob *
vmm_job_new (guint64 number, uid_t owner)
{
  VmmJob *self = g_object_new (VMM_TYPE_JOB, NULL);

  self->path = g_strdup_printf (VMM_IPC_JOB_PATH "%" G_GUINT64_FORMAT, number);
  self->owner = owner;
  return self;
}

uid_t
vmm_job_get_owner (VmmJob *self)
{
  return self->owner;
}

const char *
vmm_job_get_path (VmmJob *self)
{
  return self->path;
}

VmmIpcJobState
vmm_job_get_state (VmmJob *self)
{
  return self->state;
}

guint
vmm_job_get_permille (VmmJob *self)
{
  return self->permille;
}

GCancellable *
vmm_job_get_cancellable (VmmJob *self)
{
  return self->cancellable;
}

GVariant *
vmm_job_dup_result (VmmJob *self)
{
  g_autofree char *name = self->error != NULL ? g_dbus_error_encode_gerror (self->error) : NULL;
  GVariant *result = self->result != NULL ? self->result : g_variant_new ("a{sv}", NULL);

  return g_variant_new ("(uu@a{sv}ss)", self->state, self->permille, result, name != NULL ? name : "",
                        self->error != NULL ? self->error->message : "");
}

void
vmm_job_set_permille (VmmJob *self, guint permille)
{
  if (self->state != VMM_IPC_JOB_RUNNING || permille <= self->permille)
    return;
  self->permille = MIN (permille, 1000);
  g_signal_emit (self, signals[CHANGED], 0);
}

static gboolean
on_posted (gpointer user_data)
{
  VmmJob *self = VMM_JOB (user_data);

  g_atomic_int_set (&self->waking, FALSE);
  vmm_job_set_permille (self, (guint) g_atomic_int_get (&self->posted));
  return G_SOURCE_REMOVE;
}

void
vmm_job_post_permille (VmmJob *self, guint permille)
{
  g_atomic_int_set (&self->posted, (gint) permille);
  if (g_atomic_int_compare_and_exchange (&self->waking, FALSE, TRUE))
    g_timeout_add_full (G_PRIORITY_DEFAULT, 100, on_posted, g_object_ref (self), g_object_unref);
}

void
vmm_job_finish (VmmJob *self, GVariant *result)
{
  g_return_if_fail (self->state == VMM_IPC_JOB_RUNNING);

  self->result = result != NULL ? g_variant_ref_sink (result) : NULL;
  self->permille = 1000;
  self->state = VMM_IPC_JOB_DONE;
  g_signal_emit (self, signals[CHANGED], 0);
}

void
vmm_job_fail (VmmJob *self, GError *error)
{
  g_return_if_fail (self->state == VMM_IPC_JOB_RUNNING);

  self->error = vmm_call_public_error (error, NULL);
  self->state = g_error_matches (self->error, VMM_IPC_ERROR, VMM_IPC_ERROR_CANCELLED) ? VMM_IPC_JOB_CANCELLED
                                                                                      : VMM_IPC_JOB_FAILED;
  g_signal_emit (self, signals[CHANGED], 0);
}
