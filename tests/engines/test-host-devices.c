/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* What the helper makes of the devices of computers that are folders: trees as sysfs has them, kept small. */

#include "vmm-host-devices.h"

#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

typedef struct
{
  char *root;
} Computer;

#define USB_BUS "/sys/devices/pci0000:00/0000:00:14.0/usb1"

static void
put_bytes (Computer *self, const char *path, const void *bytes, gssize length)
{
  g_autofree char *full = g_strconcat (self->root, path, NULL);
  g_autofree char *folder = g_path_get_dirname (full);
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (g_mkdir_with_parents (folder, 0700), ==, 0);
  g_file_set_contents (full, bytes, length, &error);
  g_assert_no_error (error);
}

static void
put (Computer *self, const char *folder, const char *name, const char *text)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);

  put_bytes (self, path, text, -1);
}

/* TO is a path of the computer, or of what sysfs would point to. */
static void
put_link (Computer *self, const char *from, const char *to)
{
  g_autofree char *full = g_strconcat (self->root, from, NULL);
  g_autofree char *target = g_strconcat (self->root, to, NULL);
  g_autofree char *folder = g_path_get_dirname (full);

  g_assert_cmpint (g_mkdir_with_parents (folder, 0700), ==, 0);
  g_assert_cmpint (symlink (target, full), ==, 0);
}

static void
remove_tree (const char *path)
{
  const char *command[] = { "rm", "-rf", "--", path, NULL };

  g_spawn_sync (NULL, (char **) command, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL, NULL, NULL, NULL);
}

static void
set_up (Computer *self, gconstpointer data)
{
  self->root = g_dir_make_tmp ("frond-devices-XXXXXX", NULL);
  put (self, "/proc/self", "mountinfo", "22 1 254:1 / / rw - ext4 /dev/vda1 rw\n");
  put (self, "/proc", "swaps", "Filename\tType\tSize\tUsed\tPriority\n");
  put (self, "/proc", "cmdline", "root=/dev/vda1 intel_iommu=on\n");
  put (self, "/proc/net", "dev", "Inter-| x\n face | y\n    lo: 0\n  eth0: 0\n");
  put (self, "/proc/net", "route",
       "Iface\tDestination\tGateway\tFlags\tRefCnt\tUse\tMetric\tMask\n"
       "eth0\t00000000\t0102A8C0\t0003\t0\t0\t0\t00000000\n"
       "eth0\t0002A8C0\t00000000\t0001\t0\t0\t0\t00FFFFFF\n");
  put (self, "/sys/class/net/eth0", "ifindex", "2");
  put (self, "/sys/class/net/lo", "ifindex", "1");
}

static void
tear_down (Computer *self, gconstpointer data)
{
  remove_tree (self->root);
  g_free (self->root);
}

/* A device with one interface for each three bytes of CLASSES. */
static char *
put_usb (Computer *self, const char *key, guint number, guint8 device_class, const guint8 *classes,
         guint n_classes)
{
  char *folder = g_build_filename (USB_BUS, key, NULL);
  g_autofree char *link = g_strconcat ("/sys/bus/usb/devices/", key, NULL);
  g_autofree char *path = g_build_filename (folder, "descriptors", NULL);
  g_autofree char *devnum = g_strdup_printf ("%u\n", number);
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  guint8 device[18] = { 18, 1, 0, 2, device_class };
  guint8 configuration[9] = { 9, 2, 0, 0, 1, 1, 0, 0x80, 50 };

  g_byte_array_append (bytes, device, sizeof device);
  g_byte_array_append (bytes, configuration, sizeof configuration);
  for (guint i = 0; i < n_classes; i++)
    {
      guint8 interface[9] = {
        9, 4, (guint8) i, 0, 1, classes[3 * i], classes[3 * i + 1], classes[3 * i + 2]
      };

      g_byte_array_append (bytes, interface, sizeof interface);
    }
  put_bytes (self, path, bytes->data, bytes->len);
  put (self, folder, "idVendor", "1d6b\n");
  put (self, folder, "idProduct", "0104\n");
  put (self, folder, "busnum", "1\n");
  put (self, folder, "devnum", devnum);
  put (self, folder, "manufacturer", "Acme\n");
  put (self, folder, "product", "Thing\n");
  put_link (self, link, folder);
  return folder;
}

