/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "frond-catalogue-use.h"
#include "frond-catalogue.h"
#include "frond-download-checksums.h"
#include "frond-error.h"
#include "frond-profile.h"

#include <glib/gstdio.h>
#include <sys/stat.h>

#define HEX64 "0000000000000000000000000000000000000000000000000000000000000000"

#define FILE_X "{\"arch\":\"x86_64\",\"url\":\"https://a.example/a.iso\",\"format\":\"iso\"}"
#define ENTRY(id, more, files)                                                                               \
  "{\"id\":\"" id "\",\"name\":\"" id " 1\",\"summary\":\"One\",\"kind\":\"installer\"" more                 \
  ",\"files\":[" files "]}"
#define CATALOGUE(entries) "{\"version\":1,\"entries\":[" entries "]}"

typedef struct
{
  char *folder;
  char *update;
  FrondCatalogue *catalogue;
} Fixture;

static void
set_up (Fixture *f, gconstpointer data)
{
  f->folder = g_dir_make_tmp ("frond-catalogue-XXXXXX", NULL);
  f->update = g_build_filename (f->folder, "update", NULL);
  f->catalogue = frond_catalogue_new (f->folder, f->update);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  g_autoptr (GDir) dir = g_dir_open (f->folder, 0, NULL);
  const char *name;

  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (f->folder, name, NULL);

      g_remove (path);
    }
  g_rmdir (f->folder);
  g_clear_object (&f->catalogue);
  g_clear_pointer (&f->folder, g_free);
  g_clear_pointer (&f->update, g_free);
}

static void
done_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  *(GAsyncResult **) user_data = g_object_ref (result);
}

static GAsyncResult *
wait_for (GAsyncResult **result)
{
  while (*result == NULL)
    g_main_context_iteration (NULL, TRUE);
  return *result;
}

static void
load (Fixture *f)
{
  g_autoptr (GAsyncResult) result = NULL;

  frond_catalogue_load_async (f->catalogue, NULL, done_cb, &result);
  g_assert_true (frond_catalogue_load_finish (f->catalogue, wait_for (&result), NULL));
}

static void
load_osinfo (Fixture *f)
{
  g_autoptr (GAsyncResult) result = NULL;

  frond_catalogue_load_osinfo_async (f->catalogue, NULL, done_cb, &result);
  g_assert_true (frond_catalogue_load_osinfo_finish (f->catalogue, wait_for (&result), NULL));
}

static void
put (Fixture *f, const char *name, const char *text)
{
  g_autofree char *path = g_build_filename (f->folder, name, NULL);

  g_assert_true (g_file_set_contents (path, text, -1, NULL));
}

static guint
count (Fixture *f)
{
  return g_list_model_get_n_items (G_LIST_MODEL (f->catalogue));
}

/* The entries that Frond ships are all read, and each can be used here or elsewhere. */
static void
test_built_in (Fixture *f, gconstpointer data)
{
  load (f);
  g_assert_cmpuint (frond_catalogue_get_problems (f->catalogue)->len, ==, 0);
  g_assert_cmpuint (count (f), >=, 50);
  for (guint i = 0; i < count (f); i++)
    {
      g_autoptr (FrondCatalogueEntry) entry = g_list_model_get_item (G_LIST_MODEL (f->catalogue), i);

      g_assert_true (frond_catalogue_find (f->catalogue, frond_catalogue_entry_get_id (entry)) == entry);
      g_assert_cmpuint (frond_catalogue_entry_get_n_files (entry), >=, 1);
      g_assert_cmpstr (frond_catalogue_entry_get_mark_text (entry), !=, "");
      g_assert_cmpuint (strlen (frond_catalogue_entry_get_mark_color (entry)), ==, 7);
      g_assert_nonnull (frond_catalogue_entry_get_file (entry, "x86_64"));
      g_assert_cmpuint (frond_catalogue_entry_get_minimum_disk (entry), >, 0);
    }
  g_assert_null (frond_catalogue_find (f->catalogue, "nothing"));
}

static void
test_literals (Fixture *f, gconstpointer data)
{
  const FrondCatalogueFile *file;

  load (f);
  file = frond_catalogue_entry_get_file (frond_catalogue_find (f->catalogue, "fedora-44"), "x86_64");
  g_assert_cmpuint (strlen (file->checksum_value), ==, 64);
  g_assert_cmpstr (file->signature_url, ==,
                   file->checksum_url[0] != '\0' ? file->checksum_url : file->signature_url);
  file = frond_catalogue_entry_get_file (frond_catalogue_find (f->catalogue, "debian-13"), "aarch64");
  g_assert_cmpstr (file->checksum_type, ==, "sha512");
  g_assert_cmpstr (file->checksum_url, ==, "https://cloud.debian.org/images/cloud/trixie/latest/SHA512SUMS");
  g_assert_cmpint (frond_catalogue_entry_get_firmware (
                       frond_catalogue_find (f->catalogue, "centos-stream-9")),
                   ==, FROND_FIRMWARE_BIOS);
}

