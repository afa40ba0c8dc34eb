/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* A helper that is killed at any moment, thirty times: what it had confirmed is there, what it had not is there whole
 * or not at all, and asking again for the same makes it once. The program is its own helper, with --serve. */
#include "service-client.h"
#include "vmm-authority-session.h"
#include "vmm-service.h"
#include "vmm-test-engine.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define ROUNDS   30
#define CREATES  4
#define DELETES  2
#define BUS_NAME "me.phyllo.Frond.CrashTest"

/* Helper */

static void
on_loaded (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  if (!vmm_service_load_finish (VMM_SERVICE (object), result, &error))
    g_error ("%s", error->message);
}

static void
on_bus_acquired (GDBusConnection *connection, const char *name, gpointer user_data)
{
  g_autoptr (VmmTestEngine) engine = vmm_test_engine_new ();
  g_autoptr (VmmConfig) config = vmm_config_new_session ();
  g_autoptr (VmmAuthority) authority = vmm_authority_session_new (geteuid ());
  VmmService *service = vmm_service_new (connection, user_data, VMM_ENGINE (engine), authority, config);
  g_autoptr (GError) error = NULL;

  if (!vmm_service_export (service, &error))
    g_error ("%s", error->message);
  vmm_service_load_async (service, NULL, on_loaded, NULL);
}

static int
serve (const char *dir)
{
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);

  g_bus_own_name (G_BUS_TYPE_SESSION, BUS_NAME, G_BUS_NAME_OWNER_FLAGS_NONE, on_bus_acquired, NULL, NULL,
                  (gpointer) dir, NULL);
  g_main_loop_run (loop);
  return 0;
}

/* Test */

typedef struct
{
  char *request_id;
  char *job;
  char *uuid; /* once it is known */
  char *delete_job;
  gboolean delete_asked;
} Machine;

typedef struct
{
  const char *program;
  char *dir;
  char *root;
  ServiceClient *client;
  GSubprocess *helper;
  GPtrArray *machines;
  GHashTable *done; /* jobs of this life that are done */
  GRand *random;
  guint n_confirmed;
  guint n_unconfirmed;
} Storm;

static void
machine_free (gpointer data)
{
  Machine *machine = data;

  g_free (machine->request_id);
  g_free (machine->job);
  g_free (machine->uuid);
  g_free (machine->delete_job);
  g_free (machine);
}

static void
on_result (GObject *object, GAsyncResult *result, gpointer user_data)
{
  *(GAsyncResult **) user_data = g_object_ref (result);
}

static gboolean
is_set (gpointer data)
{
  return *(gpointer *) data != NULL;
}

static void
on_appeared (GDBusConnection *connection, const char *name, const char *owner, gpointer user_data)
{
  *(gpointer *) user_data = connection;
}

static void
begin_helper (Storm *storm)
{
  g_autoptr (GError) error = NULL;
  gpointer appeared = NULL;
  guint watch =
      g_bus_watch_name_on_connection (storm->client->connection, BUS_NAME, G_BUS_NAME_WATCHER_FLAGS_NONE,
                                      on_appeared, NULL, &appeared, NULL);

  storm->helper =
      g_subprocess_new (G_SUBPROCESS_FLAGS_NONE, &error, storm->program, "--serve", storm->dir, NULL);
  g_assert_no_error (error);
  service_wait_for (is_set, &appeared);
  g_bus_unwatch_name (watch);
}

static void
kill_helper (Storm *storm)
{
  g_autoptr (GAsyncResult) result = NULL;

  g_subprocess_force_exit (storm->helper);
  g_subprocess_wait_async (storm->helper, NULL, on_result, &result);
  service_wait_for (is_set, &result);
  g_clear_object (&storm->helper);
}

static void
on_job_changed (GDBusConnection *connection, const char *sender, const char *path, const char *interface,
                const char *member, GVariant *parameters, gpointer user_data)
{
  Storm *storm = user_data;
  const char *job;
  guint state;

  g_variant_get (parameters, "(&ouu)", &job, &state, NULL);
  if (state == VMM_IPC_JOB_DONE)
    g_hash_table_add (storm->done, g_strdup (job));
}

/* Killed helpers do not answer: that is no failure. */
static void
on_job (GObject *object, GAsyncResult *result, gpointer user_data)
{
  char **job = user_data;
  g_autoptr (GVariant) reply = g_dbus_connection_call_finish (G_DBUS_CONNECTION (object), result, NULL);

  if (reply != NULL)
    g_variant_get (reply, "(o)", job);
}

