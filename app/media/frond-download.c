/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "frond-download-private.h"

#include "frond-error.h"

struct _FrondDownload
{
  GObject parent_instance;

  FrondDownloadSource *source;
  FrondDownloadWorker *worker;
  FrondCacheEntry *entry;
  GCancellable *cancellable; /* while the thread is at work */
  GError *error;
  GFunc queue_changed;
  gpointer queue_data;

  FrondDownloadState state;
  FrondDownloadProgress progress;
  gboolean allowed; /* by the network */
  gboolean metered; /* if not, only because it costs */
  gboolean insists; /* a person wants it even so */
};

enum
{
  PROP_SOURCE = 1,
  PROP_TITLE,
  PROP_STATE,
  PROP_RECEIVED,
  PROP_TOTAL,
  PROP_SPEED,
  PROP_FRACTION,
  PROP_ERROR,
  PROP_METERED,
  PROP_ENTRY,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_ENUM_TYPE (FrondDownloadState, frond_download_state,
                    G_DEFINE_ENUM_VALUE (FROND_DOWNLOAD_QUEUED, "queued"),
                    G_DEFINE_ENUM_VALUE (FROND_DOWNLOAD_RUNNING, "running"),
                    G_DEFINE_ENUM_VALUE (FROND_DOWNLOAD_PAUSED, "paused"),
                    G_DEFINE_ENUM_VALUE (FROND_DOWNLOAD_WAITING, "waiting"),
                    G_DEFINE_ENUM_VALUE (FROND_DOWNLOAD_CHECKING, "checking"),
                    G_DEFINE_ENUM_VALUE (FROND_DOWNLOAD_DONE, "done"),
                    G_DEFINE_ENUM_VALUE (FROND_DOWNLOAD_FAILED, "failed"),
                    G_DEFINE_ENUM_VALUE (FROND_DOWNLOAD_CANCELLED, "cancelled"))

G_DEFINE_FINAL_TYPE (FrondDownload, frond_download, G_TYPE_OBJECT)

static void
frond_download_dispose (GObject *object)
{
  FrondDownload *self = FROND_DOWNLOAD (object);

  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  if (self->worker != NULL)
    frond_download_worker_close (self->worker);
  g_clear_object (&self->worker);
  g_clear_object (&self->source);
  g_clear_object (&self->entry);
  g_clear_error (&self->error);
  G_OBJECT_CLASS (frond_download_parent_class)->dispose (object);
}

static void
get_number (FrondDownload *self, guint prop_id, GValue *value)
{
  if (prop_id == PROP_RECEIVED)
    g_value_set_uint64 (value, self->progress.received);
  else if (prop_id == PROP_TOTAL)
    g_value_set_uint64 (value, self->progress.total);
  else
    g_value_set_uint64 (value, frond_download_get_speed (self));
}

static void
frond_download_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  FrondDownload *self = FROND_DOWNLOAD (object);

  switch (prop_id)
    {
    case PROP_SOURCE:
      g_value_set_object (value, self->source);
      break;
    case PROP_TITLE:
      g_value_set_string (value, frond_download_get_title (self));
      break;
    case PROP_STATE:
      g_value_set_enum (value, self->state);
      break;
    case PROP_RECEIVED:
    case PROP_TOTAL:
    case PROP_SPEED:
      get_number (self, prop_id, value);
      break;
    case PROP_FRACTION:
      g_value_set_double (value, frond_download_get_fraction (self));
      break;
    case PROP_ERROR:
      g_value_set_boxed (value, self->error);
      break;
    case PROP_METERED:
      g_value_set_boolean (value, frond_download_get_metered (self));
      break;
    case PROP_ENTRY:
      g_value_set_object (value, self->entry);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
frond_download_class_init (FrondDownloadClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;
  static const char *const numbers[] = { "received", "total", "speed" };

  object_class->dispose = frond_download_dispose;
  object_class->get_property = frond_download_get_property;

  properties[PROP_SOURCE] = g_param_spec_object ("source", NULL, NULL, FROND_TYPE_DOWNLOAD_SOURCE, flags);
  properties[PROP_TITLE] = g_param_spec_string ("title", NULL, NULL, "", flags);
  properties[PROP_STATE] =
      g_param_spec_enum ("state", NULL, NULL, FROND_TYPE_DOWNLOAD_STATE, FROND_DOWNLOAD_QUEUED, flags);
  for (guint i = 0; i < G_N_ELEMENTS (numbers); i++)
    properties[PROP_RECEIVED + i] = g_param_spec_uint64 (numbers[i], NULL, NULL, 0, G_MAXUINT64, 0, flags);
  properties[PROP_FRACTION] = g_param_spec_double ("fraction", NULL, NULL, -1, 1, -1, flags);
  properties[PROP_ERROR] = g_param_spec_boxed ("error", NULL, NULL, G_TYPE_ERROR, flags);
  properties[PROP_METERED] = g_param_spec_boolean ("metered", NULL, NULL, FALSE, flags);
  properties[PROP_ENTRY] = g_param_spec_object ("entry", NULL, NULL, FROND_TYPE_CACHE_ENTRY, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
frond_download_init (FrondDownload *self)
{
  self->allowed = TRUE;
}

static void
set_error (FrondDownload *self, GError *error)
{
  if (self->error == NULL && error == NULL)
    return;
  g_clear_error (&self->error);
  self->error = error;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ERROR]);
}

static void
tell_queue (FrondDownload *self)
{
  if (self->queue_changed != NULL)
    self->queue_changed (self, self->queue_data);
}

static void
set_state (FrondDownload *self, FrondDownloadState state)
{
  if (self->state == state)
    return;

  self->state = state;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_STATE]);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SPEED]);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_METERED]);
}

