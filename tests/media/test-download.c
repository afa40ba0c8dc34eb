/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Against a server that misbehaves in every way that we know of: each ends in the right file, or in the right word. */

#include "download-fixture.h"
#include "frond-test-network.h"

#include <string.h>

typedef enum
{
  DIGEST_RIGHT,
  DIGEST_OTHER, /* that of other.iso */
  DIGEST_NONE,
} Digest;

#define OK -1

static const struct
{
  const char *name;
  Port port;
  const char *path;
  Digest digest;
  int code;             /* OK: the right file */
  guint least, at_most; /* answers to that path; 0, 0: not counted */
} ways[] = {
  { "honest", PORT_HTTP, "/ok/image.iso", DIGEST_RIGHT, OK, 1, 1 },
  { "honest-tls", PORT_HTTPS, "/ok/image.iso", DIGEST_NONE, OK, 1, 1 },
  { "no-length", PORT_HTTP, "/chunked/image.iso", DIGEST_RIGHT, OK, 1, 1 },
  { "no-ranges", PORT_HTTP, "/norange/image.iso", DIGEST_RIGHT, OK, 1, 1 },
  { "cut", PORT_HTTP, "/cut/image.iso", DIGEST_RIGHT, OK, 2, 2 },
  { "cut-unchecked", PORT_HTTPS, "/cut/image.iso", DIGEST_NONE, OK, 2, 2 },
  { "cut-often", PORT_HTTP, "/cutoften/image.iso", DIGEST_RIGHT, OK, 10, 10 },
  { "cut-for-ever", PORT_HTTP, "/cutnorange/image.iso", DIGEST_RIGHT, FROND_ERROR_DOWNLOAD_CUT, 5, 6 },
  { "wrong-range", PORT_HTTP, "/wrongrange/image.iso", DIGEST_RIGHT, OK, 3, 3 },
  { "nonsense-range", PORT_HTTP, "/nonsense/image.iso", DIGEST_RIGHT, OK, 3, 3 },
  { "all-for-a-range", PORT_HTTP, "/norangelater/image.iso", DIGEST_RIGHT, OK, 2, 2 },
  { "changed", PORT_HTTP, "/changed/image.iso", DIGEST_OTHER, OK, 2, 2 },
  { "changed-unchecked", PORT_HTTPS, "/changed/image.iso", DIGEST_NONE, OK, 2, 2 },
  { "changed-rudely", PORT_HTTP, "/changedrudely/image.iso", DIGEST_OTHER, OK, 3, 3 },
  { "weak-tag", PORT_HTTPS, "/weak/image.iso", DIGEST_NONE, OK, 2, 2 },
  { "weak-tag-checked", PORT_HTTP, "/weak/image.iso", DIGEST_RIGHT, OK, 2, 2 },
  { "corrupt-part", PORT_HTTP, "/corrupt/image.iso", DIGEST_RIGHT, OK, 3, 3 },
  { "longer", PORT_HTTP, "/long/image.iso", DIGEST_RIGHT, OK, 1, 1 },
  { "shorter", PORT_HTTP, "/short/image.iso", DIGEST_RIGHT, OK, 2, 2 },
  { "shorter-liar", PORT_HTTP, "/shortliar/image.iso", DIGEST_RIGHT, FROND_ERROR_DOWNLOAD_CUT, 0, 0 },
  { "416", PORT_HTTP, "/r416/image.iso", DIGEST_RIGHT, OK, 3, 3 },
  { "busy", PORT_HTTP, "/busy/image.iso", DIGEST_RIGHT, OK, 3, 3 },
  { "down", PORT_HTTP, "/down/image.iso", DIGEST_RIGHT, FROND_ERROR_DOWNLOAD_SERVER, 5, 5 },
  { "gone", PORT_HTTP, "/gone/image.iso", DIGEST_RIGHT, FROND_ERROR_DOWNLOAD_GONE, 1, 1 },
  { "stall", PORT_HTTP, "/stall/image.iso", DIGEST_RIGHT, OK, 2, 2 },
  { "wrong-checksum", PORT_HTTP, "/ok/image.iso", DIGEST_OTHER, FROND_ERROR_DOWNLOAD_CHECKSUM, 1, 1 },
  { "page", PORT_HTTP, "/html/image.iso", DIGEST_RIGHT, FROND_ERROR_DOWNLOAD_WEB_PAGE, 1, 1 },
  { "error-message", PORT_HTTP, "/xml/image.iso", DIGEST_RIGHT, FROND_ERROR_DOWNLOAD_WEB_PAGE, 1, 1 },
  { "no-image", PORT_HTTP, "/ok/noise.iso", DIGEST_RIGHT, FROND_ERROR_DOWNLOAD_NOT_IMAGE, 1, 1 },
  { "empty", PORT_HTTP, "/empty/image.iso", DIGEST_RIGHT, FROND_ERROR_DOWNLOAD_EMPTY, 1, 1 },
  { "encoded", PORT_HTTP, "/encoded/image.iso", DIGEST_RIGHT, FROND_ERROR_DOWNLOAD_ENCODED, 1, 1 },
  { "redirects", PORT_HTTPS, "/hops/5/image.iso", DIGEST_NONE, OK, 0, 0 },
  { "too-many-redirects", PORT_HTTP, "/hops/6/image.iso", DIGEST_RIGHT, FROND_ERROR_DOWNLOAD_REDIRECT, 0, 0 },
  { "redirect-loop", PORT_HTTP, "/loop/image.iso", DIGEST_RIGHT, FROND_ERROR_DOWNLOAD_REDIRECT, 0, 0 },
  { "redirect-nowhere", PORT_HTTP, "/nowhere/image.iso", DIGEST_RIGHT, FROND_ERROR_DOWNLOAD_REDIRECT, 0, 0 },
  { "redirect-down", PORT_HTTPS, "/downgrade/image.iso", DIGEST_RIGHT, FROND_ERROR_DOWNLOAD_INSECURE, 0, 0 },
  { "plain-unchecked", PORT_HTTP, "/ok/image.iso", DIGEST_NONE, FROND_ERROR_DOWNLOAD_SOURCE, 0, 0 },
  { "tls-expired", PORT_EXPIRED, "/ok/image.iso", DIGEST_RIGHT, FROND_ERROR_DOWNLOAD_CERT_EXPIRED, 0, 0 },
  { "tls-elsewhere", PORT_ELSEWHERE, "/ok/image.iso", DIGEST_RIGHT, FROND_ERROR_DOWNLOAD_CERT_HOST, 0, 0 },
  { "tls-unknown", PORT_UNKNOWN, "/ok/image.iso", DIGEST_RIGHT, FROND_ERROR_DOWNLOAD_CERT_UNKNOWN, 0, 0 },
};