static void
test_own_files (Fixture *f, gconstpointer data)
{
  g_autoptr (FrondCatalogueEntry) first = NULL;
  guint built_in;

  load (f);
  built_in = count (f);
  put (f, "b.json", CATALOGUE (ENTRY ("mine", "", FILE_X) "," ENTRY ("debian-13", "", FILE_X)));
  put (f, "a.json", CATALOGUE (ENTRY ("mine", ",\"family\":\"Old\"", FILE_X)));
  put (f, "no-catalogue.txt", "this is not read");
  load (f);

  g_assert_cmpuint (frond_catalogue_get_problems (f->catalogue)->len, ==, 0);
  g_assert_cmpuint (count (f), ==, built_in + 1);
  first = g_list_model_get_item (G_LIST_MODEL (f->catalogue), 0);
  g_assert_cmpstr (frond_catalogue_entry_get_id (first), ==, "mine");
  g_assert_cmpstr (frond_catalogue_entry_get_family (first), ==, "");
  g_assert_cmpstr (frond_catalogue_entry_get_mark_text (first), ==, "M");
  g_assert_cmpint (frond_catalogue_entry_get_origin (frond_catalogue_find (f->catalogue, "debian-13")), ==,
                   FROND_CATALOGUE_FROM_PERSON);
}

/* An update replaces what Frond ships, and what a person wrote replaces that. */
static void
test_order (Fixture *f, gconstpointer data)
{
  put (f, "update",
       CATALOGUE (ENTRY ("debian-13", ",\"family\":\"Update\"", FILE_X) "," ENTRY ("fedora-44", "", FILE_X)));
  put (f, "own.json", CATALOGUE (ENTRY ("debian-13", ",\"family\":\"Own\"", FILE_X)));
  load (f);
  g_assert_cmpstr (frond_catalogue_entry_get_family (frond_catalogue_find (f->catalogue, "debian-13")), ==,
                   "Own");
  g_assert_cmpint (frond_catalogue_entry_get_origin (frond_catalogue_find (f->catalogue, "fedora-44")), ==,
                   FROND_CATALOGUE_FROM_UPDATE);
}

#define ISO(more) "{\"arch\":\"x86_64\",\"url\":\"https://a.example/a.iso\",\"format\":\"iso\"" more "}"

