/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "vmm-machine-record.h"

#include "vmm-installer.h"

#include <json-glib/json-glib.h>

/* The type that a key has on the bus; JSON by itself does not tell numbers apart. */
typedef struct
{
  const char *name;
  const char *type;
} Key;

static const Key disk_keys[] = {
  { VMM_IPC_DISK_SIZE, "t" },
  { VMM_IPC_DISK_FORMAT, "s" },
  { VMM_IPC_DISK_BASE, "s" },
  { VMM_IPC_DISK_ENCRYPT, "b" },
  { NULL },
};

static const Key nic_keys[] = {
  { VMM_IPC_NIC_CLASS, "s" },
  { VMM_IPC_NIC_MAC, "s" },
  { VMM_IPC_NIC_NETWORK, "s" },
  { NULL },
};

static const Key spec_keys[] = {
  { VMM_IPC_SPEC_NAME, "s" },
  { VMM_IPC_SPEC_DESCRIPTION, "s" },
  { VMM_IPC_SPEC_OS_ID, "s" },
  { VMM_IPC_SPEC_OS_FAMILY, "s" },
  { VMM_IPC_SPEC_ENGINE, "s" },
  { VMM_IPC_SPEC_MEMORY, "t" },
  { VMM_IPC_SPEC_VCPUS, "u" },
  { VMM_IPC_SPEC_FIRMWARE, "s" },
  { VMM_IPC_SPEC_TPM, "b" },
  { VMM_IPC_SPEC_ACCEL, "s" },
  { VMM_IPC_SPEC_DISKS, "aa{sv}" },
  { VMM_IPC_SPEC_NICS, "aa{sv}" },
  { VMM_IPC_SPEC_HEADS, "u" },
  { VMM_IPC_SPEC_GL, "b" },
  { VMM_IPC_SPEC_AUTOSTART, "b" },
  { VMM_IPC_SPEC_KEEP_OFF, "b" },
  { VMM_IPC_SPEC_MODEL, "s" },
  { VMM_IPC_SPEC_DEVICES, "s" },
  { VMM_IPC_SPEC_ON_LOGOUT, "s" },
  { VMM_IPC_SPEC_ON_SUSPEND, "s" },
  { VMM_IPC_SPEC_ON_LOW_BATTERY, "s" },
  { NULL },
};

static const Key realised_keys[] = {
  { VMM_IPC_CAP_ACCEL, "s" },        { VMM_IPC_CAP_ACCEL_REASON, "s" },
  { VMM_IPC_CAP_FIRMWARE, "s" },     { VMM_IPC_CAP_NETWORK, "s" },
  { VMM_IPC_CAP_LEFT_OUT, "a(ss)" }, { VMM_IPC_CAP_GL, "b" },
  { VMM_IPC_CAP_MODEL, "s" },        { NULL },
};

static const char *const members[] = {
  "version", "uuid",       "generation", "request-id", "engine", "created",
  "seed",    "installing", "spec",       "realised",   NULL,
};

/* Longer lists are nobody's: the widest that is written has one entry for each left-out feature. */
#define MAX_ARRAY 64

VmmMachineRecord *
vmm_machine_record_new (const char *uuid, const char *request_id, guint64 generation, gint64 created,
                        VmmSpec *spec, GVariant *realised)
{
  VmmMachineRecord *self = g_new0 (VmmMachineRecord, 1);

  self->uuid = g_strdup (uuid);
  self->request_id = g_strdup (request_id);
  self->generation = generation;
  self->created = created;
  self->spec = vmm_spec_ref (spec);
  self->realised = realised != NULL
                       ? g_variant_ref_sink (realised)
                       : g_variant_ref_sink (g_variant_new_array (G_VARIANT_TYPE ("{sv}"), NULL, 0));
  return self;
}

void
vmm_machine_record_free (VmmMachineRecord *self)
{
  g_free (self->uuid);
  g_free (self->request_id);
  g_clear_pointer (&self->spec, vmm_spec_unref);
  g_clear_pointer (&self->realised, g_variant_unref);
  g_free (self);
}