static void
assert_file (DownloadFixture *self, FrondDownload *download, const char *digest)
{
  FrondCacheEntry *entry = frond_download_get_entry (download);
  g_autofree char *path = NULL;
  g_autofree char *contents = NULL;
  g_autofree char *hex = NULL;
  gsize length;

  g_assert_nonnull (entry);
  path = frond_cache_dup_file_path (self->cache, entry);
  g_assert_true (g_file_get_contents (path, &contents, &length, NULL));
  hex = g_compute_checksum_for_data (G_CHECKSUM_SHA256, (guint8 *) contents, length);
  g_assert_cmpstr (hex, ==, strchr (digest, ':') + 1);
  g_assert_true (frond_cache_entry_get_verified (entry));
}

static void
assert_no_partials (DownloadFixture *self)
{
  g_autofree char *path = g_build_filename (self->cache_path, "partial", NULL);
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);

  g_assert_null (dir != NULL ? g_dir_read_name (dir) : NULL);
}

static void
test_way (DownloadFixture *self, gconstpointer user_data)
{
  gsize i = GPOINTER_TO_SIZE (user_data);
  const char *digests[] = { self->digest, self->other_digest, NULL };
  g_autofree char *noise = g_malloc (100000);
  g_autoptr (FrondDownloadSource) source = NULL;
  g_autoptr (GArray) answers = NULL;
  FrondDownload *download;

  memset (noise, 7, 100000);
  download_fixture_write (self, "noise.iso", noise, 100000);
  source = download_fixture_source (self, ways[i].port, ways[i].path, digests[ways[i].digest]);
  download = download_fixture_run (self, source);

  if (ways[i].code == OK)
    {
      g_assert_no_error (frond_download_get_error (download));
      g_assert_cmpint (frond_download_get_state (download), ==, FROND_DOWNLOAD_DONE);
      assert_file (self, download,
                   strstr (ways[i].path, "/changed") != NULL ? self->other_digest : self->digest);
      assert_no_partials (self);
    }
  else
    {
      g_assert_error (frond_download_get_error (download), FROND_ERROR, ways[i].code);
      g_assert_cmpint (frond_download_get_state (download), ==, FROND_DOWNLOAD_FAILED);
      g_assert_null (frond_download_get_entry (download));
    }

  if (ways[i].at_most == 0)
    return;
  answers = download_fixture_answers (self, ways[i].port, ways[i].path);
  g_assert_cmpuint (answers->len / 2, >=, ways[i].least);
  g_assert_cmpuint (answers->len / 2, <=, ways[i].at_most);
}

