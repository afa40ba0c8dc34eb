/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* me.phyllo.Frond.VmmHelper1.Machine: the methods that take or give descriptors. */
#include "vmm-isolation.h"
#include "vmm-machine-ipc-private.h"

#include "vmm-dict.h"
#include "vmm-fd-gate.h"
#include "vmm-installer.h"
#include "vmm-medium-reader.h"

/* The largest medium is as large as the largest disk: a disk image may be one. */
#define MAX_MEDIUM VMM_IPC_MAX_DISK

static gboolean
fail_key (VmmIpcError code, const char *key, const char *reason, GError **error)
{
  g_set_error (error, VMM_IPC_ERROR, code, "%s: %s", key, reason);
  return FALSE;
}

static gboolean
parse_boot (GVariant *value, gboolean *boot_media, GError **error)
{
  const char *boot;

  if (!g_variant_is_of_type (value, G_VARIANT_TYPE_STRING))
    return fail_key (VMM_IPC_ERROR_INVALID_ARGUMENT, VMM_IPC_START_BOOT, "has the wrong type", error);

  boot = g_variant_get_string (value, NULL);
  *boot_media = g_str_equal (boot, VMM_IPC_BOOT_CDROM);
  if (!*boot_media && !g_str_equal (boot, VMM_IPC_BOOT_DISK))
    return fail_key (VMM_IPC_ERROR_OUT_OF_RANGE, VMM_IPC_START_BOOT, "is neither disk nor cdrom", error);
  return TRUE;
}

static gboolean
parse_installer (GVariant *value, const char **installer, GError **error)
{
  if (!g_variant_is_of_type (value, G_VARIANT_TYPE_STRING))
    return fail_key (VMM_IPC_ERROR_INVALID_ARGUMENT, VMM_IPC_START_INSTALLER, "has the wrong type", error);

  *installer = vmm_installer_from_token (g_variant_get_string (value, NULL));
  return *installer != NULL ||
         fail_key (VMM_IPC_ERROR_OUT_OF_RANGE, VMM_IPC_START_INSTALLER, "is none that is known", error);
}

static gboolean
parse_paused (GVariant *value, gboolean *paused, GError **error)
{
  if (!g_variant_is_of_type (value, G_VARIANT_TYPE_BOOLEAN))
    return fail_key (VMM_IPC_ERROR_INVALID_ARGUMENT, VMM_IPC_START_PAUSED, "has the wrong type", error);

  *paused = g_variant_get_boolean (value);
  return TRUE;
}

static gboolean
parse_start (GVariant *options, VmmAsked *asked, GError **error)
{
  static const char *const names[] = { VMM_IPC_START_BOOT, VMM_IPC_START_PAUSED, VMM_IPC_START_INSTALLER };
  GVariant *values[G_N_ELEMENTS (names)] = { NULL };
  gboolean good = vmm_dict_take (options, "", names, G_N_ELEMENTS (names), values, error);

  good = good && (values[0] == NULL || parse_boot (values[0], &asked->boot_media, error)) &&
         (values[1] == NULL || parse_paused (values[1], &asked->paused, error)) &&
         (values[2] == NULL || parse_installer (values[2], &asked->installer, error));
  for (gsize i = 0; i < G_N_ELEMENTS (values); i++)
    g_clear_pointer (&values[i], g_variant_unref);
  return good;
}

static gboolean
check_slot (const char *slot, GError **error)
{
  if (g_str_equal (slot, VMM_IPC_SLOT_CDROM))
    return TRUE;
  return fail_key (VMM_IPC_ERROR_OUT_OF_RANGE, "slot", "there is no such drive", error);
}

static gboolean
take_secret (VmmCall *call, gint32 handle, VmmAsked *asked, GError **error)
{
  if (asked->passphrase != NULL)
    return fail_key (VMM_IPC_ERROR_INVALID_ARGUMENT, VMM_IPC_SLOT_SECRET, "is there twice", error);
  asked->passphrase =
      vmm_passphrase_new_from_fd (vmm_call_peek_descriptor (call, handle), VMM_IPC_SLOT_SECRET, error);
  return asked->passphrase != NULL;
}

