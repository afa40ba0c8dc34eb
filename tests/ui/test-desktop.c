/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "frond-test-portal.h"
#include "ui-fixture.h"

#include <string.h>

#define MACHINES_MAX_STATUS 96

static const char *
uuid_of (UiFixture *f, const char *id)
{
  return frond_profile_get_machine_uuid (frond_test_store_get (f->store, id));
}

static void
set_state (UiFixture *f, const char *id, FrondGuestState state, FrondGuestReason reason)
{
  frond_test_host_set_state (f->host, uuid_of (f, id), state, reason);
  ui_settle ();
}

static FrondGuest *
guest_of (UiFixture *f, const char *id)
{
  FrondGuest *guest = frond_library_find (f->library, id);

  g_assert_nonnull (guest);
  return guest;
}

/* Until the library is there and every machine's state is known. */
static FrondLibraryWindow *
run (UiFixture *f, const char *id)
{
  FrondLibraryWindow *window = ui_fixture_run (f);

  ui_wait_until (frond_library_get_loaded (f->library));
  ui_wait_until (frond_guest_get_state (guest_of (f, id)) != FROND_GUEST_UNKNOWN);
  return window;
}

/* What a run application does when its last window is closed, without the run. */
static FrondBackground *
close_all (UiFixture *f)
{
  GList *windows;

  while ((windows = gtk_application_get_windows (GTK_APPLICATION (f->application))) != NULL)
    gtk_window_destroy (windows->data);
  return frond_application_get_background (f->application);
}

static void
test_status (UiFixture *f, gconstpointer user_data)
{
  g_autoptr (FrondTestPortal) portal = frond_test_portal_new (FROND_TEST_PORTAL_YES);
  const char *one =
      ui_fixture_add (f, "Debian 13", "Debian 13", FROND_GUEST_RUNNING, FROND_GUEST_REASON_NONE, -1);
  const char *two =
      ui_fixture_add (f, "Fedora", "Fedora 41", FROND_GUEST_STOPPED, FROND_GUEST_REASON_NONE, -1);
  const char *three = ui_fixture_add (f, "Arch", "Arch", FROND_GUEST_STOPPED, FROND_GUEST_REASON_NONE, -1);
  FrondBackground *background;

  run (f, three);
  ui_wait_until (frond_guest_is_on (guest_of (f, one)));
  g_assert_null (strstr (frond_test_portal_get_calls (portal), "RequestBackground"));
  background = close_all (f);
  g_assert_true (frond_background_get_holds (background));
  ui_wait_until (strstr (frond_test_portal_get_calls (portal), "SetStatus") != NULL);
  g_assert_nonnull (
      strstr (frond_test_portal_get_last (portal, "RequestBackground"), "'autostart': <false>"));
  g_assert_nonnull (
      strstr (frond_test_portal_get_last (portal, "RequestBackground"), "'reason': <'Machines"));
  g_assert_cmpstr (frond_test_portal_get_last (portal, "SetStatus"), ==,
                   "({'message': <'“Debian 13” is running'>},)");

  set_state (f, two, FROND_GUEST_RUNNING, FROND_GUEST_REASON_NONE);
  ui_wait_until (strstr (frond_test_portal_get_last (portal, "SetStatus"), "and 1 other are") != NULL);
  set_state (f, three, FROND_GUEST_RUNNING, FROND_GUEST_REASON_NONE);
  ui_wait_until (strstr (frond_test_portal_get_last (portal, "SetStatus"),
                         "“Debian 13” and 2 others are running") != NULL);

  /* Nothing is told twice, and nothing when a window is there. */
  frond_test_portal_forget (portal);
  frond_application_open_library (f->application);
  g_assert_false (frond_background_get_holds (background));
  ui_wait_until (frond_test_portal_get_last (portal, "SetStatus") != NULL);
  g_assert_cmpstr (frond_test_portal_get_last (portal, "SetStatus"), ==, "({},)");
  frond_test_portal_forget (portal);
  set_state (f, three, FROND_GUEST_STOPPED, FROND_GUEST_REASON_NONE);
  g_assert_null (strstr (frond_test_portal_get_calls (portal), "SetStatus"));

  /* It ends with the last machine. */
  close_all (f);
  g_assert_true (frond_background_get_holds (background));
  set_state (f, one, FROND_GUEST_STOPPED, FROND_GUEST_REASON_NONE);
  g_assert_true (frond_background_get_holds (background));
  set_state (f, two, FROND_GUEST_STOPPED, FROND_GUEST_REASON_NONE);
  g_assert_false (frond_background_get_holds (background));
}

