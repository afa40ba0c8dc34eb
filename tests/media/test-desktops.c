/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "frond-desktops.h"
#include "frond-host-capabilities.h"
#include "frond-profile.h"

#define GIB    (G_GUINT64_CONSTANT (1024) * 1024 * 1024)
#define DEBIAN "http://debian.org/debian/13"

static void
test_which (void)
{
  static const struct
  {
    const char *id;
    gboolean gnome, kde, xfce;
  } systems[] = {
    { DEBIAN, TRUE, TRUE, TRUE },
    { "http://ubuntu.com/ubuntu/24.04", TRUE, TRUE, TRUE },
    { "http://fedoraproject.org/fedora/44", TRUE, TRUE, TRUE },
    { "http://opensuse.org/opensuse/16.0", TRUE, TRUE, TRUE },
    { "http://almalinux.org/almalinux/10", TRUE, FALSE, FALSE },
    { "http://alpinelinux.org/alpinelinux/3.23", FALSE, FALSE, FALSE },
    { "http://freebsd.org/freebsd/15.1", FALSE, FALSE, FALSE },
    { "", FALSE, FALSE, FALSE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (systems); i++)
    {
      FrondDesktopNeeds needs;

      g_assert_true (frond_desktops_can (systems[i].id, FROND_DESKTOP_NONE, &needs));
      g_assert_cmpuint (needs.memory + needs.disk + needs.download, ==, 0);
      g_assert_cmpint (frond_desktops_can (systems[i].id, FROND_DESKTOP_GNOME, &needs), ==, systems[i].gnome);
      g_assert_cmpint (needs.download > 100 * 1000 * 1000 && needs.memory >= GIB && needs.disk >= 10 * GIB,
                       ==, systems[i].gnome);
      g_assert_cmpint (frond_desktops_can (systems[i].id, FROND_DESKTOP_KDE, NULL), ==, systems[i].kde);
      g_assert_cmpint (frond_desktops_can (systems[i].id, FROND_DESKTOP_XFCE, NULL), ==, systems[i].xfce);
    }
}

static void
test_names (void)
{
  for (FrondDesktop desktop = FROND_DESKTOP_NONE; desktop <= FROND_DESKTOP_XFCE; desktop++)
    g_assert_cmpint (frond_desktops_from_name (frond_desktops_get_name (desktop)), ==, desktop);
  g_assert_cmpint (frond_desktops_from_name ("Cinnamon"), ==, FROND_DESKTOP_NONE);
}

static FrondProfile *
new_profile (const char *os_id, FrondDesktop desktop, guint64 memory, guint64 disk)
{
  FrondProfile *profile = frond_profile_new ();

  g_object_set (profile, "os-id", os_id, "desktop", desktop, "memory", memory, "disk-size", disk, NULL);
  return profile;
}

/* Up to what is needed, never down, and not more than half of the host. */
static void
test_fit (void)
{
  g_autoptr (FrondHostCapabilities) small = frond_host_capabilities_new ();
  g_autoptr (FrondProfile) little = new_profile (DEBIAN, FROND_DESKTOP_GNOME, GIB, 10 * GIB);
  g_autoptr (FrondProfile) tight = new_profile (DEBIAN, FROND_DESKTOP_GNOME, GIB, 10 * GIB);
  g_autoptr (FrondProfile) much = new_profile (DEBIAN, FROND_DESKTOP_XFCE, 16 * GIB, 100 * GIB);
  g_autoptr (FrondProfile) without = new_profile ("", FROND_DESKTOP_GNOME, GIB, 10 * GIB);

  small->host_memory = 5 * GIB;
  small->max_disk = 18 * GIB;
  frond_desktops_fit (little, NULL);
  g_assert_cmpuint (frond_profile_get_memory (little), ==, 4 * GIB);
  g_assert_cmpuint (frond_profile_get_disk_size (little), ==, 25 * GIB);
  frond_desktops_fit (tight, small);
  g_assert_cmpuint (frond_profile_get_memory (tight), ==, 5 * GIB / 2);
  g_assert_cmpuint (frond_profile_get_disk_size (tight), ==, 18 * GIB);
  frond_desktops_fit (much, small);
  g_assert_cmpuint (frond_profile_get_memory (much), ==, 16 * GIB);
  g_assert_cmpuint (frond_profile_get_disk_size (much), ==, 100 * GIB);
  frond_desktops_fit (without, NULL);
  g_assert_cmpint (frond_profile_get_desktop (without), ==, FROND_DESKTOP_NONE);
  g_assert_cmpuint (frond_profile_get_memory (without), ==, GIB);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/desktops/which", test_which);
  g_test_add_func ("/desktops/names", test_names);
  g_test_add_func ("/desktops/fit", test_fit);
  return g_test_run ();
}
