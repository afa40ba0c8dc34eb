/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* What a spec becomes on different hosts, against the files in data/. FROND_UPDATE_GOLDEN=1 writes them anew. */

#include "vmm-domain-xml.h"
#include "vmm-installer.h"

#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#define UUID "11111111-2222-4333-8444-555555555555"

typedef enum
{
  HOST_FULL, /* all there is */
  HOST_POOR, /* a libvirt and QEMU with hardly anything */
  HOST_ROOT, /* all there is, for the root user */
  HOST_NO_GPU,
  HOST_NVIDIA,
} Host;

static char *
read_data (const char *name)
{
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "data", name, NULL);
  g_autoptr (GError) error = NULL;
  char *text = NULL;

  g_file_get_contents (path, &text, NULL, &error);
  g_assert_no_error (error);
  return text;
}

static gboolean
has_gpu (Host host)
{
  return host == HOST_FULL || host == HOST_ROOT;
}

static VmmHostFacts *
make_facts (Host host)
{
  g_autofree char *xml = read_data (host == HOST_POOR ? "capabilities-poor.xml" : "capabilities-full.xml");
  VmmHostSources sources = { .software_xml = xml,
                             .kvm_xml = host == HOST_POOR ? NULL : xml,
                             .qemu_version = host == HOST_POOR ? 7002022 : 10000013,
                             .has_passt = host != HOST_POOR,
                             .has_pc = host != HOST_POOR,
                             .render_node = has_gpu (host) ? "/dev/dri/renderD128" : NULL,
                             .gl_reason = host == HOST_NVIDIA ? VMM_IPC_LEFT_OUT_NOT_SUPPORTED : NULL,
                             .is_root = host == HOST_ROOT };
  g_autoptr (GError) error = NULL;
  VmmHostFacts *facts = vmm_host_facts_new (&sources, &error);

  g_assert_no_error (error);
  return facts;
}

/* A spec with what is in CHANGE (the text of a dictionary) on top. */
static VmmSpec *
make_spec (const char *change)
{
  g_autoptr (GVariant) dict = g_variant_ref_sink (
      g_variant_new_parsed ("{'name': <'Debian <13> & more'>, 'os-id': <'http://debian.org/debian/13'>, "
                            "'memory': <uint64 2147483648>, "
                            "'vcpus': <uint32 2>, 'disks': <[{'size': <uint64 10737418240>}]>, "
                            "'nics': <[{'class': <'user'>, 'mac': <'52:54:00:12:34:56'>}]>}"));
  g_autoptr (GError) error = NULL;
  g_autoptr (VmmSpec) base = vmm_spec_new_from_variant (dict, &error);
  g_autoptr (GVariant) delta = NULL;
  VmmSpec *spec;

  g_assert_no_error (error);
  delta = g_variant_parse (G_VARIANT_TYPE_VARDICT, change, NULL, NULL, &error);
  g_assert_no_error (error);
  spec = vmm_spec_new_with_delta (base, delta, &error);
  g_assert_no_error (error);
  return spec;
}

static VmmDomainXml *
make_xml_in (const char *folder, const char *change, Host host, gboolean kvm, gboolean boot_media,
             GError **error)
{
  g_autoptr (VmmSpec) spec = make_spec (change);
  g_autoptr (VmmHostFacts) facts = make_facts (host);
  VmmEngineStart start = {
    .uuid = UUID, .folder = folder, .spec = spec, .media_fd = -1, .boot_media = boot_media
  };

  return vmm_domain_xml_new (&start, facts, kvm, error);
}

static VmmDomainXml *
make_xml (const char *change, Host host, gboolean kvm, GError **error)
{
  return make_xml_in ("/machines/" UUID, change, host, kvm, FALSE, error);
}

/* One element a line, so that a difference can be read. */
static char *
dup_lines (const char *xml)
{
  GString *lines = g_string_new (xml);

  g_string_replace (lines, "><", ">\n<", 0);
  g_string_append_c (lines, '\n');
  return g_string_free (lines, FALSE);
}

static void
compare_golden (const char *name, const char *xml)
{
  g_autofree char *lines = dup_lines (xml);
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "data", name, NULL);
  g_autofree char *golden = NULL;
  g_autoptr (GError) error = NULL;

  if (g_getenv ("FROND_UPDATE_GOLDEN") != NULL)
    {
      g_file_set_contents (path, lines, -1, &error);
      g_assert_no_error (error);
    }

  golden = read_data (name);
  g_assert_cmpstr (lines, ==, golden);
}

