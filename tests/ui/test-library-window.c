/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "ui-fixture.h"

#include "frond-error.h"
#include "frond-guest-commands.h"
#include "frond-guest-tile.h"

#define TEST(name, func)                                                                                     \
  g_test_add ("/ui/library/" name, UiFixture, NULL, ui_fixture_set_up, func, ui_fixture_tear_down)

static gboolean
tile_is (GtkWidget *widget, const char *name)
{
  FrondGuest *guest = frond_guest_tile_get_guest (FROND_GUEST_TILE (widget));

  return guest != NULL && g_str_equal (frond_profile_get_name (frond_guest_get_profile (guest)), name);
}

static GtkWidget *
find_tile (FrondLibraryWindow *window, const char *name)
{
  return ui_find (GTK_WIDGET (window), FROND_TYPE_GUEST_TILE, tile_is, name);
}

static FrondGuest *
first_guest (UiFixture *f)
{
  g_autoptr (FrondGuest) guest = g_list_model_get_item (G_LIST_MODEL (f->library), 0);

  return guest;
}

static const char *
first_uuid (UiFixture *f)
{
  return frond_profile_get_machine_uuid (frond_guest_get_profile (first_guest (f)));
}

static void
test_empty (UiFixture *f, gconstpointer data)
{
  FrondLibraryWindow *window = ui_fixture_run (f);

  g_assert_cmpstr (ui_page (window), ==, "catalogue");
  ui_wait_until (ui_has_text (GTK_WIDGET (window), "What Would You Like to Run?"));
  g_assert_nonnull (ui_find_button (GTK_WIDGET (window), "Open File…"));
  ui_wait_until (ui_has_text (GTK_WIDGET (window), "Debian 13"));
}

static void
test_states_have_words (UiFixture *f, gconstpointer data)
{
  FrondLibraryWindow *window;
  GtkWidget *tile;

  ui_fixture_add (f, "one", "Debian 13", FROND_GUEST_STOPPED, FROND_GUEST_REASON_NONE, -1);
  window = ui_fixture_run (f);
  g_assert_cmpstr (ui_page (window), ==, "grid");
  tile = find_tile (window, "one");
  g_assert_nonnull (tile);
  g_assert_true (ui_has_text (tile, "Off"));
  g_assert_true (ui_has_text (tile, "Debian 13"));
  g_assert_nonnull (ui_find_button (tile, "Start"));

  frond_test_host_set_state (f->host, first_uuid (f), FROND_GUEST_RUNNING, FROND_GUEST_REASON_NONE);
  g_assert_true (ui_has_text (tile, "Running"));
  ui_click (tile, "Pause");
  g_assert_true (ui_has_text (tile, "Paused"));
  frond_test_host_set_state (f->host, first_uuid (f), FROND_GUEST_PAUSED, FROND_GUEST_REASON_IO_ERROR);
  g_assert_true (ui_has_text (tile, "Paused: disk error"));
  frond_test_host_set_state (f->host, first_uuid (f), FROND_GUEST_PAUSED, FROND_GUEST_REASON_NO_SPACE);
  g_assert_true (ui_has_text (tile, "Paused: disk full"));
  frond_test_host_set_state (f->host, first_uuid (f), FROND_GUEST_STOPPED, FROND_GUEST_REASON_CRASHED);
  g_assert_true (ui_has_text (tile, "Crashed"));
}

static void
test_missing_machine (UiFixture *f, gconstpointer data)
{
  FrondLibraryWindow *window;

  ui_fixture_add (f, "gone", "", FROND_GUEST_MISSING, FROND_GUEST_REASON_NONE, -1);
  window = ui_fixture_run (f);
  g_assert_true (ui_has_text (find_tile (window, "gone"), "Missing"));
  g_assert_true (ui_has_text (find_tile (window, "gone"), "Unknown system"));
}

/* A machine that an earlier life was making of an image: it is gone, and the person is told. */
static void
test_undone_creation (UiFixture *f, gconstpointer data)
{
  g_autoptr (FrondProfile) profile = frond_profile_new ();
  FrondLibraryWindow *window;

  g_object_set (profile, "name", "Half <b>made</b>", "stage", FROND_PROFILE_FILLING, "memory",
                G_GUINT64_CONSTANT (512) * 1024 * 1024, NULL);
  frond_test_store_put (f->store, profile);
  window = ui_fixture_run (f);
  g_assert_cmpstr (ui_page (window), ==, "catalogue");
  g_assert_true (
      ui_has_text (GTK_WIDGET (window), "“Half <b>made</b>” was not finished and has been undone"));
}

