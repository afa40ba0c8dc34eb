/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* What an OVF of Frond's own (frond-export-ovf.c) says beside what every OVF does. It may be anybody's by now. */
#include "frond-import-private.h"

#include "frond-export-private.h"
#include "frond-import-xml.h"
#include "frond-profile.h"

#define MAX_SETTINGS 64

static void
read_variables (FrondImport *self, xmlNode *root, xmlNode *node)
{
  g_autofree char *reference = frond_xml_attribute (node, "fileRef");
  g_autofree char *secure = frond_xml_attribute (node, "secure");
  char **path = &self->variables[g_strcmp0 (secure, "true") == 0];

  for (xmlNode *file = frond_xml_child (frond_xml_child (root, "References"), "File");
       file != NULL && reference != NULL && *path == NULL; file = frond_xml_next (file, "File"))
    {
      g_autofree char *id = frond_xml_attribute (file, "id");
      g_autofree char *href = frond_xml_attribute (file, "href");

      if (g_strcmp0 (id, reference) == 0 && href != NULL && frond_import_name_is_safe (href))
        *path = g_steal_pointer (&href);
    }
}

static void
read_setting (FrondImport *self, xmlNode *node)
{
  g_autofree char *name = frond_xml_attribute (node, "name");
  g_autofree char *text = frond_xml_text (node);

  if (name != NULL && text != NULL && g_hash_table_size (self->settings) < MAX_SETTINGS)
    g_hash_table_replace (self->settings, g_steal_pointer (&name), g_steal_pointer (&text));
}

void
_frond_import_read_ours (FrondImport *self, xmlNode *root, xmlNode *section)
{
  const char *value;

  if (section == NULL)
    return;
  self->settings = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  for (xmlNode *node = frond_xml_child (section, NULL); node != NULL; node = frond_xml_next (node, NULL))
    if (frond_xml_is (node, "Variables"))
      read_variables (self, root, node);
    else if (frond_xml_is (node, "Setting"))
      read_setting (self, node);

  /* libosinfo's word for the system is better than any for people. */
  value = g_hash_table_lookup (self->settings, "os-id");
  if (value != NULL && *value != '\0')
    g_set_str (&self->system, value);
}

static gboolean
parse (GValue *value, GParamSpec *pspec, const char *text)
{
  guint64 number;

  g_value_init (value, pspec->value_type);
  if (G_IS_PARAM_SPEC_BOOLEAN (pspec))
    g_value_set_boolean (value, g_str_equal (text, "true"));
  else if (G_IS_PARAM_SPEC_STRING (pspec))
    g_value_set_string (value, text);
  else if (G_IS_PARAM_SPEC_UINT (pspec) && g_ascii_string_to_unsigned (text, 10, 0, G_MAXUINT, &number, NULL))
    g_value_set_uint (value, (guint) number);
  else if (G_IS_PARAM_SPEC_ENUM (pspec))
    {
      GEnumValue *known = g_enum_get_value_by_nick (G_PARAM_SPEC_ENUM (pspec)->enum_class, text);

      if (known == NULL)
        return FALSE;
      g_value_set_enum (value, known->value);
    }
  else
    return FALSE;
  return TRUE;
}

static void
apply (FrondProfile *profile, const char *name, const char *text)
{
  GParamSpec *pspec = g_object_class_find_property (G_OBJECT_GET_CLASS (profile), name);
  g_auto (GValue) value = G_VALUE_INIT;
  g_auto (GValue) before = G_VALUE_INIT;

  if (!parse (&value, pspec, text))
    return;
  g_value_init (&before, pspec->value_type);
  g_object_get_property (G_OBJECT (profile), name, &before);
  g_object_set_property (G_OBJECT (profile), name, &value);
  if (!frond_profile_validate (profile, NULL))
    g_object_set_property (G_OBJECT (profile), name, &before);
}

void
_frond_import_apply_ours (FrondImport *self, FrondProfile *profile)
{
  for (guint i = 0; self->settings != NULL && frond_export_settings[i] != NULL; i++)
    {
      const char *text = g_hash_table_lookup (self->settings, frond_export_settings[i]);

      if (text != NULL)
        apply (profile, frond_export_settings[i], text);
    }
}