static void
ask (Storm *storm, const char *path, const char *interface, const char *method, GVariant *parameters,
     char **job)
{
  g_clear_pointer (job, g_free);
  g_dbus_connection_call (storm->client->connection, BUS_NAME, path, interface, method, parameters, NULL,
                          G_DBUS_CALL_FLAGS_NO_AUTO_START, -1, NULL, on_job, job);
}

static void
ask_create (Storm *storm, Machine *machine)
{
  ask (storm, VMM_IPC_ROOT_PATH, SERVICE_MANAGER, "CreateMachine",
       service_client_creation (machine->request_id, service_client_spec ("Storm", 2)), &machine->job);
}

static void
ask_delete (Storm *storm, Machine *machine)
{
  g_auto (GStrv) parts = g_strsplit (machine->uuid, "-", -1);
  g_autofree char *node = g_strjoinv (NULL, parts);
  g_autofree char *path = g_strconcat (VMM_IPC_MACHINE_PATH, node, NULL);
  g_autofree char *request_id = g_uuid_string_random ();

  machine->delete_asked = TRUE;
  ask (storm, path, SERVICE_MACHINE, "Delete", g_variant_new ("(st)", request_id, (guint64) 0),
       &machine->delete_job);
}

static void
on_time (gpointer user_data)
{
  *(gpointer *) user_data = user_data;
}

