/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "frond-ui"

#include "frond-export-dialog.h"

#include "frond-details-dialog.h"
#include "frond-dialog-size.h"
#include "frond-error.h"
#include "frond-export-job.h"
#include "frond-export.h"
#include "frond-guest.h"
#include "frond-profile.h"

#include <glib/gi18n.h>

struct _FrondExportDialog
{
  AdwDialog parent_instance;

  /* Template widgets */
  GtkStack *stack;
  GtkButton *back_button;
  GtkButton *main_button;
  AdwPreferencesGroup *meaning_group;
  AdwStatusPage *exporting_page;
  GtkProgressBar *progress_bar;
  AdwStatusPage *done_page;

  /* Owned */
  FrondGuest *guest;
  GFile *file;               /* where it is written to, once that is known */
  GCancellable *cancellable; /* of the export that is under way, or NULL */
  gboolean done;
};

G_DEFINE_FINAL_TYPE (FrondExportDialog, frond_export_dialog, ADW_TYPE_DIALOG)

static const char *
name_of (FrondExportDialog *self)
{
  return frond_profile_get_name (frond_guest_get_profile (self->guest));
}

static void
add_meaning (FrondExportDialog *self, const char *icon, const char *title, const char *text)
{
  GtkWidget *row = adw_action_row_new ();

  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, text, -1);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), text);
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), gtk_image_new_from_icon_name (icon));
  adw_preferences_group_add (self->meaning_group, row);
}

static void
fill (FrondExportDialog *self)
{
  FrondProfile *profile = frond_guest_get_profile (self->guest);
  g_autofree char *title = NULL;
  g_autofree char *escaped = NULL;

  /* Translators: %s is the name of a machine */
  title = g_strdup_printf (_ ("Write “%s” to one file?"), name_of (self));
  escaped = g_markup_escape_text (title, -1);
  adw_preferences_group_set_title (self->meaning_group, escaped);
  adw_preferences_group_set_description (
      self->meaning_group, _ ("Take it to another computer, or keep the file in case something happens."));
  add_meaning (self, "object-select-symbolic", _ ("The Whole Machine"),
               _ ("Disks, memory, processors, firmware, name and notes go along."));
  if (frond_profile_get_encrypted (profile))
    add_meaning (self, "channel-secure-symbolic", _ ("The Disk Stays Encrypted"),
                 _ ("It starts with the passphrase that it has now. The file does not hold that."));
  if (frond_profile_get_tpm (profile))
    add_meaning (self, "dialog-warning-symbolic", _ ("Its Security Chip (TPM) Starts Empty"),
                 _ ("If Windows in it uses BitLocker, have the recovery key at hand."));
}

static void
show (FrondExportDialog *self, const char *page, const char *back, const char *main)
{
  gtk_stack_set_visible_child_name (self->stack, page);
  gtk_widget_set_visible (GTK_WIDGET (self->main_button), main != NULL);
  gtk_widget_set_sensitive (GTK_WIDGET (self->back_button), TRUE);
  gtk_button_set_label (self->back_button, back);
  if (main != NULL)
    gtk_button_set_label (self->main_button, main);
  adw_dialog_set_can_close (ADW_DIALOG (self), self->cancellable == NULL);
  adw_dialog_set_focus (ADW_DIALOG (self),
                        main != NULL ? GTK_WIDGET (self->main_button) : GTK_WIDGET (self->back_button));
}

static void
progress_cb (double fraction, gpointer user_data)
{
  FrondExportDialog *self = user_data;

  /* Its window may be gone before the export has heard that it is to stop. */
  if (self->progress_bar != NULL)
    gtk_progress_bar_set_fraction (self->progress_bar, fraction);
}

static void
show_done (FrondExportDialog *self)
{
  g_autofree char *base = g_file_get_basename (self->file);
  g_autofree char *name = g_filename_display_name (base);
  /* Translators: %s is the name of a file */
  g_autofree char *title = g_strdup_printf (_ ("“%s” Is Written"), name);
  g_autofree char *escaped = g_markup_escape_text (title, -1);

  self->done = TRUE;
  adw_status_page_set_title (self->done_page, escaped);
  show (self, "done", _ ("_Close"), _ ("_Show in Files"));
  gtk_accessible_announce (GTK_ACCESSIBLE (self), title, GTK_ACCESSIBLE_ANNOUNCEMENT_PRIORITY_MEDIUM);
}

static void
tell (FrondExportDialog *self, const GError *error)
{
  g_autoptr (FrondMessage) message = frond_message_new (FROND_TASK_EXPORT, name_of (self), error);

  frond_details_dialog_present_message (message, GTK_WIDGET (self));
}

static void
exported_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (FrondExportDialog) self = user_data;
  g_autoptr (GError) error = NULL;
  const gboolean written = frond_export_job_finish (result, &error);

  g_clear_object (&self->cancellable);
  if (self->progress_bar == NULL)
    return;
  if (written)
    {
      show_done (self);
      return;
    }
  show (self, "ask", _ ("_Cancel"), _ ("Choose _File…"));
  if (!frond_error_is_cancelled (error))
    tell (self, error);
}