/* FALSE on error; the descriptors of what is not among MEDIA stay -1. */
static gboolean
take_media (VmmCall *call, GVariant *media, VmmAsked *asked, GError **error)
{
  const struct
  {
    const char *slot;
    int *fd;
    guint64 max;
  } places[] = {
    { VMM_IPC_SLOT_CDROM, &asked->media_fd, MAX_MEDIUM },
    { VMM_IPC_SLOT_KERNEL, &asked->kernel_fd, VMM_IPC_MAX_KERNEL },
    { VMM_IPC_SLOT_INITRD, &asked->initrd_fd, VMM_IPC_MAX_INITRD },
  };

  if (g_variant_n_children (media) > G_N_ELEMENTS (places) + 1)
    return fail_key (VMM_IPC_ERROR_INVALID_ARGUMENT, "media", "too many", error);

  for (gsize i = 0; i < g_variant_n_children (media); i++)
    {
      const char *slot;
      gint32 handle;
      gsize n = 0;

      g_variant_get_child (media, i, "(&sh)", &slot, &handle);
      if (g_str_equal (slot, VMM_IPC_SLOT_SECRET))
        {
          if (!take_secret (call, handle, asked, error))
            return FALSE;
          continue;
        }
      while (n < G_N_ELEMENTS (places) && !g_str_equal (places[n].slot, slot))
        n++;
      if (n == G_N_ELEMENTS (places))
        return fail_key (VMM_IPC_ERROR_OUT_OF_RANGE, "slot", "there is no such drive", error);
      if (*places[n].fd >= 0)
        return fail_key (VMM_IPC_ERROR_INVALID_ARGUMENT, slot, "is there twice", error);
      *places[n].fd =
          (n == 0 ? vmm_fd_gate_medium : vmm_fd_gate_source) (vmm_call_peek_descriptor (call, handle),
                                                              places[n].max, places[n].slot, error);
      if (*places[n].fd < 0)
        return FALSE;
    }
  return TRUE;
}

/* An installer's kernel comes with its initrd, and neither without an installer. */
static gboolean
check_installer (const VmmAsked *asked, GError **error)
{
  const gboolean wanted = asked->installer != NULL && vmm_installer_has_kernel (asked->installer);

  if ((asked->kernel_fd >= 0) != wanted)
    return fail_key (VMM_IPC_ERROR_INVALID_ARGUMENT, VMM_IPC_SLOT_KERNEL,
                     wanted ? "missing" : "this start has none", error);
  if ((asked->initrd_fd >= 0) != wanted)
    return fail_key (VMM_IPC_ERROR_INVALID_ARGUMENT, VMM_IPC_SLOT_INITRD,
                     wanted ? "missing" : "this start has none", error);
  return TRUE;
}

/* Whether it is missing is found out in its turn: a guest that runs needs none. */
static gboolean
check_secret (const VmmAsked *asked, GError **error)
{
  if (asked->passphrase == NULL || vmm_spec_is_encrypted (vmm_machine_get_spec (asked->machine)))
    return TRUE;
  return fail_key (VMM_IPC_ERROR_INVALID_ARGUMENT, VMM_IPC_SLOT_SECRET, "no disk is encrypted", error);
}

static void
on_started (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (VmmAsked) asked = user_data;
  GError *error = NULL;
  gboolean success = vmm_host_start_finish (VMM_HOST (object), result, &error);

  vmm_asked_end_job (asked, success, error);
}

static void
start_now (VmmAsked *asked)
{
  /* One that runs already needs none, and shall not keep it. */
  if (asked->passphrase != NULL && !vmm_machine_is_active (asked->machine))
    vmm_machine_set_passphrase (asked->machine, asked->passphrase);
  if (asked->installer != NULL)
    vmm_host_install_async (asked->service->host, asked->machine, asked->installer, asked->kernel_fd,
                            asked->initrd_fd, asked->media_fd, vmm_job_get_cancellable (asked->job),
                            on_started, asked);
  else
    vmm_host_start_async (asked->service->host, asked->machine, asked->media_fd, asked->boot_media,
                          asked->paused, vmm_job_get_cancellable (asked->job), on_started, asked);
}

static void
on_start_medium_read (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (VmmAsked) asked = user_data;
  GError *error = NULL;

  if (vmm_medium_read_finish (result, &error))
    start_now (g_steal_pointer (&asked));
  else
    vmm_asked_end_job (asked, FALSE, error);
}

static void
begin_start (VmmAsked *asked)
{
  /* What runs already has its medium: this one will not be used, so it is not read. */
  if (asked->media_fd >= 0 && !vmm_machine_is_active (asked->machine))
    vmm_medium_read_async (asked->media_fd, VMM_IPC_SLOT_CDROM, vmm_job_get_cancellable (asked->job),
                           on_start_medium_read, asked);
  else
    start_now (asked);
}

static void
start_asked (VmmService *self, VmmCall *call, gpointer request)
{
  g_autoptr (VmmAsked) asked = request;

  if (vmm_requests_begin (self->requests, asked->request_id, call) &&
      (asked->job = vmm_requests_begin_job (self->requests, asked->uid, asked->request_id)) != NULL)
    begin_start (g_steal_pointer (&asked));
}

