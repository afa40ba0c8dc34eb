/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "frond-catalogue-entry.h"

enum
{
  PROP_ID = 1,
  PROP_NAME,
  PROP_SUMMARY,
  PROP_FAMILY,
  PROP_MARK_TEXT,
  PROP_MARK_COLOR,
  PROP_OS_ID,
  PROP_DESKTOP,
  PROP_RELEASED,
  PROP_EOL,
  PROP_HOMEPAGE,
  N_TEXTS,
  PROP_WORDS = N_TEXTS,
  PROP_KIND,
  PROP_ORIGIN,
  PROP_FIRMWARE,
  PROP_MINIMUM_MEMORY,
  PROP_MINIMUM_DISK,
  PROP_CACHED,
  PROP_LAUNCH,
  N_PROPS
};

struct _FrondCatalogueEntry
{
  GObject parent_instance;

  char *texts[N_TEXTS]; /* by the number of the property */
  char **words;
  char *haystack; /* casefolded words of all that can be searched for, each after a space */
  FrondCatalogueKind kind;
  FrondCatalogueOrigin origin;
  FrondFirmware firmware;
  guint64 minimum_memory;
  guint64 minimum_disk;
  GPtrArray *files; /* (element-type FrondCatalogueFile) */
  gboolean cached;
  GObject *launch;
};

G_DEFINE_FINAL_TYPE (FrondCatalogueEntry, frond_catalogue_entry, G_TYPE_OBJECT)

G_DEFINE_ENUM_TYPE (FrondCatalogueKind, frond_catalogue_kind,
                    G_DEFINE_ENUM_VALUE (FROND_CATALOGUE_CLOUD_IMAGE, "cloud-image"),
                    G_DEFINE_ENUM_VALUE (FROND_CATALOGUE_LIVE, "live"),
                    G_DEFINE_ENUM_VALUE (FROND_CATALOGUE_INSTALLER, "installer"),
                    G_DEFINE_ENUM_VALUE (FROND_CATALOGUE_NETBOOT, "netboot"))

G_DEFINE_ENUM_TYPE (FrondCatalogueOrigin, frond_catalogue_origin,
                    G_DEFINE_ENUM_VALUE (FROND_CATALOGUE_FROM_OSINFO, "osinfo"),
                    G_DEFINE_ENUM_VALUE (FROND_CATALOGUE_FROM_FROND, "frond"),
                    G_DEFINE_ENUM_VALUE (FROND_CATALOGUE_FROM_UPDATE, "update"),
                    G_DEFINE_ENUM_VALUE (FROND_CATALOGUE_FROM_PERSON, "person"))

static GParamSpec *properties[N_PROPS];

static const char *const text_names[N_TEXTS] = {
  [PROP_ID] = "id",         [PROP_NAME] = "name",           [PROP_SUMMARY] = "summary",
  [PROP_FAMILY] = "family", [PROP_MARK_TEXT] = "mark-text", [PROP_MARK_COLOR] = "mark-color",
  [PROP_OS_ID] = "os-id",   [PROP_DESKTOP] = "desktop",     [PROP_RELEASED] = "released",
  [PROP_EOL] = "eol",       [PROP_HOMEPAGE] = "homepage",
};

static void
add_words (GString *haystack, const char *text)
{
  g_autofree char *folded = g_utf8_casefold (text, -1);

  if (*folded != '\0')
    g_string_append_printf (haystack, " %s", folded);
}

