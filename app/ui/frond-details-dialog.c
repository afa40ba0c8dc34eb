/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "frond-ui"

#include "frond-details-dialog.h"

#include "frond-error.h"

#include <glib/gi18n.h>

/* As narrow as a line may become before it is wrapped further. */
#define MIN_CHARS 20

GtkWidget *
frond_details_expander_new (const char *text)
{
  GtkWidget *expander = gtk_expander_new (_ ("Details"));
  GtkWidget *label = gtk_label_new (text);

  /* Only while it is seen: Tab goes from a folded expander into what can have the focus in it, and never out (GTK 4.18). */
  g_object_bind_property (expander, "expanded", label, "selectable", G_BINDING_SYNC_CREATE);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_width_chars (GTK_LABEL (label), MIN_CHARS);
  gtk_widget_add_css_class (label, "details-text");
  gtk_accessible_update_property (GTK_ACCESSIBLE (expander), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Details"),
                                  -1);
  gtk_expander_set_child (GTK_EXPANDER (expander), label);
  gtk_widget_set_halign (expander, GTK_ALIGN_CENTER);

  return expander;
}

static void
copy_clicked_cb (GtkButton *button, const char *command)
{
  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (button)), command);
  gtk_button_set_icon_name (button, "object-select-symbolic");
  gtk_accessible_announce (GTK_ACCESSIBLE (button), _ ("Copied"),
                           GTK_ACCESSIBLE_ANNOUNCEMENT_PRIORITY_MEDIUM);
}

GtkWidget *
frond_details_command_new (const char *command)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *label = gtk_label_new (command);
  GtkWidget *button = gtk_button_new_from_icon_name ("edit-copy-symbolic");

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_width_chars (GTK_LABEL (label), MIN_CHARS);
  gtk_widget_set_hexpand (label, TRUE);
  /* A command is read from left to right in every language. */
  gtk_widget_set_direction (label, GTK_TEXT_DIR_LTR);
  gtk_widget_add_css_class (label, "monospace");

  gtk_widget_set_tooltip_text (button, _ ("Copy Command"));
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (button, "flat");
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Copy Command"),
                                  -1);
  g_signal_connect_data (button, "clicked", G_CALLBACK (copy_clicked_cb), g_strdup (command),
                         (GClosureNotify) (void (*) (void)) g_free, 0);

  gtk_box_append (GTK_BOX (box), label);
  gtk_box_append (GTK_BOX (box), button);
  gtk_widget_add_css_class (box, "card");
  gtk_widget_add_css_class (box, "command-line");

  return box;
}

static GtkWidget *
words_new (const char *text, const char *css_class)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_justify (GTK_LABEL (label), GTK_JUSTIFY_CENTER);
  gtk_label_set_max_width_chars (GTK_LABEL (label), 40);
  gtk_widget_add_css_class (label, css_class);

  return label;
}

static GtkWidget *
box_new (const char *title, const char *body)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);

  gtk_box_append (GTK_BOX (box), words_new (title, "title-4"));
  gtk_box_append (GTK_BOX (box), words_new (body, "body"));
  return box;
}

GtkWidget *
frond_details_message_new (const FrondMessage *message)
{
  GtkWidget *box = box_new (message->title, message->body);

  gtk_box_append (GTK_BOX (box), frond_details_expander_new (message->detail));
  return box;
}

/* An alert with BOX, which says TITLE and BODY. The heading of AdwAlertDialog itself is measured on one
 * line, which is too long for a sentence with a name in it. */
static AdwDialog *
dialog_new (const char *title, const char *body, GtkWidget *box)
{
  AdwDialog *dialog = adw_alert_dialog_new (NULL, NULL);

  gtk_accessible_update_property (GTK_ACCESSIBLE (dialog), GTK_ACCESSIBLE_PROPERTY_LABEL, title,
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, body, -1);

  adw_alert_dialog_set_extra_child (ADW_ALERT_DIALOG (dialog), box);
  adw_alert_dialog_add_response (ADW_ALERT_DIALOG (dialog), "close", _ ("_Close"));
  adw_alert_dialog_set_default_response (ADW_ALERT_DIALOG (dialog), "close");
  adw_alert_dialog_set_close_response (ADW_ALERT_DIALOG (dialog), "close");

  return dialog;
}

void
frond_details_dialog_present_message (const FrondMessage *message, GtkWidget *parent)
{
  GtkWidget *box = frond_details_message_new (message);
  AdwDialog *dialog = dialog_new (message->title, message->body, box);

  adw_dialog_present (dialog, parent);
}

static void
retry_cb (AdwAlertDialog *dialog, const char *response, GtkWidget *parent)
{
  gtk_widget_activate_action (parent, "win.retry-host", NULL);
}

static void
doctor_cb (AdwAlertDialog *dialog, const char *response, GtkWidget *parent)
{
  gtk_widget_activate_action (parent, "app.doctor", NULL);
}

void
frond_details_dialog_present_advice (const FrondHostAdvice *advice, GtkWidget *parent)
{
  GtkWidget *box = box_new (advice->title, advice->body);
  AdwDialog *dialog = dialog_new (advice->title, advice->body, box);

  if (advice->command != NULL)
    gtk_box_append (GTK_BOX (box), frond_details_command_new (advice->command));
  if (*advice->detail != '\0')
    gtk_box_append (GTK_BOX (box), frond_details_expander_new (advice->detail));
  if (advice->can_retry)
    {
      adw_alert_dialog_add_response (ADW_ALERT_DIALOG (dialog), "retry", _ ("_Try Again"));
      adw_alert_dialog_set_response_appearance (ADW_ALERT_DIALOG (dialog), "retry", ADW_RESPONSE_SUGGESTED);
      g_signal_connect_object (dialog, "response::retry", G_CALLBACK (retry_cb), parent, 0);
    }
  adw_alert_dialog_add_response (ADW_ALERT_DIALOG (dialog), "doctor", _ ("Check _This Computer"));
  g_signal_connect_object (dialog, "response::doctor", G_CALLBACK (doctor_cb), parent, 0);
  adw_dialog_present (dialog, parent);
}

static void
toast_details_cb (AdwToast *toast, gpointer user_data)
{
  GtkWidget *overlay = GTK_WIDGET (user_data);

  frond_details_dialog_present_message (g_object_get_data (G_OBJECT (toast), "frond-message"), overlay);
}

void
frond_details_toast (AdwToastOverlay *overlay, FrondTask task, const char *subject, const GError *error)
{
  g_autoptr (FrondMessage) message = NULL;
  AdwToast *toast;

  g_return_if_fail (ADW_IS_TOAST_OVERLAY (overlay));
  g_return_if_fail (error != NULL);

  if (frond_error_is_cancelled (error))
    return;

  message = frond_message_new (task, subject, error);
  toast = adw_toast_new (message->title);
  adw_toast_set_use_markup (toast, FALSE);
  adw_toast_set_button_label (toast, _ ("_Details"));
  adw_toast_set_priority (toast, ADW_TOAST_PRIORITY_HIGH);
  g_object_set_data_full (G_OBJECT (toast), "frond-message", g_steal_pointer (&message),
                          (GDestroyNotify) frond_message_free);
  g_signal_connect_object (toast, "button-clicked", G_CALLBACK (toast_details_cb), overlay, 0);
  adw_toast_overlay_add_toast (overlay, toast);
}
