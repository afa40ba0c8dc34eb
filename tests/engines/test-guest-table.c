/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "vmm-guest-table.h"

#include <gio/gio.h>

#define A "aaaaaaaa-2222-4333-8444-555555555555"
#define B "bbbbbbbb-2222-4333-8444-555555555555"

typedef struct
{
  VmmGuestTable *table;
  GString *told; /* "a20 " for guest a, state 2, reason 0 */
} Fixture;

static void
on_changed (gpointer owner, const char *uuid, VmmIpcMachineState state, VmmIpcMachineReason reason)
{
  g_string_append_printf (owner, "%c%d%d ", uuid[0], state, reason);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->told = g_string_new (NULL);
  fixture->table = vmm_guest_table_new (on_changed, fixture->told);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  vmm_guest_table_free (fixture->table);
  g_string_free (fixture->told, TRUE);
}

static void
start (Fixture *fixture, const char *uuid)
{
  vmm_guest_table_begin_start (fixture->table, uuid);
  g_assert_false (vmm_guest_table_end_start (fixture->table, uuid, FALSE, &(VmmIpcMachineReason) { 0 }));
}

static void
test_life (Fixture *fixture, gconstpointer data)
{
  guint look;

  start (fixture, A);
  look = vmm_guest_table_begin_look (fixture->table, A);
  vmm_guest_table_seen (fixture->table, A, look, VMM_IPC_MACHINE_RUNNING, VMM_IPC_REASON_NONE);
  vmm_guest_table_seen (fixture->table, A, look, VMM_IPC_MACHINE_PAUSED, VMM_IPC_REASON_IO_ERROR);
  vmm_guest_table_seen (fixture->table, A, look, VMM_IPC_MACHINE_PAUSED, VMM_IPC_REASON_IO_ERROR);
  vmm_guest_table_ended (fixture->table, A, VMM_IPC_REASON_SHUTDOWN);
  g_assert_cmpstr (fixture->told->str, ==, "a20 a36 a01 ");
}

/* The answer to a question that was asked before the guest ended. */
static void
test_overtaken (Fixture *fixture, gconstpointer data)
{
  guint look;

  start (fixture, A);
  look = vmm_guest_table_begin_look (fixture->table, A);
  vmm_guest_table_ended (fixture->table, A, VMM_IPC_REASON_CRASHED);
  vmm_guest_table_seen (fixture->table, A, look, VMM_IPC_MACHINE_RUNNING, VMM_IPC_REASON_NONE);
  start (fixture, A);
  vmm_guest_table_seen (fixture->table, A, look, VMM_IPC_MACHINE_PAUSED, VMM_IPC_REASON_USER);
  g_assert_cmpstr (fixture->told->str, ==, "a20 a03 a20 ");
}

/* The workers answer in any order. */
static void
test_reordered (Fixture *fixture, gconstpointer data)
{
  guint first, second;

  start (fixture, A);
  first = vmm_guest_table_begin_look (fixture->table, A);
  second = vmm_guest_table_begin_look (fixture->table, A);
  vmm_guest_table_seen (fixture->table, A, second, VMM_IPC_MACHINE_RUNNING, VMM_IPC_REASON_NONE);
  vmm_guest_table_seen (fixture->table, A, first, VMM_IPC_MACHINE_PAUSED, VMM_IPC_REASON_USER);
  g_assert_cmpstr (fixture->told->str, ==, "a20 ");
}

/* What happens to another guest has no part in it. */
static void
test_two (Fixture *fixture, gconstpointer data)
{
  guint look;

  start (fixture, A);
  start (fixture, B);
  look = vmm_guest_table_begin_look (fixture->table, A);
  vmm_guest_table_ended (fixture->table, B, VMM_IPC_REASON_FORCED_OFF);
  vmm_guest_table_seen (fixture->table, A, look, VMM_IPC_MACHINE_PAUSED, VMM_IPC_REASON_USER);
  g_assert_cmpstr (fixture->told->str, ==, "a20 b20 b02 a35 ");
}

static void
test_held_back (Fixture *fixture, gconstpointer data)
{
  vmm_guest_table_begin_start (fixture->table, A);
  g_assert_true (vmm_guest_table_is_starting (fixture->table, A));
  vmm_guest_table_seen (fixture->table, A, vmm_guest_table_begin_look (fixture->table, A),
                        VMM_IPC_MACHINE_PAUSED, VMM_IPC_REASON_NONE);
  g_assert_cmpstr (fixture->told->str, ==, "");
  g_assert_false (vmm_guest_table_end_start (fixture->table, A, TRUE, &(VmmIpcMachineReason) { 0 }));
  g_assert_cmpstr (fixture->told->str, ==, "a35 ");
  g_assert_false (vmm_guest_table_is_starting (fixture->table, A));
}

/* It was started and died before we got to say so: both are told, in order. */
static void
test_dies_at_birth (Fixture *fixture, gconstpointer data)
{
  VmmIpcMachineReason reason;

  vmm_guest_table_begin_start (fixture->table, A);
  vmm_guest_table_ended (fixture->table, A, VMM_IPC_REASON_CRASHED);
  g_assert_cmpstr (fixture->told->str, ==, "");
  g_assert_true (vmm_guest_table_end_start (fixture->table, A, FALSE, &reason));
  g_assert_cmpint (reason, ==, VMM_IPC_REASON_CRASHED);
  g_assert_cmpstr (fixture->told->str, ==, "a20 ");
  vmm_guest_table_ended (fixture->table, A, reason);
  g_assert_cmpstr (fixture->told->str, ==, "a20 a03 ");
}

