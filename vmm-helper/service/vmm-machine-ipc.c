/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* me.phyllo.Frond.VmmHelper1.Machine: its configuration and the commands to its guest. Descriptors are in
 * vmm-machine-ipc-files.c. */
#include "vmm-device-ipc.h"
#include "vmm-machine-ipc-private.h"
#include "vmm-spec-actions.h"

#include <string.h>

VmmMachine *
vmm_machine_ipc_find (VmmService *self, VmmCall *call)
{
  g_autofree char *uuid =
      vmm_machine_uuid_from_node (vmm_call_get_path (call) + strlen (VMM_IPC_MACHINE_PATH));
  VmmRegistry *registry = vmm_host_get_registry (self->host);
  VmmMachine *machine =
      uuid != NULL ? vmm_registry_lookup_owned (registry, vmm_call_get_uid (call), uuid) : NULL;

  if (machine != NULL)
    return machine;

  vmm_call_fail (call,
                 g_error_new_literal (VMM_IPC_ERROR, VMM_IPC_ERROR_NOT_FOUND, "There is no such machine"));
  return NULL;
}

VmmAsked *
vmm_asked_new (VmmService *service, VmmMachine *machine, uid_t uid, const char *request_id)
{
  VmmAsked *asked = g_new0 (VmmAsked, 1);

  asked->service = g_object_ref (service);
  asked->machine = machine != NULL ? g_object_ref (machine) : NULL;
  asked->uid = uid;
  asked->request_id = g_strdup (request_id);
  asked->media_fd = asked->kernel_fd = asked->initrd_fd = -1;
  return asked;
}

void
vmm_asked_free (VmmAsked *asked)
{
  g_clear_fd (&asked->media_fd, NULL);
  g_clear_fd (&asked->kernel_fd, NULL);
  g_clear_fd (&asked->initrd_fd, NULL);
  g_clear_pointer (&asked->passphrase, vmm_passphrase_unref);
  g_clear_pointer (&asked->next, vmm_passphrase_unref);
  g_clear_object (&asked->job);
  g_clear_pointer (&asked->claim, vmm_claim_free);
  g_clear_object (&asked->machine);
  g_clear_object (&asked->service);
  g_free (asked->request_id);
  g_free (asked);
}

void
vmm_asked_end_job (VmmAsked *asked, gboolean success, GError *error)
{
  if (success)
    vmm_job_finish (asked->job, NULL);
  else
    vmm_job_fail (asked->job, error);
}

void
vmm_asked_end_call (VmmAsked *asked, gboolean success, GVariant *reply, GError *error)
{
  if (success)
    vmm_requests_finish (asked->service->requests, asked->uid, asked->request_id, reply);
  else
    vmm_requests_fail (asked->service->requests, asked->uid, asked->request_id, error);
}

static void
on_authorised (VmmService *self, VmmCall *call, gpointer request)
{
  g_autoptr (VmmAsked) asked = request;
  VmmCallReady ready = asked->ready;
  VmmMachine *machine = asked->machine != NULL ? vmm_machine_ipc_find (self, call) : NULL;

  if (asked->machine != NULL && machine == NULL)
    return;
  /* A repeat changes nothing more, and the first may have changed what it saw. */
  if (machine == NULL || vmm_requests_knows (self->requests, asked->uid, asked->request_id) ||
      (machine == asked->machine && vmm_machine_get_generation (machine) == asked->generation))
    ready (self, call, g_steal_pointer (&asked));
  else
    vmm_call_fail (call, g_error_new_literal (VMM_IPC_ERROR, VMM_IPC_ERROR_CONFLICT,
                                              "The machine was changed while the question was open"));
}

void
vmm_asked_authorise (VmmAsked *asked, VmmCall *call, VmmActions more, VmmCallReady ready)
{
  asked->ready = ready;
  if (asked->machine != NULL)
    asked->generation = vmm_machine_get_generation (asked->machine);
  vmm_service_authorise (asked->service, call, more, NULL, on_authorised, asked,
                         (GDestroyNotify) vmm_asked_free);
}

