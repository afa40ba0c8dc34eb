/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "ui-fixture.h"

#include "frond-display.h"
#include "frond-error.h"
#include "frond-properties-dialog.h"
#include "frond-test-screen.h"

#define TEST(name, func)                                                                                     \
  g_test_add ("/ui/guest/" name, UiFixture, NULL, ui_fixture_set_up, func, ui_fixture_tear_down)

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

/* The window of one machine in STATE, over a double of its screen. */
static FrondGuestWindow *
open_guest (UiFixture *f, FrondGuestState state, FrondSession **session)
{
  GtkWindow *window;

  ui_fixture_add (f, "one", "Debian 13", state, FROND_GUEST_REASON_NONE, -1);
  ui_fixture_run (f);
  window = frond_application_open_guest (f->application, first_guest (f));
  *session = frond_test_session_new (640, 480);
  frond_guest_window_set_session (FROND_GUEST_WINDOW (window), *session);
  ui_settle ();

  return FROND_GUEST_WINDOW (window);
}

static void
test_shows_screen (UiFixture *f, gconstpointer data)
{
  g_autoptr (FrondSession) session = NULL;
  FrondGuestWindow *window = open_guest (f, FROND_GUEST_RUNNING, &session);

  g_assert_cmpstr (ui_page (window), ==, "display");
  g_assert_nonnull (ui_find (GTK_WIDGET (window), FROND_TYPE_DISPLAY, NULL, NULL));
  g_assert_true (ui_has_text (GTK_WIDGET (window), "Running"));
}

static void
test_one_window_a_guest (UiFixture *f, gconstpointer data)
{
  g_autoptr (FrondSession) session = NULL;
  FrondGuestWindow *window = open_guest (f, FROND_GUEST_RUNNING, &session);

  g_assert_true (frond_application_open_guest (f->application, first_guest (f)) == GTK_WINDOW (window));
}

static void
test_follows_states (UiFixture *f, gconstpointer data)
{
  g_autoptr (FrondSession) session = NULL;
  FrondGuestWindow *window = open_guest (f, FROND_GUEST_STOPPED, &session);

  g_assert_cmpstr (ui_page (window), ==, "stopped");
  g_assert_cmpuint (frond_test_session_get_n_connects (FROND_TEST_SESSION (session)), ==, 0);
  frond_test_host_set_state (f->host, first_uuid (f), FROND_GUEST_STARTING, FROND_GUEST_REASON_NONE);
  g_assert_cmpstr (ui_page (window), ==, "starting");
  frond_test_host_set_state (f->host, first_uuid (f), FROND_GUEST_RUNNING, FROND_GUEST_REASON_NONE);
  ui_wait_until (g_strcmp0 (ui_page (window), "display") == 0);

  frond_test_host_set_state (f->host, first_uuid (f), FROND_GUEST_PAUSED, FROND_GUEST_REASON_USER);
  ui_settle ();
  ui_click (GTK_WIDGET (gtk_widget_get_template_child (GTK_WIDGET (window), FROND_TYPE_GUEST_WINDOW,
                                                       "paused_revealer")),
            "Resume");
  g_assert_cmpint (frond_guest_get_state (first_guest (f)), ==, FROND_GUEST_RUNNING);

  frond_test_host_set_state (f->host, first_uuid (f), FROND_GUEST_STOPPED, FROND_GUEST_REASON_SHUTDOWN);
  g_assert_cmpstr (ui_page (window), ==, "stopped");
  g_assert_cmpint (frond_session_get_state (session), ==, FROND_SESSION_IDLE);
  ui_settle ();
  ui_click (GTK_WIDGET (
                gtk_widget_get_template_child (GTK_WIDGET (window), FROND_TYPE_GUEST_WINDOW, "stack")),
            "Start");
  ui_wait_until (frond_guest_get_state (first_guest (f)) == FROND_GUEST_RUNNING);
}

