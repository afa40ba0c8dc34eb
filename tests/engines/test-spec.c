/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "vmm-spec.h"

#include <string.h>

/* A spec with every key, and one key replaced by VALUE (NULL: left out). */
static GVariant *
make_dict (const char *key, GVariant *value)
{
  g_autoptr (GVariant) good = g_variant_ref_sink (g_variant_new_parsed (
      "{'name': <'Debian'>, 'description': <'For work'>, 'os-id': <'http://debian.org/debian/13'>, "
      "'os-family': <'linux'>, 'engine': <'qemu'>, 'memory': <uint64 2147483648>, 'vcpus': <uint32 2>, "
      "'firmware': <'uefi'>, 'tpm': <false>, 'accel': <'software'>, 'disks': <[{'size': <uint64 "
      "10737418240>}]>, "
      "'nics': <[{'class': <'user'>, 'mac': <'52:54:00:12:34:56'>}]>, 'heads': <uint32 2>, 'gl': <false>, "
      "'model': <'linux54'>, 'devices': <'emulated'>, 'autostart': <true>, 'keep-off': <true>, 'on-logout': "
      "<'shut-down'>, "
      "'on-suspend': <'pause'>, 'on-low-battery': <'keep'>}"));
  GVariantDict dict;

  g_variant_dict_init (&dict, good);
  if (key != NULL)
    g_variant_dict_remove (&dict, key);
  if (key != NULL && value != NULL)
    g_variant_dict_insert_value (&dict, key, value);
  return g_variant_ref_sink (g_variant_dict_end (&dict));
}

static void
expect_refusal (GVariant *dict, VmmIpcError code, const char *field)
{
  g_autoptr (VmmSpec) spec = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *start = g_strconcat (field, ": ", NULL);

  spec = vmm_spec_new_from_variant (dict, &error);
  g_assert_null (spec);
  g_assert_error (error, VMM_IPC_ERROR, (int) code);
  if (!g_str_has_prefix (error->message, start))
    g_error ("“%s” does not begin with “%s”", error->message, start);
  g_assert_true (g_utf8_validate (error->message, -1, NULL));
}

static void
refuse_value (const char *key, GVariant *value, VmmIpcError code, const char *field)
{
  g_autoptr (GVariant) kept = value != NULL ? g_variant_take_ref (value) : NULL;
  g_autoptr (GVariant) dict = make_dict (key, kept);

  expect_refusal (dict, code, field);
}

static void
accept_value (const char *key, GVariant *value)
{
  g_autoptr (GVariant) kept = g_variant_take_ref (value);
  g_autoptr (GVariant) dict = make_dict (key, kept);
  g_autoptr (GError) error = NULL;
  g_autoptr (VmmSpec) spec = vmm_spec_new_from_variant (dict, &error);
  g_autoptr (GVariant) again = NULL;
  g_autoptr (GVariant) back = NULL;

  g_assert_no_error (error);
  again = g_variant_ref_sink (vmm_spec_to_variant (spec));
  back = g_variant_lookup_value (again, key, NULL);
  g_assert_cmpvariant (back, kept);
}

/* 3D is for the systems that have its driver, unless somebody says otherwise. */
static void
test_gl (void)
{
  static const struct
  {
    const char *family;
    gboolean expected;
  } families[] = { { "linux", TRUE }, { "windows", FALSE }, { "other", FALSE } };

  for (gsize i = 0; i < G_N_ELEMENTS (families); i++)
    {
      g_autoptr (GVariant) dict = g_variant_ref_sink (g_variant_new_parsed (
          "{'name': <'x'>, 'memory': <uint64 1073741824>, 'vcpus': <uint32 1>, 'disks': <@aa{sv} []>, "
          "'os-family': <%s>}",
          families[i].family));
      g_autoptr (GVariant) off = g_variant_ref_sink (g_variant_new_parsed ("{'gl': <false>}"));
      g_autoptr (GError) error = NULL;
      g_autoptr (VmmSpec) spec = vmm_spec_new_from_variant (dict, &error);
      g_autoptr (VmmSpec) without = NULL;

      g_assert_no_error (error);
      g_assert_cmpint (spec->gl, ==, families[i].expected);
      without = vmm_spec_new_with_delta (spec, off, &error);
      g_assert_no_error (error);
      g_assert_false (without->gl);
    }
}

