/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The folder that several processes share, and full disks. */

#include "download-fixture.h"

#include "frond-cache-index.h"
#include "frond-download-checksums.h"

#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

static FrondCacheEntry *
put (DownloadFixture *self, const char *text, const char *uri)
{
  g_autofree char *hex = g_compute_checksum_for_string (G_CHECKSUM_SHA256, text, -1);
  g_autofree char *digest = g_strconcat ("sha256:", hex, NULL);
  g_autofree char *path = NULL;
  g_autoptr (FrondCacheEntry) named = NULL;
  g_autoptr (GError) error = NULL;
  FrondCacheEntry *entry;

  download_fixture_write (self, "new", text, strlen (text));
  path = g_build_filename (self->dir, "new", NULL);
  named = g_object_new (FROND_TYPE_CACHE_ENTRY, "digest", digest, "source-digest", digest, "uri", uri,
                        "title", "A System", "kind", FROND_IMAGE_KIND_ISO, NULL);
  g_mkdir_with_parents (self->cache_path, 0700);
  entry = frond_cache_index_put (self->cache_path, path, named, &error);
  g_assert_no_error (error);
  return entry;
}

static void
refresh (DownloadFixture *self)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  frond_cache_refresh_async (self->cache, NULL, download_got_result, &result);
  g_assert_true (frond_cache_refresh_finish (self->cache, download_await (&result), &error));
  g_assert_no_error (error);
}

static int
open_entry (DownloadFixture *self, FrondCacheEntry *entry, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  frond_cache_open_async (self->cache, entry, NULL, download_got_result, &result);
  return frond_cache_open_finish (self->cache, download_await (&result), error);
}

static void
trim (DownloadFixture *self, guint64 limit)
{
  g_autoptr (GAsyncResult) result = NULL;

  frond_cache_set_limit (self->cache, limit);
  frond_cache_trim_async (self->cache, NULL, download_got_result, &result);
  g_assert_true (frond_cache_trim_finish (self->cache, download_await (&result), NULL));
}

static guint
count (DownloadFixture *self)
{
  return g_list_model_get_n_items (G_LIST_MODEL (self->cache));
}

static void
test_find (DownloadFixture *self, gconstpointer user_data)
{
  g_autoptr (FrondCacheEntry) entry = put (self, "one", "https://images.example/one.iso");
  const char *const uris[] = { "https://images.example/one.iso", NULL };
  g_autoptr (FrondDownloadSource) by_uri =
      g_object_new (FROND_TYPE_DOWNLOAD_SOURCE, "uris", uris, "kind", FROND_IMAGE_KIND_ISO, NULL);
  g_autoptr (FrondDownloadSource) by_digest =
      g_object_new (FROND_TYPE_DOWNLOAD_SOURCE, "kind", FROND_IMAGE_KIND_ISO, "digest",
                    frond_cache_entry_get_digest (entry), NULL);
  g_autoptr (FrondDownloadSource) newer = g_object_new (FROND_TYPE_DOWNLOAD_SOURCE, "uris", uris, "kind",
                                                        FROND_IMAGE_KIND_ISO, "digest", self->digest, NULL);

  g_assert_null (frond_cache_find (self->cache, by_uri)); /* nobody has looked yet */
  refresh (self);
  g_assert_nonnull (frond_cache_find (self->cache, by_uri));
  g_assert_nonnull (frond_cache_find (self->cache, by_digest));
  g_assert_null (frond_cache_find (self->cache, newer));
  g_assert_cmpuint (frond_cache_get_size (self->cache), >=, 3);
}

/* What is looked at changes nothing: no folder is made. */
static void
test_empty (DownloadFixture *self, gconstpointer user_data)
{
  refresh (self);
  g_assert_cmpuint (count (self), ==, 0);
  g_assert_false (g_file_test (self->cache_path, G_FILE_TEST_EXISTS));
}