static void
set_progress (FrondDownload *self, const FrondDownloadProgress *progress)
{
  FrondDownloadProgress old = self->progress;

  self->progress = *progress;
  if (old.received != progress->received)
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_RECEIVED]);
  if (old.total != progress->total)
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_TOTAL]);
  if (old.speed != progress->speed)
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SPEED]);
  if (old.received != progress->received || old.total != progress->total)
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_FRACTION]);
}

static void
progress_cb (FrondDownload *self)
{
  FrondDownloadProgress progress = frond_download_worker_get_progress (self->worker);

  /* What is on its way still is of a run that was stopped. */
  if (self->cancellable == NULL || g_cancellable_is_cancelled (self->cancellable))
    return;
  set_progress (self, &progress);
  set_state (self, progress.checking ? FROND_DOWNLOAD_CHECKING : FROND_DOWNLOAD_RUNNING);
}

FrondDownload *
_frond_download_new (FrondDownloadSource *source, FrondDownloadWorker *worker, GFunc queue_changed,
                     gpointer user_data)
{
  FrondDownload *self = g_object_new (FROND_TYPE_DOWNLOAD, NULL);

  self->source = g_object_ref (source);
  self->worker = g_object_ref (worker);
  self->queue_changed = queue_changed;
  self->queue_data = user_data;
  g_signal_connect_object (worker, "progress", G_CALLBACK (progress_cb), self, G_CONNECT_SWAPPED);
  return self;
}

void
_frond_download_detach (FrondDownload *self)
{
  self->queue_changed = NULL;
  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  if (self->worker != NULL)
    frond_download_worker_close (self->worker);
}

gboolean
_frond_download_occupies (FrondDownload *self)
{
  return self->cancellable != NULL;
}

void
_frond_download_set_found (FrondDownload *self, guint64 received, guint64 total)
{
  FrondDownloadProgress progress = { .received = received, .total = total };

  set_progress (self, &progress);
  set_state (self, FROND_DOWNLOAD_PAUSED);
}

void
_frond_download_show (FrondDownload *self, FrondDownloadState state, const FrondDownloadProgress *progress,
                      GError *error)
{
  set_progress (self, progress);
  set_error (self, error);
  set_state (self, state);
  tell_queue (self);
}

static gboolean
may_use_network (FrondDownload *self)
{
  return self->allowed || (self->metered && self->insists);
}

static gboolean
is_of_network (const GError *error)
{
  return error->domain == FROND_ERROR && error->code >= FROND_ERROR_DOWNLOAD_UNREACHABLE &&
         error->code <= FROND_ERROR_DOWNLOAD_CUT;
}

/* The thread has ended with an error, which is taken. */
static void
ended_badly (FrondDownload *self, GError *error)
{
  gboolean cancelled = frond_error_is_cancelled (error);

  if (cancelled && (self->state == FROND_DOWNLOAD_RUNNING || self->state == FROND_DOWNLOAD_CHECKING))
    set_state (self, FROND_DOWNLOAD_PAUSED); /* nobody is left who would have set another */
  else if (!cancelled && is_of_network (error) && !may_use_network (self))
    set_state (self, FROND_DOWNLOAD_WAITING);
  else if (!cancelled && self->state != FROND_DOWNLOAD_CANCELLED)
    {
      gboolean full = g_error_matches (error, FROND_ERROR, FROND_ERROR_NO_SPACE);

      set_error (self, g_steal_pointer (&error));
      set_state (self, full ? FROND_DOWNLOAD_PAUSED : FROND_DOWNLOAD_FAILED);
    }
  g_clear_error (&error);
}

static void
run_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (FrondDownload) self = user_data;
  GError *error = NULL;
  g_autoptr (FrondCacheEntry) entry =
      frond_download_worker_run_finish (FROND_DOWNLOAD_WORKER (source), result, &error);

  g_clear_object (&self->cancellable);
  if (entry == NULL)
    ended_badly (self, error);
  else if (self->state != FROND_DOWNLOAD_CANCELLED)
    {
      FrondDownloadProgress progress = frond_download_worker_get_progress (FROND_DOWNLOAD_WORKER (source));

      progress.received = progress.total = MAX (progress.total, frond_cache_entry_get_size (entry));
      set_progress (self, &progress);
      g_set_object (&self->entry, entry);
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ENTRY]);
      set_error (self, NULL);
      set_state (self, FROND_DOWNLOAD_DONE);
    }
  tell_queue (self);
}

