/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "frond-host-capabilities.h"
#include "frond-media-private.h"
#include "frond-profile.h"

#include <string.h>

#define MIB (1024ULL * 1024)
#define GIB (1024 * MIB)

static FrondMedia *
new_media (const char *path, const char *name, FrondOsResources minimum, FrondOsResources recommended)
{
  g_autoptr (GFile) file = g_file_new_for_path (path);
  FrondVolume *volume = g_new0 (FrondVolume, 1);
  FrondOsFacts *facts = frond_os_facts_new ();

  volume->label = g_strdup ("");
  g_set_str (&facts->name, name);
  facts->minimum = minimum;
  facts->recommended = recommended;
  return _frond_media_new (file, volume, facts);
}

static FrondHostCapabilities *
new_host (guint cpus, guint64 memory)
{
  FrondHostCapabilities *host = frond_host_capabilities_new ();

  host->host_cpus = cpus;
  host->host_memory = memory;
  return host;
}

static FrondProfile *
suggest (FrondOsResources minimum, FrondOsResources recommended, FrondHostCapabilities *host)
{
  g_autoptr (FrondMedia) media = new_media ("/tmp/x.iso", "Some System", minimum, recommended);
  g_autoptr (GError) error = NULL;
  FrondProfile *profile = frond_media_suggest_profile (media, host);

  frond_profile_validate (profile, &error);
  g_assert_no_error (error);
  return profile;
}

static const FrondOsResources nothing;

static void
assert_memory (guint64 minimum, guint64 recommended, guint64 host_memory, guint64 max_memory,
               guint64 expected)
{
  g_autoptr (FrondHostCapabilities) host = new_host (8, host_memory);
  g_autoptr (FrondProfile) profile = NULL;

  host->max_memory = max_memory;
  profile =
      suggest ((FrondOsResources) { .memory = minimum }, (FrondOsResources) { .memory = recommended }, host);
  g_assert_cmpuint (frond_profile_get_memory (profile), ==, expected);
}

static void
test_memory (void)
{
  /* Recommended, twice the minimum, or two gigabytes. */
  assert_memory (GIB, 4 * GIB, 32 * GIB, 0, 4 * GIB);
  assert_memory (GIB, 0, 32 * GIB, 0, 2 * GIB);
  assert_memory (0, 0, 32 * GIB, 0, 2 * GIB);
  assert_memory (4 * GIB, GIB, 32 * GIB, 0, 4 * GIB);
  /* In steps of 256 MiB, upwards. */
  assert_memory (0, 1000 * MIB, 32 * GIB, 0, GIB);
  assert_memory (0, 1, 32 * GIB, 0, 256 * MIB);
  /* Half of the host, but what the system needs. */
  assert_memory (GIB, 8 * GIB, 8 * GIB, 0, 4 * GIB);
  assert_memory (GIB, 8 * GIB, 7900 * MIB, 0, 3840 * MIB);
  assert_memory (4 * GIB, 8 * GIB, 6 * GIB, 0, 4 * GIB);
  assert_memory (0, 0, 300 * MIB, 0, 256 * MIB);
  /* Never more than the helper allows, whatever a database says. */
  assert_memory (4 * GIB, 8 * GIB, 64 * GIB, 3 * GIB, 3 * GIB);
  assert_memory (G_MAXUINT64, G_MAXUINT64, 64 * GIB, 16 * GIB, 16 * GIB);
  assert_memory (G_MAXUINT64, 0, 64 * GIB, 16 * GIB, 16 * GIB);
}

static void
assert_vcpus (guint minimum, guint recommended, guint host_cpus, guint max_vcpus, guint expected)
{
  g_autoptr (FrondHostCapabilities) host = new_host (host_cpus, 32 * GIB);
  g_autoptr (FrondProfile) profile = NULL;

  host->max_vcpus = max_vcpus;
  profile =
      suggest ((FrondOsResources) { .vcpus = minimum }, (FrondOsResources) { .vcpus = recommended }, host);
  g_assert_cmpuint (frond_profile_get_vcpus (profile), ==, expected);
}

