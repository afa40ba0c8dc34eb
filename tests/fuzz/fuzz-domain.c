/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* What becomes of a spec (vmm-helper/engines/vmm-domain-xml.h), and the readers of what libvirt says. The first byte
 * chooses: a change to a good spec as text, on a host and with a start that the second byte describes; or XML of libvirt.
 * What is emitted is read by libxml2 and says what the spec says, whatever is in it. */
#include "vmm-domain-validator.h"
#include "vmm-domain-xml.h"

#include <libxml/parser.h>
#include <libxml/xpath.h>
#include <string.h>

#define UUID   "11111111-2222-4333-8444-555555555555"
#define FOLDER "/machines/" UUID

int LLVMFuzzerTestOneInput (const guint8 *data, size_t length);

static VmmSpec *
base_spec (void)
{
  static VmmSpec *base;

  if (base == NULL)
    {
      g_autoptr (GVariant) good = g_variant_ref_sink (
          g_variant_new_parsed ("{'name': <'A'>, 'memory': <uint64 2147483648>, 'vcpus': <uint32 2>, "
                                "'disks': <[{'size': <uint64 10737418240>}]>, "
                                "'nics': <[{'class': <'user'>, 'mac': <'52:54:00:12:34:56'>}]>}"));

      base = vmm_spec_new_from_record (good, NULL);
    }
  return base;
}

static VmmHostFacts *
facts_of (guint8 host)
{
  static char *full, *poor;
  VmmHostSources sources;

  if (full == NULL)
    {
      g_assert_true (g_file_get_contents (FUZZ_CAPABILITIES "/capabilities-full.xml", &full, NULL, NULL));
      g_assert_true (g_file_get_contents (FUZZ_CAPABILITIES "/capabilities-poor.xml", &poor, NULL, NULL));
    }
  sources = (VmmHostSources) { .software_xml = host & 1 ? poor : full,
                               .kvm_xml = host & 1 ? NULL : full,
                               .qemu_version = host & 1 ? 7002022 : 10000013,
                               .has_passt = (host & 2) != 0,
                               .has_pc = (host & 4) == 0,
                               .render_node = host & 8 ? "/dev/dri/renderD128" : NULL,
                               .is_root = (host & 16) != 0 };
  return vmm_host_facts_new (&sources, NULL);
}

static guint
count (xmlXPathContext *context, const char *path)
{
  xmlXPathObject *found = xmlXPathEvalExpression (BAD_CAST path, context);
  guint n = found->nodesetval != NULL ? (guint) found->nodesetval->nodeNr : 0;

  xmlXPathFreeObject (found);
  return n;
}

/* The one at PATH is VALUE. */
static void
check_text (xmlXPathContext *context, const char *path, const char *value)
{
  g_autofree char *call = g_strdup_printf ("string(%s)", path);
  xmlXPathObject *found = xmlXPathEvalExpression (BAD_CAST call, context);

  g_assert_cmpuint (count (context, path), ==, 1);
  g_assert_cmpstr ((const char *) found->stringval, ==, value);
  xmlXPathFreeObject (found);
}

/* No program, no argument of QEMU's, no device of the host's, no port; files of the machine's folder only. */
static void
check_law (xmlXPathContext *context, VmmSpec *spec)
{
  static const char *const never[] = {
    "//emulator",
    "//seclabel",
    "//filesystem",
    "//shmem",
    /* What of QEMU's own is allowed is the kind of a device. */
    "//*[namespace-uri()='http://libvirt.org/schemas/domain/qemu/1.0' and local-name()!='override' and "
    "not(ancestor::*[local-name()='override'])]",
    "//hostdev",
    "//graphics/@port",
    "//graphics/@passwd",
    "//disk[@type!='file']",
    "//disk[not(driver/@type)]",
    "//disk/source[@file and not(starts-with(@file, '" FOLDER "/'))]",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (never); i++)
    if (count (context, never[i]) != 0)
      g_error ("the emitted XML has %s", never[i]);
  g_assert_cmpuint (count (context, "//interface"), ==, spec->n_nics);
  g_assert_cmpuint (count (context, "//disk[@device='disk']"), ==, spec->n_disks);
}

static void
check_domain (const VmmDomainXml *domain, VmmSpec *spec)
{
  xmlDoc *doc = xmlReadMemory (domain->xml, (int) strlen (domain->xml), NULL, NULL, XML_PARSE_NONET);
  g_autofree char *vcpus = g_strdup_printf ("%u", spec->vcpus);
  xmlXPathContext *context;

  g_assert_nonnull (doc);
  context = xmlXPathNewContext (doc);
  check_text (context, "/domain/name", VMM_DOMAIN_NAME_PREFIX UUID);
  check_text (context, "/domain/uuid", UUID);
  check_text (context, "/domain/vcpu", vcpus);
  if (*spec->os_id != '\0')
    check_text (context, "/domain/metadata/*[local-name()='libosinfo']/*[local-name()='os']/@id",
                spec->os_id);
  check_law (context, spec);
  xmlXPathFreeContext (context);
  xmlFreeDoc (doc);
}

