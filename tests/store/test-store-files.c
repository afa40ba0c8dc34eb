/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "frond-error.h"
#include "frond-profile.h"
#include "frond-store-schema-private.h"
#include "store-fixture.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#define FIRST_ID "00000000-0000-4000-8000-000000000001"
#define N_ROWS   4
#define NEWEST   6 /* schema */

/* A library as a Frond of schema VERSION left it. */
static void
make_version (StoreFixture *fixture, guint version)
{
  g_autofree char *name = g_strdup_printf ("schema-%u.sql", version);
  g_autofree char *dump = g_build_filename (g_getenv ("FROND_STORE_FIXTURES"), name, NULL);
  g_autofree char *sql = NULL;
  g_autoptr (GError) error = NULL;

  g_file_get_contents (dump, &sql, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (g_mkdir_with_parents (fixture->folder, 0700), ==, 0);
  store_execute (fixture->path, sql);
}

static GBytes *
read_bytes (const char *path)
{
  g_autoptr (GError) error = NULL;
  char *text;
  gsize length;

  g_file_get_contents (path, &text, &length, &error);
  g_assert_no_error (error);
  return g_bytes_new_take (text, length);
}

static void
write_bytes (StoreFixture *fixture, const char *text, gssize length)
{
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (g_mkdir_with_parents (fixture->folder, 0700), ==, 0);
  g_file_set_contents (fixture->path, text, length, &error);
  g_assert_no_error (error);
}

static void
use_schema (StoreFixture *fixture, const FrondStoreSchema *schema)
{
  store_fixture_close (fixture);
  fixture->store = frond_sqlite_store_new_with_schema (fixture->file, schema);
}

static void
assert_loads (StoreFixture *fixture, guint n_profiles)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) profiles = store_load (fixture->store, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (profiles->len, ==, n_profiles);
}

static void
assert_saves (StoreFixture *fixture)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (FrondProfile) profile = store_make_profile ("Saved");

  store_save (fixture->store, profile, &error);
  g_assert_no_error (error);
}

static void
assert_save_fails (StoreFixture *fixture, FrondError code)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (FrondProfile) profile = store_make_profile ("Refused");

  g_assert_false (store_save (fixture->store, profile, &error));
  g_assert_error (error, FROND_ERROR, (int) code);
}

/* Neither loading nor saving works, and the file stays as it is to the byte. */
static void
assert_all_fails (StoreFixture *fixture, FrondError code)
{
  g_autoptr (GBytes) before = read_bytes (fixture->path);
  g_autoptr (GBytes) after = NULL;
  g_autoptr (GPtrArray) profiles = NULL;
  g_autoptr (GError) error = NULL;

  profiles = store_load (fixture->store, &error);
  g_assert_null (profiles);
  g_assert_error (error, FROND_ERROR, (int) code);
  g_test_message ("%s", error->message);
  assert_save_fails (fixture, code);
  g_clear_error (&error);
  g_assert_false (store_remove (fixture->store, FIRST_ID, &error));
  g_assert_error (error, FROND_ERROR, (int) code);
  store_fixture_close (fixture);
  after = read_bytes (fixture->path);
  g_assert_true (g_bytes_equal (before, after));
}

/* What the first schema holds has not changed since. */
static void
test_version (StoreFixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) profiles = NULL;
  FrondProfile *first;

  make_version (fixture, GPOINTER_TO_UINT (data));
  profiles = store_load (fixture->store, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (profiles->len, ==, N_ROWS);
  first = g_ptr_array_index (profiles, 0);
  g_assert_cmpstr (frond_profile_get_id (first), ==, FIRST_ID);
  g_assert_cmpstr (frond_profile_get_name (first), ==, "Débian — 日本語");
  g_assert_cmpint (frond_profile_get_firmware (first), ==, FROND_FIRMWARE_UEFI_SECURE);
  g_assert_cmpint (frond_profile_get_stage (g_ptr_array_index (profiles, 1)), ==, FROND_PROFILE_TRASHED);
  store_assert_picture (fixture->store, FIRST_ID, 12);
  assert_saves (fixture);
}

