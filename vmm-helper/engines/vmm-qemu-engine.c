/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "vmm-qemu-engine-private.h"

#include "vmm-domain-xml.h"
#include "vmm-libvirt-bridges.h"
#include "vmm-libvirt-owner.h"
#include "vmm-host-networks.h"
#include "vmm-kvm-probe-private.h"
#include "vmm-qemu-access.h"
#include "vmm-qemu-answer.h"
#include "vmm-qemu-capabilities.h"
#include "vmm-qemu-forget.h"
#include "vmm-qemu-keys.h"
#include "vmm-qemu-start.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <libvirt/virterror.h>

static void engine_iface_init (VmmEngineInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (VmmQemuEngine, vmm_qemu_engine, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (VMM_TYPE_ENGINE, engine_iface_init))

static GVariant *
dup_capabilities (VmmEngine *engine)
{
  VmmQemuEngine *self = VMM_QEMU_ENGINE (engine);

  vmm_qemu_connection_wake (self->connection);
  return vmm_qemu_capabilities_new (self->connection, self->verdict);
}

static void
on_guest_changed (gpointer owner, const char *uuid, VmmIpcMachineState state, VmmIpcMachineReason reason)
{
  g_signal_emit_by_name (owner, "guest-state", uuid, state, reason);
}

static void
on_bridges (GObject *source, GAsyncResult *result, gpointer user_data)
{
  VmmQemuEngine *self = VMM_QEMU_ENGINE (source);
  char **known = g_task_propagate_pointer (G_TASK (result), NULL);

  if (known == NULL)
    return;
  g_strfreev (self->known);
  self->known = known;
}

static void
call_bridges (GTask *task, virConnectPtr connection, VmmHostFacts *facts)
{
  g_task_return_pointer (task, vmm_libvirt_bridges_list (connection), (GDestroyNotify) g_strfreev);
}

static void
look_for_bridges (VmmQemuEngine *self)
{
  GTask *task;

  if (!self->system || self->bridges != NULL || vmm_qemu_connection_get_facts (self->connection) == NULL)
    return;
  task = g_task_new (self, NULL, on_bridges, NULL);
  g_task_set_source_tag (task, look_for_bridges);
  vmm_qemu_connection_call (self->connection, task, call_bridges, VMM_QEMU_RESULT_STRV, FALSE);
}

static void
on_connection_changed (VmmQemuConnection *connection, VmmQemuEngine *self)
{
  if (vmm_qemu_connection_get_facts (connection) == NULL)
    vmm_guest_table_forget (self->guests);
  look_for_bridges (self);
  g_signal_emit_by_name (self, "capabilities-changed");
}

static void
on_connection_reopened (VmmQemuConnection *connection, VmmQemuEngine *self)
{
  g_signal_emit_by_name (self, "resync");
}

static VmmIpcMachineReason
stop_reason (int detail)
{
  switch (detail)
    {
    case VIR_DOMAIN_EVENT_STOPPED_SAVED:
      return VMM_IPC_REASON_SAVED;
    case VIR_DOMAIN_EVENT_STOPPED_SHUTDOWN:
      return VMM_IPC_REASON_SHUTDOWN;
    case VIR_DOMAIN_EVENT_STOPPED_CRASHED:
    case VIR_DOMAIN_EVENT_STOPPED_FAILED:
      return VMM_IPC_REASON_CRASHED;
    case VIR_DOMAIN_EVENT_STOPPED_DESTROYED:
    default:
      return VMM_IPC_REASON_FORCED_OFF;
    }
}

static void
on_state (GObject *source, GAsyncResult *result, gpointer user_data)
{
  VmmQemuEngine *self = VMM_QEMU_ENGINE (source);
  VmmGuestCall *call = g_task_get_task_data (G_TASK (result));
  g_autoptr (GError) error = NULL;
  gssize seen = g_task_propagate_int (G_TASK (result), &error);

  if (error == NULL && self->guests != NULL)
    vmm_guest_table_seen (self->guests, call->uuid, call->look, seen & 0xff, (seen >> 8) & 0xff);
}

GTask *
vmm_qemu_engine_guest_task (VmmQemuEngine *self, const char *uuid, GCancellable *cancellable,
                            GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  VmmGuestCall *call = vmm_guest_call_new (uuid);

  g_task_set_task_data (task, call, vmm_guest_call_free);
  /* What was done was done, and a descriptor has an owner, also when nobody wants to know any more. */
  g_task_set_check_cancellable (task, FALSE);
  return task;
}

static void
on_end_checked (GObject *source, GAsyncResult *result, gpointer user_data)
{
  VmmQemuEngine *self = VMM_QEMU_ENGINE (source);
  VmmGuestCall *call = g_task_get_task_data (G_TASK (result));
  g_autoptr (GError) error = NULL;

  g_task_propagate_int (G_TASK (result), &error);
  if (self->guests == NULL)
    return;
  if (error == NULL)
    vmm_guest_table_end_is_stale (self->guests, call->uuid);
  else if (g_error_matches (error, VMM_IPC_ERROR, VMM_IPC_ERROR_NOT_FOUND))
    vmm_guest_table_ended (self->guests, call->uuid, call->end_reason);
}

/* An event names a uuid only. One about a guest that a dead helper had begun may come when the next one has started
 * its own, so the end counts when there is no such guest any more. */
static void
check_end (VmmQemuEngine *self, const char *uuid, VmmIpcMachineReason reason)
{
  GTask *task = vmm_qemu_engine_guest_task (self, uuid, NULL, on_end_checked, NULL);

  ((VmmGuestCall *) g_task_get_task_data (task))->end_reason = reason;
  g_task_set_source_tag (task, check_end);
  vmm_qemu_connection_call (self->connection, task, vmm_qemu_call_state, VMM_QEMU_RESULT_NUMBER, FALSE);
}

static void
look (VmmQemuEngine *self, const char *uuid)
{
  GTask *task = vmm_qemu_engine_guest_task (self, uuid, NULL, on_state, NULL);

  ((VmmGuestCall *) g_task_get_task_data (task))->look = vmm_guest_table_begin_look (self->guests, uuid);
  g_task_set_source_tag (task, look);
  vmm_qemu_connection_call (self->connection, task, vmm_qemu_call_state, VMM_QEMU_RESULT_NUMBER, FALSE);
}

/* Of everything but the end, the state when we come to look counts. */
static void
on_lifecycle (VmmQemuConnection *connection, const char *name, int event, int detail, VmmQemuEngine *self)
{
  g_autofree char *uuid = vmm_domain_xml_dup_uuid (name);

  if (uuid == NULL || event == VIR_DOMAIN_EVENT_DEFINED || event == VIR_DOMAIN_EVENT_UNDEFINED)
    return;
  if (event == VMM_LIBVIRT_EVENT_AGENT)
    {
      g_signal_emit_by_name (self, "guest-agent", uuid);
      return;
    }
  if (event == VIR_DOMAIN_EVENT_STOPPED && vmm_guest_table_is_starting (self->guests, uuid))
    vmm_guest_table_ended (self->guests, uuid, stop_reason (detail));
  else if (event == VIR_DOMAIN_EVENT_STOPPED)
    check_end (self, uuid, stop_reason (detail));
  if (event != VIR_DOMAIN_EVENT_STOPPED && !vmm_guest_table_is_starting (self->guests, uuid))
    look (self, uuid);
}

/* A guest that goes on and stops again at once, since the disk is still full, is paused in both looks that its events
 * bring. That it ran in between is said here, and then what it has come to. */
static void
note_command (VmmQemuEngine *self, const VmmGuestCall *call)
{
  gboolean paused = call->command == VMM_ENGINE_PAUSE;

  if (!paused && call->command != VMM_ENGINE_RESUME)
    return;
  vmm_guest_table_seen (self->guests, call->uuid, vmm_guest_table_begin_look (self->guests, call->uuid),
                        paused ? VMM_IPC_MACHINE_PAUSED : VMM_IPC_MACHINE_RUNNING,
                        paused ? VMM_IPC_REASON_USER : VMM_IPC_REASON_NONE);
  look (self, call->uuid);
}

static void
list_running_async (VmmEngine *engine, GCancellable *cancellable, GAsyncReadyCallback callback,
                    gpointer user_data)
{
  VmmQemuEngine *self = VMM_QEMU_ENGINE (engine);
  GTask *task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, list_running_async);
  vmm_qemu_connection_call (self->connection, task, vmm_qemu_call_list, VMM_QEMU_RESULT_PTR_ARRAY, FALSE);
}