static void
search (FrondLibraryWindow *window, const char *text)
{
  GObject *entry =
      gtk_widget_get_template_child (GTK_WIDGET (window), FROND_TYPE_LIBRARY_WINDOW, "search_entry");

  gtk_editable_set_text (GTK_EDITABLE (entry), text);
  ui_settle ();
}

static void
test_search (UiFixture *f, gconstpointer data)
{
  FrondLibraryWindow *window;

  ui_fixture_add (f, "Alpha", "Debian 13", FROND_GUEST_STOPPED, FROND_GUEST_REASON_NONE, -1);
  ui_fixture_add (f, "Beta", "Fedora Linux 42", FROND_GUEST_STOPPED, FROND_GUEST_REASON_NONE, -1);
  window = ui_fixture_run (f);

  search (window, "alp");
  g_assert_nonnull (find_tile (window, "Alpha"));
  g_assert_null (find_tile (window, "Beta"));
  search (window, "FEDORA");
  g_assert_null (find_tile (window, "Alpha"));
  g_assert_nonnull (find_tile (window, "Beta"));
  search (window, "beos");
  g_assert_cmpstr (ui_page (window), ==, "no-results");
  search (window, "");
  g_assert_cmpstr (ui_page (window), ==, "grid");
  g_assert_nonnull (find_tile (window, "Alpha"));
}

/* Several words, in any order and without accents, also of what is written in the notes. */
static void
test_terms (UiFixture *f, gconstpointer data)
{
  const char *id = ui_fixture_add (f, "Büro", "Debian 13", FROND_GUEST_STOPPED, FROND_GUEST_REASON_NONE, -1);
  FrondProfile *profile = frond_test_store_get (f->store, id);
  FrondLibraryWindow *window;

  /* The helper has notes as well, and what it has is what counts. */
  g_object_set (profile, "notes", "the printer’s driver", NULL);
  frond_test_host_put (f->host, profile, FROND_GUEST_STOPPED, FROND_GUEST_REASON_NONE);
  ui_fixture_add (f, "Web", "Debian 13", FROND_GUEST_STOPPED, FROND_GUEST_REASON_NONE, -1);
  window = ui_fixture_run (f);

  search (window, "debian buro");
  g_assert_nonnull (find_tile (window, "Büro"));
  g_assert_null (find_tile (window, "Web"));
  search (window, "PRINTER");
  g_assert_nonnull (find_tile (window, "Büro"));
  search (window, "web printer");
  g_assert_cmpstr (ui_page (window), ==, "no-results");
}

static void
test_type_to_search (UiFixture *f, gconstpointer data)
{
  FrondLibraryWindow *window;
  GObject *entry;

  ui_fixture_add (f, "Alpha", "", FROND_GUEST_STOPPED, FROND_GUEST_REASON_NONE, -1);
  ui_fixture_add (f, "Beta", "", FROND_GUEST_STOPPED, FROND_GUEST_REASON_NONE, -1);
  window = ui_fixture_run (f);
  entry = gtk_widget_get_template_child (GTK_WIDGET (window), FROND_TYPE_LIBRARY_WINDOW, "search_entry");
  ui_wait_until (gtk_window_is_active (GTK_WINDOW (window)));
  if (!ui_press ("b"))
    {
      g_test_skip ("no xdotool to press keys with");
      return;
    }
  ui_wait_until (g_strcmp0 (gtk_editable_get_text (GTK_EDITABLE (entry)), "b") == 0);
  ui_wait_until (find_tile (window, "Alpha") == NULL);
  g_assert_nonnull (find_tile (window, "Beta"));
}

static void
test_helper_missing (UiFixture *f, gconstpointer data)
{
  FrondLibraryWindow *window;

  frond_test_host_set_unavailable (f->host, FROND_ERROR_HELPER_MISSING);
  window = ui_fixture_run (f);
  frond_library_window_set_platform (window, frond_platform_new_for ("fedora", NULL, FALSE));
  ui_settle ();

  g_assert_cmpstr (ui_page (window), ==, "unavailable");
  g_assert_true (ui_has_text (GTK_WIDGET (window), "sudo dnf install frond-vmm-helper"));
  g_assert_nonnull (ui_find_button (GTK_WIDGET (window), "Copy Command"));
  ui_click (GTK_WIDGET (window), "Try Again");
  g_assert_cmpuint (frond_test_host_get_n_retries (f->host), ==, 1);

  frond_test_host_set_unavailable (f->host, -1);
  g_assert_cmpstr (ui_page (window), ==, "catalogue");
}