static void
test_round_trip (void)
{
  g_autoptr (GVariant) dict = make_dict (NULL, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (VmmSpec) spec = vmm_spec_new_from_variant (dict, &error);
  g_autoptr (VmmSpec) again = NULL;
  g_autoptr (GVariant) out = NULL;
  g_autoptr (GVariant) out_again = NULL;
  GVariantIter iter;
  const char *key;
  GVariant *value;
  guint n = 0;

  g_assert_no_error (error);
  out = g_variant_ref_sink (vmm_spec_to_variant (spec));
  g_variant_iter_init (&iter, dict);
  while (g_variant_iter_next (&iter, "{&sv}", &key, &value))
    {
      g_autoptr (GVariant) wanted = value;
      g_autoptr (GVariant) found = g_variant_lookup_value (out, key, NULL);

      g_assert_nonnull (found);
      g_assert_cmpvariant (found, wanted);
      n++;
    }
  g_assert_cmpuint (n, ==, g_variant_n_children (out));

  again = vmm_spec_new_from_variant (out, &error);
  g_assert_no_error (error);
  out_again = g_variant_ref_sink (vmm_spec_to_variant (again));
  g_assert_cmpvariant (out, out_again);
}

static void
test_defaults (void)
{
  g_autoptr (GVariant) dict = g_variant_ref_sink (g_variant_new_parsed (
      "{'name': <'x'>, 'memory': <uint64 67108864>, 'vcpus': <uint32 1>, 'disks': <@aa{sv} []>}"));
  g_autoptr (GError) error = NULL;
  g_autoptr (VmmSpec) spec = vmm_spec_new_from_variant (dict, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (spec->description, ==, "");
  g_assert_cmpstr (spec->os_id, ==, "");
  g_assert_cmpint (spec->os_family, ==, VMM_OS_LINUX);
  g_assert_cmpint (spec->firmware, ==, VMM_FIRMWARE_AUTO);
  g_assert_true (spec->tpm);
  g_assert_cmpint (spec->accel, ==, VMM_ACCEL_AUTO);
  g_assert_cmpuint (spec->heads, ==, 1);
  g_assert_true (spec->gl);
  g_assert_cmpint (spec->fates[VMM_OCCASION_LOGOUT], ==, VMM_FATE_SAVE);
  g_assert_cmpint (spec->fates[VMM_OCCASION_SUSPEND], ==, VMM_FATE_KEEP);
  g_assert_cmpint (spec->fates[VMM_OCCASION_LOW_BATTERY], ==, VMM_FATE_SAVE);
  g_assert_cmpuint (spec->n_disks, ==, 0);
  g_assert_cmpuint (spec->n_nics, ==, 1);
  g_assert_true (g_str_has_prefix (spec->nics[0].mac, "52:54:00:"));
  g_assert_cmpuint (strlen (spec->nics[0].mac), ==, 17);
}

static void
test_missing (void)
{
  const char *const required[] = { "name", "memory", "vcpus", "disks" };
  const char *const optional[] = { "description", "os-id",   "os-family", "engine",     "firmware",
                                   "tpm",         "accel",   "nics",      "heads",      "gl",
                                   "model",       "devices", "on-logout", "on-suspend", "on-low-battery" };

  for (gsize i = 0; i < G_N_ELEMENTS (required); i++)
    refuse_value (required[i], NULL, VMM_IPC_ERROR_INVALID_ARGUMENT, required[i]);

  for (gsize i = 0; i < G_N_ELEMENTS (optional); i++)
    {
      g_autoptr (GVariant) dict = make_dict (optional[i], NULL);
      g_autoptr (GError) error = NULL;
      g_autoptr (VmmSpec) spec = vmm_spec_new_from_variant (dict, &error);

      g_assert_no_error (error);
    }
}

static void
test_types (void)
{
  const char *const keys[] = { "name",      "description", "os-id",         "os-family",
                               "engine",    "memory",      "vcpus",         "firmware",
                               "tpm",       "accel",       "disks",         "nics",
                               "heads",     "gl",          "model",         "devices",
                               "on-logout", "on-suspend",  "on-low-battery" };
  /* None of these is the type of any key. */
  const char *const wrong[] = { "int64 1",   "1.5",    "@ay []",   "<'x'>",
                                "@a{sv} {}", "@av []", "('x', 1)", "@as []" };

  for (gsize i = 0; i < G_N_ELEMENTS (keys); i++)
    for (gsize k = 0; k < G_N_ELEMENTS (wrong); k++)
      refuse_value (keys[i], g_variant_parse (NULL, wrong[k], NULL, NULL, NULL),
                    VMM_IPC_ERROR_INVALID_ARGUMENT, keys[i]);

  refuse_value ("memory", g_variant_new_uint32 (1), VMM_IPC_ERROR_INVALID_ARGUMENT, "memory");
  refuse_value ("vcpus", g_variant_new_uint64 (1), VMM_IPC_ERROR_INVALID_ARGUMENT, "vcpus");
  refuse_value ("tpm", g_variant_new_string ("true"), VMM_IPC_ERROR_INVALID_ARGUMENT, "tpm");
  refuse_value ("keep-off", g_variant_new_uint32 (1), VMM_IPC_ERROR_INVALID_ARGUMENT, "keep-off");
}

static void
test_unknown (void)
{
  const char *const keys[] = { "xml",   "emulator", "qemu:commandline", "path",
                               "args",  "loader",   "seclabel",         "Name",
                               "name ", "" };
  g_autofree char *long_key = g_strnfill (10000, 'k');
  g_autofree char *cut = g_strndup (long_key, 64);

  for (gsize i = 0; i < G_N_ELEMENTS (keys); i++)
    refuse_value (keys[i], g_variant_new_string ("x"), VMM_IPC_ERROR_UNKNOWN_KEY, keys[i]);

  refuse_value (long_key, g_variant_new_string ("x"), VMM_IPC_ERROR_UNKNOWN_KEY, cut);
  refuse_value ("a\nb\x1b[31m", g_variant_new_string ("x"), VMM_IPC_ERROR_UNKNOWN_KEY, "a\\nb\\033[31m");
}

static void
test_duplicate (void)
{
  g_autoptr (GVariant) good = make_dict (NULL, NULL);
  GVariantBuilder builder = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE_VARDICT);
  g_autoptr (GVariant) dict = NULL;

  for (gsize i = 0; i < g_variant_n_children (good); i++)
    {
      g_autoptr (GVariant) entry = g_variant_get_child_value (good, i);

      g_variant_builder_add_value (&builder, entry);
    }
  g_variant_builder_add (&builder, "{sv}", "memory", g_variant_new_uint64 (VMM_IPC_MIB * 128));
  dict = g_variant_ref_sink (g_variant_builder_end (&builder));
  expect_refusal (dict, VMM_IPC_ERROR_INVALID_ARGUMENT, "memory");
}

static void
test_limits (void)
{
  g_autofree char *huge = g_strnfill (VMM_IPC_MAX_SPEC_BYTES, 'd');
  GVariantBuilder builder = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE_VARDICT);
  g_autoptr (GVariant) many = NULL;
  g_autoptr (GVariant) list = g_variant_ref_sink (g_variant_new_strv (NULL, 0));
  g_autoptr (GBytes) garbage = g_bytes_new_static ("\xff\xff\xff\xff\xff", 5);
  g_autoptr (GVariant) broken =
      g_variant_ref_sink (g_variant_new_from_bytes (G_VARIANT_TYPE_VARDICT, garbage, FALSE));

  refuse_value ("description", g_variant_new_string (huge), VMM_IPC_ERROR_INVALID_ARGUMENT, "spec");

  for (int i = 0; i <= VMM_IPC_MAX_SPEC_KEYS; i++)
    {
      g_autofree char *key = g_strdup_printf ("k%d", i);

      g_variant_builder_add (&builder, "{sv}", key, g_variant_new_boolean (TRUE));
    }
  many = g_variant_ref_sink (g_variant_builder_end (&builder));
  expect_refusal (many, VMM_IPC_ERROR_INVALID_ARGUMENT, "spec");
  expect_refusal (list, VMM_IPC_ERROR_INVALID_ARGUMENT, "spec");
  expect_refusal (broken, VMM_IPC_ERROR_INVALID_ARGUMENT, "spec");
}

