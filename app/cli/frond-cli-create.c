/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "frond-cli"

#include "frond-cli-private.h"

#include "frond-cli-catalogue.h"
#include "frond-cli-unlock.h"
#include "frond-cli-wishes.h"
#include "frond-error.h"
#include "frond-guest.h"
#include "frond-host-capabilities.h"
#include "frond-machine-host.h"
#include "frond-media.h"
#include "frond-profile.h"

#include <glib/gi18n.h>
#include <string.h>

/* What a person means by WORD: a file by its place, or by being there; else a system of the catalogue. */
static gboolean
is_file (const char *word)
{
  g_autofree char *scheme = g_uri_parse_scheme (word);

  return scheme != NULL || strchr (word, '/') != NULL || g_str_has_suffix (word, ".iso") ||
         g_file_test (word, G_FILE_TEST_EXISTS);
}

static FrondMedia *
detect (FrondCli *self, GFile *file)
{
  g_autofree char *name = g_file_get_parse_name (file);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  FrondMedia *media;

  frond_media_detect_async (file, self->cancellable, frond_cli_ready_cb, self);
  result = frond_cli_await (self);
  media = frond_media_detect_finish (result, &error);
  if (media == NULL)
    frond_cli_fail (self, FROND_TASK_DETECT, name, error);
  return media;
}

static FrondGuest *
create (FrondCli *self, FrondProfile *profile)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  FrondGuest *guest;

  frond_library_create_async (self->library, profile, NULL, self->cancellable, frond_cli_ready_cb, self);
  result = frond_cli_await (self);
  guest = frond_library_create_finish (self->library, result, &error);
  if (guest == NULL)
    frond_cli_fail (self, FROND_TASK_CREATE, frond_profile_get_name (profile), error);
  return guest;
}

static FrondGuest *
create_from_file (FrondCli *self, const char *word, const FrondCliWishes *wishes)
{
  FrondMachineHost *host = frond_library_choose_host (self->library, wishes->place);
  g_autoptr (FrondHostCapabilities) capabilities = frond_machine_host_dup_capabilities (host);
  g_autofree char *path = g_filename_from_utf8 (word, -1, NULL, NULL, NULL);
  g_autoptr (GFile) file = g_file_new_for_commandline_arg (path != NULL ? path : word);
  g_autoptr (FrondMedia) media = NULL;
  g_autoptr (FrondProfile) profile = NULL;

  if (!frond_cli_wishes_fit (wishes, NULL))
    {
      self->status = FROND_CLI_MISUSE;
      return NULL;
    }
  media = detect (self, file);
  if (media == NULL)
    return NULL;
  profile = frond_media_suggest_profile (media, capabilities);
  if (wishes->name == NULL)
    {
      g_autofree char *name = frond_library_suggest_name (self->library, frond_profile_get_name (profile));

      frond_profile_set_name (profile, name);
    }
  frond_cli_wishes_apply (wishes, profile);
  return create (self, profile);
}

void
frond_cli_take_settings (FrondCli *self)
{
  g_autoptr (FrondSettings) settings = frond_settings_new ();

  /* Where the person wants new machines. */
  frond_settings_bind_library (settings, self->library);
}

int
frond_cli_end_with (FrondCli *self, FrondGuest *guest, gboolean start, gboolean json)
{
  if (guest != NULL && start)
    frond_cli_unlock_start (self, guest, NULL);
  frond_cli_flush (self);
  if (guest != NULL && json)
    frond_cli_print_machine (guest);
  else if (guest != NULL)
    g_print ("%s\n", frond_profile_get_machine_uuid (frond_guest_get_profile (guest)));
  return (int) self->status;
}

int
frond_cli_create (int argc, char **argv)
{
  gboolean json = FALSE;
  gboolean start = FALSE;
  g_auto (FrondCliWishes) wishes = { 0 };
  const GOptionEntry entries[] = {
    { "name", 0, 0, G_OPTION_ARG_STRING, &wishes.name, N_ ("Call the machine NAME"), N_ ("NAME") },
    { "memory", 0, 0, G_OPTION_ARG_STRING, &wishes.memory, N_ ("Give it SIZE of memory, such as 4G"),
      N_ ("SIZE") },
    { "cpus", 0, 0, G_OPTION_ARG_INT, &wishes.cpus, N_ ("Give it NUMBER processors"), N_ ("NUMBER") },
    { "disk", 0, 0, G_OPTION_ARG_STRING, &wishes.disk, N_ ("Give it a disk of SIZE, such as 40G"),
      N_ ("SIZE") },
    { "desktop", 0, 0, G_OPTION_ARG_STRING, &wishes.desktop,
      N_ ("Give a ready-made system a desktop: gnome, kde, xfce or none"), N_ ("DESKTOP") },
    { "place", 0, 0, G_OPTION_ARG_STRING, &wishes.place,
      N_ ("Make it of your own (session) or on this computer’s service (system)"), N_ ("PLACE") },
    { "start", 0, 0, G_OPTION_ARG_NONE, &start, N_ ("Start it"), NULL },
    { "json", 0, 0, G_OPTION_ARG_NONE, &json, N_ ("Print for programs, as JSON"), NULL },
    { NULL },
  };
  g_auto (GStrv) arguments = frond_cli_parse (entries, 1, 1, argc, argv);
  g_autoptr (FrondCli) self = NULL;
  int status = FROND_CLI_MISUSE;
  FrondGuest *guest;

  if (arguments != NULL && frond_cli_wishes_check (&wishes))
    self = frond_cli_new (TRUE, &status);
  if (self == NULL)
    return status;

  frond_cli_take_settings (self);
  frond_cli_settle (self);
  if (self->status != FROND_CLI_OK)
    return (int) self->status;
  guest = is_file (arguments[0]) ? create_from_file (self, arguments[0], &wishes)
                                 : frond_cli_catalogue_create (self, arguments[0], &wishes);
  return frond_cli_end_with (self, guest, start, json);
}
