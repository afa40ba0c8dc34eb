/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* A machine that moves from one host to another, and every life that is cut off on the way: at the end there is one. */

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
  FrondTestHost *session;
  FrondTestHost *system;
  FrondLibrary *library;
  FrondProfile *row; /* as an earlier life wrote it */
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
  g_autofree char *uuid = g_uuid_string_random ();

  fixture->store = frond_test_store_new ();
  fixture->session = frond_test_host_new_for (FROND_HOST_MODE_SESSION);
  fixture->system = frond_test_host_new_for (FROND_HOST_MODE_SYSTEM);
  fixture->library =
      frond_library_new (FROND_PROFILE_STORE (fixture->store), FROND_MACHINE_HOST (fixture->session));
  frond_library_add_host (fixture->library, FROND_MACHINE_HOST (fixture->system));
  fixture->row = frond_profile_new ();
  g_object_set (fixture->row, "name", "Traveller", "stage", FROND_PROFILE_READY, "memory", 512 * MIB,
                "helper", "session", "machine-uuid", uuid, "notes", "stays", NULL);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  drain ();
  g_assert_finalize_object (fixture->library);
  g_object_unref (fixture->store);
  g_object_unref (fixture->session);
  g_object_unref (fixture->system);
  g_object_unref (fixture->row);
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

static void
put (Fixture *fixture, gboolean at_session, gboolean at_system)
{
  frond_test_store_put (fixture->store, fixture->row);
  if (at_session)
    frond_test_host_put (fixture->session, fixture->row, FROND_GUEST_STOPPED, FROND_GUEST_REASON_NONE);
  if (at_system)
    frond_test_host_put (fixture->system, fixture->row, FROND_GUEST_STOPPED, FROND_GUEST_REASON_NONE);
}

/* Begins a life with the row and with the machine at the hosts that are said. */
static FrondGuest *
begin (Fixture *fixture, gboolean at_session, gboolean at_system)
{
  put (fixture, at_session, at_system);
  load (fixture);
  return frond_library_find (fixture->library, frond_profile_get_id (fixture->row));
}

static gboolean
move (Fixture *fixture, FrondGuest *guest, FrondHostMode mode, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  frond_library_move_async (fixture->library, guest, mode, NULL, result_cb, &result);
  return frond_library_move_finish (fixture->library, wait_result (&result), error);
}

static gboolean
take_back (Fixture *fixture, FrondGuest *guest, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  frond_library_undo_move_async (fixture->library, guest, NULL, result_cb, &result);
  return frond_library_move_finish (fixture->library, wait_result (&result), error);
}

static gboolean
can_start (Fixture *fixture, FrondHostMode mode)
{
  return !frond_test_host_is_kept_off (mode == FROND_HOST_MODE_SYSTEM ? fixture->system : fixture->session,
                                       frond_profile_get_machine_uuid (fixture->row));
}

/* One guest, the same one, at MODE, whose machine is at the hosts that are said, and can start there. */
static void
assert_at (Fixture *fixture, FrondHostMode mode, const char *left_at, guint n_session, guint n_system)
{
  const char *id = frond_profile_get_id (fixture->row);
  FrondGuest *guest = frond_library_find (fixture->library, id);
  FrondProfile *row;

  drain ();
  row = frond_test_store_get (fixture->store, id);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (fixture->library)), ==, 1);
  g_assert_nonnull (guest);
  g_assert_cmpint (frond_guest_get_mode (guest), ==, mode);
  g_assert_cmpint (frond_guest_get_state (guest), ==, FROND_GUEST_STOPPED);
  g_assert_false (frond_guest_get_busy (guest));
  g_assert_cmpstr (frond_profile_get_helper (row), ==, mode == FROND_HOST_MODE_SYSTEM ? "system" : "session");
  g_assert_cmpstr (frond_profile_get_left_at (row), ==, left_at);
  g_assert_cmpstr (frond_profile_get_machine_uuid (row), ==, frond_profile_get_machine_uuid (fixture->row));
  g_assert_cmpstr (frond_profile_get_notes (row), ==, "stays");
  g_assert_cmpuint (frond_test_host_count (fixture->session), ==, n_session);
  g_assert_cmpuint (frond_test_host_count (fixture->system), ==, n_system);
  g_assert_true (can_start (fixture, mode));
}

