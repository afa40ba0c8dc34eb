/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The machine models: their rules, and that libvirt's schema has nothing against what any of them makes. */

#include "model-combinations.h"
#include "vmm-model.h"

#include <libxml/relaxng.h>

#define SCHEMA "/usr/share/libvirt/schemas/domain.rng"

static VmmHostFacts *
make_facts (gboolean full)
{
  g_autofree char *path =
      g_test_build_filename (G_TEST_DIST, "data", full ? "capabilities-full.xml" : "capabilities-poor.xml",
                             NULL);
  g_autofree char *xml = NULL;
  g_autoptr (GError) error = NULL;
  VmmHostSources sources = { .qemu_version = full ? 10000013 : 7002022,
                             .has_passt = full,
                             .has_pc = full,
                             .render_node = full ? "/dev/dri/renderD128" : NULL };
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
  guint against_rules;
  guint accepted;
} Run;

static void
build (VmmSpec *spec, const GError *error, const char *text, gpointer user_data)
{
  Run *run = user_data;

  if (spec == NULL)
    {
      if (!g_error_matches (error, VMM_IPC_ERROR, VMM_IPC_ERROR_INVALID_ARGUMENT) &&
          !g_error_matches (error, VMM_IPC_ERROR, VMM_IPC_ERROR_OUT_OF_RANGE))
        g_error ("%s: %s", text, error->message);
      run->against_rules++;
      return;
    }

  run->accepted++;
  /* A host that has everything refuses nothing that the rules allow. */
  if (model_combinations_build (spec, run->full, text, run->xml) > 0)
    g_error ("A host with everything refuses %s", text);
  model_combinations_build (spec, run->poor, text, run->xml);
}

static void
validate_all (GHashTable *xml)
{
  xmlRelaxNGParserCtxtPtr parser = xmlRelaxNGNewParserCtxt (SCHEMA);
  xmlRelaxNGPtr schema = xmlRelaxNGParse (parser);
  GHashTableIter iter;
  gpointer text;

  g_assert_nonnull (schema);
  g_hash_table_iter_init (&iter, xml);
  while (g_hash_table_iter_next (&iter, &text, NULL))
    {
      xmlRelaxNGValidCtxtPtr context = xmlRelaxNGNewValidCtxt (schema);
      xmlDocPtr document = xmlReadDoc ((const xmlChar *) text, NULL, NULL, XML_PARSE_NONET);

      g_assert_nonnull (document);
      if (xmlRelaxNGValidateDoc (context, document) != 0)
        g_error ("libvirt's schema refuses %s", (const char *) text);
      xmlFreeDoc (document);
      xmlRelaxNGFreeValidCtxt (context);
    }
  xmlRelaxNGFree (schema);
  xmlRelaxNGFreeParserCtxt (parser);
}

static void
test_combinations (void)
{
  g_autoptr (VmmHostFacts) full = make_facts (TRUE);
  g_autoptr (VmmHostFacts) poor = make_facts (FALSE);
  g_autoptr (GHashTable) xml = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  Run run = { full, poor, xml, 0, 0 };
  guint n = model_combinations_foreach (build, &run);

  g_test_message ("%u specs, %u against the rules, %u different domains", n, run.against_rules,
                  g_hash_table_size (xml));
  g_assert_cmpuint (run.accepted + run.against_rules, ==, n);
  g_assert_cmpuint (run.against_rules, >, 0);
  g_assert_cmpuint (g_hash_table_size (xml), >, 100);
  if (g_file_test (SCHEMA, G_FILE_TEST_EXISTS))
    validate_all (xml);
  else
    g_test_skip ("libvirt's schemas are not installed");
}