/* What the guest takes is its for as long as it is asked about. A repeat, and what runs, take nothing more. */
static gboolean
claim_start (VmmAsked *asked, VmmActions *more, GError **error)
{
  VmmService *self = asked->service;
  VmmSpec *spec = vmm_machine_get_spec (asked->machine);
  const VmmUse use = { .running = 1, .memory = spec->memory, .vcpus = spec->vcpus };

  if (vmm_machine_is_active (asked->machine) ||
      vmm_requests_knows (self->requests, asked->uid, asked->request_id))
    return TRUE;
  asked->claim = vmm_claims_take (self->claims, asked->uid, vmm_machine_get_uuid (asked->machine), &use, NULL,
                                  more, error);
  return asked->claim != NULL;
}

void
vmm_machine_ipc_start (VmmService *self, VmmCall *call, GVariant *parameters)
{
  VmmMachine *machine = vmm_machine_ipc_find (self, call);
  g_autoptr (GVariant) options = NULL;
  g_autoptr (GVariant) media = NULL;
  g_autoptr (VmmAsked) asked = NULL;
  VmmActions more = VMM_ACTION_NONE;
  const char *request_id;
  GError *error = NULL;

  if (machine == NULL)
    return;
  g_variant_get (parameters, "(&s@a{sv}@a(sh))", &request_id, &options, &media);
  asked = vmm_asked_new (self, machine, vmm_call_get_uid (call), request_id);
  if (!parse_start (options, asked, &error) || !take_media (call, media, asked, &error) ||
      !check_installer (asked, &error) || !check_secret (asked, &error) ||
      !vmm_isolation_check (self->host, self->config, asked->uid, &error) ||
      !claim_start (asked, &more, &error))
    vmm_call_fail (call, error);
  else
    vmm_asked_authorise (g_steal_pointer (&asked), call, more, start_asked);
}

static void
on_media_changed (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (VmmAsked) asked = user_data;
  GError *error = NULL;
  gboolean success = vmm_host_change_media_finish (VMM_HOST (object), result, &error);

  vmm_asked_end_call (asked, success, NULL, error);
}

static void
on_insert_medium_read (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (VmmAsked) asked = user_data;
  GError *error = NULL;

  if (vmm_medium_read_finish (result, &error))
    {
      VmmAsked *handed = g_steal_pointer (&asked);

      vmm_host_change_media_async (handed->service->host, handed->machine, handed->media_fd, on_media_changed,
                                   handed);
    }
  else
    vmm_asked_end_call (asked, FALSE, NULL, error);
}

static void
begin_insert (VmmService *self, VmmCall *call, gpointer request)
{
  g_autoptr (VmmAsked) asked = request;

  if (!vmm_requests_begin (self->requests, asked->request_id, call))
    return;
  vmm_medium_read_async (asked->media_fd, VMM_IPC_SLOT_CDROM, NULL, on_insert_medium_read, asked);
  g_steal_pointer (&asked);
}

void
vmm_machine_ipc_insert_media (VmmService *self, VmmCall *call, GVariant *parameters)
{
  VmmMachine *machine = vmm_machine_ipc_find (self, call);
  g_autofd int fd = -1;
  const char *request_id, *slot;
  GError *error = NULL;
  VmmAsked *asked;
  gint32 handle;

  if (machine == NULL)
    return;
  g_variant_get (parameters, "(&s&sh)", &request_id, &slot, &handle);
  if (!check_slot (slot, &error) || (fd = vmm_fd_gate_medium (vmm_call_peek_descriptor (call, handle),
                                                              MAX_MEDIUM, VMM_IPC_SLOT_CDROM, &error)) < 0)
    {
      vmm_call_fail (call, error);
      return;
    }
  asked = vmm_asked_new (self, machine, vmm_call_get_uid (call), request_id);
  asked->media_fd = g_steal_fd (&fd);
  vmm_asked_authorise (asked, call, VMM_ACTION_NONE, begin_insert);
}

static void
begin_eject (VmmService *self, VmmCall *call, gpointer request)
{
  g_autoptr (VmmAsked) asked = request;

  if (!vmm_requests_begin (self->requests, asked->request_id, call))
    return;
  vmm_host_change_media_async (self->host, asked->machine, -1, on_media_changed, asked);
  g_steal_pointer (&asked);
}

