/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "frond-ui"

#include "frond-import-found-dialog.h"

#include "frond-dialog-size.h"
#include "frond-error.h"
#include "frond-host-capabilities.h"
#include "frond-import-found-row.h"
#include "frond-import-job.h"
#include "frond-import.h"
#include "frond-machine-host.h"
#include "frond-message.h"
#include "frond-profile.h"

#include <glib/gi18n.h>

struct _FrondImportFoundDialog
{
  AdwDialog parent_instance;

  /* Template widgets */
  GtkStack *stack;
  GtkWidget *cancel_button;
  GtkWidget *import_button;
  AdwPreferencesGroup *group;

  /* Owned */
  FrondLibrary *library;
  GPtrArray *rows;          /* (element-type FrondImportFoundRow), in their order */
  GCancellable *searching;  /* cancelled when the dialog goes */
  GCancellable *importing;  /* NULL while it is not */
  FrondImportFoundRow *row; /* that is imported now; borrowed */
  gboolean failed;          /* at least one was not */
};

G_DEFINE_FINAL_TYPE (FrondImportFoundDialog, frond_import_found_dialog, ADW_TYPE_DIALOG)

static void import_next (FrondImportFoundDialog *self);

static void
update (FrondImportFoundDialog *self)
{
  guint n = 0;

  for (guint i = 0; i < self->rows->len; i++)
    n += frond_import_found_row_get_selected (g_ptr_array_index (self->rows, i)) ? 1 : 0;
  gtk_widget_set_sensitive (self->import_button, n > 0 && self->importing == NULL);
  gtk_widget_set_visible (self->import_button, self->rows->len > 0);
  adw_dialog_set_can_close (ADW_DIALOG (self), self->importing == NULL);
}

static void
add_row (FrondImportFoundDialog *self, FrondImport *import)
{
  GtkWidget *row = frond_import_found_row_new (import);

  g_signal_connect_object (row, "notify::selected", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  adw_preferences_group_add (self->group, row);
  g_ptr_array_add (self->rows, row);
}

static void
found_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (FrondImportFoundDialog) self = user_data;
  g_autoptr (GPtrArray) found = frond_import_find_finish (result, NULL);

  if (found == NULL || self->library == NULL)
    return;

  for (guint i = 0; i < found->len; i++)
    add_row (self, g_ptr_array_index (found, i));
  /* Who has one machine means that one. */
  if (self->rows->len == 1)
    frond_import_found_row_set_selected (g_ptr_array_index (self->rows, 0), TRUE);
  gtk_stack_set_visible_child_name (self->stack, found->len > 0 ? "list" : "none");
  update (self);
}

static void
progress_cb (double fraction, gpointer user_data)
{
  FrondImportFoundDialog *self = user_data;

  if (self->row != NULL)
    frond_import_found_row_set_progress (self->row, fraction);
}

static void
finish (FrondImportFoundDialog *self)
{
  g_clear_object (&self->importing);
  gtk_widget_set_sensitive (self->cancel_button, TRUE);
  update (self);
  if (!self->failed)
    adw_dialog_force_close (ADW_DIALOG (self));
}

static void
imported_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (FrondImportFoundDialog) self = user_data;
  g_autoptr (GError) error = NULL;
  FrondGuest *guest = frond_import_job_finish (result, &error);

  if (self->library == NULL)
    return;

  if (guest != NULL)
    frond_import_found_row_set_done (self->row);
  else
    {
      g_autoptr (FrondMessage) message =
          frond_message_new (FROND_TASK_IMPORT, frond_import_get_name (FROND_IMPORT (source)), error);

      self->failed = TRUE;
      frond_import_found_row_set_progress (self->row, -1);
      if (frond_error_is_cancelled (error))
        {
          finish (self);
          return;
        }
      frond_import_found_row_set_failed (self->row, message->body);
      frond_import_found_row_set_selected (self->row, FALSE);
    }
  import_next (self);
}