void
frond_export_dialog_export (FrondExportDialog *self, GFile *file)
{
  g_autofree char *title = NULL;
  g_autofree char *escaped = NULL;

  g_return_if_fail (FROND_IS_EXPORT_DIALOG (self));
  g_return_if_fail (self->cancellable == NULL);

  /* Translators: %s is the name of a machine */
  title = g_strdup_printf (_ ("Exporting “%s”"), name_of (self));
  escaped = g_markup_escape_text (title, -1);
  g_set_object (&self->file, file);
  self->cancellable = g_cancellable_new ();
  gtk_progress_bar_set_fraction (self->progress_bar, 0);
  adw_status_page_set_title (self->exporting_page, escaped);
  show (self, "exporting", _ ("_Cancel"), NULL);
  frond_export_job_async (self->guest, file, TRUE, progress_cb, self, self->cancellable, exported_cb,
                          g_object_ref (self));
}

static void
chosen_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (FrondExportDialog) self = user_data;
  g_autoptr (GFile) file = gtk_file_dialog_save_finish (GTK_FILE_DIALOG (source), result, NULL);

  if (file != NULL && self->progress_bar != NULL && self->cancellable == NULL)
    frond_export_dialog_export (self, file);
}

static void
choose (FrondExportDialog *self)
{
  g_autoptr (GtkFileDialog) dialog = gtk_file_dialog_new ();
  g_autofree char *name = frond_export_dup_name (name_of (self));
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));

  gtk_file_dialog_set_title (dialog, _ ("Export Machine"));
  gtk_file_dialog_set_accept_label (dialog, _ ("_Export"));
  gtk_file_dialog_set_initial_name (dialog, name);
  gtk_file_dialog_save (dialog, GTK_IS_WINDOW (root) ? GTK_WINDOW (root) : NULL, NULL, chosen_cb,
                        g_object_ref (self));
}

static void
show_in_files (FrondExportDialog *self)
{
  g_autoptr (GtkFileLauncher) launcher = gtk_file_launcher_new (self->file);
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));

  gtk_file_launcher_open_containing_folder (launcher, GTK_IS_WINDOW (root) ? GTK_WINDOW (root) : NULL, NULL,
                                            NULL, NULL);
}

static void
main_clicked_cb (FrondExportDialog *self)
{
  if (!self->done)
    {
      choose (self);
      return;
    }
  show_in_files (self);
  adw_dialog_close (ADW_DIALOG (self));
}

static void
back_clicked_cb (FrondExportDialog *self)
{
  if (self->cancellable == NULL)
    {
      adw_dialog_close (ADW_DIALOG (self));
      return;
    }
  gtk_widget_set_sensitive (GTK_WIDGET (self->back_button), FALSE);
  g_cancellable_cancel (self->cancellable);
}

static void
close_attempt_cb (FrondExportDialog *self)
{
  if (self->cancellable != NULL && gtk_widget_get_sensitive (GTK_WIDGET (self->back_button)))
    back_clicked_cb (self);
}

static void
frond_export_dialog_dispose (GObject *object)
{
  FrondExportDialog *self = FROND_EXPORT_DIALOG (object);

  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  gtk_widget_dispose_template (GTK_WIDGET (self), FROND_TYPE_EXPORT_DIALOG);
  G_OBJECT_CLASS (frond_export_dialog_parent_class)->dispose (object);
}

static void
frond_export_dialog_finalize (GObject *object)
{
  FrondExportDialog *self = FROND_EXPORT_DIALOG (object);

  g_clear_object (&self->cancellable);
  g_clear_object (&self->guest);
  g_clear_object (&self->file);
  G_OBJECT_CLASS (frond_export_dialog_parent_class)->finalize (object);
}

static void
frond_export_dialog_class_init (FrondExportDialogClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = frond_export_dialog_dispose;
  object_class->finalize = frond_export_dialog_finalize;

  gtk_widget_class_set_template_from_resource (widget_class, "/me/phyllo/Frond/ui/frond-export-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, FrondExportDialog, stack);
  gtk_widget_class_bind_template_child (widget_class, FrondExportDialog, back_button);
  gtk_widget_class_bind_template_child (widget_class, FrondExportDialog, main_button);
  gtk_widget_class_bind_template_child (widget_class, FrondExportDialog, meaning_group);
  gtk_widget_class_bind_template_child (widget_class, FrondExportDialog, exporting_page);
  gtk_widget_class_bind_template_child (widget_class, FrondExportDialog, progress_bar);
  gtk_widget_class_bind_template_child (widget_class, FrondExportDialog, done_page);
  gtk_widget_class_bind_template_callback (widget_class, main_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, back_clicked_cb);
}

static void
frond_export_dialog_init (FrondExportDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  frond_dialog_size_follow_text (ADW_DIALOG (self));
  g_signal_connect (self, "close-attempt", G_CALLBACK (close_attempt_cb), NULL);
}

AdwDialog *
frond_export_dialog_new (FrondGuest *guest)
{
  FrondExportDialog *self = g_object_new (FROND_TYPE_EXPORT_DIALOG, NULL);

  self->guest = g_object_ref (guest);
  fill (self);
  return ADW_DIALOG (self);
}
