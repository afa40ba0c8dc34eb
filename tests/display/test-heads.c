/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* A guest with several display channels, and many changes of their sizes. */
#include "bench-opener.h"
#include "frond-display.h"
#include "frond-screen.h"
#include "frond-spice-session.h"
#include "synth-client.h"
#include "test-wait.h"

#include <spice/vd_agent.h>

#include <stdlib.h>
#include <unistd.h>

#define WIDTH   640
#define HEIGHT  480
#define N_HEADS 3

/* How much the whole process may grow by all the changes that come after the first ones, while caches and pools fill.
 * Of few changes nothing can be said. */
#define WARM_UP     2000
#define MAX_GROWTH  (2 << 20)
#define MIN_CHANGES 5000
#define N_SAMPLES   40

typedef struct
{
  SynthClient *server;
  FrondDisplayOpener *opener;
  FrondSession *session;
} Fixture;

/* spice-glib complains of links that are cut, which is how each of these ends. What we do wrong it says in
 * assertions. */
static void
on_log (const char *domain, GLogLevelFlags level, const char *message, gpointer data)
{
  gboolean harmless = g_strcmp0 (domain, "GSpice") == 0 && strstr (message, "assertion") == NULL;

  if ((level & (G_LOG_LEVEL_CRITICAL | G_LOG_LEVEL_WARNING)) != 0 && !harmless)
    g_error ("%s: %s", domain, message);
}

static FrondScreen *
screen (Fixture *fixture, guint number)
{
  g_autoptr (FrondScreen) found =
      g_list_model_get_item (frond_session_get_screens (fixture->session), number - 1);

  return found;
}

static gboolean
shows (FrondScreen *self, int width, int height)
{
  return self != NULL && frond_screen_get_ready (self) && frond_screen_get_width (self) == width &&
         frond_screen_get_height (self) == height;
}

static gboolean
is_dark (FrondScreen *self)
{
  return self != NULL && !frond_screen_get_ready (self);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->server = synth_client_new_with_heads (WIDTH, HEIGHT, N_HEADS);
  fixture->opener = bench_opener_new (synth_client_get_path (fixture->server));
  fixture->session = frond_spice_session_new (fixture->opener);
  frond_session_connect (fixture->session);
  wait_until (g_list_model_get_n_items (frond_session_get_screens (fixture->session)) == N_HEADS &&
              shows (screen (fixture, 1), WIDTH, HEIGHT));
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_assert_finalize_object (fixture->session);
  g_clear_object (&fixture->opener);
  synth_client_free (fixture->server);
}

static void
add_agent (Fixture *fixture)
{
  /* As the real one: it takes configurations with holes. */
  synth_client_do (fixture->server, "agent-caps %x",
                   1u << VD_AGENT_CAP_MONITORS_CONFIG | 1u << VD_AGENT_CAP_SPARSE_MONITORS_CONFIG);
  synth_client_do (fixture->server, "agent 1");
  wait_until ((frond_screen_get_caps (screen (fixture, 1)) & FROND_SCREEN_CAN_RESIZE) != 0);
}

static void
test_dark_until_asked (Fixture *fixture, gconstpointer data)
{
  guint n_calls = bench_opener_get_n_calls (BENCH_OPENER (fixture->opener));

  /* main, inputs, sound, one display and its cursor: nobody opened the channels of the dark ones */
  g_assert_cmpuint (n_calls, <=, 5);
  g_assert_true (is_dark (screen (fixture, 2)) && is_dark (screen (fixture, 3)));
  g_assert_cmpuint (frond_screen_get_caps (screen (fixture, 1)), ==, 0);
  g_assert_cmpuint (frond_screen_get_caps (screen (fixture, 2)), ==, FROND_SCREEN_CAN_SWITCH);

  /* without an agent nothing happens */
  frond_screen_request_size (screen (fixture, 2), 800, 600, 0, 0);
  frond_screen_switch_off (screen (fixture, 2));
  add_agent (fixture);
  g_assert_cmpuint (bench_opener_get_n_calls (BENCH_OPENER (fixture->opener)), ==, n_calls);
  g_assert_true (is_dark (screen (fixture, 2)));

  frond_screen_request_size (screen (fixture, 2), 800, 600, 0, 0);
  g_assert_true (is_dark (screen (fixture, 2)));
  wait_until (shows (screen (fixture, 2), 800, 600));
  g_assert_true (is_dark (screen (fixture, 3)));
  g_assert_cmpuint (bench_opener_get_n_calls (BENCH_OPENER (fixture->opener)), ==, n_calls + 2);
}