static void
import_row (FrondImportFoundDialog *self, FrondImportFoundRow *row)
{
  FrondImport *import = frond_import_found_row_get_import (row);
  g_autoptr (FrondHostCapabilities) capabilities =
      frond_machine_host_dup_capabilities (frond_library_choose_host (self->library, NULL));
  g_autoptr (FrondProfile) profile = frond_import_suggest_profile (import, capabilities);
  g_autofree char *name = frond_library_suggest_name (self->library, frond_profile_get_name (profile));

  frond_profile_set_name (profile, name);
  self->row = row;
  frond_import_found_row_set_progress (row, 0);
  frond_import_job_async (self->library, import, profile, -1, progress_cb, self, self->importing, imported_cb,
                          g_object_ref (self));
}

static void
import_next (FrondImportFoundDialog *self)
{
  self->row = NULL;
  for (guint i = 0; i < self->rows->len; i++)
    if (frond_import_found_row_get_selected (g_ptr_array_index (self->rows, i)))
      {
        import_row (self, g_ptr_array_index (self->rows, i));
        return;
      }
  finish (self);
}

static void
import_clicked_cb (FrondImportFoundDialog *self)
{
  self->importing = g_cancellable_new ();
  self->failed = FALSE;
  update (self);
  import_next (self);
}

static void
cancel_clicked_cb (FrondImportFoundDialog *self)
{
  if (self->importing == NULL)
    {
      adw_dialog_close (ADW_DIALOG (self));
      return;
    }
  gtk_widget_set_sensitive (self->cancel_button, FALSE);
  g_cancellable_cancel (self->importing);
}

static void
frond_import_found_dialog_close_attempt (AdwDialog *dialog)
{
  cancel_clicked_cb (FROND_IMPORT_FOUND_DIALOG (dialog));
}

static void
frond_import_found_dialog_dispose (GObject *object)
{
  FrondImportFoundDialog *self = FROND_IMPORT_FOUND_DIALOG (object);

  g_cancellable_cancel (self->searching);
  if (self->importing != NULL)
    g_cancellable_cancel (self->importing);
  g_clear_object (&self->library);
  self->row = NULL;
  g_ptr_array_set_size (self->rows, 0);
  gtk_widget_dispose_template (GTK_WIDGET (self), FROND_TYPE_IMPORT_FOUND_DIALOG);
  G_OBJECT_CLASS (frond_import_found_dialog_parent_class)->dispose (object);
}

static void
frond_import_found_dialog_finalize (GObject *object)
{
  FrondImportFoundDialog *self = FROND_IMPORT_FOUND_DIALOG (object);

  g_clear_object (&self->searching);
  g_clear_object (&self->importing);
  g_clear_pointer (&self->rows, g_ptr_array_unref);
  G_OBJECT_CLASS (frond_import_found_dialog_parent_class)->finalize (object);
}

static void
frond_import_found_dialog_class_init (FrondImportFoundDialogClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = frond_import_found_dialog_dispose;
  object_class->finalize = frond_import_found_dialog_finalize;
  ADW_DIALOG_CLASS (klass)->close_attempt = frond_import_found_dialog_close_attempt;

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/me/phyllo/Frond/ui/frond-import-found-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, FrondImportFoundDialog, stack);
  gtk_widget_class_bind_template_child (widget_class, FrondImportFoundDialog, cancel_button);
  gtk_widget_class_bind_template_child (widget_class, FrondImportFoundDialog, import_button);
  gtk_widget_class_bind_template_child (widget_class, FrondImportFoundDialog, group);
  gtk_widget_class_bind_template_callback (widget_class, cancel_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, import_clicked_cb);
}

static void
frond_import_found_dialog_init (FrondImportFoundDialog *self)
{
  self->rows = g_ptr_array_new ();
  self->searching = g_cancellable_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  frond_dialog_size_follow_text (ADW_DIALOG (self));
  update (self);
}

AdwDialog *
frond_import_found_dialog_new (FrondLibrary *library)
{
  FrondImportFoundDialog *self = g_object_new (FROND_TYPE_IMPORT_FOUND_DIALOG, NULL);

  self->library = g_object_ref (library);
  frond_import_find_async (self->searching, found_cb, g_object_ref (self));
  return ADW_DIALOG (self);
}
