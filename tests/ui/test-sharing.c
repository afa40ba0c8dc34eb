/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "ui-fixture.h"

#include "frond-properties-dialog.h"
#include "frond-session-private.h"

#define TEST(name, func)                                                                                     \
  g_test_add ("/ui/sharing/" name, UiFixture, NULL, ui_fixture_set_up, func, ui_fixture_tear_down)

static FrondGuest *
first_guest (UiFixture *f)
{
  g_autoptr (FrondGuest) guest = g_list_model_get_item (G_LIST_MODEL (f->library), 0);

  return guest;
}

static FrondProfile *
first_profile (UiFixture *f)
{
  return frond_guest_get_profile (first_guest (f));
}

static GtkWindow *
open_guest (UiFixture *f, FrondSession **session)
{
  GtkWindow *window;

  ui_fixture_add (f, "one", "Debian 13", FROND_GUEST_RUNNING, FROND_GUEST_REASON_NONE, -1);
  ui_fixture_run (f);
  window = frond_application_open_guest (f->application, first_guest (f));
  *session = frond_test_session_new (640, 480);
  frond_guest_window_set_session (FROND_GUEST_WINDOW (window), *session);
  ui_settle ();
  return window;
}

static gboolean
is_row (GtkWidget *widget, const char *text)
{
  return g_strcmp0 (adw_preferences_row_get_title (ADW_PREFERENCES_ROW (widget)), text) == 0;
}

/* A choice applies while the dialog is open, and closing it does not take it back. */
static void
test_direction (UiFixture *f, gconstpointer data)
{
  g_autoptr (FrondSession) session = NULL;
  GtkWindow *window = open_guest (f, &session);
  AdwDialog *dialog;
  GtkWidget *row;

  g_object_set (first_profile (f), "clipboard", FROND_CLIPBOARD_OFF, NULL);
  gtk_widget_activate_action (GTK_WIDGET (window), "win.properties", NULL);
  ui_settle ();
  dialog = adw_application_window_get_visible_dialog (ADW_APPLICATION_WINDOW (window));
  row = ui_find (GTK_WIDGET (dialog), ADW_TYPE_COMBO_ROW, is_row, "Clipboard");
  g_assert_nonnull (row);
  g_assert_cmpuint (adw_combo_row_get_selected (ADW_COMBO_ROW (row)), ==, FROND_CLIPBOARD_OFF);

  adw_combo_row_set_selected (ADW_COMBO_ROW (row), FROND_CLIPBOARD_IN);
  g_assert_cmpint (frond_profile_get_clipboard (first_profile (f)), ==, FROND_CLIPBOARD_IN);
  g_assert_true (
      ui_has_text (GTK_WIDGET (dialog), "What you copy on this computer can be pasted in the machine"));

  /* The menu of the window is another way to the same choice. */
  gtk_widget_activate_action (GTK_WIDGET (window), "win.clipboard", "s", "both");
  g_assert_cmpuint (adw_combo_row_get_selected (ADW_COMBO_ROW (row)), ==, FROND_CLIPBOARD_BOTH);
  adw_dialog_force_close (dialog);
  ui_settle ();
  g_assert_cmpint (frond_profile_get_clipboard (first_profile (f)), ==, FROND_CLIPBOARD_BOTH);
}

