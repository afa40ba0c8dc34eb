/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "frond-cli"

#include "frond-cli-private.h"

#include <unistd.h>

void
frond_cli_progress (const char *name, double fraction)
{
  g_autofree char *clean = NULL;

  if (!isatty (STDERR_FILENO) || fraction < 0)
    return;
  clean = frond_cli_clean (name);
  g_printerr ("\r%s  %3d %%\033[K", clean, (int) (fraction * 100));
}

void
frond_cli_progress_end (void)
{
  if (isatty (STDERR_FILENO))
    g_printerr ("\r\033[K");
}
