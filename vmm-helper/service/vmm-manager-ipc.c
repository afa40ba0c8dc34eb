/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* me.phyllo.Frond.VmmHelper1.Manager: from its methods to the machines, jobs and subscribers. */
#include "vmm-create-media.h"
#include "vmm-image-child.h"
#include "vmm-service-private.h"

/* The creation or the like that a job stands for. */
typedef struct
{
  VmmService *service;
  VmmJob *job;
  gboolean counted; /* took from VMM_QUOTA_MACHINES */
  char *caller;     /* whose end is the job's; NULL: it goes on by itself */
} Work;

static Work *
work_new (VmmService *self, VmmJob *job)
{
  Work *work = g_new0 (Work, 1);

  work->service = g_object_ref (self);
  work->job = job;
  return work;
}

static void
work_free (Work *work)
{
  g_signal_handlers_disconnect_by_data (work->service->callers, work);
  g_free (work->caller);
  if (work->counted)
    vmm_quota_give_back (work->service->quota, VMM_QUOTA_MACHINES, vmm_job_get_owner (work->job));
  g_object_unref (work->job);
  g_object_unref (work->service);
  g_free (work);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Work, work_free)

static void
end_with_machine (Work *work, VmmMachine *machine, GError *error)
{
  if (machine != NULL)
    vmm_job_finish (work->job, vmm_service_machine_result (machine));
  else
    vmm_job_fail (work->job, error);
}

GVariant *
vmm_manager_ipc_get_property (VmmService *self, const char *name)
{
  const char *const features[] = { VMM_IPC_FEATURE_CONVERT };

  if (g_str_equal (name, "Version"))
    return g_variant_new_uint32 (VMM_IPC_VERSION);
  if (g_str_equal (name, "Mode"))
    return g_variant_new_string (vmm_authority_get_owner (self->authority) == VMM_OWNER_ANY ? "system"
                                                                                            : "session");
  return g_variant_new_strv (features, vmm_image_child_can_confine () ? G_N_ELEMENTS (features) : 0);
}

static void
get_capabilities (VmmService *self, VmmCall *call, GVariant *parameters)
{
  vmm_call_return (call, g_variant_new ("(@a{sv})", vmm_host_dup_capabilities (self->host)));
}

static void
list_machines (VmmService *self, VmmCall *call, GVariant *parameters)
{
  g_auto (GVariantBuilder) builder = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE ("a(ostuusa{sv})"));
  GPtrArray *machines = vmm_registry_get_machines (vmm_host_get_registry (self->host));
  guint32 offset, count, total = 0;

  g_variant_get (parameters, "(uu)", &offset, &count);
  count = MIN (count, VMM_IPC_MAX_LIST);

  for (guint i = 0; i < machines->len; i++)
    {
      VmmMachine *machine = g_ptr_array_index (machines, i);
      g_autofree char *path = NULL;

      if (vmm_machine_get_owner (machine) != vmm_call_get_uid (call))
        continue;
      if (total >= offset && total - offset < count)
        {
          path = vmm_machine_dup_object_path (machine);
          g_variant_builder_add (&builder, "(ostuus@a{sv})", path, vmm_machine_get_uuid (machine),
                                 vmm_machine_get_generation (machine), vmm_machine_get_state (machine),
                                 vmm_machine_get_reason (machine), vmm_machine_get_request_id (machine),
                                 vmm_spec_to_variant (vmm_machine_get_spec (machine)));
        }
      total++;
    }
  vmm_call_return (call, g_variant_new ("(@a(ostuusa{sv})u)", g_variant_builder_end (&builder), total));
}

static void
on_created (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Work) work = user_data;
  GError *error = NULL;
  g_autoptr (VmmMachine) machine = vmm_host_create_finish (VMM_HOST (object), result, &error);

  end_with_machine (work, machine, error);
}

/* One more machine for the job's owner, with those that are there and those that are being made. */
static gboolean
count_machine (Work *work, GError **error)
{
  VmmService *self = work->service;
  uid_t owner = vmm_job_get_owner (work->job);
  guint standing = vmm_registry_count (vmm_host_get_registry (self->host), owner);

  work->counted = vmm_quota_take (self->quota, VMM_QUOTA_MACHINES, owner, standing, error);
  return work->counted;
}

