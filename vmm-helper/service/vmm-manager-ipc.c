/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* me.phyllo.Frond.VmmHelper1.Manager: from its methods to the machines, jobs and subscribers. */
#include "vmm-create-media.h"
#include "vmm-device-ipc.h"
#include "vmm-image-child.h"
#include "vmm-isolation.h"
#include "vmm-service-private.h"
#include "vmm-spec-actions.h"

#include <sys/stat.h>

/* The creation or the like that a job stands for. */
typedef struct
{
  VmmService *service;
  VmmJob *job;
  VmmClaim *claim; /* what was promised for it, or NULL */
  char *caller;    /* whose end is the job's; NULL: it goes on by itself */
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
  g_clear_pointer (&work->claim, vmm_claim_free);
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
  const char *const features[] = { VMM_IPC_FEATURE_CONVERT, VMM_IPC_FEATURE_ENCRYPT };

  if (g_str_equal (name, "Version"))
    return g_variant_new_uint32 (VMM_IPC_VERSION);
  if (g_str_equal (name, "Mode"))
    return g_variant_new_string (vmm_authority_get_owner (self->authority) == VMM_OWNER_ANY ? "system"
                                                                                            : "session");
  if (g_str_equal (name, "SecurityModel"))
    {
      g_autoptr (GVariant) capabilities = vmm_engine_dup_capabilities (vmm_host_get_engine (self->host));
      const char *model = VMM_IPC_SECURITY_NONE;

      g_variant_lookup (capabilities, VMM_IPC_CAP_SECURITY_MODEL, "&s", &model);
      return g_variant_new_string (model);
    }
  return g_variant_new_strv (features, vmm_image_child_can_confine () ? G_N_ELEMENTS (features) : 0);
}

static void
get_capabilities (VmmService *self, VmmCall *call, GVariant *parameters)
{
  vmm_call_return (call, g_variant_new ("(@a{sv})", vmm_host_dup_capabilities (self->host)));
}

static void
list_networks (VmmService *self, VmmCall *call, GVariant *parameters)
{
  g_autoptr (GVariant) networks = vmm_engine_dup_networks (vmm_host_get_engine (self->host));

  vmm_call_return (call, g_variant_new ("(@a(ssa{sv}))", networks));
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
  VmmClaim *claim;          /* NULL: the machine was made already */
} Creation;

static void
creation_free (Creation *creation)
{
  g_clear_pointer (&creation->claim, vmm_claim_free);
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
  VmmJob *job;

  if (!vmm_requests_begin (self->requests, request_id, call) ||
      (job = vmm_requests_begin_job (self->requests, uid, request_id)) == NULL)
    return;

  work = work_new (self, job);
  work->claim = g_steal_pointer (&creation->claim);
  made = vmm_registry_lookup_request (vmm_host_get_registry (self->host), uid, request_id);
  if (made != NULL)
    end_with_machine (work, made, NULL);
  else
    {
      if (creation->sources != NULL)
        end_with_caller (work, call);
      vmm_host_create_async (self->host, uid, request_id, creation->spec,
                             g_steal_pointer (&creation->sources), job, vmm_job_get_cancellable (job),
                             on_created, g_steal_pointer (&work));
    }
}

/* The most that the images can take: what they have beneath the disks, which is copied, and a seed. */
static guint64
get_space_needed (const Creation *creation)
{
  const VmmImageSources *sources = creation->sources;
  guint64 needed = 0;
  struct stat st;

  for (guint i = 0; sources != NULL && i < creation->spec->n_disks; i++)
    for (guint n = 0; n < sources->disks[i].n_fds; n++)
      if (fstat (sources->disks[i].fds[n], &st) == 0)
        needed += (guint64) st.st_size;
  return needed;
}

static gboolean
claim_creation (VmmService *self, VmmCall *call, Creation *creation, const VmmSpace *space, VmmActions *more,
                GError **error)
{
  uid_t uid = vmm_call_get_uid (call);
  VmmUse use = { .machines = 1, .disk_space = get_space_needed (creation) };

  if (vmm_requests_knows (self->requests, uid, creation->request_id) ||
      vmm_registry_lookup_request (vmm_host_get_registry (self->host), uid, creation->request_id) != NULL)
    return TRUE;
  for (guint i = 0; i < creation->spec->n_disks; i++)
    use.disk_size = MAX (use.disk_size, creation->spec->disks[i].size);
  creation->claim = vmm_claims_take (self->claims, uid, NULL, &use, space, more, error);
  return creation->claim != NULL;
}

static void
judge_creation (VmmService *self, VmmCall *call, Creation *creation, const VmmSpace *space)
{
  VmmActions more = VMM_ACTION_NONE;
  GError *error = NULL;

  if (vmm_isolation_check (self->host, self->config, vmm_call_get_uid (call), &error) &&
      claim_creation (self, call, creation, space, &more, &error))
    vmm_service_authorise (self, call, more | vmm_spec_actions (creation->spec, NULL), NULL, begin_creation,
                           creation, (GDestroyNotify) creation_free);
  else
    {
      vmm_call_fail (call, error);
      creation_free (creation);
    }
}

/* A creation that waits to know how much room there is. */
typedef struct
{
  VmmService *service;
  VmmCall *call;
  Creation *creation;
} Measuring;

