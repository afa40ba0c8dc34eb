/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Machines and their guests without a bus: states, lanes, what is found at start. */
#include "service-client.h"
#include "vmm-host.h"
#include "vmm-test-engine.h"

typedef struct
{
  char *dir;
  VmmTestEngine *engine;
  VmmRegistry *registry;
  VmmHost *host;
} Fixture;

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
load (Fixture *f)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  f->registry = vmm_registry_new (f->dir, 1);
  f->host = vmm_host_new (VMM_ENGINE (f->engine), f->registry);
  vmm_host_load_async (f->host, NULL, on_result, &result);
  service_wait_for (is_set, &result);
  vmm_host_load_finish (f->host, result, &error);
  g_assert_no_error (error);
}

static void
set_up (Fixture *f, gconstpointer data)
{
  f->dir = service_temp_dir ();
  f->engine = vmm_test_engine_new ();
  load (f);
}

static void
unload (Fixture *f)
{
  g_clear_object (&f->host);
  service_wait_gone (g_steal_pointer (&f->registry));
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  unload (f);
  service_wait_gone (g_steal_pointer (&f->engine));
  service_remove_dir (f->dir);
  g_free (f->dir);
}

static VmmMachine *
create (Fixture *f, const char *request_id, GError **error)
{
  g_autofree char *random = g_uuid_string_random ();
  g_autoptr (GVariant) dict = g_variant_ref_sink (service_client_spec ("Test", 1));
  g_autoptr (VmmSpec) spec = vmm_spec_new_from_variant (dict, NULL);
  g_autoptr (GAsyncResult) result = NULL;

  vmm_host_create_async (f->host, 1, request_id != NULL ? request_id : random, spec, NULL, NULL, NULL,
                         on_result, &result);
  service_wait_for (is_set, &result);
  return vmm_host_create_finish (f->host, result, error);
}

static gboolean
start (Fixture *f, VmmMachine *machine, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  vmm_host_start_async (f->host, machine, -1, FALSE, FALSE, NULL, on_result, &result);
  service_wait_for (is_set, &result);
  return vmm_host_start_finish (f->host, result, error);
}

static gboolean
command (Fixture *f, VmmMachine *machine, VmmEngineCommand what, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  vmm_host_command_async (f->host, machine, what, NULL, on_result, &result);
  service_wait_for (is_set, &result);
  return vmm_host_command_finish (f->host, result, error);
}

static void
test_states (void)
{
  g_autoptr (GVariant) dict = g_variant_ref_sink (service_client_spec ("Test", 0));
  g_autoptr (VmmSpec) spec = vmm_spec_new_from_variant (dict, NULL);
  g_autofree char *uuid = g_uuid_string_random ();
  g_autoptr (VmmMachineRecord) record = vmm_machine_record_new (uuid, uuid, 1, 0, spec, NULL);
  /* Rows: from; columns: to. */
  static const gboolean legal[5][5] = {
    { 1, 1, 1, 1, 0 }, { 1, 1, 1, 1, 0 }, { 1, 0, 1, 1, 1 }, { 1, 0, 1, 1, 1 }, { 1, 0, 1, 1, 1 },
  };
  static const VmmIpcMachineState way[5][2] = {
    { VMM_IPC_MACHINE_STOPPED },
    { VMM_IPC_MACHINE_STARTING },
    { VMM_IPC_MACHINE_RUNNING },
    { VMM_IPC_MACHINE_PAUSED },
    { VMM_IPC_MACHINE_RUNNING, VMM_IPC_MACHINE_STOPPING },
  };

  for (guint from = 0; from < 5; from++)
    for (guint to = 0; to < 7; to++)
      {
        g_autoptr (VmmMachine) machine = vmm_machine_new (1, record);
        gboolean expected = to < 5 && legal[from][to];

        vmm_machine_set_state (machine, way[from][0], VMM_IPC_REASON_NONE);
        if (way[from][1] != VMM_IPC_MACHINE_STOPPED)
          vmm_machine_set_state (machine, way[from][1], VMM_IPC_REASON_NONE);
        g_assert_cmpuint (vmm_machine_get_state (machine), ==, from);
        g_assert_true (vmm_machine_set_state (machine, to, VMM_IPC_REASON_NONE) == expected);
        g_assert_cmpuint (vmm_machine_get_state (machine), ==, expected ? to : from);
      }
}

static void
test_nodes (void)
{
  g_autofree char *uuid = vmm_machine_uuid_from_node ("3f1c3c1e6f0e4a3c9f580f2f8f1f9a01");
  static const char *const bad[] = { "",
                                     "x",
                                     "3f1c3c1e6f0e4a3c9f580f2f8f1f9a0",
                                     "3F1C3C1E6F0E4A3C9F580F2F8F1F9A01",
                                     "3f1c3c1e-6f0e-4a3c-9f58-0f2f8f1f",
                                     "zf1c3c1e6f0e4a3c9f580f2f8f1f9a01" };

  g_assert_cmpstr (uuid, ==, "3f1c3c1e-6f0e-4a3c-9f58-0f2f8f1f9a01");
  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    g_assert_null (vmm_machine_uuid_from_node (bad[i]));
}

