/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "ui-fixture.h"

#include "frond-create-dialog.h"
#include "frond-error.h"

#define TEST(name, func)                                                                                     \
  g_test_add ("/ui/create/" name, UiFixture, NULL, ui_fixture_set_up, func, ui_fixture_tear_down)

static GtkWidget *
open_form (UiFixture *f, FrondLibraryWindow *window)
{
  g_autoptr (GFile) iso = ui_fixture_make_iso (f, "debian.iso");
  GtkWidget *dialog;

  frond_library_window_create_from (window, iso);
  ui_wait_until ((dialog = ui_find (GTK_WIDGET (window), FROND_TYPE_CREATE_DIALOG, NULL, NULL)) != NULL &&
                 g_strcmp0 (ui_page (dialog), "form") == 0);
  ui_settle ();

  return dialog;
}

static gboolean
drop (FrondLibraryWindow *window, GFile *file)
{
  g_autoptr (GListModel) controllers = gtk_widget_observe_controllers (GTK_WIDGET (window));
  g_auto (GValue) value = G_VALUE_INIT;
  gboolean taken = FALSE;

  g_value_init (&value, GDK_TYPE_FILE_LIST);
  g_value_take_boxed (&value, gdk_file_list_new_from_array (&file, 1));
  for (guint i = 0; i < g_list_model_get_n_items (controllers); i++)
    {
      g_autoptr (GObject) controller = g_list_model_get_item (controllers, i);

      if (GTK_IS_DROP_TARGET (controller))
        g_signal_emit_by_name (controller, "drop", &value, 0.0, 0.0, &taken);
    }

  return taken;
}

static void
test_drop_to_running (UiFixture *f, gconstpointer data)
{
  FrondLibraryWindow *window = ui_fixture_run (f);
  g_autoptr (GFile) iso = ui_fixture_make_iso (f, "debian.iso");
  g_autoptr (FrondGuest) guest = NULL;
  GtkWidget *dialog, *start;
  GObject *system;

  g_assert_true (drop (window, iso));
  ui_wait_until ((dialog = ui_find (GTK_WIDGET (window), FROND_TYPE_CREATE_DIALOG, NULL, NULL)) != NULL &&
                 g_strcmp0 (ui_page (dialog), "form") == 0);
  system = gtk_widget_get_template_child (dialog, FROND_TYPE_CREATE_DIALOG, "system_label");
  g_assert_cmpstr (gtk_label_get_label (GTK_LABEL (system)), ==, "Debian 13");

  /* Everything is filled in, and Enter is enough. */
  ui_wait_until ((start = ui_find_button (dialog, "Start")) != NULL);
  g_assert_true (gtk_widget_is_sensitive (start));
  ui_wait_until (gtk_root_get_focus (GTK_ROOT (window)) == start);
  gtk_widget_activate (start);

  ui_wait_until (g_list_model_get_n_items (G_LIST_MODEL (f->library)) == 1);
  guest = g_list_model_get_item (G_LIST_MODEL (f->library), 0);
  ui_wait_until (frond_guest_get_state (guest) == FROND_GUEST_RUNNING);
  ui_wait_until (
      FROND_IS_GUEST_WINDOW (gtk_application_get_windows (GTK_APPLICATION (f->application))->data));
  ui_wait_until (ui_find (GTK_WIDGET (window), FROND_TYPE_CREATE_DIALOG, NULL, NULL) == NULL);
}

static void
test_invalid_name (UiFixture *f, gconstpointer data)
{
  FrondLibraryWindow *window = ui_fixture_run (f);
  GtkWidget *dialog = open_form (f, window);
  GtkWidget *row = ui_find (dialog, ADW_TYPE_ENTRY_ROW, NULL, NULL);
  GtkWidget *start = ui_find_button (dialog, "Start");

  g_assert_true (gtk_widget_is_sensitive (start));
  gtk_editable_set_text (GTK_EDITABLE (row), "-x");
  ui_settle ();
  g_assert_false (gtk_widget_is_sensitive (start));
  g_assert_true (ui_has_text (dialog, "must not start with"));
  gtk_editable_set_text (GTK_EDITABLE (row), "");
  ui_settle ();
  g_assert_true (ui_has_text (dialog, "Give the machine a name"));
  gtk_editable_set_text (GTK_EDITABLE (row), "good");
  ui_settle ();
  g_assert_true (gtk_widget_is_sensitive (start));
  g_assert_false (ui_has_text (dialog, "Give the machine a name"));
}

/* A disc that does not look bootable is said to be so, and can be tried all the same. */
static void
test_not_bootable (UiFixture *f, gconstpointer data)
{
  FrondLibraryWindow *window = ui_fixture_run (f);
  g_autoptr (GFile) iso = ui_fixture_make_data_iso (f, "music.iso");
  GtkWidget *dialog;

  frond_library_window_create_from (window, iso);
  ui_wait_until ((dialog = ui_find (GTK_WIDGET (window), FROND_TYPE_CREATE_DIALOG, NULL, NULL)) != NULL &&
                 g_strcmp0 (ui_page (dialog), "form") == 0);
  ui_wait_until (ui_has_text (dialog, "does not look as if a machine could start from it"));
  ui_click (dialog, "Start");
  ui_wait_until (g_list_model_get_n_items (G_LIST_MODEL (f->library)) == 1);
}

