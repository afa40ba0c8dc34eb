/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "frond-ui"

#include "frond-screenshot-taker.h"

#include "frond-details-dialog.h"
#include "frond-error.h"
#include "frond-profile.h"
#include "frond-screenshot.h"

#include <glib/gi18n.h>

struct _FrondScreenshotTaker
{
  GObject parent_instance;

  FrondGuest *guest;
  FrondDisplay *display; /* not owned, NULL once it is gone, like the next */
  AdwToastOverlay *toasts;
  GCancellable *cancellable; /* cancelled by close() */
};

G_DEFINE_FINAL_TYPE (FrondScreenshotTaker, frond_screenshot_taker, G_TYPE_OBJECT)

typedef struct
{
  FrondScreenshotTaker *taker;
  GBytes *png;
} Screenshot;

static void
screenshot_free (Screenshot *screenshot)
{
  g_object_unref (screenshot->taker);
  g_clear_pointer (&screenshot->png, g_bytes_unref);
  g_free (screenshot);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Screenshot, screenshot_free)

static const char *
guest_name (FrondScreenshotTaker *self)
{
  return frond_profile_get_name (frond_guest_get_profile (self->guest));
}

static void
tell_error (FrondScreenshotTaker *self, const GError *error)
{
  if (self->toasts != NULL && !frond_error_is_cancelled (error))
    frond_details_toast (self->toasts, FROND_TASK_SCREENSHOT, guest_name (self), error);
}

static GtkWindow *
window_of (FrondScreenshotTaker *self)
{
  return GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self->display)));
}

static void
opened_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (FrondScreenshotTaker) self = user_data;
  g_autoptr (GError) error = NULL;

  if (!gtk_file_launcher_launch_finish (GTK_FILE_LAUNCHER (source), result, &error) &&
      !g_error_matches (error, GTK_DIALOG_ERROR, GTK_DIALOG_ERROR_DISMISSED))
    tell_error (self, error);
}

static void
open_cb (FrondScreenshotTaker *self, AdwToast *toast)
{
  g_autoptr (GtkFileLauncher) launcher =
      gtk_file_launcher_new (g_object_get_data (G_OBJECT (toast), "frond-file"));

  gtk_file_launcher_launch (launcher, window_of (self), self->cancellable, opened_cb, g_object_ref (self));
}

static void
tell_saved (FrondScreenshotTaker *self, GFile *file)
{
  AdwToast *toast;

  if (self->toasts == NULL)
    return;
  toast = adw_toast_new (_ ("Screenshot saved and copied"));
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
    tell_saved (screenshot->taker, G_FILE (source));
  else
    tell_error (screenshot->taker, error);
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
  g_autofree char *name = frond_screenshot_dup_name (guest_name (screenshot->taker));

  gtk_file_dialog_set_title (dialog, _ ("Save Screenshot"));
  gtk_file_dialog_set_initial_name (dialog, name);
  gtk_file_dialog_save (dialog, window_of (screenshot->taker), screenshot->taker->cancellable,
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
    tell_saved (screenshot->taker, file);
  else if (is_not_ours (error) && screenshot->taker->display != NULL)
    choose_place (g_steal_pointer (&screenshot));
  else
    tell_error (screenshot->taker, error);
}

static void
take_picture (FrondScreenshotTaker *self, GBytes *png)
{
  Screenshot *screenshot = g_new0 (Screenshot, 1);
  g_autoptr (GdkContentProvider) content = gdk_content_provider_new_for_bytes ("image/png", png);

  screenshot->taker = g_object_ref (self);
  screenshot->png = g_bytes_ref (png);
  gdk_clipboard_set_content (gtk_widget_get_clipboard (GTK_WIDGET (self->display)), content);
  frond_screenshot_save_async (png, guest_name (self), NULL, saved_cb, screenshot);
}

/* What we have shown of it is as good, but for a guest that has not been shown yet. */
static GBytes *
capture (FrondScreenshotTaker *self)
{
  g_autoptr (GdkTexture) texture = frond_display_capture (self->display, FROND_SCREEN_MAX_SIZE);

  return texture != NULL ? gdk_texture_save_to_png_bytes (texture) : NULL;
}

static void
taken_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (FrondScreenshotTaker) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) png = frond_guest_screenshot_finish (FROND_GUEST (source), result, &error);

  if (self->display == NULL || g_cancellable_is_cancelled (self->cancellable))
    return;

  if (png == NULL)
    png = capture (self);
  if (png != NULL)
    take_picture (self, png);
  else
    tell_error (self, error);
}

void
frond_screenshot_taker_take (FrondScreenshotTaker *self)
{
  g_return_if_fail (FROND_IS_SCREENSHOT_TAKER (self));

  frond_guest_screenshot_async (self->guest, self->cancellable, taken_cb, g_object_ref (self));
}

void
frond_screenshot_taker_take_shown (FrondScreenshotTaker *self)
{
  g_autoptr (GBytes) png = NULL;

  g_return_if_fail (FROND_IS_SCREENSHOT_TAKER (self));

  png = self->display != NULL ? capture (self) : NULL;
  if (png != NULL)
    take_picture (self, png);
}

void
frond_screenshot_taker_close (FrondScreenshotTaker *self)
{
  g_return_if_fail (FROND_IS_SCREENSHOT_TAKER (self));

  g_cancellable_cancel (self->cancellable);
}

static void
frond_screenshot_taker_finalize (GObject *object)
{
  FrondScreenshotTaker *self = FROND_SCREENSHOT_TAKER (object);

  g_clear_object (&self->guest);
  g_clear_weak_pointer (&self->display);
  g_clear_weak_pointer (&self->toasts);
  g_clear_object (&self->cancellable);
  G_OBJECT_CLASS (frond_screenshot_taker_parent_class)->finalize (object);
}

static void
frond_screenshot_taker_class_init (FrondScreenshotTakerClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = frond_screenshot_taker_finalize;
}

static void
frond_screenshot_taker_init (FrondScreenshotTaker *self)
{
  self->cancellable = g_cancellable_new ();
}

FrondScreenshotTaker *
frond_screenshot_taker_new (FrondGuest *guest, FrondDisplay *display, AdwToastOverlay *toasts)
{
  FrondScreenshotTaker *self;

  g_return_val_if_fail (FROND_IS_GUEST (guest), NULL);
  g_return_val_if_fail (FROND_IS_DISPLAY (display), NULL);

  self = g_object_new (FROND_TYPE_SCREENSHOT_TAKER, NULL);
  self->guest = g_object_ref (guest);
  g_set_weak_pointer (&self->display, display);
  g_set_weak_pointer (&self->toasts, toasts);
  return self;
}
