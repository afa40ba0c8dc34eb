/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* What the session knows of its person, for FrondAnswers. */
#include "frond-answers.h"

#include "frond-os-database.h"

#include <dirent.h>
#include <string.h>

#define X11_KEYBOARDS "http://x.org/x11-keyboard"
#define MAX_FILE      (64 * 1024)

static char *
read_small (const char *path)
{
  g_autoptr (GMappedFile) file = g_mapped_file_new (path, FALSE, NULL);
  gsize length = file != NULL ? g_mapped_file_get_length (file) : 0;

  return length > 0 && length <= MAX_FILE ? g_strndup (g_mapped_file_get_contents (file), length) : NULL;
}

/* Countries whose code is not that of their language. */
static const char *
country_of (const char *language)
{
  static const char *const known[][2] = {
    { "en", "US" }, { "ja", "JP" }, { "ko", "KR" }, { "zh", "CN" }, { "cs", "CZ" }, { "da", "DK" },
    { "el", "GR" }, { "sv", "SE" }, { "uk", "UA" }, { "he", "IL" }, { "nb", "NO" }, { "et", "EE" },
    { "sl", "SI" }, { "vi", "VN" }, { "fa", "IR" }, { "hi", "IN" }, { "ar", "EG" }, { "be", "BY" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (known); i++)
    if (g_str_equal (known[i][0], language))
      return known[i][1];
  return NULL;
}

/* glibc's name of the language of the session, with its country. */
static char *
get_locale (void)
{
  const char *const *names = g_get_language_names ();
  g_auto (GStrv) parts = g_strsplit (names[0], ".", 2);
  g_auto (GStrv) modifier = g_strsplit (parts[0] != NULL ? parts[0] : "", "@", 2);
  const char *language = modifier[0] != NULL ? modifier[0] : "";
  g_autofree char *country = NULL;

  if (!g_regex_match_simple ("^[a-z]{2,3}(_[A-Z]{2})?$", language, G_REGEX_DOLLAR_ENDONLY, 0))
    return g_strdup ("en_US.UTF-8");
  if (strchr (language, '_') != NULL)
    return g_strconcat (language, ".UTF-8", NULL);

  country = country_of (language) != NULL ? g_strdup (country_of (language)) : g_ascii_strup (language, 2);
  return g_strdup_printf ("%s_%s.UTF-8", language, country);
}

static gboolean
set_keyboard (FrondAnswers *self, const char *layout, const char *variant)
{
  if (layout == NULL || !g_regex_match_simple ("^[a-z]{2,16}$", layout, G_REGEX_DOLLAR_ENDONLY, 0))
    return FALSE;

  g_set_str (&self->x_layout, layout);
  g_set_str (&self->x_variant, variant != NULL ? variant : "");
  return TRUE;
}

/* The first of the desktop's layouts: ('xkb', 'ch+fr'). */
static gboolean
take_desktop_keyboard (FrondAnswers *self)
{
  GSettingsSchemaSource *source = g_settings_schema_source_get_default ();
  g_autoptr (GSettingsSchema) schema = NULL;
  g_autoptr (GSettings) settings = NULL;
  g_autoptr (GVariant) sources = NULL;
  const char *type, *id;
  GVariantIter iter;

  if (source != NULL)
    schema = g_settings_schema_source_lookup (source, "org.gnome.desktop.input-sources", TRUE);
  if (schema == NULL)
    return FALSE;

  settings = g_settings_new_full (schema, NULL, NULL);
  sources = g_settings_get_value (settings, "sources");
  g_variant_iter_init (&iter, sources);
  while (g_variant_iter_next (&iter, "(&s&s)", &type, &id))
    {
      g_auto (GStrv) parts = g_strsplit (id, "+", 2);

      if (g_str_equal (type, "xkb") && set_keyboard (self, parts[0], parts[1]))
        return TRUE;
    }
  return FALSE;
}

/* NAME="value" of a file for shells; several layouts are apart by commas. (transfer full) */
static char *
get_assignment (const char *text, const char *name)
{
  g_autofree char *pattern = g_strdup_printf ("^%s=[\"']?([A-Za-z0-9_-]*)", name);
  g_autoptr (GRegex) regex = g_regex_new (pattern, G_REGEX_MULTILINE, 0, NULL);
  g_autoptr (GMatchInfo) match = NULL;

  return g_regex_match (regex, text, 0, &match) ? g_match_info_fetch (match, 1) : NULL;
}

static gboolean
take_system_keyboard (FrondAnswers *self)
{
  static const char *const files[] = { "/etc/default/keyboard", "/etc/vconsole.conf" };

  for (gsize i = 0; i < G_N_ELEMENTS (files); i++)
    {
      g_autofree char *text = read_small (files[i]);
      g_autofree char *layout = text != NULL ? get_assignment (text, "XKBLAYOUT") : NULL;
      g_autofree char *variant = text != NULL ? get_assignment (text, "XKBVARIANT") : NULL;

      if (set_keyboard (self, layout, variant))
        return TRUE;
    }
  return FALSE;
}

/* "ch (fr)" is what libosinfo says of fr_CH. */
static void
take_language_keyboard (FrondAnswers *self)
{
  g_auto (GStrv) locale = g_strsplit (self->locale, ".", 2);
  g_autofree char *keyboard = frond_os_database_dup_mapped (X11_KEYBOARDS, locale[0]);
  g_auto (GStrv) parts = NULL;

  if (keyboard == NULL)
    return;
  g_strdelimit (keyboard, "()", ' ');
  parts = g_strsplit (g_strstrip (keyboard), " ", 2);
  set_keyboard (self, parts[0], parts[1] != NULL ? g_strstrip (parts[1]) : NULL);
}

static char *
get_timezone (void)
{
  g_autoptr (GTimeZone) zone = g_time_zone_new_local ();
  const char *name = g_time_zone_get_identifier (zone);

  return g_strdup (name != NULL && strchr (name, '/') != NULL && name[0] != '/' ? name : "");
}

static gboolean
take_ssh_key (GStrvBuilder *keys, const char *folder, const char *name)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autofree char *text = read_small (path);
  g_auto (GStrv) lines = text != NULL ? g_strsplit (text, "\n", 2) : NULL;

  if (lines == NULL || lines[0] == NULL || !g_utf8_validate (lines[0], -1, NULL) ||
      !g_regex_match_simple ("^(ssh-|ecdsa-|sk-)[a-z0-9@.-]+ [A-Za-z0-9+/=]+( [^\\p{C}]*)?$",
                             g_strstrip (lines[0]), G_REGEX_DOLLAR_ENDONLY, 0))
    return FALSE;
  g_strv_builder_add (keys, lines[0]);
  return TRUE;
}

