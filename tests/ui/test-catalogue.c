/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The catalogue in its window: by keyboard, with people's own files, and with very many systems. */

#include "frond-catalogue-tile.h"
#include "frond-config.h"
#include "frond-launcher.h"
#include "ui-fixture.h"

#include <glib/gstdio.h>

#define MANY 1000
/* A screen of them, and what GTK keeps above and below. */
#define MAX_TILES 250

static char *
own_path (const char *name)
{
  return g_build_filename (g_get_user_config_dir (), FROND_DEVEL ? "frond-devel" : "frond", "catalogue.d",
                           name, NULL);
}

static void
write_own (const char *name, const char *text)
{
  g_autofree char *path = own_path (name);
  g_autofree char *folder = g_path_get_dirname (path);

  g_assert_cmpint (g_mkdir_with_parents (folder, 0700), ==, 0);
  g_assert_true (g_file_set_contents (path, text, -1, NULL));
}

static void
remove_own (const char *name)
{
  g_autofree char *path = own_path (name);

  g_assert_cmpint (g_unlink (path), ==, 0);
}

static void
append_entry (GString *text, guint number)
{
  g_string_append_printf (
      text,
      "%s{\"id\":\"own-%u\",\"name\":\"Own %04u\",\"summary\":\"One of very many\",\"kind\":\"installer\","
      "\"files\":[{\"arch\":\"x86_64\",\"url\":\"https://a.example/"
      "%u.iso\",\"format\":\"iso\",\"size\":1000000,"
      "\"checksum\":{\"type\":\"sha256\",\"value\":\"%064u\"}}]}",
      number > 0 ? "," : "", number, number, number, number);
}

static void
write_many (void)
{
  g_autoptr (GString) text = g_string_new ("{\"version\":1,\"entries\":[");

  for (guint i = 0; i < MANY; i++)
    append_entry (text, i);
  g_string_append (text, "]}");
  write_own ("many.json", text->str);
}

static guint
count_tiles (GtkWidget *root)
{
  guint n = FROND_IS_CATALOGUE_TILE (root) ? 1 : 0;

  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    n += count_tiles (child);
  return n;
}

static GtkWidget *
any_tile (FrondLibraryWindow *window)
{
  return ui_find (GTK_WIDGET (window), FROND_TYPE_CATALOGUE_TILE, NULL, NULL);
}

static guint
count_launches (UiFixture *f)
{
  return g_list_model_get_n_items (G_LIST_MODEL (frond_application_get_launcher (f->application)));
}

static gboolean
focus_is_on_tile (FrondLibraryWindow *window)
{
  GtkWidget *focus = gtk_root_get_focus (GTK_ROOT (window));

  return focus != NULL && FROND_IS_CATALOGUE_TILE (gtk_widget_get_first_child (focus));
}

static void
tab_to_tile (FrondLibraryWindow *window)
{
  for (int i = 0; i < 16 && !focus_is_on_tile (window); i++)
    {
      g_assert_true (ui_press ("Tab"));
      ui_settle ();
    }
  g_assert_true (focus_is_on_tile (window));
}

static gboolean
has_xdotool (void)
{
  g_autofree char *program = g_find_program_in_path ("xdotool");

  if (program == NULL)
    g_test_skip ("no xdotool to press keys with");
  return program != NULL;
}

/* There, to a system, its menu, its launch and back, without a pointer. */
static void
test_keyboard (UiFixture *f, gconstpointer data)
{
  FrondLibraryWindow *window;

  if (!has_xdotool ())
    return;

  ui_fixture_add (f, "one", "", FROND_GUEST_STOPPED, FROND_GUEST_REASON_NONE, -1);
  window = ui_fixture_run (f);
  ui_wait_until (gtk_window_is_active (GTK_WINDOW (window)));
  g_assert_cmpstr (ui_page (window), ==, "grid");
  g_assert_true (ui_press ("ctrl+n"));
  ui_wait_until (g_strcmp0 (ui_page (window), "catalogue") == 0 && any_tile (window) != NULL);

  tab_to_tile (window);
  g_assert_true (ui_press ("shift+F10"));
  ui_wait_until (ui_find (GTK_WIDGET (window), GTK_TYPE_POPOVER_MENU, NULL, NULL) != NULL);
  g_assert_true (ui_press ("Escape"));
  ui_wait_until (ui_find (GTK_WIDGET (window), GTK_TYPE_POPOVER_MENU, NULL, NULL) == NULL);

  tab_to_tile (window);
  g_assert_cmpuint (count_launches (f), ==, 0);
  g_assert_true (ui_press ("Return"));
  ui_wait_until (count_launches (f) == 1);
  ui_wait_until (ui_find_button (any_tile (window), "Cancel") != NULL);
  ui_click (any_tile (window), "Cancel");
  ui_wait_until (count_launches (f) == 0);

  g_assert_true (ui_press ("alt+Left"));
  ui_wait_until (g_strcmp0 (ui_page (window), "grid") == 0);
}

