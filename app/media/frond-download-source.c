/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "frond-download-source.h"

#include "frond-error.h"

#include <json-glib/json-glib.h>
#include <string.h>

#define MAX_URIS 16

G_DEFINE_ENUM_TYPE (FrondImageKind, frond_image_kind, G_DEFINE_ENUM_VALUE (FROND_IMAGE_KIND_ANY, "any"),
                    G_DEFINE_ENUM_VALUE (FROND_IMAGE_KIND_ISO, "iso"),
                    G_DEFINE_ENUM_VALUE (FROND_IMAGE_KIND_QCOW2, "qcow2"),
                    G_DEFINE_ENUM_VALUE (FROND_IMAGE_KIND_RAW, "raw"),
                    G_DEFINE_ENUM_VALUE (FROND_IMAGE_KIND_VMDK, "vmdk"),
                    G_DEFINE_ENUM_VALUE (FROND_IMAGE_KIND_VHDX, "vhdx"))

enum
{
  PROP_TITLE = 1,
  PROP_OS_ID,
  PROP_DIGEST,
  PROP_CHECKSUMS_URI,
  PROP_CHECKSUMS_NAME,
  PROP_SIGNATURE_URI,
  PROP_KEY_FILE,
  PROP_KEY_FINGERPRINT,
  N_STRINGS, /* the ones above are kept in one array, by number */
  PROP_URIS = N_STRINGS,
  PROP_KIND,
  PROP_SIZE,
  PROP_IMAGE_SIZE,
  N_PROPS
};

struct _FrondDownloadSource
{
  GObject parent_instance;

  char *strings[N_STRINGS];
  char **uris;
  FrondImageKind kind;
  guint64 size;
  guint64 image_size;
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (FrondDownloadSource, frond_download_source, G_TYPE_OBJECT)

static void
frond_download_source_finalize (GObject *object)
{
  FrondDownloadSource *self = FROND_DOWNLOAD_SOURCE (object);

  for (guint i = 0; i < N_STRINGS; i++)
    g_free (self->strings[i]);
  g_strfreev (self->uris);
  G_OBJECT_CLASS (frond_download_source_parent_class)->finalize (object);
}

static void
frond_download_source_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  FrondDownloadSource *self = FROND_DOWNLOAD_SOURCE (object);