static void
assert_shown (FrondProfile *profile, gboolean gl, FrondClipboardPolicy clipboard, guint heads,
              const char *usb)
{
  g_assert_cmpint (frond_profile_get_gl (profile), ==, gl);
  g_assert_cmpint (frond_profile_get_clipboard (profile), ==, clipboard);
  g_assert_cmpuint (frond_profile_get_heads (profile), ==, heads);
  g_assert_cmpstr (frond_profile_get_usb_devices (profile), ==, usb);
}

/* Machines from before schema 2 get what a new one gets, but no microphone, which nobody has allowed. */
static void
test_sharing_of_version_1 (StoreFixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) profiles = NULL;
  g_autofree char *copy = g_strconcat (fixture->path, ".bak-v1", NULL);

  make_version (fixture, 1);
  profiles = store_load (fixture->store, NULL);
  g_assert_cmpuint (profiles->len, ==, N_ROWS);
  assert_shown (profiles->pdata[0], TRUE, FROND_CLIPBOARD_BOTH, 1, "");
  assert_shown (profiles->pdata[1], FALSE, FROND_CLIPBOARD_BOTH, 1, "");
  g_assert_true (frond_profile_get_scaling (profiles->pdata[0]));
  g_assert_true (frond_profile_get_sound (profiles->pdata[0]));
  g_assert_false (frond_profile_get_microphone (profiles->pdata[0]));
  g_assert_cmpint (store_query_int (copy, "PRAGMA user_version"), ==, 1);
}

static void
test_sharing_of_version_2 (StoreFixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) profiles = NULL;
  g_autofree char *copy = g_strconcat (fixture->path, ".bak-v2", NULL);

  make_version (fixture, 2);
  profiles = store_load (fixture->store, NULL);
  g_assert_cmpuint (profiles->len, ==, N_ROWS);
  assert_shown (profiles->pdata[0], FALSE, FROND_CLIPBOARD_IN, 2, "0951:1666\n04a9:220d\n");
  assert_shown (profiles->pdata[1], FALSE, FROND_CLIPBOARD_BOTH, 1, "");
  g_assert_false (frond_profile_get_scaling (profiles->pdata[0]));
  g_assert_true (frond_profile_get_sharp (profiles->pdata[0]));
  g_assert_false (frond_profile_get_sound (profiles->pdata[0]));
  g_assert_true (frond_profile_get_microphone (profiles->pdata[0]));
  g_assert_cmpstr (frond_profile_get_monitor_windows (profiles->pdata[0]), ==, "text");
  g_assert_cmpint (store_query_int (copy, "PRAGMA user_version"), ==, 2);
}

static void
assert_made_of (FrondProfile *profile, FrondModel model, FrondModel system_model, FrondDevices devices,
                gboolean network)
{
  g_assert_cmpint (frond_profile_get_model (profile), ==, model);
  g_assert_cmpint (frond_profile_get_system_model (profile), ==, system_model);
  g_assert_cmpint (frond_profile_get_devices (profile), ==, devices);
  g_assert_cmpint (frond_profile_get_network (profile), ==, network);
}

/* Machines from before schema 3 keep the devices that their systems were installed on. */
static void
test_model_of_version_2 (StoreFixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) profiles = NULL;

  make_version (fixture, 2);
  profiles = store_load (fixture->store, NULL);
  g_assert_cmpuint (profiles->len, ==, N_ROWS);
  assert_made_of (profiles->pdata[0], FROND_MODEL_AUTO, FROND_MODEL_AUTO, FROND_DEVICES_AUTO, TRUE);
  assert_made_of (profiles->pdata[1], FROND_MODEL_AUTO, FROND_MODEL_AUTO, FROND_DEVICES_VIRTIO, TRUE);
  assert_made_of (profiles->pdata[2], FROND_MODEL_AUTO, FROND_MODEL_AUTO, FROND_DEVICES_VIRTIO, TRUE);
}

