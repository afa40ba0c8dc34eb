/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* mover DATABASE UUID session|system: what the window's “Move to…” does, with a real library, store and helpers. Says
 * "moved" when the old place has been given up. */
#include "frond-guest.h"
#include "frond-helper-client.h"
#include "frond-library.h"
#include "frond-machine-host.h"
#include "frond-profile.h"
#include "frond-sqlite-store.h"

#define DEADLINE_SECONDS 90

static GAsyncResult *
await (GAsyncResult **result)
{
  while (*result == NULL)
    g_main_context_iteration (NULL, TRUE);
  return *result;
}

static void
on_result (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_set_object ((GAsyncResult **) user_data, result);
}

static void
on_deadline (gpointer data)
{
  g_error ("It takes too long");
}

static gboolean
settled (FrondLibrary *library, FrondMachineHost *hosts[])
{
  return frond_machine_host_get_state (hosts[0]) == FROND_HOST_READY &&
         frond_machine_host_get_state (hosts[1]) == FROND_HOST_READY && !frond_library_get_joining (library);
}

static FrondGuest *
find (FrondLibrary *library, const char *uuid)
{
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (library)); i++)
    {
      g_autoptr (FrondGuest) guest = g_list_model_get_item (G_LIST_MODEL (library), i);

      if (g_strcmp0 (frond_profile_get_machine_uuid (frond_guest_get_profile (guest)), uuid) == 0)
        return guest;
    }
  g_error ("There is no machine %s", uuid);
}

static gboolean
has_settled (FrondProfile *profile)
{
  const char *left = frond_profile_get_left_at (profile);

  return left == NULL || *left == '\0';
}

static void
move (FrondLibrary *library, FrondGuest *guest, FrondHostMode mode)
{
  g_autoptr (GAsyncResult) moved = NULL;
  g_autoptr (GAsyncResult) flushed = NULL;
  g_autoptr (GError) error = NULL;

  frond_library_move_async (library, guest, mode, NULL, on_result, &moved);
  if (!frond_library_move_finish (library, await (&moved), &error))
    g_error ("%s", error->message);
  frond_library_settle_move (library, guest);
  while (!has_settled (frond_guest_get_profile (guest)))
    g_main_context_iteration (NULL, TRUE);
  frond_library_flush_async (library, NULL, on_result, &flushed);
  frond_library_flush_finish (library, await (&flushed), NULL);
}

int
main (int argc, char *argv[])
{
  g_autoptr (GFile) file = g_file_new_for_path (argv[1]);
  g_autoptr (FrondProfileStore) store = frond_sqlite_store_new (file);
  FrondMachineHost *hosts[] = { frond_helper_client_new_for (FROND_HOST_MODE_SESSION),
                                frond_helper_client_new_for (FROND_HOST_MODE_SYSTEM) };
  g_autoptr (FrondLibrary) library = frond_library_new (store, hosts[0]);
  g_autoptr (GAsyncResult) loaded = NULL;
  g_autoptr (GError) error = NULL;
  FrondGuest *guest;

  g_timeout_add_seconds_once (DEADLINE_SECONDS, on_deadline, NULL);
  frond_library_add_host (library, hosts[1]);
  frond_library_load_async (library, NULL, on_result, &loaded);
  if (!frond_library_load_finish (library, await (&loaded), &error))
    g_error ("%s", error->message);
  while (!settled (library, hosts))
    g_main_context_iteration (NULL, TRUE);

  guest = find (library, argv[2]);
  move (library, guest, g_str_equal (argv[3], "system") ? FROND_HOST_MODE_SYSTEM : FROND_HOST_MODE_SESSION);
  g_print ("moved\n");
  g_object_unref (hosts[0]);
  g_object_unref (hosts[1]);
  return 0;
}
