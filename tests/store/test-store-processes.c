/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "frond-profile.h"
#include "store-fixture.h"

#include <signal.h>

#define N_KILLS    30
#define N_TOGETHER 200

static GSubprocess *
start_hammer (StoreFixture *fixture, const char *count, GDataInputStream **lines)
{
  g_autoptr (GError) error = NULL;
  GSubprocess *hammer = g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error,
                                          g_getenv ("FROND_STORE_HAMMER"), fixture->path, count, NULL);

  g_assert_no_error (error);
  *lines = g_data_input_stream_new (g_subprocess_get_stdout_pipe (hammer));
  return hammer;
}

/* Reads at most MAX ids into IDS; fewer when the child has ended. */
static void
read_ids (GDataInputStream *lines, guint max, GHashTable *ids)
{
  for (guint i = 0; i < max; i++)
    {
      g_autoptr (GError) error = NULL;
      g_autofree char *line = g_data_input_stream_read_line (lines, NULL, NULL, &error);

      g_assert_no_error (error);
      if (line == NULL)
        return;
      g_assert_true (g_uuid_string_is_valid (line));
      g_hash_table_add (ids, g_steal_pointer (&line));
    }
}

static void
assert_all_there (StoreFixture *fixture, GHashTable *ids)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) profiles = store_load (fixture->store, &error);
  guint found = 0;

  g_assert_no_error (error);
  for (guint i = 0; i < profiles->len; i++)
    {
      FrondProfile *profile = g_ptr_array_index (profiles, i);

      if (g_hash_table_contains (ids, frond_profile_get_id (profile)))
        {
          g_autoptr (GBytes) picture =
              store_load_picture (fixture->store, frond_profile_get_id (profile), &error);

          found++;
          g_assert_no_error (error);
          g_assert_nonnull (picture);
        }
    }
  g_assert_cmpuint (found, ==, g_hash_table_size (ids));
  g_assert_cmpuint (found, >, 0);
}

static void
test_killed (StoreFixture *fixture, gconstpointer data)
{
  g_autoptr (GHashTable) ids = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; i < N_KILLS; i++)
    {
      g_autoptr (GDataInputStream) lines = NULL;
      g_autoptr (GSubprocess) hammer = start_hammer (fixture, "0", &lines);
      g_autoptr (GError) error = NULL;

      read_ids (lines, (guint) g_test_rand_int_range (1, 25), ids);
      /* Nothing is waited for here: it makes the moment within a save a random one. */
      g_usleep ((gulong) g_test_rand_int_range (0, 5000));
      g_subprocess_send_signal (hammer, SIGKILL);
      read_ids (lines, G_MAXUINT, ids);
      g_subprocess_wait (hammer, NULL, &error);
      g_assert_no_error (error);
      g_assert_true (g_subprocess_get_if_signaled (hammer));

      store_fixture_reopen (fixture);
      assert_all_there (fixture, ids);
    }

  g_test_message ("%d kills, %u finished saves, all there", N_KILLS, g_hash_table_size (ids));
  store_fixture_close (fixture);
  g_assert_cmpint (store_query_int (fixture->path,
                                    "SELECT integrity_check = 'ok' FROM pragma_integrity_check"),
                   ==, 1);
}

/* Three processes start on no file at all, and the test is a fourth. */
static void
test_together (StoreFixture *fixture, gconstpointer data)
{
  g_autoptr (GHashTable) ids = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autofree char *count = g_strdup_printf ("%d", N_TOGETHER);
  GSubprocess *hammers[3];
  GDataInputStream *lines[3];
  g_autoptr (GError) error = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (hammers); i++)
    hammers[i] = start_hammer (fixture, count, &lines[i]);

  for (guint i = 0; i < 50; i++)
    {
      g_autoptr (FrondProfile) profile = store_make_profile ("Together");

      store_save (fixture->store, profile, &error);
      g_assert_no_error (error);
    }

  for (gsize i = 0; i < G_N_ELEMENTS (hammers); i++)
    {
      read_ids (lines[i], G_MAXUINT, ids);
      g_subprocess_wait_check (hammers[i], NULL, &error);
      g_assert_no_error (error);
      g_object_unref (lines[i]);
      g_object_unref (hammers[i]);
    }

  g_assert_cmpuint (g_hash_table_size (ids), ==, G_N_ELEMENTS (hammers) * N_TOGETHER);
  assert_all_there (fixture, ids);
  g_assert_cmpint (store_query_int (fixture->path, "SELECT count (*) FROM profiles"), ==,
                   G_N_ELEMENTS (hammers) * N_TOGETHER + 50);
}

int
main (int argc, char **argv)
{
  store_test_init (&argc, &argv);

  STORE_TEST ("/store/processes/killed", test_killed);
  STORE_TEST ("/store/processes/together", test_together);

  return g_test_run ();
}