static void
test_there_and_back (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  FrondGuest *guest = begin (fixture, TRUE, FALSE);

  g_assert_true (move (fixture, guest, FROND_HOST_MODE_SYSTEM, &error));
  g_assert_no_error (error);
  assert_at (fixture, FROND_HOST_MODE_SYSTEM, "session", 0, 1);
  g_assert_cmpuint (frond_test_host_get_n_purged (fixture->session), ==, 0);

  frond_library_settle_move (fixture->library, guest);
  assert_at (fixture, FROND_HOST_MODE_SYSTEM, "", 0, 1);
  g_assert_cmpuint (frond_test_host_get_n_purged (fixture->session), ==, 1);

  g_assert_true (move (fixture, guest, FROND_HOST_MODE_SESSION, &error));
  g_assert_no_error (error);
  assert_at (fixture, FROND_HOST_MODE_SESSION, "system", 1, 0);
}

/* Before anybody has settled the first move. */
static void
test_at_once_back (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  FrondGuest *guest = begin (fixture, TRUE, FALSE);

  g_assert_true (move (fixture, guest, FROND_HOST_MODE_SYSTEM, &error));
  g_assert_true (move (fixture, guest, FROND_HOST_MODE_SESSION, &error));
  g_assert_no_error (error);
  assert_at (fixture, FROND_HOST_MODE_SESSION, "system", 1, 0);
}

static void
test_undone (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  FrondGuest *guest = begin (fixture, TRUE, FALSE);

  g_assert_true (move (fixture, guest, FROND_HOST_MODE_SYSTEM, &error));
  g_assert_true (take_back (fixture, guest, &error));
  g_assert_no_error (error);
  assert_at (fixture, FROND_HOST_MODE_SESSION, "", 1, 0);
  g_assert_cmpuint (frond_test_host_get_n_purged (fixture->system), ==, 1);
  g_assert_cmpuint (frond_test_host_get_n_purged (fixture->session), ==, 0);

  /* Nothing is left to take back. */
  g_assert_false (take_back (fixture, guest, &error));
  g_assert_error (error, FROND_ERROR, FROND_ERROR_HELPER_MISSING);
}

static void
test_fails (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  FrondGuest *guest = begin (fixture, TRUE, FALSE);

  frond_test_host_fail_copy (fixture->session, FROND_ERROR_NO_SPACE);
  g_assert_false (move (fixture, guest, FROND_HOST_MODE_SYSTEM, &error));
  g_assert_error (error, FROND_ERROR, FROND_ERROR_NO_SPACE);
  assert_at (fixture, FROND_HOST_MODE_SESSION, "", 1, 0);
}

