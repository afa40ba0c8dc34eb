/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The contract on a private bus: every method, good and bad. Descriptors and signals are in test-service-events.c. */
#include "service-fixture.h"

#include <string.h>
#include <unistd.h>

#define NO_MACHINE VMM_IPC_MACHINE_PATH "3f1c3c1e6f0e4a3c9f580f2f8f1f9a01"

static void
test_properties (ServiceFixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) reply =
      service_client_call_full (f->client, VMM_IPC_ROOT_PATH, "org.freedesktop.DBus.Properties", "GetAll",
                                g_variant_new ("(s)", SERVICE_MANAGER), NULL, NULL, &error);
  g_autoptr (GVariant) all = NULL;
  g_autofree const char **features = NULL;
  const char *mode;
  guint version;

  g_assert_no_error (error);
  all = g_variant_get_child_value (reply, 0);
  g_assert_true (g_variant_lookup (all, "Version", "u", &version));
  g_assert_true (g_variant_lookup (all, "Mode", "&s", &mode));
  g_assert_true (g_variant_lookup (all, "Features", "^a&s", &features));
  g_assert_cmpuint (version, ==, VMM_IPC_VERSION);
  g_assert_cmpstr (mode, ==, "session");
}

static void
test_capabilities (ServiceFixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) reply = service_client_manager (f->client, "GetCapabilities", NULL, &error);
  g_autoptr (GVariant) dict = NULL;
  gboolean backend;
  guint64 max_disk;

  g_assert_no_error (error);
  dict = g_variant_get_child_value (reply, 0);
  g_assert_true (g_variant_lookup (dict, VMM_IPC_CAP_BACKEND, "b", &backend));
  g_assert_true (backend);
  g_assert_true (g_variant_lookup (dict, VMM_IPC_CAP_MAX_DISK, "t", &max_disk));
}

static void
test_diagnosis (ServiceFixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) reply = service_client_manager (f->client, "GetDiagnosis", NULL, &error);
  g_autoptr (GVariant) checks = NULL;
  const char *id;

  g_assert_no_error (error);
  checks = g_variant_get_child_value (reply, 0);
  g_assert_true (g_variant_is_of_type (checks, G_VARIANT_TYPE (VMM_IPC_DIAGNOSIS_TYPE)));
  g_assert_cmpuint (g_variant_n_children (checks), >, 10);
  g_variant_get_child (checks, 0, "(&s&s&s@a{sv})", &id, NULL, NULL, NULL);
  g_assert_cmpstr (id, ==, VMM_IPC_CHECK_HELPER);
}