/* The other half is asked for, and no more. */
static void
test_resume_bytes (DownloadFixture *self, gconstpointer user_data)
{
  g_autoptr (FrondDownloadSource) source =
      download_fixture_source (self, PORT_HTTP, "/cut/image.iso", self->digest);
  g_autoptr (GArray) answers = NULL;

  download_fixture_run (self, source);
  answers = download_fixture_answers (self, PORT_HTTP, "/cut/image.iso");
  g_assert_cmpuint (answers->len, ==, 4);
  g_assert_cmpuint (g_array_index (answers, guint64, 2), ==, IMAGE_SIZE / 2);
  g_assert_cmpuint (g_array_index (answers, guint64, 3), ==, IMAGE_SIZE / 2);
}

static FrondDownloadSource *
source_with_mirrors (DownloadFixture *self, const char *first, const char *second)
{
  g_autofree char *one = download_fixture_uri (self, PORT_HTTP, first);
  g_autofree char *two = download_fixture_uri (self, PORT_HTTP, second);
  const char *const uris[] = { one, two, NULL };

  return g_object_new (FROND_TYPE_DOWNLOAD_SOURCE, "title", "A System", "uris", uris, "kind",
                       FROND_IMAGE_KIND_ISO, "digest", self->digest, NULL);
}

static void
empty_cache (DownloadFixture *self)
{
  g_autoptr (GAsyncResult) result = NULL;
  guint64 freed;

  frond_cache_clean_async (self->cache, NULL, NULL, download_got_result, &result);
  g_assert_true (frond_cache_clean_finish (self->cache, download_await (&result), &freed, NULL));
  g_assert_cmpuint (freed, >=, IMAGE_SIZE);
  download_fixture_renew (self, NULL);
}

static void
test_mirrors (DownloadFixture *self, gconstpointer user_data)
{
  static const char *const bad[] = { "/gone/image.iso", "/down/image.iso",    "/html/image.iso",
                                     "/ok/other.iso",   "/stallalways/a.iso", "/empty/image.iso" };

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr (FrondDownloadSource) source = source_with_mirrors (self, bad[i], "/ok/image.iso");
      FrondDownload *download = download_fixture_run (self, source);

      g_assert_no_error (frond_download_get_error (download));
      assert_file (self, download, self->digest);
      empty_cache (self);
    }
}

