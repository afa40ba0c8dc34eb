/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "vmm-service-private.h"

#include "vmm-device-ipc.h"

#define IDLE_SECONDS 60

G_DEFINE_FINAL_TYPE (VmmService, vmm_service, G_TYPE_OBJECT)

enum
{
  IDLE,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static void
vmm_service_dispose (GObject *object)
{
  VmmService *self = VMM_SERVICE (object);

  if (self->host != NULL)
    {
      vmm_service_close (self);
      g_signal_handlers_disconnect_by_data (vmm_host_get_registry (self->host), self);
      g_signal_handlers_disconnect_by_data (vmm_host_get_engine (self->host), self);
      g_signal_handlers_disconnect_by_data (vmm_host_get_devices (self->host), self);
      g_signal_handlers_disconnect_by_data (self->host, self);
      g_signal_handlers_disconnect_by_data (self->subscribers, self);
      g_signal_handlers_disconnect_by_data (self->jobs, self);
    }
  g_clear_object (&self->requests);
  g_clear_object (&self->jobs);
  g_clear_object (&self->claims);
  g_clear_object (&self->owner_limits);
  g_clear_object (&self->fates);
  g_clear_object (&self->power);
  g_clear_object (&self->host);
  g_clear_object (&self->subscribers);
  g_clear_object (&self->callers);
  g_clear_object (&self->quota);
  g_clear_object (&self->config);
  g_clear_object (&self->audit);
  g_clear_object (&self->authority);
  g_clear_object (&self->connection);
  G_OBJECT_CLASS (vmm_service_parent_class)->dispose (object);
}

static void
vmm_service_finalize (GObject *object)
{
  VmmService *self = VMM_SERVICE (object);

  g_clear_pointer (&self->registrations, g_array_unref);
  g_clear_pointer (&self->data_dir, g_free);
  G_OBJECT_CLASS (vmm_service_parent_class)->finalize (object);
}

static void
vmm_service_class_init (VmmServiceClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = vmm_service_dispose;
  G_OBJECT_CLASS (klass)->finalize = vmm_service_finalize;

  signals[IDLE] = g_signal_new ("idle", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                G_TYPE_NONE, 0);
}

static void
vmm_service_init (VmmService *self)
{
  self->registrations = g_array_new (FALSE, FALSE, sizeof (guint));
  self->idle_seconds = IDLE_SECONDS;
}

static void
emit_machine (VmmService *self, VmmMachine *machine, const char *member)
{
  g_autofree char *path = vmm_machine_dup_object_path (machine);

  vmm_subscribers_emit (self->subscribers, vmm_machine_get_owner (machine), member,
                        g_variant_new ("(os)", path, vmm_machine_get_uuid (machine)));
}

static void
on_machine_added (VmmRegistry *registry, VmmMachine *machine, gpointer user_data)
{
  emit_machine (user_data, machine, "MachineAdded");
}

static void
on_machine_removed (VmmRegistry *registry, VmmMachine *machine, gpointer user_data)
{
  emit_machine (user_data, machine, "MachineRemoved");
}

static void
on_machine_changed (VmmRegistry *registry, VmmMachine *machine, gpointer user_data)
{
  VmmService *self = VMM_SERVICE (user_data);
  g_autofree char *path = vmm_machine_dup_object_path (machine);

  vmm_subscribers_emit (self->subscribers, vmm_machine_get_owner (machine), "MachineChanged",
                        g_variant_new ("(ostuu)", path, vmm_machine_get_uuid (machine),
                                       vmm_machine_get_generation (machine), vmm_machine_get_state (machine),
                                       vmm_machine_get_reason (machine)));
}

static void
on_job_changed (VmmJobs *jobs, VmmJob *job, gpointer user_data)
{
  VmmService *self = VMM_SERVICE (user_data);

  vmm_subscribers_emit (self->subscribers, vmm_job_get_owner (job), "JobChanged",
                        g_variant_new ("(ouu)", vmm_job_get_path (job), vmm_job_get_state (job),
                                       vmm_job_get_permille (job)));
  vmm_service_update_idle (self);
}

static void
on_capabilities_changed (VmmEngine *engine, gpointer user_data)
{
  VmmService *self = VMM_SERVICE (user_data);

  vmm_subscribers_emit (self->subscribers, vmm_authority_get_owner (self->authority), "CapabilitiesChanged",
                        NULL);
}

VmmService *
vmm_service_new (GDBusConnection *connection, const char *data_dir, VmmEngine *engine,
                 VmmAuthority *authority, VmmConfig *config)
{
  VmmService *self = g_object_new (VMM_TYPE_SERVICE, NULL);
  g_autoptr (VmmRegistry) registry = vmm_registry_new (data_dir, vmm_authority_get_owner (authority));

  self->connection = g_object_ref (connection);
  self->data_dir = g_strdup (data_dir);
  self->began = g_get_monotonic_time ();
  self->authority = g_object_ref (authority);
  if (vmm_authority_get_owner (authority) == VMM_OWNER_ANY)
    self->audit = vmm_audit_new (NULL, NULL);
  self->config = g_object_ref (config);
  self->quota = vmm_quota_new (config);
  self->callers = vmm_callers_new (connection);
  self->subscribers = vmm_subscribers_new (connection, self->callers, self->quota);
  self->host = vmm_host_new (engine, registry);
  self->power = vmm_power_new ();
  self->fates = vmm_fates_new (self->host, self->power);
  self->owner_limits = vmm_owner_limits_new (data_dir, self->quota);
  self->claims = vmm_claims_new (self->quota, self->host);
  self->jobs = vmm_jobs_new (self->quota);
  self->requests = vmm_requests_new (self->jobs, self->quota, data_dir);

  g_signal_connect (registry, "machine-added", G_CALLBACK (on_machine_added), self);
  g_signal_connect (registry, "machine-changed", G_CALLBACK (on_machine_changed), self);
  g_signal_connect (registry, "machine-removed", G_CALLBACK (on_machine_removed), self);
  g_signal_connect (engine, "capabilities-changed", G_CALLBACK (on_capabilities_changed), self);
  g_signal_connect (self->jobs, "job-changed", G_CALLBACK (on_job_changed), self);
  g_signal_connect (vmm_host_get_devices (self->host), "changed",
                    G_CALLBACK (vmm_manager_ipc_devices_changed), self);
  g_signal_connect_swapped (self->host, "quiet-changed", G_CALLBACK (vmm_service_update_idle), self);
  g_signal_connect_swapped (self->subscribers, "changed", G_CALLBACK (vmm_service_update_idle), self);
  return self;
}

gboolean
vmm_service_is_idle (VmmService *self)
{
  return self->ready && self->n_calls == 0 && vmm_subscribers_count (self->subscribers) == 0 &&
         !vmm_jobs_any_running (self->jobs) && vmm_host_is_quiet (self->host);
}

static void
on_idle (gpointer user_data)
{
  VmmService *self = VMM_SERVICE (user_data);

  self->idle_source = 0;
  g_signal_emit (self, signals[IDLE], 0);
}

void
vmm_service_update_idle (VmmService *self)
{
  if (!vmm_service_is_idle (self))
    g_clear_handle_id (&self->idle_source, g_source_remove);
  else if (self->idle_source == 0)
    self->idle_source = g_timeout_add_seconds_once (self->idle_seconds, on_idle, self);
}

void
vmm_service_set_idle_seconds (VmmService *self, guint seconds)
{
  self->idle_seconds = seconds;
}

gboolean
vmm_service_export (VmmService *self, GError **error)
{
  return vmm_dispatch_register (self, error);
}

static void
on_requests_loaded (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  VmmService *self = g_task_get_source_object (task);

  self->ready = TRUE;
  vmm_dispatch_ready (self);
  vmm_service_autostart (self);
  vmm_service_update_idle (self);
  g_task_return_boolean (task, TRUE);
}

static void
on_limits_loaded (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  VmmService *self = g_task_get_source_object (task);
  g_autoptr (GError) error = NULL;

  if (!vmm_owner_limits_load_finish (VMM_OWNER_LIMITS (object), result, &error))
    g_warning ("The limits that were set for users do not hold: %s", error->message);
  vmm_requests_load_async (self->requests, on_requests_loaded, g_steal_pointer (&task));
}

static void
on_loaded (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  VmmService *self = g_task_get_source_object (task);
  GError *error = NULL;

  if (!vmm_host_load_finish (VMM_HOST (object), result, &error))
    {
      g_task_return_error (task, error);
      return;
    }
  vmm_owner_limits_load_async (self->owner_limits, on_limits_loaded, g_steal_pointer (&task));
}

void
vmm_service_load_async (VmmService *self, GCancellable *cancellable, GAsyncReadyCallback callback,
                        gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, vmm_service_load_async);
  vmm_host_load_async (self->host, cancellable, on_loaded, task);
}

gboolean
vmm_service_load_finish (VmmService *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

void
vmm_service_close (VmmService *self)
{
  g_clear_handle_id (&self->idle_source, g_source_remove);
  vmm_dispatch_unregister (self);
}

GVariant *
vmm_service_machine_result (VmmMachine *machine)
{
  g_autofree char *path = vmm_machine_dup_object_path (machine);
  g_auto (GVariantDict) dict = G_VARIANT_DICT_INIT (NULL);

  g_variant_dict_insert (&dict, "machine", "o", path);
  g_variant_dict_insert (&dict, "uuid", "s", vmm_machine_get_uuid (machine));
  g_variant_dict_insert (&dict, "generation", "t", vmm_machine_get_generation (machine));
  return g_variant_dict_end (&dict);
}
