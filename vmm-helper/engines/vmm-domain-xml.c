/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "vmm-domain-xml.h"

#include "vmm-domain-devices.h"
#include "vmm-installer.h"
#include "vmm-spec-parser.h"

#include <string.h>

/* What the drive's medium is called inside libvirt. It comes as a descriptor, so no such file is ever opened. */
#define MEDIUM_LABEL "/frond/medium"

#define LIBOSINFO_NAMESPACE "http://libosinfo.org/xmlns/libvirt/domain/1.0"

void
vmm_domain_xml_free (VmmDomainXml *self)
{
  g_free (self->xml);
  g_clear_pointer (&self->left_out, g_variant_unref);
  g_free (self);
}

static gboolean
refuse_feature (GError **error, const char *feature, const char *reason)
{
  g_set_error (error, VMM_IPC_ERROR, VMM_IPC_ERROR_UNSUPPORTED, "%s: %s", feature, reason);
  return FALSE;
}

/* A system that was installed for one firmware does not start with another: only "auto" may fall back. */
static gboolean
choose_firmware (VmmDomainWriter *writer, GError **error)
{
  const char *uefi = vmm_host_facts_missing (writer->facts, writer->kvm, VMM_IPC_FEATURE_UEFI);
  const char *secure = vmm_host_facts_missing (writer->facts, writer->kvm, VMM_IPC_FEATURE_SECURE_BOOT);

  switch (writer->start->spec->firmware)
    {
    case VMM_FIRMWARE_AUTO:
      writer->firmware = writer->model->best_firmware;
      if (writer->firmware != VMM_FIRMWARE_BIOS && !vmm_domain_writer_has (writer, VMM_IPC_FEATURE_UEFI))
        writer->firmware = VMM_FIRMWARE_BIOS;
      return TRUE;
    case VMM_FIRMWARE_UEFI:
      if (uefi != NULL)
        return refuse_feature (error, VMM_IPC_FEATURE_UEFI, uefi);
      break;
    case VMM_FIRMWARE_UEFI_SECURE:
      if (uefi != NULL)
        return refuse_feature (error, VMM_IPC_FEATURE_UEFI, uefi);
      if (secure != NULL)
        return refuse_feature (error, VMM_IPC_FEATURE_SECURE_BOOT, secure);
      break;
    case VMM_FIRMWARE_BIOS:
    default:
      break;
    }

  writer->firmware = writer->start->spec->firmware;
  return TRUE;
}

const char *
vmm_domain_xml_get_holder (void)
{
  static char *holder = NULL;

  if (g_once_init_enter_pointer (&holder))
    g_once_init_leave_pointer (&holder, g_uuid_string_random ());
  return holder;
}

static void
write_metadata (VmmDomainWriter *writer)
{
  const char *os_id = writer->start->spec->os_id;

  vmm_domain_writer_add (writer, "<metadata><frond:machine xmlns:frond='%s'", VMM_DOMAIN_NAMESPACE);
  if (writer->start->media_fd >= 0)
    vmm_domain_writer_add (writer, " held='%s'", vmm_domain_xml_get_holder ());
  g_string_append (writer->xml, "/>");
  if (os_id[0] != '\0')
    vmm_domain_writer_add (writer,
                           "<libosinfo:libosinfo xmlns:libosinfo='%s'><libosinfo:os id='%s'/>"
                           "</libosinfo:libosinfo>",
                           LIBOSINFO_NAMESPACE, os_id);
  vmm_domain_writer_add (writer, "</metadata>");
}

/* Shared memory lets other processes of the host serve devices (virtiofs, vhost-user). Guest memory is left out of
 * core dumps. */
static void
write_memory (VmmDomainWriter *writer)
{
  vmm_domain_writer_add (writer, "<memory unit='KiB' dumpCore='off'>%" G_GUINT64_FORMAT "</memory>",
                         writer->start->spec->memory / 1024);
  if (writer->model->memfd && vmm_domain_writer_has (writer, VMM_IPC_FEATURE_MEMFD))
    vmm_domain_writer_add (writer,
                           "<memoryBacking><source type='memfd'/><access mode='shared'/></memoryBacking>");
}

static gboolean
has_kernel (VmmDomainWriter *writer)
{
  return writer->start->installer != NULL && vmm_installer_has_kernel (writer->start->installer);
}

