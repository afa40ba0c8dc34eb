/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The client against helpers that misbehave, on a bus of its own. */

#include "fake-helper.h"

#include "frond-error.h"
#include "frond-helper-client.h"
#include "frond-host-capabilities.h"
#include "frond-machine-host.h"
#include "frond-machine-info.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <unistd.h>

typedef struct
{
  GTestDBus *bus;
  FakeHelper *helper;
  FrondMachineHost *host;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->bus = g_test_dbus_new (G_TEST_DBUS_NONE);
  g_test_dbus_up (fixture->bus);
  /* One bus plays both. */
  g_setenv ("DBUS_SYSTEM_BUS_ADDRESS", g_test_dbus_get_bus_address (fixture->bus), TRUE);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  if (fixture->host != NULL)
    g_object_run_dispose (G_OBJECT (fixture->host));
  g_clear_object (&fixture->host);
  g_clear_pointer (&fixture->helper, fake_helper_free);
  g_test_dbus_stop (fixture->bus);
  g_object_unref (fixture->bus);
}

static void
late (gpointer data)
{
  g_error ("waited too long for %s", (const char *) data);
}

#define WAIT_FOR(condition, seconds)                                                                         \
  G_STMT_START                                                                                               \
  {                                                                                                          \
    guint deadline = g_timeout_add_seconds_once (seconds, late, (gpointer) #condition);                      \
    while (!(condition))                                                                                     \
      g_main_context_iteration (NULL, TRUE);                                                                 \
    g_source_remove (deadline);                                                                              \
  }                                                                                                          \
  G_STMT_END

static FrondHostState
state_of (Fixture *fixture)
{
  return frond_machine_host_get_state (fixture->host);
}

static void
connect_to (Fixture *fixture, guint version)
{
  fixture->helper = fake_helper_new (version);
  fixture->host = frond_helper_client_new ();
}

static void
assert_unavailable (Fixture *fixture, FrondError code)
{
  g_autoptr (GError) error = NULL;

  WAIT_FOR (state_of (fixture) == FROND_HOST_UNAVAILABLE, 60);
  error = frond_machine_host_dup_error (fixture->host);
  g_assert_error (error, FROND_ERROR, (int) code);
}

static void
result_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GAsyncResult **slot = user_data;

  *slot = g_object_ref (result);
}

static void
test_missing (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  fixture->host = frond_helper_client_new ();
  frond_machine_host_list_async (fixture->host, NULL, result_cb, &result);
  assert_unavailable (fixture, FROND_ERROR_HELPER_MISSING);
  WAIT_FOR (result != NULL, 60);
  g_assert_null (frond_machine_host_list_finish (fixture->host, result, &error));
  g_assert_error (error, FROND_ERROR, FROND_ERROR_HELPER_MISSING);

  /* Installed meanwhile. */
  fixture->helper = fake_helper_new (VMM_IPC_VERSION);
  frond_machine_host_retry (fixture->host);
  WAIT_FOR (state_of (fixture) == FROND_HOST_READY, 60);
}

static void
test_older (Fixture *fixture, gconstpointer data)
{
  connect_to (fixture, 0);
  assert_unavailable (fixture, FROND_ERROR_HELPER_OLD);
}

static void
test_hanging (Fixture *fixture, gconstpointer data)
{
  fixture->helper = fake_helper_new (VMM_IPC_VERSION);
  fixture->helper->hang = TRUE;
  fixture->host = frond_helper_client_new ();
  assert_unavailable (fixture, FROND_ERROR_HELPER_LOST);
}

static void
test_lists_in_pages (Fixture *fixture, gconstpointer data)
{
  g_autoptr (FrondHostCapabilities) capabilities = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GPtrArray) infos = NULL;
  g_autoptr (GError) error = NULL;

  connect_to (fixture, VMM_IPC_VERSION + 1);
  fixture->helper->n_machines = 2 * VMM_IPC_MAX_LIST + 1;
  frond_machine_host_list_async (fixture->host, NULL, result_cb, &result);
  WAIT_FOR (result != NULL, 60);
  infos = frond_machine_host_list_finish (fixture->host, result, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (infos->len, ==, 2 * VMM_IPC_MAX_LIST + 1);
  g_assert_cmpuint (fixture->helper->n_lists, ==, 3);
  capabilities = frond_machine_host_dup_capabilities (fixture->host);
  g_assert_cmpint (capabilities->accel, ==, FROND_ACCEL_KVM);
}

static GAsyncResult *
start (Fixture *fixture, int fd)
{
  GAsyncResult *result = NULL;

  frond_machine_host_start_async (fixture->host, FAKE_HELPER_MACHINE, FALSE, fd, NULL, NULL, result_cb,
                                  &result);
  WAIT_FOR (result != NULL, 60);
  return result;
}

