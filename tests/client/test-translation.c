/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Both sides of the contract must agree: names, tokens, errors. */

#include "frond-helper-error.h"
#include "frond-helper-spec.h"

#include "frond-error.h"
#include "frond-host-capabilities.h"
#include "frond-machine-sources.h"
#include "frond-profile.h"
#include "vmm-ipc.h"

#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

static const struct
{
  const char *name;
  gboolean valid;
} names[] = {
  { "Debian 13", TRUE },
  { "a", TRUE },
  { "Größe & <b>Markup</b> \"quotes\"", TRUE },
  { "日本語の仮想マシン", TRUE },
  { "مرحبا", TRUE },
  { "😀 machine", TRUE },
  { "", FALSE },
  { " leading", FALSE },
  { "trailing ", FALSE },
  { "-dash", FALSE },
  { ".dot", FALSE },
  { "new\nline", FALSE },
  { "tab\there", FALSE },
  { "bell\a", FALSE },
  { "bidi \u202e mark", FALSE },
  { "isolate \u2066 mark", FALSE },
  { "zero\u200bwidth", FALSE },
  { "joiner\u200dhere", FALSE },
  { "line\u2028separator", FALSE },
  { "private \ue000", FALSE },
  { "not composed e\u0301", FALSE },
  { "\xff\xfe", FALSE },
};

static void
check_name (const char *name, gboolean valid)
{
  g_autoptr (GError) error = NULL;

  if (vmm_ipc_name_is_valid (name) != valid)
    g_error ("the contract thinks otherwise of “%s”", name);
  if (frond_profile_name_is_valid (name, &error) != valid)
    g_error ("core thinks otherwise of “%s”", name);
  g_assert_true (valid == (error == NULL));
}

static void
test_names (void)
{
  g_autofree char *sixty_four = g_strnfill (64, 'x');
  g_autofree char *sixty_five = g_strnfill (65, 'x');
  g_autofree char *ten_kilobytes = g_strnfill (10240, 'x');
  g_autoptr (GString) wide = g_string_new (NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    check_name (names[i].name, names[i].valid);

  check_name (sixty_four, TRUE);
  check_name (sixty_five, FALSE);
  check_name (ten_kilobytes, FALSE);
  for (int i = 0; i < 64; i++)
    g_string_append (wide, "語");
  check_name (wide->str, TRUE);
}

static void
test_spec_round_trip (void)
{
  g_autoptr (FrondProfile) profile = frond_profile_new ();
  g_autoptr (FrondProfile) back = NULL;
  g_autoptr (GVariant) spec = NULL;
  g_autoptr (GVariant) delta = NULL;

  g_object_set (profile, "name", "Round trip", "notes", "n", "os-id", "http://debian.org/debian/13",
                "os-family", FROND_OS_WINDOWS, "memory", (guint64) 3 * 1024 * VMM_IPC_MIB, "vcpus", 3,
                "disk-size", (guint64) 20 * 1024 * VMM_IPC_MIB, "firmware", FROND_FIRMWARE_UEFI_SECURE,
                "accel", FROND_ACCEL_SOFTWARE, "tpm", FALSE, "heads", 3, "gl", FALSE, "model",
                FROND_MODEL_WINDOWS11, "devices", FROND_DEVICES_VIRTIO, "network", FALSE, NULL);
  spec = g_variant_ref_sink (frond_helper_spec_from_profile (profile, NULL, FALSE));
  back = frond_helper_spec_to_profile (spec);

  g_assert_cmpstr (frond_profile_get_name (back), ==, "Round trip");
  g_assert_cmpstr (frond_profile_get_notes (back), ==, "n");
  g_assert_cmpstr (frond_profile_get_os_id (back), ==, "http://debian.org/debian/13");
  g_assert_cmpint (frond_profile_get_os_family (back), ==, FROND_OS_WINDOWS);
  g_assert_cmpuint (frond_profile_get_memory (back), ==, 3 * 1024 * VMM_IPC_MIB);
  g_assert_cmpuint (frond_profile_get_vcpus (back), ==, 3);
  g_assert_cmpuint (frond_profile_get_heads (back), ==, 3);
  g_assert_cmpuint (frond_profile_get_disk_size (back), ==, 20 * 1024 * VMM_IPC_MIB);
  g_assert_cmpint (frond_profile_get_firmware (back), ==, FROND_FIRMWARE_UEFI_SECURE);
  g_assert_cmpint (frond_profile_get_accel (back), ==, FROND_ACCEL_SOFTWARE);
  g_assert_false (frond_profile_get_tpm (back));
  g_assert_false (frond_profile_get_gl (back));
  g_assert_cmpint (frond_profile_get_model (back), ==, FROND_MODEL_WINDOWS11);
  g_assert_cmpint (frond_profile_get_devices (back), ==, FROND_DEVICES_VIRTIO);
  g_assert_false (frond_profile_get_network (back));

  delta = g_variant_ref_sink (frond_helper_spec_from_profile (profile, NULL, TRUE));
  g_assert_null (g_variant_lookup_value (delta, VMM_IPC_SPEC_DISKS, NULL));
  g_assert_null (g_variant_lookup_value (delta, VMM_IPC_SPEC_ENGINE, NULL));
}

/* "Automatic" is what suits the system, where that is known, and stays with the helper where it is not. */
static void
test_model (void)
{
  g_autoptr (FrondProfile) profile = frond_profile_new ();
  static const struct
  {
    FrondModel chosen;
    FrondModel system;
    const char *told;
  } cases[] = {
    { FROND_MODEL_AUTO, FROND_MODEL_AUTO, VMM_IPC_MODEL_AUTO },
    { FROND_MODEL_AUTO, FROND_MODEL_LEGACY, VMM_IPC_MODEL_LEGACY },
    { FROND_MODEL_GENERIC, FROND_MODEL_LEGACY, VMM_IPC_MODEL_GENERIC },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GVariant) spec = NULL;
      const char *told;

      g_object_set (profile, "model", cases[i].chosen, "system-model", cases[i].system, NULL);
      spec = g_variant_ref_sink (frond_helper_spec_from_profile (profile, NULL, TRUE));
      g_assert_true (g_variant_lookup (spec, VMM_IPC_SPEC_MODEL, "&s", &told));
      g_assert_cmpstr (told, ==, cases[i].told);
    }
}

