/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* How a guest's picture is shown and who has the keyboard: what the menu says, what is remembered, what is kept. */

#include "frond-display.h"
#include "frond-keys-dialog.h"
#include "frond-preferences-dialog.h"
#include "ui-fixture.h"

#define TEST(name, func)                                                                                     \
  g_test_add ("/ui/guest-view/" name, UiFixture, NULL, ui_fixture_set_up, func, ui_fixture_tear_down)

static FrondProfile *
profile_of (UiFixture *f)
{
  g_autoptr (FrondGuest) guest = g_list_model_get_item (G_LIST_MODEL (f->library), 0);

  return frond_guest_get_profile (guest);
}

static FrondGuestWindow *
open_guest (UiFixture *f, FrondSession **session)
{
  g_autoptr (FrondGuest) guest = NULL;
  GtkWindow *window;

  ui_fixture_add (f, "one", "Debian 13", FROND_GUEST_RUNNING, FROND_GUEST_REASON_NONE, -1);
  ui_fixture_run (f);
  guest = g_list_model_get_item (G_LIST_MODEL (f->library), 0);
  window = frond_application_open_guest (f->application, guest);
  *session = frond_test_session_new (640, 480);
  frond_guest_window_set_session (FROND_GUEST_WINDOW (window), *session);
  ui_settle ();

  return FROND_GUEST_WINDOW (window);
}

static FrondDisplay *
display_of (gpointer window)
{
  return FROND_DISPLAY (ui_find (GTK_WIDGET (window), FROND_TYPE_DISPLAY, NULL, NULL));
}

static void
test_view (UiFixture *f, gconstpointer data)
{
  g_autoptr (FrondSession) session = NULL;
  FrondGuestWindow *window = open_guest (f, &session);
  FrondDisplay *display = display_of (window);

  g_assert_true (frond_display_get_scaling (display));
  gtk_widget_activate_action (GTK_WIDGET (window), "win.view", "s", "actual");
  g_assert_false (frond_display_get_scaling (display));
  g_assert_false (frond_profile_get_scaling (profile_of (f)));
  gtk_widget_activate_action (GTK_WIDGET (window), "win.view", "s", "fit");
  g_assert_true (frond_display_get_scaling (display));
  g_assert_true (frond_profile_get_scaling (profile_of (f)));

  gtk_widget_activate_action (GTK_WIDGET (window), "win.sharp", NULL);
  g_assert_true (frond_display_get_sharp (display));
  g_assert_true (frond_profile_get_sharp (profile_of (f)));
}

static void
test_remembered (UiFixture *f, gconstpointer data)
{
  const char *id = ui_fixture_add (f, "one", "", FROND_GUEST_RUNNING, FROND_GUEST_REASON_NONE, -1);
  g_autoptr (FrondGuest) guest = NULL;
  GtkWindow *window;

  g_object_set (frond_test_store_get (f->store, id), "scaling", FALSE, "sharp", TRUE, NULL);
  ui_fixture_run (f);
  guest = g_list_model_get_item (G_LIST_MODEL (f->library), 0);
  window = frond_application_open_guest (f->application, guest);
  /* It is below a page that is not shown: the machine has no screen yet. */
  {
    g_autofree char *view = NULL;
    gboolean sharp;

    g_object_get (window, "view", &view, "sharp", &sharp, NULL);
    g_assert_cmpstr (view, ==, "actual");
    g_assert_true (sharp);
  }
}

