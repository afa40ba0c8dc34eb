/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The tile presenter through each of GSK's renderers that this machine has: exact where it must be, and without
 * seams where it is scaled. */
#include "frond-frame.h"
#include "frond-test-screen.h"
#include "frond-tile-presenter.h"

#include <gsk/gsk.h>
#include <math.h>

#define WIDTH  600
#define HEIGHT 420

typedef GskRenderer *(*NewRenderer) (void);

static GskRenderer *
make_renderer (NewRenderer new_renderer)
{
  GskRenderer *renderer = new_renderer ();
  g_autoptr (GError) error = NULL;

  if (gsk_renderer_realize_for_display (renderer, gdk_display_get_default (), &error))
    return renderer;
  g_test_skip (error->message);
  g_object_unref (renderer);
  return NULL;
}

static gboolean
is_cairo (NewRenderer new_renderer)
{
  return new_renderer == gsk_cairo_renderer_new;
}

static void
update (FrondTilePresenter *presenter, FrondTestScreen *test, const FrondViewport *viewport)
{
  FrondFrame frame;

  g_assert_true (frond_screen_acquire_frame (FROND_SCREEN (test), &frame));
  frond_tile_presenter_update (presenter, viewport, &frame);
  frond_screen_release_frame (FROND_SCREEN (test));
}

/* As a widget's snapshot goes: what is drawn in logical pixels is enlarged by the surface's scale in the end. */
static guint32 *
render (GskRenderer *renderer, GskRenderNode *node, double scale, int width, int height)
{
  GtkSnapshot *snapshot = gtk_snapshot_new ();
  g_autoptr (GskRenderNode) whole = NULL;
  g_autoptr (GdkTexture) texture = NULL;
  guint32 *out = g_new (guint32, (gsize) width * height);

  gtk_snapshot_append_color (snapshot, &(GdkRGBA) { 0, 0, 0, 1 }, &GRAPHENE_RECT_INIT (0, 0, width, height));
  gtk_snapshot_scale (snapshot, scale, scale);
  gtk_snapshot_scale (snapshot, 1 / (float) scale, 1 / (float) scale);
  gtk_snapshot_append_node (snapshot, node);
  whole = gtk_snapshot_free_to_node (snapshot);
  texture = gsk_renderer_render_texture (renderer, whole, &GRAPHENE_RECT_INIT (0, 0, width, height));
  gdk_texture_download (texture, (guchar *) out, (gsize) width * 4);
  return out;
}

static GskRenderNode *
presenter_node (FrondTilePresenter *presenter)
{
  GtkSnapshot *snapshot = gtk_snapshot_new ();

  frond_tile_presenter_snapshot (presenter, snapshot);
  return gtk_snapshot_free_to_node (snapshot);
}

static void
check_exact (GskRenderer *renderer, gboolean cairo, double scale)
{
  g_autoptr (FrondTestScreen) test = frond_test_screen_new (WIDTH, HEIGHT);
  g_autoptr (FrondTilePresenter) presenter = frond_tile_presenter_new ();
  g_autoptr (GskRenderNode) node = NULL;
  g_autofree guint32 *out = NULL;
  FrondViewport viewport;
  guint n_wrong = 0;

  frond_tile_presenter_set_for_cairo (presenter, cairo);
  frond_viewport_init (&viewport, 0, 0, WIDTH / scale, HEIGHT / scale, scale, WIDTH, HEIGHT, TRUE);
  g_assert_true (frond_viewport_is_exact (&viewport));
  update (presenter, test, &viewport);
  node = presenter_node (presenter);
  out = render (renderer, node, scale, WIDTH, HEIGHT);
  for (int y = 0; y < HEIGHT; y++)
    for (int x = 0; x < WIDTH; x++)
      n_wrong += out[y * WIDTH + x] != (0xff000000u | frond_test_screen_get_pixel (test, x, y));
  g_assert_cmpuint (n_wrong, ==, 0);
}

