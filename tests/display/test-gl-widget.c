/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* GL scanouts from libspice-server to the pixels of a FrondDisplay in a window. Where there is /dev/udmabuf they are
 * dmabufs and go the way of a GPU's, else memory that is copied. */
#include "bench-opener.h"
#include "frond-display-private.h"
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
  FrondSpiceGl *gl;
  GtkWindow *window;
  FrondDisplay *display;
  guint n_frames;
  guint n_black;
} Fixture;

/* spice-glib complains of links that are cut, and a software renderer that it is one. */
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
  g_autoptr (FrondScreen) screen = NULL;
  GListModel *screens;

  fixture->server = synth_client_new (WIDTH, HEIGHT);
  fixture->opener = bench_opener_new (synth_client_get_path (fixture->server));
  fixture->session = frond_spice_session_new (fixture->opener);
  screens = frond_session_get_screens (fixture->session);
  frond_session_connect (fixture->session);
  wait_until (g_list_model_get_n_items (screens) > 0);
  screen = g_list_model_get_item (screens, 0);
  fixture->gl = frond_spice_surface_get_gl (frond_spice_screen_get_surface (FROND_SPICE_SCREEN (screen)));
  g_object_ref (fixture->gl);

  fixture->window = GTK_WINDOW (gtk_window_new ());
  fixture->display = FROND_DISPLAY (frond_display_new ());
  gtk_widget_set_size_request (GTK_WIDGET (fixture->display), WIDTH, HEIGHT);
  gtk_window_set_decorated (fixture->window, FALSE);
  gtk_window_set_default_size (fixture->window, WIDTH, HEIGHT);
  gtk_window_set_child (fixture->window, GTK_WIDGET (fixture->display));
  frond_display_set_screen (fixture->display, screen);
  gtk_window_present (fixture->window);
  wait_until (gtk_widget_get_width (GTK_WIDGET (fixture->display)) >= WIDTH &&
              frond_screen_get_ready (screen));
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  if (fixture->window != NULL)
    gtk_window_destroy (fixture->window);
  g_object_unref (fixture->session);
  g_clear_object (&fixture->gl);
  g_clear_object (&fixture->opener);
  synth_client_free (fixture->server);
}

/* The display's pixels, the guest's picture in the middle. */
static guint32 *
render (Fixture *fixture, int *width, int *height)
{
  g_autoptr (GdkPaintable) paintable = gtk_widget_paintable_new (GTK_WIDGET (fixture->display));
  GskRenderer *renderer = gtk_native_get_renderer (GTK_NATIVE (fixture->window));
  GtkSnapshot *snapshot = gtk_snapshot_new ();
  g_autoptr (GskRenderNode) node = NULL;
  g_autoptr (GdkTexture) texture = NULL;
  guint32 *out;

  *width = gtk_widget_get_width (GTK_WIDGET (fixture->display));
  *height = gtk_widget_get_height (GTK_WIDGET (fixture->display));
  gdk_paintable_snapshot (paintable, snapshot, *width, *height);
  node = gtk_snapshot_free_to_node (snapshot);
  out = g_new0 (guint32, (gsize) *width * *height);
  if (node == NULL)
    return out;
  texture = gsk_renderer_render_texture (renderer, node, &GRAPHENE_RECT_INIT (0, 0, *width, *height));
  gdk_texture_download (texture, (guchar *) out, (gsize) *width * 4);
  return out;
}

static guint
count_wrong (Fixture *fixture, guint32 seed)
{
  int width, height;
  g_autofree guint32 *out = render (fixture, &width, &height);
  int left = (width - WIDTH) / 2;
  int top = (height - HEIGHT) / 2;
  guint n_wrong = 0;

  /* not laid out yet */
  if (left < 0 || top < 0)
    return G_MAXUINT;
  for (int y = 0; y < HEIGHT; y++)
    for (int x = 0; x < WIDTH; x++)
      n_wrong += out[(top + y) * width + left + x] != (0xff000000u | synth_gl_pixel (x, y, seed));
  return n_wrong;
}

static void
wait_drawn (Fixture *fixture, guint n)
{
  g_autofree char *line = g_strdup_printf ("drawn %u", n);

  wait_until (synth_client_saw (fixture->server, line));
}

static void
show_buffer (Fixture *fixture, guint y0top, guint32 seed)
{
  synth_client_do (fixture->server, "gl-buffer 0 %d %d AR24 %u %x", WIDTH, HEIGHT, y0top, seed);
  synth_client_do (fixture->server, "gl-show 0");
  synth_client_do (fixture->server, "gl-draw 0 0 %d %d", WIDTH, HEIGHT);
}

