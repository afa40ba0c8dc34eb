/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "frond-desktops.h"

#include "frond-host-capabilities.h"
#include "frond-installer.h"
#include "frond-media-resources.h"
#include "frond-profile.h"

#include <string.h>

#define PACKAGES "/me/phyllo/Frond/media/packages.ini"

#define MB   (1000ULL * 1000)
#define GIB  (1024ULL * 1024 * 1024)
#define STEP (256ULL * 1024 * 1024)

/* Room for the system, the desktop and the packages that are unpacked for it, and as much again for the person. */
static const struct
{
  const char *name;
  const char *key; /* of packages.ini */
  guint64 memory;
  guint64 disk;
} desktops[] = {
  [FROND_DESKTOP_NONE] = { "", NULL, 0, 0 },
  [FROND_DESKTOP_GNOME] = { "GNOME", "gnome", 4 * GIB, 25 * GIB },
  [FROND_DESKTOP_KDE] = { "KDE Plasma", "kde", 4 * GIB, 30 * GIB },
  [FROND_DESKTOP_XFCE] = { "Xfce", "xfce", 2 * GIB, 20 * GIB },
};

char *
frond_desktops_dup_packages (const char *family, const char *key)
{
  g_autoptr (GBytes) bytes =
      g_resource_lookup_data (frond_media_get_resource (), PACKAGES, G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);
  g_autoptr (GKeyFile) file = g_key_file_new ();

  if (family == NULL || bytes == NULL || !g_key_file_load_from_bytes (file, bytes, G_KEY_FILE_NONE, NULL))
    return NULL;
  return g_key_file_get_string (file, family, key, NULL);
}

gboolean
frond_desktops_can (const char *os_id, FrondDesktop desktop, FrondDesktopNeeds *needs)
{
  const char *family = frond_installer_packages_of (os_id);
  g_autofree char *packages = NULL;
  g_autofree char *key = NULL;
  g_autofree char *download = NULL;

  if (needs != NULL)
    *needs = (FrondDesktopNeeds) { 0 };
  if (desktop == FROND_DESKTOP_NONE)
    return TRUE;

  packages = frond_desktops_dup_packages (family, desktops[desktop].key);
  if (packages == NULL || needs == NULL)
    return packages != NULL;

  key = g_strconcat (desktops[desktop].key, "-download", NULL);
  download = frond_desktops_dup_packages (family, key);
  needs->memory = desktops[desktop].memory;
  needs->disk = desktops[desktop].disk;
  needs->download = download != NULL ? g_ascii_strtoull (download, NULL, 10) * MB : 0;
  return TRUE;
}

static guint64
raise_to (guint64 value, guint64 wanted, guint64 most)
{
  if (most > 0)
    wanted = MIN (wanted, most / STEP * STEP);
  return MAX (value, wanted);
}

void
frond_desktops_fit (FrondProfile *profile, FrondHostCapabilities *capabilities)
{
  guint64 most_memory = 0;
  FrondDesktopNeeds needs;

  if (!frond_desktops_can (frond_profile_get_os_id (profile), frond_profile_get_desktop (profile), &needs))
    g_object_set (profile, "desktop", FROND_DESKTOP_NONE, NULL);
  if (capabilities != NULL)
    most_memory = capabilities->host_memory / 2;
  if (capabilities != NULL && capabilities->max_memory > 0)
    most_memory = MIN (most_memory, capabilities->max_memory);

  frond_profile_set_memory (profile,
                            raise_to (frond_profile_get_memory (profile), needs.memory, most_memory));
  frond_profile_set_disk_size (profile, raise_to (frond_profile_get_disk_size (profile), needs.disk,
                                                  capabilities != NULL ? capabilities->max_disk : 0));
}

const char *
frond_desktops_get_name (FrondDesktop desktop)
{
  return desktops[desktop].name;
}

FrondDesktop
frond_desktops_from_name (const char *name)
{
  for (gsize i = FROND_DESKTOP_GNOME; i < G_N_ELEMENTS (desktops); i++)
    if (g_str_equal (desktops[i].name, name))
      return (FrondDesktop) i;
  return FROND_DESKTOP_NONE;
}
