/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Whatever a person can choose on the Configure page, on whatever host: the helper takes it and builds a domain of it. */

#include "vmm-domain-xml.h"
#include "vmm-spec-parser.h"

#include "frond-helper-spec.h"
#include "frond-host-capabilities.h"
#include "frond-models.h"
#include "frond-profile.h"

#define UUID "11111111-2222-4333-8444-555555555555"

typedef struct
{
  const char *xml;
  gboolean pc;
  const char *const firmware[4];
} Host;

static const Host hosts[] = {
  { "capabilities-full.xml", TRUE, { "bios", "uefi", "uefi-secure", NULL } },
  { "capabilities-full.xml", FALSE, { "bios", "uefi", "uefi-secure", NULL } },
  { "capabilities-poor.xml", TRUE, { "bios", NULL } },
};

static VmmHostFacts *
make_facts (const Host *host)
{
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "data", host->xml, NULL);
  g_autofree char *xml = NULL;
  VmmHostSources sources = { .qemu_version = 10000000, .has_pc = host->pc };
  g_autoptr (GError) error = NULL;
  VmmHostFacts *facts;

  g_file_get_contents (path, &xml, NULL, &error);
  g_assert_no_error (error);
  sources.software_xml = xml;
  facts = vmm_host_facts_new (&sources, &error);
  g_assert_no_error (error);
  return facts;
}

static FrondHostCapabilities *
make_capabilities (const Host *host)
{
  FrondHostCapabilities *capabilities = frond_host_capabilities_new ();

  capabilities->backend = TRUE;
  capabilities->firmware = g_strdupv ((char **) host->firmware);
  if (!host->pc)
    frond_host_capabilities_add_left_out (capabilities, "legacy", "not-supported");
  return capabilities;
}

static void
expect_built (FrondProfile *profile, VmmHostFacts *facts)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) dict = g_variant_ref_sink (frond_helper_spec_from_profile (profile, NULL, FALSE));
  g_autofree char *text = g_variant_print (dict, FALSE);
  g_autoptr (VmmSpec) spec = vmm_spec_new_from_variant (dict, &error);
  VmmEngineStart start = { .uuid = UUID, .folder = "/m", .spec = spec, .media_fd = -1 };
  g_autoptr (VmmDomainXml) xml = spec != NULL ? vmm_domain_xml_new (&start, facts, FALSE, &error) : NULL;

  if (xml == NULL)
    g_error ("%s: %s", error->message, text);
}

static void
try_choice (const Host *host, FrondHostCapabilities *capabilities, VmmHostFacts *facts, guint choice,
            guint *n)
{
  g_autoptr (FrondProfile) profile = frond_profile_new ();
  FrondModel model = choice % (FROND_MODEL_LEGACY + 1);
  FrondOsFamily family = (choice /= FROND_MODEL_LEGACY + 1) % 3;
  FrondFirmware firmware = (choice /= 3) % 4;
  FrondDevices devices = (choice /= 4) % 3;
  guint heads = (choice /= 3) % 4 + 1;
  const FrondModelRules *rules;

  if (choice / 4 > 0)
    return;
  g_object_set (profile, "name", "M", "os-family", family, "model", model, "firmware", firmware, "devices",
                devices, "heads", heads, "disk-size", (guint64) 1 << 30, "network", heads % 2 == 0, NULL);
  rules = frond_models_get (frond_machine_rules_resolve (profile));
  if (model != FROND_MODEL_AUTO && (!frond_machine_rules_is_for (rules, family) ||
                                    frond_machine_rules_why_not (rules, capabilities) != NULL))
    return;

  frond_machine_rules_fit (profile, rules, capabilities);
  g_assert_false (frond_machine_rules_fit (profile, rules, capabilities));
  expect_built (profile, facts);
  (*n)++;
}

static void
test_reachable (void)
{
  const guint choices = (FROND_MODEL_LEGACY + 1) * 3 * 4 * 3 * 4;
  guint n = 0;

  for (gsize h = 0; h < G_N_ELEMENTS (hosts); h++)
    {
      g_autoptr (FrondHostCapabilities) capabilities = make_capabilities (&hosts[h]);
      g_autoptr (VmmHostFacts) facts = make_facts (&hosts[h]);

      for (guint choice = 0; choice < choices; choice++)
        try_choice (&hosts[h], capabilities, facts, choice, &n);
    }
  g_test_message ("%u machines", n);
  g_assert_cmpuint (n, >, 1000);
}

/* Both sides know the same models. */
static void
test_same (void)
{
  g_autoptr (GEnumClass) klass = g_type_class_ref (FROND_TYPE_MODEL);

  g_assert_cmpuint (klass->n_values, ==, VMM_N_MODELS);
  for (guint i = 0; i < klass->n_values; i++)
    g_assert_cmpstr (klass->values[i].value_nick, ==, vmm_model_to_token (i));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/reachable/built", test_reachable);
  g_test_add_func ("/reachable/same-models", test_same);

  return g_test_run ();
}