static void
expect_refused (const char *change, const char *message)
{
  g_autofree char *text =
      g_strdup_printf ("{'name': <'M'>, 'memory': <uint64 1073741824>, 'vcpus': <uint32 1>, "
                       "'disks': <[{'size': <uint64 1048576>}]>, %s}",
                       change);
  g_autoptr (GVariant) dict = g_variant_ref_sink (g_variant_new_parsed (text));
  g_autoptr (GError) error = NULL;
  g_autoptr (VmmSpec) spec = vmm_spec_new_from_variant (dict, &error);

  g_assert_null (spec);
  g_assert_nonnull (error);
  g_assert_cmpstr (error->message, ==, message);
}

static void
test_rules (void)
{
  expect_refused ("'model': <'legacy'>, 'firmware': <'uefi'>", "firmware: not with legacy");
  expect_refused ("'model': <'legacy'>, 'devices': <'virtio'>", "devices: not with legacy");
  expect_refused ("'model': <'legacy'>, 'heads': <uint32 2>", "heads: at most 1 with legacy");
  expect_refused ("'model': <'windows11'>, 'firmware': <'bios'>", "firmware: not with windows11");
}

/* What "auto" is, for callers that know of a system no more than its family. */
static void
test_auto (void)
{
  static const struct
  {
    const char *change;
    VmmModelId model;
    VmmDevices devices;
  } cases[] = {
    { "{'os-family': <'linux'>}", VMM_MODEL_LINUX515, VMM_DEVICES_VIRTIO },
    { "{'os-family': <'windows'>}", VMM_MODEL_WINDOWS10, VMM_DEVICES_EMULATED },
    { "{'os-family': <'windows'>, 'firmware': <'uefi-secure'>}", VMM_MODEL_WINDOWS11, VMM_DEVICES_EMULATED },
    { "{'os-family': <'other'>}", VMM_MODEL_GENERIC, VMM_DEVICES_EMULATED },
    { "{'os-family': <'windows'>, 'devices': <'virtio'>}", VMM_MODEL_WINDOWS10, VMM_DEVICES_VIRTIO },
    { "{'os-family': <'windows'>, 'model': <'legacy'>}", VMM_MODEL_LEGACY, VMM_DEVICES_EMULATED },
  };
  g_autoptr (GVariant) dict = g_variant_ref_sink (g_variant_new_parsed (
      "{'name': <'M'>, 'memory': <uint64 1073741824>, 'vcpus': <uint32 1>, 'disks': <@aa{sv} []>}"));
  g_autoptr (VmmSpec) base = vmm_spec_new_from_variant (dict, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GVariant) delta = g_variant_parse (NULL, cases[i].change, NULL, NULL, NULL);
      g_autoptr (VmmSpec) spec = vmm_spec_new_with_delta (base, delta, NULL);

      g_assert_nonnull (spec);
      g_assert_cmpint (vmm_model_of_spec (spec)->id, ==, cases[i].model);
      g_assert_cmpint (vmm_model_devices_of_spec (spec), ==, cases[i].devices);
    }
}

/* A guest knows its network by the card's address: a change that says nothing of it leaves it alone. */
static void
test_mac_kept (void)
{
  g_autoptr (GVariant) dict = g_variant_ref_sink (g_variant_new_parsed (
      "{'name': <'M'>, 'memory': <uint64 1073741824>, 'vcpus': <uint32 1>, 'disks': <@aa{sv} []>}"));
  g_autoptr (VmmSpec) base = vmm_spec_new_from_variant (dict, NULL);
  g_autoptr (GVariant) delta =
      g_variant_ref_sink (g_variant_new_parsed ("{'nics': <[{'class': <'user'>}, {'class': <'user'>}]>}"));
  g_autoptr (VmmSpec) spec = vmm_spec_new_with_delta (base, delta, NULL);

  g_assert_cmpuint (spec->n_nics, ==, 2);
  g_assert_cmpstr (spec->nics[0].mac, ==, base->nics[0].mac);
  g_assert_cmpstr (spec->nics[1].mac, !=, base->nics[0].mac);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/models/combinations", test_combinations);
  g_test_add_func ("/models/rules", test_rules);
  g_test_add_func ("/models/auto", test_auto);
  g_test_add_func ("/models/mac-kept", test_mac_kept);

  return g_test_run ();
}
