/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* One library and two processes, as of the windows and the command line. */

#include "frond-guest.h"
#include "frond-library.h"
#include "frond-machine-host.h"
#include "frond-profile-search.h"
#include "frond-profile.h"
#include "frond-test-host.h"
#include "frond-test-store.h"

typedef struct
{
  FrondTestStore *store;
  FrondTestHost *host;
  FrondLibrary *library;
} Fixture;

static void
drain (void)
{
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->store = frond_test_store_new ();
  fixture->host = frond_test_host_new ();
  fixture->library =
      frond_library_new (FROND_PROFILE_STORE (fixture->store), FROND_MACHINE_HOST (fixture->host));
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  drain ();
  g_assert_finalize_object (fixture->library);
  g_object_unref (fixture->store);
  g_object_unref (fixture->host);
}

static void
load (Fixture *fixture)
{
  frond_library_load_async (fixture->library, NULL, NULL, NULL);
  drain ();
  g_assert_true (frond_library_get_loaded (fixture->library));
}

static FrondProfile *
make_profile (const char *name, FrondProfileStage stage)
{
  FrondProfile *profile = frond_profile_new ();
  g_autofree char *uuid = g_uuid_string_random ();

  g_object_set (profile, "name", name, "stage", stage, "machine-uuid", uuid, NULL);
  return profile;
}

static guint
n_items (Fixture *fixture)
{
  return g_list_model_get_n_items (G_LIST_MODEL (fixture->library));
}

/* The other process writes its row, then has the machine made. */
static void
test_made_elsewhere (Fixture *fixture, gconstpointer data)
{
  g_autoptr (FrondProfile) profile = make_profile ("New", FROND_PROFILE_READY);

  load (fixture);
  frond_test_store_put (fixture->store, profile);
  frond_test_host_put (fixture->host, profile, FROND_GUEST_STOPPED, FROND_GUEST_REASON_NONE);
  g_signal_emit_by_name (fixture->host, "reset");
  drain ();
  g_assert_cmpuint (n_items (fixture), ==, 1);
  g_assert_nonnull (frond_library_find (fixture->library, frond_profile_get_id (profile)));
}

/* Its machine is not there yet: what looks cut off is not ours to undo. */
static void
test_being_made_elsewhere (Fixture *fixture, gconstpointer data)
{
  g_autoptr (FrondProfile) filling = make_profile ("Filling", FROND_PROFILE_FILLING);
  g_autoptr (FrondProfile) other = make_profile ("Other", FROND_PROFILE_READY);

  load (fixture);
  frond_profile_set_machine_uuid (filling, NULL);
  frond_test_store_put (fixture->store, filling);
  frond_test_store_put (fixture->store, other);
  frond_test_host_put (fixture->host, other, FROND_GUEST_STOPPED, FROND_GUEST_REASON_NONE);
  g_signal_emit_by_name (fixture->host, "reset");
  drain ();
  g_assert_cmpuint (n_items (fixture), ==, 1);
  g_assert_nonnull (frond_test_store_get (fixture->store, frond_profile_get_id (filling)));
}

static void
test_trashed_elsewhere (Fixture *fixture, gconstpointer data)
{
  g_autoptr (FrondProfile) profile = make_profile ("Old", FROND_PROFILE_READY);
  g_autoptr (FrondProfile) trashed = frond_profile_copy (profile);
  g_autoptr (GPtrArray) in_trash = NULL;

  frond_test_store_put (fixture->store, profile);
  frond_test_host_put (fixture->host, profile, FROND_GUEST_STOPPED, FROND_GUEST_REASON_NONE);
  load (fixture);
  g_assert_cmpuint (n_items (fixture), ==, 1);

  frond_profile_set_stage (trashed, FROND_PROFILE_TRASHED);
  frond_test_store_put (fixture->store, trashed);
  frond_machine_host_command_async (FROND_MACHINE_HOST (fixture->host),
                                    frond_profile_get_machine_uuid (profile), FROND_COMMAND_TRASH, NULL, NULL,
                                    NULL);
  drain ();
  g_signal_emit_by_name (fixture->host, "reset");
  drain ();
  g_assert_cmpuint (n_items (fixture), ==, 0);
  g_assert_cmpuint (frond_test_host_count (fixture->host), ==, 0);
  in_trash = frond_library_dup_trashed (fixture->library);
  g_assert_cmpuint (in_trash->len, ==, 1);
}

