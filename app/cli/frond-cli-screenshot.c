/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "frond-cli"

#include "frond-cli-private.h"

#include "frond-guest.h"
#include "frond-profile.h"
#include "frond-screenshot.h"

#include <glib/gi18n.h>
#include <stdio.h>

static GBytes *
take (FrondCli *self, FrondGuest *guest)
{
  const char *name = frond_profile_get_name (frond_guest_get_profile (guest));
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  GBytes *png;

  if (!frond_guest_is_on (guest))
    {
      /* Translators: %s is the name of a machine */
      frond_cli_complain (self, FROND_CLI_STATE, _ ("“%s” is off: it has no screen."), name);
      return NULL;
    }

  frond_guest_screenshot_async (guest, self->cancellable, frond_cli_ready_cb, self);
  result = frond_cli_await (self);
  png = frond_guest_screenshot_finish (guest, result, &error);
  if (png == NULL)
    frond_cli_fail (self, FROND_TASK_SCREENSHOT, name, error);
  return png;
}

/* Into a file of its own name where there is none. */
static GFile *
save (FrondCli *self, FrondGuest *guest, GBytes *png, const char *name, gboolean replace)
{
  const char *subject = frond_profile_get_name (frond_guest_get_profile (guest));
  g_autofree char *own_name = name == NULL ? frond_screenshot_dup_name (subject) : NULL;
  g_autofree char *path = g_filename_from_utf8 (name != NULL ? name : own_name, -1, NULL, NULL, NULL);
  g_autoptr (GFile) file = g_file_new_for_commandline_arg (path != NULL ? path : name);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GFileOutputStream) stream = NULL;
  g_autoptr (GError) error = NULL;
  gsize length;
  gconstpointer data = g_bytes_get_data (png, &length);

  /* What is there is somebody's. */
  stream = replace ? g_file_replace (file, NULL, FALSE, G_FILE_CREATE_NONE, self->cancellable, &error)
                   : g_file_create (file, G_FILE_CREATE_NONE, self->cancellable, &error);
  if (stream != NULL &&
      g_output_stream_write_all (G_OUTPUT_STREAM (stream), data, length, NULL, self->cancellable, &error) &&
      g_output_stream_close (G_OUTPUT_STREAM (stream), self->cancellable, &error))
    return g_steal_pointer (&file);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_EXISTS))
    frond_cli_complain (self, FROND_CLI_FAILED,
                        /* Translators: %s is the name of a file; leave “--replace” */
                        _ ("“%s” is there already. “--replace” writes over it."),
                        name != NULL ? name : own_name);
  else
    frond_cli_fail (self, FROND_TASK_SCREENSHOT, subject, error);
  return NULL;
}

static void
write_out (FrondCli *self, GBytes *png)
{
  gsize length;
  gconstpointer data = g_bytes_get_data (png, &length);

  if (fwrite (data, 1, length, stdout) != length || fflush (stdout) != 0)
    frond_cli_complain (self, FROND_CLI_FAILED, _ ("The picture could not be written."));
}

int
frond_cli_screenshot (int argc, char **argv)
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
  g_autoptr (GBytes) png = NULL;
  g_autoptr (GFile) file = NULL;
  g_autofree char *path = NULL;
  int status = FROND_CLI_MISUSE;
  FrondGuest *guest;

  if (arguments != NULL && json && g_strcmp0 (arguments[1], "-") == 0)
    {
      frond_cli_tell ("%s", _ ("Standard output is for the picture or for JSON."));
      return FROND_CLI_MISUSE;
    }
  if (arguments != NULL)
    self = frond_cli_new (TRUE, &status);
  if (self == NULL)
    return status;

  guest = frond_cli_find_known (self, arguments[0]);
  png = guest != NULL ? take (self, guest) : NULL;
  if (png == NULL)
    return (int) self->status;
  if (g_strcmp0 (arguments[1], "-") == 0)
    {
      write_out (self, png);
      return (int) self->status;
    }

  file = save (self, guest, png, arguments[1], replace);
  path = file != NULL ? g_file_get_parse_name (file) : NULL;
  if (path != NULL && json)
    frond_cli_print_machine_file (guest, path);
  else if (path != NULL)
    g_print ("%s\n", path);
  return (int) self->status;
}
