/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "import-fixture.h"

#include "frond-error.h"
#include "frond-machine-sources.h"
#include "frond-profile.h"

#include <glib/gstdio.h>

#define MIB (1024ULL * 1024)
#define GIB (1024 * MIB)

/* --- OVF -------------------------------------------------------------------------------------------------------- */

/* What both big makers write, in short. */
#define OVF                                                                                                  \
  "<?xml version='1.0'?><Envelope xmlns='http://schemas.dmtf.org/ovf/envelope/1'"                            \
  " xmlns:ovf='http://schemas.dmtf.org/ovf/envelope/1' "                                                     \
  "xmlns:rasd='http://schemas.dmtf.org/wbem/wscim/1/cim-schema/2/"                                           \
  "CIM_ResourceAllocationSettingData' xmlns:vmw='http://www.vmware.com/schema/ovf'>"                         \
  "<References><File ovf:href='d0.vmdk' ovf:id='file1'/><File ovf:href='%s' ovf:id='file2'/></References>"   \
  "<DiskSection><Info/><Disk ovf:capacity='1' ovf:diskId='vmdisk1' ovf:fileRef='file1'/>"                    \
  "<Disk ovf:capacity='1' ovf:diskId='vmdisk2' ovf:fileRef='file2'/></DiskSection>"                          \
  "<VirtualSystem ovf:id='vm'><Info/><Name>Work laptop</Name>"                                               \
  "<AnnotationSection><Annotation>Do not touch</Annotation></AnnotationSection>"                             \
  "<OperatingSystemSection ovf:id='96' vmw:osType='debian12_64Guest'><Info/></OperatingSystemSection>"       \
  "<VirtualHardwareSection><Item><rasd:InstanceID>1</rasd:InstanceID><rasd:ResourceType>3</"                 \
  "rasd:ResourceType>"                                                                                       \
  "<rasd:VirtualQuantity>2</rasd:VirtualQuantity></Item>"                                                    \
  "<Item><rasd:AllocationUnits>byte * 2^20</rasd:AllocationUnits><rasd:InstanceID>2</rasd:InstanceID>"       \
  "<rasd:ResourceType>4</rasd:ResourceType><rasd:VirtualQuantity>3072</rasd:VirtualQuantity></Item>"         \
  "<Item><rasd:InstanceID>3</rasd:InstanceID><rasd:ResourceType>20</rasd:ResourceType></Item>"               \
  "<Item><rasd:HostResource>ovf:/disk/vmdisk1</rasd:HostResource><rasd:InstanceID>4</rasd:InstanceID>"       \
  "<rasd:Parent>3</rasd:Parent><rasd:ResourceType>17</rasd:ResourceType></Item>"                             \
  "<Item><rasd:HostResource>ovf:/disk/vmdisk2</rasd:HostResource><rasd:InstanceID>5</rasd:InstanceID>"       \
  "<rasd:Parent>3</rasd:Parent><rasd:ResourceType>17</rasd:ResourceType></Item>"                             \
  "<vmw:Config vmw:key='firmware' vmw:value='efi'/></VirtualHardwareSection></VirtualSystem></Envelope>"

static void
write_ovf (MediaFixture *fixture, const char *second)
{
  g_autofree char *text = g_strdup_printf (OVF, second);

  import_make_disk (fixture);
  import_write (fixture, "vm.ovf", text, -1);
  import_run (fixture, "qemu-img convert -O vmdk -o subformat=streamOptimized disk.raw d0.vmdk;"
                       "qemu-img convert -O vmdk -o subformat=streamOptimized disk.raw d1.vmdk");
}

