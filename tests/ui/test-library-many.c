/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "ui-fixture.h"

#include "frond-error.h"
#include "frond-guest-cell.h"
#include "frond-guest-tile.h"
#include "frond-library-window-private.h"
#include "frond-text.h"

/* Many machines: searching, order, groups, and several at a time. */

#define TEST(name, func)                                                                                     \
  g_test_add ("/ui/library-many/" name, UiFixture, NULL, ui_fixture_set_up, func, ui_fixture_tear_down)

static GtkWidget *
child (FrondLibraryWindow *window, const char *name)
{
  return GTK_WIDGET (gtk_widget_get_template_child (GTK_WIDGET (window), FROND_TYPE_LIBRARY_WINDOW, name));
}

static GListModel *
shown (FrondLibraryWindow *window)
{
  return G_LIST_MODEL (gtk_grid_view_get_model (GTK_GRID_VIEW (child (window, "grid"))));
}

/* The names of what is shown, in order. */
static char *
names (FrondLibraryWindow *window)
{
  g_autoptr (GString) all = g_string_new (NULL);

  for (guint i = 0; i < g_list_model_get_n_items (shown (window)); i++)
    {
      g_autoptr (FrondGuest) guest = g_list_model_get_item (shown (window), i);

      g_string_append_printf (all, "%s%s", i > 0 ? " " : "",
                              frond_profile_get_name (frond_guest_get_profile (guest)));
    }

  return g_string_free_and_steal (g_steal_pointer (&all));
}

static gboolean
shows (FrondLibraryWindow *window, const char *wanted)
{
  g_autofree char *is = names (window);

  return g_str_equal (is, wanted);
}

static const char *
add (UiFixture *f, const char *name, const char *system, FrondGuestState state, const char *group)
{
  const char *id = ui_fixture_add (f, name, system, state, FROND_GUEST_REASON_NONE, -1);

  g_object_set (frond_test_store_get (f->store, id), "group", group, NULL);
  return id;
}

static void
search (FrondLibraryWindow *window, const char *text)
{
  gtk_search_bar_set_search_mode (GTK_SEARCH_BAR (child (window, "search_bar")), TRUE);
  gtk_editable_set_text (GTK_EDITABLE (child (window, "search_entry")), text);
  ui_settle ();
}

static void
test_search (UiFixture *f, gconstpointer data)
{
  const char *id = add (f, "Büro", "Debian 13", FROND_GUEST_STOPPED, "Work");
  FrondProfile *profile = frond_test_store_get (f->store, id);
  FrondLibraryWindow *window;

  /* The helper has notes as well, and what it has is what counts. */
  g_object_set (profile, "notes", "the printer’s driver", NULL);
  frond_test_host_put (f->host, profile, FROND_GUEST_STOPPED, FROND_GUEST_REASON_NONE);
  add (f, "Games", "Windows 11", FROND_GUEST_STOPPED, "");
  add (f, "Web", "Debian 13", FROND_GUEST_STOPPED, "");
  window = ui_fixture_run (f);

  search (window, "buro");
  g_assert_true (shows (window, "Büro"));
  search (window, "  DEBIAN  bü ");
  g_assert_true (shows (window, "Büro"));
  search (window, "printer");
  g_assert_true (shows (window, "Büro"));
  search (window, "work");
  g_assert_true (shows (window, "Büro"));
  search (window, "debian");
  g_assert_true (shows (window, "Büro Web"));
  search (window, "debian windows");
  g_assert_true (shows (window, ""));
  g_assert_cmpstr (ui_page (window), ==, "no-results");
  search (window, "");
  g_assert_true (shows (window, "Büro Games Web"));
}

static void
test_sort (UiFixture *f, gconstpointer data)
{
  FrondLibraryWindow *window;

  add (f, "Node-10", "", FROND_GUEST_PAUSED, "");
  add (f, "Node-2", "", FROND_GUEST_STOPPED, "");
  add (f, "Node-3", "", FROND_GUEST_RUNNING, "");
  window = ui_fixture_run (f);

  g_assert_true (shows (window, "Node-2 Node-3 Node-10"));
  gtk_widget_activate_action (GTK_WIDGET (window), "win.view-sort", "s", "state");
  ui_wait_until (shows (window, "Node-3 Node-10 Node-2"));
  gtk_widget_activate_action (GTK_WIDGET (window), "win.view-sort", "s", "name");
  ui_wait_until (shows (window, "Node-2 Node-3 Node-10"));
}

static GtkWidget *
find_row (FrondLibraryWindow *window)
{
  return ui_find (GTK_WIDGET (window), ADW_TYPE_ENTRY_ROW, NULL, NULL);
}