static void
validate (const char *xml)
{
  g_autofree char *program = g_find_program_in_path ("virt-xml-validate");
  g_autofree char *path = NULL;
  const char *command[] = { "virt-xml-validate", NULL, "domain", NULL };
  g_autofree char *problems = NULL;
  g_autoptr (GError) error = NULL;
  int status;
  int fd;

  if (program == NULL)
    {
      g_test_message ("virt-xml-validate is missing: not validated");
      return;
    }

  fd = g_file_open_tmp ("frond-domain-XXXXXX.xml", &path, &error);
  g_assert_no_error (error);
  close (fd);
  g_file_set_contents (path, xml, -1, &error);
  g_assert_no_error (error);
  command[1] = path;
  g_spawn_sync (NULL, (char **) command, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL, &problems, &status,
                &error);
  g_assert_no_error (error);
  if (status != 0)
    g_error ("%s\n%s", problems, xml);
  g_unlink (path);
}

typedef struct
{
  const char *golden;
  const char *change;
  Host host;
  gboolean kvm;
  const char *firmware;
  const char *network;
  const char *left_out;
} Case;

static const Case cases[] = {
  { "linux-kvm.xml", "@a{sv} {}", HOST_FULL, TRUE, "uefi", "passt", "@a(ss) []" },
  { "linux-software.xml", "@a{sv} {}", HOST_FULL, FALSE, "uefi", "passt", "@a(ss) []" },
  { "linux-no-gpu.xml", "@a{sv} {}", HOST_NO_GPU, TRUE, "uefi", "passt", "[('gl', 'no-device')]" },
  { "linux-no-gpu.xml", "@a{sv} {}", HOST_NVIDIA, TRUE, "uefi", "passt", "[('gl', 'not-supported')]" },
  { "linux-no-gpu.xml", "{'gl': <false>}", HOST_FULL, TRUE, "uefi", "passt", "@a(ss) []" },
  { "windows-gl.xml", "{'os-family': <'windows'>, 'gl': <true>}", HOST_FULL, TRUE, "uefi", "passt",
    "@a(ss) []" },
  { "linux-poor.xml", "@a{sv} {}", HOST_POOR, FALSE, "bios", "slirp",
    "[('uefi', 'not-installed'), ('memfd', 'not-supported'), ('passt', 'not-installed'), ('spice', "
    "'not-installed'), "
    "('virtio-gpu', 'not-installed'), ('sound', 'not-installed'), ('tpm', 'not-installed'), ('rng', "
    "'not-supported')]" },
  { "linux-root.xml", "{'heads': <uint32 3>, 'tpm': <false>}", HOST_ROOT, TRUE, "uefi", "slirp",
    "[('passt', 'as-root')]" },
  { "windows-kvm.xml",
    "{'os-family': <'windows'>, 'gl': <false>, 'os-id': <'http://microsoft.com/win/11'>, 'firmware': "
    "<'uefi-secure'>, "
    "'vcpus': "
    "<uint32 4>}",
    HOST_FULL, TRUE, "uefi-secure", "passt", "@a(ss) []" },
  { "windows-software.xml", "{'os-family': <'windows'>, 'gl': <false>, 'firmware': <'uefi-secure'>}",
    HOST_FULL, FALSE, "uefi-secure", "passt", "[('hyperv', 'needs-kvm'), ('virtio-gpu', 'needs-kvm')]" },
  { "linux-software-bios.xml", "{'firmware': <'bios'>, 'heads': <uint32 2>}", HOST_FULL, FALSE, "bios",
    "passt", "[('virtio-gpu', 'needs-kvm')]" },
  { "linux-software-heads.xml", "{'gl': <false>, 'heads': <uint32 4>}", HOST_FULL, FALSE, "uefi", "passt",
    "@a(ss) []" },
  { "other-bios.xml",
    "{'os-family': <'other'>, 'gl': <false>, 'os-id': <''>, 'firmware': <'bios'>, 'nics': <@aa{sv} []>, "
    "'tpm': <false>}",
    HOST_FULL, TRUE, "bios", "none", "@a(ss) []" },
  { "linux54-kvm.xml", "{'model': <'linux54'>}", HOST_FULL, TRUE, "uefi", "passt", "@a(ss) []" },
  { "windows-virtio.xml",
    "{'os-family': <'windows'>, 'gl': <false>, 'model': <'windows11'>, 'devices': <'virtio'>}", HOST_FULL,
    TRUE, "uefi", "passt", "@a(ss) []" },
  { "legacy-windows.xml", "{'os-family': <'windows'>, 'model': <'legacy'>}", HOST_FULL, TRUE, "bios", "passt",
    "[('gl', 'model'), ('tpm', 'model')]" },
  { "legacy-other.xml", "{'os-family': <'other'>, 'gl': <false>, 'tpm': <false>, 'model': <'legacy'>}",
    HOST_FULL, FALSE, "bios", "passt", "@a(ss) []" },
};

