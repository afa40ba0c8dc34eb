/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "ui-fixture.h"

#include "frond-create-dialog.h"
#include "frond-error.h"
#include "frond-import-dialog.h"
#include "frond-import-found-dialog.h"
#include "frond-import-found-row.h"
#include "import-files.h"

static GtkWidget *
open_form (UiFixture *f, FrondLibraryWindow *window, GFile *file)
{
  GtkWidget *dialog;

  frond_library_window_create_from (window, file);
  ui_wait_until ((dialog = ui_find (GTK_WIDGET (window), FROND_TYPE_IMPORT_DIALOG, NULL, NULL)) != NULL &&
                 g_strcmp0 (ui_page (dialog), "form") == 0);
  ui_wait_until (ui_find (dialog, ADW_TYPE_SWITCH_ROW, NULL, NULL) != NULL);
  return dialog;
}

static FrondGuest *
the_guest (UiFixture *f)
{
  g_autoptr (FrondGuest) guest = NULL;

  ui_wait_until (g_list_model_get_n_items (G_LIST_MODEL (f->library)) == 1);
  guest = g_list_model_get_item (G_LIST_MODEL (f->library), 0);
  ui_wait_until (frond_guest_get_state (guest) != FROND_GUEST_CREATING);
  return guest;
}

/* What is not carried over is said, with what to do about it. */
static void
test_left_behind (UiFixture *f, gconstpointer data)
{
  FrondLibraryWindow *window = ui_fixture_run (f);
  g_autoptr (GFile) file = import_files_make_secured (f);
  GtkWidget *dialog = open_form (f, window, file);

  ui_wait_until (ui_has_text (dialog, "have the recovery key"));
  g_assert_true (ui_has_text (dialog, "choose its disk in the firmware"));
}

/* Everything is filled in, Enter is enough, and the machine waits to be started. */
static void
test_machine (UiFixture *f, gconstpointer data)
{
  FrondLibraryWindow *window = ui_fixture_run (f);
  g_autoptr (GFile) file = import_files_make_virtualbox (f);
  GtkWidget *dialog = open_form (f, window, file);
  FrondProfile *profile;
  GtkWidget *import;

  ui_wait_until (ui_has_text (dialog, "VirtualBox Machine “Work laptop”"));
  g_assert_true (ui_has_text (dialog, "VDI disk, 64 GiB"));
  g_assert_true (ui_has_text (dialog, "the original stays as it is"));
  g_assert_false (ui_has_text (dialog, "stays behind"));
  import = ui_find_button (dialog, "Import");
  ui_wait_until (gtk_root_get_focus (GTK_ROOT (window)) == import);
  gtk_widget_activate (import);

  g_assert_cmpint (frond_guest_get_state (the_guest (f)), ==, FROND_GUEST_STOPPED);
  profile = frond_guest_get_profile (the_guest (f));
  g_assert_cmpstr (frond_profile_get_name (profile), ==, "Work laptop");
  g_assert_cmpint (frond_profile_get_firmware (profile), ==, FROND_FIRMWARE_BIOS);
  g_assert_cmpuint (frond_profile_get_vcpus (profile), ==, 2);
  ui_wait_until (ui_find (GTK_WIDGET (window), FROND_TYPE_IMPORT_DIALOG, NULL, NULL) == NULL);
}

static void
test_packed_and_started (UiFixture *f, gconstpointer data)
{
  FrondLibraryWindow *window = ui_fixture_run (f);
  g_autoptr (GFile) file = import_files_make_disk (f);
  GtkWidget *dialog = open_form (f, window, file);

  adw_switch_row_set_active (ADW_SWITCH_ROW (ui_find (dialog, ADW_TYPE_SWITCH_ROW, NULL, NULL)), TRUE);
  ui_click (dialog, "Import");
  ui_wait_until (frond_guest_get_state (the_guest (f)) == FROND_GUEST_RUNNING);
  g_assert_cmpstr (frond_profile_get_name (frond_guest_get_profile (the_guest (f))), ==, "router");
}

/* The window goes while something is imported: nothing speaks to what is gone, and nothing keeps it. */
static void
test_window_goes (UiFixture *f, gconstpointer data)
{
  FrondLibraryWindow *window = ui_fixture_run (f);
  g_autoptr (GFile) file = import_files_make_disk (f);
  GtkWidget *dialog = open_form (f, window, file);

  g_object_add_weak_pointer (G_OBJECT (dialog), (gpointer *) &dialog);
  ui_click (dialog, "Import");
  g_application_hold (G_APPLICATION (f->application));
  gtk_window_destroy (GTK_WINDOW (window));
  ui_wait_until (dialog == NULL);
  g_application_release (G_APPLICATION (f->application));
}