static gboolean
fail_type (const char *field, GError **error)
{
  g_set_error (error, VMM_IPC_ERROR, VMM_IPC_ERROR_INVALID_ARGUMENT, "%s: has the wrong type", field);
  return FALSE;
}

static gboolean
node_is (JsonNode *node, GType type)
{
  return node != NULL && JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == type;
}

static GVariant *variant_from_object (JsonNode *node, const Key *keys, const char *field, GError **error);

static GVariant *
variant_from_number (JsonNode *node, char type, const char *field, GError **error)
{
  gint64 number;

  if (!node_is (node, G_TYPE_INT64))
    {
      fail_type (field, error);
      return NULL;
    }

  number = json_node_get_int (node);
  if (number < 0 || (type == 'u' && number > G_MAXUINT32))
    {
      g_set_error (error, VMM_IPC_ERROR, VMM_IPC_ERROR_OUT_OF_RANGE, "%s: is out of range", field);
      return NULL;
    }
  return type == 'u' ? g_variant_new_uint32 ((guint32) number) : g_variant_new_uint64 ((guint64) number);
}

static JsonArray *
short_array (JsonNode *node, const char *field, GError **error)
{
  if (node == NULL || !JSON_NODE_HOLDS_ARRAY (node) ||
      json_array_get_length (json_node_get_array (node)) > MAX_ARRAY)
    {
      fail_type (field, error);
      return NULL;
    }
  return json_node_get_array (node);
}

static GVariant *
variant_from_pairs (JsonNode *node, const char *field, GError **error)
{
  g_auto (GVariantBuilder) builder = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE ("a(ss)"));
  JsonArray *array = short_array (node, field, error);

  if (array == NULL)
    return NULL;

  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      JsonArray *pair = short_array (json_array_get_element (array, i), field, error);

      if (pair == NULL)
        return NULL;
      if (json_array_get_length (pair) != 2 || !node_is (json_array_get_element (pair, 0), G_TYPE_STRING) ||
          !node_is (json_array_get_element (pair, 1), G_TYPE_STRING))
        {
          fail_type (field, error);
          return NULL;
        }
      g_variant_builder_add (&builder, "(ss)", json_array_get_string_element (pair, 0),
                             json_array_get_string_element (pair, 1));
    }
  return g_variant_builder_end (&builder);
}

static GVariant *
variant_from_dictionaries (JsonNode *node, const Key *keys, const char *field, GError **error)
{
  g_auto (GVariantBuilder) builder = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE ("aa{sv}"));
  JsonArray *array = short_array (node, field, error);

  if (array == NULL)
    return NULL;

  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      GVariant *item = variant_from_object (json_array_get_element (array, i), keys, field, error);

      if (item == NULL)
        return NULL;
      g_variant_builder_add_value (&builder, item);
    }
  return g_variant_builder_end (&builder);
}

static GVariant *
variant_from_node (JsonNode *node, const Key *key, GError **error)
{
  if (g_str_equal (key->type, "aa{sv}"))
    return variant_from_dictionaries (node,
                                      g_str_equal (key->name, VMM_IPC_SPEC_DISKS) ? disk_keys : nic_keys,
                                      key->name, error);
  if (g_str_equal (key->type, "a(ss)"))
    return variant_from_pairs (node, key->name, error);
  if (key->type[0] == 't' || key->type[0] == 'u')
    return variant_from_number (node, key->type[0], key->name, error);
  if (key->type[0] == 's' && node_is (node, G_TYPE_STRING))
    return g_variant_new_string (json_node_get_string (node));
  if (key->type[0] == 'b' && node_is (node, G_TYPE_BOOLEAN))
    return g_variant_new_boolean (json_node_get_boolean (node));

  fail_type (key->name, error);
  return NULL;
}

