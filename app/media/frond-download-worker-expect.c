/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "frond-download-worker-private.h"

#include "frond-download-checksums.h"
#include "frond-download-signature.h"
#include "frond-error.h"

#define MAX_LIST  (4 * 1024 * 1024)
#define MAX_TRIES 4

/* A small file, with patience. */
static GBytes *
fetch_small (FrondDownloadWorker *self, const char *uri, GCancellable *cancellable, GError **error)
{
  guint delay = self->tuning.back_off;

  for (guint i = 1;; i++, delay *= 2)
    {
      FrondHttpFailure failure;
      g_autoptr (GError) why = NULL;
      GBytes *bytes = frond_http_fetch (self->session, uri, MAX_LIST, &failure, cancellable, &why);

      if (bytes != NULL)
        return bytes;
      if (!failure.retry || i == MAX_TRIES)
        {
          g_propagate_error (error, g_steal_pointer (&why));
          return NULL;
        }
      if (!_frond_download_worker_wait (MAX (delay, failure.retry_after * 1000), cancellable, error))
        return NULL;
    }
}

static GBytes *
check_signature (FrondDownloadWorker *self, GBytes *list, GCancellable *cancellable, GError **error)
{
  const char *signature_uri = frond_download_source_get_signature_uri (self->source);
  g_autoptr (GBytes) signature = NULL;

  if (signature_uri == NULL)
    return g_bytes_ref (list);

  if (g_strcmp0 (signature_uri, frond_download_source_get_checksums_uri (self->source)) != 0)
    {
      g_autoptr (GError) why = NULL;

      signature = fetch_small (self, signature_uri, cancellable, &why);
      if (signature == NULL)
        {
          /* It was promised: a server that has none is not excused. */
          if (g_error_matches (why, FROND_ERROR, FROND_ERROR_DOWNLOAD_GONE))
            frond_set_error (error, FROND_ERROR_DOWNLOAD_UNSIGNED, NULL, "%s", why->message);
          else
            g_propagate_error (error, g_steal_pointer (&why));
          return NULL;
        }
    }
  return frond_download_signature_check (list, signature, frond_download_source_get_key_file (self->source),
                                         frond_download_source_get_key_fingerprint (self->source), error);
}

static char *
dup_list_name (FrondDownloadWorker *self)
{
  const char *name = frond_download_source_get_checksums_name (self->source);
  g_autoptr (GUri) uri = NULL;

  if (name != NULL)
    return g_strdup (name);
  uri = g_uri_parse (frond_download_source_get_uris (self->source)[0], G_URI_FLAGS_NONE, NULL);
  return g_path_get_basename (uri != NULL ? g_uri_get_path (uri) : "");
}

gboolean
_frond_download_worker_expect (FrondDownloadWorker *self, GCancellable *cancellable, GError **error)
{
  const char *list_uri = frond_download_source_get_checksums_uri (self->source);
  const char *digest = frond_download_source_get_digest (self->source);
  g_autoptr (GBytes) list = NULL;
  g_autoptr (GBytes) text = NULL;
  g_autofree char *name = NULL;
  const char *contents;
  gsize length;

  g_clear_pointer (&self->digest, g_free);
  if (digest != NULL)
    {
      self->digest = g_ascii_strdown (digest, -1);
      return TRUE;
    }
  if (list_uri == NULL)
    return TRUE;

  list = fetch_small (self, list_uri, cancellable, error);
  if (list == NULL)
    return FALSE;
  text = check_signature (self, list, cancellable, error);
  if (text == NULL)
    return FALSE;

  name = dup_list_name (self);
  contents = g_bytes_get_data (text, &length);
  self->digest = frond_download_checksums_find (contents ?: "", length, name, error);
  return self->digest != NULL;
}
