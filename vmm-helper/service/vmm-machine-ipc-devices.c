/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Devices of the host for a machine. A device is looked at twice: before anybody is asked, so that the question is
 * about what it is, and after the answer, because it may be another one by then. */
#include "vmm-device-ipc.h"
#include "vmm-machine-ipc-private.h"

#include "vmm-host-devices.h"

/* One call on its way. */
typedef struct
{
  VmmService *service;
  VmmCall *call;
  VmmMachine *machine;
  uid_t uid;
  char *request_id;
  char *token;
  char *identity;
  VmmEngineHostKind kind;
  gboolean attach;
  VmmActions asked; /* what was given for it, beside what the method always needs */
  GPtrArray
      *devices; /* VmmHostDevice: the device and what cannot be had apart from it; NULL before it was found */
  GArray *addresses; /* those of DEVICES */
  gboolean claimed;  /* there are claims that wait for this call */
  gboolean begun;    /* by its request id: the requests answer */
} Move;

static void
give_up_claims (Move *move)
{
  VmmDeviceClaims *claims = vmm_host_get_devices (move->service->host);

  for (guint i = 0; move->claimed && i < move->devices->len; i++)
    {
      const VmmHostDevice *device = g_ptr_array_index (move->devices, i);
      const VmmDeviceClaim *claim = vmm_device_claims_find (claims, &device->address);

      if (claim != NULL && claim->state == VMM_DEVICE_CLAIM_WANTED)
        vmm_device_claims_release (claims, &device->address);
    }
  move->claimed = FALSE;
}

static void
move_free (Move *move)
{
  give_up_claims (move);
  g_clear_pointer (&move->devices, g_ptr_array_unref);
  g_clear_pointer (&move->addresses, g_array_unref);
  g_clear_object (&move->machine);
  g_clear_object (&move->call);
  g_clear_object (&move->service);
  g_free (move->request_id);
  g_free (move->token);
  g_free (move->identity);
  g_free (move);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Move, move_free)

/* Takes ERROR. */
static void
fail (Move *move, GError *error)
{
  if (move->begun)
    vmm_requests_fail (move->service->requests, move->uid, move->request_id, error);
  else
    vmm_call_fail (move->call, error);
}

static GError *
error_new (VmmIpcError code, const char *token, const char *text)
{
  return g_error_new (VMM_IPC_ERROR, code, "device: %s: %s", token, text);
}

/* What cannot be had on this computer at all is Unsupported; what must not be is HostPolicy. */
static GError *
refusal_new (const VmmHostDevice *device)
{
  static const char *const unsupported[] = { VMM_IPC_UNAVAILABLE_HUB, VMM_IPC_UNAVAILABLE_NO_IOMMU,
                                             VMM_IPC_UNAVAILABLE_BRIDGE, NULL };

  return error_new (g_strv_contains (unsupported, device->unavailable) ? VMM_IPC_ERROR_UNSUPPORTED
                                                                       : VMM_IPC_ERROR_HOST_POLICY,
                    device->unavailable, "this device cannot be given to a machine");
}

/* The device, and with PCI all of its group but bridges. */
static GPtrArray *
collect (GPtrArray *all, VmmHostDevice *chosen)
{
  GPtrArray *devices = g_ptr_array_new_with_free_func ((GDestroyNotify) vmm_host_device_unref);

  g_ptr_array_add (devices, vmm_host_device_ref (chosen));
  for (guint i = 0; chosen->group != G_MAXUINT && i < all->len; i++)
    {
      VmmHostDevice *device = g_ptr_array_index (all, i);

      if (device != chosen && device->group == chosen->group && !device->is_bridge)
        g_ptr_array_add (devices, vmm_host_device_ref (device));
    }
  return devices;
}

static VmmActions
find_actions (const Move *move, const VmmHostDevice *device)
{
  if (move->kind == VMM_ENGINE_HOST_PCI)
    return VMM_ACTION_ATTACH_PCI;
  return device->sensitive[0] != '\0' ? VMM_ACTION_ATTACH_USB_SENSITIVE : VMM_ACTION_ATTACH_USB;
}

