/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "frond-ui"

#include "frond-downloads-button.h"

#include "frond-download-view.h"

#include <glib/gi18n.h>

/* Long enough to be seen and pressed after the last one. */
#define LINGER_SECONDS 10

struct _FrondDownloadsButton
{
  AdwBin parent_instance;

  GtkMenuButton *button;
  GtkProgressBar *progress_bar;
  GtkPopover *popover;
  GtkListBox *list;
  GtkWidget *clear_button;

  FrondDownloads *downloads;
  guint linger_source;
};

G_DEFINE_FINAL_TYPE (FrondDownloadsButton, frond_downloads_button, ADW_TYPE_BIN)

static GtkWidget *
create_row (gpointer item, gpointer user_data)
{
  GtkWidget *row = gtk_list_box_row_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 3);
  GtkWidget *title = gtk_label_new (frond_download_get_title (item));

  gtk_label_set_xalign (GTK_LABEL (title), 0);
  gtk_label_set_ellipsize (GTK_LABEL (title), PANGO_ELLIPSIZE_END);
  gtk_widget_set_margin_top (box, 6);
  gtk_widget_set_margin_bottom (box, 6);
  gtk_widget_set_margin_start (box, 6);
  gtk_widget_set_margin_end (box, 6);
  gtk_box_append (GTK_BOX (box), title);
  gtk_box_append (GTK_BOX (box), frond_download_view_new (item));

  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), FALSE);
  gtk_widget_set_focusable (row, FALSE);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  frond_download_get_title (item), -1);
  return row;
}

typedef struct
{
  guint n_active;
  guint n_paused;
  guint n_failed;
  guint n_over;
  double fraction; /* of those that are active */
} Summary;

static Summary
summarize (FrondDownloadsButton *self)
{
  Summary summary = { 0 };
  guint64 received = 0;
  guint64 total = 0;
  guint n = self->downloads != NULL ? g_list_model_get_n_items (G_LIST_MODEL (self->downloads)) : 0;

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (FrondDownload) download = g_list_model_get_item (G_LIST_MODEL (self->downloads), i);
      FrondDownloadState state = frond_download_get_state (download);

      summary.n_paused += state == FROND_DOWNLOAD_PAUSED;
      summary.n_failed += state == FROND_DOWNLOAD_FAILED;
      summary.n_over += frond_download_is_over (download);
      if (!frond_download_is_active (download))
        continue;
      summary.n_active++;
      received += frond_download_get_received (download);
      total += MAX (frond_download_get_total (download), frond_download_get_received (download));
    }
  summary.fraction = total > 0 ? (double) received / (double) total : 0;
  return summary;
}

static void
hide_when_unused (FrondDownloadsButton *self)
{
  Summary summary = summarize (self);

  if (summary.n_active + summary.n_paused == 0 && !gtk_widget_get_visible (GTK_WIDGET (self->popover)))
    gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}

static void
linger_timeout_cb (gpointer user_data)
{
  FrondDownloadsButton *self = user_data;

  self->linger_source = 0;
  hide_when_unused (self);
}

/* What failed stays until somebody has looked. */
static void
popover_closed_cb (FrondDownloadsButton *self)
{
  g_clear_handle_id (&self->linger_source, g_source_remove);
  hide_when_unused (self);
}

static void
update (FrondDownloadsButton *self)
{
  Summary summary = summarize (self);
  g_autofree char *words = NULL;

  g_clear_handle_id (&self->linger_source, g_source_remove);
  gtk_progress_bar_set_fraction (self->progress_bar, summary.fraction);
  gtk_widget_set_visible (GTK_WIDGET (self->progress_bar), summary.n_active > 0);
  gtk_widget_set_visible (self->clear_button, summary.n_over > 0);
  if (summary.n_active + summary.n_paused > 0)
    gtk_widget_set_visible (GTK_WIDGET (self), TRUE);
  else if (summary.n_failed == 0 && gtk_widget_get_visible (GTK_WIDGET (self)))
    self->linger_source = g_timeout_add_seconds_once (LINGER_SECONDS, linger_timeout_cb, self);

  if (summary.n_active > 0)
    words = g_strdup_printf (ngettext ("Downloading %u File", "Downloading %u Files", summary.n_active),
                             summary.n_active);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->button), words != NULL ? words : _ ("Downloads"));
}

