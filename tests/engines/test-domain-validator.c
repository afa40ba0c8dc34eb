/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The second reader: everything that the first one writes passes, nothing else does. The hostile domains are made here: a
 * good one with one thing in it that may not be there. */

#include "model-combinations.h"
#include "vmm-domain-grammar.h"
#include "vmm-domain-validator.h"

#include <string.h>

#define UUID   "01234567-89ab-4def-8123-456789abcdef"
#define FOLDER "/machines/m"
#define NODE   "/dev/dri/renderD128"

static const char *const networks[] = { "frond", NULL };
static const char *const bridges[] = { "br0", NULL };
static const VmmEngineHostDevice devices[] = { { VMM_ENGINE_HOST_USB, 0, 1, 4, 0 },
                                               { VMM_ENGINE_HOST_PCI, 0, 3, 0, 1 } };
static const VmmDomainPolicy policy = {
  .uuid = UUID,
  .folder = FOLDER,
  .system = TRUE,
  .owner = 1001,
  .render_node = NODE,
  .networks = networks,
  .bridges = bridges,
  .devices = devices,
  .n_devices = G_N_ELEMENTS (devices),
};

/* One of everything. */
static const char good[] =
    "<domain type='kvm'><name>frond-" UUID "</name><uuid>" UUID "</uuid>"
    "<metadata><frond:machine xmlns:frond='https://phyllo.me/frond/1' held='" UUID "'/>"
    "<libosinfo:libosinfo xmlns:libosinfo='http://libosinfo.org/xmlns/libvirt/domain/1.0'>"
    "<libosinfo:os id='http://debian.org/debian/13'/></libosinfo:libosinfo></metadata>"
    "<memory unit='KiB' dumpCore='off'>1048576</memory>"
    "<memoryBacking><source type='memfd'/><access mode='shared'/></memoryBacking>"
    "<vcpu placement='static'>2</vcpu><resource><partition>/machine/frond-1001</partition></resource>"
    "<os firmware='efi'><type arch='x86_64' machine='q35'>hvm</type>"
    "<firmware><feature enabled='no' name='secure-boot'/></firmware><nvram>" FOLDER "/nvram.fd</nvram>"
    "<kernel>" FOLDER "/install-kernel</kernel><initrd>" FOLDER "/install-initrd</initrd>"
    "<cmdline>no_timer_check autoinstall ds=nocloud quiet ---</cmdline></os>"
    "<features><acpi/><apic/></features><cpu mode='host-model'/><clock offset='utc'/>"
    "<on_poweroff>destroy</on_poweroff><on_reboot>restart</on_reboot><on_crash>destroy</on_crash>"
    "<devices>"
    "<disk type='file' device='disk'><driver name='qemu' type='qcow2'/>"
    "<source file='" FOLDER "/disk0.qcow2'><seclabel model='dac' relabel='no'/></source>"
    "<backingStore type='file'><format type='raw'/><source file='" FOLDER "/disk0.base'/><backingStore/>"
    "</backingStore><target dev='vda' bus='virtio'/></disk>"
    "<disk type='file' device='cdrom'><driver name='qemu' type='raw'/>"
    "<source file='/frond/medium' fdgroup='medium-" UUID "'/><backingStore/>"
    "<target dev='sda' bus='sata'/><readonly/></disk>"
    "<interface type='user'><mac address='52:54:00:00:00:01'/><model type='virtio'/><backend type='passt'/>"
    "</interface>"
    "<interface type='network'><source network='frond'/><model type='virtio'/></interface>"
    "<interface type='bridge'><source bridge='br0'/><model type='virtio'/></interface>"
    "<graphics type='spice'><listen type='none'/><gl enable='yes' rendernode='" NODE "'/></graphics>"
    "<tpm model='tpm-crb'><backend type='emulator' version='2.0'><source type='file' path='" FOLDER
    "/tpm/state'/>"
    "</backend></tpm><rng model='virtio'><backend model='random'>/dev/urandom</backend></rng>"
    "<hostdev mode='subsystem' type='usb' managed='yes'><source><address bus='1' "
    "device='4'/></source></hostdev>"
    "<hostdev mode='subsystem' type='pci' managed='yes'><source>"
    "<address domain='0x0000' bus='0x03' slot='0x00' function='0x1'/></source></hostdev></devices>"
    "<qemu:override xmlns:qemu='http://libvirt.org/schemas/domain/qemu/1.0'><qemu:device alias='video0'>"
    "<qemu:frontend><qemu:property name='driver' type='string' value='virtio-gpu-pci'/></qemu:frontend>"
    "</qemu:device></qemu:override></domain>";