static FrondGuest *
nth (FrondLibraryWindow *window, guint i)
{
  g_autoptr (FrondGuest) guest = g_list_model_get_item (shown (window), i);

  return guest;
}

static void
select_nth (FrondLibraryWindow *window, guint i)
{
  gtk_widget_activate_action (GTK_WIDGET (window), "win.select-guest", "s",
                              frond_profile_get_id (frond_guest_get_profile (nth (window, i))));
  ui_settle ();
}

static void
test_groups (UiFixture *f, gconstpointer data)
{
  FrondLibraryWindow *window;
  AdwToggleGroup *groups;

  add (f, "a", "", FROND_GUEST_STOPPED, "");
  add (f, "b", "", FROND_GUEST_STOPPED, "");
  add (f, "c", "", FROND_GUEST_STOPPED, "");
  window = ui_fixture_run (f);
  groups = ADW_TOGGLE_GROUP (child (window, "groups"));
  g_assert_false (gtk_widget_get_visible (child (window, "groups_bar")));

  select_nth (window, 0);
  select_nth (window, 2);
  gtk_widget_activate_action (GTK_WIDGET (window), "win.bulk-group", NULL);
  ui_wait_until (find_row (window) != NULL);
  gtk_editable_set_text (GTK_EDITABLE (find_row (window)), " Work ");
  ui_click (GTK_WIDGET (window), "Move");
  ui_wait_until (adw_toggle_group_get_n_toggles (groups) == 2);
  g_assert_true (gtk_widget_get_visible (child (window, "groups_bar")));

  adw_toggle_group_set_active (groups, 1);
  ui_wait_until (shows (window, "a c"));

  /* The last that leaves a group takes it along, and everything is shown. */
  gtk_widget_activate_action (GTK_WIDGET (window), "win.group-guest", "s",
                              frond_profile_get_id (frond_guest_get_profile (nth (window, 0))));
  ui_wait_until (find_row (window) != NULL);
  ui_click (GTK_WIDGET (window), "Cancel");
  ui_wait_until (find_row (window) == NULL);
  g_assert_true (shows (window, "a c"));
}

static void
test_bulk_delete_and_undo (UiFixture *f, gconstpointer data)
{
  FrondLibraryWindow *window;

  add (f, "a", "", FROND_GUEST_STOPPED, "Work");
  add (f, "b", "", FROND_GUEST_STOPPED, "");
  add (f, "c", "", FROND_GUEST_STOPPED, "");
  window = ui_fixture_run (f);

  select_nth (window, 0);
  select_nth (window, 1);
  g_assert_true (ui_has_text (GTK_WIDGET (window), "2 Selected"));
  gtk_widget_activate_action (GTK_WIDGET (window), "win.bulk-delete", NULL);
  ui_wait_until (frond_test_host_count (f->host) == 1);
  ui_wait_until (ui_has_text (GTK_WIDGET (window), "2 machines deleted"));
  g_assert_true (shows (window, "c"));

  ui_click (GTK_WIDGET (window), "Undo");
  ui_wait_until (frond_test_host_count (f->host) == 3);
  ui_wait_until (shows (window, "a b c"));
  g_assert_cmpuint (frond_test_host_get_n_purged (f->host), ==, 0);
  g_assert_cmpstr (frond_profile_get_group (frond_guest_get_profile (nth (window, 0))), ==, "Work");
}

static void
test_bulk_states (UiFixture *f, gconstpointer data)
{
  FrondLibraryWindow *window;

  add (f, "a", "", FROND_GUEST_RUNNING, "");
  add (f, "b", "", FROND_GUEST_RUNNING, "");
  add (f, "c", "", FROND_GUEST_STOPPED, "");
  window = ui_fixture_run (f);

  for (guint i = 0; i < 3; i++)
    select_nth (window, i);
  gtk_widget_activate_action (GTK_WIDGET (window), "win.bulk-pause", NULL);
  ui_wait_until (frond_guest_get_state (nth (window, 0)) == FROND_GUEST_PAUSED);
  ui_wait_until (frond_guest_get_state (nth (window, 1)) == FROND_GUEST_PAUSED);
  g_assert_cmpint (frond_guest_get_state (nth (window, 2)), ==, FROND_GUEST_STOPPED);
  /* What was wanted is under way: one goes on with other things. */
  g_assert_true (ui_has_text (GTK_WIDGET (window), "Frond"));
}