static void
test_exact (gconstpointer data)
{
  const double scales[] = { 1, 1.25, 4 / 3.0, 1.5, 1.75, 2, 3 };
  NewRenderer new_renderer = *(NewRenderer const *) data;
  GskRenderer *renderer = make_renderer (new_renderer);

  if (renderer == NULL)
    return;
  for (guint i = 0; i < G_N_ELEMENTS (scales); i++)
    check_exact (renderer, is_cairo (new_renderer), scales[i]);
  gsk_renderer_unrealize (renderer);
  g_object_unref (renderer);
}

static guint32
smooth_pixel (int x, int y)
{
  guint32 red = 127 + 120 * sin (x / 9.0);
  guint32 green = 127 + 120 * sin (y / 7.0);

  return red << 16 | green << 8 | ((x + y) & 0xff);
}

/* One texture of the whole picture has no seams; tiles must look the same. */
static int
max_difference (GskRenderer *renderer, FrondTestScreen *test, gboolean cairo, double factor)
{
  int width = round (WIDTH * factor);
  int height = round (HEIGHT * factor);
  g_autoptr (FrondTilePresenter) presenter = frond_tile_presenter_new ();
  g_autoptr (GdkTexture) whole = NULL;
  g_autoptr (GskRenderNode) node = NULL;
  g_autoptr (GskRenderNode) reference = NULL;
  g_autofree guint32 *out = NULL;
  g_autofree guint32 *expected = NULL;
  FrondViewport viewport;
  graphene_rect_t bounds;
  FrondFrame frame;
  int worst = 0;

  frond_tile_presenter_set_for_cairo (presenter, cairo);
  frond_viewport_init (&viewport, 0, 0, width, height, 1, WIDTH, HEIGHT, TRUE);
  update (presenter, test, &viewport);
  node = presenter_node (presenter);
  out = render (renderer, node, 1, width, height);

  g_assert_true (frond_screen_acquire_frame (FROND_SCREEN (test), &frame));
  whole = frond_frame_to_texture (&frame, 0);
  frond_screen_release_frame (FROND_SCREEN (test));
  bounds = GRAPHENE_RECT_INIT (viewport.picture.x, viewport.picture.y, viewport.picture.width,
                               viewport.picture.height);
  reference = cairo ? gsk_texture_scale_node_new (whole, &bounds, GSK_SCALING_FILTER_LINEAR)
                    : gsk_texture_node_new (whole, &bounds);
  expected = render (renderer, reference, 1, width, height);
  for (int i = 0; i < width * height; i++)
    for (int shift = 0; shift < 24; shift += 8)
      worst = MAX (worst, ABS ((int) (out[i] >> shift & 0xff) - (int) (expected[i] >> shift & 0xff)));
  return worst;
}

static void
test_seams (gconstpointer data)
{
  const double factors[] = { 0.7, 0.9, 1.3, 1.77 };
  NewRenderer new_renderer = *(NewRenderer const *) data;
  GskRenderer *renderer = make_renderer (new_renderer);
  g_autoptr (FrondTestScreen) test = frond_test_screen_new (WIDTH, HEIGHT);

  if (renderer == NULL)
    return;
  for (int y = 0; y < HEIGHT; y++)
    for (int x = 0; x < WIDTH; x++)
      frond_test_screen_fill (test, x, y, 1, 1, smooth_pixel (x, y));
  for (guint i = 0; i < G_N_ELEMENTS (factors); i++)
    {
      int worst = max_difference (renderer, test, is_cairo (new_renderer), factors[i]);

      g_test_message ("%s at %.2f: largest difference %d of 255", G_OBJECT_TYPE_NAME (renderer), factors[i],
                      worst);
      g_assert_cmpint (worst, <=, 8);
    }
  gsk_renderer_unrealize (renderer);
  g_object_unref (renderer);
}