static void
test_name (void)
{
  const char *const bad[] = {
    "a\nb",     "a\tb", "\001", " a", "a ", "-rm", ".hidden", "a\u202eb", /* right-to-left override */
    "a\u2066b",                                                           /* left-to-right isolate */
    "a\u200bb",                                                           /* zero width */
    "a\u2028b",                                                           /* line separator */
    "e\u0301",                                                            /* not composed */
    "\ue000",                                                             /* private use */
  };
  const char *const good[] = { "x",       "\"><hostdev", "]]>", "&amp; <b>",
                               "Ünïcödé", "日本語",      "a/b", "\U0001f427" };
  g_autofree char *longest = g_strnfill (VMM_IPC_MAX_NAME_CHARS, 'n');
  g_autofree char *too_long = g_strnfill (VMM_IPC_MAX_NAME_CHARS + 1, 'n');
  g_autofree char *much_too_long = g_strnfill (10 * 1024, 'n');

  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    refuse_value ("name", g_variant_new_string (bad[i]), VMM_IPC_ERROR_INVALID_ARGUMENT, "name");
  for (gsize i = 0; i < G_N_ELEMENTS (good); i++)
    accept_value ("name", g_variant_new_string (good[i]));

  accept_value ("name", g_variant_new_string (longest));
  refuse_value ("name", g_variant_new_string (""), VMM_IPC_ERROR_OUT_OF_RANGE, "name");
  refuse_value ("name", g_variant_new_string (too_long), VMM_IPC_ERROR_OUT_OF_RANGE, "name");
  refuse_value ("name", g_variant_new_string (much_too_long), VMM_IPC_ERROR_OUT_OF_RANGE, "name");
}