static GPtrArray *
list_running_finish (VmmEngine *engine, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
on_started (GObject *source, GAsyncResult *result, gpointer user_data)
{
  VmmQemuEngine *self = VMM_QEMU_ENGINE (source);
  g_autoptr (GTask) task = user_data;
  VmmQemuStart *start = g_task_get_task_data (G_TASK (result));
  GError *error = NULL;
  GVariant *realised = g_task_propagate_pointer (G_TASK (result), &error);
  VmmIpcMachineReason end_reason;

  if (realised == NULL)
    {
      vmm_guest_table_fail_start (self->guests, start->start.uuid, start->ended);
      g_task_return_error (task, error);
      return;
    }

  if (vmm_guest_table_end_start (self->guests, start->start.uuid, start->start.paused, &end_reason))
    check_end (self, start->start.uuid, end_reason);
  if (g_strcmp0 (start->start.installer, VMM_IPC_INSTALLER_WINDOWS) == 0)
    vmm_qemu_press_any_key (self->connection, start->start.uuid);
  g_task_return_pointer (task, realised, (GDestroyNotify) g_variant_unref);
}

/* TASK holds the start until it is made, and is what the caller waits for. */
static void
start_now (VmmQemuEngine *self, GTask *task)
{
  VmmQemuStart *start = g_task_get_task_data (task);
  GTask *inner = g_task_new (self, g_task_get_cancellable (task), on_started, g_object_ref (task));

  g_task_set_source_tag (inner, start_now);
  g_task_set_check_cancellable (inner, FALSE);
  vmm_qemu_start_set_verdict (start, self->verdict);
  start->start.system = self->system;
  g_strfreev ((char **) start->start.bridges);
  start->start.bridges = (const char *const *) g_strdupv (self->bridges);
  /* The start is TASK's, and a call that was given up may still be at it. */
  g_task_set_task_data (inner, start, NULL);
  g_object_set_data_full (G_OBJECT (inner), "start", g_object_ref (task), g_object_unref);
  vmm_guest_table_begin_start (self->guests, start->start.uuid);
  vmm_qemu_connection_call (self->connection, inner, vmm_qemu_start_run, VMM_QEMU_RESULT_VARIANT, FALSE);
}

static void
return_bad_fd (GTask *task)
{
  g_task_return_new_error_literal (task, VMM_IPC_ERROR, VMM_IPC_ERROR_BAD_FD,
                                   VMM_IPC_SLOT_CDROM ": cannot be kept open");
}

static void
start_async (VmmEngine *engine, const VmmEngineStart *start, GCancellable *cancellable,
             GAsyncReadyCallback callback, gpointer user_data)
{
  VmmQemuEngine *self = VMM_QEMU_ENGINE (engine);
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, start_async);
  g_task_set_check_cancellable (task, FALSE);
  g_task_set_task_data (task, vmm_qemu_start_new (start), vmm_qemu_start_free);

  if (start->media_fd >= 0 && ((VmmQemuStart *) g_task_get_task_data (task))->start.media_fd < 0)
    return_bad_fd (task);
  else if (vmm_guest_table_is_starting (self->guests, start->uuid))
    g_task_return_new_error_literal (task, VMM_IPC_ERROR, VMM_IPC_ERROR_BUSY, "start: the guest is starting");
  else if (self->verdict != NULL)
    start_now (self, task);
  else
    g_ptr_array_add (self->starts, g_steal_pointer (&task));
}

