/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "vmm-host-private.h"

#include "vmm-authority.h"

/* A guest that was asked to shut down and has not by then does not mean to. */
#define STOPPING_SECONDS (5 * 60)

/* An engine that takes longer to say what runs is not waited for: the states follow when it does. */
#define LOAD_SECONDS 3

G_DEFINE_FINAL_TYPE (VmmHost, vmm_host, G_TYPE_OBJECT)

enum
{
  QUIET_CHANGED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static void
vmm_host_dispose (GObject *object)
{
  VmmHost *self = VMM_HOST (object);

  if (self->engine != NULL)
    g_signal_handlers_disconnect_by_data (self->engine, self);
  if (self->registry != NULL)
    g_signal_handlers_disconnect_by_data (self->registry, self);
  g_clear_handle_id (&self->load_deadline, g_source_remove);
  g_clear_pointer (&self->stopping, g_hash_table_unref);
  g_clear_pointer (&self->clocks, g_hash_table_unref);
  if (self->devices != NULL)
    g_signal_handlers_disconnect_by_data (self->devices, self);
  g_clear_object (&self->devices);
  g_clear_object (&self->lanes);
  g_clear_object (&self->registry);
  g_clear_object (&self->engine);
  G_OBJECT_CLASS (vmm_host_parent_class)->dispose (object);
}

static void
vmm_host_class_init (VmmHostClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = vmm_host_dispose;

  signals[QUIET_CHANGED] = g_signal_new ("quiet-changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                         NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
remove_source (gpointer id)
{
  g_source_remove (GPOINTER_TO_UINT (id));
}

static void
vmm_host_init (VmmHost *self)
{
  self->lanes = vmm_lanes_new ();
  self->devices = vmm_device_claims_new ();
  self->clocks = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->stopping = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, remove_source);
}

static void
on_guest_state (VmmEngine *engine, const char *uuid, guint state, guint reason, gpointer user_data)
{
  VmmHost *self = VMM_HOST (user_data);
  VmmMachine *machine = uuid != NULL ? vmm_registry_lookup (self->registry, uuid) : NULL;
  VmmIpcMachineState was;

  if (machine == NULL || state == VMM_IPC_MACHINE_STARTING)
    return;
  was = vmm_machine_get_state (machine);

  /* A guest on its way down still runs; that it does is no news. */
  if (state == VMM_IPC_MACHINE_RUNNING && vmm_machine_get_state (machine) == VMM_IPC_MACHINE_STOPPING)
    return;

  if (state != VMM_IPC_MACHINE_STOPPED && vmm_machine_get_saved (machine))
    {
      if (was != VMM_IPC_MACHINE_STARTING)
        {
          vmm_host_end_unspent (self, machine);
          return;
        }
      /* Its own start: the engine lets no guest go before its state is spent. */
      vmm_machine_set_saved (machine, FALSE);
    }

  vmm_machine_set_state (machine, state, reason);
  if (state == VMM_IPC_MACHINE_STOPPED)
    {
      if (reason == VMM_IPC_REASON_SAVED)
        vmm_host_adopt (self, machine);
      vmm_host_note_end (self, machine, was, reason);
      vmm_host_release_files (self, machine);
    }
}

static void
on_guest_agent (VmmEngine *engine, const char *uuid, gpointer user_data)
{
  VmmHost *self = VMM_HOST (user_data);
  VmmMachine *machine = uuid != NULL ? vmm_registry_lookup (self->registry, uuid) : NULL;

  if (machine == NULL)
    return;
  vmm_host_note_agent (self, machine);
  vmm_host_note_clock (self, machine);
}

static void
on_resync (VmmEngine *engine, gpointer user_data)
{
  vmm_host_refresh_async (user_data, NULL, NULL);
}

typedef struct
{
  VmmHost *host; /* borrowed: the source goes with it */
  char *uuid;
} Stopping;

static void
stopping_free (gpointer data)
{
  Stopping *stopping = data;

  g_free (stopping->uuid);
  g_free (stopping);
}

static gboolean
on_stopping_timeout (gpointer user_data)
{
  Stopping *stopping = user_data;
  VmmMachine *machine = vmm_registry_lookup (stopping->host->registry, stopping->uuid);
  gpointer key;

  /* Not removed: that would end the source, which ends by itself. */
  if (g_hash_table_steal_extended (stopping->host->stopping, stopping->uuid, &key, NULL))
    g_free (key);
  if (machine != NULL && vmm_machine_get_state (machine) == VMM_IPC_MACHINE_STOPPING)
    vmm_machine_set_state (machine, VMM_IPC_MACHINE_RUNNING, VMM_IPC_REASON_NONE);
  return G_SOURCE_REMOVE;
}

static void
on_machine_changed (VmmRegistry *registry, VmmMachine *machine, gpointer user_data)
{
  VmmHost *self = VMM_HOST (user_data);
  const char *uuid = vmm_machine_get_uuid (machine);

  if (!vmm_machine_is_active (machine))
    {
      vmm_host_release_devices (self, machine, VMM_DEVICE_CLAIM_HELD);
      g_hash_table_remove (self->clocks, uuid);
    }
  if (vmm_machine_get_state (machine) != VMM_IPC_MACHINE_STOPPING)
    g_hash_table_remove (self->stopping, uuid);
  else if (!g_hash_table_contains (self->stopping, uuid))
    {
      Stopping *stopping = g_new0 (Stopping, 1);
      guint id;

      stopping->host = self;
      stopping->uuid = g_strdup (uuid);
      id = g_timeout_add_seconds_full (G_PRIORITY_DEFAULT, STOPPING_SECONDS, on_stopping_timeout, stopping,
                                       stopping_free);
      g_hash_table_insert (self->stopping, g_strdup (uuid), GUINT_TO_POINTER (id));
    }
  g_signal_emit (self, signals[QUIET_CHANGED], 0);
}

static void
on_machine_removed (VmmRegistry *registry, VmmMachine *machine, gpointer user_data)
{
  vmm_host_release_devices (user_data, machine, VMM_DEVICE_CLAIM_GIVEN);
}

static void
on_unplugged (VmmDeviceClaims *devices, const char *uuid, const VmmEngineHostDevice *address,
              gpointer user_data)
{
  vmm_host_note_unplugged (user_data, uuid, address);
}

static void
on_devices_changed (VmmDeviceClaims *devices, guint kind, gpointer user_data)
{
  g_signal_emit (user_data, signals[QUIET_CHANGED], 0);
}

VmmHost *
vmm_host_new (VmmEngine *engine, VmmRegistry *registry)
{
  VmmHost *self = g_object_new (VMM_TYPE_HOST, NULL);

  self->engine = g_object_ref (engine);
  self->registry = g_object_ref (registry);
  g_signal_connect (engine, "guest-state", G_CALLBACK (on_guest_state), self);
  g_signal_connect (engine, "guest-agent", G_CALLBACK (on_guest_agent), self);
  g_signal_connect (engine, "resync", G_CALLBACK (on_resync), self);
  g_signal_connect (registry, "machine-changed", G_CALLBACK (on_machine_changed), self);
  g_signal_connect (registry, "machine-removed", G_CALLBACK (on_machine_removed), self);
  g_signal_connect (self->devices, "unplugged", G_CALLBACK (on_unplugged), self);
  g_signal_connect (self->devices, "changed", G_CALLBACK (on_devices_changed), self);
  return self;
}

VmmEngine *
vmm_host_get_engine (VmmHost *self)
{
  return self->engine;
}

VmmRegistry *
vmm_host_get_registry (VmmHost *self)
{
  return self->registry;
}

VmmDeviceClaims *
vmm_host_get_devices (VmmHost *self)
{
  return self->devices;
}

gboolean
vmm_host_is_quiet (VmmHost *self)
{
  GPtrArray *machines = vmm_registry_get_machines (self->registry);

  if (!self->loaded || !vmm_lanes_is_empty (self->lanes) || vmm_device_claims_is_waiting (self->devices))
    return FALSE;
  for (guint i = 0; i < machines->len; i++)
    if (vmm_machine_is_active (g_ptr_array_index (machines, i)))
      return FALSE;
  return TRUE;
}

GVariant *
vmm_host_dup_capabilities (VmmHost *self)
{
  g_autoptr (GVariant) known = vmm_engine_dup_capabilities (self->engine);
  g_auto (GVariantDict) dict = G_VARIANT_DICT_INIT (known);

  if (!g_variant_dict_contains (&dict, VMM_IPC_CAP_MAX_DISK))
    g_variant_dict_insert (&dict, VMM_IPC_CAP_MAX_DISK, "t", (guint64) VMM_IPC_MAX_DISK);
  return g_variant_dict_end (&dict);
}

static void
on_lane_left (GTask *task, GParamSpec *pspec, gpointer user_data)
{
  g_signal_emit (user_data, signals[QUIET_CHANGED], 0);
}

void
vmm_host_push (VmmHost *self, const char *key, GTask *task, VmmLaneTurn turn)
{
  g_task_set_check_cancellable (task, FALSE);
  vmm_lanes_push (self->lanes, key, task, turn);
  g_signal_connect_object (task, "notify::completed", G_CALLBACK (on_lane_left), self, G_CONNECT_AFTER);
}

gboolean
vmm_host_check_present (VmmHost *self, VmmMachine *machine, GError **error)
{
  if (vmm_registry_lookup (self->registry, vmm_machine_get_uuid (machine)) == machine)
    return TRUE;

  g_set_error_literal (error, VMM_IPC_ERROR, VMM_IPC_ERROR_NOT_FOUND, "There is no such machine");
  return FALSE;
}

static gboolean
check_autostart (VmmHost *self, VmmSpec *spec, GError **error)
{
  if (!spec->autostart)
    return TRUE;
  if (vmm_registry_get_owner (self->registry) == VMM_OWNER_ANY && !vmm_spec_is_encrypted (spec))
    return TRUE;

  if (vmm_spec_is_encrypted (spec))
    g_set_error_literal (error, VMM_IPC_ERROR, VMM_IPC_ERROR_OUT_OF_RANGE,
                         VMM_IPC_SPEC_AUTOSTART ": nobody is there to unlock the disk");
  else
    g_set_error_literal (error, VMM_IPC_ERROR, VMM_IPC_ERROR_UNSUPPORTED,
                         VMM_IPC_SPEC_AUTOSTART ": only the computer's service starts with the computer");
  return FALSE;
}

gboolean
vmm_host_check_spec (VmmHost *self, VmmSpec *spec, VmmSpec *base, GError **error)
{
  g_autoptr (GVariant) capabilities = vmm_engine_dup_capabilities (self->engine);
  guint32 max_vcpus = 0;
  guint64 max_memory = 0, max_disk = 0;

  g_variant_lookup (capabilities, VMM_IPC_CAP_MAX_VCPUS, "u", &max_vcpus);
  g_variant_lookup (capabilities, VMM_IPC_CAP_MAX_MEMORY, "t", &max_memory);
  g_variant_lookup (capabilities, VMM_IPC_CAP_MAX_DISK, "t", &max_disk);

  /* A machine from a larger host can still be renamed, or made smaller by steps. */
  if (base != NULL && spec->vcpus <= base->vcpus)
    max_vcpus = 0;
  if (base != NULL && spec->memory <= base->memory)
    max_memory = 0;
  if (base != NULL)
    max_disk = 0;
  return check_autostart (self, spec, error) &&
         vmm_spec_check_host (spec, max_vcpus, max_memory, max_disk, error);
}

/* What the world looked like when the engine was asked: uuid → serial of the machine's state. */
static GHashTable *
take_serials (VmmHost *self)
{
  GHashTable *serials = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  GPtrArray *machines = vmm_registry_get_machines (self->registry);

  for (guint i = 0; i < machines->len; i++)
    {
      VmmMachine *machine = g_ptr_array_index (machines, i);

      g_hash_table_insert (serials, g_strdup (vmm_machine_get_uuid (machine)),
                           GUINT_TO_POINTER (vmm_machine_get_serial (machine)));
    }
  return serials;
}

/* A guest without a folder is never stopped: it may be of another helper with its own data on the same libvirt. */
static void
on_orphan_found (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autofree char *uuid = user_data;
  static const char *const places[] = { "no folder", "a folder that cannot be read",
                                        "its folder in the trash" };

  g_warning ("A guest runs that has %s: %s", places[vmm_registry_find_finish (VMM_REGISTRY (object), result)],
             uuid);
}

/* What changed since the question is newer than the answer. */
static gboolean
is_as_asked (VmmMachine *machine, GHashTable *serials)
{
  gpointer serial;

  return g_hash_table_lookup_extended (serials, vmm_machine_get_uuid (machine), NULL, &serial) &&
         GPOINTER_TO_UINT (serial) == vmm_machine_get_serial (machine);
}

static void
apply_running (VmmHost *self, GPtrArray *running, GHashTable *serials)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GPtrArray) machines = g_ptr_array_copy (vmm_registry_get_machines (self->registry),
                                                     (GCopyFunc) (void (*) (void)) g_object_ref, NULL);

