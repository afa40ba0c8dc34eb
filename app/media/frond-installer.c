/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "frond-installer.h"

#include <string.h>

/* Each with the first version whose installer takes the answers that are written. */
static const struct
{
  const char *id_prefix;
  FrondInstaller installer;
  double since;
  const char *packages;
} families[] = {
  { "http://debian.org/debian/", FROND_INSTALLER_DEBIAN, 10, "debian" },
  { "http://ubuntu.com/ubuntu/", FROND_INSTALLER_UBUNTU, 20.04, "ubuntu" },
  { "http://fedoraproject.org/fedora/", FROND_INSTALLER_FEDORA, 36, "fedora" },
  { "http://redhat.com/rhel/", FROND_INSTALLER_FEDORA, 8, "rhel" },
  { "http://centos.org/centos-stream/", FROND_INSTALLER_FEDORA, 8, "rhel" },
  { "http://almalinux.org/almalinux/", FROND_INSTALLER_FEDORA, 8, "rhel" },
  { "http://rockylinux.org/rocky/", FROND_INSTALLER_FEDORA, 8, "rhel" },
  { "http://opensuse.org/opensuse/", FROND_INSTALLER_SUSE, 15, "suse" },
  { "http://microsoft.com/win/", FROND_INSTALLER_WINDOWS, 10, NULL },
};

/* Ubuntu's desktop discs before this one have another installer, which does not know autoinstall. */
#define UBUNTU_DESKTOP_SINCE 23.10
#define WINDOWS_SERVER       "http://microsoft.com/win/2k"

static double
version_of (const char *id, const char *prefix)
{
  return g_ascii_strtod (id + strlen (prefix), NULL);
}

/* Windows servers are called after their year: 2k16. */
static gboolean
is_windows_server (const char *id)
{
  return g_str_has_prefix (id, WINDOWS_SERVER) && version_of (id, WINDOWS_SERVER) >= 16;
}

FrondInstaller
frond_installer_of (const FrondOsFacts *facts, const char *label)
{
  if (is_windows_server (facts->id))
    return FROND_INSTALLER_WINDOWS;

  for (gsize i = 0; i < G_N_ELEMENTS (families); i++)
    {
      double version;

      if (!g_str_has_prefix (facts->id, families[i].id_prefix))
        continue;
      version = version_of (facts->id, families[i].id_prefix);
      /* openSUSE 16 has an installer of another kind, and 42 is older than 15. */
      if (version < families[i].since || (families[i].installer == FROND_INSTALLER_SUSE && version >= 16))
        return FROND_INSTALLER_NONE;
      if (families[i].installer == FROND_INSTALLER_UBUNTU)
        return g_str_has_prefix (label, "Ubuntu-Server") || version >= UBUNTU_DESKTOP_SINCE
                   ? FROND_INSTALLER_UBUNTU
                   : FROND_INSTALLER_NONE;
      return facts->live ? FROND_INSTALLER_NONE : families[i].installer;
    }
  return FROND_INSTALLER_NONE;
}

const char *
frond_installer_to_token (FrondInstaller installer)
{
  static const char *const tokens[] = {
    [FROND_INSTALLER_NONE] = NULL,       [FROND_INSTALLER_DEBIAN] = "debian",
    [FROND_INSTALLER_UBUNTU] = "ubuntu", [FROND_INSTALLER_FEDORA] = "fedora",
    [FROND_INSTALLER_SUSE] = "suse",     [FROND_INSTALLER_WINDOWS] = "windows",
  };

  return tokens[installer];
}

const char *
frond_installer_get_kernel (FrondInstaller installer)
{
  static const char *const paths[] = {
    [FROND_INSTALLER_DEBIAN] = "install.amd/vmlinuz",
    [FROND_INSTALLER_UBUNTU] = "casper/vmlinuz",
    [FROND_INSTALLER_FEDORA] = "images/pxeboot/vmlinuz",
    [FROND_INSTALLER_SUSE] = "boot/x86_64/loader/linux",
    [FROND_INSTALLER_WINDOWS] = NULL,
  };

  return paths[installer];
}

const char *
frond_installer_get_initrd (FrondInstaller installer)
{
  static const char *const paths[] = {
    [FROND_INSTALLER_DEBIAN] = "install.amd/initrd.gz",
    [FROND_INSTALLER_UBUNTU] = "casper/initrd",
    [FROND_INSTALLER_FEDORA] = "images/pxeboot/initrd.img",
    [FROND_INSTALLER_SUSE] = "boot/x86_64/loader/initrd",
    [FROND_INSTALLER_WINDOWS] = NULL,
  };

  return paths[installer];
}

const char *
frond_installer_packages_of (const char *os_id)
{
  for (gsize i = 0; i < G_N_ELEMENTS (families); i++)
    if (g_str_has_prefix (os_id, families[i].id_prefix))
      return families[i].packages;
  return NULL;
}
