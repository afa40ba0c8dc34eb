/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "frond-download-worker-private.h"

#include "frond-cache-index.h"
#include "frond-download-disk.h"
#include "frond-download-unpack.h"
#include "frond-error.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#define NOTIFY_USEC (100 * 1000)
#define SPEED_USEC  (500 * 1000)

/* No guest's disk is larger that was meant well; what is known of it counts first. */
#define MAX_IMAGE (G_GUINT64_CONSTANT (256) * 1024 * 1024 * 1024)

enum
{
  PROGRESS,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (FrondDownloadWorker, frond_download_worker, G_TYPE_OBJECT)

static void
clear_mirrors (FrondDownloadWorker *self)
{
  for (guint i = 0; i < self->n_mirrors; i++)
    g_clear_error (&self->mirrors[i].error);
  g_clear_pointer (&self->mirrors, g_free);
  self->n_mirrors = 0;
}

static void
frond_download_worker_finalize (GObject *object)
{
  FrondDownloadWorker *self = FROND_DOWNLOAD_WORKER (object);

  clear_mirrors (self);
  g_clear_pointer (&self->partial, frond_download_partial_free);
  g_clear_pointer (&self->context, g_main_context_unref);
  g_clear_object (&self->source);
  g_clear_object (&self->tls_database);
  g_free (self->folder);
  g_free (self->digest);
  g_mutex_clear (&self->lock);
  G_OBJECT_CLASS (frond_download_worker_parent_class)->finalize (object);
}

static void
frond_download_worker_class_init (FrondDownloadWorkerClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = frond_download_worker_finalize;

  signals[PROGRESS] = g_signal_new ("progress", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                    NULL, G_TYPE_NONE, 0);
}

static void
frond_download_worker_init (FrondDownloadWorker *self)
{
  g_mutex_init (&self->lock);
}

FrondDownloadWorker *
frond_download_worker_new (const char *folder, FrondDownloadSource *source, GTlsDatabase *tls_database,
                           const FrondDownloadTuning *tuning)
{
  FrondDownloadWorker *self = g_object_new (FROND_TYPE_DOWNLOAD_WORKER, NULL);

  self->folder = g_strdup (folder);
  self->source = g_object_ref (source);
  self->tls_database = tls_database != NULL ? g_object_ref (tls_database) : NULL;
  self->tuning = *tuning;
  return self;
}

static gboolean
progress_cb (gpointer user_data)
{
  FrondDownloadWorker *self = user_data;

  g_mutex_lock (&self->lock);
  self->notified = FALSE;
  g_mutex_unlock (&self->lock);
  g_signal_emit (self, signals[PROGRESS], 0);
  return G_SOURCE_REMOVE;
}

static void
notify_context (FrondDownloadWorker *self)
{
  g_autoptr (GSource) source = g_idle_source_new ();

  g_source_set_priority (source, G_PRIORITY_DEFAULT_IDLE);
  g_source_set_callback (source, progress_cb, g_object_ref (self), g_object_unref);
  g_source_attach (source, self->context);
}

/* The mean of the last seconds, so that what people read does not jump. */
static void
measure_speed (FrondDownloadWorker *self, guint64 received, gint64 time)
{
  gint64 passed = time - self->speed_since;
  guint64 current;

  if (self->speed_since == 0 || received < self->speed_from)
    {
      self->speed_since = time;
      self->speed_from = received;
      return;
    }
  if (passed < SPEED_USEC)
    return;
  current = (received - self->speed_from) * G_USEC_PER_SEC / (guint64) passed;
  self->progress.speed = self->progress.speed == 0 ? current : (self->progress.speed * 4 + current) / 5;
  self->speed_since = time;
  self->speed_from = received;
}

void
_frond_download_worker_tell (FrondDownloadWorker *self, gboolean checking, guint64 received, guint64 total)
{
  gint64 time = g_get_monotonic_time ();
  gboolean turned;

  g_mutex_lock (&self->lock);
  turned = self->progress.checking != checking || self->progress.total != total;
  self->progress.checking = checking;
  self->progress.received = received;
  self->progress.total = total;
  if (!checking)
    measure_speed (self, received, time);
  if (!self->notified && (turned || time - self->last_notified >= NOTIFY_USEC || received == total))
    {
      self->notified = TRUE;
      self->last_notified = time;
      notify_context (self);
    }
  g_mutex_unlock (&self->lock);
}

gboolean
_frond_download_worker_wait (guint milliseconds, GCancellable *cancellable, GError **error)
{
  GPollFD poll_fd;

  if (milliseconds > 0 && g_cancellable_make_pollfd (cancellable, &poll_fd))
    {
      g_poll (&poll_fd, 1, (int) milliseconds);
      g_cancellable_release_fd (cancellable);
    }
  return !g_cancellable_set_error_if_cancelled (cancellable, error);
}

static void
checking_cb (guint64 done, guint64 total, gpointer user_data)
{
  _frond_download_worker_tell (user_data, TRUE, done, total);
}

static GChecksumType
checksum_type (FrondDownloadWorker *self)
{
  return self->digest != NULL && g_str_has_prefix (self->digest, "sha512:") ? G_CHECKSUM_SHA512
                                                                            : G_CHECKSUM_SHA256;
}

static gboolean
open_partial (FrondDownloadWorker *self, GCancellable *cancellable, GError **error)
{
  g_autofree char *folder = frond_cache_index_dup_partial_folder (self->folder);

  if (self->partial == NULL)
    self->partial = frond_download_partial_open (folder, self->source, self->tuning.block, error);
  if (self->partial == NULL)
    return FALSE;
  self->resumed = self->partial->received > 0;
  return frond_download_partial_hash (self->partial, checksum_type (self), checking_cb, self, cancellable,
                                      error);
}

static char *
dup_actual_digest (FrondDownloadWorker *self)
{
  g_autoptr (GChecksum) checksum = g_checksum_copy (self->partial->checksum);

  return g_strconcat (checksum_type (self) == G_CHECKSUM_SHA512 ? "sha512:" : "sha256:",
                      g_checksum_get_string (checksum), NULL);
}

/* A file that was put together from parts gets a second chance in one piece; otherwise another server must have it. */
static gboolean
handle_wrong_digest (FrondDownloadWorker *self, const char *actual, GError **error)
{
  gboolean patched = (self->resumed || self->partial->mixed) && !self->anew;
  GError *why = NULL;

  self->anew |= patched;
  self->sniffed = FALSE;
  self->resumed = FALSE;
  if (!frond_download_partial_restart (self->partial, error))
    return FALSE;
  if (patched)
    return TRUE;

  frond_set_error (&why, FROND_ERROR_DOWNLOAD_CHECKSUM, NULL, "the file has %s and should have %s", actual,
                   self->digest);
  return _frond_download_worker_give_up_mirror (self, why, error);
}

static char *
fetch_right_file (FrondDownloadWorker *self, GCancellable *cancellable, GError **error)
{
  while (TRUE)
    {
      g_autofree char *actual = NULL;

      if (!_frond_download_worker_fetch (self, cancellable, error))
        return NULL;
      actual = dup_actual_digest (self);
      if (self->digest == NULL || g_str_equal (actual, self->digest))
        return g_steal_pointer (&actual);
      if (!handle_wrong_digest (self, actual, error))
        return NULL;
    }
}

static FrondCompression
compression_of (FrondDownloadWorker *self)
{
  g_autofree guint8 *start = g_malloc (FROND_SNIFF_BYTES);
  FrondCompression compression = FROND_COMPRESSION_NONE;
  ssize_t n = pread (self->partial->fd, start, FROND_SNIFF_BYTES, 0);

  if (n > 0)
    frond_download_sniff (start, (gsize) n, frond_download_source_get_kind (self->source), &compression,
                          NULL);
  return compression;
}

static char *
unpack (FrondDownloadWorker *self, GCancellable *cancellable, GError **error)
{
  const char *path = self->partial->unpacked_path;
  guint64 known = frond_download_source_get_image_size (self->source);
  g_autofd int out = open (path, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);
  char *digest;

  if (out < 0)
    {
      frond_download_disk_fail (error, path);
      return NULL;
    }
  /* What is said about the size is rounded by people. */
  digest = frond_download_unpack (self->partial->fd, out, frond_download_source_get_kind (self->source),
                                  known != 0 ? known * 2 : MAX_IMAGE, checking_cb, self, cancellable, error);
  if (digest == NULL)
    unlink (path);
  return digest;
}

static FrondCacheEntry *
put (FrondDownloadWorker *self, const char *path, const char *digest, const char *source_digest,
     GError **error)
{
  g_autoptr (FrondCacheEntry) named =
      g_object_new (FROND_TYPE_CACHE_ENTRY, "digest", digest, "source-digest", source_digest, "uri",
                    frond_download_source_get_uris (self->source)[0], "title",
                    frond_download_source_get_title (self->source), "os-id",
                    frond_download_source_get_os_id (self->source), "kind",
                    frond_download_source_get_kind (self->source), NULL);
  FrondCacheEntry *entry = frond_cache_index_put (self->folder, path, named, error);
  guint64 freed = 0;

  if (entry == NULL)
    return NULL;
  frond_download_partial_delete (self->partial);
  g_clear_pointer (&self->partial, frond_download_partial_free);
  if (self->limit != 0)
    frond_cache_index_trim (self->folder, self->limit, frond_cache_entry_get_name (entry), &freed, NULL);
  return entry;
}

static FrondCacheEntry *
find_in_cache (FrondDownloadWorker *self)
{
  return frond_cache_index_find (self->folder, self->digest, frond_download_source_get_uris (self->source)[0],
                                 frond_download_source_get_kind (self->source));
}

static gboolean
is_of_network (const GError *error)
{
  return error->domain == FROND_ERROR && error->code >= FROND_ERROR_DOWNLOAD_UNREACHABLE &&
         error->code <= FROND_ERROR_DOWNLOAD_CUT;
}

/* Without a network an image that was the right one when it came is better than none. */
static gboolean
expect (FrondDownloadWorker *self, FrondCacheEntry **entry, GCancellable *cancellable, GError **error)
{
  g_autoptr (GError) why = NULL;
  gboolean known = _frond_download_worker_expect (self, cancellable, &why);

  if (!known && !is_of_network (why))
    {
      g_propagate_error (error, g_steal_pointer (&why));
      return FALSE;
    }
  *entry = find_in_cache (self);
  if (*entry != NULL || known)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&why));
  return FALSE;
}

