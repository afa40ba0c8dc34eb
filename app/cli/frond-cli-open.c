/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "frond-cli"

#include "frond-cli-private.h"

#include "frond-guest.h"
#include "frond-profile.h"
#include "frond-remote.h"

#include <glib/gi18n.h>

int
frond_cli_open (int argc, char **argv)
{
  gboolean start = FALSE;
  const GOptionEntry entries[] = {
    { "start", 0, 0, G_OPTION_ARG_NONE, &start, N_ ("Start the machine, too"), NULL },
    { NULL },
  };
  g_auto (GStrv) arguments = frond_cli_parse (entries, 1, 1, argc, argv);
  g_autoptr (FrondCli) self = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  int status = FROND_CLI_MISUSE;
  FrondGuest *guest;

  if (arguments != NULL)
    self = frond_cli_new (FALSE, &status);
  if (self == NULL)
    return status;
  guest = frond_cli_find (self, arguments[0]);
  if (guest == NULL)
    return (int) self->status;

  frond_remote_activate_async (start ? "start-machine" : "open-machine",
                               frond_profile_get_id (frond_guest_get_profile (guest)), self->cancellable,
                               frond_cli_ready_cb, self);
  result = frond_cli_await (self);
  if (!frond_remote_activate_finish (result, &error))
    /* Translators: %s is technical text, in English */
    frond_cli_complain (self, FROND_CLI_UNAVAILABLE, _ ("Frond’s windows could not be reached: %s"),
                        error->message);
  return (int) self->status;
}
