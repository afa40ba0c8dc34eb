/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "frond-application.h"
#include "frond-cli.h"
#include "frond-spice-session.h"

#include "frond-config.h"

#include <glib/gi18n.h>
#include <locale.h>

int
main (int argc, char **argv)
{
  g_autoptr (FrondApplication) application = NULL;
  g_autofree char *commands = NULL;

  /* Before anything starts a thread or opens a display. */
  frond_display_init_early ();

  setlocale (LC_ALL, "");
  bindtextdomain (FROND_GETTEXT, FROND_LOCALEDIR);
  bind_textdomain_codeset (FROND_GETTEXT, "UTF-8");
  textdomain (FROND_GETTEXT);

  /* Over a terminal, where there may be no display to open. */
  if (argc > 1 && frond_cli_knows (argv[1]))
    return frond_cli_run (argc - 1, argv + 1);

  application = frond_application_new (NULL);
  commands = frond_cli_dup_summary ();
  g_application_set_option_context_description (G_APPLICATION (application), commands);

  return g_application_run (G_APPLICATION (application), argc, argv);
}
