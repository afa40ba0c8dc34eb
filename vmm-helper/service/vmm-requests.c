/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "vmm-requests.h"

#include "vmm-journal.h"

#include <string.h>

#define MAX_AGE (VMM_JOURNAL_SECONDS * G_TIME_SPAN_SECOND)

struct _VmmRequests
{
  GObject parent_instance;

  VmmJobs *jobs;
  VmmQuota *quota;
  VmmJournal *journal;
  GThreadPool *writer;  /* one thread, so that what ends first is written first */
  GHashTable *requests; /* key → Request */
  GQueue order;         /* keys, borrowed, the oldest first */
};

typedef struct
{
  char *key;
  char *path;
  char *method;
  GPtrArray *waiting;  /* VmmCall */
  GVariant *reply;     /* NULL while it is carried out */
  GVariant *result;    /* of a job that an earlier helper has done; NULL: of none */
  gboolean remembered; /* it is written out, as far as that is possible */
  uid_t uid;
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
  g_clear_pointer (&request->result, g_variant_unref);
  g_clear_object (&request->job);
  g_free (request);
}

static void
vmm_requests_finalize (GObject *object)
{
  VmmRequests *self = VMM_REQUESTS (object);

  g_thread_pool_free (self->writer, FALSE, FALSE);
  g_queue_clear (&self->order);
  g_clear_pointer (&self->requests, g_hash_table_unref);
  g_clear_object (&self->journal);
  g_clear_object (&self->quota);
  g_clear_object (&self->jobs);
  G_OBJECT_CLASS (vmm_requests_parent_class)->finalize (object);
}

static void
vmm_requests_class_init (VmmRequestsClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = vmm_requests_finalize;
}

static void write_in_thread (gpointer data, gpointer user_data);

static void
vmm_requests_init (VmmRequests *self)
{
  self->writer = g_thread_pool_new (write_in_thread, NULL, 1, FALSE, NULL);
  self->requests = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, (GDestroyNotify) request_free);
}