static void
test_backend_missing (UiFixture *f, gconstpointer data)
{
  FrondLibraryWindow *window;

  frond_test_host_set_backend_error (f->host, "no-libvirt");
  window = ui_fixture_run (f);
  g_assert_cmpstr (ui_page (window), ==, "unavailable");
  g_assert_true (ui_has_text (GTK_WIDGET (window), "Libvirt Is Missing"));
}

/* A helper that hangs becomes words after a while, and asking again gives it its time once more. */
static void
test_silent_helper (UiFixture *f, gconstpointer data)
{
  FrondLibraryWindow *window;

  frond_test_host_set_silent (f->host, TRUE);
  window = ui_fixture_run (f);
  g_assert_cmpstr (ui_page (window), ==, "catalogue");
  ui_wait_until (g_strcmp0 (ui_page (window), "unavailable") == 0);
  ui_wait_until (ui_has_text (GTK_WIDGET (window), "Frond’s Helper Does Not Answer"));
  ui_click (GTK_WIDGET (window), "Try Again");
  g_assert_cmpuint (frond_test_host_get_n_retries (f->host), ==, 1);
  g_assert_cmpstr (ui_page (window), ==, "catalogue");
  ui_wait_until (g_strcmp0 (ui_page (window), "unavailable") == 0);

  frond_test_host_set_silent (f->host, FALSE);
  g_assert_cmpstr (ui_page (window), ==, "catalogue");
}

static void
test_machines_stay_visible (UiFixture *f, gconstpointer data)
{
  FrondLibraryWindow *window;

  ui_fixture_add (f, "one", "", FROND_GUEST_STOPPED, FROND_GUEST_REASON_NONE, -1);
  frond_test_host_set_unavailable (f->host, FROND_ERROR_HELPER_LOST);
  window = ui_fixture_run (f);
  g_assert_cmpstr (ui_page (window), ==, "grid");
  g_assert_nonnull (find_tile (window, "one"));
  g_assert_true (ui_has_text (GTK_WIDGET (window), "Frond’s Helper Does Not Answer"));
}

static void
test_software_banner (UiFixture *f, gconstpointer data)
{
  FrondLibraryWindow *window;

  frond_test_host_set_software (f->host, "no-access");
  window = ui_fixture_run (f);
  g_assert_true (ui_has_text (GTK_WIDGET (window), "no access to hardware virtualization"));
  ui_click (GTK_WIDGET (window), "Details");
  g_assert_true (ui_has_text (GTK_WIDGET (window), "usermod"));

  frond_test_host_set_software (f->host, NULL);
  ui_wait_until (
      ui_find (GTK_WIDGET (window), ADW_TYPE_BANNER, NULL, NULL) == NULL ||
      !adw_banner_get_revealed (ADW_BANNER (ui_find (GTK_WIDGET (window), ADW_TYPE_BANNER, NULL, NULL))));
}

static void
test_damaged_store (UiFixture *f, gconstpointer data)
{
  FrondLibraryWindow *window;

  frond_test_store_fail_load (f->store, FROND_ERROR_STORE_DAMAGED);
  window = ui_fixture_run (f);
  g_assert_cmpstr (ui_page (window), ==, "failed");
  g_assert_true (ui_has_text (GTK_WIDGET (window), "nothing has been deleted"));

  frond_test_store_fail_load (f->store, -1);
  ui_click (GTK_WIDGET (window), "Try Again");
  g_assert_cmpstr (ui_page (window), ==, "catalogue");
}

static void
test_delete_and_undo (UiFixture *f, gconstpointer data)
{
  FrondLibraryWindow *window;

  ui_fixture_add (f, "one", "", FROND_GUEST_STOPPED, FROND_GUEST_REASON_NONE, -1);
  window = ui_fixture_run (f);
  gtk_widget_activate_action (find_tile (window, "one"), "tile.delete", NULL);
  ui_wait_until (frond_test_host_count (f->host) == 0);
  ui_wait_until (ui_has_text (GTK_WIDGET (window), "“one” deleted"));
  g_assert_cmpstr (ui_page (window), ==, "catalogue");

  ui_click (GTK_WIDGET (window), "Undo");
  ui_wait_until (frond_test_host_count (f->host) == 1);
  ui_wait_until (find_tile (window, "one") != NULL);
  g_assert_cmpuint (frond_test_host_get_n_purged (f->host), ==, 0);
}