static void
set_age (DownloadFixture *self, FrondCacheEntry *entry, gint64 last_used)
{
  g_autofree char *path = g_build_filename (self->cache_path, "index.json", NULL);
  g_autofree char *text = NULL;
  g_autofree char *new = g_strdup_printf ("%" G_GINT64_FORMAT, last_used);
  g_autoptr (GString) edited = NULL;
  char *place;

  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  edited = g_string_new (text);
  place = strstr (edited->str, frond_cache_entry_get_name (entry));
  g_assert_nonnull (place);
  /* Whatever it is by now: to open an entry is to use it. */
  place = strstr (place, "\"last-used\"");
  g_assert_nonnull (place);
  place = strpbrk (place, "0123456789");
  g_assert_nonnull (place);
  g_string_erase (edited, place - edited->str, (gssize) strspn (place, "0123456789"));
  g_string_insert (edited, place - edited->str, new);
  g_assert_true (g_file_set_contents (path, edited->str, -1, NULL));
}

/* The one that is used longest ago goes first; the one that is open does not go. */
static void
test_eviction (DownloadFixture *self, gconstpointer user_data)
{
  g_autoptr (FrondCacheEntry) kept = NULL;
  g_autoptr (FrondCacheEntry) old = put (self, "old", "a");
  g_autoptr (FrondCacheEntry) older = put (self, "older", "b");
  g_autoptr (FrondCacheEntry) oldest = put (self, "oldest", "c");
  g_autofd int fd = -1;
  guint64 one = frond_cache_entry_get_disk_size (old);

  g_assert_cmpuint (one, >, 0);
  set_age (self, old, 3000);
  set_age (self, older, 2000);
  fd = open_entry (self, oldest, NULL);
  g_assert_cmpint (fd, >=, 0);
  set_age (self, oldest, 1000);

  trim (self, 2 * one);
  g_assert_cmpuint (count (self), ==, 2);
  kept = frond_cache_index_find (self->cache_path, frond_cache_entry_get_digest (oldest), NULL,
                                 FROND_IMAGE_KIND_ISO);
  g_assert_nonnull (kept);
  g_assert_null (frond_cache_index_find (self->cache_path, frond_cache_entry_get_digest (older), NULL,
                                         FROND_IMAGE_KIND_ISO));
  trim (self, 0); /* no limit */
  g_assert_cmpuint (count (self), ==, 2);
  g_clear_fd (&fd, NULL);
  trim (self, 1);
  g_assert_cmpuint (count (self), ==, 0);
}

static void
test_clean (DownloadFixture *self, gconstpointer user_data)
{
  g_autoptr (FrondCacheEntry) open_one = put (self, "open", "a");
  g_autoptr (FrondCacheEntry) other = put (self, "other", "b");
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GAsyncResult) second = NULL;
  g_autoptr (GError) error = NULL;
  g_autofd int fd = open_entry (self, open_one, NULL);

  frond_cache_clean_async (self->cache, NULL, NULL, download_got_result, &result);
  g_assert_true (frond_cache_clean_finish (self->cache, download_await (&result), NULL, NULL));
  g_assert_cmpuint (count (self), ==, 1);

  frond_cache_clean_async (self->cache, open_one, NULL, download_got_result, &second);
  g_assert_false (frond_cache_clean_finish (self->cache, download_await (&second), NULL, &error));
  g_assert_error (error, FROND_ERROR, FROND_ERROR_BUSY);
}

static const char *const broken[] = { "", "{", "[]", "{\"entries\": 7}",
                                      "{\"entries\": [1, {}, {\"name\": 3}]}" };

static void
test_broken_index (DownloadFixture *self, gconstpointer user_data)
{
  for (guint i = 0; i < G_N_ELEMENTS (broken); i++)
    {
      g_autoptr (FrondCacheEntry) entry = put (self, "one", "a");
      g_autofree char *path = g_build_filename (self->cache_path, "index.json", NULL);
      g_autoptr (FrondCacheEntry) found = NULL;
      g_autofd int fd = -1;

      g_assert_true (g_file_set_contents (path, broken[i], -1, NULL));
      refresh (self);
      g_assert_cmpuint (count (self), ==, 1);
      found = g_list_model_get_item (G_LIST_MODEL (self->cache), 0);
      g_assert_cmpstr (frond_cache_entry_get_digest (found), ==, frond_cache_entry_get_digest (entry));
      g_assert_false (frond_cache_entry_get_verified (found));
      fd = open_entry (self, found, NULL);
      g_assert_cmpint (fd, >=, 0);
      g_clear_object (&found);
      found = g_list_model_get_item (G_LIST_MODEL (self->cache), 0);
      g_assert_true (frond_cache_entry_get_verified (found));
    }
}

