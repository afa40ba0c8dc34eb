/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Calls that are given up while a thread is still at them: who waits is told at once, once, and what comes later goes. */

#include "vmm-libvirt-pending.h"

#include <fcntl.h>
#include <unistd.h>

typedef struct
{
  VmmLibvirtPending *pending;
  guint n_answers;
  guint n_freed; /* of the data that workers read */
  GTask *last;
} Fixture;

static void
set_up (Fixture *f, gconstpointer data)
{
  f->pending = vmm_libvirt_pending_new ();
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  g_clear_pointer (&f->pending, vmm_libvirt_pending_free);
  g_clear_object (&f->last);
}

static void
on_answer (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Fixture *f = user_data;

  f->n_answers++;
  g_set_object (&f->last, G_TASK (result));
}

static void
on_freed (gpointer n_freed)
{
  (*(guint *) n_freed)++;
}

/* As the worker has it. */
static GTask *
begin (Fixture *f, VmmQemuResult kind)
{
  GTask *task = g_task_new (NULL, NULL, on_answer, f);

  g_task_set_source_tag (task, begin);
  g_task_set_task_data (task, &f->n_freed, on_freed);
  return vmm_libvirt_pending_add (f->pending, task, kind);
}

static void
wait_for (guint *n, guint wanted)
{
  gint64 deadline = g_get_monotonic_time () + 30 * G_USEC_PER_SEC;

  while (*n < wanted)
    {
      g_assert_cmpint (g_get_monotonic_time (), <, deadline);
      g_main_context_iteration (NULL, TRUE);
    }
}

static void
settle (void)
{
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

static gpointer
return_true (gpointer data)
{
  g_autoptr (GTask) inner = data;

  g_task_return_boolean (inner, TRUE);
  return NULL;
}

static void
test_results (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) variant = NULL;
  GTask *inner = begin (f, VMM_QEMU_RESULT_BOOLEAN);

  g_assert_true (g_task_get_task_data (inner) == &f->n_freed);
  g_thread_join (g_thread_new ("worker", return_true, inner));
  wait_for (&f->n_answers, 1);
  g_assert_true (g_task_propagate_boolean (f->last, &error));
  g_assert_no_error (error);

  inner = begin (f, VMM_QEMU_RESULT_NUMBER);
  g_task_return_int (inner, 0x703);
  g_object_unref (inner);
  wait_for (&f->n_answers, 2);
  g_assert_cmpint (g_task_propagate_int (f->last, &error), ==, 0x703);

  inner = begin (f, VMM_QEMU_RESULT_VARIANT);
  g_task_return_pointer (inner, g_variant_ref_sink (g_variant_new_uint32 (5)),
                         (GDestroyNotify) g_variant_unref);
  g_object_unref (inner);
  wait_for (&f->n_answers, 3);
  variant = g_task_propagate_pointer (f->last, &error);
  g_assert_cmpuint (g_variant_get_uint32 (variant), ==, 5);

  inner = begin (f, VMM_QEMU_RESULT_ARRAY);
  g_task_return_new_error_literal (inner, VMM_IPC_ERROR, VMM_IPC_ERROR_BUSY, "no");
  g_object_unref (inner);
  wait_for (&f->n_answers, 4);
  g_assert_null (g_task_propagate_pointer (f->last, &error));
  g_assert_error (error, VMM_IPC_ERROR, VMM_IPC_ERROR_BUSY);

  g_clear_object (&f->last);
  g_assert_cmpuint (f->n_freed, ==, 4);
  g_assert_false (vmm_libvirt_pending_give_up (f->pending, VMM_IPC_ERROR_BACKEND_TIMEOUT, "late"));
}

static void
assert_given_up (Fixture *f)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (g_task_propagate_boolean (f->last, &error));
  g_assert_error (error, VMM_IPC_ERROR, VMM_IPC_ERROR_BACKEND_TIMEOUT);
  g_clear_object (&f->last);
}

static void
test_given_up (Fixture *f, gconstpointer data)
{
  int fd = open ("/dev/null", O_RDONLY | O_CLOEXEC);
  GTask *flag = begin (f, VMM_QEMU_RESULT_BOOLEAN);
  GTask *display = begin (f, VMM_QEMU_RESULT_FD);
  GTask *list = begin (f, VMM_QEMU_RESULT_PTR_ARRAY);
  GTask *failing = begin (f, VMM_QEMU_RESULT_FD);
  GPtrArray *array = g_ptr_array_new ();
  GTask *next;

  g_assert_cmpint (fd, >=, 0);
  g_assert_true (vmm_libvirt_pending_give_up (f->pending, VMM_IPC_ERROR_BACKEND_TIMEOUT, "It hangs"));
  g_assert_false (vmm_libvirt_pending_give_up (f->pending, VMM_IPC_ERROR_BACKEND_TIMEOUT, "It hangs"));
  wait_for (&f->n_answers, 4);
  assert_given_up (f);
  settle ();
  /* The workers still read it. */
  g_assert_cmpuint (f->n_freed, ==, 0);

  /* The next connection's calls are their own. */
  next = begin (f, VMM_QEMU_RESULT_NUMBER);
  g_task_return_boolean (flag, TRUE);
  g_task_return_int (display, fd);
  g_ptr_array_ref (array);
  g_task_return_pointer (list, array, (GDestroyNotify) g_ptr_array_unref);
  g_task_return_new_error_literal (failing, VMM_IPC_ERROR, VMM_IPC_ERROR_BUSY, "late");
  g_object_unref (flag);
  g_object_unref (display);
  g_object_unref (list);
  g_object_unref (failing);
  wait_for (&f->n_freed, 4);
  g_assert_cmpuint (f->n_answers, ==, 4);
  g_assert_cmpint (fcntl (fd, F_GETFD), <, 0);
  g_ptr_array_unref (array);

  g_task_return_int (next, 9);
  g_object_unref (next);
  wait_for (&f->n_answers, 5);
  g_assert_cmpint (g_task_propagate_int (f->last, NULL), ==, 9);
}

/* Who waits may be gone before the worker is. */
static void
test_freed (Fixture *f, gconstpointer data)
{
  GTask *inner = begin (f, VMM_QEMU_RESULT_BOOLEAN);

  vmm_libvirt_pending_give_up (f->pending, VMM_IPC_ERROR_BACKEND_TIMEOUT, "It hangs");
  g_clear_pointer (&f->pending, vmm_libvirt_pending_free);
  wait_for (&f->n_answers, 1);
  assert_given_up (f);
  g_task_return_boolean (inner, TRUE);
  g_object_unref (inner);
  wait_for (&f->n_freed, 1);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

#define ADD(name, function) g_test_add ("/libvirt-pending/" name, Fixture, NULL, set_up, function, tear_down)
  ADD ("results", test_results);
  ADD ("given-up", test_given_up);
  ADD ("freed", test_freed);
  return g_test_run ();
}
