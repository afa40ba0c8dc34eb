/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "media-fixture.h"

#include "frond-profile.h"

#define MICROSOFT "MICROSOFT CORPORATION"

typedef struct
{
  const char *name;
  const char *tool;
  MediaDisc disc;
  const char *os_id;
  const char *os_name;
  FrondOsFamily family;
  gboolean live;
} Disc;

static const Disc discs[] = {
  { "debian-12",
    "xorriso",
    { "Debian 12.11.0 amd64 n" },
    "http://debian.org/debian/12",
    "Debian 12",
    FROND_OS_LINUX,
    FALSE },
  /* Of our own additions to the database. */
  { "debian-13",
    "xorriso",
    { "Debian 13.1.0 amd64 n" },
    "http://debian.org/debian/13",
    "Debian 13",
    FROND_OS_LINUX,
    FALSE },
  { "debian-13-dvd",
    "xorriso",
    { "Debian 13.2.0 amd64 1" },
    "http://debian.org/debian/13",
    "Debian 13",
    FROND_OS_LINUX,
    FALSE },
  { "debian-13-live",
    "xorriso",
    { "d-live 13.1.0 gn amd64" },
    "http://debian.org/debian/13",
    "Debian 13",
    FROND_OS_LINUX,
    TRUE },
  { "debian-13-rc",
    "xorriso",
    { "Debian trixie-DI-rc1 amd64 n" },
    "http://debian.org/debian/13",
    "Debian 13",
    FROND_OS_LINUX,
    FALSE },
  /* Of no database: by the rule of the label. */
  { "debian-14",
    "xorriso",
    { "Debian 14.0.0 amd64 n" },
    "http://debian.org/debian/14",
    "Debian 14",
    FROND_OS_LINUX,
    FALSE },
  { "fedora-42",
    "xorriso",
    { "Fedora-WS-Live-42" },
    "http://fedoraproject.org/fedora/42",
    "Fedora Linux 42",
    FROND_OS_LINUX,
    TRUE },
  { "fedora-42-server",
    "xorriso",
    { "Fedora-S-dvd-x86_64-42", NULL, "LINUX" },
    "http://fedoraproject.org/fedora/42",
    "Fedora Linux 42",
    FROND_OS_LINUX,
    FALSE },
  { "fedora-49",
    "xorriso",
    { "Fedora-WS-Live-49" },
    "http://fedoraproject.org/fedora/49",
    "Fedora Linux 49",
    FROND_OS_LINUX,
    TRUE },
  { "ubuntu-24.04",
    "xorriso",
    { "Ubuntu 24.04.2 LTS amd64" },
    "http://ubuntu.com/ubuntu/24.04",
    "Ubuntu 24.04 LTS",
    FROND_OS_LINUX,
    TRUE },
  { "ubuntu-24.04-server",
    "xorriso",
    { "Ubuntu-Server 24.04.2 LTS amd64" },
    "http://ubuntu.com/ubuntu/24.04",
    "Ubuntu 24.04 LTS",
    FROND_OS_LINUX,
    TRUE },
  { "ubuntu-25.04",
    "xorriso",
    { "Ubuntu 25.04 amd64" },
    "http://ubuntu.com/ubuntu/25.04",
    "Ubuntu 25.04",
    FROND_OS_LINUX,
    TRUE },
  { "ubuntu-28.04",
    "xorriso",
    { "Ubuntu 28.04 LTS amd64" },
    "http://ubuntu.com/ubuntu/28.04",
    "Ubuntu 28.04",
    FROND_OS_LINUX,
    TRUE },
  { "windows-11",
    "xorriso",
    { "CCCOMA_X64FRE_EN-US_DV9", MICROSOFT, NULL, "CDIMAGE 2.56 (01/01/2005 TM)" },
    "http://microsoft.com/win/11",
    "Microsoft Windows 11",
    FROND_OS_WINDOWS,
    FALSE },
  { "windows-10",
    "xorriso",
    { "CENA_X64FREV_EN-US_DV5", MICROSOFT },
    "http://microsoft.com/win/10",
    "Microsoft Windows 10",
    FROND_OS_WINDOWS,
    FALSE },
  { "windows-server-2022",
    "xorriso",
    { "SSS_X64FREE_EN-US_DV9", MICROSOFT },
    "http://microsoft.com/win/2k22",
    "Microsoft Windows Server 2022",
    FROND_OS_WINDOWS,
    FALSE },
  { "arch",
    "xorriso",
    { "ARCH_202506", "ARCH LINUX <HTTPS://ARCHLINUX.ORG>", NULL, "ARCH LINUX LIVE/RESCUE DVD" },
    "http://archlinux.org/archlinux/rolling",
    "Arch Linux",
    FROND_OS_LINUX,
    TRUE },
  { "alpine-3.21",
    "xorriso",
    { "alpine-virt 3.21.3 x86_64" },
    "http://alpinelinux.org/alpinelinux/3.21",
    "Alpine Linux 3.21",
    FROND_OS_LINUX,
    FALSE },
  { "alpine-3.99",
    "xorriso",
    { "alpine-std 3.99.0 x86_64" },
    "http://alpinelinux.org/alpinelinux/3.99",
    "Alpine Linux 3.99",
    FROND_OS_LINUX,
    FALSE },
  { "rhel-9.5",
    "xorriso",
    { "RHEL-9-5-0-BaseOS-x86_64" },
    "http://redhat.com/rhel/9.5",
    "Red Hat Enterprise Linux 9.5",
    FROND_OS_LINUX,
    FALSE },
  { "centos-stream-9",
    "xorriso",
    { "CentOS-Stream-9-BaseOS-x86_64" },
    "http://centos.org/centos-stream/9",
    "CentOS Stream 9",
    FROND_OS_LINUX,
    FALSE },
  { "leap-15.6",
    "genisoimage",
    { "openSUSE-Leap-15.6-DVD-x86_64", "SUSE LINUX GmbH", "LINUX" },
    "http://opensuse.org/opensuse/15.6",
    "openSUSE Leap 15.6",
    FROND_OS_LINUX,
    FALSE },
  { "freebsd-14.2",
    "genisoimage",
    { "14_2_RELEASE_AMD64_DVD", NULL, "FreeBSD" },
    "http://freebsd.org/freebsd/14.2",
    "FreeBSD 14.2",
    FROND_OS_OTHER,
    FALSE },
  { "nixos-24.11",
    "xorriso",
    { "nixos-gnome-24.11-x86_64" },
    "http://nixos.org/nixos/24.11",
    "NixOS 24.11",
    FROND_OS_LINUX,
    TRUE },
  /* Nobody's. */
  { "unknown", "xorriso", { "TOTALLY UNKNOWN OS" }, "", "", FROND_OS_OTHER, FALSE },
  { "unknown-memtest", "xorriso", { "MT86PLUS_64" }, "", "", FROND_OS_OTHER, FALSE },
  { "unknown-no-label", "xorriso", { "ISOIMAGE" }, "", "", FROND_OS_OTHER, FALSE },
  { "unknown-near-debian", "xorriso", { "Debian 13x amd64 n" }, "", "", FROND_OS_OTHER, FALSE },
};