static void
test_model_of_version_3 (StoreFixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) profiles = NULL;
  g_autofree char *copy = g_strconcat (fixture->path, ".bak-v3", NULL);

  make_version (fixture, 3);
  profiles = store_load (fixture->store, NULL);
  g_assert_cmpuint (profiles->len, ==, N_ROWS);
  assert_made_of (profiles->pdata[0], FROND_MODEL_LINUX54, FROND_MODEL_LINUX515, FROND_DEVICES_EMULATED,
                  FALSE);
  assert_made_of (profiles->pdata[1], FROND_MODEL_AUTO, FROND_MODEL_LEGACY, FROND_DEVICES_AUTO, TRUE);
  g_assert_true (frond_profile_get_share_selection (profiles->pdata[0]));
  g_assert_false (frond_profile_get_share_selection (profiles->pdata[1]));
  g_assert_true (g_file_test (copy, G_FILE_TEST_EXISTS));
}

/* Machines from before schema 4 had one way to reach others. */
static void
test_network (StoreFixture *fixture, gconstpointer data)
{
  const gboolean told = GPOINTER_TO_UINT (data) > 3;
  g_autoptr (GPtrArray) profiles = NULL;

  make_version (fixture, GPOINTER_TO_UINT (data));
  profiles = store_load (fixture->store, NULL);
  g_assert_cmpuint (profiles->len, ==, N_ROWS);
  g_assert_cmpstr (frond_profile_get_network_class (profiles->pdata[0]), ==, told ? "bridge" : "user");
  g_assert_cmpstr (frond_profile_get_network_token (profiles->pdata[0]), ==, told ? "lan0" : "");
  g_assert_cmpstr (frond_profile_get_network_class (profiles->pdata[1]), ==, "user");
}

/* Machines from before schema 5 had not moved, and started when somebody said so. */
static void
test_place (StoreFixture *fixture, gconstpointer data)
{
  const gboolean told = GPOINTER_TO_UINT (data) > 4;
  g_autoptr (GPtrArray) profiles = NULL;

  make_version (fixture, GPOINTER_TO_UINT (data));
  profiles = store_load (fixture->store, NULL);
  g_assert_cmpuint (profiles->len, ==, N_ROWS);
  g_assert_cmpstr (frond_profile_get_left_at (profiles->pdata[0]), ==, told ? "system" : "");
  g_assert_cmpint (frond_profile_get_autostart (profiles->pdata[0]), ==, told);
  g_assert_cmpstr (frond_profile_get_left_at (profiles->pdata[1]), ==, "");
  g_assert_false (frond_profile_get_autostart (profiles->pdata[1]));
}

static void
test_fates (StoreFixture *fixture, gconstpointer data)
{
  static const FrondFate unsaid[] = { FROND_FATE_KEEP, FROND_FATE_SAVE, FROND_FATE_KEEP, FROND_FATE_SAVE };
  static const FrondFate said[] = { FROND_FATE_SAVE, FROND_FATE_SHUT_DOWN, FROND_FATE_PAUSE,
                                    FROND_FATE_KEEP };
  const FrondFate *wanted = GPOINTER_TO_UINT (data) > 5 ? said : unsaid;
  g_autoptr (GPtrArray) profiles = NULL;

  make_version (fixture, GPOINTER_TO_UINT (data));
  profiles = store_load (fixture->store, NULL);
  g_assert_cmpint (frond_profile_get_on_close (profiles->pdata[0]), ==, wanted[0]);
  g_assert_cmpint (frond_profile_get_on_logout (profiles->pdata[0]), ==, wanted[1]);
  g_assert_cmpint (frond_profile_get_on_suspend (profiles->pdata[0]), ==, wanted[2]);
  g_assert_cmpint (frond_profile_get_on_low_battery (profiles->pdata[0]), ==, wanted[3]);
}