static void
test_bulk_failure (UiFixture *f, gconstpointer data)
{
  FrondLibraryWindow *window;

  add (f, "a", "", FROND_GUEST_STOPPED, "");
  add (f, "b", "", FROND_GUEST_STOPPED, "");
  window = ui_fixture_run (f);
  frond_test_host_fail_start (f->host, FROND_ERROR_BACKEND);
  select_nth (window, 0);
  select_nth (window, 1);
  gtk_widget_activate_action (GTK_WIDGET (window), "win.bulk-start", NULL);
  ui_wait_until (ui_has_text (GTK_WIDGET (window), "Could Not Be Started"));
  ui_wait_until (frond_guest_is_on (nth (window, 0)) != frond_guest_is_on (nth (window, 1)));
}

/* What a search hides stays selected, and what the focus passes is not. */
static void
test_selection_stays (UiFixture *f, gconstpointer data)
{
  FrondLibraryWindow *window;

  add (f, "a", "", FROND_GUEST_STOPPED, "");
  add (f, "b", "", FROND_GUEST_STOPPED, "");
  window = ui_fixture_run (f);
  select_nth (window, 0);
  search (window, "b");
  g_assert_true (shows (window, "b"));
  select_nth (window, 0);
  search (window, "");
  g_assert_true (ui_has_text (GTK_WIDGET (window), "2 Selected"));
  g_assert_true (gtk_selection_model_is_selected (GTK_SELECTION_MODEL (shown (window)), 0));
  gtk_widget_activate_action (GTK_WIDGET (window), "win.stop-selecting", NULL);
  g_assert_false (gtk_selection_model_is_selected (GTK_SELECTION_MODEL (shown (window)), 0));
}

static gboolean
is_tile_button (GtkWidget *widget, const char *text)
{
  return gtk_widget_has_css_class (widget, "tile-button") && gtk_widget_get_visible (widget);
}

/* What acts on one machine is neither clicked nor reached by the keyboard while one selects. */
static void
test_selecting_has_no_buttons (UiFixture *f, gconstpointer data)
{
  FrondLibraryWindow *window;
  GtkWidget *grid;

  add (f, "a", "", FROND_GUEST_STOPPED, "");
  window = ui_fixture_run (f);
  grid = child (window, "grid");
  g_assert_nonnull (ui_find (grid, GTK_TYPE_BUTTON, is_tile_button, NULL));
  g_assert_nonnull (ui_find (grid, GTK_TYPE_MENU_BUTTON, is_tile_button, NULL));

  gtk_widget_activate_action (GTK_WIDGET (window), "win.select", NULL);
  ui_settle ();
  g_assert_null (ui_find (grid, GTK_TYPE_WIDGET, is_tile_button, NULL));
  gtk_widget_activate_action (GTK_WIDGET (window), "win.stop-selecting", NULL);
  ui_settle ();
  g_assert_nonnull (ui_find (grid, GTK_TYPE_MENU_BUTTON, is_tile_button, NULL));
}

static void
test_keys (UiFixture *f, gconstpointer data)
{
  FrondLibraryWindow *window;

  add (f, "a", "", FROND_GUEST_STOPPED, "");
  add (f, "b", "", FROND_GUEST_STOPPED, "");
  window = ui_fixture_run (f);
  ui_wait_until (gtk_window_is_active (GTK_WINDOW (window)));
  gtk_widget_grab_focus (child (window, "grid"));
  ui_settle ();
  if (!ui_press ("ctrl+a"))
    {
      g_test_skip ("no xdotool to press keys with");
      return;
    }
  ui_wait_until (ui_has_text (GTK_WIDGET (window), "2 Selected"));
  ui_press ("space");
  ui_wait_until (ui_has_text (GTK_WIDGET (window), "1 Selected"));
  ui_press ("Right");
  ui_settle ();
  g_assert_true (ui_has_text (GTK_WIDGET (window), "1 Selected"));
  ui_press ("Escape");
  ui_wait_until (!ui_has_text (GTK_WIDGET (window), "1 Selected"));
}

#define N_MANY 60

/* The tiles in ROOT, by the profiles that they show: (element-type utf8 FrondGuestTile). CELLS: all cells are counted. */
static void
find_tiles (GtkWidget *root, GHashTable *tiles, guint *cells)
{
  if (FROND_IS_GUEST_CELL (root))
    *cells += 1;
  if (FROND_IS_GUEST_TILE (root))
    {
      FrondGuest *guest = frond_guest_tile_get_guest (FROND_GUEST_TILE (root));

      g_assert_true (gtk_widget_get_mapped (root));
      g_hash_table_insert (tiles, (gpointer) frond_profile_get_id (frond_guest_get_profile (guest)), root);
    }
  for (GtkWidget *at = gtk_widget_get_first_child (root); at != NULL; at = gtk_widget_get_next_sibling (at))
    find_tiles (at, tiles, cells);
}

