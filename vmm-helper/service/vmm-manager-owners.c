/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* me.phyllo.Frond.VmmHelper1.Manager: who may have how much, and what an administrator sees and does of others. */
#include "vmm-service-private.h"

static guint64
used_of (VmmService *self, uid_t uid, const VmmUse *use, const VmmSpace *space, VmmLimit limit)
{
  switch (limit)
    {
    case VMM_LIMIT_MACHINES:
      return use->machines;
    case VMM_LIMIT_RUNNING:
      return use->running;
    case VMM_LIMIT_MEMORY:
      return use->memory;
    case VMM_LIMIT_VCPUS:
      return use->vcpus;
    case VMM_LIMIT_DISK_SPACE:
      return space->used;
    case VMM_LIMIT_JOBS:
      return vmm_quota_get_used (self->quota, VMM_QUOTA_JOBS, uid);
    case VMM_LIMIT_CALLS:
      return vmm_quota_get_used (self->quota, VMM_QUOTA_CALLS, uid);
    case VMM_LIMIT_SUBSCRIBERS:
      return vmm_quota_get_used (self->quota, VMM_QUOTA_SUBSCRIBERS, uid);
    /* These are not added up. */
    case VMM_LIMIT_DISK_SIZE:
    case VMM_LIMIT_CONNECTION_CALLS:
    case VMM_LIMIT_CHANGES:
    case VMM_N_LIMITS:
    default:
      return 0;
    }
}

static void
on_measured (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (VmmCall) call = user_data;
  VmmService *self = g_object_get_data (G_OBJECT (call), "vmm-service");
  g_auto (GVariantDict) dict = G_VARIANT_DICT_INIT (NULL);
  uid_t uid = vmm_call_get_uid (call);
  GError *error = NULL;
  VmmSpace space;
  VmmUse use;

  if (!vmm_registry_measure_finish (VMM_REGISTRY (object), result, &space, &error))
    {
      vmm_call_fail (call, error);
      return;
    }
  vmm_claims_get_standing (self->claims, uid, &use);
  for (guint i = 0; i < VMM_N_LIMITS; i++)
    g_variant_dict_insert (&dict, vmm_limit_get_name (i), "(tt)", used_of (self, uid, &use, &space, i),
                           vmm_claims_get_limit (self->claims, uid, i, space.whole));
  vmm_call_return (call, g_variant_new ("(@a{sv})", g_variant_dict_end (&dict)));
}

void
vmm_manager_ipc_get_limits (VmmService *self, VmmCall *call, GVariant *parameters)
{
  g_object_set_data_full (G_OBJECT (call), "vmm-service", g_object_ref (self), g_object_unref);
  vmm_registry_measure_async (vmm_host_get_registry (self->host), vmm_call_get_uid (call), on_measured,
                              g_object_ref (call));
}

void
vmm_manager_ipc_get_request_result (VmmService *self, VmmCall *call, GVariant *parameters)
{
  g_autoptr (GVariant) result = NULL;
  const char *request_id;

  g_variant_get (parameters, "(&s)", &request_id);
  if (!vmm_requests_get_result (self->requests, vmm_call_get_uid (call), request_id, &result))
    vmm_call_fail (call,
                   g_error_new_literal (VMM_IPC_ERROR, VMM_IPC_ERROR_NOT_FOUND, "There is no such request"));
  else if (result == NULL)
    vmm_call_return (call, g_variant_new ("(sa{sv})", "running", NULL));
  else
    vmm_call_return (call, g_variant_new ("(s@a{sv})", "done", result));
}

/* Limits that are to be set for somebody. */
typedef struct
{
  VmmService *service;
  VmmCall *call;
  uid_t uid;
  VmmLimits *limits;
} Setting;

static void
setting_free (Setting *setting)
{
  g_clear_object (&setting->call);
  g_object_unref (setting->service);
  g_free (setting->limits);
  g_free (setting);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Setting, setting_free)

static void
on_limits_set (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Setting) setting = user_data;
  GError *error = NULL;

  if (!vmm_owner_limits_set_finish (VMM_OWNER_LIMITS (object), result, &error))
    {
      vmm_call_fail (setting->call, error);
      return;
    }
  vmm_subscribers_emit (setting->service->subscribers, setting->uid, "LimitsChanged", NULL);
  vmm_call_return (setting->call, NULL);
}

static void
begin_set_limits (VmmService *self, VmmCall *call, gpointer request)
{
  Setting *setting = request;

  setting->call = g_object_ref (call);
  vmm_owner_limits_set_async (self->owner_limits, setting->uid, setting->limits, on_limits_set, setting);
}