static void
test_delete_for_good (UiFixture *f, gconstpointer data)
{
  FrondLibraryWindow *window;

  ui_fixture_add (f, "one", "", FROND_GUEST_STOPPED, FROND_GUEST_REASON_NONE, -1);
  window = ui_fixture_run (f);
  gtk_widget_activate_action (find_tile (window, "one"), "tile.delete", NULL);
  ui_wait_until (ui_has_text (GTK_WIDGET (window), "“one” deleted"));
  adw_toast_overlay_dismiss_all (frond_library_window_get_toasts (window));
  ui_wait_until (frond_test_host_get_n_purged (f->host) == 1);
}

static void
test_delete_running_asks (UiFixture *f, gconstpointer data)
{
  FrondLibraryWindow *window;

  ui_fixture_add (f, "one", "", FROND_GUEST_RUNNING, FROND_GUEST_REASON_NONE, -1);
  window = ui_fixture_run (f);
  gtk_widget_activate_action (find_tile (window, "one"), "tile.delete", NULL);
  ui_settle ();
  g_assert_cmpuint (frond_test_host_count (f->host), ==, 1);
  ui_click (GTK_WIDGET (window), "Force Off and Delete");
  ui_wait_until (frond_test_host_count (f->host) == 0);
}

static void
test_earlier_trash (UiFixture *f, gconstpointer data)
{
  const char *id = ui_fixture_add (f, "one", "", FROND_GUEST_MISSING, FROND_GUEST_REASON_NONE, -1);
  FrondLibraryWindow *window;

  frond_profile_set_stage (frond_test_store_get (f->store, id), FROND_PROFILE_TRASHED);
  window = ui_fixture_run (f);
  g_assert_cmpstr (ui_page (window), ==, "catalogue");
  ui_wait_until (ui_has_text (GTK_WIDGET (window), "“one” deleted"));
}

static void
test_rename (UiFixture *f, gconstpointer data)
{
  FrondLibraryWindow *window;
  GtkWidget *row;

  ui_fixture_add (f, "one", "", FROND_GUEST_STOPPED, FROND_GUEST_REASON_NONE, -1);
  window = ui_fixture_run (f);
  gtk_widget_activate_action (find_tile (window, "one"), "tile.rename", NULL);
  ui_wait_until ((row = ui_find (GTK_WIDGET (window), ADW_TYPE_ENTRY_ROW, NULL, NULL)) != NULL);

  gtk_editable_set_text (GTK_EDITABLE (row), ".hidden");
  ui_settle ();
  g_assert_false (gtk_widget_is_sensitive (ui_find_button (GTK_WIDGET (window), "Rename")));
  gtk_editable_set_text (GTK_EDITABLE (row), "two");
  ui_click (GTK_WIDGET (window), "Rename");
  ui_wait_until (find_tile (window, "two") != NULL);
}

static void
test_duplicate (UiFixture *f, gconstpointer data)
{
  FrondLibraryWindow *window;

  ui_fixture_add (f, "one", "", FROND_GUEST_STOPPED, FROND_GUEST_REASON_NONE, -1);
  window = ui_fixture_run (f);
  frond_test_host_hold_copy (f->host);

  /* Stopped half-way, from its toast. */
  gtk_widget_activate_action (find_tile (window, "one"), "tile.duplicate", NULL);
  ui_wait_until (ui_find_button (GTK_WIDGET (window), "Duplicate") != NULL);
  ui_click (GTK_WIDGET (window), "Duplicate");
  ui_wait_until (find_tile (window, "one 2") != NULL);
  ui_wait_until (ui_has_text (GTK_WIDGET (window), "Duplicating “one”"));
  ui_click (GTK_WIDGET (window), "Cancel");
  ui_wait_until (find_tile (window, "one 2") == NULL);
  ui_wait_until (!ui_has_text (GTK_WIDGET (window), "Duplicating “one”"));
  g_assert_cmpuint (frond_test_host_count (f->host), ==, 1);

  /* And whole. */
  gtk_widget_activate_action (find_tile (window, "one"), "tile.duplicate", NULL);
  ui_wait_until (ui_find_button (GTK_WIDGET (window), "Duplicate") != NULL);
  ui_click (GTK_WIDGET (window), "Duplicate");
  ui_wait_until (frond_test_host_count (f->host) == 2);
  ui_wait_until (!ui_has_text (GTK_WIDGET (window), "Duplicating “one”"));
  g_assert_nonnull (find_tile (window, "one 2"));

  /* What did not work is told. */
  frond_test_host_fail_copy (f->host, FROND_ERROR_NO_SPACE);
  gtk_widget_activate_action (find_tile (window, "one 2"), "tile.duplicate", NULL);
  ui_wait_until (ui_find_button (GTK_WIDGET (window), "Duplicate") != NULL);
  ui_click (GTK_WIDGET (window), "Duplicate");
  ui_wait_until (ui_has_text (GTK_WIDGET (window), "“one 2” Could Not Be Duplicated"));
  g_assert_null (find_tile (window, "one 3"));
}