/* A released step must not change: what it makes is what the fixture says. */
static void
test_schema_is_frozen (StoreFixture *fixture, gconstpointer data)
{
  static const char sql[] =
      "ATTACH '%s' AS old; CREATE TEMP TABLE diff AS"
      " SELECT name, sql FROM old.sqlite_schema EXCEPT SELECT name, sql FROM main.sqlite_schema;"
      " INSERT INTO temp.diff"
      " SELECT name, sql FROM main.sqlite_schema EXCEPT SELECT name, sql FROM old.sqlite_schema;"
      " CREATE TEMP TABLE assert (n CHECK (n = 0));"
      " INSERT INTO temp.assert SELECT count (*) FROM temp.diff;";
  g_autofree char *old = g_build_filename (fixture->folder, "old.db", NULL);
  g_autofree char *compare = g_strdup_printf (sql, old);
  const FrondStoreSchema schema = { frond_store_schema_get ()->steps, GPOINTER_TO_UINT (data) };
  g_autoptr (GPtrArray) profiles = NULL;

  make_version (fixture, schema.n_steps);
  g_assert_cmpint (g_rename (fixture->path, old), ==, 0);
  use_schema (fixture, &schema);
  /* A schema of before cannot be read with the columns of today; it is made all the same. */
  profiles = store_load (fixture->store, NULL);
  store_fixture_close (fixture);
  g_assert_cmpint (store_query_int (fixture->path, "PRAGMA user_version"), ==, schema.n_steps);
  store_execute (fixture->path, compare);
}

static void
test_empty_file (StoreFixture *fixture, gconstpointer data)
{
  write_bytes (fixture, "", 0);
  assert_loads (fixture, 0);
  assert_saves (fixture);
  store_fixture_close (fixture);
  g_assert_cmpint (store_query_int (fixture->path, "PRAGMA user_version"), ==, NEWEST);
}

static void
test_future_version (StoreFixture *fixture, gconstpointer data)
{
  g_autofree char *future = g_strdup_printf ("PRAGMA user_version = %d", NEWEST + 1);

  make_version (fixture, NEWEST);
  store_execute (fixture->path, future);
  assert_all_fails (fixture, FROND_ERROR_STORE_NEWER);
}

static void
test_foreign_database (StoreFixture *fixture, gconstpointer data)
{
  write_bytes (fixture, "", 0);
  store_execute (fixture->path, "CREATE TABLE urls (url TEXT)");
  assert_all_fails (fixture, FROND_ERROR_STORE_DAMAGED);
}

static const char good_step[] = "ALTER TABLE profiles ADD COLUMN colour TEXT NOT NULL DEFAULT 'green';";
static const char bad_step[] = "CREATE TABLE half (a); DELETE FROM profiles; INSERT INTO nowhere VALUES (1);";
static const char orphaning_step[] = "DELETE FROM profiles;";

static void
test_migrated (StoreFixture *fixture, gconstpointer data)
{
  const char *const *known = frond_store_schema_get ()->steps;
  const char *const steps[] = { known[0], known[1], known[2],  known[3],
                                known[4], known[5], good_step, "CREATE TABLE tags (a TEXT) STRICT;" };
  const FrondStoreSchema schema = { steps, 8 };
  g_autofree char *copy = g_strconcat (fixture->path, ".bak-v1", NULL);

  make_version (fixture, 1);
  use_schema (fixture, &schema);
  assert_loads (fixture, N_ROWS);
  assert_saves (fixture);
  store_fixture_close (fixture);
  g_assert_cmpint (store_query_int (fixture->path, "PRAGMA user_version"), ==, 8);
  g_assert_cmpint (store_query_int (fixture->path, "SELECT count (*) FROM profiles WHERE colour = 'green'"),
                   ==, N_ROWS + 1);
  g_assert_cmpint (store_query_int (copy, "PRAGMA user_version"), ==, 1);
  g_assert_cmpint (store_query_int (copy, "SELECT count (*) FROM profiles"), ==, N_ROWS);
}