static void
test_hostile_name (UiFixture *f, gconstpointer user_data)
{
  g_autoptr (FrondTestPortal) portal = frond_test_portal_new (FROND_TEST_PORTAL_YES);
  const char *name =
      "ダダダダダダダダダダダダダダダダダダダダダダダダダダダダダダダダダダダダダダダダダダダダダダダダ%s%n";
  const char *id = ui_fixture_add (f, name, "", FROND_GUEST_RUNNING, FROND_GUEST_REASON_NONE, -1);
  FrondBackground *background;

  run (f, id);
  background = close_all (f);
  ui_wait_until (frond_background_get_status (background) != NULL);
  g_assert_true (g_utf8_validate (frond_background_get_status (background), -1, NULL));
  g_assert_cmpint (g_utf8_strlen (frond_background_get_status (background), -1), <=, MACHINES_MAX_STATUS);
}

/* Whatever the portal says, the application either stays for its machines or ends; it never waits for good. */
static void
test_answers (UiFixture *f, gconstpointer user_data)
{
  const FrondTestPortalAnswer noes[] = { FROND_TEST_PORTAL_NO, FROND_TEST_PORTAL_GARBAGE,
                                         FROND_TEST_PORTAL_ERROR };
  g_autoptr (FrondTestPortal) portal = frond_test_portal_new (FROND_TEST_PORTAL_YES);
  const char *id =
      ui_fixture_add (f, "Debian", "Debian 13", FROND_GUEST_RUNNING, FROND_GUEST_REASON_NONE, -1);
  FrondBackground *background;

  run (f, id);
  for (guint i = 0; i < G_N_ELEMENTS (noes); i++)
    {
      frond_test_portal_set_answer (portal, noes[i]);
      background = close_all (f);
      g_assert_true (frond_background_get_holds (background));
      ui_wait_until (!frond_background_get_holds (background));
      g_assert_null (frond_test_portal_get_last (portal, "SetStatus"));
      frond_application_open_library (f->application);
    }

  /* While no answer comes the machine's life counts. */
  frond_test_portal_set_answer (portal, FROND_TEST_PORTAL_NEVER);
  background = close_all (f);
  ui_wait_until (g_str_has_suffix (frond_test_portal_get_calls (portal), "RequestBackground "));
  set_state (f, id, FROND_GUEST_STOPPED, FROND_GUEST_REASON_SHUTDOWN);
  g_assert_false (frond_background_get_holds (background));
}

/* A portal that crashes comes back without a memory. */
static void
test_vanishes (UiFixture *f, gconstpointer user_data)
{
  g_autoptr (FrondTestPortal) portal = frond_test_portal_new (FROND_TEST_PORTAL_NEVER);
  const char *id =
      ui_fixture_add (f, "Debian", "Debian 13", FROND_GUEST_RUNNING, FROND_GUEST_REASON_NONE, -1);
  FrondBackground *background;

  run (f, id);
  background = close_all (f);
  ui_wait_until (frond_test_portal_get_last (portal, "RequestBackground") != NULL);
  frond_test_portal_forget (portal);
  frond_test_portal_set_answer (portal, FROND_TEST_PORTAL_YES);
  frond_test_portal_vanish (portal, TRUE);
  ui_wait_until (frond_test_portal_get_last (portal, "SetStatus") != NULL);
  g_assert_true (frond_background_get_holds (background));

  frond_test_portal_vanish (portal, FALSE);
  ui_wait_until (frond_background_get_status (background) == NULL);
  g_assert_true (frond_background_get_holds (background));
  set_state (f, id, FROND_GUEST_STOPPED, FROND_GUEST_REASON_SHUTDOWN);
  g_assert_false (frond_background_get_holds (background));
}

