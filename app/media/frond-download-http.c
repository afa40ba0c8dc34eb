/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "frond-download-http.h"

#include "frond-error.h"

#include <string.h>

#define MAX_REDIRECTS   5
#define MAX_RETRY_AFTER 600
#define USER_AGENT      "Frond"

void
frond_http_reply_free (FrondHttpReply *self)
{
  if (self == NULL)
    return;

  g_clear_object (&self->body);
  g_clear_object (&self->message);
  g_free (self->etag);
  g_free (self->last_modified);
  g_free (self);
}

SoupSession *
frond_http_session_new (GTlsDatabase *tls_database, guint timeout)
{
  SoupSession *session = soup_session_new_with_options ("timeout", timeout, "user-agent", USER_AGENT, NULL);

  if (tls_database != NULL)
    soup_session_set_tls_database (session, tls_database);
  /* An image is taken as it is: its digest is that of the bytes on the server. */
  soup_session_remove_feature_by_type (session, SOUP_TYPE_CONTENT_DECODER);
  return session;
}

static gboolean
fail (GError **error, FrondError code, SoupMessage *message, const char *reason)
{
  g_autofree char *uri = g_uri_to_string_partial (soup_message_get_uri (message), G_URI_HIDE_AUTH_PARAMS);

  frond_set_error (error, code, NULL, "%s: %s", uri, reason);
  return FALSE;
}

static FrondError
code_for_certificate (GTlsCertificateFlags flags)
{
  if (flags & G_TLS_CERTIFICATE_UNKNOWN_CA)
    return FROND_ERROR_DOWNLOAD_CERT_UNKNOWN;
  if (flags & G_TLS_CERTIFICATE_BAD_IDENTITY)
    return FROND_ERROR_DOWNLOAD_CERT_HOST;
  if (flags & (G_TLS_CERTIFICATE_EXPIRED | G_TLS_CERTIFICATE_NOT_ACTIVATED))
    return FROND_ERROR_DOWNLOAD_CERT_EXPIRED;
  return FROND_ERROR_DOWNLOAD_CERT;
}

/* What a failure of the connection means, and whether another try makes sense. READING: it was there before. */
static FrondError
code_for_failure (SoupMessage *message, const GError *why, gboolean reading)
{
  if (g_error_matches (why, G_TLS_ERROR, G_TLS_ERROR_BAD_CERTIFICATE))
    return code_for_certificate (soup_message_get_tls_peer_certificate_errors (message));
  if (why->domain == G_TLS_ERROR && why->code != G_TLS_ERROR_EOF && why->code != G_TLS_ERROR_MISC)
    return FROND_ERROR_DOWNLOAD_CERT;
  if (g_error_matches (why, G_IO_ERROR, G_IO_ERROR_TIMED_OUT))
    return reading ? FROND_ERROR_DOWNLOAD_STALLED : FROND_ERROR_DOWNLOAD_UNREACHABLE;
  if (reading || g_error_matches (why, G_IO_ERROR, G_IO_ERROR_PARTIAL_INPUT) ||
      g_error_matches (why, G_IO_ERROR, G_IO_ERROR_CONNECTION_CLOSED))
    return FROND_ERROR_DOWNLOAD_CUT;
  return FROND_ERROR_DOWNLOAD_UNREACHABLE;
}

static void
translate (SoupMessage *message, GError *why, gboolean reading, FrondHttpFailure *failure, GError **error)
{
  FrondError code;

  if (frond_error_is_cancelled (why))
    {
      g_propagate_error (error, why);
      return;
    }

  code = code_for_failure (message, why, reading);
  failure->retry = code == FROND_ERROR_DOWNLOAD_UNREACHABLE || code == FROND_ERROR_DOWNLOAD_STALLED ||
                   code == FROND_ERROR_DOWNLOAD_CUT;
  fail (error, code, message, why->message);
  g_error_free (why);
}

static guint
read_retry_after (SoupMessage *message)
{
  const char *value =
      soup_message_headers_get_one (soup_message_get_response_headers (message), "Retry-After");
  g_autoptr (GDateTime) date = NULL;
  guint64 seconds;

  if (value == NULL)
    return 0;
  if (g_ascii_string_to_unsigned (value, 10, 0, G_MAXUINT, &seconds, NULL))
    return (guint) MIN (seconds, MAX_RETRY_AFTER);

  date = soup_date_time_new_from_http_string (value);
  if (date == NULL)
    return 0;
  return (guint) CLAMP (g_date_time_to_unix (date) - g_get_real_time () / G_USEC_PER_SEC, 0, MAX_RETRY_AFTER);
}