static gboolean
focus_is_in (FrondLibraryWindow *window, GType type)
{
  GtkWidget *focus = gtk_root_get_focus (GTK_ROOT (window));

  return focus != NULL &&
         (g_type_is_a (G_OBJECT_TYPE (focus), type) || gtk_widget_get_ancestor (focus, type));
}

/* Tab, as often as it takes. */
static void
tab_to (FrondLibraryWindow *window, GType type)
{
  for (int i = 0; i < 12 && !focus_is_in (window, type); i++)
    {
      g_assert_true (ui_press ("Tab"));
      ui_settle ();
    }
  g_assert_true (focus_is_in (window, type));
}

/* The menu of a machine, deleting it and taking that back, without a pointer. */
static void
test_keyboard (UiFixture *f, gconstpointer data)
{
  g_autofree char *program = g_find_program_in_path ("xdotool");
  FrondLibraryWindow *window;

  if (program == NULL)
    {
      g_test_skip ("no xdotool to press keys with");
      return;
    }

  ui_fixture_add (f, "one", "", FROND_GUEST_STOPPED, FROND_GUEST_REASON_NONE, -1);
  window = ui_fixture_run (f);
  ui_wait_until (gtk_window_is_active (GTK_WINDOW (window)));
  tab_to (window, GTK_TYPE_GRID_VIEW);

  g_assert_true (ui_press ("shift+F10"));
  ui_wait_until (ui_find (GTK_WIDGET (window), GTK_TYPE_POPOVER_MENU, NULL, NULL) != NULL);
  g_assert_true (ui_press ("Escape"));
  ui_wait_until (ui_find (GTK_WIDGET (window), GTK_TYPE_POPOVER_MENU, NULL, NULL) == NULL);
  ui_wait_until (focus_is_in (window, GTK_TYPE_GRID_VIEW));

  g_assert_true (ui_press ("Delete"));
  ui_wait_until (g_list_model_get_n_items (G_LIST_MODEL (f->library)) == 0);
  ui_wait_until (ui_find_button (GTK_WIDGET (window), "Undo") != NULL);
  for (int i = 0;
       i < 24 && gtk_root_get_focus (GTK_ROOT (window)) != ui_find_button (GTK_WIDGET (window), "Undo"); i++)
    {
      g_assert_true (ui_press ("Tab"));
      ui_settle ();
    }
  g_assert_true (gtk_root_get_focus (GTK_ROOT (window)) == ui_find_button (GTK_WIDGET (window), "Undo"));
  g_assert_true (ui_press ("space"));
  ui_wait_until (g_list_model_get_n_items (G_LIST_MODEL (f->library)) == 1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  adw_init ();
  TEST ("empty", test_empty);
  TEST ("states", test_states_have_words);
  TEST ("missing-machine", test_missing_machine);
  TEST ("search", test_search);
  TEST ("terms", test_terms);
  TEST ("undone-creation", test_undone_creation);
  TEST ("type-to-search", test_type_to_search);
  TEST ("helper-missing", test_helper_missing);
  TEST ("backend-missing", test_backend_missing);
  TEST ("silent-helper", test_silent_helper);
  TEST ("machines-stay", test_machines_stay_visible);
  TEST ("software", test_software_banner);
  TEST ("damaged-store", test_damaged_store);
  TEST ("delete-undo", test_delete_and_undo);
  TEST ("delete-for-good", test_delete_for_good);
  TEST ("delete-running", test_delete_running_asks);
  TEST ("earlier-trash", test_earlier_trash);
  TEST ("rename", test_rename);
  TEST ("duplicate", test_duplicate);
  TEST ("keyboard", test_keyboard);

  return g_test_run ();
}
