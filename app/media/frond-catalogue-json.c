/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "frond-catalogue-json.h"

#include "frond-catalogue-file.h"
#include "frond-error.h"

#include <json-glib/json-glib.h>
#include <stdio.h>

struct _FrondJsonPlace
{
  JsonNode *node;
  char *path; /* "" at the top */
};

/* Before the parser, which calls itself for each level, sees it. */
static gboolean
is_shallow (const char *text, gsize length, guint max_depth)
{
  gboolean quoted = FALSE;
  guint depth = 0;

  for (gsize i = 0; i < length; i++)
    {
      if (quoted && text[i] == '\\')
        i++;
      else if (text[i] == '"')
        quoted = !quoted;
      else if (!quoted && (text[i] == '{' || text[i] == '['))
        {
          if (++depth > max_depth)
            return FALSE;
        }
      else if (!quoted && (text[i] == '}' || text[i] == ']') && depth > 0)
        depth--;
    }
  return TRUE;
}

/* Takes NODE and PATH. */
static FrondJsonPlace *
place_new (JsonNode *node, char *path)
{
  FrondJsonPlace *self = g_new0 (FrondJsonPlace, 1);

  self->node = node;
  self->path = path;
  return self;
}

FrondJsonPlace *
frond_json_place_new (GBytes *data, guint max_depth, GError **error)
{
  g_autoptr (JsonParser) parser = json_parser_new_immutable ();
  g_autoptr (GError) local_error = NULL;
  gsize length;
  const char *text = g_bytes_get_data (data, &length);

  if (length == 0 || !g_utf8_validate (text, (gssize) length, NULL))
    {
      frond_set_error (error, FROND_ERROR_INVALID_VALUE, NULL, "is no text");
      return NULL;
    }
  if (!is_shallow (text, length, max_depth))
    {
      frond_set_error (error, FROND_ERROR_INVALID_VALUE, NULL, "is nested more than %u deep", max_depth);
      return NULL;
    }
  /* Strict JSON is a later addition to the library: what it takes beyond that is refused by key and type. */
  if (!json_parser_load_from_data (parser, text, (gssize) length, &local_error))
    {
      frond_set_error (error, FROND_ERROR_INVALID_VALUE, NULL, "is no JSON: %s", local_error->message);
      return NULL;
    }
  if (json_parser_get_root (parser) == NULL || !JSON_NODE_HOLDS_OBJECT (json_parser_get_root (parser)))
    {
      frond_set_error (error, FROND_ERROR_INVALID_VALUE, NULL, "is no JSON object");
      return NULL;
    }
  return place_new (json_parser_steal_root (parser), g_strdup (""));
}

void
frond_json_place_free (FrondJsonPlace *self)
{
  if (self == NULL)
    return;

  json_node_unref (self->node);
  g_free (self->path);
  g_free (self);
}

static char *
path_of (FrondJsonPlace *self, const char *key)
{
  return *self->path != '\0' ? g_strconcat (self->path, ".", key, NULL) : g_strdup (key);
}

gboolean
frond_json_fail (FrondJsonPlace *self, const char *key, GError **error, const char *format, ...)
{
  g_autofree char *path = path_of (self, key);
  g_autofree char *valid = g_utf8_make_valid (path, -1);
  g_autofree char *message = NULL;
  va_list arguments;

  va_start (arguments, format);
  message = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  frond_set_error (error, FROND_ERROR_INVALID_VALUE, valid, "%s %s", valid, message);
  return FALSE;
}

gboolean
frond_json_check_keys (FrondJsonPlace *self, const char *const *keys, GError **error)
{
  g_autoptr (GList) members = json_object_get_members (json_node_get_object (self->node));

  for (GList *l = members; l != NULL; l = l->next)
    if (!g_strv_contains (keys, l->data))
      {
        g_autofree char *key = g_strndup (l->data, 40);

        return frond_json_fail (self, key, error, "is not known");
      }
  return TRUE;
}

static JsonNode *
get_member (FrondJsonPlace *self, const char *key)
{
  return json_object_get_member (json_node_get_object (self->node), key);
}

gboolean
frond_json_enter (FrondJsonPlace *self, const char *key, FrondJsonPlace **place, GError **error)
{
  JsonNode *member = get_member (self, key);

  *place = NULL;
  if (member == NULL)
    return TRUE;
  if (!JSON_NODE_HOLDS_OBJECT (member))
    return frond_json_fail (self, key, error, "is no object");

  *place = place_new (json_node_ref (member), path_of (self, key));
  return TRUE;
}

gboolean
frond_json_count (FrondJsonPlace *self, const char *key, guint least, guint most, guint *n, GError **error)
{
  JsonNode *member = get_member (self, key);

  if (member == NULL || !JSON_NODE_HOLDS_ARRAY (member))
    return frond_json_fail (self, key, error, "is no list");
  *n = json_array_get_length (json_node_get_array (member));
  return (*n >= least && *n <= most) ||
         frond_json_fail (self, key, error, "has %u items, and not %u to %u", *n, least, most);
}

FrondJsonPlace *
frond_json_enter_nth (FrondJsonPlace *self, const char *key, guint n, GError **error)
{
  JsonNode *item = json_array_get_element (json_node_get_array (get_member (self, key)), n);
  g_autofree char *list = path_of (self, key);

  if (!JSON_NODE_HOLDS_OBJECT (item))
    {
      g_autofree char *path = g_strdup_printf ("%s[%u]", key, n);

      frond_json_fail (self, path, error, "is no object");
      return NULL;
    }
  return place_new (json_node_ref (item), g_strdup_printf ("%s[%u]", list, n));
}