static void
fraction_changed_cb (FrondDownloadsButton *self)
{
  gtk_progress_bar_set_fraction (self->progress_bar, summarize (self).fraction);
}

static void
items_changed_cb (FrondDownloadsButton *self, guint position, guint removed, guint added)
{
  for (guint i = position; i < position + added; i++)
    {
      g_autoptr (FrondDownload) download = g_list_model_get_item (G_LIST_MODEL (self->downloads), i);

      g_signal_connect_object (download, "notify::state", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
      g_signal_connect_object (download, "notify::fraction", G_CALLBACK (fraction_changed_cb), self,
                               G_CONNECT_SWAPPED);
    }
  update (self);
}

static void
clear_clicked_cb (FrondDownloadsButton *self)
{
  for (guint i = g_list_model_get_n_items (G_LIST_MODEL (self->downloads)); i > 0; i--)
    {
      g_autoptr (FrondDownload) download = g_list_model_get_item (G_LIST_MODEL (self->downloads), i - 1);

      if (frond_download_is_over (download))
        frond_downloads_remove (self->downloads, download);
    }
  if (g_list_model_get_n_items (G_LIST_MODEL (self->downloads)) == 0)
    gtk_popover_popdown (self->popover);
}

static void
frond_downloads_button_dispose (GObject *object)
{
  FrondDownloadsButton *self = FROND_DOWNLOADS_BUTTON (object);

  g_clear_handle_id (&self->linger_source, g_source_remove);
  if (self->downloads != NULL)
    g_signal_handlers_disconnect_by_data (self->downloads, self);
  g_clear_object (&self->downloads);
  G_OBJECT_CLASS (frond_downloads_button_parent_class)->dispose (object);
}

static void
frond_downloads_button_class_init (FrondDownloadsButtonClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = frond_downloads_button_dispose;

  gtk_widget_class_set_template_from_resource (widget_class, "/me/phyllo/Frond/ui/frond-downloads-button.ui");
  gtk_widget_class_bind_template_child (widget_class, FrondDownloadsButton, button);
  gtk_widget_class_bind_template_child (widget_class, FrondDownloadsButton, progress_bar);
  gtk_widget_class_bind_template_child (widget_class, FrondDownloadsButton, popover);
  gtk_widget_class_bind_template_child (widget_class, FrondDownloadsButton, list);
  gtk_widget_class_bind_template_child (widget_class, FrondDownloadsButton, clear_button);
  gtk_widget_class_bind_template_callback (widget_class, clear_clicked_cb);
}

static void
frond_downloads_button_init (FrondDownloadsButton *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  g_signal_connect_object (self->popover, "closed", G_CALLBACK (popover_closed_cb), self, G_CONNECT_SWAPPED);
}

void
frond_downloads_button_set_downloads (FrondDownloadsButton *self, FrondDownloads *downloads)
{
  g_return_if_fail (FROND_IS_DOWNLOADS_BUTTON (self));
  g_return_if_fail (FROND_IS_DOWNLOADS (downloads));
  g_return_if_fail (self->downloads == NULL);

  self->downloads = g_object_ref (downloads);
  gtk_list_box_bind_model (self->list, G_LIST_MODEL (downloads), create_row, NULL, NULL);
  g_signal_connect_object (downloads, "items-changed", G_CALLBACK (items_changed_cb), self,
                           G_CONNECT_SWAPPED);
  items_changed_cb (self, 0, 0, g_list_model_get_n_items (G_LIST_MODEL (downloads)));
}

void
frond_downloads_button_popup (FrondDownloadsButton *self)
{
  g_return_if_fail (FROND_IS_DOWNLOADS_BUTTON (self));

  gtk_widget_set_visible (GTK_WIDGET (self), TRUE);
  gtk_menu_button_popup (self->button);
}