void
_frond_download_start (FrondDownload *self, guint64 limit)
{
  g_return_if_fail (self->cancellable == NULL);

  self->cancellable = g_cancellable_new ();
  set_error (self, NULL);
  set_state (self, FROND_DOWNLOAD_RUNNING);
  frond_download_worker_run_async (self->worker, limit, self->cancellable, run_cb, g_object_ref (self));
}

static void
hold (FrondDownload *self, FrondDownloadState state)
{
  set_state (self, state);
  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  tell_queue (self);
}

static gboolean
wants_network (FrondDownload *self)
{
  return self->state == FROND_DOWNLOAD_QUEUED || self->state == FROND_DOWNLOAD_RUNNING;
}

void
_frond_download_set_network (FrondDownload *self, gboolean allowed, gboolean metered)
{
  gboolean was_metered = frond_download_get_metered (self);

  self->allowed = allowed;
  self->metered = metered;
  if (!may_use_network (self) && wants_network (self))
    hold (self, FROND_DOWNLOAD_WAITING);
  else if (may_use_network (self) && self->state == FROND_DOWNLOAD_WAITING)
    {
      set_state (self, FROND_DOWNLOAD_QUEUED);
      tell_queue (self);
    }
  else if (was_metered != frond_download_get_metered (self))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_METERED]);
}

FrondDownloadSource *
frond_download_get_source (FrondDownload *self)
{
  g_return_val_if_fail (FROND_IS_DOWNLOAD (self), NULL);

  return self->source;
}

const char *
frond_download_get_title (FrondDownload *self)
{
  g_return_val_if_fail (FROND_IS_DOWNLOAD (self), NULL);

  return frond_download_source_get_title (self->source);
}

FrondDownloadState
frond_download_get_state (FrondDownload *self)
{
  g_return_val_if_fail (FROND_IS_DOWNLOAD (self), FROND_DOWNLOAD_FAILED);

  return self->state;
}

guint64
frond_download_get_received (FrondDownload *self)
{
  g_return_val_if_fail (FROND_IS_DOWNLOAD (self), 0);

  return self->progress.received;
}

guint64
frond_download_get_total (FrondDownload *self)
{
  g_return_val_if_fail (FROND_IS_DOWNLOAD (self), 0);

  return self->progress.total;
}

guint64
frond_download_get_speed (FrondDownload *self)
{
  g_return_val_if_fail (FROND_IS_DOWNLOAD (self), 0);

  return self->state == FROND_DOWNLOAD_RUNNING ? self->progress.speed : 0;
}

double
frond_download_get_fraction (FrondDownload *self)
{
  g_return_val_if_fail (FROND_IS_DOWNLOAD (self), -1);

  if (self->progress.total == 0)
    return -1;
  return MIN (1.0, (double) self->progress.received / (double) self->progress.total);
}

const GError *
frond_download_get_error (FrondDownload *self)
{
  g_return_val_if_fail (FROND_IS_DOWNLOAD (self), NULL);

  return self->error;
}

gboolean
frond_download_get_metered (FrondDownload *self)
{
  g_return_val_if_fail (FROND_IS_DOWNLOAD (self), FALSE);

  return self->state == FROND_DOWNLOAD_WAITING && self->metered;
}

FrondCacheEntry *
frond_download_get_entry (FrondDownload *self)
{
  g_return_val_if_fail (FROND_IS_DOWNLOAD (self), NULL);

  return self->entry;
}

gboolean
frond_download_is_active (FrondDownload *self)
{
  g_return_val_if_fail (FROND_IS_DOWNLOAD (self), FALSE);

  return !frond_download_is_over (self) && self->state != FROND_DOWNLOAD_PAUSED;
}

gboolean
frond_download_is_over (FrondDownload *self)
{
  g_return_val_if_fail (FROND_IS_DOWNLOAD (self), TRUE);

  return self->state == FROND_DOWNLOAD_DONE || self->state == FROND_DOWNLOAD_FAILED ||
         self->state == FROND_DOWNLOAD_CANCELLED;
}

void
frond_download_pause (FrondDownload *self)
{
  g_return_if_fail (FROND_IS_DOWNLOAD (self));

  if (frond_download_is_active (self))
    hold (self, FROND_DOWNLOAD_PAUSED);
}

void
frond_download_resume (FrondDownload *self)
{
  g_return_if_fail (FROND_IS_DOWNLOAD (self));

  if (self->state == FROND_DOWNLOAD_WAITING && self->metered)
    self->insists = TRUE;
  else if (self->state != FROND_DOWNLOAD_PAUSED && self->state != FROND_DOWNLOAD_FAILED)
    return;

  set_error (self, NULL);
  set_state (self, may_use_network (self) ? FROND_DOWNLOAD_QUEUED : FROND_DOWNLOAD_WAITING);
  tell_queue (self);
}

void
frond_download_cancel (FrondDownload *self)
{
  g_return_if_fail (FROND_IS_DOWNLOAD (self));

  if (self->state == FROND_DOWNLOAD_DONE || self->state == FROND_DOWNLOAD_CANCELLED)
    return;
  frond_download_worker_discard (self->worker);
  hold (self, FROND_DOWNLOAD_CANCELLED);
}
