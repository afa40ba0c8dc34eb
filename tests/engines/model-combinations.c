/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "model-combinations.h"

#include "vmm-domain-xml.h"

#include <string.h>

#define UUID "11111111-2222-4333-8444-555555555555"

static const char *const models[] = { "auto",      "linux515", "linux54", "windows11",
                                      "windows10", "generic",  "legacy" };
static const char *const families[] = { "linux", "windows", "other" };
static const char *const firmwares[] = { "auto", "bios", "uefi", "uefi-secure" };
static const char *const devices[] = { "auto", "virtio", "emulated" };
static const char *const rest[] = {
  "'tpm': <false>, 'gl': <false>, 'nics': <@aa{sv} []>, 'disks': <@aa{sv} []>",
  "'tpm': <true>, 'gl': <true>, 'disks': <[{'size': <uint64 1048576>}]>",
  "'tpm': <true>, 'gl': <true>, 'heads': <uint32 2>, 'disks': <[{'size': <uint64 1048576>}, {'size': <uint64 "
  "1048576>}]>",
};

static void
make (const char *text, ModelCombinationFunc func, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) dict = g_variant_parse (G_VARIANT_TYPE_VARDICT, text, NULL, NULL, &error);
  g_autoptr (VmmSpec) spec = NULL;

  g_assert_no_error (error);
  spec = vmm_spec_new_from_variant (dict, &error);
  func (spec, error, text, user_data);
}

guint
model_combinations_foreach (ModelCombinationFunc func, gpointer user_data)
{
  const guint n = G_N_ELEMENTS (models) * G_N_ELEMENTS (families) * G_N_ELEMENTS (firmwares) *
                  G_N_ELEMENTS (devices) * G_N_ELEMENTS (rest);

  for (guint i = 0; i < n; i++)
    {
      guint rest_of = i;
      const char *model = models[rest_of % G_N_ELEMENTS (models)];
      const char *family = families[(rest_of /= G_N_ELEMENTS (models)) % G_N_ELEMENTS (families)];
      const char *firmware = firmwares[(rest_of /= G_N_ELEMENTS (families)) % G_N_ELEMENTS (firmwares)];
      const char *kind = devices[(rest_of /= G_N_ELEMENTS (firmwares)) % G_N_ELEMENTS (devices)];
      g_autofree char *text = g_strdup_printf (
          "{'name': <'M'>, 'memory': <uint64 1073741824>, 'vcpus': <uint32 2>, 'model': <'%s'>, 'os-family': "
          "<'%s'>, 'firmware': <'%s'>, 'devices': <'%s'>, %s}",
          model, family, firmware, kind, rest[rest_of / G_N_ELEMENTS (devices)]);

      make (text, func, user_data);
    }
  return n;
}

/* The addresses of cards are random. */
static char *
dup_without_macs (const char *xml)
{
  GString *text = g_string_new (xml);
  char *mac = text->str;

  while ((mac = strstr (mac, "<mac address='")) != NULL)
    {
      memcpy (mac + strlen ("<mac address='"), "52:54:00:00:00:01", 17);
      mac++;
    }
  return g_string_free (text, FALSE);
}

guint
model_combinations_build (VmmSpec *spec, VmmHostFacts *facts, const char *text, GHashTable *xml)
{
  guint refused = 0;

  for (int kvm = 0; kvm <= (vmm_host_facts_has_kvm (facts) ? 1 : 0); kvm++)
    {
      VmmEngineStart start = { .uuid = UUID, .folder = "/machines/m", .spec = spec, .media_fd = -1 };
      g_autoptr (GError) error = NULL;
      g_autoptr (VmmDomainXml) domain = vmm_domain_xml_new (&start, facts, kvm, &error);

      if (domain != NULL)
        {
          g_hash_table_add (xml, dup_without_macs (domain->xml));
          continue;
        }
      if (!g_error_matches (error, VMM_IPC_ERROR, VMM_IPC_ERROR_UNSUPPORTED))
        g_error ("%s: %s", text, error->message);
      refused++;
    }
  return refused;
}
