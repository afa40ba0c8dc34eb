/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "frond-search-provider.h"

#include "frond-config.h"

#include <glib/gi18n.h>
#include <locale.h>

int
main (int argc, char **argv)
{
  g_autoptr (GApplication) application = NULL;

  setlocale (LC_ALL, "");
  bindtextdomain (FROND_GETTEXT, FROND_LOCALEDIR);
  bind_textdomain_codeset (FROND_GETTEXT, "UTF-8");
  textdomain (FROND_GETTEXT);

  application = frond_search_provider_new ();
  return g_application_run (application, argc, argv);
}
