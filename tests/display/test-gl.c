/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* GL scanouts of libspice-server through FrondSpiceSession: the right pixels, one word to the server a draw, and
 * nothing taken that could hurt. */
#include "bench-opener.h"
#include "frond-error.h"
#include "frond-frame.h"
#include "frond-spice-session-private.h"
#include "synth-client.h"
#include "synth-gl.h"
#include "test-wait.h"

#define WIDTH  320
#define HEIGHT 200

typedef struct
{
  SynthClient *server;
  FrondDisplayOpener *opener;
  FrondSession *session;
  FrondScreen *screen;
  FrondSpiceGl *gl;
  gboolean lazy; /* damage is not answered */
  guint n_damages;
  GdkRectangle damage;
} Fixture;

static FrondSessionState
state (Fixture *fixture)
{
  return frond_session_get_state (fixture->session);
}

/* A consumer that is done at once. */
static void
on_damage (Fixture *fixture, int x, int y, int width, int height)
{
  fixture->n_damages++;
  fixture->damage = (GdkRectangle) { x, y, width, height };
  if (!fixture->lazy)
    frond_screen_frame_done (fixture->screen);
}

static void
on_frame_changed (Fixture *fixture)
{
  if (!fixture->lazy)
    frond_screen_frame_done (fixture->screen);
}

static void
drop_screen (Fixture *fixture)
{
  if (fixture->screen == NULL)
    return;
  g_signal_handlers_disconnect_by_data (fixture->screen, fixture);
  frond_screen_unwatch (fixture->screen);
  g_clear_object (&fixture->screen);
}

static void
connect_session (Fixture *fixture)
{
  GListModel *screens = frond_session_get_screens (fixture->session);

  drop_screen (fixture);
  frond_session_connect (fixture->session);
  wait_until (state (fixture) == FROND_SESSION_CONNECTED && g_list_model_get_n_items (screens) > 0);
  fixture->screen = g_list_model_get_item (screens, 0);
  fixture->gl =
      frond_spice_surface_get_gl (frond_spice_screen_get_surface (FROND_SPICE_SCREEN (fixture->screen)));
  frond_screen_watch (fixture->screen);
  g_signal_connect_swapped (fixture->screen, "damage", G_CALLBACK (on_damage), fixture);
  g_signal_connect_swapped (fixture->screen, "frame-changed", G_CALLBACK (on_frame_changed), fixture);
  wait_until (frond_screen_get_ready (fixture->screen));
}

/* spice-glib complains of links that are cut. What we do wrong it says in assertions. */
static void
on_log (const char *domain, GLogLevelFlags level, const char *message, gpointer data)
{
  gboolean harmless = g_strcmp0 (domain, "GSpice") == 0 && strstr (message, "assertion") == NULL;

  if ((level & (G_LOG_LEVEL_CRITICAL | G_LOG_LEVEL_WARNING)) != 0 && !harmless)
    g_error ("%s: %s", domain, message);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->server = synth_client_new (640, 480);
  fixture->opener = bench_opener_new (synth_client_get_path (fixture->server));
  fixture->session = frond_spice_session_new (fixture->opener);
  connect_session (fixture);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  drop_screen (fixture);
  g_object_add_weak_pointer (G_OBJECT (fixture->session), (gpointer *) &fixture->session);
  g_object_unref (fixture->session);
  g_assert_null (fixture->session);
  g_clear_object (&fixture->opener);
  synth_client_free (fixture->server);
}

static guint
count_wrong (Fixture *fixture, int left, int top, guint32 seed)
{
  g_autofree guint32 *row = NULL;
  FrondFrame frame;
  guint n_wrong = 0;

  if (!frond_screen_acquire_frame (fixture->screen, &frame))
    return G_MAXUINT;
  g_assert_cmpint (frame.width, ==, frond_screen_get_width (fixture->screen));
  g_assert_cmpint (frame.height, ==, frond_screen_get_height (fixture->screen));
  row = g_new (guint32, frame.width);
  for (int y = 0; y < frame.height; y++)
    {
      frond_frame_copy_row (&frame, 0, y, frame.width, row);
      for (int x = 0; x < frame.width; x++)
        n_wrong += row[x] != (0xff000000u | synth_gl_pixel (left + x, top + y, seed));
    }
  frond_screen_release_frame (fixture->screen);
  return n_wrong;
}

/* Waits until the server has been told of its last draw, the Nth. */
static void
wait_drawn (Fixture *fixture, guint n)
{
  g_autofree char *line = g_strdup_printf ("drawn %u", n);

  wait_until (synth_client_saw (fixture->server, line));
}

