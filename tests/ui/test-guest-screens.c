/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The windows of a guest's further monitors. */
#include "ui-fixture.h"

#include "frond-display.h"
#include "frond-files-button.h"
#include "frond-monitor-memory.h"
#include "frond-monitor-window.h"
#include "frond-properties-dialog.h"
#include "frond-test-files.h"
#include "frond-test-screen.h"

#define TEST(name, func)                                                                                     \
  g_test_add ("/ui/screens/" name, UiFixture, NULL, ui_fixture_set_up, func, ui_fixture_tear_down)

static FrondGuest *
first_guest (UiFixture *f)
{
  g_autoptr (FrondGuest) guest = g_list_model_get_item (G_LIST_MODEL (f->library), 0);

  return guest;
}

static const char *
memory (UiFixture *f)
{
  return frond_profile_get_monitor_windows (frond_guest_get_profile (first_guest (f)));
}

static gboolean
remembers (UiFixture *f, guint number, gboolean open)
{
  g_autoptr (FrondMonitorMemory) parsed = frond_monitor_memory_new (memory (f));

  return frond_monitor_memory_get (parsed, number)->open == open;
}

/* The window of a running machine with so many further monitors, with REMEMBERED in its profile. */
static FrondGuestWindow *
open_guest (UiFixture *f, guint n_further, gboolean agent, const char *remembered, FrondSession **session)
{
  const char *id = ui_fixture_add (f, "one", "Debian 13", FROND_GUEST_RUNNING, FROND_GUEST_REASON_NONE, -1);
  GtkWindow *window;

  g_object_set (frond_test_store_get (f->store, id), "monitor-windows", remembered, "resize-guest", TRUE,
                NULL);
  ui_fixture_run (f);
  window = frond_application_open_guest (f->application, first_guest (f));
  *session = frond_test_session_new (640, 480);
  frond_test_session_add_dark_screens (FROND_TEST_SESSION (*session), n_further);
  frond_test_session_set_agent (FROND_TEST_SESSION (*session), agent);
  frond_guest_window_set_session (FROND_GUEST_WINDOW (window), *session);
  ui_settle ();

  return FROND_GUEST_WINDOW (window);
}

static FrondMonitorWindow *
monitor_window (UiFixture *f, guint number)
{
  for (GList *l = gtk_application_get_windows (GTK_APPLICATION (f->application)); l != NULL; l = l->next)
    if (FROND_IS_MONITOR_WINDOW (l->data) && frond_monitor_window_get_number (l->data) == number)
      return l->data;
  return NULL;
}

static FrondScreen *
screen (FrondSession *session, guint number)
{
  g_autoptr (FrondScreen) found = g_list_model_get_item (frond_session_get_screens (session), number - 1);

  return found;
}

/* The guest shows this monitor with as many pixels as its window has. */
static gboolean
fits (UiFixture *f, FrondSession *session, guint number)
{
  FrondMonitorWindow *window = monitor_window (f, number);
  GtkWidget *display = window != NULL ? GTK_WIDGET (frond_monitor_window_get_display (window)) : NULL;

  return display != NULL && frond_screen_get_ready (screen (session, number)) &&
         frond_screen_get_width (screen (session, number)) == (gtk_widget_get_width (display) & ~1) &&
         frond_screen_get_height (screen (session, number)) == (gtk_widget_get_height (display) & ~1);
}

