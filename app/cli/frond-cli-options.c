/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "frond-cli"

#include "frond-cli-private.h"

#include "frond-config.h"

#include <glib/gi18n.h>

static char **
take_arguments (int argc, char **argv, GError **error)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  for (int i = 1; i < argc; i++)
    {
      g_autofree char *text = NULL;

      /* What GOption leaves of the end of the options. */
      if (i == 1 && g_str_equal (argv[i], "--"))
        continue;
      text = g_locale_to_utf8 (argv[i], -1, NULL, NULL, error);
      if (text == NULL)
        return NULL;
      g_strv_builder_add (builder, text);
    }
  return g_strv_builder_end (builder);
}

char **
frond_cli_parse (const GOptionEntry *entries, guint min, guint max, int argc, char **argv)
{
  g_autoptr (GOptionContext) context = g_option_context_new (frond_cli_get_command ()->arguments);
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) arguments = NULL;

  g_option_context_set_summary (context, _ (frond_cli_get_command ()->summary));
  g_option_context_add_main_entries (context, entries, FROND_GETTEXT);
  if (g_option_context_parse (context, &argc, &argv, &error))
    arguments = take_arguments (argc, argv, &error);
  if (arguments == NULL)
    {
      frond_cli_tell ("%s", error->message);
      return NULL;
    }

  if (g_strv_length (arguments) >= min && g_strv_length (arguments) <= max)
    return g_steal_pointer (&arguments);

  frond_cli_tell ("%s", g_strv_length (arguments) < min ? _ ("Too few arguments") : _ ("Too many arguments"));
  /* Translators: %s is a command and its option, "frond start --help" */
  g_printerr (_ ("“%s --help” shows how it is used."), g_get_prgname ());
  g_printerr ("\n");
  return NULL;
}