static void
test_golden (gconstpointer data)
{
  const Case *test = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (VmmDomainXml) xml = make_xml (test->change, test->host, test->kvm, &error);
  g_autoptr (GVariant) left_out = NULL;

  g_assert_no_error (error);
  g_assert_cmpstr (xml->firmware, ==, test->firmware);
  g_assert_cmpstr (xml->network, ==, test->network);
  g_assert_cmpint (xml->gl, ==, strstr (xml->xml, "accel3d='yes'") != NULL);
  left_out = g_variant_parse (G_VARIANT_TYPE ("a(ss)"), test->left_out, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpvariant (xml->left_out, left_out);
  compare_golden (test->golden, xml->xml);
  validate (xml->xml);
}

static void
test_firmware_refused (void)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (make_xml ("{'firmware': <'uefi'>}", HOST_POOR, FALSE, &error));
  g_assert_error (error, VMM_IPC_ERROR, VMM_IPC_ERROR_UNSUPPORTED);
  g_assert_cmpstr (error->message, ==, "uefi: not-installed");
  g_clear_error (&error);
  g_assert_null (make_xml ("{'firmware': <'uefi-secure'>}", HOST_POOR, FALSE, &error));
  g_assert_error (error, VMM_IPC_ERROR, VMM_IPC_ERROR_UNSUPPORTED);
}

/* Formats are said and chains are written to their ends: nothing is probed, and no header is believed. */
static void
test_disks_of_images (void)
{
  static const struct
  {
    VmmDisk disk;
    const char *expected;
  } disks[] = {
    { { .size = VMM_IPC_MIB, .format = VMM_IPC_IMAGE_QCOW2 },
      "type='qcow2' cache='writeback' discard='unmap' error_policy='stop'/><source file='/machines/" UUID
      "/disk0.qcow2'/><backingStore/><target" },
    { { .size = VMM_IPC_MIB, .format = VMM_IPC_IMAGE_QCOW2, .base = VMM_IPC_IMAGE_RAW },
      "<backingStore type='file'><format type='raw'/><source file='/machines/" UUID
      "/disk0.base'/><backingStore/></backingStore><target" },
    { { .size = VMM_IPC_MIB, .format = VMM_IPC_IMAGE_QCOW2, .base = VMM_IPC_IMAGE_QCOW2 },
      "<backingStore type='file'><format type='qcow2'/><source file='/machines/" UUID
      "/disk0.base'/><backingStore/></backingStore><target" },
  };
  g_autoptr (VmmSpec) base = make_spec ("@a{sv} {}");
  g_autoptr (VmmHostFacts) facts = make_facts (HOST_FULL);

  for (gsize i = 0; i < G_N_ELEMENTS (disks); i++)
    {
      g_autoptr (VmmSpec) spec = vmm_spec_new_with_disks (base, &disks[i].disk);
      VmmEngineStart start = { .uuid = UUID, .folder = "/machines/" UUID, .spec = spec, .media_fd = -1 };
      g_autoptr (GError) error = NULL;
      g_autoptr (VmmDomainXml) xml = vmm_domain_xml_new (&start, facts, TRUE, &error);

      g_assert_no_error (error);
      g_assert_nonnull (strstr (xml->xml, disks[i].expected));
      validate (xml->xml);
    }
}

