/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "frond-ui"

#include "frond-group-dialog.h"

#include "frond-profile.h"

#include <glib/gi18n.h>

/* Borrowed by the task: both live as long as the dialog. */
typedef struct
{
  AdwAlertDialog *alert;
  GtkWidget *entry;
  GPtrArray *checks; /* of GtkCheckButton, each with its group's name */
} Choice;

static void
choice_free (Choice *choice)
{
  g_ptr_array_unref (choice->checks);
  g_free (choice);
}

static char *
read_entry (Choice *choice)
{
  return g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (choice->entry))));
}

static const char *
read_checks (Choice *choice)
{
  for (guint i = 0; i < choice->checks->len; i++)
    {
      GtkCheckButton *check = g_ptr_array_index (choice->checks, i);

      if (gtk_check_button_get_active (check))
        return g_object_get_data (G_OBJECT (check), "frond-group");
    }

  return NULL;
}

static void
update_response (Choice *choice)
{
  g_autofree char *text = read_entry (choice);
  gboolean fits = strlen (text) <= FROND_PROFILE_MAX_GROUP;

  if (fits)
    gtk_widget_remove_css_class (choice->entry, "error");
  else
    gtk_widget_add_css_class (choice->entry, "error");
  adw_alert_dialog_set_response_enabled (choice->alert, "move",
                                         fits && (*text != '\0' || read_checks (choice) != NULL));
}

/* What is typed is a new group, and one of the others is not what is wanted any more. */
static void
entry_changed_cb (Choice *choice)
{
  g_autofree char *text = read_entry (choice);

  for (guint i = 0; *text != '\0' && i < choice->checks->len; i++)
    gtk_check_button_set_active (g_ptr_array_index (choice->checks, i), FALSE);
  update_response (choice);
}

static void
check_toggled_cb (GtkCheckButton *check, Choice *choice)
{
  if (gtk_check_button_get_active (check))
    gtk_editable_set_text (GTK_EDITABLE (choice->entry), "");
  update_response (choice);
}

static void
add_choice (Choice *choice, GtkWidget *list, const char *group, const char *title, gboolean current)
{
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *check = gtk_check_button_new ();

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  if (choice->checks->len > 0)
    gtk_check_button_set_group (GTK_CHECK_BUTTON (check), g_ptr_array_index (choice->checks, 0));
  g_object_set_data_full (G_OBJECT (check), "frond-group", g_strdup (group), g_free);
  g_ptr_array_add (choice->checks, check);
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), check);
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (row), check);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (list), row);
  gtk_check_button_set_active (GTK_CHECK_BUTTON (check), current);
  g_signal_connect (check, "toggled", G_CALLBACK (check_toggled_cb), choice);
}

static GtkWidget *
make_list (Choice *choice, const char *const *groups, const char *current)
{
  GtkWidget *list = adw_preferences_group_new ();
  GtkWidget *scrolled = gtk_scrolled_window_new ();

  choice->entry = adw_entry_row_new ();
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (choice->entry), _ ("New Group"));
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (list), choice->entry);
  add_choice (choice, list, "", _ ("No Group"), g_strcmp0 (current, "") == 0);
  for (; *groups != NULL; groups++)
    add_choice (choice, list, *groups, *groups, g_strcmp0 (current, *groups) == 0);
  g_signal_connect_swapped (choice->entry, "changed", G_CALLBACK (entry_changed_cb), choice);

  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scrolled), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_propagate_natural_height (GTK_SCROLLED_WINDOW (scrolled), TRUE);
  gtk_scrolled_window_set_max_content_height (GTK_SCROLLED_WINDOW (scrolled), 320);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), list);

  return scrolled;
}

static void
answered_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Choice *choice = g_task_get_task_data (task);
  g_autofree char *text = NULL;

  if (!g_str_equal (adw_alert_dialog_choose_finish (ADW_ALERT_DIALOG (source), result), "move"))
    {
      g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_CANCELLED, "nobody chose");
      return;
    }

  text = read_entry (choice);
  g_task_return_pointer (task, *text != '\0' ? g_steal_pointer (&text) : g_strdup (read_checks (choice)),
                         g_free);
}

void
frond_group_dialog_choose_async (GtkWidget *parent, const char *const *groups, const char *current,
                                 GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = g_task_new (NULL, NULL, callback, user_data);
  Choice *choice = g_new0 (Choice, 1);

  g_task_set_source_tag (task, frond_group_dialog_choose_async);
  choice->alert = ADW_ALERT_DIALOG (adw_alert_dialog_new (_ ("Move to Group"), NULL));
  choice->checks = g_ptr_array_new ();
  g_task_set_task_data (task, choice, (GDestroyNotify) choice_free);

  adw_alert_dialog_set_extra_child (choice->alert, make_list (choice, groups, current));
  adw_alert_dialog_add_responses (choice->alert, "cancel", _ ("_Cancel"), "move", _ ("_Move"), NULL);
  adw_alert_dialog_set_response_appearance (choice->alert, "move", ADW_RESPONSE_SUGGESTED);
  adw_alert_dialog_set_default_response (choice->alert, "move");
  adw_alert_dialog_set_close_response (choice->alert, "cancel");
  g_object_set (choice->entry, "activates-default", TRUE, NULL);
  update_response (choice);
  adw_alert_dialog_choose (choice->alert, parent, NULL, answered_cb, task);
}

char *
frond_group_dialog_choose_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