/* The device as it is now; NULL and ERROR when it is not the one that was named. */
static VmmHostDevice *
resolve (Move *move, GPtrArray *all, GError **error)
{
  VmmHostDevice *device = all != NULL ? vmm_host_devices_find (all, move->identity) : NULL;

  if (device == NULL)
    {
      vmm_device_claims_forget (vmm_host_get_devices (move->service->host), move->token);
      g_propagate_error (error, error_new (VMM_IPC_ERROR_CONFLICT, VMM_IPC_UNAVAILABLE_CHANGED,
                                           "it is another one now, or gone"));
      return NULL;
    }
  if (device->unavailable[0] != '\0')
    {
      g_propagate_error (error, refusal_new (device));
      return NULL;
    }
  return device;
}

static void
on_moved (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Move) move = user_data;
  GError *error = NULL;

  if (vmm_host_assign_finish (VMM_HOST (object), result, &error))
    vmm_requests_finish (move->service->requests, move->uid, move->request_id, NULL);
  else
    fail (move, error);
}

static void
carry_out (Move *move)
{
  VmmHost *host = move->service->host;

  move->addresses = g_array_new (FALSE, FALSE, sizeof (VmmEngineHostDevice));
  for (guint i = 0; i < move->devices->len; i++)
    {
      const VmmHostDevice *device = g_ptr_array_index (move->devices, i);

      g_array_append_val (move->addresses, device->address);
    }
  vmm_host_assign_async (host, move->machine, move->addresses, move->attach, on_moved, move);
}

/* What was asked for is still what is there: the same devices, of the same danger. */
static gboolean
is_as_asked (const Move *move, GPtrArray *all, VmmHostDevice *device)
{
  g_autoptr (GPtrArray) now = collect (all, device);

  if (now->len != move->devices->len || find_actions (move, device) != move->asked)
    return FALSE;
  for (guint i = 0; i < now->len; i++)
    if (vmm_host_devices_find (move->devices,
                               ((const VmmHostDevice *) g_ptr_array_index (now, i))->identity) == NULL)
      return FALSE;
  return TRUE;
}

static void
on_read_again (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Move) move = user_data;
  g_autoptr (GPtrArray) all = vmm_host_devices_read_finish (result, NULL);
  GError *error = NULL;
  VmmHostDevice *device = resolve (move, all, &error);

  if (device != NULL && !is_as_asked (move, all, device))
    error = error_new (VMM_IPC_ERROR_CONFLICT, VMM_IPC_UNAVAILABLE_CHANGED, "it is used otherwise now");
  if (error != NULL)
    fail (move, error);
  else
    carry_out (g_steal_pointer (&move));
}

static void
begin_move (VmmService *self, VmmCall *call, gpointer request)
{
  g_autoptr (Move) move = request;

  if (!vmm_requests_begin (self->requests, move->request_id, call))
    return;
  move->begun = TRUE;
  if (move->attach)
    vmm_host_devices_read_async (move->kind, NULL, on_read_again, move);
  else
    carry_out (move);
  g_steal_pointer (&move);
}

/* The words are ours and udev's; nothing of the caller's but the machine's name, which the contract keeps plain. */
static GVariant *
details_new (const Move *move, const VmmHostDevice *device)
{
  g_autofree char *name = vmm_host_device_dup_name (device);
  g_autofree char *owner = g_strdup_printf ("%u", (guint) move->uid);
  g_auto (GVariantBuilder) builder = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE ("a{ss}"));

  g_variant_builder_add (&builder, "{ss}", "device", name);
  g_variant_builder_add (&builder, "{ss}", "device-id", device->id);
  g_variant_builder_add (&builder, "{ss}", "sensitive", device->sensitive);
  g_variant_builder_add (&builder, "{ss}", "machine", vmm_machine_get_spec (move->machine)->name);
  g_variant_builder_add (&builder, "{ss}", "owner", owner);
  g_variant_builder_add (
      &builder, "{ss}", "polkit.message",
      device->sensitive[0] != '\0'
          ? "Authentication is required to give “$(device)”, which this computer relies on, "
            "to the virtual machine “$(machine)”."
          : "Authentication is required to give “$(device)” to the virtual machine "
            "“$(machine)”.");
  return g_variant_builder_end (&builder);
}