/* A kernel tries its timer for a moment and gives up where a busy host delays it: without KVM it had better not. */
static void
write_kernel (VmmDomainWriter *writer)
{
  if (has_kernel (writer))
    vmm_domain_writer_add (writer,
                           "<kernel>%s/" VMM_INSTALL_KERNEL "</kernel><initrd>%s/" VMM_INSTALL_INITRD
                           "</initrd><cmdline>%s%s</cmdline>",
                           writer->start->folder, writer->start->folder, writer->kvm ? "" : "no_timer_check ",
                           vmm_installer_get_command_line (writer->start->installer));
}

/* The variables are filled from the template of their firmware once. One with the keys of Secure Boot and one without
 * therefore have files of their own: a machine that changes over would keep the other's keys. */
static void
write_firmware (VmmDomainWriter *writer)
{
  const char *folder = writer->start->folder;

  switch (writer->firmware)
    {
    case VMM_FIRMWARE_UEFI:
      vmm_domain_writer_add (writer,
                             "<os firmware='efi'><type arch='x86_64' machine='q35'>hvm</type>"
                             "<firmware><feature enabled='no' name='secure-boot'/></firmware>"
                             "<nvram>%s/nvram.fd</nvram>",
                             folder);
      break;
    case VMM_FIRMWARE_UEFI_SECURE:
      vmm_domain_writer_add (writer,
                             "<os firmware='efi'><type arch='x86_64' machine='q35'>hvm</type>"
                             "<firmware><feature enabled='yes' name='enrolled-keys'/>"
                             "<feature enabled='yes' name='secure-boot'/></firmware>"
                             "<nvram>%s/nvram-secure.fd</nvram>",
                             folder);
      break;
    case VMM_FIRMWARE_AUTO:
    case VMM_FIRMWARE_BIOS:
    default:
      vmm_domain_writer_add (writer, "<os><type arch='x86_64' machine='%s'>hvm</type>",
                             writer->model->is_q35 ? "q35" : "pc");
      break;
    }
  write_kernel (writer);
  g_string_append (writer->xml, "</os>");
}

/* What tells Windows that it runs in a guest: each as far as this host's KVM has it. */
static void
write_hyperv (VmmDomainWriter *writer)
{
  static const struct
  {
    const char *name;
    const char *more;
    const char *inner;
  } enlightenments[] = {
    { "relaxed", "", "" },
    { "vapic", "", "" },
    { "spinlocks", " retries='4096'", "" },
    { "vpindex", "", "" },
    { "runtime", "", "" },
    { "synic", "", "" },
    { "stimer", "", "<direct state='on'/>" },
    { "reset", "", "" },
    { "frequencies", "", "" },
    { "reenlightenment", "", "" },
    { "tlbflush", "", "" },
    { "ipi", "", "" },
  };

  if (!vmm_domain_writer_has (writer, VMM_IPC_FEATURE_HYPERV))
    return;

  g_string_append (writer->xml, "<hyperv mode='custom'>");
  for (gsize i = 0; i < G_N_ELEMENTS (enlightenments); i++)
    {
      g_autofree char *fact = g_strconcat ("features/hyperv/features=", enlightenments[i].name, NULL);

      if (vmm_host_facts_has (writer->facts, TRUE, fact))
        g_string_append_printf (writer->xml, "<%s state='on'%s>%s</%s>", enlightenments[i].name,
                                enlightenments[i].more, enlightenments[i].inner, enlightenments[i].name);
    }
  g_string_append (writer->xml, "</hyperv><kvm><hidden state='on'/></kvm>");
}

static void
write_features (VmmDomainWriter *writer)
{
  g_string_append (writer->xml, "<features><acpi/><apic/><vmport state='off'/>");
  if (writer->firmware == VMM_FIRMWARE_UEFI_SECURE)
    g_string_append (writer->xml, "<smm state='on'/>");
  if (writer->start->spec->os_family == VMM_OS_WINDOWS && writer->model->hyperv)
    write_hyperv (writer);
  g_string_append (writer->xml, "</features>");
}

/* One socket: some systems are licensed or limited by them. */
static void
write_cpu (VmmDomainWriter *writer)
{
  const char *mode =
      writer->kvm && vmm_host_facts_has (writer->facts, TRUE, "cpu/host-model") ? "host-model" : "maximum";

  vmm_domain_writer_add (writer,
                         "<vcpu placement='static'>%u</vcpu>"
                         "<cpu mode='%s'><topology sockets='1' dies='1' cores='%u' threads='1'/></cpu>",
                         writer->start->spec->vcpus, mode, writer->start->spec->vcpus);
}