/* Compressed files are sometimes said to be encoded when they only are what they are. */
static gboolean
is_encoded (SoupMessage *message)
{
  const char *encoding =
      soup_message_headers_get_one (soup_message_get_response_headers (message), "Content-Encoding");
  const char *path = g_uri_get_path (soup_message_get_uri (message));

  if (encoding == NULL || *encoding == '\0' || g_ascii_strcasecmp (encoding, "identity") == 0)
    return FALSE;
  if (strstr (encoding, "gzip") != NULL && g_str_has_suffix (path, ".gz"))
    return FALSE;
  return !(strstr (encoding, "xz") != NULL && g_str_has_suffix (path, ".xz"));
}

static gboolean
check_status (SoupMessage *message, FrondHttpFailure *failure, GError **error)
{
  guint status = soup_message_get_status (message);
  g_autofree char *reason = g_strdup_printf ("status %u %s", status, soup_status_get_phrase (status));

  if (status == SOUP_STATUS_OK || status == SOUP_STATUS_PARTIAL_CONTENT ||
      status == SOUP_STATUS_REQUESTED_RANGE_NOT_SATISFIABLE)
    return TRUE;

  if (status >= 500 || status == SOUP_STATUS_REQUEST_TIMEOUT || status == 429)
    {
      failure->retry = TRUE;
      failure->retry_after = read_retry_after (message);
      return fail (error, FROND_ERROR_DOWNLOAD_SERVER, message, reason);
    }
  if (status >= 400)
    return fail (error, FROND_ERROR_DOWNLOAD_GONE, message, reason);
  return fail (error, FROND_ERROR_DOWNLOAD_SERVER, message, reason);
}

/* The address that MESSAGE sends us to. */
static char *
follow (SoupMessage *message, GHashTable *seen, GError **error)
{
  GUri *from = soup_message_get_uri (message);
  const char *location =
      soup_message_headers_get_one (soup_message_get_response_headers (message), "Location");
  g_autoptr (GUri) to =
      location != NULL ? g_uri_parse_relative (from, location, SOUP_HTTP_URI_FLAGS, NULL) : NULL;
  g_autofree char *uri = to != NULL ? g_uri_to_string (to) : NULL;
  const char *scheme = to != NULL ? g_uri_get_scheme (to) : "";

  if (uri == NULL || g_uri_get_host (to) == NULL ||
      !(g_str_equal (scheme, "http") || g_str_equal (scheme, "https")))
    fail (error, FROND_ERROR_DOWNLOAD_REDIRECT, message, "sent on to nowhere");
  else if (g_str_equal (scheme, "http") && g_str_equal (g_uri_get_scheme (from), "https"))
    fail (error, FROND_ERROR_DOWNLOAD_INSECURE, message, "sent on from https to http");
  else if (!g_hash_table_add (seen, g_strdup (uri)))
    fail (error, FROND_ERROR_DOWNLOAD_REDIRECT, message, "sent on in a circle");
  else if (g_hash_table_size (seen) > MAX_REDIRECTS + 1)
    fail (error, FROND_ERROR_DOWNLOAD_REDIRECT, message, "sent on too often");
  else
    return g_steal_pointer (&uri);
  return NULL;
}

static SoupMessage *
make_message (const char *uri, const FrondHttpRange *range)
{
  SoupMessage *message = soup_message_new (SOUP_METHOD_GET, uri);
  SoupMessageHeaders *headers;

  if (message == NULL)
    return NULL;

  headers = soup_message_get_request_headers (message);
  soup_message_add_flags (message, SOUP_MESSAGE_NO_REDIRECT);
  soup_message_set_force_http1 (message, TRUE);
  soup_message_headers_replace (headers, "Accept-Encoding", "identity");
  if (range != NULL)
    {
      soup_message_headers_set_range (headers, (goffset) range->start, -1);
      if (range->validator != NULL)
        soup_message_headers_replace (headers, "If-Range", range->validator);
    }
  return message;
}

static char *
dup_strong (const char *etag)
{
  return etag != NULL && etag[0] == '"' ? g_strdup (etag) : NULL;
}

