/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "frond-ui"

#include "frond-configure-dialog.h"
#include "frond-library-window-private.h"

#include <glib/gi18n.h>

gboolean
_frond_library_window_is_empty (FrondLibraryWindow *self)
{
  return g_list_model_get_n_items (G_LIST_MODEL (self->library)) == 0 &&
         (self->launcher == NULL || g_list_model_get_n_items (G_LIST_MODEL (self->launcher)) == 0);
}

void
_frond_library_window_fit_header (FrondLibraryWindow *self)
{
  gboolean tight =
      adw_application_window_get_current_breakpoint (ADW_APPLICATION_WINDOW (self)) == self->tight_breakpoint;
  gboolean below = gtk_widget_get_visible (self->back_button);

  /* The way back leads to where the menu is. */
  gtk_widget_set_visible (self->menu_button, !self->selecting && !(tight && below));
  gtk_widget_set_visible (GTK_WIDGET (self->window_title),
                          !tight || !gtk_widget_get_visible (GTK_WIDGET (self->downloads_button)));
}

void
_frond_library_window_update_header (FrondLibraryWindow *self, const char *name)
{
  gboolean empty = _frond_library_window_is_empty (self);
  gboolean catalogue = g_str_equal (name, "catalogue");
  gboolean usable = catalogue || g_str_equal (name, "grid") || g_str_equal (name, "no-results");

  gtk_widget_set_visible (self->back_button, catalogue && !empty);
  /* Whatever else comes up, it is not about machines that are selected. */
  if (self->selecting && !g_str_equal (name, "grid") && !g_str_equal (name, "no-results"))
    _frond_library_window_stop_selecting (self);
  gtk_widget_set_visible (self->new_button, !catalogue && !self->selecting);
  gtk_widget_set_visible (self->cancel_button, self->selecting);
  /* As other applications do while one selects: to leave is to cancel, and how many there are has room. */
  adw_header_bar_set_show_start_title_buttons (self->header_bar, !self->selecting);
  adw_header_bar_set_show_end_title_buttons (self->header_bar, !self->selecting);
  _frond_library_window_fit_header (self);
  adw_toolbar_view_set_reveal_bottom_bars (self->toolbar_view, self->selecting);
  gtk_widget_set_visible (self->groups_bar,
                          !catalogue && usable && adw_toggle_group_get_n_toggles (self->groups) > 1);
  gtk_widget_set_sensitive (GTK_WIDGET (self->search_button), usable);
  adw_window_title_set_title (self->window_title, catalogue && !empty ? _ ("New Machine") : _ ("Frond"));
  if (self->selecting)
    _frond_library_window_update_selected (self);
  gtk_search_entry_set_placeholder_text (self->search_entry,
                                         catalogue ? _ ("Search systems") : _ ("Search machines"));
  frond_catalogue_page_set_welcoming (self->catalogue_page, empty && self->query == NULL);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.back", catalogue && !empty);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.new-machine", usable && !catalogue);
}

static void
set_choosing (FrondLibraryWindow *self, gboolean choosing)
{
  self->choosing = choosing;
  /* What was looked for among the one is not what is wanted of the other. */
  gtk_search_bar_set_search_mode (self->search_bar, FALSE);
  _frond_library_window_update_status (self);
}

void
frond_library_window_show_catalogue (FrondLibraryWindow *self)
{
  g_return_if_fail (FROND_IS_LIBRARY_WINDOW (self));

  if (!self->choosing)
    set_choosing (self, TRUE);
}

void
frond_library_window_search (FrondLibraryWindow *self, const char *text)
{
  g_return_if_fail (FROND_IS_LIBRARY_WINDOW (self));

  set_choosing (self, FALSE);
  gtk_search_bar_set_search_mode (self->search_bar, TRUE);
  gtk_editable_set_text (GTK_EDITABLE (self->search_entry), text);
  gtk_editable_set_position (GTK_EDITABLE (self->search_entry), -1);
}

static void
new_machine_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  frond_library_window_show_catalogue (FROND_LIBRARY_WINDOW (widget));
}

static void
back_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  set_choosing (FROND_LIBRARY_WINDOW (widget), FALSE);
}

void
_frond_library_window_install_catalogue_actions (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "win.new-machine", NULL, new_machine_action);
  gtk_widget_class_install_action (widget_class, "win.back", NULL, back_action);
}

/* The tile goes on showing what became of the click. */
static void
launched_cb (FrondLibraryWindow *self)
{
  self->choosing = TRUE;
  _frond_library_window_update_status (self);
}

static void
launch_changed_cb (FrondLibraryWindow *self, FrondLaunch *launch)
{
  gtk_filter_changed (self->filter, GTK_FILTER_CHANGE_DIFFERENT);
  if (frond_launch_get_state (launch) == FROND_LAUNCH_DONE && self->choosing)
    set_choosing (self, FALSE);
}

static void
configured_cb (FrondLibraryWindow *self, FrondCatalogueEntry *entry, FrondProfile *wishes,
               FrondConfigureDialog *dialog)
{
  FrondLaunch *launch = frond_catalogue_page_launch (self->catalogue_page, entry, wishes);
  gboolean remember;
  int passphrase = frond_configure_dialog_steal_passphrase (dialog, &remember);

  if (passphrase >= 0)
    frond_launch_encrypt (launch, passphrase, remember);
}

static void
configure_cb (FrondLibraryWindow *self, FrondCatalogueEntry *entry)
{
  AdwDialog *dialog = frond_configure_dialog_new (self->library, self->launcher, entry);

  g_signal_connect_object (dialog, "launch", G_CALLBACK (configured_cb), self, G_CONNECT_SWAPPED);
  adw_dialog_present (dialog, GTK_WIDGET (self));
}

void
_frond_library_window_setup_catalogue (FrondLibraryWindow *self)
{
  g_signal_connect_object (self->catalogue_page, "launched", G_CALLBACK (launched_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->catalogue_page, "configure", G_CALLBACK (configure_cb), self,
                           G_CONNECT_SWAPPED);
}

void
frond_library_window_set_catalogue (FrondLibraryWindow *self, FrondCatalogue *catalogue,
                                    FrondLauncher *launcher, FrondDownloads *downloads)
{
  g_return_if_fail (FROND_IS_LIBRARY_WINDOW (self));
  g_return_if_fail (self->launcher == NULL);

  self->launcher = g_object_ref (launcher);
  g_list_store_insert (self->models, 0, launcher);
  frond_catalogue_page_set (self->catalogue_page, catalogue, launcher, downloads, self->settings);
  g_signal_connect_object (launcher, "changed", G_CALLBACK (launch_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (launcher, "items-changed", G_CALLBACK (_frond_library_window_update_status), self,
                           G_CONNECT_SWAPPED | G_CONNECT_AFTER);
  _frond_library_window_update_status (self);
}