/* Sharp: each device pixel is the guest pixel under its middle, and none is a mixture. */
static guint
count_mixed (GskRenderer *renderer, FrondTestScreen *test, gboolean cairo, double factor)
{
  int width = round (WIDTH * factor);
  int height = round (HEIGHT * factor);
  g_autoptr (FrondTilePresenter) presenter = frond_tile_presenter_new ();
  g_autoptr (GskRenderNode) node = NULL;
  g_autofree guint32 *out = NULL;
  FrondViewport viewport;
  guint n_wrong = 0;

  frond_tile_presenter_set_for_cairo (presenter, cairo);
  frond_tile_presenter_set_sharp (presenter, TRUE);
  frond_viewport_init (&viewport, 0, 0, width, height, 1, WIDTH, HEIGHT, TRUE);
  update (presenter, test, &viewport);
  node = presenter_node (presenter);
  out = render (renderer, node, 1, width, height);
  for (int y = 0; y < viewport.picture.height; y++)
    for (int x = 0; x < viewport.picture.width; x++)
      {
        int guest_x = (2 * x + 1) * WIDTH / (2 * viewport.picture.width);
        int guest_y = (2 * y + 1) * HEIGHT / (2 * viewport.picture.height);

        /* Between two pixels either will do. */
        if ((2 * x + 1) * WIDTH % (2 * viewport.picture.width) == 0 ||
            (2 * y + 1) * HEIGHT % (2 * viewport.picture.height) == 0)
          continue;
        n_wrong += out[(viewport.picture.y + y) * width + viewport.picture.x + x] !=
                   (0xff000000u | frond_test_screen_get_pixel (test, guest_x, guest_y));
      }
  return n_wrong;
}

static void
test_sharp (gconstpointer data)
{
  const double factors[] = { 0.9, 1.3, 1.77, 2.4 };
  NewRenderer new_renderer = *(NewRenderer const *) data;
  GskRenderer *renderer = make_renderer (new_renderer);
  g_autoptr (FrondTestScreen) test = frond_test_screen_new (WIDTH, HEIGHT);

  if (renderer == NULL)
    return;
  for (guint i = 0; i < G_N_ELEMENTS (factors); i++)
    {
      guint n_wrong = count_mixed (renderer, test, is_cairo (new_renderer), factors[i]);

      g_test_message ("%s at %.2f: %u wrong", G_OBJECT_TYPE_NAME (renderer), factors[i], n_wrong);
      g_assert_cmpuint (n_wrong, ==, 0);
    }
  gsk_renderer_unrealize (renderer);
  g_object_unref (renderer);
}

static gboolean
has_child (GskRenderNode *node, GskRenderNode *child)
{
  for (guint i = 0; i < gsk_container_node_get_n_children (node); i++)
    if (gsk_container_node_get_child (node, i) == child)
      return TRUE;
  return FALSE;
}

/* NODE has a mark there that OTHER does not have. */
static gboolean
is_marked (GskRenderNode *node, GskRenderNode *other, int x, int y)
{
  for (guint i = 0; i < gsk_container_node_get_n_children (node); i++)
    {
      GskRenderNode *child = gsk_container_node_get_child (node, i);
      graphene_rect_t bounds;

      gsk_render_node_get_bounds (child, &bounds);
      if (gsk_render_node_get_node_type (child) == GSK_COLOR_NODE && !has_child (other, child) &&
          graphene_rect_contains_point (&bounds, &GRAPHENE_POINT_INIT (x + 0.5f, y + 0.5f)))
        return TRUE;
    }
  return FALSE;
}