/* Windows keeps the time of the wall in the clock, and so did nearly all when the legacy model was new. */
static gboolean
has_local_time (VmmDomainWriter *writer)
{
  VmmOsFamily family = writer->start->spec->os_family;

  return family == VMM_OS_WINDOWS || (family == VMM_OS_OTHER && writer->model->id == VMM_MODEL_LEGACY);
}

/* Clocks of the hypervisor exist with KVM only, and only with them can the others go. */
static void
write_clock (VmmDomainWriter *writer)
{
  gboolean windows = writer->start->spec->os_family == VMM_OS_WINDOWS;

  vmm_domain_writer_add (writer,
                         "<clock offset='%s'><timer name='rtc' tickpolicy='catchup'/>"
                         "<timer name='pit' tickpolicy='delay'/>",
                         has_local_time (writer) ? "localtime" : "utc");
  if (writer->kvm)
    g_string_append (writer->xml, "<timer name='hpet' present='no'/>");
  if (writer->kvm && !windows)
    g_string_append (writer->xml, "<timer name='kvmclock' present='yes'/>");
  if (writer->kvm && windows && writer->model->hyperv &&
      vmm_host_facts_has (writer->facts, TRUE, "features/hyperv/features=stimer"))
    g_string_append (writer->xml, "<timer name='hypervclock' present='yes'/>");
  g_string_append (writer->xml, "</clock>");
}

/* Linux may sleep. That is how QEMU is when nothing is said; asked for by name, libvirt would insist on a firmware that
 * promises it, which none does for suspend to disk. */
static void
write_events (VmmDomainWriter *writer)
{
  vmm_domain_writer_add (
      writer, "<on_poweroff>destroy</on_poweroff><on_reboot>%s</on_reboot><on_crash>destroy</on_crash>",
      has_kernel (writer) ? "destroy" : "restart");
  if (writer->start->spec->os_family != VMM_OS_LINUX)
    g_string_append (writer->xml, "<pm><suspend-to-mem enabled='no'/><suspend-to-disk enabled='no'/></pm>");
}

static void
write_domain (VmmDomainWriter *writer)
{
  g_autofree char *name = vmm_domain_xml_dup_name (writer->start->uuid);

  vmm_domain_writer_add (writer, "<domain type='%s'><name>%s</name><uuid>%s</uuid>",
                         writer->kvm ? "kvm" : "qemu", name, writer->start->uuid);
  write_metadata (writer);
  write_memory (writer);
  write_firmware (writer);
  write_features (writer);
  write_cpu (writer);
  write_clock (writer);
  write_events (writer);
  vmm_domain_writer_add_devices (writer);
  vmm_domain_writer_add_overrides (writer);
  g_string_append (writer->xml, "</domain>");
}

VmmDomainXml *
vmm_domain_xml_new (const VmmEngineStart *start, VmmHostFacts *facts, gboolean kvm, GError **error)
{
  g_autoptr (GString) xml = g_string_new (NULL);
  VmmDomainWriter writer = { .xml = xml, .start = start, .facts = facts, .kvm = kvm };
  const char *legacy;
  VmmDomainXml *self;

  g_return_val_if_fail (start != NULL && facts != NULL, NULL);

  writer.model = vmm_model_of_spec (start->spec);
  legacy = vmm_host_facts_missing (facts, kvm, VMM_IPC_FEATURE_LEGACY);
  if (!writer.model->is_q35 && legacy != NULL)
    {
      refuse_feature (error, VMM_IPC_FEATURE_LEGACY, legacy);
      return NULL;
    }

  g_variant_builder_init_static (&writer.left_out, G_VARIANT_TYPE ("a(ss)"));
  if (!choose_firmware (&writer, error))
    {
      g_variant_builder_clear (&writer.left_out);
      return NULL;
    }

  write_domain (&writer);

  self = g_new0 (VmmDomainXml, 1);
  self->xml = g_string_free (g_steal_pointer (&xml), FALSE);
  self->firmware = vmm_firmware_to_token (writer.firmware);
  self->network = writer.network;
  self->model = vmm_model_to_token (writer.model->id);
  self->gl = writer.gl;
  self->left_out = g_variant_ref_sink (g_variant_builder_end (&writer.left_out));
  return self;
}