static void
assert_step_fails (StoreFixture *fixture, const char *step)
{
  const char *const *known = frond_store_schema_get ()->steps;
  const char *const steps[] = { known[0], known[1], known[2], known[3], known[4], known[5], step };
  const FrondStoreSchema schema = { steps, 7 };
  g_autofree char *copy = g_strconcat (fixture->path, ".bak-v6", NULL);
  GStatBuf info;

  make_version (fixture, NEWEST);
  use_schema (fixture, &schema);
  assert_all_fails (fixture, FROND_ERROR_STORE);
  g_assert_cmpint (store_query_int (fixture->path, "PRAGMA user_version"), ==, NEWEST);
  g_assert_cmpint (store_query_int (fixture->path, "SELECT count (*) FROM sqlite_schema WHERE name = 'half'"),
                   ==, 0);
  g_assert_cmpint (store_query_int (copy, "SELECT count (*) FROM profiles"), ==, N_ROWS);
  g_assert_cmpint (g_stat (copy, &info), ==, 0);
  g_assert_cmpint (info.st_mode & 07777, ==, 0600);

  /* The Frond of before still works with it. */
  use_schema (fixture, frond_store_schema_get ());
  assert_loads (fixture, N_ROWS);
}

static void
test_step_fails (StoreFixture *fixture, gconstpointer data)
{
  assert_step_fails (fixture, bad_step);
}

static void
test_step_orphans (StoreFixture *fixture, gconstpointer data)
{
  assert_step_fails (fixture, orphaning_step);
}

static void
test_second_step_fails (StoreFixture *fixture, gconstpointer data)
{
  const char *const *known = frond_store_schema_get ()->steps;
  const char *const steps[] = { known[0], known[1], known[2],  known[3],
                                known[4], known[5], good_step, bad_step };
  const FrondStoreSchema schema = { steps, 8 };
  g_autoptr (GError) error = NULL;

  make_version (fixture, NEWEST);
  use_schema (fixture, &schema);
  g_assert_null (store_load (fixture->store, &error));
  g_assert_error (error, FROND_ERROR, FROND_ERROR_STORE);
  store_fixture_close (fixture);
  g_assert_cmpint (store_query_int (fixture->path, "PRAGMA user_version"), ==, 7);
  g_assert_cmpint (store_query_int (fixture->path, "SELECT count (*) FROM profiles"), ==, N_ROWS);
}

static void
test_not_a_database (StoreFixture *fixture, gconstpointer data)
{
  g_autofree char *text = g_strnfill (20000, 'x');

  write_bytes (fixture, text, 20000);
  assert_all_fails (fixture, FROND_ERROR_STORE_DAMAGED);
}

static void
test_truncated (StoreFixture *fixture, gconstpointer data)
{
  const gsize lengths[] = { 100, 1000, 4096, 8192, 8192 + 500 };

  for (gsize i = 0; i < G_N_ELEMENTS (lengths); i++)
    {
      make_version (fixture, NEWEST);
      g_assert_cmpint (truncate (fixture->path, (off_t) lengths[i]), ==, 0);
      store_fixture_reopen (fixture);
      assert_all_fails (fixture, FROND_ERROR_STORE_DAMAGED);
      g_assert_cmpint (g_unlink (fixture->path), ==, 0);
    }
}

