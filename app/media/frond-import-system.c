/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "frond-import-private.h"

#include "frond-os-database.h"

#include <string.h>

/* What libosinfo's ids are made of. */
#define MAX_ID        128
#define ID_CHARACTERS "abcdefghijklmnopqrstuvwxyz0123456789:/.-_"

/* How the managers' tokens begin, in lower case and without what is between letters and numbers: "Debian12_64",
 * "debian12_64Guest" and "debian-12.conf" are all "debian12". Longer ones first. */
typedef struct
{
  const char *start;
  const char *id_prefix; /* of libosinfo, up to the version; NULL: only the family is known */
  const char *name;
  FrondOsFamily family;
  gboolean halves; /* releases are 24.04 and 24.10: without the second part it is the first */
} System;

static const System systems[] = {
  { "windows11", "http://microsoft.com/win/11", "Microsoft Windows 11", FROND_OS_WINDOWS },
  { "win11", "http://microsoft.com/win/11", "Microsoft Windows 11", FROND_OS_WINDOWS },
  { "windows10", "http://microsoft.com/win/10", "Microsoft Windows 10", FROND_OS_WINDOWS },
  { "win10", "http://microsoft.com/win/10", "Microsoft Windows 10", FROND_OS_WINDOWS },
  { "windows9", "http://microsoft.com/win/10", "Microsoft Windows 10", FROND_OS_WINDOWS },
  { "windows81", "http://microsoft.com/win/8.1", "Microsoft Windows 8.1", FROND_OS_WINDOWS },
  { "windows8", "http://microsoft.com/win/8", "Microsoft Windows 8", FROND_OS_WINDOWS },
  { "windows7", "http://microsoft.com/win/7", "Microsoft Windows 7", FROND_OS_WINDOWS },
  { "windowsxp", "http://microsoft.com/win/xp", "Microsoft Windows XP", FROND_OS_WINDOWS },
  { "windows", NULL, "Microsoft Windows", FROND_OS_WINDOWS },
  { "debian", "http://debian.org/debian/", "Debian", FROND_OS_LINUX },
  { "ubuntu", "http://ubuntu.com/ubuntu/", "Ubuntu", FROND_OS_LINUX, TRUE },
  { "kubuntu", "http://ubuntu.com/ubuntu/", "Ubuntu", FROND_OS_LINUX, TRUE },
  { "xubuntu", "http://ubuntu.com/ubuntu/", "Ubuntu", FROND_OS_LINUX, TRUE },
  { "lubuntu", "http://ubuntu.com/ubuntu/", "Ubuntu", FROND_OS_LINUX, TRUE },
  { "fedora", "http://fedoraproject.org/fedora/", "Fedora", FROND_OS_LINUX },
  { "archlinux", NULL, "Arch Linux", FROND_OS_LINUX },
  { "opensuse", NULL, "openSUSE", FROND_OS_LINUX },
  { "linuxmint", NULL, "Linux Mint", FROND_OS_LINUX },
  { "almalinux", "http://almalinux.org/almalinux/", "AlmaLinux", FROND_OS_LINUX },
  { "rocky", "http://rockylinux.org/rocky/", "Rocky Linux", FROND_OS_LINUX },
  { "kali", NULL, "Kali Linux", FROND_OS_LINUX },
  { "alpine", NULL, "Alpine Linux", FROND_OS_LINUX },
  { "oracle", NULL, "Oracle Linux", FROND_OS_LINUX },
  { "redhat", NULL, "Red Hat Enterprise Linux", FROND_OS_LINUX },
  { "rhel", NULL, "Red Hat Enterprise Linux", FROND_OS_LINUX },
  { "centos", NULL, "CentOS", FROND_OS_LINUX },
  { "gentoo", NULL, "Gentoo", FROND_OS_LINUX },
  { "linux", NULL, "", FROND_OS_LINUX },
  { "other26xlinux", NULL, "", FROND_OS_LINUX },
  { "other3xlinux", NULL, "", FROND_OS_LINUX },
  { "freebsd", NULL, "FreeBSD", FROND_OS_OTHER },
};

/* Lower case, letters and digits only, and without the word size that is at the end of most. */
static char *
squeeze (const char *words)
{
  GString *squeezed = g_string_new (NULL);
  static const char *const endings[] = { "guest", "64", "x8664", "amd64", "conf", "qcow2", "vmdk", "img" };

  for (const char *p = words; *p != '\0' && squeezed->len < 64; p++)
    if (g_ascii_isalnum (*p))
      g_string_append_c (squeezed, g_ascii_tolower (*p));
  for (guint i = 0; i < G_N_ELEMENTS (endings); i++)
    if (g_str_has_suffix (squeezed->str, endings[i]) && squeezed->len > strlen (endings[i]) &&
        !g_str_has_suffix (squeezed->str, "264"))
      g_string_truncate (squeezed, squeezed->len - strlen (endings[i]));
  if (g_str_has_suffix (squeezed->str, "64"))
    g_string_truncate (squeezed, squeezed->len - 2);
  return g_string_free_and_steal (squeezed);
}

/* The version at the beginning of REST: "12" of "12", "24.04" of "2404desktop" and of "24lts". NULL: none. */
static char *
version_in (const System *system, const char *rest)
{
  gsize digits = strspn (rest, "0123456789");

  if (digits == 0)
    return NULL;
  if (!system->halves)
    return g_strndup (rest, MIN (digits, 2));
  if (digits >= 4)
    return g_strdup_printf ("%.2s.%.2s", rest, rest + 2);
  return g_strdup_printf ("%.2s.04", rest);
}

static FrondOsFacts *
facts_of (const System *system, const char *rest)
{
  gsize length = system->id_prefix != NULL ? strlen (system->id_prefix) : 0;
  gboolean versioned = length > 0 && system->id_prefix[length - 1] == '/';
  g_autofree char *version = versioned ? version_in (system, rest) : NULL;
  g_autofree char *id = NULL;
  FrondOsFacts *facts = NULL;

  if (versioned && version != NULL)
    id = g_strconcat (system->id_prefix, version, NULL);
  else if (length > 0 && !versioned)
    id = g_strdup (system->id_prefix);
  facts = id != NULL ? frond_os_database_lookup (id) : frond_os_facts_new ();
  if (facts->name[0] != '\0')
    return facts;

  g_free (facts->name);
  facts->name = version != NULL ? g_strdup_printf ("%s %s", system->name, version) : g_strdup (system->name);
  facts->family = system->family;
  return facts;
}

FrondOsFacts *
_frond_import_identify (const char *words)
{
  g_autofree char *squeezed = NULL;

  if (words == NULL)
    return frond_os_facts_new ();
  if (g_str_has_prefix (words, "http://") || g_str_has_prefix (words, "https://"))
    return strlen (words) <= MAX_ID && words[strspn (words, ID_CHARACTERS)] == '\0'
               ? frond_os_database_lookup (words)
               : frond_os_facts_new ();

  squeezed = squeeze (words);
  for (guint i = 0; i < G_N_ELEMENTS (systems); i++)
    if (g_str_has_prefix (squeezed, systems[i].start))
      return facts_of (&systems[i], squeezed + strlen (systems[i].start));
  return frond_os_facts_new ();
}