static void
test_create_refused (ServiceFixture *f, gconstpointer data)
{
  static const struct
  {
    const char *spec;
    const char *field;
    int code;
  } bad[] = {
    { "{'name': <'A'>, 'memory': <uint64 134217728>, 'vcpus': <uint32 1>, 'disks': <@aa{sv} []>, 'xml': "
      "<'x'>}",
      "xml", VMM_IPC_ERROR_UNKNOWN_KEY },
    { "{'name': <'A'>, 'memory': <uint64 134217728>, 'vcpus': <uint32 1>, 'disks': <[{'path': <'/x'>}]>}",
      NULL, VMM_IPC_ERROR_UNKNOWN_KEY },
    { "{'memory': <uint64 134217728>, 'vcpus': <uint32 1>, 'disks': <@aa{sv} []>}", "name",
      VMM_IPC_ERROR_INVALID_ARGUMENT },
    { "{'name': <uint32 1>, 'memory': <uint64 134217728>, 'vcpus': <uint32 1>, 'disks': <@aa{sv} []>}",
      "name", VMM_IPC_ERROR_INVALID_ARGUMENT },
    { "{'name': <'A'>, 'memory': <uint64 1>, 'vcpus': <uint32 1>, 'disks': <@aa{sv} []>}", "memory",
      VMM_IPC_ERROR_OUT_OF_RANGE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autofree char *request_id = service_rid ();
      g_autoptr (GError) error = NULL;
      GVariant *reply =
          service_client_manager (f->client, "CreateMachine",
                                  service_client_creation (request_id, g_variant_new_parsed (bad[i].spec)),
                                  &error);

      service_assert_refused (reply, &error, bad[i].code, bad[i].field);
    }
  g_assert_cmpuint (service_client_list (f->client, NULL), ==, 0);
}

static void
test_request_id (ServiceFixture *f, gconstpointer data)
{
  static const char *const bad[] = { "", "x", "3F1C3C1E-6F0E-4A3C-9F58-0F2F8F1F9A01",
                                     "../../../../etc/passwd/aaaaaaaaaaaaa" };
  g_autoptr (GError) error = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    service_assert_refused (service_client_manager (f->client, "CreateMachine",
                                                    service_client_creation (bad[i],
                                                                             service_client_spec ("A", 0)),
                                                    &error),
                            &error, VMM_IPC_ERROR_INVALID_ARGUMENT, "request_id");
}

static char *
ask_create (ServiceFixture *f, const char *request_id, GError **error)
{
  g_autoptr (GVariant) reply =
      service_client_manager (f->client, "CreateMachine",
                              service_client_creation (request_id, service_client_spec ("A", 1)), error);
  char *job = NULL;

  if (reply != NULL)
    g_variant_get (reply, "(o)", &job);
  return job;
}

static void
test_create_repeated (ServiceFixture *f, gconstpointer data)
{
  g_autofree char *request_id = service_rid ();
  g_autoptr (GError) error = NULL;
  g_autofree char *first = ask_create (f, request_id, &error);
  g_autofree char *second = ask_create (f, request_id, &error);
  g_autofree char *after = NULL;
  g_autofree char *uuid = NULL;
  g_autoptr (GVariant) result = NULL;
  const char *same;

  g_assert_no_error (error);
  g_assert_cmpstr (first, ==, second);
  service_client_wait (f->client, g_variant_ref_sink (g_variant_new ("(o)", first)), NULL, &error);
  g_assert_no_error (error);
  uuid = service_uuid_of (f, 0);

  service_fixture_end (f);
  service_fixture_begin (f, geteuid ());
  after = ask_create (f, request_id, &error);
  g_assert_no_error (error);
  service_client_wait (f->client, g_variant_ref_sink (g_variant_new ("(o)", after)), &result, &error);
  g_assert_no_error (error);
  g_assert_true (g_variant_lookup (result, "uuid", "&s", &same));
  g_assert_cmpstr (same, ==, uuid);
  g_assert_cmpuint (service_client_list (f->client, NULL), ==, 1);

  service_assert_refused (service_client_manager (f->client, "PurgeMachine",
                                                  g_variant_new ("(ss)", request_id, uuid), &error),
                          &error, VMM_IPC_ERROR_INVALID_ARGUMENT, "request_id");
}

static void
test_list (ServiceFixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) page = NULL;
  g_autoptr (GVariant) rest = NULL;

  for (guint i = 0; i < 5; i++)
    g_free (service_client_create (f->client, "A", 0));
  g_assert_cmpuint (service_client_list (f->client, NULL), ==, 5);

  page = service_client_manager (f->client, "ListMachines", g_variant_new ("(uu)", 3, 256), &error);
  rest = g_variant_get_child_value (page, 0);
  g_assert_cmpuint (g_variant_n_children (rest), ==, 2);
  g_clear_pointer (&page, g_variant_unref);
  g_clear_pointer (&rest, g_variant_unref);
  page = service_client_manager (f->client, "ListMachines", g_variant_new ("(uu)", G_MAXUINT32, G_MAXUINT32),
                                 &error);
  rest = g_variant_get_child_value (page, 0);
  g_assert_cmpuint (g_variant_n_children (rest), ==, 0);
}

static GVariant *
reconfigure (ServiceFixture *f, const char *path, const char *request_id, guint64 generation,
             const char *delta, GError **error)
{
  return service_client_machine (f->client, path, "Reconfigure",
                                 g_variant_new ("(st@a{sv})", request_id, generation,
                                                g_variant_new_parsed (delta)),
                                 error);
}