static void
test_request_makes_one_machine (Fixture *f, gconstpointer data)
{
  g_autofree char *request_id = g_uuid_string_random ();
  g_autoptr (GError) error = NULL;
  g_autoptr (VmmMachine) first = create (f, request_id, &error);
  g_autoptr (VmmMachine) second = create (f, request_id, &error);
  g_autoptr (VmmMachine) after = NULL;
  g_autofree char *uuid = g_strdup (vmm_machine_get_uuid (first));

  g_assert_no_error (error);
  g_assert_true (first == second);
  g_clear_object (&first);
  g_clear_object (&second);
  unload (f);
  load (f);
  after = create (f, request_id, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (vmm_machine_get_uuid (after), ==, uuid);
  g_assert_cmpuint (vmm_registry_get_machines (f->registry)->len, ==, 1);
}

static void
test_host_too_small (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  vmm_test_engine_set_max_memory (f->engine, VMM_IPC_MIN_MEMORY);
  g_assert_null (create (f, NULL, &error));
  g_assert_error (error, VMM_IPC_ERROR, VMM_IPC_ERROR_OUT_OF_RANGE);
}

static void
test_start_failed (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (VmmMachine) machine = create (f, NULL, &error);

  vmm_test_engine_fail_start (f->engine, VMM_IPC_ERROR_BACKEND_UNAVAILABLE);
  g_assert_false (start (f, machine, &error));
  g_assert_error (error, VMM_IPC_ERROR, VMM_IPC_ERROR_BACKEND_UNAVAILABLE);
  g_clear_error (&error);
  g_assert_cmpuint (vmm_machine_get_state (machine), ==, VMM_IPC_MACHINE_STOPPED);
  g_assert_cmpuint (vmm_machine_get_reason (machine), ==, VMM_IPC_REASON_START_FAILED);
  g_assert_true (start (f, machine, &error));
  g_assert_cmpuint (vmm_machine_get_state (machine), ==, VMM_IPC_MACHINE_RUNNING);
  g_assert_cmpuint (vmm_machine_get_reason (machine), ==, VMM_IPC_REASON_NONE);
}

static void
test_stopping_lasts (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (VmmMachine) machine = create (f, NULL, &error);
  const char *uuid = vmm_machine_get_uuid (machine);

  g_assert_true (start (f, machine, &error));
  g_assert_true (command (f, machine, VMM_ENGINE_SHUTDOWN, &error));
  g_assert_cmpuint (vmm_machine_get_state (machine), ==, VMM_IPC_MACHINE_STOPPING);
  vmm_test_engine_guest_does (f->engine, uuid, VMM_IPC_MACHINE_RUNNING, VMM_IPC_REASON_NONE);
  g_assert_cmpuint (vmm_machine_get_state (machine), ==, VMM_IPC_MACHINE_STOPPING);

  g_assert_true (start (f, machine, &error));
  g_assert_cmpuint (vmm_machine_get_state (machine), ==, VMM_IPC_MACHINE_RUNNING);
  g_assert_cmpuint (vmm_test_engine_count_starts (f->engine), ==, 1);

  g_assert_true (command (f, machine, VMM_ENGINE_SHUTDOWN, &error));
  vmm_test_engine_guest_does (f->engine, uuid, VMM_IPC_MACHINE_STOPPED, VMM_IPC_REASON_SHUTDOWN);
  g_assert_cmpuint (vmm_machine_get_state (machine), ==, VMM_IPC_MACHINE_STOPPED);
  g_assert_cmpuint (vmm_machine_get_reason (machine), ==, VMM_IPC_REASON_SHUTDOWN);
}

/* A stop that comes while the guest starts has its turn when it has started. */
static void
test_lane (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (VmmMachine) machine = create (f, NULL, &error);
  g_autoptr (GAsyncResult) started = NULL;
  g_autoptr (GAsyncResult) stopped = NULL;
  g_autoptr (GAsyncResult) deleted = NULL;

  vmm_test_engine_hold_starts (f->engine);
  vmm_host_start_async (f->host, machine, -1, FALSE, FALSE, NULL, on_result, &started);
  vmm_host_command_async (f->host, machine, VMM_ENGINE_STOP, NULL, on_result, &stopped);
  vmm_host_delete_async (f->host, 1, vmm_machine_get_uuid (machine), 0, NULL, on_result, &deleted);
  g_assert_cmpuint (vmm_machine_get_state (machine), ==, VMM_IPC_MACHINE_STARTING);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_null (stopped);
  g_assert_false (vmm_host_is_quiet (f->host));

  vmm_test_engine_release_starts (f->engine);
  service_wait_for (is_set, &deleted);
  g_assert_true (vmm_host_start_finish (f->host, started, &error));
  g_assert_true (vmm_host_command_finish (f->host, stopped, &error));
  g_assert_true (vmm_host_delete_finish (f->host, deleted, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (vmm_registry_get_machines (f->registry)->len, ==, 0);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_true (vmm_host_is_quiet (f->host));
}

static void
test_cancelled_start (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (VmmMachine) machine = create (f, NULL, &error);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GAsyncResult) started = NULL;

  vmm_test_engine_hold_starts (f->engine);
  vmm_host_start_async (f->host, machine, -1, FALSE, FALSE, cancellable, on_result, &started);
  g_cancellable_cancel (cancellable);
  vmm_test_engine_release_starts (f->engine);
  service_wait_for (is_set, &started);
  g_assert_false (vmm_host_start_finish (f->host, started, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpuint (vmm_machine_get_state (machine), ==, VMM_IPC_MACHINE_STOPPED);
}

typedef struct
{
  VmmMachine *machine;
  VmmIpcMachineState state;
} Wanted;

static gboolean
has_state (gpointer data)
{
  Wanted *wanted = data;

  return vmm_machine_get_state (wanted->machine) == wanted->state;
}

/* A helper that comes back finds its guests, and learns which of them are gone. */
static void
test_reconcile (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (VmmMachine) machine = create (f, NULL, &error);
  g_autoptr (VmmMachine) again = NULL;
  g_autofree char *uuid = g_strdup (vmm_machine_get_uuid (machine));
  Wanted wanted;

  g_assert_true (start (f, machine, &error));
  g_clear_object (&machine);
  unload (f);
  load (f);
  again = g_object_ref (vmm_registry_lookup (f->registry, uuid));
  g_assert_cmpuint (vmm_machine_get_state (again), ==, VMM_IPC_MACHINE_RUNNING);
  g_assert_false (vmm_host_is_quiet (f->host));
  g_assert_cmpuint (g_variant_n_children (vmm_machine_get_realised (again)), ==, 3);

  g_clear_object (&f->host);
  vmm_test_engine_guest_does (f->engine, uuid, VMM_IPC_MACHINE_STOPPED, VMM_IPC_REASON_SHUTDOWN);
  f->host = vmm_host_new (VMM_ENGINE (f->engine), f->registry);
  g_signal_emit_by_name (f->engine, "resync");
  wanted = (Wanted) { again, VMM_IPC_MACHINE_STOPPED };
  service_wait_for (has_state, &wanted);
}

/* A guest that has no folder here may be of another helper: it is told about, never stopped. */
static void
test_orphan_is_left_alone (Fixture *f, gconstpointer data)
{
  g_autofree char *uuid = g_uuid_string_random ();

  unload (f);
  vmm_test_engine_add_guest (f->engine, uuid, VMM_IPC_MACHINE_RUNNING);
  service_log_expect ("A guest runs that has no folder*");
  load (f);
  unload (f);
  service_log_assert ();
  service_log_expect ("A guest runs that has no folder*");
  load (f);
  g_assert_true (vmm_test_engine_has_guest (f->engine, uuid));
  g_assert_cmpuint (vmm_test_engine_count_commands (f->engine), ==, 0);
}

static void
test_delete_running_is_busy (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (VmmMachine) machine = create (f, NULL, &error);
  g_autoptr (GAsyncResult) result = NULL;

  g_assert_true (start (f, machine, &error));
  vmm_host_delete_async (f->host, 1, vmm_machine_get_uuid (machine), 0, NULL, on_result, &result);
  service_wait_for (is_set, &result);
  g_assert_false (vmm_host_delete_finish (f->host, result, &error));
  g_assert_error (error, VMM_IPC_ERROR, VMM_IPC_ERROR_BUSY);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  service_log_init ();

  g_test_add_func ("/machine/states", test_states);
  g_test_add_func ("/machine/nodes", test_nodes);
#define ADD(name, function) g_test_add ("/host/" name, Fixture, NULL, set_up, function, tear_down)
  ADD ("request-makes-one-machine", test_request_makes_one_machine);
  ADD ("host-too-small", test_host_too_small);
  ADD ("start-failed", test_start_failed);
  ADD ("stopping-lasts", test_stopping_lasts);
  ADD ("lane", test_lane);
  ADD ("cancelled-start", test_cancelled_start);
  ADD ("reconcile", test_reconcile);
  ADD ("delete-running-is-busy", test_delete_running_is_busy);
#undef ADD
  g_test_add ("/host/orphan-is-left-alone", Fixture, NULL, set_up, test_orphan_is_left_alone, tear_down);
  return g_test_run ();
}
