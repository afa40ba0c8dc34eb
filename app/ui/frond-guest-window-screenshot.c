/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "frond-ui"

#include "frond-guest-window-private.h"

#include "frond-details-dialog.h"
#include "frond-error.h"
#include "frond-profile.h"
#include "frond-screenshot.h"

#include <glib/gi18n.h>

typedef struct
{
  FrondGuestWindow *window;
  GBytes *png;
} Screenshot;

static void
screenshot_free (Screenshot *screenshot)
{
  g_object_unref (screenshot->window);
  g_clear_pointer (&screenshot->png, g_bytes_unref);
  g_free (screenshot);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Screenshot, screenshot_free)

static const char *
guest_name (FrondGuestWindow *self)
{
  return frond_profile_get_name (frond_guest_get_profile (self->guest));
}

static void
tell_error (FrondGuestWindow *self, const GError *error)
{
  if (self->guest != NULL && !frond_error_is_cancelled (error))
    frond_details_toast (self->toasts, FROND_TASK_SCREENSHOT, guest_name (self), error);
}

static void
opened_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (FrondGuestWindow) self = user_data;
  g_autoptr (GError) error = NULL;

  if (!gtk_file_launcher_launch_finish (GTK_FILE_LAUNCHER (source), result, &error) &&
      !g_error_matches (error, GTK_DIALOG_ERROR, GTK_DIALOG_ERROR_DISMISSED))
    tell_error (self, error);
}

static void
open_cb (FrondGuestWindow *self, AdwToast *toast)
{
  g_autoptr (GtkFileLauncher) launcher =
      gtk_file_launcher_new (g_object_get_data (G_OBJECT (toast), "frond-file"));

  gtk_file_launcher_launch (launcher, GTK_WINDOW (self), self->cancellable, opened_cb, g_object_ref (self));
}

static void
tell_saved (FrondGuestWindow *self, GFile *file)
{
  AdwToast *toast = adw_toast_new (_ ("Screenshot saved and copied"));

  adw_toast_set_button_label (toast, _ ("_Open"));
  g_object_set_data_full (G_OBJECT (toast), "frond-file", g_object_ref (file), g_object_unref);
  g_signal_connect_object (toast, "button-clicked", G_CALLBACK (open_cb), self, G_CONNECT_SWAPPED);
  adw_toast_overlay_add_toast (self->toasts, toast);
}

static void
replaced_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Screenshot) screenshot = user_data;
  g_autoptr (GError) error = NULL;

  if (g_file_replace_contents_finish (G_FILE (source), result, NULL, &error))
    tell_saved (screenshot->window, G_FILE (source));
  else
    tell_error (screenshot->window, error);
}

static void
place_chosen_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Screenshot) screenshot = user_data;
  g_autoptr (GFile) file = gtk_file_dialog_save_finish (GTK_FILE_DIALOG (source), result, NULL);
  GBytes *png = screenshot->png;

  if (file != NULL)
    g_file_replace_contents_bytes_async (file, png, NULL, FALSE, G_FILE_CREATE_NONE, NULL, replaced_cb,
                                         g_steal_pointer (&screenshot));
}

/* Where the folder of screenshots is not ours to write in, as in a sandbox, the person says where. */
static void
choose_place (Screenshot *screenshot)
{
  g_autoptr (GtkFileDialog) dialog = gtk_file_dialog_new ();
  g_autofree char *name = frond_screenshot_dup_name (guest_name (screenshot->window));

  gtk_file_dialog_set_title (dialog, _ ("Save Screenshot"));
  gtk_file_dialog_set_initial_name (dialog, name);
  gtk_file_dialog_save (dialog, GTK_WINDOW (screenshot->window), screenshot->window->cancellable,
                        place_chosen_cb, screenshot);
}

static gboolean
is_not_ours (const GError *error)
{
  return g_error_matches (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND) ||
         g_error_matches (error, G_IO_ERROR, G_IO_ERROR_PERMISSION_DENIED) ||
         g_error_matches (error, G_IO_ERROR, G_IO_ERROR_READ_ONLY) ||
         g_error_matches (error, G_IO_ERROR, G_IO_ERROR_NOT_DIRECTORY);
}

static void
saved_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Screenshot) screenshot = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GFile) file = frond_screenshot_save_finish (result, &error);

  if (file != NULL)
    tell_saved (screenshot->window, file);
  else if (is_not_ours (error) && screenshot->window->guest != NULL)
    choose_place (g_steal_pointer (&screenshot));
  else
    tell_error (screenshot->window, error);
}

static void
take_picture (FrondGuestWindow *self, GBytes *png)
{
  Screenshot *screenshot = g_new0 (Screenshot, 1);
  g_autoptr (GdkContentProvider) content = gdk_content_provider_new_for_bytes ("image/png", png);

  screenshot->window = g_object_ref (self);
  screenshot->png = g_bytes_ref (png);
  gdk_clipboard_set_content (gtk_widget_get_clipboard (GTK_WIDGET (self)), content);
  frond_screenshot_save_async (png, guest_name (self), NULL, saved_cb, screenshot);
}

/* What we have shown of it is as good, but for a guest that has not been shown yet. */
static GBytes *
capture (FrondGuestWindow *self)
{
  g_autoptr (GdkTexture) texture = frond_display_capture (self->display, FROND_SCREEN_MAX_SIZE);

  return texture != NULL ? gdk_texture_save_to_png_bytes (texture) : NULL;
}

static void
taken_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (FrondGuestWindow) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) png = frond_guest_screenshot_finish (FROND_GUEST (source), result, &error);

  if (self->guest == NULL)
    return;

  if (png == NULL)
    png = capture (self);
  if (png != NULL)
    take_picture (self, png);
  else
    tell_error (self, error);
}

void
_frond_guest_window_take_screenshot (FrondGuestWindow *self)
{
  frond_guest_screenshot_async (self->guest, self->cancellable, taken_cb, g_object_ref (self));
}