/* What the first server gave is not asked of the second one. */
static void
test_mirrors_share (DownloadFixture *self, gconstpointer user_data)
{
  g_autoptr (FrondDownloadSource) source =
      source_with_mirrors (self, "/cutnorange/image.iso", "/ok/image.iso");
  FrondDownload *download = download_fixture_run (self, source);
  g_autoptr (GArray) answers = download_fixture_answers (self, PORT_HTTP, "/ok/image.iso");

  g_assert_no_error (frond_download_get_error (download));
  assert_file (self, download, self->digest);
  g_assert_cmpuint (answers->len, ==, 2);
  g_assert_cmpuint (g_array_index (answers, guint64, 0), ==, IMAGE_SIZE / 2);
}

static void
test_all_mirrors_bad (DownloadFixture *self, gconstpointer user_data)
{
  g_autoptr (FrondDownloadSource) source = source_with_mirrors (self, "/html/image.iso", "/gone/image.iso");
  FrondDownload *download = download_fixture_run (self, source);

  g_assert_error (frond_download_get_error (download), FROND_ERROR, FROND_ERROR_DOWNLOAD_WEB_PAGE);
}

static void
test_nobody_listens (DownloadFixture *self, gconstpointer user_data)
{
  const char *const uris[] = { "http://127.0.0.1:1/image.iso", NULL };
  g_autoptr (FrondDownloadSource) source = g_object_new (FROND_TYPE_DOWNLOAD_SOURCE, "uris", uris, "kind",
                                                         FROND_IMAGE_KIND_ISO, "digest", self->digest, NULL);
  FrondDownload *download = download_fixture_run (self, source);

  g_assert_error (frond_download_get_error (download), FROND_ERROR, FROND_ERROR_DOWNLOAD_UNREACHABLE);
}

static void
wait_for_bytes (FrondDownload *download, guint64 bytes)
{
  while (frond_download_get_received (download) < bytes)
    {
      g_assert_true (frond_download_is_active (download));
      g_main_context_iteration (NULL, TRUE);
    }
}

static void
test_pause (DownloadFixture *self, gconstpointer user_data)
{
  g_autoptr (FrondDownloadSource) source =
      download_fixture_source (self, PORT_HTTP, "/slow/image.iso", self->digest);
  FrondDownload *download = frond_downloads_add (self->downloads, source);
  g_autoptr (GArray) answers = NULL;

  wait_for_bytes (download, 200000);
  g_assert_cmpuint (frond_downloads_get_n_active (self->downloads), ==, 1);
  frond_download_pause (download);
  g_assert_cmpint (frond_download_get_state (download), ==, FROND_DOWNLOAD_PAUSED);
  while (_frond_download_occupies (download))
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpuint (frond_downloads_get_n_active (self->downloads), ==, 0);
  g_assert_cmpint (frond_download_get_state (download), ==, FROND_DOWNLOAD_PAUSED);

  g_assert_true (frond_downloads_add (self->downloads, source) == download);
  download_wait (download, FROND_DOWNLOAD_DONE);
  assert_file (self, download, self->digest);
  answers = download_fixture_answers (self, PORT_HTTP, "/slow/image.iso");
  g_assert_cmpuint (answers->len, ==, 4);
  g_assert_cmpuint (g_array_index (answers, guint64, 2), >=, 200000);
}

/* The next run of the application goes on, from what it finds. */
static void
test_restore (DownloadFixture *self, gconstpointer user_data)
{
  g_autoptr (FrondDownloadSource) source =
      download_fixture_source (self, PORT_HTTP, "/slow/image.iso", self->digest);
  g_autoptr (FrondDownload) first = g_object_ref (frond_downloads_add (self->downloads, source));
  g_autoptr (FrondDownload) second = NULL;
  g_autoptr (GAsyncResult) result = NULL;

  wait_for_bytes (first, 200000);
  frond_download_pause (first);
  while (_frond_download_occupies (first))
    g_main_context_iteration (NULL, TRUE);
  download_fixture_renew (self, NULL);
  g_clear_object (&first);

  frond_downloads_restore_async (self->downloads, NULL, download_got_result, &result);
  g_assert_true (frond_downloads_restore_finish (self->downloads, download_await (&result), NULL));
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (self->downloads)), ==, 1);
  second = g_list_model_get_item (G_LIST_MODEL (self->downloads), 0);
  g_assert_cmpint (frond_download_get_state (second), ==, FROND_DOWNLOAD_PAUSED);
  g_assert_cmpstr (frond_download_get_title (second), ==, "A System");
  g_assert_cmpuint (frond_download_get_received (second), >=, 200000);
  g_assert_cmpuint (frond_download_get_total (second), ==, IMAGE_SIZE);
  frond_download_resume (second);
  download_wait (second, FROND_DOWNLOAD_DONE);
  assert_file (self, second, self->digest);
}