static void
emit (guint8 host, guint8 how, const char *text, gsize length)
{
  g_autoptr (GVariant) delta = g_variant_parse (G_VARIANT_TYPE_VARDICT, text, text + length, NULL, NULL);
  g_autoptr (VmmSpec) spec = delta != NULL ? vmm_spec_new_with_delta (base_spec (), delta, NULL) : NULL;
  g_autoptr (VmmHostFacts) facts = NULL;
  g_autoptr (VmmDomainXml) domain = NULL;
  g_autoptr (GError) error = NULL;
  VmmEngineStart start = { .uuid = UUID,
                           .folder = FOLDER,
                           .spec = spec,
                           .media_fd = -1,
                           .boot_media = (how & 1) != 0,
                           .paused = (how & 2) != 0 };

  if (spec == NULL)
    return;
  facts = facts_of (host);
  domain = vmm_domain_xml_new (&start, facts, (how & 4) != 0 && vmm_host_facts_has_kvm (facts), &error);
  if (domain != NULL)
    {
      VmmDomainPolicy policy = { .uuid = UUID,
                                 .folder = FOLDER,
                                 .render_node = vmm_host_facts_get_render_node (facts) };

      check_domain (domain, spec);
      vmm_domain_validator_check (domain->xml, &policy, &error);
      g_assert_no_error (error);
    }
  else
    g_assert_error (error, VMM_IPC_ERROR, VMM_IPC_ERROR_UNSUPPORTED);
}

static void
read_capabilities (const char *xml)
{
  VmmHostSources sources = { .software_xml = xml, .kvm_xml = xml, .has_passt = TRUE, .has_pc = TRUE };
  g_autoptr (GError) error = NULL;
  g_autoptr (VmmHostFacts) facts = vmm_host_facts_new (&sources, &error);
  g_autoptr (GVariant) left_out = NULL;

  if (facts == NULL)
    {
      g_assert_error (error, VMM_IPC_ERROR, VMM_IPC_ERROR_INTERNAL);
      return;
    }
  left_out = g_variant_ref_sink (vmm_host_facts_left_out (facts, TRUE));
  g_assert_true (g_variant_is_normal_form (left_out));
}

static void
read_live (const char *xml)
{
  g_autofree char *drive = vmm_domain_xml_new_drive (xml, "fuzz");
  g_autofree char *console = vmm_domain_xml_dup_console (xml);
  g_autofree char *uuid = vmm_domain_xml_dup_uuid (xml);

  if (drive != NULL)
    {
      xmlDoc *doc = xmlReadMemory (drive, (int) strlen (drive), NULL, NULL, XML_PARSE_NONET);

      g_assert_nonnull (doc);
      xmlFreeDoc (doc);
    }
  g_assert_true (uuid == NULL || g_uuid_string_is_valid (uuid));
}

/* Refused in words that have nothing of the XML in them. */
static void
validate (const char *xml)
{
  VmmDomainPolicy policy = { .uuid = UUID, .folder = FOLDER };
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) device_error = NULL;

  if (!vmm_domain_validator_check (xml, &policy, &error))
    {
      g_assert_error (error, VMM_IPC_ERROR, VMM_IPC_ERROR_INTERNAL);
      g_assert_true (g_str_is_ascii (error->message));
    }
  else
    {
      g_assert_null (strstr (xml, "<emulator"));
      g_assert_null (strstr (xml, "qemu:commandline"));
    }
  if (!vmm_domain_validator_check_device (xml, &policy, &device_error))
    g_assert_error (device_error, VMM_IPC_ERROR, VMM_IPC_ERROR_INTERNAL);
}

static void
ignore_error (void *data, const char *format, ...)
{
}

int
LLVMFuzzerTestOneInput (const guint8 *data, size_t length)
{
  g_autofree char *xml = NULL;

  xmlSetGenericErrorFunc (NULL, ignore_error);
  if (length < 3)
    return 0;
  if (data[0] & 0x80)
    {
      emit (data[0], data[1], (const char *) data + 2, length - 2);
      return 0;
    }
  xml = g_strndup ((const char *) data + 1, length - 1);
  if (data[0] & 2)
    validate (xml);
  else if (data[0] & 1)
    read_capabilities (xml);
  else
    read_live (xml);
  return 0;
}
