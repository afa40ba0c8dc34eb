/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Lists of checksums, and who signed them, with keys made for the test. */

#include "download-fixture.h"

#include <stdio.h>
#include <string.h>

typedef enum
{
  PUBLISHER,
  STRANGER,
  OLD,
  NOBODY,
} Who;

static char fingerprints[3][41];

static const struct
{
  const char *name;
  const char *list;      /* NULL: none */
  const char *signature; /* NULL: unsigned */
  const char *key;
  Who who;
  int code; /* -1: good */
} cases[] = {
  { "unsigned-list", "SUMS", NULL, NULL, NOBODY, -1 },
  { "detached", "SUMS", "SUMS.good", "keys.pgp", PUBLISHER, -1 },
  { "clear", "SUMS.clear", "SUMS.clear", "keys.pgp", PUBLISHER, -1 },
  { "clear-unsigned", "SUMS.clear", NULL, NULL, NOBODY, -1 },
  { "stranger", "SUMS", "SUMS.stranger", "keys.pgp", PUBLISHER, FROND_ERROR_DOWNLOAD_SIGNATURE },
  { "stranger-known", "SUMS", "SUMS.stranger", "stranger.pgp", PUBLISHER, FROND_ERROR_DOWNLOAD_SIGNATURE },
  { "other-fingerprint", "SUMS", "SUMS.good", "keys.pgp", STRANGER, FROND_ERROR_DOWNLOAD_SIGNATURE },
  { "other-list", "OTHER", "SUMS.good", "keys.pgp", PUBLISHER, FROND_ERROR_DOWNLOAD_SIGNATURE },
  { "tampered", "SUMS.tampered", "SUMS.tampered", "keys.pgp", PUBLISHER, FROND_ERROR_DOWNLOAD_SIGNATURE },
  { "added-around", "AROUND", "AROUND", "keys.pgp", PUBLISHER, FROND_ERROR_DOWNLOAD_CHECKSUM },
  { "expired-key", "SUMS", "SUMS.expiredkey", "keys.pgp", OLD, FROND_ERROR_DOWNLOAD_SIGNATURE_EXPIRED },
  { "expired", "SUMS", "SUMS.expired", "keys.pgp", PUBLISHER, FROND_ERROR_DOWNLOAD_SIGNATURE_EXPIRED },
  { "not-signed", "SUMS", "SUMS", "keys.pgp", PUBLISHER, FROND_ERROR_DOWNLOAD_UNSIGNED },
  { "no-signature", "SUMS", "gone", "keys.pgp", PUBLISHER, FROND_ERROR_DOWNLOAD_UNSIGNED },
  { "not-listed", "OTHERS", NULL, NULL, NOBODY, FROND_ERROR_DOWNLOAD_CHECKSUM_LIST },
  { "wrong-in-list", "WRONG", NULL, NULL, NOBODY, FROND_ERROR_DOWNLOAD_CHECKSUM },
  { "no-list", "gone", NULL, NULL, NOBODY, FROND_ERROR_DOWNLOAD_GONE },
};

static void
write_lists (DownloadFixture *self)
{
  g_autofree char *sums =
      g_strdup_printf ("%s  image.iso\n%s  other.iso\n", self->digest + strlen ("sha256:"),
                       self->other_digest + strlen ("sha256:"));
  g_autofree char *wrong = g_strdup_printf ("%s  image.iso\n", self->other_digest + strlen ("sha256:"));
  g_autofree char *others = g_strdup_printf ("%s  other.iso\n", self->other_digest + strlen ("sha256:"));
  const char *const argv[] = { "python3", g_getenv ("FROND_TEST_OPENPGP"), self->dir, NULL };
  g_autofree char *output = NULL;

  download_fixture_write (self, "SUMS", sums, strlen (sums));
  download_fixture_write (self, "OTHER", wrong, strlen (wrong));
  download_fixture_write (self, "WRONG", wrong, strlen (wrong));
  download_fixture_write (self, "OTHERS", others, strlen (others));
  if (*fingerprints[0] != '\0')
    return;

  output = download_run_program (argv);
  g_assert_cmpint (sscanf (output, "%40s %40s %40s", fingerprints[0], fingerprints[1], fingerprints[2]), ==,
                   3);
}

/* What somebody put before the signed text is not what was signed; without it the list of the other digest is gone, and
 * so a file that goes with it is refused. */
static void
write_around (DownloadFixture *self)
{
  g_autofree char *path = g_build_filename (self->dir, "SUMS.clear", NULL);
  g_autofree char *clear = NULL;
  g_autofree char *around = NULL;

  g_assert_true (g_file_get_contents (path, &clear, NULL, NULL));
  around = g_strdup_printf ("%s%s  evil.iso\n", clear, self->digest + strlen ("sha256:"));
  download_fixture_write (self, "AROUND", around, strlen (around));
}

static char *
dup_uri (DownloadFixture *self, const char *name)
{
  g_autofree char *path = g_strconcat (strcmp (name, "gone") == 0 ? "/gone/" : "/ok/", name, NULL);

  return download_fixture_uri (self, PORT_HTTPS, path);
}