static GStrv
get_ssh_keys (void)
{
  g_autoptr (GStrvBuilder) keys = g_strv_builder_new ();
  g_autofree char *folder = g_build_filename (g_get_home_dir (), ".ssh", NULL);
  DIR *names = opendir (folder);
  struct dirent *entry;
  guint taken = 0;

  while (names != NULL && taken < FROND_ANSWERS_MAX_SSH_KEYS && (entry = readdir (names)) != NULL)
    if (g_str_has_suffix (entry->d_name, ".pub") && take_ssh_key (keys, folder, entry->d_name))
      taken++;
  if (names != NULL)
    closedir (names);
  return g_strv_builder_end (keys);
}

static void
read_session (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  FrondAnswers *self = frond_answers_new ();
  const char *real_name = g_get_real_name ();

  g_free (self->user_name);
  self->user_name = frond_answers_suggest_user_name (g_get_user_name ());
  if (real_name != NULL && g_utf8_validate (real_name, -1, NULL) && !g_str_equal (real_name, "Unknown") &&
      strlen (real_name) <= FROND_ANSWERS_MAX_NAME)
    g_set_str (&self->full_name, real_name);
  g_free (self->locale);
  self->locale = get_locale ();
  if (!take_desktop_keyboard (self) && !take_system_keyboard (self))
    take_language_keyboard (self);
  g_free (self->timezone);
  self->timezone = get_timezone ();
  g_strfreev (self->ssh_keys);
  self->ssh_keys = get_ssh_keys ();
  g_task_return_pointer (task, self, (GDestroyNotify) frond_answers_free);
}

void
frond_answers_from_session_async (GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);

  g_task_set_source_tag (task, frond_answers_from_session_async);
  g_task_run_in_thread (task, read_session);
}

FrondAnswers *
frond_answers_from_session_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