static FrondCacheEntry *
run (FrondDownloadWorker *self, GCancellable *cancellable, GError **error)
{
  FrondCacheEntry *entry = NULL;
  g_autofree char *source_digest = NULL;
  g_autofree char *digest = NULL;

  if (!frond_download_source_check (self->source, error) || !expect (self, &entry, cancellable, error))
    return NULL;
  if (entry != NULL)
    return entry;

  if (!open_partial (self, cancellable, error))
    return NULL;
  source_digest = fetch_right_file (self, cancellable, error);
  if (source_digest == NULL)
    return NULL;
  if (compression_of (self) == FROND_COMPRESSION_NONE)
    {
      if (ftruncate (self->partial->fd, (off_t) self->partial->received) != 0)
        {
          frond_download_disk_fail (error, self->partial->path);
          return NULL;
        }
      return put (self, self->partial->path, source_digest, source_digest, error);
    }

  digest = unpack (self, cancellable, error);
  return digest != NULL ? put (self, self->partial->unpacked_path, digest, source_digest, error) : NULL;
}

static void
prepare (FrondDownloadWorker *self)
{
  clear_mirrors (self);
  self->n_mirrors = g_strv_length ((char **) frond_download_source_get_uris (self->source));
  self->mirrors = g_new0 (Mirror, self->n_mirrors);
  self->current = 0;
  self->rounds = 0;
  self->restarts = 0;
  self->anew = FALSE;
  self->sniffed = FALSE;
  self->speed_since = 0;
}

