/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* mover DATABASE UUID session|system|back|rest [MOMENT]: what the window's “Move to…” does, with a real library, store and
 * helpers. Says "moved" when the old place has been given up. "back" moves to the service and takes it back; "rest" moves
 * nothing: it does what a move that was cut off has left to do. At the MOMENTth moment it kills itself: the moments are
 * before a call that changes a machine is sent, and before its answer is looked at. */
#include "frond-guest.h"
#include "frond-helper-client.h"
#include "frond-library.h"
#include "frond-machine-host.h"
#include "frond-profile.h"
#include "frond-sqlite-store.h"

#include <signal.h>

#define DEADLINE_SECONDS 90

static int moment, last_moment;
static int under_way;     /* atomic: calls that have no answer yet */
static GHashTable *asked; /* serials of calls, in the one thread that writes and reads */

static void
pass (void)
{
  if (++moment == last_moment)
    kill (getpid (), SIGKILL);
}

static gboolean
changes_a_machine (GDBusMessage *message)
{
  static const char *const members[] = { "CreateMachine",  "Reconfigure",  "Delete",
                                         "RestoreMachine", "PurgeMachine", NULL };

  return g_dbus_message_get_message_type (message) == G_DBUS_MESSAGE_TYPE_METHOD_CALL &&
         g_strv_contains (members, g_dbus_message_get_member (message));
}

static GDBusMessage *
watch (GDBusConnection *bus, GDBusMessage *message, gboolean incoming, gpointer user_data)
{
  g_autofree char *key = g_strdup_printf ("%p %u", (void *) bus,
                                          incoming ? g_dbus_message_get_reply_serial (message)
                                                   : g_dbus_message_get_serial (message));

  if (!incoming && changes_a_machine (message))
    {
      g_hash_table_add (asked, g_steal_pointer (&key));
      g_atomic_int_inc (&under_way);
      pass ();
    }
  else if (incoming && g_hash_table_remove (asked, key))
    {
      pass ();
      g_atomic_int_add (&under_way, -1);
    }
  return message;
}

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

static gboolean
on_tick (gpointer data)
{
  return G_SOURCE_CONTINUE;
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
  g_autoptr (GError) error = NULL;

  frond_library_move_async (library, guest, mode, NULL, on_result, &moved);
  if (!frond_library_move_finish (library, await (&moved), &error))
    g_error ("%s", error->message);
}

static void
take_back (FrondLibrary *library, FrondGuest *guest)
{
  g_autoptr (GAsyncResult) moved = NULL;
  g_autoptr (GError) error = NULL;

  frond_library_undo_move_async (library, guest, NULL, on_result, &moved);
  if (!frond_library_move_finish (library, await (&moved), &error))
    g_error ("%s", error->message);
}

static void
settle (FrondLibrary *library, FrondGuest *guest)
{
  g_autoptr (GAsyncResult) flushed = NULL;

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
  g_autoptr (GDBusConnection) session = g_bus_get_sync (G_BUS_TYPE_SESSION, NULL, NULL);
  g_autoptr (GDBusConnection) system = g_bus_get_sync (G_BUS_TYPE_SYSTEM, NULL, NULL);
  g_autoptr (FrondProfileStore) store = frond_sqlite_store_new (file);
  FrondMachineHost *hosts[] = { frond_helper_client_new_for (FROND_HOST_MODE_SESSION),
                                frond_helper_client_new_for (FROND_HOST_MODE_SYSTEM) };
  g_autoptr (FrondLibrary) library = frond_library_new (store, hosts[0]);
  g_autoptr (GAsyncResult) loaded = NULL;
  g_autoptr (GError) error = NULL;
  FrondGuest *guest;

  g_timeout_add_seconds_once (DEADLINE_SECONDS, on_deadline, NULL);
  last_moment = argc > 4 ? atoi (argv[4]) : 0;
  asked = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_dbus_connection_add_filter (session, watch, NULL, NULL);
  g_dbus_connection_add_filter (system, watch, NULL, NULL);
  frond_library_add_host (library, hosts[1]);
  frond_library_load_async (library, NULL, on_result, &loaded);
  if (!frond_library_load_finish (library, await (&loaded), &error))
    g_error ("%s", error->message);
  while (!settled (library, hosts))
    g_main_context_iteration (NULL, TRUE);

  guest = find (library, argv[2]);
  if (g_str_equal (argv[3], "system") || g_str_equal (argv[3], "back"))
    move (library, guest, FROND_HOST_MODE_SYSTEM);
  else if (g_str_equal (argv[3], "session"))
    move (library, guest, FROND_HOST_MODE_SESSION);
  if (g_str_equal (argv[3], "back"))
    take_back (library, guest);
  settle (library, guest);
  /* Who goes before the answer has not asked. */
  g_dbus_connection_flush_sync (session, NULL, NULL);
  g_dbus_connection_flush_sync (system, NULL, NULL);
  g_timeout_add (50, on_tick, NULL);
  while (g_atomic_int_get (&under_way) > 0)
    g_main_context_iteration (NULL, TRUE);
  g_print ("moved\n");
  g_object_unref (hosts[0]);
  g_object_unref (hosts[1]);
  return 0;
}