static void
test_picture (Fixture *fixture, gconstpointer data)
{
  frond_display_set_scaling (fixture->display, FALSE);
  for (guint i = 0; i < 6; i++)
    {
      g_autoptr (GdkTexture) picture = NULL;
      guint32 pixel[WIDTH * HEIGHT];

      show_buffer (fixture, i % 2, i * 77);
      wait_drawn (fixture, i + 1);
      wait_until (count_wrong (fixture, i * 77) == 0);
      picture = frond_display_capture (fixture->display, 0);
      gdk_texture_download (picture, (guchar *) pixel, WIDTH * 4);
      g_assert_cmphex (pixel[WIDTH + 5], ==, 0xff000000u | synth_gl_pixel (5, 1, i * 77));
    }
  g_assert_cmpuint (frond_spice_gl_get_n_acknowledged (fixture->gl), ==, 6);
  g_test_message ("shown %s", fixture->display->shows_scanout ? "as a dmabuf" : "from a copy");
  if (g_getenv ("FROND_TEST_DMABUF") != NULL)
    g_assert_true (fixture->display->shows_scanout);
}

static guint32
pixel_at (Fixture *fixture, int x, int y)
{
  int width, height;
  g_autofree guint32 *out = render (fixture, &width, &height);

  return out[((height - HEIGHT) / 2 + y) * width + (width - WIDTH) / 2 + x] & 0xffffff;
}

static void
test_damage (Fixture *fixture, gconstpointer data)
{
  frond_display_set_scaling (fixture->display, FALSE);
  for (guint i = 0; i < 2; i++)
    {
      show_buffer (fixture, i, 1);
      wait_drawn (fixture, i * 2 + 1);
      wait_until (count_wrong (fixture, 1) == 0);
      synth_client_do (fixture->server, "gl-paint 0 200 20 8 8 aabbcc");
      synth_client_do (fixture->server, "gl-draw 200 20 8 8");
      wait_drawn (fixture, i * 2 + 2);
      wait_until (pixel_at (fixture, 200, 20) == 0xaabbcc);
      g_assert_cmphex (pixel_at (fixture, 207, 27), ==, 0xaabbcc);
      g_assert_cmphex (pixel_at (fixture, 208, 28), ==, synth_gl_pixel (208, 28, 1));
    }
}

/* At the pace of the frame clock, each one told once. */
static void
test_burst (Fixture *fixture, gconstpointer data)
{
  gint64 start;

  show_buffer (fixture, 0, 1);
  wait_drawn (fixture, 1);
  synth_client_do (fixture->server, "gl-buffer 1 %d %d AR24 1 2", WIDTH, HEIGHT);
  start = g_get_monotonic_time ();
  synth_client_do (fixture->server, "gl-burst 100 %d %d", WIDTH, HEIGHT);
  wait_drawn (fixture, 101);
  synth_client_do (fixture->server, "gl-flip 60 %d %d", WIDTH, HEIGHT);
  wait_drawn (fixture, 161);
  g_assert_cmpuint (frond_spice_gl_get_n_acknowledged (fixture->gl), ==, 161);
  g_test_message ("%.1f draws a second", 160e6 / (g_get_monotonic_time () - start));
}

static void
on_painted (Fixture *fixture)
{
  fixture->n_frames++;
  fixture->n_black += pixel_at (fixture, WIDTH / 2, HEIGHT / 2) == 0;
}

/* Between a GL picture and a surface there is no frame without either. */
static void
test_switch (Fixture *fixture, gconstpointer data)
{
  GdkFrameClock *clock = gtk_widget_get_frame_clock (GTK_WIDGET (fixture->display));

  frond_display_set_scaling (fixture->display, FALSE);
  synth_client_do (fixture->server, "fill 0 0 %d %d 123456", WIDTH, HEIGHT);
  wait_until (pixel_at (fixture, 9, 9) == 0x123456);
  g_signal_connect_swapped (clock, "after-paint", G_CALLBACK (on_painted), fixture);
  for (guint i = 1; i <= 20; i++)
    {
      guint before = fixture->n_frames;

      /* What we render ourselves is not on the screen yet. */
      show_buffer (fixture, i % 2, i);
      wait_drawn (fixture, i);
      wait_until (fixture->n_frames > before && count_wrong (fixture, i) == 0);
      before = fixture->n_frames;
      if (i % 3 == 0)
        synth_client_do (fixture->server, "gl-off");
      synth_client_do (fixture->server, "fill 0 0 %d %d %x", WIDTH, HEIGHT, 0x654321 + i);
      wait_until (fixture->n_frames > before && pixel_at (fixture, 9, 9) == 0x654321 + i);
    }
  g_signal_handlers_disconnect_by_data (clock, fixture);
  g_test_message ("%u frames", fixture->n_frames);
  g_assert_cmpuint (fixture->n_frames, >=, 40);
  g_assert_cmpuint (fixture->n_black, ==, 0);
}

