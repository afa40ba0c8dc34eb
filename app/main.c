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
  int status;

  setlocale (LC_ALL, "");
  bindtextdomain (FROND_GETTEXT, FROND_LOCALEDIR);
  bind_textdomain_codeset (FROND_GETTEXT, "UTF-8");
  textdomain (FROND_GETTEXT);

  /* Over a terminal, where there may be no display to open. */
  if (argc > 1 && frond_cli_knows (argv[1]))
    return frond_cli_run (argc - 1, argv + 1);

  /* Before anything starts a thread or opens a display. */
  frond_display_init_early ();

  application = frond_application_new (NULL);
  commands = frond_cli_dup_summary ();
  g_application_set_option_context_description (G_APPLICATION (application), commands);

  /* Only where there will be windows: a second instance hands its arguments over and is gone. */
  g_signal_connect (application, "startup", G_CALLBACK (frond_display_warm_up), NULL);

  status = g_application_run (G_APPLICATION (application), argc, argv);
  frond_display_end ();
  return status;
}