static void
test_turn_on_and_off (UiFixture *f, gconstpointer data)
{
  g_autoptr (FrondSession) session = NULL;
  FrondGuestWindow *window = open_guest (f, 3, TRUE, "", &session);
  int before, third;

  g_assert_null (monitor_window (f, 2));
  g_assert_cmpstr (memory (f), ==, "");
  gtk_widget_activate_action (GTK_WIDGET (window), "screens.show-2", NULL);
  g_assert_nonnull (monitor_window (f, 2));
  g_assert_cmpstr (gtk_window_get_title (GTK_WINDOW (monitor_window (f, 2))), ==, "one — Screen 2");
  g_assert_true (ui_has_text (GTK_WIDGET (monitor_window (f, 2)), "Waiting for"));
  ui_wait_until (fits (f, session, 2));
  g_assert_false (ui_has_text (GTK_WIDGET (monitor_window (f, 2)), "Waiting for"));
  g_assert_true (remembers (f, 2, TRUE));
  g_assert_false (frond_screen_get_ready (screen (session, 3)));

  /* each follows its own window */
  gtk_widget_activate_action (GTK_WIDGET (window), "screens.show-3", NULL);
  ui_wait_until (fits (f, session, 3));
  third = frond_screen_get_width (screen (session, 3));
  before = frond_screen_get_width (screen (session, 2));
  gtk_window_set_default_size (GTK_WINDOW (monitor_window (f, 2)), 700, 600);
  ui_wait_until (frond_screen_get_width (screen (session, 2)) != before);
  ui_wait_until (fits (f, session, 2));
  g_assert_cmpint (frond_screen_get_width (screen (session, 3)), ==, third);
  before = frond_screen_get_width (screen (session, 2));

  gtk_window_close (GTK_WINDOW (monitor_window (f, 3)));
  ui_wait_until (monitor_window (f, 3) == NULL);
  g_assert_false (frond_screen_get_ready (screen (session, 3)));
  g_assert_true (remembers (f, 3, FALSE));
  gtk_widget_activate_action (GTK_WIDGET (window), "screens.show-2", NULL);
  ui_wait_until (monitor_window (f, 2) == NULL);
  g_assert_false (frond_screen_get_ready (screen (session, 2)));

  /* its size is kept for the next time */
  gtk_widget_activate_action (GTK_WIDGET (window), "screens.show-2", NULL);
  ui_wait_until (fits (f, session, 2));
  g_assert_cmpint (frond_screen_get_width (screen (session, 2)), ==, before);
}

/* A guest that does not follow its windows has to get some size. */
static void
test_fixed_size (UiFixture *f, gconstpointer data)
{
  g_autoptr (FrondSession) session = NULL;
  FrondGuestWindow *window = open_guest (f, 1, TRUE, "", &session);

  g_object_set (window, "resize-guest", FALSE, NULL);
  gtk_widget_activate_action (GTK_WIDGET (window), "screens.show-2", NULL);
  ui_wait_until (frond_screen_get_ready (screen (session, 2)));
  g_assert_cmpint (frond_screen_get_width (screen (session, 2)), ==, 640);
  g_assert_cmpint (frond_screen_get_height (screen (session, 2)), ==, 480);
}

/* What is chosen in one window of a guest is so in all of them. */
static void
test_view_in_all (UiFixture *f, gconstpointer data)
{
  g_autoptr (FrondSession) session = NULL;
  FrondGuestWindow *window = open_guest (f, 1, TRUE, "", &session);
  FrondProfile *profile = frond_guest_get_profile (first_guest (f));
  GtkWidget *second;
  FrondDisplay *display;

  gtk_widget_activate_action (GTK_WIDGET (window), "screens.show-2", NULL);
  second = GTK_WIDGET (monitor_window (f, 2));
  display = frond_monitor_window_get_display (monitor_window (f, 2));
  gtk_widget_activate_action (second, "win.view", "s", "actual");
  gtk_widget_activate_action (second, "win.sharp", NULL);
  gtk_widget_activate_action (second, "win.resize-guest", NULL);
  g_assert_false (frond_profile_get_scaling (profile));
  g_assert_true (frond_profile_get_sharp (profile));
  g_assert_false (frond_profile_get_resize_guest (profile));
  g_assert_false (frond_display_get_scaling (display));

  gtk_widget_activate_action (GTK_WIDGET (window), "win.view", "s", "fit");
  gtk_widget_activate_action (GTK_WIDGET (window), "win.sharp", NULL);
  g_assert_true (frond_display_get_scaling (display));
  g_assert_false (frond_display_get_sharp (display));
  g_assert_true (frond_profile_get_scaling (profile));
}

/* Files go in by any window of the guest, and the one that sent them tells what became of them. */
static void
test_files (UiFixture *f, gconstpointer data)
{
  g_autoptr (FrondSession) session = NULL;
  FrondGuestWindow *window = open_guest (f, 1, TRUE, "", &session);
  FrondFileTransfers *files = frond_session_get_files (session);
  g_autoptr (GFile) file = NULL;
  g_autoptr (FrondFileTransfer) transfer = NULL;
  GtkWidget *second;

  gtk_widget_activate_action (GTK_WIDGET (window), "screens.show-2", NULL);
  second = GTK_WIDGET (monitor_window (f, 2));
  ui_wait_until (fits (f, session, 2));
  file = ui_fixture_make_file (f, "letter", "0123456789");
  gdk_clipboard_set (gtk_widget_get_clipboard (second), G_TYPE_FILE, file);
  ui_settle ();
  gtk_widget_activate_action (second, "win.paste-files", NULL);
  ui_wait_until (frond_test_files_get_n_started (FROND_TEST_FILES (files)) == 1);
  ui_wait_until (ui_find (second, FROND_TYPE_FILES_BUTTON, NULL, NULL) != NULL);

  transfer = g_list_model_get_item (G_LIST_MODEL (files), 0);
  frond_file_transfer_end (transfer, NULL);
  ui_wait_until (ui_has_text (second, "“letter” was sent to “one”"));
  g_assert_false (ui_has_text (GTK_WIDGET (window), "was sent to"));
}

