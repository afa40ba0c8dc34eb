/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The operations of VmmQemuEngine that save a guest, and set its clock. */
#include "vmm-qemu-engine-private.h"
#include "vmm-qemu-save.h"

/* libvirt tells of no progress by itself. It is asked while a save goes on, and only then. */
#define PROGRESS_MS 250

/* The data of the task that the caller waits for. */
typedef struct
{
  char *uuid;
  VmmEngineProgress progress;
  gpointer progress_data;
  guint timer;
  gboolean asking;
  gulong cancelled;
  gboolean ejected;
  GError *error;
} Save;

static void
save_free (gpointer data)
{
  Save *save = data;

  g_clear_error (&save->error);
  g_free (save->uuid);
  g_free (save);
}

static void
on_progress (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Save *save = g_task_get_task_data (task);
  gssize permille = g_task_propagate_int (G_TASK (result), NULL);

  save->asking = FALSE;
  if (save->timer != 0 && permille > 0)
    save->progress ((guint) permille, save->progress_data);
}

static gboolean
on_timer (gpointer user_data)
{
  GTask *task = user_data;
  VmmQemuEngine *self = g_task_get_source_object (task);
  Save *save = g_task_get_task_data (task);

  if (!save->asking)
    {
      GTask *inner = vmm_qemu_engine_guest_task (self, save->uuid, NULL, on_progress, g_object_ref (task));

      g_task_set_source_tag (inner, on_timer);
      save->asking = TRUE;
      vmm_qemu_connection_call (self->connection, inner, vmm_qemu_call_save_progress, VMM_QEMU_RESULT_NUMBER,
                                FALSE);
    }
  return G_SOURCE_CONTINUE;
}

static void
on_aborted (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_task_propagate_boolean (G_TASK (result), NULL);
}

/* Whoever cancels does it in the main thread. A save that has not begun in libvirt looks at the cancellable itself. */
static void
on_cancelled (GCancellable *cancellable, GTask *task)
{
  VmmQemuEngine *self = g_task_get_source_object (task);
  Save *save = g_task_get_task_data (task);
  GTask *inner = vmm_qemu_engine_guest_task (self, save->uuid, NULL, on_aborted, NULL);

  g_task_set_source_tag (inner, on_cancelled);
  vmm_qemu_connection_call (self->connection, inner, vmm_qemu_call_abort_save, VMM_QEMU_RESULT_BOOLEAN, TRUE);
}

static void
on_looked (GObject *source, GAsyncResult *result, gpointer user_data)
{
  VmmQemuEngine *self = VMM_QEMU_ENGINE (source);
  VmmGuestCall *call = g_task_get_task_data (G_TASK (result));
  g_autoptr (GTask) task = user_data;
  Save *save = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  gssize seen = g_task_propagate_int (G_TASK (result), &error);

  if (error == NULL)
    vmm_guest_table_seen (self->guests, call->uuid, call->look, seen & 0xff, (seen >> 8) & 0xff);
  g_task_return_error (task, g_steal_pointer (&save->error));
}

/* libvirt held the guest for it and has let it go again. Whoever is told of the failure shall know how the guest is, and not
 * how it was. */
static void
look_again (VmmQemuEngine *self, GTask *task)
{
  Save *save = g_task_get_task_data (task);
  GTask *inner = vmm_qemu_engine_guest_task (self, save->uuid, NULL, on_looked, task);

  ((VmmGuestCall *) g_task_get_task_data (inner))->look =
      vmm_guest_table_begin_look (self->guests, save->uuid);
  g_task_set_source_tag (inner, look_again);
  vmm_qemu_connection_call (self->connection, inner, vmm_qemu_call_state, VMM_QEMU_RESULT_NUMBER, FALSE);
}

static void
on_saved (GObject *source, GAsyncResult *result, gpointer user_data)
{
  VmmQemuEngine *self = VMM_QEMU_ENGINE (source);
  GTask *task = user_data;
  Save *save = g_task_get_task_data (task);

  save->ejected = g_task_propagate_boolean (G_TASK (result), &save->error);
  g_clear_handle_id (&save->timer, g_source_remove);
  if (save->cancelled != 0)
    g_signal_handler_disconnect (g_task_get_cancellable (task), save->cancelled);
  if (save->error != NULL)
    look_again (self, task);
  else
    /* As with a stop: who is told that it is saved shall have heard of the end before. */
    vmm_guest_table_wait_end (self->guests, save->uuid, TRUE, task);
}