  for (guint i = 0; i < running->len; i++)
    {
      VmmEngineRunning *guest = g_ptr_array_index (running, i);
      VmmMachine *machine = vmm_registry_lookup (self->registry, guest->uuid);

      g_hash_table_add (seen, guest->uuid);
      if (machine != NULL)
        {
          if (is_as_asked (machine, serials))
            on_guest_state (self->engine, guest->uuid, guest->state, guest->reason, self);
          vmm_host_find_devices (self, machine);
        }
      else
        vmm_registry_find_async (self->registry, vmm_registry_get_owner (self->registry), guest->uuid,
                                 on_orphan_found, g_strdup (guest->uuid));
    }

  for (guint i = 0; i < machines->len; i++)
    {
      VmmMachine *machine = g_ptr_array_index (machines, i);
      const char *uuid = vmm_machine_get_uuid (machine);

      if (vmm_machine_is_active (machine) && vmm_machine_get_state (machine) != VMM_IPC_MACHINE_STARTING &&
          !g_hash_table_contains (seen, uuid) && is_as_asked (machine, serials))
        {
          vmm_machine_set_state (machine, VMM_IPC_MACHINE_STOPPED, VMM_IPC_REASON_NONE);
          vmm_host_adopt (self, machine);
          vmm_host_release_files (self, machine);
        }
      else if (!self->swept && !vmm_machine_is_active (machine))
        {
          if (vmm_machine_get_unsure (machine))
            vmm_host_adopt (self, machine);
          vmm_host_release_files (self, machine);
        }
    }
  self->swept = TRUE;
}