void
vmm_machine_ipc_ask (VmmService *self, VmmCall *call, const char *request_id, VmmCallReady ready)
{
  VmmMachine *machine = vmm_machine_ipc_find (self, call);

  if (machine != NULL)
    vmm_asked_authorise (vmm_asked_new (self, machine, vmm_call_get_uid (call), request_id), call,
                         VMM_ACTION_NONE, ready);
}

static void
get_config (VmmService *self, VmmCall *call, GVariant *parameters)
{
  VmmMachine *machine = vmm_machine_ipc_find (self, call);

  if (machine != NULL)
    vmm_call_return (call, g_variant_new ("(t@a{sv})", vmm_machine_get_generation (machine),
                                          vmm_spec_to_variant (vmm_machine_get_spec (machine))));
}

static void
get_state (VmmService *self, VmmCall *call, GVariant *parameters)
{
  VmmMachine *machine = vmm_machine_ipc_find (self, call);

  if (machine != NULL)
    vmm_call_return (call,
                     g_variant_new ("(uut)", vmm_machine_get_state (machine),
                                    vmm_machine_get_reason (machine), vmm_machine_get_generation (machine)));
}

static void
get_realised (VmmService *self, VmmCall *call, GVariant *parameters)
{
  VmmMachine *machine = vmm_machine_ipc_find (self, call);
  g_auto (GVariantDict) dict = G_VARIANT_DICT_INIT (NULL);
  g_autoptr (GVariant) devices = NULL;

  if (machine == NULL)
    return;
  devices = g_variant_ref_sink (vmm_device_ipc_of_machine (self, machine));
  g_variant_dict_clear (&dict);
  g_variant_dict_init (&dict, vmm_machine_get_realised (machine));
  if (g_variant_n_children (devices) > 0)
    g_variant_dict_insert_value (&dict, VMM_IPC_CAP_DEVICES, devices);
  vmm_call_return (call, g_variant_new ("(@a{sv})", g_variant_dict_end (&dict)));
}

static void
on_reconfigured (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (VmmAsked) asked = user_data;
  GError *error = NULL;
  guint64 generation = vmm_host_reconfigure_finish (VMM_HOST (object), result, &error);

  vmm_asked_end_call (asked, generation != 0, generation != 0 ? g_variant_new ("(t)", generation) : NULL,
                      error);
}

static void
begin_reconfigure (VmmService *self, VmmCall *call, gpointer request)
{
  g_autoptr (VmmAsked) asked = request;
  g_autoptr (GVariant) delta = NULL;
  guint64 expected;

  g_variant_get (vmm_call_get_parameters (call), "(&st@a{sv})", NULL, &expected, &delta);
  if (vmm_requests_begin (self->requests, asked->request_id, call))
    {
      vmm_host_reconfigure_async (self->host, asked->machine, expected, delta, on_reconfigured, asked);
      g_steal_pointer (&asked);
    }
}

static void
reconfigure (VmmService *self, VmmCall *call, GVariant *parameters)
{
  VmmMachine *machine = vmm_machine_ipc_find (self, call);
  g_autoptr (GVariant) delta = NULL;
  g_autoptr (VmmSpec) spec = NULL;
  const char *request_id;
  GError *error = NULL;

  if (machine == NULL)
    return;

  g_variant_get (parameters, "(&st@a{sv})", &request_id, NULL, &delta);
  spec = vmm_spec_new_with_delta (vmm_machine_get_spec (machine), delta, &error);
  if (spec == NULL)
    vmm_call_fail (call, error);
  else
    vmm_asked_authorise (vmm_asked_new (self, machine, vmm_call_get_uid (call), request_id), call,
                         vmm_spec_actions (spec, vmm_machine_get_spec (machine)), begin_reconfigure);
}

static void
on_command (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (VmmAsked) asked = user_data;
  GError *error = NULL;
  gboolean success = vmm_host_command_finish (VMM_HOST (object), result, &error);

  if (asked->job != NULL)
    vmm_asked_end_job (asked, success, error);
  else
    vmm_asked_end_call (asked, success, NULL, error);
}

