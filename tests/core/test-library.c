/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* What the library makes of a store and a host that disagree: each case is a life that was cut off somewhere. */

#include "frond-error.h"
#include "frond-guest.h"
#include "frond-library-delete.h"
#include "frond-library.h"
#include "frond-machine-sources.h"
#include "frond-profile.h"
#include "frond-test-host.h"
#include "frond-test-store.h"

#define MIB (1024ULL * 1024)

typedef struct
{
  FrondTestStore *store;
  FrondTestHost *host;
  FrondLibrary *library;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->store = frond_test_store_new ();
  fixture->host = frond_test_host_new ();
  fixture->library =
      frond_library_new (FROND_PROFILE_STORE (fixture->store), FROND_MACHINE_HOST (fixture->host));
}

static void
drain (void)
{
  while (g_main_context_iteration (NULL, FALSE))
    ;
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
result_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GAsyncResult **slot = user_data;

  *slot = g_object_ref (result);
}

static GAsyncResult *
wait_result (GAsyncResult **slot)
{
  while (*slot == NULL)
    g_main_context_iteration (NULL, TRUE);
  return *slot;
}

static void
load (Fixture *fixture)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  frond_library_load_async (fixture->library, NULL, result_cb, &result);
  frond_library_load_finish (fixture->library, wait_result (&result), &error);
  g_assert_no_error (error);
  drain ();
}

static FrondProfile *
make_profile (const char *name, FrondProfileStage stage, gboolean with_machine)
{
  FrondProfile *profile = frond_profile_new ();
  g_autofree char *uuid = g_uuid_string_random ();

  g_object_set (profile, "name", name, "stage", stage, "memory", 512 * MIB, NULL);
  if (with_machine)
    frond_profile_set_machine_uuid (profile, uuid);
  return profile;
}

static guint
n_items (Fixture *fixture)
{
  return g_list_model_get_n_items (G_LIST_MODEL (fixture->library));
}

/* The only guest. */
static FrondGuest *
the_guest (Fixture *fixture)
{
  g_autoptr (FrondGuest) guest = g_list_model_get_item (G_LIST_MODEL (fixture->library), 0);

  g_assert_cmpuint (n_items (fixture), ==, 1);
  return guest;
}

static FrondGuest *
create (Fixture *fixture, FrondProfile *profile, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  frond_library_create_async (fixture->library, profile, NULL, NULL, result_cb, &result);
  return frond_library_create_finish (fixture->library, wait_result (&result), error);
}

static void
test_create (Fixture *fixture, gconstpointer data)
{
  g_autoptr (FrondProfile) profile = make_profile ("New", FROND_PROFILE_READY, FALSE);
  g_autoptr (GError) error = NULL;
  FrondGuest *guest;
  FrondProfile *row;

  load (fixture);
  guest = create (fixture, profile, &error);
  g_assert_no_error (error);
  drain ();
  g_assert_true (guest == the_guest (fixture));
  g_assert_cmpint (frond_guest_get_state (guest), ==, FROND_GUEST_STOPPED);
  g_assert_false (frond_guest_get_busy (guest));

  row = frond_test_store_get (fixture->store, frond_profile_get_id (profile));
  g_assert_nonnull (row);
  g_assert_cmpint (frond_profile_get_stage (row), ==, FROND_PROFILE_READY);
  g_assert_nonnull (frond_profile_get_machine_uuid (row));
}

static void
test_create_fails (Fixture *fixture, gconstpointer data)
{
  g_autoptr (FrondProfile) profile = make_profile ("New", FROND_PROFILE_READY, FALSE);
  g_autoptr (GError) error = NULL;

  load (fixture);
  frond_test_host_fail_create (fixture->host, FROND_ERROR_NO_SPACE);
  g_assert_null (create (fixture, profile, &error));
  g_assert_error (error, FROND_ERROR, FROND_ERROR_NO_SPACE);
  drain ();
  g_assert_cmpuint (n_items (fixture), ==, 0);
  g_assert_null (frond_test_store_get (fixture->store, frond_profile_get_id (profile)));
}