/* Returns a floating a{sv}. */
static GVariant *
variant_from_object (JsonNode *node, const Key *keys, const char *field, GError **error)
{
  g_auto (GVariantBuilder) builder = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE_VARDICT);
  JsonObjectIter iter;
  const char *name;
  JsonNode *member;

  if (node == NULL || !JSON_NODE_HOLDS_OBJECT (node))
    {
      fail_type (field, error);
      return NULL;
    }

  json_object_iter_init (&iter, json_node_get_object (node));
  while (json_object_iter_next (&iter, &name, &member))
    {
      const Key *key = keys;
      GVariant *value;

      while (key->name != NULL && !g_str_equal (key->name, name))
        key++;
      if (key->name == NULL)
        {
          g_set_error (error, VMM_IPC_ERROR, VMM_IPC_ERROR_UNKNOWN_KEY, "%s: holds an unknown key", field);
          return NULL;
        }
      value = variant_from_node (member, key, error);
      if (value == NULL)
        return NULL;
      g_variant_builder_add (&builder, "{sv}", name, value);
    }
  return g_variant_builder_end (&builder);
}

static gboolean
read_number (JsonObject *object, const char *name, gint64 minimum, gint64 *number, GError **error)
{
  JsonNode *node = json_object_get_member (object, name);

  if (!node_is (node, G_TYPE_INT64))
    return fail_type (name, error);

  *number = json_node_get_int (node);
  if (*number < minimum)
    {
      g_set_error (error, VMM_IPC_ERROR, VMM_IPC_ERROR_OUT_OF_RANGE, "%s: is out of range", name);
      return FALSE;
    }
  return TRUE;
}

static gboolean
read_uuid (JsonObject *object, const char *name, const char **uuid, GError **error)
{
  JsonNode *node = json_object_get_member (object, name);

  if (!node_is (node, G_TYPE_STRING) || !vmm_ipc_uuid_is_valid (json_node_get_string (node)))
    return fail_type (name, error);

  *uuid = json_node_get_string (node);
  return TRUE;
}

static gboolean
read_seed (JsonObject *object, gboolean *seed, GError **error)
{
  JsonNode *node = json_object_get_member (object, "seed");

  if (node != NULL && !node_is (node, G_TYPE_BOOLEAN))
    return fail_type ("seed", error);
  *seed = node != NULL && json_node_get_boolean (node);
  return TRUE;
}

/* The version comes first, so that what a later helper wrote is told from what is broken. */
static gboolean
check_members (JsonObject *object, GError **error)
{
  gint64 version;
  JsonObjectIter iter;
  const char *name;

  if (!read_number (object, "version", 1, &version, error))
    return FALSE;
  if (version > VMM_MACHINE_RECORD_VERSION)
    {
      g_set_error (error, VMM_IPC_ERROR, VMM_IPC_ERROR_UNSUPPORTED,
                   "version: %" G_GINT64_FORMAT " was written by a newer helper", version);
      return FALSE;
    }

  json_object_iter_init (&iter, object);
  while (json_object_iter_next (&iter, &name, NULL))
    if (!g_strv_contains (members, name))
      {
        g_set_error_literal (error, VMM_IPC_ERROR, VMM_IPC_ERROR_UNKNOWN_KEY,
                             "machine: holds an unknown key");
        return FALSE;
      }
  return TRUE;
}

static gboolean
read_installing (JsonObject *object, const char **installing, GError **error)
{
  JsonNode *node = json_object_get_member (object, "installing");

  if (node == NULL)
    return TRUE;
  if (!node_is (node, G_TYPE_STRING))
    return fail_type ("installing", error);
  *installing = vmm_installer_from_token (json_node_get_string (node));
  if (*installing == NULL)
    g_set_error_literal (error, VMM_IPC_ERROR, VMM_IPC_ERROR_UNSUPPORTED, "installing: is not known");
  return *installing != NULL;
}