/* A message tells all monitors: those that nobody asked about keep the size that they have. */
static void
test_others_stay (Fixture *fixture, gconstpointer data)
{
  add_agent (fixture);
  frond_screen_request_size (screen (fixture, 2), 700, 500, 0, 0);
  wait_until (synth_client_saw (fixture->server, "monitor 0 640 480"));
  wait_until (shows (screen (fixture, 2), 700, 500));
  g_assert_false (synth_client_saw (fixture->server, "monitor 0 0 0"));

  frond_screen_request_size (screen (fixture, 3), 800, 600, 0, 0);
  wait_until (shows (screen (fixture, 3), 800, 600));
  g_assert_true (shows (screen (fixture, 2), 700, 500));

  /* the guest takes another mode of its own accord, which the next message must not take back */
  synth_client_do (fixture->server, "resize 1000 500");
  wait_until (shows (screen (fixture, 1), 1000, 500));
  frond_screen_request_size (screen (fixture, 2), 600, 400, 0, 0);
  wait_until (shows (screen (fixture, 2), 600, 400));
  wait_until (synth_client_saw (fixture->server, "monitor 0 1000 500"));
  g_assert_true (shows (screen (fixture, 3), 800, 600));
}

static void
test_off_and_on (Fixture *fixture, gconstpointer data)
{
  add_agent (fixture);
  frond_screen_request_size (screen (fixture, 2), 800, 600, 0, 0);
  wait_until (shows (screen (fixture, 2), 800, 600));
  synth_client_forget (fixture->server);
  frond_screen_switch_off (screen (fixture, 2));
  g_assert_true (is_dark (screen (fixture, 2)));
  wait_until (synth_client_saw (fixture->server, "head 1 640 480"));
  frond_screen_request_size (screen (fixture, 2), 500, 400, 0, 0);
  wait_until (shows (screen (fixture, 2), 500, 400));
}

static void
expect_position (Fixture *fixture, FrondScreen *on, int x, int y, const char *wanted)
{
  const gint64 deadline = g_get_monotonic_time () + 60 * G_USEC_PER_SEC;

  /* The inputs channel may still be opening: what goes into it before that is lost. */
  while (!synth_client_saw (fixture->server, wanted))
    {
      if (g_get_monotonic_time () > deadline)
        g_error ("never: %s", wanted);
      frond_screen_pointer_abs (on, x, y);
      test_wait_ms (10);
    }
}

/* Several display channels and no agent: a mouse. With an agent it is told the monitor. */
static void
test_mouse_mode (Fixture *fixture, gconstpointer data)
{
  g_assert_cmpint (frond_screen_get_mouse_mode (screen (fixture, 1)), ==, FROND_MOUSE_RELATIVE);
  add_agent (fixture);
  wait_until (frond_screen_get_mouse_mode (screen (fixture, 1)) == FROND_MOUSE_ABSOLUTE);
  g_assert_cmpint (frond_screen_get_mouse_mode (screen (fixture, 2)), ==, FROND_MOUSE_ABSOLUTE);
}

static void
test_pointer_on_shared_surface (void)
{
  g_autoptr (SynthClient) server = synth_client_new (WIDTH, HEIGHT);
  g_autoptr (FrondDisplayOpener) opener = bench_opener_new (synth_client_get_path (server));
  g_autoptr (FrondSession) session = frond_spice_session_new (opener);
  Fixture shared = { server, opener, session };
  Fixture *fixture = &shared;

  frond_session_connect (session);
  wait_until (g_list_model_get_n_items (frond_session_get_screens (session)) == 1 &&
              shows (screen (fixture, 1), WIDTH, HEIGHT));
  synth_client_do (fixture->server, "monitor 0 1 0 0 320 480");
  synth_client_do (fixture->server, "monitor 1 2 320 10 300 100");
  wait_until (g_list_model_get_n_items (frond_session_get_screens (fixture->session)) == 2 &&
              shows (screen (fixture, 1), 320, 480) && shows (screen (fixture, 2), 300, 100));
  expect_position (fixture, screen (fixture, 1), 5, 6, "position 5 6 0");
  expect_position (fixture, screen (fixture, 2), 5, 6, "position 325 16 0");
}