/* Files are deleted by the thread that had them. */
static void
end (FrondDownloadWorker *self)
{
  g_autofree char *folder = frond_cache_index_dup_partial_folder (self->folder);
  gboolean discard, close;

  g_mutex_lock (&self->lock);
  discard = self->discard;
  close = self->closed;
  self->running = discard || close;
  self->progress.speed = 0;
  g_mutex_unlock (&self->lock);

  if (discard && self->partial != NULL)
    {
      frond_download_partial_delete (self->partial);
      g_clear_pointer (&self->partial, frond_download_partial_free);
    }
  else if (discard)
    frond_download_partial_delete_for (folder, self->source);
  if (close)
    g_clear_pointer (&self->partial, frond_download_partial_free);

  g_mutex_lock (&self->lock);
  self->running = FALSE;
  g_mutex_unlock (&self->lock);
}

static gpointer
thread (gpointer data)
{
  g_autoptr (GTask) task = data;
  FrondDownloadWorker *self = g_task_get_source_object (task);
  g_autoptr (GMainContext) context = g_main_context_new ();
  FrondCacheEntry *entry;
  GError *error = NULL;

  g_main_context_push_thread_default (context);
  prepare (self);
  self->session = frond_http_session_new (self->tls_database, self->tuning.timeout);
  entry = run (self, g_task_get_cancellable (task), &error);
  g_clear_object (&self->session);
  /* Kept, with its lock and its checksum, only where this worker will go on with it. */
  if (error != NULL && !frond_error_is_cancelled (error) &&
      !g_error_matches (error, FROND_ERROR, FROND_ERROR_NO_SPACE))
    g_clear_pointer (&self->partial, frond_download_partial_free);
  g_main_context_pop_thread_default (context);
  end (self);

  if (entry != NULL)
    g_task_return_pointer (task, entry, g_object_unref);
  else
    g_task_return_error (task, error);
  return NULL;
}