/* The keyboard is the guest's until the chord, whatever has the focus meanwhile. */
static void
test_capture (UiFixture *f, gconstpointer data)
{
  g_autoptr (FrondSession) session = NULL;
  FrondGuestWindow *window = open_guest (f, &session);
  FrondDisplay *display = display_of (window);
  gboolean wanted;

  ui_wait_until (gtk_window_is_active (GTK_WINDOW (window)));
  g_assert_false (frond_display_get_keyboard_captured (display));
  gtk_widget_activate_action (GTK_WIDGET (window), "win.capture-keyboard", NULL);
  g_assert_true (frond_display_get_keyboard_captured (display));
  ui_wait_until (ui_has_text (GTK_WIDGET (window), "Press Ctrl+Alt to release"));

  gtk_window_set_focus (GTK_WINDOW (window), NULL);
  g_assert_false (frond_display_get_keyboard_captured (display));
  gtk_widget_grab_focus (GTK_WIDGET (display));
  g_assert_true (frond_display_get_keyboard_captured (display));

  g_signal_emit_by_name (display, "released");
  g_assert_false (frond_display_get_keyboard_captured (display));
  g_object_get (window, "capture-keyboard", &wanted, NULL);
  g_assert_false (wanted);
  gtk_widget_grab_focus (GTK_WIDGET (display));
  g_assert_false (frond_display_get_keyboard_captured (display));
}

/* What is typed after something was chosen from the menu is for the guest, but after the chord for the buttons. */
static void
test_menu_gives_keys_back (UiFixture *f, gconstpointer data)
{
  g_autoptr (FrondSession) session = NULL;
  FrondGuestWindow *window = open_guest (f, &session);
  GtkWidget *display = GTK_WIDGET (display_of (window));
  GtkMenuButton *button =
      GTK_MENU_BUTTON (ui_find (GTK_WIDGET (window), GTK_TYPE_MENU_BUTTON, NULL, "Machine menu"));

  ui_wait_until (gtk_window_is_active (GTK_WINDOW (window)));
  gtk_widget_grab_focus (display);
  gtk_menu_button_popup (button);
  ui_wait_until (gtk_menu_button_get_active (button) && !gtk_widget_is_focus (display));
  gtk_menu_button_popdown (button);
  ui_wait_until (!gtk_menu_button_get_active (button) && gtk_widget_is_focus (display));

  g_signal_emit_by_name (display, "released");
  g_assert_false (gtk_widget_is_focus (display));
  gtk_menu_button_popup (button);
  ui_wait_until (gtk_menu_button_get_active (button));
  gtk_menu_button_popdown (button);
  ui_wait_until (!gtk_menu_button_get_active (button));
  ui_settle ();
  g_assert_false (gtk_widget_is_focus (display));
}

static void
set_ready (FrondDisplay *display, gboolean ready)
{
  FrondScreen *screen = frond_display_get_screen (display);

  frond_screen_take_frame_change (screen, frond_screen_get_width (screen), frond_screen_get_height (screen),
                                  ready);
}

/* A guest without a picture for a moment does not make the window flicker, and its screen keeps the keys; one that
 * switches its screen off is said to have. */
static void
test_blank (UiFixture *f, gconstpointer data)
{
  g_autoptr (FrondSession) session = NULL;
  FrondGuestWindow *window = open_guest (f, &session);
  FrondDisplay *display = display_of (window);

  ui_wait_until (gtk_widget_has_focus (GTK_WIDGET (display)));
  set_ready (display, FALSE);
  g_assert_cmpstr (ui_page (window), ==, "display");
  g_assert_true (gtk_widget_has_focus (GTK_WIDGET (display)));
  g_assert_false (ui_has_text (GTK_WIDGET (window), "screen is off"));
  set_ready (display, TRUE);
  set_ready (display, FALSE);
  ui_wait_until (ui_has_text (GTK_WIDGET (window), "screen is off"));
  g_assert_true (gtk_widget_has_focus (GTK_WIDGET (display)));
  set_ready (display, TRUE);
  ui_wait_until (!ui_has_text (GTK_WIDGET (window), "screen is off"));
}

