/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "frond-helper-call.h"

#include "frond-helper-client-private.h"
#include "frond-helper-error.h"
#include "vmm-ipc.h"

#include <gio/gunixfdlist.h>
#include <unistd.h>

#define MAX_ATTEMPTS 3

/* Long work is a job, so an answer that takes longer means that the helper hangs. */
#define TIMEOUT_MS 25000

/* Unless a person is asked first: the service gives them two minutes, and says itself when these are over. */
#define PROMPT_TIMEOUT_MS 180000

typedef struct
{
  char *path;
  char *interface;
  char *method;
  GVariant *args;
  GUnixFDList *fds;
  FrondHelperCallFlags flags;
  guint attempts;
  char *job;
  FrondProgressFunc progress; /* may be NULL */
  gpointer progress_data;
  gulong cancelled; /* handler */
} Call;

static void
call_free (Call *call)
{
  g_free (call->path);
  g_free (call->interface);
  g_free (call->method);
  g_free (call->job);
  g_clear_pointer (&call->args, g_variant_unref);
  g_clear_object (&call->fds);
  g_free (call);
}

void
frond_helper_reply_free (FrondHelperReply *self)
{
  g_clear_pointer (&self->value, g_variant_unref);
  if (self->fd >= 0)
    close (self->fd);
  g_free (self);
}

static void proceed (GTask *task);

static void
forget_job (GTask *task)
{
  FrondHelperClient *self = g_task_get_source_object (task);
  Call *call = g_task_get_task_data (task);

  if (call->job != NULL)
    g_hash_table_remove (self->jobs, call->job);
  g_clear_pointer (&call->job, g_free);
}

/* Calls go to the unique name of a helper that was there, so "no such name" means that it died. One that merely does
 * not answer is another matter: it may still be at it. */
static gboolean
helper_died (const GError *error)
{
  return g_error_matches (error, FROND_ERROR, FROND_ERROR_HELPER_LOST) ||
         g_error_matches (error, G_DBUS_ERROR, G_DBUS_ERROR_NO_REPLY) ||
         g_error_matches (error, G_DBUS_ERROR, G_DBUS_ERROR_NAME_HAS_NO_OWNER) ||
         g_error_matches (error, G_DBUS_ERROR, G_DBUS_ERROR_SERVICE_UNKNOWN) ||
         g_error_matches (error, G_DBUS_ERROR, G_DBUS_ERROR_DISCONNECTED);
}

static void
stop_job (GTask *task)
{
  FrondHelperClient *self = g_task_get_source_object (task);
  Call *call = g_task_get_task_data (task);

  g_dbus_connection_call (self->bus, self->owner, call->job, VMM_IPC_INTERFACE ".Job", "Cancel", NULL, NULL,
                          G_DBUS_CALL_FLAGS_NO_AUTO_START, TIMEOUT_MS, NULL, NULL, NULL);
}

static void
on_cancelled (GCancellable *cancellable, gpointer user_data)
{
  Call *call = g_task_get_task_data (user_data);

  /* Without a job it is asked for as soon as there is one. */
  if (call->job != NULL)
    stop_job (user_data);
}

/* Cancelled on the main thread only, as everything here is. */
static void
watch_cancellable (GTask *task)
{
  GCancellable *cancellable = g_task_get_cancellable (task);
  Call *call = g_task_get_task_data (task);

  if ((call->flags & FROND_HELPER_CALL_STOP) == 0)
    return;
  /* The end of the job says what became of it. */
  g_task_set_check_cancellable (task, FALSE);
  if (cancellable != NULL)
    call->cancelled = g_signal_connect (cancellable, "cancelled", G_CALLBACK (on_cancelled), task);
}

static void
unwatch_cancellable (GTask *task)
{
  Call *call = g_task_get_task_data (task);

  if (call->cancelled != 0)
    g_signal_handler_disconnect (g_task_get_cancellable (task), call->cancelled);
  call->cancelled = 0;
}

static gboolean
is_stopped (GTask *task)
{
  Call *call = g_task_get_task_data (task);

  return (call->flags & FROND_HELPER_CALL_STOP) != 0 &&
         g_cancellable_is_cancelled (g_task_get_cancellable (task));
}

