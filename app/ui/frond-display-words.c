/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "frond-ui"

#include "frond-display-words.h"

#include <glib/gi18n.h>

char *
frond_display_words_dup_release (FrondDisplay *display)
{
  g_return_val_if_fail (FROND_IS_DISPLAY (display), NULL);

  /* Translators: %s is a key combination, like “Ctrl+Alt” */
  return g_strdup_printf (_ ("Press %s to release keyboard and pointer"),
                          frond_display_get_release_chord (display));
}

static void
update_description (FrondDisplay *display)
{
  gboolean captured =
      frond_display_get_keyboard_captured (display) || frond_display_get_pointer_captured (display);
  g_autofree char *words = NULL;

  if (captured)
    words = frond_display_words_dup_release (display);
  else
    /* Translators: %s is a key combination, like “Ctrl+Alt” */
    words = g_strdup_printf (_ ("Keys go to the machine; press %s to leave its screen"),
                             frond_display_get_release_chord (display));
  gtk_accessible_update_property (GTK_ACCESSIBLE (display), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, words, -1);
}

void
frond_display_words_set (FrondDisplay *display, const char *name)
{
  g_autofree char *label = NULL;
  g_autofree char *captured = NULL;

  g_return_if_fail (FROND_IS_DISPLAY (display));
  g_return_if_fail (name != NULL);

  /* Translators: %s is the name of a machine */
  label = g_strdup_printf (_ ("Screen of %s"), name);
  gtk_accessible_update_property (GTK_ACCESSIBLE (display), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);

  /* Translators: said by screen readers; the first %s is the name of a machine, the second a key combination */
  captured = g_strdup_printf (_ ("%s has keyboard and pointer. Press %s to release them"), name,
                              frond_display_get_release_chord (display));
  frond_display_set_announcements (display, captured, _ ("Keyboard and pointer released"));

  g_signal_handlers_disconnect_by_func (display, update_description, NULL);
  g_signal_connect (display, "notify::keyboard-captured", G_CALLBACK (update_description), NULL);
  g_signal_connect (display, "notify::pointer-captured", G_CALLBACK (update_description), NULL);
  update_description (display);
}
