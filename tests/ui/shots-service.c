/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Pictures of where machines live, of their locked disks, and of what becomes of them. */

#include "shots.h"

#include "frond-encryption-group.h"
#include "frond-error.h"
#include "frond-machines-page.h"
#include "frond-fates-group.h"
#include "frond-preferences-dialog.h"
#include "frond-properties-dialog.h"
#include "frond-unlock.h"

GtkWindow *
shots_open_preferences_machines (UiFixture *f)
{
  GtkWindow *window = shots_open_preferences (f);
  GtkWidget *dialog = NULL;

  ui_wait_until ((dialog = ui_find (GTK_WIDGET (window), FROND_TYPE_PREFERENCES_DIALOG, NULL, NULL)) != NULL);
  adw_preferences_dialog_set_visible_page_name (ADW_PREFERENCES_DIALOG (dialog), "machines");
  ui_wait_until (ui_find (dialog, FROND_TYPE_MACHINES_PAGE, NULL, NULL) != NULL);
  return window;
}

GtkWindow *
shots_open_create_encrypted (UiFixture *f)
{
  GtkWindow *window = shots_open_create (f);
  GtkWidget *group = ui_find (GTK_WIDGET (window), FROND_TYPE_ENCRYPTION_GROUP, NULL, NULL);
  GtkWidget *row = ui_find (group, ADW_TYPE_EXPANDER_ROW, NULL, NULL);
  GtkWidget *entry;
  GtkAdjustment *adjustment;

  adw_expander_row_set_enable_expansion (ADW_EXPANDER_ROW (row), TRUE);
  adw_expander_row_set_expanded (ADW_EXPANDER_ROW (row), TRUE);
  ui_wait_until ((entry = ui_find (group, ADW_TYPE_PASSWORD_ENTRY_ROW, NULL, NULL)) != NULL);
  gtk_editable_set_text (GTK_EDITABLE (entry), "short");
  ui_settle ();
  adjustment = gtk_scrolled_window_get_vadjustment (
      GTK_SCROLLED_WINDOW (gtk_widget_get_ancestor (group, GTK_TYPE_SCROLLED_WINDOW)));
  gtk_adjustment_set_value (adjustment, gtk_adjustment_get_upper (adjustment));
  return window;
}

static void
ignore_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  frond_unlock_start_finish (result, NULL);
}

GtkWindow *
shots_open_unlock (UiFixture *f)
{
  GtkWindow *window = shots_open_guest (f, FROND_GUEST_STOPPED, FROND_GUEST_REASON_NONE);
  g_autoptr (FrondGuest) guest = g_list_model_get_item (G_LIST_MODEL (f->library), 0);

  frond_test_host_fail_start (f->host, FROND_ERROR_PASSPHRASE_WRONG);
  frond_unlock_start_async (guest, GTK_WIDGET (window), NULL, ignore_cb, NULL);
  ui_wait_until (ui_find (GTK_WIDGET (window), ADW_TYPE_PASSWORD_ENTRY_ROW, NULL, NULL) != NULL);
  return window;
}

GtkWindow *
shots_open_guest_saved (UiFixture *f)
{
  return shots_open_guest (f, FROND_GUEST_STOPPED, FROND_GUEST_REASON_SAVED);
}

GtkWindow *
shots_open_guest_start_fresh (UiFixture *f)
{
  GtkWindow *window = shots_open_guest_saved (f);

  gtk_widget_activate_action (GTK_WIDGET (window), "win.start-fresh", NULL);
  return window;
}

/* The group of the properties that is about what becomes of a machine. */
GtkWindow *
shots_open_properties_fates (UiFixture *f)
{
  GtkWindow *window = shots_open_library (f);
  g_autoptr (FrondGuest) guest = g_list_model_get_item (G_LIST_MODEL (f->library), 0);
  GtkWidget *group, *viewport;

  adw_dialog_present (frond_properties_dialog_new (f->library, guest), GTK_WIDGET (window));
  ui_settle ();
  group = ui_find (GTK_WIDGET (window), FROND_TYPE_FATES_GROUP, NULL, NULL);
  viewport = gtk_widget_get_ancestor (group, GTK_TYPE_VIEWPORT);
  gtk_viewport_scroll_to (GTK_VIEWPORT (viewport), group, NULL);
  return window;
}