static const struct
{
  const char *text;
  const char *field;
} broken[] = {
  { "", "" },
  { "\xff\xfe", "" },
  { "{", "" },
  { "[]", "" },
  { "{\"version\":2,\"entries\":[]}", "version" },
  { "{\"version\":1,\"entries\":{}}", "entries" },
  { "{\"version\":1,\"entries\":[],\"more\":1}", "more" },
  { CATALOGUE ("1"), "entries[0]" },
  { CATALOGUE ("{}"), "entries[0].id" },
  { CATALOGUE (ENTRY ("UPPER", "", FILE_X)), "entries[0].id" },
  { CATALOGUE (ENTRY ("a", ",\"nmae\":1", FILE_X)), "entries[0].nmae" },
  { CATALOGUE (ENTRY ("a", ",\"family\":7", FILE_X)), "entries[0].family" },
  { CATALOGUE (ENTRY ("a", ",\"family\":\"a\\nb\"", FILE_X)), "entries[0].family" },
  { CATALOGUE (ENTRY ("a", ",\"eol\":\"2026-02-30\"", FILE_X)), "entries[0].eol" },
  { CATALOGUE (ENTRY ("a", ",\"mark\":{\"text\":\"A\",\"color\":\"red\"}", FILE_X)),
    "entries[0].mark.color" },
  { CATALOGUE (ENTRY ("a", ",\"needs\":{\"disk\":-1}", FILE_X)), "entries[0].needs.disk" },
  { CATALOGUE (ENTRY ("a", ",\"homepage\":\"javascript:x\"", FILE_X)), "entries[0].homepage" },
  { CATALOGUE (ENTRY ("a", ",\"osinfo\":\"debian\"", FILE_X)), "entries[0].osinfo" },
  { CATALOGUE (ENTRY ("a", "", "")), "entries[0].files" },
  { CATALOGUE (ENTRY ("a", "", FILE_X "," FILE_X)), "entries[0].files[1].arch" },
  { CATALOGUE (
        ENTRY ("a", "", "{\"arch\":\"x86_64\",\"url\":\"http://a.example/a.iso\",\"format\":\"iso\"}")),
    "entries[0].files[0].url" },
  { CATALOGUE (ENTRY ("a", "", "{\"arch\":\"x86_64\",\"url\":\"file:///etc/passwd\",\"format\":\"iso\"}")),
    "entries[0].files[0].url" },
  { CATALOGUE (
        ENTRY ("a", "", "{\"arch\":\"x86_64\",\"url\":\"http://127.0.0.1/a.iso\",\"format\":\"iso\"}")),
    "entries[0].files[0].checksum" },
  { CATALOGUE (ENTRY ("a", "", "{\"arch\":\"z80\",\"url\":\"https://a.example/a.iso\",\"format\":\"iso\"}")),
    "entries[0].files[0].arch" },
  { CATALOGUE (ENTRY ("a", "", "{\"arch\":\"x86_64\",\"url\":\"https://a.example/a\",\"format\":\"qcow2\"}")),
    "entries[0].files[0].format" },
  { CATALOGUE (ENTRY ("a", "", ISO (",\"checksum\":{\"type\":\"md5\",\"value\":\"0\"}"))),
    "entries[0].files[0].checksum.type" },
  { CATALOGUE (ENTRY ("a", "", ISO (",\"checksum\":{\"type\":\"sha512\",\"value\":\"" HEX64 "\"}"))),
    "entries[0].files[0].checksum.value" },
  { CATALOGUE (ENTRY ("a", "", ISO (",\"signature\":{\"url\":\"https://a.example/s\",\"key\":\"12\"}"))),
    "entries[0].files[0].signature.key" },
};

/* Each names its field, and hides nothing else. */
static void
test_broken (Fixture *f, gconstpointer data)
{
  guint built_in;

  load (f);
  built_in = count (f);
  for (guint i = 0; i < G_N_ELEMENTS (broken); i++)
    {
      FrondCatalogueProblem *problem;

      put (f, "broken.json", broken[i].text);
      put (f, "good.json", CATALOGUE (ENTRY ("good", "", FILE_X)));
      load (f);
      g_test_message ("case %u", i);
      g_assert_cmpuint (frond_catalogue_get_problems (f->catalogue)->len, ==, 1);
      problem = g_ptr_array_index (frond_catalogue_get_problems (f->catalogue), 0);
      g_assert_cmpstr (problem->file, ==, "broken.json");
      g_assert_cmpstr (problem->field, ==, broken[i].field);
      g_assert_cmpuint (count (f), ==, built_in + 1);
      g_assert_nonnull (frond_catalogue_find (f->catalogue, "good"));
    }
}

static void
test_half_broken (Fixture *f, gconstpointer data)
{
  put (f, "own.json", CATALOGUE (ENTRY ("one", "", FILE_X) ",{}," ENTRY ("two", "", FILE_X)));
  load (f);
  g_assert_cmpuint (frond_catalogue_get_problems (f->catalogue)->len, ==, 1);
  g_assert_nonnull (frond_catalogue_find (f->catalogue, "one"));
  g_assert_nonnull (frond_catalogue_find (f->catalogue, "two"));
}

static void
test_hostile (Fixture *f, gconstpointer data)
{
  g_autofree char *deep = g_strnfill (1000000, '[');
  g_autofree char *large = g_strnfill (FROND_CATALOGUE_MAX_BYTES + 1, ' ');
  g_autofree char *folder = g_build_filename (f->folder, "folder.json", NULL);
  g_autofree char *pipe = g_build_filename (f->folder, "pipe.json", NULL);

  put (f, "deep.json", deep);
  put (f, "large.json", large);
  g_assert_cmpint (g_mkdir (folder, 0700), ==, 0);
  g_assert_cmpint (mkfifo (pipe, 0600), ==, 0);
  load (f);
  g_assert_cmpuint (frond_catalogue_get_problems (f->catalogue)->len, ==, 4);
}