/* A file that is not what its name says is found out and goes. */
static void
test_damaged_file (DownloadFixture *self, gconstpointer user_data)
{
  g_autoptr (FrondCacheEntry) entry = put (self, "one", "a");
  g_autofree char *path = frond_cache_dup_file_path (self->cache, entry);
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (g_chmod (path, 0600), ==, 0);
  g_assert_true (g_file_set_contents (path, "another", -1, NULL));
  refresh (self);
  g_assert_cmpint (open_entry (self, entry, &error), ==, -1);
  g_assert_error (error, FROND_ERROR, FROND_ERROR_DOWNLOAD_CHECKSUM);
  g_assert_cmpuint (count (self), ==, 0);
  g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
}

static void
test_gone_file (DownloadFixture *self, gconstpointer user_data)
{
  g_autoptr (FrondCacheEntry) entry = put (self, "one", "a");
  g_autofree char *path = frond_cache_dup_file_path (self->cache, entry);
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (g_unlink (path), ==, 0);
  g_assert_cmpint (open_entry (self, entry, &error), ==, -1);
  g_assert_error (error, FROND_ERROR, FROND_ERROR_MEDIA_MISSING);
  g_assert_cmpuint (count (self), ==, 0);
}

/* Two processes put, use and delete at the same time: every entry is whole, none is lost. */
static void
test_processes (DownloadFixture *self, gconstpointer user_data)
{
  const guint n = 40;
  pid_t child = fork ();

  g_assert_cmpint (child, >=, 0);
  for (guint i = 0; i < n; i++)
    {
      g_autofree char *text = g_strdup_printf ("%d %u", child == 0, i);
      g_autofree char *name = g_strdup_printf ("new-%d", child == 0);
      g_autofree char *hex = g_compute_checksum_for_string (G_CHECKSUM_SHA256, text, -1);
      g_autofree char *digest = g_strconcat ("sha256:", hex, NULL);
      g_autofree char *path = g_build_filename (self->dir, name, NULL);
      g_autoptr (FrondCacheEntry) named = g_object_new (FROND_TYPE_CACHE_ENTRY, "digest", digest, "uri", text,
                                                        "kind", FROND_IMAGE_KIND_ISO, NULL);
      g_autoptr (FrondCacheEntry) entry = NULL;

      download_fixture_write (self, name, text, strlen (text));
      g_mkdir_with_parents (self->cache_path, 0700);
      entry = frond_cache_index_put (self->cache_path, path, named, NULL);
      if (child == 0 && entry == NULL)
        _exit (1);
      g_assert_nonnull (entry);
    }
  if (child == 0)
    _exit (0);

  {
    int status;

    g_assert_cmpint (waitpid (child, &status, 0), ==, child);
    g_assert_cmpint (status, ==, 0);
  }
  refresh (self);
  g_assert_cmpuint (count (self), ==, 2 * n);
  for (guint i = 0; i < 2 * n; i++)
    {
      g_autoptr (FrondCacheEntry) entry = g_list_model_get_item (G_LIST_MODEL (self->cache), i);

      g_assert_cmpstr (frond_cache_entry_get_uri (entry), !=, "");
      g_assert_true (frond_cache_entry_get_verified (entry));
    }
}

/* A disk that is full holds the download; with room again it goes on. The limit of the process stands for the disk. */
static void
test_full (DownloadFixture *self, gconstpointer user_data)
{
  g_autoptr (FrondDownloadSource) source =
      download_fixture_source (self, PORT_HTTP, "/ok/image.iso", self->digest);
  struct rlimit old, small;
  FrondDownload *download;
  g_autoptr (GArray) answers = NULL;

  signal (SIGXFSZ, SIG_IGN);
  g_assert_cmpint (getrlimit (RLIMIT_FSIZE, &old), ==, 0);
  small = old;
  small.rlim_cur = IMAGE_SIZE / 2;
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &small), ==, 0);
  download = download_fixture_run (self, source);
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &old), ==, 0);
  g_assert_cmpint (frond_download_get_state (download), ==, FROND_DOWNLOAD_PAUSED);
  g_assert_error (frond_download_get_error (download), FROND_ERROR, FROND_ERROR_NO_SPACE);

  frond_download_resume (download);
  download_wait (download, FROND_DOWNLOAD_DONE);
  answers = download_fixture_answers (self, PORT_HTTP, "/ok/image.iso");
  g_assert_cmpuint (answers->len, ==, 4);
  g_assert_cmpuint (g_array_index (answers, guint64, 2), >, IMAGE_SIZE / 4);
}