static void
return_error (GTask *task, const GError *error)
{
  FrondHelperClient *self = g_task_get_source_object (task);
  Call *call = g_task_get_task_data (task);
  GError *lost = NULL;

  forget_job (task);
  if (!helper_died (error))
    {
      unwatch_cancellable (task);
      g_task_return_error (task, frond_helper_error_translate (error));
      return;
    }

  if ((call->flags & FROND_HELPER_CALL_AGAIN) != 0 && !is_stopped (task) && ++call->attempts < MAX_ATTEMPTS)
    {
      /* The news that its name is gone may be a moment behind: what waits goes on with the next state. */
      if (self->state == FROND_HOST_READY)
        g_queue_push_tail (&self->waiting, g_object_ref (task));
      else
        proceed (task);
      return;
    }

  unwatch_cancellable (task);
  frond_set_error (&lost, FROND_ERROR_HELPER_LOST, NULL, "%s", error->message);
  g_task_return_error (task, lost);
}

static void
return_reply (GTask *task, GVariant *value, GUnixFDList *fds)
{
  FrondHelperReply *reply = g_new0 (FrondHelperReply, 1);

  forget_job (task);
  unwatch_cancellable (task);
  reply->value = g_variant_ref (value);
  reply->fd = fds != NULL && g_unix_fd_list_get_length (fds) > 0 ? g_unix_fd_list_get (fds, 0, NULL) : -1;
  g_task_return_pointer (task, reply, (GDestroyNotify) frond_helper_reply_free);
}

/* One question after one job of one attempt: an answer that arrives after the call has moved on is nobody's. */
typedef struct
{
  GTask *task;
  guint attempt;
} Question;

static void
question_free (Question *question)
{
  g_object_unref (question->task);
  g_free (question);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Question, question_free)

static gboolean
is_open (Question *question)
{
  Call *call = g_task_get_task_data (question->task);

  return call->job != NULL && call->attempts == question->attempt;
}

static void
job_result_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Question) question = user_data;
  GTask *task = question->task;
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) reply = g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result, &error);
  g_autoptr (GVariant) value = NULL;
  const char *name;
  const char *message;
  guint32 state;

  if (!is_open (question))
    return;

  if (reply == NULL)
    {
      return_error (task, error);
      return;
    }

  g_variant_get (reply, "(uu@a{sv}&s&s)", &state, NULL, &value, &name, &message);
  if (state == VMM_IPC_JOB_DONE)
    {
      return_reply (task, value, NULL);
    }
  else if (state != VMM_IPC_JOB_RUNNING)
    {
      error = frond_helper_error_from_job (name, message);
      return_error (task, error);
    }
}

static void
ask_job (GTask *task)
{
  FrondHelperClient *self = g_task_get_source_object (task);
  Call *call = g_task_get_task_data (task);
  Question *question = g_new0 (Question, 1);

  question->task = g_object_ref (task);
  question->attempt = call->attempts;
  g_dbus_connection_call (self->bus, self->owner, call->job, VMM_IPC_INTERFACE ".Job", "GetResult", NULL,
                          G_VARIANT_TYPE ("(uua{sv}ss)"), G_DBUS_CALL_FLAGS_NO_AUTO_START, TIMEOUT_MS, NULL,
                          job_result_cb, question);
}

void
_frond_helper_client_job_changed (FrondHelperClient *self, const char *path, guint state, guint permille)
{
  GTask *task = g_hash_table_lookup (self->jobs, path);
  Call *call = task != NULL ? g_task_get_task_data (task) : NULL;

  if (call == NULL)
    return;
  if (state != VMM_IPC_JOB_RUNNING)
    ask_job (task);
  else if (call->progress != NULL)
    call->progress (MIN (permille, 1000) / 1000.0, call->progress_data);
}

void
_frond_helper_client_jobs_lost (FrondHelperClient *self)
{
  g_autoptr (GPtrArray) tasks = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GError) error = NULL;
  GHashTableIter iter;
  gpointer task;

  g_hash_table_iter_init (&iter, self->jobs);
  while (g_hash_table_iter_next (&iter, NULL, &task))
    g_ptr_array_add (tasks, g_object_ref (task));

  frond_set_error (&error, FROND_ERROR_HELPER_LOST, NULL, "the helper went away");
  for (guint i = 0; i < tasks->len; i++)
    return_error (g_ptr_array_index (tasks, i), error);
}

