/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "frond-catalogue-reader.h"

#include "frond-catalogue-json.h"
#include "frond-error.h"

#define MAX_FILES 8
#define MAX_WORDS 16
#define MAX_BYTES (G_GUINT64_CONSTANT (16) << 40)
#define MAX_DEPTH 16

FrondCatalogueProblem *
frond_catalogue_problem_new (const char *file, const GError *error)
{
  FrondCatalogueProblem *self = g_new0 (FrondCatalogueProblem, 1);
  const char *field = frond_error_get_field (error);

  self->file = g_strdup (file);
  self->field = g_strdup (field != NULL ? field : "");
  self->detail = g_strdup (error->message);
  return self;
}

void
frond_catalogue_problem_free (FrondCatalogueProblem *self)
{
  if (self == NULL)
    return;

  g_free (self->file);
  g_free (self->field);
  g_free (self->detail);
  g_free (self);
}

static gboolean
read_checksum (FrondJsonPlace *place, FrondCatalogueFile *file, gboolean local, GError **error)
{
  static const char *const keys[] = { "type", "value", "url", "name", NULL };
  static const char *const types[] = { "sha256", "sha512", NULL };
  gsize length;

  if (!frond_json_check_keys (place, keys, error) ||
      !frond_json_read_choice (place, "type", types, TRUE, &file->checksum_type, error) ||
      !frond_json_read_hex (place, "value", &file->checksum_value, error) ||
      !frond_json_read_url (place, "url", local, FALSE, &file->checksum_url, error) ||
      !frond_json_read_text (place, "name", 255, FALSE, &file->checksum_name, error))
    return FALSE;

  length = g_str_equal (file->checksum_type, "sha256") ? 64 : 128;
  if (*file->checksum_value != '\0' && strlen (file->checksum_value) != length)
    return frond_json_fail (place, "value", error, "has not %" G_GSIZE_FORMAT " digits", length);
  if (*file->checksum_value == '\0' && *file->checksum_url == '\0')
    return frond_json_fail (place, "value", error, "is missing, and so is a url");
  return TRUE;
}

static gboolean
read_signature (FrondJsonPlace *place, FrondCatalogueFile *file, gboolean local, GError **error)
{
  static const char *const keys[] = { "url", "key", NULL };

  if (!frond_json_check_keys (place, keys, error) ||
      !frond_json_read_url (place, "url", local, TRUE, &file->signature_url, error) ||
      !frond_json_read_hex (place, "key", &file->signature_key, error))
    return FALSE;

  return strlen (file->signature_key) == 40 ||
         frond_json_fail (place, "key", error, "is no fingerprint of 40 digits");
}

static gboolean
read_file_parts (FrondJsonPlace *place, FrondCatalogueFile *file, gboolean local, GError **error)
{
  g_autoptr (FrondJsonPlace) checksum = NULL;
  g_autoptr (FrondJsonPlace) signature = NULL;

  if (!frond_json_enter (place, "checksum", &checksum, error) ||
      !frond_json_enter (place, "signature", &signature, error))
    return FALSE;

  return (checksum == NULL || read_checksum (checksum, file, local, error)) &&
         (signature == NULL || read_signature (signature, file, local, error));
}

static FrondCatalogueFile *
read_file (FrondJsonPlace *place, gboolean local, GError **error)
{
  static const char *const keys[] = { "arch", "url",      "format",    "compression",
                                      "size", "checksum", "signature", NULL };
  static const char *const archs[] = { "x86_64", "aarch64", "riscv64", "ppc64le", "s390x", NULL };
  static const char *const formats[] = { "iso", "qcow2", "raw", "vmdk", "vhdx", NULL };
  static const char *const compressions[] = { "xz", "gzip", "zstd", "bzip2", NULL };
  g_autoptr (FrondCatalogueFile) file = frond_catalogue_file_new ("", "", "");

  if (!frond_json_check_keys (place, keys, error) ||
      !frond_json_read_choice (place, "arch", archs, TRUE, &file->arch, error) ||
      !frond_json_read_url (place, "url", local, TRUE, &file->url, error) ||
      !frond_json_read_choice (place, "format", formats, TRUE, &file->format, error) ||
      !frond_json_read_choice (place, "compression", compressions, FALSE, &file->compression, error) ||
      !frond_json_read_size (place, "size", MAX_BYTES, &file->size, error) ||
      !read_file_parts (place, file, local, error))
    return NULL;

  /* Nobody could tell such a file from another one on the way here. */
  if (g_str_has_prefix (file->url, "http:") && *file->checksum_type == '\0')
    {
      frond_json_fail (place, "checksum", error, "is missing, and the address is not https");
      return NULL;
    }
  return g_steal_pointer (&file);
}