/* What the catalogue has learnt meanwhile counts, and what is there of the file stays. */
static void
test_better_source (DownloadFixture *self, gconstpointer user_data)
{
  g_autoptr (FrondDownloadSource) source =
      download_fixture_source (self, PORT_HTTP, "/slow/image.iso", self->other_digest);
  g_autoptr (FrondDownloadSource) better =
      download_fixture_source (self, PORT_HTTP, "/slow/image.iso", self->digest);
  g_autoptr (FrondDownload) first = g_object_ref (frond_downloads_add (self->downloads, source));
  FrondDownload *second;
  g_autoptr (GArray) answers = NULL;

  wait_for_bytes (first, 200000);
  frond_download_pause (first);
  while (_frond_download_occupies (first))
    g_main_context_iteration (NULL, TRUE);
  second = frond_downloads_add (self->downloads, better);
  g_assert_true (second != first);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (self->downloads)), ==, 1);
  download_wait (second, FROND_DOWNLOAD_DONE);
  assert_file (self, second, self->digest);
  answers = download_fixture_answers (self, PORT_HTTP, "/slow/image.iso");
  g_assert_cmpuint (g_array_index (answers, guint64, 2), >=, 200000);
}

static void
test_network (DownloadFixture *self, gconstpointer user_data)
{
  g_autoptr (FrondTestNetwork) network = frond_test_network_new (FALSE, FALSE);
  g_autoptr (FrondDownloadSource) source =
      download_fixture_source (self, PORT_HTTP, "/slow/image.iso", self->digest);
  FrondDownload *download;

  download_fixture_renew (self, G_NETWORK_MONITOR (network));
  download = frond_downloads_add (self->downloads, source);
  g_assert_cmpint (frond_download_get_state (download), ==, FROND_DOWNLOAD_WAITING);
  g_assert_false (frond_download_get_metered (download));

  frond_test_network_set (network, TRUE, FALSE);
  wait_for_bytes (download, 100000);
  frond_test_network_set (network, FALSE, FALSE);
  g_assert_cmpint (frond_download_get_state (download), ==, FROND_DOWNLOAD_WAITING);

  /* It comes back as one that costs: that is for a person to say. */
  frond_test_network_set (network, TRUE, TRUE);
  while (_frond_download_occupies (download))
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpint (frond_download_get_state (download), ==, FROND_DOWNLOAD_WAITING);
  g_assert_true (frond_download_get_metered (download));
  frond_download_resume (download);
  download_wait (download, FROND_DOWNLOAD_DONE);
  assert_file (self, download, self->digest);
}

static void
test_metered_setting (DownloadFixture *self, gconstpointer user_data)
{
  g_autoptr (FrondTestNetwork) network = frond_test_network_new (TRUE, TRUE);
  g_autoptr (FrondDownloadSource) source =
      download_fixture_source (self, PORT_HTTP, "/ok/image.iso", self->digest);
  FrondDownload *download;

  download_fixture_renew (self, G_NETWORK_MONITOR (network));
  download = frond_downloads_add (self->downloads, source);
  g_assert_cmpint (frond_download_get_state (download), ==, FROND_DOWNLOAD_WAITING);
  g_object_set (self->downloads, "metered", TRUE, NULL);
  download_wait (download, FROND_DOWNLOAD_DONE);
}

