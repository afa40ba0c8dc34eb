/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "frond-cache-json.h"

#include "frond-download-disk.h"

#include <json-glib/json-glib.h>

#define MAX_INDEX (4 * 1024 * 1024)

static const char *const strings[] = { "name", "digest", "source-digest", "uri", "title", "os-id" };

FrondCacheEntry *
frond_cache_json_copy (FrondCacheEntry *entry, const char *name, guint64 size, guint64 disk_size,
                       gint64 last_used, gboolean verified)
{
  return g_object_new (FROND_TYPE_CACHE_ENTRY, "name", name, "digest", frond_cache_entry_get_digest (entry),
                       "source-digest", frond_cache_entry_get_source_digest (entry), "uri",
                       frond_cache_entry_get_uri (entry), "title", frond_cache_entry_get_title (entry),
                       "os-id", frond_cache_entry_get_os_id (entry), "kind",
                       frond_cache_entry_get_kind (entry), "size", size, "disk-size", disk_size, "last-used",
                       last_used, "verified", verified, NULL);
}

static FrondCacheEntry *
read_entry (JsonObject *object)
{
  const char *values[G_N_ELEMENTS (strings)];
  g_autoptr (GEnumClass) kinds = g_type_class_ref (FROND_TYPE_IMAGE_KIND);
  GEnumValue *kind =
      g_enum_get_value_by_nick (kinds, json_object_get_string_member_with_default (object, "kind", ""));

  for (guint i = 0; i < G_N_ELEMENTS (strings); i++)
    values[i] = json_object_get_string_member_with_default (object, strings[i], "");

  return g_object_new (FROND_TYPE_CACHE_ENTRY, "name", values[0], "digest", values[1], "source-digest",
                       values[2], "uri", values[3], "title", values[4], "os-id", values[5], "kind",
                       kind != NULL ? kind->value : FROND_IMAGE_KIND_ANY, "size",
                       (guint64) MAX (0, json_object_get_int_member_with_default (object, "size", 0)),
                       "last-used", MAX (0, json_object_get_int_member_with_default (object, "last-used", 0)),
                       "verified", json_object_get_boolean_member_with_default (object, "verified", FALSE),
                       NULL);
}

GHashTable *
frond_cache_json_read (const char *path)
{
  g_autofree char *text = frond_download_disk_read (path, MAX_INDEX);
  g_autoptr (JsonNode) node = text != NULL ? json_from_string (text, NULL) : NULL;
  GHashTable *entries = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, g_object_unref);
  JsonNode *list;
  JsonArray *array;

  if (node == NULL || !JSON_NODE_HOLDS_OBJECT (node))
    return entries;
  list = json_object_get_member (json_node_get_object (node), "entries");
  if (list == NULL || !JSON_NODE_HOLDS_ARRAY (list))
    return entries;

  array = json_node_get_array (list);
  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      JsonNode *element = json_array_get_element (array, i);
      FrondCacheEntry *entry;

      if (!JSON_NODE_HOLDS_OBJECT (element))
        continue;
      entry = read_entry (json_node_get_object (element));
      g_hash_table_replace (entries, (gpointer) frond_cache_entry_get_name (entry), entry);
    }
  return entries;
}

static JsonObject *
entry_to_object (FrondCacheEntry *entry)
{
  JsonObject *object = json_object_new ();
  g_autoptr (GEnumClass) kinds = g_type_class_ref (FROND_TYPE_IMAGE_KIND);

  for (guint i = 0; i < G_N_ELEMENTS (strings); i++)
    {
      g_autofree char *value = NULL;

      g_object_get (entry, strings[i], &value, NULL);
      json_object_set_string_member (object, strings[i], value);
    }
  json_object_set_string_member (
      object, "kind", g_enum_get_value (kinds, (int) frond_cache_entry_get_kind (entry))->value_nick);
  json_object_set_int_member (object, "size", (gint64) frond_cache_entry_get_size (entry));
  json_object_set_int_member (object, "last-used", frond_cache_entry_get_last_used (entry));
  json_object_set_boolean_member (object, "verified", frond_cache_entry_get_verified (entry));
  return object;
}

gboolean
frond_cache_json_write (const char *path, GPtrArray *entries, GError **error)
{
  JsonArray *array = json_array_new ();
  JsonObject *object = json_object_new ();
  g_autoptr (JsonNode) node = NULL;
  g_autofree char *text = NULL;

  for (guint i = 0; i < entries->len; i++)
    json_array_add_object_element (array, entry_to_object (g_ptr_array_index (entries, i)));
  json_object_set_int_member (object, "version", 1);
  json_object_set_array_member (object, "entries", array);
  node = json_node_init_object (json_node_alloc (), object);
  json_object_unref (object);
  text = json_to_string (node, TRUE);
  return frond_download_disk_replace (path, text, error);
}