static gboolean
is_line (const char *text, guint max)
{
  if (*text == '\0' || g_utf8_strlen (text, -1) > max || g_unichar_isspace (g_utf8_get_char (text)))
    return FALSE;
  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    if (!g_unichar_isprint (g_utf8_get_char (p)))
      return FALSE;
  return !g_unichar_isspace (g_utf8_get_char (g_utf8_prev_char (text + strlen (text))));
}

static gboolean
is_string (JsonNode *node)
{
  return JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_STRING;
}

gboolean
frond_json_read_text (FrondJsonPlace *self, const char *key, guint max, gboolean needed, char **text,
                      GError **error)
{
  JsonNode *member = get_member (self, key);

  g_set_str (text, "");
  if (member == NULL)
    return !needed || frond_json_fail (self, key, error, "is missing");
  if (!is_string (member))
    return frond_json_fail (self, key, error, "is no text");
  if (!is_line (json_node_get_string (member), max))
    return frond_json_fail (self, key, error, "is no line of 1 to %u characters", max);

  g_set_str (text, json_node_get_string (member));
  return TRUE;
}

gboolean
frond_json_read_texts (FrondJsonPlace *self, const char *key, guint max, guint max_length, char ***texts,
                       GError **error)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  guint n = 0;

  if (get_member (self, key) == NULL)
    return TRUE;
  if (!frond_json_count (self, key, 0, max, &n, error))
    return FALSE;

  for (guint i = 0; i < n; i++)
    {
      JsonNode *item = json_array_get_element (json_node_get_array (get_member (self, key)), i);

      if (!is_string (item) || !is_line (json_node_get_string (item), max_length))
        return frond_json_fail (self, key, error, "has an item that is no line of 1 to %u characters",
                                max_length);
      g_strv_builder_add (builder, json_node_get_string (item));
    }
  g_strfreev (*texts);
  *texts = g_strv_builder_end (builder);
  return TRUE;
}

gboolean
frond_json_read_choice (FrondJsonPlace *self, const char *key, const char *const *choices, gboolean needed,
                        char **text, GError **error)
{
  if (!frond_json_read_text (self, key, 64, needed, text, error))
    return FALSE;

  return **text == '\0' || g_strv_contains (choices, *text) ||
         frond_json_fail (self, key, error, "is none of those that are possible");
}

gboolean
frond_json_read_url (FrondJsonPlace *self, const char *key, gboolean local, gboolean needed, char **text,
                     GError **error)
{
  if (!frond_json_read_text (self, key, 1024, needed, text, error))
    return FALSE;

  return **text == '\0' || frond_catalogue_url_is_valid (*text, local) ||
         frond_json_fail (self, key, error, "is no https address");
}

/* Whether TEXT consists of what strspn() calls ACCEPT. */
static gboolean
consists_of (const char *text, const char *accept)
{
  return text[strspn (text, accept)] == '\0';
}

gboolean
frond_json_read_id (FrondJsonPlace *self, const char *key, char **text, GError **error)
{
  if (!frond_json_read_text (self, key, 64, TRUE, text, error))
    return FALSE;

  return (g_ascii_isalnum (**text) && consists_of (*text, "abcdefghijklmnopqrstuvwxyz0123456789._+-")) ||
         frond_json_fail (self, key, error, "has other characters than a-z, 0-9 and ._+-");
}

gboolean
frond_json_read_os_id (FrondJsonPlace *self, const char *key, char **text, GError **error)
{
  if (!frond_json_read_text (self, key, 256, FALSE, text, error))
    return FALSE;

  return **text == '\0' || g_str_has_prefix (*text, "http://") || g_str_has_prefix (*text, "https://") ||
         frond_json_fail (self, key, error, "is no id of libosinfo's");
}

gboolean
frond_json_read_date (FrondJsonPlace *self, const char *key, char **text, GError **error)
{
  int year, month, day;
  char rest;

  if (!frond_json_read_text (self, key, 10, FALSE, text, error))
    return FALSE;
  if (**text == '\0')
    return TRUE;

  return (strlen (*text) == 10 && consists_of (*text, "0123456789-") &&
          sscanf (*text, "%4d-%2d-%2d%c", &year, &month, &day, &rest) == 3 &&
          g_date_valid_dmy ((GDateDay) day, (GDateMonth) month, (GDateYear) year)) ||
         frond_json_fail (self, key, error, "is no date such as 2026-01-31");
}

gboolean
frond_json_read_color (FrondJsonPlace *self, const char *key, char **text, GError **error)
{
  if (!frond_json_read_text (self, key, 7, TRUE, text, error))
    return FALSE;

  return (strlen (*text) == 7 && **text == '#' && consists_of (*text + 1, "0123456789abcdef")) ||
         frond_json_fail (self, key, error, "is no color such as #1a2b3c");
}

gboolean
frond_json_read_hex (FrondJsonPlace *self, const char *key, char **text, GError **error)
{
  if (!frond_json_read_text (self, key, 128, FALSE, text, error))
    return FALSE;

  return consists_of (*text, "0123456789abcdefABCDEF") ||
         frond_json_fail (self, key, error, "is not hexadecimal");
}

gboolean
frond_json_read_size (FrondJsonPlace *self, const char *key, guint64 max, guint64 *size, GError **error)
{
  JsonNode *member = get_member (self, key);
  gint64 value;

  *size = 0;
  if (member == NULL)
    return TRUE;
  if (!JSON_NODE_HOLDS_VALUE (member) || json_node_get_value_type (member) != G_TYPE_INT64)
    return frond_json_fail (self, key, error, "is no whole number");

  value = json_node_get_int (member);
  if (value < 1 || (guint64) value > max)
    return frond_json_fail (self, key, error, "is not from 1 to %" G_GUINT64_FORMAT, max);
  *size = (guint64) value;
  return TRUE;
}