static void
test_texts (void)
{
  g_autofree char *longest = g_strnfill (VMM_IPC_MAX_DESCRIPTION, 'd');
  g_autofree char *too_long = g_strnfill (VMM_IPC_MAX_DESCRIPTION + 1, 'd');
  g_autofree char *long_id = g_strdup_printf ("http://%0*d", VMM_IPC_MAX_OS_ID, 1);

  accept_value ("description", g_variant_new_string (""));
  accept_value ("description", g_variant_new_string ("two\nlines\tand <markup> & more"));
  accept_value ("description", g_variant_new_string (longest));
  refuse_value ("description", g_variant_new_string (too_long), VMM_IPC_ERROR_OUT_OF_RANGE, "description");
  refuse_value ("description", g_variant_new_string ("\x1b[31m"), VMM_IPC_ERROR_INVALID_ARGUMENT,
                "description");
  refuse_value ("description", g_variant_new_string ("a\u202etxt"), VMM_IPC_ERROR_INVALID_ARGUMENT,
                "description");

  accept_value ("os-id", g_variant_new_string (""));
  accept_value ("os-id", g_variant_new_string ("http://microsoft.com/win/11"));
  refuse_value ("os-id", g_variant_new_string ("debian13"), VMM_IPC_ERROR_INVALID_ARGUMENT, "os-id");
  refuse_value ("os-id", g_variant_new_string ("http://x/'/><hostdev"), VMM_IPC_ERROR_INVALID_ARGUMENT,
                "os-id");
  refuse_value ("os-id", g_variant_new_string ("http://x/\u00e9"), VMM_IPC_ERROR_INVALID_ARGUMENT, "os-id");
  refuse_value ("os-id", g_variant_new_string (long_id), VMM_IPC_ERROR_OUT_OF_RANGE, "os-id");
}

static void
test_tokens (void)
{
  const char *const good[][2] = {
    { "os-family", "linux" },      { "os-family", "windows" },
    { "os-family", "other" },      { "engine", "qemu" },
    { "firmware", "auto" },        { "firmware", "bios" },
    { "firmware", "uefi" },        { "firmware", "uefi-secure" },
    { "accel", "auto" },           { "accel", "kvm" },
    { "accel", "software" },       { "on-logout", "keep" },
    { "on-logout", "save" },       { "on-logout", "shut-down" },
    { "on-suspend", "keep" },      { "on-suspend", "pause" },
    { "on-suspend", "save" },      { "on-suspend", "shut-down" },
    { "on-low-battery", "pause" }, { "on-low-battery", "save" },
  };
  const char *const keys[] = { "os-family", "engine",     "firmware",      "accel",
                               "on-logout", "on-suspend", "on-low-battery" };
  const char *const bad[] = { "", "x", "Auto", "auto ", "linux\n", "uefi/../../x" };

  for (gsize i = 0; i < G_N_ELEMENTS (good); i++)
    accept_value (good[i][0], g_variant_new_string (good[i][1]));
  for (gsize i = 0; i < G_N_ELEMENTS (keys); i++)
    for (gsize k = 0; k < G_N_ELEMENTS (bad); k++)
      refuse_value (keys[i], g_variant_new_string (bad[k]), VMM_IPC_ERROR_INVALID_ARGUMENT, keys[i]);
  refuse_value ("on-logout", g_variant_new_string ("pause"), VMM_IPC_ERROR_OUT_OF_RANGE, "on-logout");
}