static void
show_buffer (Fixture *fixture, const char *fourcc, guint y0top, guint32 seed)
{
  synth_client_do (fixture->server, "gl-buffer 0 %d %d %s %u %x", WIDTH, HEIGHT, fourcc, y0top, seed);
  synth_client_do (fixture->server, "gl-show 0");
}

static void
test_pixels (Fixture *fixture, gconstpointer data)
{
  const char *const fourccs[] = { "XR24", "AR24", "XB24", "AB24" };
  guint n = 0;

  for (guint i = 0; i < G_N_ELEMENTS (fourccs); i++)
    for (guint y0top = 0; y0top < 2; y0top++)
      {
        guint32 seed = 0x102030 + n;
        FrondScanout *scanout;
        GdkRectangle crop;

        show_buffer (fixture, fourccs[i], y0top, seed);
        synth_client_do (fixture->server, "gl-draw 0 0 %d %d", WIDTH, HEIGHT);
        wait_drawn (fixture, ++n);
        g_assert_cmpuint (frond_spice_gl_get_n_acknowledged (fixture->gl), ==, n);
        g_assert_cmpint (frond_screen_get_width (fixture->screen), ==, WIDTH);
        g_assert_cmpint (frond_screen_get_height (fixture->screen), ==, HEIGHT);
        g_assert_cmpuint (count_wrong (fixture, 0, 0, seed), ==, 0);
        scanout = frond_screen_get_scanout (fixture->screen, &crop);
        g_assert_nonnull (scanout);
        g_assert_cmpint (frond_scanout_get_layout (scanout)->y_flip, ==, y0top);
        g_assert_cmpint (crop.width, ==, WIDTH);
        g_assert_cmphex (frond_scanout_get_opaque_fourcc (scanout) & 0xff, ==, 'X');
      }
}

static void
test_damage (Fixture *fixture, gconstpointer data)
{
  guint y0top = GPOINTER_TO_UINT (data);

  show_buffer (fixture, "XR24", y0top, 0);
  synth_client_do (fixture->server, "gl-draw 0 0 %d %d", WIDTH, HEIGHT);
  wait_drawn (fixture, 1);
  fixture->n_damages = 0;
  synth_client_do (fixture->server, "gl-draw 10 20 30 40");
  wait_drawn (fixture, 2);
  /* rows may be counted from either end of a flipped picture */
  g_assert_cmpuint (fixture->n_damages, ==, 1 + y0top);
  g_assert_cmpint (fixture->damage.x, ==, 10);
  g_assert_cmpint (fixture->damage.y, ==, 20);
  g_assert_cmpint (fixture->damage.width, ==, 30);
  g_assert_cmpint (fixture->damage.height, ==, 40);
  synth_client_do (fixture->server, "gl-draw -1 -1 99999 7");
  synth_client_do (fixture->server, "gl-draw 300 190 2000000000 2000000000");
  wait_drawn (fixture, 4);
  g_assert_cmpuint (frond_spice_gl_get_n_acknowledged (fixture->gl), ==, 4);
  g_assert_cmpint (fixture->damage.x, ==, 300);
  g_assert_cmpint (fixture->damage.width, ==, 20);
}

static void
test_crop (Fixture *fixture, gconstpointer data)
{
  for (guint y0top = 0; y0top < 2; y0top++)
    {
      show_buffer (fixture, "XR24", y0top, 5);
      synth_client_do (fixture->server, "gl-draw 0 0 %d %d", WIDTH, HEIGHT);
      wait_drawn (fixture, 1 + y0top);
      synth_client_do (fixture->server, "monitor 0 1 16 8 100 50");
      wait_until (frond_screen_get_width (fixture->screen) == 100);
      g_assert_cmpint (frond_screen_get_height (fixture->screen), ==, 50);
      /* the place is in rows of memory */
      g_assert_cmpuint (count_wrong (fixture, 16, y0top ? HEIGHT - 8 - 50 : 8, 5), ==, 0);
      synth_client_do (fixture->server, "monitor 0 1 300 190 9999 9999");
      wait_until (frond_screen_get_width (fixture->screen) == 20);
      g_assert_cmpuint (count_wrong (fixture, 300, y0top ? 0 : 190, 5), ==, 0);
      synth_client_do (fixture->server, "monitor 0 1 5000 5000 10 10");
      wait_until (frond_screen_get_width (fixture->screen) == WIDTH);
      g_assert_cmpuint (count_wrong (fixture, 0, 0, 5), ==, 0);
    }
}