/* What an attacker would like to have in a domain: goes in wherever an element ends. */
static const char *const parts[] = {
  "<emulator>/tmp/evil</emulator>",
  "<loader readonly='yes' type='pflash'>/tmp/evil.fd</loader>",
  "<qemu:commandline xmlns:qemu='http://libvirt.org/schemas/domain/qemu/1.0'><qemu:arg value='-S'/>"
  "</qemu:commandline>",
  "<qemu:arg xmlns:qemu='http://libvirt.org/schemas/domain/qemu/1.0' value='-S'/>",
  "<seclabel type='none'/>",
  "<seclabel type='static' model='dac' relabel='no'><label>+0:+0</label></seclabel>",
  "<seclabel model='apparmor' relabel='no'/>",
  "<filesystem type='mount'><source dir='/'/><target dir='root'/></filesystem>",
  "<shmem name='x'><model type='ivshmem-plain'/></shmem>",
  "<hostdev mode='subsystem' type='usb'><source><address bus='1' device='5'/></source></hostdev>",
  "<hostdev mode='capabilities' type='misc'><source><char>/dev/mem</char></source></hostdev>",
  "<serial type='file'><source path='/etc/passwd'/></serial>",
  "<serial type='tcp'><source mode='bind' host='0.0.0.0' service='1'/></serial>",
  "<channel type='unix'><source mode='bind' path='/tmp/x'/></channel>",
  "<graphics type='vnc' port='5900' listen='0.0.0.0'/>",
  "<graphics type='spice'/>",
  "<disk type='block' device='disk'><source dev='/dev/sda'/><target dev='vdb'/></disk>",
  "<disk type='network' device='disk'><source protocol='nbd' name='x'/><target dev='vdb'/></disk>",
  "<disk type='dir' device='disk'><source dir='/'/><target dev='vdb'/></disk>",
  "<disk type='file' device='disk'><driver name='qemu' type='raw'/><source "
  "file='/etc/shadow'/><backingStore/>"
  "<target dev='vdb'/></disk>",
  "<disk type='file' device='lun'/>",
  "<interface type='direct'><source dev='eth0'/></interface>",
  "<interface type='network'><source network='default'/></interface>",
  "<interface type='bridge'><source bridge='eth0'/></interface>",
  "<interface type='ethernet'><script path='/tmp/evil'/></interface>",
  "<interface type='user'><source bridge='br0'/></interface>",
  "<interface type='vhostuser'/>",
  "<tpm model='tpm-tis'><backend type='passthrough'><device path='/dev/tpm0'/></backend></tpm>",
  "<rng model='virtio'><backend model='egd' type='udp'/></rng>",
  "<rng model='virtio'><backend model='random'>/dev/mem</backend></rng>",
  "<panic model='pvpanic'/>",
  "<hub type='usb'/>",
  "<crypto model='virtio' type='qemu'/>",
  "<smartcard mode='host'/>",
  "<launchSecurity type='sev'/>",
  "<sysinfo type='fwcfg'><entry name='opt/x' file='/etc/shadow'/></sysinfo>",
  "<x:y xmlns:x='urn:x'/>",
  "<machine/>",
  "<!-- a comment -->",
  "<?an instruction?>",
  "<![CDATA[a section]]>",
  "words",
};

static guint n_refused;

static void
expect_refused (const char *xml)
{
  g_autoptr (GError) error = NULL;

  if (vmm_domain_validator_check (xml, &policy, &error))
    g_error ("accepted: %s", xml);
  g_assert_error (error, VMM_IPC_ERROR, VMM_IPC_ERROR_INTERNAL);
  n_refused++;
}

static void
expect_accepted (const char *xml)
{
  g_autoptr (GError) error = NULL;

  if (!vmm_domain_validator_check (xml, &policy, &error))
    g_error ("%s: %s", error->message, xml);
}

/* XML with TEXT instead of the LENGTH bytes at AT. */
static char *
splice (const char *xml, const char *at, gsize length, const char *text)
{
  return g_strdup_printf ("%.*s%s%s", (int) (at - xml), xml, text, at + length);
}

static void
test_good (void)
{
  expect_accepted (good);
}

static void
test_parts (void)
{
  n_refused = 0;
  for (gsize i = 0; i < G_N_ELEMENTS (parts); i++)
    for (const char *end = strstr (good, "</"); end != NULL; end = strstr (end + 1, "</"))
      {
        g_autofree char *xml = splice (good, end, 0, parts[i]);

        expect_refused (xml);
      }
  g_test_message ("%u hostile domains", n_refused);
  g_assert_cmpuint (n_refused, >, 200);
}

