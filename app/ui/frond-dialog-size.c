/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "frond-ui"

#include "frond-dialog-size.h"

#include <math.h>

#define WIDTH  "frond-dialog-width"
#define HEIGHT "frond-dialog-height"

/* libadwaita says -1 of a size that is not set, or, once the other one is, the least that a dialog may have. Such a size is
 * what the content needs, and follows by itself; set, it would be that least one. */
#define LEAST 200

static void
follow (AdwDialog *dialog, const char *name, void (*set) (AdwDialog *, int))
{
  GtkSettings *settings = gtk_widget_get_settings (GTK_WIDGET (dialog));
  int size = GPOINTER_TO_INT (g_object_get_data (G_OBJECT (dialog), name));

  if (size > LEAST)
    set (dialog, (int) lround (adw_length_unit_to_px (ADW_LENGTH_UNIT_SP, size, settings)));
}

static void
update (AdwDialog *dialog)
{
  follow (dialog, WIDTH, adw_dialog_set_content_width);
  follow (dialog, HEIGHT, adw_dialog_set_content_height);
}

void
frond_dialog_size_follow_text (AdwDialog *dialog)
{
  g_return_if_fail (ADW_IS_DIALOG (dialog));

  g_object_set_data (G_OBJECT (dialog), WIDTH, GINT_TO_POINTER (adw_dialog_get_content_width (dialog)));
  g_object_set_data (G_OBJECT (dialog), HEIGHT, GINT_TO_POINTER (adw_dialog_get_content_height (dialog)));
  g_signal_connect_object (gtk_widget_get_settings (GTK_WIDGET (dialog)), "notify::gtk-xft-dpi",
                           G_CALLBACK (update), dialog, G_CONNECT_SWAPPED);
  update (dialog);
}