static void
test_hostile_spec (void)
{
  g_autoptr (GVariant) spec = g_variant_ref_sink (g_variant_new_parsed (
      "{'name': <uint32 7>, 'memory': <'much'>, 'firmware': <'coreboot'>,"
      " 'disks': <[{'size': <'big'>}]>, 'heads': <uint32 4000000000>, 'else': <true>}"));
  g_autoptr (FrondProfile) profile = frond_helper_spec_to_profile (spec);

  g_assert_cmpstr (frond_profile_get_name (profile), ==, "");
  g_assert_cmpint (frond_profile_get_firmware (profile), ==, FROND_FIRMWARE_AUTO);
  g_assert_cmpuint (frond_profile_get_disk_size (profile), ==, 0);
  g_assert_cmpuint (frond_profile_get_heads (profile), ==, FROND_PROFILE_MAX_HEADS);
}

static void
test_capabilities (void)
{
  g_autoptr (GVariant) full = g_variant_ref_sink (g_variant_new_parsed (
      "{'backend': <true>, 'accel': <'kvm'>, 'host-cpus': <uint32 8>, 'firmware': <['bios']>,"
      " 'left-out': <[('tpm', 'not-installed')]>}"));
  g_autoptr (GVariant) empty = g_variant_ref_sink (g_variant_new ("a{sv}", NULL));
  g_autoptr (FrondHostCapabilities) some = frond_helper_spec_to_capabilities (full);
  g_autoptr (FrondHostCapabilities) none = frond_helper_spec_to_capabilities (empty);

  g_assert_true (some->backend);
  g_assert_cmpint (some->accel, ==, FROND_ACCEL_KVM);
  g_assert_cmpuint (some->host_cpus, ==, 8);
  g_assert_cmpstr (some->firmware[0], ==, "bios");
  g_assert_cmpuint (some->left_out->len, ==, 1);
  g_assert_cmpstr (g_array_index (some->left_out, FrondLeftOut, 0).feature, ==, "tpm");

  g_assert_false (none->backend);
  g_assert_cmpint (none->accel, ==, FROND_ACCEL_SOFTWARE);
  g_assert_cmpstr (none->backend_error, ==, "");
  g_assert_nonnull (none->firmware);
}