/* What must never be in there, whatever the spec and the host. */
static void
test_forbidden (void)
{
  const char *const forbidden[] = { "<emulator",   "qemu:commandline", "<loader",
                                    "<seclabel",   "<hostdev",         "<shmem",
                                    "<filesystem", "passwd",           "listen type='address'",
                                    "autoport",    "kernel>",          "Debian" };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (VmmDomainXml) xml = make_xml (cases[i].change, cases[i].host, cases[i].kvm, NULL);

      for (gsize k = 0; k < G_N_ELEMENTS (forbidden); k++)
        if (strstr (xml->xml, forbidden[k]) != NULL)
          g_error ("%s holds “%s”", cases[i].golden, forbidden[k]);
    }
}

static void
test_hostile_folder (void)
{
  const char *const folder = "/home/o'neil & \"co\"/<machines>";
  g_autoptr (GError) error = NULL;
  g_autoptr (VmmDomainXml) xml = make_xml_in (folder, "@a{sv} {}", HOST_FULL, FALSE, FALSE, &error);

  g_assert_no_error (error);
  g_assert_null (strstr (xml->xml, "<machines>"));
  g_assert_nonnull (strstr (xml->xml, "/home/o&apos;neil &amp; &quot;co&quot;/&lt;machines&gt;/disk0.raw"));
  validate (xml->xml);
}

static void
test_boot_order (void)
{
  g_autoptr (VmmDomainXml) disk = make_xml_in ("/m", "@a{sv} {}", HOST_FULL, FALSE, FALSE, NULL);
  g_autoptr (VmmDomainXml) medium = make_xml_in ("/m", "@a{sv} {}", HOST_FULL, FALSE, TRUE, NULL);

  g_assert_nonnull (strstr (disk->xml, "<target dev='vda' bus='virtio'/><boot order='1'/>"));
  g_assert_nonnull (strstr (disk->xml, "<target dev='sda' bus='sata'/><readonly/><boot order='2'/>"));
  g_assert_nonnull (strstr (medium->xml, "<target dev='vda' bus='virtio'/><boot order='2'/>"));
  g_assert_nonnull (strstr (medium->xml, "<target dev='sda' bus='sata'/><readonly/><boot order='1'/>"));
}

/* The drive is changed where the model has it. */
static void
test_drive (void)
{
  const char *const models[][2] = { { "{'model': <'linux515'>}", "<target dev='sda' bus='sata'/>" },
                                    { "{'model': <'windows10'>}", "<target dev='sda' bus='sata'/>" },
                                    { "{'model': <'legacy'>}", "<target dev='hdc' bus='ide'/>" } };

  for (gsize i = 0; i < G_N_ELEMENTS (models); i++)
    {
      g_autoptr (VmmDomainXml) xml = make_xml (models[i][0], HOST_FULL, FALSE, NULL);
      g_autofree char *empty = vmm_domain_xml_new_drive (xml->xml, NULL);
      g_autofree char *full = vmm_domain_xml_new_drive (xml->xml, "medium-<1>");

      g_assert_nonnull (strstr (empty, models[i][1]));
      g_assert_null (strstr (empty, "<source"));
      g_assert_nonnull (strstr (full, models[i][1]));
      g_assert_nonnull (strstr (full, "fdgroup='medium-&lt;1&gt;'"));
    }
  g_assert_null (vmm_domain_xml_new_drive ("<domain><devices/></domain>", NULL));
  g_assert_null (vmm_domain_xml_new_drive ("<domain>", NULL));
}

static void
test_legacy_refused (void)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (make_xml ("{'model': <'legacy'>}", HOST_POOR, FALSE, &error));
  g_assert_error (error, VMM_IPC_ERROR, VMM_IPC_ERROR_UNSUPPORTED);
  g_assert_cmpstr (error->message, ==, "legacy: not-supported");
}

static void
test_names (void)
{
  g_autofree char *name = vmm_domain_xml_dup_name (UUID);
  g_autofree char *uuid = vmm_domain_xml_dup_uuid (name);
  const char *const foreign[] = { "", "debian", "frond-", "frond-x", "Frond-" UUID, "frond-" UUID "x", UUID };

  g_assert_cmpstr (name, ==, "frond-" UUID);
  g_assert_cmpstr (uuid, ==, UUID);
  for (gsize i = 0; i < G_N_ELEMENTS (foreign); i++)
    g_assert_null (vmm_domain_xml_dup_uuid (foreign[i]));
  g_assert_null (vmm_domain_xml_dup_uuid (NULL));
}