static void
test_vcpus (void)
{
  assert_vcpus (0, 0, 1, 0, 1);
  assert_vcpus (0, 0, 2, 0, 1);
  assert_vcpus (0, 0, 3, 0, 1);
  assert_vcpus (0, 0, 4, 0, 2);
  assert_vcpus (0, 0, 16, 0, 2);
  assert_vcpus (1, 4, 16, 0, 4);
  assert_vcpus (1, 4, 4, 0, 2);
  assert_vcpus (2, 0, 2, 0, 1);
  assert_vcpus (1, 8, 16, 3, 3);
  assert_vcpus (G_MAXUINT, G_MAXUINT, 16, 0, 8);
  assert_vcpus (0, 0, 0, 0, 2);
}

static void
assert_disk (guint64 minimum, guint64 recommended, guint64 max_disk, guint64 expected)
{
  g_autoptr (FrondHostCapabilities) host = new_host (8, 32 * GIB);
  g_autoptr (FrondProfile) profile = NULL;

  host->max_disk = max_disk;
  profile =
      suggest ((FrondOsResources) { .disk = minimum }, (FrondOsResources) { .disk = recommended }, host);
  g_assert_cmpuint (frond_profile_get_disk_size (profile), ==, expected);
}

static void
test_disk (void)
{
  assert_disk (0, 0, 0, 20 * GIB);
  assert_disk (GIB, 0, 0, 20 * GIB);
  assert_disk (32 * GIB, 0, 0, 64 * GIB);
  assert_disk (10 * GIB, 25 * GIB, 0, 25 * GIB);
  assert_disk (0, 25 * GIB + 1, 0, 26 * GIB);
  assert_disk (0, 64 * GIB, 40 * GIB + 5, 40 * GIB);
  assert_disk (G_MAXUINT64, G_MAXUINT64, 0, 2048 * GIB);
  assert_disk (G_MAXUINT64, 0, 0, 2048 * GIB);
}

static void
test_no_host (void)
{
  g_autoptr (FrondProfile) profile = suggest (nothing, nothing, NULL);

  g_assert_cmpuint (frond_profile_get_memory (profile), ==, 2 * GIB);
  g_assert_cmpuint (frond_profile_get_vcpus (profile), ==, 2);
  g_assert_cmpuint (frond_profile_get_disk_size (profile), ==, 20 * GIB);
  g_assert_cmpint (frond_profile_get_firmware (profile), ==, FROND_FIRMWARE_AUTO);
  g_assert_cmpint (frond_profile_get_accel (profile), ==, FROND_ACCEL_AUTO);
  g_assert_true (frond_profile_get_tpm (profile));
  g_assert_false (frond_profile_get_boot_media (profile));
  /* With several a guest without an agent has no tablet: SPICE allows one for a single display only. */
  g_assert_cmpuint (frond_profile_get_heads (profile), ==, 1);
  g_assert_cmpstr (frond_profile_get_media_uri (profile), ==, "file:///tmp/x.iso");
  g_assert_cmpstr (frond_profile_get_engine (profile), ==, "qemu");
}

static void
test_firmware (void)
{
  static const struct
  {
    gboolean needs;
    const char *host;
    FrondFirmware expected;
  } tries[] = {
    { TRUE, "bios uefi uefi-secure", FROND_FIRMWARE_UEFI_SECURE },
    { TRUE, "bios uefi", FROND_FIRMWARE_AUTO },
    { TRUE, NULL, FROND_FIRMWARE_AUTO },
    { FALSE, "bios uefi uefi-secure", FROND_FIRMWARE_AUTO },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (tries); i++)
    {
      g_autoptr (FrondMedia) media = new_media ("/tmp/x.iso", "x", nothing, nothing);
      g_autoptr (FrondHostCapabilities) host = new_host (8, 32 * GIB);
      g_autoptr (FrondProfile) profile = NULL;

      ((FrondOsFacts *) _frond_media_get_facts (media))->needs_secure_boot = tries[i].needs;
      if (tries[i].host != NULL)
        host->firmware = g_strsplit (tries[i].host, " ", -1);
      profile = frond_media_suggest_profile (media, host);
      g_assert_cmpint (frond_profile_get_firmware (profile), ==, tries[i].expected);
    }
}