static void
test_hidden (Fixture *fixture, gconstpointer data)
{
  guint64 n_copies;
  gint64 start;

  frond_display_set_scaling (fixture->display, FALSE);
  show_buffer (fixture, 0, 1);
  wait_drawn (fixture, 1);
  gtk_widget_set_visible (GTK_WIDGET (fixture->display), FALSE);
  n_copies = frond_display_get_n_copies (fixture->display);
  synth_client_do (fixture->server, "gl-buffer 0 %d %d AR24 0 99", WIDTH, HEIGHT);
  synth_client_do (fixture->server, "gl-show 0");
  start = g_get_monotonic_time ();
  synth_client_do (fixture->server, "gl-burst 10 %d %d", WIDTH, HEIGHT);
  wait_drawn (fixture, 11);
  g_assert_cmpint (g_get_monotonic_time () - start, >=, 10 * FROND_SPICE_GL_UNSEEN_PACE * 1000);
  g_assert_cmpuint (frond_display_get_n_copies (fixture->display), ==, n_copies);
  gtk_widget_set_visible (GTK_WIDGET (fixture->display), TRUE);
  wait_until (count_wrong (fixture, 0x99) == 0);
  g_assert_cmpuint (frond_spice_gl_get_n_acknowledged (fixture->gl), ==, 11);
}

/* The widget goes with draws outstanding: the guest goes on. */
static void
test_destroyed (Fixture *fixture, gconstpointer data)
{
  show_buffer (fixture, 0, 1);
  wait_drawn (fixture, 1);
  synth_client_do (fixture->server, "gl-burst 20 %d %d", WIDTH, HEIGHT);
  wait_until (frond_spice_gl_get_n_acknowledged (fixture->gl) > 5);
  g_object_add_weak_pointer (G_OBJECT (fixture->display), (gpointer *) &fixture->display);
  gtk_window_destroy (fixture->window);
  fixture->window = NULL;
  wait_drawn (fixture, 21);
  g_assert_null (fixture->display);
  g_assert_cmpuint (frond_spice_gl_get_n_acknowledged (fixture->gl), ==, 21);
}

static void
test_unshown (Fixture *fixture, gconstpointer data)
{
  frond_display_set_scaling (fixture->display, FALSE);
  show_buffer (fixture, 0, 1);
  wait_drawn (fixture, 1);
  g_assert_false (frond_display_get_gl_unshown (fixture->display));
  synth_client_do (fixture->server, "gl-lie format");
  synth_client_do (fixture->server, "gl-draw 0 0 %d %d", WIDTH, HEIGHT);
  wait_until (frond_display_get_gl_unshown (fixture->display));
  wait_drawn (fixture, 2);
  /* The guest need not wait for what nobody shows. */
  g_assert_null (fixture->display->watched_screen);
  synth_client_do (fixture->server, "gl-burst 5 %d %d", WIDTH, HEIGHT);
  wait_drawn (fixture, 7);
  g_assert_null (fixture->display->watched_screen);
  g_assert_null (frond_display_capture (fixture->display, 0));
  show_buffer (fixture, 0, 3);
  wait_until (!frond_display_get_gl_unshown (fixture->display));
  wait_until (count_wrong (fixture, 3) == 0);
  wait_drawn (fixture, 8);
  g_assert_cmpuint (frond_spice_gl_get_n_acknowledged (fixture->gl), ==, 8);
}

#define add(name, test) g_test_add ("/gl-widget/" name, Fixture, NULL, set_up, test, tear_down)

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv, NULL);
  g_log_set_always_fatal (G_LOG_FATAL_MASK);
  g_log_set_default_handler (on_log, NULL);

  add ("picture", test_picture);
  add ("damage", test_damage);
  add ("burst", test_burst);
  add ("switch", test_switch);
  add ("hidden", test_hidden);
  add ("destroyed", test_destroyed);
  add ("unshown", test_unshown);

  return g_test_run ();
}
