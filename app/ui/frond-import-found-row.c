/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "frond-ui"

#include "frond-import-found-row.h"

#include "frond-guest-words.h"
#include "frond-import-words.h"

#include <glib/gi18n.h>

struct _FrondImportFoundRow
{
  AdwActionRow parent_instance;

  GtkWidget *check;
  GtkWidget *progress;
  GtkWidget *done;
  FrondImport *import;
};

G_DEFINE_FINAL_TYPE (FrondImportFoundRow, frond_import_found_row, ADW_TYPE_ACTION_ROW)

enum
{
  PROP_0,
  PROP_SELECTED,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

static void
frond_import_found_row_finalize (GObject *object)
{
  FrondImportFoundRow *self = FROND_IMPORT_FOUND_ROW (object);

  g_clear_object (&self->import);
  G_OBJECT_CLASS (frond_import_found_row_parent_class)->finalize (object);
}

static void
frond_import_found_row_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  if (prop_id == PROP_SELECTED)
    g_value_set_boolean (value, frond_import_found_row_get_selected (FROND_IMPORT_FOUND_ROW (object)));
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
}

static void
frond_import_found_row_class_init (FrondImportFoundRowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = frond_import_found_row_finalize;
  object_class->get_property = frond_import_found_row_get_property;
  properties[PROP_SELECTED] =
      g_param_spec_boolean ("selected", NULL, NULL, FALSE, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
check_toggled_cb (FrondImportFoundRow *self)
{
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SELECTED]);
}

static void
frond_import_found_row_init (FrondImportFoundRow *self)
{
  self->check = gtk_check_button_new ();
  gtk_widget_set_valign (self->check, GTK_ALIGN_CENTER);
  g_signal_connect_object (self->check, "toggled", G_CALLBACK (check_toggled_cb), self, G_CONNECT_SWAPPED);
  self->progress = gtk_progress_bar_new ();
  gtk_widget_set_valign (self->progress, GTK_ALIGN_CENTER);
  gtk_widget_set_size_request (self->progress, 72, -1);
  gtk_widget_set_visible (self->progress, FALSE);
  self->done = gtk_image_new_from_icon_name ("object-select-symbolic");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->done), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Imported"),
                                  -1);
  gtk_widget_set_visible (self->done, FALSE);

  adw_action_row_add_prefix (ADW_ACTION_ROW (self), self->check);
  adw_action_row_add_suffix (ADW_ACTION_ROW (self), self->progress);
  adw_action_row_add_suffix (ADW_ACTION_ROW (self), self->done);
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (self), self->check);
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (self), FALSE);
}

/* "VirtualBox, Microsoft Windows 11, 64 GiB": what is known of these. */
static char *
describe (FrondImport *import)
{
  const char *kind = frond_import_words_kind (frond_import_get_kind (import));
  const char *system = frond_import_get_os_name (import);
  guint64 size = 0;
  g_autofree char *amount = NULL;

  for (guint i = 0; i < frond_import_get_n_disks (import); i++)
    size += frond_import_get_disk (import, i)->size;
  amount = frond_guest_words_size (size);
  if (*system == '\0')
    /* Translators: where a machine comes from and how large it is: “VirtualBox, 64 GiB” */
    return g_strdup_printf (_ ("%s, %s"), kind, amount);
  /* Translators: where a machine comes from, its system, and how large it is: “VirtualBox, Debian 13, 64 GiB” */
  return g_strdup_printf (_ ("%s, %s, %s"), kind, system, amount);
}

GtkWidget *
frond_import_found_row_new (FrondImport *import)
{
  FrondImportFoundRow *self = g_object_new (FROND_TYPE_IMPORT_FOUND_ROW, NULL);
  int problem = frond_import_get_problem (import);
  g_autofree char *words = problem != 0 ? frond_import_words_problem (problem) : describe (import);

  self->import = g_object_ref (import);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self), frond_import_get_name (import));
  adw_action_row_set_subtitle (ADW_ACTION_ROW (self), words);
  gtk_widget_set_sensitive (self->check, problem == 0);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->check), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  frond_import_get_name (import), -1);
  return GTK_WIDGET (self);
}

FrondImport *
frond_import_found_row_get_import (FrondImportFoundRow *self)
{
  g_return_val_if_fail (FROND_IS_IMPORT_FOUND_ROW (self), NULL);

  return self->import;
}

gboolean
frond_import_found_row_get_selected (FrondImportFoundRow *self)
{
  g_return_val_if_fail (FROND_IS_IMPORT_FOUND_ROW (self), FALSE);

  return gtk_check_button_get_active (GTK_CHECK_BUTTON (self->check));
}

void
frond_import_found_row_set_selected (FrondImportFoundRow *self, gboolean selected)
{
  g_return_if_fail (FROND_IS_IMPORT_FOUND_ROW (self));

  if (gtk_widget_get_sensitive (self->check))
    gtk_check_button_set_active (GTK_CHECK_BUTTON (self->check), selected);
}

void
frond_import_found_row_set_progress (FrondImportFoundRow *self, double fraction)
{
  g_return_if_fail (FROND_IS_IMPORT_FOUND_ROW (self));

  gtk_widget_set_visible (self->progress, fraction >= 0);
  gtk_progress_bar_set_fraction (GTK_PROGRESS_BAR (self->progress), CLAMP (fraction, 0, 1));
}

void
frond_import_found_row_set_done (FrondImportFoundRow *self)
{
  g_return_if_fail (FROND_IS_IMPORT_FOUND_ROW (self));

  frond_import_found_row_set_progress (self, -1);
  gtk_widget_set_visible (self->done, TRUE);
  gtk_check_button_set_active (GTK_CHECK_BUTTON (self->check), FALSE);
  gtk_widget_set_sensitive (self->check, FALSE);
}

void
frond_import_found_row_set_failed (FrondImportFoundRow *self, const char *words)
{
  g_return_if_fail (FROND_IS_IMPORT_FOUND_ROW (self));

  frond_import_found_row_set_progress (self, -1);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (self), words);
}