static void
check_ovf (MediaFixture *fixture, const char *name)
{
  g_autoptr (FrondImport) import = import_detect_good (fixture, name);
  g_autoptr (FrondProfile) profile = frond_import_suggest_profile (import, NULL);
  g_autoptr (FrondMachineSources) sources = NULL;
  FrondDevices devices;
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (frond_import_get_kind (import), ==, FROND_IMPORT_APPLIANCE);
  g_assert_cmpstr (frond_import_get_name (import), ==, "Work laptop");
  g_assert_cmpstr (frond_import_get_notes (import), ==, "Do not touch");
  g_assert_cmpstr (frond_import_get_os_id (import), ==, "http://debian.org/debian/12");
  g_assert_cmpuint (frond_import_get_memory (import), ==, 3 * GIB);
  g_assert_cmpuint (frond_import_get_vcpus (import), ==, 2);
  g_assert_cmpint (frond_import_get_firmware (import), ==, FROND_FIRMWARE_UEFI);
  g_assert_cmpuint (frond_import_get_n_disks (import), ==, 2);
  g_assert_cmpstr (frond_import_get_disk (import, 1)->name, ==, "d1.vmdk");
  g_assert_cmpstr (frond_import_get_disk (import, 1)->bus, ==, "sata");
  g_assert_cmpstr (frond_import_get_disk (import, 1)->format, ==, "vmdk");
  g_assert_cmpuint (frond_import_get_disk (import, 1)->size, ==, MIB);
  g_assert_true (frond_profile_validate (profile, NULL));
  g_object_get (profile, "devices", &devices, NULL);
  g_assert_cmpint (devices, ==, FROND_DEVICES_EMULATED);

  sources = import_open (fixture, import, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (frond_machine_sources_get_n_disks (sources), ==, 2);
}

static void
test_ovf (MediaFixture *fixture, gconstpointer user_data)
{
  write_ovf (fixture, "d1.vmdk");
  check_ovf (fixture, "vm.ovf");
}

static void
test_ova (MediaFixture *fixture, gconstpointer user_data)
{
  write_ovf (fixture, "d1.vmdk");
  import_run (fixture, "tar --format=ustar -cf vm.ova vm.ovf d0.vmdk d1.vmdk; rm vm.ovf d0.vmdk d1.vmdk");
  check_ovf (fixture, "vm.ova");
}

static void
test_ovf_folder (MediaFixture *fixture, gconstpointer user_data)
{
  write_ovf (fixture, "d1.vmdk");
  import_run (fixture, "mkdir vm; mv vm.ovf d0.vmdk d1.vmdk vm");
  check_ovf (fixture, "vm");
}

static void
test_ovf_missing (MediaFixture *fixture, gconstpointer user_data)
{
  g_autoptr (FrondImport) import = NULL;

  write_ovf (fixture, "gone.vmdk");
  import = import_detect (fixture, "vm.ovf", NULL);
  g_assert_cmpint (frond_import_get_problem (import), ==, FROND_ERROR_IMPORT_MISSING);
}

/* --- UTM -------------------------------------------------------------------------------------------------------- */

#define PLIST_NEW                                                                                            \
  "{'Backend': '%s', 'ConfigurationVersion': 4, 'Information': {'Name': 'Fern', 'Notes': 'Grün'},"           \
  " 'System': {'Architecture': '%s', 'CPUCount': 3, 'MemorySize': 2048, 'Target': 'q35'},"                   \
  " 'QEMU': {'UEFIBoot': True, 'TPMDevice': True}, 'Network': [{'Mode': 'Shared'}],"                         \
  " 'Drive': [{'Identifier': 'a', 'ImageType': 'CD', 'Interface': 'USB', 'ReadOnly': True},"                 \
  "           {'Identifier': 'b', 'ImageType': 'Disk', 'ImageName': 'b.qcow2', 'Interface': 'VirtIO'}]}"
#define PLIST_OLD                                                                                            \
  "{'ConfigurationVersion': 2, 'Info': {'Notes': 'Grün'}, 'System': {'Architecture': 'x86_64',"              \
  " 'CPUCount': 3, 'Memory': 2048, 'BootUefi': True},"                                                       \
  " 'Drives': [{'ImagePath': 'b.qcow2', 'ImageType': 'disk', 'InterfaceType': 'ide'},"                       \
  "            {'ImageType': 'cd', 'Removable': True}]}"

static void
write_utm (MediaFixture *fixture, const char *plist, const char *kind, const char *images)
{
  g_autofree char *script =
      g_strdup_printf ("mkdir -p Fern.utm/%s; qemu-img convert -O qcow2 disk.raw Fern.utm/%s/b.qcow2; "
                       "$PYTHON -c \"import plistlib; "
                       "plistlib.dump(%s, open('Fern.utm/config.plist', 'wb'), fmt=plistlib.FMT_%s)\"",
                       images, images, plist, kind);

  import_make_disk (fixture);
  import_run (fixture, script);
}

static void
check_utm (MediaFixture *fixture, const char *name, gboolean old)
{
  g_autoptr (FrondImport) import = import_detect_good (fixture, name);
  g_autoptr (FrondProfile) profile = frond_import_suggest_profile (import, NULL);
  FrondDevices devices;

  g_assert_cmpint (frond_import_get_kind (import), ==, FROND_IMPORT_UTM);
  g_assert_cmpstr (frond_import_get_name (import), ==, "Fern");
  g_assert_cmpstr (frond_import_get_notes (import), ==, "Grün");
  g_assert_cmpuint (frond_import_get_memory (import), ==, 2 * GIB);
  g_assert_cmpuint (frond_import_get_vcpus (import), ==, 3);
  g_assert_cmpint (frond_import_get_firmware (import), ==, FROND_FIRMWARE_UEFI);
  g_assert_cmpint (frond_import_get_tpm (import), ==, !old);
  g_assert_cmpuint (frond_import_get_n_disks (import), ==, 1);
  g_assert_cmpstr (frond_import_get_disk (import, 0)->bus, ==, old ? "ide" : "virtio");
  g_object_get (profile, "devices", &devices, NULL);
  g_assert_cmpint (devices, ==, old ? FROND_DEVICES_EMULATED : FROND_DEVICES_VIRTIO);
  g_assert_cmpint (frond_import_get_disk (import, 0)->boot, ==, FROND_IMPORT_BOOT_BIOS);
}

static void
test_utm (MediaFixture *fixture, gconstpointer user_data)
{
  g_autofree char *plist = g_strdup_printf (PLIST_NEW, "QEMU", "x86_64");

  write_utm (fixture, plist, user_data, "Data");
  check_utm (fixture, "Fern.utm", FALSE);
  check_utm (fixture, "Fern.utm/config.plist", FALSE);
  import_run (fixture, "zip -q -r Fern.utm.zip Fern.utm");
  check_utm (fixture, "Fern.utm.zip", FALSE);
}

static void
test_utm_old (MediaFixture *fixture, gconstpointer user_data)
{
  write_utm (fixture, PLIST_OLD, user_data, "Images");
  check_utm (fixture, "Fern.utm", TRUE);
}

static void
test_utm_refused (MediaFixture *fixture, gconstpointer user_data)
{
  g_autofree char *apple = g_strdup_printf (PLIST_NEW, "Apple", "x86_64");
  g_autofree char *arm = g_strdup_printf (PLIST_NEW, "QEMU", "aarch64");
  g_autoptr (FrondImport) import = NULL;
  g_autoptr (GError) error = NULL;

  write_utm (fixture, apple, "XML", "Data");
  g_assert_null (import_detect (fixture, "Fern.utm", &error));
  g_assert_error (error, FROND_ERROR, FROND_ERROR_IMPORT_APPLE);

  write_utm (fixture, arm, "XML", "Data");
  import = import_detect (fixture, "Fern.utm", NULL);
  g_assert_cmpint (frond_import_get_problem (import), ==, FROND_ERROR_IMPORT_ARCH);
}

/* --- quickemu --------------------------------------------------------------------------------------------------- */

static void
test_quickemu (MediaFixture *fixture, gconstpointer user_data)
{
  g_autoptr (FrondImport) import = NULL;

  import_make_disk (fixture);
  import_run (fixture, "mkdir ubuntu-24.04; qemu-img convert -O qcow2 disk.raw ubuntu-24.04/disk.qcow2");
  import_write (
      fixture, "ubuntu-24.04.conf",
      "#!/usr/bin/quickemu --vm\nguest_os=\"linux\"\ndisk_img=\"ubuntu-24.04/disk.qcow2\"\n"
      "iso=\"ubuntu-24.04/ubuntu.iso\"\nram=\"3G\"\ncpu_cores=2 # two\ntpm=on\nsecureboot=\"off\"\n",
      -1);
  import = import_detect_good (fixture, "ubuntu-24.04.conf");
  g_assert_cmpint (frond_import_get_kind (import), ==, FROND_IMPORT_QUICKEMU);
  g_assert_cmpstr (frond_import_get_name (import), ==, "ubuntu-24.04");
  g_assert_cmpstr (frond_import_get_os_id (import), ==, "http://ubuntu.com/ubuntu/24.04");
  g_assert_cmpuint (frond_import_get_memory (import), ==, 3 * GIB);
  g_assert_cmpuint (frond_import_get_vcpus (import), ==, 2);
  g_assert_true (frond_import_get_tpm (import));
  g_assert_cmpint (frond_import_get_firmware (import), ==, FROND_FIRMWARE_UEFI);
  g_assert_cmpstr (frond_import_get_disk (import, 0)->format, ==, "qcow2");
}

static void
test_quickemu_variables (MediaFixture *fixture, gconstpointer user_data)
{
  g_autoptr (FrondImport) import = NULL;

  import_make_disk (fixture);
  import_run (fixture, "mkdir linux; qemu-img convert -O qcow2 disk.raw linux/disk.qcow2");
  import_write (fixture, "a.conf", "guest_os=linux\ndisk_img=\"${guest_os}/disk.qcow2\"\nboot=legacy\n", -1);
  import = import_detect_good (fixture, "a.conf");
  g_assert_cmpint (frond_import_get_firmware (import), ==, FROND_FIRMWARE_BIOS);
}

/* --- libvirt, VirtualBox, and what is found --------------------------------------------------------------------- */

#define DOMAIN                                                                                               \
  "<!-- WARNING: AUTO-GENERATED -->\n<domain type='kvm'><name>%s</name><title>%s</title>"                    \
  "<description>Notes</description><metadata>"                                                               \
  "<libosinfo:libosinfo xmlns:libosinfo='http://libosinfo.org/xmlns/libvirt/domain/1.0'>"                    \
  "<libosinfo:os id='http://fedoraproject.org/fedora/40'/></libosinfo:libosinfo>%s</metadata>"               \
  "<memory unit='KiB'>4194304</memory><vcpu placement='static'>4</vcpu><os firmware='efi'>"                  \
  "<type arch='x86_64' machine='q35'>hvm</type><loader secure='yes'/></os><devices>"                         \
  "<disk type='file' device='cdrom'><source file='/nowhere.iso'/><target dev='sda' bus='sata'/></disk>"      \
  "<disk type='file' device='disk'><driver name='qemu' type='qcow2'/><source file='%s'/>"                    \
  "<target dev='vda' bus='virtio'/></disk><tpm model='tpm-crb'/></devices></domain>"
#define BOXES "<boxes:gnome-boxes xmlns:boxes='https://wiki.gnome.org/Apps/Boxes'/>"

#define VBOX                                                                                                 \
  "<?xml version='1.0'?><VirtualBox xmlns='http://www.virtualbox.org/' version='1.19-linux'>"                \
  "<Machine uuid='{1}' name='Work laptop' OSType='Windows11_64'><Description>Mine</Description>"             \
  "<MediaRegistry><HardDisks><HardDisk uuid='{aa}' location='Work laptop.vdi' format='VDI' type='Normal'>%s" \
  "</HardDisk></HardDisks></MediaRegistry><Hardware><CPU count='2'/><Memory RAMSize='4096'/>"                \
  "<Firmware type='EFI'/><BIOS><NVRAM path='x.nvram' SecureBoot='true'/></BIOS>"                             \
  "<TrustedPlatformModule type='v2_0'/>"                                                                     \
  "<StorageControllers><StorageController name='SATA' type='AHCI'>"                                          \
  "<AttachedDevice type='HardDisk' port='0'><Image uuid='{%s}'/></AttachedDevice>"                           \
  "<AttachedDevice type='DVD' "                                                                              \
  "port='1'/></StorageController></StorageControllers></Hardware></Machine></VirtualBox>"

static void
write_home (MediaFixture *fixture)
{
  g_autofree char *disk = media_fixture_path (fixture, "elsewhere/a.qcow2");
  g_autofree char *domain = g_strdup_printf (DOMAIN, "fedora", "Fedora box", "", disk);
  g_autofree char *boxed = g_strdup_printf (DOMAIN, "boxed", "", BOXES, disk);
  g_autofree char *own = g_strdup_printf (DOMAIN, "own", "", "<x xmlns='https://phyllo.me/frond/1'/>", disk);
  g_autofree char *machine = g_strdup_printf (VBOX, "", "aa");
  g_autofree char *registry =
      g_strdup_printf ("<VirtualBox xmlns='http://www.virtualbox.org/'><Global><MachineRegistry>"
                       "<MachineEntry uuid='{1}' src='%s/home/VirtualBox VMs/w/w.vbox'/>"
                       "<MachineEntry uuid='{2}' src='/nowhere/x.vbox'/>"
                       "</MachineRegistry></Global></VirtualBox>",
                       fixture->dir);

  import_make_disk (fixture);
  import_run (fixture, "mkdir -p elsewhere home/.config/libvirt/qemu/networks home/.config/VirtualBox "
                       "'home/VirtualBox VMs/w' home/.var/app/org.gnome.Boxes/config/libvirt/qemu home/VMs/d;"
                       "qemu-img convert -O qcow2 disk.raw elsewhere/a.qcow2;"
                       "qemu-img convert -O qcow2 disk.raw home/VMs/d/disk.qcow2;"
                       "qemu-img convert -O vdi disk.raw 'home/VirtualBox VMs/w/Work laptop.vdi'");
  import_write (fixture, "home/.config/libvirt/qemu/fedora.xml", domain, -1);
  import_write (fixture, "home/.config/libvirt/qemu/own.xml", own, -1);
  import_write (fixture, "home/.config/libvirt/qemu/broken.xml", "<domain", -1);
  import_write (fixture, "home/.var/app/org.gnome.Boxes/config/libvirt/qemu/boxed.xml", boxed, -1);
  import_write (fixture, "home/.config/VirtualBox/VirtualBox.xml", registry, -1);
  import_write (fixture, "home/VirtualBox VMs/w/w.vbox", machine, -1);
  import_write (fixture, "home/VMs/debian-12.conf", "guest_os=\"linux\"\ndisk_img=\"d/disk.qcow2\"\n", -1);
  import_write (fixture, "home/.conf", "x=1\n", -1);
}

static void
check_found (FrondImport *import, FrondImportKind kind, const char *name, const char *os)
{
  g_assert_cmpint (frond_import_get_kind (import), ==, kind);
  g_assert_cmpstr (frond_import_get_name (import), ==, name);
  g_assert_cmpint (frond_import_get_problem (import), ==, 0);
  g_assert_cmpstr (frond_import_get_os_id (import), ==, os);
}

/* GLib reads the home once: in a process of its own. */
static void
test_found_inside (void)
{
  g_autoptr (GPtrArray) found = import_find ();
  FrondImport *laptop;

  g_assert_cmpuint (found->len, ==, 4);
  check_found (g_ptr_array_index (found, 0), FROND_IMPORT_LIBVIRT, "Fedora box",
               "http://fedoraproject.org/fedora/40");
  laptop = g_ptr_array_index (found, 1);
  check_found (laptop, FROND_IMPORT_VIRTUALBOX, "Work laptop", "http://microsoft.com/win/11");
  g_assert_cmpuint (frond_import_get_memory (laptop), ==, 4 * GIB);
  g_assert_cmpuint (frond_import_get_vcpus (laptop), ==, 2);
  g_assert_cmpint (frond_import_get_firmware (laptop), ==, FROND_FIRMWARE_UEFI_SECURE);
  g_assert_true (frond_import_get_tpm (laptop));
  g_assert_cmpstr (frond_import_get_disk (laptop, 0)->bus, ==, "sata");
  check_found (g_ptr_array_index (found, 2), FROND_IMPORT_BOXES, "boxed",
               "http://fedoraproject.org/fedora/40");
  check_found (g_ptr_array_index (found, 3), FROND_IMPORT_QUICKEMU, "debian-12",
               "http://debian.org/debian/12");
}

static void
test_found (MediaFixture *fixture, gconstpointer user_data)
{
  g_autofree char *home = media_fixture_path (fixture, "home");
  g_autofree char *config = media_fixture_path (fixture, "home/.config");
  g_auto (GStrv) environment = g_get_environ ();

  write_home (fixture);
  environment = g_environ_setenv (environment, "HOME", home, TRUE);
  environment = g_environ_setenv (environment, "XDG_CONFIG_HOME", config, TRUE);
  environment = g_environ_setenv (environment, "LC_ALL", "C.UTF-8", TRUE);
  g_test_trap_subprocess_with_envp ("/import/found-subprocess/subprocess", (const char *const *) environment,
                                    0, G_TEST_SUBPROCESS_DEFAULT);
  g_test_trap_assert_passed ();
}

/* The same files, given by hand: from there nothing outside of their own folder is reached. */
static void
test_given (MediaFixture *fixture, gconstpointer user_data)
{
  g_autoptr (FrondImport) domain = NULL;
  g_autoptr (FrondImport) machine = NULL;

  write_home (fixture);
  domain = import_detect (fixture, "home/.config/libvirt/qemu/fedora.xml", NULL);
  g_assert_cmpint (frond_import_get_problem (domain), ==, FROND_ERROR_IMPORT_UNSAFE);
  machine = import_detect_good (fixture, "home/VirtualBox VMs/w");
  g_assert_cmpint (frond_import_get_kind (machine), ==, FROND_IMPORT_VIRTUALBOX);
}

static void
test_vbox_snapshot (MediaFixture *fixture, gconstpointer user_data)
{
  g_autofree char *text = g_strdup_printf (VBOX, "<HardDisk uuid='{bb}' location='Work laptop.vdi'/>", "bb");
  g_autoptr (FrondImport) import = NULL;

  import_make_disk (fixture);
  import_run (fixture, "qemu-img convert -O vdi disk.raw 'Work laptop.vdi'");
  import_write (fixture, "w.vbox", text, -1);
  import = import_detect (fixture, "w.vbox", NULL);
  g_assert_cmpint (frond_import_get_problem (import), ==, FROND_ERROR_IMPORT_SNAPSHOTS);
}

#define ADD(path, data, function)                                                                            \
  g_test_add ("/import/" path, MediaFixture, data, media_fixture_set_up, function, media_fixture_tear_down)

int
main (int argc, char *argv[])
{
  if (g_strv_contains ((const char *const *) argv, "/import/found-subprocess/subprocess"))
    g_setenv ("OSINFO_USER_DIR", "/nonexistent/frond-test", TRUE);
  else
    media_fixture_isolate ();
  g_test_init (&argc, &argv, NULL);
  ADD ("ovf/file", NULL, test_ovf);
  ADD ("ovf/archive", NULL, test_ova);
  ADD ("ovf/folder", NULL, test_ovf_folder);
  ADD ("ovf/missing", NULL, test_ovf_missing);
  ADD ("utm/xml", "XML", test_utm);
  ADD ("utm/binary", "BINARY", test_utm);
  ADD ("utm/old", "XML", test_utm_old);
  ADD ("utm/old-binary", "BINARY", test_utm_old);
  ADD ("utm/refused", NULL, test_utm_refused);
  ADD ("quickemu/plain", NULL, test_quickemu);
  ADD ("quickemu/variables", NULL, test_quickemu_variables);
  ADD ("found", NULL, test_found);
  g_test_add_func ("/import/found-subprocess/subprocess", test_found_inside);
  ADD ("given", NULL, test_given);
  ADD ("vbox/snapshot", NULL, test_vbox_snapshot);
  return g_test_run ();
}