static void
test_start_fails (UiFixture *f, gconstpointer data)
{
  g_autoptr (FrondSession) session = NULL;
  FrondGuestWindow *window = open_guest (f, FROND_GUEST_STOPPED, &session);

  frond_test_host_fail_start (f->host, FROND_ERROR_NO_SPACE);
  frond_guest_window_start (window);
  ui_wait_until (g_strcmp0 (ui_page (window), "error") == 0);
  g_assert_true (ui_has_text (GTK_WIDGET (window), "The disk of this computer is full"));
  ui_click (GTK_WIDGET (window), "Try Again");
  ui_wait_until (g_strcmp0 (ui_page (window), "display") == 0);
}

static void
test_lost_and_found (UiFixture *f, gconstpointer data)
{
  g_autoptr (FrondSession) session = NULL;
  FrondGuestWindow *window = open_guest (f, FROND_GUEST_RUNNING, &session);
  FrondTestSession *test_session = FROND_TEST_SESSION (session);
  guint before = frond_test_session_get_n_connects (test_session);

  /* It comes back by itself, with the picture still there. */
  frond_test_session_set_broken (test_session, TRUE);
  g_assert_cmpstr (ui_page (window), ==, "display");
  frond_test_session_set_broken (test_session, FALSE);
  ui_wait_until (frond_session_get_state (session) == FROND_SESSION_CONNECTED);
  g_assert_cmpuint (frond_test_session_get_n_connects (test_session), ==, before + 1);

  /* It gives up in the end, and then it is a matter of one button. */
  frond_test_session_set_broken (test_session, TRUE);
  ui_wait_until (g_strcmp0 (ui_page (window), "lost") == 0);
  frond_test_session_set_broken (test_session, FALSE);
  ui_click (GTK_WIDGET (window), "Reconnect");
  g_assert_cmpstr (ui_page (window), ==, "display");
}

/* What a display has said it will say again: a person decides. */
static void
test_refused (UiFixture *f, gconstpointer data)
{
  g_autoptr (FrondSession) session = NULL;
  FrondGuestWindow *window = open_guest (f, FROND_GUEST_RUNNING, &session);
  guint before = frond_test_session_get_n_connects (FROND_TEST_SESSION (session));

  frond_test_session_refuse (FROND_TEST_SESSION (session), FROND_ERROR_OUT_OF_RANGE);
  g_assert_cmpstr (ui_page (window), ==, "lost");
  g_assert_true (ui_has_text (GTK_WIDGET (window), "sent something that cannot be right"));
  g_assert_cmpuint (frond_test_session_get_n_connects (FROND_TEST_SESSION (session)), ==, before);
  ui_settle ();
  ui_click (GTK_WIDGET (window), "Reconnect");
  g_assert_cmpstr (ui_page (window), ==, "display");

  frond_test_session_set_broken (FROND_TEST_SESSION (session), TRUE);
  ui_wait_until (g_strcmp0 (ui_page (window), "lost") == 0);
  g_assert_false (ui_has_text (GTK_WIDGET (window), "sent something that cannot be right"));
}

static void
test_shut_down_twice (UiFixture *f, gconstpointer data)
{
  g_autoptr (FrondSession) session = NULL;
  FrondGuestWindow *window = open_guest (f, FROND_GUEST_RUNNING, &session);

  gtk_widget_activate_action (GTK_WIDGET (window), "win.shut-down", NULL);
  ui_wait_until (frond_guest_get_state (first_guest (f)) == FROND_GUEST_STOPPING);
  g_assert_null (ui_find_button (GTK_WIDGET (window), "Force Off"));
  gtk_widget_activate_action (GTK_WIDGET (window), "win.shut-down", NULL);
  ui_click (GTK_WIDGET (window), "Force Off");
  ui_wait_until (frond_guest_get_state (first_guest (f)) == FROND_GUEST_STOPPED);
}