static void
test_overwritten_page (StoreFixture *fixture, gconstpointer data)
{
  g_autofree char *noise = g_strnfill (4096, '\xa5');
  g_autoptr (GPtrArray) profiles = NULL;
  g_autoptr (GError) error = NULL;
  gint64 page;
  int fd;

  make_version (fixture, NEWEST);
  page = store_query_int (fixture->path, "SELECT rootpage FROM sqlite_schema WHERE name = 'profiles'");
  fd = g_open (fixture->path, O_WRONLY | O_CLOEXEC);
  g_assert_cmpint (pwrite (fd, noise, 4096, (page - 1) * 4096), ==, 4096);
  g_assert_cmpint (close (fd), ==, 0);
  profiles = store_load (fixture->store, &error);
  g_assert_error (error, FROND_ERROR, FROND_ERROR_STORE_DAMAGED);
  g_test_message ("%s", error->message);

  /* Another file in its place is all it takes. */
  g_assert_cmpint (g_unlink (fixture->path), ==, 0);
  make_version (fixture, NEWEST);
  assert_loads (fixture, N_ROWS);
}

static void
test_not_regular (StoreFixture *fixture, gconstpointer data)
{
  g_assert_cmpint (g_mkdir_with_parents (fixture->folder, 0700), ==, 0);
  g_assert_cmpint (mkfifo (fixture->path, 0600), ==, 0);
  assert_save_fails (fixture, FROND_ERROR_STORE);
  g_assert_cmpint (g_unlink (fixture->path), ==, 0);
  g_assert_cmpint (g_mkdir (fixture->path, 0700), ==, 0);
  assert_save_fails (fixture, FROND_ERROR_STORE);
}

static gboolean
make_read_only (const char *path, int mode)
{
  g_assert_cmpint (g_chmod (path, mode), ==, 0);
  if (g_access (path, W_OK) != 0)
    return TRUE;

  g_test_skip ("this user may write everything");
  return FALSE;
}

static void
test_read_only_file (StoreFixture *fixture, gconstpointer data)
{
  make_version (fixture, NEWEST);
  if (!make_read_only (fixture->path, 0400))
    return;

  assert_loads (fixture, N_ROWS);
  assert_save_fails (fixture, FROND_ERROR_STORE_READ_ONLY);
  assert_loads (fixture, N_ROWS);
  g_assert_cmpint (g_chmod (fixture->path, 0600), ==, 0);
  assert_saves (fixture);
}

static void
test_read_only_folder (StoreFixture *fixture, gconstpointer data)
{
  make_version (fixture, NEWEST);
  store_execute (fixture->path, "PRAGMA journal_mode = WAL");
  g_assert_cmpint (g_chmod (fixture->path, 0400), ==, 0);
  if (!make_read_only (fixture->folder, 0500))
    return;

  assert_loads (fixture, N_ROWS);
  assert_save_fails (fixture, FROND_ERROR_STORE_READ_ONLY);
  g_assert_cmpint (g_chmod (fixture->folder, 0700), ==, 0);
  g_assert_cmpint (g_chmod (fixture->path, 0600), ==, 0);
  assert_saves (fixture);
}

static void
test_read_only_place (StoreFixture *fixture, gconstpointer data)
{
  if (!make_read_only (fixture->root, 0500))
    return;

  assert_save_fails (fixture, FROND_ERROR_STORE_READ_ONLY);
  g_assert_cmpint (g_chmod (fixture->root, 0700), ==, 0);
  assert_saves (fixture);
}

static void
test_locked (StoreFixture *fixture, gconstpointer data)
{
  sqlite3 *other = NULL;

  make_version (fixture, NEWEST);
  assert_loads (fixture, N_ROWS);
  g_assert_cmpint (sqlite3_open (fixture->path, &other), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_exec (other, "BEGIN IMMEDIATE", NULL, NULL, NULL), ==, SQLITE_OK);
  assert_save_fails (fixture, FROND_ERROR_STORE_LOCKED);
  assert_loads (fixture, N_ROWS);
  g_assert_cmpint (sqlite3_exec (other, "ROLLBACK", NULL, NULL, NULL), ==, SQLITE_OK);
  assert_saves (fixture);
  sqlite3_close (other);
}

