/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Another machine like one that there is: an item of its own, and nothing when it does not come to be. */

#include "frond-error.h"
#include "frond-guest.h"
#include "frond-library.h"
#include "frond-profile.h"
#include "frond-test-host.h"
#include "frond-test-store.h"

#define MIB (1024ULL * 1024)

typedef struct
{
  FrondTestStore *store;
  FrondTestHost *host;
  FrondLibrary *library;
  FrondGuest *original; /* borrowed */
  GAsyncResult *result; /* of the last duplication */
  GCancellable *cancellable;
} Fixture;

static void
drain (void)
{
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

static void
result_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GAsyncResult **slot = user_data;

  *slot = g_object_ref (result);
}

static void
load (Fixture *fixture)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  fixture->library =
      frond_library_new (FROND_PROFILE_STORE (fixture->store), FROND_MACHINE_HOST (fixture->host));
  frond_library_load_async (fixture->library, NULL, result_cb, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  frond_library_load_finish (fixture->library, result, &error);
  g_assert_no_error (error);
  drain ();
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (FrondProfile) row = frond_profile_new ();
  g_autofree char *uuid = g_uuid_string_random ();

  fixture->store = frond_test_store_new ();
  fixture->host = frond_test_host_new_for (FROND_HOST_MODE_SESSION);
  fixture->cancellable = g_cancellable_new ();
  g_object_set (row, "name", "Debian 13", "stage", FROND_PROFILE_READY, "memory", 512 * MIB, "helper",
                "session", "machine-uuid", uuid, "notes", "goes along", "autostart", TRUE, "window-open",
                TRUE, NULL);
  frond_test_store_put (fixture->store, row);
  frond_test_host_put (fixture->host, row, FROND_GUEST_STOPPED, FROND_GUEST_REASON_NONE);
  load (fixture);
  fixture->original = frond_library_find (fixture->library, frond_profile_get_id (row));
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  drain ();
  g_clear_object (&fixture->result);
  g_assert_finalize_object (fixture->library);
  g_object_unref (fixture->store);
  g_object_unref (fixture->host);
  g_object_unref (fixture->cancellable);
}

static void
begin (Fixture *fixture, const char *name)
{
  g_clear_object (&fixture->result);
  frond_library_duplicate_async (fixture->library, fixture->original, name, fixture->cancellable, result_cb,
                                 &fixture->result);
}

static FrondGuest *
finish (Fixture *fixture, GError **error)
{
  while (fixture->result == NULL)
    g_main_context_iteration (NULL, TRUE);
  return frond_library_create_finish (fixture->library, fixture->result, error);
}

static guint
count (Fixture *fixture)
{
  drain ();
  return g_list_model_get_n_items (G_LIST_MODEL (fixture->library));
}

static void
test_another (Fixture *fixture, gconstpointer data)
{
  FrondProfile *original = frond_guest_get_profile (fixture->original);
  g_autoptr (GError) error = NULL;
  g_autofree char *name = NULL;
  FrondProfile *profile, *row;
  FrondGuest *guest;

  name = frond_library_suggest_duplicate (fixture->library, fixture->original);
  g_assert_cmpstr (name, ==, "Debian 13 2");
  begin (fixture, name);
  guest = finish (fixture, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (count (fixture), ==, 2);

  profile = frond_guest_get_profile (guest);
  row = frond_test_store_get (fixture->store, frond_profile_get_id (profile));
  g_assert_cmpstr (frond_profile_get_name (row), ==, name);
  g_assert_cmpstr (frond_profile_get_notes (row), ==, "goes along");
  g_assert_cmpint (frond_profile_get_stage (row), ==, FROND_PROFILE_READY);
  g_assert_cmpstr (frond_profile_get_machine_uuid (row), !=, frond_profile_get_machine_uuid (original));
  g_assert_cmpstr (frond_profile_get_request_id (row), !=, frond_profile_get_request_id (original));
  g_assert_false (frond_profile_get_autostart (row));
  g_assert_cmpint (frond_guest_get_state (guest), ==, FROND_GUEST_STOPPED);
  g_assert_false (frond_test_host_is_kept_off (fixture->host, frond_profile_get_machine_uuid (row)));
  g_assert_false (frond_guest_get_busy (guest));
  g_assert_false (frond_guest_get_busy (fixture->original));

  g_free (name);
  name = frond_library_suggest_duplicate (fixture->library, guest);
  g_assert_cmpstr (name, ==, "Debian 13 3");
}

/* Meanwhile it is an item that is being created, and neither can be touched. */
static void
test_cancelled (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (FrondGuest) guest = NULL;

  frond_test_host_hold_copy (fixture->host);
  begin (fixture, "Copy");
  g_assert_cmpuint (count (fixture), ==, 2);
  guest = g_list_model_get_item (G_LIST_MODEL (fixture->library), 1);
  g_assert_cmpint (frond_guest_get_state (guest), ==, FROND_GUEST_CREATING);
  g_assert_cmpfloat (frond_guest_get_progress (guest), ==, 0.25);
  g_assert_true (frond_guest_get_busy (fixture->original));

  g_cancellable_cancel (fixture->cancellable);
  g_assert_null (finish (fixture, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpuint (count (fixture), ==, 1);
  g_assert_null (
      frond_test_store_get (fixture->store, frond_profile_get_id (frond_guest_get_profile (guest))));
  g_assert_false (frond_guest_get_busy (fixture->original));
}

static void
test_no_room (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  frond_test_host_fail_copy (fixture->host, FROND_ERROR_NO_SPACE);
  begin (fixture, "Copy");
  g_assert_null (finish (fixture, &error));
  g_assert_error (error, FROND_ERROR, FROND_ERROR_NO_SPACE);
  g_assert_cmpuint (count (fixture), ==, 1);
  g_assert_false (frond_guest_get_busy (fixture->original));
}

static void
test_not_off (Fixture *fixture, gconstpointer data)
{
  const char *uuid = frond_profile_get_machine_uuid (frond_guest_get_profile (fixture->original));
  g_autoptr (GError) error = NULL;

  frond_test_host_set_state (fixture->host, uuid, FROND_GUEST_RUNNING, FROND_GUEST_REASON_NONE);
  drain ();
  begin (fixture, "Copy");
  g_assert_null (finish (fixture, &error));
  g_assert_error (error, FROND_ERROR, FROND_ERROR_BUSY);

  frond_test_host_set_state (fixture->host, uuid, FROND_GUEST_STOPPED, FROND_GUEST_REASON_SAVED);
  drain ();
  begin (fixture, "Copy");
  g_clear_error (&error);
  g_assert_null (finish (fixture, &error));
  g_assert_error (error, FROND_ERROR, FROND_ERROR_SAVED);
  g_assert_cmpuint (count (fixture), ==, 1);
}

static void
test_bad_name (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  begin (fixture, "a\nb");
  g_assert_null (finish (fixture, &error));
  g_assert_error (error, FROND_ERROR, FROND_ERROR_INVALID_VALUE);
  g_assert_cmpstr (frond_error_get_field (error), ==, "name");
  g_assert_cmpuint (count (fixture), ==, 1);
}

#define TEST(name, function) g_test_add ("/duplicate/" name, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  TEST ("another", test_another);
  TEST ("cancelled", test_cancelled);
  TEST ("no-room", test_no_room);
  TEST ("not-off", test_not_off);
  TEST ("bad-name", test_bad_name);

  return g_test_run ();
}