char *
vmm_domain_xml_dup_name (const char *uuid)
{
  return g_strconcat (VMM_DOMAIN_NAME_PREFIX, uuid, NULL);
}

char *
vmm_domain_xml_dup_uuid (const char *name)
{
  const char *uuid;

  if (name == NULL || !g_str_has_prefix (name, VMM_DOMAIN_NAME_PREFIX))
    return NULL;

  uuid = name + strlen (VMM_DOMAIN_NAME_PREFIX);
  return vmm_ipc_uuid_is_valid (uuid) ? g_strdup (uuid) : NULL;
}

static void
on_console_start (GMarkupParseContext *context, const char *element, const char **names, const char **values,
                  gpointer user_data, GError **error)
{
  char **path = user_data;
  const GSList *stack = g_markup_parse_context_get_element_stack (context);
  const char *parent = stack->next != NULL ? stack->next->data : "";

  if (*path != NULL || strcmp (element, "source") != 0 || strcmp (parent, "serial") != 0)
    return;

  for (gsize i = 0; names[i] != NULL; i++)
    if (strcmp (names[i], "path") == 0)
      *path = g_strdup (values[i]);
}

char *
vmm_domain_xml_dup_console (const char *xml)
{
  static const GMarkupParser parser = { .start_element = on_console_start };
  g_autofree char *path = NULL;
  g_autoptr (GMarkupParseContext) context = g_markup_parse_context_new (&parser, 0, &path, NULL);

  if (!g_markup_parse_context_parse (context, xml, -1, NULL) ||
      !g_markup_parse_context_end_parse (context, NULL))
    return NULL;

  return g_steal_pointer (&path);
}

/* Where the drive for discs is: the first of them. */
typedef struct
{
  gboolean in_drive;
  char *target;
  char *bus;
} Drive;

static const char *
attribute (const char **names, const char **values, const char *name)
{
  for (gsize i = 0; names[i] != NULL; i++)
    if (strcmp (names[i], name) == 0)
      return values[i];

  return "";
}

static void
on_drive_start (GMarkupParseContext *context, const char *element, const char **names, const char **values,
                gpointer user_data, GError **error)
{
  Drive *drive = user_data;

  if (strcmp (element, "disk") == 0)
    drive->in_drive = strcmp (attribute (names, values, "device"), "cdrom") == 0;
  if (!drive->in_drive || strcmp (element, "target") != 0 || drive->target != NULL)
    return;

  drive->target = g_strdup (attribute (names, values, "dev"));
  drive->bus = g_strdup (attribute (names, values, "bus"));
}

static void
on_drive_end (GMarkupParseContext *context, const char *element, gpointer user_data, GError **error)
{
  Drive *drive = user_data;

  if (strcmp (element, "disk") == 0)
    drive->in_drive = FALSE;
}

/* As libvirt names targets and buses. GMarkup lets characters through that no XML may have, written anew. */
static gboolean
is_token (const char *text)
{
  gsize length = strspn (text, "abcdefghijklmnopqrstuvwxyz0123456789");

  return length > 0 && length <= 16 && text[length] == '\0';
}

char *
vmm_domain_xml_new_drive (const char *xml, const char *fd_group)
{
  static const GMarkupParser parser = { .start_element = on_drive_start, .end_element = on_drive_end };
  Drive drive = { 0 };
  g_autoptr (GMarkupParseContext) context = g_markup_parse_context_new (&parser, 0, &drive, NULL);
  g_autofree char *target = NULL;
  g_autofree char *bus = NULL;
  gboolean read = g_markup_parse_context_parse (context, xml, -1, NULL) &&
                  g_markup_parse_context_end_parse (context, NULL);

  target = drive.target;
  bus = drive.bus;
  if (!read || target == NULL || !is_token (target) || !is_token (bus))
    return NULL;
  if (fd_group == NULL)
    return g_markup_printf_escaped ("<disk type='file' device='cdrom'><target dev='%s' bus='%s'/>"
                                    "<readonly/></disk>",
                                    target, bus);

  return g_markup_printf_escaped ("<disk type='file' device='cdrom'><driver name='qemu' type='raw'/>"
                                  "<source file='" MEDIUM_LABEL "' fdgroup='%s'/><backingStore/>"
                                  "<target dev='%s' bus='%s'/><readonly/></disk>",
                                  fd_group, target, bus);
}
