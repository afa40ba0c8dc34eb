/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "ui-fixture.h"

#include "bench-opener.h"
#include "frond-display.h"
#include "frond-spice-session.h"
#include "synth-client.h"

#include <malloc.h>
#include <stdlib.h>

/* Opens and closes the window of one guest, over a SPICE server that draws, again and again: nothing of a window may
 * outlive it, and the heap may not grow with their number. */

#define WARM_UP  10
#define MAX_HEAP (512 * 1024) /* for fifty rounds; menus that leaked were 1.3 MB */
#define MAX_PSS  (2 * 1024)   /* KiB, for however many: from 1000 rounds on it says more than the heap does */
#define MANY     1000

static guint n_rounds = 50; /* or what the command line says */

/* How many of the objects that belong to a window are alive. */
static guint n_alive;

static void
gone_cb (gpointer data, GObject *object)
{
  n_alive--;
}

static void
watch (gpointer object)
{
  g_object_weak_ref (G_OBJECT (object), gone_cb, NULL);
  n_alive++;
}

static void
watch_screens (FrondSession *session)
{
  GListModel *screens = frond_session_get_screens (session);

  g_assert_cmpuint (g_list_model_get_n_items (screens), ==, 1);
  for (guint i = 0; i < g_list_model_get_n_items (screens); i++)
    {
      g_autoptr (FrondScreen) screen = g_list_model_get_item (screens, i);

      watch (screen);
    }
}

static gboolean
has_keyboard (GtkWindow *window)
{
  GtkWidget *focus = gtk_window_get_focus (window);

  return focus != NULL && FROND_IS_DISPLAY (focus);
}

static void
open_and_close (UiFixture *f, SynthClient *server)
{
  g_autoptr (FrondGuest) guest = g_list_model_get_item (G_LIST_MODEL (f->library), 0);
  g_autoptr (FrondDisplayOpener) opener = bench_opener_new (synth_client_get_path (server));
  g_autoptr (FrondSession) session = frond_spice_session_new (opener);
  GtkWindow *window = frond_application_open_guest (f->application, guest);
  GtkWidget *display;

  frond_guest_window_set_session (FROND_GUEST_WINDOW (window), session);
  ui_wait_until (frond_session_get_state (session) == FROND_SESSION_CONNECTED &&
                 g_strcmp0 (ui_page (window), "display") == 0 && has_keyboard (window));
  synth_client_do (server, "fill 0 0 640 480 336699");
  display = ui_find (GTK_WIDGET (window), FROND_TYPE_DISPLAY, NULL, NULL);
  g_assert_nonnull (display);
  watch (window);
  watch (display);
  watch (session);
  watch_screens (session);

  g_clear_object (&session);
  gtk_window_close (window);
  ui_wait_until (n_alive == 0);
}

static gsize
heap_in_use (void)
{
  struct mallinfo2 info = mallinfo2 ();

  return info.uordblks + info.hblkhd;
}

static gsize
get_pss (void)
{
  g_autofree char *text = NULL;
  const char *line;

  malloc_trim (0);
  g_assert_true (g_file_get_contents ("/proc/self/smaps_rollup", &text, NULL, NULL));
  line = strstr (text, "\nPss:");
  g_assert_nonnull (line);
  return strtoul (line + 5, NULL, 10);
}

static void
test_open_and_close (UiFixture *f, gconstpointer data)
{
  SynthClient *server = synth_client_new (640, 480);
  guint warm_up = n_rounds >= MANY ? 100 : WARM_UP;
  gsize before = 0, pss = 0;
  gssize growth, pss_growth;

  ui_fixture_add (f, "one", "Debian 13", FROND_GUEST_RUNNING, FROND_GUEST_REASON_NONE, -1);
  ui_fixture_run (f);
  for (guint i = 0; i < n_rounds; i++)
    {
      if (i == warm_up)
        {
          before = heap_in_use ();
          pss = get_pss ();
        }
      open_and_close (f, server);
    }

  growth = (gssize) (heap_in_use () - before);
  pss_growth = (gssize) (get_pss () - pss);
  g_test_message ("%u windows: the heap grew by %" G_GSSIZE_FORMAT " bytes, PSS by %" G_GSSIZE_FORMAT " KiB",
                  n_rounds - warm_up, growth, pss_growth);
  if (n_rounds >= MANY)
    g_assert_cmpint (pss_growth, <, MAX_PSS);
  else
    g_assert_cmpint (growth, <, MAX_HEAP);
  synth_client_free (server);
}

/* spice-glib complains of links that are cut, which is what closing a window does. */
static void
log_cb (const char *domain, GLogLevelFlags level, const char *message, gpointer data)
{
  gboolean harmless = g_strcmp0 (domain, "GSpice") == 0 && strstr (message, "assertion") == NULL;

  if ((level & (G_LOG_LEVEL_CRITICAL | G_LOG_LEVEL_WARNING)) != 0 && !harmless)
    g_error ("%s: %s", domain, message);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  if (argc > 1)
    n_rounds = strtoul (argv[1], NULL, 10);
  g_log_set_always_fatal (G_LOG_FATAL_MASK);
  g_log_set_default_handler (log_cb, NULL);
  adw_init ();
  /* Transitions keep what they show a little longer. */
  g_object_set (gtk_settings_get_default (), "gtk-enable-animations", FALSE, NULL);
  g_test_add ("/leaks/guest-window", UiFixture, NULL, ui_fixture_set_up, test_open_and_close,
              ui_fixture_tear_down);

  return g_test_run ();
}