static void
test_create_refuses (Fixture *fixture, gconstpointer data)
{
  g_autoptr (FrondProfile) profile = make_profile ("bidi \u202e name", FROND_PROFILE_READY, FALSE);
  g_autoptr (GError) error = NULL;

  load (fixture);
  g_assert_null (create (fixture, profile, &error));
  g_assert_error (error, FROND_ERROR, FROND_ERROR_INVALID_VALUE);
  g_assert_cmpstr (frond_error_get_field (error), ==, "name");
  g_assert_cmpuint (n_items (fixture), ==, 0);
  g_assert_cmpuint (frond_test_host_count (fixture->host), ==, 0);
}

/* Nobody knows whether the machine was made: the row stays, and finds it when the helper is back. */
static void
test_create_loses_helper (Fixture *fixture, gconstpointer data)
{
  g_autoptr (FrondProfile) profile = make_profile ("New", FROND_PROFILE_READY, FALSE);
  g_autoptr (GError) error = NULL;

  load (fixture);
  frond_test_host_fail_create (fixture->host, FROND_ERROR_HELPER_LOST);
  g_assert_null (create (fixture, profile, &error));
  g_assert_error (error, FROND_ERROR, FROND_ERROR_HELPER_LOST);
  g_assert_cmpint (frond_guest_get_state (the_guest (fixture)), ==, FROND_GUEST_CREATING);

  g_signal_emit_by_name (fixture->host, "reset");
  drain ();
  g_assert_cmpint (frond_guest_get_state (the_guest (fixture)), ==, FROND_GUEST_STOPPED);
  g_assert_cmpint (frond_profile_get_stage (profile), ==, FROND_PROFILE_READY);
}

static void
test_resumes_creation (Fixture *fixture, gconstpointer data)
{
  g_autoptr (FrondProfile) profile = make_profile ("Half", FROND_PROFILE_CREATING, FALSE);

  frond_test_store_put (fixture->store, profile);
  load (fixture);
  g_assert_cmpint (frond_guest_get_state (the_guest (fixture)), ==, FROND_GUEST_STOPPED);
  g_assert_cmpuint (frond_test_host_count (fixture->host), ==, 1);
  g_assert_cmpint (frond_profile_get_stage (
                       frond_test_store_get (fixture->store, frond_profile_get_id (profile))),
                   ==, FROND_PROFILE_READY);
}

static void
undone_cb (FrondLibrary *library, FrondProfile *profile, char **name)
{
  g_set_str (name, frond_profile_get_name (profile));
}

/* What it was to be made from went with the life before: it is undone, and somebody is told. */
static void
test_undoes_filling (Fixture *fixture, gconstpointer data)
{
  g_autoptr (FrondProfile) profile = make_profile ("Half", FROND_PROFILE_FILLING, FALSE);
  g_autofree char *undone = NULL;

  frond_test_store_put (fixture->store, profile);
  g_signal_connect (fixture->library, "creation-undone", G_CALLBACK (undone_cb), &undone);
  load (fixture);
  g_assert_cmpstr (undone, ==, "Half");
  g_assert_cmpuint (n_items (fixture), ==, 0);
  g_assert_cmpuint (frond_test_host_count (fixture->host), ==, 0);
  g_assert_null (frond_test_store_get (fixture->store, frond_profile_get_id (profile)));
}

/* Unless it was made in the last moment. */
static void
test_finds_filled (Fixture *fixture, gconstpointer data)
{
  g_autoptr (FrondProfile) row = make_profile ("Half", FROND_PROFILE_FILLING, FALSE);
  g_autoptr (FrondProfile) made = frond_profile_copy (row);
  g_autofree char *uuid = g_uuid_string_random ();
  g_autofree char *undone = NULL;

  frond_profile_set_machine_uuid (made, uuid);
  frond_test_host_put (fixture->host, made, FROND_GUEST_STOPPED, FROND_GUEST_REASON_NONE);
  frond_test_store_put (fixture->store, row);
  g_signal_connect (fixture->library, "creation-undone", G_CALLBACK (undone_cb), &undone);
  load (fixture);
  g_assert_null (undone);
  g_assert_cmpint (frond_profile_get_stage (frond_guest_get_profile (the_guest (fixture))), ==,
                   FROND_PROFILE_READY);
}

static void
progress_cb (FrondGuest *guest, GParamSpec *pspec, guint *n)
{
  *n += 1;
  g_assert_cmpfloat (frond_guest_get_progress (guest), >=, 0);
  g_assert_cmpfloat (frond_guest_get_progress (guest), <=, 1);
}