static void
called_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  FrondHelperClient *self = g_task_get_source_object (task);
  Call *call = g_task_get_task_data (task);
  g_autoptr (GUnixFDList) fds = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) reply =
      g_dbus_connection_call_with_unix_fd_list_finish (G_DBUS_CONNECTION (source), &fds, result, &error);

  if (reply == NULL)
    {
      return_error (task, error);
    }
  else if ((call->flags & FROND_HELPER_CALL_JOB) == 0)
    {
      return_reply (task, reply, fds);
    }
  else if (!g_variant_is_of_type (reply, G_VARIANT_TYPE ("(o)")))
    {
      frond_set_error (&error, FROND_ERROR_HELPER_OLD, NULL, "%s did not answer with a job", call->method);
      return_error (task, error);
    }
  else
    {
      g_variant_get (reply, "(o)", &call->job);
      g_hash_table_replace (self->jobs, g_strdup (call->job), g_object_ref (task));
      if (is_stopped (task))
        stop_job (task);
      /* It may have ended before we listened. */
      ask_job (task);
    }
}

static void
send_call (GTask *task)
{
  FrondHelperClient *self = g_task_get_source_object (task);
  Call *call = g_task_get_task_data (task);
  const gboolean may_ask =
      self->mode == FROND_HOST_MODE_SYSTEM && (call->flags & FROND_HELPER_CALL_QUIET) == 0;

  g_dbus_connection_call_with_unix_fd_list (self->bus, self->owner, call->path, call->interface, call->method,
                                            call->args, NULL,
                                            G_DBUS_CALL_FLAGS_NO_AUTO_START |
                                                (may_ask ? G_DBUS_CALL_FLAGS_ALLOW_INTERACTIVE_AUTHORIZATION
                                                         : G_DBUS_CALL_FLAGS_NONE),
                                            may_ask ? PROMPT_TIMEOUT_MS : TIMEOUT_MS, call->fds,
                                            (call->flags & FROND_HELPER_CALL_STOP) != 0
                                                ? NULL
                                                : g_task_get_cancellable (task),
                                            called_cb, g_object_ref (task));
}

static void
proceed (GTask *task)
{
  FrondHelperClient *self = g_task_get_source_object (task);

  switch (self->state)
    {
    case FROND_HOST_READY:
      send_call (task);
      break;
    case FROND_HOST_UNAVAILABLE:
      unwatch_cancellable (task);
      g_task_return_error (task, g_error_copy (self->error));
      break;
    case FROND_HOST_CONNECTING:
    default:
      g_queue_push_tail (&self->waiting, g_object_ref (task));
      break;
    }
}

void
_frond_helper_client_wake (FrondHelperClient *self)
{
  for (guint n = g_queue_get_length (&self->waiting); n > 0; n--)
    {
      g_autoptr (GTask) task = g_queue_pop_head (&self->waiting);

      if (g_cancellable_is_cancelled (g_task_get_cancellable (task)))
        {
          unwatch_cancellable (task);
          g_task_return_error_if_cancelled (task);
        }
      else
        proceed (task);
    }
}

void
frond_helper_call_watched_async (FrondHelperClient *client, const char *path, const char *interface,
                                 const char *method, GVariant *args, GUnixFDList *fds,
                                 FrondHelperCallFlags flags, FrondProgressFunc progress,
                                 gpointer progress_data, GCancellable *cancellable,
                                 GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (client, cancellable, callback, user_data);
  Call *call = g_new0 (Call, 1);

  call->path = g_strdup (path);
  call->interface = g_strdup (interface);
  call->method = g_strdup (method);
  call->args = args != NULL ? g_variant_ref_sink (args) : NULL;
  call->fds = fds != NULL ? g_object_ref (fds) : NULL;
  call->flags = flags;
  call->progress = progress;
  call->progress_data = progress_data;
  g_task_set_source_tag (task, frond_helper_call_async);
  g_task_set_task_data (task, call, (GDestroyNotify) call_free);
  watch_cancellable (task);

  proceed (task);
}

void
frond_helper_call_async (FrondHelperClient *client, const char *path, const char *interface,
                         const char *method, GVariant *args, GUnixFDList *fds, FrondHelperCallFlags flags,
                         GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  frond_helper_call_watched_async (client, path, interface, method, args, fds, flags, NULL, NULL, cancellable,
                                   callback, user_data);
}

FrondHelperReply *
frond_helper_call_finish (FrondHelperClient *client, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, client), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