static GVariant *
start_finish (VmmEngine *engine, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
on_probed (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (VmmQemuEngine) self = user_data;
  g_autoptr (GPtrArray) waiting = NULL;
  g_autoptr (GError) error = NULL;

  self->verdict = vmm_kvm_probe_finish (result, &error);
  if (self->verdict == NULL)
    {
      self->verdict = g_new0 (VmmKvmVerdict, 1);
      self->verdict->reason = g_strdup (VMM_IPC_ACCEL_REASON_BROKEN);
      self->verdict->detail = g_strdup (error->message);
    }

  waiting = g_steal_pointer (&self->starts);
  self->starts = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint i = 0; i < waiting->len; i++)
    start_now (self, g_ptr_array_index (waiting, i));
  g_signal_emit_by_name (self, "capabilities-changed");
}

static void
on_commanded (GObject *source, GAsyncResult *result, gpointer user_data)
{
  VmmQemuEngine *self = VMM_QEMU_ENGINE (source);
  GTask *task = user_data;
  VmmGuestCall *call = g_task_get_task_data (task);
  GError *error = NULL;
  gboolean done = g_task_propagate_boolean (G_TASK (result), &error);

  if (error != NULL)
    {
      g_task_return_error (task, error);
      g_object_unref (task);
      return;
    }

  /* Who is told that the guest is off shall have heard it from the guest's state before. */
  if (call->command == VMM_ENGINE_STOP)
    {
      vmm_guest_table_wait_end (self->guests, call->uuid, done, task);
      return;
    }

  note_command (self, call);
  g_task_return_boolean (task, TRUE);
  g_object_unref (task);
}