static void
watch_item_cb (GListModel *library, guint position, guint removed, guint added, guint *n)
{
  g_autoptr (FrondGuest) guest = added > 0 ? g_list_model_get_item (library, position) : NULL;

  if (guest != NULL)
    g_signal_connect (guest, "notify::progress", G_CALLBACK (progress_cb), n);
}

static void
test_tells_progress (Fixture *fixture, gconstpointer data)
{
  g_autoptr (FrondProfile) profile = make_profile ("New", FROND_PROFILE_READY, FALSE);
  g_autoptr (FrondMachineSources) sources = frond_machine_sources_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  FrondGuest *guest;
  guint n = 0;

  load (fixture);
  g_signal_connect (fixture->library, "items-changed", G_CALLBACK (watch_item_cb), &n);
  frond_library_create_async (fixture->library, profile, sources, NULL, result_cb, &result);
  g_assert_cmpint (frond_profile_get_stage (profile), ==, FROND_PROFILE_FILLING);
  guest = frond_library_create_finish (fixture->library, wait_result (&result), &error);
  g_assert_no_error (error);
  g_assert_cmpuint (n, ==, 2);
  g_assert_cmpfloat (frond_guest_get_progress (guest), ==, 0);
  g_assert_cmpint (frond_profile_get_stage (profile), ==, FROND_PROFILE_READY);
  drain ();
  g_assert_cmpuint (frond_profile_get_disk_size (profile), ==, FROND_TEST_HOST_IMAGE_SIZE);
}

static void
test_finds_created (Fixture *fixture, gconstpointer data)
{
  g_autoptr (FrondProfile) row = make_profile ("Half", FROND_PROFILE_CREATING, FALSE);
  g_autoptr (FrondProfile) machine = frond_profile_copy (row);

  frond_profile_set_machine_uuid (machine, "11111111-2222-4333-8444-555555555555");
  frond_test_host_put (fixture->host, machine, FROND_GUEST_RUNNING, FROND_GUEST_REASON_NONE);
  frond_test_store_put (fixture->store, row);
  load (fixture);
  g_assert_cmpuint (frond_test_host_count (fixture->host), ==, 1);
  g_assert_cmpint (frond_guest_get_state (the_guest (fixture)), ==, FROND_GUEST_RUNNING);
  g_assert_cmpstr (frond_profile_get_machine_uuid (frond_guest_get_profile (the_guest (fixture))), ==,
                   "11111111-2222-4333-8444-555555555555");
}

/* The library was lost: it is made again from the machines. */
static void
test_adopts (Fixture *fixture, gconstpointer data)
{
  g_autoptr (FrondProfile) machine = make_profile ("Orphan", FROND_PROFILE_READY, TRUE);
  FrondProfile *profile;

  frond_test_host_put (fixture->host, machine, FROND_GUEST_STOPPED, FROND_GUEST_REASON_NONE);
  load (fixture);
  profile = frond_guest_get_profile (the_guest (fixture));
  g_assert_cmpstr (frond_profile_get_name (profile), ==, "Orphan");
  g_assert_cmpint (frond_profile_get_stage (profile), ==, FROND_PROFILE_READY);
  g_assert_nonnull (frond_test_store_get (fixture->store, frond_profile_get_id (profile)));
}

static void
test_missing (Fixture *fixture, gconstpointer data)
{
  g_autoptr (FrondProfile) profile = make_profile ("Gone", FROND_PROFILE_READY, TRUE);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  FrondGuest *guest;

  frond_test_store_put (fixture->store, profile);
  load (fixture);
  guest = the_guest (fixture);
  g_assert_cmpint (frond_guest_get_state (guest), ==, FROND_GUEST_MISSING);
  g_assert_cmpuint (frond_test_host_count (fixture->host), ==, 0);

  frond_guest_start_async (guest, NULL, result_cb, &result);
  g_assert_false (frond_guest_start_finish (guest, wait_result (&result), &error));
  g_assert_error (error, FROND_ERROR, FROND_ERROR_NOT_FOUND);
}

