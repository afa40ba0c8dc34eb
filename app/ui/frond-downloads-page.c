/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "frond-ui"

#include "frond-downloads-page.h"

#include "frond-message.h"

#include <glib/gi18n.h>
#include <math.h>

#define GIGABYTE 1e9

struct _FrondDownloadsPage
{
  AdwPreferencesPage parent_instance;

  AdwSpinRow *parallel_row;
  AdwSwitchRow *metered_row;
  AdwSpinRow *limit_row;
  AdwPreferencesGroup *images_group;
  GtkLabel *size_label;
  GtkWidget *clean_row;

  FrondDownloads *downloads;
  FrondCache *cache;
  GPtrArray *rows; /* of GtkWidget, in the group */
};

G_DEFINE_FINAL_TYPE (FrondDownloadsPage, frond_downloads_page, ADW_TYPE_PREFERENCES_PAGE)

static void
toast (FrondDownloadsPage *self, const char *words)
{
  GtkWidget *dialog = gtk_widget_get_ancestor (GTK_WIDGET (self), ADW_TYPE_PREFERENCES_DIALOG);
  AdwToast *message = adw_toast_new (words);

  adw_toast_set_use_markup (message, FALSE);
  if (dialog != NULL)
    adw_preferences_dialog_add_toast (ADW_PREFERENCES_DIALOG (dialog), message);
}

static void
cleaned_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (FrondDownloadsPage) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree char *size = NULL;
  g_autofree char *words = NULL;
  guint64 freed = 0;

  if (!frond_cache_clean_finish (FROND_CACHE (source), result, &freed, &error))
    {
      g_autoptr (FrondMessage) message = frond_message_new (FROND_TASK_CACHE, NULL, error);

      toast (self, message->body);
      return;
    }
  size = g_format_size (freed);
  /* Translators: %s is like “1.2 GB” */
  words = g_strdup_printf (_ ("%s freed"), size);
  toast (self, words);
}

static void
answered_cb (FrondDownloadsPage *self, const char *response, AdwAlertDialog *dialog)
{
  FrondCacheEntry *entry = g_object_get_data (G_OBJECT (dialog), "entry");

  if (g_str_equal (response, "delete"))
    frond_cache_clean_async (self->cache, entry, NULL, cleaned_cb, g_object_ref (self));
}

/* An image of gigabytes is not there again at once: that is asked. ENTRY NULL: all. */
static void
ask (FrondDownloadsPage *self, FrondCacheEntry *entry)
{
  AdwDialog *dialog;
  g_autofree char *title = NULL;

  if (entry != NULL)
    /* Translators: %s is the name of a system, like “Debian 13” */
    title = g_strdup_printf (_ ("Delete the Image of “%s”?"), frond_cache_entry_get_title (entry));
  dialog = adw_alert_dialog_new (
      title != NULL ? title : _ ("Delete All Downloaded Images?"),
      _ ("Your machines stay as they are. What is needed again has to be downloaded again."));
  adw_alert_dialog_add_responses (ADW_ALERT_DIALOG (dialog), "cancel", _ ("_Cancel"), "delete", _ ("_Delete"),
                                  NULL);
  adw_alert_dialog_set_response_appearance (ADW_ALERT_DIALOG (dialog), "delete", ADW_RESPONSE_DESTRUCTIVE);
  adw_alert_dialog_set_default_response (ADW_ALERT_DIALOG (dialog), "cancel");
  adw_alert_dialog_set_close_response (ADW_ALERT_DIALOG (dialog), "cancel");
  if (entry != NULL)
    g_object_set_data_full (G_OBJECT (dialog), "entry", g_object_ref (entry), g_object_unref);
  g_signal_connect_object (dialog, "response", G_CALLBACK (answered_cb), self, G_CONNECT_SWAPPED);
  adw_dialog_present (dialog, GTK_WIDGET (self));
}

static void
clean_cb (FrondDownloadsPage *self)
{
  ask (self, NULL);
}

static void
delete_clicked_cb (GtkButton *button, FrondDownloadsPage *self)
{
  ask (self, g_object_get_data (G_OBJECT (button), "entry"));
}

static char *
describe (FrondCacheEntry *entry)
{
  g_autofree char *size = g_format_size (frond_cache_entry_get_disk_size (entry));
  g_autoptr (GDateTime) used = g_date_time_new_from_unix_local (frond_cache_entry_get_last_used (entry));
  g_autofree char *date = used != NULL ? g_date_time_format (used, "%x") : g_strdup ("");

  if (frond_cache_entry_get_partial (entry))
    /* Translators: %s is like “312 MB” */
    return g_strdup_printf (_ ("%s, not finished"), size);
  /* Translators: the size of a file and a date: “1.2 GB, last used 12/31/26” */
  return g_strdup_printf (_ ("%s, last used %s"), size, date);
}