static void
test_addresses (void)
{
  g_assert_true (frond_catalogue_url_is_valid ("https://a.example/x", FALSE));
  g_assert_false (frond_catalogue_url_is_valid ("http://a.example/x", TRUE));
  g_assert_false (frond_catalogue_url_is_valid ("https://localhost/x", FALSE));
  g_assert_false (frond_catalogue_url_is_valid ("http://127.0.0.1:8080/x", FALSE));
  g_assert_true (frond_catalogue_url_is_valid ("http://127.0.0.1:8080/x", TRUE));
  g_assert_false (frond_catalogue_url_is_valid ("http://127.0.0.1.a.example/x", TRUE));
  g_assert_false (frond_catalogue_url_is_valid ("https://user:secret@a.example/x", FALSE));
  g_assert_false (frond_catalogue_url_is_valid ("https://intranet/x", FALSE));
  g_assert_false (frond_catalogue_url_is_valid ("ftp://a.example/x", TRUE));
  g_assert_false (frond_catalogue_url_is_valid ("https://a.example/a b", FALSE));
}

static void
test_search (Fixture *f, gconstpointer data)
{
  FrondCatalogueEntry *entry;

  load (f);
  entry = frond_catalogue_find (f->catalogue, "fedora-44-workstation");
  g_assert_true (frond_catalogue_entry_matches (entry, ""));
  g_assert_true (frond_catalogue_entry_matches (entry, "fed"));
  g_assert_true (frond_catalogue_entry_matches (entry, "44 fed"));
  g_assert_true (frond_catalogue_entry_matches (entry, "gnome"));
  g_assert_true (frond_catalogue_entry_matches (entry, "desktop work"));
  g_assert_false (frond_catalogue_entry_matches (entry, "edora"));
  g_assert_false (frond_catalogue_entry_matches (entry, "fedora kde"));
}

/* Each entry of Frond's is something that can be downloaded. */
static void
test_sources (Fixture *f, gconstpointer data)
{
  load (f);
  for (guint i = 0; i < count (f); i++)
    {
      g_autoptr (FrondCatalogueEntry) entry = g_list_model_get_item (G_LIST_MODEL (f->catalogue), i);
      g_autoptr (FrondDownloadSource) source = frond_catalogue_entry_create_source (entry, "x86_64");
      g_autoptr (GError) error = NULL;

      frond_download_source_check (source, &error);
      g_assert_no_error (error);
      g_assert_true (frond_download_source_get_digest (source) != NULL ||
                     frond_download_source_get_checksums_uri (source) != NULL);
      g_assert_null (frond_catalogue_entry_create_source (entry, "z80"));
    }
}

/* A signature is looked at where its key is. */
static void
test_keys (Fixture *f, gconstpointer data)
{
  g_autofree char *folder = g_build_filename (f->folder, "catalogue.d", NULL);
  g_autofree char *keys = g_build_filename (f->folder, "keys", NULL);
  g_autofree char *key = g_build_filename (keys, "DF9B9C49EAA9298432589D76DA87E80D6294BE9B.asc", NULL);
  g_autoptr (FrondCatalogue) catalogue = frond_catalogue_new (folder, f->update);
  g_autoptr (FrondDownloadSource) source = NULL;

  g_mkdir (keys, 0700);
  g_assert_true (g_file_set_contents (key, "key", -1, NULL));
  g_set_object (&f->catalogue, catalogue);
  load (f);
  source =
      frond_catalogue_entry_create_source (frond_catalogue_find (catalogue, "debian-13-netinst"), "x86_64");
  g_assert_cmpstr (frond_download_source_get_key_file (source), ==, key);
  g_assert_nonnull (frond_download_source_get_signature_uri (source));
  g_clear_object (&source);
  source = frond_catalogue_entry_create_source (frond_catalogue_find (catalogue, "kali-2026.2"), "x86_64");
  g_assert_null (frond_download_source_get_signature_uri (source));
  g_remove (key);
}