static gboolean
read_files (FrondJsonPlace *place, FrondCatalogueEntry *entry, gboolean local, GError **error)
{
  guint n = 0;

  if (!frond_json_count (place, "files", 1, MAX_FILES, &n, error))
    return FALSE;

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (FrondJsonPlace) inner = frond_json_enter_nth (place, "files", i, error);
      g_autoptr (FrondCatalogueFile) file = inner != NULL ? read_file (inner, local, error) : NULL;

      if (file == NULL)
        return FALSE;
      if (frond_catalogue_entry_get_file (entry, file->arch) != NULL)
        return frond_json_fail (inner, "arch", error, "has a file already");
      if (g_str_equal (file->format, "iso") != frond_catalogue_entry_is_disc (entry))
        return frond_json_fail (inner, "format", error, "does not fit the entry's kind");
      frond_catalogue_entry_add_file (entry, g_steal_pointer (&file));
    }
  return TRUE;
}

/* What an entry says, before it is one. */
typedef struct
{
  char *id, *name, *summary, *family, *kind, *osinfo, *desktop, *released, *eol, *homepage, *firmware;
  char *mark_text, *mark_color;
  char **words;
  guint64 disk, memory;
} Draft;

static void
draft_clear (Draft *self)
{
  char **texts[] = { &self->id,       &self->name,      &self->summary,   &self->family, &self->kind,
                     &self->osinfo,   &self->desktop,   &self->released,  &self->eol,    &self->homepage,
                     &self->firmware, &self->mark_text, &self->mark_color };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    g_clear_pointer (texts[i], g_free);
  g_clear_pointer (&self->words, g_strfreev);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Draft, draft_clear)

static gboolean
read_mark (FrondJsonPlace *place, Draft *draft, GError **error)
{
  static const char *const keys[] = { "text", "color", NULL };
  g_autoptr (FrondJsonPlace) mark = NULL;

  if (!frond_json_enter (place, "mark", &mark, error))
    return FALSE;
  if (mark == NULL)
    return TRUE;

  return frond_json_check_keys (mark, keys, error) &&
         frond_json_read_text (mark, "text", 2, TRUE, &draft->mark_text, error) &&
         frond_json_read_color (mark, "color", &draft->mark_color, error);
}

static gboolean
read_needs (FrondJsonPlace *place, Draft *draft, GError **error)
{
  static const char *const keys[] = { "disk", "memory", NULL };
  g_autoptr (FrondJsonPlace) needs = NULL;

  if (!frond_json_enter (place, "needs", &needs, error))
    return FALSE;
  if (needs == NULL)
    return TRUE;

  return frond_json_check_keys (needs, keys, error) &&
         frond_json_read_size (needs, "disk", MAX_BYTES, &draft->disk, error) &&
         frond_json_read_size (needs, "memory", MAX_BYTES, &draft->memory, error);
}

static gboolean
read_draft (FrondJsonPlace *place, Draft *draft, GError **error)
{
  static const char *const keys[] = { "id",       "name",    "summary", "family",   "kind", "mark",
                                      "osinfo",   "desktop", "words",   "released", "eol",  "homepage",
                                      "firmware", "needs",   "files",   NULL };
  static const char *const kinds[] = { "cloud-image", "live", "installer", "netboot", NULL };
  static const char *const firmwares[] = { "bios", "uefi", NULL };

  return frond_json_check_keys (place, keys, error) && frond_json_read_id (place, "id", &draft->id, error) &&
         frond_json_read_text (place, "name", 64, TRUE, &draft->name, error) &&
         frond_json_read_text (place, "summary", 120, TRUE, &draft->summary, error) &&
         frond_json_read_text (place, "family", 64, FALSE, &draft->family, error) &&
         frond_json_read_choice (place, "kind", kinds, TRUE, &draft->kind, error) &&
         read_mark (place, draft, error) && frond_json_read_os_id (place, "osinfo", &draft->osinfo, error) &&
         frond_json_read_text (place, "desktop", 64, FALSE, &draft->desktop, error) &&
         frond_json_read_texts (place, "words", MAX_WORDS, 64, &draft->words, error) &&
         frond_json_read_date (place, "released", &draft->released, error) &&
         frond_json_read_date (place, "eol", &draft->eol, error) &&
         frond_json_read_url (place, "homepage", FALSE, FALSE, &draft->homepage, error) &&
         frond_json_read_choice (place, "firmware", firmwares, FALSE, &draft->firmware, error) &&
         read_needs (place, draft, error);
}

