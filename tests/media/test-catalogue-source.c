/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* A newer catalogue from a server: what is taken of it, and what never is. */

#include "frond-catalogue-source.h"

#include "download-fixture.h"

#include <glib/gstdio.h>
#include <string.h>

#define FILES                                                                                                \
  "[{\"arch\":\"x86_64\",\"url\":\"https://a.example/x.iso\",\"format\":\"iso\",\"size\":1000000,"           \
  "\"checksum\":{\"type\":\"sha256\",\"value\":"                                                             \
  "\"0000000000000000000000000000000000000000000000000000000000000000\"}}]"
#define ENTRY(id, name)                                                                                      \
  "{\"id\":\"" id "\",\"name\":\"" name "\",\"summary\":\"One\",\"kind\":\"installer\",\"files\":" FILES "}"
#define GOOD "{\"version\":1,\"entries\":[" ENTRY ("new-system", "New System") "]}"

static const struct
{
  const char *name;
  const char *path;     /* at the server */
  const char *content;  /* of catalogue.json */
  const char *checksum; /* NULL: that of content; "": the file is empty; otherwise that of this text */
  int code;             /* -1: good */
} cases[] = {
  { "good", "/ok/catalogue.json", GOOD, NULL, -1 },
  { "other-checksum", "/ok/catalogue.json", GOOD, "of something else", FROND_ERROR_DOWNLOAD_CHECKSUM },
  { "no-checksum", "/ok/catalogue.json", GOOD, "", FROND_ERROR_DOWNLOAD_CHECKSUM_LIST },
  { "gone", "/gone/catalogue.json", GOOD, NULL, FROND_ERROR_DOWNLOAD_GONE },
  { "page-for-all", "/html/catalogue.json", GOOD, NULL, FROND_ERROR_DOWNLOAD_CHECKSUM_LIST },
  { "sent-round", "/loop/catalogue.json", GOOD, NULL, FROND_ERROR_DOWNLOAD_REDIRECT },
  { "web-page", "/ok/catalogue.json", "<!doctype html><html></html>", NULL, FROND_ERROR_INVALID_VALUE },
  { "no-entries", "/ok/catalogue.json", "{\"version\":1,\"entries\":[]}", NULL, FROND_ERROR_INVALID_VALUE },
  { "one-mistake", "/ok/catalogue.json",
    "{\"version\":1,\"entries\":[" ENTRY ("new-system", "New System") ",{\"id\":\"half\"}]}", NULL,
    FROND_ERROR_INVALID_VALUE },
};

typedef struct
{
  DownloadFixture download;
  FrondCatalogue *catalogue;
  char *folder;
  char *update;
} Fixture;

static void
set_up (Fixture *f, gconstpointer data)
{
  download_fixture_set_up (&f->download, NULL);
  f->folder = g_dir_make_tmp ("frond-refresh-XXXXXX", NULL);
  f->update = g_build_filename (f->folder, "update.json", NULL);
  f->catalogue = frond_catalogue_new (f->folder, f->update);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  g_object_unref (f->catalogue);
  g_unlink (f->update);
  g_assert_cmpint (g_rmdir (f->folder), ==, 0);
  g_free (f->folder);
  g_free (f->update);
  download_fixture_tear_down (&f->download, NULL);
}

static void
refresh (Fixture *f, const char *url, GTlsDatabase *tls_database, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  frond_catalogue_source_refresh_async (f->catalogue, url, tls_database, NULL, download_got_result, &result);
  frond_catalogue_source_refresh_finish (f->catalogue, download_await (&result), error);
}

static void
load (Fixture *f)
{
  g_autoptr (GAsyncResult) result = NULL;

  frond_catalogue_load_async (f->catalogue, NULL, download_got_result, &result);
  g_assert_true (frond_catalogue_load_finish (f->catalogue, download_await (&result), NULL));
}

static void
offer (Fixture *f, const char *content, const char *checksum)
{
  g_autofree char *sum = g_compute_checksum_for_string (G_CHECKSUM_SHA256, checksum ?: content, -1);
  const char *list = g_strcmp0 (checksum, "") == 0 ? "" : sum;

  download_fixture_write (&f->download, "catalogue.json", content, strlen (content));
  download_fixture_write (&f->download, "catalogue.json.sha256", list, strlen (list));
}

/* Whatever comes, the update that was there before stays, or is replaced as a whole. */
static void
test_case (Fixture *f, gconstpointer data)
{
  const guint i = GPOINTER_TO_UINT (data);
  g_autofree char *url = download_fixture_uri (&f->download, PORT_HTTP, cases[i].path);
  g_autofree char *kept = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (g_file_set_contents (f->update, "before", -1, NULL));
  offer (f, cases[i].content, cases[i].checksum);
  refresh (f, url, NULL, &error);
  g_assert_true (g_file_get_contents (f->update, &kept, NULL, NULL));
  if (cases[i].code >= 0)
    {
      g_assert_error (error, FROND_ERROR, cases[i].code);
      g_assert_cmpstr (kept, ==, "before");
      return;
    }

  g_assert_no_error (error);
  g_assert_cmpstr (kept, ==, cases[i].content);
  load (f);
  g_assert_nonnull (frond_catalogue_find (f->catalogue, "new-system"));
  g_assert_nonnull (frond_catalogue_find (f->catalogue, "debian-13"));
}

/* Over the network only with a certificate that somebody vouches for. */
static void
test_addresses (Fixture *f, gconstpointer data)
{
  g_autofree char *unknown = download_fixture_uri (&f->download, PORT_UNKNOWN, "/ok/catalogue.json");
  const char *const bad[] = { "", "http://catalogue.example/c.json", "file:///etc/passwd", unknown };

  offer (f, GOOD, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr (GError) error = NULL;

      refresh (f, bad[i], NULL, &error);
      g_assert_true (
          g_error_matches (error, FROND_ERROR, FROND_ERROR_DOWNLOAD_SOURCE) ||
          (bad[i] == unknown && g_error_matches (error, FROND_ERROR, FROND_ERROR_DOWNLOAD_CERT_UNKNOWN)));
      g_assert_false (g_file_test (f->update, G_FILE_TEST_EXISTS));
    }
}

int
main (int argc, char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strconcat ("/media/catalogue-source/", cases[i].name, NULL);

      g_test_add (path, Fixture, GUINT_TO_POINTER (i), set_up, test_case, tear_down);
    }
  g_test_add ("/media/catalogue-source/addresses", Fixture, NULL, set_up, test_addresses, tear_down);
  status = g_test_run ();
  download_fixture_end ();
  return status;
}