/* Each value that there is becomes each of these. */
static void
test_values (void)
{
  static const char *const values[] = {
    "/etc/shadow",
    FOLDER "/../../etc/shadow",
    FOLDER "/machine.json",
    FOLDER "/disk0.qcow2/x",
    "json:{\"driver\":\"x\"}",
    "nbd://host/x",
    "",
    "evil",
  };

  n_refused = 0;
  for (const char *quote = strchr (good, '\''); quote != NULL; quote = strchr (quote + 1, '\''))
    {
      const char *end = strchr (quote + 1, '\'');

      for (gsize i = 0; i < G_N_ELEMENTS (values); i++)
        {
          g_autofree char *xml = splice (good, quote + 1, (gsize) (end - quote - 1), values[i]);

          expect_refused (xml);
        }
      quote = end;
    }
  g_test_message ("%u hostile domains", n_refused);
  g_assert_cmpuint (n_refused, >, 200);
}

/* Each element gets an attribute that it has not, and that may mean something to libvirt. */
static void
test_attributes (void)
{
  static const char *const attributes[] = { " path='/etc/shadow'", " snapshot='external'",
                                            " x:y='1' xmlns:x='urn:x'" };

  for (const char *open = strchr (good, '<'); open != NULL; open = strchr (open + 1, '<'))
    {
      const char *end = open + strcspn (open, " />");

      if (open[1] == '/')
        continue;
      for (gsize i = 0; i < G_N_ELEMENTS (attributes); i++)
        {
          g_autofree char *xml = splice (good, end, 0, attributes[i]);

          expect_refused (xml);
        }
    }
}

/* What has to be there, and is taken away. */
static void
test_missing (void)
{
  static const char *const needed[] = {
    "<name>frond-" UUID "</name>",
    "<uuid>" UUID "</uuid>",
    "<on_crash>destroy</on_crash>",
    " dumpCore='off'",
    "<listen type='none'/>",
    "<backingStore/>",
    "<driver name='qemu' type='qcow2'/>",
    " type='qcow2'",
    "<format type='raw'/>",
    "<target dev='vda' bus='virtio'/>",
    "<readonly/>",
    " fdgroup='medium-" UUID "'",
    "<source network='frond'/>",
    "<source bridge='br0'/>",
    "<address bus='1' device='4'/>",
    " device='disk'",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (needed); i++)
    {
      const char *at = strstr (good, needed[i]);
      g_autofree char *xml = NULL;

      g_assert_nonnull (at);
      xml = splice (good, at, strlen (needed[i]), "");
      expect_refused (xml);
    }
}

/* As a document rather than as a domain. */
static void
test_documents (void)
{
  static const char *const texts[] = {
    "",
    "<domain>",
    "<network/>",
    "<?xml version='1.0'?><!DOCTYPE domain [<!ENTITY e SYSTEM 'file:///etc/passwd'>]><domain>&e;</domain>",
    "<!DOCTYPE domain [<!ENTITY a 'aa'><!ENTITY b '&a;&a;'>]><domain type='&b;'/>",
    "<!-- first --><domain/>",
    "<domain/><?after?>",
    "<domain xmlns='urn:other'/>",
    "<domain type='kvm' xmlns:xi='http://www.w3.org/2001/XInclude'><xi:include href='/etc/passwd'/></domain>",
  };
  g_autofree char *long_text = g_strnfill (300 * 1024, ' ');
  g_autofree char *long_name = g_strnfill (400, 'x');
  g_autofree char *deep = g_strdup_printf ("<domain><%s/></domain>", long_name);
  g_autofree char *doubled = splice (good, strstr (good, "<on_crash>"), 0, "<on_crash>destroy</on_crash>");
  g_autofree char *huge = g_strconcat (good, long_text, NULL);
  g_autofree char *invalid = splice (good, strstr (good, "frond-"), 0, "\xff\xfe");

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    expect_refused (texts[i]);
  expect_refused (deep);
  expect_refused (doubled);
  expect_refused (huge);
  expect_refused (invalid);
}

/* Without a policy that allows them, the networks, the devices and the partition are refused. */
static void
test_policy (void)
{
  VmmDomainPolicy other = policy;

#define REFUSED(field, value)                                                                                \
  G_STMT_START                                                                                               \
  {                                                                                                          \
    other = policy;                                                                                          \
    other.field = (value);                                                                                   \
    g_assert_false (vmm_domain_validator_check (good, &other, NULL));                                        \
  }                                                                                                          \
  G_STMT_END
  REFUSED (uuid, "01234567-89ab-4def-8123-456789abcdee");
  REFUSED (folder, "/machines/o");
  REFUSED (system, FALSE);
  REFUSED (owner, 1002);
  REFUSED (render_node, NULL);
  REFUSED (networks, NULL);
  REFUSED (bridges, NULL);
  REFUSED (n_devices, 0);
  REFUSED (n_devices, 1);
#undef REFUSED
}