static void
test_refused (UiFixture *f, gconstpointer data)
{
  g_autoptr (FrondSession) session = NULL;
  FrondGuestWindow *window = open_guest (f, 1, FALSE, "", &session);

  gtk_widget_activate_action (GTK_WIDGET (window), "screens.show-2", NULL);
  ui_wait_until (ui_has_text (GTK_WIDGET (window), "“one” needs the program spice-vdagent"));
  g_assert_null (monitor_window (f, 2));
  frond_test_session_set_agent (FROND_TEST_SESSION (session), TRUE);
  gtk_widget_activate_action (GTK_WIDGET (window), "screens.show-2", NULL);
  g_assert_nonnull (monitor_window (f, 2));
}

static void
test_only_one (UiFixture *f, gconstpointer data)
{
  g_autoptr (FrondSession) session = NULL;
  FrondGuestWindow *window = open_guest (f, 0, TRUE, "2 open 800x600 window\n", &session);
  FrondProfile *profile = frond_guest_get_profile (first_guest (f));

  g_assert_null (monitor_window (f, 2));
  gtk_widget_activate_action (GTK_WIDGET (window), "screens.show-2", NULL);
  ui_wait_until (ui_has_text (GTK_WIDGET (window), "“one” has only one screen"));
  g_assert_null (monitor_window (f, 2));
  g_assert_cmpuint (frond_profile_get_heads (profile), ==, 1);

  ui_wait_until (ui_find_button (GTK_WIDGET (window), "Add Screens") != NULL);
  ui_click (GTK_WIDGET (window), "Add Screens");
  ui_wait_until (frond_profile_get_heads (profile) == FROND_PROFILE_MAX_HEADS);
  ui_wait_until (ui_has_text (GTK_WIDGET (window), "after its next start"));
}

static gboolean
is_titled (GtkWidget *row, const char *title)
{
  return g_strcmp0 (adw_preferences_row_get_title (ADW_PREFERENCES_ROW (row)), title) == 0;
}

static void
test_properties (UiFixture *f, gconstpointer data)
{
  g_autoptr (FrondSession) session = NULL;
  FrondGuestWindow *window = open_guest (f, 0, TRUE, "", &session);
  FrondProfile *profile = frond_guest_get_profile (first_guest (f));
  GtkWidget *dialog, *row;

  gtk_widget_activate_action (GTK_WIDGET (window), "win.properties", NULL);
  ui_wait_until ((dialog = ui_find (GTK_WIDGET (window), FROND_TYPE_PROPERTIES_DIALOG, NULL, NULL)) != NULL);
  ui_wait_until ((row = ui_find (dialog, ADW_TYPE_SPIN_ROW, is_titled, "Screens")) != NULL);
  g_assert_cmpfloat (adw_spin_row_get_value (ADW_SPIN_ROW (row)), ==, 1);
  adw_spin_row_set_value (ADW_SPIN_ROW (row), 3);
  adw_dialog_close (ADW_DIALOG (dialog));
  ui_wait_until (frond_profile_get_heads (profile) == 3);
}

static void
test_restored (UiFixture *f, gconstpointer data)
{
  g_autoptr (FrondSession) session = NULL;
  int width, height;

  open_guest (f, 3, FALSE,
              "2 closed 900x600 window\n3 open 800x555 window\n4 open 700x500 fullscreen no-such\n",
              &session);
  g_assert_null (monitor_window (f, 3));
  frond_test_session_set_agent (FROND_TEST_SESSION (session), TRUE);
  ui_wait_until (fits (f, session, 3) && fits (f, session, 4));
  g_assert_null (monitor_window (f, 2));
  gtk_window_get_default_size (GTK_WINDOW (monitor_window (f, 3)), &width, &height);
  g_assert_cmpint (width, ==, 800);
  g_assert_cmpint (height, ==, 555);
  g_assert_false (gtk_window_is_fullscreen (GTK_WINDOW (monitor_window (f, 4))));
}