/* A change of something else leaves a machine in its network. */
static void
test_networks (void)
{
  static const char *const cases[][2] = { { "user", "" }, { "nat", "" }, { "bridge", "lan0" } };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (FrondProfile) profile = frond_profile_new ();
      g_autoptr (FrondProfile) back = NULL;
      g_autoptr (GVariant) spec = NULL;

      g_object_set (profile, "name", "x", "network-class", cases[i][0], "network-token", cases[i][1], NULL);
      spec = g_variant_ref_sink (frond_helper_spec_from_profile (profile, NULL, TRUE));
      back = frond_helper_spec_to_profile (spec);
      g_assert_true (frond_profile_get_network (back));
      g_assert_cmpstr (frond_profile_get_network_class (back), ==, cases[i][0]);
      g_assert_cmpstr (frond_profile_get_network_token (back), ==, cases[i][1]);
    }
}

static void
test_errors (void)
{
  for (int code = 0; code < VMM_IPC_N_ERRORS; code++)
    {
      g_autoptr (GError) sent = g_error_new (VMM_IPC_ERROR, code, "memory: too much");
      g_autofree char *name = g_dbus_error_encode_gerror (sent);
      g_autoptr (GError) arrived = g_dbus_error_new_for_dbus_error (name, sent->message);
      g_autoptr (GError) error = frond_helper_error_translate (arrived);

      g_assert_true (g_str_has_prefix (name, VMM_IPC_INTERFACE ".Error."));
      g_assert_error (arrived, VMM_IPC_ERROR, code);
      if (code == VMM_IPC_ERROR_CANCELLED || code == VMM_IPC_ERROR_DISMISSED)
        {
          g_assert_true (frond_error_is_cancelled (error));
          continue;
        }
      g_assert_true (error->domain == FROND_ERROR);
      g_assert_cmpstr (error->message, ==, "memory: too much");
      g_assert_cmpstr (frond_error_get_field (error), ==, "memory");
    }
}

static void
test_image_errors (void)
{
  static const struct
  {
    int sent;
    const char *message;
    int code;
    guint64 amount;
  } cases[] = {
    { VMM_IPC_ERROR_BAD_IMAGE, "disk0: backing: names another file", FROND_ERROR_IMAGE_BACKING, 0 },
    { VMM_IPC_ERROR_BAD_IMAGE, "disk0: data-file: x", FROND_ERROR_IMAGE_BACKING, 0 },
    { VMM_IPC_ERROR_BAD_IMAGE, "disk3: size: x", FROND_ERROR_IMAGE_SIZE, 0 },
    { VMM_IPC_ERROR_BAD_IMAGE, "disk3: rejected: x", FROND_ERROR_IMAGE_DAMAGED, 0 },
    { VMM_IPC_ERROR_BAD_IMAGE, "cdrom: is shorter than the volume in it", FROND_ERROR_MEDIA_NOT_IMAGE, 0 },
    { VMM_IPC_ERROR_BAD_IMAGE, "no field", FROND_ERROR_MEDIA_NOT_IMAGE, 0 },
    { VMM_IPC_ERROR_NO_SPACE, "disk0: no room (1234 bytes needed)", FROND_ERROR_NO_SPACE, 1234 },
    { VMM_IPC_ERROR_NO_SPACE, "disk0: full", FROND_ERROR_NO_SPACE, 0 },
    { VMM_IPC_ERROR_UNSUPPORTED, VMM_IPC_FIELD_FENCE ": x", FROND_ERROR_IMAGE_NO_FENCE, 0 },
    { VMM_IPC_ERROR_UNSUPPORTED, VMM_IPC_FIELD_TOOL ": x", FROND_ERROR_IMAGE_NO_TOOL, 0 },
    { VMM_IPC_ERROR_UNSUPPORTED, "gl: x", FROND_ERROR_UNSUPPORTED, 0 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) sent = g_error_new_literal (VMM_IPC_ERROR, cases[i].sent, cases[i].message);
      g_autoptr (GError) error = frond_helper_error_translate (sent);

      g_assert_error (error, FROND_ERROR, cases[i].code);
      g_assert_cmpuint (frond_error_get_amount (error), ==, cases[i].amount);
    }
}