/* The end of another guest before it is news of yesterday: the one that runs goes on. */
static void
test_stale_end (Fixture *fixture, gconstpointer data)
{
  vmm_guest_table_begin_start (fixture->table, A);
  vmm_guest_table_fail_start (fixture->table, A, TRUE);
  start (fixture, A);
  vmm_guest_table_end_is_stale (fixture->table, A);
  g_assert_cmpstr (fixture->told->str, ==, "a20 ");
  vmm_guest_table_ended (fixture->table, A, VMM_IPC_REASON_SHUTDOWN);
  g_assert_cmpstr (fixture->told->str, ==, "a20 a01 ");
}

/* A failed start is told by its error alone, whenever the end of what it left comes in. */
static void
test_failed_start (Fixture *fixture, gconstpointer data)
{
  vmm_guest_table_begin_start (fixture->table, A);
  vmm_guest_table_fail_start (fixture->table, A, FALSE);
  vmm_guest_table_begin_start (fixture->table, A);
  vmm_guest_table_ended (fixture->table, A, VMM_IPC_REASON_FORCED_OFF);
  vmm_guest_table_fail_start (fixture->table, A, TRUE);
  vmm_guest_table_begin_start (fixture->table, A);
  vmm_guest_table_fail_start (fixture->table, A, TRUE);
  vmm_guest_table_begin_start (fixture->table, A);
  vmm_guest_table_ended (fixture->table, A, VMM_IPC_REASON_FORCED_OFF);
  g_assert_false (vmm_guest_table_end_start (fixture->table, A, FALSE, &(VmmIpcMachineReason) { 0 }));
  vmm_guest_table_ended (fixture->table, A, VMM_IPC_REASON_SHUTDOWN);
  g_assert_cmpstr (fixture->told->str, ==, "a20 a01 ");
}

static void
on_waited (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_assert_true (g_task_propagate_boolean (G_TASK (result), NULL));
  g_string_append (user_data, "waited ");
}

static void
wait_end (Fixture *fixture, const char *uuid, gboolean destroyed)
{
  vmm_guest_table_wait_end (fixture->table, uuid, destroyed,
                            g_task_new (NULL, NULL, on_waited, fixture->told));
}

static void
settle (void)
{
  while (g_main_context_iteration (NULL, FALSE))
    continue;
}

static void
test_wait (Fixture *fixture, gconstpointer data)
{
  start (fixture, A);
  wait_end (fixture, A, TRUE);
  wait_end (fixture, A, TRUE);
  settle ();
  g_assert_cmpstr (fixture->told->str, ==, "a20 ");
  vmm_guest_table_ended (fixture->table, A, VMM_IPC_REASON_FORCED_OFF);
  settle ();
  g_assert_cmpstr (fixture->told->str, ==, "a20 a02 waited waited ");
  wait_end (fixture, A, TRUE);
  settle ();
  g_assert_cmpstr (fixture->told->str, ==, "a20 a02 waited waited waited ");
}

/* Nothing is known of the guest, as after a loss of the connection. */
static void
test_stop_unknown (Fixture *fixture, gconstpointer data)
{
  vmm_guest_table_begin_stop (fixture->table, A);
  wait_end (fixture, A, TRUE);
  settle ();
  g_assert_cmpstr (fixture->told->str, ==, "");
  vmm_guest_table_ended (fixture->table, A, VMM_IPC_REASON_FORCED_OFF);
  settle ();
  g_assert_cmpstr (fixture->told->str, ==, "a02 waited ");

  vmm_guest_table_begin_stop (fixture->table, A);
  vmm_guest_table_ended (fixture->table, A, VMM_IPC_REASON_FORCED_OFF);
  wait_end (fixture, A, TRUE);
  settle ();
  g_assert_cmpstr (fixture->told->str, ==, "a02 waited a02 waited ");

  vmm_guest_table_begin_stop (fixture->table, B);
  wait_end (fixture, B, FALSE);
  settle ();
  g_assert_cmpstr (fixture->told->str, ==, "a02 waited a02 waited waited ");
}

/* Nobody sends the event that is waited for. */
static void
test_wait_in_vain (Fixture *fixture, gconstpointer data)
{
  start (fixture, A);
  wait_end (fixture, A, TRUE);
  while (!g_str_has_suffix (fixture->told->str, "waited "))
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpstr (fixture->told->str, ==, "a20 a02 waited ");
}

static void
test_forget (Fixture *fixture, gconstpointer data)
{
  start (fixture, A);
  vmm_guest_table_begin_start (fixture->table, B);
  wait_end (fixture, A, TRUE);
  vmm_guest_table_forget (fixture->table);
  settle ();
  g_assert_cmpstr (fixture->told->str, ==, "a20 waited ");
  g_assert_true (vmm_guest_table_is_starting (fixture->table, B));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

#define ADD(name, function) g_test_add ("/guest-table/" name, Fixture, NULL, set_up, function, tear_down)
  ADD ("life", test_life);
  ADD ("overtaken", test_overtaken);
  ADD ("reordered", test_reordered);
  ADD ("two", test_two);
  ADD ("held-back", test_held_back);
  ADD ("dies-at-birth", test_dies_at_birth);
  ADD ("stale-end", test_stale_end);
  ADD ("failed-start", test_failed_start);
  ADD ("wait", test_wait);
  ADD ("stop-unknown", test_stop_unknown);
  ADD ("wait-in-vain", test_wait_in_vain);
  ADD ("forget", test_forget);

  return g_test_run ();
}