/* Every key of a computer's hardware makes another one, and what is said about it does not. */
static void
test_same_computer (void)
{
  static const struct
  {
    const char *delta;
    gboolean same;
  } cases[] = {
    { "{'name': <'Other'>, 'description': <'x'>, 'os-id': <''>, 'autostart': <false>}", TRUE },
    { "{'keep-off': <false>}", TRUE },
    { "{'on-logout': <'keep'>, 'on-suspend': <'save'>, 'on-low-battery': <'save'>}", TRUE },
    { "{'os-family': <'other'>}", FALSE },
    { "{'memory': <uint64 1073741824>}", FALSE },
    { "{'vcpus': <uint32 1>}", FALSE },
    { "{'firmware': <'bios'>}", FALSE },
    { "{'tpm': <true>}", FALSE },
    { "{'accel': <'auto'>}", FALSE },
    { "{'heads': <uint32 1>}", FALSE },
    { "{'gl': <true>}", FALSE },
    { "{'model': <'linux515'>}", FALSE },
    { "{'devices': <'virtio'>}", FALSE },
    { "{'nics': <@aa{sv} []>}", FALSE },
    { "{'nics': <[{'class': <'user'>, 'mac': <'52:54:00:12:34:57'>}]>}", FALSE },
    { "{'nics': <[{'class': <'nat'>, 'mac': <'52:54:00:12:34:56'>}]>}", FALSE },
  };
  g_autoptr (GVariant) dict = make_dict (NULL, NULL);
  g_autoptr (VmmSpec) base = vmm_spec_new_from_variant (dict, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GVariant) delta = g_variant_ref_sink (g_variant_new_parsed (cases[i].delta));
      g_autoptr (GError) error = NULL;
      g_autoptr (VmmSpec) spec = vmm_spec_new_with_delta (base, delta, &error);

      g_assert_no_error (error);
      g_test_message ("%s", cases[i].delta);
      g_assert_cmpint (vmm_spec_is_same_computer (spec, base), ==, cases[i].same);
    }
}

static void
test_numbers (void)
{
  const guint64 bad_memory[] = { 0,
                                 1,
                                 VMM_IPC_MIN_MEMORY - 1,
                                 VMM_IPC_MIN_MEMORY - VMM_IPC_MIB,
                                 VMM_IPC_MIN_MEMORY + 1,
                                 1000000000 * VMM_IPC_MIB,
                                 G_MAXUINT64,
                                 G_MAXUINT64 - VMM_IPC_MIB + 1 };

  for (gsize i = 0; i < G_N_ELEMENTS (bad_memory); i++)
    refuse_value ("memory", g_variant_new_uint64 (bad_memory[i]), VMM_IPC_ERROR_OUT_OF_RANGE, "memory");
  accept_value ("memory", g_variant_new_uint64 (VMM_IPC_MIN_MEMORY));
  accept_value ("memory", g_variant_new_uint64 (64 * 1024 * VMM_IPC_MIB));

  refuse_value ("vcpus", g_variant_new_uint32 (0), VMM_IPC_ERROR_OUT_OF_RANGE, "vcpus");
  refuse_value ("vcpus", g_variant_new_uint32 (65535), VMM_IPC_ERROR_OUT_OF_RANGE, "vcpus");
  refuse_value ("vcpus", g_variant_new_uint32 (G_MAXUINT32), VMM_IPC_ERROR_OUT_OF_RANGE, "vcpus");
  accept_value ("vcpus", g_variant_new_uint32 (1));
  accept_value ("vcpus", g_variant_new_uint32 (288));

  refuse_value ("heads", g_variant_new_uint32 (0), VMM_IPC_ERROR_OUT_OF_RANGE, "heads");
  refuse_value ("heads", g_variant_new_uint32 (VMM_IPC_MAX_HEADS + 1), VMM_IPC_ERROR_OUT_OF_RANGE, "heads");
  accept_value ("heads", g_variant_new_uint32 (VMM_IPC_MAX_HEADS));
  accept_value ("tpm", g_variant_new_boolean (TRUE));
}