static void
on_caller_vanished (VmmCallers *callers, const char *name, gpointer user_data)
{
  Work *work = user_data;

  if (g_str_equal (name, work->caller))
    g_cancellable_cancel (vmm_job_get_cancellable (work->job));
}

/* What the caller gave cannot be given again by anybody else, and the caller would not know what to do with it later. */
static void
end_with_caller (Work *work, VmmCall *call)
{
  work->caller = g_strdup (vmm_call_get_sender (call));
  g_signal_connect (work->service->callers, "vanished", G_CALLBACK (on_caller_vanished), work);
}

/* A creation that was read and not begun. */
typedef struct
{
  char *request_id;
  VmmSpec *spec;
  VmmImageSources *sources; /* NULL: only empty disks */
} Creation;

static void
creation_free (Creation *creation)
{
  g_clear_pointer (&creation->sources, vmm_image_sources_free);
  g_clear_pointer (&creation->spec, vmm_spec_unref);
  g_free (creation->request_id);
  g_free (creation);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Creation, creation_free)

static void
begin_creation (VmmService *self, VmmCall *call, gpointer request)
{
  uid_t uid = vmm_call_get_uid (call);
  g_autoptr (Creation) creation = request;
  const char *request_id = creation->request_id;
  g_autoptr (Work) work = NULL;
  VmmMachine *made;
  GError *error = NULL;
  VmmJob *job;

  if (!vmm_requests_begin (self->requests, request_id, call) ||
      (job = vmm_requests_begin_job (self->requests, uid, request_id)) == NULL)
    return;

  work = work_new (self, job);
  made = vmm_registry_lookup_request (vmm_host_get_registry (self->host), uid, request_id);
  if (made != NULL)
    end_with_machine (work, made, NULL);
  else if (!count_machine (work, &error))
    vmm_job_fail (job, error);
  else
    {
      if (creation->sources != NULL)
        end_with_caller (work, call);
      vmm_host_create_async (self->host, uid, request_id, creation->spec,
                             g_steal_pointer (&creation->sources), job, vmm_job_get_cancellable (job),
                             on_created, g_steal_pointer (&work));
    }
}

static void
create_machine (VmmService *self, VmmCall *call, GVariant *parameters)
{
  g_autoptr (Creation) creation = g_new0 (Creation, 1);
  g_autoptr (GVariant) media = NULL;
  g_autoptr (GVariant) dict = NULL;
  GError *error = NULL;

  g_variant_get (parameters, "(s@a{sv}@a(sh))", &creation->request_id, &dict, &media);
  creation->spec = vmm_spec_new_from_variant (dict, &error);
  if (creation->spec == NULL ||
      !vmm_create_media_take (call, media, creation->spec, &creation->sources, &error))
    vmm_call_fail (call, error);
  else
    vmm_service_authorise (self, call, VMM_ACTION_NONE, NULL, begin_creation, g_steal_pointer (&creation),
                           (GDestroyNotify) creation_free);
}

/* Checks "(ss)" of a request and a machine, and asks; READY reads them again from CALL. */
static void
authorise_uuid (VmmService *self, VmmCall *call, GVariant *parameters, VmmCallReady ready)
{
  const char *uuid;

  g_variant_get (parameters, "(&s&s)", NULL, &uuid);
  if (vmm_ipc_uuid_is_valid (uuid))
    vmm_service_authorise (self, call, VMM_ACTION_NONE, NULL, ready, NULL, NULL);
  else
    vmm_call_fail (call, g_error_new_literal (VMM_IPC_ERROR, VMM_IPC_ERROR_INVALID_ARGUMENT,
                                              "uuid: is not a lower-case UUID"));
}

/* Begins the job of a call that was judged so. NULL: CALL is answered. */
static Work *
begin_with_uuid (VmmService *self, VmmCall *call, const char **uuid)
{
  const char *request_id;
  VmmJob *job;

  g_variant_get (vmm_call_get_parameters (call), "(&s&s)", &request_id, uuid);
  if (!vmm_requests_begin (self->requests, request_id, call) ||
      (job = vmm_requests_begin_job (self->requests, vmm_call_get_uid (call), request_id)) == NULL)
    return NULL;
  return work_new (self, job);
}