static void
begin_command (VmmService *self, VmmCall *call, gpointer request)
{
  g_autoptr (VmmAsked) asked = request;
  VmmEngineCommand what = asked->command;

  if (!vmm_requests_begin (self->requests, asked->request_id, call) ||
      (what == VMM_ENGINE_STOP &&
       (asked->job = vmm_requests_begin_job (self->requests, asked->uid, asked->request_id)) == NULL))
    return;
  vmm_host_command_async (self->host, asked->machine, what,
                          asked->job != NULL ? vmm_job_get_cancellable (asked->job) : NULL, on_command,
                          asked);
  g_steal_pointer (&asked);
}

static void
command (VmmService *self, VmmCall *call, GVariant *parameters, VmmEngineCommand what)
{
  VmmMachine *machine = vmm_machine_ipc_find (self, call);
  const char *request_id;
  VmmAsked *asked;

  if (machine == NULL)
    return;
  g_variant_get (parameters, "(&s)", &request_id);
  asked = vmm_asked_new (self, machine, vmm_call_get_uid (call), request_id);
  asked->command = what;
  vmm_asked_authorise (asked, call, VMM_ACTION_NONE, begin_command);
}

static void
shut_down (VmmService *self, VmmCall *call, GVariant *parameters)
{
  command (self, call, parameters, VMM_ENGINE_SHUTDOWN);
}

static void
reset (VmmService *self, VmmCall *call, GVariant *parameters)
{
  command (self, call, parameters, VMM_ENGINE_RESET);
}

static void
pause_guest (VmmService *self, VmmCall *call, GVariant *parameters)
{
  command (self, call, parameters, VMM_ENGINE_PAUSE);
}

static void
resume (VmmService *self, VmmCall *call, GVariant *parameters)
{
  command (self, call, parameters, VMM_ENGINE_RESUME);
}

static void
stop (VmmService *self, VmmCall *call, GVariant *parameters)
{
  command (self, call, parameters, VMM_ENGINE_STOP);
}

static void
on_deleted (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (VmmAsked) asked = user_data;
  GError *error = NULL;
  gboolean success = vmm_host_delete_finish (VMM_HOST (object), result, &error);

  vmm_asked_end_job (asked, success, error);
}

/* Begins the job even for a machine that is not there: a repeat after a restart finds it in the trash. */
static void
begin_delete (VmmService *self, VmmCall *call, gpointer request)
{
  g_autofree char *uuid =
      vmm_machine_uuid_from_node (vmm_call_get_path (call) + strlen (VMM_IPC_MACHINE_PATH));
  g_autoptr (VmmAsked) asked = request;
  guint64 expected;

  g_variant_get (vmm_call_get_parameters (call), "(&st)", NULL, &expected);
  if (!vmm_requests_begin (self->requests, asked->request_id, call) ||
      (asked->job = vmm_requests_begin_job (self->requests, asked->uid, asked->request_id)) == NULL)
    return;
  vmm_host_delete_async (self->host, asked->uid, uuid, expected, vmm_job_get_cancellable (asked->job),
                         on_deleted, asked);
  g_steal_pointer (&asked);
}

static void
ask_delete (VmmService *self, VmmCall *call)
{
  const char *request_id;

  g_variant_get (vmm_call_get_parameters (call), "(&st)", &request_id, NULL);
  vmm_asked_authorise (vmm_asked_new (self, NULL, vmm_call_get_uid (call), request_id), call, VMM_ACTION_NONE,
                       begin_delete);
}

typedef struct
{
  VmmService *service;
  VmmCall *call;
} Missing;

static void
on_found (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autofree Missing *missing = user_data;
  g_autoptr (VmmService) self = missing->service;
  g_autoptr (VmmCall) call = missing->call;

  if (vmm_registry_find_finish (VMM_REGISTRY (object), result) == VMM_PLACE_TRASH)
    ask_delete (self, call);
  else
    vmm_machine_ipc_find (self, call);
}