static VmmMachineRecord *
record_from_object (JsonObject *object, GError **error)
{
  const char *uuid, *request_id;
  gint64 generation, created;
  VmmMachineRecord *record;
  gboolean seed = FALSE;
  const char *installing = NULL;
  JsonNode *engine = json_object_get_member (object, "engine");
  g_autoptr (GVariant) spec_dict = NULL;
  g_autoptr (GVariant) realised = NULL;
  g_autoptr (VmmSpec) spec = NULL;

  if (!check_members (object, error) || !read_uuid (object, "uuid", &uuid, error) ||
      !read_uuid (object, "request-id", &request_id, error) ||
      !read_number (object, "generation", 1, &generation, error) ||
      !read_number (object, "created", 0, &created, error) || !read_seed (object, &seed, error) ||
      !read_installing (object, &installing, error))
    return NULL;

  if (!node_is (engine, G_TYPE_STRING) || !g_str_equal (json_node_get_string (engine), "qemu"))
    {
      g_set_error_literal (error, VMM_IPC_ERROR, VMM_IPC_ERROR_UNSUPPORTED, "engine: is not known");
      return NULL;
    }

  spec_dict = variant_from_object (json_object_get_member (object, "spec"), spec_keys, "spec", error);
  if (spec_dict == NULL)
    return NULL;
  g_variant_ref_sink (spec_dict);
  spec = vmm_spec_new_from_record (spec_dict, error);
  if (spec == NULL)
    return NULL;

  if (json_object_has_member (object, "realised"))
    {
      realised =
          variant_from_object (json_object_get_member (object, "realised"), realised_keys, "realised", error);
      if (realised == NULL)
        return NULL;
      g_variant_ref_sink (realised);
    }
  record = vmm_machine_record_new (uuid, request_id, (guint64) generation, created, spec, realised);
  record->seed = seed;
  record->installing = installing;
  return record;
}

VmmMachineRecord *
vmm_machine_record_new_from_json (const char *data, gsize length, GError **error)
{
  g_autoptr (JsonParser) parser = json_parser_new_immutable ();
  g_autoptr (GError) local = NULL;
  JsonNode *root;

  if (length > VMM_MACHINE_RECORD_MAX_BYTES || !g_utf8_validate (data, (gssize) length, NULL))
    {
      g_set_error_literal (error, VMM_IPC_ERROR, VMM_IPC_ERROR_INVALID_ARGUMENT,
                           "machine: is not text of at most 1 MiB");
      return NULL;
    }

  json_parser_set_strict (parser, TRUE);
  if (!json_parser_load_from_data (parser, data, (gssize) length, &local))
    {
      /* json-glib cuts what it quotes anywhere, also within a character. */
      g_autofree char *reason = g_utf8_make_valid (local->message, -1);

      g_set_error (error, VMM_IPC_ERROR, VMM_IPC_ERROR_INVALID_ARGUMENT, "machine: %s", reason);
      return NULL;
    }

  root = json_parser_get_root (parser);
  if (root == NULL || !JSON_NODE_HOLDS_OBJECT (root))
    {
      fail_type ("machine", error);
      return NULL;
    }
  return record_from_object (json_node_get_object (root), error);
}

char *
vmm_machine_record_to_json (VmmMachineRecord *self, gsize *length)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (JsonGenerator) generator = json_generator_new ();
  g_autoptr (JsonNode) root = NULL;
  g_autoptr (GVariant) spec = g_variant_ref_sink (vmm_spec_to_variant (self->spec));

  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "version");
  json_builder_add_int_value (builder, VMM_MACHINE_RECORD_VERSION);
  json_builder_set_member_name (builder, "uuid");
  json_builder_add_string_value (builder, self->uuid);
  json_builder_set_member_name (builder, "generation");
  json_builder_add_int_value (builder, (gint64) self->generation);
  json_builder_set_member_name (builder, "request-id");
  json_builder_add_string_value (builder, self->request_id);
  json_builder_set_member_name (builder, "engine");
  json_builder_add_string_value (builder, "qemu");
  json_builder_set_member_name (builder, "created");
  json_builder_add_int_value (builder, self->created);
  json_builder_set_member_name (builder, "seed");
  json_builder_add_boolean_value (builder, self->seed);
  if (self->installing != NULL)
    {
      json_builder_set_member_name (builder, "installing");
      json_builder_add_string_value (builder, self->installing);
    }
  json_builder_set_member_name (builder, "spec");
  json_builder_add_value (builder, json_gvariant_serialize (spec));
  json_builder_set_member_name (builder, "realised");
  json_builder_add_value (builder, json_gvariant_serialize (self->realised));
  json_builder_end_object (builder);

  root = json_builder_get_root (builder);
  json_generator_set_root (generator, root);
  json_generator_set_pretty (generator, TRUE);
  return json_generator_to_data (generator, length);
}
