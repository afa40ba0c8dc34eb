/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* A machine whose monitor does not answer any more: it is said, a restart is offered, and nobody else is asked. */

#include "frond-answer-watch.h"
#include "frond-screen.h"
#include "ui-fixture.h"

#define TITLE "The Machine Does Not Answer"

#define TEST(name, func)                                                                                     \
  g_test_add ("/ui/guest-hangs/" name, UiFixture, NULL, ui_fixture_set_up, func, ui_fixture_tear_down)

static FrondGuestWindow *
open_guest (UiFixture *f)
{
  g_autoptr (FrondGuest) guest = NULL;
  GtkWindow *window;

  ui_fixture_add (f, "one", "Debian 13", FROND_GUEST_RUNNING, FROND_GUEST_REASON_NONE, -1);
  ui_fixture_run (f);
  guest = g_list_model_get_item (G_LIST_MODEL (f->library), 0);
  window = frond_application_open_guest (f->application, guest);
  ui_wait_until (gtk_widget_get_mapped (GTK_WIDGET (window)));
  return FROND_GUEST_WINDOW (window);
}

static FrondSession *
give_picture (FrondGuestWindow *window)
{
  FrondSession *session = frond_test_session_new (640, 480);

  frond_guest_window_set_session (window, session);
  ui_settle ();
  g_assert_cmpstr (ui_page (window), ==, "display");
  return session;
}

static void
draw (FrondSession *session)
{
  g_autoptr (FrondScreen) screen = g_list_model_get_item (frond_session_get_screens (session), 0);

  g_signal_emit_by_name (screen, "damage", 0, 0, 8, 8);
}

static void
be_impatient (FrondGuestWindow *window)
{
  frond_answer_watch_set_patience (frond_guest_window_get_answer_watch (window), 50, 100);
}

static void
test_said (UiFixture *f, gconstpointer data)
{
  FrondGuestWindow *window = open_guest (f);
  g_autoptr (FrondSession) session = give_picture (window);

  be_impatient (window);
  ui_wait_until (frond_test_host_get_n_questions (f->host) == 1);
  g_assert_false (ui_has_text (GTK_WIDGET (window), TITLE));
  frond_test_host_set_hanging (f->host, TRUE);
  draw (session);
  ui_wait_until (ui_has_text (GTK_WIDGET (window), TITLE));

  frond_test_host_set_hanging (f->host, FALSE);
  ui_wait_until (!ui_has_text (GTK_WIDGET (window), TITLE));
  g_assert_null (ui_find_button (GTK_WIDGET (window), "Restart…"));
}

/* It hangs before it has shown anything. */
static void
test_without_picture (UiFixture *f, gconstpointer data)
{
  FrondGuestWindow *window = open_guest (f);

  frond_test_host_set_hanging (f->host, TRUE);
  be_impatient (window);
  ui_wait_until (ui_has_text (GTK_WIDGET (window), TITLE));
}

static void
test_restart (UiFixture *f, gconstpointer data)
{
  FrondGuestWindow *window = open_guest (f);
  g_autoptr (FrondSession) session = give_picture (window);
  FrondGuest *guest = frond_guest_window_get_guest (window);
  const char *uuid = frond_profile_get_machine_uuid (frond_guest_get_profile (guest));

  frond_test_host_set_hanging (f->host, TRUE);
  be_impatient (window);
  ui_wait_until (ui_find_button (GTK_WIDGET (window), "Restart…") != NULL);
  /* Only to be off and on again helps. */
  ui_click (GTK_WIDGET (window), "Restart…");
  ui_wait_until (ui_find_button (GTK_WIDGET (window), "Restart") != NULL);
  frond_test_host_set_hanging (f->host, FALSE);
  ui_click (GTK_WIDGET (window), "Restart");
  ui_wait_until (frond_profile_get_last_used (frond_guest_get_profile (guest)) != 0);
  ui_wait_until (frond_test_host_get_state (f->host, uuid) == FROND_GUEST_RUNNING);
  ui_wait_until (!ui_has_text (GTK_WIDGET (window), TITLE));
}

static gboolean
set_true (gpointer data)
{
  *(gboolean *) data = TRUE;
  return G_SOURCE_REMOVE;
}

/* One that stands still and is left alone is asked once, and so is one that nobody sees. */
static void
test_quiet (UiFixture *f, gconstpointer data)
{
  FrondGuestWindow *window = open_guest (f);
  g_autoptr (FrondSession) session = give_picture (window);
  gboolean over = FALSE;

  be_impatient (window);
  ui_wait_until (frond_test_host_get_n_questions (f->host) == 1);
  g_timeout_add (500, set_true, &over);
  ui_wait_until (over);
  g_assert_cmpuint (frond_test_host_get_n_questions (f->host), ==, 1);

  draw (session);
  ui_wait_until (frond_test_host_get_n_questions (f->host) == 2);
  gtk_widget_set_visible (GTK_WIDGET (window), FALSE);
  draw (session);
  over = FALSE;
  g_timeout_add (500, set_true, &over);
  ui_wait_until (over);
  g_assert_cmpuint (frond_test_host_get_n_questions (f->host), ==, 2);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  adw_init ();

  TEST ("said", test_said);
  TEST ("without-picture", test_without_picture);
  TEST ("restart", test_restart);
  TEST ("quiet", test_quiet);

  return g_test_run ();
}