static GVariant *
make_list (const char *item, guint n)
{
  GString *text = g_string_new ("@aa{sv} [");

  for (guint i = 0; i < n; i++)
    g_string_append_printf (text, "%s%s", i > 0 ? ", " : "", item);
  g_string_append_c (text, ']');

  {
    g_autofree char *whole = g_string_free (text, FALSE);

    return g_variant_parse (NULL, whole, NULL, NULL, NULL);
  }
}

static void
test_disks (void)
{
  const char *const sizes[] = {
    "0", "1", "1048575", "1048577", "5497558138880" /* 5 TiB */, "18446744073709551615"
  };

  for (gsize i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      g_autofree char *item = g_strdup_printf ("{'size': <uint64 %s>}", sizes[i]);
      g_autofree char *second = g_strdup_printf ("{'size': <uint64 1048576>}, %s", item);

      refuse_value ("disks", make_list (item, 1), VMM_IPC_ERROR_OUT_OF_RANGE, "disks[0].size");
      refuse_value ("disks", make_list (second, 1), VMM_IPC_ERROR_OUT_OF_RANGE, "disks[1].size");
    }

  accept_value ("disks", make_list ("{'size': <uint64 1048576>}", 0));
  accept_value ("disks", make_list ("{'size': <uint64 1048576>}", VMM_IPC_MAX_DISKS));
  accept_value ("disks", make_list ("{'size': <uint64 2199023255552>}", 1));
  refuse_value ("disks", make_list ("{'size': <uint64 1048576>}", VMM_IPC_MAX_DISKS + 1),
                VMM_IPC_ERROR_OUT_OF_RANGE, "disks");
  refuse_value ("disks", make_list ("{'size': <'1'>}", 1), VMM_IPC_ERROR_INVALID_ARGUMENT, "disks[0].size");
  refuse_value ("disks", make_list ("{}", 1), VMM_IPC_ERROR_INVALID_ARGUMENT, "disks[0].size");
  refuse_value ("disks", make_list ("{'size': <uint64 1048576>, 'path': <'/dev/sda'>}", 1),
                VMM_IPC_ERROR_UNKNOWN_KEY, "disks[0].path");
  refuse_value ("disks", make_list ("{'size': <uint64 1048576>, 'size': <uint64 1048576>}", 1),
                VMM_IPC_ERROR_INVALID_ARGUMENT, "disks[0].size");
}