static void
on_measured (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autofree Measuring *measuring = user_data;
  g_autoptr (VmmService) self = measuring->service;
  g_autoptr (VmmCall) call = measuring->call;
  GError *error = NULL;
  VmmSpace space;

  if (vmm_registry_measure_finish (VMM_REGISTRY (object), result, &space, &error))
    judge_creation (self, call, measuring->creation, &space);
  else
    {
      vmm_call_fail (call, error);
      creation_free (measuring->creation);
    }
}

static void
create_machine (VmmService *self, VmmCall *call, GVariant *parameters)
{
  g_autoptr (Creation) creation = g_new0 (Creation, 1);
  g_autoptr (GVariant) media = NULL;
  g_autoptr (GVariant) dict = NULL;
  GError *error = NULL;
  Measuring *measuring;

  g_variant_get (parameters, "(s@a{sv}@a(sh))", &creation->request_id, &dict, &media);
  creation->spec = vmm_spec_new_from_variant (dict, &error);
  if (creation->spec == NULL ||
      !vmm_create_media_take (call, media, creation->spec, &creation->sources, &error))
    vmm_call_fail (call, error);
  else if (!vmm_config_judges_resources (self->config))
    judge_creation (self, call, g_steal_pointer (&creation), NULL);
  else
    {
      measuring = g_new0 (Measuring, 1);
      measuring->service = g_object_ref (self);
      measuring->call = g_object_ref (call);
      measuring->creation = g_steal_pointer (&creation);
      vmm_registry_measure_async (vmm_host_get_registry (self->host), vmm_call_get_uid (call), on_measured,
                                  measuring);
    }
}

static void
free_claim (gpointer claim)
{
  g_clear_pointer ((VmmClaim **) &claim, vmm_claim_free);
}

/* Checks "(ss)" of a request and a machine, and asks; READY reads them again from CALL, and gets CLAIM (or NULL). */
static void
authorise_uuid (VmmService *self, VmmCall *call, GVariant *parameters, VmmActions more, VmmClaim *claim,
                VmmCallReady ready)
{
  const char *uuid;

  g_variant_get (parameters, "(&s&s)", NULL, &uuid);
  if (vmm_ipc_uuid_is_valid (uuid))
    {
      vmm_service_authorise (self, call, more, NULL, ready, claim, free_claim);
      return;
    }
  vmm_call_fail (call, g_error_new_literal (VMM_IPC_ERROR, VMM_IPC_ERROR_INVALID_ARGUMENT,
                                            "uuid: is not a lower-case UUID"));
  g_clear_pointer (&claim, vmm_claim_free);
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
  VmmClaim *claim = request;
  g_autoptr (Work) work = begin_with_uuid (self, call, &uuid);
  GCancellable *cancellable;

  if (work == NULL)
    {
      free_claim (claim);
      return;
    }
  work->claim = claim;
  cancellable = vmm_job_get_cancellable (work->job);
  vmm_host_restore_async (self->host, vmm_call_get_uid (call), uuid, cancellable, on_restored,
                          g_steal_pointer (&work));
}

static void
restore_machine (VmmService *self, VmmCall *call, GVariant *parameters)
{
  const VmmUse use = { .machines = 1 };
  uid_t uid = vmm_call_get_uid (call);
  VmmActions more = VMM_ACTION_NONE;
  const char *request_id, *uuid;
  VmmClaim *claim = NULL;
  GError *error = NULL;

  g_variant_get (parameters, "(&s&s)", &request_id, &uuid);
  if (!vmm_requests_knows (self->requests, uid, request_id) &&
      vmm_registry_lookup_owned (vmm_host_get_registry (self->host), uid, uuid) == NULL &&
      (claim = vmm_claims_take (self->claims, uid, NULL, &use, NULL, &more, &error)) == NULL)
    vmm_call_fail (call, error);
  else
    authorise_uuid (self, call, parameters, more, claim, begin_restore);
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
  authorise_uuid (self, call, parameters, VMM_ACTION_NONE, NULL, begin_purge);
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
  { "ListNetworks", list_networks, VMM_ACTION_NONE },
  { "GetDiagnosis", vmm_manager_ipc_get_diagnosis, VMM_ACTION_NONE },
  { "ListMachines", list_machines, VMM_ACTION_NONE },
  { "CreateMachine", create_machine, VMM_ACTION_USE },
  { "RestoreMachine", restore_machine, VMM_ACTION_USE },
  { "PurgeMachine", purge_machine, VMM_ACTION_USE },
  { "ListTrash", list_trash, VMM_ACTION_NONE },
  { "GetLimits", vmm_manager_ipc_get_limits, VMM_ACTION_NONE },
  { "GetRequestResult", vmm_manager_ipc_get_request_result, VMM_ACTION_NONE },
  { "SetOwnerLimits", vmm_manager_ipc_set_owner_limits, VMM_ACTION_SET_LIMITS },
  { "ListOtherMachines", vmm_manager_ipc_list_others, VMM_ACTION_MANAGE_OTHERS },
  { "StopOtherMachine", vmm_manager_ipc_manage_other, VMM_ACTION_MANAGE_OTHERS },
  { "DeleteOtherMachine", vmm_manager_ipc_manage_other, VMM_ACTION_MANAGE_OTHERS },
  { "ListHostDevices", vmm_manager_ipc_list_host_devices, VMM_ACTION_USE },
  { "Subscribe", subscribe, VMM_ACTION_NONE },
  { "Unsubscribe", unsubscribe, VMM_ACTION_NONE },
  { NULL },
};