static void
test_name (void)
{
  static const struct
  {
    const char *path;
    const char *os_name;
    const char *expected;
  } tries[] = {
    { "/tmp/x.iso", "Debian 13", "Debian 13" },
    { "/tmp/my system.iso", "", "my system" },
    { "/tmp/archlinux-2026.01.01-x86_64.iso", "", "archlinux-2026.01.01-x86_64" },
    { "/tmp/system-1.2", "", "system-1.2" },
    { "/tmp/a.b.qcow2.iso", "", "a.b.qcow2" },
    { "/tmp/.hidden.iso", "", "hidden" },
    { "/tmp/--rm -rf.iso", "", "rm -rf" },
    { "/tmp/-. -.iso", "", "New Machine" },
    { "/tmp/.iso", "", "iso" },
    { "/tmp/  two   spaces  .iso", "", "two spaces" },
    { "/tmp/line\nbreak\ttab.iso", "", "line break tab" },
    { "/tmp/\342\200\256gpj.iso", "", "gpj" },
    { "/tmp/e\314\201te\314\201.iso", "", "\303\251t\303\251" },
    { "/tmp/\377\376.iso", "", "New Machine" },
    { "/tmp/a\377b.iso", "", "a b" },
    { "/", "", "/" },
  };
  g_autofree char *long_path = g_strnfill (250, 'n');
  g_autofree char *wide_path = NULL;
  g_autoptr (GString) wide = g_string_new ("/tmp/");

  for (gsize i = 0; i < G_N_ELEMENTS (tries); i++)
    {
      g_autoptr (FrondMedia) media = new_media (tries[i].path, tries[i].os_name, nothing, nothing);
      g_autoptr (FrondProfile) profile = frond_media_suggest_profile (media, NULL);

      g_test_message ("%s", tries[i].path);
      g_assert_cmpstr (frond_profile_get_name (profile), ==, tries[i].expected);
      g_assert_true (frond_profile_name_is_valid (frond_profile_get_name (profile), NULL));
    }

  for (guint i = 0; i < 80; i++)
    g_string_append (wide, "\360\237\246\212");
  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (FrondMedia) media = new_media (i == 0 ? long_path : wide->str, "", nothing, nothing);
      g_autoptr (FrondProfile) profile = frond_media_suggest_profile (media, NULL);

      g_assert_cmpint (g_utf8_strlen (frond_profile_get_name (profile), -1), ==, 64);
      g_assert_true (frond_profile_name_is_valid (frond_profile_get_name (profile), NULL));
    }
}

/* Whatever a file is called, the name is one that the store and the helper take. */
static void
test_random_names (void)
{
  for (guint round = 0; round < 2000; round++)
    {
      char path[64] = "/tmp/";
      g_autoptr (FrondMedia) media = NULL;
      g_autoptr (FrondProfile) profile = NULL;
      g_autoptr (GError) error = NULL;

      for (gsize i = 5; i < sizeof path - 1; i++)
        path[i] = (char) g_test_rand_int_range (1, 256);
      media = new_media (path, "", nothing, nothing);
      profile = frond_media_suggest_profile (media, NULL);
      g_assert_true (frond_profile_name_is_valid (frond_profile_get_name (profile), &error));
      g_assert_no_error (error);
    }
}

static void
test_properties (void)
{
  g_autoptr (FrondMedia) media = new_media ("/tmp/x.iso", "Some System", nothing, nothing);
  g_autoptr (GFile) file = NULL;
  g_autofree char *os_id = NULL;
  g_autofree char *os_name = NULL;
  g_autofree char *label = NULL;
  FrondOsFamily family;
  gboolean live, bootable;

  g_object_get (media, "file", &file, "os-id", &os_id, "os-name", &os_name, "os-family", &family, "live",
                &live, "bootable", &bootable, "label", &label, NULL);
  g_assert_true (g_file_equal (file, frond_media_get_file (media)));
  g_assert_cmpstr (os_id, ==, "");
  g_assert_cmpstr (os_name, ==, "Some System");
  g_assert_cmpint (family, ==, FROND_OS_OTHER);
  g_assert_false (live);
  g_assert_false (bootable);
  g_assert_cmpstr (label, ==, "");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/media/suggest/memory", test_memory);
  g_test_add_func ("/media/suggest/vcpus", test_vcpus);
  g_test_add_func ("/media/suggest/disk", test_disk);
  g_test_add_func ("/media/suggest/no-host", test_no_host);
  g_test_add_func ("/media/suggest/firmware", test_firmware);
  g_test_add_func ("/media/suggest/name", test_name);
  g_test_add_func ("/media/suggest/random-names", test_random_names);
  g_test_add_func ("/media/suggest/properties", test_properties);

  return g_test_run ();
}