/* What the helper refuses is said, and can be tried again. */
static void
test_failure (UiFixture *f, gconstpointer data)
{
  FrondLibraryWindow *window = ui_fixture_run (f);
  g_autoptr (GFile) file = import_files_make_virtualbox (f);
  GtkWidget *dialog = open_form (f, window, file);

  frond_test_host_fail_create (f->host, FROND_ERROR_NO_SPACE);
  ui_click (dialog, "Import");
  ui_wait_until (ui_has_text (dialog, "The disk of this computer is full"));
  ui_wait_until (g_list_model_get_n_items (G_LIST_MODEL (f->library)) == 0);
  ui_wait_until (g_strcmp0 (ui_page (dialog), "form") == 0);
  ui_click (dialog, "Import");
  the_guest (f);
}

static GtkWidget *
expect_error (FrondLibraryWindow *window, GFile *file, const char *title)
{
  GtkWidget *dialog;

  frond_library_window_create_from (window, file);
  ui_wait_until ((dialog = ui_find (GTK_WIDGET (window), FROND_TYPE_IMPORT_DIALOG, NULL, NULL)) != NULL &&
                 g_strcmp0 (ui_page (dialog), "error") == 0);
  ui_wait_until (ui_has_text (dialog, title));
  g_assert_nonnull (ui_find_button (dialog, "Choose Another…"));
  return dialog;
}

static void
test_unknown (UiFixture *f, gconstpointer data)
{
  FrondLibraryWindow *window = ui_fixture_run (f);
  g_autoptr (GFile) file = ui_fixture_make_file (f, "holiday.jpg", "not a disc");

  expect_error (window, file, "“holiday.jpg” Cannot Be Used");
}

static void
test_incomplete (UiFixture *f, gconstpointer data)
{
  FrondLibraryWindow *window = ui_fixture_run (f);
  g_autoptr (GFile) file = import_files_make_incomplete (f);
  GtkWidget *dialog = expect_error (window, file, "“Old server” Cannot Be Imported");

  g_assert_true (ui_has_text (dialog, "A file of its disk is not there"));
}

/* A disc goes to the sheet for new machines. */
static void
test_disc (UiFixture *f, gconstpointer data)
{
  FrondLibraryWindow *window = ui_fixture_run (f);
  g_autoptr (GFile) file = ui_fixture_make_iso (f, "debian.iso");

  frond_library_window_create_from (window, file);
  ui_wait_until (ui_find (GTK_WIDGET (window), FROND_TYPE_CREATE_DIALOG, NULL, NULL) != NULL);
  g_assert_null (ui_find (GTK_WIDGET (window), FROND_TYPE_IMPORT_DIALOG, NULL, NULL));
}

static gboolean
is_row_of (GtkWidget *row, const char *name)
{
  return g_strcmp0 (adw_preferences_row_get_title (ADW_PREFERENCES_ROW (row)), name) == 0;
}

/* Several at once, and one that cannot be. */
static void
test_found (UiFixture *f, gconstpointer data)
{
  FrondLibraryWindow *window;
  GtkWidget *dialog;
  GtkWidget *rows[3];

  import_files_make_home (f->dir);
  window = ui_fixture_run (f);
  gtk_widget_activate_action (GTK_WIDGET (window), "win.import-found", NULL);
  ui_wait_until ((dialog = ui_find (GTK_WIDGET (window), FROND_TYPE_IMPORT_FOUND_DIALOG, NULL, NULL)) !=
                     NULL &&
                 ui_has_text (dialog, "Old server"));
  rows[0] = ui_find (dialog, FROND_TYPE_IMPORT_FOUND_ROW, is_row_of, "Old server");
  rows[1] = ui_find (dialog, FROND_TYPE_IMPORT_FOUND_ROW, is_row_of, "Tiny");
  rows[2] = ui_find (dialog, FROND_TYPE_IMPORT_FOUND_ROW, is_row_of, "Work laptop");
  g_assert_false (gtk_widget_is_sensitive (ui_find_button (dialog, "Import")));
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    frond_import_found_row_set_selected (FROND_IMPORT_FOUND_ROW (rows[i]), TRUE);
  g_assert_false (frond_import_found_row_get_selected (FROND_IMPORT_FOUND_ROW (rows[0])));
  ui_click (dialog, "Import");
  ui_wait_until (g_list_model_get_n_items (G_LIST_MODEL (f->library)) == 2);
  ui_wait_until (ui_find (GTK_WIDGET (window), FROND_TYPE_IMPORT_FOUND_DIALOG, NULL, NULL) == NULL);
}

#define TEST(name, function)                                                                                 \
  g_test_add ("/import-dialog/" name, UiFixture, NULL, ui_fixture_set_up, function, ui_fixture_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  adw_init ();
  TEST ("left-behind", test_left_behind);
  TEST ("machine", test_machine);
  TEST ("packed-and-started", test_packed_and_started);
  TEST ("window-goes", test_window_goes);
  TEST ("failure", test_failure);
  TEST ("unknown", test_unknown);
  TEST ("incomplete", test_incomplete);
  TEST ("disc", test_disc);
  TEST ("found", test_found);

  return g_test_run ();
}
