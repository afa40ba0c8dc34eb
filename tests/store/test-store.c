/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "frond-error.h"
#include "frond-profile.h"
#include "store-fixture.h"

#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>

#define N_MANY 10000

static void
set_other_value (FrondProfile *profile, GParamSpec *pspec, int salt)
{
  g_auto (GValue) value = G_VALUE_INIT;

  g_object_get_property (G_OBJECT (profile), pspec->name, &value);
  if (G_VALUE_HOLDS_STRING (&value) && g_str_has_suffix (pspec->name, "-id") &&
      !g_str_equal (pspec->name, "os-id"))
    g_value_take_string (&value, g_uuid_string_random ());
  else if (g_str_equal (pspec->name, "machine-uuid"))
    g_value_take_string (&value, g_uuid_string_random ());
  else if (G_VALUE_HOLDS_STRING (&value))
    g_value_take_string (&value, g_strdup_printf ("%s „%d“ ☃", pspec->name, salt));
  else if (G_VALUE_HOLDS_BOOLEAN (&value))
    g_value_set_boolean (&value, !g_value_get_boolean (&value));
  else if (G_VALUE_HOLDS_INT (&value))
    g_value_set_int (&value, 100 + salt);
  else if (G_VALUE_HOLDS_UINT (&value))
    g_value_set_uint (&value, 2 + (guint) salt % 3);
  else if (G_VALUE_HOLDS_INT64 (&value))
    g_value_set_int64 (&value, G_MAXINT64 - salt);
  else if (G_VALUE_HOLDS_UINT64 (&value))
    g_value_set_uint64 (&value, (guint64) (5000 + salt) << 20);
  else if (G_VALUE_HOLDS_ENUM (&value))
    {
      GEnumClass *values = G_PARAM_SPEC_ENUM (pspec)->enum_class;

      g_value_set_enum (&value,
                        g_value_get_enum (&value) == values->maximum ? values->minimum : values->maximum);
    }
  else if (G_VALUE_HOLDS (&value, G_TYPE_BYTES))
    g_value_take_boxed (&value, g_bytes_new_static ("\211PNG\r\n\032\n\0picture\0", 16));
  else
    g_error ("%s: no other value known", pspec->name);
  g_object_set_property (G_OBJECT (profile), pspec->name, &value);
}

static gboolean
has_same_value (FrondProfile *a, FrondProfile *b, GParamSpec *pspec)
{
  g_auto (GValue) value_a = G_VALUE_INIT;
  g_auto (GValue) value_b = G_VALUE_INIT;

  g_object_get_property (G_OBJECT (a), pspec->name, &value_a);
  g_object_get_property (G_OBJECT (b), pspec->name, &value_b);
  if (G_VALUE_HOLDS (&value_a, G_TYPE_BYTES) && g_value_get_boxed (&value_a) != NULL &&
      g_value_get_boxed (&value_b) != NULL)
    return g_bytes_equal (g_value_get_boxed (&value_a), g_value_get_boxed (&value_b));

  return g_param_values_cmp (pspec, &value_a, &value_b) == 0;
}

static void
assert_same (FrondProfile *wanted, FrondProfile *found)
{
  guint n_pspecs;
  g_autofree GParamSpec **pspecs = g_object_class_list_properties (G_OBJECT_GET_CLASS (wanted), &n_pspecs);

  g_assert_nonnull (found);
  for (guint i = 0; i < n_pspecs; i++)
    /* What its host says of a machine's disks is in no row, nor what is only for its making. */
    if (!g_str_equal (pspecs[i]->name, "encrypted") && !g_str_equal (pspecs[i]->name, "desktop") &&
        !has_same_value (wanted, found, pspecs[i]))
      g_error ("%s did not come back", pspecs[i]->name);
}

static void
assert_stored (StoreFixture *fixture, FrondProfile *wanted)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) profiles = store_load (fixture->store, &error);
  const char *id = frond_profile_get_id (wanted);
  g_autoptr (GBytes) picture = NULL;

  g_assert_no_error (error);
  picture = store_load_picture (fixture->store, id, &error);
  g_assert_no_error (error);
  g_assert_null (frond_profile_get_picture (store_find (profiles, id)));
  frond_profile_set_picture (store_find (profiles, id), picture);
  assert_same (wanted, store_find (profiles, id));
}

