/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "frond-os-release.h"

#include <string.h>

static void
assert_release (const char *label, const char *id, const char *name, gboolean live)
{
  g_autoptr (FrondOsRelease) release = frond_os_release_from_label (label);
  g_autofree char *whole = NULL;

  g_assert_nonnull (release);
  whole = g_strconcat (release->id_prefix, release->version, NULL);
  g_assert_cmpstr (whole, ==, id);
  g_assert_cmpstr (release->name, ==, name);
  g_assert_cmpint (release->live, ==, live);
}

static void
test_known (void)
{
  assert_release ("Debian 14.0.0 amd64 n", "http://debian.org/debian/14", "Debian 14", FALSE);
  assert_release ("Debian 14.0.0 amd64 1", "http://debian.org/debian/14", "Debian 14", FALSE);
  assert_release ("d-live 14.1.0 kd amd64", "http://debian.org/debian/14", "Debian 14", TRUE);
  assert_release ("Ubuntu 26.04 LTS amd64", "http://ubuntu.com/ubuntu/26.04", "Ubuntu 26.04", TRUE);
  assert_release ("Ubuntu-Server 26.04.1 LTS amd64", "http://ubuntu.com/ubuntu/26.04", "Ubuntu 26.04", TRUE);
  assert_release ("Fedora-S-dvd-x86_64-44", "http://fedoraproject.org/fedora/44", "Fedora Linux 44", FALSE);
  assert_release ("Fedora-KDE-Live-44", "http://fedoraproject.org/fedora/44", "Fedora Linux 44", TRUE);
  assert_release ("alpine-std 3.24.1 x86_64", "http://alpinelinux.org/alpinelinux/3.24", "Alpine Linux 3.24",
                  FALSE);
  assert_release ("openSUSE-Leap-16.0-offline-installer-x86_64", "http://opensuse.org/opensuse/16.0",
                  "openSUSE Leap 16.0", FALSE);
  assert_release ("RHEL-10-2-0-BaseOS-x86_64", "http://redhat.com/rhel/10.2", "Red Hat Enterprise Linux 10.2",
                  FALSE);
}

static void
test_unknown (void)
{
  static const char *const labels[] = {
    "",
    " ",
    "Debian",
    "Debian 14",
    "xDebian 14.0.0 amd64 n",
    "Debian 14.0.0 amd64 n and more",
    "Debian 99999.0.0 amd64 n",
    "Debian 14.0.0 amd64\nn",
    "debian 14.0.0 amd64 n",
    "Ubuntu 26 amd64",
    "Ubuntu 26.04 LTS",
    "Fedora-WS-Live",
    "Fedora-WS-Live-",
    "Fedora-WS-Live-1",
    "alpine-std x86_64",
    "Debian ........ .....",
    "CCCOMA_X64FRE_EN-US_DV9",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (labels); i++)
    {
      g_test_message ("label: %s", labels[i]);
      g_assert_null (frond_os_release_from_label (labels[i]));
    }
}

/* No label takes long, and none makes a text that is longer than a label. */
static void
test_random (void)
{
  static const char letters[] = "Debian Ubntu-Fdor.0123456789 LTSamd64_xWvef";

  for (guint round = 0; round < 20000; round++)
    {
      char label[33] = "Debian ";
      g_autoptr (FrondOsRelease) release = NULL;
      gsize begin = round % 2 == 0 ? 0 : strlen ("Debian ");

      for (gsize i = begin; i < 32; i++)
        label[i] = letters[g_test_rand_int_range (0, (int) sizeof letters - 1)];
      release = frond_os_release_from_label (label);
      if (release != NULL)
        g_assert_cmpuint (strlen (release->version), <=, 6);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/media/release/known", test_known);
  g_test_add_func ("/media/release/unknown", test_unknown);
  g_test_add_func ("/media/release/random", test_random);

  return g_test_run ();
}