static int
enum_of (GType type, const char *nick)
{
  g_autoptr (GEnumClass) klass = g_type_class_ref (type);
  GEnumValue *value = g_enum_get_value_by_nick (klass, nick);

  return value != NULL ? value->value : 0;
}

/* The mark of an entry that brings none. */
static char *
first_letter (const char *name)
{
  g_autofree char *letter = g_utf8_substring (name, 0, 1);

  return g_utf8_strup (letter, -1);
}

static FrondCatalogueEntry *
read_entry (FrondJsonPlace *place, FrondCatalogueOrigin origin, GError **error)
{
  g_auto (Draft) draft = { 0 };
  g_autoptr (FrondCatalogueEntry) entry = NULL;

  if (!read_draft (place, &draft, error))
    return NULL;
  if (draft.mark_text == NULL || *draft.mark_text == '\0')
    {
      g_free (draft.mark_text);
      draft.mark_text = first_letter (draft.name);
    }

  entry =
      g_object_new (FROND_TYPE_CATALOGUE_ENTRY, "id", draft.id, "name", draft.name, "summary", draft.summary,
                    "family", draft.family, "kind", enum_of (FROND_TYPE_CATALOGUE_KIND, draft.kind),
                    "mark-text", draft.mark_text, "mark-color", draft.mark_color, "os-id", draft.osinfo,
                    "desktop", draft.desktop, "words", draft.words, "released", draft.released, "eol",
                    draft.eol, "homepage", draft.homepage, "firmware",
                    *draft.firmware != '\0' ? enum_of (FROND_TYPE_FIRMWARE, draft.firmware)
                                            : (int) FROND_FIRMWARE_AUTO,
                    "minimum-disk", draft.disk, "minimum-memory", draft.memory, "origin", origin, NULL);
  if (!read_files (place, entry, origin == FROND_CATALOGUE_FROM_PERSON, error))
    return NULL;
  return g_steal_pointer (&entry);
}

static FrondJsonPlace *
open_top (GBytes *data, guint *n, GError **error)
{
  static const char *const keys[] = { "version", "entries", NULL };
  g_autoptr (FrondJsonPlace) top = NULL;
  guint64 version = 0;

  if (g_bytes_get_size (data) > FROND_CATALOGUE_MAX_BYTES)
    {
      frond_set_error (error, FROND_ERROR_OUT_OF_RANGE, NULL, "has more than %d bytes",
                       FROND_CATALOGUE_MAX_BYTES);
      return NULL;
    }

  top = frond_json_place_new (data, MAX_DEPTH, error);
  if (top == NULL || !frond_json_check_keys (top, keys, error) ||
      !frond_json_read_size (top, "version", G_MAXUINT, &version, error))
    return NULL;
  if (version != 1)
    {
      frond_json_fail (top, "version", error, "is not 1");
      return NULL;
    }
  if (!frond_json_count (top, "entries", 0, FROND_CATALOGUE_MAX_ENTRIES, n, error))
    return NULL;
  return g_steal_pointer (&top);
}

static void
take_problem (GPtrArray *problems, const char *name, GError *error)
{
  g_autoptr (GError) taken = error;

  g_ptr_array_add (problems, frond_catalogue_problem_new (name, taken));
}

GPtrArray *
frond_catalogue_read (GBytes *data, const char *name, FrondCatalogueOrigin origin, GPtrArray *problems)
{
  GPtrArray *entries = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (FrondJsonPlace) top = NULL;
  GError *error = NULL;
  guint n = 0;

  top = open_top (data, &n, &error);
  if (top == NULL)
    take_problem (problems, name, g_steal_pointer (&error));

  for (guint i = 0; top != NULL && i < n; i++)
    {
      g_autoptr (FrondJsonPlace) place = frond_json_enter_nth (top, "entries", i, &error);
      FrondCatalogueEntry *entry = place != NULL ? read_entry (place, origin, &error) : NULL;

      if (entry != NULL)
        g_ptr_array_add (entries, entry);
      else
        take_problem (problems, name, g_steal_pointer (&error));
    }
  return entries;
}
