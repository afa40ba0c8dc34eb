/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* What users' machines may take of the computer: of their own, and with everybody else's (C32). */
#include "service-client.h"
#include "vmm-authority.h"
#include "vmm-claims.h"
#include "vmm-test-engine.h"

#include <unistd.h>

#define GIB   (G_GUINT64_CONSTANT (1024) * 1024 * 1024)
#define ALICE 1000
#define BOB   1001

typedef struct
{
  char *dir;
  VmmTestEngine *engine;
  VmmRegistry *registry;
  VmmHost *host;
  VmmConfig *config;
  VmmQuota *quota;
  VmmClaims *claims;
  guint64 memory; /* what guests can have */
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
set_up (Fixture *f, gconstpointer data)
{
  guint64 memory = (guint64) sysconf (_SC_PHYS_PAGES) * (guint64) sysconf (_SC_PAGESIZE);
  g_autoptr (GAsyncResult) result = NULL;

  f->dir = service_temp_dir ();
  f->engine = vmm_test_engine_new ();
  f->registry = vmm_registry_new (f->dir, VMM_OWNER_ANY);
  f->host = vmm_host_new (VMM_ENGINE (f->engine), f->registry);
  f->config = vmm_config_new_system ();
  f->quota = vmm_quota_new (f->config);
  f->claims = vmm_claims_new (f->quota, f->host);
  f->memory = memory - vmm_config_get_reserve (f->config, VMM_HOST_LIMIT_MEMORY_RESERVE,
                                               VMM_HOST_LIMIT_MEMORY_RESERVE_SHARE, memory);
  vmm_host_load_async (f->host, NULL, on_result, &result);
  service_wait_for (is_set, &result);
  g_assert_true (vmm_host_load_finish (f->host, result, NULL));
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  g_clear_object (&f->claims);
  g_clear_object (&f->quota);
  g_clear_object (&f->config);
  g_clear_object (&f->host);
  service_wait_gone (g_steal_pointer (&f->registry));
  service_wait_gone (g_steal_pointer (&f->engine));
  service_remove_dir (f->dir);
  g_free (f->dir);
}

static VmmMachine *
create (Fixture *f, uid_t owner)
{
  g_autofree char *request_id = g_uuid_string_random ();
  g_autoptr (GVariant) dict = g_variant_ref_sink (service_client_spec ("Test", 1));
  g_autoptr (VmmSpec) spec = vmm_spec_new_from_variant (dict, NULL);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  VmmMachine *machine;

  vmm_host_create_async (f->host, owner, request_id, spec, NULL, NULL, NULL, on_result, &result);
  service_wait_for (is_set, &result);
  machine = vmm_host_create_finish (f->host, result, &error);
  g_assert_no_error (error);
  return machine;
}

static void
set_limit (Fixture *f, uid_t uid, VmmLimit limit, const char *text)
{
  VmmLimits limits = { 0 };

  g_assert_true (vmm_limits_set (&limits, limit, text));
  vmm_quota_set_special (f->quota, uid, &limits);
}

/* NULL: it has to be refused, with CODE. */
static VmmClaim *
take (Fixture *f, uid_t uid, VmmUse use, const VmmSpace *space, VmmActions *more, int code)
{
  g_autoptr (GError) error = NULL;
  VmmClaim *claim;

  *more = VMM_ACTION_USE;
  claim = vmm_claims_take (f->claims, uid, NULL, &use, space, more, &error);
  if (claim == NULL)
    g_assert_error (error, VMM_IPC_ERROR, code);
  else
    g_assert_no_error (error);
  return claim;
}

static void
assert_refused (Fixture *f, uid_t uid, VmmUse use, const VmmSpace *space, int code)
{
  VmmActions more;

  g_assert_null (take (f, uid, use, space, &more, code));
}

static VmmClaim *
assert_within (Fixture *f, uid_t uid, VmmUse use)
{
  VmmActions more;
  VmmClaim *claim = take (f, uid, use, NULL, &more, -1);

  g_assert_cmpuint (more, ==, VMM_ACTION_USE);
  return claim;
}

static VmmClaim *
assert_exceeds (Fixture *f, uid_t uid, VmmUse use, const VmmSpace *space)
{
  VmmActions more;
  VmmClaim *claim = take (f, uid, use, space, &more, -1);

  g_assert_cmpuint (more, ==, VMM_ACTION_USE | VMM_ACTION_EXCEED_LIMITS);
  return claim;
}

/* Over all users together, however it is asked for, guests never get what the computer keeps. */
static void
test_memory_of_host (Fixture *f, gconstpointer data)
{
  g_autoptr (VmmClaim) alices = NULL;
  g_autoptr (VmmClaim) bobs = NULL;

  assert_refused (f, ALICE, (VmmUse) { .memory = G_MAXUINT64 }, NULL, VMM_IPC_ERROR_QUOTA_EXCEEDED);
  assert_refused (f, ALICE, (VmmUse) { .memory = f->memory + 1 }, NULL, VMM_IPC_ERROR_QUOTA_EXCEEDED);
  alices = assert_within (f, ALICE, (VmmUse) { .running = 1, .memory = f->memory - GIB });
  assert_refused (f, BOB, (VmmUse) { .memory = GIB + 1 }, NULL, VMM_IPC_ERROR_QUOTA_EXCEEDED);
  assert_refused (f, BOB, (VmmUse) { .memory = G_MAXUINT64 - f->memory }, NULL, VMM_IPC_ERROR_QUOTA_EXCEEDED);
  bobs = assert_within (f, BOB, (VmmUse) { .running = 1, .memory = GIB });
  assert_refused (f, BOB, (VmmUse) { .memory = 1 }, NULL, VMM_IPC_ERROR_QUOTA_EXCEEDED);
  /* What is given back can be had again. */
  g_clear_pointer (&alices, vmm_claim_free);
  alices = assert_within (f, BOB, (VmmUse) { .running = 1, .memory = f->memory - GIB });
}

static void
test_limits (Fixture *f, gconstpointer data)
{
  const guint64 cpus = g_get_num_processors ();
  g_autoptr (VmmClaim) first = NULL;
  g_autoptr (VmmClaim) more = NULL;

  /* One guest has no more processors than the computer, all of one user's twice as many. */
  assert_refused (f, ALICE, (VmmUse) { .vcpus = cpus + 1 }, NULL, VMM_IPC_ERROR_QUOTA_EXCEEDED);
  assert_refused (f, ALICE, (VmmUse) { .vcpus = 65535 }, NULL, VMM_IPC_ERROR_QUOTA_EXCEEDED);
  first = assert_within (f, ALICE, (VmmUse) { .vcpus = cpus });
  more = assert_within (f, ALICE, (VmmUse) { .vcpus = cpus });
  vmm_claim_free (assert_exceeds (f, ALICE, (VmmUse) { .vcpus = 1 }, NULL));
  vmm_claim_free (assert_within (f, BOB, (VmmUse) { .vcpus = 1 }));

  set_limit (f, BOB, VMM_LIMIT_MEMORY, "1G");
  vmm_claim_free (assert_within (f, BOB, (VmmUse) { .memory = GIB }));
  vmm_claim_free (assert_exceeds (f, BOB, (VmmUse) { .memory = GIB + 1 }, NULL));
  vmm_claim_free (assert_within (f, ALICE, (VmmUse) { .memory = GIB + 1 }));
  set_limit (f, BOB, VMM_LIMIT_RUNNING, "0");
  vmm_claim_free (assert_exceeds (f, BOB, (VmmUse) { .running = 1 }, NULL));
  vmm_claim_free (assert_within (f, BOB, (VmmUse) { .disk_size = 2048 * GIB }));
  vmm_claim_free (assert_exceeds (f, BOB, (VmmUse) { .disk_size = 2048 * GIB + 1 }, NULL));
  vmm_quota_set_special (f->quota, BOB, NULL);
  vmm_claim_free (assert_within (f, BOB, (VmmUse) { .running = 8 }));
  vmm_claim_free (assert_exceeds (f, BOB, (VmmUse) { .running = 9 }, NULL));
}

static void
test_space (Fixture *f, gconstpointer data)
{
  /* 5 GiB and 5 % are the same here. */
  const VmmSpace space = { .used = 49 * GIB, .free = 40 * GIB, .whole = 100 * GIB };
  const VmmSpace full = { .used = 0, .free = 5 * GIB, .whole = 100 * GIB };
  VmmActions more;
  VmmClaim *claim = take (f, ALICE, (VmmUse) { .disk_space = GIB }, &space, &more, -1);

  g_assert_cmpuint (more, ==, VMM_ACTION_USE);
  /* Promised is as good as written. */
  vmm_claim_free (assert_exceeds (f, ALICE, (VmmUse) { .disk_space = 1 }, &space));
  vmm_claim_free (assert_exceeds (f, ALICE, (VmmUse) { .disk_space = 34 * GIB }, &space));
  assert_refused (f, BOB, (VmmUse) { .disk_space = 34 * GIB + 1 }, &space, VMM_IPC_ERROR_NO_SPACE);
  assert_refused (f, BOB, (VmmUse) { .disk_space = G_MAXUINT64 }, &space, VMM_IPC_ERROR_NO_SPACE);
  /* Not even what is empty is made where nothing is left. */
  assert_refused (f, BOB, (VmmUse) { .machines = 1 }, &full, VMM_IPC_ERROR_NO_SPACE);
  vmm_claim_free (claim);
}

static void
test_machines (Fixture *f, gconstpointer data)
{
  g_autoptr (VmmMachine) machine = create (f, ALICE);
  g_autoptr (VmmMachine) other = create (f, BOB);
  GPtrArray *claims = g_ptr_array_new_with_free_func ((GDestroyNotify) vmm_claim_free);
  VmmUse use;

  vmm_claims_get_standing (f->claims, ALICE, &use);
  g_assert_cmpuint (use.machines, ==, 1);
  set_limit (f, ALICE, VMM_LIMIT_MACHINES, "2");
  g_ptr_array_add (claims, assert_within (f, ALICE, (VmmUse) { .machines = 1 }));
  vmm_claim_free (assert_exceeds (f, ALICE, (VmmUse) { .machines = 1 }, NULL));
  g_ptr_array_add (claims, assert_exceeds (f, ALICE, (VmmUse) { .machines = 253 }, NULL));
  /* 256 of the computer's: those of both, and what is promised. */
  assert_refused (f, BOB, (VmmUse) { .machines = 1 }, NULL, VMM_IPC_ERROR_QUOTA_EXCEEDED);
  g_ptr_array_unref (claims);
  vmm_claim_free (assert_within (f, BOB, (VmmUse) { .machines = 1 }));
}

/* What a guest has is what it was started with: making its machine smaller gives nothing back before it ends. */
static void
test_running (Fixture *f, gconstpointer data)
{
  g_autoptr (VmmMachine) machine = create (f, ALICE);
  guint64 memory = vmm_machine_get_spec (machine)->memory;
  const VmmUse start = { .running = 1, .memory = memory, .vcpus = 1 };
  g_autoptr (GAsyncResult) started = NULL;
  g_autoptr (GAsyncResult) changed = NULL;
  g_autoptr (GAsyncResult) stopped = NULL;
  g_autoptr (GError) error = NULL;
  VmmActions more = VMM_ACTION_NONE;
  g_autoptr (VmmClaim) claim =
      vmm_claims_take (f->claims, ALICE, vmm_machine_get_uuid (machine), &start, NULL, &more, &error);
  VmmUse use;

  vmm_host_start_async (f->host, machine, -1, FALSE, FALSE, NULL, on_result, &started);
  service_wait_for (is_set, &started);
  g_assert_true (vmm_host_start_finish (f->host, started, &error));
  set_limit (f, ALICE, VMM_LIMIT_RUNNING, "2");
  /* It is there, and not promised a second time. */
  vmm_claim_free (assert_within (f, ALICE, (VmmUse) { .running = 1 }));
  g_clear_pointer (&claim, vmm_claim_free);

  vmm_host_reconfigure_async (f->host, machine, 0, g_variant_new_parsed ("{'memory': <@t %t>}", memory / 2),
                              on_result, &changed);
  service_wait_for (is_set, &changed);
  g_assert_cmpuint (vmm_host_reconfigure_finish (f->host, changed, &error), ==, 2);
  vmm_claims_get_standing (f->claims, ALICE, &use);
  g_assert_cmpuint (use.running, ==, 1);
  g_assert_cmpuint (use.memory, ==, memory);

  vmm_host_command_async (f->host, machine, VMM_ENGINE_STOP, NULL, on_result, &stopped);
  service_wait_for (is_set, &stopped);
  g_assert_true (vmm_host_command_finish (f->host, stopped, &error));
  vmm_claims_get_standing (f->claims, ALICE, &use);
  g_assert_cmpuint (use.running + use.memory + use.vcpus, ==, 0);
}

/* A start is of the machine that was judged, not of what it was made meanwhile. */
static void
test_start_of_another (Fixture *f, gconstpointer data)
{
  g_autoptr (VmmMachine) machine = create (f, ALICE);
  g_autoptr (GAsyncResult) changed = NULL;
  g_autoptr (GAsyncResult) started = NULL;
  g_autoptr (GError) error = NULL;

  vmm_host_reconfigure_async (f->host, machine, 0, g_variant_new_parsed ("{'memory': <@t %t>}", 4 * GIB),
                              on_result, &changed);
  vmm_host_start_async (f->host, machine, -1, FALSE, FALSE, NULL, on_result, &started);
  service_wait_for (is_set, &started);
  g_assert_false (vmm_host_start_finish (f->host, started, &error));
  g_assert_error (error, VMM_IPC_ERROR, VMM_IPC_ERROR_CONFLICT);
  g_assert_cmpuint (vmm_test_engine_count_starts (f->engine), ==, 0);
}

static void
test_counts (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  guint taken = 0;

  while (vmm_quota_take (f->quota, VMM_QUOTA_JOBS, ALICE, NULL))
    taken++;
  g_assert_cmpuint (taken, ==, 16);
  for (uid_t uid = BOB; taken < 64; uid++)
    for (guint i = 0; i < 16; i++, taken++)
      g_assert_true (vmm_quota_take (f->quota, VMM_QUOTA_JOBS, uid, NULL));
  g_assert_false (vmm_quota_take (f->quota, VMM_QUOTA_JOBS, 5000, &error));
  g_assert_error (error, VMM_IPC_ERROR, VMM_IPC_ERROR_QUOTA_EXCEEDED);
  vmm_quota_give_back (f->quota, VMM_QUOTA_JOBS, ALICE);
  g_assert_true (vmm_quota_take (f->quota, VMM_QUOTA_JOBS, 5000, NULL));
}

static void
test_changes (Fixture *f, gconstpointer data)
{
  const gint64 second = G_TIME_SPAN_SECOND;
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < 25; i++)
    g_assert_true (vmm_quota_note_change (f->quota, ALICE, 5 * second + i, NULL));
  g_assert_false (vmm_quota_note_change (f->quota, ALICE, 24 * second, &error));
  g_assert_error (error, VMM_IPC_ERROR, VMM_IPC_ERROR_RATE_LIMITED);
  g_assert_true (vmm_quota_note_change (f->quota, BOB, 24 * second, NULL));
  g_assert_true (vmm_quota_note_change (f->quota, ALICE, 25 * second, NULL));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/claims/memory-of-host", Fixture, NULL, set_up, test_memory_of_host, tear_down);
  g_test_add ("/claims/limits", Fixture, NULL, set_up, test_limits, tear_down);
  g_test_add ("/claims/space", Fixture, NULL, set_up, test_space, tear_down);
  g_test_add ("/claims/machines", Fixture, NULL, set_up, test_machines, tear_down);
  g_test_add ("/claims/running", Fixture, NULL, set_up, test_running, tear_down);
  g_test_add ("/claims/start-of-another", Fixture, NULL, set_up, test_start_of_another, tear_down);
  g_test_add ("/claims/counts", Fixture, NULL, set_up, test_counts, tear_down);
  g_test_add ("/claims/changes", Fixture, NULL, set_up, test_changes, tear_down);
  return g_test_run ();
}
