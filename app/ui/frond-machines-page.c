/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "frond-ui"

#include "frond-machines-page.h"

#include "frond-combo-words.h"
#include "frond-library.h"
#include "frond-machine-host.h"
#include "frond-service-row.h"

#include <glib/gi18n.h>

struct _FrondMachinesPage
{
  AdwPreferencesPage parent_instance;

  AdwComboRow *where_row;
  FrondLibrary *library;
};

G_DEFINE_FINAL_TYPE (FrondMachinesPage, frond_machines_page, ADW_TYPE_PREFERENCES_PAGE)

/* In the order of the row's words. */
static const char *const choices[] = { "auto", "session", "system" };

static void
show_choice (FrondMachinesPage *self)
{
  g_autofree char *chosen = NULL;

  g_object_get (self->library, "new-machines", &chosen, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (choices); i++)
    if (g_strcmp0 (choices[i], chosen) == 0)
      adw_combo_row_set_selected (self->where_row, i);
}

static void
selected_cb (FrondMachinesPage *self)
{
  guint selected = adw_combo_row_get_selected (self->where_row);

  if (self->library != NULL && selected < G_N_ELEMENTS (choices))
    g_object_set (self->library, "new-machines", choices[selected], NULL);
}

static void
frond_machines_page_dispose (GObject *object)
{
  g_clear_object (&FROND_MACHINES_PAGE (object)->library);
  G_OBJECT_CLASS (frond_machines_page_parent_class)->dispose (object);
}

static void
frond_machines_page_class_init (FrondMachinesPageClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = frond_machines_page_dispose;
}

static void
frond_machines_page_init (FrondMachinesPage *self)
{
  const char *const words[] = { _ ("Automatically"), _ ("Only for Me"), _ ("On This Computer’s Service"),
                                NULL };
  g_autoptr (GtkStringList) model = gtk_string_list_new (words);

  adw_preferences_page_set_name (ADW_PREFERENCES_PAGE (self), "machines");
  adw_preferences_page_set_title (ADW_PREFERENCES_PAGE (self), _ ("Machines"));
  adw_preferences_page_set_icon_name (ADW_PREFERENCES_PAGE (self), "computer-symbolic");
  self->where_row = ADW_COMBO_ROW (adw_combo_row_new ());
  frond_combo_words_set_up (self->where_row);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->where_row), _ ("Make New Machines"));
  adw_combo_row_set_model (self->where_row, G_LIST_MODEL (model));
}

static GtkWidget *
new_switch (const char *title, const char *subtitle)
{
  GtkWidget *row = adw_switch_row_new ();

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_preferences_row_set_use_underline (ADW_PREFERENCES_ROW (row), TRUE);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);

  return row;
}

static AdwPreferencesGroup *
new_running_group (FrondSettings *settings)
{
  AdwPreferencesGroup *group = ADW_PREFERENCES_GROUP (adw_preferences_group_new ());
  GtkWidget *background = new_switch (_ ("Stay in the _Background"),
                                      _ ("Tells when a machine stops, also when no window is open. Machines "
                                         "run in any case."));
  GtkWidget *awake =
      new_switch (_ ("Keep This Computer _Awake"), _ ("It does not suspend by itself while a machine runs"));

  adw_preferences_group_set_title (group, _ ("While Machines Run"));
  adw_preferences_group_add (group, background);
  adw_preferences_group_add (group, awake);
  frond_settings_bind_background (settings, G_OBJECT (background), "active");
  frond_settings_bind_keep_awake (settings, G_OBJECT (awake), "active");

  return group;
}

AdwPreferencesPage *
frond_machines_page_new (FrondLibrary *library, FrondSettings *settings)
{
  FrondMachinesPage *self = g_object_new (FROND_TYPE_MACHINES_PAGE, NULL);
  GtkWidget *group = adw_preferences_group_new ();

  g_return_val_if_fail (FROND_IS_LIBRARY (library), NULL);
  g_return_val_if_fail (FROND_IS_SETTINGS (settings), NULL);

  self->library = g_object_ref (library);
  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (group), _ ("New Machines"));
  adw_preferences_group_set_description (
      ADW_PREFERENCES_GROUP (group),
      _ ("Machines that are only for you need no set-up and end when you log out. Those on this computer’s "
         "service can go on running and use its networks and devices. Automatically means the service where "
         "it "
         "is installed. Machines that you have stay where they are."));
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), GTK_WIDGET (self->where_row));
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group),
                             frond_service_row_new (
                                 frond_library_find_host (library, FROND_HOST_MODE_SYSTEM)));
  adw_preferences_page_add (ADW_PREFERENCES_PAGE (self), ADW_PREFERENCES_GROUP (group));
  adw_preferences_page_add (ADW_PREFERENCES_PAGE (self), new_running_group (settings));

  show_choice (self);
  g_signal_connect_object (library, "notify::new-machines", G_CALLBACK (show_choice), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->where_row, "notify::selected", G_CALLBACK (selected_cb), self,
                           G_CONNECT_SWAPPED);
  return ADW_PREFERENCES_PAGE (self);
}