static void
test_device (void)
{
  static const char *const fine =
      "<hostdev mode='subsystem' type='usb' managed='yes'>"
      "<source startupPolicy='mandatory'><address bus='1' device='4'/></source></hostdev>";
  static const char *const foreign = "<hostdev mode='subsystem' type='usb' managed='yes'>"
                                     "<source><address bus='1' device='3'/></source></hostdev>";

  static const char *const medium = "<disk type='file' device='cdrom'><driver name='qemu' type='raw'/>"
                                    "<source file='/frond/medium' fdgroup='medium-" UUID "'/><backingStore/>"
                                    "<target dev='sda' bus='sata'/><readonly/></disk>";
  const VmmDomainPolicy nothing = { .uuid = "", .folder = "" };

  g_assert_true (vmm_domain_validator_check_device (medium, &nothing, NULL));
  g_assert_false (vmm_domain_validator_check_device (fine, &nothing, NULL));
  g_assert_true (vmm_domain_validator_check_device (fine, &policy, NULL));
  g_assert_false (vmm_domain_validator_check_device (foreign, &policy, NULL));
  g_assert_false (vmm_domain_validator_check_device ("<emulator>/tmp/x</emulator>", &policy, NULL));
  g_assert_false (vmm_domain_validator_check_device ("<disk", &policy, NULL));
}

static VmmHostFacts *
make_facts (const char *name, gboolean full)
{
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "data", name, NULL);
  g_autofree char *xml = NULL;
  VmmHostSources sources = { .qemu_version = full ? 10000013 : 7002022,
                             .has_passt = full,
                             .has_pc = full,
                             .render_node = full ? NODE : NULL };
  g_autoptr (GError) error = NULL;
  VmmHostFacts *facts;

  g_file_get_contents (path, &xml, NULL, &error);
  g_assert_no_error (error);
  sources.software_xml = xml;
  sources.kvm_xml = full ? xml : NULL;
  facts = vmm_host_facts_new (&sources, &error);
  g_assert_no_error (error);
  return facts;
}

typedef struct
{
  VmmHostFacts *full;
  VmmHostFacts *poor;
  GHashTable *xml;
} Combinations;

static void
build (VmmSpec *spec, const GError *error, const char *text, gpointer user_data)
{
  Combinations *all = user_data;

  if (spec == NULL)
    return;
  model_combinations_build (spec, all->full, text, all->xml);
  model_combinations_build (spec, all->poor, text, all->xml);
}

/* Whatever the models make. Their uuid is another. */
static void
test_combinations (void)
{
  g_autoptr (VmmHostFacts) full = make_facts ("capabilities-full.xml", TRUE);
  g_autoptr (VmmHostFacts) poor = make_facts ("capabilities-poor.xml", FALSE);
  g_autoptr (GHashTable) domains = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  Combinations all = { full, poor, domains };
  GHashTableIter iter;
  gpointer xml;

  model_combinations_foreach (build, &all);
  g_assert_cmpuint (g_hash_table_size (domains), >, 100);
  g_hash_table_iter_init (&iter, domains);
  while (g_hash_table_iter_next (&iter, &xml, NULL))
    {
      g_autofree char *uuid = g_strndup (strstr (xml, "<uuid>") + strlen ("<uuid>"), 36);
      VmmDomainPolicy own = policy;
      g_autoptr (GError) error = NULL;

      own.uuid = uuid;
      own.system = FALSE;
      if (!vmm_domain_validator_check (xml, &own, &error))
        g_error ("%s: %s", error->message, (const char *) xml);
    }
}

/* No row twice, and every attribute's element has its own row. */
static void
test_grammar (void)
{
  g_autoptr (GHashTable) rows = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (const VmmDomainRow *row = vmm_domain_grammar; row->path != NULL; row++)
    {
      g_autofree char *key =
          g_strdup_printf ("%s@%s", row->path, row->attribute != NULL ? row->attribute : "");
      g_autofree char *element = g_strdup_printf ("%s@", row->path);

      g_assert_true (g_hash_table_add (rows, g_steal_pointer (&key)));
      g_assert_true (g_hash_table_contains (rows, element));
      g_assert_true (row->attribute == NULL || row->value != NULL);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/engines/domain-validator/good", test_good);
  g_test_add_func ("/engines/domain-validator/parts", test_parts);
  g_test_add_func ("/engines/domain-validator/values", test_values);
  g_test_add_func ("/engines/domain-validator/attributes", test_attributes);
  g_test_add_func ("/engines/domain-validator/missing", test_missing);
  g_test_add_func ("/engines/domain-validator/documents", test_documents);
  g_test_add_func ("/engines/domain-validator/policy", test_policy);
  g_test_add_func ("/engines/domain-validator/device", test_device);
  g_test_add_func ("/engines/domain-validator/combinations", test_combinations);
  g_test_add_func ("/engines/domain-validator/grammar", test_grammar);

  return g_test_run ();
}
