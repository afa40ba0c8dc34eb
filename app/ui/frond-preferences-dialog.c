/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "frond-ui"

#include "frond-preferences-dialog.h"

#include "frond-dialog-size.h"
#include "frond-keys-dialog.h"

#include <glib/gi18n.h>

struct _FrondPreferencesDialog
{
  AdwPreferencesDialog parent_instance;

  AdwPreferencesGroup *shortcuts_group;

  FrondSettings *settings;
  GPtrArray *rows; /* of GtkWidget, in the group */
};

G_DEFINE_FINAL_TYPE (FrondPreferencesDialog, frond_preferences_dialog, ADW_TYPE_PREFERENCES_DIALOG)

static void
remove_cb (GtkButton *button, FrondPreferencesDialog *self)
{
  const char *removed = g_object_get_data (G_OBJECT (button), "trigger");
  g_auto (GStrv) shortcuts = frond_settings_dup_host_shortcuts (self->settings);
  g_autoptr (GStrvBuilder) kept = g_strv_builder_new ();
  g_auto (GStrv) list = NULL;

  for (guint i = 0; shortcuts[i] != NULL; i++)
    if (!g_str_equal (shortcuts[i], removed))
      g_strv_builder_add (kept, shortcuts[i]);
  list = g_strv_builder_end (kept);
  frond_settings_set_host_shortcuts (self->settings, (const char *const *) list);
}

static char *
dup_label (const char *trigger)
{
  g_autoptr (GtkShortcutTrigger) parsed = gtk_shortcut_trigger_parse_string (trigger);

  return parsed != NULL ? gtk_shortcut_trigger_to_label (parsed, gdk_display_get_default ())
                        : g_strdup (trigger);
}

static void
add_row (FrondPreferencesDialog *self, const char *trigger)
{
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *button = gtk_button_new_from_icon_name ("user-trash-symbolic");
  g_autofree char *label = dup_label (trigger);
  /* Translators: %s is a key combination, like “Super+Tab” */
  g_autofree char *words = g_strdup_printf (_ ("Remove %s"), label);

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), label);
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_tooltip_text (button, words);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, words, -1);
  g_object_set_data_full (G_OBJECT (button), "trigger", g_strdup (trigger), g_free);
  g_signal_connect_object (button, "clicked", G_CALLBACK (remove_cb), self, 0);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), button);

  adw_preferences_group_add (self->shortcuts_group, row);
  g_ptr_array_add (self->rows, row);
}

static void
fill (FrondPreferencesDialog *self)
{
  g_auto (GStrv) shortcuts = frond_settings_dup_host_shortcuts (self->settings);

  for (guint i = 0; i < self->rows->len; i++)
    adw_preferences_group_remove (self->shortcuts_group, g_ptr_array_index (self->rows, i));
  g_ptr_array_set_size (self->rows, 0);
  for (guint i = 0; shortcuts[i] != NULL; i++)
    add_row (self, shortcuts[i]);
}

static void
chosen_cb (FrondPreferencesDialog *self, const char *trigger)
{
  g_auto (GStrv) shortcuts = frond_settings_dup_host_shortcuts (self->settings);
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv) list = NULL;

  if (g_strv_contains ((const char *const *) shortcuts, trigger))
    return;
  g_strv_builder_addv (builder, (const char **) shortcuts);
  g_strv_builder_add (builder, trigger);
  list = g_strv_builder_end (builder);
  frond_settings_set_host_shortcuts (self->settings, (const char *const *) list);
}

static void
add_cb (FrondPreferencesDialog *self)
{
  AdwDialog *dialog = frond_keys_dialog_new ();

  g_signal_connect_object (dialog, "chosen", G_CALLBACK (chosen_cb), self, G_CONNECT_SWAPPED);
  adw_dialog_present (dialog, GTK_WIDGET (self));
}

static void
frond_preferences_dialog_dispose (GObject *object)
{
  g_clear_object (&FROND_PREFERENCES_DIALOG (object)->settings);
  gtk_widget_dispose_template (GTK_WIDGET (object), FROND_TYPE_PREFERENCES_DIALOG);
  G_OBJECT_CLASS (frond_preferences_dialog_parent_class)->dispose (object);
}

static void
frond_preferences_dialog_finalize (GObject *object)
{
  g_ptr_array_unref (FROND_PREFERENCES_DIALOG (object)->rows);
  G_OBJECT_CLASS (frond_preferences_dialog_parent_class)->finalize (object);
}

static void
frond_preferences_dialog_class_init (FrondPreferencesDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = frond_preferences_dialog_dispose;
  G_OBJECT_CLASS (klass)->finalize = frond_preferences_dialog_finalize;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/me/phyllo/Frond/ui/frond-preferences-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, FrondPreferencesDialog, shortcuts_group);
  gtk_widget_class_bind_template_callback (widget_class, add_cb);
}

static void
frond_preferences_dialog_init (FrondPreferencesDialog *self)
{
  self->rows = g_ptr_array_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  frond_dialog_size_follow_text (ADW_DIALOG (self));
}

AdwDialog *
frond_preferences_dialog_new (FrondSettings *settings)
{
  FrondPreferencesDialog *self;

  g_return_val_if_fail (FROND_IS_SETTINGS (settings), NULL);

  self = g_object_new (FROND_TYPE_PREFERENCES_DIALOG, NULL);
  self->settings = g_object_ref (settings);
  g_signal_connect_object (settings, "host-shortcuts-changed", G_CALLBACK (fill), self, G_CONNECT_SWAPPED);
  fill (self);
  return ADW_DIALOG (self);
}