static void
frond_catalogue_entry_constructed (GObject *object)
{
  FrondCatalogueEntry *self = FROND_CATALOGUE_ENTRY (object);
  GString *haystack = g_string_new (NULL);

  G_OBJECT_CLASS (frond_catalogue_entry_parent_class)->constructed (object);

  for (guint i = PROP_ID; i < N_TEXTS; i++)
    if (self->texts[i] == NULL)
      self->texts[i] = g_strdup ("");
  if (self->words == NULL)
    self->words = g_new0 (char *, 1);

  add_words (haystack, self->texts[PROP_NAME]);
  add_words (haystack, self->texts[PROP_SUMMARY]);
  add_words (haystack, self->texts[PROP_FAMILY]);
  add_words (haystack, self->texts[PROP_DESKTOP]);
  for (guint i = 0; self->words[i] != NULL; i++)
    add_words (haystack, self->words[i]);
  self->haystack = g_string_free_and_steal (haystack);
}

static void
frond_catalogue_entry_finalize (GObject *object)
{
  FrondCatalogueEntry *self = FROND_CATALOGUE_ENTRY (object);

  for (guint i = PROP_ID; i < N_TEXTS; i++)
    g_free (self->texts[i]);
  g_strfreev (self->words);
  g_free (self->haystack);
  g_ptr_array_unref (self->files);
  g_clear_object (&self->launch);
  G_OBJECT_CLASS (frond_catalogue_entry_parent_class)->finalize (object);
}