/* What cannot fit is not begun. */
static void
test_too_large (DownloadFixture *self, gconstpointer user_data)
{
  g_autofree char *uri = download_fixture_uri (self, PORT_HTTP, "/ok/image.iso.xz");
  const char *const uris[] = { uri, NULL };
  g_autoptr (FrondDownloadSource) source =
      g_object_new (FROND_TYPE_DOWNLOAD_SOURCE, "uris", uris, "kind", FROND_IMAGE_KIND_ISO, "digest",
                    self->digest, "image-size", G_GUINT64_CONSTANT (1) << 60, NULL);
  g_autofree char *digest = download_fixture_make_image (self, "image.iso.xz", IMAGE_SIZE, 1);
  FrondDownload *download;

  download = download_fixture_run (self, source);
  g_assert_cmpint (frond_download_get_state (download), ==, FROND_DOWNLOAD_PAUSED);
  g_assert_error (frond_download_get_error (download), FROND_ERROR, FROND_ERROR_NO_SPACE);
  g_assert_cmpuint (frond_download_get_received (download), ==, 0);
}

#define HEX256 "0123456789abcdef0123456789ABCDEF0123456789abcdef0123456789abcdef"
#define OTHER  "1123456789abcdef0123456789ABCDEF0123456789abcdef0123456789abcdef"

static const struct
{
  const char *text;
  const char *name;
  gboolean found;
} lists[] = {
  { HEX256 "  a.iso\n", "a.iso", TRUE },
  { OTHER " *b.iso\r\n" HEX256 " *a.iso\r\n", "a.iso", TRUE },
  { HEX256 "  ./a.iso", "a.iso", TRUE },
  { "# a.iso: 7 bytes\nSHA256 (a.iso) = " HEX256 "\nSHA256 (b.iso) = " OTHER "\n", "a.iso", TRUE },
  { HEX256 "\n", "a.iso", TRUE },
  { HEX256 "  whatever.iso\n", "*", TRUE },
  { HEX256 "  a.iso\n" OTHER "  b.iso\n", "*", FALSE },
  { OTHER "  b.iso\n", "a.iso", FALSE },
  { HEX256 "  a.iso\n" OTHER "  a.iso\n", "a.iso", FALSE },
  { OTHER "  xa.iso\n" OTHER "  a.iso.torrent\n", "a.iso", FALSE },
  { "0123456789abcdef  a.iso\n", "a.iso", FALSE },
  { "<html>", "a.iso", FALSE },
  { "", "a.iso", FALSE },
};

static void
test_lists (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (lists); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autofree char *digest =
          frond_download_checksums_find (lists[i].text, strlen (lists[i].text), lists[i].name, &error);
      g_autofree char *lower = g_ascii_strdown ("sha256:" HEX256, -1);

      g_test_message ("%s", lists[i].text);
      g_assert_cmpstr (digest, ==, lists[i].found ? lower : NULL);
      if (!lists[i].found)
        g_assert_error (error, FROND_ERROR, FROND_ERROR_DOWNLOAD_CHECKSUM_LIST);
    }
}

#define ADD(name, function)                                                                                  \
  g_test_add ("/media/cache/" name, DownloadFixture, NULL, download_fixture_set_up, function,                \
              download_fixture_tear_down)

int
main (int argc, char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/media/cache/lists", test_lists);
  ADD ("find", test_find);
  ADD ("empty", test_empty);
  ADD ("eviction", test_eviction);
  ADD ("clean", test_clean);
  ADD ("broken-index", test_broken_index);
  ADD ("damaged-file", test_damaged_file);
  ADD ("gone-file", test_gone_file);
  ADD ("processes", test_processes);
  ADD ("full", test_full);
  ADD ("too-large", test_too_large);
  status = g_test_run ();
  download_fixture_end ();
  return status;
}
