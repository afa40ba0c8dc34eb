/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "shots.h"

#include "import-files.h"

static GtkWindow *
open_file (UiFixture *f, GFile *file, const char *text)
{
  GtkWindow *window = shots_open_library (f);

  frond_library_window_create_from (FROND_LIBRARY_WINDOW (window), file);
  ui_wait_until (ui_has_text (GTK_WIDGET (window), text));
  return window;
}

GtkWindow *
shots_open_import (UiFixture *f)
{
  g_autoptr (GFile) file = import_files_make_virtualbox (f);

  return open_file (f, file, "Work laptop");
}

GtkWindow *
shots_open_import_end (UiFixture *f)
{
  GtkWindow *window = shots_open_import (f);
  GtkWidget *row = ui_find (GTK_WIDGET (window), ADW_TYPE_SWITCH_ROW, NULL, NULL);
  GtkAdjustment *adjustment = gtk_scrolled_window_get_vadjustment (
      GTK_SCROLLED_WINDOW (gtk_widget_get_ancestor (row, GTK_TYPE_SCROLLED_WINDOW)));

  ui_settle ();
  gtk_adjustment_set_value (adjustment, gtk_adjustment_get_upper (adjustment));
  return window;
}

GtkWindow *
shots_open_import_problem (UiFixture *f)
{
  g_autoptr (GFile) file = import_files_make_incomplete (f);

  return open_file (f, file, "Old server");
}

GtkWindow *
shots_open_import_found (UiFixture *f)
{
  GtkWindow *window;

  import_files_make_home (f->dir);
  window = shots_open_library (f);
  gtk_widget_activate_action (GTK_WIDGET (window), "win.import-found", NULL);
  ui_wait_until (ui_has_text (GTK_WIDGET (window), "Old server"));
  return window;
}
