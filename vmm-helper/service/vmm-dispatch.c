/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The one way in: every method call of every object is judged here, in the same order, before its handler sees it. */
#include "vmm-service-private.h"

#include <string.h>

static GDBusInterfaceInfo *
info_of_node (const char *object_path)
{
  return g_str_has_prefix (object_path, VMM_IPC_JOB_PATH) ||
                 g_str_equal (object_path, VMM_IPC_ROOT_PATH "/job")
             ? vmm_ipc_job_interface_info ()
             : vmm_ipc_machine_interface_info ();
}

static const VmmMethod *
find_method (const char *interface, const char *name)
{
  const VmmMethod *method = g_str_has_suffix (interface, ".Manager")   ? vmm_manager_ipc_methods
                            : g_str_has_suffix (interface, ".Machine") ? vmm_machine_ipc_methods
                                                                       : vmm_job_ipc_methods;

  while (method->name != NULL && !g_str_equal (method->name, name))
    method++;
  return method->name != NULL ? method : NULL;
}

typedef struct
{
  VmmService *service;
  uid_t uid;
  char *sender;
} Pending;

/* Answered or dropped: the call is over. */
static void
on_call_gone (gpointer user_data, GObject *where_it_was)
{
  Pending *pending = user_data;

  vmm_quota_give_back (pending->service->quota, VMM_QUOTA_CALLS, pending->uid);
  vmm_callers_give_back_call (pending->service->callers, pending->sender);
  pending->service->n_calls--;
  vmm_service_update_idle (pending->service);
  g_object_unref (pending->service);
  g_free (pending->sender);
  g_free (pending);
}

/* Of its user's, and of its program's: one that asks for too much does not take it from the user's others. */
static gboolean
count_call (VmmService *self, VmmCall *call, GError **error)
{
  uid_t uid = vmm_call_get_uid (call);
  guint64 limit =
      vmm_amount_of (vmm_quota_get_amount (self->quota, uid, VMM_LIMIT_CONNECTION_CALLS), G_MAXUINT);
  Pending *pending;

  if (!vmm_callers_take_call (self->callers, vmm_call_get_sender (call), limit, error))
    return FALSE;
  if (!vmm_quota_take (self->quota, VMM_QUOTA_CALLS, uid, error))
    {
      vmm_callers_give_back_call (self->callers, vmm_call_get_sender (call));
      return FALSE;
    }

  pending = g_new0 (Pending, 1);
  pending->service = g_object_ref (self);
  pending->uid = uid;
  pending->sender = g_strdup (vmm_call_get_sender (call));
  g_object_weak_ref (G_OBJECT (call), on_call_gone, pending);
  self->n_calls++;
  vmm_service_update_idle (self);
  return TRUE;
}

/* What was only looked at is nobody's business. */
static void
on_answered (VmmCall *call, gpointer user_data)
{
  VmmService *self = VMM_SERVICE (user_data);
  const char *path = vmm_call_get_path (call);
  g_autofree char *uuid = g_str_has_prefix (path, VMM_IPC_MACHINE_PATH)
                              ? vmm_machine_uuid_from_node (path + strlen (VMM_IPC_MACHINE_PATH))
                              : NULL;
  const VmmAuditRecord record = { .uid = vmm_call_get_uid (call),
                                  .method = vmm_call_get_method (call),
                                  .machine = uuid,
                                  .request_id = vmm_call_peek_request_id (call),
                                  .result = vmm_call_get_result (call),
                                  .audit_id = vmm_call_get_audit_id (call) };

  vmm_audit_note (self->audit, &record, g_get_monotonic_time ());
}

static void
run (VmmService *self, VmmCall *call, const VmmMethod *method)
{
  method->handler (self, call, vmm_call_get_parameters (call));
}

static void
admit (VmmService *self, GDBusMethodInvocation *invocation, uid_t uid)
{
  const VmmMethod *method = find_method (g_dbus_method_invocation_get_interface_name (invocation),
                                         g_dbus_method_invocation_get_method_name (invocation));
  g_autoptr (VmmCall) call = vmm_call_new (invocation, uid, method->actions);
  GError *error = NULL;

  if (self->audit != NULL && method->actions != VMM_ACTION_NONE)
    g_signal_connect_object (call, "answered", G_CALLBACK (on_answered), self, G_CONNECT_DEFAULT);
  if (!vmm_authority_admit (self->authority, uid, &error) || !count_call (self, call, &error) ||
      !vmm_call_check_descriptors (call, &error))
    vmm_call_fail (call, error);
  else if (self->ready)
    run (self, call, method);
  else
    g_queue_push_tail (&self->early, g_steal_pointer (&call));
}

typedef struct
{
  VmmService *service;
  GDBusMethodInvocation *invocation;
} Unknown;

static void
on_identified (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autofree Unknown *unknown = user_data;
  g_autoptr (VmmService) self = unknown->service;
  g_autoptr (GError) error = NULL;
  uid_t uid;

  if (vmm_callers_identify_finish (VMM_CALLERS (object), result, &uid, &error))
    admit (self, unknown->invocation, uid);
  else
    g_dbus_method_invocation_return_gerror (unknown->invocation, error);
  self->n_calls--;
  vmm_service_update_idle (self);
}

