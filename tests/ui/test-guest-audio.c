/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "ui-fixture.h"

#include "frond-profile.h"
#include "frond-properties-dialog.h"
#include "frond-sharing-group.h"
#include "frond-test-session.h"

/* Sound, microphone and consent in the window of a guest. */

static FrondGuestWindow *
open_guest (UiFixture *f, FrondSession **session)
{
  g_autoptr (FrondGuest) guest = NULL;
  FrondGuestWindow *window;

  ui_fixture_add (f, "one", "Debian 13", FROND_GUEST_RUNNING, FROND_GUEST_REASON_NONE, -1);
  ui_fixture_run (f);
  guest = g_list_model_get_item (G_LIST_MODEL (f->library), 0);
  window = FROND_GUEST_WINDOW (frond_application_open_guest (f->application, guest));
  *session = frond_test_session_new (640, 480);
  frond_guest_window_set_session (window, *session);
  return window;
}

static FrondProfile *
get_profile (FrondGuestWindow *window)
{
  return frond_guest_get_profile (frond_guest_window_get_guest (window));
}

static GtkWidget *
get_button (FrondGuestWindow *window)
{
  return GTK_WIDGET (
      gtk_widget_get_template_child (GTK_WIDGET (window), FROND_TYPE_GUEST_WINDOW, "microphone_button"));
}

static gboolean
is_titled (GtkWidget *row, const char *title)
{
  return g_strcmp0 (adw_preferences_row_get_title (ADW_PREFERENCES_ROW (row)), title) == 0;
}

static void
test_sound (UiFixture *f, gconstpointer data)
{
  g_autoptr (FrondSession) session = NULL;
  FrondGuestWindow *window = open_guest (f, &session);

  g_assert_true (frond_session_get_sound (session));
  gtk_widget_activate_action (GTK_WIDGET (window), "win.sound", NULL);
  g_assert_false (frond_session_get_sound (session));
  g_assert_false (frond_profile_get_sound (get_profile (window)));
  g_object_set (get_profile (window), "sound", TRUE, NULL);
  g_assert_true (frond_session_get_sound (session));
}

static void
test_consent (UiFixture *f, gconstpointer data)
{
  g_autoptr (FrondSession) session = NULL;
  FrondGuestWindow *window = open_guest (f, &session);

  g_assert_false (frond_session_get_microphone (session));
  g_assert_false (gtk_widget_get_visible (get_button (window)));
  gtk_widget_activate_action (GTK_WIDGET (window), "win.microphone", NULL);
  g_assert_true (frond_session_get_microphone (session));
  g_assert_true (frond_profile_get_microphone (get_profile (window)));
  g_assert_false (gtk_widget_get_visible (get_button (window)));

  frond_test_session_set_recording (FROND_TEST_SESSION (session), TRUE);
  g_assert_true (gtk_widget_get_visible (get_button (window)));
  g_signal_emit_by_name (get_button (window), "clicked");
  g_assert_false (frond_session_get_microphone (session));
  g_assert_false (frond_profile_get_microphone (get_profile (window)));
  frond_test_session_set_recording (FROND_TEST_SESSION (session), FALSE);
  g_assert_false (gtk_widget_get_visible (get_button (window)));
}

/* In the properties, and while the machine runs. */
static void
test_properties (UiFixture *f, gconstpointer data)
{
  g_autoptr (FrondSession) session = NULL;
  FrondGuestWindow *window = open_guest (f, &session);
  GtkWidget *dialog, *group;

  gtk_widget_activate_action (GTK_WIDGET (window), "win.properties", NULL);
  ui_wait_until ((dialog = ui_find (GTK_WIDGET (window), FROND_TYPE_PROPERTIES_DIALOG, NULL, NULL)) != NULL);
  ui_wait_until ((group = ui_find (dialog, FROND_TYPE_SHARING_GROUP, NULL, NULL)) != NULL);
  adw_switch_row_set_active (ADW_SWITCH_ROW (ui_find (group, ADW_TYPE_SWITCH_ROW, is_titled, "Microphone")),
                             TRUE);
  adw_switch_row_set_active (ADW_SWITCH_ROW (ui_find (group, ADW_TYPE_SWITCH_ROW, is_titled, "Sound")),
                             FALSE);
  adw_dialog_close (ADW_DIALOG (dialog));
  ui_wait_until (frond_session_get_microphone (session) && !frond_session_get_sound (session));
  g_assert_true (frond_profile_get_microphone (get_profile (window)));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  adw_init ();
  g_test_add ("/ui/guest-audio/sound", UiFixture, NULL, ui_fixture_set_up, test_sound, ui_fixture_tear_down);
  g_test_add ("/ui/guest-audio/consent", UiFixture, NULL, ui_fixture_set_up, test_consent,
              ui_fixture_tear_down);
  g_test_add ("/ui/guest-audio/properties", UiFixture, NULL, ui_fixture_set_up, test_properties,
              ui_fixture_tear_down);
  return g_test_run ();
}
