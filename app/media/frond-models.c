/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "frond-models.h"

#include "frond-models-resources.h"

#include <json-glib/json-glib.h>

#define FOLDER   "/me/phyllo/Frond/models/"
#define N_MODELS (FROND_MODEL_LEGACY + 1)

static FrondModelRules models[N_MODELS];

/* The bits of the enumeration's values whose nicks are in the list. */
static guint
read_bits (JsonObject *object, const char *member, GType type)
{
  g_autoptr (GEnumClass) klass = g_type_class_ref (type);
  JsonArray *tokens = json_object_get_array_member (object, member);
  guint bits = 0;

  for (guint i = 0; i < json_array_get_length (tokens); i++)
    {
      GEnumValue *value = g_enum_get_value_by_nick (klass, json_array_get_string_element (tokens, i));

      if (value != NULL)
        bits |= 1U << value->value;
    }
  return bits;
}

static void
load (FrondModel model, const char *nick)
{
  g_autofree char *path = g_strconcat (FOLDER, nick, ".json", NULL);
  g_autoptr (GBytes) bytes = g_resource_lookup_data (frond_models_get_resource (), path, 0, NULL);
  g_autoptr (JsonParser) parser = json_parser_new ();
  FrondModelRules *rules = &models[model];
  JsonObject *object;

  if (bytes == NULL || !json_parser_load_from_data (parser, g_bytes_get_data (bytes, NULL),
                                                    (gssize) g_bytes_get_size (bytes), NULL))
    g_error ("The machine model “%s” cannot be read", nick);

  object = json_node_get_object (json_parser_get_root (parser));
  rules->model = model;
  rules->families = read_bits (object, "families", FROND_TYPE_OS_FAMILY);
  rules->firmwares = read_bits (object, "firmware", FROND_TYPE_FIRMWARE) | 1U << FROND_FIRMWARE_AUTO;
  rules->devices = read_bits (object, "devices", FROND_TYPE_DEVICES) | 1U << FROND_DEVICES_AUTO;
  rules->tpm = json_object_get_boolean_member (object, "tpm");
  rules->gl = json_object_get_boolean_member (object, "gl");
  rules->max_heads = (guint) json_object_get_int_member (object, "screens");
  rules->is_old = g_str_equal (json_object_get_string_member (object, "machine"), "pc");
}

const FrondModelRules *
frond_models_get (FrondModel model)
{
  static gsize loaded = 0;

  g_return_val_if_fail (model > FROND_MODEL_AUTO && model < N_MODELS, &models[FROND_MODEL_GENERIC]);

  if (g_once_init_enter (&loaded))
    {
      g_autoptr (GEnumClass) klass = g_type_class_ref (FROND_TYPE_MODEL);

      for (FrondModel i = FROND_MODEL_AUTO + 1; i < N_MODELS; i++)
        load (i, g_enum_get_value (klass, (int) i)->value_nick);
      g_once_init_leave (&loaded, 1);
    }
  return &models[model];
}