static void
on_method_call (GDBusConnection *connection, const char *sender, const char *object_path,
                const char *interface, const char *name, GVariant *parameters,
                GDBusMethodInvocation *invocation, gpointer user_data)
{
  VmmService *self = VMM_SERVICE (user_data);
  Unknown *unknown;
  uid_t uid;

  if (sender == NULL || g_variant_get_size (parameters) > VMM_QUOTA_MESSAGE_BYTES)
    {
      g_dbus_method_invocation_return_error_literal (invocation, VMM_IPC_ERROR,
                                                     VMM_IPC_ERROR_INVALID_ARGUMENT, "message: is too large");
      return;
    }
  if (vmm_callers_peek (self->callers, sender, &uid))
    {
      admit (self, invocation, uid);
      return;
    }

  unknown = g_new0 (Unknown, 1);
  unknown->service = g_object_ref (self);
  unknown->invocation = invocation;
  self->n_calls++;
  vmm_service_update_idle (self);
  vmm_callers_identify_async (self->callers, sender, on_identified, unknown);
}

static GVariant *
on_get_property (GDBusConnection *connection, const char *sender, const char *object_path,
                 const char *interface, const char *name, GError **error, gpointer user_data)
{
  return vmm_manager_ipc_get_property (user_data, name);
}

static const GDBusInterfaceVTable vtable = { .method_call = on_method_call, .get_property = on_get_property };

/* Nobody is told which machines and jobs there are: ListMachines does that, for their owner. */
static char **
enumerate_nothing (GDBusConnection *connection, const char *sender, const char *object_path,
                   gpointer user_data)
{
  return g_new0 (char *, 1);
}

static GDBusInterfaceInfo **
introspect_any (GDBusConnection *connection, const char *sender, const char *object_path, const char *node,
                gpointer user_data)
{
  GDBusInterfaceInfo **infos = g_new0 (GDBusInterfaceInfo *, 2);

  if (node != NULL)
    infos[0] = g_dbus_interface_info_ref (info_of_node (object_path));
  return infos;
}

/* Also for what does not exist: the handler says .NotFound, the same as for what is someone else's. */
static const GDBusInterfaceVTable *
dispatch_any (GDBusConnection *connection, const char *sender, const char *object_path, const char *interface,
              const char *node, gpointer *out_user_data, gpointer user_data)
{
  if (node == NULL || !g_str_equal (interface, info_of_node (object_path)->name))
    return NULL;
  *out_user_data = user_data;
  return &vtable;
}

static const GDBusSubtreeVTable subtree = { enumerate_nothing, introspect_any, dispatch_any };

static void
check_table (GDBusInterfaceInfo *info)
{
  for (GDBusMethodInfo **method = info->methods; *method != NULL; method++)
    if (find_method (info->name, (*method)->name) == NULL)
      g_error ("The method %s of %s has no handler", (*method)->name, info->name);
}

static gboolean
register_subtree (VmmService *self, const char *path, GError **error)
{
  guint id = g_dbus_connection_register_subtree (self->connection, path, &subtree,
                                                 G_DBUS_SUBTREE_FLAGS_DISPATCH_TO_UNENUMERATED_NODES, self,
                                                 NULL, error);

  if (id == 0)
    return FALSE;
  g_array_append_val (self->registrations, id);
  return TRUE;
}

gboolean
vmm_dispatch_register (VmmService *self, GError **error)
{
  check_table (vmm_ipc_manager_interface_info ());
  check_table (vmm_ipc_machine_interface_info ());
  check_table (vmm_ipc_job_interface_info ());

  self->manager_id =
      g_dbus_connection_register_object (self->connection, VMM_IPC_ROOT_PATH,
                                         vmm_ipc_manager_interface_info (), &vtable, self, NULL, error);
  return self->manager_id != 0 && register_subtree (self, VMM_IPC_ROOT_PATH "/machine", error) &&
         register_subtree (self, VMM_IPC_ROOT_PATH "/job", error);
}

void
vmm_dispatch_unregister (VmmService *self)
{
  if (self->manager_id != 0)
    g_dbus_connection_unregister_object (self->connection, self->manager_id);
  self->manager_id = 0;

  for (guint i = 0; i < self->registrations->len; i++)
    g_dbus_connection_unregister_subtree (self->connection, g_array_index (self->registrations, guint, i));
  g_array_set_size (self->registrations, 0);
  g_queue_clear_full (&self->early, g_object_unref);
}

void
vmm_dispatch_ready (VmmService *self)
{
  VmmCall *call;

  while ((call = g_queue_pop_head (&self->early)) != NULL)
    {
      const char *interface =
          g_str_has_prefix (vmm_call_get_path (call), VMM_IPC_JOB_PATH)       ? VMM_IPC_INTERFACE ".Job"
          : g_str_has_prefix (vmm_call_get_path (call), VMM_IPC_MACHINE_PATH) ? VMM_IPC_INTERFACE ".Machine"
                                                                              : VMM_IPC_INTERFACE ".Manager";

      run (self, call, find_method (interface, vmm_call_get_method (call)));
      g_object_unref (call);
    }
}