static void
test_every_property (StoreFixture *fixture, gconstpointer data)
{
  g_autoptr (FrondProfile) profile = store_make_profile ("Fedora");
  g_autoptr (FrondProfile) changed = frond_profile_copy (profile);
  g_autoptr (GError) error = NULL;
  guint n_pspecs;
  g_autofree GParamSpec **pspecs = g_object_class_list_properties (G_OBJECT_GET_CLASS (profile), &n_pspecs);
  g_autoptr (FrondProfile) again = NULL;

  for (guint i = 0; i < n_pspecs; i++)
    if ((pspecs[i]->flags & G_PARAM_CONSTRUCT_ONLY) == 0)
      {
        set_other_value (changed, pspecs[i], (int) i);
        g_assert_false (has_same_value (profile, changed, pspecs[i]));
      }
  again = frond_profile_copy (changed);

  /* As a new row, over another row, and back again. */
  g_assert_true (store_save (fixture->store, changed, &error));
  assert_stored (fixture, changed);
  g_assert_true (store_save (fixture->store, profile, &error));
  assert_stored (fixture, profile);
  g_assert_true (store_save (fixture->store, again, &error));
  store_fixture_reopen (fixture);
  assert_stored (fixture, changed);
  g_assert_no_error (error);
}

static void
test_every_token (StoreFixture *fixture, gconstpointer data)
{
  g_autoptr (FrondProfile) profile = store_make_profile ("Tokens");
  guint n_pspecs;
  g_autofree GParamSpec **pspecs = g_object_class_list_properties (G_OBJECT_GET_CLASS (profile), &n_pspecs);

  for (guint i = 0; i < n_pspecs; i++)
    if (G_IS_PARAM_SPEC_ENUM (pspecs[i]))
      for (int v = 0; v <= G_PARAM_SPEC_ENUM (pspecs[i])->enum_class->maximum; v++)
        {
          g_autoptr (GError) error = NULL;

          g_object_set (profile, pspecs[i]->name, v, NULL);
          g_assert_true (store_save (fixture->store, profile, &error));
          assert_stored (fixture, profile);
        }
}

static void
test_new_file (StoreFixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) profiles = store_load (fixture->store, &error);
  GStatBuf info;

  g_assert_no_error (error);
  g_assert_cmpuint (profiles->len, ==, 0);
  g_assert_cmpint (g_stat (fixture->folder, &info), ==, 0);
  g_assert_cmpint (info.st_mode & 07777, ==, 0700);
  g_assert_cmpint (g_stat (fixture->path, &info), ==, 0);
  g_assert_cmpint (info.st_mode & 07777, ==, 0600);
  store_fixture_close (fixture);
  g_assert_cmpint (store_query_int (fixture->path, "PRAGMA user_version"), ==, 6);
  g_assert_cmphex ((guint64) store_query_int (fixture->path, "PRAGMA application_id"), ==, 0x46726e64);
  g_assert_cmpint (store_query_int (fixture->path, "SELECT journal_mode = 'wal' FROM pragma_journal_mode"),
                   ==, 1);
}