/* The buffer of the next draw is not shown before it was drawn into, and the old one is still right. */
static void
test_next_buffer (Fixture *fixture, gconstpointer data)
{
  show_buffer (fixture, "XR24", 0, 1);
  synth_client_do (fixture->server, "gl-draw 0 0 %d %d", WIDTH, HEIGHT);
  wait_drawn (fixture, 1);
  synth_client_do (fixture->server, "gl-buffer 1 100 60 XR24 0 2");
  synth_client_do (fixture->server, "gl-show 1");
  synth_client_do (fixture->server, "cursor 8 8 0 0 ffffffff");
  wait_until (frond_screen_get_cursor (fixture->screen) != NULL);
  g_assert_cmpuint (count_wrong (fixture, 0, 0, 1), ==, 0);
  synth_client_do (fixture->server, "gl-draw 0 0 100 60");
  wait_drawn (fixture, 2);
  g_assert_cmpint (frond_screen_get_width (fixture->screen), ==, 100);
  g_assert_cmpuint (count_wrong (fixture, 0, 0, 2), ==, 0);
}

static gboolean
is_2d (Fixture *fixture)
{
  GdkRectangle crop;

  return frond_screen_get_scanout (fixture->screen, &crop) == NULL;
}

static void
test_switch (Fixture *fixture, gconstpointer data)
{
  for (guint i = 1; i <= 20; i++)
    {
      show_buffer (fixture, "XR24", 0, i);
      synth_client_do (fixture->server, "gl-draw 0 0 %d %d", WIDTH, HEIGHT);
      wait_drawn (fixture, i);
      g_assert_cmpuint (count_wrong (fixture, 0, 0, i), ==, 0);
      if (i % 2 == 0)
        synth_client_do (fixture->server, "gl-off");
      synth_client_do (fixture->server, "fill 0 0 640 480 %x", i);
      wait_until (is_2d (fixture));
      g_assert_true (frond_screen_get_ready (fixture->screen));
      g_assert_cmpint (frond_screen_get_width (fixture->screen), ==, 640);
    }
  g_assert_cmpuint (frond_spice_gl_get_n_acknowledged (fixture->gl), ==, 20);
}

/* Each draw is told once: the server ends the connection of a client that tells one too many, and waits for ever for
 * one that tells too few. */
static void
test_many (Fixture *fixture, gconstpointer data)
{
  show_buffer (fixture, "XR24", 0, 7);
  synth_client_do (fixture->server, "gl-buffer 1 %d %d XR24 1 8", WIDTH, HEIGHT);
  synth_client_do (fixture->server, "gl-burst 10000 %d %d", WIDTH, HEIGHT);
  wait_drawn (fixture, 10000);
  g_assert_cmpuint (frond_spice_gl_get_n_acknowledged (fixture->gl), ==, 10000);
  synth_client_do (fixture->server, "gl-flip 1000 %d %d", WIDTH, HEIGHT);
  wait_drawn (fixture, 11000);
  g_assert_cmpuint (frond_spice_gl_get_n_acknowledged (fixture->gl), ==, 11000);
  g_assert_cmpint (state (fixture), ==, FROND_SESSION_CONNECTED);
  g_assert_cmpuint (count_wrong (fixture, 0, 0, 7), ==, 0);
}

static gint64
burst (Fixture *fixture, guint count, guint last)
{
  gint64 start = g_get_monotonic_time ();

  synth_client_do (fixture->server, "gl-burst %u %d %d", count, WIDTH, HEIGHT);
  wait_drawn (fixture, last);
  return (g_get_monotonic_time () - start) / 1000 / count;
}

/* Nobody answers: the watchdog does. */
static void
test_patience (Fixture *fixture, gconstpointer data)
{
  gint64 pace, unseen;

  show_buffer (fixture, "XR24", 0, 7);
  fixture->lazy = TRUE;
  pace = burst (fixture, 3, 3);
  g_assert_cmpint (pace, >=, FROND_SPICE_GL_PATIENCE);
  frond_screen_unwatch (fixture->screen);
  unseen = burst (fixture, 10, 13);
  g_assert_cmpint (unseen, >=, FROND_SPICE_GL_UNSEEN_PACE);
  g_assert_cmpint (unseen, <, pace);
  g_test_message ("%" G_GINT64_FORMAT " ms, unseen %" G_GINT64_FORMAT " ms a draw", pace, unseen);
  g_assert_cmpuint (frond_spice_gl_get_n_acknowledged (fixture->gl), ==, 13);

  /* hidden with a draw outstanding */
  frond_screen_watch (fixture->screen);
  synth_client_do (fixture->server, "gl-draw 0 0 1 1");
  wait_until (fixture->n_damages > 0);
  frond_screen_unwatch (fixture->screen);
  wait_drawn (fixture, 14);
  frond_screen_watch (fixture->screen);
  frond_screen_frame_done (fixture->screen);
  frond_screen_frame_done (fixture->screen);
  fixture->lazy = FALSE;
  burst (fixture, 5, 19);
  g_assert_cmpuint (frond_spice_gl_get_n_acknowledged (fixture->gl), ==, 19);
}