/* Locked as a whole, before it was ever opened. */
static void
test_locked_at_open (StoreFixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) profiles = NULL;
  g_autoptr (GError) error = NULL;
  sqlite3 *other = NULL;

  make_version (fixture, NEWEST);
  g_assert_cmpint (sqlite3_open (fixture->path, &other), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_exec (other, "BEGIN EXCLUSIVE", NULL, NULL, NULL), ==, SQLITE_OK);
  profiles = store_load (fixture->store, &error);
  g_assert_error (error, FROND_ERROR, FROND_ERROR_STORE_LOCKED);
  g_assert_cmpint (sqlite3_close (other), ==, SQLITE_OK);
  assert_loads (fixture, N_ROWS);
}

/* A file size limit fails the write itself, as a full disk does. */
static void
test_full (StoreFixture *fixture, gconstpointer data)
{
  g_autofree guint8 *noise = g_malloc0 (FROND_PROFILE_MAX_PICTURE);
  g_autoptr (GBytes) picture = g_bytes_new (noise, FROND_PROFILE_MAX_PICTURE);
  g_autoptr (FrondProfile) big = store_make_profile ("Big");
  g_autoptr (GError) error = NULL;
  struct rlimit before;
  struct rlimit limit;

  frond_profile_set_picture (big, picture);
  assert_saves (fixture);
  signal (SIGXFSZ, SIG_IGN);
  g_assert_cmpint (getrlimit (RLIMIT_FSIZE, &before), ==, 0);
  limit = before;
  limit.rlim_cur = 300 * 1024;
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &limit), ==, 0);
  g_assert_false (store_save (fixture->store, big, &error));
  g_assert_error (error, FROND_ERROR, FROND_ERROR_STORE_FULL);
  assert_loads (fixture, 1);
  assert_saves (fixture);
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &before), ==, 0);

  g_clear_error (&error);
  store_save (fixture->store, big, &error);
  g_assert_no_error (error);
  store_fixture_reopen (fixture);
  assert_loads (fixture, 3);
}

static void
test_bad_rows (StoreFixture *fixture, gconstpointer data)
{
  static const char *const updates[] = {
    "stage = 'purple'",
    "name = 'a' || char (8238) || 'b'",
    "name = 'a' || char (0) || 'b'",
    "memory = 1",
    "name = CAST (x'ff41' AS TEXT)",
    "machine_uuid = printf ('%036d', 0)",
    "window_width = 1000000",
    "vcpus = 99999999999",
    "id = printf ('%036d', 7)",
    "tpm = 2",
    "created = -5",
    "position = 4294967296",
  };

  make_version (fixture, NEWEST);
  for (gsize i = 0; i < G_N_ELEMENTS (updates); i++)
    {
      g_autofree char *sql = g_strdup_printf ("PRAGMA ignore_check_constraints = ON;"
                                              "UPDATE profiles SET %s WHERE id = '" FIRST_ID "';",
                                              updates[i]);

      store_execute (fixture->path, sql);
      assert_loads (fixture, N_ROWS - 1);
      g_assert_cmpuint (store_take_warnings (), ==, 1);
      g_assert_cmpint (store_query_int (fixture->path, "SELECT count (*) FROM profiles"), ==, N_ROWS);
      store_fixture_close (fixture);
      g_assert_cmpint (g_unlink (fixture->path), ==, 0);
      make_version (fixture, NEWEST);
      store_fixture_reopen (fixture);
    }
}

static void
test_huge_picture (StoreFixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) profiles = NULL;
  g_autoptr (GError) error = NULL;

  make_version (fixture, NEWEST);
  store_execute (fixture->path, "PRAGMA ignore_check_constraints = ON;"
                                "UPDATE profile_pictures SET png = zeroblob (1048577)");
  profiles = store_load (fixture->store, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (profiles->len, ==, N_ROWS);
  store_assert_picture (fixture->store, FIRST_ID, 0);
}

