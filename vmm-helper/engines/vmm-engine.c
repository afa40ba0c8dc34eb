/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "vmm-engine.h"

G_DEFINE_INTERFACE (VmmEngine, vmm_engine, G_TYPE_OBJECT)

static void
vmm_engine_default_init (VmmEngineInterface *iface)
{
  g_signal_new ("guest-state", VMM_TYPE_ENGINE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 3,
                G_TYPE_STRING, G_TYPE_UINT, G_TYPE_UINT);
  g_signal_new ("guest-agent", VMM_TYPE_ENGINE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1,
                G_TYPE_STRING);
  g_signal_new ("capabilities-changed", VMM_TYPE_ENGINE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE,
                0);
  g_signal_new ("resync", VMM_TYPE_ENGINE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

void
vmm_engine_running_free (VmmEngineRunning *self)
{
  g_free (self->uuid);
  g_free (self);
}

GVariant *
vmm_engine_dup_capabilities (VmmEngine *self)
{
  g_return_val_if_fail (VMM_IS_ENGINE (self), NULL);

  return VMM_ENGINE_GET_IFACE (self)->dup_capabilities (self);
}

GVariant *
vmm_engine_dup_networks (VmmEngine *self)
{
  g_return_val_if_fail (VMM_IS_ENGINE (self), NULL);

  if (VMM_ENGINE_GET_IFACE (self)->dup_networks == NULL)
    return g_variant_ref_sink (g_variant_new_array (G_VARIANT_TYPE ("(ssa{sv})"), NULL, 0));
  return VMM_ENGINE_GET_IFACE (self)->dup_networks (self);
}

void
vmm_engine_list_running_async (VmmEngine *self, GCancellable *cancellable, GAsyncReadyCallback callback,
                               gpointer user_data)
{
  g_return_if_fail (VMM_IS_ENGINE (self));

  VMM_ENGINE_GET_IFACE (self)->list_running_async (self, cancellable, callback, user_data);
}

GPtrArray *
vmm_engine_list_running_finish (VmmEngine *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (VMM_IS_ENGINE (self), NULL);

  return VMM_ENGINE_GET_IFACE (self)->list_running_finish (self, result, error);
}

void
vmm_engine_start_async (VmmEngine *self, const VmmEngineStart *start, GCancellable *cancellable,
                        GAsyncReadyCallback callback, gpointer user_data)
{
  g_return_if_fail (VMM_IS_ENGINE (self));
  g_return_if_fail (start != NULL && start->spec != NULL && vmm_ipc_uuid_is_valid (start->uuid));
  g_return_if_fail (start->folder != NULL && g_path_is_absolute (start->folder));

  VMM_ENGINE_GET_IFACE (self)->start_async (self, start, cancellable, callback, user_data);
}

GVariant *
vmm_engine_start_finish (VmmEngine *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (VMM_IS_ENGINE (self), NULL);

  return VMM_ENGINE_GET_IFACE (self)->start_finish (self, result, error);
}

void
vmm_engine_command_async (VmmEngine *self, const char *uuid, VmmEngineCommand command,
                          GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  g_return_if_fail (VMM_IS_ENGINE (self) && vmm_ipc_uuid_is_valid (uuid));

  VMM_ENGINE_GET_IFACE (self)->command_async (self, uuid, command, cancellable, callback, user_data);
}

gboolean
vmm_engine_command_finish (VmmEngine *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (VMM_IS_ENGINE (self), FALSE);

  return VMM_ENGINE_GET_IFACE (self)->command_finish (self, result, error);
}

void
vmm_engine_open_display_async (VmmEngine *self, const char *uuid, GCancellable *cancellable,
                               GAsyncReadyCallback callback, gpointer user_data)
{
  g_return_if_fail (VMM_IS_ENGINE (self) && vmm_ipc_uuid_is_valid (uuid));

  VMM_ENGINE_GET_IFACE (self)->open_display_async (self, uuid, cancellable, callback, user_data);
}

int
vmm_engine_open_display_finish (VmmEngine *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (VMM_IS_ENGINE (self), -1);

  return VMM_ENGINE_GET_IFACE (self)->open_display_finish (self, result, error);
}

void
vmm_engine_open_console_async (VmmEngine *self, const char *uuid, GCancellable *cancellable,
                               GAsyncReadyCallback callback, gpointer user_data)
{
  g_return_if_fail (VMM_IS_ENGINE (self) && vmm_ipc_uuid_is_valid (uuid));

  VMM_ENGINE_GET_IFACE (self)->open_console_async (self, uuid, cancellable, callback, user_data);
}

int
vmm_engine_open_console_finish (VmmEngine *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (VMM_IS_ENGINE (self), -1);

  return VMM_ENGINE_GET_IFACE (self)->open_console_finish (self, result, error);
}

void
vmm_engine_screenshot_async (VmmEngine *self, const char *uuid, GCancellable *cancellable,
                             GAsyncReadyCallback callback, gpointer user_data)
{
  g_return_if_fail (VMM_IS_ENGINE (self) && vmm_ipc_uuid_is_valid (uuid));

  VMM_ENGINE_GET_IFACE (self)->screenshot_async (self, uuid, cancellable, callback, user_data);
}

int
vmm_engine_screenshot_finish (VmmEngine *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (VMM_IS_ENGINE (self), -1);

  return VMM_ENGINE_GET_IFACE (self)->screenshot_finish (self, result, error);
}

void
vmm_engine_check_answer_async (VmmEngine *self, const char *uuid, guint patience_ms,
                               GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (VMM_IS_ENGINE (self) && vmm_ipc_uuid_is_valid (uuid));

  if (VMM_ENGINE_GET_IFACE (self)->check_answer_async != NULL)
    {
      VMM_ENGINE_GET_IFACE (self)->check_answer_async (self, uuid, patience_ms, cancellable, callback,
                                                       user_data);
      return;
    }

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, vmm_engine_check_answer_async);
  g_task_return_boolean (task, TRUE);
}

gboolean
vmm_engine_check_answer_finish (VmmEngine *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (VMM_IS_ENGINE (self), FALSE);

  if (g_async_result_is_tagged (result, vmm_engine_check_answer_async))
    return g_task_propagate_boolean (G_TASK (result), error);
  return VMM_ENGINE_GET_IFACE (self)->check_answer_finish (self, result, error);
}

void
vmm_engine_change_media_async (VmmEngine *self, const char *uuid, int media_fd, GCancellable *cancellable,
                               GAsyncReadyCallback callback, gpointer user_data)
{
  g_return_if_fail (VMM_IS_ENGINE (self) && vmm_ipc_uuid_is_valid (uuid));

  VMM_ENGINE_GET_IFACE (self)->change_media_async (self, uuid, media_fd, cancellable, callback, user_data);
}

gboolean
vmm_engine_change_media_finish (VmmEngine *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (VMM_IS_ENGINE (self), FALSE);

  return VMM_ENGINE_GET_IFACE (self)->change_media_finish (self, result, error);
}

static void
return_unsupported (VmmEngine *self, GAsyncReadyCallback callback, gpointer user_data)
{
  g_task_report_new_error (self, callback, user_data, return_unsupported, VMM_IPC_ERROR,
                           VMM_IPC_ERROR_UNSUPPORTED, "device: this engine has none of the host");
}

void
vmm_engine_assign_async (VmmEngine *self, const char *uuid, const VmmEngineHostDevice *devices,
                         guint n_devices, gboolean attach, GCancellable *cancellable,
                         GAsyncReadyCallback callback, gpointer user_data)
{
  g_return_if_fail (VMM_IS_ENGINE (self) && vmm_ipc_uuid_is_valid (uuid));

  if (VMM_ENGINE_GET_IFACE (self)->assign_async == NULL)
    return_unsupported (self, callback, user_data);
  else
    VMM_ENGINE_GET_IFACE (self)->assign_async (self, uuid, devices, n_devices, attach, cancellable, callback,
                                               user_data);
}

gboolean
vmm_engine_assign_finish (VmmEngine *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (VMM_IS_ENGINE (self), FALSE);

  if (VMM_ENGINE_GET_IFACE (self)->assign_finish == NULL)
    return g_task_propagate_boolean (G_TASK (result), error);
  return VMM_ENGINE_GET_IFACE (self)->assign_finish (self, result, error);
}

void
vmm_engine_list_assigned_async (VmmEngine *self, const char *uuid, GCancellable *cancellable,
                                GAsyncReadyCallback callback, gpointer user_data)
{
  g_return_if_fail (VMM_IS_ENGINE (self) && vmm_ipc_uuid_is_valid (uuid));

  if (VMM_ENGINE_GET_IFACE (self)->list_assigned_async == NULL)
    return_unsupported (self, callback, user_data);
  else
    VMM_ENGINE_GET_IFACE (self)->list_assigned_async (self, uuid, cancellable, callback, user_data);
}

GArray *
vmm_engine_list_assigned_finish (VmmEngine *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (VMM_IS_ENGINE (self), NULL);

  if (VMM_ENGINE_GET_IFACE (self)->list_assigned_finish == NULL)
    return g_task_propagate_pointer (G_TASK (result), error);
  return VMM_ENGINE_GET_IFACE (self)->list_assigned_finish (self, result, error);
}

void
vmm_engine_forget_async (VmmEngine *self, const char *uuid, const char *folder, GCancellable *cancellable,
                         GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (VMM_IS_ENGINE (self) && vmm_ipc_uuid_is_valid (uuid));
  g_return_if_fail (folder != NULL && g_path_is_absolute (folder));

  if (VMM_ENGINE_GET_IFACE (self)->forget_async != NULL)
    {
      VMM_ENGINE_GET_IFACE (self)->forget_async (self, uuid, folder, cancellable, callback, user_data);
      return;
    }

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, vmm_engine_forget_async);
  g_task_return_boolean (task, TRUE);
}