/* What is looked for, and what is not there. */
static void
test_search (UiFixture *f, gconstpointer data)
{
  FrondLibraryWindow *window = ui_fixture_run (f);
  GtkWidget *entry;

  ui_wait_until (any_tile (window) != NULL);
  gtk_widget_activate_action (GTK_WIDGET (window), "win.search", NULL);
  ui_settle ();
  entry = ui_find (GTK_WIDGET (window), GTK_TYPE_SEARCH_ENTRY, NULL, NULL);
  gtk_editable_set_text (GTK_EDITABLE (entry), "netboot");
  ui_wait_until (ui_has_text (GTK_WIDGET (window), "netboot.xyz") &&
                 !ui_has_text (GTK_WIDGET (window), "Debian 13"));
  gtk_editable_set_text (GTK_EDITABLE (entry), "plan 10");
  ui_wait_until (ui_has_text (GTK_WIDGET (window), "No System Found"));
  gtk_editable_set_text (GTK_EDITABLE (entry), "");
  ui_wait_until (ui_has_text (GTK_WIDGET (window), "Debian 13"));
}

/* A mistake in a file of one's own is named, and hides nothing. */
static void
test_mistake (UiFixture *f, gconstpointer data)
{
  FrondLibraryWindow *window;

  write_own ("mine.json", "{\"version\":1,\"entries\":[{\"id\":\"half\"}]}");
  window = ui_fixture_run (f);
  ui_wait_until (ui_has_text (GTK_WIDGET (window), "There is a mistake in “mine.json”"));
  g_assert_true (ui_has_text (GTK_WIDGET (window), "Debian 13"));
  remove_own ("mine.json");
}

/* What a person configures is what is launched. */
static void
test_configure (UiFixture *f, gconstpointer data)
{
  FrondLibraryWindow *window = ui_fixture_run (f);
  g_autoptr (FrondLaunch) launch = NULL;
  GtkWidget *name;

  ui_wait_until (any_tile (window) != NULL);
  gtk_widget_activate_action (any_tile (window), "entry.configure", NULL);
  ui_wait_until (ui_find (GTK_WIDGET (window), ADW_TYPE_ENTRY_ROW, NULL, NULL) != NULL);
  name = ui_find (GTK_WIDGET (window), ADW_TYPE_ENTRY_ROW, NULL, NULL);
  gtk_editable_set_text (GTK_EDITABLE (name), "My own");
  ui_wait_until (ui_find (GTK_WIDGET (window), ADW_TYPE_DIALOG, NULL, NULL) != NULL);
  ui_click (ui_find (GTK_WIDGET (window), ADW_TYPE_DIALOG, NULL, NULL), "Launch");
  ui_wait_until (count_launches (f) == 1);

  launch = g_list_model_get_item (G_LIST_MODEL (frond_application_get_launcher (f->application)), 0);
  g_assert_cmpstr (frond_launch_get_name (launch), ==, "My own");
  frond_launch_cancel (launch);
}

static gboolean
is_titled (GtkWidget *row, const char *title)
{
  return g_strcmp0 (adw_preferences_row_get_title (ADW_PREFERENCES_ROW (row)), title) == 0;
}

static void
type_into (GtkWidget *dialog, const char *title, const char *text)
{
  GtkWidget *row = NULL;

  ui_wait_until ((row = ui_find (dialog, ADW_TYPE_PREFERENCES_ROW, is_titled, title)) != NULL);
  gtk_editable_set_text (GTK_EDITABLE (row), text);
}