static void
test_nics (void)
{
  const char *const bad_macs[] = { "",
                                   "52:54:00:12:34:5",
                                   "52:54:00:12:34:567",
                                   "52:54:00:12:34:5G",
                                   "52:54:00:AA:34:56",
                                   "52-54-00-12-34-56",
                                   "01:00:5e:00:00:01",
                                   "ff:ff:ff:ff:ff:ff",
                                   "00:00:00:00:00:00",
                                   "52:54:00:12:34:56,script=/tmp/x" };

  for (gsize i = 0; i < G_N_ELEMENTS (bad_macs); i++)
    {
      g_autofree char *item = g_strdup_printf ("{'class': <'user'>, 'mac': <'%s'>}", bad_macs[i]);

      refuse_value ("nics", make_list (item, 1), VMM_IPC_ERROR_INVALID_ARGUMENT, "nics[0].mac");
    }

  accept_value ("nics", make_list ("", 0));
  accept_value ("nics", make_list ("{'class': <'user'>, 'mac': <'00:1a:2b:3c:4d:5e'>}", 1));
  accept_value ("nics", make_list ("{'class': <'user'>, 'mac': <'52:54:00:ff:ff:ff'>}", 1));
  refuse_value ("nics", make_list ("{'class': <'user'>, 'mac': <'52:54:00:ff:ff:ff'>}", 2),
                VMM_IPC_ERROR_INVALID_ARGUMENT, "nics[1].mac");
  refuse_value ("nics", make_list ("{'class': <'user'>}", VMM_IPC_MAX_NICS + 1), VMM_IPC_ERROR_OUT_OF_RANGE,
                "nics");
  refuse_value ("nics", make_list ("{'class': <'direct'>}", 1), VMM_IPC_ERROR_INVALID_ARGUMENT,
                "nics[0].class");
  accept_value ("nics", make_list ("{'class': <'nat'>, 'mac': <'52:54:00:ff:ff:ff'>}", 1));
  accept_value (
      "nics",
      make_list ("{'class': <'bridge'>, 'mac': <'52:54:00:ff:ff:ff'>, 'network': <'0123456789abcdef'>}", 1));
  refuse_value ("nics", make_list ("{'class': <'bridge'>}", 1), VMM_IPC_ERROR_INVALID_ARGUMENT,
                "nics[0].network");
  refuse_value ("nics", make_list ("{'class': <'bridge'>, 'network': <'br0'>}", 1),
                VMM_IPC_ERROR_INVALID_ARGUMENT, "nics[0].network");
  refuse_value ("nics", make_list ("{'class': <'bridge'>, 'network': <1>}", 1),
                VMM_IPC_ERROR_INVALID_ARGUMENT, "nics[0].network");
  refuse_value ("nics", make_list ("{'class': <'nat'>, 'network': <'0123456789abcdef'>}", 1),
                VMM_IPC_ERROR_INVALID_ARGUMENT, "nics[0].network");
  refuse_value ("nics", make_list ("{'class': <'user'>, 'network': <'0123456789abcdef'>}", 1),
                VMM_IPC_ERROR_INVALID_ARGUMENT, "nics[0].network");
  refuse_value ("nics", make_list ("{'class': <1>}", 1), VMM_IPC_ERROR_INVALID_ARGUMENT, "nics[0].class");
  refuse_value ("nics", make_list ("{}", 1), VMM_IPC_ERROR_INVALID_ARGUMENT, "nics[0].class");
  refuse_value ("nics", make_list ("{'class': <'user'>, 'mac': <1>}", 1), VMM_IPC_ERROR_INVALID_ARGUMENT,
                "nics[0].mac");
  refuse_value ("nics", make_list ("{'class': <'user'>, 'script': <'/tmp/x'>}", 1), VMM_IPC_ERROR_UNKNOWN_KEY,
                "nics[0].script");
}

static void
test_made_macs (void)
{
  g_autoptr (GVariant) list = make_list ("{'class': <'user'>}", VMM_IPC_MAX_NICS);
  g_autoptr (GVariant) dict = make_dict ("nics", list);
  g_autoptr (VmmSpec) spec = vmm_spec_new_from_variant (dict, NULL);

  g_assert_cmpuint (spec->n_nics, ==, VMM_IPC_MAX_NICS);
  for (guint i = 0; i < spec->n_nics; i++)
    {
      g_assert_true (g_str_has_prefix (spec->nics[i].mac, "52:54:00:"));
      for (guint k = 0; k < i; k++)
        g_assert_cmpstr (spec->nics[i].mac, !=, spec->nics[k].mac);
    }
}

static void
test_delta (void)
{
  g_autoptr (GVariant) dict = make_dict (NULL, NULL);
  g_autoptr (VmmSpec) base = vmm_spec_new_from_variant (dict, NULL);
  g_autoptr (GVariant) change = g_variant_ref_sink (
      g_variant_new_parsed ("{'name': <'New'>, 'vcpus': <uint32 4>, 'nics': <@aa{sv} []>}"));
  g_autoptr (GVariant) nothing = g_variant_ref_sink (g_variant_new_parsed ("@a{sv} {}"));
  g_autoptr (VmmSpec) changed = vmm_spec_new_with_delta (base, change, NULL);
  g_autoptr (VmmSpec) same = vmm_spec_new_with_delta (base, nothing, NULL);
  g_autoptr (GVariant) before = g_variant_ref_sink (vmm_spec_to_variant (base));
  g_autoptr (GVariant) after = g_variant_ref_sink (vmm_spec_to_variant (same));

  g_assert_cmpstr (changed->name, ==, "New");
  g_assert_cmpuint (changed->vcpus, ==, 4);
  g_assert_cmpuint (changed->n_nics, ==, 0);
  g_assert_cmpuint (changed->memory, ==, base->memory);
  g_assert_cmpstr (changed->description, ==, base->description);
  g_assert_cmpstr (base->name, ==, "Debian");
  g_assert_cmpuint (base->n_nics, ==, 1);
  g_assert_cmpvariant (before, after);
}