/* Whatever looks otherwise after a change has to be told to GSK, or it stays as it was. */
static void
check_marks (GskRenderer *renderer, double factor)
{
  const GdkRectangle changes[] = {
    { 100, 80, 12, 20 }, { 101, 83, 1, 1 }, { 0, 0, 3, 3 }, { 597, 400, 3, 20 }
  };
  int width = round (WIDTH * factor);
  int height = round (HEIGHT * factor);
  g_autoptr (FrondTestScreen) test = frond_test_screen_new (WIDTH, HEIGHT);
  g_autoptr (FrondTilePresenter) presenter = frond_tile_presenter_new ();
  FrondViewport viewport;

  frond_tile_presenter_set_for_cairo (presenter, TRUE);
  frond_viewport_init (&viewport, 0, 0, width, height, 1, WIDTH, HEIGHT, TRUE);
  update (presenter, test, &viewport);
  for (guint i = 0; i < 2 * G_N_ELEMENTS (changes); i++)
    {
      const GdkRectangle *change = &changes[i % G_N_ELEMENTS (changes)];
      g_autoptr (GskRenderNode) node = presenter_node (presenter);
      g_autofree guint32 *before = render (renderer, node, 1, width, height);
      g_autoptr (GskRenderNode) next = NULL;
      g_autofree guint32 *after = NULL;

      frond_test_screen_fill (test, change->x, change->y, change->width, change->height, 0x10203 * i);
      frond_tile_presenter_damage (presenter, change);
      update (presenter, test, &viewport);
      next = presenter_node (presenter);
      after = render (renderer, next, 1, width, height);
      for (int y = 0; y < height; y++)
        for (int x = 0; x < width; x++)
          if (before[y * width + x] != after[y * width + x])
            g_assert_true (is_marked (next, node, x, y) || is_marked (node, next, x, y));
    }
}

static void
test_marks (void)
{
  const double factors[] = { 0.12, 0.3, 0.45, 0.7, 1, 1.3 };
  GskRenderer *renderer = make_renderer (gsk_cairo_renderer_new);

  for (guint i = 0; i < G_N_ELEMENTS (factors); i++)
    check_marks (renderer, factors[i]);
  gsk_renderer_unrealize (renderer);
  g_object_unref (renderer);
}

static void
test_copies (void)
{
  g_autoptr (FrondTestScreen) test = frond_test_screen_new (1024, 768);
  g_autoptr (FrondTilePresenter) presenter = frond_tile_presenter_new ();
  g_autoptr (GskRenderNode) before = NULL;
  g_autoptr (GskRenderNode) after = NULL;
  FrondViewport viewport;

  frond_viewport_init (&viewport, 0, 0, 1024, 768, 1, 1024, 768, TRUE);
  update (presenter, test, &viewport);
  g_assert_cmpuint (frond_tile_presenter_get_n_copies (presenter), ==, 12);
  before = presenter_node (presenter);
  update (presenter, test, &viewport);
  g_assert_cmpuint (frond_tile_presenter_get_n_copies (presenter), ==, 12);
  frond_tile_presenter_damage (presenter, &(GdkRectangle) { 300, 300, 12, 20 });
  update (presenter, test, &viewport);
  g_assert_cmpuint (frond_tile_presenter_get_n_copies (presenter), ==, 13);

  /* The other tiles are the very same nodes, which GSK skips without looking. */
  after = presenter_node (presenter);
  for (guint i = 0; i < 12; i++)
    {
      gboolean same = gsk_container_node_get_child (before, i) == gsk_container_node_get_child (after, i);

      g_assert_cmpint (same, ==, i != 5);
    }
}

static const NewRenderer cairo_renderer = gsk_cairo_renderer_new;
static const NewRenderer gl_renderer = gsk_gl_renderer_new;

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv, NULL);
  g_test_add_func ("/display/presenter/copies", test_copies);
  g_test_add_func ("/display/presenter/marks", test_marks);
  g_test_add_data_func ("/display/presenter/exact/cairo", &cairo_renderer, test_exact);
  g_test_add_data_func ("/display/presenter/exact/gl", &gl_renderer, test_exact);
  g_test_add_data_func ("/display/presenter/seams/cairo", &cairo_renderer, test_seams);
  g_test_add_data_func ("/display/presenter/seams/gl", &gl_renderer, test_seams);
  g_test_add_data_func ("/display/presenter/sharp/cairo", &cairo_renderer, test_sharp);
  g_test_add_data_func ("/display/presenter/sharp/gl", &gl_renderer, test_sharp);
  return g_test_run ();
}