static void
test_guest_stops (UiFixture *f, gconstpointer data)
{
  g_autoptr (FrondSession) session = NULL;
  const char *uuid;

  open_guest (f, 1, TRUE, "2 open 800x600 window\n", &session);
  ui_wait_until (fits (f, session, 2));
  uuid = frond_profile_get_machine_uuid (frond_guest_get_profile (first_guest (f)));
  frond_test_host_set_state (f->host, uuid, FROND_GUEST_STOPPED, FROND_GUEST_REASON_SHUTDOWN);
  ui_wait_until (monitor_window (f, 2) == NULL);
  g_assert_true (remembers (f, 2, TRUE));
  frond_test_host_set_state (f->host, uuid, FROND_GUEST_RUNNING, FROND_GUEST_REASON_NONE);
  ui_wait_until (fits (f, session, 2));
}

static void
test_first_closes (UiFixture *f, gconstpointer data)
{
  g_autoptr (FrondSession) session = NULL;
  FrondGuestWindow *window = open_guest (f, 1, TRUE, "2 open 800x600 window\n", &session);

  ui_wait_until (fits (f, session, 2));
  gtk_window_close (GTK_WINDOW (window));
  ui_wait_until (monitor_window (f, 2) == NULL);
  g_assert_true (remembers (f, 2, TRUE));
}

/* The last picture stays while it connects again, and the new screen is shown. */
static void
test_connection_breaks (UiFixture *f, gconstpointer data)
{
  g_autoptr (FrondSession) session = NULL;
  FrondMonitorWindow *window;

  open_guest (f, 1, TRUE, "2 open 800x600 window\n", &session);
  ui_wait_until (fits (f, session, 2));
  window = monitor_window (f, 2);
  frond_test_session_set_broken (FROND_TEST_SESSION (session), TRUE);
  frond_test_session_set_broken (FROND_TEST_SESSION (session), FALSE);
  ui_wait_until (frond_session_get_state (session) == FROND_SESSION_CONNECTED);
  frond_session_disconnect (session);
  g_assert_true (monitor_window (f, 2) == window);
  g_assert_null (frond_display_get_screen (frond_monitor_window_get_display (window)));
  frond_session_connect (session);
  ui_wait_until (fits (f, session, 2));
  g_assert_true (monitor_window (f, 2) == window);
}

static void
test_quit (UiFixture *f, gconstpointer data)
{
  g_autoptr (FrondSession) session = NULL;

  open_guest (f, 2, TRUE, "2 open 800x600 window\n3 open 800x600 window\n", &session);
  ui_wait_until (fits (f, session, 2) && fits (f, session, 3));
  g_action_group_activate_action (G_ACTION_GROUP (f->application), "quit", NULL);
  ui_wait_until (gtk_application_get_windows (GTK_APPLICATION (f->application)) == NULL);
  g_assert_true (remembers (f, 2, TRUE));
  g_assert_true (remembers (f, 3, TRUE));
}

static void
test_memory (void)
{
  static const char *const kept = "2 open 1024x720 fullscreen DP-1\n3 closed 800x600 maximized\n"
                                  "4 open 0x0 window\n";
  g_autoptr (FrondMonitorMemory) good = frond_monitor_memory_new (kept);
  g_autofree char *text = frond_monitor_memory_to_text (good);
  g_autoptr (FrondMonitorMemory) bad =
      frond_monitor_memory_new ("1 open 800x600 window\n5 open 800x600 window\n99999999999 open 1x1 window\n"
                                "2 open -800x600 window\n2 open 800x600x2 window\n2 open 99999x600 window\n"
                                "2 open\n\n3 open 800x600 window a\tb\n4 open 800x600 window "
                                "0123456789012345678901234567890123456789012345678901234567890123456789\n");
  g_autofree char *left = frond_monitor_memory_to_text (bad);

  g_assert_cmpstr (text, ==, kept);
  g_assert_cmpstr (left, ==, "3 open 800x600 window\n4 open 800x600 window\n");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  adw_init ();
  TEST ("turn-on-and-off", test_turn_on_and_off);
  TEST ("fixed-size", test_fixed_size);
  TEST ("view-in-all", test_view_in_all);
  TEST ("files", test_files);
  TEST ("refused", test_refused);
  TEST ("only-one", test_only_one);
  TEST ("properties", test_properties);
  TEST ("restored", test_restored);
  TEST ("guest-stops", test_guest_stops);
  TEST ("first-closes", test_first_closes);
  TEST ("connection-breaks", test_connection_breaks);
  TEST ("quit", test_quit);
  g_test_add_func ("/ui/screens/memory", test_memory);

  return g_test_run ();
}