static void
test_job_done_already (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = g_build_filename (g_get_tmp_dir (), "frond-medium-XXXXXX", NULL);
  g_autofd int fd = g_mkstemp (path);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (write (fd, "a medium", 8), ==, 8);
  g_unlink (path);
  connect_to (fixture, VMM_IPC_VERSION);
  result = start (fixture, fd);
  g_assert_true (frond_machine_host_start_finish (fixture->host, result, &error));
  g_assert_no_error (error);
  g_assert_cmpstr (fixture->helper->medium, ==, "a medium");
}

static void
end_job_later (gpointer data)
{
  fake_helper_end_job (data, VMM_IPC_JOB_DONE);
}

static void
test_job_done_later (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GAsyncResult) result = NULL;

  connect_to (fixture, VMM_IPC_VERSION);
  fixture->helper->job_state = VMM_IPC_JOB_RUNNING;
  g_timeout_add_once (300, end_job_later, fixture->helper);
  result = start (fixture, -1);
  g_assert_true (frond_machine_host_start_finish (fixture->host, result, NULL));
}

static void
test_job_fails (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  connect_to (fixture, VMM_IPC_VERSION);
  fixture->helper->job_state = VMM_IPC_JOB_FAILED;
  fixture->helper->job_error = VMM_IPC_INTERFACE ".Error.InvalidArgument.OutOfRange";
  fixture->helper->job_message = "memory: too much";
  result = start (fixture, -1);
  g_assert_false (frond_machine_host_start_finish (fixture->host, result, &error));
  g_assert_error (error, FROND_ERROR, FROND_ERROR_OUT_OF_RANGE);
  g_assert_cmpstr (frond_error_get_field (error), ==, "memory");
  g_assert_cmpuint (fixture->helper->n_starts, ==, 1);
}

/* It is killed while it waits to answer, or while the job runs; the next one is asked again. */
static void
die_and_rise (gpointer data)
{
  Fixture *fixture = data;

  fake_helper_free (fixture->helper);
  fixture->helper = fake_helper_new (VMM_IPC_VERSION);
}