static void
on_read (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Move) move = user_data;
  g_autoptr (GPtrArray) all = vmm_host_devices_read_finish (result, NULL);
  VmmService *self = move->service;
  VmmCall *call = move->call;
  GError *error = NULL;
  VmmHostDevice *device = resolve (move, all, &error);
  GVariant *details;

  if (device != NULL)
    {
      move->devices = collect (all, device);
      move->claimed = vmm_device_claims_claim (vmm_host_get_devices (self->host), move->devices,
                                               vmm_machine_get_uuid (move->machine), move->uid, &error);
    }
  if (error != NULL)
    {
      fail (move, error);
      return;
    }
  move->asked = find_actions (move, device);
  details = details_new (move, device);
  vmm_service_authorise (self, call, move->asked, details, begin_move, move, (GDestroyNotify) move_free);
  g_steal_pointer (&move);
}

/* The claim that the token is about, of this machine. */
static VmmDeviceClaim *
find_claim (const Move *move)
{
  VmmDeviceClaims *claims = vmm_host_get_devices (move->service->host);
  g_autoptr (GArray) held = vmm_device_claims_list (claims, vmm_machine_get_uuid (move->machine),
                                                    VMM_DEVICE_CLAIM_GIVEN, VMM_DEVICE_CLAIM_HELD);

  for (guint i = 0; i < held->len; i++)
    {
      VmmDeviceClaim *claim = vmm_device_claims_find (claims, &g_array_index (held, VmmEngineHostDevice, i));

      if (claim->device != NULL && g_str_equal (claim->device->identity, move->identity))
        return claim;
    }
  return NULL;
}

/* Back goes what came together. */
static gboolean
collect_held (Move *move, GError **error)
{
  VmmDeviceClaims *claims = vmm_host_get_devices (move->service->host);
  VmmDeviceClaim *chosen = find_claim (move);
  g_autoptr (GArray) held = NULL;

  if (chosen == NULL)
    {
      g_set_error_literal (error, VMM_IPC_ERROR, VMM_IPC_ERROR_NOT_FOUND,
                           "token: The machine has no such device");
      return FALSE;
    }
  move->devices = g_ptr_array_new_with_free_func ((GDestroyNotify) vmm_host_device_unref);
  g_ptr_array_add (move->devices, vmm_host_device_ref (chosen->device));
  held = vmm_device_claims_list (claims, chosen->uuid, VMM_DEVICE_CLAIM_GIVEN, VMM_DEVICE_CLAIM_HELD);
  for (guint i = 0; i < held->len; i++)
    {
      VmmDeviceClaim *claim = vmm_device_claims_find (claims, &g_array_index (held, VmmEngineHostDevice, i));

      if (claim != chosen && claim->device != NULL && claim->device->group != G_MAXUINT &&
          claim->device->group == chosen->device->group)
        g_ptr_array_add (move->devices, vmm_host_device_ref (claim->device));
    }
  return TRUE;
}

static gboolean
check (Move *move, guint64 expected, GError **error)
{
  VmmDeviceClaims *claims = vmm_host_get_devices (move->service->host);
  const char *identity;

  if (!vmm_device_ipc_check (move->service, VMM_ENGINE_HOST_USB, error) ||
      !vmm_machine_check_generation (move->machine, expected, error) ||
      (identity = vmm_device_claims_look_up (claims, move->uid, move->token, move->kind, error)) == NULL ||
      (move->attach && !vmm_device_ipc_check (move->service, move->kind, error)))
    return FALSE;
  move->identity = g_strdup (identity);
  if (!move->attach)
    return collect_held (move, error);
  if (move->kind == VMM_ENGINE_HOST_PCI || vmm_machine_is_active (move->machine))
    return TRUE;

  g_set_error_literal (error, VMM_IPC_ERROR, VMM_IPC_ERROR_BUSY, "The machine is not running");
  return FALSE;
}