static GPtrArray *
read_usb (Computer *self)
{
  return vmm_host_devices_read (VMM_ENGINE_HOST_USB, self->root);
}

static void
assert_usb (Computer *self, const char *kind, const char *sensitive, const char *unavailable)
{
  g_autoptr (GPtrArray) devices = read_usb (self);
  VmmHostDevice *device;

  g_assert_cmpuint (devices->len, ==, 1);
  device = g_ptr_array_index (devices, 0);
  g_assert_cmpstr (device->kind, ==, kind);
  g_assert_cmpstr (device->sensitive, ==, sensitive);
  g_assert_cmpstr (device->unavailable, ==, unavailable);
}

static void
test_usb_plain (Computer *self, gconstpointer data)
{
  g_autofree char *folder = put_usb (self, "1-2", 7, 0, (guint8[]) { 0x0e, 1, 0 }, 1);
  g_autoptr (GPtrArray) devices = NULL;
  g_autofree char *xml = NULL;
  VmmHostDevice *device;

  /* Its interface is listed beside it, and is no device. */
  put_link (self, "/sys/bus/usb/devices/1-2:1.0", folder);
  devices = read_usb (self);
  g_assert_cmpuint (devices->len, ==, 1);
  device = g_ptr_array_index (devices, 0);
  g_assert_cmpstr (device->key, ==, "1-2");
  g_assert_cmpstr (device->vendor, ==, "Acme");
  g_assert_cmpstr (device->product, ==, "Thing");
  g_assert_cmpstr (device->id, ==, "1d6b:0104");
  g_assert_cmpuint (device->address.bus, ==, 1);
  g_assert_cmpuint (device->address.slot, ==, 7);
  g_assert_cmpstr (device->kind, ==, VMM_IPC_KIND_VIDEO);
  g_assert_cmpstr (device->sensitive, ==, "");
  g_assert_cmpstr (device->unavailable, ==, "");
  xml = vmm_host_device_dup_xml (&device->address);
  g_assert_nonnull (strstr (xml, "<address bus='1' device='7'/>"));
}

typedef struct
{
  const char *name;
  guint8 device_class;
  guint8 classes[6];
  guint n_classes;
  const char *kind;
  const char *sensitive;
  const char *unavailable;
} ClassCase;

static const ClassCase class_cases[] = {
  { "keyboard", 0, { 3, 1, 1 }, 1, VMM_IPC_KIND_INPUT, VMM_IPC_SENSITIVE_INPUT, "" },
  { "mouse", 0, { 3, 1, 2 }, 1, VMM_IPC_KIND_INPUT, VMM_IPC_SENSITIVE_INPUT, "" },
  { "hid", 0, { 3, 0, 0 }, 1, VMM_IPC_KIND_INPUT, VMM_IPC_SENSITIVE_INPUT, "" },
  { "hidden-keyboard", 0, { 8, 6, 0x50, 3, 1, 1 }, 2, VMM_IPC_KIND_STORAGE, VMM_IPC_SENSITIVE_INPUT, "" },
  { "smart-card", 0, { 0x0b, 0, 0 }, 1, VMM_IPC_KIND_KEY, VMM_IPC_SENSITIVE_KEY, "" },
  { "hub", 9, { 9, 0, 0 }, 1, VMM_IPC_KIND_HUB, VMM_IPC_SENSITIVE_HUB, VMM_IPC_UNAVAILABLE_HUB },
  { "hub-by-interface", 0, { 9, 0, 0 }, 1, VMM_IPC_KIND_HUB, VMM_IPC_SENSITIVE_HUB, VMM_IPC_UNAVAILABLE_HUB },
  { "idle-stick", 0, { 8, 6, 0x50 }, 1, VMM_IPC_KIND_STORAGE, "", "" },
  { "bluetooth", 0xe0, { 0xe0, 1, 1 }, 1, VMM_IPC_KIND_BLUETOOTH, VMM_IPC_SENSITIVE_BLUETOOTH, "" },
  { "headset", 0, { 1, 1, 0 }, 1, VMM_IPC_KIND_AUDIO, "", "" },
  { "printer", 0, { 7, 1, 2 }, 1, VMM_IPC_KIND_PRINTER, "", "" },
  { "vendor", 0xff, { 0xff, 0, 0 }, 1, VMM_IPC_KIND_OTHER, "", "" },
};