VmmRequests *
vmm_requests_new (VmmJobs *jobs, VmmQuota *quota, const char *data_dir)
{
  VmmRequests *self = g_object_new (VMM_TYPE_REQUESTS, NULL);

  self->jobs = g_object_ref (jobs);
  self->quota = g_object_ref (quota);
  self->journal = vmm_journal_new (data_dir);
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

static gboolean
has_ended (Request *request)
{
  return request->result != NULL ||
         (request->reply != NULL && request->remembered &&
          (request->job == NULL || vmm_job_get_state (request->job) != VMM_IPC_JOB_RUNNING));
}

/* What still runs stays: its callers wait for it. What one user asks for never takes another's away. */
static void
forget_old (VmmRequests *self, uid_t uid)
{
  gint64 now = g_get_monotonic_time ();
  guint n_of_uid = 0;
  GList *next;

  for (GList *link = self->order.head; link != NULL; link = link->next)
    n_of_uid += ((Request *) g_hash_table_lookup (self->requests, link->data))->uid == uid;

  for (GList *link = self->order.head; link != NULL; link = next)
    {
      Request *request = g_hash_table_lookup (self->requests, link->data);
      gboolean surplus = request->uid == uid && n_of_uid >= VMM_JOURNAL_MAX_OF_UID;

      next = link->next;
      if (!has_ended (request) || (!surplus && now - request->begun < MAX_AGE))
        continue;
      n_of_uid -= request->uid == uid;
      forget (self, request);
    }
}

/* A job that tells again what an earlier helper has done. */
static gboolean
revive_result (VmmRequests *self, Request *request, GError **error)
{
  VmmJob *job = vmm_jobs_add (self->jobs, request->uid, error);

  if (job == NULL)
    return FALSE;
  request->job = job;
  request->reply = g_variant_ref_sink (g_variant_new ("(o)", vmm_job_get_path (job)));
  vmm_job_finish (job, request->result);
  return TRUE;
}

static void
repeat (VmmRequests *self, Request *request, VmmCall *call)
{
  GError *error = NULL;

  if (!g_str_equal (request->method, vmm_call_get_method (call)) ||
      !g_str_equal (request->path, vmm_call_get_path (call)))
    {
      vmm_call_fail (call, g_error_new_literal (VMM_IPC_ERROR, VMM_IPC_ERROR_INVALID_ARGUMENT,
                                                "request_id: belongs to another request"));
      return;
    }

  if (request->job != NULL)
    vmm_jobs_revive (self->jobs, request->job);
  else if (request->result != NULL && !revive_result (self, request, &error))
    {
      vmm_call_fail (call, error);
      return;
    }
  if (request->reply != NULL && request->remembered)
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

  forget_old (self, vmm_call_get_uid (call));
  request = g_new0 (Request, 1);
  request->uid = vmm_call_get_uid (call);
  request->key = make_key (request->uid, request_id);
  request->path = g_strdup (vmm_call_get_path (call));
  request->method = g_strdup (vmm_call_get_method (call));
  request->waiting = g_ptr_array_new_with_free_func (g_object_unref);
  request->begun = g_get_monotonic_time ();
  g_ptr_array_add (request->waiting, g_object_ref (call));
  g_hash_table_insert (self->requests, request->key, request);
  g_queue_push_tail (&self->order, request->key);
  return TRUE;
}

/* What is to be written: the worker's until it returns. */
typedef struct
{
  VmmJournal *journal;
  VmmJournalEntry *entry; /* NULL: read what is there */
  char *key;
} Write;

static void
write_free (Write *work)
{
  g_clear_pointer (&work->entry, vmm_journal_entry_free);
  g_object_unref (work->journal);
  g_free (work->key);
  g_free (work);
}

static void
write_in_thread (gpointer data, gpointer user_data)
{
  g_autoptr (GTask) task = data;
  Write *work = g_task_get_task_data (task);
  GError *error = NULL;
  GPtrArray *entries;
  VmmJournalTime now;

  if (work->entry != NULL && vmm_journal_append (work->journal, work->entry, &error))
    g_task_return_pointer (task, NULL, NULL);
  else if (work->entry != NULL)
    g_task_return_error (task, error);
  else
    {
      vmm_journal_time_now (&now);
      entries = vmm_journal_load (work->journal, &now, &error);
      if (entries != NULL)
        g_task_return_pointer (task, entries, (GDestroyNotify) g_ptr_array_unref);
      else
        g_task_return_error (task, error);
    }
}

static void
push_write (VmmRequests *self, VmmJournalEntry *entry, const char *key, GAsyncReadyCallback callback,
            gpointer user_data)
{
  /* Of nobody: the worker may be the last to let go of it. */
  GTask *task = g_task_new (NULL, NULL, callback, user_data);
  Write *work = g_new0 (Write, 1);

  g_task_set_source_tag (task, push_write);
  work->journal = g_object_ref (self->journal);
  work->entry = entry;
  work->key = g_strdup (key);
  g_task_set_task_data (task, work, (GDestroyNotify) write_free);
  g_thread_pool_push (self->writer, task, NULL);
}

static void
answer (VmmRequests *self, Request *request)
{
  request->remembered = TRUE;
  for (guint i = 0; i < request->waiting->len; i++)
    vmm_call_return (g_ptr_array_index (request->waiting, i), request->reply);
  g_ptr_array_set_size (request->waiting, 0);
}

/* It is done, whether that can be remembered or not. */
static void
on_written (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (VmmRequests) self = user_data;
  const Write *work = g_task_get_task_data (G_TASK (result));
  Request *request = g_hash_table_lookup (self->requests, work->key);
  g_autoptr (GError) error = NULL;

  g_task_propagate_pointer (G_TASK (result), &error);
  if (error != NULL)
    g_warning ("What was carried out will not be remembered: %s", error->message);
  if (request != NULL && !request->remembered)
    answer (self, request);
}

static void
remember (VmmRequests *self, Request *request, GVariant *reply, GVariant *result)
{
  VmmJournalEntry *entry = g_new0 (VmmJournalEntry, 1);
  VmmJournalTime now;

  vmm_journal_time_now (&now);
  entry->uid = request->uid;
  entry->request_id = g_strdup (strchr (request->key, '/') + 1);
  entry->path = g_strdup (request->path);
  entry->method = g_strdup (request->method);
  entry->boot = g_strdup (now.boot);
  entry->ran = now.ran;
  entry->ended = now.real;
  entry->reply = reply != NULL ? g_variant_ref (reply) : NULL;
  entry->result = result != NULL ? g_variant_ref (result) : NULL;
  push_write (self, entry, request->key, on_written, g_object_ref (self));
}

void
vmm_requests_finish (VmmRequests *self, uid_t uid, const char *request_id, GVariant *reply)
{
  Request *request = lookup (self, uid, request_id);

  g_return_if_fail (request != NULL && request->reply == NULL);

  request->reply = g_variant_ref_sink (reply != NULL ? reply : g_variant_new_tuple (NULL, 0));
  /* A job is remembered when it is done. */
  if (request->job != NULL)
    answer (self, request);
  else
    remember (self, request, request->reply, NULL);
}

static void
add_remembered (VmmRequests *self, const VmmJournalEntry *entry, const VmmJournalTime *now)
{
  g_autofree char *key = make_key (entry->uid, entry->request_id);
  Request *request = g_hash_table_lookup (self->requests, key);

  if (request != NULL)
    forget (self, request);
  request = g_new0 (Request, 1);
  request->uid = entry->uid;
  request->key = g_steal_pointer (&key);
  request->path = g_strdup (entry->path);
  request->method = g_strdup (entry->method);
  request->waiting = g_ptr_array_new_with_free_func (g_object_unref);
  request->reply = entry->reply != NULL ? g_variant_ref (entry->reply) : NULL;
  request->result = entry->result != NULL ? g_variant_ref (entry->result) : NULL;
  request->remembered = TRUE;
  request->begun = g_get_monotonic_time () - vmm_journal_entry_get_age (entry, now) * G_TIME_SPAN_SECOND;
  g_hash_table_insert (self->requests, request->key, request);
  g_queue_push_tail (&self->order, request->key);
}

static void
on_read (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  VmmRequests *self = g_task_get_source_object (task);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) entries = g_task_propagate_pointer (G_TASK (result), &error);
  VmmJournalTime now;

  vmm_journal_time_now (&now);
  if (entries == NULL)
    g_warning ("What was carried out before is not remembered: %s", error->message);
  else
    for (guint i = 0; i < entries->len; i++)
      add_remembered (self, g_ptr_array_index (entries, i), &now);
  g_task_return_boolean (task, TRUE);
}