static void
move_device (VmmService *self, VmmCall *call, const char *request_id, guint64 expected, const char *token,
             VmmEngineHostKind kind, gboolean attach)
{
  VmmMachine *machine = vmm_machine_ipc_find (self, call);
  g_autoptr (Move) move = NULL;
  GError *error = NULL;

  if (machine == NULL)
    return;
  move = g_new0 (Move, 1);
  move->service = g_object_ref (self);
  move->call = g_object_ref (call);
  move->machine = g_object_ref (machine);
  move->uid = vmm_call_get_uid (call);
  move->request_id = g_strdup (request_id);
  move->token = g_strdup (token);
  move->kind = kind;
  move->attach = attach;
  if (!check (move, expected, &error))
    fail (move, error);
  else if (attach)
    vmm_host_devices_read_async (kind, NULL, on_read, g_steal_pointer (&move));
  else
    vmm_service_authorise (self, call, VMM_ACTION_NONE, NULL, begin_move, g_steal_pointer (&move),
                           (GDestroyNotify) move_free);
}

void
vmm_machine_ipc_attach_usb (VmmService *self, VmmCall *call, GVariant *parameters)
{
  const char *request_id, *token;

  g_variant_get (parameters, "(&s&s)", &request_id, &token);
  move_device (self, call, request_id, 0, token, VMM_ENGINE_HOST_USB, TRUE);
}

void
vmm_machine_ipc_detach_usb (VmmService *self, VmmCall *call, GVariant *parameters)
{
  const char *request_id, *token;

  g_variant_get (parameters, "(&s&s)", &request_id, &token);
  move_device (self, call, request_id, 0, token, VMM_ENGINE_HOST_USB, FALSE);
}

void
vmm_machine_ipc_attach_pci (VmmService *self, VmmCall *call, GVariant *parameters)
{
  const char *request_id, *token;
  guint64 expected;

  g_variant_get (parameters, "(&st&s)", &request_id, &expected, &token);
  move_device (self, call, request_id, expected, token, VMM_ENGINE_HOST_PCI, TRUE);
}

void
vmm_machine_ipc_detach_pci (VmmService *self, VmmCall *call, GVariant *parameters)
{
  const char *request_id, *token;
  guint64 expected;

  g_variant_get (parameters, "(&st&s)", &request_id, &expected, &token);
  move_device (self, call, request_id, expected, token, VMM_ENGINE_HOST_PCI, FALSE);
}

GVariant *
vmm_device_ipc_of_machine (VmmService *self, VmmMachine *machine)
{
  VmmDeviceClaims *claims = vmm_host_get_devices (self->host);
  g_autoptr (GArray) held = vmm_device_claims_list (claims, vmm_machine_get_uuid (machine),
                                                    VMM_DEVICE_CLAIM_GIVEN, VMM_DEVICE_CLAIM_HELD);
  g_auto (GVariantBuilder) builder = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE ("aa{sv}"));

  for (guint i = 0; i < held->len; i++)
    {
      const VmmDeviceClaim *claim =
          vmm_device_claims_find (claims, &g_array_index (held, VmmEngineHostDevice, i));
      g_auto (GVariantDict) dict = G_VARIANT_DICT_INIT (NULL);
      g_autofree char *token = NULL;

      if (claim->device == NULL)
        continue;
      token = vmm_device_claims_dup_token (claims, claim->owner, claim->device);
      vmm_device_ipc_describe (&dict, claim->device);
      g_variant_dict_insert (&dict, VMM_IPC_DEVICE_TOKEN, "s", token);
      g_variant_builder_add_value (&builder, g_variant_dict_end (&dict));
    }
  return g_variant_builder_end (&builder);
}