/* What is kept of launches for the next life. (transfer full) */
static char *
read_launches (void)
{
  g_autofree char *path =
      g_build_filename (g_get_user_state_dir (), FROND_DEVEL ? "frond-devel" : "frond", "launches.ini", NULL);
  char *text = NULL;

  return g_file_get_contents (path, &text, NULL, NULL) ? text : g_strdup ("");
}

static gboolean
is_kept (void)
{
  g_autofree char *text = read_launches ();

  g_assert_null (strstr (text, "four words"));
  return strstr (text, "encrypt=true") != NULL;
}

/* A passphrase that is no good is no launch; one that is good is kept in no file. */
static void
test_configure_encrypted (UiFixture *f, gconstpointer data)
{
  FrondLibraryWindow *window = ui_fixture_run (f);
  g_autoptr (FrondLaunch) launch = NULL;
  GtkWidget *dialog = NULL;
  GtkWidget *row = NULL;

  ui_wait_until (any_tile (window) != NULL);
  gtk_widget_activate_action (any_tile (window), "entry.configure", NULL);
  ui_wait_until ((dialog = ui_find (GTK_WIDGET (window), ADW_TYPE_DIALOG, NULL, NULL)) != NULL);
  ui_wait_until ((row = ui_find (dialog, ADW_TYPE_EXPANDER_ROW, is_titled, "Encrypt the Disk")) != NULL);
  ui_wait_until (gtk_widget_get_sensitive (ui_find_button (dialog, "Launch")));
  adw_expander_row_set_enable_expansion (ADW_EXPANDER_ROW (row), TRUE);
  g_assert_false (gtk_widget_get_sensitive (ui_find_button (dialog, "Launch")));
  type_into (dialog, "Passphrase", "four words are enough");
  g_assert_false (gtk_widget_get_sensitive (ui_find_button (dialog, "Launch")));
  type_into (dialog, "Confirm Passphrase", "four words are enough");
  ui_click (dialog, "Launch");
  ui_wait_until (count_launches (f) == 1);
  ui_wait_until (is_kept ());

  launch = g_list_model_get_item (G_LIST_MODEL (frond_application_get_launcher (f->application)), 0);
  frond_launch_cancel (launch);
}

static guint
chosen (FrondLibraryWindow *window, const char *title)
{
  return adw_combo_row_get_selected (
      ADW_COMBO_ROW (ui_find (GTK_WIDGET (window), ADW_TYPE_COMBO_ROW, is_titled, title)));
}

static void
choose (FrondLibraryWindow *window, const char *title, guint position)
{
  adw_combo_row_set_selected (ADW_COMBO_ROW (
                                  ui_find (GTK_WIDGET (window), ADW_TYPE_COMBO_ROW, is_titled, title)),
                              position);
}

static double
spin (FrondLibraryWindow *window, const char *title)
{
  return adw_spin_row_get_value (
      ADW_SPIN_ROW (ui_find (GTK_WIDGET (window), ADW_TYPE_SPIN_ROW, is_titled, title)));
}

/* The first tile is one of a ready-made system: a desktop takes more memory and more disk, and gives them back. */
static void
test_desktop (UiFixture *f, gconstpointer data)
{
  FrondLibraryWindow *window = ui_fixture_run (f);
  g_autoptr (FrondLaunch) launch = NULL;
  double memory, disk;

  ui_wait_until (any_tile (window) != NULL);
  gtk_widget_activate_action (any_tile (window), "entry.configure", NULL);
  ui_wait_until (ui_find (GTK_WIDGET (window), ADW_TYPE_COMBO_ROW, is_titled, "Desktop") != NULL);
  g_assert_cmpuint (chosen (window, "Desktop"), ==, 0);
  g_assert_true (ui_has_text (GTK_WIDGET (window), "A console, ready in seconds"));
  memory = spin (window, "Memory");
  disk = spin (window, "Disk");

  choose (window, "Desktop", 2);
  g_assert_true (ui_has_text (GTK_WIDGET (window), "KDE Plasma"));
  g_assert_cmpfloat (spin (window, "Memory"), >=, memory);
  g_assert_cmpfloat (spin (window, "Disk"), >, disk);
  choose (window, "Desktop", 0);
  g_assert_cmpfloat (spin (window, "Memory"), ==, memory);
  g_assert_cmpfloat (spin (window, "Disk"), ==, disk);

  choose (window, "Desktop", 1);
  ui_click (ui_find (GTK_WIDGET (window), ADW_TYPE_DIALOG, NULL, NULL), "Launch");
  ui_wait_until (count_launches (f) == 1);
  launch = g_list_model_get_item (G_LIST_MODEL (frond_application_get_launcher (f->application)), 0);
  g_assert_cmpint (frond_profile_get_desktop (frond_launch_get_wishes (launch)), ==, FROND_DESKTOP_GNOME);
  frond_launch_cancel (launch);
}

