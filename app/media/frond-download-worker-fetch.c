/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "frond-download-worker-private.h"

#include "frond-download-disk.h"
#include "frond-download-sniff.h"
#include "frond-error.h"

#include <string.h>
#include <unistd.h>

#define BUFFER       (256 * 1024)
#define MAX_ATTEMPTS 5
#define MAX_RESTARTS 4
#define MAX_BACK_OFF 30000

/* No image is so large that was meant well. */
#define MAX_FILE (G_GUINT64_CONSTANT (256) * 1024 * 1024 * 1024)

/* Where nothing says how much comes out of a compressed image, this is assumed. */
#define USUAL_RATIO 3

static const char *
current_uri (FrondDownloadWorker *self)
{
  return frond_download_source_get_uris (self->source)[self->current];
}

static gboolean
fail (GError **error, FrondError code, const char *reason)
{
  frond_set_error (error, code, NULL, "%s", reason);
  return FALSE;
}

/* Throws away what is there because the server has another file now. */
static gboolean
begin_anew (FrondDownloadWorker *self, GError **error)
{
  self->sniffed = FALSE;
  self->resumed = FALSE;
  return frond_download_partial_restart (self->partial, error);
}

static gboolean
changed (FrondDownloadWorker *self, FrondHttpFailure *failure, const char *reason, GError **error)
{
  if (!begin_anew (self, error))
    return FALSE;
  failure->retry = self->restarts++ < MAX_RESTARTS;
  return fail (error, FROND_ERROR_DOWNLOAD_CHANGED, reason);
}

/* Parts of a file may be put together where the server vouches that it is the same file, or its digest will. */
static gboolean
can_resume (FrondDownloadWorker *self, FrondHttpRange *range)
{
  FrondDownloadPartial *partial = self->partial;

  range->start = partial->received;
  range->validator = NULL;
  if (partial->received == 0 || (partial->total != 0 && partial->received > partial->total))
    return FALSE;
  if (g_strcmp0 (partial->uri, current_uri (self)) == 0)
    range->validator = partial->etag ?: partial->last_modified;
  return range->validator != NULL || (self->digest != NULL && partial->total != 0 && !self->anew);
}

static gboolean
is_compressed_name (const char *uri)
{
  static const char *const endings[] = { ".xz", ".gz", ".zst", ".bz2" };

  for (guint i = 0; i < G_N_ELEMENTS (endings); i++)
    if (g_str_has_suffix (uri, endings[i]))
      return TRUE;
  return FALSE;
}

static gboolean
check_space (FrondDownloadWorker *self, GError **error)
{
  FrondDownloadPartial *partial = self->partial;
  guint64 image = frond_download_source_get_image_size (self->source);
  guint64 needed = partial->total > partial->received ? partial->total - partial->received : 0;

  if (is_compressed_name (frond_download_source_get_uris (self->source)[0]))
    needed += image != 0 ? image : partial->total * USUAL_RATIO;
  return frond_download_disk_check_space (self->folder, needed, error);
}

/* Whether what the server gives goes with what is there and what was said. */
static gboolean
accept_reply (FrondDownloadWorker *self, FrondHttpReply *reply, FrondHttpFailure *failure, GError **error)
{
  FrondDownloadPartial *partial = self->partial;
  gboolean same_server = g_strcmp0 (partial->uri, current_uri (self)) == 0;

  if (reply->status == SOUP_STATUS_OK && partial->received > 0 && !begin_anew (self, error))
    return FALSE;
  if (reply->status == SOUP_STATUS_PARTIAL_CONTENT)
    {
      if (reply->start != partial->received)
        return changed (self, failure, "another part than the one that was asked for", error);
      if (partial->total != 0 && reply->total != 0 && reply->total != partial->total)
        return changed (self, failure, "the file has another length now", error);
      if (same_server && partial->etag != NULL && reply->etag != NULL &&
          !g_str_equal (partial->etag, reply->etag))
        return changed (self, failure, "the file is another one now", error);
      partial->mixed |= !same_server;
    }
  if (reply->total > MAX_FILE)
    return fail (error, FROND_ERROR_DOWNLOAD_SIZE, "the file is larger than any image");
  return TRUE;
}

