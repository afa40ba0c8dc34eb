/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "vmm-requests.h"

#define MAX_REQUESTS 1024
#define MAX_AGE      (24 * 60 * 60 * G_TIME_SPAN_SECOND)

struct _VmmRequests
{
  GObject parent_instance;

  VmmJobs *jobs;
  VmmQuota *quota;
  GHashTable *requests; /* key → Request */
  GQueue order;         /* keys, borrowed, the oldest first */
};

typedef struct
{
  char *key;
  char *path;
  char *method;
  GPtrArray *waiting; /* VmmCall */
  GVariant *reply;    /* NULL while it is carried out */
  VmmJob *job;
  gint64 begun;
} Request;

G_DEFINE_FINAL_TYPE (VmmRequests, vmm_requests, G_TYPE_OBJECT)

static void
request_free (Request *request)
{
  g_free (request->key);
  g_free (request->path);
  g_free (request->method);
  g_clear_pointer (&request->waiting, g_ptr_array_unref);
  g_clear_pointer (&request->reply, g_variant_unref);
  g_clear_object (&request->job);
  g_free (request);
}

static void
vmm_requests_finalize (GObject *object)
{
  VmmRequests *self = VMM_REQUESTS (object);

  g_queue_clear (&self->order);
  g_clear_pointer (&self->requests, g_hash_table_unref);
  g_clear_object (&self->quota);
  g_clear_object (&self->jobs);
  G_OBJECT_CLASS (vmm_requests_parent_class)->finalize (object);
}

static void
vmm_requests_class_init (VmmRequestsClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = vmm_requests_finalize;
}

static void
vmm_requests_init (VmmRequests *self)
{
  self->requests = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, (GDestroyNotify) request_free);
}

VmmRequests *
vmm_requests_new (VmmJobs *jobs, VmmQuota *quota)
{
  VmmRequests *self = g_object_new (VMM_TYPE_REQUESTS, NULL);

  self->jobs = g_object_ref (jobs);
  self->quota = g_object_ref (quota);
  return self;
}

static char *
make_key (uid_t uid, const char *request_id)
{
  return g_strdup_printf ("%u/%s", (guint) uid, request_id);
}

static Request *
lookup (VmmRequests *self, uid_t uid, const char *request_id)
{
  g_autofree char *key = make_key (uid, request_id);

  return g_hash_table_lookup (self->requests, key);
}

gboolean
vmm_requests_knows (VmmRequests *self, uid_t uid, const char *request_id)
{
  return lookup (self, uid, request_id) != NULL;
}

static void
forget (VmmRequests *self, Request *request)
{
  g_queue_remove (&self->order, request->key);
  g_hash_table_remove (self->requests, request->key);
}

/* What still runs stays: its callers wait for it. */
static void
forget_old (VmmRequests *self)
{
  gint64 now = g_get_monotonic_time ();
  GList *next;

  for (GList *link = self->order.head; link != NULL; link = next)
    {
      Request *request = g_hash_table_lookup (self->requests, link->data);

      next = link->next;
      if (self->order.length < MAX_REQUESTS && now - request->begun < MAX_AGE)
        break;
      if (request->reply != NULL &&
          (request->job == NULL || vmm_job_get_state (request->job) != VMM_IPC_JOB_RUNNING))
        forget (self, request);
    }
}

static void
repeat (VmmRequests *self, Request *request, VmmCall *call)
{
  if (!g_str_equal (request->method, vmm_call_get_method (call)) ||
      !g_str_equal (request->path, vmm_call_get_path (call)))
    {
      vmm_call_fail (call, g_error_new_literal (VMM_IPC_ERROR, VMM_IPC_ERROR_INVALID_ARGUMENT,
                                                "request_id: belongs to another request"));
      return;
    }

  if (request->job != NULL)
    vmm_jobs_revive (self->jobs, request->job);
  if (request->reply != NULL)
    vmm_call_return (call, request->reply);
  else
    g_ptr_array_add (request->waiting, g_object_ref (call));
}

