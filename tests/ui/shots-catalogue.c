/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "frond-catalogue-tile.h"
#include "frond-hardware-group.h"
#include "frond-library-window.h"
#include "shots.h"

static FrondCatalogueTile *
first_tile (GtkWindow *window)
{
  return FROND_CATALOGUE_TILE (ui_find (GTK_WIDGET (window), FROND_TYPE_CATALOGUE_TILE, NULL, NULL));
}

GtkWindow *
shots_open_catalogue (UiFixture *f)
{
  GtkWindow *window = shots_open_library (f);

  frond_library_window_show_catalogue (FROND_LIBRARY_WINDOW (window));
  ui_wait_until (first_tile (window) != NULL);
  return window;
}

/* As the keyboard has it. */
GtkWindow *
shots_open_catalogue_focused (UiFixture *f)
{
  GtkWindow *window = shots_open_catalogue (f);

  gtk_window_present (window);
  gtk_window_set_focus_visible (window, TRUE);
  gtk_widget_grab_focus (gtk_widget_get_parent (GTK_WIDGET (first_tile (window))));
  ui_settle ();
  return window;
}

GtkWindow *
shots_open_catalogue_no_results (UiFixture *f)
{
  GtkWindow *window = shots_open_catalogue (f);
  GtkWidget *entry;

  gtk_widget_activate_action (GTK_WIDGET (window), "win.search", NULL);
  ui_settle ();
  entry = ui_find (GTK_WIDGET (window), GTK_TYPE_SEARCH_ENTRY, NULL, NULL);
  gtk_editable_set_text (GTK_EDITABLE (entry), "plan 10");
  return window;
}

/* The tile of a system that is being got, and what was used recently. The tests have no network: it waits for one. */
GtkWindow *
shots_open_catalogue_launching (UiFixture *f)
{
  GtkWindow *window = shots_open_catalogue (f);

  frond_catalogue_tile_activate (first_tile (window));
  ui_settle ();
  return window;
}

/* The same among the machines. */
GtkWindow *
shots_open_library_launching (UiFixture *f)
{
  GtkWindow *window = shots_open_catalogue_launching (f);

  gtk_widget_activate_action (GTK_WIDGET (window), "win.back", NULL);
  return window;
}

GtkWindow *
shots_open_catalogue_configure (UiFixture *f)
{
  GtkWindow *window = shots_open_catalogue (f);

  gtk_widget_activate_action (GTK_WIDGET (first_tile (window)), "entry.configure", NULL);
  ui_wait_until (ui_find (GTK_WIDGET (window), FROND_TYPE_HARDWARE_GROUP, NULL, NULL) != NULL);
  ui_settle ();
  return window;
}
