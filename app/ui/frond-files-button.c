/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "frond-ui"

#include "frond-files-button.h"

#include "frond-files-row.h"

#include <glib/gi18n.h>

/* Long enough to be seen and pressed after the last file. */
#define LINGER_SECONDS 10

struct _FrondFilesButton
{
  AdwBin parent_instance;

  GtkMenuButton *button;
  GtkProgressBar *progress_bar;
  GtkPopover *popover;
  GtkListBox *list;
  GtkLabel *place_label;
  GtkButton *cancel_button;

  FrondFileTransfers *transfers;
  guint linger_source;
};

G_DEFINE_FINAL_TYPE (FrondFilesButton, frond_files_button, ADW_TYPE_BIN)

static GtkWidget *
create_row (gpointer item, gpointer user_data)
{
  return frond_files_row_new (item);
}

static gboolean
has_failures (FrondFilesButton *self)
{
  const guint n = g_list_model_get_n_items (G_LIST_MODEL (self->transfers));

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (FrondFileTransfer) transfer = g_list_model_get_item (G_LIST_MODEL (self->transfers), i);

      if (frond_file_transfer_get_state (transfer) == FROND_FILE_FAILED)
        return TRUE;
    }

  return FALSE;
}

static void
hide_when_unused (FrondFilesButton *self)
{
  if (self->transfers == NULL || (frond_file_transfers_get_n_active (self->transfers) == 0 &&
                                  !gtk_widget_get_visible (GTK_WIDGET (self->popover))))
    gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}

static gboolean
linger_timeout_cb (gpointer user_data)
{
  FrondFilesButton *self = user_data;

  self->linger_source = 0;
  hide_when_unused (self);
  return G_SOURCE_REMOVE;
}

/* What failed stays until somebody has looked. */
static void
popover_closed_cb (FrondFilesButton *self)
{
  g_clear_handle_id (&self->linger_source, g_source_remove);
  hide_when_unused (self);
}

static void
update (FrondFilesButton *self)
{
  guint n_active = self->transfers != NULL ? frond_file_transfers_get_n_active (self->transfers) : 0;
  g_autofree char *words = NULL;

  g_clear_handle_id (&self->linger_source, g_source_remove);
  gtk_widget_set_visible (GTK_WIDGET (self->cancel_button), n_active > 1);
  gtk_widget_set_visible (GTK_WIDGET (self->progress_bar), n_active > 0);
  if (n_active > 0)
    {
      words = g_strdup_printf (ngettext ("Sending %u File", "Sending %u Files", n_active), n_active);
      gtk_widget_set_visible (GTK_WIDGET (self), TRUE);
    }
  else if (self->transfers != NULL && !has_failures (self))
    {
      self->linger_source = g_timeout_add_seconds (LINGER_SECONDS, linger_timeout_cb, self);
    }
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->button), words != NULL ? words : _ ("Sent Files"));
}

static void
update_fraction (FrondFilesButton *self)
{
  gtk_progress_bar_set_fraction (self->progress_bar, frond_file_transfers_get_fraction (self->transfers));
}

static void
cancel_clicked_cb (FrondFilesButton *self)
{
  frond_file_transfers_cancel_all (self->transfers);
}

static void
frond_files_button_dispose (GObject *object)
{
  FrondFilesButton *self = FROND_FILES_BUTTON (object);

  g_clear_handle_id (&self->linger_source, g_source_remove);
  if (self->transfers != NULL)
    g_signal_handlers_disconnect_by_data (self->transfers, self);
  g_clear_object (&self->transfers);
  G_OBJECT_CLASS (frond_files_button_parent_class)->dispose (object);
}

static void
frond_files_button_class_init (FrondFilesButtonClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = frond_files_button_dispose;

  gtk_widget_class_set_template_from_resource (widget_class, "/me/phyllo/Frond/ui/frond-files-button.ui");
  gtk_widget_class_bind_template_child (widget_class, FrondFilesButton, button);
  gtk_widget_class_bind_template_child (widget_class, FrondFilesButton, progress_bar);
  gtk_widget_class_bind_template_child (widget_class, FrondFilesButton, popover);
  gtk_widget_class_bind_template_child (widget_class, FrondFilesButton, list);
  gtk_widget_class_bind_template_child (widget_class, FrondFilesButton, place_label);
  gtk_widget_class_bind_template_child (widget_class, FrondFilesButton, cancel_button);
}

static void
frond_files_button_init (FrondFilesButton *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  g_signal_connect_object (self->cancel_button, "clicked", G_CALLBACK (cancel_clicked_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->popover, "closed", G_CALLBACK (popover_closed_cb), self, G_CONNECT_SWAPPED);
}

void
frond_files_button_set_transfers (FrondFilesButton *self, FrondFileTransfers *transfers)
{
  g_return_if_fail (FROND_IS_FILES_BUTTON (self));

  if (self->transfers != NULL)
    g_signal_handlers_disconnect_by_data (self->transfers, self);
  g_set_object (&self->transfers, transfers);
  gtk_list_box_bind_model (self->list, transfers != NULL ? G_LIST_MODEL (transfers) : NULL, create_row, NULL,
                           NULL);
  update (self);
  if (transfers == NULL)
    {
      hide_when_unused (self);
      return;
    }
  g_signal_connect_object (transfers, "notify::n-active", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (transfers, "notify::fraction", G_CALLBACK (update_fraction), self,
                           G_CONNECT_SWAPPED);
}

void
frond_files_button_set_place (FrondFilesButton *self, const char *words)
{
  g_return_if_fail (FROND_IS_FILES_BUTTON (self));

  gtk_label_set_label (self->place_label, words);
}
