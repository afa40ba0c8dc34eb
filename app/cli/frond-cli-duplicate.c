/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "frond-cli"

#include "frond-cli-private.h"

#include "frond-guest.h"
#include "frond-profile.h"

#include <glib/gi18n.h>

static FrondGuest *
duplicate (FrondCli *self, FrondGuest *guest, const char *wanted)
{
  g_autofree char *name =
      wanted != NULL ? g_strdup (wanted) : frond_library_suggest_duplicate (self->library, guest);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  FrondGuest *made;

  frond_library_duplicate_async (self->library, guest, name, self->cancellable, frond_cli_ready_cb, self);
  result = frond_cli_await (self);
  made = frond_library_create_finish (self->library, result, &error);
  if (made == NULL)
    frond_cli_fail (self, FROND_TASK_DUPLICATE, frond_profile_get_name (frond_guest_get_profile (guest)),
                    error);
  return made;
}

int
frond_cli_duplicate (int argc, char **argv)
{
  gboolean json = FALSE;
  g_autofree char *name = NULL;
  const GOptionEntry entries[] = {
    { "name", 0, 0, G_OPTION_ARG_STRING, &name, N_ ("Call the machine NAME"), N_ ("NAME") },
    { "json", 0, 0, G_OPTION_ARG_NONE, &json, N_ ("Print for programs, as JSON"), NULL },
    { NULL },
  };
  g_auto (GStrv) arguments = frond_cli_parse (entries, 1, 1, argc, argv);
  g_autoptr (FrondCli) self = NULL;
  int status = FROND_CLI_MISUSE;
  FrondGuest *guest;

  if (arguments != NULL && name != NULL && !frond_profile_name_is_valid (name, NULL))
    {
      frond_cli_tell ("%s", _ ("The name is not one that a machine can have."));
      return FROND_CLI_MISUSE;
    }
  if (arguments != NULL)
    self = frond_cli_new (TRUE, &status);
  if (self == NULL)
    return status;

  guest = frond_cli_find_known (self, arguments[0]);
  if (guest != NULL)
    guest = duplicate (self, guest, name);
  frond_cli_flush (self);
  if (guest != NULL && json)
    frond_cli_print_machine (guest);
  else if (guest != NULL)
    g_print ("%s\n", frond_profile_get_machine_uuid (frond_guest_get_profile (guest)));
  return (int) self->status;
}