static void
test_close_keeps_running (UiFixture *f, gconstpointer data)
{
  g_autoptr (FrondSession) session = NULL;
  FrondGuestWindow *window = open_guest (f, FROND_GUEST_RUNNING, &session);
  GtkWindow *library = frond_application_open_library (f->application);
  gboolean open;

  gtk_window_close (GTK_WINDOW (window));
  ui_wait_until (ui_has_text (GTK_WIDGET (library), "“one” keeps running"));
  g_assert_cmpint (frond_guest_get_state (first_guest (f)), ==, FROND_GUEST_RUNNING);
  g_object_get (frond_guest_get_profile (first_guest (f)), "window-open", &open, NULL);
  g_assert_false (open);
  g_assert_cmpint (frond_session_get_state (session), ==, FROND_SESSION_IDLE);
}

/* What its machine says for it, but for an installation, which nobody may cut off. */
static void
test_close_fates (UiFixture *f, gconstpointer data)
{
  static const struct
  {
    FrondFate fate;
    FrondGuestState before;
    FrondGuestReason reason;
    FrondGuestState after;
  } cases[] = {
    { FROND_FATE_KEEP, FROND_GUEST_RUNNING, FROND_GUEST_REASON_NONE, FROND_GUEST_RUNNING },
    { FROND_FATE_PAUSE, FROND_GUEST_RUNNING, FROND_GUEST_REASON_NONE, FROND_GUEST_PAUSED },
    { FROND_FATE_SAVE, FROND_GUEST_RUNNING, FROND_GUEST_REASON_NONE, FROND_GUEST_STOPPED },
    { FROND_FATE_SHUT_DOWN, FROND_GUEST_RUNNING, FROND_GUEST_REASON_NONE, FROND_GUEST_STOPPING },
    { FROND_FATE_KEEP, FROND_GUEST_PAUSED, FROND_GUEST_REASON_USER, FROND_GUEST_PAUSED },
    { FROND_FATE_PAUSE, FROND_GUEST_PAUSED, FROND_GUEST_REASON_USER, FROND_GUEST_PAUSED },
    { FROND_FATE_SAVE, FROND_GUEST_PAUSED, FROND_GUEST_REASON_USER, FROND_GUEST_STOPPED },
    { FROND_FATE_SHUT_DOWN, FROND_GUEST_PAUSED, FROND_GUEST_REASON_USER, FROND_GUEST_PAUSED },
    { FROND_FATE_SAVE, FROND_GUEST_RUNNING, FROND_GUEST_REASON_INSTALLING, FROND_GUEST_RUNNING },
    { FROND_FATE_SHUT_DOWN, FROND_GUEST_RUNNING, FROND_GUEST_REASON_INSTALLING, FROND_GUEST_RUNNING },
  };
  g_autoptr (FrondSession) session = NULL;
  FrondGuestWindow *window = open_guest (f, FROND_GUEST_RUNNING, &session);
  FrondProfile *profile = frond_guest_get_profile (first_guest (f));

  frond_application_open_library (f->application);
  gtk_window_close (GTK_WINDOW (window));
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      gpointer alive = frond_application_open_guest (f->application, first_guest (f));

      g_object_add_weak_pointer (alive, &alive);
      g_object_set (profile, "on-close", cases[i].fate, NULL);
      frond_test_host_set_state (f->host, frond_profile_get_machine_uuid (profile), cases[i].before,
                                 cases[i].reason);
      gtk_window_close (alive);
      ui_wait_until (alive == NULL);
      ui_settle ();
      g_test_message ("case %" G_GSIZE_FORMAT, i);
      g_assert_cmpint (frond_guest_get_state (first_guest (f)), ==, cases[i].after);
    }
}