static void
on_restored (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Work) work = user_data;
  GError *error = NULL;
  g_autoptr (VmmMachine) machine = vmm_host_restore_finish (VMM_HOST (object), result, &error);

  end_with_machine (work, machine, error);
}

static void
begin_restore (VmmService *self, VmmCall *call, gpointer request)
{
  const char *uuid;
  g_autoptr (Work) work = begin_with_uuid (self, call, &uuid);
  GCancellable *cancellable;
  VmmMachine *there;
  GError *error = NULL;

  if (work == NULL)
    return;
  there = vmm_registry_lookup_owned (vmm_host_get_registry (self->host), vmm_call_get_uid (call), uuid);
  if (there == NULL && !count_machine (work, &error))
    vmm_job_fail (work->job, error);
  else
    {
      cancellable = vmm_job_get_cancellable (work->job);
      vmm_host_restore_async (self->host, vmm_call_get_uid (call), uuid, cancellable, on_restored,
                              g_steal_pointer (&work));
    }
}

static void
restore_machine (VmmService *self, VmmCall *call, GVariant *parameters)
{
  authorise_uuid (self, call, parameters, begin_restore);
}

static void
on_purged (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Work) work = user_data;
  GError *error = NULL;

  if (vmm_host_purge_finish (VMM_HOST (object), result, &error))
    vmm_job_finish (work->job, NULL);
  else
    vmm_job_fail (work->job, error);
}

static void
begin_purge (VmmService *self, VmmCall *call, gpointer request)
{
  const char *uuid;
  g_autoptr (Work) work = begin_with_uuid (self, call, &uuid);
  GCancellable *cancellable;

  if (work == NULL)
    return;
  cancellable = vmm_job_get_cancellable (work->job);
  vmm_host_purge_async (self->host, vmm_call_get_uid (call), uuid, cancellable, on_purged,
                        g_steal_pointer (&work));
}

static void
purge_machine (VmmService *self, VmmCall *call, GVariant *parameters)
{
  authorise_uuid (self, call, parameters, begin_purge);
}

static void
on_trash_listed (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (VmmCall) call = user_data;
  GError *error = NULL;
  g_autoptr (GVariant) trash = vmm_registry_list_trash_finish (VMM_REGISTRY (object), result, &error);

  if (trash != NULL)
    vmm_call_return (call, g_variant_new ("(@a(sst))", trash));
  else
    vmm_call_fail (call, error);
}

static void
list_trash (VmmService *self, VmmCall *call, GVariant *parameters)
{
  vmm_registry_list_trash_async (vmm_host_get_registry (self->host), vmm_call_get_uid (call), on_trash_listed,
                                 g_object_ref (call));
}

static void
subscribe (VmmService *self, VmmCall *call, GVariant *parameters)
{
  GError *error = NULL;

  if (vmm_subscribers_add (self->subscribers, vmm_call_get_sender (call), vmm_call_get_uid (call), &error))
    vmm_call_return (call, NULL);
  else
    vmm_call_fail (call, error);
}

static void
unsubscribe (VmmService *self, VmmCall *call, GVariant *parameters)
{
  vmm_subscribers_remove (self->subscribers, vmm_call_get_sender (call));
  vmm_call_return (call, NULL);
}

const VmmMethod vmm_manager_ipc_methods[] = {
  { "GetCapabilities", get_capabilities, VMM_ACTION_NONE },
  { "GetDiagnosis", vmm_manager_ipc_get_diagnosis, VMM_ACTION_NONE },
  { "ListMachines", list_machines, VMM_ACTION_NONE },
  { "CreateMachine", create_machine, VMM_ACTION_USE },
  { "RestoreMachine", restore_machine, VMM_ACTION_USE },
  { "PurgeMachine", purge_machine, VMM_ACTION_USE },
  { "ListTrash", list_trash, VMM_ACTION_NONE },
  { "Subscribe", subscribe, VMM_ACTION_NONE },
  { "Unsubscribe", unsubscribe, VMM_ACTION_NONE },
  { NULL },
};