void
vmm_machine_ipc_eject_media (VmmService *self, VmmCall *call, GVariant *parameters)
{
  const char *request_id, *slot;
  GError *error = NULL;

  if (vmm_machine_ipc_find (self, call) == NULL)
    return;
  g_variant_get (parameters, "(&s&s)", &request_id, &slot);
  if (check_slot (slot, &error))
    vmm_machine_ipc_ask (self, call, request_id, begin_eject);
  else
    vmm_call_fail (call, error);
}

const char *
vmm_machine_ipc_find_guest (VmmService *self, VmmCall *call)
{
  VmmMachine *machine = vmm_machine_ipc_find (self, call);

  if (machine == NULL)
    return NULL;
  if (vmm_machine_is_active (machine))
    return vmm_machine_get_uuid (machine);

  vmm_call_fail (call, g_error_new_literal (VMM_IPC_ERROR, VMM_IPC_ERROR_BUSY, "The machine is not running"));
  return NULL;
}

/* A call that waits for a descriptor of a guest. */
typedef struct
{
  VmmHost *host;
  VmmCall *call;
} Look;

static Look *
look_new (VmmService *self, VmmCall *call)
{
  Look *look = g_new0 (Look, 1);

  look->host = g_object_ref (self->host);
  look->call = g_object_ref (call);
  return look;
}

static void
look_end (Look *look, int fd, GError *error)
{
  if (fd >= 0)
    vmm_call_return_descriptor (look->call, fd);
  else
    {
      vmm_host_doubt (look->host);
      vmm_call_fail (look->call, error);
    }
  g_object_unref (look->call);
  g_object_unref (look->host);
  g_free (look);
}

static void
on_display (GObject *object, GAsyncResult *result, gpointer user_data)
{
  GError *error = NULL;
  int fd = vmm_engine_open_display_finish (VMM_ENGINE (object), result, &error);

  look_end (user_data, fd, error);
}

static void
look_at_display (VmmService *self, VmmCall *call, gpointer request)
{
  const char *uuid = vmm_machine_ipc_find_guest (self, call);

  if (uuid != NULL)
    vmm_engine_open_display_async (vmm_host_get_engine (self->host), uuid, NULL, on_display,
                                   look_new (self, call));
}

void
vmm_machine_ipc_open_display (VmmService *self, VmmCall *call, GVariant *parameters)
{
  g_autoptr (GVariant) options = g_variant_get_child_value (parameters, 0);

  if (g_variant_n_children (options) > 0)
    {
      const char *key;
      GError *error = NULL;

      g_variant_get_child (options, 0, "{&sv}", &key, NULL);
      fail_key (VMM_IPC_ERROR_UNKNOWN_KEY, key, "is not known", &error);
      vmm_call_fail (call, error);
      return;
    }
  if (vmm_machine_ipc_find_guest (self, call) != NULL)
    vmm_service_authorise (self, call, VMM_ACTION_NONE, NULL, look_at_display, NULL, NULL);
}

static void
on_console (GObject *object, GAsyncResult *result, gpointer user_data)
{
  GError *error = NULL;
  int fd = vmm_engine_open_console_finish (VMM_ENGINE (object), result, &error);

  look_end (user_data, fd, error);
}

static void
look_at_console (VmmService *self, VmmCall *call, gpointer request)
{
  const char *uuid = vmm_machine_ipc_find_guest (self, call);

  if (uuid != NULL)
    vmm_engine_open_console_async (vmm_host_get_engine (self->host), uuid, NULL, on_console,
                                   look_new (self, call));
}

void
vmm_machine_ipc_open_console (VmmService *self, VmmCall *call, GVariant *parameters)
{
  if (vmm_machine_ipc_find_guest (self, call) != NULL)
    vmm_service_authorise (self, call, VMM_ACTION_NONE, NULL, look_at_console, NULL, NULL);
}

static void
on_screenshot (GObject *object, GAsyncResult *result, gpointer user_data)
{
  GError *error = NULL;
  int fd = vmm_engine_screenshot_finish (VMM_ENGINE (object), result, &error);

  look_end (user_data, fd, error);
}

static void
look_at_screenshot (VmmService *self, VmmCall *call, gpointer request)
{
  const char *uuid = vmm_machine_ipc_find_guest (self, call);

  if (uuid != NULL)
    vmm_engine_screenshot_async (vmm_host_get_engine (self->host), uuid, NULL, on_screenshot,
                                 look_new (self, call));
}

void
vmm_machine_ipc_screenshot (VmmService *self, VmmCall *call, GVariant *parameters)
{
  if (vmm_machine_ipc_find_guest (self, call) != NULL)
    vmm_service_authorise (self, call, VMM_ACTION_NONE, NULL, look_at_screenshot, NULL, NULL);
}