typedef struct
{
  gint64 begun;
  gint64 took;
} Frame;

static void
before_paint_cb (Frame *frame)
{
  frame->begun = g_get_monotonic_time ();
}

static void
after_paint_cb (Frame *frame)
{
  if (frame->begun > 0)
    frame->took = g_get_monotonic_time () - frame->begun;
}

/* Scrolls there; the microseconds that layout and drawing take, without the waiting for their turn. */
static gint64
draw_frame (FrondLibraryWindow *window, GtkAdjustment *adjustment, double at)
{
  GdkFrameClock *clock = gtk_widget_get_frame_clock (GTK_WIDGET (window));
  Frame frame = { 0 };
  gulong before = g_signal_connect_swapped (clock, "before-paint", G_CALLBACK (before_paint_cb), &frame);
  gulong after = g_signal_connect_swapped (clock, "after-paint", G_CALLBACK (after_paint_cb), &frame);

  gtk_adjustment_set_value (adjustment, at);
  gtk_widget_queue_draw (GTK_WIDGET (window));
  ui_wait_until (frame.took > 0);
  g_signal_handler_disconnect (clock, before);
  g_signal_handler_disconnect (clock, after);
  return frame.took;
}

/* Very many systems make no more tiles than a screen has. The times are for people: the bar is 100 ms to the page. */
static void
test_many (UiFixture *f, gconstpointer data)
{
  FrondLibraryWindow *window;
  GtkAdjustment *adjustment;
  gint64 start;
  gint64 total = 0;
  gint64 worst = 0;
  guint steps = 0;

  write_many ();
  ui_fixture_add (f, "one", "", FROND_GUEST_STOPPED, FROND_GUEST_REASON_NONE, -1);
  window = ui_fixture_run (f);
  start = g_get_monotonic_time ();
  frond_library_window_show_catalogue (window);
  ui_wait_until (ui_has_text (GTK_WIDGET (window), "Own 0000"));
  g_test_message ("%d systems: to their tiles %.0f ms", MANY,
                  (double) (g_get_monotonic_time () - start) / 1000);
  g_assert_cmpuint (count_tiles (GTK_WIDGET (window)), <=, MAX_TILES);

  adjustment = gtk_scrollable_get_vadjustment (
      GTK_SCROLLABLE (gtk_widget_get_ancestor (any_tile (window), GTK_TYPE_GRID_VIEW)));
  /* The words are there before the view has its height. */
  ui_wait_until (gtk_adjustment_get_upper (adjustment) > 50 * 400);
  for (double at = 0; at < gtk_adjustment_get_upper (adjustment); at += 400, steps++)
    {
      gint64 frame = draw_frame (window, adjustment, at);

      total += frame;
      worst = MAX (worst, frame);
    }
  g_test_message ("%u steps of 400 pixels: %.1f ms a frame, at most %.1f ms", steps,
                  (double) total / 1000 / MAX (steps, 1), (double) worst / 1000);
  g_assert_cmpuint (steps, >, 50);
  g_assert_cmpuint (count_tiles (GTK_WIDGET (window)), <=, MAX_TILES);
  remove_own ("many.json");
}

#define TEST(name, func)                                                                                     \
  g_test_add ("/ui/catalogue/" name, UiFixture, NULL, ui_fixture_set_up, func, ui_fixture_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  adw_init ();
  TEST ("search", test_search);
  TEST ("mistake", test_mistake);
  TEST ("configure", test_configure);
  TEST ("configure-encrypted", test_configure_encrypted);
  TEST ("desktop", test_desktop);
  TEST ("keyboard", test_keyboard);
  TEST ("many", test_many);
  return g_test_run ();
}