void
frond_download_worker_run_async (FrondDownloadWorker *self, guint64 limit, GCancellable *cancellable,
                                 GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (FROND_IS_DOWNLOAD_WORKER (self));
  g_return_if_fail (!self->running);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, frond_download_worker_run_async);
  /* A file that is there is there. */
  g_task_set_check_cancellable (task, FALSE);
  self->limit = limit;
  self->running = TRUE;
  self->discard = FALSE;
  if (self->context == NULL)
    self->context = g_main_context_ref_thread_default ();
  g_thread_unref (g_thread_new ("download", thread, g_steal_pointer (&task)));
}

FrondCacheEntry *
frond_download_worker_run_finish (FrondDownloadWorker *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  g_return_val_if_fail (g_async_result_is_tagged (result, frond_download_worker_run_async), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
discard_thread (GTask *task, gpointer source_object, gpointer task_data, GCancellable *cancellable)
{
  end (source_object);
  g_task_return_boolean (task, TRUE);
}

void
frond_download_worker_discard (FrondDownloadWorker *self)
{
  g_autoptr (GTask) task = NULL;
  gboolean running;

  g_return_if_fail (FROND_IS_DOWNLOAD_WORKER (self));

  g_mutex_lock (&self->lock);
  self->discard = TRUE;
  running = self->running;
  self->running = TRUE;
  g_mutex_unlock (&self->lock);
  if (running)
    return;

  task = g_task_new (self, NULL, NULL, NULL);
  g_task_set_source_tag (task, frond_download_worker_discard);
  g_task_run_in_thread (task, discard_thread);
}

void
frond_download_worker_close (FrondDownloadWorker *self)
{
  g_return_if_fail (FROND_IS_DOWNLOAD_WORKER (self));

  g_mutex_lock (&self->lock);
  self->closed = TRUE;
  if (!self->running)
    g_clear_pointer (&self->partial, frond_download_partial_free);
  g_mutex_unlock (&self->lock);
}

FrondDownloadProgress
frond_download_worker_get_progress (FrondDownloadWorker *self)
{
  FrondDownloadProgress progress;

  g_mutex_lock (&self->lock);
  progress = self->progress;
  g_mutex_unlock (&self->lock);
  return progress;
}