/* A saved machine is off, goes on, and can be begun anew, which is asked about. */
static void
test_saved (UiFixture *f, gconstpointer data)
{
  g_autoptr (FrondSession) session = NULL;
  FrondGuestWindow *window = open_guest (f, FROND_GUEST_RUNNING, &session);

  gtk_widget_activate_action (GTK_WIDGET (window), "win.save", NULL);
  ui_wait_until (frond_guest_is_saved (first_guest (f)));
  ui_wait_until (ui_has_text (GTK_WIDGET (window), "Saved"));
  ui_click (GTK_WIDGET (window), "Start Fresh…");
  ui_wait_until (ui_has_text (GTK_WIDGET (window), "Start Fresh?"));
  ui_click (GTK_WIDGET (window), "Cancel");
  ui_settle ();
  g_assert_true (frond_guest_is_saved (first_guest (f)));
  ui_click (GTK_WIDGET (window), "Resume");
  ui_wait_until (frond_guest_get_state (first_guest (f)) == FROND_GUEST_RUNNING);

  gtk_widget_activate_action (GTK_WIDGET (window), "win.save", NULL);
  ui_wait_until (frond_guest_is_saved (first_guest (f)));
  ui_click (GTK_WIDGET (window), "Start Fresh…");
  ui_wait_until (ui_find_button (GTK_WIDGET (window), "Start Fresh") != NULL);
  ui_click (GTK_WIDGET (window), "Start Fresh");
  ui_wait_until (frond_guest_get_state (first_guest (f)) == FROND_GUEST_RUNNING);
}

static gboolean
is_titled (GtkWidget *row, const char *title)
{
  return g_str_equal (adw_preferences_row_get_title (ADW_PREFERENCES_ROW (row)), title);
}

static void
choose (GtkWidget *dialog, const char *title, guint position)
{
  GtkWidget *row = ui_find (dialog, ADW_TYPE_COMBO_ROW, is_titled, title);

  g_assert_nonnull (row);
  adw_combo_row_set_selected (ADW_COMBO_ROW (row), position);
}

/* What is chosen there is kept when the dialog closes. */
static void
test_fates (UiFixture *f, gconstpointer data)
{
  g_autoptr (FrondSession) session = NULL;
  FrondGuestWindow *window = open_guest (f, FROND_GUEST_RUNNING, &session);
  FrondProfile *profile = frond_guest_get_profile (first_guest (f));
  GtkWidget *dialog;

  gtk_widget_activate_action (GTK_WIDGET (window), "win.properties", NULL);
  ui_wait_until ((dialog = ui_find (GTK_WIDGET (window), FROND_TYPE_PROPERTIES_DIALOG, NULL, NULL)) != NULL);
  ui_wait_until (ui_find (dialog, ADW_TYPE_COMBO_ROW, is_titled, "Battery Nearly Empty") != NULL);
  choose (dialog, "Closing Its Window", 2);
  choose (dialog, "Logging Out", 2);
  choose (dialog, "Sleep of This Computer", 1);
  choose (dialog, "Battery Nearly Empty", 0);
  adw_dialog_close (ADW_DIALOG (dialog));
  ui_wait_until (frond_profile_get_on_close (profile) == FROND_FATE_SAVE);
  g_assert_cmpint (frond_profile_get_on_logout (profile), ==, FROND_FATE_SHUT_DOWN);
  g_assert_cmpint (frond_profile_get_on_suspend (profile), ==, FROND_FATE_PAUSE);
  g_assert_cmpint (frond_profile_get_on_low_battery (profile), ==, FROND_FATE_KEEP);
}

static void
test_window_comes_back (UiFixture *f, gconstpointer data)
{
  const char *id = ui_fixture_add (f, "one", "", FROND_GUEST_RUNNING, FROND_GUEST_REASON_NONE, -1);
  const char *off = ui_fixture_add (f, "two", "", FROND_GUEST_STOPPED, FROND_GUEST_REASON_NONE, -1);
  guint n_guest_windows = 0;

  g_object_set (frond_test_store_get (f->store, id), "window-open", TRUE, NULL);
  g_object_set (frond_test_store_get (f->store, off), "window-open", TRUE, NULL);
  ui_fixture_run (f);
  for (GList *l = gtk_application_get_windows (GTK_APPLICATION (f->application)); l != NULL; l = l->next)
    if (FROND_IS_GUEST_WINDOW (l->data))
      {
        n_guest_windows++;
        g_assert_cmpstr (gtk_window_get_title (l->data), ==, "one");
      }
  g_assert_cmpuint (n_guest_windows, ==, 1);
}