static void
test_case (DownloadFixture *self, gconstpointer user_data)
{
  gsize i = GPOINTER_TO_SIZE (user_data);
  gboolean around = strcmp (cases[i].list, "AROUND") == 0;
  g_autofree char *uri = NULL;
  g_autofree char *list = NULL;
  g_autofree char *signature = NULL;
  g_autofree char *key = NULL;
  g_autoptr (FrondDownloadSource) source = NULL;
  FrondDownload *download;

  write_lists (self);
  write_around (self);
  uri = dup_uri (self, around ? "evil.iso" : "image.iso");
  list = dup_uri (self, cases[i].list);
  signature = cases[i].signature != NULL ? dup_uri (self, cases[i].signature) : NULL;
  key = cases[i].key != NULL ? g_build_filename (self->dir, cases[i].key, NULL) : NULL;
  source =
      g_object_new (FROND_TYPE_DOWNLOAD_SOURCE, "uris", (const char *[]) { uri, NULL }, "kind",
                    FROND_IMAGE_KIND_ISO, "checksums-uri", list, "signature-uri", signature, "key-file", key,
                    "key-fingerprint", cases[i].who != NOBODY ? fingerprints[cases[i].who] : NULL, NULL);
  download = download_fixture_run (self, source);
  if (cases[i].code < 0)
    {
      g_assert_no_error (frond_download_get_error (download));
      g_assert_cmpint (frond_download_get_state (download), ==, FROND_DOWNLOAD_DONE);
      g_assert_cmpstr (frond_cache_entry_get_digest (frond_download_get_entry (download)), ==, self->digest);
    }
  else if (around)
    g_assert_error (frond_download_get_error (download), FROND_ERROR, FROND_ERROR_DOWNLOAD_CHECKSUM_LIST);
  else
    g_assert_error (frond_download_get_error (download), FROND_ERROR, cases[i].code);
}

static void
test_source (void)
{
  const char *const uris[] = { "https://images.example/a.iso", NULL };
  static const char *const bad[][2] = {
    { "digest", "sha256:12" },
    { "digest", "md5:0123456789abcdef0123456789abcdef" },
    { "checksums-uri", "http://images.example/SUMS" },
    { "checksums-uri", "file:///etc/passwd" },
    { "signature-uri", "https://images.example/SUMS.sign" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr (FrondDownloadSource) source =
          g_object_new (FROND_TYPE_DOWNLOAD_SOURCE, "uris", uris, bad[i][0], bad[i][1], NULL);
      g_autoptr (GError) error = NULL;

      g_assert_false (frond_download_source_check (source, &error));
      g_assert_error (error, FROND_ERROR, FROND_ERROR_DOWNLOAD_SOURCE);
      g_assert_nonnull (frond_error_get_field (error));
    }
}

/* The keys that come with Frond are those that their names say, and one each. */
static void
test_shipped_keys (void)
{
  const char *folder = g_getenv ("FROND_KEYS");
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;
  guint n = 0;

  g_assert_nonnull (dir);
  for (; (name = g_dir_read_name (dir)) != NULL; n++)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);
      g_autofree char *home = g_dir_make_tmp ("frond-gpg-XXXXXX", NULL);
      const char *const argv[] = { "gpg", "--homedir", home, "--with-colons", "--show-keys", path, NULL };
      const char *const remove[] = { "rm", "-rf", home, NULL };
      g_autofree char *output = download_run_program (argv);
      g_autofree char *removed = download_run_program (remove);
      g_autofree char *expected = g_strdup_printf ("fpr:::::::::%.40s:", name);
      const char *first = strstr (output, "fpr:");

      g_assert_true (g_str_has_suffix (name, ".asc"));
      g_assert_nonnull (first);
      g_assert_true (g_str_has_prefix (first, expected));
      g_assert_true (g_str_has_prefix (strstr (output, "pub:"), "pub:"));
      g_assert_null (strstr (strstr (output, "pub:") + 1, "\npub:"));
    }
  g_assert_cmpuint (n, >=, 7);
}

static void
test_json (void)
{
  const char *const uris[] = { "https://a.example/a.iso", "https://b.example/a.iso", NULL };
  g_autoptr (FrondDownloadSource) source =
      g_object_new (FROND_TYPE_DOWNLOAD_SOURCE, "uris", uris, "title", "“A” \\ <b>", "kind",
                    FROND_IMAGE_KIND_QCOW2, "size", (guint64) 7, "image-size", (guint64) 9, "checksums-uri",
                    "https://a.example/SUMS", NULL);
  g_autofree char *json = frond_download_source_to_json (source);
  g_autoptr (FrondDownloadSource) copy = frond_download_source_new_from_json (json, NULL);
  g_autofree char *again = NULL;

  g_assert_nonnull (copy);
  again = frond_download_source_to_json (copy);
  g_assert_cmpstr (json, ==, again);
  g_assert_true (frond_download_source_equal (source, copy));
  g_assert_null (frond_download_source_new_from_json ("[]", NULL));
  g_assert_null (frond_download_source_new_from_json ("{\"uris\": [3]}", NULL));
}

int
main (int argc, char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  /* The keyring of the person who runs this is not to decide. */
  g_setenv ("GNUPGHOME", "/nonexistent/frond-test", TRUE);
  g_test_add_func ("/media/signature/source", test_source);
  g_test_add_func ("/media/signature/json", test_json);
  g_test_add_func ("/media/signature/shipped-keys", test_shipped_keys);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strconcat ("/media/signature/", cases[i].name, NULL);

      g_test_add (path, DownloadFixture, GSIZE_TO_POINTER (i), download_fixture_set_up, test_case,
                  download_fixture_tear_down);
    }
  status = g_test_run ();
  download_fixture_end ();
  return status;
}