static void
test_console (void)
{
  g_autofree char *path = vmm_domain_xml_dup_console (
      "<domain><devices><disk><source path='/a'/></disk><serial type='pty'><source "
      "path='/dev/pts/7'/></serial>"
      "<serial type='pty'><source path='/dev/pts/8'/></serial></devices></domain>");

  g_assert_cmpstr (path, ==, "/dev/pts/7");
  g_assert_null (vmm_domain_xml_dup_console ("<domain/>"));
  g_assert_null (vmm_domain_xml_dup_console ("<domain>"));
  g_assert_null (vmm_domain_xml_dup_console (""));
}

static void
expect_left_out (Host host, gboolean kvm, const char *expected)
{
  g_autoptr (VmmHostFacts) facts = make_facts (host);
  g_autoptr (GVariant) left_out = g_variant_ref_sink (vmm_host_facts_left_out (facts, kvm));
  g_autofree char *printed = g_variant_print (left_out, TRUE);

  g_assert_cmpstr (printed, ==, expected);
}

static void
test_host_left_out (void)
{
  expect_left_out (HOST_FULL, TRUE, "@a(ss) []");
  expect_left_out (HOST_FULL, FALSE, "[('hyperv', 'needs-kvm'), ('virtio-iommu', 'needs-kvm')]");
  expect_left_out (HOST_ROOT, TRUE, "[('passt', 'as-root')]");
  expect_left_out (HOST_NO_GPU, TRUE, "[('gl', 'no-device')]");
  expect_left_out (HOST_NVIDIA, TRUE, "[('gl', 'not-supported')]");
  expect_left_out (
      HOST_POOR, FALSE,
      "[('spice', 'not-installed'), ('virtio-gpu', 'not-installed'), ('gl', 'no-device'), ('uefi', "
      "'not-installed'), "
      "('secure-boot', 'not-installed'), ('tpm', 'not-installed'), ('passt', 'not-installed'), ('sound', "
      "'not-installed'), ('rng', 'not-supported'), ('memfd', 'not-supported'), ('hyperv', 'needs-kvm'), "
      "('virtio-iommu', 'needs-kvm'), ('legacy', 'not-supported')]");
}

static void
test_broken_facts (void)
{
  const char *const broken[] = { "", "<domainCapabilities>", "no xml at all", "<a></b>" };

  for (gsize i = 0; i < G_N_ELEMENTS (broken); i++)
    {
      VmmHostSources sources = { .software_xml = broken[i] };
      g_autoptr (GError) error = NULL;

      g_assert_null (vmm_host_facts_new (&sources, &error));
      g_assert_error (error, VMM_IPC_ERROR, VMM_IPC_ERROR_INTERNAL);
    }
}

static void
test_without_gl (void)
{
  g_autoptr (VmmHostFacts) facts = make_facts (HOST_FULL);
  g_autoptr (VmmHostFacts) less = vmm_host_facts_new_without_gl (facts);

  g_assert_null (vmm_host_facts_missing (facts, FALSE, VMM_IPC_FEATURE_GL));
  g_assert_cmpstr (vmm_host_facts_missing (less, FALSE, VMM_IPC_FEATURE_GL), ==,
                   VMM_IPC_LEFT_OUT_NOT_SUPPORTED);
  g_assert_null (vmm_host_facts_missing (less, FALSE, VMM_IPC_FEATURE_PASST));
}

static void
test_without_passt (void)
{
  g_autoptr (VmmHostFacts) facts = make_facts (HOST_FULL);
  g_autoptr (VmmHostFacts) less = vmm_host_facts_new_without_passt (facts);

  g_assert_null (vmm_host_facts_missing (facts, FALSE, VMM_IPC_FEATURE_PASST));
  g_assert_cmpstr (vmm_host_facts_missing (less, FALSE, VMM_IPC_FEATURE_PASST), ==,
                   VMM_IPC_LEFT_OUT_NOT_SUPPORTED);
  g_assert_null (vmm_host_facts_missing (less, FALSE, VMM_IPC_FEATURE_TPM));
}

