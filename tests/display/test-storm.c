/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* FrondSpiceSession against servers that come and go, choke, fall silent and flood. ROUNDS on the command line: how many
 * connections the long ones make. */
#include "bench-opener.h"
#include "choking-opener.h"
#include "frond-error.h"
#include "frond-screen.h"
#include "frond-spice-session-private.h"
#include "synth-client.h"
#include "test-wait.h"

#include <stdlib.h>

#define WARM_UP         30
#define MAX_PSS_GROWTH  (2 * 1024) /* KiB, for all rounds after the warm-up */
#define MAX_LATENESS_MS 50
#define PROBE_MSEC      5

/* The address sanitizer keeps what is freed for a while. */
#ifdef __SANITIZE_ADDRESS__
#define IS_SANITIZED TRUE
#else
#define IS_SANITIZED FALSE
#endif

static guint n_rounds = 60;

typedef struct
{
  SynthClient *server;
  ChokingOpener *opener;
  FrondSession *session;
  guint n_alive;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (FrondDisplayOpener) opener = NULL;

  fixture->server = synth_client_new (320, 200);
  opener = bench_opener_new (synth_client_get_path (fixture->server));
  fixture->opener = choking_opener_new (opener);
  fixture->session = frond_spice_session_new (FROND_DISPLAY_OPENER (fixture->opener));
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_clear_object (&fixture->session);
  g_clear_object (&fixture->opener);
  synth_client_free (fixture->server);
}

static FrondSessionState
state (Fixture *fixture)
{
  return frond_session_get_state (fixture->session);
}

static gboolean
has_picture (Fixture *fixture)
{
  g_autoptr (FrondScreen) screen = g_list_model_get_item (frond_session_get_screens (fixture->session), 0);

  return screen != NULL && frond_screen_get_ready (screen);
}

static void
on_gone (gpointer data, GObject *object)
{
  --*(guint *) data;
}

static void
watch (Fixture *fixture, gpointer object)
{
  fixture->n_alive++;
  g_object_weak_ref (G_OBJECT (object), on_gone, &fixture->n_alive);
}

static void
watch_link (Fixture *fixture)
{
  FrondSpiceLink *link = frond_spice_session_get_link (FROND_SPICE_SESSION (fixture->session));
  SpiceSession *spice = link != NULL ? frond_spice_link_get_session (link) : NULL;
  g_autoptr (GList) channels = spice != NULL ? spice_session_get_channels (spice) : NULL;

  if (link != NULL)
    watch (fixture, link);
  if (spice != NULL)
    watch (fixture, spice);
  for (GList *l = channels; l != NULL; l = l->next)
    watch (fixture, l->data);
}

static void
disconnect (Fixture *fixture)
{
  frond_session_disconnect (fixture->session);
  g_assert_cmpint (state (fixture), ==, FROND_SESSION_IDLE);
  wait_until (fixture->n_alive == 0);
}

static gsize
get_pss (void)
{
  g_autofree char *text = NULL;
  const char *line;

  g_assert_true (g_file_get_contents ("/proc/self/smaps_rollup", &text, NULL, NULL));
  line = strstr (text, "\nPss:");
  g_assert_nonnull (line);
  return strtoul (line + 5, NULL, 10);
}

static void
test_connect (Fixture *fixture, gconstpointer data)
{
  gsize before = 0;
  gssize growth;

  for (guint i = 0; i < n_rounds; i++)
    {
      if (i == WARM_UP)
        before = get_pss ();
      frond_session_connect (fixture->session);
      wait_until (has_picture (fixture));
      watch_link (fixture);
      disconnect (fixture);
    }
  growth = (gssize) (get_pss () - before);
  g_test_message ("%u connections: PSS grew by %" G_GSSIZE_FORMAT " KiB", n_rounds - WARM_UP, growth);
  if (!IS_SANITIZED)
    g_assert_cmpint (growth, <, MAX_PSS_GROWTH);
}

/* The server is killed after so many bytes, which are all phases of connecting. */
static void
test_cut (Fixture *fixture, gconstpointer data)
{
  gsize all;

  choking_opener_set_limit (fixture->opener, G_MAXSIZE, FALSE);
  frond_session_connect (fixture->session);
  wait_until (has_picture (fixture));
  all = choking_opener_get_n_bytes (fixture->opener);
  disconnect (fixture);
  g_assert_cmpuint (all, >, 500);

  for (guint i = 0; i < n_rounds; i++)
    {
      choking_opener_set_limit (fixture->opener, all * i / n_rounds, TRUE);
      frond_session_connect (fixture->session);
      watch_link (fixture);
      wait_until (state (fixture) == FROND_SESSION_LOST || state (fixture) == FROND_SESSION_CLOSED);
      g_assert_cmpuint (g_list_model_get_n_items (frond_session_get_screens (fixture->session)), ==, 0);
      disconnect (fixture);
    }
}

