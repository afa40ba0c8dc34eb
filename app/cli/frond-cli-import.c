/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "frond-cli"

#include "frond-cli-private.h"

#include "frond-cli-unlock.h"
#include "frond-cli-wishes.h"
#include "frond-error.h"
#include "frond-guest.h"
#include "frond-host-capabilities.h"
#include "frond-import-job.h"
#include "frond-machine-host.h"
#include "frond-profile.h"

#include <glib/gi18n.h>

static void
progress_cb (double fraction, gpointer profile)
{
  frond_cli_progress (frond_profile_get_name (profile), fraction);
}

/* What is in the file that WORD is, and can be imported. NULL: told. */
static FrondImport *
detect (FrondCli *self, const char *word)
{
  g_autofree char *path = g_filename_from_utf8 (word, -1, NULL, NULL, NULL);
  g_autoptr (GFile) file = g_file_new_for_commandline_arg (path != NULL ? path : word);
  g_autofree char *name = g_file_get_parse_name (file);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (FrondImport) import = NULL;

  frond_import_detect_async (file, self->cancellable, frond_cli_ready_cb, self);
  result = frond_cli_await (self);
  import = frond_import_detect_finish (result, &error);
  if (import == NULL)
    {
      frond_cli_fail (self, FROND_TASK_DETECT, name, error);
      return NULL;
    }
  if (frond_import_get_kind (import) == FROND_IMPORT_DISC)
    {
      frond_cli_complain (self, FROND_CLI_MISUSE,
                          /* Translators: %s is the name of a file; leave “frond create” */
                          _ ("“%s” is a disc image. “frond create” makes a machine that starts from it."),
                          name);
      return NULL;
    }
  if (frond_import_get_problem (import) != 0)
    {
      frond_set_error (&error, (FrondError) frond_import_get_problem (import), "disks", "%s", name);
      frond_cli_fail (self, FROND_TASK_IMPORT, frond_import_get_name (import), error);
      return NULL;
    }
  return g_steal_pointer (&import);
}

static FrondProfile *
suggest (FrondCli *self, FrondImport *import, const FrondCliWishes *wishes)
{
  FrondMachineHost *host = frond_library_choose_host (self->library, wishes->place);
  g_autoptr (FrondHostCapabilities) capabilities = frond_machine_host_dup_capabilities (host);
  FrondProfile *profile = frond_import_suggest_profile (import, capabilities);
  g_autofree char *name = frond_library_suggest_name (self->library, frond_profile_get_name (profile));

  frond_profile_set_name (profile, name);
  frond_cli_wishes_apply (wishes, profile);
  return profile;
}

static FrondGuest *
import_file (FrondCli *self, const char *word, const FrondCliWishes *wishes)
{
  g_autoptr (FrondImport) import = detect (self, word);
  g_autoptr (FrondProfile) profile = import != NULL ? suggest (self, import, wishes) : NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  FrondGuest *guest;

  if (profile == NULL)
    return NULL;
  frond_import_job_async (self->library, import, profile, -1, progress_cb, profile, self->cancellable,
                          frond_cli_ready_cb, self);
  result = frond_cli_await (self);
  frond_cli_progress_end ();
  guest = frond_import_job_finish (result, &error);
  if (guest == NULL)
    frond_cli_fail (self, FROND_TASK_IMPORT, frond_import_get_name (import), error);
  return guest;
}

int
frond_cli_import (int argc, char **argv)
{
  gboolean json = FALSE;
  gboolean start = FALSE;
  g_auto (FrondCliWishes) wishes = { 0 };
  const GOptionEntry entries[] = {
    { "name", 0, 0, G_OPTION_ARG_STRING, &wishes.name, N_ ("Call the machine NAME"), N_ ("NAME") },
    { "memory", 0, 0, G_OPTION_ARG_STRING, &wishes.memory, N_ ("Give it SIZE of memory, such as 4G"),
      N_ ("SIZE") },
    { "cpus", 0, 0, G_OPTION_ARG_INT, &wishes.cpus, N_ ("Give it NUMBER processors"), N_ ("NUMBER") },
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
  guest = import_file (self, arguments[0], &wishes);
  return frond_cli_end_with (self, guest, start, json);
}