static void
test_usb_class (Computer *self, gconstpointer data)
{
  const ClassCase *c = data;
  g_autofree char *folder = put_usb (self, "1-3", 4, c->device_class, c->classes, c->n_classes);

  assert_usb (self, c->kind, c->sensitive, c->unavailable);
}

/* A key says that it is one in its report descriptor, which only its driver has read. */
static void
test_usb_fido (Computer *self, gconstpointer data)
{
  static const guint8 report[] = { 0x06, 0xd0, 0xf1, 0x09, 0x01, 0xa1, 0x01 };
  g_autofree char *folder = put_usb (self, "1-3", 4, 0, (guint8[]) { 3, 0, 0 }, 1);
  g_autofree char *path =
      g_build_filename (folder, "1-3:1.0", "0003:1050:0407.0001", "report_descriptor", NULL);

  put_bytes (self, path, report, sizeof report);
  assert_usb (self, VMM_IPC_KIND_KEY, VMM_IPC_SENSITIVE_KEY, "");
}

/* What cannot be read may be anything. */
static void
test_usb_damaged (Computer *self, gconstpointer data)
{
  g_autofree char *folder = put_usb (self, "1-3", 4, 0, NULL, 0);
  g_autofree char *path = g_build_filename (folder, "descriptors", NULL);
  static const guint8 cut[] = { 18, 1, 0, 2, 0, 0, 0, 64, 0, 0, 0, 0, 0, 0,   0,
                                0,  0, 1, 9, 2, 0, 0, 1,  1, 0, 0, 0, 0, 200, 4 };

  put_bytes (self, path, cut, sizeof cut);
  assert_usb (self, VMM_IPC_KIND_OTHER, VMM_IPC_SENSITIVE_INPUT, "");
  put_bytes (self, path, cut, 3);
  assert_usb (self, VMM_IPC_KIND_OTHER, VMM_IPC_SENSITIVE_INPUT, "");
}

static char *
put_disk (Computer *self, const char *device, const char *name, const char *number)
{
  char *folder = g_build_filename (device, "host6", "block", name, NULL);
  g_autofree char *link = g_build_filename (folder, "subsystem", NULL);
  g_autofree char *class_link = g_build_filename ("/sys/class/block", name, NULL);

  put (self, folder, "dev", number);
  put_link (self, link, "/sys/class/block");
  put_link (self, class_link, folder);
  return folder;
}

typedef struct
{
  const char *name;
  const char *mountinfo;
  const char *swaps;
  const char *holder; /* name of what is built upon the partition */
  const char *also;   /* a folder that is there, too */
  const char *sensitive;
  const char *unavailable;
} DiskCase;

#define ROOT_LINE "22 1 254:1 / / rw - ext4 /dev/vda1 rw\n"
#define SWAP_LINE "Filename Type Size\n"