/* Two processes that have the same row: what the one has changed is not undone by the other. */
static void
test_other_columns_stay (StoreFixture *fixture, gconstpointer data)
{
  g_autoptr (FrondProfile) profile = store_make_profile ("Before");
  g_autoptr (FrondProfileStore) other = frond_sqlite_store_new (fixture->file);
  g_autoptr (GBytes) picture = g_bytes_new_static ("png", 3);
  g_autoptr (GPtrArray) ours = NULL;
  g_autoptr (GPtrArray) theirs = NULL;
  g_autoptr (GPtrArray) both = NULL;
  g_autoptr (GBytes) kept = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *uuid = g_uuid_string_random ();

  frond_profile_set_picture (profile, picture);
  frond_profile_set_stage (profile, FROND_PROFILE_FILLING);
  g_assert_true (store_save (fixture->store, profile, &error));
  ours = store_load (fixture->store, &error);
  theirs = store_load (other, &error);

  g_object_set (g_ptr_array_index (theirs, 0), "stage", FROND_PROFILE_READY, "machine-uuid", uuid, NULL);
  g_assert_true (store_save (other, g_ptr_array_index (theirs, 0), &error));
  frond_profile_set_name (g_ptr_array_index (ours, 0), "After");
  g_assert_true (store_save (fixture->store, g_ptr_array_index (ours, 0), &error));

  both = store_load (fixture->store, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (both->len, ==, 1);
  g_assert_cmpstr (frond_profile_get_name (g_ptr_array_index (both, 0)), ==, "After");
  g_assert_cmpstr (frond_profile_get_machine_uuid (g_ptr_array_index (both, 0)), ==, uuid);
  g_assert_cmpint (frond_profile_get_stage (g_ptr_array_index (both, 0)), ==, FROND_PROFILE_READY);
  kept = store_load_picture (fixture->store, frond_profile_get_id (profile), &error);
  g_assert_true (g_bytes_equal (kept, picture));
}

/* What could not be written is written by the next save. */
static void
test_failed_is_unsaved (StoreFixture *fixture, gconstpointer data)
{
  g_autoptr (FrondProfile) profile = store_make_profile ("Before");
  g_autoptr (GError) error = NULL;

  g_assert_true (store_save (fixture->store, profile, &error));
  store_execute (fixture->path, "ALTER TABLE profiles RENAME TO elsewhere");
  frond_profile_set_name (profile, "After");
  g_assert_false (store_save (fixture->store, profile, &error));
  g_clear_error (&error);
  store_execute (fixture->path, "ALTER TABLE elsewhere RENAME TO profiles");
  g_object_set (profile, "notes", "later", NULL);
  g_assert_true (store_save (fixture->store, profile, &error));
  g_assert_no_error (error);
  g_assert_cmpint (
      store_query_int (fixture->path,
                       "SELECT count (*) FROM profiles WHERE name = 'After' AND notes = 'later'"),
      ==, 1);
}

static void
test_remove (StoreFixture *fixture, gconstpointer data)
{
  g_autoptr (FrondProfile) profile = store_make_profile ("Gone");
  g_autoptr (GBytes) picture = g_bytes_new_static ("png", 3);
  g_autoptr (GPtrArray) profiles = NULL;
  g_autoptr (GError) error = NULL;

  frond_profile_set_picture (profile, picture);
  g_assert_true (store_save (fixture->store, profile, &error));
  g_assert_true (store_remove (fixture->store, frond_profile_get_id (profile), &error));
  g_assert_true (store_remove (fixture->store, frond_profile_get_id (profile), &error));
  profiles = store_load (fixture->store, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (profiles->len, ==, 0);
  g_assert_cmpint (store_query_int (fixture->path, "SELECT count (*) FROM profile_pictures"), ==, 0);
}

static void
count_saved (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;
  guint *left = data;

  frond_profile_store_save_finish (FROND_PROFILE_STORE (source), result, &error);
  g_assert_no_error (error);
  --*left;
}

static void
wait_for_all (const guint *left)
{
  while (*left > 0)
    g_main_context_iteration (NULL, TRUE);
}

typedef struct
{
  guint seen;
  guint left;
} Order;

static void
see_memory (GObject *source, GAsyncResult *result, gpointer data)
{
  Order *order = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) profiles =
      frond_profile_store_load_finish (FROND_PROFILE_STORE (source), result, &error);
  guint64 wanted = (guint64) (order->seen + 100) << 20;

  g_assert_no_error (error);
  g_assert_cmpuint (frond_profile_get_memory (g_ptr_array_index (profiles, 0)), ==, wanted);
  order->seen++;
  order->left--;
}

/* Every load sees exactly the saves that were called before it, with the values of that moment. */
static void
test_order (StoreFixture *fixture, gconstpointer data)
{
  g_autoptr (FrondProfile) profile = store_make_profile ("Order");
  Order order = { 0, 0 };
  guint saves = 0;

  for (guint i = 0; i < 100; i++)
    {
      for (guint j = 0; j < 3; j++)
        {
          frond_profile_set_memory (profile, (guint64) (i + 98 + j) << 20);
          saves++;
          frond_profile_store_save_async (fixture->store, profile, NULL, count_saved, &saves);
        }
      order.left++;
      frond_profile_store_load_async (fixture->store, NULL, see_memory, &order);
    }

  wait_for_all (&order.left);
  wait_for_all (&saves);
  g_assert_cmpuint (order.seen, ==, 100);
}

static void
test_list_order (StoreFixture *fixture, gconstpointer data)
{
  static const struct
  {
    int position;
    gint64 created;
    const char *name;
  } rows[] = { { 2, 1, "d" }, { 1, 9, "c" }, { 1, 5, "b" }, { -3, 7, "a" } };
  g_autoptr (GPtrArray) profiles = NULL;
  g_autoptr (GString) names = g_string_new (NULL);
  g_autoptr (GError) error = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (FrondProfile) profile = store_make_profile (rows[i].name);

      g_object_set (profile, "position", rows[i].position, "created", rows[i].created, NULL);
      g_assert_true (store_save (fixture->store, profile, &error));
    }

  profiles = store_load (fixture->store, &error);
  for (guint i = 0; i < profiles->len; i++)
    g_string_append (names, frond_profile_get_name (g_ptr_array_index (profiles, i)));
  g_assert_cmpstr (names->str, ==, "abcd");
}