static void
test_reconfigure (ServiceFixture *f, gconstpointer data)
{
  g_autofree char *path = service_client_create (f->client, "A", 1);
  g_autofree char *request_id = service_rid ();
  g_autofree char *other = service_rid ();
  g_autoptr (GError) error = NULL;
  guint64 generation;

  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (GVariant) reply = reconfigure (f, path, request_id, 1, "{'name': <'B'>}", &error);

      g_assert_no_error (error);
      g_variant_get (reply, "(t)", &generation);
      g_assert_cmpuint (generation, ==, 2);
    }

  service_assert_refused (reconfigure (f, path, other, 1, "{'name': <'C'>}", &error), &error,
                          VMM_IPC_ERROR_CONFLICT, "expected_generation");
  service_assert_refused (reconfigure (f, path, other, 2, "{'emulator': <'C'>}", &error), &error,
                          VMM_IPC_ERROR_UNKNOWN_KEY, "emulator");
  service_assert_refused (reconfigure (f, path, other, 2, "{'disks': <@aa{sv} []>}", &error), &error,
                          VMM_IPC_ERROR_INVALID_ARGUMENT, "disks");
  /* A session is there only while its user is. */
  service_assert_refused (reconfigure (f, path, other, 2, "{'autostart': <true>}", &error), &error,
                          VMM_IPC_ERROR_UNSUPPORTED, "autostart");

  service_fixture_end (f);
  service_fixture_begin (f, geteuid ());
  {
    g_autoptr (GVariant) config = service_client_machine (f->client, path, "GetConfig", NULL, &error);
    g_autoptr (GVariant) spec = g_variant_get_child_value (config, 1);
    const char *name;

    g_variant_get_child (config, 0, "t", &generation);
    g_assert_cmpuint (generation, ==, 2);
    g_assert_true (g_variant_lookup (spec, VMM_IPC_SPEC_NAME, "&s", &name));
    g_assert_cmpstr (name, ==, "B");
  }
}

static void
on_result (GObject *object, GAsyncResult *result, gpointer user_data)
{
  *(GAsyncResult **) user_data = g_object_ref (result);
}

static gboolean
both_set (gpointer data)
{
  GAsyncResult **results = data;

  return results[0] != NULL && results[1] != NULL;
}

/* A repeat that comes before the first is done gets the same answer, and nothing is done twice. */
static void
test_repeated_meanwhile (ServiceFixture *f, gconstpointer data)
{
  g_autofree char *path = service_client_create (f->client, "A", 0);
  g_autofree char *request_id = service_rid ();
  GAsyncResult *results[2] = { NULL };

  for (guint i = 0; i < 2; i++)
    g_dbus_connection_call (f->client->connection, f->client->bus_name, path, SERVICE_MACHINE, "Reconfigure",
                            g_variant_new ("(st@a{sv})", request_id, (guint64) 1,
                                           g_variant_new_parsed ("{'name': <'B'>}")),
                            NULL, G_DBUS_CALL_FLAGS_NONE, -1, NULL, on_result, &results[i]);
  service_wait_for (both_set, results);

  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (GAsyncResult) result = results[i];
      g_autoptr (GError) error = NULL;
      g_autoptr (GVariant) reply = g_dbus_connection_call_finish (f->client->connection, result, &error);
      guint64 generation;

      g_assert_no_error (error);
      g_variant_get (reply, "(t)", &generation);
      g_assert_cmpuint (generation, ==, 2);
    }
}

static void
test_not_found (ServiceFixture *f, gconstpointer data)
{
  static const char *const paths[] = { NO_MACHINE, VMM_IPC_MACHINE_PATH "x" };
  static const struct
  {
    const char *method;
    const char *parameters;
  } methods[] = {
    { "GetConfig", "()" },
    { "GetState", "()" },
    { "GetRealised", "()" },
    { "Reconfigure", "('%s', uint64 0, @a{sv} {})" },
    { "Start", "('%s', @a{sv} {}, @a(sh) [])" },
    { "Shutdown", "('%s',)" },
    { "Stop", "('%s',)" },
    { "Reset", "('%s',)" },
    { "Pause", "('%s',)" },
    { "Resume", "('%s',)" },
    { "OpenDisplay", "(@a{sv} {},)" },
    { "OpenConsole", "()" },
    { "Screenshot", "()" },
    { "CheckAnswer", "(uint32 1000,)" },
    { "EjectMedia", "('%s', 'cdrom')" },
    { "Delete", "('%s', uint64 0)" },
  };
  g_autoptr (GError) error = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (paths); i++)
    for (gsize j = 0; j < G_N_ELEMENTS (methods); j++)
      {
        g_autofree char *request_id = service_rid ();
        g_auto (GStrv) parts = g_strsplit (methods[j].parameters, "%s", 2);
        g_autofree char *text = g_strjoinv (request_id, parts);

        service_assert_refused (service_client_machine (f->client, paths[i], methods[j].method,
                                                        g_variant_new_parsed (text), &error),
                                &error, VMM_IPC_ERROR_NOT_FOUND, NULL);
      }

  service_assert_refused (service_client_call_full (f->client, VMM_IPC_JOB_PATH "77", SERVICE_JOB,
                                                    "GetResult", NULL, NULL, NULL, &error),
                          &error, VMM_IPC_ERROR_NOT_FOUND, NULL);
  service_assert_refused (service_client_call_full (f->client, VMM_IPC_JOB_PATH "77", SERVICE_JOB, "Cancel",
                                                    NULL, NULL, NULL, &error),
                          &error, VMM_IPC_ERROR_NOT_FOUND, NULL);
}

