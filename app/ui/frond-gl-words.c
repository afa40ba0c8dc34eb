/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "frond-ui"

#include "frond-gl-words.h"

#include <glib/gi18n.h>

static const char *
find_reason (FrondHostCapabilities *capabilities)
{
  if (capabilities == NULL || capabilities->left_out == NULL)
    return NULL;

  for (guint i = 0; i < capabilities->left_out->len; i++)
    {
      const FrondLeftOut *left_out = &g_array_index (capabilities->left_out, FrondLeftOut, i);

      if (g_strcmp0 (left_out->feature, "gl") == 0)
        return left_out->reason;
    }

  return NULL;
}

static const char *
word_reason (const char *reason)
{
  if (g_strcmp0 (reason, "no-device") == 0)
    return _ ("This computer has no graphics processor that machines can use");
  if (g_strcmp0 (reason, "no-access") == 0)
    return _ ("You may not use this computer’s graphics processor. Whoever administers it can add you to the "
              "group “render”.");
  if (g_strcmp0 (reason, "not-installed") == 0)
    return _ ("QEMU’s package for 3D graphics is not installed on this computer");
  if (g_strcmp0 (reason, "not-supported") == 0)
    return _ ("This computer’s graphics driver does not work with virtual machines");

  return _ ("Not available on this computer");
}

void
frond_gl_words_fill_row (AdwSwitchRow *row, FrondProfile *profile, FrondHostCapabilities *capabilities)
{
  const char *reason = find_reason (capabilities);

  adw_switch_row_set_active (row, reason == NULL && frond_profile_get_gl (profile));
  gtk_widget_set_sensitive (GTK_WIDGET (row), reason == NULL);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 0);
  adw_action_row_set_subtitle (
      ADW_ACTION_ROW (row),
      reason != NULL ? word_reason (reason)
                     : _ ("Faster graphics, but less safe: the guest uses this computer’s graphics "
                          "driver, which may have flaws. Only for systems that you trust."));
}

/* Where the banner is only seen it would be missed with a screen reader. */
static void
announce_cb (AdwBanner *banner)
{
  if (adw_banner_get_revealed (banner))
    gtk_accessible_announce (GTK_ACCESSIBLE (banner), adw_banner_get_title (banner),
                             GTK_ACCESSIBLE_ANNOUNCEMENT_PRIORITY_MEDIUM);
}

void
frond_gl_words_add_banner (GtkOverlay *overlay, FrondDisplay *display, const char *properties)
{
  GtkWidget *banner =
      adw_banner_new (_ ("This computer cannot show the machine’s 3D graphics. Switch “3D "
                         "Graphics” off in its properties, then shut it down and start it again."));

  gtk_widget_set_valign (banner, GTK_ALIGN_START);
  if (properties != NULL)
    {
      adw_banner_set_button_label (ADW_BANNER (banner), _ ("_Properties"));
      gtk_actionable_set_action_name (GTK_ACTIONABLE (banner), properties);
    }
  g_signal_connect (banner, "notify::revealed", G_CALLBACK (announce_cb), NULL);
  gtk_overlay_add_overlay (overlay, banner);
  g_object_bind_property (display, "gl-unshown", banner, "revealed", G_BINDING_SYNC_CREATE);
}