/* frond FILE.iso: the window is not there yet when the file comes. */
static void
test_at_start (UiFixture *f, gconstpointer data)
{
  g_autoptr (GFile) iso = ui_fixture_make_iso (f, "debian.iso");
  g_autoptr (GError) error = NULL;
  GtkWidget *dialog, *window;

  g_application_register (G_APPLICATION (f->application), NULL, &error);
  g_assert_no_error (error);
  g_application_open (G_APPLICATION (f->application), &iso, 1, "");
  window = GTK_WIDGET (gtk_application_get_active_window (GTK_APPLICATION (f->application)));
  ui_wait_until ((dialog = ui_find (window, FROND_TYPE_CREATE_DIALOG, NULL, NULL)) != NULL &&
                 g_strcmp0 (ui_page (dialog), "form") == 0);
  g_assert_false (ui_has_text (dialog, "does not look as if a machine could start from it"));
  ui_wait_until (gtk_root_get_focus (GTK_ROOT (window)) == ui_find_button (dialog, "Start"));
}

static GtkWidget *
open_windows (UiFixture *f, FrondLibraryWindow *window)
{
  g_autoptr (GFile) iso = ui_fixture_make_windows_iso (f, "windows.iso");
  GtkWidget *dialog, *start;

  frond_library_window_create_from (window, iso);
  ui_wait_until ((dialog = ui_find (GTK_WIDGET (window), FROND_TYPE_CREATE_DIALOG, NULL, NULL)) != NULL &&
                 g_strcmp0 (ui_page (dialog), "form") == 0);
  ui_wait_until (ui_has_text (dialog, "once for all machines"));
  ui_wait_until ((start = ui_find_button (dialog, "Start")) != NULL && gtk_widget_is_sensitive (start));
  /* As a pointer's click does: GTK complains of a text whose dialog goes while its cursor blinks. */
  gtk_widget_grab_focus (start);
  return dialog;
}

/* There is no network here: it is asked once, and what is answered happens. */
static void
test_drivers_offline (UiFixture *f, gconstpointer data)
{
  FrondLibraryWindow *window = ui_fixture_run (f);
  GtkWidget *dialog = open_windows (f, window);

  ui_click (dialog, "Start");
  ui_wait_until (ui_find_button (GTK_WIDGET (window), "Not Now") != NULL);
  g_assert_true (ui_has_text (GTK_WIDGET (window), "cannot be downloaded now"));
  ui_click (GTK_WIDGET (window), "Not Now");
  ui_wait_until (ui_find_button (GTK_WIDGET (window), "Not Now") == NULL &&
                 gtk_widget_is_sensitive (ui_find_button (dialog, "Start")));
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (f->library)), ==, 0);

  ui_click (dialog, "Start");
  ui_wait_until (ui_find_button (GTK_WIDGET (window), "Install Without") != NULL);
  ui_click (GTK_WIDGET (window), "Install Without");
  ui_wait_until (g_list_model_get_n_items (G_LIST_MODEL (f->library)) == 1);
}

static gboolean
is_download_row (GtkWidget *row, const char *title)
{
  return g_str_equal (adw_preferences_row_get_title (ADW_PREFERENCES_ROW (row)), title);
}

/* Who does not want them is not asked. */
static void
test_drivers_unwanted (UiFixture *f, gconstpointer data)
{
  FrondLibraryWindow *window = ui_fixture_run (f);
  GtkWidget *dialog = open_windows (f, window);
  GtkWidget *row = ui_find (dialog, ADW_TYPE_SWITCH_ROW, is_download_row, "Download Drivers");

  adw_switch_row_set_active (ADW_SWITCH_ROW (row), FALSE);
  ui_click (dialog, "Start");
  ui_wait_until (g_list_model_get_n_items (G_LIST_MODEL (f->library)) == 1);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (f->downloads)), ==, 0);
}

static void
test_failure_stays (UiFixture *f, gconstpointer data)
{
  FrondLibraryWindow *window = ui_fixture_run (f);
  GtkWidget *dialog = open_form (f, window);

  frond_test_host_fail_create (f->host, FROND_ERROR_NO_SPACE);
  ui_click (dialog, "Start");
  ui_wait_until (ui_has_text (dialog, "The disk of this computer is full"));
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (f->library)), ==, 0);

  /* The second try is another request and works. */
  ui_click (dialog, "Start");
  ui_wait_until (g_list_model_get_n_items (G_LIST_MODEL (f->library)) == 1);
}

static void
test_names_do_not_clash (UiFixture *f, gconstpointer data)
{
  FrondLibraryWindow *window;
  GtkWidget *dialog;

  ui_fixture_add (f, "Debian 13", "Debian 13", FROND_GUEST_STOPPED, FROND_GUEST_REASON_NONE, -1);
  window = ui_fixture_run (f);
  dialog = open_form (f, window);
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (ui_find (dialog, ADW_TYPE_ENTRY_ROW, NULL, NULL))),
                   ==, "Debian 13 2");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  adw_init ();
  TEST ("drivers-offline", test_drivers_offline);
  TEST ("drivers-unwanted", test_drivers_unwanted);
  TEST ("drop-to-running", test_drop_to_running);
  TEST ("invalid-name", test_invalid_name);
  TEST ("not-bootable", test_not_bootable);
  TEST ("at-start", test_at_start);
  TEST ("failure", test_failure_stays);
  TEST ("name-clash", test_names_do_not_clash);

  return g_test_run ();
}
