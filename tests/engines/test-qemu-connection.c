/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The connection where there is no libvirt to be had. */

#include "vmm-host-limits.h"
#include "vmm-qemu-connection.h"

#include <string.h>

#define NOWHERE "qemu+unix:///session?socket=/nonexistent/libvirt-sock"

static void
count (VmmQemuConnection *connection, guint *n)
{
  (*n)++;
}

static void
wait_count (guint *n, guint wanted)
{
  gint64 deadline = g_get_monotonic_time () + 60 * G_USEC_PER_SEC;

  while (*n < wanted)
    {
      g_assert_cmpint (g_get_monotonic_time (), <, deadline);
      g_main_context_iteration (NULL, TRUE);
    }
}

static void
never (GTask *task, virConnectPtr connection, VmmHostFacts *facts)
{
  g_assert_not_reached ();
}

static void
on_refused (GObject *source, GAsyncResult *result, gpointer user_data)
{
  guint *n = user_data;
  g_autoptr (GError) error = NULL;

  g_assert_false (g_task_propagate_boolean (G_TASK (result), &error));
  g_assert_error (error, VMM_IPC_ERROR, VMM_IPC_ERROR_BACKEND_UNAVAILABLE);
  g_assert_null (strchr (error->message, '/'));
  (*n)++;
}

static void
test_refused (void)
{
  g_autoptr (VmmQemuConnection) connection = vmm_qemu_connection_new (NOWHERE);
  guint changes = 0;
  guint answers = 0;

  g_assert_cmpstr (vmm_qemu_connection_get_error (connection), ==, VMM_IPC_BACKEND_NONE);
  g_signal_connect (connection, "changed", G_CALLBACK (count), &changes);
  wait_count (&changes, 1);
  g_assert_null (vmm_qemu_connection_get_facts (connection));
  g_assert_cmpstr (vmm_qemu_connection_get_error (connection), ==, VMM_IPC_BACKEND_REFUSED);
  g_assert_cmpstr (vmm_qemu_connection_get_detail (connection), !=, "");

  vmm_qemu_connection_call (connection, g_task_new (NULL, NULL, on_refused, &answers), never,
                            VMM_QEMU_RESULT_BOOLEAN, FALSE);
  vmm_qemu_connection_call (connection, g_task_new (NULL, NULL, on_refused, &answers), never,
                            VMM_QEMU_RESULT_BOOLEAN, TRUE);
  wait_count (&answers, 2);

  /* It tries again by itself. */
  changes = 0;
  wait_count (&changes, 3);
  g_signal_handlers_disconnect_by_data (connection, &changes);
}

static void
on_any (GObject *source, GAsyncResult *result, gpointer user_data)
{
  guint *n = user_data;

  (*n)++;
}

static void
test_cancelled (void)
{
  g_autoptr (VmmQemuConnection) connection = vmm_qemu_connection_new (NOWHERE);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  guint answers = 0;

  vmm_qemu_connection_call (connection, g_task_new (NULL, cancellable, on_any, &answers), never,
                            VMM_QEMU_RESULT_BOOLEAN, FALSE);
  g_cancellable_cancel (cancellable);
  wait_count (&answers, 1);
}

/* Gone before the thread has anything to say. */
static void
test_short_life (void)
{
  for (int i = 0; i < 50; i++)
    {
      VmmQemuConnection *connection = vmm_qemu_connection_new (NOWHERE);

      g_main_context_iteration (NULL, FALSE);
      g_assert_finalize_object (connection);
    }
}

static void
test_limits (void)
{
  const guint64 gib = 1024 * VMM_IPC_MIB;

  g_assert_cmpuint (vmm_host_limits_cpus (), >=, 1);
  g_assert_cmpuint (vmm_host_limits_memory (), >, 0);
  g_assert_cmpuint (vmm_host_limits_guest_memory (0), ==, 512 * VMM_IPC_MIB);
  g_assert_cmpuint (vmm_host_limits_guest_memory (2 * gib), ==, 512 * VMM_IPC_MIB);
  g_assert_cmpuint (vmm_host_limits_guest_memory (4 * gib), ==, 2 * gib);
  g_assert_cmpuint (vmm_host_limits_guest_memory (10 * gib), ==, 8 * gib);
  g_assert_cmpuint (vmm_host_limits_guest_memory (100 * gib), ==, 80 * gib);
  g_assert_cmpuint (vmm_host_limits_guest_memory (100 * gib + 12345) % VMM_IPC_MIB, ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/qemu-connection/refused", test_refused);
  g_test_add_func ("/qemu-connection/cancelled", test_cancelled);
  g_test_add_func ("/qemu-connection/short-life", test_short_life);
  g_test_add_func ("/host-limits/guest-memory", test_limits);

  return g_test_run ();
}