/* A client that goes with a draw outstanding, and comes back: the picture is there before there is a draw. */
static void
test_late (Fixture *fixture, gconstpointer data)
{
  show_buffer (fixture, "XR24", 0, 9);
  fixture->lazy = TRUE;
  for (guint i = 1; i <= 10; i++)
    {
      fixture->n_damages = 0;
      synth_client_do (fixture->server, "gl-draw 0 0 1 1");
      wait_until (fixture->n_damages > 0);
      frond_session_disconnect (fixture->session);
      wait_drawn (fixture, i);
      connect_session (fixture);
      wait_until (!is_2d (fixture));
      g_assert_cmpuint (count_wrong (fixture, 0, 0, 9), ==, 0);
    }
}

static guint
count_descriptors (void)
{
  GDir *dir = g_dir_open ("/proc/self/fd", 0, NULL);
  guint n = 0;

  while (g_dir_read_name (dir) != NULL)
    n++;
  g_dir_close (dir);
  return n;
}

/* A server that always gives another buffer, drawn into or not: what is kept of them is little. */
static void
test_bounded (Fixture *fixture, gconstpointer data)
{
  guint n_before;

  show_buffer (fixture, "XR24", 0, 0);
  synth_client_do (fixture->server, "gl-draw 0 0 %d %d", WIDTH, HEIGHT);
  wait_drawn (fixture, 1);
  n_before = count_descriptors ();
  for (guint i = 1; i <= 200; i++)
    {
      show_buffer (fixture, "XR24", 0, i);
      if (i % 4 != 0)
        continue;
      synth_client_do (fixture->server, "gl-draw 0 0 %d %d", WIDTH, HEIGHT);
      wait_drawn (fixture, 1 + i / 4);
      g_assert_cmpuint (count_wrong (fixture, 0, 0, i), ==, 0);
      g_assert_cmpuint (count_descriptors (), <=, n_before + 8);
    }
  synth_client_do (fixture->server, "gl-off");
  synth_client_do (fixture->server, "fill 0 0 640 480 1");
  wait_until (is_2d (fixture));
  g_assert_cmpuint (count_descriptors (), <=, n_before);
}

static void
test_unknown_format (Fixture *fixture, gconstpointer data)
{
  FrondScanout *scanout;
  FrondFrame frame;
  GdkRectangle crop;

  show_buffer (fixture, "XR24", 0, 9);
  synth_client_do (fixture->server, "gl-lie format");
  synth_client_do (fixture->server, "gl-draw 0 0 %d %d", WIDTH, HEIGHT);
  wait_drawn (fixture, 1);
  scanout = frond_screen_get_scanout (fixture->screen, &crop);
  g_assert_cmphex (frond_scanout_get_opaque_fourcc (scanout), ==, 0);
  g_assert_false (frond_scanout_is_readable (scanout));
  g_assert_false (frond_screen_acquire_frame (fixture->screen, &frame));
  g_assert_cmpint (state (fixture), ==, FROND_SESSION_CONNECTED);
}

static void
test_lies (Fixture *fixture, gconstpointer data)
{
  const char *const lies[] = { "short", "stride", "huge", "unsealed", "pipe" };

  for (guint i = 0; i < G_N_ELEMENTS (lies); i++)
    {
      show_buffer (fixture, "XR24", 0, 9);
      synth_client_do (fixture->server, "gl-lie %s", lies[i]);
      wait_until (state (fixture) != FROND_SESSION_CONNECTED);
      g_assert_cmpint (state (fixture), ==, FROND_SESSION_LOST);
      g_assert_error (frond_session_get_error (fixture->session), FROND_ERROR, FROND_ERROR_OUT_OF_RANGE);
      g_test_message ("%s: %s", lies[i], frond_session_get_error (fixture->session)->message);
      synth_client_do (fixture->server, "gl-off");
      connect_session (fixture);
    }
}

#define add(name, data, test) g_test_add ("/gl/" name, Fixture, data, set_up, test, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_log_set_default_handler (on_log, NULL);
  g_log_set_always_fatal (G_LOG_FATAL_MASK);

  add ("pixels", NULL, test_pixels);
  add ("damage", GUINT_TO_POINTER (0), test_damage);
  add ("damage-flipped", GUINT_TO_POINTER (1), test_damage);
  add ("crop", NULL, test_crop);
  add ("next-buffer", NULL, test_next_buffer);
  add ("switch", NULL, test_switch);
  add ("many", NULL, test_many);
  add ("patience", NULL, test_patience);
  add ("late", NULL, test_late);
  add ("bounded", NULL, test_bounded);
  add ("unknown-format", NULL, test_unknown_format);
  add ("lies", NULL, test_lies);

  return g_test_run ();
}
