/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The window of one machine that runs, over doubles, for as long as standard input is open: something that a test can
 * walk through as a screen reader does. Says "ready" when it is there. */

#include "ui-fixture.h"

#include <gio/gunixinputstream.h>
#include <stdio.h>
#include <unistd.h>

static void
on_end (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GBytes) bytes = g_input_stream_read_bytes_finish (G_INPUT_STREAM (source), result, NULL);

  *(gboolean *) data = TRUE;
}

int
main (int argc, char **argv)
{
  g_autoptr (GInputStream) input = g_unix_input_stream_new (STDIN_FILENO, FALSE);
  g_autoptr (FrondSession) session = NULL;
  g_autoptr (FrondGuest) guest = NULL;
  UiFixture fixture = { NULL };
  gboolean ended = FALSE;
  GtkWindow *window;

  adw_init ();
  ui_fixture_set_up (&fixture, NULL);
  ui_fixture_add (&fixture, "Debian 13", "Debian 13", FROND_GUEST_RUNNING, FROND_GUEST_REASON_NONE, -1);
  ui_fixture_run (&fixture);
  guest = g_list_model_get_item (G_LIST_MODEL (fixture.library), 0);
  window = frond_application_open_guest (fixture.application, guest);
  session = frond_test_session_new (640, 480);
  frond_guest_window_set_session (FROND_GUEST_WINDOW (window), session);
  ui_settle ();
  printf ("ready\n");
  fflush (stdout);

  g_input_stream_read_bytes_async (input, 1, G_PRIORITY_DEFAULT, NULL, on_end, &ended);
  while (!ended)
    ui_iterate ();
  ui_fixture_tear_down (&fixture, NULL);
  return 0;
}