  switch (prop_id)
    {
    case PROP_URIS:
      g_value_set_boxed (value, self->uris);
      break;
    case PROP_KIND:
      g_value_set_enum (value, self->kind);
      break;
    case PROP_SIZE:
      g_value_set_uint64 (value, self->size);
      break;
    case PROP_IMAGE_SIZE:
      g_value_set_uint64 (value, self->image_size);
      break;
    default:
      if (prop_id < N_STRINGS)
        g_value_set_string (value, self->strings[prop_id]);
      else
        G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
frond_download_source_set_property (GObject *object, guint prop_id, const GValue *value, GParamSpec *pspec)
{
  FrondDownloadSource *self = FROND_DOWNLOAD_SOURCE (object);

  switch (prop_id)
    {
    case PROP_URIS:
      self->uris = g_value_dup_boxed (value);
      break;
    case PROP_KIND:
      self->kind = g_value_get_enum (value);
      break;
    case PROP_SIZE:
      self->size = g_value_get_uint64 (value);
      break;
    case PROP_IMAGE_SIZE:
      self->image_size = g_value_get_uint64 (value);
      break;
    default:
      if (prop_id < N_STRINGS)
        self->strings[prop_id] = g_value_dup_string (value);
      else
        G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
frond_download_source_class_init (FrondDownloadSourceClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS;
  static const char *const names[N_STRINGS] = {
    [PROP_TITLE] = "title",
    [PROP_OS_ID] = "os-id",
    [PROP_DIGEST] = "digest",
    [PROP_CHECKSUMS_URI] = "checksums-uri",
    [PROP_CHECKSUMS_NAME] = "checksums-name",
    [PROP_SIGNATURE_URI] = "signature-uri",
    [PROP_KEY_FILE] = "key-file",
    [PROP_KEY_FINGERPRINT] = "key-fingerprint",
  };

  object_class->finalize = frond_download_source_finalize;
  object_class->get_property = frond_download_source_get_property;
  object_class->set_property = frond_download_source_set_property;

  for (guint i = 1; i < N_STRINGS; i++)
    properties[i] =
        g_param_spec_string (names[i], NULL, NULL, i == PROP_TITLE || i == PROP_OS_ID ? "" : NULL, flags);
  properties[PROP_URIS] = g_param_spec_boxed ("uris", NULL, NULL, G_TYPE_STRV, flags);
  properties[PROP_KIND] =
      g_param_spec_enum ("kind", NULL, NULL, FROND_TYPE_IMAGE_KIND, FROND_IMAGE_KIND_ANY, flags);
  properties[PROP_SIZE] = g_param_spec_uint64 ("size", NULL, NULL, 0, G_MAXINT64, 0, flags);
  properties[PROP_IMAGE_SIZE] = g_param_spec_uint64 ("image-size", NULL, NULL, 0, G_MAXINT64, 0, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
frond_download_source_init (FrondDownloadSource *self)
{
}

static gboolean
fail (GError **error, const char *field, const char *reason)
{
  frond_set_error (error, FROND_ERROR_DOWNLOAD_SOURCE, field, "%s: %s", field, reason);
  return FALSE;
}

static gboolean
is_hex (const char *text, gsize length)
{
  gsize n = strspn (text, "0123456789abcdefABCDEF");

  return n == length && text[n] == '\0';
}

static gboolean
digest_is_sound (const char *digest)
{
  return (g_str_has_prefix (digest, "sha256:") && is_hex (digest + 7, 64)) ||
         (g_str_has_prefix (digest, "sha512:") && is_hex (digest + 7, 128));
}

static gboolean
has_scheme (const char *uri, const char *scheme)
{
  g_autoptr (GUri) parsed = g_uri_parse (uri, G_URI_FLAGS_NONE, NULL);

  return parsed != NULL && g_str_equal (g_uri_get_scheme (parsed), scheme) &&
         g_uri_get_host (parsed) != NULL && *g_uri_get_host (parsed) != '\0';
}

static gboolean
check_uris (FrondDownloadSource *self, GError **error)
{
  if (self->uris == NULL || self->uris[0] == NULL || g_strv_length (self->uris) > MAX_URIS)
    return fail (error, "uris", "none, or too many");

  for (guint i = 0; self->uris[i] != NULL; i++)
    {
      if (has_scheme (self->uris[i], "https"))
        continue;
      if (!has_scheme (self->uris[i], "http"))
        return fail (error, "uris", "not an address of the web");
      if (self->strings[PROP_DIGEST] == NULL && self->strings[PROP_CHECKSUMS_URI] == NULL)
        return fail (error, "uris", "neither encrypted nor checked");
    }
  return TRUE;
}

static gboolean
check_signature (FrondDownloadSource *self, GError **error)
{
  const char *fingerprint = self->strings[PROP_KEY_FINGERPRINT];

  if (self->strings[PROP_SIGNATURE_URI] == NULL)
    return TRUE;
  if (!has_scheme (self->strings[PROP_SIGNATURE_URI], "https"))
    return fail (error, "signature-uri", "not an https address");
  if (self->strings[PROP_CHECKSUMS_URI] == NULL)
    return fail (error, "checksums-uri", "a signature without a list that it signs");
  if (self->strings[PROP_KEY_FILE] == NULL)
    return fail (error, "key-file", "a signature without a key");
  if (fingerprint == NULL || !(is_hex (fingerprint, 40) || is_hex (fingerprint, 64)))
    return fail (error, "key-fingerprint", "not the fingerprint of a key");
  return TRUE;
}

gboolean
frond_download_source_check (FrondDownloadSource *self, GError **error)
{
  g_return_val_if_fail (FROND_IS_DOWNLOAD_SOURCE (self), FALSE);

  if (self->strings[PROP_DIGEST] != NULL && !digest_is_sound (self->strings[PROP_DIGEST]))
    return fail (error, "digest", "not a SHA-256 or SHA-512 digest");
  if (self->strings[PROP_CHECKSUMS_URI] != NULL && !has_scheme (self->strings[PROP_CHECKSUMS_URI], "https"))
    return fail (error, "checksums-uri", "not an https address");

  return check_uris (self, error) && check_signature (self, error);
}

#define STRING_GETTER(name, number)                                                                          \
  const char *frond_download_source_get_##name (FrondDownloadSource *self)                                   \
  {                                                                                                          \
    g_return_val_if_fail (FROND_IS_DOWNLOAD_SOURCE (self), NULL);                                            \
    return self->strings[number];                                                                            \
  }

STRING_GETTER (title, PROP_TITLE)
STRING_GETTER (os_id, PROP_OS_ID)
STRING_GETTER (digest, PROP_DIGEST)
STRING_GETTER (checksums_uri, PROP_CHECKSUMS_URI)
STRING_GETTER (checksums_name, PROP_CHECKSUMS_NAME)
STRING_GETTER (signature_uri, PROP_SIGNATURE_URI)
STRING_GETTER (key_file, PROP_KEY_FILE)
STRING_GETTER (key_fingerprint, PROP_KEY_FINGERPRINT)

const char *const *
frond_download_source_get_uris (FrondDownloadSource *self)
{
  g_return_val_if_fail (FROND_IS_DOWNLOAD_SOURCE (self), NULL);

  return (const char *const *) self->uris;
}

FrondImageKind
frond_download_source_get_kind (FrondDownloadSource *self)
{
  g_return_val_if_fail (FROND_IS_DOWNLOAD_SOURCE (self), FROND_IMAGE_KIND_ANY);

  return self->kind;
}

guint64
frond_download_source_get_size (FrondDownloadSource *self)
{
  g_return_val_if_fail (FROND_IS_DOWNLOAD_SOURCE (self), 0);

  return self->size;
}

guint64
frond_download_source_get_image_size (FrondDownloadSource *self)
{
  g_return_val_if_fail (FROND_IS_DOWNLOAD_SOURCE (self), 0);

  return self->image_size;
}

static const char *
first_uri (FrondDownloadSource *self)
{
  return self->uris != NULL ? self->uris[0] : NULL;
}

gboolean
frond_download_source_equal (FrondDownloadSource *self, FrondDownloadSource *other)
{
  g_return_val_if_fail (FROND_IS_DOWNLOAD_SOURCE (self), FALSE);
  g_return_val_if_fail (FROND_IS_DOWNLOAD_SOURCE (other), FALSE);

  return self->kind == other->kind && g_strcmp0 (first_uri (self), first_uri (other)) == 0;
}

char *
frond_download_source_to_json (FrondDownloadSource *self)
{
  g_autoptr (JsonNode) node = NULL;
  JsonObject *object = json_object_new ();
  JsonArray *uris = json_array_new ();
  g_autoptr (GEnumClass) kinds = g_type_class_ref (FROND_TYPE_IMAGE_KIND);

  g_return_val_if_fail (FROND_IS_DOWNLOAD_SOURCE (self), NULL);

  for (guint i = 1; i < N_STRINGS; i++)
    if (self->strings[i] != NULL)
      json_object_set_string_member (object, properties[i]->name, self->strings[i]);
  for (guint i = 0; self->uris != NULL && self->uris[i] != NULL; i++)
    json_array_add_string_element (uris, self->uris[i]);
  json_object_set_array_member (object, "uris", uris);
  json_object_set_string_member (object, "kind", g_enum_get_value (kinds, (int) self->kind)->value_nick);
  json_object_set_int_member (object, "size", (gint64) self->size);
  json_object_set_int_member (object, "image-size", (gint64) self->image_size);

  node = json_node_init_object (json_node_alloc (), object);
  json_object_unref (object);
  return json_to_string (node, FALSE);
}

static char **
read_uris (JsonObject *object)
{
  JsonNode *node = json_object_get_member (object, "uris");
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  JsonArray *array;

  if (node == NULL || !JSON_NODE_HOLDS_ARRAY (node))
    return NULL;
  array = json_node_get_array (node);
  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      const char *uri = json_node_get_string (json_array_get_element (array, i));

      if (uri == NULL)
        return NULL;
      g_strv_builder_add (builder, uri);
    }
  return g_strv_builder_end (builder);
}

static guint64
read_size (JsonObject *object, const char *name)
{
  return (guint64) MAX (0, json_object_get_int_member_with_default (object, name, 0));
}

static void
fill_from_json (FrondDownloadSource *self, JsonObject *object)
{
  g_autoptr (GEnumClass) kinds = g_type_class_ref (FROND_TYPE_IMAGE_KIND);
  GEnumValue *kind =
      g_enum_get_value_by_nick (kinds, json_object_get_string_member_with_default (object, "kind", "any"));

  for (guint i = 1; i < N_STRINGS; i++)
    {
      g_free (self->strings[i]);
      self->strings[i] = g_strdup (
          json_object_get_string_member_with_default (object, properties[i]->name,
                                                      i == PROP_TITLE || i == PROP_OS_ID ? "" : NULL));
    }
  self->uris = read_uris (object);
  self->kind = kind != NULL ? (FrondImageKind) kind->value : FROND_IMAGE_KIND_ANY;
  self->size = read_size (object, "size");
  self->image_size = read_size (object, "image-size");
}

FrondDownloadSource *
frond_download_source_new_from_json (const char *json, GError **error)
{
  g_autoptr (JsonNode) node = NULL;
  g_autoptr (FrondDownloadSource) self = NULL;

  g_return_val_if_fail (json != NULL, NULL);

  node = json_from_string (json, NULL);
  if (node == NULL || !JSON_NODE_HOLDS_OBJECT (node))
    {
      frond_set_error (error, FROND_ERROR_DOWNLOAD_SOURCE, NULL, "not a JSON object");
      return NULL;
    }

  self = g_object_new (FROND_TYPE_DOWNLOAD_SOURCE, NULL);
  fill_from_json (self, json_node_get_object (node));
  if (!frond_download_source_check (self, error))
    return NULL;
  return g_steal_pointer (&self);
}
