/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* What a guest is made of, for a file of its own. */
#include "frond-guest-private.h"

#include "frond-error.h"

static void
exported_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  FrondMachineExport *export = frond_machine_host_export_finish (FROND_MACHINE_HOST (source), result, &error);

  /* Whoever asked tells of it: nothing is wrong with the guest. */
  _frond_guest_end (g_task_get_source_object (task), NULL);
  if (export != NULL)
    g_task_return_pointer (task, export, g_object_unref);
  else
    g_task_return_error (task, error);
}

void
frond_guest_export_async (FrondGuest *self, FrondProgressFunc progress, gpointer progress_data,
                          GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  GError *error = NULL;
  const char *uuid;

  g_return_if_fail (FROND_IS_GUEST (self));

  g_task_set_source_tag (task, frond_guest_export_async);
  if (frond_guest_is_on (self) || frond_guest_get_busy (self))
    frond_set_error (&error, FROND_ERROR_BUSY, NULL, "the guest is on or busy");
  else if (frond_guest_is_saved (self))
    frond_set_error (&error, FROND_ERROR_SAVED, NULL, "the guest is saved");
  if (error != NULL)
    {
      g_task_return_error (task, error);
      return;
    }

  uuid = _frond_guest_machine_or_fail (self, task);
  if (uuid == NULL)
    return;
  _frond_guest_begin (self);
  frond_machine_host_export_async (frond_guest_get_host (self), uuid, progress, progress_data, cancellable,
                                   exported_cb, g_steal_pointer (&task));
}

FrondMachineExport *
frond_guest_export_finish (FrondGuest *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