gboolean
vmm_requests_begin (VmmRequests *self, const char *request_id, VmmCall *call)
{
  GError *error = NULL;
  Request *request;

  if (!vmm_ipc_uuid_is_valid (request_id))
    {
      vmm_call_fail (call, g_error_new_literal (VMM_IPC_ERROR, VMM_IPC_ERROR_INVALID_ARGUMENT,
                                                "request_id: is not a lower-case UUID"));
      return FALSE;
    }

  request = lookup (self, vmm_call_get_uid (call), request_id);
  if (request != NULL)
    {
      repeat (self, request, call);
      return FALSE;
    }

  if (!vmm_quota_note_change (self->quota, vmm_call_get_uid (call), g_get_monotonic_time (), &error))
    {
      vmm_call_fail (call, error);
      return FALSE;
    }

  forget_old (self);
  request = g_new0 (Request, 1);
  request->key = make_key (vmm_call_get_uid (call), request_id);
  request->path = g_strdup (vmm_call_get_path (call));
  request->method = g_strdup (vmm_call_get_method (call));
  request->waiting = g_ptr_array_new_with_free_func (g_object_unref);
  request->begun = g_get_monotonic_time ();
  g_ptr_array_add (request->waiting, g_object_ref (call));
  g_hash_table_insert (self->requests, request->key, request);
  g_queue_push_tail (&self->order, request->key);
  return TRUE;
}

void
vmm_requests_finish (VmmRequests *self, uid_t uid, const char *request_id, GVariant *reply)
{
  Request *request = lookup (self, uid, request_id);

  g_return_if_fail (request != NULL && request->reply == NULL);

  request->reply = g_variant_ref_sink (reply != NULL ? reply : g_variant_new_tuple (NULL, 0));
  for (guint i = 0; i < request->waiting->len; i++)
    vmm_call_return (g_ptr_array_index (request->waiting, i), request->reply);
  g_ptr_array_set_size (request->waiting, 0);
}

void
vmm_requests_fail (VmmRequests *self, uid_t uid, const char *request_id, GError *error)
{
  Request *request = lookup (self, uid, request_id);
  g_autoptr (GError) owned = error;

  g_return_if_fail (request != NULL);

  for (guint i = 0; i < request->waiting->len; i++)
    vmm_call_fail (g_ptr_array_index (request->waiting, i), g_error_copy (owned));
  g_ptr_array_set_size (request->waiting, 0);
  forget (self, request);
}

static void
on_job_changed (VmmJob *job, gpointer user_data)
{
  VmmRequests *self = VMM_REQUESTS (user_data);
  const char *key = g_object_get_data (G_OBJECT (job), "vmm-request");
  Request *request = g_hash_table_lookup (self->requests, key);
  VmmIpcJobState state = vmm_job_get_state (job);

  if (request != NULL && (state == VMM_IPC_JOB_FAILED || state == VMM_IPC_JOB_CANCELLED))
    forget (self, request);
}

VmmJob *
vmm_requests_begin_job (VmmRequests *self, uid_t uid, const char *request_id)
{
  Request *request = lookup (self, uid, request_id);
  GError *error = NULL;
  VmmJob *job;

  g_return_val_if_fail (request != NULL && request->reply == NULL, NULL);

  job = vmm_jobs_add (self->jobs, uid, &error);
  if (job == NULL)
    {
      vmm_requests_fail (self, uid, request_id, error);
      return NULL;
    }

  request->job = g_object_ref (job);
  g_object_set_data_full (G_OBJECT (job), "vmm-request", g_strdup (request->key), g_free);
  g_signal_connect_object (job, "changed", G_CALLBACK (on_job_changed), self, G_CONNECT_DEFAULT);
  vmm_requests_finish (self, uid, request_id, g_variant_new ("(o)", vmm_job_get_path (job)));
  return job;
}
