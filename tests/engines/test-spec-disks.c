/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The disks of a spec, as they are wished and as they are kept. */
#include "vmm-spec.h"

static GVariant *
make_dict (const char *disks)
{
  g_autofree char *text = g_strdup_printf (
      "{'name': <'Debian'>, 'memory': <uint64 2147483648>, 'vcpus': <uint32 2>, 'disks': <%s>}", disks);

  return g_variant_ref_sink (g_variant_new_parsed (text));
}

/* What a request may say of a disk, and what a record may: neither what is the helper's to say, nor what cannot be. FIELD
 * is what is wrong, NULL: nothing. */
static void
test_disk_sources (void)
{
  static const struct
  {
    const char *disk;
    const char *wanted;
    const char *recorded;
  } cases[] = {
    { "{'size': <uint64 1048576>}", NULL, NULL },
    { "{'size': <uint64 0>}", "size", "size" },
    { "{'size': <uint64 1048576>, 'encrypt': <true>}", NULL, "encrypt" },
    { "{'size': <uint64 1048576>, 'format': <'qcow2'>}", "format", NULL },
    { "{'size': <uint64 1048576>, 'format': <'qcow2'>, 'encrypt': <true>}", "format", NULL },
    { "{'size': <uint64 1048576>, 'base': <'raw'>}", "base", "base" },
    { "{'size': <uint64 1048576>, 'format': <'qcow2'>, 'base': <'raw'>}", "format", NULL },
    { "{'size': <uint64 1048576>, 'format': <'qcow2'>, 'base': <'raw'>, 'encrypt': <true>}", "format",
      "encrypt" },
    { "{'size': <uint64 0>, 'source-format': <'raw'>}", NULL, "source-format" },
    { "{'size': <uint64 1048576>, 'source-shared': <true>}", "source-shared", "source-format" },
    { "{'size': <uint64 0>, 'source-format': <'qcow2'>, 'encrypt': <true>, 'source-encrypted': <true>}", NULL,
      "source-format" },
    { "{'size': <uint64 1048576>, 'source-format': <'qcow2'>, 'encrypt': <true>, 'source-encrypted': <true>}",
      "size", "source-format" },
    { "{'size': <uint64 0>, 'source-format': <'raw'>, 'encrypt': <true>, 'source-encrypted': <true>}",
      "source-encrypted", "source-format" },
    { "{'size': <uint64 0>, 'source-format': <'qcow2'>, 'source-encrypted': <true>}", "source-encrypted",
      "source-format" },
    { "{'size': <uint64 0>, 'source-format': <'qcow2'>, 'encrypt': <true>, 'source-encrypted': <true>, "
      "'source-shared': <true>}",
      "source-encrypted", "source-format" },
    { "{'size': <uint64 1048576>, 'source-encrypted': <true>}", "source-encrypted", "source-format" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    for (guint recorded = 0; recorded < 2; recorded++)
      {
        g_autofree char *disks = g_strdup_printf ("[%s]", cases[i].disk);
        g_autoptr (GVariant) dict = make_dict (disks);
        const char *field = recorded ? cases[i].recorded : cases[i].wanted;
        g_autofree char *start = g_strconcat ("disks[0].", field, ": ", NULL);
        g_autoptr (GError) error = NULL;
        g_autoptr (VmmSpec) spec =
            recorded ? vmm_spec_new_from_record (dict, &error) : vmm_spec_new_from_variant (dict, &error);

        g_test_message ("%s, %s", cases[i].disk, recorded ? "recorded" : "wanted");
        if (field == NULL)
          g_assert_no_error (error);
        else
          g_assert_true (error != NULL && g_str_has_prefix (error->message, start));
        g_assert_cmpint (spec != NULL, ==, field == NULL);
      }
}

/* Who needs a passphrase, and who makes one's disk with it. */
static void
test_encrypted (void)
{
  static const struct
  {
    const char *disks;
    gboolean encrypted;
    gboolean to_encrypt;
  } cases[] = {
    { "@aa{sv} []", FALSE, FALSE },
    { "[{'size': <uint64 1048576>}]", FALSE, FALSE },
    { "[{'size': <uint64 1048576>}, {'size': <uint64 1048576>, 'encrypt': <true>}]", TRUE, TRUE },
    { "[{'size': <uint64 0>, 'source-format': <'qcow2'>, 'encrypt': <true>, 'source-encrypted': <true>}]",
      TRUE, FALSE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GVariant) dict = make_dict (cases[i].disks);
      g_autoptr (GError) error = NULL;
      g_autoptr (VmmSpec) spec = vmm_spec_new_from_variant (dict, &error);

      g_assert_no_error (error);
      g_assert_cmpint (vmm_spec_is_encrypted (spec), ==, cases[i].encrypted);
      g_assert_cmpint (vmm_spec_is_to_encrypt (spec), ==, cases[i].to_encrypt);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/spec-disks/sources", test_disk_sources);
  g_test_add_func ("/spec-disks/encrypted", test_encrypted);
  return g_test_run ();
}