static void
command_async (VmmEngine *engine, const char *uuid, VmmEngineCommand command, GCancellable *cancellable,
               GAsyncReadyCallback callback, gpointer user_data)
{
  VmmQemuEngine *self = VMM_QEMU_ENGINE (engine);
  GTask *task = vmm_qemu_engine_guest_task (self, uuid, cancellable, callback, user_data);
  GTask *inner = vmm_qemu_engine_guest_task (self, uuid, cancellable, on_commanded, task);

  g_task_set_source_tag (task, command_async);
  g_task_set_source_tag (inner, command_async);
  ((VmmGuestCall *) g_task_get_task_data (task))->command = command;
  ((VmmGuestCall *) g_task_get_task_data (inner))->command = command;
  if (command == VMM_ENGINE_STOP)
    vmm_guest_table_begin_stop (self->guests, uuid);
  vmm_qemu_connection_call (self->connection, inner, vmm_qemu_call_command, VMM_QEMU_RESULT_BOOLEAN,
                            command == VMM_ENGINE_STOP);
}

static gboolean
command_finish (VmmEngine *engine, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
open_display_async (VmmEngine *engine, const char *uuid, GCancellable *cancellable,
                    GAsyncReadyCallback callback, gpointer user_data)
{
  VmmQemuEngine *self = VMM_QEMU_ENGINE (engine);
  GTask *task = vmm_qemu_engine_guest_task (self, uuid, cancellable, callback, user_data);

  g_task_set_source_tag (task, open_display_async);
  vmm_qemu_connection_call (self->connection, task, vmm_qemu_call_display, VMM_QEMU_RESULT_FD, FALSE);
}

static void
open_console_async (VmmEngine *engine, const char *uuid, GCancellable *cancellable,
                    GAsyncReadyCallback callback, gpointer user_data)
{
  VmmQemuEngine *self = VMM_QEMU_ENGINE (engine);
  GTask *task = vmm_qemu_engine_guest_task (self, uuid, cancellable, callback, user_data);

  g_task_set_source_tag (task, open_console_async);
  vmm_qemu_connection_call (self->connection, task, vmm_qemu_call_console, VMM_QEMU_RESULT_FD, FALSE);
}

static void
screenshot_async (VmmEngine *engine, const char *uuid, GCancellable *cancellable,
                  GAsyncReadyCallback callback, gpointer user_data)
{
  VmmQemuEngine *self = VMM_QEMU_ENGINE (engine);
  GTask *task = vmm_qemu_engine_guest_task (self, uuid, cancellable, callback, user_data);

  g_task_set_source_tag (task, screenshot_async);
  vmm_qemu_connection_call (self->connection, task, vmm_qemu_call_screenshot, VMM_QEMU_RESULT_FD, FALSE);
}

static int
fd_finish (VmmEngine *engine, GAsyncResult *result, GError **error)
{
  return (int) g_task_propagate_int (G_TASK (result), error);
}

static void
change_media_async (VmmEngine *engine, const char *uuid, int media_fd, GCancellable *cancellable,
                    GAsyncReadyCallback callback, gpointer user_data)
{
  VmmQemuEngine *self = VMM_QEMU_ENGINE (engine);
  GTask *task = vmm_qemu_engine_guest_task (self, uuid, cancellable, callback, user_data);
  VmmGuestCall *call = g_task_get_task_data (task);

  g_task_set_source_tag (task, change_media_async);
  if (media_fd >= 0)
    {
      call->media_fd = fcntl (media_fd, F_DUPFD_CLOEXEC, 3);
      if (call->media_fd < 0)
        {
          return_bad_fd (task);
          g_object_unref (task);
          return;
        }
    }

  vmm_qemu_connection_call (self->connection, task, vmm_qemu_call_media, VMM_QEMU_RESULT_BOOLEAN, FALSE);
}

static gboolean
change_media_finish (VmmEngine *engine, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

static GVariant *
dup_networks (VmmEngine *engine)
{
  VmmQemuEngine *self = VMM_QEMU_ENGINE (engine);

  /* What has changed meanwhile is in the next answer. */
  look_for_bridges (self);
  return g_variant_ref_sink (vmm_host_networks_list (self->system, (const char *const *) self->bridges,
                                                     (const char *const *) self->known));
}

static void
assign_async (VmmEngine *engine, const char *uuid, const VmmEngineHostDevice *devices, guint n_devices,
              gboolean attach, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  VmmQemuEngine *self = VMM_QEMU_ENGINE (engine);
  GTask *task = vmm_qemu_engine_guest_task (self, uuid, cancellable, callback, user_data);
  VmmGuestCall *call = g_task_get_task_data (task);

  g_task_set_source_tag (task, assign_async);
  call->devices = g_memdup2 (devices, sizeof *devices * n_devices);
  call->n_devices = n_devices;
  call->attach = attach;
  vmm_qemu_connection_call (self->connection, task, vmm_qemu_call_assign, VMM_QEMU_RESULT_BOOLEAN, FALSE);
}

static gboolean
assign_finish (VmmEngine *engine, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
list_assigned_async (VmmEngine *engine, const char *uuid, GCancellable *cancellable,
                     GAsyncReadyCallback callback, gpointer user_data)
{
  VmmQemuEngine *self = VMM_QEMU_ENGINE (engine);
  GTask *task = vmm_qemu_engine_guest_task (self, uuid, cancellable, callback, user_data);

  g_task_set_source_tag (task, list_assigned_async);
  vmm_qemu_connection_call (self->connection, task, vmm_qemu_call_list_assigned, VMM_QEMU_RESULT_ARRAY,
                            FALSE);
}

static GArray *
list_assigned_finish (VmmEngine *engine, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

/* The session's libvirt runs everything as the user, who can delete it. */
static void
forget_async (VmmEngine *engine, const char *uuid, const char *folder, GCancellable *cancellable,
              GAsyncReadyCallback callback, gpointer user_data)
{
  VmmQemuEngine *self = VMM_QEMU_ENGINE (engine);
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, forget_async);
  g_task_set_check_cancellable (task, FALSE);
  if (self->system)
    vmm_qemu_forget (self->connection, g_steal_pointer (&task), uuid, folder);
  else
    g_task_return_boolean (task, TRUE);
}

static void
release_in_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  VmmQemuStart *start = task_data;

  vmm_qemu_access_revoke (&start->start);
  g_task_return_boolean (task, TRUE);
}

static void
release_async (VmmEngine *engine, const VmmEngineStart *start, GCancellable *cancellable,
               GAsyncReadyCallback callback, gpointer user_data)
{
  VmmQemuEngine *self = VMM_QEMU_ENGINE (engine);
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  VmmQemuStart *copy = vmm_qemu_start_new (start);

  copy->start.system = self->system;
  g_task_set_source_tag (task, release_async);
  g_task_set_check_cancellable (task, FALSE);
  g_task_set_task_data (task, copy, vmm_qemu_start_free);
  if (self->system)
    g_task_run_in_thread (task, release_in_thread);
  else
    g_task_return_boolean (task, TRUE);
}

static void
engine_iface_init (VmmEngineInterface *iface)
{
  iface->assign_async = assign_async;
  iface->assign_finish = assign_finish;
  iface->list_assigned_async = list_assigned_async;
  iface->list_assigned_finish = list_assigned_finish;
  iface->dup_capabilities = dup_capabilities;
  iface->dup_networks = dup_networks;
  iface->list_running_async = list_running_async;
  iface->list_running_finish = list_running_finish;
  iface->start_async = start_async;
  iface->start_finish = start_finish;
  iface->command_async = command_async;
  iface->command_finish = command_finish;
  iface->open_display_async = open_display_async;
  iface->open_display_finish = fd_finish;
  iface->open_console_async = open_console_async;
  iface->open_console_finish = fd_finish;
  iface->screenshot_async = screenshot_async;
  iface->screenshot_finish = fd_finish;
  iface->change_media_async = change_media_async;
  iface->change_media_finish = change_media_finish;
  iface->forget_async = forget_async;
  iface->forget_finish = command_finish;
  iface->release_async = release_async;
  vmm_qemu_answer_iface_init (iface);
  vmm_qemu_engine_save_iface_init (iface);
}

static void
vmm_qemu_engine_finalize (GObject *object)
{
  VmmQemuEngine *self = VMM_QEMU_ENGINE (object);

  g_clear_pointer (&self->bridges, g_strfreev);
  g_clear_pointer (&self->known, g_strfreev);
  g_clear_object (&self->connection);
  g_clear_pointer (&self->guests, vmm_guest_table_free);
  g_clear_pointer (&self->starts, g_ptr_array_unref);
  g_clear_pointer (&self->questions, g_hash_table_unref);
  g_clear_pointer (&self->verdict, vmm_kvm_verdict_free);

  G_OBJECT_CLASS (vmm_qemu_engine_parent_class)->finalize (object);
}

static void
vmm_qemu_engine_class_init (VmmQemuEngineClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = vmm_qemu_engine_finalize;
}

static void
vmm_qemu_engine_init (VmmQemuEngine *self)
{
  self->known = g_new0 (char *, 1);
  self->questions = vmm_qemu_answer_table_new ();
  self->guests = vmm_guest_table_new (on_guest_changed, self);
  self->starts = g_ptr_array_new_with_free_func (g_object_unref);
}

void
vmm_qemu_engine_set_bridges (VmmQemuEngine *self, const char *const *bridges)
{
  g_return_if_fail (VMM_IS_QEMU_ENGINE (self));

  g_strfreev (self->bridges);
  self->bridges = g_strdupv ((char **) bridges);
}

VmmEngine *
vmm_qemu_engine_new (const char *uri)
{
  VmmQemuEngine *self;

  g_return_val_if_fail (uri != NULL, NULL);

  self = g_object_new (VMM_TYPE_QEMU_ENGINE, NULL);
  self->connection = vmm_qemu_connection_new (uri);
  self->system = g_str_has_suffix (uri, "/system");
  g_signal_connect_object (self->connection, "changed", G_CALLBACK (on_connection_changed), self,
                           G_CONNECT_DEFAULT);
  g_signal_connect_object (self->connection, "reopened", G_CALLBACK (on_connection_reopened), self,
                           G_CONNECT_DEFAULT);
  g_signal_connect_object (self->connection, "lifecycle", G_CALLBACK (on_lifecycle), self, G_CONNECT_DEFAULT);
  /* The system's helper has no devices, and nobody's word but that of libvirt, which has them: with this verdict the
   * capabilities of the connection decide. */
  if (self->system && g_strcmp0 (g_getenv ("FROND_ACCEL"), VMM_IPC_ACCEL_SOFTWARE) != 0)
    self->verdict = vmm_kvm_verdict_new (VMM_IPC_ACCEL_REASON_OK, "not probed: libvirt says so");
  else
    vmm_kvm_probe_async (NULL, on_probed, g_object_ref (self));
  return VMM_ENGINE (self);
}