static const DiskCase disk_cases[] = {
  { "idle", ROOT_LINE, SWAP_LINE, NULL, NULL, "", "" },
  { "mounted", ROOT_LINE "23 22 8:1 / /mnt\\040x rw shared:1 - vfat /dev/sda1 rw\n", SWAP_LINE, NULL, NULL,
    VMM_IPC_SENSITIVE_STORAGE, "" },
  { "btrfs-source", ROOT_LINE "23 22 0:44 / /mnt rw - btrfs /dev/sda1 rw\n", SWAP_LINE, NULL, NULL,
    VMM_IPC_SENSITIVE_STORAGE, "" },
  { "swap", ROOT_LINE, SWAP_LINE "/dev/sda1 partition 1 0 -2\n", NULL, NULL, VMM_IPC_SENSITIVE_STORAGE, "" },
  { "holder", ROOT_LINE, SWAP_LINE, "dm-0", NULL, VMM_IPC_SENSITIVE_STORAGE, "" },
  { "hidden-mount", ROOT_LINE, SWAP_LINE, NULL, "/sys/fs/ext4/sda1/x", VMM_IPC_SENSITIVE_STORAGE, "" },
  { "hidden-btrfs", ROOT_LINE, SWAP_LINE, NULL, "/sys/fs/btrfs/0-0/devices/sda1/x", VMM_IPC_SENSITIVE_STORAGE,
    "" },
  { "root", "22 1 8:1 / / rw - ext4 /dev/sda1 rw\n", SWAP_LINE, NULL, NULL, VMM_IPC_SENSITIVE_STORAGE,
    VMM_IPC_UNAVAILABLE_ROOT_DISK },
  { "root-on-crypt", "22 1 253:0 / / rw - ext4 /dev/mapper/luks rw\n", SWAP_LINE, "dm-0", NULL,
    VMM_IPC_SENSITIVE_STORAGE, VMM_IPC_UNAVAILABLE_ROOT_DISK },
  { "no-mounts-known", "", SWAP_LINE, NULL, NULL, VMM_IPC_SENSITIVE_STORAGE, "" },
};

static void
test_usb_disk (Computer *self, gconstpointer data)
{
  const DiskCase *c = data;
  g_autofree char *device = put_usb (self, "1-4", 9, 0, (guint8[]) { 8, 6, 0x50 }, 1);
  g_autofree char *disk = put_disk (self, device, "sda", "8:0\n");
  g_autofree char *part = g_build_filename (disk, "sda1", NULL);
  g_autofree char *part_link = g_build_filename (part, "subsystem", NULL);

  put (self, "/proc/self", "mountinfo", c->mountinfo);
  put (self, "/proc", "swaps", c->swaps);
  put (self, part, "dev", "8:1\n");
  put_link (self, part_link, "/sys/class/block");
  if (c->holder != NULL)
    {
      g_autofree char *holders = g_build_filename (part, "holders", c->holder, NULL);

      put (self, "/sys/class/block/dm-0", "dev", "253:0\n");
      put (self, "/sys/class/block/dm-0/dm", "name", "luks\n");
      put_link (self, holders, "/sys/class/block/dm-0");
    }
  if (c->also != NULL)
    put (self, c->also, "y", "");
  assert_usb (self, VMM_IPC_KIND_STORAGE, c->sensitive, c->unavailable);
}

/* C22: another device at the same place, or the same with another number, is another device. */
static void
test_usb_identity (Computer *self, gconstpointer data)
{
  g_autofree char *folder = put_usb (self, "1-2", 7, 0, (guint8[]) { 0x0e, 1, 0 }, 1);
  g_autoptr (GPtrArray) first = read_usb (self);
  const char *identity = ((VmmHostDevice *) g_ptr_array_index (first, 0))->identity;
  static const char *const changes[][2] = { { "devnum", "8\n" },       { "serial", "1\n" },
                                            { "idProduct", "0105\n" }, { "busnum", "2\n" },
                                            { "product", "Other\n" },  { "bcdDevice", "9999\n" },
                                            { "descriptors", "" } };

  g_assert_nonnull (vmm_host_devices_find (first, identity));
  for (gsize i = 0; i < G_N_ELEMENTS (changes); i++)
    {
      g_autofree char *path = g_build_filename (self->root, folder, changes[i][0], NULL);
      g_autofree char *before = NULL;
      g_autoptr (GPtrArray) now = NULL;
      gsize length = 0;
      gboolean was = g_file_get_contents (path, &before, &length, NULL);

      put (self, folder, changes[i][0], changes[i][1]);
      now = read_usb (self);
      g_assert_null (vmm_host_devices_find (now, identity));
      if (was)
        g_assert_true (g_file_set_contents (path, before, (gssize) length, NULL));
      else
        g_assert_cmpint (g_unlink (path), ==, 0);
      g_clear_pointer (&now, g_ptr_array_unref);
      now = read_usb (self);
      g_assert_nonnull (vmm_host_devices_find (now, identity));
    }
}

