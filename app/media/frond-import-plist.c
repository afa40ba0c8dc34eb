/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "frond-import-plist.h"

#include "frond-error.h"
#include "frond-import-bytes.h"
#include "frond-import-xml.h"

#include <string.h>

#define MAX_DEPTH  32
#define MAX_VALUES 20000
#define TRAILER    32

/* CFBinaryPList.c of CoreFoundation: objects, a table of their offsets, and a trailer. */
typedef struct
{
  const guint8 *data;
  gsize length;
  guint offset_size;
  guint ref_size;
  guint64 n_objects;
  guint64 table;
  guint n_values; /* made so far */
} Binary;

static GVariant *read_object (Binary *self, guint64 index, guint depth);

/* A big-endian number of 1 to 8 bytes; G_MAXUINT64 where it is not there. */
static guint64
get_number (const Binary *self, guint64 at, guint size)
{
  guint64 value = 0;

  if (size == 0 || size > 8 || at > self->length || size > self->length - at)
    return G_MAXUINT64;
  for (guint i = 0; i < size; i++)
    value = value << 8 | self->data[at + i];
  return value;
}

/* The count behind a marker at AT, which moves to what is counted. */
static gboolean
get_count (const Binary *self, guint64 *at, guint64 *count)
{
  guint8 marker = self->data[*at];

  (*at)++;
  *count = marker & 15;
  if (*count < 15)
    return TRUE;
  if (*at >= self->length || self->data[*at] >> 4 != 1 || (self->data[*at] & 15) > 3)
    return FALSE;
  *count = get_number (self, *at + 1, 1u << (self->data[*at] & 15));
  *at += 1 + (1u << (self->data[*at] & 15));
  return *count <= self->length;
}

static char *
get_string (const Binary *self, guint64 at)
{
  gboolean wide = self->data[at] >> 4 == 6;
  g_autofree char *text = NULL;
  guint64 count;

  if (!get_count (self, &at, &count) || at > self->length || count * (wide ? 2 : 1) > self->length - at)
    return NULL;
  if (wide)
    text =
        g_convert ((const char *) self->data + at, (gssize) count * 2, "UTF-8", "UTF-16BE", NULL, NULL, NULL);
  else
    text = g_strndup ((const char *) self->data + at, count);
  return text != NULL ? g_utf8_make_valid (text, -1) : NULL;
}

/* Where object INDEX is, 0: nowhere. */
static guint64
object_at (const Binary *self, guint64 index)
{
  guint64 at = index < self->n_objects
                   ? get_number (self, self->table + index * self->offset_size, self->offset_size)
                   : 0;

  return at >= 8 && at < self->table ? at : 0;
}

static GVariant *
read_array (Binary *self, guint64 at, guint depth)
{
  GVariantBuilder builder = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE ("av"));
  guint64 count;

  if (!get_count (self, &at, &count))
    count = 0;
  for (guint64 i = 0; i < count && self->n_values < MAX_VALUES; i++)
    {
      GVariant *value =
          read_object (self, get_number (self, at + i * self->ref_size, self->ref_size), depth + 1);

      if (value != NULL)
        g_variant_builder_add (&builder, "v", value);
    }
  return g_variant_builder_end (&builder);
}

static GVariant *
read_dict (Binary *self, guint64 at, guint depth)
{
  GVariantBuilder builder = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE_VARDICT);
  guint64 count;

  if (!get_count (self, &at, &count))
    count = 0;
  for (guint64 i = 0; i < count && self->n_values < MAX_VALUES; i++)
    {
      guint64 key_at = object_at (self, get_number (self, at + i * self->ref_size, self->ref_size));
      g_autofree char *key = key_at > 0 && (self->data[key_at] >> 4 == 5 || self->data[key_at] >> 4 == 6)
                                 ? get_string (self, key_at)
                                 : NULL;
      GVariant *value =
          key != NULL
              ? read_object (self, get_number (self, at + (count + i) * self->ref_size, self->ref_size),
                             depth + 1)
              : NULL;

      if (value != NULL)
        g_variant_builder_add (&builder, "{sv}", key, value);
    }
  return g_variant_builder_end (&builder);
}

static GVariant *
read_real (const Binary *self, guint64 at)
{
  guint64 bits = get_number (self, at + 1, 1u << MIN (self->data[at] & 15, 4));
  guint32 short_bits = (guint32) bits;
  double value = 0;
  float short_value = 0;

  if ((self->data[at] & 15) == 3)
    memcpy (&value, &bits, sizeof value);
  else if ((self->data[at] & 15) == 2)
    {
      memcpy (&short_value, &short_bits, sizeof short_value);
      value = (double) short_value;
    }
  return g_variant_new_double (value);
}

