/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "frond-cache-entry.h"

enum
{
  PROP_NAME = 1,
  PROP_DIGEST,
  PROP_SOURCE_DIGEST,
  PROP_URI,
  PROP_TITLE,
  PROP_OS_ID,
  N_STRINGS, /* the ones above are kept in one array, by number */
  PROP_KIND = N_STRINGS,
  PROP_SIZE,
  PROP_DISK_SIZE,
  PROP_LAST_USED,
  PROP_VERIFIED,
  PROP_PARTIAL,
  N_PROPS
};

struct _FrondCacheEntry
{
  GObject parent_instance;

  char *strings[N_STRINGS];
  FrondImageKind kind;
  guint64 size;
  guint64 disk_size;
  gint64 last_used;
  gboolean verified;
  gboolean partial;
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (FrondCacheEntry, frond_cache_entry, G_TYPE_OBJECT)

static void
frond_cache_entry_finalize (GObject *object)
{
  FrondCacheEntry *self = FROND_CACHE_ENTRY (object);

  for (guint i = 0; i < N_STRINGS; i++)
    g_free (self->strings[i]);
  G_OBJECT_CLASS (frond_cache_entry_parent_class)->finalize (object);
}

static void
frond_cache_entry_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  FrondCacheEntry *self = FROND_CACHE_ENTRY (object);

  switch (prop_id)
    {
    case PROP_KIND:
      g_value_set_enum (value, self->kind);
      break;
    case PROP_SIZE:
      g_value_set_uint64 (value, self->size);
      break;
    case PROP_DISK_SIZE:
      g_value_set_uint64 (value, self->disk_size);
      break;
    case PROP_LAST_USED:
      g_value_set_int64 (value, self->last_used);
      break;
    case PROP_VERIFIED:
      g_value_set_boolean (value, self->verified);
      break;
    case PROP_PARTIAL:
      g_value_set_boolean (value, self->partial);
      break;
    default:
      if (prop_id < N_STRINGS)
        g_value_set_string (value, self->strings[prop_id]);
      else
        G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
frond_cache_entry_set_property (GObject *object, guint prop_id, const GValue *value, GParamSpec *pspec)
{
  FrondCacheEntry *self = FROND_CACHE_ENTRY (object);

  switch (prop_id)
    {
    case PROP_KIND:
      self->kind = g_value_get_enum (value);
      break;
    case PROP_SIZE:
      self->size = g_value_get_uint64 (value);
      break;
    case PROP_DISK_SIZE:
      self->disk_size = g_value_get_uint64 (value);
      break;
    case PROP_LAST_USED:
      self->last_used = g_value_get_int64 (value);
      break;
    case PROP_VERIFIED:
      self->verified = g_value_get_boolean (value);
      break;
    case PROP_PARTIAL:
      self->partial = g_value_get_boolean (value);
      break;
    default:
      if (prop_id < N_STRINGS)
        self->strings[prop_id] = g_strdup (g_value_get_string (value) ?: "");
      else
        G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
frond_cache_entry_class_init (FrondCacheEntryClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS;
  static const char *const names[N_STRINGS] = {
    [PROP_NAME] = "name", [PROP_DIGEST] = "digest", [PROP_SOURCE_DIGEST] = "source-digest",
    [PROP_URI] = "uri",   [PROP_TITLE] = "title",   [PROP_OS_ID] = "os-id",
  };

  object_class->finalize = frond_cache_entry_finalize;
  object_class->get_property = frond_cache_entry_get_property;
  object_class->set_property = frond_cache_entry_set_property;

  for (guint i = 1; i < N_STRINGS; i++)
    properties[i] = g_param_spec_string (names[i], NULL, NULL, "", flags);
  properties[PROP_KIND] =
      g_param_spec_enum ("kind", NULL, NULL, FROND_TYPE_IMAGE_KIND, FROND_IMAGE_KIND_ANY, flags);
  properties[PROP_SIZE] = g_param_spec_uint64 ("size", NULL, NULL, 0, G_MAXUINT64, 0, flags);
  properties[PROP_DISK_SIZE] = g_param_spec_uint64 ("disk-size", NULL, NULL, 0, G_MAXUINT64, 0, flags);
  properties[PROP_LAST_USED] = g_param_spec_int64 ("last-used", NULL, NULL, 0, G_MAXINT64, 0, flags);
  properties[PROP_VERIFIED] = g_param_spec_boolean ("verified", NULL, NULL, FALSE, flags);
  properties[PROP_PARTIAL] = g_param_spec_boolean ("partial", NULL, NULL, FALSE, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
frond_cache_entry_init (FrondCacheEntry *self)
{
}

#define GETTER(type, name, field, fallback)                                                                  \
  type frond_cache_entry_get_##name (FrondCacheEntry *self)                                                  \
  {                                                                                                          \
    g_return_val_if_fail (FROND_IS_CACHE_ENTRY (self), fallback);                                            \
    return self->field;                                                                                      \
  }

GETTER (const char *, name, strings[PROP_NAME], NULL)
GETTER (const char *, digest, strings[PROP_DIGEST], NULL)
GETTER (const char *, source_digest, strings[PROP_SOURCE_DIGEST], NULL)
GETTER (const char *, uri, strings[PROP_URI], NULL)
GETTER (const char *, title, strings[PROP_TITLE], NULL)
GETTER (const char *, os_id, strings[PROP_OS_ID], NULL)
GETTER (FrondImageKind, kind, kind, FROND_IMAGE_KIND_ANY)
GETTER (guint64, size, size, 0)
GETTER (guint64, disk_size, disk_size, 0)
GETTER (gint64, last_used, last_used, 0)
GETTER (gboolean, verified, verified, FALSE)
GETTER (gboolean, partial, partial, FALSE)