void
vmm_manager_ipc_set_owner_limits (VmmService *self, VmmCall *call, GVariant *parameters)
{
  g_autoptr (GVariant) changes = NULL;
  g_autofree VmmLimits *limits = NULL;
  Setting *setting;
  GError *error = NULL;
  guint32 uid;

  g_variant_get (parameters, "(u@a{sv})", &uid, &changes);
  limits = vmm_owner_limits_parse (self->owner_limits, uid, changes, &error);
  if (limits == NULL)
    {
      vmm_call_fail (call, error);
      return;
    }
  setting = g_new0 (Setting, 1);
  setting->service = g_object_ref (self);
  setting->uid = uid;
  setting->limits = g_steal_pointer (&limits);
  vmm_service_authorise (self, call, VMM_ACTION_NONE, NULL, begin_set_limits, setting,
                         (GDestroyNotify) setting_free);
}

static void
list_others (VmmService *self, VmmCall *call, gpointer request)
{
  g_auto (GVariantBuilder) builder = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE ("a(suuustu)"));
  GPtrArray *machines = vmm_registry_get_machines (vmm_host_get_registry (self->host));
  guint32 offset, count, total = 0;

  g_variant_get (vmm_call_get_parameters (call), "(uu)", &offset, &count);
  count = MIN (count, VMM_IPC_MAX_LIST);
  for (guint i = 0; i < machines->len; i++)
    {
      VmmMachine *machine = g_ptr_array_index (machines, i);
      VmmSpec *spec = vmm_machine_get_spec (machine);

      if (vmm_machine_get_owner (machine) == vmm_call_get_uid (call))
        continue;
      if (total >= offset && total - offset < count)
        g_variant_builder_add (&builder, "(suuustu)", vmm_machine_get_uuid (machine),
                               (guint32) vmm_machine_get_owner (machine), vmm_machine_get_state (machine),
                               vmm_machine_get_reason (machine), spec->name, spec->memory, spec->vcpus);
      total++;
    }
  vmm_call_return (call, g_variant_new ("(@a(suuustu)u)", g_variant_builder_end (&builder), total));
}

void
vmm_manager_ipc_list_others (VmmService *self, VmmCall *call, GVariant *parameters)
{
  vmm_service_authorise (self, call, VMM_ACTION_NONE, NULL, list_others, NULL, NULL);
}

/* What is done to somebody else's machine. */
typedef struct
{
  VmmService *service;
  VmmJob *job;
} Deed;

static void
end_deed (Deed *deed, gboolean success, GError *error)
{
  if (success)
    vmm_job_finish (deed->job, NULL);
  else
    vmm_job_fail (deed->job, error);
  g_object_unref (deed->job);
  g_object_unref (deed->service);
  g_free (deed);
}

static void
on_stopped (GObject *object, GAsyncResult *result, gpointer user_data)
{
  GError *error = NULL;
  gboolean success = vmm_host_command_finish (VMM_HOST (object), result, &error);

  end_deed (user_data, success, error);
}

static void
on_deleted (GObject *object, GAsyncResult *result, gpointer user_data)
{
  GError *error = NULL;
  gboolean success = vmm_host_delete_finish (VMM_HOST (object), result, &error);

  end_deed (user_data, success, error);
}

/* Only now that the caller is known to manage others it shows whether there is such a machine. */
static void
begin_deed (VmmService *self, VmmCall *call, gpointer request)
{
  const gboolean stops = g_str_equal (vmm_call_get_method (call), "StopOtherMachine");
  const char *request_id, *uuid;
  VmmMachine *machine;
  VmmJob *job;
  Deed *deed;

  g_variant_get (vmm_call_get_parameters (call), "(&s&s)", &request_id, &uuid);
  machine = vmm_registry_lookup (vmm_host_get_registry (self->host), uuid);
  if (machine == NULL && !vmm_requests_knows (self->requests, vmm_call_get_uid (call), request_id))
    {
      vmm_call_fail (call, g_error_new_literal (VMM_IPC_ERROR, VMM_IPC_ERROR_NOT_FOUND,
                                                "There is no such machine"));
      return;
    }
  if (!vmm_requests_begin (self->requests, request_id, call) ||
      (job = vmm_requests_begin_job (self->requests, vmm_call_get_uid (call), request_id)) == NULL)
    return;

  deed = g_new0 (Deed, 1);
  deed->service = g_object_ref (self);
  deed->job = job;
  if (stops)
    vmm_host_command_async (self->host, machine, VMM_ENGINE_STOP, vmm_job_get_cancellable (job), on_stopped,
                            deed);
  else
    vmm_host_delete_async (self->host, vmm_machine_get_owner (machine), uuid, 0,
                           vmm_job_get_cancellable (job), on_deleted, deed);
}

void
vmm_manager_ipc_manage_other (VmmService *self, VmmCall *call, GVariant *parameters)
{
  vmm_service_authorise (self, call, VMM_ACTION_NONE, NULL, begin_deed, NULL, NULL);
}