static void
test_slow (Fixture *fixture, gconstpointer data)
{
  choking_opener_set_pace (fixture->opener, 1);
  frond_session_connect (fixture->session);
  wait_until (state (fixture) == FROND_SESSION_CONNECTED);
  watch_link (fixture);
  disconnect (fixture);
}

/* From the first byte on, and in the middle. */
static void
test_silent (Fixture *fixture, gconstpointer data)
{
  static const gsize limits[] = { 0, 16, 250, 300 };

  frond_spice_session_set_patience (FROND_SPICE_SESSION (fixture->session), 300);
  for (guint i = 0; i < G_N_ELEMENTS (limits); i++)
    {
      choking_opener_set_limit (fixture->opener, limits[i], FALSE);
      frond_session_connect (fixture->session);
      watch_link (fixture);
      wait_until (state (fixture) == FROND_SESSION_LOST);
      g_assert_error (frond_session_get_error (fixture->session), FROND_ERROR, FROND_ERROR_FAILED);
      disconnect (fixture);
    }

  frond_spice_session_set_patience (FROND_SPICE_SESSION (fixture->session), 3000);
  choking_opener_set_limit (fixture->opener, G_MAXSIZE, FALSE);
  frond_session_connect (fixture->session);
  wait_until (has_picture (fixture));
  test_wait_ms (3200);
  g_assert_cmpint (state (fixture), ==, FROND_SESSION_CONNECTED);
}

typedef struct
{
  GArray *lateness; /* microseconds, a gint64 each */
  gint64 expected;
} Probe;

static gboolean
on_probe (gpointer data)
{
  Probe *probe = data;
  gint64 now = g_get_monotonic_time ();
  gint64 late = MAX (0, now - probe->expected);

  g_array_append_val (probe->lateness, late);
  probe->expected = now + PROBE_MSEC * 1000;
  return G_SOURCE_CONTINUE;
}

static int
compare_lateness (gconstpointer a, gconstpointer b)
{
  const gint64 *one = a, *two = b;

  return *one < *two ? -1 : *one > *two;
}

/* More rectangles than anybody can look at: the main loop turns all the same, and nothing piles up. */
static void
test_flood (Fixture *fixture, gconstpointer data)
{
  Probe probe = { g_array_new (FALSE, FALSE, sizeof (gint64)), 0 };
  gsize before, p99;
  guint source;

  frond_session_connect (fixture->session);
  wait_until (has_picture (fixture));
  synth_client_do (fixture->server, "resize 1280 800");
  synth_client_do (fixture->server, "play full");
  test_wait_ms (1000);
  before = get_pss ();
  probe.expected = g_get_monotonic_time () + PROBE_MSEC * 1000;
  source = g_timeout_add (PROBE_MSEC, on_probe, &probe);
  test_wait_ms (n_rounds >= 1000 ? 20000 : 3000);
  g_source_remove (source);

  g_array_sort (probe.lateness, compare_lateness);
  g_assert_cmpuint (probe.lateness->len, >, 100);
  p99 = g_array_index (probe.lateness, gint64, probe.lateness->len * 99 / 100) / 1000;
  g_test_message ("flood: the main loop is late by %" G_GSIZE_FORMAT
                  " ms (p99 of %u), PSS grew by %" G_GSSIZE_FORMAT " KiB",
                  p99, probe.lateness->len, (gssize) (get_pss () - before));
  if (!IS_SANITIZED)
    {
      g_assert_cmpuint (p99, <=, MAX_LATENESS_MS);
      g_assert_cmpint ((gssize) (get_pss () - before), <, 8 * 1024);
    }
  g_array_unref (probe.lateness);
}

static void
on_log (const char *domain, GLogLevelFlags level, const char *message, gpointer data)
{
  gboolean harmless = g_strcmp0 (domain, "GSpice") == 0 && strstr (message, "assertion") == NULL;

  if ((level & (G_LOG_LEVEL_CRITICAL | G_LOG_LEVEL_WARNING)) != 0 && !harmless)
    g_error ("%s: %s", domain, message);
}

static void
add (const char *path, void (*test) (Fixture *, gconstpointer))
{
  g_test_add (path, Fixture, NULL, set_up, test, tear_down);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  if (argc > 1)
    n_rounds = strtoul (argv[1], NULL, 10);
  g_log_set_always_fatal (G_LOG_FATAL_MASK);
  g_log_set_default_handler (on_log, NULL);
  add ("/display/storm/connect", test_connect);
  add ("/display/storm/cut", test_cut);
  add ("/display/storm/slow", test_slow);
  add ("/display/storm/silent", test_silent);
  add ("/display/storm/flood", test_flood);
  return g_test_run ();
}