static void
work_until_killed (Storm *storm)
{
  guint asked = 0;
  gpointer now = NULL;

  for (guint i = 0; i < storm->machines->len && asked < DELETES; i++)
    {
      Machine *machine = g_ptr_array_index (storm->machines, i);

      if (machine->uuid != NULL && !machine->delete_asked && g_rand_boolean (storm->random))
        {
          ask_delete (storm, machine);
          asked++;
        }
    }
  for (guint i = 0; i < CREATES; i++)
    {
      Machine *machine = g_new0 (Machine, 1);

      machine->request_id = g_uuid_string_random ();
      g_ptr_array_add (storm->machines, machine);
      ask_create (storm, machine);
    }

  g_timeout_add_once ((guint) g_rand_int_range (storm->random, 0, 25), on_time, &now);
  service_wait_for (is_set, &now);
  kill_helper (storm);
  /* What had been sent before is read before the end of the connection's queue. */
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

/* Every folder in sight is whole. */
static void
check_folders (Storm *storm)
{
  g_autoptr (GDir) dir = g_dir_open (storm->root, 0, NULL);
  const char *name;

  while ((name = g_dir_read_name (dir)) != NULL)
    {
      static const char *const files[] = { "machine.json", "disk0.raw", "disk1.raw" };

      for (gsize i = 0; name[0] != '.' && i < G_N_ELEMENTS (files); i++)
        {
          g_autofree char *path = g_build_filename (storm->root, name, files[i], NULL);
          struct stat st;

          g_assert_cmpint (g_stat (path, &st), ==, 0);
          g_assert_cmpint (st.st_size, >, 0);
        }
    }
}

static void
check_no_leftovers (Storm *storm)
{
  g_autoptr (GDir) dir = g_dir_open (storm->root, 0, NULL);
  const char *name;

  while ((name = g_dir_read_name (dir)) != NULL)
    g_assert_true (vmm_ipc_uuid_is_valid (name) || g_str_equal (name, ".lock") ||
                   g_str_equal (name, ".trash") || g_str_equal (name, ".bases"));
}

static guint
find_request (GVariant *list, const char *request_id, char **uuid)
{
  GVariantIter iter;
  const char *found, *found_uuid;
  guint count = 0;

  g_variant_iter_init (&iter, list);
  while (g_variant_iter_next (&iter, "(&o&stuu&s@a{sv})", NULL, &found_uuid, NULL, NULL, NULL, &found, NULL))
    if (g_str_equal (found, request_id))
      {
        count++;
        g_free (*uuid);
        *uuid = g_strdup (found_uuid);
      }
  return count;
}

static gboolean
was_confirmed (Storm *storm, const char *job)
{
  return job != NULL && g_hash_table_contains (storm->done, job);
}

static void
check_machine (Storm *storm, Machine *machine, GVariant *list)
{
  guint count = find_request (list, machine->request_id, &machine->uuid);
  g_autofree char *trashed =
      machine->uuid != NULL ? g_build_filename (storm->root, ".trash", machine->uuid, NULL) : NULL;
  gboolean in_trash = trashed != NULL && g_file_test (trashed, G_FILE_TEST_IS_DIR);

  g_assert_cmpuint (count, <=, 1);
  if (machine->delete_asked)
    {
      g_assert_cmpuint (count + in_trash, ==, 1);
      if (was_confirmed (storm, machine->delete_job))
        g_assert_true (in_trash);
      return;
    }
  if (was_confirmed (storm, machine->job) || machine->uuid != NULL)
    g_assert_cmpuint (count, ==, 1);
}

/* After a start: the checks, and every creation that was not confirmed is asked for again. */
static void
check (Storm *storm)
{
  g_autoptr (GVariant) list = NULL;
  g_autoptr (GVariant) again = NULL;
  guint expected = 0;

  service_client_list (storm->client, &list);
  check_no_leftovers (storm);
  check_folders (storm);
  for (guint i = 0; i < storm->machines->len; i++)
    check_machine (storm, g_ptr_array_index (storm->machines, i), list);

  for (guint i = 0; i < storm->machines->len; i++)
    {
      Machine *machine = g_ptr_array_index (storm->machines, i);
      g_autoptr (GError) error = NULL;

      if (machine->delete_asked)
        {
          expected += find_request (list, machine->request_id, &machine->uuid);
          continue;
        }
      expected++;
      if (was_confirmed (storm, machine->job))
        storm->n_confirmed++;
      if (machine->job != NULL && machine->uuid != NULL)
        continue;
      storm->n_unconfirmed++;
      service_client_wait (storm->client,
                           service_client_manager (storm->client, "CreateMachine",
                                                   service_client_creation (machine->request_id,
                                                                            service_client_spec ("Storm", 2)),
                                                   &error),
                           NULL, &error);
      g_assert_no_error (error);
    }

  g_assert_cmpuint (service_client_list (storm->client, &again), ==, expected);
  for (guint i = 0; i < storm->machines->len; i++)
    {
      Machine *machine = g_ptr_array_index (storm->machines, i);

      find_request (again, machine->request_id, &machine->uuid);
      g_clear_pointer (&machine->job, g_free);
      machine->job = g_strdup ("");
    }
  g_hash_table_remove_all (storm->done);
}

static const char *program;

static void
test_storm (void)
{
  g_autoptr (GTestDBus) bus = g_test_dbus_new (G_TEST_DBUS_NONE);
  Storm storm = { .program = program, .dir = service_temp_dir () };
  g_autoptr (GError) error = NULL;
  guint subscription;

  g_test_dbus_up (bus);
  storm.root = g_build_filename (storm.dir, "machines", NULL);
  storm.client = service_client_new (BUS_NAME);
  storm.machines = g_ptr_array_new_with_free_func (machine_free);
  storm.done = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  storm.random = g_rand_new_with_seed (g_test_rand_int ());
  subscription =
      g_dbus_connection_signal_subscribe (storm.client->connection, NULL, SERVICE_MANAGER, "JobChanged", NULL,
                                          NULL, G_DBUS_SIGNAL_FLAGS_NONE, on_job_changed, &storm, NULL);

  for (guint round = 0; round < ROUNDS; round++)
    {
      begin_helper (&storm);
      check (&storm);
      g_variant_unref (service_client_manager (storm.client, "Subscribe", NULL, &error));
      work_until_killed (&storm);
      check_folders (&storm);
    }
  begin_helper (&storm);
  check (&storm);
  kill_helper (&storm);
  g_test_message ("%u machines, %u confirmed before a kill, %u asked for again", storm.machines->len,
                  storm.n_confirmed, storm.n_unconfirmed);

  g_dbus_connection_signal_unsubscribe (storm.client->connection, subscription);
  service_client_free (storm.client);
  service_remove_dir (storm.dir);
  g_ptr_array_unref (storm.machines);
  g_hash_table_unref (storm.done);
  g_rand_free (storm.random);
  g_free (storm.root);
  g_free (storm.dir);
  g_test_dbus_down (bus);
}

int
main (int argc, char *argv[])
{
  if (argc == 3 && g_str_equal (argv[1], "--serve"))
    return serve (argv[2]);

  g_test_init (&argc, &argv, NULL);
  service_log_init ();
  g_test_dbus_unset ();
  program = argv[0];
  g_test_add_func ("/crash/storm", test_storm);
  return g_test_run ();
}