static void
test_deleted_guest_has_no_window (UiFixture *f, gconstpointer data)
{
  g_autoptr (FrondSession) session = NULL;
  GtkWidget *window = GTK_WIDGET (open_guest (f, FROND_GUEST_STOPPED, &session));

  g_object_add_weak_pointer (G_OBJECT (window), (gpointer *) &window);
  frond_library_trash_async (f->library, first_guest (f), NULL, NULL, NULL);
  ui_wait_until (window == NULL);
}

static void
test_full_screen (UiFixture *f, gconstpointer data)
{
  g_autoptr (FrondSession) session = NULL;
  FrondGuestWindow *window = open_guest (f, FROND_GUEST_RUNNING, &session);
  AdwToolbarView *view = ADW_TOOLBAR_VIEW (
      gtk_widget_get_template_child (GTK_WIDGET (window), FROND_TYPE_GUEST_WINDOW, "toolbar_view"));
  GtkWidget *display = ui_find (GTK_WIDGET (window), FROND_TYPE_DISPLAY, NULL, NULL);

  gtk_widget_activate_action (GTK_WIDGET (window), "win.fullscreen", NULL);
  ui_wait_until (gtk_window_is_fullscreen (GTK_WINDOW (window)));
  ui_wait_until (!adw_toolbar_view_get_reveal_top_bars (view));

  /* The chord gives the buttons back to the keyboard. */
  g_signal_emit_by_name (display, "released");
  g_assert_true (adw_toolbar_view_get_reveal_top_bars (view));
  ui_settle ();
  ui_click (GTK_WIDGET (window), "Leave Full Screen");
  ui_wait_until (!gtk_window_is_fullscreen (GTK_WINDOW (window)));
  g_assert_true (adw_toolbar_view_get_reveal_top_bars (view));
}

/* The guest's keys are the guest's, also those that are shortcuts of ours; after the chord they are ours again. */
static void
test_keys (UiFixture *f, gconstpointer data)
{
  g_autoptr (FrondSession) session = NULL;
  FrondGuestWindow *window = open_guest (f, FROND_GUEST_RUNNING, &session);
  GtkWidget *display = ui_find (GTK_WIDGET (window), FROND_TYPE_DISPLAY, NULL, NULL);
  gpointer alive = window;

  g_object_add_weak_pointer (G_OBJECT (window), &alive);
  ui_wait_until (gtk_window_is_active (GTK_WINDOW (window)) && gtk_widget_has_focus (display));
  if (!ui_press ("ctrl+w"))
    {
      g_test_skip ("no xdotool to press keys with");
      return;
    }
  ui_wait_until (frond_test_session_get_n_keys (FROND_TEST_SESSION (session)) >= 2);
  ui_settle ();
  g_assert_nonnull (alive);

  g_signal_emit_by_name (display, "released");
  ui_settle ();
  g_assert_true (ui_press ("ctrl+w"));
  ui_wait_until (alive == NULL);
}

/* Wherever the toolkit puts the focus while a menu is open: keys are not for the guest then. */
static void
test_menu_keeps_focus (UiFixture *f, gconstpointer data)
{
  g_autoptr (FrondSession) session = NULL;
  FrondGuestWindow *window = open_guest (f, FROND_GUEST_RUNNING, &session);
  GtkWidget *display = ui_find (GTK_WIDGET (window), FROND_TYPE_DISPLAY, NULL, NULL);
  GtkWidget *button = GTK_WIDGET (
      gtk_widget_get_template_child (GTK_WIDGET (window), FROND_TYPE_GUEST_WINDOW, "menu_button"));

  ui_wait_until (gtk_window_is_active (GTK_WINDOW (window)) && gtk_widget_has_focus (display));
  gtk_menu_button_popup (GTK_MENU_BUTTON (button));
  ui_wait_until (gtk_menu_button_get_active (GTK_MENU_BUTTON (button)));
  ui_settle ();
  gtk_widget_grab_focus (display);
  ui_wait_until (gtk_window_get_focus (GTK_WINDOW (window)) != NULL &&
                 gtk_widget_is_ancestor (gtk_window_get_focus (GTK_WINDOW (window)), button));
  g_assert_true (gtk_menu_button_get_active (GTK_MENU_BUTTON (button)));

  /* And back it goes when the menu is closed. */
  gtk_menu_button_popdown (GTK_MENU_BUTTON (button));
  ui_wait_until (gtk_window_get_focus (GTK_WINDOW (window)) == display);
}