static void
test_life (ServiceFixture *f, gconstpointer data)
{
  g_autofree char *path = service_client_create (f->client, "A", 1);
  g_autofree char *uuid = service_uuid_of (f, 0);
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) realised = NULL;
  guint reason;

  g_assert_cmpuint (service_start (f, path, "@a{sv} {}", &error), ==, VMM_IPC_JOB_DONE);
  g_assert_cmpuint (service_start (f, path, "@a{sv} {}", &error), ==, VMM_IPC_JOB_DONE);
  g_assert_cmpuint (vmm_test_engine_count_starts (f->engine), ==, 1);
  g_assert_cmpuint (service_client_state (f->client, path, &reason), ==, VMM_IPC_MACHINE_RUNNING);

  service_command (f, path, "Pause");
  g_assert_cmpuint (service_client_state (f->client, path, &reason), ==, VMM_IPC_MACHINE_PAUSED);
  g_assert_cmpuint (reason, ==, VMM_IPC_REASON_USER);
  service_command (f, path, "Resume");
  service_command (f, path, "Reset");
  g_assert_cmpuint (service_client_state (f->client, path, &reason), ==, VMM_IPC_MACHINE_RUNNING);
  service_command (f, path, "Shutdown");
  g_assert_cmpuint (service_client_state (f->client, path, &reason), ==, VMM_IPC_MACHINE_STOPPING);
  g_assert_cmpuint (service_delete (f, path, 0, &error), ==, VMM_IPC_JOB_FAILED);
  g_assert_error (error, VMM_IPC_ERROR, VMM_IPC_ERROR_BUSY);
  g_clear_error (&error);

  vmm_test_engine_guest_does (f->engine, uuid, VMM_IPC_MACHINE_STOPPED, VMM_IPC_REASON_SHUTDOWN);
  g_assert_cmpuint (service_client_state (f->client, path, &reason), ==, VMM_IPC_MACHINE_STOPPED);
  g_assert_cmpuint (reason, ==, VMM_IPC_REASON_SHUTDOWN);
  service_command (f, path, "Shutdown");
  realised = service_client_machine (f->client, path, "GetRealised", NULL, &error);
  g_assert_no_error (error);
}

static void
test_start_options (ServiceFixture *f, gconstpointer data)
{
  g_autofree char *path = service_client_create (f->client, "A", 0);
  g_autoptr (GError) error = NULL;
  guint reason;

  service_start (f, path, "{'kernel': <'/boot/vmlinuz'>}", &error);
  service_assert_refused (NULL, &error, VMM_IPC_ERROR_UNKNOWN_KEY, "kernel");
  service_start (f, path, "{'boot': <'network'>}", &error);
  service_assert_refused (NULL, &error, VMM_IPC_ERROR_OUT_OF_RANGE, "boot");
  service_start (f, path, "{'installer': <'init=/bin/sh'>}", &error);
  service_assert_refused (NULL, &error, VMM_IPC_ERROR_OUT_OF_RANGE, "installer");
  service_start (f, path, "{'installer': <true>}", &error);
  service_assert_refused (NULL, &error, VMM_IPC_ERROR_INVALID_ARGUMENT, "installer");
  service_start (f, path, "{'installer': <'debian'>}", &error);
  service_assert_refused (NULL, &error, VMM_IPC_ERROR_INVALID_ARGUMENT, "kernel");
  service_start (f, path, "{'paused': <'yes'>}", &error);
  service_assert_refused (NULL, &error, VMM_IPC_ERROR_INVALID_ARGUMENT, "paused");
  g_assert_cmpuint (vmm_test_engine_count_starts (f->engine), ==, 0);

  g_assert_cmpuint (service_start (f, path, "{'paused': <true>, 'boot': <'cdrom'>}", &error), ==,
                    VMM_IPC_JOB_DONE);
  g_assert_cmpuint (service_client_state (f->client, path, &reason), ==, VMM_IPC_MACHINE_PAUSED);
}

