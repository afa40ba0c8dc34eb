/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* A PCI device, and the groups that the IOMMU keeps apart: what is in one can reach the rest of it. */
#include "vmm-host-device-private.h"

#include <stdio.h>
#include <string.h>

/* PCI Code and ID Assignment Specification: the upper byte. */
#define CLASS_STORAGE 0x01
#define CLASS_NETWORK 0x02
#define CLASS_DISPLAY 0x03
#define CLASS_MEDIA   0x04
#define CLASS_BRIDGE  0x06
#define CLASS_SERIAL  0x0c
#define CLASS_WIFI    0x0d

static const char *
find_kind (guint class)
{
  switch (class)
    {
    case CLASS_STORAGE:
      return VMM_IPC_KIND_STORAGE;
    case CLASS_NETWORK:
    case CLASS_WIFI:
      return VMM_IPC_KIND_NETWORK;
    case CLASS_DISPLAY:
      return VMM_IPC_KIND_DISPLAY;
    case CLASS_MEDIA:
      return VMM_IPC_KIND_AUDIO;
    case CLASS_BRIDGE:
      return VMM_IPC_KIND_BRIDGE;
    case CLASS_SERIAL:
      return VMM_IPC_KIND_CONTROLLER;
    default:
      return VMM_IPC_KIND_OTHER;
    }
}

/* A disk that is not known to be idle, and a network card while nothing is known of the network, stay where they are. */
static const char *
find_unavailable (const VmmHostLook *look, const VmmHostDevice *self, const char *folder)
{
  g_autofree char *boot_vga = vmm_host_look_read (folder, "boot_vga");
  VmmHostUse use = vmm_host_look_find_use (look, folder);

  if (self->is_bridge)
    return VMM_IPC_UNAVAILABLE_BRIDGE;
  if (strcmp (boot_vga, "1") == 0)
    return VMM_IPC_UNAVAILABLE_BOOT_VGA;
  if ((use & VMM_HOST_USE_ROOT) != 0)
    return VMM_IPC_UNAVAILABLE_ROOT_DISK;
  if ((use & VMM_HOST_USE_DISK) != 0)
    return VMM_IPC_UNAVAILABLE_DISK_IN_USE;
  if ((use & VMM_HOST_USE_ROUTE) != 0)
    return VMM_IPC_UNAVAILABLE_ROUTE;
  if ((use & VMM_HOST_USE_UNKNOWN) != 0 ||
      (strcmp (self->kind, VMM_IPC_KIND_NETWORK) == 0 && look->routes == NULL))
    return VMM_IPC_UNAVAILABLE_UNKNOWN;
  if (self->group == G_MAXUINT)
    return VMM_IPC_UNAVAILABLE_NO_IOMMU;
  if (look->acs_override)
    return VMM_IPC_UNAVAILABLE_ACS_OVERRIDE;
  return "";
}

static guint
read_group (const char *folder)
{
  g_autofree char *name = vmm_host_look_link (folder, "iommu_group");
  guint64 group;

  if (name == NULL || !g_ascii_string_to_unsigned (name, 10, 0, G_MAXUINT - 1, &group, NULL))
    return G_MAXUINT;
  return (guint) group;
}

static char *
dup_hex (const char *folder, const char *name)
{
  g_autofree char *text = vmm_host_look_read (folder, name);

  return g_str_has_prefix (text, "0x") && strlen (text) == 6 ? g_strdup (text + 2) : g_strdup ("0000");
}

static char *
make_identity (const VmmHostDevice *self, const char *folder)
{
  static const char *const names[] = { "vendor",           "device",   "subsystem_vendor",
                                       "subsystem_device", "revision", "class" };
  g_autoptr (GChecksum) sum = g_checksum_new (G_CHECKSUM_SHA256);
  g_autofree char *address = g_strdup_printf ("pci %s %u", self->key, self->group);

  g_checksum_update (sum, (const guchar *) address, (gssize) strlen (address) + 1);
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *value = vmm_host_look_read (folder, names[i]);

      g_checksum_update (sum, (const guchar *) value, (gssize) strlen (value) + 1);
    }
  return g_strdup (g_checksum_get_string (sum));
}

VmmHostDevice *
vmm_host_device_read_pci (const VmmHostLook *look, const char *folder, const char *key)
{
  g_autoptr (VmmHostDevice) self = vmm_host_device_new (VMM_ENGINE_HOST_PCI, key);
  g_autofree char *class = vmm_host_look_read (folder, "class");
  g_autofree char *vendor = dup_hex (folder, "vendor");
  g_autofree char *product = dup_hex (folder, "device");
  VmmEngineHostDevice *address = &self->address;
  guint64 code = g_ascii_strtoull (class, NULL, 16);

  if (sscanf (key, "%4x:%2x:%2x.%1x", &address->domain, &address->bus, &address->slot, &address->function) !=
      4)
    return NULL;

  self->id = g_strdup_printf ("%s:%s", vendor, product);
  vmm_host_look_name (look, self, folder, "", "");
  self->kind = find_kind ((guint) (code >> 16) & 0xff);
  self->is_bridge = ((code >> 16) & 0xff) == CLASS_BRIDGE;
  self->group = read_group (folder);
  self->unavailable = find_unavailable (look, self, folder);
  self->identity = make_identity (self, folder);
  return g_steal_pointer (&self);
}

/* Bridges stay with the host and do not keep their group there. */
static gboolean
is_blocked (GPtrArray *devices, guint group)
{
  for (guint i = 0; i < devices->len; i++)
    {
      const VmmHostDevice *device = g_ptr_array_index (devices, i);

      if (device->group == group && !device->is_bridge && device->unavailable[0] != '\0')
        return TRUE;
    }
  return FALSE;
}

/* As many as sysfs has in the group: one that could not be read is one that is not known. */
static gboolean
is_whole (const VmmHostLook *look, GPtrArray *devices, guint group)
{
  g_autofree char *folder = g_strdup_printf ("%s/sys/kernel/iommu_groups/%u/devices", look->root, group);
  g_auto (GStrv) members = vmm_host_look_list (folder);
  guint n = 0;

  for (guint i = 0; i < devices->len; i++)
    n += ((const VmmHostDevice *) g_ptr_array_index (devices, i))->group == group;
  return g_strv_length (members) == n;
}

void
vmm_host_device_judge_groups (const VmmHostLook *look, GPtrArray *devices)
{
  g_autoptr (GHashTable) blocked = g_hash_table_new (NULL, NULL);

  for (guint i = 0; i < devices->len; i++)
    {
      guint group = ((const VmmHostDevice *) g_ptr_array_index (devices, i))->group;

      if (group != G_MAXUINT && (is_blocked (devices, group) || !is_whole (look, devices, group)))
        g_hash_table_add (blocked, GUINT_TO_POINTER (group + 1));
    }
  for (guint i = 0; i < devices->len; i++)
    {
      VmmHostDevice *device = g_ptr_array_index (devices, i);

      if (device->unavailable[0] == '\0' &&
          g_hash_table_contains (blocked, GUINT_TO_POINTER (device->group + 1)))
        device->unavailable = VMM_IPC_UNAVAILABLE_GROUP;
    }
}