static void
on_running (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  VmmHost *self = g_task_get_source_object (task);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) running = vmm_engine_list_running_finish (VMM_ENGINE (object), result, &error);

  if (running != NULL)
    apply_running (self, running, g_task_get_task_data (task));
  else
    g_info ("The running guests are not known: %s", error->message);
  g_task_return_boolean (task, TRUE);
}

void
vmm_host_refresh_async (VmmHost *self, GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = g_task_new (self, NULL, callback, user_data);

  g_task_set_source_tag (task, vmm_host_refresh_async);
  g_task_set_task_data (task, take_serials (self), (GDestroyNotify) g_hash_table_unref);
  vmm_engine_list_running_async (self->engine, NULL, on_running, task);
}

void
vmm_host_doubt (VmmHost *self)
{
  vmm_host_refresh_async (self, NULL, NULL);
}

static void
end_loading (VmmHost *self)
{
  g_autoptr (GTask) task = g_steal_pointer (&self->loading);

  if (task == NULL)
    return;
  g_clear_handle_id (&self->load_deadline, g_source_remove);
  self->loaded = TRUE;
  g_task_return_boolean (task, TRUE);
  g_signal_emit (self, signals[QUIET_CHANGED], 0);
}

static void
on_refreshed (GObject *object, GAsyncResult *result, gpointer user_data)
{
  end_loading (VMM_HOST (object));
}

static void
on_load_deadline (gpointer user_data)
{
  VmmHost *self = VMM_HOST (user_data);

  self->load_deadline = 0;
  end_loading (self);
}

static void
on_loaded (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  VmmHost *self = g_task_get_source_object (task);
  GError *error = NULL;

  if (!vmm_registry_load_finish (VMM_REGISTRY (object), result, &error))
    {
      g_task_return_error (task, error);
      return;
    }
  self->loading = g_steal_pointer (&task);
  self->load_deadline = g_timeout_add_seconds_once (LOAD_SECONDS, on_load_deadline, self);
  vmm_host_refresh_async (self, on_refreshed, NULL);
}

void
vmm_host_load_async (VmmHost *self, GCancellable *cancellable, GAsyncReadyCallback callback,
                     gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, vmm_host_load_async);
  vmm_registry_load_async (self->registry, cancellable, on_loaded, task);
}

gboolean
vmm_host_load_finish (VmmHost *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}
