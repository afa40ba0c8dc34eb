/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* FrondMachineHost: what the computer has for machines, networks and devices. */

#include "frond-helper-call.h"
#include "frond-helper-client-private.h"

#include "frond-error.h"
#include "frond-host-device.h"
#include "frond-host-network.h"
#include "vmm-ipc.h"

#define MANAGER VMM_IPC_INTERFACE ".Manager"

/* The reply of a list, if it is of TYPE; NULL: the error is set. */
static GVariant *
list_finish (FrondMachineHost *host, GAsyncResult *result, const char *type, GError **error)
{
  g_autoptr (FrondHelperReply) reply = frond_helper_call_finish (FROND_HELPER_CLIENT (host), result, error);

  if (reply == NULL)
    return NULL;
  if (g_variant_is_of_type (reply->value, G_VARIANT_TYPE (type)))
    return g_variant_get_child_value (reply->value, 0);
  frond_set_error (error, FROND_ERROR_HELPER_OLD, NULL, "a list came in another form");
  return NULL;
}

void
_frond_helper_client_list_networks_async (FrondMachineHost *host, GCancellable *cancellable,
                                          GAsyncReadyCallback callback, gpointer user_data)
{
  frond_helper_call_async (FROND_HELPER_CLIENT (host), VMM_IPC_ROOT_PATH, MANAGER, "ListNetworks", NULL, NULL,
                           FROND_HELPER_CALL_AGAIN | FROND_HELPER_CALL_QUIET, cancellable, callback,
                           user_data);
}

GPtrArray *
_frond_helper_client_list_networks_finish (FrondMachineHost *host, GAsyncResult *result, GError **error)
{
  g_autoptr (GVariant) list = list_finish (host, result, "(a(ssa{sv}))", error);
  GPtrArray *networks;
  GVariantIter iter;
  const char *token, *nic_class;
  GVariant *details;

  if (list == NULL)
    return NULL;
  networks = g_ptr_array_new_with_free_func ((GDestroyNotify) frond_host_network_free);
  g_variant_iter_init (&iter, list);
  while (g_variant_iter_next (&iter, "(&s&s@a{sv})", &token, &nic_class, &details))
    {
      const char *name = "";

      g_variant_lookup (details, VMM_IPC_NETWORK_NAME, "&s", &name);
      g_ptr_array_add (networks, frond_host_network_new (nic_class, token, name));
      g_variant_unref (details);
    }
  return networks;
}

void
_frond_helper_client_list_devices_async (FrondMachineHost *host, gboolean pci, GCancellable *cancellable,
                                         GAsyncReadyCallback callback, gpointer user_data)
{
  frond_helper_call_async (FROND_HELPER_CLIENT (host), VMM_IPC_ROOT_PATH, MANAGER, "ListHostDevices",
                           g_variant_new ("(s)", pci ? VMM_IPC_DEVICE_PCI : VMM_IPC_DEVICE_USB), NULL,
                           FROND_HELPER_CALL_AGAIN, cancellable, callback, user_data);
}

static char *
dup_word (GVariant *details, const char *key)
{
  char *word = NULL;

  g_variant_lookup (details, key, "s", &word);
  return word != NULL ? word : g_strdup ("");
}

GPtrArray *
_frond_helper_client_list_devices_finish (FrondMachineHost *host, GAsyncResult *result, GError **error)
{
  g_autoptr (GVariant) list = list_finish (host, result, "(a(sa{sv}))", error);
  GPtrArray *devices;
  GVariantIter iter;
  const char *token;
  GVariant *details;

  if (list == NULL)
    return NULL;
  devices = g_ptr_array_new_with_free_func ((GDestroyNotify) frond_host_device_free);
  g_variant_iter_init (&iter, list);
  while (g_variant_iter_next (&iter, "(&s@a{sv})", &token, &details))
    {
      FrondHostDevice *device = frond_host_device_new ();
      g_autofree char *class = dup_word (details, VMM_IPC_DEVICE_CLASS);

      device->token = g_strdup (token);
      device->pci = g_str_equal (class, VMM_IPC_DEVICE_PCI);
      device->vendor = dup_word (details, VMM_IPC_DEVICE_VENDOR);
      device->product = dup_word (details, VMM_IPC_DEVICE_PRODUCT);
      device->id = dup_word (details, VMM_IPC_DEVICE_ID);
      device->kind = dup_word (details, VMM_IPC_DEVICE_KIND);
      device->sensitive = dup_word (details, VMM_IPC_DEVICE_SENSITIVE);
      device->unavailable = dup_word (details, VMM_IPC_DEVICE_UNAVAILABLE);
      device->machine = dup_word (details, VMM_IPC_DEVICE_MACHINE);
      g_variant_lookup (details, VMM_IPC_DEVICE_GROUP, "u", &device->group);
      g_ptr_array_add (devices, device);
      g_variant_unref (details);
    }
  return devices;
}
