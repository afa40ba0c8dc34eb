/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "vmm-libvirt-pending.h"

#include <glib/gstdio.h>

struct _VmmLibvirtPending
{
  GPtrArray *calls; /* Call, borrowed: each goes with its inner task */
};

/* OUTER owns the data that the worker reads, so it stays until the worker has returned, given up or not. */
typedef struct
{
  GPtrArray *calls;
  GTask *outer;
  VmmQemuResult kind;
  gboolean given_up;
} Call;

VmmLibvirtPending *
vmm_libvirt_pending_new (void)
{
  VmmLibvirtPending *self = g_new0 (VmmLibvirtPending, 1);

  self->calls = g_ptr_array_new ();
  return self;
}

void
vmm_libvirt_pending_free (VmmLibvirtPending *self)
{
  g_ptr_array_unref (self->calls);
  g_free (self);
}

static GDestroyNotify
destroy_of (VmmQemuResult kind)
{
  switch (kind)
    {
    case VMM_QEMU_RESULT_VARIANT:
      return (GDestroyNotify) g_variant_unref;
    case VMM_QEMU_RESULT_STRV:
      return (GDestroyNotify) g_strfreev;
    case VMM_QEMU_RESULT_PTR_ARRAY:
      return (GDestroyNotify) g_ptr_array_unref;
    case VMM_QEMU_RESULT_ARRAY:
      return (GDestroyNotify) g_array_unref;
    case VMM_QEMU_RESULT_BOOLEAN:
    case VMM_QEMU_RESULT_NUMBER:
    case VMM_QEMU_RESULT_FD:
    default:
      g_return_val_if_reached (NULL);
    }
}

static void
pass_boolean (const Call *call, GTask *inner)
{
  GError *error = NULL;
  gboolean result = g_task_propagate_boolean (inner, &error);

  if (error != NULL)
    g_task_return_error (call->outer, error);
  else
    g_task_return_boolean (call->outer, result);
}

static void
pass_number (const Call *call, GTask *inner)
{
  GError *error = NULL;
  gssize result = g_task_propagate_int (inner, &error);

  if (error != NULL)
    g_task_return_error (call->outer, error);
  else
    g_task_return_int (call->outer, result);
}

static void
pass_pointer (const Call *call, GTask *inner)
{
  GError *error = NULL;
  gpointer result = g_task_propagate_pointer (inner, &error);

  if (error != NULL)
    g_task_return_error (call->outer, error);
  else
    g_task_return_pointer (call->outer, result, destroy_of (call->kind));
}

/* A task frees a pointer that nobody took; a descriptor is a number to it. */
static void
throw_away (const Call *call, GTask *inner)
{
  int fd;

  if (call->kind != VMM_QEMU_RESULT_FD || g_task_had_error (inner))
    return;
  fd = (int) g_task_propagate_int (inner, NULL);
  g_clear_fd (&fd, NULL);
}

static void
on_returned (GObject *object, GAsyncResult *result, gpointer user_data)
{
  Call *call = user_data;

  g_ptr_array_remove_fast (call->calls, call);
  if (call->given_up)
    throw_away (call, G_TASK (result));
  else if (call->kind == VMM_QEMU_RESULT_BOOLEAN)
    pass_boolean (call, G_TASK (result));
  else if (call->kind == VMM_QEMU_RESULT_NUMBER || call->kind == VMM_QEMU_RESULT_FD)
    pass_number (call, G_TASK (result));
  else
    pass_pointer (call, G_TASK (result));
  g_ptr_array_unref (call->calls);
  g_object_unref (call->outer);
  g_free (call);
}

GTask *
vmm_libvirt_pending_add (VmmLibvirtPending *self, GTask *task, VmmQemuResult kind)
{
  Call *call = g_new0 (Call, 1);
  GTask *inner = g_task_new (NULL, g_task_get_cancellable (task), on_returned, call);

  g_task_set_source_tag (inner, vmm_libvirt_pending_add);
  /* The call itself looks whether it is still wanted; what it has done then counts. */
  g_task_set_check_cancellable (inner, FALSE);
  g_task_set_task_data (inner, g_task_get_task_data (task), NULL);
  call->calls = g_ptr_array_ref (self->calls);
  call->outer = task;
  call->kind = kind;
  g_ptr_array_add (self->calls, call);
  return inner;
}

gboolean
vmm_libvirt_pending_give_up (VmmLibvirtPending *self, VmmIpcError code, const char *message)
{
  /* What is told may bring new calls, which are of another connection. */
  g_autofree Call **calls = (Call **) g_memdup2 (self->calls->pdata, self->calls->len * sizeof (Call *));
  guint n = self->calls->len;

  g_ptr_array_set_size (self->calls, 0);
  for (guint i = 0; i < n; i++)
    {
      calls[i]->given_up = TRUE;
      g_task_return_new_error_literal (calls[i]->outer, VMM_IPC_ERROR, (int) code, message);
    }
  return n > 0;
}