static GArray *times;

static FrondMedia *
timed_detect (GFile *file, GError **error)
{
  gint64 begin = g_get_monotonic_time ();
  FrondMedia *media = media_detect (file, NULL, error);
  gint64 taken = g_get_monotonic_time () - begin;

  g_array_append_val (times, taken);
  return media;
}

static int
compare_times (gconstpointer a, gconstpointer b)
{
  const gint64 *left = a, *right = b;

  return (*left > *right) - (*left < *right);
}

/* Reported, not judged: other programs have the processor too. */
static void
print_times (void)
{
  if (times->len < 2)
    return;

  g_test_message ("first detection, with loading the database: %.1f ms",
                  (double) g_array_index (times, gint64, 0) / 1000);
  g_array_remove_index (times, 0);
  g_array_sort (times, compare_times);
  g_test_message ("detection of one file: median %.2f ms, p95 %.2f ms, n = %u",
                  (double) g_array_index (times, gint64, times->len / 2) / 1000,
                  (double) g_array_index (times, gint64, times->len * 95 / 100) / 1000, times->len);
}

static void
test_disc (MediaFixture *fixture, gconstpointer user_data)
{
  const Disc *disc = user_data;
  g_autofree char *path = media_fixture_make_iso (fixture, "some file.iso", disc->tool, &disc->disc, TRUE);
  g_autoptr (GFile) file = NULL;
  g_autoptr (FrondMedia) media = NULL;
  g_autoptr (FrondProfile) profile = NULL;
  g_autoptr (GError) error = NULL;

  if (path == NULL)
    return;

  file = g_file_new_for_path (path);
  media = timed_detect (file, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (frond_media_get_os_id (media), ==, disc->os_id);
  g_assert_cmpstr (frond_media_get_os_name (media), ==, disc->os_name);
  g_assert_cmpint (frond_media_get_os_family (media), ==, disc->family);
  g_assert_cmpint (frond_media_get_live (media), ==, disc->live);
  g_assert_cmpstr (frond_media_get_label (media), ==, disc->disc.label);
  g_assert_true (frond_media_get_bootable (media));
  g_assert_true (g_file_equal (frond_media_get_file (media), file));

  profile = frond_media_suggest_profile (media, NULL);
  frond_profile_validate (profile, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (frond_profile_get_name (profile), ==,
                   disc->os_name[0] != '\0' ? disc->os_name : "some file");
  g_assert_cmpstr (frond_profile_get_os_id (profile), ==, disc->os_id);
}

/* A newer release than any that the database knows takes its needs from the newest that it does. */
static void
test_newest_needs (MediaFixture *fixture, gconstpointer user_data)
{
  static const MediaDisc known = { "Fedora-WS-Live-42" }, newer = { "Fedora-WS-Live-49" };
  g_autofree char *known_path = media_fixture_make_iso (fixture, "known.iso", "xorriso", &known, TRUE);
  g_autofree char *newer_path = media_fixture_make_iso (fixture, "newer.iso", "xorriso", &newer, TRUE);
  g_autoptr (GFile) known_file = NULL;
  g_autoptr (GFile) newer_file = NULL;
  g_autoptr (FrondMedia) known_media = NULL;
  g_autoptr (FrondMedia) newer_media = NULL;
  guint64 known_memory, newer_memory;

  if (known_path == NULL)
    return;
  known_file = g_file_new_for_path (known_path);
  newer_file = g_file_new_for_path (newer_path);
  known_media = timed_detect (known_file, NULL);
  newer_media = timed_detect (newer_file, NULL);
  frond_media_get_minimum (known_media, &known_memory, NULL, NULL);
  frond_media_get_minimum (newer_media, &newer_memory, NULL, NULL);
  g_assert_cmpuint (known_memory, >, 0);
  g_assert_cmpuint (newer_memory, >=, known_memory);
}

static void
test_windows_11_minimum (MediaFixture *fixture, gconstpointer user_data)
{
  static const MediaDisc disc = { "CCCOMA_X64FRE_EN-US_DV9", MICROSOFT };
  g_autofree char *path = media_fixture_make_iso (fixture, "w.iso", "xorriso", &disc, TRUE);
  g_autoptr (GFile) file = NULL;
  g_autoptr (FrondMedia) media = NULL;
  guint64 memory, size;
  guint vcpus;

  if (path == NULL)
    return;
  file = g_file_new_for_path (path);
  media = timed_detect (file, NULL);
  frond_media_get_minimum (media, &memory, &vcpus, &size);
  g_assert_cmpuint (memory, >=, 4ULL << 30);
  g_assert_cmpuint (vcpus, >=, 2);
  g_assert_cmpuint (size, >=, 60ULL << 30);
}

static void
test_not_bootable (MediaFixture *fixture, gconstpointer user_data)
{
  static const MediaDisc disc = { "DATA DISC" };
  g_autofree char *path = media_fixture_make_iso (fixture, "data.iso", "xorriso", &disc, FALSE);
  g_autoptr (GFile) file = NULL;
  g_autoptr (FrondMedia) media = NULL;
  g_autoptr (GError) error = NULL;

  if (path == NULL)
    return;
  file = g_file_new_for_path (path);
  media = timed_detect (file, &error);
  g_assert_no_error (error);
  g_assert_false (frond_media_get_bootable (media));
}

/* All at once: the database is shared. */
static guint pending;

static void
on_one_of_many (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (FrondMedia) media = frond_media_detect_finish (result, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (frond_media_get_os_name (media), ==, "Debian 13");
  pending--;
}

static void
test_many_at_once (MediaFixture *fixture, gconstpointer user_data)
{
  static const MediaDisc disc = { "Debian 13.1.0 amd64 n" };
  g_autofree char *path = media_fixture_make_iso (fixture, "d.iso", "xorriso", &disc, TRUE);
  g_autoptr (GFile) file = NULL;

  if (path == NULL)
    return;
  file = g_file_new_for_path (path);
  for (guint i = 0; i < 50; i++)
    {
      pending++;
      frond_media_prepare ();
      frond_media_detect_async (file, NULL, on_one_of_many, NULL);
    }
  while (pending > 0)
    g_main_context_iteration (NULL, TRUE);
}

int
main (int argc, char *argv[])
{
  int status;

  media_fixture_isolate ();
  g_test_init (&argc, &argv, NULL);
  times = g_array_new (FALSE, FALSE, sizeof (gint64));

#define ADD(name, func, data)                                                                                \
  g_test_add (name, MediaFixture, data, media_fixture_set_up, func, media_fixture_tear_down)
  for (gsize i = 0; i < G_N_ELEMENTS (discs); i++)
    {
      g_autofree char *name = g_strdup_printf ("/media/detect/%s", discs[i].name);

      ADD (name, test_disc, &discs[i]);
    }
  ADD ("/media/newest-needs", test_newest_needs, NULL);
  ADD ("/media/windows-11-minimum", test_windows_11_minimum, NULL);
  ADD ("/media/not-bootable", test_not_bootable, NULL);
  ADD ("/media/many-at-once", test_many_at_once, NULL);
#undef ADD

  status = g_test_run ();
  print_times ();
  return status;
}