static void
put_pci (Computer *self, const char *key, const char *class, const char *group)
{
  g_autofree char *folder = g_build_filename ("/sys/devices/pci0000:00", key, NULL);
  g_autofree char *link = g_strconcat ("/sys/bus/pci/devices/", key, NULL);

  put (self, folder, "class", class);
  put (self, folder, "vendor", "0x8086\n");
  put (self, folder, "device", "0x1533\n");
  put_link (self, link, folder);
  if (group != NULL)
    {
      g_autofree char *group_link = g_build_filename (folder, "iommu_group", NULL);
      g_autofree char *group_folder = g_build_filename ("/sys/kernel/iommu_groups", group, NULL);
      g_autofree char *member = g_build_filename (group_folder, "devices", key, NULL);

      put_link (self, group_link, group_folder);
      put_link (self, member, folder);
    }
}

static void
assert_pci (Computer *self, const char *key, const char *unavailable)
{
  g_autoptr (GPtrArray) devices = vmm_host_devices_read (VMM_ENGINE_HOST_PCI, self->root);

  for (guint i = 0; i < devices->len; i++)
    {
      VmmHostDevice *device = g_ptr_array_index (devices, i);

      if (strcmp (device->key, key) == 0)
        {
          g_assert_cmpstr (device->unavailable, ==, unavailable);
          return;
        }
    }
  g_assert_not_reached ();
}

#define DEVICE     "0000:03:00.0"
#define NEIGHBOUR  "0000:03:00.1"
#define PCI_FOLDER "/sys/devices/pci0000:00/"

static void
test_pci_plain (Computer *self, gconstpointer data)
{
  g_autoptr (GPtrArray) devices = NULL;
  g_autofree char *xml = NULL;
  VmmHostDevice *device;

  put_pci (self, DEVICE, "0x030000\n", "14");
  put_pci (self, NEIGHBOUR, "0x040300\n", "14");
  put_pci (self, "0000:00:01.0", "0x060400\n", "14");
  assert_pci (self, DEVICE, "");
  assert_pci (self, NEIGHBOUR, "");
  assert_pci (self, "0000:00:01.0", VMM_IPC_UNAVAILABLE_BRIDGE);

  devices = vmm_host_devices_read (VMM_ENGINE_HOST_PCI, self->root);
  device = g_ptr_array_index (devices, 1);
  g_assert_cmpstr (device->key, ==, DEVICE);
  g_assert_cmpstr (device->kind, ==, VMM_IPC_KIND_DISPLAY);
  g_assert_cmpuint (device->group, ==, 14);
  xml = vmm_host_device_dup_xml (&device->address);
  g_assert_nonnull (strstr (xml, "<address domain='0x0000' bus='0x03' slot='0x00' function='0x0'/>"));
  g_assert_nonnull (strstr (xml, "managed='yes'"));
}

/* C24. */
static void
test_pci_no_iommu (Computer *self, gconstpointer data)
{
  put_pci (self, DEVICE, "0x030000\n", NULL);
  assert_pci (self, DEVICE, VMM_IPC_UNAVAILABLE_NO_IOMMU);
}

static void
test_pci_acs_override (Computer *self, gconstpointer data)
{
  put_pci (self, DEVICE, "0x030000\n", "14");
  put (self, "/proc", "cmdline", "quiet pcie_acs_override=downstream\n");
  assert_pci (self, DEVICE, VMM_IPC_UNAVAILABLE_ACS_OVERRIDE);
}

static void
test_pci_boot_vga (Computer *self, gconstpointer data)
{
  put_pci (self, DEVICE, "0x030000\n", "14");
  put_pci (self, NEIGHBOUR, "0x040300\n", "14");
  put (self, PCI_FOLDER DEVICE, "boot_vga", "1\n");
  assert_pci (self, DEVICE, VMM_IPC_UNAVAILABLE_BOOT_VGA);
  assert_pci (self, NEIGHBOUR, VMM_IPC_UNAVAILABLE_GROUP);
  put (self, PCI_FOLDER DEVICE, "boot_vga", "0\n");
  assert_pci (self, DEVICE, "");
}

