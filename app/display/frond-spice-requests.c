/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "frond-spice-requests.h"

#include "frond-error.h"

#define TIMEOUT_MSEC 10000
/* For an answer that nobody wants any more while somebody waits for the next one. */
#define OUTDATED_TIMEOUT_MSEC 2000
/* What has to come in that time for an answer to be under way; less is the rest of the protocol. */
#define SIGN_OF_LIFE (64 * 1024)
#define MAX_WAITING  64

struct _FrondSpiceRequests
{
  GObject parent_instance;

  FrondSpiceAsk ask;
  FrondSpiceCount count;
  gpointer user_data;

  GQueue waiting; /* of Request: whoever waits for an answer, asked for or not yet */

  FrondClipboardKinds asked; /* 0: nothing is under way */
  gboolean outdated;         /* what is under way is of no use */
  guint timeout;
  guint64 counted;
};

/* Somebody who waits. */
typedef struct
{
  FrondSpiceRequests *owner;
  FrondClipboardKinds kind;
  GTask *task;
  GSource *cancelled;
} Request;

G_DEFINE_FINAL_TYPE (FrondSpiceRequests, frond_spice_requests, G_TYPE_OBJECT)

static void
request_free (Request *request)
{
  if (request->cancelled != NULL)
    g_source_destroy (request->cancelled);
  g_clear_pointer (&request->cancelled, g_source_unref);
  g_clear_object (&request->task);
  g_free (request);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Request, request_free)

static void
fail (Request *request, const char *message)
{
  GError *error = NULL;

  frond_set_error (&error, FROND_ERROR_NOT_FOUND, NULL, "%s", message);
  g_task_return_error (request->task, error);
}

/* Those who wait for KIND (0: all of them), taken out of the queue. */
static GList *
take_waiting (FrondSpiceRequests *self, FrondClipboardKinds kind)
{
  GList *taken = NULL;

  for (GList *l = self->waiting.head, *next; l != NULL; l = next)
    {
      Request *request = l->data;

      next = l->next;
      if (kind != 0 && request->kind != kind)
        continue;
      g_queue_unlink (&self->waiting, l);
      taken = g_list_concat (taken, l);
    }
  return taken;
}

static void
fail_waiting (FrondSpiceRequests *self, FrondClipboardKinds kind, const char *message)
{
  GList *taken = take_waiting (self, kind);

  for (GList *l = taken; l != NULL; l = l->next)
    fail (l->data, message);
  g_list_free_full (taken, (GDestroyNotify) request_free);
}

static void
stop_asking (FrondSpiceRequests *self)
{
  g_clear_handle_id (&self->timeout, g_source_remove);
  self->asked = 0;
  self->outdated = FALSE;
}

static gboolean on_timeout (gpointer data);

static void
ask_next (FrondSpiceRequests *self)
{
  Request *request = g_queue_peek_head (&self->waiting);

  if (request == NULL || self->asked != 0)
    return;
  self->asked = request->kind;
  self->counted = self->count (self->user_data);
  self->timeout = g_timeout_add (TIMEOUT_MSEC, on_timeout, self);
  self->ask (self->user_data, request->kind);
}

static gboolean
on_timeout (gpointer data)
{
  FrondSpiceRequests *self = data;
  FrondClipboardKinds kind = self->asked;
  guint64 counted = self->count (self->user_data);
  gboolean outdated = self->outdated;

  if (counted - self->counted >= SIGN_OF_LIFE && !outdated)
    {
      self->counted = counted;
      return G_SOURCE_CONTINUE;
    }
  self->timeout = 0;
  stop_asking (self);
  if (!outdated)
    fail_waiting (self, kind, "The guest did not hand over its clipboard in time");
  ask_next (self);
  return G_SOURCE_REMOVE;
}

static void
frond_spice_requests_dispose (GObject *object)
{
  frond_spice_requests_drop (FROND_SPICE_REQUESTS (object));
  G_OBJECT_CLASS (frond_spice_requests_parent_class)->dispose (object);
}

static void
frond_spice_requests_class_init (FrondSpiceRequestsClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = frond_spice_requests_dispose;
}

static void
frond_spice_requests_init (FrondSpiceRequests *self)
{
  g_queue_init (&self->waiting);
}

FrondSpiceRequests *
frond_spice_requests_new (FrondSpiceAsk ask, FrondSpiceCount count, gpointer user_data)
{
  FrondSpiceRequests *self = g_object_new (FROND_TYPE_SPICE_REQUESTS, NULL);

  self->ask = ask;
  self->count = count;
  self->user_data = user_data;
  return self;
}

/* What was asked for stays under way: the guest answers all the same. */
static gboolean
on_cancelled (GCancellable *cancellable, gpointer data)
{
  g_autoptr (Request) request = data;

  g_queue_remove (&request->owner->waiting, request);
  g_task_return_error_if_cancelled (request->task);
  return G_SOURCE_REMOVE;
}

void
frond_spice_requests_add (FrondSpiceRequests *self, FrondClipboardKinds kind, GTask *task)
{
  GCancellable *cancellable = g_task_get_cancellable (task);
  Request *request;

  if (g_task_return_error_if_cancelled (task))
    {
      g_object_unref (task);
      return;
    }
  request = g_new0 (Request, 1);
  request->owner = self;
  request->kind = kind;
  request->task = task;
  if (g_queue_get_length (&self->waiting) >= MAX_WAITING)
    {
      fail (request, "Too many requests for the guest's clipboard");
      request_free (request);
      return;
    }
  if (cancellable != NULL)
    {
      request->cancelled = g_cancellable_source_new (cancellable);
      g_source_set_callback (request->cancelled, G_SOURCE_FUNC (on_cancelled), request, NULL);
      g_source_attach (request->cancelled, NULL);
    }
  g_queue_push_tail (&self->waiting, request);
  ask_next (self);
}

gboolean
frond_spice_requests_is_awaited (FrondSpiceRequests *self, FrondClipboardKinds kind)
{
  return self->asked != 0 && (kind == 0 || kind == self->asked);
}

void
frond_spice_requests_answer (FrondSpiceRequests *self, GBytes *data, const GError *error)
{
  g_autoptr (FrondSpiceRequests) keep = g_object_ref (self);
  FrondClipboardKinds kind = self->asked;
  GList *taken = NULL;

  g_return_if_fail (kind != 0);

  if (!self->outdated)
    taken = take_waiting (self, kind);
  stop_asking (self);
  for (GList *l = taken; l != NULL; l = l->next)
    {
      Request *request = l->data;

      if (error != NULL)
        g_task_return_error (request->task, g_error_copy (error));
      else if (data != NULL)
        g_task_return_pointer (request->task, g_bytes_ref (data), (GDestroyNotify) g_bytes_unref);
      else
        fail (request, "The guest has no such content after all");
    }
  g_list_free_full (taken, (GDestroyNotify) request_free);
  ask_next (self);
}

void
frond_spice_requests_outdate (FrondSpiceRequests *self)
{
  fail_waiting (self, 0, "The guest has copied something else");
  if (self->asked == 0 || self->outdated)
    return;
  self->outdated = TRUE;
  g_clear_handle_id (&self->timeout, g_source_remove);
  self->timeout = g_timeout_add (OUTDATED_TIMEOUT_MSEC, on_timeout, self);
}

void
frond_spice_requests_drop (FrondSpiceRequests *self)
{
  stop_asking (self);
  fail_waiting (self, 0, "The guest's clipboard is gone");
}