static void
save_async (VmmEngine *engine, const char *uuid, const char *folder, VmmEngineProgress progress,
            gpointer progress_data, GCancellable *cancellable, GAsyncReadyCallback callback,
            gpointer user_data)
{
  VmmQemuEngine *self = VMM_QEMU_ENGINE (engine);
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  GTask *inner = vmm_qemu_engine_guest_task (self, uuid, cancellable, on_saved, task);
  Save *save = g_new0 (Save, 1);

  save->uuid = g_strdup (uuid);
  save->progress = progress;
  save->progress_data = progress_data;
  g_task_set_source_tag (task, save_async);
  g_task_set_source_tag (inner, save_async);
  g_task_set_check_cancellable (task, FALSE);
  g_task_set_task_data (task, save, save_free);
  ((VmmGuestCall *) g_task_get_task_data (inner))->folder = g_strdup (folder);
  if (progress != NULL)
    save->timer = g_timeout_add (PROGRESS_MS, on_timer, task);
  if (cancellable != NULL)
    save->cancelled = g_signal_connect (cancellable, "cancelled", G_CALLBACK (on_cancelled), task);
  vmm_guest_table_begin_stop (self->guests, uuid);
  vmm_qemu_connection_call (self->connection, inner, vmm_qemu_call_save, VMM_QEMU_RESULT_BOOLEAN, FALSE);
}

static gboolean
save_finish (VmmEngine *engine, GAsyncResult *result, gboolean *ejected, GError **error)
{
  Save *save = g_task_get_task_data (G_TASK (result));

  *ejected = save->ejected;
  return g_task_propagate_boolean (G_TASK (result), error);
}

typedef struct
{
  gboolean saved;
} Adopted;

static void
on_adopted (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Adopted *adopted = g_task_get_task_data (task);
  GError *error = NULL;

  adopted->saved = g_task_propagate_boolean (G_TASK (result), &error);
  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_boolean (task, TRUE);
}

static void
adopt_async (VmmEngine *engine, const char *uuid, const char *folder, GAsyncReadyCallback callback,
             gpointer user_data)
{
  VmmQemuEngine *self = VMM_QEMU_ENGINE (engine);
  GTask *task = g_task_new (self, NULL, callback, user_data);
  GTask *inner = vmm_qemu_engine_guest_task (self, uuid, NULL, on_adopted, task);

  g_task_set_source_tag (task, adopt_async);
  g_task_set_source_tag (inner, adopt_async);
  g_task_set_task_data (task, g_new0 (Adopted, 1), g_free);
  ((VmmGuestCall *) g_task_get_task_data (inner))->folder = g_strdup (folder);
  vmm_qemu_connection_call (self->connection, inner, vmm_qemu_call_adopt, VMM_QEMU_RESULT_BOOLEAN, FALSE);
}

static gboolean
adopt_finish (VmmEngine *engine, GAsyncResult *result, gboolean *saved, GError **error)
{
  Adopted *adopted = g_task_get_task_data (G_TASK (result));

  *saved = adopted->saved;
  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
set_clock_async (VmmEngine *engine, const char *uuid, GCancellable *cancellable, GAsyncReadyCallback callback,
                 gpointer user_data)
{
  VmmQemuEngine *self = VMM_QEMU_ENGINE (engine);
  GTask *task = vmm_qemu_engine_guest_task (self, uuid, cancellable, callback, user_data);

  g_task_set_source_tag (task, set_clock_async);
  vmm_qemu_connection_call (self->connection, task, vmm_qemu_call_set_clock, VMM_QEMU_RESULT_BOOLEAN, FALSE);
}

static gboolean
set_clock_finish (VmmEngine *engine, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

void
vmm_qemu_engine_save_iface_init (VmmEngineInterface *iface)
{
  iface->save_async = save_async;
  iface->save_finish = save_finish;
  iface->adopt_async = adopt_async;
  iface->adopt_finish = adopt_finish;
  iface->set_clock_async = set_clock_async;
  iface->set_clock_finish = set_clock_finish;
}
