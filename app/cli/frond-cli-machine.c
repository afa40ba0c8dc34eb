/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "frond-cli"

#include "frond-cli-private.h"

#include "frond-guest-words.h"
#include "frond-guest.h"
#include "frond-machine-host.h"
#include "frond-profile.h"

#include <glib/gi18n.h>
#include <json-glib/json-glib.h>

/* Of what is printed for programs; a field may be added, none changes. */
#define OUTPUT_VERSION 1

const char *
frond_cli_nick (GType type, int value)
{
  g_autoptr (GEnumClass) class = g_type_class_ref (type);
  GEnumValue *known = g_enum_get_value (class, value);

  return known != NULL ? known->value_nick : "unknown";
}

char *
frond_cli_clean (const char *text)
{
  g_autoptr (GString) clean = g_string_new (NULL);

  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    g_string_append_unichar (clean, g_unichar_iscntrl (g_utf8_get_char (p)) ? ' ' : g_utf8_get_char (p));
  return g_string_free_and_steal (g_steal_pointer (&clean));
}

/* Finding. */

typedef gboolean (*Means) (FrondProfile *profile, const char *word);

static gboolean
has_id (FrondProfile *profile, const char *word)
{
  const char *uuid = frond_profile_get_machine_uuid (profile);

  return g_ascii_strcasecmp (frond_profile_get_id (profile), word) == 0 ||
         (uuid != NULL && g_ascii_strcasecmp (uuid, word) == 0);
}

static gboolean
has_name (FrondProfile *profile, const char *word)
{
  g_autofree char *name = g_utf8_normalize (frond_profile_get_name (profile), -1, G_NORMALIZE_NFC);
  g_autofree char *wanted = g_utf8_normalize (word, -1, G_NORMALIZE_NFC);

  return g_strcmp0 (name, wanted) == 0;
}

static gboolean
has_name_like (FrondProfile *profile, const char *word)
{
  g_autofree char *name = g_utf8_casefold (frond_profile_get_name (profile), -1);
  g_autofree char *wanted = g_utf8_casefold (word, -1);

  return g_utf8_collate (name, wanted) == 0;
}

static GPtrArray *
dup_profiles (FrondLibrary *library)
{
  GPtrArray *profiles = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (library)); i++)
    {
      g_autoptr (FrondGuest) guest = g_list_model_get_item (G_LIST_MODEL (library), i);

      g_ptr_array_add (profiles, g_object_ref (frond_guest_get_profile (guest)));
    }
  return profiles;
}

static GPtrArray *
find_all (GPtrArray *profiles, Means means, const char *word)
{
  GPtrArray *found = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < profiles->len; i++)
    if (means (g_ptr_array_index (profiles, i), word))
      g_ptr_array_add (found, g_object_ref (g_ptr_array_index (profiles, i)));
  return found;
}

static const char *
address_of (FrondProfile *profile)
{
  const char *uuid = frond_profile_get_machine_uuid (profile);

  return uuid != NULL ? uuid : frond_profile_get_id (profile);
}

static void
complain_ambiguous (FrondCli *self, const char *word, GPtrArray *found)
{
  frond_cli_complain (self, FROND_CLI_NOT_FOUND,
                      /* Translators: %s is the name of a machine; a list of ids follows */
                      _ ("Several machines are called “%s”. Say which one by its id:"), word);
  for (guint i = 0; i < found->len; i++)
    {
      FrondProfile *profile = g_ptr_array_index (found, i);
      g_autofree char *name = frond_cli_clean (frond_profile_get_name (profile));

      g_printerr ("  %s  %s\n", address_of (profile), name);
    }
}

/* The one of PROFILES that WORD means; that there are several is told. (transfer full) */
static FrondProfile *
find_one (FrondCli *self, GPtrArray *profiles, const char *word)
{
  const Means ways[] = { has_id, has_name, has_name_like };

  for (guint i = 0; i < G_N_ELEMENTS (ways); i++)
    {
      g_autoptr (GPtrArray) found = find_all (profiles, ways[i], word);

      if (found->len == 1)
        return g_object_ref (g_ptr_array_index (found, 0));
      if (found->len > 1)
        {
          complain_ambiguous (self, word, found);
          return NULL;
        }
    }
  return NULL;
}

FrondProfile *
frond_cli_find_trashed (FrondCli *self, const char *word)
{
  g_autoptr (GPtrArray) profiles = frond_library_dup_trashed (self->library);

  return find_one (self, profiles, word);
}

FrondGuest *
frond_cli_find (FrondCli *self, const char *word)
{
  g_autoptr (GPtrArray) profiles = dup_profiles (self->library);
  g_autoptr (FrondProfile) profile = find_one (self, profiles, word);

  if (profile != NULL)
    return frond_library_find (self->library, frond_profile_get_id (profile));
  if (self->status != FROND_CLI_OK)
    return NULL;

  frond_cli_complain (self, FROND_CLI_NOT_FOUND,
                      /* Translators: %s is what a person has typed */
                      _ ("There is no machine “%s”. “frond list” shows those that there are."), word);
  return NULL;
}