static gboolean
take_validators (FrondDownloadWorker *self, FrondHttpReply *reply, GError **error)
{
  FrondDownloadPartial *partial = self->partial;

  g_free (partial->uri);
  partial->uri = g_strdup (current_uri (self));
  g_set_str (&partial->etag, reply->etag);
  g_set_str (&partial->last_modified, reply->last_modified);
  if (reply->total != 0)
    partial->total = reply->total;
  return check_space (self, error) && frond_download_partial_secure (partial, error);
}

static gboolean
look_at_start (FrondDownloadWorker *self, gboolean complete, GError **error)
{
  FrondDownloadPartial *partial = self->partial;
  g_autofree guint8 *start = NULL;
  FrondCompression compression;
  ssize_t n;

  if (self->sniffed)
    return TRUE;

  start = g_malloc (FROND_SNIFF_BYTES);
  n = pread (partial->fd, start, MIN (FROND_SNIFF_BYTES, partial->received), 0);
  if (n < 0)
    return frond_download_disk_fail (error, partial->path);
  if (n < FROND_SNIFF_BYTES && !complete)
    return frond_download_sniff_early (start, (gsize) n, error);

  self->sniffed = TRUE;
  return frond_download_sniff (start, (gsize) n, frond_download_source_get_kind (self->source), &compression,
                               error);
}

static gboolean
take_bytes (FrondDownloadWorker *self, const guint8 *bytes, gsize length, GError **error)
{
  FrondDownloadPartial *partial = self->partial;

  if (partial->received + length > (partial->total != 0 ? partial->total : MAX_FILE))
    return fail (error, FROND_ERROR_DOWNLOAD_SIZE, "more comes than was said");
  if (!frond_download_partial_write (partial, bytes, length, error) || !look_at_start (self, FALSE, error))
    return FALSE;
  _frond_download_worker_tell (self, FALSE, partial->received, partial->total);
  return TRUE;
}

static gboolean
check_end (FrondDownloadWorker *self, FrondHttpFailure *failure, GError **error)
{
  FrondDownloadPartial *partial = self->partial;

  if (partial->total != 0 && partial->received < partial->total)
    {
      failure->retry = TRUE;
      return fail (error, FROND_ERROR_DOWNLOAD_CUT, "the connection ended before the file did");
    }
  return look_at_start (self, TRUE, error) && frond_download_partial_secure (partial, error);
}

static gboolean
read_body (FrondDownloadWorker *self, FrondHttpReply *reply, FrondHttpFailure *failure,
           GCancellable *cancellable, GError **error)
{
  g_autofree guint8 *buffer = g_malloc (BUFFER);
  gssize n;

  while ((n = frond_http_reply_read (reply, buffer, BUFFER, failure, cancellable, error)) > 0)
    if (!take_bytes (self, buffer, (gsize) n, error))
      return FALSE;
  return n == 0 && check_end (self, failure, error);
}

/* Nothing is left to be asked for: that may be because all is there. */
static gboolean
handle_no_more (FrondDownloadWorker *self, FrondHttpReply *reply, FrondHttpFailure *failure, GError **error)
{
  FrondDownloadPartial *partial = self->partial;

  if (reply->total != 0 && reply->total == partial->received)
    {
      partial->total = partial->received;
      return check_end (self, failure, error);
    }
  return changed (self, failure, "the file is shorter than what is there of it", error);
}

static gboolean
attempt (FrondDownloadWorker *self, FrondHttpFailure *failure, GCancellable *cancellable, GError **error)
{
  FrondDownloadPartial *partial = self->partial;
  FrondHttpRange range;
  gboolean resuming;
  g_autoptr (FrondHttpReply) reply = NULL;

  memset (failure, 0, sizeof *failure);
  if (partial->total != 0 && partial->received == partial->total)
    return check_end (self, failure, error);

  resuming = can_resume (self, &range);
  if (!resuming && partial->received > 0 && !begin_anew (self, error))
    return FALSE;

  reply = frond_http_get (self->session, current_uri (self), resuming ? &range : NULL, failure, cancellable,
                          error);
  if (reply == NULL && resuming && !failure->retry &&
      g_error_matches (*error, FROND_ERROR, FROND_ERROR_DOWNLOAD_SERVER))
    {
      g_clear_error (error);
      return changed (self, failure, "a part that makes no sense", error);
    }
  if (reply == NULL)
    return FALSE;
  if (reply->status == SOUP_STATUS_REQUESTED_RANGE_NOT_SATISFIABLE)
    return handle_no_more (self, reply, failure, error);

  self->resumed |= resuming && reply->status == SOUP_STATUS_PARTIAL_CONTENT;
  return accept_reply (self, reply, failure, error) && take_validators (self, reply, error) &&
         read_body (self, reply, failure, cancellable, error);
}