static void
test_many (StoreFixture *fixture, gconstpointer data)
{
  g_autoptr (GHashTable) ids = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GPtrArray) profiles = NULL;
  g_autoptr (GError) error = NULL;
  gint64 start = g_get_monotonic_time ();
  guint left = N_MANY;

  for (guint i = 0; i < N_MANY; i++)
    {
      g_autofree char *name = g_strdup_printf ("Machine %u", i);
      g_autoptr (FrondProfile) profile = store_make_profile (name);

      g_hash_table_add (ids, g_strdup (frond_profile_get_id (profile)));
      frond_profile_store_save_async (fixture->store, profile, NULL, count_saved, &left);
    }
  wait_for_all (&left);
  g_test_message ("%d saves: %" G_GINT64_FORMAT " ms", N_MANY, (g_get_monotonic_time () - start) / 1000);

  store_fixture_reopen (fixture);
  start = g_get_monotonic_time ();
  profiles = store_load (fixture->store, &error);
  g_test_message ("%d loaded: %" G_GINT64_FORMAT " ms", N_MANY, (g_get_monotonic_time () - start) / 1000);
  g_assert_no_error (error);
  for (guint i = 0; i < profiles->len; i++)
    g_assert_true (g_hash_table_remove (ids, frond_profile_get_id (g_ptr_array_index (profiles, i))));
  g_assert_cmpuint (g_hash_table_size (ids), ==, 0);
}

static void
test_names (StoreFixture *fixture, gconstpointer data)
{
  static const char *const names[] = {
    "日本語",      "émigré",
    "שלום עולם",   "مرحبا",
    "𠀀𠀁",        "🖥️",
    "x̂",           "नमस्ते",
    "ไทย",         "İı ſß ǅ",
    "�",           "'; DROP TABLE profiles; --",
    "\"quoted\"",  "back\\slash %s %n",
    "/etc/passwd", "?1 :a @b $c",
    "<b>&amp;",
  };
  g_autoptr (GError) error = NULL;
  g_autofree char *longest = NULL;
  g_autoptr (GString) wide = g_string_new (NULL);

  for (guint i = 0; i < 64; i++)
    g_string_append_unichar (wide, 0x1F600);
  longest = g_string_free_and_steal (g_steal_pointer (&wide));

  for (gsize i = 0; i <= G_N_ELEMENTS (names); i++)
    {
      g_autoptr (FrondProfile) profile = store_make_profile (i < G_N_ELEMENTS (names) ? names[i] : longest);

      store_save (fixture->store, profile, &error);
      g_assert_no_error (error);
      assert_stored (fixture, profile);
    }
}

static void
assert_refused (StoreFixture *fixture, FrondProfile *profile, const char *field)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) load_error = NULL;
  g_autoptr (GPtrArray) profiles = NULL;

  g_assert_false (store_save (fixture->store, profile, &error));
  g_assert_true (g_error_matches (error, FROND_ERROR, FROND_ERROR_INVALID_VALUE) ||
                 g_error_matches (error, FROND_ERROR, FROND_ERROR_OUT_OF_RANGE));
  g_assert_cmpstr (frond_error_get_field (error), ==, field);
  profiles = store_load (fixture->store, &load_error);
  g_assert_no_error (load_error);
  g_assert_cmpuint (profiles->len, ==, 0);
}

static void
test_refused (StoreFixture *fixture, gconstpointer data)
{
  static const char *const names[] = { "",        "a\nb",     "a\u202eb", "a\u200bb",
                                       "e\u0301", "\xff\xfe", "a\u2028b", " a" };
  g_autofree char *big = g_strnfill (65537, 'a');
  g_autofree guint8 *zeros = g_malloc0 (FROND_PROFILE_MAX_PICTURE + 1);
  g_autoptr (GBytes) picture = g_bytes_new (zeros, FROND_PROFILE_MAX_PICTURE + 1);
  const struct
  {
    const char *field;
    const char *text;
  } texts[] = { { "media-uri", big },    { "group", big },       { "helper", big }, { "os-name", "\xc3" },
                { "machine-uuid", "x" }, { "request-id", NULL }, { "engine", big } };

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autoptr (FrondProfile) profile = store_make_profile (names[i]);

      assert_refused (fixture, profile, "name");
    }

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (FrondProfile) profile = store_make_profile ("Good");

      g_object_set (profile, texts[i].field, texts[i].text, NULL);
      assert_refused (fixture, profile, texts[i].field);
    }

  {
    g_autoptr (FrondProfile) profile = store_make_profile ("Good");

    g_object_set (profile, "picture", picture, NULL);
    assert_refused (fixture, profile, "picture");
    g_object_set (profile, "picture", NULL, "window-width", -1, NULL);
    assert_refused (fixture, profile, "window-width");
    g_object_set (profile, "window-width", 0, "disk-size", G_MAXUINT64, NULL);
    assert_refused (fixture, profile, "disk-size");
  }
}