/* Disks of a profile, and of what its machine is made from. */
static void
test_sources (void)
{
  g_autoptr (FrondProfile) profile = frond_profile_new ();
  g_autoptr (FrondMachineSources) sources = frond_machine_sources_new ();
  g_autoptr (GVariant) spec = NULL;
  g_autoptr (GVariant) disks = NULL;
  g_autoptr (GVariant) expected = g_variant_ref_sink (g_variant_new_parsed (
      "[{'size': <%t>, 'source-format': <'vmdk'>, 'source-shared': <false>}, {'size': <uint64 5242880>},"
      " {'size': <uint64 0>, 'source-format': <'qcow2'>, 'source-shared': <true>}]",
      8 * VMM_IPC_MIB));
  const char *name;
  int fd;

  frond_profile_set_disk_size (profile, 8 * VMM_IPC_MIB);
  frond_machine_sources_add_disk (sources, FROND_IMAGE_VMDK, dup (STDIN_FILENO), VMM_IPC_MIB, FALSE);
  frond_machine_sources_add_extent (sources, dup (STDIN_FILENO));
  frond_machine_sources_add_empty_disk (sources, 5 * VMM_IPC_MIB);
  frond_machine_sources_add_disk (sources, FROND_IMAGE_QCOW2, dup (STDIN_FILENO), 0, TRUE);
  frond_machine_sources_set_seed (sources, dup (STDIN_FILENO));

  spec = g_variant_ref_sink (frond_helper_spec_from_profile (profile, sources, FALSE));
  disks = g_variant_lookup_value (spec, VMM_IPC_SPEC_DISKS, G_VARIANT_TYPE ("aa{sv}"));
  g_assert_cmpvariant (disks, expected);
  g_assert_true (frond_machine_sources_get_slot (sources, 1, &name, &fd));
  g_assert_cmpstr (name, ==, "disk0.1");
  g_assert_true (frond_machine_sources_get_slot (sources, 3, &name, &fd));
  g_assert_cmpstr (name, ==, "seed");
  g_assert_false (frond_machine_sources_get_slot (sources, 4, &name, &fd));

  /* What was unpacked into a file without a name could still be written. */
  frond_machine_sources_add_disk (sources, FROND_IMAGE_RAW, memfd_create ("unpacked", MFD_CLOEXEC), 0, FALSE);
  g_assert_true (frond_machine_sources_get_slot (sources, 4, &name, &fd));
  g_assert_cmpint (fcntl (fd, F_GETFL) & O_ACCMODE, ==, O_RDONLY);
}

static void
test_error_without_field (void)
{
  g_autoptr (GError) sent = g_error_new (VMM_IPC_ERROR, VMM_IPC_ERROR_FAILED, "it did not work: sorry");
  g_autoptr (GError) error = frond_helper_error_translate (sent);

  g_assert_null (frond_error_get_field (error));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/translation/names", test_names);
  g_test_add_func ("/translation/spec-round-trip", test_spec_round_trip);
  g_test_add_func ("/translation/hostile-spec", test_hostile_spec);
  g_test_add_func ("/translation/model", test_model);
  g_test_add_func ("/translation/capabilities", test_capabilities);
  g_test_add_func ("/translation/networks", test_networks);
  g_test_add_func ("/translation/errors", test_errors);
  g_test_add_func ("/translation/image-errors", test_image_errors);
  g_test_add_func ("/translation/sources", test_sources);
  g_test_add_func ("/translation/error-without-field", test_error_without_field);
  return g_test_run ();
}
