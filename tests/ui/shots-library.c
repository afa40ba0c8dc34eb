/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "frond-guest-tile.h"
#include "shots.h"

static GtkWindow *
open_grouped (UiFixture *f)
{
  GtkWindow *window = shots_open_library (f);

  for (guint i = 0; i < 4; i++)
    {
      g_autoptr (FrondGuest) guest = g_list_model_get_item (G_LIST_MODEL (f->library), i);
      g_autoptr (FrondProfile) changed = frond_profile_copy (frond_guest_get_profile (guest));

      g_object_set (changed, "group", i % 2 == 0 ? "Work" : "Build farm", NULL);
      frond_library_update_async (f->library, guest, changed, NULL, NULL, NULL);
    }
  ui_settle ();
  ui_settle ();

  return window;
}

/* As the keyboard has it: the tile, and the button in it that Tab goes to. */
GtkWindow *
shots_open_library_focused (UiFixture *f)
{
  GtkWindow *window = shots_open_library (f);
  GtkWidget *tile = ui_find (GTK_WIDGET (window), FROND_TYPE_GUEST_TILE, NULL, NULL);

  gtk_window_present (window);
  gtk_window_set_focus_visible (window, TRUE);
  gtk_widget_grab_focus (gtk_widget_get_parent (tile));
  ui_settle ();
  return window;
}

GtkWindow *
shots_open_library_focused_button (UiFixture *f)
{
  GtkWindow *window = shots_open_library_focused (f);
  GtkWidget *tile = ui_find (GTK_WIDGET (window), FROND_TYPE_GUEST_TILE, NULL, NULL);

  gtk_widget_grab_focus (ui_find (tile, GTK_TYPE_BUTTON, NULL, NULL));
  ui_settle ();
  return window;
}

GtkWindow *
shots_open_library_selecting (UiFixture *f)
{
  GtkWindow *window = open_grouped (f);

  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (FrondGuest) guest = g_list_model_get_item (G_LIST_MODEL (f->library), i);

      gtk_widget_activate_action (GTK_WIDGET (window), "win.select-guest", "s",
                                  frond_profile_get_id (frond_guest_get_profile (guest)));
    }
  ui_settle ();

  return window;
}

GtkWindow *
shots_open_library_move_to_group (UiFixture *f)
{
  GtkWindow *window = shots_open_library_selecting (f);

  gtk_widget_activate_action (GTK_WIDGET (window), "win.bulk-group", NULL);
  ui_settle ();

  return window;
}
