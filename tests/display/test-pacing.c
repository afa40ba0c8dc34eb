/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* When the widget draws: not while nobody can see it, and not half of what the guest sends. */
#include "bench-opener.h"
#include "display-fixture.h"
#include "frond-spice-session.h"
#include "synth-client.h"
#include "test-wait.h"

#define STRIPS_WIDTH  640
#define STRIPS_HEIGHT 400
#define N_FRAMES      90

typedef struct
{
  DisplayFixture *fixture;
  guint n_ticks;
  guint n_paints;
  guint n_torn;
  guint32 last;
} Watch;

static GdkFrameClock *
get_clock (DisplayFixture *fixture)
{
  return gtk_widget_get_frame_clock (GTK_WIDGET (fixture->display));
}

static void
on_tick (GdkFrameClock *clock, Watch *watch)
{
  watch->n_ticks++;
}

static void
on_paint (GdkFrameClock *clock, Watch *watch)
{
  watch->n_paints++;
}

/* A row of what the display shows now, as it was drawn. */
static guint32 *
render_row (DisplayFixture *fixture)
{
  g_autoptr (GdkPaintable) paintable = gtk_widget_paintable_new (GTK_WIDGET (fixture->display));
  GskRenderer *renderer = gtk_native_get_renderer (GTK_NATIVE (fixture->window));
  GtkSnapshot *snapshot = gtk_snapshot_new ();
  g_autoptr (GskRenderNode) node = NULL;
  g_autoptr (GdkTexture) texture = NULL;
  guint32 *out = g_new (guint32, fixture->width);

  gdk_paintable_snapshot (paintable, snapshot, fixture->width, fixture->height);
  node = gtk_snapshot_free_to_node (snapshot);
  texture = gsk_renderer_render_texture (renderer, node,
                                         &GRAPHENE_RECT_INIT (0, fixture->height / 2, fixture->width, 1));
  gdk_texture_download (texture, (guchar *) out, (gsize) fixture->width * 4);
  return out;
}

static void
on_strips_painted (GdkFrameClock *clock, Watch *watch)
{
  g_autofree guint32 *row = render_row (watch->fixture);
  gboolean torn = FALSE;

  if (row[0] == watch->last)
    return;
  watch->last = row[0];
  watch->n_paints++;
  for (int x = 1; x < watch->fixture->width; x++)
    torn |= row[x] != row[0];
  watch->n_torn += torn;
}

static void
show_all_at_once (GdkFrameClock *clock, FrondDisplay *display)
{
  display->deferred = TRUE;
}

/* How many of N_FRAMES pictures had two colours. */
static guint
count_torn (DisplayFixture *fixture)
{
  Watch watch = { .fixture = fixture };

  g_signal_connect (get_clock (fixture), "after-paint", G_CALLBACK (on_strips_painted), &watch);
  wait_until (watch.n_paints >= N_FRAMES);
  g_signal_handlers_disconnect_by_data (get_clock (fixture), &watch);
  return watch.n_torn;
}

static void
on_screens (GListModel *screens, guint position, guint removed, guint added, FrondDisplay *display)
{
  g_autoptr (FrondScreen) screen = g_list_model_get_item (screens, 0);

  frond_display_set_screen (display, screen);
}

/* QEMU's columns, all of one colour in each frame. */
static void
test_torn (DisplayFixture *fixture, gconstpointer data)
{
  SynthClient *server = synth_client_new (STRIPS_WIDTH, STRIPS_HEIGHT);
  g_autoptr (FrondDisplayOpener) opener = bench_opener_new (synth_client_get_path (server));
  g_autoptr (FrondSession) session = frond_spice_session_new (opener);
  guint before, after;

  g_signal_connect_object (frond_session_get_screens (session), "items-changed", G_CALLBACK (on_screens),
                           fixture->display, G_CONNECT_DEFAULT);
  frond_session_connect (session);
  wait_until (frond_display_get_screen (fixture->display) != NULL &&
              frond_screen_get_ready (frond_display_get_screen (fixture->display)));
  synth_client_do (server, "play strips");
  g_signal_connect (get_clock (fixture), "before-paint", G_CALLBACK (show_all_at_once), fixture->display);
  before = count_torn (fixture);
  g_signal_handlers_disconnect_by_func (get_clock (fixture), show_all_at_once, fixture->display);
  after = count_torn (fixture);
  g_test_message ("of %u pictures %u are torn, and %u were without waiting", N_FRAMES, after, before);
  g_assert_cmpuint (after, <=, MAX (N_FRAMES / 20, before / 2));

  frond_display_set_screen (fixture->display, NULL);
  frond_session_disconnect (session);
  synth_client_free (server);
}