/* Off until a person wants it; and only where both sides know of it. */
static void
test_selection (UiFixture *f, gconstpointer data)
{
  g_autoptr (FrondSession) session = NULL;
  GtkWindow *window = open_guest (f, &session);
  AdwDialog *dialog;
  GtkWidget *row;

  g_assert_false (frond_profile_get_share_selection (first_profile (f)));
  gtk_widget_activate_action (GTK_WIDGET (window), "win.properties", NULL);
  ui_settle ();
  dialog = adw_application_window_get_visible_dialog (ADW_APPLICATION_WINDOW (window));
  row = ui_find (GTK_WIDGET (dialog), ADW_TYPE_SWITCH_ROW, is_row, "Selected Text");
  g_assert_nonnull (row);
  adw_switch_row_set_active (ADW_SWITCH_ROW (row), TRUE);
  g_assert_true (frond_profile_get_share_selection (first_profile (f)));

  g_object_set (first_profile (f), "clipboard", FROND_CLIPBOARD_OFF, NULL);
  g_assert_false (gtk_widget_get_visible (row));
  adw_dialog_force_close (dialog);
  ui_settle ();
  g_assert_true (frond_profile_get_share_selection (first_profile (f)));
}

static void
test_agent (UiFixture *f, gconstpointer data)
{
  g_autoptr (FrondSession) session = NULL;
  GtkWindow *window = open_guest (f, &session);
  AdwDialog *dialog;

  gtk_widget_activate_action (GTK_WIDGET (window), "win.properties", NULL);
  ui_settle ();
  dialog = adw_application_window_get_visible_dialog (ADW_APPLICATION_WINDOW (window));
  g_assert_true (ui_has_text (GTK_WIDGET (dialog), "No SPICE Agent in the Machine"));
  frond_session_take_agent_connected (session, TRUE);
  g_assert_false (ui_has_text (GTK_WIDGET (dialog), "No SPICE Agent in the Machine"));
  adw_dialog_force_close (dialog);
}

static void
test_type (UiFixture *f, gconstpointer data)
{
  g_autoptr (FrondSession) session = NULL;
  GtkWindow *window = open_guest (f, &session);
  FrondTestSession *test_session = FROND_TEST_SESSION (session);
  guint before = frond_test_session_get_n_keys (test_session);

  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (window)), "abc");
  gtk_widget_activate_action (GTK_WIDGET (window), "win.type-clipboard", NULL);
  ui_wait_until (frond_test_session_get_n_keys (test_session) == before + 3);
}

static void
test_type_long (UiFixture *f, gconstpointer data)
{
  g_autoptr (FrondSession) session = NULL;
  GtkWindow *window = open_guest (f, &session);
  FrondTestSession *test_session = FROND_TEST_SESSION (session);
  guint before = frond_test_session_get_n_keys (test_session);
  g_autofree char *text = g_strnfill (4000, 'a');

  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (window)), text);
  gtk_widget_activate_action (GTK_WIDGET (window), "win.type-clipboard", NULL);
  ui_wait_until (adw_application_window_get_visible_dialog (ADW_APPLICATION_WINDOW (window)) != NULL);
  ui_settle ();
  g_assert_true (ui_has_text (GTK_WIDGET (window), "Type 4000 Characters?"));
  g_assert_cmpuint (frond_test_session_get_n_keys (test_session), ==, before);

  ui_click (GTK_WIDGET (window), "Type");
  ui_wait_until (frond_test_session_get_n_keys (test_session) > before + 5);
  ui_settle ();
  ui_click (GTK_WIDGET (window), "Stop");
  ui_wait_until (!ui_has_text (GTK_WIDGET (window), "Typing the clipboard"));
  g_assert_cmpuint (frond_test_session_get_n_keys (test_session), <, before + 4000);
}

static void
test_type_nothing (UiFixture *f, gconstpointer data)
{
  g_autoptr (FrondSession) session = NULL;
  GtkWindow *window = open_guest (f, &session);

  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (window)), "");
  gtk_widget_activate_action (GTK_WIDGET (window), "win.type-clipboard", NULL);
  ui_wait_until (ui_has_text (GTK_WIDGET (window), "There is no text to type in the clipboard"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  adw_init ();

  TEST ("direction", test_direction);
  TEST ("selection", test_selection);
  TEST ("agent", test_agent);
  TEST ("type", test_type);
  TEST ("type-long", test_type_long);
  TEST ("type-nothing", test_type_nothing);

  return g_test_run ();
}
