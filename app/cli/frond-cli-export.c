/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "frond-cli"

#include "frond-cli-private.h"

#include "frond-error.h"
#include "frond-export-job.h"
#include "frond-export.h"
#include "frond-guest.h"
#include "frond-profile.h"

#include <glib/gi18n.h>

static const char *
name_of (FrondGuest *guest)
{
  return frond_profile_get_name (frond_guest_get_profile (guest));
}

static void
progress_cb (double fraction, gpointer guest)
{
  frond_cli_progress (name_of (guest), fraction);
}

/* NULL: a name of its own in the current folder; a folder: in that. */
static GFile *
choose_file (FrondGuest *guest, const char *word)
{
  g_autofree char *own = frond_export_dup_name (name_of (guest));
  g_autofree char *path = g_filename_from_utf8 (word != NULL ? word : own, -1, NULL, NULL, NULL);
  g_autoptr (GFile) file = g_file_new_for_commandline_arg (path != NULL ? path : word);

  if (word != NULL && g_file_query_file_type (file, G_FILE_QUERY_INFO_NONE, NULL) == G_FILE_TYPE_DIRECTORY)
    return g_file_get_child (file, own);
  return g_steal_pointer (&file);
}

static gboolean export (FrondCli *self, FrondGuest *guest, GFile *file, gboolean replace)
{
  g_autofree char *path = g_file_get_parse_name (file);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  frond_export_job_async (guest, file, replace, progress_cb, guest, self->cancellable, frond_cli_ready_cb,
                          self);
  result = frond_cli_await (self);
  frond_cli_progress_end ();
  if (frond_export_job_finish (result, &error))
    return TRUE;

  if (g_error_matches (error, FROND_ERROR, FROND_ERROR_EXPORT_EXISTS))
    frond_cli_complain (self, FROND_CLI_FAILED,
                        /* Translators: %s is the name of a file; leave “--replace” */
                        _ ("“%s” is there already. “--replace” writes over it."), path);
  else
    frond_cli_fail (self, FROND_TASK_EXPORT, name_of (guest), error);
  return FALSE;
}

int
frond_cli_export (int argc, char **argv)
{
  gboolean json = FALSE;
  gboolean replace = FALSE;
  const GOptionEntry entries[] = {
    { "replace", 0, 0, G_OPTION_ARG_NONE, &replace, N_ ("Write over a file that is there"), NULL },
    { "json", 0, 0, G_OPTION_ARG_NONE, &json, N_ ("Print for programs, as JSON"), NULL },
    { NULL },
  };
  g_auto (GStrv) arguments = frond_cli_parse (entries, 1, 2, argc, argv);
  g_autoptr (FrondCli) self = NULL;
  g_autoptr (GFile) file = NULL;
  g_autofree char *path = NULL;
  int status = FROND_CLI_MISUSE;
  FrondGuest *guest;

  if (arguments != NULL)
    self = frond_cli_new (TRUE, &status);
  if (self == NULL)
    return status;
  guest = frond_cli_find_known (self, arguments[0]);
  if (guest == NULL)
    return (int) self->status;

  file = choose_file (guest, arguments[1]);
  if (!export (self, guest, file, replace))
    return (int) self->status;
  path = g_file_get_parse_name (file);
  if (json)
    frond_cli_print_machine_file (guest, path);
  else
    g_print ("%s\n", path);
  return (int) self->status;
}