static void
frond_catalogue_entry_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  FrondCatalogueEntry *self = FROND_CATALOGUE_ENTRY (object);

  if (prop_id < N_TEXTS)
    {
      g_value_set_string (value, self->texts[prop_id]);
      return;
    }

  switch (prop_id)
    {
    case PROP_WORDS:
      g_value_set_boxed (value, self->words);
      break;
    case PROP_KIND:
      g_value_set_enum (value, self->kind);
      break;
    case PROP_ORIGIN:
      g_value_set_enum (value, self->origin);
      break;
    case PROP_FIRMWARE:
      g_value_set_enum (value, self->firmware);
      break;
    case PROP_MINIMUM_MEMORY:
      g_value_set_uint64 (value, self->minimum_memory);
      break;
    case PROP_MINIMUM_DISK:
      g_value_set_uint64 (value, self->minimum_disk);
      break;
    case PROP_CACHED:
      g_value_set_boolean (value, self->cached);
      break;
    case PROP_LAUNCH:
      g_value_set_object (value, self->launch);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
frond_catalogue_entry_set_property (GObject *object, guint prop_id, const GValue *value, GParamSpec *pspec)
{
  FrondCatalogueEntry *self = FROND_CATALOGUE_ENTRY (object);

  if (prop_id < N_TEXTS)
    {
      g_set_str (&self->texts[prop_id], g_value_get_string (value));
      return;
    }

  switch (prop_id)
    {
    case PROP_WORDS:
      g_strfreev (self->words);
      self->words = g_value_dup_boxed (value);
      break;
    case PROP_KIND:
      self->kind = g_value_get_enum (value);
      break;
    case PROP_ORIGIN:
      self->origin = g_value_get_enum (value);
      break;
    case PROP_FIRMWARE:
      self->firmware = g_value_get_enum (value);
      break;
    case PROP_MINIMUM_MEMORY:
      self->minimum_memory = g_value_get_uint64 (value);
      break;
    case PROP_MINIMUM_DISK:
      self->minimum_disk = g_value_get_uint64 (value);
      break;
    case PROP_CACHED:
      frond_catalogue_entry_set_cached (self, g_value_get_boolean (value));
      break;
    case PROP_LAUNCH:
      frond_catalogue_entry_set_launch (self, g_value_get_object (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
frond_catalogue_entry_class_init (FrondCatalogueEntryClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags made = G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS;
  const GParamFlags changes = G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->constructed = frond_catalogue_entry_constructed;
  object_class->finalize = frond_catalogue_entry_finalize;
  object_class->get_property = frond_catalogue_entry_get_property;
  object_class->set_property = frond_catalogue_entry_set_property;

  for (guint i = PROP_ID; i < N_TEXTS; i++)
    properties[i] = g_param_spec_string (text_names[i], NULL, NULL, "", made);
  properties[PROP_WORDS] = g_param_spec_boxed ("words", NULL, NULL, G_TYPE_STRV, made);
  properties[PROP_KIND] =
      g_param_spec_enum ("kind", NULL, NULL, FROND_TYPE_CATALOGUE_KIND, FROND_CATALOGUE_CLOUD_IMAGE, made);
  properties[PROP_ORIGIN] = g_param_spec_enum ("origin", NULL, NULL, FROND_TYPE_CATALOGUE_ORIGIN,
                                               FROND_CATALOGUE_FROM_OSINFO, made);
  properties[PROP_FIRMWARE] =
      g_param_spec_enum ("firmware", NULL, NULL, FROND_TYPE_FIRMWARE, FROND_FIRMWARE_AUTO, made);
  properties[PROP_MINIMUM_MEMORY] =
      g_param_spec_uint64 ("minimum-memory", NULL, NULL, 0, G_MAXUINT64, 0, made);
  properties[PROP_MINIMUM_DISK] = g_param_spec_uint64 ("minimum-disk", NULL, NULL, 0, G_MAXUINT64, 0, made);
  properties[PROP_CACHED] = g_param_spec_boolean ("cached", NULL, NULL, FALSE, changes);
  properties[PROP_LAUNCH] = g_param_spec_object ("launch", NULL, NULL, G_TYPE_OBJECT, changes);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
frond_catalogue_entry_init (FrondCatalogueEntry *self)
{
  self->files = g_ptr_array_new_with_free_func ((GDestroyNotify) frond_catalogue_file_free);
}

#define DEFINE_TEXT(name, NAME)                                                                              \
  const char *frond_catalogue_entry_get_##name (FrondCatalogueEntry *self)                                   \
  {                                                                                                          \
    g_return_val_if_fail (FROND_IS_CATALOGUE_ENTRY (self), "");                                              \
    return self->texts[PROP_##NAME];                                                                         \
  }

DEFINE_TEXT (id, ID)
DEFINE_TEXT (name, NAME)
DEFINE_TEXT (summary, SUMMARY)
DEFINE_TEXT (family, FAMILY)
DEFINE_TEXT (mark_text, MARK_TEXT)
DEFINE_TEXT (mark_color, MARK_COLOR)
DEFINE_TEXT (os_id, OS_ID)
DEFINE_TEXT (desktop, DESKTOP)
DEFINE_TEXT (released, RELEASED)
DEFINE_TEXT (eol, EOL)
DEFINE_TEXT (homepage, HOMEPAGE)

FrondCatalogueKind
frond_catalogue_entry_get_kind (FrondCatalogueEntry *self)
{
  g_return_val_if_fail (FROND_IS_CATALOGUE_ENTRY (self), FROND_CATALOGUE_INSTALLER);

  return self->kind;
}

FrondCatalogueOrigin
frond_catalogue_entry_get_origin (FrondCatalogueEntry *self)
{
  g_return_val_if_fail (FROND_IS_CATALOGUE_ENTRY (self), FROND_CATALOGUE_FROM_OSINFO);

  return self->origin;
}

FrondFirmware
frond_catalogue_entry_get_firmware (FrondCatalogueEntry *self)
{
  g_return_val_if_fail (FROND_IS_CATALOGUE_ENTRY (self), FROND_FIRMWARE_AUTO);

  return self->firmware;
}

guint64
frond_catalogue_entry_get_minimum_memory (FrondCatalogueEntry *self)
{
  g_return_val_if_fail (FROND_IS_CATALOGUE_ENTRY (self), 0);

  return self->minimum_memory;
}

guint64
frond_catalogue_entry_get_minimum_disk (FrondCatalogueEntry *self)
{
  g_return_val_if_fail (FROND_IS_CATALOGUE_ENTRY (self), 0);

  return self->minimum_disk;
}

gboolean
frond_catalogue_entry_get_cached (FrondCatalogueEntry *self)
{
  g_return_val_if_fail (FROND_IS_CATALOGUE_ENTRY (self), FALSE);

  return self->cached;
}

void
frond_catalogue_entry_set_cached (FrondCatalogueEntry *self, gboolean cached)
{
  g_return_if_fail (FROND_IS_CATALOGUE_ENTRY (self));

  if (self->cached == cached)
    return;
  self->cached = cached;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_CACHED]);
}

GObject *
frond_catalogue_entry_get_launch (FrondCatalogueEntry *self)
{
  g_return_val_if_fail (FROND_IS_CATALOGUE_ENTRY (self), NULL);

  return self->launch;
}

void
frond_catalogue_entry_set_launch (FrondCatalogueEntry *self, GObject *launch)
{
  g_return_if_fail (FROND_IS_CATALOGUE_ENTRY (self));

  if (g_set_object (&self->launch, launch))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_LAUNCH]);
}

gboolean
frond_catalogue_entry_is_disc (FrondCatalogueEntry *self)
{
  g_return_val_if_fail (FROND_IS_CATALOGUE_ENTRY (self), FALSE);

  return self->kind != FROND_CATALOGUE_CLOUD_IMAGE;
}

void
frond_catalogue_entry_add_file (FrondCatalogueEntry *self, FrondCatalogueFile *file)
{
  g_return_if_fail (FROND_IS_CATALOGUE_ENTRY (self));

  g_ptr_array_add (self->files, file);
}

const FrondCatalogueFile *
frond_catalogue_entry_get_file (FrondCatalogueEntry *self, const char *arch)
{
  g_return_val_if_fail (FROND_IS_CATALOGUE_ENTRY (self), NULL);

  for (guint i = 0; i < self->files->len; i++)
    {
      const FrondCatalogueFile *file = g_ptr_array_index (self->files, i);

      if (g_str_equal (file->arch, arch))
        return file;
    }
  return NULL;
}

const FrondCatalogueFile *
frond_catalogue_entry_get_nth_file (FrondCatalogueEntry *self, guint n)
{
  g_return_val_if_fail (FROND_IS_CATALOGUE_ENTRY (self), NULL);

  return n < self->files->len ? g_ptr_array_index (self->files, n) : NULL;
}

guint
frond_catalogue_entry_get_n_files (FrondCatalogueEntry *self)
{
  g_return_val_if_fail (FROND_IS_CATALOGUE_ENTRY (self), 0);

  return self->files->len;
}

static gboolean
begins_a_word (const char *haystack, const char *word, gsize length)
{
  for (const char *p = haystack; (p = strchr (p, ' ')) != NULL;)
    if (strncmp (++p, word, length) == 0)
      return TRUE;
  return FALSE;
}

gboolean
frond_catalogue_entry_matches (FrondCatalogueEntry *self, const char *query)
{
  g_return_val_if_fail (FROND_IS_CATALOGUE_ENTRY (self), FALSE);

  for (const char *word = query; *word != '\0';)
    {
      gsize length = strcspn (word, " ");

      if (length > 0 && !begins_a_word (self->haystack, word, length))
        return FALSE;
      word += length + strspn (word + length, " ");
    }
  return TRUE;
}

void
frond_catalogue_entry_complete_from (FrondCatalogueEntry *self, FrondCatalogueEntry *other)
{
  const guint known[] = { PROP_RELEASED, PROP_EOL, PROP_HOMEPAGE };

  g_return_if_fail (FROND_IS_CATALOGUE_ENTRY (self));
  g_return_if_fail (FROND_IS_CATALOGUE_ENTRY (other));

  for (guint i = 0; i < G_N_ELEMENTS (known); i++)
    if (*self->texts[known[i]] == '\0')
      g_set_str (&self->texts[known[i]], other->texts[known[i]]);
  if (self->minimum_memory == 0)
    self->minimum_memory = other->minimum_memory;
  if (self->minimum_disk == 0)
    self->minimum_disk = other->minimum_disk;
}