static gboolean
read_headers (FrondHttpReply *self, const FrondHttpRange *range, GError **error)
{
  SoupMessageHeaders *headers = soup_message_get_response_headers (self->message);
  goffset start, end, total;

  self->status = soup_message_get_status (self->message);
  self->etag = dup_strong (soup_message_headers_get_one (headers, "ETag"));
  self->last_modified = g_strdup (soup_message_headers_get_one (headers, "Last-Modified"));
  if (is_encoded (self->message))
    return fail (error, FROND_ERROR_DOWNLOAD_ENCODED, self->message, "the server encodes the file");

  if (self->status == SOUP_STATUS_OK)
    {
      if (soup_message_headers_get_encoding (headers) == SOUP_ENCODING_CONTENT_LENGTH)
        self->total = (guint64) MAX (0, soup_message_headers_get_content_length (headers));
      return TRUE;
    }
  if (self->status == SOUP_STATUS_REQUESTED_RANGE_NOT_SATISFIABLE)
    {
      const char *length = soup_message_headers_get_one (headers, "Content-Range");

      if (length != NULL && g_str_has_prefix (length, "bytes */"))
        self->total = g_ascii_strtoull (length + strlen ("bytes */"), NULL, 10);
      g_clear_object (&self->body);
      return TRUE;
    }

  if (range == NULL || !soup_message_headers_get_content_range (headers, &start, &end, &total) || start < 0 ||
      end < start || (total >= 0 && end >= total))
    return fail (error, FROND_ERROR_DOWNLOAD_SERVER, self->message, "a part that makes no sense");
  self->start = (guint64) start;
  self->total = (guint64) MAX (0, total);
  return TRUE;
}

static gboolean
is_redirect (guint status)
{
  return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
}

static FrondHttpReply *
get_once (SoupSession *session, const char *uri, const FrondHttpRange *range, FrondHttpFailure *failure,
          GCancellable *cancellable, GError **error)
{
  g_autoptr (FrondHttpReply) reply = g_new0 (FrondHttpReply, 1);
  GError *why = NULL;

  reply->message = make_message (uri, range);
  if (reply->message == NULL)
    {
      frond_set_error (error, FROND_ERROR_DOWNLOAD_SOURCE, "uris", "%s: not an address", uri);
      return NULL;
    }

  reply->body = soup_session_send (session, reply->message, cancellable, &why);
  if (reply->body == NULL)
    {
      translate (reply->message, why, FALSE, failure, error);
      return NULL;
    }
  if (is_redirect (soup_message_get_status (reply->message)))
    return g_steal_pointer (&reply);
  if (!check_status (reply->message, failure, error) || !read_headers (reply, range, error))
    return NULL;
  return g_steal_pointer (&reply);
}

FrondHttpReply *
frond_http_get (SoupSession *session, const char *uri, const FrondHttpRange *range, FrondHttpFailure *failure,
                GCancellable *cancellable, GError **error)
{
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autofree char *next = g_strdup (uri);

  memset (failure, 0, sizeof *failure);
  g_hash_table_add (seen, g_strdup (uri));
  while (TRUE)
    {
      g_autoptr (FrondHttpReply) reply = get_once (session, next, range, failure, cancellable, error);

      if (reply == NULL || reply->status != 0)
        return g_steal_pointer (&reply);

      g_free (next);
      next = follow (reply->message, seen, error);
      if (next == NULL)
        return NULL;
    }
}

gssize
frond_http_reply_read (FrondHttpReply *self, void *buffer, gsize length, FrondHttpFailure *failure,
                       GCancellable *cancellable, GError **error)
{
  GError *why = NULL;
  gssize n = g_input_stream_read (self->body, buffer, length, cancellable, &why);

  if (n < 0)
    translate (self->message, why, TRUE, failure, error);
  return n;
}

GBytes *
frond_http_fetch (SoupSession *session, const char *uri, gsize max, FrondHttpFailure *failure,
                  GCancellable *cancellable, GError **error)
{
  g_autoptr (FrondHttpReply) reply = frond_http_get (session, uri, NULL, failure, cancellable, error);
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  guint8 buffer[16 * 1024];
  gssize n;

  if (reply == NULL)
    return NULL;
  if (reply->body == NULL || reply->status != SOUP_STATUS_OK)
    {
      fail (error, FROND_ERROR_DOWNLOAD_SERVER, reply->message, "not the file that was asked for");
      return NULL;
    }

  while ((n = frond_http_reply_read (reply, buffer, sizeof buffer, failure, cancellable, error)) > 0)
    {
      g_byte_array_append (bytes, buffer, (guint) n);
      if (bytes->len > max)
        {
          fail (error, FROND_ERROR_DOWNLOAD_SIZE, reply->message, "too large for what it should be");
          return NULL;
        }
    }
  return n < 0 ? NULL : g_byte_array_free_to_bytes (g_steal_pointer (&bytes));
}