static FrondProfile *
suggest (Fixture *f, const char *id, GFile *file)
{
  g_autoptr (GAsyncResult) result = NULL;
  FrondCatalogueEntry *entry = frond_catalogue_find (f->catalogue, id);
  g_autoptr (GError) error = NULL;
  FrondProfile *profile;

  frond_catalogue_entry_suggest_async (entry, file, NULL, NULL, done_cb, &result);
  profile = frond_catalogue_entry_suggest_finish (entry, wait_for (&result), &error);
  g_assert_no_error (error);
  frond_profile_validate (profile, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (frond_profile_get_name (profile), ==, frond_catalogue_entry_get_name (entry));
  return profile;
}

static void
test_profiles (Fixture *f, gconstpointer data)
{
  g_autoptr (GFile) file = g_file_new_for_path ("/nowhere/image");

  load (f);
  for (guint i = 0; i < count (f); i++)
    {
      g_autoptr (FrondCatalogueEntry) entry = g_list_model_get_item (G_LIST_MODEL (f->catalogue), i);
      g_autoptr (FrondProfile) profile = NULL;

      if (frond_catalogue_entry_is_disc (entry))
        continue;
      profile = suggest (f, frond_catalogue_entry_get_id (entry), file);
      g_assert_cmpstr (frond_profile_get_media_uri (profile), ==, "");
      g_assert_cmpuint (frond_profile_get_memory (profile), >=,
                        frond_catalogue_entry_get_minimum_memory (entry));
      g_assert_cmpuint (frond_profile_get_disk_size (profile), >=,
                        frond_catalogue_entry_get_minimum_disk (entry));
    }
}

/* A disc of which nobody knows the system has the entry's. */
static void
test_profile_of_disc (Fixture *f, gconstpointer data)
{
  g_autoptr (GFile) file = g_file_new_build_filename (f->folder, "disc", NULL);
  g_autofree guint8 *image = g_malloc0 (32 * 2048);
  g_autoptr (FrondProfile) profile = NULL;

  memcpy (image + 16 * 2048,
          "\1"
          "CD001\1",
          7);
  image[16 * 2048 + 80] = image[16 * 2048 + 87] = 32;
  image[16 * 2048 + 129] = image[16 * 2048 + 130] = 8;
  memcpy (image + 17 * 2048,
          "\377"
          "CD001\1",
          7);
  g_assert_true (g_file_set_contents (g_file_peek_path (file), (const char *) image, 32 * 2048, NULL));
  load (f);
  profile = suggest (f, "netbsd-10.1", file);
  g_assert_true (g_str_has_prefix (frond_profile_get_media_uri (profile), "file://"));
  g_assert_cmpstr (frond_profile_get_os_id (profile), ==, "http://netbsd.org/netbsd/10.1");
  g_assert_cmpint (frond_profile_get_os_family (profile), ==, FROND_OS_OTHER);
}

static void
test_only_line (void)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *one = frond_download_checksums_find (HEX64 "  other.iso\n", 75, "*", &error);
  const char *two = HEX64 "  a\n1"
                          "000000000000000000000000000000000000000000000000000000000000000"
                          "  b\n";

  g_assert_no_error (error);
  g_assert_cmpstr (one, ==, "sha256:" HEX64);
  g_assert_null (frond_download_checksums_find (two, strlen (two), "*", &error));
  g_assert_error (error, FROND_ERROR, FROND_ERROR_DOWNLOAD_CHECKSUM_LIST);
}

/* What libosinfo has comes after the rest, once, and never a second time what the catalogue has. */
static void
test_osinfo (Fixture *f, gconstpointer data)
{
  guint before;
  guint after;

  load (f);
  before = count (f);
  load_osinfo (f);
  after = count (f);
  g_test_message ("%u entries are libosinfo's", after - before);
  g_assert_cmpuint (after, >, before);
  load_osinfo (f);
  g_assert_cmpuint (count (f), ==, after);
  for (guint i = before; i < after; i++)
    {
      g_autoptr (FrondCatalogueEntry) entry = g_list_model_get_item (G_LIST_MODEL (f->catalogue), i);

      g_assert_cmpint (frond_catalogue_entry_get_origin (entry), ==, FROND_CATALOGUE_FROM_OSINFO);
      g_assert_cmpstr (frond_catalogue_entry_get_os_id (entry), !=, "http://debian.org/debian/13");
      g_assert_true (frond_catalogue_find (f->catalogue, frond_catalogue_entry_get_id (entry)) == entry);
    }
  load (f);
  g_assert_cmpuint (count (f), ==, after);
}

#define TEST(name, func) g_test_add ("/media/catalogue/" name, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  TEST ("built-in", test_built_in);
  TEST ("literals", test_literals);
  TEST ("own-files", test_own_files);
  TEST ("order", test_order);
  TEST ("broken", test_broken);
  TEST ("half-broken", test_half_broken);
  TEST ("hostile", test_hostile);
  g_test_add_func ("/media/catalogue/addresses", test_addresses);
  TEST ("sources", test_sources);
  TEST ("keys", test_keys);
  TEST ("profiles", test_profiles);
  TEST ("profile-of-disc", test_profile_of_disc);
  g_test_add_func ("/media/catalogue/only-line", test_only_line);
  TEST ("search", test_search);
  TEST ("osinfo", test_osinfo);

  return g_test_run ();
}
