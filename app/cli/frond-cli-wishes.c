/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "frond-cli"

#include "frond-cli-wishes.h"

#include "frond-cli-private.h"

#include "frond-desktops.h"
#include "frond-profile.h"

#include <glib/gi18n.h>
#include <string.h>

/* More than any machine has, and far from where a number of 64 bits ends. */
#define MAX_TIB 1024.0

void
frond_cli_wishes_clear (FrondCliWishes *self)
{
  g_clear_pointer (&self->name, g_free);
  g_clear_pointer (&self->memory, g_free);
  g_clear_pointer (&self->disk, g_free);
  g_clear_pointer (&self->place, g_free);
  g_clear_pointer (&self->desktop, g_free);
}

gboolean
frond_cli_parse_size (const char *text, guint64 *bytes)
{
  static const char units[] = "kmgt";
  char *rest = NULL;
  double number;
  double unit = 1024.0 * 1024;
  const char *known;

  if (!g_ascii_isdigit (text[0]) || strpbrk (text, "xXpPeE") != NULL)
    return FALSE;
  number = g_ascii_strtod (text, &rest);
  while (*rest == ' ')
    rest++;
  known = *rest != '\0' ? strchr (units, g_ascii_tolower (*rest)) : NULL;
  if (known != NULL)
    {
      unit = 1024;
      for (const char *u = units; u < known; u++)
        unit *= 1024;
      rest++;
      if (*rest == 'i')
        rest++;
      if (*rest == 'B')
        rest++;
    }
  if (*rest != '\0' || number * unit < 1 || number * unit > MAX_TIB * 1024 * 1024 * 1024 * 1024)
    return FALSE;

  /* Whole MiB, as machines have it. */
  *bytes = (guint64) (number * unit) & ~(guint64) (1024 * 1024 - 1);
  return *bytes > 0;
}

static gboolean
check_size (const char *text, guint64 *bytes)
{
  if (text == NULL || frond_cli_parse_size (text, bytes))
    return TRUE;

  /* Translators: %s is what a person has typed */
  frond_cli_tell (_ ("“%s” is no size. Sizes look like 512M or 4G."), text);
  return FALSE;
}

static const GEnumValue *
find_desktop (const char *nick)
{
  g_autoptr (GEnumClass) klass = g_type_class_ref (FROND_TYPE_DESKTOP);

  return g_enum_get_value_by_nick (klass, nick);
}

gboolean
frond_cli_wishes_check (FrondCliWishes *self)
{
  g_autoptr (GError) error = NULL;

  if (!check_size (self->memory, &self->memory_bytes) || !check_size (self->disk, &self->disk_bytes))
    return FALSE;
  if (self->cpus < 0)
    {
      frond_cli_tell ("%s", _ ("A machine has at least one processor."));
      return FALSE;
    }
  if (self->place != NULL && !g_str_equal (self->place, "session") && !g_str_equal (self->place, "system"))
    {
      frond_cli_tell ("%s", _ ("A place is “session” or “system”."));
      return FALSE;
    }
  if (self->desktop != NULL && find_desktop (self->desktop) == NULL)
    {
      frond_cli_tell ("%s", _ ("A desktop is “gnome”, “kde”, “xfce” or “none”."));
      return FALSE;
    }
  if (self->name != NULL && !frond_profile_name_is_valid (self->name, &error))
    {
      frond_cli_tell ("%s", _ ("The name is not one that a machine can have."));
      return FALSE;
    }
  return TRUE;
}

gboolean
frond_cli_wishes_fit (const FrondCliWishes *self, const char *os_id)
{
  if (self->desktop == NULL ||
      (os_id != NULL && frond_desktops_can (os_id, find_desktop (self->desktop)->value, NULL)))
    return TRUE;

  frond_cli_tell ("%s", _ ("That system cannot be given that desktop."));
  return FALSE;
}

void
frond_cli_wishes_apply (const FrondCliWishes *self, FrondProfile *profile)
{
  if (self->name != NULL)
    frond_profile_set_name (profile, self->name);
  if (self->desktop != NULL)
    {
      g_object_set (profile, "desktop", find_desktop (self->desktop)->value, NULL);
      frond_desktops_fit (profile, NULL);
    }
  if (self->memory_bytes > 0)
    frond_profile_set_memory (profile, self->memory_bytes);
  if (self->disk_bytes > 0)
    frond_profile_set_disk_size (profile, self->disk_bytes);
  if (self->cpus > 0)
    frond_profile_set_vcpus (profile, (guint) self->cpus);
  if (self->place != NULL)
    g_object_set (profile, "helper", self->place, NULL);
}