static void
test_cancelled (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  FrondGuest *guest = begin (fixture, TRUE, FALSE);

  frond_test_host_hold_copy (fixture->session);
  frond_library_move_async (fixture->library, guest, FROND_HOST_MODE_SYSTEM, cancellable, result_cb, &result);
  drain ();
  g_assert_true (frond_guest_get_busy (guest));
  g_assert_cmpfloat (frond_guest_get_progress (guest), ==, 0.25);
  g_assert_cmpstr (frond_profile_get_left_at (
                       frond_test_store_get (fixture->store, frond_profile_get_id (fixture->row))),
                   ==, "system");
  g_cancellable_cancel (cancellable);
  g_assert_false (frond_library_move_finish (fixture->library, wait_result (&result), &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpfloat (frond_guest_get_progress (guest), ==, 0);
  assert_at (fixture, FROND_HOST_MODE_SESSION, "", 1, 0);
}

/* What says where the machine is cannot be written: it is where it was. */
static void
test_not_written (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  FrondGuest *guest = begin (fixture, TRUE, FALSE);

  frond_test_store_fail_save (fixture->store, GPOINTER_TO_UINT (data));
  g_assert_false (move (fixture, guest, FROND_HOST_MODE_SYSTEM, &error));
  g_assert_error (error, FROND_ERROR, FROND_ERROR_STORE);
  assert_at (fixture, FROND_HOST_MODE_SESSION, "", 1, 0);
}

static void
test_running (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  FrondGuest *guest = begin (fixture, TRUE, FALSE);

  frond_test_host_set_state (fixture->session, frond_profile_get_machine_uuid (fixture->row),
                             FROND_GUEST_RUNNING, FROND_GUEST_REASON_NONE);
  drain ();
  g_assert_false (move (fixture, guest, FROND_HOST_MODE_SYSTEM, &error));
  g_assert_error (error, FROND_ERROR, FROND_ERROR_BUSY);
  g_assert_cmpuint (frond_test_host_count (fixture->session), ==, 1);
  g_assert_cmpuint (frond_test_host_count (fixture->system), ==, 0);
}

static void
test_deleted (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  FrondGuest *guest = begin (fixture, TRUE, FALSE);

  g_assert_true (move (fixture, guest, FROND_HOST_MODE_SYSTEM, &error));
  frond_library_trash_async (fixture->library, guest, NULL, result_cb, &result);
  g_assert_true (frond_library_trash_finish (fixture->library, wait_result (&result), &error));
  drain ();
  g_assert_cmpuint (frond_test_host_get_n_purged (fixture->session), ==, 1);
  g_assert_cmpuint (frond_test_host_count (fixture->system), ==, 0);
  g_assert_cmpuint (frond_test_host_get_n_purged (fixture->system), ==, 0);
}

/* The old one cannot be marked: it stays the machine. */
static void
test_not_kept_off (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  FrondGuest *guest = begin (fixture, TRUE, FALSE);

  frond_test_host_fail_command (fixture->session, FROND_COMMAND_KEEP_OFF);
  g_assert_false (move (fixture, guest, FROND_HOST_MODE_SYSTEM, &error));
  g_assert_error (error, FROND_ERROR, FROND_ERROR_HELPER_LOST);
  assert_at (fixture, FROND_HOST_MODE_SESSION, "", 1, 0);
}

/* The old one cannot be given up: it is left behind, marked, until it can. */
static void
test_not_given_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  FrondGuest *guest = begin (fixture, TRUE, FALSE);

  frond_test_host_fail_command (fixture->session, FROND_COMMAND_TRASH);
  g_assert_true (move (fixture, guest, FROND_HOST_MODE_SYSTEM, &error));
  assert_at (fixture, FROND_HOST_MODE_SYSTEM, "session", 1, 1);
  g_assert_false (can_start (fixture, FROND_HOST_MODE_SESSION));
  frond_library_settle_move (fixture->library, guest);
  assert_at (fixture, FROND_HOST_MODE_SYSTEM, "", 0, 1);
}

/* The way back fails where it can: the copy is the machine, and the only one that starts. */
static void
test_not_undone (Fixture *fixture, gconstpointer data)
{
  const FrondCommand fails = GPOINTER_TO_INT (data);
  g_autoptr (GError) error = NULL;
  FrondGuest *guest = begin (fixture, TRUE, FALSE);

  g_assert_true (move (fixture, guest, FROND_HOST_MODE_SYSTEM, &error));
  frond_test_host_fail_command (fails == FROND_COMMAND_RESTORE ? fixture->session : fixture->system, fails);
  g_assert_false (take_back (fixture, guest, &error));
  g_assert_error (error, FROND_ERROR, FROND_ERROR_HELPER_LOST);
  assert_at (fixture, FROND_HOST_MODE_SYSTEM, "", 0, 1);
}

/* The copy cannot be let go: when its host lists it, it is. */
static void
test_not_released (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  FrondGuest *guest = begin (fixture, TRUE, FALSE);

  frond_test_host_fail_command (fixture->system, FROND_COMMAND_RELEASE);
  g_assert_true (move (fixture, guest, FROND_HOST_MODE_SYSTEM, &error));
  assert_at (fixture, FROND_HOST_MODE_SYSTEM, "session", 0, 1);
}

/* A life that was cut off: what the row said, where the machine was, and where it has to be. */
typedef struct
{
  const char *path;
  const char *helper;
  const char *left_at;
  gboolean at_session;
  gboolean at_system;
  FrondHostMode mode;
  FrondCommand session; /* the last that its machine was told, or SHUTDOWN: nothing */
  FrondCommand system;
} Cut;

#define MARKED  FROND_COMMAND_KEEP_OFF
#define TRASHED FROND_COMMAND_TRASH
#define FREE    FROND_COMMAND_SHUTDOWN

static const Cut cuts[] = {
  { "before-the-copy", "session", "system", TRUE, FALSE, FROND_HOST_MODE_SESSION, FREE, FREE },
  { "after-the-copy", "session", "system", TRUE, TRUE, FROND_HOST_MODE_SESSION, FREE, MARKED },
  { "after-the-mark", "session", "system", TRUE, TRUE, FROND_HOST_MODE_SESSION, MARKED, MARKED },
  { "after-it-was-written", "system", "session", TRUE, TRUE, FROND_HOST_MODE_SYSTEM, MARKED, MARKED },
  { "after-it-was-given-up", "system", "session", TRUE, TRUE, FROND_HOST_MODE_SYSTEM, TRASHED, MARKED },
  { "after-it-was-released", "system", "session", TRUE, TRUE, FROND_HOST_MODE_SYSTEM, TRASHED, FREE },
  { "after-it-was-deleted", "system", "session", FALSE, TRUE, FROND_HOST_MODE_SYSTEM, FREE, FREE },
  { "back/after-the-mark", "system", "session", TRUE, TRUE, FROND_HOST_MODE_SYSTEM, TRASHED, MARKED },
  { "back/after-it-was-written", "session", "system", TRUE, TRUE, FROND_HOST_MODE_SESSION, TRASHED, MARKED },
  { "back/after-it-was-restored", "session", "system", TRUE, TRUE, FROND_HOST_MODE_SESSION, MARKED, MARKED },
  { "back/after-it-was-released", "session", "system", TRUE, TRUE, FROND_HOST_MODE_SESSION, FREE, MARKED },
  { "back/after-the-copy-went", "session", "system", TRUE, TRUE, FROND_HOST_MODE_SESSION, FREE, TRASHED },
};

/* What was trashed had been marked before. */
static void
tell (FrondTestHost *host, const char *uuid, FrondCommand command)
{
  if (command == FREE)
    return;
  frond_machine_host_command_async (FROND_MACHINE_HOST (host), uuid, FROND_COMMAND_KEEP_OFF, NULL, NULL,
                                    NULL);
  if (command != MARKED)
    frond_machine_host_command_async (FROND_MACHINE_HOST (host), uuid, command, NULL, NULL, NULL);
}

static void
test_cut_off (Fixture *fixture, gconstpointer data)
{
  const Cut *cut = data;
  const gboolean to_system = cut->mode == FROND_HOST_MODE_SYSTEM;
  const char *uuid = frond_profile_get_machine_uuid (fixture->row);

  g_object_set (fixture->row, "helper", cut->helper, "left-at", cut->left_at, NULL);
  put (fixture, cut->at_session, cut->at_system);
  tell (fixture->session, uuid, cut->session);
  tell (fixture->system, uuid, cut->system);
  load (fixture);
  assert_at (fixture, cut->mode, "", to_system ? 0 : 1, to_system ? 1 : 0);
}

/* Two of one computer and no row of it: the one that can run is it, and the other one never runs. */
static void
test_without_row (Fixture *fixture, gconstpointer data)
{
  FrondTestHost *marked =
      GPOINTER_TO_INT (data) == FROND_HOST_MODE_SYSTEM ? fixture->system : fixture->session;
  FrondHostMode other =
      GPOINTER_TO_INT (data) == FROND_HOST_MODE_SYSTEM ? FROND_HOST_MODE_SESSION : FROND_HOST_MODE_SYSTEM;
  g_autoptr (FrondGuest) guest = NULL;

  frond_test_host_put (fixture->session, fixture->row, FROND_GUEST_STOPPED, FROND_GUEST_REASON_NONE);
  frond_test_host_put (fixture->system, fixture->row, FROND_GUEST_STOPPED, FROND_GUEST_REASON_NONE);
  tell (marked, frond_profile_get_machine_uuid (fixture->row), MARKED);
  load (fixture);
  for (guint i = 0; i < 3; i++)
    {
      g_signal_emit_by_name (fixture->session, "reset");
      g_signal_emit_by_name (fixture->system, "reset");
      drain ();
    }

  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (fixture->library)), ==, 1);
  guest = g_list_model_get_item (G_LIST_MODEL (fixture->library), 0);
  g_assert_cmpint (frond_guest_get_mode (guest), ==, other);
  g_assert_true (can_start (fixture, other));
  g_assert_true (frond_test_host_is_kept_off (marked, frond_profile_get_machine_uuid (fixture->row)));
}

