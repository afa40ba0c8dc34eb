/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "frond-ui"

#include "frond-media-chooser.h"

#include <glib/gi18n.h>

/* What can be opened, by name, and by the types of shared-mime-info. */
static const char *const suffixes[] = {
  "iso", "img",  "raw",  "qcow2", "vmdk", "vhdx", "vhd", "vdi", "ova", "ovf",
  "utm", "conf", "vbox", "xml",   "xz",   "gz",   "zst", "bz2", "zip",
};

static const char *const types[] = {
  "application/vnd.efi.iso", "application/x-cd-image",  "application/x-raw-disk-image",
  "application/x-qemu-disk", "application/x-vmdk-disk", "application/x-vhd-disk",
  "application/x-vhdx-disk", "application/x-vdi-disk",  "application/ovf",
};

static GListModel *
create_filters (void)
{
  GListStore *filters = g_list_store_new (GTK_TYPE_FILE_FILTER);
  g_autoptr (GtkFileFilter) known = gtk_file_filter_new ();
  g_autoptr (GtkFileFilter) discs = gtk_file_filter_new ();
  g_autoptr (GtkFileFilter) all = gtk_file_filter_new ();

  gtk_file_filter_set_name (known, _ ("Discs, Disks and Machines"));
  for (guint i = 0; i < G_N_ELEMENTS (suffixes); i++)
    gtk_file_filter_add_suffix (known, suffixes[i]);
  for (guint i = 0; i < G_N_ELEMENTS (types); i++)
    gtk_file_filter_add_mime_type (known, types[i]);
  g_list_store_append (filters, known);

  gtk_file_filter_set_name (discs, _ ("Disc Images"));
  gtk_file_filter_add_suffix (discs, "iso");
  gtk_file_filter_add_mime_type (discs, "application/vnd.efi.iso");
  gtk_file_filter_add_mime_type (discs, "application/x-cd-image");
  g_list_store_append (filters, discs);

  gtk_file_filter_set_name (all, _ ("All Files"));
  gtk_file_filter_add_pattern (all, "*");
  g_list_store_append (filters, all);

  return G_LIST_MODEL (filters);
}

static void
opened_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;
  GFile *file = gtk_file_dialog_open_finish (GTK_FILE_DIALOG (source), result, &error);

  if (file == NULL)
    g_task_return_error (task, g_steal_pointer (&error));
  else
    g_task_return_pointer (task, file, g_object_unref);
}

void
frond_media_chooser_async (GtkWindow *parent, GCancellable *cancellable, GAsyncReadyCallback callback,
                           gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  g_autoptr (GtkFileDialog) dialog = gtk_file_dialog_new ();
  g_autoptr (GListModel) filters = create_filters ();

  g_task_set_source_tag (task, frond_media_chooser_async);
  gtk_file_dialog_set_title (dialog, _ ("Choose a Disc Image"));
  gtk_file_dialog_set_modal (dialog, TRUE);
  gtk_file_dialog_set_filters (dialog, filters);
  gtk_file_dialog_open (dialog, parent, cancellable, opened_cb, g_steal_pointer (&task));
}

GFile *
frond_media_chooser_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
