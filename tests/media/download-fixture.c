/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "download-fixture.h"

#include "frond-download-http.h"

#include <glib/gstdio.h>
#include <stdio.h>
#include <string.h>

#define PATIENCE_SECONDS 60
#define ISO_MARK         32769

static gboolean
overdue_cb (gpointer user_data)
{
  g_assert_not_reached ();
  return G_SOURCE_REMOVE;
}

void
download_got_result (GObject *source, GAsyncResult *result, gpointer user_data)
{
  *(GAsyncResult **) user_data = g_object_ref (result);
}

GAsyncResult *
download_await (GAsyncResult **result)
{
  guint timer = g_timeout_add_seconds (PATIENCE_SECONDS, overdue_cb, NULL);

  while (*result == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (timer);
  return *result;
}

char *
download_run_program (const char *const *argv)
{
  g_autoptr (GError) error = NULL;
  char *output = NULL;
  int status;

  g_spawn_sync (NULL, (char **) argv, NULL, G_SPAWN_SEARCH_PATH | G_SPAWN_STDERR_TO_DEV_NULL, NULL, NULL,
                &output, NULL, &status, &error);
  g_assert_no_error (error);
  g_spawn_check_wait_status (status, &error);
  g_assert_no_error (error);
  return output;
}

void
download_fixture_write (DownloadFixture *self, const char *name, const void *bytes, gsize length)
{
  g_autofree char *path = g_build_filename (self->dir, name, NULL);
  g_autoptr (GError) error = NULL;

  g_file_set_contents (path, bytes, (gssize) length, &error);
  g_assert_no_error (error);
}

char *
download_fixture_make_image (DownloadFixture *self, const char *name, gsize size, guint seed)
{
  g_autofree guint8 *bytes = g_malloc (size);
  g_autoptr (GRand) random = g_rand_new_with_seed (seed);
  g_autofree char *hex = NULL;

  for (gsize i = 0; i + 4 <= size; i += 4)
    {
      guint32 word = g_rand_int (random);

      memcpy (bytes + i, &word, 4);
    }
  bytes[0] = 0;
  if (size > ISO_MARK + 5)
    memcpy (bytes + ISO_MARK, "CD001", 5);
  download_fixture_write (self, name, bytes, size);
  hex = g_compute_checksum_for_data (G_CHECKSUM_SHA256, bytes, size);
  return g_strconcat ("sha256:", hex, NULL);
}

/* One server serves all tests of a process: its certificates take longer than most of them. */
static struct
{
  char *dir;
  GSubprocess *process;
  guint ports[N_PORTS];
  GTlsDatabase *authority;
} server;

static guint n_caches;

static void
start_server (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GDataInputStream) output = NULL;
  g_autofree char *line = NULL;
  g_autofree char *authority = NULL;

  server.dir = g_dir_make_tmp ("frond-server-XXXXXX", &error);
  g_assert_no_error (error);
  server.process = g_subprocess_new (G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error,
                                     "python3", g_getenv ("FROND_TEST_SERVER"), server.dir, NULL);
  g_assert_no_error (error);
  output = g_data_input_stream_new (g_subprocess_get_stdout_pipe (server.process));
  line = g_data_input_stream_read_line (output, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_nonnull (line);
  g_assert_cmpint (sscanf (line, "%u %u %u %u %u", &server.ports[0], &server.ports[1], &server.ports[2],
                           &server.ports[3], &server.ports[4]),
                   ==, N_PORTS);
  authority = g_build_filename (server.dir, "ca.pem", NULL);
  server.authority = g_tls_file_database_new (authority, &error);
  g_assert_no_error (error);
}

void
download_fixture_end (void)
{
  const char *const remove[] = { "rm", "-rf", server.dir, NULL };
  g_autofree char *output = NULL;

  if (server.process == NULL)
    return;
  g_output_stream_close (g_subprocess_get_stdin_pipe (server.process), NULL, NULL);
  g_subprocess_wait (server.process, NULL, NULL);
  output = download_run_program (remove);
  g_clear_object (&server.process);
  g_clear_object (&server.authority);
  g_clear_pointer (&server.dir, g_free);
}

static GBytes *
ask (DownloadFixture *self, Port port, const char *path)
{
  g_autofree char *uri = download_fixture_uri (self, port, path);
  g_autoptr (SoupSession) session = frond_http_session_new (server.authority, 10);
  g_autoptr (GError) error = NULL;
  FrondHttpFailure failure;
  GBytes *bytes = frond_http_fetch (session, uri, 1 << 20, &failure, NULL, &error);

  g_assert_no_error (error);
  return bytes;
}

void
download_fixture_renew (DownloadFixture *self, GNetworkMonitor *monitor)
{
  FrondDownloadTuning tuning = { .timeout = 2, .back_off = 10, .block = 64 * 1024 };

  g_clear_object (&self->downloads);
  g_clear_object (&self->cache);
  self->cache = frond_cache_new (self->cache_path);
  self->downloads = g_object_new (FROND_TYPE_DOWNLOADS, "cache", self->cache, "tls-database",
                                  server.authority, "monitor", monitor, NULL);
  _frond_downloads_tune (self->downloads, &tuning);
}

void
download_fixture_set_up (DownloadFixture *self, gconstpointer user_data)
{
  g_autoptr (GBytes) nothing = NULL;

  if (server.process == NULL)
    start_server ();
  self->dir = server.dir;
  self->cache_path = g_strdup_printf ("%s/cache-%u", self->dir, n_caches++);
  self->digest = download_fixture_make_image (self, "image.iso", IMAGE_SIZE, 1);
  self->other_digest = download_fixture_make_image (self, "other.iso", IMAGE_SIZE, 2);
  nothing = ask (self, PORT_HTTP, "/reset");
  download_fixture_renew (self, NULL);
}

void
download_fixture_tear_down (DownloadFixture *self, gconstpointer user_data)
{
  g_clear_object (&self->downloads);
  g_clear_object (&self->cache);
  g_free (self->cache_path);
  g_free (self->digest);
  g_free (self->other_digest);
}

char *
download_fixture_uri (DownloadFixture *self, Port port, const char *path)
{
  return g_strdup_printf ("%s://127.0.0.1:%u%s", port == PORT_HTTP ? "http" : "https", server.ports[port],
                          path);
}

FrondDownloadSource *
download_fixture_source (DownloadFixture *self, Port port, const char *path, const char *digest)
{
  g_autofree char *uri = download_fixture_uri (self, port, path);
  const char *const uris[] = { uri, NULL };

  return g_object_new (FROND_TYPE_DOWNLOAD_SOURCE, "title", "A System", "uris", uris, "kind",
                       FROND_IMAGE_KIND_ISO, "digest", digest, NULL);
}

FrondDownload *
download_fixture_run (DownloadFixture *self, FrondDownloadSource *source)
{
  FrondDownload *download = frond_downloads_add (self->downloads, source);
  guint timer = g_timeout_add_seconds (PATIENCE_SECONDS, overdue_cb, NULL);

  while (frond_download_is_active (download) || _frond_download_occupies (download))
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (timer);
  return download;
}

void
download_wait (FrondDownload *download, FrondDownloadState state)
{
  guint timer = g_timeout_add_seconds (PATIENCE_SECONDS, overdue_cb, NULL);

  while (frond_download_get_state (download) != state)
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (timer);
}

GArray *
download_fixture_answers (DownloadFixture *self, Port port, const char *path)
{
  g_autofree char *stats = g_strconcat ("/stats", path, NULL);
  g_autoptr (GBytes) bytes = ask (self, port, stats);
  GArray *answers = g_array_new (FALSE, FALSE, sizeof (guint64));
  g_autofree char *text = NULL;
  char *p;

  text = g_strndup (g_bytes_get_data (bytes, NULL) ?: "", g_bytes_get_size (bytes));
  for (p = text; *p != '\0'; p++)
    {
      guint64 number = g_ascii_strtoull (p, &p, 10);

      g_array_append_val (answers, number);
    }
  return answers;
}