/* The place where something is left does not answer: it is remembered, and the machine works. */
static void
test_cut_off_without_host (Fixture *fixture, gconstpointer data)
{
  g_object_set (fixture->row, "left-at", "system", NULL);
  frond_test_host_set_unavailable (fixture->system, FROND_ERROR_HELPER_LOST);
  begin (fixture, TRUE, TRUE);
  assert_at (fixture, FROND_HOST_MODE_SESSION, "system", 1, 1);
  frond_test_host_set_unavailable (fixture->system, -1);
  assert_at (fixture, FROND_HOST_MODE_SESSION, "", 1, 0);
}

#define MOVE_TEST(path, data, function) g_test_add (path, Fixture, data, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  MOVE_TEST ("/move/there-and-back", NULL, test_there_and_back);
  MOVE_TEST ("/move/at-once-back", NULL, test_at_once_back);
  MOVE_TEST ("/move/undone", NULL, test_undone);
  MOVE_TEST ("/move/fails", NULL, test_fails);
  MOVE_TEST ("/move/cancelled", NULL, test_cancelled);
  MOVE_TEST ("/move/not-noted", GUINT_TO_POINTER (0), test_not_written);
  MOVE_TEST ("/move/not-placed", GUINT_TO_POINTER (1), test_not_written);
  MOVE_TEST ("/move/not-kept-off", NULL, test_not_kept_off);
  MOVE_TEST ("/move/not-given-up", NULL, test_not_given_up);
  MOVE_TEST ("/move/not-released", NULL, test_not_released);
  MOVE_TEST ("/move/not-undone/mark", GINT_TO_POINTER (FROND_COMMAND_KEEP_OFF), test_not_undone);
  MOVE_TEST ("/move/not-undone/restore", GINT_TO_POINTER (FROND_COMMAND_RESTORE), test_not_undone);
  MOVE_TEST ("/move/without-row/session", GINT_TO_POINTER (FROND_HOST_MODE_SYSTEM), test_without_row);
  MOVE_TEST ("/move/without-row/system", GINT_TO_POINTER (FROND_HOST_MODE_SESSION), test_without_row);
  MOVE_TEST ("/move/running", NULL, test_running);
  MOVE_TEST ("/move/deleted", NULL, test_deleted);
  for (gsize i = 0; i < G_N_ELEMENTS (cuts); i++)
    {
      g_autofree char *path = g_strconcat ("/move/cut-off/", cuts[i].path, NULL);

      MOVE_TEST (path, &cuts[i], test_cut_off);
    }
  MOVE_TEST ("/move/cut-off/without-host", NULL, test_cut_off_without_host);
  return g_test_run ();
}