static void
test_no_portal (UiFixture *f, gconstpointer user_data)
{
  const char *id =
      ui_fixture_add (f, "Debian", "Debian 13", FROND_GUEST_RUNNING, FROND_GUEST_REASON_NONE, -1);
  FrondBackground *background;

  run (f, id);
  background = close_all (f);
  ui_wait_until (!frond_background_get_holds (background));
  g_assert_null (frond_background_get_status (background));

  /* Nor where the person does not want it, or quits. */
  frond_application_open_library (f->application);
  g_object_set (background, "wanted", FALSE, NULL);
  close_all (f);
  g_assert_false (frond_background_get_holds (background));
  frond_application_open_library (f->application);
  g_object_set (background, "wanted", TRUE, NULL);
  g_action_group_activate_action (G_ACTION_GROUP (f->application), "quit", NULL);
  g_assert_null (gtk_application_get_windows (GTK_APPLICATION (f->application)));
  g_assert_false (frond_background_get_holds (background));
}

static void
test_inhibits (UiFixture *f, gconstpointer user_data)
{
  const char *id =
      ui_fixture_add (f, "Debian", "Debian 13", FROND_GUEST_STOPPED, FROND_GUEST_REASON_NONE, -1);
  FrondInhibitor *inhibitor;

  run (f, id);
  inhibitor = frond_application_get_inhibitor (f->application);
  g_assert_cmpuint (frond_inhibitor_get_flags (inhibitor, NULL), ==, 0);
  set_state (f, id, FROND_GUEST_RUNNING, FROND_GUEST_REASON_NONE);
  g_assert_cmpuint (frond_inhibitor_get_flags (inhibitor, NULL), ==, GTK_APPLICATION_INHIBIT_LOGOUT);
  g_assert_cmpstr (frond_inhibitor_get_reason (inhibitor, "machines"), ==, "“Debian” is running");
  set_state (f, id, FROND_GUEST_PAUSED, FROND_GUEST_REASON_USER);
  g_assert_cmpstr (frond_inhibitor_get_reason (inhibitor, "machines"), ==, "1 machine is paused");

  set_state (f, id, FROND_GUEST_RUNNING, FROND_GUEST_REASON_NONE);
  g_assert_false (frond_settings_get_keep_awake (frond_application_get_settings (f->application)));
  {
    GtkWidget *row = g_object_ref_sink (adw_switch_row_new ());

    frond_settings_bind_keep_awake (frond_application_get_settings (f->application), G_OBJECT (row),
                                    "active");
    adw_switch_row_set_active (ADW_SWITCH_ROW (row), TRUE);
    g_assert_cmpuint (frond_inhibitor_get_flags (inhibitor, NULL), ==,
                      GTK_APPLICATION_INHIBIT_LOGOUT | GTK_APPLICATION_INHIBIT_SUSPEND);
    adw_switch_row_set_active (ADW_SWITCH_ROW (row), FALSE);
    g_object_unref (row);
  }
  g_assert_cmpuint (frond_inhibitor_get_flags (inhibitor, NULL), ==, GTK_APPLICATION_INHIBIT_LOGOUT);
  set_state (f, id, FROND_GUEST_STOPPED, FROND_GUEST_REASON_SHUTDOWN);
  g_assert_cmpuint (frond_inhibitor_get_flags (inhibitor, NULL), ==, 0);
}

/* What is followed may go before the inhibitor, in the middle of its work. */
static void
test_follows (UiFixture *f, gconstpointer user_data)
{
  const char *id =
      ui_fixture_add (f, "Debian", "Debian 13", FROND_GUEST_STOPPED, FROND_GUEST_REASON_NONE, -1);
  FrondInhibitor *inhibitor;
  GtkEntryBuffer *buffer = gtk_entry_buffer_new (NULL, 0);

  run (f, id);
  inhibitor = frond_application_get_inhibitor (f->application);
  frond_inhibitor_follow (inhibitor, G_OBJECT (buffer), "length", GTK_APPLICATION_INHIBIT_SUSPEND, "Work");
  g_assert_cmpuint (frond_inhibitor_get_flags (inhibitor, NULL), ==, 0);
  gtk_entry_buffer_set_text (buffer, "a", -1);
  g_assert_cmpuint (frond_inhibitor_get_flags (inhibitor, NULL), ==, GTK_APPLICATION_INHIBIT_SUSPEND);
  gtk_entry_buffer_set_text (buffer, "", -1);
  g_assert_cmpuint (frond_inhibitor_get_flags (inhibitor, NULL), ==, 0);
  gtk_entry_buffer_set_text (buffer, "a", -1);
  g_object_unref (buffer);
  g_assert_cmpuint (frond_inhibitor_get_flags (inhibitor, NULL), ==, 0);

  frond_inhibitor_set (inhibitor, "work", GTK_APPLICATION_INHIBIT_SUSPEND, "Work");
  g_assert_cmpuint (frond_inhibitor_get_flags (inhibitor, NULL), ==, GTK_APPLICATION_INHIBIT_SUSPEND);
  frond_inhibitor_stop (inhibitor);
  frond_inhibitor_set (inhibitor, "more", GTK_APPLICATION_INHIBIT_SUSPEND, "More");
  g_assert_cmpuint (frond_inhibitor_get_flags (inhibitor, NULL), ==, 0);
}