static void
delete_machine (VmmService *self, VmmCall *call, GVariant *parameters)
{
  g_autofree char *uuid =
      vmm_machine_uuid_from_node (vmm_call_get_path (call) + strlen (VMM_IPC_MACHINE_PATH));
  VmmRegistry *registry = vmm_host_get_registry (self->host);
  VmmMachine *machine =
      uuid != NULL ? vmm_registry_lookup_owned (registry, vmm_call_get_uid (call), uuid) : NULL;
  guint64 expected;
  GError *error = NULL;

  g_variant_get (parameters, "(&st)", NULL, &expected);
  if (uuid != NULL && machine == NULL)
    {
      Missing *missing = g_new0 (Missing, 1);

      missing->service = g_object_ref (self);
      missing->call = g_object_ref (call);
      vmm_registry_find_async (registry, vmm_call_get_uid (call), uuid, on_found, missing);
    }
  else if (vmm_machine_ipc_find (self, call) == NULL)
    return;
  else if (!vmm_machine_check_generation (machine, expected, &error))
    vmm_call_fail (call, error);
  else
    ask_delete (self, call);
}

static void
on_seed_removed (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (VmmAsked) asked = user_data;
  GError *error = NULL;
  gboolean success = vmm_host_remove_seed_finish (VMM_HOST (object), result, &error);

  vmm_asked_end_call (asked, success, NULL, error);
}

static void
begin_remove_seed (VmmService *self, VmmCall *call, gpointer request)
{
  g_autoptr (VmmAsked) asked = request;

  if (!vmm_requests_begin (self->requests, asked->request_id, call))
    return;
  vmm_host_remove_seed_async (self->host, asked->machine, on_seed_removed, asked);
  g_steal_pointer (&asked);
}

static void
remove_seed (VmmService *self, VmmCall *call, GVariant *parameters)
{
  const char *request_id;

  g_variant_get (parameters, "(&s)", &request_id);
  vmm_machine_ipc_ask (self, call, request_id, begin_remove_seed);
}

static void
on_saved (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (VmmAsked) asked = user_data;
  GError *error = NULL;
  gboolean ejected;

  if (!vmm_host_save_finish (VMM_HOST (object), result, &ejected, &error))
    vmm_job_fail (asked->job, error);
  else
    vmm_job_finish (asked->job, g_variant_new_parsed ("{%s: <%b>}", VMM_IPC_SAVED_EJECTED, ejected));
}

static void
begin_save (VmmService *self, VmmCall *call, gpointer request)
{
  g_autoptr (VmmAsked) asked = request;

  if (!vmm_requests_begin (self->requests, asked->request_id, call) ||
      (asked->job = vmm_requests_begin_job (self->requests, asked->uid, asked->request_id)) == NULL)
    return;
  vmm_host_save_async (self->host, asked->machine, asked->job, vmm_job_get_cancellable (asked->job), on_saved,
                       asked);
  g_steal_pointer (&asked);
}

/* What is saved is a file of its owner's, of at most all of the memory. */
static void
judge_save (VmmAsked *asked, VmmCall *call, const VmmSpace *space)
{
  const VmmUse use = { .disk_space = vmm_machine_get_spec (asked->machine)->memory };
  VmmActions more = VMM_ACTION_NONE;
  GError *error = NULL;

  if (space != NULL && vmm_machine_is_active (asked->machine))
    asked->claim = vmm_claims_take (asked->service->claims, asked->uid, NULL, &use, space, &more, &error);
  if (error == NULL)
    {
      vmm_asked_authorise (asked, call, more, begin_save);
      return;
    }
  vmm_call_fail (call, error);
  vmm_asked_free (asked);
}

/* A save that waits to know how much room there is. */
typedef struct
{
  VmmAsked *asked;
  VmmCall *call;
} Measuring;

