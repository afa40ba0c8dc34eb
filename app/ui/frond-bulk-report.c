/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "frond-ui"

#include "frond-bulk-report.h"

#include "frond-details-dialog.h"
#include "frond-dialog-size.h"

#include <glib/gi18n.h>

struct _FrondBulkReport
{
  FrondTask task;
  GPtrArray *messages; /* of FrondMessage */
};

FrondBulkReport *
frond_bulk_report_new (FrondTask task)
{
  FrondBulkReport *self = g_new0 (FrondBulkReport, 1);

  self->task = task;
  self->messages = g_ptr_array_new_with_free_func ((GDestroyNotify) frond_message_free);

  return self;
}

void
frond_bulk_report_free (FrondBulkReport *self)
{
  g_ptr_array_unref (self->messages);
  g_free (self);
}

void
frond_bulk_report_add (FrondBulkReport *self, const char *name, const GError *error)
{
  g_ptr_array_add (self->messages, frond_message_new (self->task, name, error));
}

static char *
make_title (FrondTask task, guint n)
{
  switch ((guint) task)
    {
    case FROND_TASK_START:
      return g_strdup_printf (ngettext ("%u Machine Could Not Be Started", "%u Machines Could Not Be Started",
                                        n),
                              n);
    case FROND_TASK_SHUT_DOWN:
      return g_strdup_printf (ngettext ("%u Machine Could Not Be Shut Down",
                                        "%u Machines Could Not Be Shut Down", n),
                              n);
    case FROND_TASK_PAUSE:
      return g_strdup_printf (ngettext ("%u Machine Could Not Be Paused", "%u Machines Could Not Be Paused",
                                        n),
                              n);
    case FROND_TASK_DELETE:
      return g_strdup_printf (ngettext ("%u Machine Could Not Be Deleted", "%u Machines Could Not Be Deleted",
                                        n),
                              n);
    case FROND_TASK_RESTORE:
      return g_strdup_printf (ngettext ("%u Machine Could Not Be Restored",
                                        "%u Machines Could Not Be Restored", n),
                              n);
    default:
      return g_strdup_printf (ngettext ("%u Machine Could Not Be Changed", "%u Machines Could Not Be Changed",
                                        n),
                              n);
    }
}

static GtkWidget *
row_new (FrondMessage *message)
{
  GtkWidget *row = adw_expander_row_new ();
  GtkWidget *detail = gtk_label_new (message->detail);

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), message->title);
  adw_expander_row_set_subtitle (ADW_EXPANDER_ROW (row), message->body);
  gtk_label_set_selectable (GTK_LABEL (detail), TRUE);
  gtk_label_set_wrap (GTK_LABEL (detail), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (detail), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_xalign (GTK_LABEL (detail), 0);
  gtk_widget_set_margin_start (detail, 12);
  gtk_widget_set_margin_end (detail, 12);
  gtk_widget_set_margin_bottom (detail, 12);
  gtk_widget_add_css_class (detail, "details-text");
  adw_expander_row_add_row (ADW_EXPANDER_ROW (row), detail);

  return row;
}

static void
details_cb (AdwToast *toast, AdwToastOverlay *toasts)
{
  GPtrArray *messages = g_object_get_data (G_OBJECT (toast), "frond-messages");
  AdwDialog *dialog = adw_dialog_new ();
  GtkWidget *view = adw_toolbar_view_new ();
  GtkWidget *page = adw_preferences_page_new ();
  GtkWidget *group = adw_preferences_group_new ();

  for (guint i = 0; i < messages->len; i++)
    adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), row_new (g_ptr_array_index (messages, i)));
  adw_preferences_page_add (ADW_PREFERENCES_PAGE (page), ADW_PREFERENCES_GROUP (group));
  adw_toolbar_view_add_top_bar (ADW_TOOLBAR_VIEW (view), adw_header_bar_new ());
  adw_toolbar_view_set_content (ADW_TOOLBAR_VIEW (view), page);
  adw_dialog_set_child (dialog, view);
  adw_dialog_set_title (dialog, adw_toast_get_title (toast));
  adw_dialog_set_content_width (dialog, 520);
  adw_dialog_set_content_height (dialog, 420);
  frond_dialog_size_follow_text (dialog);
  adw_dialog_present (dialog, GTK_WIDGET (toasts));
}

void
frond_bulk_report_tell (FrondBulkReport *self, AdwToastOverlay *toasts)
{
  g_autofree char *title = NULL;
  AdwToast *toast;

  if (self->messages->len == 0)
    return;

  if (self->messages->len == 1)
    title = g_strdup (((FrondMessage *) g_ptr_array_index (self->messages, 0))->title);
  else
    title = make_title (self->task, self->messages->len);
  toast = adw_toast_new (title);
  adw_toast_set_use_markup (toast, FALSE);
  adw_toast_set_button_label (toast, _ ("_Details"));
  adw_toast_set_timeout (toast, 0);
  g_object_set_data_full (G_OBJECT (toast), "frond-messages", g_ptr_array_ref (self->messages),
                          (GDestroyNotify) g_ptr_array_unref);
  g_signal_connect_object (toast, "button-clicked", G_CALLBACK (details_cb), toasts, 0);
  adw_toast_overlay_add_toast (toasts, toast);
}