static void
test_cancel (DownloadFixture *self, gconstpointer user_data)
{
  g_autoptr (FrondDownloadSource) source =
      download_fixture_source (self, PORT_HTTP, "/slow/image.iso", self->digest);
  FrondDownload *download = frond_downloads_add (self->downloads, source);

  wait_for_bytes (download, 100000);
  frond_download_cancel (download);
  g_assert_cmpint (frond_download_get_state (download), ==, FROND_DOWNLOAD_CANCELLED);
  while (_frond_download_occupies (download))
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpint (frond_download_get_state (download), ==, FROND_DOWNLOAD_CANCELLED);
  g_assert_null (frond_download_get_error (download));
  assert_no_partials (self);
}

static void
test_queue (DownloadFixture *self, gconstpointer user_data)
{
  FrondDownload *downloads[4];
  guint n_running = 0;

  for (guint i = 0; i < G_N_ELEMENTS (downloads); i++)
    {
      g_autofree char *name = g_strdup_printf ("image%u.iso", i);
      g_autofree char *path = g_strconcat ("/slow/", name, NULL);
      g_autofree char *digest = download_fixture_make_image (self, name, 300000, 10 + i);
      g_autoptr (FrondDownloadSource) source = download_fixture_source (self, PORT_HTTP, path, digest);

      downloads[i] = frond_downloads_add (self->downloads, source);
    }
  for (guint i = 0; i < G_N_ELEMENTS (downloads); i++)
    n_running += frond_download_get_state (downloads[i]) == FROND_DOWNLOAD_RUNNING;
  g_assert_cmpuint (n_running, ==, 2); /* of one host */
  g_object_set (self->downloads, "max-per-host", 3, NULL);
  g_assert_cmpint (frond_download_get_state (downloads[2]), ==, FROND_DOWNLOAD_RUNNING);
  g_assert_cmpint (frond_download_get_state (downloads[3]), ==, FROND_DOWNLOAD_QUEUED);
  for (guint i = 0; i < G_N_ELEMENTS (downloads); i++)
    download_wait (downloads[i], FROND_DOWNLOAD_DONE);
  g_assert_cmpuint (frond_downloads_get_n_active (self->downloads), ==, 0);
}

/* What the cache has is not fetched again. */
static void
test_cached (DownloadFixture *self, gconstpointer user_data)
{
  g_autoptr (FrondDownloadSource) source =
      download_fixture_source (self, PORT_HTTP, "/ok/image.iso", self->digest);
  g_autoptr (GArray) answers = NULL;
  FrondDownload *download;

  download_fixture_run (self, source);
  download_fixture_renew (self, NULL);
  download = download_fixture_run (self, source);
  g_assert_cmpint (frond_download_get_state (download), ==, FROND_DOWNLOAD_DONE);
  assert_file (self, download, self->digest);
  answers = download_fixture_answers (self, PORT_HTTP, "/ok/image.iso");
  g_assert_cmpuint (answers->len, ==, 2);
}

static const struct
{
  const char *program;
  const char *ending;
} packers[] = { { "xz", ".xz" }, { "gzip", ".gz" }, { "zstd", ".zst" }, { "bzip2", ".bz2" } };

static char *
pack (DownloadFixture *self, const char *program, const char *ending)
{
  g_autofree char *path = g_build_filename (self->dir, "image.iso", NULL);
  g_autofree char *packed = g_strconcat (path, ending, NULL);
  const char *const argv[] = { program, "-kf", path, NULL };
  g_autofree char *output = download_run_program (argv);
  g_autofree char *contents = NULL;
  g_autofree char *hex = NULL;
  gsize length;

  g_assert_true (g_file_get_contents (packed, &contents, &length, NULL));
  hex = g_compute_checksum_for_data (G_CHECKSUM_SHA256, (guint8 *) contents, length);
  return g_strconcat ("sha256:", hex, NULL);
}