/* What a machine is set up with. SEED and INSTALLER as in VmmEngineStart. */
static char *
make_set_up (const char *change, const char *seed, const char *installer, gboolean kvm)
{
  g_autoptr (VmmSpec) spec = make_spec (change);
  g_autoptr (VmmHostFacts) facts = make_facts (HOST_FULL);
  VmmEngineStart start = { .uuid = UUID,
                           .folder = "/machines/" UUID,
                           .spec = spec,
                           .media_fd = -1,
                           .seed = seed,
                           .installer = installer };
  g_autoptr (GError) error = NULL;
  g_autoptr (VmmDomainXml) xml = vmm_domain_xml_new (&start, facts, kvm, &error);

  g_assert_no_error (error);
  return g_strdup (xml->xml);
}

static void
test_installer (void)
{
  g_autofree char *debian = make_set_up ("@a{sv} {}", NULL, VMM_IPC_INSTALLER_DEBIAN, FALSE);
  g_autofree char *fedora = make_set_up ("@a{sv} {}", "seed.img", VMM_IPC_INSTALLER_FEDORA, TRUE);
  g_autofree char *windows =
      make_set_up ("{'os-family': <'windows'>}", "seed.img", VMM_IPC_INSTALLER_WINDOWS, TRUE);
  g_autofree char *plain = make_set_up ("@a{sv} {}", NULL, NULL, TRUE);

  g_assert_nonnull (strstr (debian, "<kernel>/machines/" UUID "/install-kernel</kernel>"));
  g_assert_nonnull (strstr (debian, "preseed/file=/preseed.cfg"));
  g_assert_nonnull (strstr (debian, "no_timer_check"));
  g_assert_nonnull (strstr (debian, "<on_reboot>destroy</on_reboot>"));
  g_assert_null (strstr (debian, "seed.img"));

  g_assert_nonnull (strstr (fedora, "inst.ks=hd:LABEL=OEMDRV:/ks.cfg"));
  g_assert_null (strstr (fedora, "no_timer_check"));
  g_assert_nonnull (
      strstr (fedora, "/seed.img'/><backingStore/><target dev='vdb' bus='virtio'/><readonly/>"));

  g_assert_null (strstr (windows, "<kernel>"));
  g_assert_nonnull (strstr (windows, "<on_reboot>restart</on_reboot>"));
  g_assert_nonnull (strstr (windows, "/seed.img'/><backingStore/><target dev='sdb' bus='sata'/><readonly/>"));

  g_assert_null (strstr (plain, "<kernel>"));
  g_assert_nonnull (strstr (plain, "<on_reboot>restart</on_reboot>"));
}

static void
test_installer_tokens (void)
{
  static const char *const bad[] = { "", "Debian", "debian ", "init=/bin/sh", "none", NULL };

  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    g_assert_null (vmm_installer_from_token (bad[i]));
  g_assert_cmpstr (vmm_installer_from_token ("suse"), ==, VMM_IPC_INSTALLER_SUSE);
  g_assert_true (vmm_installer_has_kernel (VMM_IPC_INSTALLER_UBUNTU));
  g_assert_false (vmm_installer_has_kernel (VMM_IPC_INSTALLER_WINDOWS));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strdup_printf ("/domain-xml/golden/%zu-%s", i, cases[i].golden);

      g_test_add_data_func (path, &cases[i], test_golden);
    }
  g_test_add_func ("/domain-xml/firmware-refused", test_firmware_refused);
  g_test_add_func ("/domain-xml/disks-of-images", test_disks_of_images);
  g_test_add_func ("/domain-xml/forbidden", test_forbidden);
  g_test_add_func ("/domain-xml/hostile-folder", test_hostile_folder);
  g_test_add_func ("/domain-xml/boot-order", test_boot_order);
  g_test_add_func ("/domain-xml/drive", test_drive);
  g_test_add_func ("/domain-xml/legacy-refused", test_legacy_refused);
  g_test_add_func ("/domain-xml/installer", test_installer);
  g_test_add_func ("/domain-xml/installer-tokens", test_installer_tokens);
  g_test_add_func ("/domain-xml/names", test_names);
  g_test_add_func ("/domain-xml/console", test_console);
  g_test_add_func ("/host-facts/left-out", test_host_left_out);
  g_test_add_func ("/host-facts/broken", test_broken_facts);
  g_test_add_func ("/host-facts/without-passt", test_without_passt);
  g_test_add_func ("/host-facts/without-gl", test_without_gl);

  return g_test_run ();
}
