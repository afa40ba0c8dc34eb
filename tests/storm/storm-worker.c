/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Frond without its windows: the real library over the real store and the real helper, doing what a person does, at
 * random and for ever. storm.py kills it, or the helper, and compares what it said with what is there afterwards.
 *
 *   storm-worker DATABASE storm SEED MEDIUM   works until it is killed; MEDIUM is the URI of a disc image
 *   storm-worker DATABASE settle             waits until nothing is half done, prints what there is, ends
 *
 * Lines on the standard output: "begin OP ID", "done OP ID", "failed OP ID: MESSAGE"; for settle "guest ID UUID STATE"
 * and "trashed ID UUID". */

#include "frond-error.h"
#include "frond-guest.h"
#include "frond-helper-client.h"
#include "frond-library.h"
#include "frond-profile.h"
#include "frond-sqlite-store.h"

#include <stdio.h>

#define MIB            (1024ULL * 1024)
#define MAX_MACHINES   6
#define SETTLE_SECONDS 60

static FrondLibrary *library;
static const char *medium;

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
say (const char *what, const char *operation, const char *id, const GError *error)
{
  if (error != NULL)
    printf ("%s %s %s: %s\n", what, operation, id, error->message);
  else
    printf ("%s %s %s\n", what, operation, id);
  fflush (stdout);
}

static void
say_end (const char *operation, const char *id, const GError *error)
{
  say (error != NULL ? "failed" : "done", operation, id, error);
}

static FrondGuest *
pick_guest (void)
{
  const guint n = g_list_model_get_n_items (G_LIST_MODEL (library));

  return n == 0 ? NULL : g_list_model_get_item (G_LIST_MODEL (library), g_random_int_range (0, (int) n));
}

static char *
pick_trashed (void)
{
  g_autoptr (GPtrArray) trashed = frond_library_dup_trashed (library);

  if (trashed->len == 0)
    return NULL;
  return g_strdup (
      frond_profile_get_id (g_ptr_array_index (trashed, g_random_int_range (0, (int) trashed->len))));
}

static void
create (void)
{
  g_autoptr (FrondProfile) profile = frond_profile_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *name = g_strdup_printf ("Storm %u", g_random_int ());

  g_object_set (profile, "name", name, "memory", 64 * MIB, "vcpus", 1, "disk-size", 16 * MIB, "firmware",
                FROND_FIRMWARE_BIOS, "accel", FROND_ACCEL_SOFTWARE, "tpm", FALSE, "media-uri",
                g_random_boolean () ? medium : "", NULL);
  say ("begin", "create", frond_profile_get_id (profile), NULL);
  frond_library_create_async (library, profile, NULL, NULL, result_cb, &result);
  frond_library_create_finish (library, wait_result (&result), &error);
  say_end ("create", frond_profile_get_id (profile), error);
}

static void
start (FrondGuest *guest)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  const char *id = frond_profile_get_id (frond_guest_get_profile (guest));

  say ("begin", "start", id, NULL);
  frond_guest_start_async (guest, NULL, result_cb, &result);
  frond_guest_start_finish (guest, wait_result (&result), &error);
  say_end ("start", id, error);
}

static void
stop (FrondGuest *guest)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  const char *id = frond_profile_get_id (frond_guest_get_profile (guest));

  say ("begin", "stop", id, NULL);
  frond_guest_force_off_async (guest, NULL, result_cb, &result);
  frond_guest_command_finish (guest, wait_result (&result), &error);
  say_end ("stop", id, error);
}

static void
trash (FrondGuest *guest)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  const char *id = frond_profile_get_id (frond_guest_get_profile (guest));

  say ("begin", "trash", id, NULL);
  frond_library_trash_async (library, guest, NULL, result_cb, &result);
  frond_library_trash_finish (library, wait_result (&result), &error);
  say_end ("trash", id, error);
}

static void
restore (const char *id)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  say ("begin", "restore", id, NULL);
  frond_library_restore_async (library, id, NULL, result_cb, &result);
  frond_library_restore_finish (library, wait_result (&result), &error);
  say_end ("restore", id, error);
}

static void
purge (const char *id)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  say ("begin", "purge", id, NULL);
  frond_library_purge_async (library, id, NULL, result_cb, &result);
  frond_library_purge_finish (library, wait_result (&result), &error);
  say_end ("purge", id, error);
}

static gboolean
is_settled (FrondGuestState state)
{
  return state == FROND_GUEST_STOPPED || state == FROND_GUEST_RUNNING || state == FROND_GUEST_PAUSED ||
         state == FROND_GUEST_MISSING;
}