static void
test_delta_refused (void)
{
  static const struct
  {
    const char *delta;
    VmmIpcError code;
    const char *start;
  } cases[] = {
    { "{'disks': <@aa{sv} []>}", VMM_IPC_ERROR_INVALID_ARGUMENT, "disks: " },
    { "{'engine': <'qemu'>}", VMM_IPC_ERROR_INVALID_ARGUMENT, "engine: " },
    { "{'memory': <uint64 1>}", VMM_IPC_ERROR_OUT_OF_RANGE, "memory: " },
    { "{'name': <''>}", VMM_IPC_ERROR_OUT_OF_RANGE, "name: " },
    { "{'xml': <''>}", VMM_IPC_ERROR_UNKNOWN_KEY, "xml: " },
    { "{'name': <'x'>, 'name': <'y'>}", VMM_IPC_ERROR_INVALID_ARGUMENT, "name: " },
  };
  g_autoptr (GVariant) dict = make_dict (NULL, NULL);
  g_autoptr (VmmSpec) base = vmm_spec_new_from_variant (dict, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (GVariant) delta =
          g_variant_parse (G_VARIANT_TYPE_VARDICT, cases[i].delta, NULL, NULL, &error);
      g_autoptr (VmmSpec) spec = NULL;

      g_assert_no_error (error);
      spec = vmm_spec_new_with_delta (base, delta, &error);
      g_assert_null (spec);
      g_assert_error (error, VMM_IPC_ERROR, (int) cases[i].code);
      g_assert_true (g_str_has_prefix (error->message, cases[i].start));
    }
}

static void
expect_host (VmmSpec *spec, guint vcpus, guint64 memory, guint64 disk, const char *field)
{
  g_autoptr (GError) error = NULL;
  gboolean fits = vmm_spec_check_host (spec, vcpus, memory, disk, &error);

  g_assert_cmpint (fits, ==, field == NULL);
  if (field == NULL)
    return;

  g_assert_error (error, VMM_IPC_ERROR, VMM_IPC_ERROR_OUT_OF_RANGE);
  g_assert_true (g_str_has_prefix (error->message, field));
}

static void
test_host (void)
{
  g_autoptr (GVariant) dict = make_dict (NULL, NULL);
  g_autoptr (VmmSpec) spec = vmm_spec_new_from_variant (dict, NULL);

  expect_host (spec, 0, 0, 0, NULL);
  expect_host (spec, 2, 2048 * VMM_IPC_MIB, 10240 * VMM_IPC_MIB, NULL);
  expect_host (spec, 1, 0, 0, "vcpus: ");
  expect_host (spec, 2, 2047 * VMM_IPC_MIB, 0, "memory: ");
  expect_host (spec, 2, 2048 * VMM_IPC_MIB, 10239 * VMM_IPC_MIB, "disks[0].size: ");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/spec/round-trip", test_round_trip);
  g_test_add_func ("/spec/gl", test_gl);
  g_test_add_func ("/spec/defaults", test_defaults);
  g_test_add_func ("/spec/missing", test_missing);
  g_test_add_func ("/spec/types", test_types);
  g_test_add_func ("/spec/unknown", test_unknown);
  g_test_add_func ("/spec/duplicate", test_duplicate);
  g_test_add_func ("/spec/limits", test_limits);
  g_test_add_func ("/spec/name", test_name);
  g_test_add_func ("/spec/texts", test_texts);
  g_test_add_func ("/spec/tokens", test_tokens);
  g_test_add_func ("/spec/same-computer", test_same_computer);
  g_test_add_func ("/spec/numbers", test_numbers);
  g_test_add_func ("/spec/disks", test_disks);
  g_test_add_func ("/spec/nics", test_nics);
  g_test_add_func ("/spec/made-macs", test_made_macs);
  g_test_add_func ("/spec/delta", test_delta);
  g_test_add_func ("/spec/delta-refused", test_delta_refused);
  g_test_add_func ("/spec/host", test_host);

  return g_test_run ();
}