/* A view or a trigger in a file from a stranger does nothing. */
static void
test_hostile_schema (StoreFixture *fixture, gconstpointer data)
{
  make_version (fixture, NEWEST);
  store_execute (fixture->path, "CREATE TRIGGER t AFTER INSERT ON profiles BEGIN DELETE FROM profiles; END");
  assert_saves (fixture);
  assert_loads (fixture, N_ROWS + 1);
}

static void
test_deleted_under_us (StoreFixture *fixture, gconstpointer data)
{
  assert_saves (fixture);
  g_assert_cmpint (g_unlink (fixture->path), ==, 0);
  assert_saves (fixture);
  assert_loads (fixture, 1);
  store_fixture_close (fixture);
  g_assert_cmpint (store_query_int (fixture->path, "SELECT count (*) FROM profiles"), ==, 1);
}

int
main (int argc, char **argv)
{
  store_test_init (&argc, &argv);

  for (guint version = 1; version <= NEWEST; version++)
    {
      g_autofree char *read = g_strdup_printf ("/store/files/version-%u", version);
      g_autofree char *frozen = g_strdup_printf ("/store/files/schema-%u-is-frozen", version);

      STORE_TEST_WITH (read, GUINT_TO_POINTER (version), test_version);
      STORE_TEST_WITH (frozen, GUINT_TO_POINTER (version), test_schema_is_frozen);
    }
  STORE_TEST_WITH ("/store/files/fates-of-version-5", GUINT_TO_POINTER (5), test_fates);
  STORE_TEST_WITH ("/store/files/fates-of-version-6", GUINT_TO_POINTER (6), test_fates);
  STORE_TEST_WITH ("/store/files/network-of-version-3", GUINT_TO_POINTER (3), test_network);
  STORE_TEST_WITH ("/store/files/network-of-version-4", GUINT_TO_POINTER (4), test_network);
  STORE_TEST_WITH ("/store/files/place-of-version-4", GUINT_TO_POINTER (4), test_place);
  STORE_TEST_WITH ("/store/files/place-of-version-5", GUINT_TO_POINTER (5), test_place);
  STORE_TEST ("/store/files/version-1/sharing", test_sharing_of_version_1);
  STORE_TEST ("/store/files/version-2/sharing", test_sharing_of_version_2);
  STORE_TEST ("/store/files/version-2/model", test_model_of_version_2);
  STORE_TEST ("/store/files/version-3/model", test_model_of_version_3);
  STORE_TEST ("/store/files/empty", test_empty_file);
  STORE_TEST ("/store/files/future-version", test_future_version);
  STORE_TEST ("/store/files/foreign-database", test_foreign_database);
  STORE_TEST ("/store/files/migrated", test_migrated);
  STORE_TEST ("/store/files/step-fails", test_step_fails);
  STORE_TEST ("/store/files/step-orphans", test_step_orphans);
  STORE_TEST ("/store/files/second-step-fails", test_second_step_fails);
  STORE_TEST ("/store/files/not-a-database", test_not_a_database);
  STORE_TEST ("/store/files/truncated", test_truncated);
  STORE_TEST ("/store/files/overwritten-page", test_overwritten_page);
  STORE_TEST ("/store/files/not-regular", test_not_regular);
  STORE_TEST ("/store/files/read-only-file", test_read_only_file);
  STORE_TEST ("/store/files/read-only-folder", test_read_only_folder);
  STORE_TEST ("/store/files/read-only-place", test_read_only_place);
  STORE_TEST ("/store/files/locked", test_locked);
  STORE_TEST ("/store/files/locked-at-open", test_locked_at_open);
  STORE_TEST ("/store/files/full", test_full);
  STORE_TEST ("/store/files/bad-rows", test_bad_rows);
  STORE_TEST ("/store/files/huge-picture", test_huge_picture);
  STORE_TEST ("/store/files/hostile-schema", test_hostile_schema);
  STORE_TEST ("/store/files/deleted-under-us", test_deleted_under_us);

  return g_test_run ();
}