/* The kernel knows of one more in the group than could be read. */
static void
test_pci_half_group (Computer *self, gconstpointer data)
{
  put_pci (self, DEVICE, "0x030000\n", "14");
  put (self, "/sys/kernel/iommu_groups/14/devices/0000:03:00.2", "x", "");
  assert_pci (self, DEVICE, VMM_IPC_UNAVAILABLE_GROUP);
}

static void
test_pci_root_disk (Computer *self, gconstpointer data)
{
  g_autofree char *disk = NULL;

  put_pci (self, DEVICE, "0x010802\n", "14");
  disk = put_disk (self, PCI_FOLDER DEVICE, "nvme0n1", "259:0\n");
  assert_pci (self, DEVICE, "");
  put (self, "/proc/self", "mountinfo", "22 1 259:0 / / rw - ext4 /dev/nvme0n1 rw\n");
  assert_pci (self, DEVICE, VMM_IPC_UNAVAILABLE_ROOT_DISK);
  put (self, "/proc/self", "mountinfo", ROOT_LINE "23 22 259:0 / /srv rw - ext4 /dev/nvme0n1 rw\n");
  assert_pci (self, DEVICE, VMM_IPC_UNAVAILABLE_DISK_IN_USE);
  put (self, "/proc/self", "mountinfo", "");
  assert_pci (self, DEVICE, VMM_IPC_UNAVAILABLE_UNKNOWN);
}

/* Below the controller is a path of the disk; what is mounted is its head, which is nowhere below. */
static void
test_pci_nvme_head (Computer *self, gconstpointer data)
{
  g_autofree char *path = NULL;

  put_pci (self, DEVICE, "0x010802\n", "14");
  path = put_disk (self, PCI_FOLDER DEVICE, "nvme0c0n1", "259:7\n");
  put (self, "/sys/class/block/nvme0n1", "dev", "259:0\n");
  put (self, "/sys/class/block/nvme0n1/nvme0n1p2", "dev", "259:2\n");
  put (self, "/proc/self", "mountinfo", "22 1 259:2 / / rw - ext4 /dev/nvme0n1p2 rw\n");
  assert_pci (self, DEVICE, VMM_IPC_UNAVAILABLE_ROOT_DISK);
}

static void
put_card (Computer *self, const char *name)
{
  g_autofree char *folder = g_build_filename (PCI_FOLDER DEVICE, "net", name, NULL);
  g_autofree char *link = g_build_filename (folder, "subsystem", NULL);

  put (self, folder, "ifindex", "2");
  put_link (self, link, "/sys/class/net");
}

static void
test_pci_route (Computer *self, gconstpointer data)
{
  put_pci (self, DEVICE, "0x020000\n", "14");
  put_card (self, "eth0");
  assert_pci (self, DEVICE, VMM_IPC_UNAVAILABLE_ROUTE);
  put (self, "/proc/net", "route", "Iface\tDestination\n");
  assert_pci (self, DEVICE, "");
  put (self, "/proc/net", "ipv6_route",
       "00000000000000000000000000000000 00 00000000000000000000000000000000 00 "
       "fe800000000000000000000000000001 00000400 00000001 00000000 00450003     eth0\n"
       "00000000000000000000000000000000 00 00000000000000000000000000000000 00 "
       "00000000000000000000000000000000 ffffffff 00000001 00000000 00200200       lo\n");
  assert_pci (self, DEVICE, VMM_IPC_UNAVAILABLE_ROUTE);
}

static void
test_pci_bridged_route (Computer *self, gconstpointer data)
{
  put_pci (self, DEVICE, "0x020000\n", "14");
  put_card (self, "eth1");
  assert_pci (self, DEVICE, "");
  put_link (self, PCI_FOLDER DEVICE "/net/eth1/upper_br0", "/sys/class/net/br0");
  put (self, "/sys/class/net/br0", "ifindex", "3");
  assert_pci (self, DEVICE, "");
  put (self, "/proc/net", "route",
       "Iface\tDestination\n"
       "br0\t00000000\t0102A8C0\t0003\t0\t0\t0\t00000000\n");
  assert_pci (self, DEVICE, VMM_IPC_UNAVAILABLE_ROUTE);
}