static GVariant *
read_object (Binary *self, guint64 index, guint depth)
{
  guint64 at = object_at (self, index);
  char *text;

  /* Every way to a value counts: a few hundred bytes can refer to each other a billion times. */
  if (at == 0 || depth > MAX_DEPTH || ++self->n_values > MAX_VALUES)
    return NULL;

  switch (self->data[at] >> 4)
    {
    case 0:
      if (self->data[at] == 8 || self->data[at] == 9)
        return g_variant_new_boolean (self->data[at] == 9);
      return NULL;
    case 1:
      if ((self->data[at] & 15) > 3)
        return NULL;
      return g_variant_new_int64 ((gint64) get_number (self, at + 1, 1u << (self->data[at] & 15)));
    case 2:
      return read_real (self, at);
    case 5:
    case 6:
      text = get_string (self, at);
      return text != NULL ? g_variant_new_take_string (text) : NULL;
    case 10:
      return read_array (self, at, depth);
    case 13:
      return read_dict (self, at, depth);
    default:
      return NULL;
    }
}

static GVariant *
parse_binary (const guint8 *data, gsize length)
{
  Binary self = { data, length, 0, 0, 0, 0, 0 };
  const guint8 *trailer;
  GVariant *value;

  if (length < 8 + TRAILER)
    return NULL;
  trailer = data + length - TRAILER;
  self.offset_size = trailer[6];
  self.ref_size = trailer[7];
  self.n_objects = frond_be64 (trailer + 8);
  self.table = frond_be64 (trailer + 24);
  if (self.offset_size == 0 || self.offset_size > 8 || self.ref_size == 0 || self.ref_size > 8 ||
      self.table < 8 || self.table > length - TRAILER || self.n_objects > length ||
      self.n_objects * self.offset_size > length - TRAILER - self.table)
    return NULL;

  value = read_object (&self, frond_be64 (trailer + 16), 0);
  if (value != NULL && self.n_values > MAX_VALUES)
    g_clear_pointer (&value, g_variant_unref);
  return value;
}

/* --- XML -------------------------------------------------------------------------------------------------------- */

static GVariant *
read_element (xmlNode *node, guint *n_values)
{
  g_autofree char *text = NULL;

  if (++*n_values > MAX_VALUES)
    return NULL;
  if (frond_xml_is (node, "true") || frond_xml_is (node, "false"))
    return g_variant_new_boolean (frond_xml_is (node, "true"));
  if (frond_xml_is (node, "dict"))
    {
      GVariantBuilder builder = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE_VARDICT);

      for (xmlNode *key = frond_xml_child (node, "key"); key != NULL; key = frond_xml_next (key, "key"))
        {
          xmlNode *next = frond_xml_next (key, NULL);
          g_autofree char *name = frond_xml_text (key);
          GVariant *value =
              next != NULL && !frond_xml_is (next, "key") ? read_element (next, n_values) : NULL;

          if (value != NULL)
            g_variant_builder_add (&builder, "{sv}", name, value);
        }
      return g_variant_builder_end (&builder);
    }
  if (frond_xml_is (node, "array"))
    {
      GVariantBuilder builder = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE ("av"));

      for (xmlNode *child = frond_xml_child (node, NULL); child != NULL; child = frond_xml_next (child, NULL))
        {
          GVariant *value = read_element (child, n_values);

          if (value != NULL)
            g_variant_builder_add (&builder, "v", value);
        }
      return g_variant_builder_end (&builder);
    }

  text = frond_xml_text (node);
  if (frond_xml_is (node, "integer"))
    return g_variant_new_int64 (g_ascii_strtoll (text, NULL, 0));
  if (frond_xml_is (node, "real"))
    return g_variant_new_double (g_ascii_strtod (text, NULL));
  return frond_xml_is (node, "string") ? g_variant_new_string (text) : NULL;
}

static GVariant *
parse_xml (GBytes *bytes, GError **error)
{
  g_autoptr (FrondXml) doc = frond_xml_parse (bytes, error);
  xmlNode *root = doc != NULL ? xmlDocGetRootElement (doc) : NULL;
  guint n_values = 0;

  if (!frond_xml_is (root, "plist"))
    return NULL;
  return read_element (frond_xml_child (root, NULL), &n_values);
}

GVariant *
frond_plist_parse (GBytes *bytes, GError **error)
{
  gsize length;
  const guint8 *data = g_bytes_get_data (bytes, &length);
  GVariant *value;

  if (length >= 8 && memcmp (data, "bplist00", 8) == 0)
    value = parse_binary (data, length);
  else
    value = parse_xml (bytes, error);

  if (value == NULL)
    {
      if (error != NULL && *error == NULL)
        frond_set_error (error, FROND_ERROR_IMPORT_DAMAGED, NULL, "damaged property list");
      return NULL;
    }
  return g_variant_ref_sink (value);
}
