/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "vmm-host-device-private.h"

#include <string.h>

/* The numbers of character devices that /dev/bus/usb has (Documentation/admin-guide/devices.txt of Linux). */
#define USB_MAJOR "189"

#define MAX_ATTRIBUTE 4096

char *
vmm_host_look_read (const char *folder, const char *name)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  char *text = NULL;
  gsize length;

  if (!g_file_get_contents (path, &text, &length, NULL) || length > MAX_ATTRIBUTE)
    g_set_str (&text, "");
  return g_strstrip (text);
}

char *
vmm_host_look_link (const char *folder, const char *name)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autofree char *target = g_file_read_link (path, NULL);

  return target != NULL ? g_path_get_basename (target) : NULL;
}

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return strcmp (*(char *const *) a, *(char *const *) b);
}

GStrv
vmm_host_look_list (const char *folder)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new_null_terminated (16, g_free, TRUE);
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    g_ptr_array_add (names, g_strdup (name));
  g_ptr_array_sort (names, compare_names);
  return (GStrv) g_ptr_array_steal (names, NULL);
}

static const char *
choose (const char *known, const char *own)
{
  return known != NULL && known[0] != '\0' ? known : own;
}

void
vmm_host_look_name (const VmmHostLook *look, VmmHostDevice *device, const char *folder,
                    const char *own_vendor, const char *own_product)
{
  g_autoptr (GUdevDevice) udev =
      look->udev != NULL ? g_udev_client_query_by_sysfs_path (look->udev, folder) : NULL;
  const char *vendor = NULL;
  const char *product = NULL;

  if (udev != NULL)
    {
      vendor = g_udev_device_get_property (udev, "ID_VENDOR_FROM_DATABASE");
      product = g_udev_device_get_property (udev, "ID_MODEL_FROM_DATABASE");
    }
  device->vendor = vmm_host_device_dup_text (choose (vendor, own_vendor));
  device->product = vmm_host_device_dup_text (choose (product, own_product));
}

static VmmHostDevice *
read_one (const VmmHostLook *look, VmmEngineHostKind kind, const char *bus, const char *name)
{
  g_autofree char *link = g_build_filename (bus, name, NULL);
  g_autofree char *folder = g_canonicalize_filename (link, NULL);
  g_autofree char *target = g_file_read_link (link, NULL);

  if (target != NULL)
    {
      g_free (folder);
      folder = g_canonicalize_filename (target, bus);
    }
  return kind == VMM_ENGINE_HOST_USB ? vmm_host_device_read_usb (look, folder, name)
                                     : vmm_host_device_read_pci (look, folder, name);
}

GPtrArray *
vmm_host_devices_read (VmmEngineHostKind kind, const char *root)
{
  g_autoptr (GPtrArray) devices = g_ptr_array_new_with_free_func ((GDestroyNotify) vmm_host_device_unref);
  g_autofree char *bus =
      g_strconcat (root, "/sys/bus/", kind == VMM_ENGINE_HOST_USB ? "usb" : "pci", "/devices", NULL);
  g_auto (GStrv) names = vmm_host_look_list (bus);
  VmmHostLook look = { .root = root };

  if (root[0] == '\0')
    look.udev = g_udev_client_new (NULL);
  vmm_host_look_begin (&look);
  for (guint i = 0; names[i] != NULL && devices->len < VMM_IPC_MAX_HOST_DEVICES; i++)
    {
      VmmHostDevice *device = read_one (&look, kind, bus, names[i]);

      if (device != NULL)
        g_ptr_array_add (devices, device);
    }
  if (kind == VMM_ENGINE_HOST_PCI)
    vmm_host_device_judge_groups (&look, devices);
  vmm_host_look_end (&look);
  g_clear_object (&look.udev);
  return g_steal_pointer (&devices);
}

static void
read_in_worker (GTask *task, gpointer source, gpointer kind, GCancellable *cancellable)
{
  g_task_return_pointer (task, vmm_host_devices_read ((VmmEngineHostKind) GPOINTER_TO_INT (kind), ""),
                         (GDestroyNotify) g_ptr_array_unref);
}

void
vmm_host_devices_read_async (VmmEngineHostKind kind, GCancellable *cancellable, GAsyncReadyCallback callback,
                             gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);

  g_task_set_static_name (task, "vmm-host-devices");
  g_task_set_source_tag (task, vmm_host_devices_read_async);
  g_task_set_task_data (task, GINT_TO_POINTER (kind), NULL);
  g_task_run_in_thread (task, read_in_worker);
}

GPtrArray *
vmm_host_devices_read_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

VmmHostDevice *
vmm_host_devices_find (GPtrArray *devices, const char *identity)
{
  for (guint i = 0; i < devices->len; i++)
    {
      VmmHostDevice *device = g_ptr_array_index (devices, i);

      if (strcmp (device->identity, identity) == 0)
        return device;
    }
  return NULL;
}

gboolean
vmm_host_devices_is_udev_name (VmmEngineHostKind kind, const char *name)
{
  return g_str_has_prefix (name, kind == VMM_ENGINE_HOST_USB ? "c" USB_MAJOR ":" : "+pci:");
}