static void
test_finishes_trashing (Fixture *fixture, gconstpointer data)
{
  g_autoptr (FrondProfile) profile = make_profile ("Rubbish", FROND_PROFILE_TRASHED, TRUE);
  g_autoptr (GPtrArray) trashed = NULL;

  frond_test_store_put (fixture->store, profile);
  frond_test_host_put (fixture->host, profile, FROND_GUEST_STOPPED, FROND_GUEST_REASON_NONE);
  load (fixture);
  g_assert_cmpuint (n_items (fixture), ==, 0);
  g_assert_cmpuint (frond_test_host_count (fixture->host), ==, 0);
  trashed = frond_library_dup_trashed (fixture->library);
  g_assert_cmpuint (trashed->len, ==, 1);
}

static void
trash_the_guest (Fixture *fixture, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  frond_library_trash_async (fixture->library, the_guest (fixture), NULL, result_cb, &result);
  frond_library_trash_finish (fixture->library, wait_result (&result), error);
}

static void
test_trash_and_restore (Fixture *fixture, gconstpointer data)
{
  g_autoptr (FrondProfile) profile = make_profile ("Rubbish?", FROND_PROFILE_READY, TRUE);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  frond_test_store_put (fixture->store, profile);
  frond_test_host_put (fixture->host, profile, FROND_GUEST_STOPPED, FROND_GUEST_REASON_NONE);
  load (fixture);

  trash_the_guest (fixture, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (n_items (fixture), ==, 0);
  g_assert_cmpuint (frond_test_host_count (fixture->host), ==, 0);

  frond_library_restore_async (fixture->library, frond_profile_get_id (profile), NULL, result_cb, &result);
  g_assert_true (frond_library_restore_finish (fixture->library, wait_result (&result), &error));
  g_assert_no_error (error);
  drain ();
  g_assert_cmpint (frond_guest_get_state (the_guest (fixture)), ==, FROND_GUEST_STOPPED);
  g_assert_cmpuint (frond_test_host_count (fixture->host), ==, 1);
}

static void
test_trash_and_purge (Fixture *fixture, gconstpointer data)
{
  g_autoptr (FrondProfile) profile = make_profile ("Rubbish", FROND_PROFILE_READY, TRUE);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  frond_test_store_put (fixture->store, profile);
  frond_test_host_put (fixture->host, profile, FROND_GUEST_STOPPED, FROND_GUEST_REASON_NONE);
  load (fixture);
  trash_the_guest (fixture, &error);
  g_assert_no_error (error);

  frond_library_purge_async (fixture->library, frond_profile_get_id (profile), NULL, result_cb, &result);
  g_assert_true (frond_library_purge_finish (fixture->library, wait_result (&result), &error));
  g_assert_cmpuint (frond_test_host_get_n_purged (fixture->host), ==, 1);
  g_assert_null (frond_test_store_get (fixture->store, frond_profile_get_id (profile)));
}

static void
test_trash_refuses_running (Fixture *fixture, gconstpointer data)
{
  g_autoptr (FrondProfile) profile = make_profile ("Alive", FROND_PROFILE_READY, TRUE);
  g_autoptr (GError) error = NULL;

  frond_test_store_put (fixture->store, profile);
  frond_test_host_put (fixture->host, profile, FROND_GUEST_RUNNING, FROND_GUEST_REASON_NONE);
  load (fixture);
  trash_the_guest (fixture, &error);
  g_assert_error (error, FROND_ERROR, FROND_ERROR_BUSY);
  g_assert_cmpint (frond_guest_get_state (the_guest (fixture)), ==, FROND_GUEST_RUNNING);
}

static gboolean
delete_the_guest (Fixture *fixture, GCancellable *cancellable, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  frond_library_delete_async (fixture->library, the_guest (fixture), cancellable, result_cb, &result);
  return frond_library_delete_finish (fixture->library, wait_result (&result), error);
}

/* Whatever it does; the machine is off when it is in the trash. */
static void
test_delete (Fixture *fixture, gconstpointer data)
{
  const FrondGuestState state = GPOINTER_TO_INT (data);
  g_autoptr (FrondProfile) profile = make_profile ("Alive", FROND_PROFILE_READY, TRUE);
  g_autoptr (GError) error = NULL;

  frond_test_store_put (fixture->store, profile);
  frond_test_host_put (fixture->host, profile, state, FROND_GUEST_REASON_NONE);
  load (fixture);
  g_assert_true (delete_the_guest (fixture, NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (fixture->library)), ==, 0);
  g_assert_cmpuint (frond_test_host_count (fixture->host), ==, 0);
  g_assert_cmpint (frond_test_host_get_state (fixture->host, frond_profile_get_machine_uuid (profile)), ==,
                   FROND_GUEST_STOPPED);
}

/* Its plug cannot be pulled, or nobody wants it any more: it stays. */
static void
test_delete_fails (Fixture *fixture, gconstpointer data)
{
  g_autoptr (FrondProfile) profile = make_profile ("Alive", FROND_PROFILE_READY, TRUE);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;

  frond_test_store_put (fixture->store, profile);
  frond_test_host_put (fixture->host, profile, FROND_GUEST_RUNNING, FROND_GUEST_REASON_NONE);
  load (fixture);
  frond_test_host_fail_command (fixture->host, FROND_COMMAND_FORCE_OFF);
  g_assert_false (delete_the_guest (fixture, NULL, &error));
  g_assert_error (error, FROND_ERROR, FROND_ERROR_HELPER_LOST);
  g_clear_error (&error);
  g_assert_cmpint (frond_guest_get_state (the_guest (fixture)), ==, FROND_GUEST_RUNNING);

  g_cancellable_cancel (cancellable);
  g_assert_false (delete_the_guest (fixture, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpuint (frond_test_host_count (fixture->host), ==, 1);
  g_assert_false (frond_guest_get_busy (the_guest (fixture)));
}

static void
test_host_goes_and_comes (Fixture *fixture, gconstpointer data)
{
  g_autoptr (FrondProfile) profile = make_profile ("Steady", FROND_PROFILE_READY, TRUE);

  frond_test_store_put (fixture->store, profile);
  frond_test_host_put (fixture->host, profile, FROND_GUEST_RUNNING, FROND_GUEST_REASON_NONE);
  load (fixture);
  frond_test_host_set_unavailable (fixture->host, FROND_ERROR_HELPER_LOST);
  g_assert_cmpint (frond_guest_get_state (the_guest (fixture)), ==, FROND_GUEST_UNKNOWN);
  frond_test_host_set_unavailable (fixture->host, -1);
  drain ();
  g_assert_cmpint (frond_guest_get_state (the_guest (fixture)), ==, FROND_GUEST_RUNNING);
}

/* A change whose row was not written any more: the machine says what is true. */
static void
test_takes_spec (Fixture *fixture, gconstpointer data)
{
  g_autoptr (FrondProfile) row = make_profile ("Old Name", FROND_PROFILE_READY, TRUE);
  g_autoptr (FrondProfile) machine = frond_profile_copy (row);
  FrondProfile *profile;

  g_object_set (machine, "name", "New Name", "memory", 1024 * MIB, NULL);
  frond_test_store_put (fixture->store, row);
  frond_test_host_put (fixture->host, machine, FROND_GUEST_STOPPED, FROND_GUEST_REASON_NONE);
  load (fixture);

  profile = frond_guest_get_profile (the_guest (fixture));
  g_assert_cmpstr (frond_profile_get_name (profile), ==, "New Name");
  g_assert_cmpuint (frond_profile_get_memory (profile), ==, 1024 * MIB);
  profile = frond_test_store_get (fixture->store, frond_profile_get_id (profile));
  g_assert_cmpstr (frond_profile_get_name (profile), ==, "New Name");
}

static void
test_suggests_names (Fixture *fixture, gconstpointer data)
{
  g_autoptr (FrondProfile) profile = make_profile ("Debian 13", FROND_PROFILE_READY, TRUE);
  g_autofree char *taken = NULL;
  g_autofree char *free_name = NULL;

  frond_test_store_put (fixture->store, profile);
  frond_test_host_put (fixture->host, profile, FROND_GUEST_STOPPED, FROND_GUEST_REASON_NONE);
  load (fixture);
  taken = frond_library_suggest_name (fixture->library, "Debian 13");
  free_name = frond_library_suggest_name (fixture->library, "Fedora");
  g_assert_cmpstr (taken, ==, "Debian 13 2");
  g_assert_cmpstr (free_name, ==, "Fedora");
}

/* Two hosts. */

static FrondTestHost *
add_system (Fixture *fixture)
{
  FrondTestHost *system = frond_test_host_new_for (FROND_HOST_MODE_SYSTEM);

  frond_library_add_host (fixture->library, FROND_MACHINE_HOST (system));
  return system;
}

static void
test_chooses_host (Fixture *fixture, gconstpointer data)
{
  g_autoptr (FrondTestHost) system = add_system (fixture);
  FrondMachineHost *ours = FROND_MACHINE_HOST (fixture->host);
  FrondMachineHost *theirs = FROND_MACHINE_HOST (system);

  g_assert_true (frond_library_choose_host (fixture->library, NULL) == theirs);
  g_assert_true (frond_library_choose_host (fixture->library, "session") == ours);
  g_object_set (fixture->library, "new-machines", "session", NULL);
  g_assert_true (frond_library_choose_host (fixture->library, "auto") == ours);
  g_assert_true (frond_library_choose_host (fixture->library, "system") == theirs);

  /* Automatically means: where it works. A wish is a wish. */
  g_object_set (fixture->library, "new-machines", "auto", NULL);
  frond_test_host_set_backend_error (system, "no-qemu");
  g_assert_true (frond_library_choose_host (fixture->library, "auto") == ours);
  frond_test_host_set_backend_error (system, NULL);
  frond_test_host_set_silent (system, TRUE);
  g_assert_true (frond_library_choose_host (fixture->library, "auto") == ours);
  frond_test_host_set_unavailable (system, FROND_ERROR_HELPER_MISSING);
  g_assert_true (frond_library_choose_host (fixture->library, "auto") == ours);
  g_object_set (fixture->library, "new-machines", "system", NULL);
  g_assert_true (frond_library_choose_host (fixture->library, "auto") == theirs);
}

static void
test_creates_at_system (Fixture *fixture, gconstpointer data)
{
  g_autoptr (FrondTestHost) system = add_system (fixture);
  g_autoptr (FrondProfile) profile = make_profile ("New", FROND_PROFILE_READY, FALSE);
  g_autoptr (GAsyncResult) trashed = NULL;
  g_autoptr (GAsyncResult) restored = NULL;
  g_autoptr (GError) error = NULL;
  FrondGuest *guest;

  load (fixture);
  guest = create (fixture, profile, &error);
  g_assert_no_error (error);
  drain ();
  g_assert_cmpint (frond_guest_get_mode (guest), ==, FROND_HOST_MODE_SYSTEM);
  g_assert_cmpuint (frond_test_host_count (system), ==, 1);
  g_assert_cmpuint (frond_test_host_count (fixture->host), ==, 0);
  g_assert_cmpstr (frond_profile_get_helper (
                       frond_test_store_get (fixture->store, frond_profile_get_id (profile))),
                   ==, "system");

  frond_library_trash_async (fixture->library, guest, NULL, result_cb, &trashed);
  g_assert_true (frond_library_trash_finish (fixture->library, wait_result (&trashed), &error));
  g_assert_cmpuint (frond_test_host_count (system), ==, 0);
  frond_library_restore_async (fixture->library, frond_profile_get_id (profile), NULL, result_cb, &restored);
  g_assert_true (frond_library_restore_finish (fixture->library, wait_result (&restored), &error));
  g_assert_cmpuint (frond_test_host_count (system), ==, 1);
}

/* A creation that was cut off goes on where it began, whatever is preferred by now. */
static void
test_resumes_where_it_began (Fixture *fixture, gconstpointer data)
{
  g_autoptr (FrondTestHost) system = add_system (fixture);
  g_autoptr (FrondProfile) row = make_profile ("New", FROND_PROFILE_CREATING, FALSE);

  g_object_set (row, "helper", "session", NULL);
  frond_test_store_put (fixture->store, row);
  load (fixture);
  g_assert_cmpuint (frond_test_host_count (fixture->host), ==, 1);
  g_assert_cmpuint (frond_test_host_count (system), ==, 0);
}

static void
test_lives_where_listed (Fixture *fixture, gconstpointer data)
{
  g_autoptr (FrondTestHost) system = add_system (fixture);
  g_autoptr (FrondProfile) row = make_profile ("Elsewhere", FROND_PROFILE_READY, TRUE);

  /* A row from when nobody knew of the other host. */
  frond_test_store_put (fixture->store, row);
  frond_test_host_put (system, row, FROND_GUEST_RUNNING, FROND_GUEST_REASON_NONE);
  load (fixture);
  g_assert_cmpint (frond_guest_get_mode (the_guest (fixture)), ==, FROND_HOST_MODE_SYSTEM);
  g_assert_cmpint (frond_guest_get_state (the_guest (fixture)), ==, FROND_GUEST_RUNNING);
  g_assert_cmpstr (frond_profile_get_helper (frond_guest_get_profile (the_guest (fixture))), ==, "system");

  /* It goes and comes with its own host. */
  frond_test_host_set_unavailable (fixture->host, FROND_ERROR_HELPER_LOST);
  drain ();
  g_assert_cmpint (frond_guest_get_state (the_guest (fixture)), ==, FROND_GUEST_RUNNING);
  frond_test_host_set_unavailable (system, FROND_ERROR_HELPER_LOST);
  drain ();
  g_assert_cmpint (frond_guest_get_state (the_guest (fixture)), ==, FROND_GUEST_UNKNOWN);
  frond_test_host_set_unavailable (fixture->host, -1);
  drain ();
  g_assert_cmpint (frond_guest_get_state (the_guest (fixture)), ==, FROND_GUEST_UNKNOWN);
  frond_test_host_set_unavailable (system, -1);
  drain ();
  g_assert_cmpint (frond_guest_get_state (the_guest (fixture)), ==, FROND_GUEST_RUNNING);
}

static void
test_adopts_from_system (Fixture *fixture, gconstpointer data)
{
  g_autoptr (FrondTestHost) system = add_system (fixture);
  g_autoptr (FrondProfile) machine = make_profile ("Theirs", FROND_PROFILE_READY, TRUE);

  frond_test_host_put (system, machine, FROND_GUEST_STOPPED, FROND_GUEST_REASON_NONE);
  load (fixture);
  g_assert_cmpint (frond_guest_get_mode (the_guest (fixture)), ==, FROND_HOST_MODE_SYSTEM);
  g_assert_cmpstr (frond_profile_get_helper (frond_guest_get_profile (the_guest (fixture))), ==, "system");
}

#define ADD(name, test) g_test_add ("/library/" name, Fixture, NULL, set_up, test, tear_down)

int
main (int argc, char *argv[])
{
  static const FrondGuestState states[] = { FROND_GUEST_STOPPED, FROND_GUEST_RUNNING, FROND_GUEST_PAUSED,
                                            FROND_GUEST_STOPPING };

  g_test_init (&argc, &argv, NULL);
  ADD ("create", test_create);
  ADD ("create-fails", test_create_fails);
  ADD ("create-refuses", test_create_refuses);
  ADD ("create-loses-helper", test_create_loses_helper);
  ADD ("resumes-creation", test_resumes_creation);
  ADD ("undoes-filling", test_undoes_filling);
  ADD ("finds-filled", test_finds_filled);
  ADD ("tells-progress", test_tells_progress);
  ADD ("finds-created", test_finds_created);
  ADD ("adopts", test_adopts);
  ADD ("missing", test_missing);
  ADD ("finishes-trashing", test_finishes_trashing);
  ADD ("trash-and-restore", test_trash_and_restore);
  ADD ("trash-and-purge", test_trash_and_purge);
  ADD ("trash-refuses-running", test_trash_refuses_running);
  for (gsize i = 0; i < G_N_ELEMENTS (states); i++)
    {
      g_autofree char *path = g_strdup_printf ("/library/delete/%d", states[i]);

      g_test_add (path, Fixture, GINT_TO_POINTER (states[i]), set_up, test_delete, tear_down);
    }
  ADD ("delete-fails", test_delete_fails);
  ADD ("host-goes-and-comes", test_host_goes_and_comes);
  ADD ("takes-spec", test_takes_spec);
  ADD ("suggests-names", test_suggests_names);
  ADD ("chooses-host", test_chooses_host);
  ADD ("creates-at-system", test_creates_at_system);
  ADD ("resumes-where-it-began", test_resumes_where_it_began);
  ADD ("lives-where-listed", test_lives_where_listed);
  ADD ("adopts-from-system", test_adopts_from_system);
  return g_test_run ();
}