static void
hide (FrondLibraryWindow *window)
{
  gtk_window_minimize (GTK_WINDOW (window));
  gtk_widget_set_visible (GTK_WIDGET (window), FALSE);
  ui_wait_until (!gtk_window_is_active (GTK_WINDOW (window)));
}

static void
test_crash (UiFixture *f, gconstpointer user_data)
{
  g_autoptr (FrondTestPortal) portal = frond_test_portal_new (FROND_TEST_PORTAL_YES);
  const char *id =
      ui_fixture_add (f, "Debian <b>", "Debian 13", FROND_GUEST_RUNNING, FROND_GUEST_REASON_NONE, -1);
  const char *old = ui_fixture_add (f, "Old", "", FROND_GUEST_STOPPED, FROND_GUEST_REASON_CRASHED, -1);
  FrondLibraryWindow *window = run (f, old);
  FrondGuestNotifier *notifier = frond_application_get_notifier (f->application);
  const char *asked;

  ui_wait_until (frond_guest_is_on (guest_of (f, id)));
  /* Somebody looks; and what was so when we came is no news. */
  ui_wait_until (gtk_window_is_active (GTK_WINDOW (window)));
  set_state (f, id, FROND_GUEST_STOPPED, FROND_GUEST_REASON_CRASHED);
  g_assert_null (frond_guest_notifier_get_told (notifier, id));
  g_assert_null (frond_guest_notifier_get_told (notifier, old));

  hide (window);
  set_state (f, id, FROND_GUEST_RUNNING, FROND_GUEST_REASON_NONE);
  set_state (f, id, FROND_GUEST_STOPPED, FROND_GUEST_REASON_CRASHED);
  g_assert_cmpstr (frond_guest_notifier_get_told (notifier, id), ==, "“Debian <b>” Stopped Unexpectedly");
  ui_wait_until (frond_test_portal_get_last (portal, "AddNotification") != NULL);
  asked = frond_test_portal_get_last (portal, "AddNotification");
  g_assert_nonnull (strstr (asked, id));
  g_assert_nonnull (strstr (asked, "'app.start-guest'"));
  g_assert_nonnull (strstr (asked, "'Start Again'"));
  g_assert_nonnull (strstr (asked, "'Show Details'"));
  g_assert_nonnull (strstr (asked, "'priority': <'high'>"));

  /* Its button starts the machine, which takes it back. */
  g_action_group_activate_action (G_ACTION_GROUP (f->application), "start-guest", g_variant_new_string (id));
  ui_wait_until (frond_guest_is_on (guest_of (f, id)));
  g_assert_null (frond_guest_notifier_get_told (notifier, id));
  ui_wait_until (frond_test_portal_get_last (portal, "RemoveNotification") != NULL);
  g_assert_nonnull (strstr (frond_test_portal_get_last (portal, "RemoveNotification"), id));
}

static void
test_trouble (UiFixture *f, gconstpointer user_data)
{
  g_autoptr (FrondTestPortal) portal = frond_test_portal_new (FROND_TEST_PORTAL_YES);
  const char *id =
      ui_fixture_add (f, "Debian", "Debian 13", FROND_GUEST_RUNNING, FROND_GUEST_REASON_NONE, -1);
  FrondLibraryWindow *window = run (f, id);
  FrondGuestNotifier *notifier = frond_application_get_notifier (f->application);

  hide (window);
  set_state (f, id, FROND_GUEST_PAUSED, FROND_GUEST_REASON_USER);
  g_assert_null (frond_guest_notifier_get_told (notifier, id));
  set_state (f, id, FROND_GUEST_PAUSED, FROND_GUEST_REASON_NO_SPACE);
  g_assert_cmpstr (frond_guest_notifier_get_told (notifier, id), ==, "“Debian” Was Paused");
  ui_wait_until (frond_test_portal_get_last (portal, "AddNotification") != NULL);
  g_assert_nonnull (strstr (frond_test_portal_get_last (portal, "AddNotification"), "'app.resume-guest'"));
  g_action_group_activate_action (G_ACTION_GROUP (f->application), "resume-guest", g_variant_new_string (id));
  ui_wait_until (frond_guest_get_state (guest_of (f, id)) == FROND_GUEST_RUNNING);
  g_assert_null (frond_guest_notifier_get_told (notifier, id));
}