gboolean
vmm_engine_forget_finish (VmmEngine *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (VMM_IS_ENGINE (self), FALSE);

  if (g_async_result_is_tagged (result, vmm_engine_forget_async))
    return g_task_propagate_boolean (G_TASK (result), error);
  return VMM_ENGINE_GET_IFACE (self)->forget_finish (self, result, error);
}

void
vmm_engine_release_async (VmmEngine *self, const VmmEngineStart *start, GCancellable *cancellable,
                          GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (VMM_IS_ENGINE (self));
  g_return_if_fail (start != NULL && start->spec != NULL && vmm_ipc_uuid_is_valid (start->uuid));
  g_return_if_fail (start->folder != NULL && g_path_is_absolute (start->folder));

  if (VMM_ENGINE_GET_IFACE (self)->release_async != NULL)
    {
      VMM_ENGINE_GET_IFACE (self)->release_async (self, start, cancellable, callback, user_data);
      return;
    }

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, vmm_engine_release_async);
  g_task_return_boolean (task, TRUE);
}

gboolean
vmm_engine_release_finish (VmmEngine *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

void
vmm_engine_save_async (VmmEngine *self, const char *uuid, const char *folder, VmmEngineProgress progress,
                       gpointer progress_data, GCancellable *cancellable, GAsyncReadyCallback callback,
                       gpointer user_data)
{
  g_return_if_fail (VMM_IS_ENGINE (self) && vmm_ipc_uuid_is_valid (uuid));
  g_return_if_fail (folder != NULL && g_path_is_absolute (folder));

  if (VMM_ENGINE_GET_IFACE (self)->save_async == NULL)
    g_task_report_new_error (self, callback, user_data, vmm_engine_save_async, VMM_IPC_ERROR,
                             VMM_IPC_ERROR_UNSUPPORTED,
                             VMM_IPC_FIELD_SAVE ": " VMM_IPC_UNSAVEABLE_BLOCKED
                                                ": this engine saves nothing");
  else
    VMM_ENGINE_GET_IFACE (self)->save_async (self, uuid, folder, progress, progress_data, cancellable,
                                             callback, user_data);
}

gboolean
vmm_engine_save_finish (VmmEngine *self, GAsyncResult *result, gboolean *ejected, GError **error)
{
  g_return_val_if_fail (VMM_IS_ENGINE (self), FALSE);

  *ejected = FALSE;
  if (g_async_result_is_tagged (result, vmm_engine_save_async))
    return g_task_propagate_boolean (G_TASK (result), error);
  return VMM_ENGINE_GET_IFACE (self)->save_finish (self, result, ejected, error);
}

void
vmm_engine_adopt_async (VmmEngine *self, const char *uuid, const char *folder, GAsyncReadyCallback callback,
                        gpointer user_data)
{
  g_return_if_fail (VMM_IS_ENGINE (self) && vmm_ipc_uuid_is_valid (uuid));
  g_return_if_fail (folder != NULL && g_path_is_absolute (folder));

  if (VMM_ENGINE_GET_IFACE (self)->adopt_async == NULL)
    g_task_report_new_error (self, callback, user_data, vmm_engine_adopt_async, VMM_IPC_ERROR,
                             VMM_IPC_ERROR_UNSUPPORTED, VMM_IPC_FIELD_STATE ": this engine saves nothing");
  else
    VMM_ENGINE_GET_IFACE (self)->adopt_async (self, uuid, folder, callback, user_data);
}

gboolean
vmm_engine_adopt_finish (VmmEngine *self, GAsyncResult *result, gboolean *saved, GError **error)
{
  g_return_val_if_fail (VMM_IS_ENGINE (self), FALSE);

  *saved = FALSE;
  if (g_async_result_is_tagged (result, vmm_engine_adopt_async))
    return g_task_propagate_boolean (G_TASK (result), error);
  return VMM_ENGINE_GET_IFACE (self)->adopt_finish (self, result, saved, error);
}

void
vmm_engine_set_clock_async (VmmEngine *self, const char *uuid, GCancellable *cancellable,
                            GAsyncReadyCallback callback, gpointer user_data)
{
  g_return_if_fail (VMM_IS_ENGINE (self) && vmm_ipc_uuid_is_valid (uuid));

  if (VMM_ENGINE_GET_IFACE (self)->set_clock_async == NULL)
    g_task_report_new_error (self, callback, user_data, vmm_engine_set_clock_async, VMM_IPC_ERROR,
                             VMM_IPC_ERROR_UNSUPPORTED, "clock: this engine sets none");
  else
    VMM_ENGINE_GET_IFACE (self)->set_clock_async (self, uuid, cancellable, callback, user_data);
}

gboolean
vmm_engine_set_clock_finish (VmmEngine *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (VMM_IS_ENGINE (self), FALSE);

  if (g_async_result_is_tagged (result, vmm_engine_set_clock_async))
    return g_task_propagate_boolean (G_TASK (result), error);
  return VMM_ENGINE_GET_IFACE (self)->set_clock_finish (self, result, error);
}