static void
on_measured (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autofree Measuring *measuring = user_data;
  g_autoptr (VmmCall) call = measuring->call;
  GError *error = NULL;
  VmmSpace space;

  if (vmm_registry_measure_finish (VMM_REGISTRY (object), result, &space, &error))
    judge_save (measuring->asked, call, &space);
  else
    {
      vmm_call_fail (call, error);
      vmm_asked_free (measuring->asked);
    }
}

static void
save (VmmService *self, VmmCall *call, GVariant *parameters)
{
  VmmMachine *machine = vmm_machine_ipc_find (self, call);
  const char *request_id;
  Measuring *measuring;
  VmmAsked *asked;

  if (machine == NULL)
    return;
  g_variant_get (parameters, "(&s)", &request_id);
  asked = vmm_asked_new (self, machine, vmm_call_get_uid (call), request_id);
  if (!vmm_config_judges_resources (self->config))
    {
      judge_save (asked, call, NULL);
      return;
    }
  measuring = g_new0 (Measuring, 1);
  measuring->asked = asked;
  measuring->call = g_object_ref (call);
  vmm_registry_measure_async (vmm_host_get_registry (self->host), asked->uid, on_measured, measuring);
}

static void
on_discarded (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (VmmAsked) asked = user_data;
  GError *error = NULL;
  gboolean success = vmm_host_discard_finish (VMM_HOST (object), result, &error);

  vmm_asked_end_call (asked, success, NULL, error);
}

static void
begin_discard (VmmService *self, VmmCall *call, gpointer request)
{
  g_autoptr (VmmAsked) asked = request;

  if (!vmm_requests_begin (self->requests, asked->request_id, call))
    return;
  vmm_host_discard_async (self->host, asked->machine, on_discarded, asked);
  g_steal_pointer (&asked);
}

static void
discard_state (VmmService *self, VmmCall *call, GVariant *parameters)
{
  const char *request_id;

  g_variant_get (parameters, "(&s)", &request_id);
  vmm_machine_ipc_ask (self, call, request_id, begin_discard);
}

const VmmMethod vmm_machine_ipc_methods[] = {
  { "GetConfig", get_config, VMM_ACTION_NONE },
  { "GetState", get_state, VMM_ACTION_NONE },
  { "GetRealised", get_realised, VMM_ACTION_NONE },
  { "Reconfigure", reconfigure, VMM_ACTION_USE },
  { "Start", vmm_machine_ipc_start, VMM_ACTION_USE },
  { "Shutdown", shut_down, VMM_ACTION_USE },
  { "Stop", stop, VMM_ACTION_USE },
  { "Reset", reset, VMM_ACTION_USE },
  { "Pause", pause_guest, VMM_ACTION_USE },
  { "Resume", resume, VMM_ACTION_USE },
  { "Save", save, VMM_ACTION_USE },
  { "DiscardState", discard_state, VMM_ACTION_USE },
  { "OpenDisplay", vmm_machine_ipc_open_display, VMM_ACTION_USE },
  { "OpenConsole", vmm_machine_ipc_open_console, VMM_ACTION_USE },
  { "Screenshot", vmm_machine_ipc_screenshot, VMM_ACTION_USE },
  { "CheckAnswer", vmm_machine_ipc_check_answer, VMM_ACTION_USE },
  { "InsertMedia", vmm_machine_ipc_insert_media, VMM_ACTION_USE },
  { "EjectMedia", vmm_machine_ipc_eject_media, VMM_ACTION_USE },
  { "AttachUsb", vmm_machine_ipc_attach_usb, VMM_ACTION_USE },
  { "DetachUsb", vmm_machine_ipc_detach_usb, VMM_ACTION_USE },
  { "AttachPci", vmm_machine_ipc_attach_pci, VMM_ACTION_USE },
  { "DetachPci", vmm_machine_ipc_detach_pci, VMM_ACTION_USE },
  { "RemoveSeed", remove_seed, VMM_ACTION_USE },
  { "ChangePassphrase", vmm_machine_ipc_change_passphrase, VMM_ACTION_USE },
  { "Export", vmm_machine_ipc_export, VMM_ACTION_USE },
  { "Delete", delete_machine, VMM_ACTION_USE },
  { NULL },
};