/* A visitor finds a library in the middle of everything, and leaves it so. */
static void
test_visitor (Fixture *fixture, gconstpointer data)
{
  g_autoptr (FrondProfile) filling = make_profile ("Filling", FROND_PROFILE_FILLING);
  g_autoptr (FrondProfile) creating = make_profile ("Creating", FROND_PROFILE_CREATING);
  g_autoptr (FrondProfile) missing = make_profile ("Missing", FROND_PROFILE_READY);
  g_autoptr (FrondProfile) rubbish = make_profile ("Rubbish", FROND_PROFILE_TRASHED);
  FrondProfile *const rows[] = { filling, creating, missing, rubbish };

  frond_profile_set_machine_uuid (filling, NULL);
  frond_profile_set_machine_uuid (creating, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    frond_test_store_put (fixture->store, rows[i]);
  frond_test_host_put (fixture->host, rubbish, FROND_GUEST_STOPPED, FROND_GUEST_REASON_NONE);
  frond_library_set_visiting (fixture->library, TRUE);
  load (fixture);

  g_assert_cmpuint (n_items (fixture), ==, 3);
  g_assert_cmpuint (frond_test_host_count (fixture->host), ==, 1);
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    g_assert_nonnull (frond_test_store_get (fixture->store, frond_profile_get_id (rows[i])));
}

static void
test_search (void)
{
  static const struct
  {
    const char *terms[4];
    gboolean found;
  } cases[] = {
    { { "elan" }, TRUE },        { { "ÉLAN" }, TRUE },        { { "e\u0301lan" }, TRUE },
    { { "deb", "elan" }, TRUE }, { { "deb", "rpm" }, FALSE }, { { "STRASSE" }, TRUE },
    { { "13", "work" }, TRUE },  { { " ", "elan" }, TRUE },   { { " " }, FALSE },
    { { NULL }, FALSE },         { { "elandebian" }, FALSE }, { { "élan debian" }, FALSE },
  };
  g_autoptr (FrondProfile) profile = frond_profile_new ();
  g_autofree char *text = NULL;
  g_auto (GStrv) many = g_new0 (char *, FROND_PROFILE_SEARCH_MAX_TERMS + 2);
  g_autofree char *long_term = g_strnfill (FROND_PROFILE_SEARCH_MAX_TERM + 1, 'a');
  const char *const too_long[] = { long_term, NULL };

  g_object_set (profile, "name", "Élan", "os-name", "Debian 13", "group", "Work", "notes", "Straße 5", NULL);
  text = frond_profile_search_dup_text (profile);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_auto (GStrv) terms = frond_profile_search_fold_terms ((const char *const *) cases[i].terms);

      g_test_message ("case %u", i);
      g_assert_cmpint (frond_profile_search_matches (text, (const char *const *) terms), ==, cases[i].found);
    }

  for (guint i = 0; i <= FROND_PROFILE_SEARCH_MAX_TERMS; i++)
    many[i] = g_strdup ("a");
  g_assert_null (frond_profile_search_fold_terms ((const char *const *) many));
  g_assert_null (frond_profile_search_fold_terms (too_long));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/shared/made-elsewhere", Fixture, NULL, set_up, test_made_elsewhere, tear_down);
  g_test_add ("/shared/being-made-elsewhere", Fixture, NULL, set_up, test_being_made_elsewhere, tear_down);
  g_test_add ("/shared/trashed-elsewhere", Fixture, NULL, set_up, test_trashed_elsewhere, tear_down);
  g_test_add ("/shared/visitor", Fixture, NULL, set_up, test_visitor, tear_down);
  g_test_add_func ("/shared/search", test_search);
  return g_test_run ();
}
