/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "frond-cli"

#include "frond-cli-private.h"

#include "frond-guest-words.h"
#include "frond-guest.h"
#include "frond-machine-host.h"
#include "frond-profile.h"

#include <glib/gi18n.h>

enum
{
  NAME,
  STATE,
  SYSTEM,
  UUID,
  N_COLUMNS
};

/* Of any table. */
#define MAX_COLUMNS 8

/* In cells of a terminal. */
static guint
width_of (const char *text)
{
  guint width = 0;

  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    {
      const gunichar c = g_utf8_get_char (p);

      width += g_unichar_iszerowidth (c) ? 0 : g_unichar_iswide (c) ? 2 : 1;
    }
  return width;
}

static char **
make_row (FrondGuest *guest)
{
  FrondProfile *profile = frond_guest_get_profile (guest);
  const char *uuid = frond_profile_get_machine_uuid (profile);
  char **row = g_new0 (char *, N_COLUMNS + 1);

  row[NAME] = frond_cli_clean (frond_profile_get_name (profile));
  row[STATE] = g_strdup (frond_guest_words_state (guest));
  row[SYSTEM] = frond_cli_clean (frond_guest_words_system (profile));
  row[UUID] = g_strdup (uuid != NULL ? uuid : frond_profile_get_id (profile));
  return row;
}

static void
print_row (char **row, const guint *widths)
{
  for (guint i = 0; row[i] != NULL; i++)
    {
      const guint gap = row[i + 1] != NULL ? widths[i] - width_of (row[i]) + 2 : 0;

      g_print ("%s%*s", row[i], (int) gap, "");
    }
  g_print ("\n");
}

void
frond_cli_print_rows (GPtrArray *rows)
{
  guint widths[MAX_COLUMNS] = { 0 };

  for (guint i = 0; i < rows->len; i++)
    {
      char **row = g_ptr_array_index (rows, i);

      for (guint j = 0; j < MAX_COLUMNS && row[j] != NULL; j++)
        widths[j] = MAX (widths[j], width_of (row[j]));
    }
  for (guint i = 0; i < rows->len; i++)
    print_row (g_ptr_array_index (rows, i), widths);
}

static void
print_table (FrondLibrary *library)
{
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func ((GDestroyNotify) g_strfreev);
  char **head = g_new0 (char *, N_COLUMNS + 1);

  head[NAME] = g_strdup (_ ("Name"));
  head[STATE] = g_strdup (_ ("State"));
  head[SYSTEM] = g_strdup (_ ("System"));
  head[UUID] = g_strdup (_ ("ID"));
  g_ptr_array_add (rows, head);
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (library)); i++)
    {
      g_autoptr (FrondGuest) guest = g_list_model_get_item (G_LIST_MODEL (library), i);

      g_ptr_array_add (rows, make_row (guest));
    }
  frond_cli_print_rows (rows);
}

static void
print_names (FrondLibrary *library)
{
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (library)); i++)
    {
      g_autoptr (FrondGuest) guest = g_list_model_get_item (G_LIST_MODEL (library), i);
      FrondProfile *profile = frond_guest_get_profile (guest);
      const char *uuid = frond_profile_get_machine_uuid (profile);
      g_autofree char *name = frond_cli_clean (frond_profile_get_name (profile));

      g_print ("%s\t%s\n", uuid != NULL ? uuid : frond_profile_get_id (profile), name);
    }
}

/* The library can be told even so; what machines do cannot. */
static void
warn_about_hosts (FrondCli *self)
{
  g_autoptr (GError) error = frond_machine_host_dup_error (self->hosts[FROND_HOST_MODE_SESSION]);
  g_autoptr (FrondMessage) message = NULL;

  if (error == NULL)
    return;
  message = frond_message_new (FROND_TASK_LOAD, NULL, error);
  frond_cli_complain (self, FROND_CLI_UNAVAILABLE, "%s\n  (%s)", message->body, message->detail);
}

int
frond_cli_list (int argc, char **argv)
{
  gboolean json = FALSE;
  gboolean names = FALSE;
  const GOptionEntry entries[] = {
    { "json", 0, 0, G_OPTION_ARG_NONE, &json, N_ ("Print for programs, as JSON"), NULL },
    { "names", 0, 0, G_OPTION_ARG_NONE, &names,
      N_ ("Print only ids and names, and do not ask what the machines do"), NULL },
    { NULL },
  };
  g_auto (GStrv) arguments = frond_cli_parse (entries, 0, 0, argc, argv);
  g_autoptr (FrondCli) self = NULL;
  int status = FROND_CLI_MISUSE;

  if (arguments != NULL)
    self = frond_cli_new (!names, &status);
  if (self == NULL)
    return status;
  if (names)
    {
      print_names (self->library);
      return FROND_CLI_OK;
    }

  frond_cli_settle (self);
  warn_about_hosts (self);
  if (json)
    frond_cli_print_machines (self->library);
  else
    print_table (self->library);
  return (int) self->status;
}

static void
print_field (const char *label, const char *value)
{
  g_autofree char *clean = frond_cli_clean (value);

  if (clean[0] != '\0')
    g_print ("%s: %s\n", label, clean);
}

static void
print_time (const char *label, gint64 when)
{
  g_autoptr (GDateTime) time = when > 0 ? g_date_time_new_from_unix_local (when / G_USEC_PER_SEC) : NULL;
  g_autofree char *text = time != NULL ? g_date_time_format (time, "%c") : NULL;

  if (text != NULL)
    print_field (label, text);
}

static void
print_machine (FrondGuest *guest)
{
  FrondProfile *profile = frond_guest_get_profile (guest);
  g_autofree char *memory = frond_guest_words_size (frond_profile_get_memory (profile));
  g_autofree char *disk = frond_guest_words_size (frond_profile_get_disk_size (profile));
  g_autofree char *cpus = g_strdup_printf ("%u", frond_profile_get_vcpus (profile));
  const char *uuid = frond_profile_get_machine_uuid (profile);

  print_field (_ ("Name"), frond_profile_get_name (profile));
  print_field (_ ("ID"), uuid != NULL ? uuid : frond_profile_get_id (profile));
  print_field (_ ("State"), frond_guest_words_state (guest));
  print_field (_ ("System"), frond_guest_words_system (profile));
  print_field (_ ("Place"), frond_guest_words_place (frond_guest_get_mode (guest)));
  print_field (_ ("Memory"), memory);
  print_field (_ ("Processors"), cpus);
  print_field (_ ("Disk"), disk);
  print_time (_ ("Created"), frond_profile_get_created (profile));
  print_time (_ ("Last used"), frond_profile_get_last_used (profile));
  print_field (_ ("Notes"), frond_profile_get_notes (profile));
}

int
frond_cli_show (int argc, char **argv)
{
  gboolean json = FALSE;
  const GOptionEntry entries[] = {
    { "json", 0, 0, G_OPTION_ARG_NONE, &json, N_ ("Print for programs, as JSON"), NULL },
    { NULL },
  };
  g_auto (GStrv) arguments = frond_cli_parse (entries, 1, 1, argc, argv);
  g_autoptr (FrondCli) self = NULL;
  int status = FROND_CLI_MISUSE;
  FrondGuest *guest;

  if (arguments != NULL)
    self = frond_cli_new (TRUE, &status);
  if (self == NULL)
    return status;

  frond_cli_settle (self);
  guest = frond_cli_find (self, arguments[0]);
  if (guest == NULL)
    return (int) self->status;
  warn_about_hosts (self);
  if (json)
    frond_cli_print_machine (guest);
  else
    print_machine (guest);
  return (int) self->status;
}