static void
test_stop (ServiceFixture *f, gconstpointer data)
{
  g_autofree char *path = service_client_create (f->client, "A", 0);
  g_autoptr (GError) error = NULL;
  g_autofree char *request_id = service_rid ();
  guint reason;

  g_assert_cmpuint (service_start (f, path, "@a{sv} {}", &error), ==, VMM_IPC_JOB_DONE);
  for (guint i = 0; i < 2; i++)
    {
      GVariant *reply =
          service_client_machine (f->client, path, "Stop", g_variant_new ("(s)", request_id), &error);

      g_assert_no_error (error);
      g_assert_cmpuint (service_client_wait (f->client, reply, NULL, &error), ==, VMM_IPC_JOB_DONE);
    }
  g_assert_cmpuint (vmm_test_engine_count_commands (f->engine), ==, 1);
  g_assert_cmpuint (service_client_state (f->client, path, &reason), ==, VMM_IPC_MACHINE_STOPPED);
  g_assert_cmpuint (reason, ==, VMM_IPC_REASON_FORCED_OFF);
}

static void
test_job_cancelled (ServiceFixture *f, gconstpointer data)
{
  g_autofree char *path = service_client_create (f->client, "A", 0);
  g_autofree char *request_id = service_rid ();
  g_autofree char *job = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) none = NULL;
  GVariant *reply;

  vmm_test_engine_hold_starts (f->engine);
  reply = service_client_machine (f->client, path, "Start",
                                  g_variant_new ("(s@a{sv}@a(sh))", request_id, g_variant_new ("a{sv}", NULL),
                                                 g_variant_new ("a(sh)", NULL)),
                                  &error);
  g_assert_no_error (error);
  g_variant_get (reply, "(o)", &job);
  none = service_client_call_full (f->client, job, SERVICE_JOB, "Cancel", NULL, NULL, NULL, &error);
  g_assert_no_error (error);
  vmm_test_engine_release_starts (f->engine);
  g_assert_cmpuint (service_client_wait (f->client, reply, NULL, &error), ==, VMM_IPC_JOB_CANCELLED);
  g_assert_error (error, VMM_IPC_ERROR, VMM_IPC_ERROR_CANCELLED);
}

static void
test_trash (ServiceFixture *f, gconstpointer data)
{
  g_autofree char *path = service_client_create (f->client, "A", 1);
  g_autofree char *uuid = service_uuid_of (f, 0);
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) trash = NULL;

  service_delete (f, path, 7, &error);
  service_assert_refused (NULL, &error, VMM_IPC_ERROR_CONFLICT, "expected_generation");
  g_assert_cmpuint (service_delete (f, path, 1, &error), ==, VMM_IPC_JOB_DONE);
  g_assert_cmpuint (service_client_list (f->client, NULL), ==, 0);
  g_assert_cmpuint (service_delete (f, path, 1, &error), ==, VMM_IPC_JOB_DONE);
  g_assert_no_error (error);

  trash = service_client_manager (f->client, "ListTrash", NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (g_variant_get_type_string (trash), ==, "(a(sst))");

  g_assert_cmpuint (service_manage (f, "RestoreMachine", uuid, &error), ==, VMM_IPC_JOB_DONE);
  g_assert_cmpuint (service_manage (f, "RestoreMachine", uuid, &error), ==, VMM_IPC_JOB_DONE);
  g_assert_cmpuint (service_client_list (f->client, NULL), ==, 1);
  g_assert_cmpuint (service_manage (f, "PurgeMachine", uuid, &error), ==, VMM_IPC_JOB_DONE);
  g_assert_cmpuint (service_client_list (f->client, NULL), ==, 1);

  g_assert_cmpuint (service_delete (f, path, 0, &error), ==, VMM_IPC_JOB_DONE);
  g_assert_cmpuint (service_manage (f, "PurgeMachine", uuid, &error), ==, VMM_IPC_JOB_DONE);
  g_assert_cmpuint (service_manage (f, "PurgeMachine", uuid, &error), ==, VMM_IPC_JOB_DONE);
  g_assert_no_error (error);
  service_manage (f, "RestoreMachine", uuid, &error);
  g_assert_error (error, VMM_IPC_ERROR, VMM_IPC_ERROR_NOT_FOUND);
  g_clear_error (&error);
  service_manage (f, "PurgeMachine", "../..", &error);
  service_assert_refused (NULL, &error, VMM_IPC_ERROR_INVALID_ARGUMENT, "uuid");
}