void
vmm_requests_load_async (VmmRequests *self, GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = g_task_new (self, NULL, callback, user_data);

  g_task_set_source_tag (task, vmm_requests_load_async);
  push_write (self, NULL, NULL, on_read, task);
}

/* a{sv}: of the job, or the reply as it was. */
static GVariant *
get_result (Request *request)
{
  g_auto (GVariantDict) dict = G_VARIANT_DICT_INIT (NULL);
  g_autoptr (GVariant) told = NULL;

  if (request->result != NULL)
    return g_variant_ref (request->result);
  if (request->job != NULL)
    {
      told = g_variant_ref_sink (vmm_job_dup_result (request->job));
      return g_variant_get_child_value (told, 2);
    }
  g_variant_dict_insert_value (&dict, "reply", request->reply);
  return g_variant_ref_sink (g_variant_dict_end (&dict));
}

gboolean
vmm_requests_get_result (VmmRequests *self, uid_t uid, const char *request_id, GVariant **result)
{
  Request *request = lookup (self, uid, request_id);

  *result = request != NULL && has_ended (request) ? get_result (request) : NULL;
  return request != NULL;
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

  if (request == NULL || request->job != job || request->result != NULL)
    return;
  if (state == VMM_IPC_JOB_DONE)
    {
      g_autoptr (GVariant) told = g_variant_ref_sink (vmm_job_dup_result (job));

      request->result = g_variant_get_child_value (told, 2);
      remember (self, request, NULL, request->result);
    }
  else if (state != VMM_IPC_JOB_RUNNING)
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