static gboolean
all_settled (void)
{
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (library)); i++)
    {
      g_autoptr (FrondGuest) guest = g_list_model_get_item (G_LIST_MODEL (library), i);

      if (!is_settled (frond_guest_get_state (guest)) || frond_guest_get_busy (guest))
        return FALSE;
    }

  return TRUE;
}

static void
deadline_cb (gpointer data)
{
  gboolean *late = data;

  *late = TRUE;
}

/* Iterates until nothing is half done and nothing has happened since for a moment. */
static gboolean
settle (void)
{
  gboolean late = FALSE;
  g_autoptr (GSource) deadline = g_timeout_source_new_seconds (SETTLE_SECONDS);
  FrondMachineHost *host = frond_library_get_host (library);

  g_source_set_callback (deadline, G_SOURCE_FUNC (deadline_cb), &late, NULL);
  g_source_attach (deadline, NULL);
  while (!late && (frond_machine_host_get_state (host) == FROND_HOST_CONNECTING || !all_settled ()))
    g_main_context_iteration (NULL, TRUE);
  g_source_destroy (deadline);
  return !late;
}

static void
quiet_moment (guint milliseconds)
{
  gboolean over = FALSE;
  g_autoptr (GSource) source = g_timeout_source_new (milliseconds);

  g_source_set_callback (source, G_SOURCE_FUNC (deadline_cb), &over, NULL);
  g_source_attach (source, NULL);
  while (!over)
    g_main_context_iteration (NULL, TRUE);
}

static void
storm_step (void)
{
  const guint n = g_list_model_get_n_items (G_LIST_MODEL (library));
  g_autoptr (FrondGuest) guest = pick_guest ();
  g_autofree char *trashed = pick_trashed ();
  const int dice = g_random_int_range (0, 10);

  if (guest == NULL || (dice < 3 && n < MAX_MACHINES))
    create ();
  else if (dice < 5 && trashed != NULL)
    restore (trashed);
  else if (dice < 6 && trashed != NULL)
    purge (trashed);
  else if (frond_guest_is_on (guest) && dice < 9)
    stop (guest);
  else if (frond_guest_get_state (guest) == FROND_GUEST_STOPPED && dice < 8)
    start (guest);
  else if (frond_guest_get_state (guest) == FROND_GUEST_STOPPED)
    trash (guest);
  else
    settle ();
}

static void
print_all (void)
{
  g_autoptr (GPtrArray) trashed = frond_library_dup_trashed (library);
  g_autoptr (GEnumClass) states = g_type_class_ref (FROND_TYPE_GUEST_STATE);

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (library)); i++)
    {
      g_autoptr (FrondGuest) guest = g_list_model_get_item (G_LIST_MODEL (library), i);
      FrondProfile *profile = frond_guest_get_profile (guest);

      printf ("guest %s %s %s\n", frond_profile_get_id (profile), frond_profile_get_machine_uuid (profile),
              g_enum_get_value (states, (int) frond_guest_get_state (guest))->value_nick);
    }

  for (guint i = 0; i < trashed->len; i++)
    printf ("trashed %s %s\n", frond_profile_get_id (g_ptr_array_index (trashed, i)),
            frond_profile_get_machine_uuid (g_ptr_array_index (trashed, i)));
}

static void
load (const char *database)
{
  g_autoptr (GFile) file = g_file_new_for_commandline_arg (database);
  g_autoptr (FrondProfileStore) store = frond_sqlite_store_new (file);
  g_autoptr (FrondMachineHost) host = frond_helper_client_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  library = frond_library_new (store, host);
  frond_library_load_async (library, NULL, result_cb, &result);
  if (!frond_library_load_finish (library, wait_result (&result), &error))
    g_error ("The library did not load: %s", error->message);
}

int
main (int argc, char *argv[])
{
  const gboolean storm = argc == 5 && g_str_equal (argv[2], "storm");

  if (!storm && (argc != 3 || !g_str_equal (argv[2], "settle")))
    {
      fprintf (stderr, "usage: storm-worker DATABASE storm SEED MEDIUM | settle\n");
      return 2;
    }

  load (argv[1]);
  if (!settle ())
    g_error ("The library did not settle");

  if (storm)
    {
      medium = argv[4];
      g_random_set_seed ((guint32) g_ascii_strtoull (argv[3], NULL, 10));
      while (TRUE)
        storm_step ();
    }

  /* What a join set off may have set off another. */
  for (int i = 0; i < 3; i++)
    {
      quiet_moment (700);
      if (!settle ())
        g_error ("The library did not settle");
    }
  print_all ();
  return 0;
}