static void
test_large_message (ServiceFixture *f, gconstpointer data)
{
  g_autofree char *text = g_strnfill (300 * 1024, 'a');
  g_autoptr (GError) error = NULL;

  service_assert_refused (service_client_manager (f->client, "PurgeMachine",
                                                  g_variant_new ("(ss)", text, "x"), &error),
                          &error, VMM_IPC_ERROR_INVALID_ARGUMENT, "message");
}

static void
test_introspection_is_silent (ServiceFixture *f, gconstpointer data)
{
  g_autofree char *path = service_client_create (f->client, "A", 0);
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) reply = service_client_call_full (f->client, VMM_IPC_ROOT_PATH "/machine",
                                                         "org.freedesktop.DBus.Introspectable", "Introspect",
                                                         NULL, NULL, NULL, &error);
  const char *xml;

  g_assert_no_error (error);
  g_variant_get (reply, "(&s)", &xml);
  g_assert_null (strstr (xml, path + strlen (VMM_IPC_MACHINE_PATH)));
}

static void
set_up_other_user (ServiceFixture *f, gconstpointer data)
{
  service_fixture_set_up_for (f, geteuid () + 1);
}

static void
test_other_user (ServiceFixture *f, gconstpointer data)
{
  g_autofree char *request_id = service_rid ();
  g_autoptr (GError) error = NULL;

  service_assert_refused (service_client_manager (f->client, "GetCapabilities", NULL, &error), &error,
                          VMM_IPC_ERROR_NOT_AUTHORIZED, NULL);
  service_assert_refused (service_client_manager (f->client, "Subscribe", NULL, &error), &error,
                          VMM_IPC_ERROR_NOT_AUTHORIZED, NULL);
  service_assert_refused (service_client_manager (f->client, "CreateMachine",
                                                  service_client_creation (request_id,
                                                                           service_client_spec ("A", 0)),
                                                  &error),
                          &error, VMM_IPC_ERROR_NOT_AUTHORIZED, NULL);
  service_assert_refused (service_client_machine (f->client, NO_MACHINE, "GetState", NULL, &error), &error,
                          VMM_IPC_ERROR_NOT_AUTHORIZED, NULL);
  service_assert_refused (service_client_call_full (f->client, VMM_IPC_JOB_PATH "1", SERVICE_JOB, "GetResult",
                                                    NULL, NULL, NULL, &error),
                          &error, VMM_IPC_ERROR_NOT_AUTHORIZED, NULL);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  service_log_init ();
  g_test_dbus_unset ();

#define ADD(name, function)                                                                                  \
  g_test_add ("/service/" name, ServiceFixture, NULL, service_fixture_set_up, function,                      \
              service_fixture_tear_down)
  ADD ("properties", test_properties);
  ADD ("capabilities", test_capabilities);
  ADD ("diagnosis", test_diagnosis);
  ADD ("create-refused", test_create_refused);
  ADD ("request-id", test_request_id);
  ADD ("create-repeated", test_create_repeated);
  ADD ("list", test_list);
  ADD ("reconfigure", test_reconfigure);
  ADD ("repeated-meanwhile", test_repeated_meanwhile);
  ADD ("not-found", test_not_found);
  ADD ("life", test_life);
  ADD ("start-options", test_start_options);
  ADD ("stop", test_stop);
  ADD ("job-cancelled", test_job_cancelled);
  ADD ("trash", test_trash);
  ADD ("large-message", test_large_message);
  ADD ("introspection-is-silent", test_introspection_is_silent);
#undef ADD
  g_test_add ("/service/other-user", ServiceFixture, NULL, set_up_other_user, test_other_user,
              service_fixture_tear_down);
  return g_test_run ();
}
