/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "frond-ui"

#include "frond-files-row.h"

#include "frond-message.h"

#include <glib/gi18n.h>

struct _FrondFilesRow
{
  GtkListBoxRow parent_instance;

  GtkLabel *name_label;
  GtkProgressBar *progress_bar;
  GtkLabel *state_label;
  GtkImage *state_icon;
  GtkButton *cancel_button;

  FrondFileTransfer *transfer;
};

G_DEFINE_FINAL_TYPE (FrondFilesRow, frond_files_row, GTK_TYPE_LIST_BOX_ROW)

static char *
amount_words (FrondFileTransfer *transfer)
{
  g_autofree char *done = g_format_size (frond_file_transfer_get_done (transfer));
  g_autofree char *total = g_format_size (frond_file_transfer_get_total (transfer));

  /* Translators: how much of a file has been sent: “3.1 MB of 12.8 MB” */
  return g_strdup_printf (_ ("%s of %s"), done, total);
}

static char *
state_words (FrondFileTransfer *transfer)
{
  g_autoptr (FrondMessage) message = NULL;

  switch (frond_file_transfer_get_state (transfer))
    {
    case FROND_FILE_SENDING:
      return amount_words (transfer);
    case FROND_FILE_SENT:
      return g_format_size (frond_file_transfer_get_total (transfer));
    case FROND_FILE_FAILED:
      message = frond_message_new (FROND_TASK_SEND_FILE, frond_file_transfer_get_name (transfer),
                                   frond_file_transfer_get_error (transfer));
      return g_strdup (message->body);
    case FROND_FILE_CANCELLED:
      /* Translators: a file that was not sent because the person stopped it */
      return g_strdup (_ ("Cancelled"));
    case FROND_FILE_WAITING:
    default:
      /* Translators: a file that will be sent when others are through */
      return g_strdup (_ ("Waiting"));
    }
}

static const char *
state_icon (FrondFileState state)
{
  return state == FROND_FILE_SENT     ? "object-select-symbolic"
         : state == FROND_FILE_FAILED ? "dialog-error-symbolic"
                                      : "process-stop-symbolic";
}

static void
update_amount (FrondFilesRow *self)
{
  guint64 total = frond_file_transfer_get_total (self->transfer);
  g_autofree char *words = state_words (self->transfer);

  gtk_label_set_label (self->state_label, words);
  gtk_progress_bar_set_fraction (self->progress_bar,
                                 total > 0
                                     ? (double) frond_file_transfer_get_done (self->transfer) / (double) total
                                     : 0);
}

static void
update_state (FrondFilesRow *self)
{
  gboolean over = frond_file_transfer_is_over (self->transfer);

  /* A person on the button must not lose the keyboard with it. */
  if (over && gtk_widget_is_focus (GTK_WIDGET (self->cancel_button)))
    gtk_widget_child_focus (gtk_widget_get_parent (GTK_WIDGET (self)), GTK_DIR_TAB_FORWARD);
  gtk_widget_set_visible (GTK_WIDGET (self->progress_bar), !over);
  gtk_widget_set_visible (GTK_WIDGET (self->cancel_button), !over);
  gtk_widget_set_visible (GTK_WIDGET (self->state_icon), over);
  gtk_image_set_from_icon_name (self->state_icon,
                                state_icon (frond_file_transfer_get_state (self->transfer)));
  update_amount (self);
}

static void
cancel_clicked_cb (FrondFilesRow *self)
{
  frond_file_transfer_cancel (self->transfer);
}

static void
frond_files_row_dispose (GObject *object)
{
  FrondFilesRow *self = FROND_FILES_ROW (object);

  g_clear_object (&self->transfer);
  G_OBJECT_CLASS (frond_files_row_parent_class)->dispose (object);
}

static void
frond_files_row_class_init (FrondFilesRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = frond_files_row_dispose;

  gtk_widget_class_set_template_from_resource (widget_class, "/me/phyllo/Frond/ui/frond-files-row.ui");
  gtk_widget_class_bind_template_child (widget_class, FrondFilesRow, name_label);
  gtk_widget_class_bind_template_child (widget_class, FrondFilesRow, progress_bar);
  gtk_widget_class_bind_template_child (widget_class, FrondFilesRow, state_label);
  gtk_widget_class_bind_template_child (widget_class, FrondFilesRow, state_icon);
  gtk_widget_class_bind_template_child (widget_class, FrondFilesRow, cancel_button);
}

static void
frond_files_row_init (FrondFilesRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  g_signal_connect_object (self->cancel_button, "clicked", G_CALLBACK (cancel_clicked_cb), self,
                           G_CONNECT_SWAPPED);
}

GtkWidget *
frond_files_row_new (FrondFileTransfer *transfer)
{
  FrondFilesRow *self = g_object_new (FROND_TYPE_FILES_ROW, NULL);
  const char *name = frond_file_transfer_get_name (transfer);
  g_autofree char *cancel = NULL;

  self->transfer = g_object_ref (transfer);
  gtk_label_set_label (self->name_label, name);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->name_label), name);
  /* Translators: for screen readers; %s is the name of a file that is being sent */
  cancel = g_strdup_printf (_ ("Cancel “%s”"), name);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->cancel_button), GTK_ACCESSIBLE_PROPERTY_LABEL, cancel,
                                  -1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->progress_bar), GTK_ACCESSIBLE_PROPERTY_LABEL, name,
                                  -1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);

  g_signal_connect_object (transfer, "notify::state", G_CALLBACK (update_state), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (transfer, "notify::done", G_CALLBACK (update_amount), self, G_CONNECT_SWAPPED);
  update_state (self);
  return GTK_WIDGET (self);
}
