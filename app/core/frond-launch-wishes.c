/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "frond-launch-wishes.h"

#include "frond-profile.h"

/* Properties of a profile that are numbers, enumerations or booleans. */
static const char *const wished[] = { "memory", "vcpus", "disk-size", "firmware", "accel",  "tpm",
                                      "gl",     "model", "devices",   "network",  "desktop" };

#define PREFIX "wish-"

void
_frond_launch_wishes_apply (FrondProfile *wishes, FrondProfile *profile)
{
  for (guint i = 0; i < G_N_ELEMENTS (wished); i++)
    {
      g_auto (GValue) value = G_VALUE_INIT;

      g_object_get_property (G_OBJECT (wishes), wished[i], &value);
      g_object_set_property (G_OBJECT (profile), wished[i], &value);
    }
}

/* Every one of them fits. */
static guint64
to_number (const GValue *value)
{
  if (G_VALUE_HOLDS_BOOLEAN (value))
    return g_value_get_boolean (value);
  if (G_VALUE_HOLDS_ENUM (value))
    return g_value_get_enum (value);
  if (G_VALUE_HOLDS_UINT (value))
    return g_value_get_uint (value);
  return g_value_get_uint64 (value);
}

void
_frond_launch_wishes_save (FrondProfile *wishes, GKeyFile *file, const char *group)
{
  for (guint i = 0; i < G_N_ELEMENTS (wished); i++)
    {
      g_auto (GValue) value = G_VALUE_INIT;
      g_autofree char *key = g_strconcat (PREFIX, wished[i], NULL);

      g_object_get_property (G_OBJECT (wishes), wished[i], &value);
      g_key_file_set_uint64 (file, group, key, to_number (&value));
    }
}

/* FALSE where NUMBER is no value of PSPEC: the file is a person's to change. */
static gboolean
from_number (GParamSpec *pspec, guint64 number, GValue *value)
{
  g_value_init (value, pspec->value_type);
  if (G_VALUE_HOLDS_BOOLEAN (value))
    g_value_set_boolean (value, number != 0);
  else if (G_VALUE_HOLDS_ENUM (value))
    g_value_set_enum (value, (int) MIN (number, G_MAXINT));
  else if (G_VALUE_HOLDS_UINT (value))
    g_value_set_uint (value, (guint) MIN (number, G_MAXUINT));
  else
    g_value_set_uint64 (value, number);

  return !g_param_value_validate (pspec, value);
}

FrondProfile *
_frond_launch_wishes_load (GKeyFile *file, const char *group)
{
  g_autoptr (FrondProfile) wishes = NULL;

  if (!g_key_file_has_key (file, group, PREFIX "memory", NULL))
    return NULL;

  wishes = frond_profile_new ();
  for (guint i = 0; i < G_N_ELEMENTS (wished); i++)
    {
      GParamSpec *pspec = g_object_class_find_property (G_OBJECT_GET_CLASS (wishes), wished[i]);
      g_auto (GValue) value = G_VALUE_INIT;
      g_autofree char *key = g_strconcat (PREFIX, wished[i], NULL);
      guint64 number = g_key_file_get_uint64 (file, group, key, NULL);

      if (!from_number (pspec, number, &value))
        return NULL;
      g_object_set_property (G_OBJECT (wishes), wished[i], &value);
    }

  return g_steal_pointer (&wishes);
}