static void
test_properties (UiFixture *f, gconstpointer data)
{
  g_autoptr (FrondSession) session = NULL;
  FrondGuestWindow *window = open_guest (f, FROND_GUEST_RUNNING, &session);
  GtkWidget *dialog, *row;

  gtk_widget_activate_action (GTK_WIDGET (window), "win.properties", NULL);
  ui_wait_until ((dialog = ui_find (GTK_WIDGET (window), FROND_TYPE_PROPERTIES_DIALOG, NULL, NULL)) != NULL);
  ui_wait_until (ui_has_text (dialog, "next start"));
  row = ui_find (dialog, ADW_TYPE_ENTRY_ROW, NULL, NULL);
  gtk_editable_set_text (GTK_EDITABLE (row), "other");
  row = ui_find (dialog, ADW_TYPE_SPIN_ROW, NULL, NULL);
  adw_spin_row_set_value (ADW_SPIN_ROW (row), 2048);
  adw_dialog_close (ADW_DIALOG (dialog));
  ui_wait_until (g_strcmp0 (gtk_window_get_title (GTK_WINDOW (window)), "other") == 0);
  ui_wait_until (frond_profile_get_memory (frond_guest_get_profile (first_guest (f))) ==
                 G_GUINT64_CONSTANT (2048) * 1024 * 1024);
}

static FrondTestScreen *
screen_of (FrondSession *session)
{
  g_autoptr (FrondTestScreen) screen = g_list_model_get_item (frond_session_get_screens (session), 0);

  return screen;
}

static gboolean
display_is (FrondGuestWindow *window, int width, int height)
{
  GtkWidget *display = ui_find (GTK_WIDGET (window), FROND_TYPE_DISPLAY, NULL, NULL);

  return display != NULL && gtk_widget_get_width (display) == width &&
         gtk_widget_get_height (display) == height;
}

/* What comes at once after we set a size ourselves is not taken for the person's. */
static void
let_window_settle (void)
{
  gint64 until = g_get_monotonic_time () + 500 * G_TIME_SPAN_MILLISECOND;

  ui_wait_until (g_get_monotonic_time () > until);
}

static void
test_follows_guest_size (UiFixture *f, gconstpointer data)
{
  g_autoptr (FrondSession) session = NULL;
  FrondGuestWindow *window = open_guest (f, FROND_GUEST_RUNNING, &session);
  GtkWidget *display;
  int width, height;

  ui_wait_until (display_is (window, 640, 480));
  frond_test_screen_resize (screen_of (session), 1280, 800);
  ui_wait_until (display_is (window, 1280, 800));
  let_window_settle ();
  frond_test_screen_resize (screen_of (session), 800, 600);
  ui_wait_until (display_is (window, 800, 600));

  /* Larger than the monitor (1600x1200): as much as there is room for, of the same shape. */
  frond_test_screen_resize (screen_of (session), 3200, 1600);
  display = ui_find (GTK_WIDGET (window), FROND_TYPE_DISPLAY, NULL, NULL);
  ui_wait_until (gtk_widget_get_width (display) > 1400);
  g_assert_cmpint (gtk_widget_get_width (display), <=, 1440);
  g_assert_cmpint (ABS (gtk_widget_get_width (display) - 2 * gtk_widget_get_height (display)), <=, 2);

  /* Nobody asked for any of these. */
  frond_profile_get_window_size (frond_guest_get_profile (first_guest (f)), &width, &height);
  g_assert_cmpint (width, <=, 0);
}