/* Neither another try nor another server makes these go away. */
static gboolean
is_ours (const GError *why)
{
  return frond_error_is_cancelled (why) || g_error_matches (why, FROND_ERROR, FROND_ERROR_NO_SPACE) ||
         g_error_matches (why, FROND_ERROR, FROND_ERROR_DOWNLOAD_FOLDER);
}

/* What is there is no beginning of the file. */
static gboolean
is_rubbish (const GError *why)
{
  return g_error_matches (why, FROND_ERROR, FROND_ERROR_DOWNLOAD_WEB_PAGE) ||
         g_error_matches (why, FROND_ERROR, FROND_ERROR_DOWNLOAD_NOT_IMAGE) ||
         g_error_matches (why, FROND_ERROR, FROND_ERROR_DOWNLOAD_EMPTY) ||
         g_error_matches (why, FROND_ERROR, FROND_ERROR_DOWNLOAD_SIZE);
}

static guint
next_mirror (FrondDownloadWorker *self)
{
  for (guint i = 1; i <= self->n_mirrors; i++)
    {
      guint candidate = (self->current + i) % self->n_mirrors;

      if (!self->mirrors[candidate].dead)
        return candidate;
    }
  return G_MAXUINT;
}

static void
note (FrondDownloadWorker *self, GError *why)
{
  g_clear_error (&self->mirrors[self->current].error);
  self->mirrors[self->current].error = why;
}

/* The first server is the publisher's: what it said says most. */
static gboolean
fail_all (FrondDownloadWorker *self, GError **error)
{
  g_propagate_error (error, g_error_copy (self->mirrors[0].error));
  return FALSE;
}

gboolean
_frond_download_worker_give_up_mirror (FrondDownloadWorker *self, GError *why, GError **error)
{
  guint next;

  note (self, why);
  self->mirrors[self->current].dead = TRUE;
  next = next_mirror (self);
  if (next == G_MAXUINT)
    return fail_all (self, error);
  self->current = next;
  return TRUE;
}

/* Chooses who is asked next, and when. */
static gboolean
try_again (FrondDownloadWorker *self, const FrondHttpFailure *failure, gboolean gained, GError *why,
           GCancellable *cancellable, GError **error)
{
  Mirror *mirror = &self->mirrors[self->current];
  guint delay = 0;
  guint next;

  if (gained)
    {
      mirror->attempts = 0;
      self->rounds = 0;
    }
  if (!failure->retry || ++mirror->attempts >= MAX_ATTEMPTS)
    return _frond_download_worker_give_up_mirror (self, why, error);

  note (self, why);
  next = next_mirror (self);
  if (next <= self->current)
    {
      delay = MIN (self->tuning.back_off << MIN (self->rounds, 10), MAX_BACK_OFF);
      self->rounds++;
    }
  if (next == self->current)
    delay = MAX (delay, failure->retry_after * 1000);
  self->current = next;
  return _frond_download_worker_wait (delay, cancellable, error);
}

gboolean
_frond_download_worker_fetch (FrondDownloadWorker *self, GCancellable *cancellable, GError **error)
{
  while (TRUE)
    {
      FrondHttpFailure failure;
      GError *why = NULL;
      guint64 before = self->partial->received;

      if (attempt (self, &failure, cancellable, &why))
        return TRUE;

      if (is_rubbish (why))
        begin_anew (self, NULL);
      else
        frond_download_partial_secure (self->partial, NULL);
      if (is_ours (why))
        {
          g_propagate_error (error, why);
          return FALSE;
        }
      if (!try_again (self, &failure, self->partial->received > before, why, cancellable, error))
        return FALSE;
    }
}
