/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "frond-ui"

#include "frond-library-window-private.h"

#include "frond-details-dialog.h"
#include "frond-import-dialog.h"
#include "frond-import-found-dialog.h"
#include "frond-machine-host.h"
#include "frond-media-chooser.h"
#include "frond-media.h"
#include "frond-profile.h"

#include <glib/gi18n.h>

G_DEFINE_FINAL_TYPE (FrondLibraryWindow, frond_library_window, ADW_TYPE_APPLICATION_WINDOW)

static void
search_changed_cb (FrondLibraryWindow *self)
{
  _frond_library_window_query_changed (self);
}

static void
group_changed_cb (FrondLibraryWindow *self)
{
  _frond_library_window_group_changed (self);
}

static void
banner_clicked_cb (FrondLibraryWindow *self)
{
  if (self->banner_advice != NULL)
    frond_details_dialog_present_advice (self->banner_advice, GTK_WIDGET (self));
}

static void
present_create (FrondLibraryWindow *self, GFile *file)
{
  frond_import_dialog_open (self->library, file, GTK_WIDGET (self));
}

static void
present_create_mapped_cb (FrondLibraryWindow *self, GFile *file)
{
  present_create (self, file);
  g_signal_handlers_disconnect_by_func (self, present_create_mapped_cb, file);
}

void
frond_library_window_create_from (FrondLibraryWindow *self, GFile *file)
{
  g_return_if_fail (FROND_IS_LIBRARY_WINDOW (self));
  g_return_if_fail (G_IS_FILE (file));

  /* A dialog has its place, and the focus, only in a window that is there. */
  if (gtk_widget_get_mapped (GTK_WIDGET (self)))
    present_create (self, file);
  else
    g_signal_connect_data (self, "map", G_CALLBACK (present_create_mapped_cb), g_object_ref (file),
                           (GClosureNotify) (void (*) (void)) g_object_unref, G_CONNECT_AFTER);
}

static void
chosen_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (FrondLibraryWindow) self = user_data;
  g_autoptr (GFile) file = frond_media_chooser_finish (result, NULL);

  if (file != NULL && self->library != NULL)
    frond_library_window_create_from (self, file);
}

void
frond_library_window_choose (FrondLibraryWindow *self)
{
  g_return_if_fail (FROND_IS_LIBRARY_WINDOW (self));

  /* It costs 50 MB, which a person who only starts machines does not need. */
  frond_media_prepare ();
  frond_media_chooser_async (GTK_WINDOW (self), NULL, chosen_cb, g_object_ref (self));
}

static void
open_iso_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  frond_library_window_choose (FROND_LIBRARY_WINDOW (widget));
}

static void
import_found_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  adw_dialog_present (frond_import_found_dialog_new (FROND_LIBRARY_WINDOW (widget)->library), widget);
}

static void
search_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  FrondLibraryWindow *self = FROND_LIBRARY_WINDOW (widget);

  gtk_search_bar_set_search_mode (self->search_bar, !gtk_search_bar_get_search_mode (self->search_bar));
}

static void
retry_host_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  FrondLibraryWindow *self = FROND_LIBRARY_WINDOW (widget);

  _frond_library_window_forget_silence (self);
  frond_machine_host_retry (frond_library_get_host (self->library));
}

static void
reload_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  frond_library_load_async (FROND_LIBRARY_WINDOW (widget)->library, NULL, NULL, NULL);
}

static void
drop_highlight (FrondLibraryWindow *self, gboolean highlight)
{
  gtk_revealer_set_reveal_child (GTK_REVEALER (self->drop_hint), highlight);
}

static GdkDragAction
drag_enter_cb (FrondLibraryWindow *self)
{
  frond_media_prepare ();
  drop_highlight (self, TRUE);
  return GDK_ACTION_COPY;
}

static void
drag_leave_cb (FrondLibraryWindow *self)
{
  drop_highlight (self, FALSE);
}

static gboolean
drop_cb (FrondLibraryWindow *self, const GValue *value)
{
  g_autoptr (GSList) files = gdk_file_list_get_files (g_value_get_boxed (value));

  drop_highlight (self, FALSE);
  if (files == NULL)
    return FALSE;

  frond_library_window_create_from (self, files->data);
  return TRUE;
}