static void
test_installed (UiFixture *f, gconstpointer user_data)
{
  g_autoptr (FrondTestPortal) portal = frond_test_portal_new (FROND_TEST_PORTAL_YES);
  const char *id =
      ui_fixture_add (f, "Debian", "Debian 13", FROND_GUEST_STOPPED, FROND_GUEST_REASON_NONE, -1);
  FrondLibraryWindow *window = run (f, id);
  FrondGuestNotifier *notifier = frond_application_get_notifier (f->application);

  hide (window);
  set_state (f, id, FROND_GUEST_RUNNING, FROND_GUEST_REASON_INSTALLING);
  /* The installer switches it off, the helper on again. */
  set_state (f, id, FROND_GUEST_STOPPED, FROND_GUEST_REASON_SHUTDOWN);
  g_assert_null (frond_guest_notifier_get_told (notifier, id));
  set_state (f, id, FROND_GUEST_STARTING, FROND_GUEST_REASON_NONE);
  set_state (f, id, FROND_GUEST_RUNNING, FROND_GUEST_REASON_NONE);
  g_assert_cmpstr (frond_guest_notifier_get_told (notifier, id), ==, "“Debian” Is Ready");
  /* It stays ready, and says so once. */
  set_state (f, id, FROND_GUEST_PAUSED, FROND_GUEST_REASON_USER);
  g_assert_nonnull (frond_guest_notifier_get_told (notifier, id));
  set_state (f, id, FROND_GUEST_STOPPED, FROND_GUEST_REASON_SHUTDOWN);
  g_assert_null (frond_guest_notifier_get_told (notifier, id));
  set_state (f, id, FROND_GUEST_RUNNING, FROND_GUEST_REASON_NONE);
  g_assert_null (frond_guest_notifier_get_told (notifier, id));
}

/* A click on what an earlier life told comes before the library is read. */
static void
test_early_action (UiFixture *f, gconstpointer user_data)
{
  const char *id =
      ui_fixture_add (f, "Debian", "Debian 13", FROND_GUEST_STOPPED, FROND_GUEST_REASON_NONE, -1);
  g_autoptr (GError) error = NULL;

  g_application_register (G_APPLICATION (f->application), NULL, &error);
  g_assert_no_error (error);
  g_assert_false (frond_library_get_loaded (f->library));
  g_action_group_activate_action (G_ACTION_GROUP (f->application), "start-guest", g_variant_new_string (id));
  ui_wait_until (frond_library_get_loaded (f->library));
  ui_wait_until (frond_guest_is_on (guest_of (f, id)));
}

#define TEST(name, function)                                                                                 \
  g_test_add ("/desktop/" name, UiFixture, NULL, ui_fixture_set_up, function, ui_fixture_tear_down)

int
main (int argc, char **argv)
{
  g_setenv ("GSETTINGS_BACKEND", "memory", TRUE);
  /* As in a sandbox; the double is that portal. */
  g_setenv ("GNOTIFICATION_BACKEND", "portal", TRUE);
  g_setenv ("GIO_USE_PORTALS", "1", TRUE);
  g_test_init (&argc, &argv, NULL);
  /* GIO complains where neither a portal nor a shell is. */
  g_log_set_always_fatal (G_LOG_LEVEL_CRITICAL | G_LOG_LEVEL_ERROR);

  TEST ("status", test_status);
  TEST ("hostile-name", test_hostile_name);
  TEST ("answers", test_answers);
  TEST ("vanishes", test_vanishes);
  TEST ("no-portal", test_no_portal);
  TEST ("inhibits", test_inhibits);
  TEST ("follows", test_follows);
  TEST ("crash", test_crash);
  TEST ("trouble", test_trouble);
  TEST ("installed", test_installed);
  TEST ("early-action", test_early_action);

  return g_test_run ();
}