static void
test_person_size_stays (UiFixture *f, gconstpointer data)
{
  g_autoptr (FrondSession) session = NULL;
  FrondGuestWindow *window = open_guest (f, FROND_GUEST_RUNNING, &session);
  int width, height;

  ui_wait_until (display_is (window, 640, 480));
  let_window_settle ();
  gtk_window_set_default_size (GTK_WINDOW (window), 900, 700);
  ui_wait_until (!display_is (window, 640, 480));
  frond_test_screen_resize (screen_of (session), 1280, 800);
  ui_settle ();
  frond_profile_get_window_size (frond_guest_get_profile (first_guest (f)), &width, &height);
  g_assert_cmpint (width, ==, 900);
  g_assert_cmpint (height, ==, 700);
}

static void
test_remembered_size_stays (UiFixture *f, gconstpointer data)
{
  const char *id = ui_fixture_add (f, "one", "", FROND_GUEST_RUNNING, FROND_GUEST_REASON_NONE, -1);
  g_autoptr (FrondSession) session = frond_test_session_new (640, 480);
  GtkWindow *window;
  int width, height;

  frond_profile_set_window_size (frond_test_store_get (f->store, id), 900, 700);
  ui_fixture_run (f);
  window = frond_application_open_guest (f->application, first_guest (f));
  frond_guest_window_set_session (FROND_GUEST_WINDOW (window), session);
  ui_settle ();
  frond_test_screen_resize (screen_of (session), 1280, 800);
  ui_settle ();
  gtk_window_get_default_size (window, &width, &height);
  g_assert_cmpint (width, ==, 900);
  g_assert_cmpint (height, ==, 700);
}

/* With an agent the guest follows the window, so that the window keeps still. */
static void
test_no_size_feedback (UiFixture *f, gconstpointer data)
{
  g_autoptr (FrondSession) session = NULL;
  FrondGuestWindow *window = open_guest (f, FROND_GUEST_RUNNING, &session);

  ui_wait_until (display_is (window, 640, 480));
  g_object_set (window, "resize-guest", TRUE, NULL);
  frond_screen_take_caps (FROND_SCREEN (screen_of (session)), FROND_SCREEN_CAN_RESIZE);
  frond_test_screen_resize (screen_of (session), 632, 480);
  ui_settle ();
  g_assert_true (display_is (window, 640, 480));

  /* No agent, nobody to follow the window. */
  frond_screen_take_caps (FROND_SCREEN (screen_of (session)), 0);
  frond_test_screen_resize (screen_of (session), 1024, 768);
  ui_wait_until (display_is (window, 1024, 768));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  adw_init ();
  TEST ("screen", test_shows_screen);
  TEST ("one-window", test_one_window_a_guest);
  TEST ("states", test_follows_states);
  TEST ("start-fails", test_start_fails);
  TEST ("lost", test_lost_and_found);
  TEST ("refused", test_refused);
  TEST ("shut-down-twice", test_shut_down_twice);
  TEST ("close", test_close_keeps_running);
  TEST ("close-fates", test_close_fates);
  TEST ("saved", test_saved);
  TEST ("fates", test_fates);
  TEST ("comes-back", test_window_comes_back);
  TEST ("deleted", test_deleted_guest_has_no_window);
  TEST ("full-screen", test_full_screen);
  TEST ("keys", test_keys);
  TEST ("menu-keeps-focus", test_menu_keeps_focus);
  TEST ("properties", test_properties);
  TEST ("follows-guest-size", test_follows_guest_size);
  TEST ("person-size-stays", test_person_size_stays);
  TEST ("remembered-size-stays", test_remembered_size_stays);
  TEST ("no-size-feedback", test_no_size_feedback);

  return g_test_run ();
}