static void
test_packed (DownloadFixture *self, gconstpointer user_data)
{
  for (guint i = 0; i < G_N_ELEMENTS (packers); i++)
    {
      g_autofree char *digest = NULL;
      g_autofree char *program = g_find_program_in_path (packers[i].program);
      g_autofree char *path = g_strconcat ("/ok/image.iso", packers[i].ending, NULL);
      g_autoptr (FrondDownloadSource) source = NULL;
      FrondDownload *download;

      if (program == NULL)
        continue;
      digest = pack (self, program, packers[i].ending);
      source = download_fixture_source (self, PORT_HTTP, path, digest);
      download = download_fixture_run (self, source);
      g_assert_no_error (frond_download_get_error (download));
      assert_file (self, download, self->digest);
      assert_no_partials (self);
      g_assert_cmpstr (frond_cache_entry_get_source_digest (frond_download_get_entry (download)), ==, digest);
    }
}

static void
test_packed_badly (DownloadFixture *self, gconstpointer user_data)
{
  g_autofree char *digest = pack (self, "gzip", ".gz");
  g_autofree char *path = g_build_filename (self->dir, "image.iso.gz", NULL);
  g_autofree char *contents = NULL;
  g_autofree char *hex = NULL;
  g_autofree char *cut_digest = NULL;
  g_autofree char *uri = download_fixture_uri (self, PORT_HTTP, "/ok/image.iso.gz");
  const char *const uris[] = { uri, NULL };
  g_autoptr (FrondDownloadSource) bomb = NULL;
  g_autoptr (FrondDownloadSource) cut = NULL;
  FrondDownload *download;
  gsize length;

  bomb = g_object_new (FROND_TYPE_DOWNLOAD_SOURCE, "uris", uris, "kind", FROND_IMAGE_KIND_ISO, "digest",
                       digest, "image-size", (guint64) 100000, NULL);
  download = download_fixture_run (self, bomb);
  g_assert_error (frond_download_get_error (download), FROND_ERROR, FROND_ERROR_DOWNLOAD_TOO_LARGE);

  g_assert_true (g_file_get_contents (path, &contents, &length, NULL));
  hex = g_compute_checksum_for_data (G_CHECKSUM_SHA256, (guint8 *) contents, length - 1000);
  cut_digest = g_strconcat ("sha256:", hex, NULL);
  download_fixture_write (self, "cut.iso.gz", contents, length - 1000);
  cut = download_fixture_source (self, PORT_HTTP, "/ok/cut.iso.gz", cut_digest);
  download = download_fixture_run (self, cut);
  g_assert_error (frond_download_get_error (download), FROND_ERROR, FROND_ERROR_DOWNLOAD_UNPACK);

  /* A second try is one. */
  download = download_fixture_run (self, cut);
  g_assert_error (frond_download_get_error (download), FROND_ERROR, FROND_ERROR_DOWNLOAD_UNPACK);
}

#define ADD(name, function)                                                                                  \
  g_test_add ("/media/download/" name, DownloadFixture, NULL, download_fixture_set_up, function,             \
              download_fixture_tear_down)

int
main (int argc, char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (ways); i++)
    {
      g_autofree char *path = g_strconcat ("/media/download/way/", ways[i].name, NULL);

      g_test_add (path, DownloadFixture, GSIZE_TO_POINTER (i), download_fixture_set_up, test_way,
                  download_fixture_tear_down);
    }
  ADD ("resume-bytes", test_resume_bytes);
  ADD ("mirrors", test_mirrors);
  ADD ("mirrors-share", test_mirrors_share);
  ADD ("all-mirrors-bad", test_all_mirrors_bad);
  ADD ("nobody-listens", test_nobody_listens);
  ADD ("pause", test_pause);
  ADD ("restore", test_restore);
  ADD ("better-source", test_better_source);
  ADD ("network", test_network);
  ADD ("metered-setting", test_metered_setting);
  ADD ("cancel", test_cancel);
  ADD ("queue", test_queue);
  ADD ("cached", test_cached);
  ADD ("packed", test_packed);
  ADD ("packed-badly", test_packed_badly);

  status = g_test_run ();
  download_fixture_end ();
  return status;
}