/* In a network of its own the helper cannot say: every card stays. */
static void
test_pci_blind (Computer *self, gconstpointer data)
{
  put_pci (self, DEVICE, "0x020000\n", "14");
  put (self, "/proc/net", "dev", "Inter-| x\n face | y\n    lo: 0\n");
  assert_pci (self, DEVICE, VMM_IPC_UNAVAILABLE_UNKNOWN);
}

static void
assert_text (const char *text, const char *shown)
{
  g_autofree char *got = vmm_host_device_dup_text (text);

  g_assert_cmpstr (got, ==, shown);
}

static void
test_text (void)
{
  g_autofree char *many = g_strnfill (500, 'x');
  g_autofree char *cut = g_strnfill (64, 'x');

  assert_text (NULL, "");
  assert_text ("  Acme \n\t Key\x01 ", "Acme Key");
  assert_text ("Acme\xe2\x80\xaeyeK", "Acme yeK");
  assert_text ("<b>Big</b> & $(device)", "b Big /b (device)");
  assert_text ("\xff\xfe"
               "A",
               "\xef\xbf\xbd\xef\xbf\xbd"
               "A");
  assert_text (many, cut);
  assert_text ("日本語 キーボード", "日本語 キーボード");
}

/* This computer, whatever it has: every device is of a kind, and has words that may be shown. */
static void
test_real (void)
{
  for (guint kind = VMM_ENGINE_HOST_USB; kind <= VMM_ENGINE_HOST_PCI; kind++)
    {
      g_autoptr (GPtrArray) devices = vmm_host_devices_read (kind, "");

      for (guint i = 0; i < devices->len; i++)
        {
          VmmHostDevice *device = g_ptr_array_index (devices, i);
          g_autofree char *name = vmm_host_device_dup_name (device);

          g_assert_cmpuint (strlen (device->identity), ==, 64);
          g_assert_cmpuint (device->address.kind, ==, kind);
          g_assert_cmpstr (name, !=, "");
          g_test_message ("%s %s: %s %s", device->key, name, device->kind, device->unavailable);
        }
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
#define ADD(path, test, data) g_test_add (path, Computer, data, set_up, test, tear_down)
  ADD ("/host-devices/usb/plain", test_usb_plain, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (class_cases); i++)
    {
      g_autofree char *path = g_strconcat ("/host-devices/usb/class/", class_cases[i].name, NULL);

      ADD (path, test_usb_class, &class_cases[i]);
    }
  ADD ("/host-devices/usb/fido", test_usb_fido, NULL);
  ADD ("/host-devices/usb/damaged", test_usb_damaged, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (disk_cases); i++)
    {
      g_autofree char *path = g_strconcat ("/host-devices/usb/disk/", disk_cases[i].name, NULL);

      ADD (path, test_usb_disk, &disk_cases[i]);
    }
  ADD ("/host-devices/usb/identity", test_usb_identity, NULL);
  ADD ("/host-devices/pci/plain", test_pci_plain, NULL);
  ADD ("/host-devices/pci/no-iommu", test_pci_no_iommu, NULL);
  ADD ("/host-devices/pci/acs-override", test_pci_acs_override, NULL);
  ADD ("/host-devices/pci/boot-vga", test_pci_boot_vga, NULL);
  ADD ("/host-devices/pci/half-group", test_pci_half_group, NULL);
  ADD ("/host-devices/pci/root-disk", test_pci_root_disk, NULL);
  ADD ("/host-devices/pci/nvme-head", test_pci_nvme_head, NULL);
  ADD ("/host-devices/pci/default-route", test_pci_route, NULL);
  ADD ("/host-devices/pci/bridged-route", test_pci_bridged_route, NULL);
  ADD ("/host-devices/pci/blind", test_pci_blind, NULL);
  g_test_add_func ("/host-devices/text", test_text);
  g_test_add_func ("/host-devices/real", test_real);
  return g_test_run ();
}