static void
test_host_shortcuts (UiFixture *f, gconstpointer data)
{
  g_autoptr (FrondSession) session = NULL;
  FrondGuestWindow *window = open_guest (f, &session);
  GtkWidget *display = GTK_WIDGET (display_of (window));
  FrondSettings *settings = frond_application_get_settings (f->application);
  guint n_keys;

  ui_wait_until (gtk_window_is_active (GTK_WINDOW (window)) && gtk_widget_has_focus (display));
  if (!ui_press ("F11"))
    {
      g_test_skip ("no xdotool to press keys with");
      return;
    }
  ui_wait_until (gtk_window_is_fullscreen (GTK_WINDOW (window)));
  /* The keyboard is captured now, and the way out is the same. */
  ui_wait_until (frond_display_get_keyboard_captured (FROND_DISPLAY (display)));
  g_assert_true (ui_press ("F11"));
  ui_wait_until (!gtk_window_is_fullscreen (GTK_WINDOW (window)));
  g_assert_cmpuint (frond_test_session_get_n_keys (FROND_TEST_SESSION (session)), ==, 0);

  frond_settings_set_host_shortcuts (settings, (const char *const[]) { "<Control>F9", NULL });
  ui_settle ();
  ui_wait_until (gtk_widget_has_focus (display));
  g_assert_true (ui_press ("F11"));
  ui_wait_until ((n_keys = frond_test_session_get_n_keys (FROND_TEST_SESSION (session))) == 1);
  g_assert_false (gtk_window_is_fullscreen (GTK_WINDOW (window)));
}

static void
test_preferences (UiFixture *f, gconstpointer data)
{
  GtkWindow *window = GTK_WINDOW (ui_fixture_run (f));
  FrondSettings *settings = frond_application_get_settings (f->application);
  GtkWidget *dialog, *keys;

  frond_settings_set_host_shortcuts (settings, (const char *const[]) { "F11", "<Super>Tab", NULL });
  ui_wait_until (gtk_window_is_active (window));
  g_action_group_activate_action (G_ACTION_GROUP (f->application), "preferences", NULL);
  ui_wait_until ((dialog = ui_find (GTK_WIDGET (window), FROND_TYPE_PREFERENCES_DIALOG, NULL, NULL)) != NULL);
  ui_wait_until (ui_has_text (dialog, "Super+Tab"));
  ui_click (dialog, "Remove Super+Tab");
  ui_wait_until (!ui_has_text (dialog, "Super+Tab"));

  keys = GTK_WIDGET (frond_keys_dialog_new ());
  adw_dialog_present (ADW_DIALOG (keys), dialog);
  g_object_add_weak_pointer (G_OBJECT (keys), (gpointer *) &keys);
  ui_settle ();
  if (!ui_press ("a"))
    {
      g_test_skip ("no xdotool to press keys with");
      return;
    }
  ui_wait_until (ui_has_text (keys, "Machines need A"));
  g_assert_true (ui_press ("Escape"));
  ui_wait_until (keys == NULL);
}

static void
on_chosen (FrondKeysDialog *dialog, const char *trigger, char **chosen)
{
  g_set_str (chosen, trigger);
}

static void
test_keys_dialog (UiFixture *f, gconstpointer data)
{
  GtkWindow *window = GTK_WINDOW (ui_fixture_run (f));
  AdwDialog *dialog = frond_keys_dialog_new ();
  g_autofree char *chosen = NULL;

  ui_wait_until (gtk_window_is_active (window));
  g_signal_connect (dialog, "chosen", G_CALLBACK (on_chosen), &chosen);
  g_object_add_weak_pointer (G_OBJECT (dialog), (gpointer *) &dialog);
  adw_dialog_present (dialog, GTK_WIDGET (window));
  ui_settle ();
  /* One that would close the window otherwise. */
  if (!ui_press ("ctrl+shift+w"))
    {
      g_test_skip ("no xdotool to press keys with");
      return;
    }
  ui_wait_until (dialog == NULL);
  g_assert_cmpstr (chosen, ==, "<Shift><Control>w");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  adw_init ();
  TEST ("view", test_view);
  TEST ("remembered", test_remembered);
  TEST ("capture", test_capture);
  TEST ("menu-gives-keys-back", test_menu_gives_keys_back);
  TEST ("blank", test_blank);
  TEST ("host-shortcuts", test_host_shortcuts);
  TEST ("preferences", test_preferences);
  TEST ("keys-dialog", test_keys_dialog);

  return g_test_run ();
}