FrondGuest *
frond_cli_find_known (FrondCli *self, const char *word)
{
  FrondGuest *guest;
  g_autoptr (GError) error = NULL;

  frond_cli_settle (self);
  if (self->status != FROND_CLI_OK)
    return NULL;
  guest = frond_cli_find (self, word);
  if (guest == NULL || frond_guest_get_state (guest) != FROND_GUEST_UNKNOWN)
    return guest;

  error = frond_machine_host_dup_error (frond_guest_get_host (guest));
  if (error != NULL)
    frond_cli_fail (self, FROND_TASK_CHANGE, frond_profile_get_name (frond_guest_get_profile (guest)), error);
  else
    frond_cli_complain (self, FROND_CLI_TIMEOUT, _ ("What runs machines on this computer does not answer."));
  return NULL;
}

/* For programs. */

static void
add_time (JsonBuilder *builder, const char *name, gint64 when)
{
  g_autoptr (GDateTime) time = when > 0 ? g_date_time_new_from_unix_utc (when / G_USEC_PER_SEC) : NULL;
  g_autofree char *text = time != NULL ? g_date_time_format_iso8601 (time) : NULL;

  json_builder_set_member_name (builder, name);
  json_builder_add_string_value (builder, text);
}

static void
add_string (JsonBuilder *builder, const char *name, const char *value)
{
  json_builder_set_member_name (builder, name);
  json_builder_add_string_value (builder, value);
}

static void
add_number (JsonBuilder *builder, const char *name, guint64 value)
{
  json_builder_set_member_name (builder, name);
  json_builder_add_int_value (builder, (gint64) MIN (value, G_MAXINT64));
}

static void
add_profile (JsonBuilder *builder, FrondProfile *profile, const char *state, const char *reason,
             const char *place)
{
  json_builder_begin_object (builder);
  add_string (builder, "id", frond_profile_get_id (profile));
  add_string (builder, "uuid", frond_profile_get_machine_uuid (profile));
  add_string (builder, "name", frond_profile_get_name (profile));
  add_string (builder, "state", state);
  add_string (builder, "reason", reason);
  add_string (builder, "place", place);
  add_string (builder, "system", frond_profile_get_os_name (profile));
  add_string (builder, "system-id", frond_profile_get_os_id (profile));
  add_number (builder, "memory", frond_profile_get_memory (profile));
  add_number (builder, "cpus", frond_profile_get_vcpus (profile));
  add_number (builder, "disk", frond_profile_get_disk_size (profile));
  add_string (builder, "notes", frond_profile_get_notes (profile));
  add_time (builder, "created", frond_profile_get_created (profile));
  add_time (builder, "last-used", frond_profile_get_last_used (profile));
  json_builder_end_object (builder);
}

static void
add_machine (JsonBuilder *builder, FrondGuest *guest)
{
  add_profile (builder, frond_guest_get_profile (guest),
               frond_cli_nick (FROND_TYPE_GUEST_STATE, (int) frond_guest_get_state (guest)),
               frond_cli_nick (FROND_TYPE_GUEST_REASON, (int) frond_guest_get_reason (guest)),
               frond_cli_nick (FROND_TYPE_HOST_MODE, (int) frond_guest_get_mode (guest)));
}

static JsonBuilder *
begin (void)
{
  JsonBuilder *builder = json_builder_new ();

  json_builder_begin_object (builder);
  add_number (builder, "version", OUTPUT_VERSION);
  return builder;
}

static void
end (JsonBuilder *builder)
{
  g_autoptr (JsonNode) root = NULL;
  g_autofree char *text = NULL;

  json_builder_end_object (builder);
  root = json_builder_get_root (builder);
  text = json_to_string (root, TRUE);
  g_print ("%s\n", text);
}

void
frond_cli_print_machine_file (FrondGuest *guest, const char *file)
{
  g_autoptr (JsonBuilder) builder = begin ();

  json_builder_set_member_name (builder, "machine");
  add_machine (builder, guest);
  if (file != NULL)
    add_string (builder, "file", file);
  end (builder);
}

void
frond_cli_print_profile (FrondProfile *profile)
{
  const gboolean system = g_strcmp0 (frond_profile_get_helper (profile), "system") == 0;
  g_autoptr (JsonBuilder) builder = begin ();

  json_builder_set_member_name (builder, "machine");
  add_profile (builder, profile, frond_cli_nick (FROND_TYPE_GUEST_STATE, FROND_GUEST_STOPPED),
               frond_cli_nick (FROND_TYPE_GUEST_REASON, FROND_GUEST_REASON_NONE),
               system ? "system" : "session");
  end (builder);
}

void
frond_cli_print_machine (FrondGuest *guest)
{
  frond_cli_print_machine_file (guest, NULL);
}

void
frond_cli_print_machines (FrondLibrary *library)
{
  g_autoptr (JsonBuilder) builder = begin ();

  json_builder_set_member_name (builder, "machines");
  json_builder_begin_array (builder);
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (library)); i++)
    {
      g_autoptr (FrondGuest) guest = g_list_model_get_item (G_LIST_MODEL (library), i);

      add_machine (builder, guest);
    }
  json_builder_end_array (builder);
  end (builder);
}