static FrondLibraryWindow *
run_with_many (UiFixture *f)
{
  for (guint i = 0; i < N_MANY; i++)
    {
      g_autofree char *name = g_strdup_printf ("Node %02u", i);

      ui_fixture_add (f, name, "Debian 13", FROND_GUEST_STOPPED, FROND_GUEST_REASON_NONE, (int) i % 3);
    }

  return ui_fixture_run (f);
}

/* What nobody sees has no tile, and its picture is not read. */
static void
test_only_what_is_seen (UiFixture *f, gconstpointer data)
{
  FrondLibraryWindow *window = run_with_many (f);
  GPtrArray *asked = frond_test_store_get_pictures_asked (f->store);
  g_autoptr (GHashTable) tiles = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GHashTable) read = g_hash_table_new (g_str_hash, g_str_equal);
  guint cells = 0;

  ui_wait_until (frond_guest_tiles_get_n_taken (window->tiles) > 1);
  ui_settle ();
  find_tiles (child (window, "grid"), tiles, &cells);
  g_assert_cmpuint (cells, ==, N_MANY);
  g_assert_cmpuint (g_hash_table_size (tiles), >, 0);
  g_assert_cmpuint (g_hash_table_size (tiles), <, N_MANY / 2);

  for (guint i = 0; i < asked->len; i++)
    {
      g_assert_true (g_hash_table_contains (tiles, g_ptr_array_index (asked, i)));
      g_hash_table_add (read, g_ptr_array_index (asked, i));
    }
  g_assert_cmpuint (g_hash_table_size (read), ==, g_hash_table_size (tiles));
}

/* However far one goes, tiles that were seen are used again. */
static void
test_scrolling_makes_nothing (UiFixture *f, gconstpointer data)
{
  FrondLibraryWindow *window = run_with_many (f);
  GtkWidget *scrolled = gtk_widget_get_ancestor (child (window, "grid"), GTK_TYPE_SCROLLED_WINDOW);
  GtkAdjustment *at = gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (scrolled));
  guint made;

  ui_wait_until (frond_guest_tiles_get_n_taken (window->tiles) > 1 &&
                 frond_guest_tiles_is_at_rest (window->tiles));
  made = frond_guest_tiles_get_n_made (window->tiles);
  for (guint i = 0; i < 16; i++)
    {
      gtk_adjustment_set_value (at, i < 8 ? 120 * i : gtk_adjustment_get_upper (at) * (i % 2));
      ui_settle ();
    }
  g_assert_cmpuint (frond_guest_tiles_get_n_made (window->tiles), ==, made);

  search (window, "node 5");
  search (window, "");
  g_assert_cmpuint (frond_guest_tiles_get_n_made (window->tiles), ==, made);
}

/* A cell that nobody sees is still told right to assistive technologies. */
static void
test_unseen_is_named (UiFixture *f, gconstpointer data)
{
  FrondLibraryWindow *window = run_with_many (f);
  FrondGuest *last = nth (window, N_MANY - 1);
  GtkListItem *item;

  ui_wait_until (g_hash_table_size (window->bound) == N_MANY);
  item = g_hash_table_lookup (window->bound, last);
  g_assert_cmpstr (gtk_list_item_get_accessible_label (item), ==, "Node 59");
  g_assert_cmpstr (gtk_list_item_get_accessible_description (item), ==, "Off, Debian 13");
  g_assert_null (frond_guest_cell_get_tile (FROND_GUEST_CELL (gtk_list_item_get_child (item))));

  frond_test_host_set_state (f->host, frond_profile_get_machine_uuid (frond_guest_get_profile (last)),
                             FROND_GUEST_RUNNING, FROND_GUEST_REASON_NONE);
  ui_wait_until (g_strcmp0 (gtk_list_item_get_accessible_description (item), "Running, Debian 13") == 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  adw_init ();
  TEST ("search", test_search);
  TEST ("sort", test_sort);
  TEST ("groups", test_groups);
  TEST ("delete-undo", test_bulk_delete_and_undo);
  TEST ("states", test_bulk_states);
  TEST ("failure", test_bulk_failure);
  TEST ("selection-stays", test_selection_stays);
  TEST ("selecting-has-no-buttons", test_selecting_has_no_buttons);
  TEST ("keys", test_keys);
  TEST ("only-what-is-seen", test_only_what_is_seen);
  TEST ("scrolling-makes-nothing", test_scrolling_makes_nothing);
  TEST ("unseen-is-named", test_unseen_is_named);

  return g_test_run ();
}