static void
add_row (FrondDownloadsPage *self, FrondCacheEntry *entry)
{
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *button = gtk_button_new_from_icon_name ("user-trash-symbolic");
  const char *title = frond_cache_entry_get_title (entry);
  g_autofree char *subtitle = describe (entry);
  g_autofree char *words = NULL;

  if (*title == '\0')
    title = _ ("Unknown Image");
  /* Translators: %s is the name of a system, like “Debian 13” */
  words = g_strdup_printf (_ ("Delete the image of %s"), title);
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_tooltip_text (button, _ ("Delete"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, words, -1);
  g_object_set_data_full (G_OBJECT (button), "entry", g_object_ref (entry), g_object_unref);
  g_signal_connect_object (button, "clicked", G_CALLBACK (delete_clicked_cb), self, 0);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), button);

  adw_preferences_group_add (self->images_group, row);
  g_ptr_array_add (self->rows, row);
}

static void
fill (FrondDownloadsPage *self)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->cache));
  g_autofree char *size = g_format_size (frond_cache_get_size (self->cache));

  gtk_label_set_label (self->size_label, n > 0 ? size : _ ("Nothing"));
  gtk_widget_set_visible (self->clean_row, n > 0);
  for (guint i = 0; i < self->rows->len; i++)
    adw_preferences_group_remove (self->images_group, g_ptr_array_index (self->rows, i));
  g_ptr_array_set_size (self->rows, 0);
  for (guint i = 0; i < n; i++)
    {
      g_autoptr (FrondCacheEntry) entry = g_list_model_get_item (G_LIST_MODEL (self->cache), i);

      add_row (self, entry);
    }
}

static void
refreshed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (FrondDownloadsPage) self = user_data;
  g_autoptr (GError) error = NULL;

  if (!frond_cache_refresh_finish (FROND_CACHE (source), result, &error))
    g_message ("Looking into the cache of images: %s", error->message);
  /* Where the list is as it was, its sizes may not be. */
  if (self->cache != NULL)
    fill (self);
}

static gboolean
to_gigabytes (GBinding *binding, const GValue *from, GValue *to, gpointer user_data)
{
  g_value_set_double (to, round ((double) g_value_get_uint64 (from) / GIGABYTE));
  return TRUE;
}

static gboolean
to_bytes (GBinding *binding, const GValue *from, GValue *to, gpointer user_data)
{
  g_value_set_uint64 (to, (guint64) (g_value_get_double (from) * GIGABYTE));
  return TRUE;
}

static void
frond_downloads_page_dispose (GObject *object)
{
  FrondDownloadsPage *self = FROND_DOWNLOADS_PAGE (object);

  g_clear_object (&self->downloads);
  g_clear_object (&self->cache);
  gtk_widget_dispose_template (GTK_WIDGET (object), FROND_TYPE_DOWNLOADS_PAGE);
  G_OBJECT_CLASS (frond_downloads_page_parent_class)->dispose (object);
}

static void
frond_downloads_page_finalize (GObject *object)
{
  g_ptr_array_unref (FROND_DOWNLOADS_PAGE (object)->rows);
  G_OBJECT_CLASS (frond_downloads_page_parent_class)->finalize (object);
}

static void
frond_downloads_page_class_init (FrondDownloadsPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = frond_downloads_page_dispose;
  G_OBJECT_CLASS (klass)->finalize = frond_downloads_page_finalize;
  gtk_widget_class_set_template_from_resource (widget_class, "/me/phyllo/Frond/ui/frond-downloads-page.ui");
  gtk_widget_class_bind_template_child (widget_class, FrondDownloadsPage, parallel_row);
  gtk_widget_class_bind_template_child (widget_class, FrondDownloadsPage, metered_row);
  gtk_widget_class_bind_template_child (widget_class, FrondDownloadsPage, limit_row);
  gtk_widget_class_bind_template_child (widget_class, FrondDownloadsPage, images_group);
  gtk_widget_class_bind_template_child (widget_class, FrondDownloadsPage, size_label);
  gtk_widget_class_bind_template_child (widget_class, FrondDownloadsPage, clean_row);
  gtk_widget_class_bind_template_callback (widget_class, clean_cb);
}

static void
frond_downloads_page_init (FrondDownloadsPage *self)
{
  self->rows = g_ptr_array_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
}

AdwPreferencesPage *
frond_downloads_page_new (FrondDownloads *downloads)
{
  FrondDownloadsPage *self;

  g_return_val_if_fail (FROND_IS_DOWNLOADS (downloads), NULL);

  self = g_object_new (FROND_TYPE_DOWNLOADS_PAGE, NULL);
  self->downloads = g_object_ref (downloads);
  self->cache = g_object_ref (frond_downloads_get_cache (downloads));
  g_object_bind_property (downloads, "max-parallel", self->parallel_row, "value",
                          G_BINDING_SYNC_CREATE | G_BINDING_BIDIRECTIONAL);
  g_object_bind_property (downloads, "metered", self->metered_row, "active",
                          G_BINDING_SYNC_CREATE | G_BINDING_BIDIRECTIONAL);
  g_object_bind_property_full (self->cache, "limit", self->limit_row, "value",
                               G_BINDING_SYNC_CREATE | G_BINDING_BIDIRECTIONAL, to_gigabytes, to_bytes, NULL,
                               NULL);
  g_signal_connect_object (self->cache, "items-changed", G_CALLBACK (fill), self, G_CONNECT_SWAPPED);
  fill (self);
  frond_cache_refresh_async (self->cache, NULL, refreshed_cb, g_object_ref (self));
  return ADW_PREFERENCES_PAGE (self);
}
