/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* ListHostDevices, and who is told when what it says has changed. */
#include "vmm-device-ipc.h"

#include "vmm-host-devices.h"

gboolean
vmm_device_ipc_check (VmmService *self, VmmEngineHostKind kind, GError **error)
{
  if (vmm_authority_get_owner (self->authority) != VMM_OWNER_ANY)
    g_set_error_literal (error, VMM_IPC_ERROR, VMM_IPC_ERROR_UNSUPPORTED,
                         "device: " VMM_IPC_UNAVAILABLE_SESSION ": only the system's helper has devices");
  else if (kind == VMM_ENGINE_HOST_PCI && !vmm_config_get_pci_enabled (self->config))
    g_set_error_literal (error, VMM_IPC_ERROR, VMM_IPC_ERROR_HOST_POLICY,
                         "device: " VMM_IPC_UNAVAILABLE_DISABLED ": the administrator has not allowed it");
  else
    return TRUE;
  return FALSE;
}

static gboolean
parse_class (const char *class, VmmEngineHostKind *kind)
{
  *kind = g_str_equal (class, VMM_IPC_DEVICE_PCI) ? VMM_ENGINE_HOST_PCI : VMM_ENGINE_HOST_USB;
  return *kind == VMM_ENGINE_HOST_PCI || g_str_equal (class, VMM_IPC_DEVICE_USB);
}

void
vmm_device_ipc_describe (GVariantDict *dict, const VmmHostDevice *device)
{
  g_variant_dict_insert (dict, VMM_IPC_DEVICE_CLASS, "s", vmm_host_device_get_class (device));
  g_variant_dict_insert (dict, VMM_IPC_DEVICE_VENDOR, "s", device->vendor);
  g_variant_dict_insert (dict, VMM_IPC_DEVICE_PRODUCT, "s", device->product);
  g_variant_dict_insert (dict, VMM_IPC_DEVICE_ID, "s", device->id);
  g_variant_dict_insert (dict, VMM_IPC_DEVICE_KIND, "s", device->kind);
  g_variant_dict_insert (dict, VMM_IPC_DEVICE_SENSITIVE, "s", device->sensitive);
  if (device->group != G_MAXUINT)
    g_variant_dict_insert (dict, VMM_IPC_DEVICE_GROUP, "u", device->group);
}

static GVariant *
row_new (VmmService *self, uid_t uid, const VmmHostDevice *device)
{
  VmmDeviceClaims *claims = vmm_host_get_devices (self->host);
  const VmmDeviceClaim *claim = vmm_device_claims_find (claims, &device->address);
  g_autofree char *token = vmm_device_claims_dup_token (claims, uid, device);
  g_auto (GVariantDict) dict = G_VARIANT_DICT_INIT (NULL);
  gboolean taken = claim != NULL && claim->state != VMM_DEVICE_CLAIM_WANTED;
  const char *unavailable = taken ? VMM_IPC_UNAVAILABLE_IN_USE : device->unavailable;

  if (device->address.kind == VMM_ENGINE_HOST_PCI && !vmm_config_get_pci_enabled (self->config))
    unavailable = VMM_IPC_UNAVAILABLE_DISABLED;
  vmm_device_ipc_describe (&dict, device);
  g_variant_dict_insert (&dict, VMM_IPC_DEVICE_UNAVAILABLE, "s", unavailable);
  if (taken && claim->owner == uid)
    g_variant_dict_insert (&dict, VMM_IPC_DEVICE_MACHINE, "s", claim->uuid);
  return g_variant_new ("(s@a{sv})", token, g_variant_dict_end (&dict));
}

typedef struct
{
  VmmService *service;
  VmmCall *call;
} Listing;

static void
on_read (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autofree Listing *listing = user_data;
  g_autoptr (VmmService) self = listing->service;
  g_autoptr (VmmCall) call = listing->call;
  g_auto (GVariantBuilder) builder = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE ("a(sa{sv})"));
  g_autoptr (GPtrArray) devices = vmm_host_devices_read_finish (result, NULL);

  for (guint i = 0; devices != NULL && i < devices->len; i++)
    g_variant_builder_add_value (&builder,
                                 row_new (self, vmm_call_get_uid (call), g_ptr_array_index (devices, i)));
  vmm_call_return (call, g_variant_new ("(@a(sa{sv}))", g_variant_builder_end (&builder)));
}

/* Who has looked once is told of changes for as long as it is subscribed. */
static void
begin_list (VmmService *self, VmmCall *call, gpointer request)
{
  VmmEngineHostKind kind = (VmmEngineHostKind) GPOINTER_TO_INT (request);
  Listing *listing = g_new0 (Listing, 1);

  vmm_subscribers_set_devices (self->subscribers, vmm_call_get_sender (call));
  vmm_device_claims_watch (vmm_host_get_devices (self->host));
  listing->service = g_object_ref (self);
  listing->call = g_object_ref (call);
  vmm_host_devices_read_async (kind, NULL, on_read, listing);
}

void
vmm_manager_ipc_list_host_devices (VmmService *self, VmmCall *call, GVariant *parameters)
{
  VmmEngineHostKind kind;
  GError *error = NULL;
  const char *class;

  g_variant_get (parameters, "(&s)", &class);
  if (!parse_class (class, &kind))
    vmm_call_fail (call, g_error_new_literal (VMM_IPC_ERROR, VMM_IPC_ERROR_INVALID_ARGUMENT,
                                              "class: is neither usb nor pci"));
  else if (!vmm_device_ipc_check (self, VMM_ENGINE_HOST_USB, &error))
    vmm_call_fail (call, error);
  else
    vmm_service_authorise (self, call, VMM_ACTION_NONE, NULL, begin_list, GINT_TO_POINTER (kind), NULL);
}

void
vmm_manager_ipc_devices_changed (VmmDeviceClaims *claims, guint kind, gpointer user_data)
{
  VmmService *self = VMM_SERVICE (user_data);

  vmm_subscribers_emit_devices (self->subscribers, "DeviceChanged",
                                g_variant_new ("(s)", kind == VMM_ENGINE_HOST_USB ? VMM_IPC_DEVICE_USB
                                                                                  : VMM_IPC_DEVICE_PCI));
}