static void
test_dies (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  connect_to (fixture, VMM_IPC_VERSION);
  if (GPOINTER_TO_INT (data))
    fixture->helper->mute_start = TRUE;
  else
    fixture->helper->job_state = VMM_IPC_JOB_RUNNING;
  WAIT_FOR (state_of (fixture) == FROND_HOST_READY, 60);
  g_timeout_add_once (300, die_and_rise, fixture);
  result = start (fixture, -1);
  g_assert_true (frond_machine_host_start_finish (fixture->host, result, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (fixture->helper->n_starts, ==, 1);
}

static void
test_screenshot (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = NULL;

  connect_to (fixture, VMM_IPC_VERSION);
  fixture->helper->unsealed = GPOINTER_TO_INT (data);
  frond_machine_host_screenshot_async (fixture->host, FAKE_HELPER_MACHINE, NULL, result_cb, &result);
  WAIT_FOR (result != NULL, 60);
  bytes = frond_machine_host_screenshot_finish (fixture->host, result, &error);
  if (GPOINTER_TO_INT (data))
    {
      g_assert_error (error, FROND_ERROR, FROND_ERROR_HELPER_OLD);
      return;
    }
  g_assert_no_error (error);
  g_assert_cmpmem (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), "PNG", 3);
}

static void
test_console (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  g_autofd int fd = -1;
  char text[16];

  connect_to (fixture, VMM_IPC_VERSION);
  if (GPOINTER_TO_INT (data))
    fixture->helper->console_error = VMM_IPC_ERROR_BUSY;
  frond_machine_host_open_console_async (fixture->host, FAKE_HELPER_MACHINE, NULL, result_cb, &result);
  WAIT_FOR (result != NULL, 60);
  fd = frond_machine_host_open_console_finish (fixture->host, result, &error);
  if (GPOINTER_TO_INT (data))
    {
      g_assert_error (error, FROND_ERROR, FROND_ERROR_BUSY);
      g_assert_cmpint (fd, ==, -1);
      return;
    }
  g_assert_no_error (error);
  g_assert_cmpint (fcntl (fd, F_GETFD) & FD_CLOEXEC, ==, FD_CLOEXEC);
  g_assert_cmpint (read (fd, text, sizeof text), ==, 7);
  g_assert_cmpmem (text, 7, "login: ", 7);
}

static void
connect_to_system (Fixture *fixture, const char *mode)
{
  fixture->helper = fake_helper_new (VMM_IPC_VERSION);
  vmm_ipc_manager_set_mode (fixture->helper->manager, mode);
  fixture->host = frond_helper_client_new_for (FROND_HOST_MODE_SYSTEM);
}

static void
test_system (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  g_autofd int fd = -1;

  connect_to_system (fixture, "system");
  g_assert_cmpint (frond_machine_host_get_mode (fixture->host), ==, FROND_HOST_MODE_SYSTEM);
  frond_machine_host_open_console_async (fixture->host, FAKE_HELPER_MACHINE, NULL, result_cb, &result);
  WAIT_FOR (result != NULL, 10);
  fd = frond_machine_host_open_console_finish (fixture->host, result, &error);
  g_assert_no_error (error);
  g_assert_true (fixture->helper->interactive);
}

static void
test_system_missing (Fixture *fixture, gconstpointer data)
{
  fixture->host = frond_helper_client_new_for (FROND_HOST_MODE_SYSTEM);
  assert_unavailable (fixture, FROND_ERROR_HELPER_MISSING);

  /* Installed and started meanwhile: nobody has to ask. */
  fixture->helper = fake_helper_new (VMM_IPC_VERSION);
  vmm_ipc_manager_set_mode (fixture->helper->manager, "system");
  WAIT_FOR (state_of (fixture) == FROND_HOST_READY, 10);
}

static void
test_system_of_session (Fixture *fixture, gconstpointer data)
{
  connect_to_system (fixture, "session");
  assert_unavailable (fixture, FROND_ERROR_HELPER_OLD);
}

static void
test_no_system_bus (Fixture *fixture, gconstpointer data)
{
  g_setenv ("DBUS_SYSTEM_BUS_ADDRESS", "unix:path=/nonexistent/bus", TRUE);
  fixture->host = frond_helper_client_new_for (FROND_HOST_MODE_SYSTEM);
  assert_unavailable (fixture, FROND_ERROR_HELPER_MISSING);
}

/* The answers of who asks, as a person is told them. */
static void
test_system_refuses (Fixture *fixture, gconstpointer data)
{
  static const struct
  {
    VmmIpcError answer;
    int code; /* -1: cancelled, nothing to tell */
  } answers[] = {
    { VMM_IPC_ERROR_DISMISSED, -1 },
    { VMM_IPC_ERROR_NOT_AUTHORIZED, FROND_ERROR_NOT_AUTHORIZED },
    { VMM_IPC_ERROR_CAN_OBTAIN, FROND_ERROR_CAN_OBTAIN },
    { VMM_IPC_ERROR_NO_AUTHORITY, FROND_ERROR_NO_AUTHORITY },
    { VMM_IPC_ERROR_HOST_POLICY, FROND_ERROR_HOST_POLICY },
    { VMM_IPC_ERROR_QUOTA_EXCEEDED, FROND_ERROR_QUOTA },
    { VMM_IPC_ERROR_RATE_LIMITED, FROND_ERROR_RATE_LIMITED },
  };

  connect_to_system (fixture, "system");
  for (guint i = 0; i < G_N_ELEMENTS (answers); i++)
    {
      g_autoptr (GAsyncResult) result = NULL;
      g_autoptr (GError) error = NULL;

      fixture->helper->console_error = (int) answers[i].answer;
      frond_machine_host_open_console_async (fixture->host, FAKE_HELPER_MACHINE, NULL, result_cb, &result);
      WAIT_FOR (result != NULL, 10);
      g_assert_cmpint (frond_machine_host_open_console_finish (fixture->host, result, &error), ==, -1);
      if (answers[i].code < 0)
        g_assert_true (frond_error_is_cancelled (error));
      else
        g_assert_error (error, FROND_ERROR, answers[i].code);
    }
}

#define ADD(name, test, data)                                                                                \
  g_test_add ("/helper-client/" name, Fixture, GINT_TO_POINTER (data), set_up, test, tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_setenv (VMM_IPC_BUS_NAME_ENV, FAKE_HELPER_NAME, TRUE);
  g_setenv ("FROND_SYSTEM_HELPER_NAME", FAKE_HELPER_NAME, TRUE);
  ADD ("missing", test_missing, 0);
  ADD ("older", test_older, 0);
  ADD ("hanging", test_hanging, 0);
  ADD ("lists-in-pages", test_lists_in_pages, 0);
  ADD ("job-done-already", test_job_done_already, 0);
  ADD ("job-done-later", test_job_done_later, 0);
  ADD ("job-fails", test_job_fails, 0);
  ADD ("dies-in-call", test_dies, TRUE);
  ADD ("dies-in-job", test_dies, FALSE);
  ADD ("screenshot", test_screenshot, FALSE);
  ADD ("screenshot-unsealed", test_screenshot, TRUE);
  ADD ("console", test_console, FALSE);
  ADD ("console-busy", test_console, TRUE);
  ADD ("system", test_system, 0);
  ADD ("system-missing", test_system_missing, 0);
  ADD ("system-of-session", test_system_of_session, 0);
  ADD ("no-system-bus", test_no_system_bus, 0);
  ADD ("system-refuses", test_system_refuses, 0);
  return g_test_run ();
}
