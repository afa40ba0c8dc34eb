/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "frond-os-release.h"

/* Group 1 is the version of libosinfo's id, "." for "-". All of them Linux. */
static const struct
{
  const char *pattern;
  const char *id_prefix;
  const char *name;
  gboolean live;
} rules[] = {
  { "^Debian (\\d{1,3})\\.\\d+(?:\\.\\d+)? \\w+ \\w+$", "http://debian.org/debian/", "Debian", FALSE },
  { "^d-live (\\d{1,3})\\.\\d+(?:\\.\\d+)? \\w+ \\w+$", "http://debian.org/debian/", "Debian", TRUE },
  { "^Ubuntu-Server (\\d\\d\\.\\d\\d)(?:\\.\\d)?(?: LTS)? (?:amd64|arm64)$", "http://ubuntu.com/ubuntu/",
    "Ubuntu", TRUE },
  { "^Ubuntu (\\d\\d\\.\\d\\d)(?:\\.\\d)?(?: LTS)? (?:amd64|arm64)$", "http://ubuntu.com/ubuntu/", "Ubuntu",
    TRUE },
  { "^Fedora-\\w+-Live-(\\d{2,3})(?:-.*)?$", "http://fedoraproject.org/fedora/", "Fedora Linux", TRUE },
  { "^Fedora-\\w+-(?:dvd|ostree|netinst)-\\w+-(\\d{2,3})$", "http://fedoraproject.org/fedora/",
    "Fedora Linux", FALSE },
  { "^alpine-\\w+ (\\d\\.\\d{1,3})(?:\\.\\d+)? \\w+$", "http://alpinelinux.org/alpinelinux/", "Alpine Linux",
    FALSE },
  { "^openSUSE-Leap-(\\d\\d\\.\\d)-", "http://opensuse.org/opensuse/", "openSUSE Leap", FALSE },
  { "^RHEL-(\\d{1,2}-\\d{1,2})-\\d+-BaseOS-", "http://redhat.com/rhel/", "Red Hat Enterprise Linux", FALSE },
};

FrondOsRelease *
frond_os_release_from_label (const char *label)
{
  for (gsize i = 0; i < G_N_ELEMENTS (rules); i++)
    {
      g_autoptr (GRegex) regex = g_regex_new (rules[i].pattern, G_REGEX_DEFAULT, G_REGEX_MATCH_DEFAULT, NULL);
      g_autoptr (GMatchInfo) match = NULL;
      FrondOsRelease *self;

      if (!g_regex_match (regex, label, G_REGEX_MATCH_DEFAULT, &match))
        continue;

      self = g_new0 (FrondOsRelease, 1);
      self->id_prefix = g_strdup (rules[i].id_prefix);
      self->version = g_strdelimit (g_match_info_fetch (match, 1), "-", '.');
      self->name = g_strdup_printf ("%s %s", rules[i].name, self->version);
      self->live = rules[i].live;
      return self;
    }
  return NULL;
}

void
frond_os_release_free (FrondOsRelease *self)
{
  if (self == NULL)
    return;
  g_free (self->id_prefix);
  g_free (self->version);
  g_free (self->name);
  g_free (self);
}