static void
expect_cancelled (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (frond_profile_store_save_finish (FROND_PROFILE_STORE (source), result, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  *(guint *) data = 1;
}

static void
test_cancel (StoreFixture *fixture, gconstpointer data)
{
  g_autoptr (FrondProfile) profile = store_make_profile ("Cancelled");
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GPtrArray) profiles = NULL;
  g_autoptr (GError) error = NULL;
  guint done = 0;

  g_cancellable_cancel (cancellable);
  frond_profile_store_save_async (fixture->store, profile, cancellable, expect_cancelled, &done);
  store_wait (NULL, &done);
  profiles = store_load (fixture->store, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (profiles->len, ==, 0);
}

static void
save_without_loop (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (g_main_context_is_owner (g_main_context_get_thread_default ()));
  frond_profile_store_save_finish (FROND_PROFILE_STORE (source), result, &error);
  g_assert_no_error (error);
  *(guint *) data = 1;
}

static void
test_context (StoreFixture *fixture, gconstpointer data)
{
  g_autoptr (GMainContext) context = g_main_context_new ();
  g_autoptr (FrondProfile) profile = store_make_profile ("Context");
  guint done = 0;

  g_main_context_push_thread_default (context);
  frond_profile_store_save_async (fixture->store, profile, NULL, save_without_loop, &done);
  store_wait (context, &done);
  g_main_context_pop_thread_default (context);
}

/* The callers' references end first, many times over, so that a last one on the wrong thread would show. */
static void
test_unref_in_flight (StoreFixture *fixture, gconstpointer data)
{
  for (guint i = 0; i < 200; i++)
    {
      g_autoptr (FrondProfile) profile = store_make_profile ("Flight");
      FrondProfileStore *store = frond_sqlite_store_new (fixture->file);
      guint left = 1;

      g_object_add_weak_pointer (G_OBJECT (store), (gpointer *) &store);
      frond_profile_store_save_async (store, profile, NULL, count_saved, &left);
      g_object_unref (store);
      wait_for_all (&left);
      while (store != NULL)
        g_main_context_iteration (NULL, TRUE);
    }

  g_assert_cmpint (store_query_int (fixture->path, "SELECT count (*) FROM profiles"), ==, 200);
}

static void
test_dispose_drains (StoreFixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (FrondProfile) late = store_make_profile ("Late");
  guint left = 50;

  for (guint i = 0; i < 50; i++)
    {
      g_autoptr (FrondProfile) profile = store_make_profile ("Drained");

      frond_profile_store_save_async (fixture->store, profile, NULL, count_saved, &left);
    }
  g_object_run_dispose (G_OBJECT (fixture->store));
  g_assert_cmpint (store_query_int (fixture->path, "SELECT count (*) FROM profiles"), ==, 50);
  wait_for_all (&left);
  g_assert_false (store_save (fixture->store, late, &error));
  g_assert_error (error, FROND_ERROR, FROND_ERROR_STORE);
}

int
main (int argc, char **argv)
{
  store_test_init (&argc, &argv);

  STORE_TEST ("/store/new-file", test_new_file);
  STORE_TEST ("/store/every-property", test_every_property);
  STORE_TEST ("/store/every-token", test_every_token);
  STORE_TEST ("/store/other-columns-stay", test_other_columns_stay);
  STORE_TEST ("/store/failed-is-unsaved", test_failed_is_unsaved);
  STORE_TEST ("/store/remove", test_remove);
  STORE_TEST ("/store/order", test_order);
  STORE_TEST ("/store/list-order", test_list_order);
  STORE_TEST ("/store/many", test_many);
  STORE_TEST ("/store/names", test_names);
  STORE_TEST ("/store/refused", test_refused);
  STORE_TEST ("/store/cancel", test_cancel);
  STORE_TEST ("/store/context", test_context);
  STORE_TEST ("/store/unref-in-flight", test_unref_in_flight);
  STORE_TEST ("/store/dispose-drains", test_dispose_drains);

  return g_test_run ();
}