/* The picture of a dark monitor may have the size that is asked for: there is no change to wait for then. */
static void
test_asks_for_what_is_there (Fixture *fixture, gconstpointer data)
{
  gint64 started = g_get_monotonic_time ();

  add_agent (fixture);
  frond_screen_request_size (screen (fixture, 2), WIDTH, HEIGHT, 0, 0);
  wait_until (shows (screen (fixture, 2), WIDTH, HEIGHT));
  g_assert_cmpint (g_get_monotonic_time () - started, <, 1500 * G_TIME_SPAN_MILLISECOND);
  g_assert_true (is_dark (screen (fixture, 3)));
}

/* Of the memory that is this process's own: its share of libraries' pages depends on what else runs. */
static gsize
proportional_size (void)
{
  g_autofree char *text = NULL;
  const char *line;

  if (!g_file_get_contents ("/proc/self/smaps_rollup", &text, NULL, NULL))
    return 0;
  line = strstr (text, "\nPss_Anon:");
  return line != NULL ? (gsize) g_ascii_strtoull (line + strlen ("\nPss_Anon:"), NULL, 10) * 1024 : 0;
}

static guint
n_changes (void)
{
  const char *wanted = g_getenv ("FROND_RESIZES");

  return wanted != NULL ? (guint) g_ascii_strtoull (wanted, NULL, 10) : 200;
}

static void
change_size (Fixture *fixture, guint i, FrondDisplay *display)
{
  int width = 320 + (int) (i * 37 % 600) * 2, height = 240 + (int) (i * 53 % 400) * 2;

  synth_client_forget (fixture->server);
  if (i % 2 == 0)
    {
      synth_client_do (fixture->server, "resize %d %d", width, height);
      wait_until (shows (screen (fixture, 1), width, height));
    }
  else
    {
      frond_screen_request_size (screen (fixture, 2), width, height, 100, 100);
      wait_until (shows (screen (fixture, 2), width, height));
    }
  /* and now and then somebody looks */
  if (i % 10 == 0)
    {
      g_autoptr (GdkTexture) texture = frond_display_capture (display, 160);

      g_assert_nonnull (texture);
    }
}

/* The least of several: pools hold more or less at one moment. */
static gsize
measure (Fixture *fixture, FrondDisplay *display)
{
  gsize least = G_MAXSIZE;

  for (guint i = 0; i < N_SAMPLES; i++)
    {
      change_size (fixture, i, display);
      least = MIN (least, proportional_size ());
    }
  return least;
}

static void
change_often (Fixture *fixture, FrondDisplay *display)
{
  const guint count = n_changes ();
  gsize before, after;

  for (guint i = 0; count >= MIN_CHANGES && i < WARM_UP; i++)
    change_size (fixture, i, display);
  before = measure (fixture, display);
  for (guint i = 0; i < count; i++)
    change_size (fixture, i, display);
  after = measure (fixture, display);

  g_test_message ("%u changes: %zu KiB before, %zu KiB after", count, before / 1024, after / 1024);
  if (count >= MIN_CHANGES)
    g_assert_cmpuint (after, <, before + MAX_GROWTH);
}

/* The server's guest changes the mode of one monitor, a client that of the other; both are shown in a window. */
static void
test_many_changes (Fixture *fixture, gconstpointer data)
{
  GtkWidget *window = gtk_window_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
  GtkWidget *displays[2];

  add_agent (fixture);
  for (guint i = 0; i < 2; i++)
    {
      displays[i] = frond_display_new ();
      gtk_box_append (GTK_BOX (box), displays[i]);
      frond_display_set_screen (FROND_DISPLAY (displays[i]), screen (fixture, i + 1));
    }
  gtk_window_set_child (GTK_WINDOW (window), box);
  gtk_window_set_default_size (GTK_WINDOW (window), 800, 400);
  gtk_window_present (GTK_WINDOW (window));

  change_often (fixture, FROND_DISPLAY (displays[0]));
  gtk_window_destroy (GTK_WINDOW (window));
}

static void
add (const char *path, void (*test) (Fixture *, gconstpointer))
{
  g_test_add (path, Fixture, NULL, set_up, test, tear_down);
}

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv, NULL);
  g_log_set_always_fatal (G_LOG_FATAL_MASK);
  g_log_set_default_handler (on_log, NULL);
  add ("/display/heads/dark-until-asked", test_dark_until_asked);
  add ("/display/heads/others-stay", test_others_stay);
  add ("/display/heads/off-and-on", test_off_and_on);
  add ("/display/heads/mouse-mode", test_mouse_mode);
  g_test_add_func ("/display/heads/pointer-on-shared-surface", test_pointer_on_shared_surface);
  add ("/display/heads/asks-for-what-is-there", test_asks_for_what_is_there);
  add ("/display/heads/many-changes", test_many_changes);
  return g_test_run ();
}