static void
setup_drop (FrondLibraryWindow *self)
{
  GtkDropTarget *target = gtk_drop_target_new (GDK_TYPE_FILE_LIST, GDK_ACTION_COPY);

  g_signal_connect_object (target, "enter", G_CALLBACK (drag_enter_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (target, "leave", G_CALLBACK (drag_leave_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (target, "drop", G_CALLBACK (drop_cb), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (target));
}

static void
active_changed_cb (FrondLibraryWindow *self)
{
  if (gtk_window_is_active (GTK_WINDOW (self)))
    frond_picture_keeper_refresh_all (self->pictures);
}

static void
save_size (FrondLibraryWindow *self)
{
  int width, height;

  gtk_window_get_default_size (GTK_WINDOW (self), &width, &height);
  frond_settings_set_library_size (self->settings, width, height,
                                   gtk_window_is_maximized (GTK_WINDOW (self)));
}

static gboolean
frond_library_window_close_request (GtkWindow *window)
{
  save_size (FROND_LIBRARY_WINDOW (window));

  return GTK_WINDOW_CLASS (frond_library_window_parent_class)->close_request (window);
}

static void
frond_library_window_dispose (GObject *object)
{
  FrondLibraryWindow *self = FROND_LIBRARY_WINDOW (object);

  /* It follows the settings, which outlive the window, and would tell them to what is not there any more. */
  g_action_map_remove_action (G_ACTION_MAP (self), "view-sort");
  g_clear_handle_id (&self->silence_source, g_source_remove);
  g_clear_handle_id (&self->refresh_source, g_source_remove);
  if (self->grid != NULL)
    gtk_grid_view_set_model (self->grid, NULL);
  g_clear_object (&self->launcher);
  g_clear_object (&self->selection);
  g_clear_object (&self->tiles);
  g_clear_object (&self->models);
  g_clear_object (&self->filter);
  g_clear_object (&self->sorter);
  gtk_widget_dispose_template (GTK_WIDGET (self), FROND_TYPE_LIBRARY_WINDOW);
  g_clear_object (&self->library);
  g_clear_object (&self->pictures);
  g_clear_object (&self->settings);
  g_clear_pointer (&self->platform, frond_platform_free);
  g_clear_pointer (&self->banner_advice, frond_host_advice_free);
  g_clear_pointer (&self->query, g_free);
  g_clear_pointer (&self->terms, g_strfreev);
  g_clear_pointer (&self->group, g_free);
  g_clear_pointer (&self->sort, g_free);
  g_clear_pointer (&self->bound, g_hash_table_unref);
  G_OBJECT_CLASS (frond_library_window_parent_class)->dispose (object);
}

static void
frond_library_window_class_init (FrondLibraryWindowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  GtkWindowClass *window_class = GTK_WINDOW_CLASS (klass);

  object_class->dispose = frond_library_window_dispose;
  window_class->close_request = frond_library_window_close_request;

  g_type_ensure (FROND_TYPE_DOWNLOADS_BUTTON);
  g_type_ensure (FROND_TYPE_CATALOGUE_PAGE);
  gtk_widget_class_set_template_from_resource (widget_class, "/me/phyllo/Frond/ui/frond-library-window.ui");
  gtk_widget_class_bind_template_child (widget_class, FrondLibraryWindow, catalogue_page);
  gtk_widget_class_bind_template_child (widget_class, FrondLibraryWindow, window_title);
  gtk_widget_class_bind_template_child (widget_class, FrondLibraryWindow, tight_breakpoint);
  gtk_widget_class_bind_template_child (widget_class, FrondLibraryWindow, header_bar);
  gtk_widget_class_bind_template_child (widget_class, FrondLibraryWindow, new_button);
  gtk_widget_class_bind_template_child (widget_class, FrondLibraryWindow, back_button);
  gtk_widget_class_bind_template_child (widget_class, FrondLibraryWindow, toasts);
  gtk_widget_class_bind_template_child (widget_class, FrondLibraryWindow, stack);
  gtk_widget_class_bind_template_child (widget_class, FrondLibraryWindow, banner);
  gtk_widget_class_bind_template_child (widget_class, FrondLibraryWindow, drop_hint);
  gtk_widget_class_bind_template_child (widget_class, FrondLibraryWindow, grid);
  gtk_widget_class_bind_template_child (widget_class, FrondLibraryWindow, downloads_button);
  gtk_widget_class_bind_template_child (widget_class, FrondLibraryWindow, search_button);
  gtk_widget_class_bind_template_child (widget_class, FrondLibraryWindow, search_bar);
  gtk_widget_class_bind_template_child (widget_class, FrondLibraryWindow, search_entry);
  gtk_widget_class_bind_template_child (widget_class, FrondLibraryWindow, menu_button);
  gtk_widget_class_bind_template_child (widget_class, FrondLibraryWindow, cancel_button);
  gtk_widget_class_bind_template_child (widget_class, FrondLibraryWindow, toolbar_view);
  gtk_widget_class_bind_template_child (widget_class, FrondLibraryWindow, groups_bar);
  gtk_widget_class_bind_template_child (widget_class, FrondLibraryWindow, groups);
  gtk_widget_class_bind_template_child (widget_class, FrondLibraryWindow, unavailable_page);
  gtk_widget_class_bind_template_child (widget_class, FrondLibraryWindow, unavailable_box);
  gtk_widget_class_bind_template_child (widget_class, FrondLibraryWindow, failed_page);
  gtk_widget_class_bind_template_child (widget_class, FrondLibraryWindow, failed_box);
  gtk_widget_class_bind_template_callback (widget_class, search_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, group_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, banner_clicked_cb);

  gtk_widget_class_install_action (widget_class, "win.open-iso", NULL, open_iso_action);
  gtk_widget_class_install_action (widget_class, "win.import-found", NULL, import_found_action);
  _frond_library_window_install_catalogue_actions (widget_class);
  _frond_library_window_install_selection_actions (widget_class);
  gtk_widget_class_install_action (widget_class, "win.search", NULL, search_action);
  gtk_widget_class_install_action (widget_class, "win.retry-host", NULL, retry_host_action);
  gtk_widget_class_install_action (widget_class, "win.reload", NULL, reload_action);
}

static void
frond_library_window_init (FrondLibraryWindow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->platform = frond_platform_new ();
  gtk_search_bar_connect_entry (self->search_bar, GTK_EDITABLE (self->search_entry));
  setup_drop (self);
}

static void
creation_undone_cb (FrondLibraryWindow *self, FrondProfile *profile)
{
  g_autofree char *title =
      /* Translators: %s is the name of a machine that was being made when Frond ended. */
      g_strdup_printf (_ ("“%s” was not finished and has been undone"), frond_profile_get_name (profile));
  AdwToast *toast = adw_toast_new (title);

  adw_toast_set_use_markup (toast, FALSE);
  adw_toast_set_timeout (toast, 0);
  adw_toast_overlay_add_toast (self->toasts, toast);
}

static void
attach (FrondLibraryWindow *self)
{
  FrondMachineHost *host = frond_library_get_host (self->library);
  g_autoptr (GAction) sort = frond_settings_create_view_sort_action (self->settings);

  g_action_map_add_action (G_ACTION_MAP (self), sort);
  _frond_library_window_setup_grid (self);
  _frond_library_window_setup_selection (self);
  _frond_library_window_setup_groups (self);
  _frond_library_window_setup_catalogue (self);
  g_signal_connect_object (self, "notify::current-breakpoint", G_CALLBACK (_frond_library_window_fit_header),
                           self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->downloads_button, "notify::visible",
                           G_CALLBACK (_frond_library_window_fit_header), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->settings, "view-sort-changed",
                           G_CALLBACK (_frond_library_window_sort_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->library, "notify::loaded", G_CALLBACK (_frond_library_window_update_status),
                           self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->library, "notify::load-error",
                           G_CALLBACK (_frond_library_window_update_status), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->library, "creation-undone", G_CALLBACK (creation_undone_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->library, "items-changed", G_CALLBACK (_frond_library_window_update_status),
                           self, G_CONNECT_SWAPPED | G_CONNECT_AFTER);
  g_signal_connect_object (host, "notify", G_CALLBACK (_frond_library_window_update_status), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self, "notify::is-active", G_CALLBACK (active_changed_cb), self,
                           G_CONNECT_SWAPPED);
  _frond_library_window_update_status (self);
}

FrondLibraryWindow *
frond_library_window_new (GtkApplication *application, FrondLibrary *library, FrondPictureKeeper *pictures,
                          FrondSettings *settings)
{
  FrondLibraryWindow *self = g_object_new (FROND_TYPE_LIBRARY_WINDOW, "application", application, NULL);
  int width, height;

  self->library = g_object_ref (library);
  self->pictures = g_object_ref (pictures);
  self->settings = g_object_ref (settings);

  frond_settings_get_library_size (settings, &width, &height);
  gtk_window_set_default_size (GTK_WINDOW (self), width, height);
  if (frond_settings_get_library_maximized (settings))
    gtk_window_maximize (GTK_WINDOW (self));
  attach (self);

  return self;
}

void
frond_library_window_set_downloads (FrondLibraryWindow *self, FrondDownloads *downloads)
{
  g_return_if_fail (FROND_IS_LIBRARY_WINDOW (self));

  frond_downloads_button_set_downloads (self->downloads_button, downloads);
}

void
frond_library_window_show_downloads (FrondLibraryWindow *self)
{
  g_return_if_fail (FROND_IS_LIBRARY_WINDOW (self));

  frond_downloads_button_popup (self->downloads_button);
}

AdwToastOverlay *
frond_library_window_get_toasts (FrondLibraryWindow *self)
{
  g_return_val_if_fail (FROND_IS_LIBRARY_WINDOW (self), NULL);

  return self->toasts;
}

void
frond_library_window_set_platform (FrondLibraryWindow *self, FrondPlatform *platform)
{
  g_return_if_fail (FROND_IS_LIBRARY_WINDOW (self));

  frond_platform_free (self->platform);
  self->platform = platform;
  _frond_library_window_update_status (self);
}