/* DATA: the source says that more is on its way; otherwise one can see it from how fast it comes. */
static void
test_batch (DisplayFixture *fixture, gconstpointer data)
{
  guint acquired;
  Watch watch = { .fixture = fixture };

  /* Nothing that was there before is in the way. */
  test_wait_ms (50);
  acquired = frond_test_screen_get_n_acquired (fixture->screen);
  frond_test_screen_set_busy (fixture->screen, data != NULL);
  g_signal_connect (get_clock (fixture), "after-paint", G_CALLBACK (on_paint), &watch);
  for (int i = 0; i < (data != NULL ? 1 : 8); i++)
    frond_test_screen_fill (fixture->screen, i * 32, 0, 32, 100, 0xff0000);
  wait_until (watch.n_paints == 1);
  g_assert_cmpuint (frond_test_screen_get_n_acquired (fixture->screen), ==, acquired);

  /* One frame is all the delay that there is, whatever comes. */
  frond_test_screen_fill (fixture->screen, 256, 0, 32, 100, 0xff0000);
  wait_until (watch.n_paints == 2);
  g_assert_cmpuint (frond_test_screen_get_n_acquired (fixture->screen), ==, acquired + 1);
  g_signal_handlers_disconnect_by_data (get_clock (fixture), &watch);
}

static gboolean
on_draw (gpointer data)
{
  static guint32 colour;

  frond_test_screen_fill (((DisplayFixture *) data)->screen, 0, 0, 200, 200, colour++);
  return G_SOURCE_CONTINUE;
}

static void
test_minimised (DisplayFixture *fixture, gconstpointer data)
{
  guint source = g_timeout_add (16, on_draw, fixture);
  Watch watch = { .fixture = fixture };
  g_autofree guint32 *row = NULL;
  guint acquired;
  guint64 copies;

  gtk_window_minimize (fixture->window);
  wait_until (gtk_window_is_suspended (fixture->window));
  /* A frame may have been under way. */
  test_wait_ms (50);
  acquired = frond_test_screen_get_n_acquired (fixture->screen);
  g_signal_connect (get_clock (fixture), "paint", G_CALLBACK (on_paint), &watch);
  test_wait_ms (1000);
  g_assert_cmpuint (watch.n_paints, ==, 0);
  g_assert_cmpuint (frond_test_screen_get_n_acquired (fixture->screen), ==, acquired);

  copies = frond_display_get_n_copies (fixture->display);
  frond_test_screen_fill (fixture->screen, 0, fixture->height / 2, 1, 1, 0x123456);
  gtk_window_present (fixture->window);
  wait_until (!gtk_window_is_suspended (fixture->window));
  g_signal_connect (get_clock (fixture), "update", G_CALLBACK (on_tick), &watch);
  wait_until (frond_display_get_n_copies (fixture->display) > copies);
  g_assert_cmpuint (watch.n_ticks, <=, 2);
  row = render_row (fixture);
  g_assert_cmphex (row[0], ==, 0xff123456);
  g_signal_handlers_disconnect_by_data (get_clock (fixture), &watch);
  g_source_remove (source);
}

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
  gtk_test_init (&argc, &argv, NULL);
  g_log_set_always_fatal (G_LOG_FATAL_MASK);
  g_log_set_default_handler (log_cb, NULL);
  g_test_add ("/display/pacing/busy", DisplayFixture, "busy", display_fixture_set_up, test_batch,
              display_fixture_tear_down);
  g_test_add ("/display/pacing/columns", DisplayFixture, NULL, display_fixture_set_up, test_batch,
              display_fixture_tear_down);
  g_test_add ("/display/pacing/minimised", DisplayFixture, NULL, display_fixture_set_up, test_minimised,
              display_fixture_tear_down);
  if (g_test_slow ())
    g_test_add ("/display/pacing/torn", DisplayFixture, NULL, display_fixture_set_up, test_torn,
                display_fixture_tear_down);
  return g_test_run ();
}
