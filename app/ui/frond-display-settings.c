/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "frond-ui"

#include "frond-display-settings.h"

static void
host_shortcuts_changed_cb (FrondDisplay *display, FrondSettings *settings)
{
  g_auto (GStrv) shortcuts = frond_settings_dup_host_shortcuts (settings);

  frond_display_set_host_shortcuts (display, (const char *const *) shortcuts);
}

void
frond_display_follow_settings (FrondDisplay *display, FrondSettings *settings)
{
  g_return_if_fail (FROND_IS_DISPLAY (display));
  g_return_if_fail (FROND_IS_SETTINGS (settings));

  g_signal_connect_object (settings, "host-shortcuts-changed", G_CALLBACK (host_shortcuts_changed_cb),
                           display, G_CONNECT_SWAPPED);
  host_shortcuts_changed_cb (display, settings);
}
