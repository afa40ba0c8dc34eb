/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "frond-buffer-pool.h"
#include "frond-damage.h"
#include "frond-frame.h"
#include "frond-framebuffer.h"

static guint
count_damaged (FrondFramebuffer *framebuffer)
{
  GdkRectangle damage;
  guint n = 0;

  for (guint i = 0; i < frond_framebuffer_get_n_tiles (framebuffer); i++)
    n += frond_framebuffer_take_damage (framebuffer, i, &damage);
  return n;
}

static void
test_grid (void)
{
  g_autoptr (FrondFramebuffer) framebuffer = frond_framebuffer_new (1000, 600, 256, 2);
  GdkRectangle shown, covered;

  g_assert_cmpuint (frond_framebuffer_get_n_tiles (framebuffer), ==, 4 * 3);
  frond_framebuffer_get_tile (framebuffer, 0, &shown, &covered);
  g_assert_true (gdk_rectangle_equal (&shown, &(GdkRectangle) { 0, 0, 256, 256 }));
  g_assert_true (gdk_rectangle_equal (&covered, &(GdkRectangle) { 0, 0, 258, 258 }));
  frond_framebuffer_get_tile (framebuffer, 5, &shown, &covered);
  g_assert_true (gdk_rectangle_equal (&shown, &(GdkRectangle) { 256, 256, 256, 256 }));
  g_assert_true (gdk_rectangle_equal (&covered, &(GdkRectangle) { 254, 254, 260, 260 }));
  frond_framebuffer_get_tile (framebuffer, 11, &shown, &covered);
  g_assert_true (gdk_rectangle_equal (&shown, &(GdkRectangle) { 768, 512, 232, 88 }));
  g_assert_true (gdk_rectangle_equal (&covered, &(GdkRectangle) { 766, 510, 234, 90 }));
}

static void
test_damage (void)
{
  g_autoptr (FrondFramebuffer) framebuffer = frond_framebuffer_new (1000, 600, 256, 0);
  GdkRectangle damage;

  g_assert_cmpuint (count_damaged (framebuffer), ==, 12);
  g_assert_false (frond_framebuffer_is_damaged (framebuffer));

  g_assert_true (frond_framebuffer_damage (framebuffer, &(GdkRectangle) { 300, 300, 12, 20 }));
  g_assert_false (frond_framebuffer_damage (framebuffer, &(GdkRectangle) { 310, 290, 10, 5 }));
  g_assert_false (frond_framebuffer_take_damage (framebuffer, 0, &damage));
  g_assert_true (frond_framebuffer_take_damage (framebuffer, 5, &damage));
  g_assert_true (gdk_rectangle_equal (&damage, &(GdkRectangle) { 44, 34, 20, 30 }));
  g_assert_false (frond_framebuffer_is_damaged (framebuffer));

  frond_framebuffer_damage (framebuffer, &(GdkRectangle) { 255, 255, 2, 2 });
  g_assert_cmpuint (count_damaged (framebuffer), ==, 4);
}

/* A neighbour whose apron shows the pixel has to be copied, too. */
static void
test_damage_apron (void)
{
  g_autoptr (FrondFramebuffer) framebuffer = frond_framebuffer_new (1000, 600, 256, 2);

  count_damaged (framebuffer);
  frond_framebuffer_damage (framebuffer, &(GdkRectangle) { 257, 100, 1, 1 });
  g_assert_cmpuint (count_damaged (framebuffer), ==, 2);
  frond_framebuffer_damage (framebuffer, &(GdkRectangle) { 258, 100, 1, 1 });
  g_assert_cmpuint (count_damaged (framebuffer), ==, 1);
}

static void
test_damage_columns (void)
{
  FrondDamage damage = { 0 };

  /* As QEMU sends it, in any order: one rectangle. */
  for (int i = 0; i < 60; i += 2)
    frond_damage_add (&damage, &(GdkRectangle) { i * 32, 100, 32, 500 });
  for (int i = 1; i < 60; i += 2)
    frond_damage_add (&damage, &(GdkRectangle) { i * 32, 100, 32, 500 });
  g_assert_cmpuint (damage.n_rects, ==, 1);
  g_assert_true (gdk_rectangle_equal (&damage.rects[0], &(GdkRectangle) { 0, 100, 1920, 500 }));
}

static gboolean
is_covered (const FrondDamage *damage, const GdkRectangle *rect)
{
  GdkRectangle hit;

  for (guint i = 0; i < damage->n_rects; i++)
    if (gdk_rectangle_intersect (&damage->rects[i], rect, &hit) && gdk_rectangle_equal (&hit, rect))
      return TRUE;
  return FALSE;
}

static void
test_damage_many (void)
{
  FrondDamage damage = { 0 };
  GdkRectangle rects[500];

  for (guint i = 0; i < G_N_ELEMENTS (rects); i++)
    {
      rects[i] = (GdkRectangle) { g_test_rand_int_range (0, 4000), g_test_rand_int_range (0, 2000),
                                  g_test_rand_int_range (1, 300), g_test_rand_int_range (1, 300) };
      frond_damage_add (&damage, &rects[i]);
      g_assert_cmpuint (damage.n_rects, <=, FROND_DAMAGE_MAX);
      for (guint j = 0; j <= i; j++)
        g_assert_true (is_covered (&damage, &rects[j]));
    }
}

static void
test_damage_outside (void)
{
  g_autoptr (FrondFramebuffer) framebuffer = frond_framebuffer_new (1000, 600, 256, 2);
  GdkRectangle damage;

  count_damaged (framebuffer);
  g_assert_false (frond_framebuffer_damage (framebuffer, &(GdkRectangle) { 1000, 0, 5, 5 }));
  g_assert_false (frond_framebuffer_damage (framebuffer, &(GdkRectangle) { -9, -9, 9, 9 }));
  g_assert_false (frond_framebuffer_is_damaged (framebuffer));
  frond_framebuffer_damage (framebuffer, &(GdkRectangle) { 990, 590, 4000, 4000 });
  g_assert_true (frond_framebuffer_take_damage (framebuffer, 11, &damage));
  g_assert_true (gdk_rectangle_equal (&damage, &(GdkRectangle) { 224, 80, 10, 10 }));
}

static void
test_copy (void)
{
  g_autofree guint32 *pixels = g_new (guint32, 50 * 40);
  g_autoptr (FrondFramebuffer) framebuffer = frond_framebuffer_new (50, 40, 16, 2);
  FrondFrame frame = { (const guint8 *) pixels, 50 * 4, 50, 40, FROND_PIXELS_XRGB8888 };

  for (guint i = 0; i < 50 * 40; i++)
    pixels[i] = i;
  for (guint i = 0; i < frond_framebuffer_get_n_tiles (framebuffer); i++)
    {
      g_autoptr (GBytes) bytes = frond_framebuffer_copy_tile (framebuffer, i, &frame);
      const guint32 *copy = g_bytes_get_data (bytes, NULL);
      GdkRectangle covered;

      frond_framebuffer_get_tile (framebuffer, i, NULL, &covered);
      g_assert_cmpuint (g_bytes_get_size (bytes), ==, (gsize) covered.width * covered.height * 4);
      for (int y = 0; y < covered.height; y++)
        for (int x = 0; x < covered.width; x++)
          g_assert_cmphex (copy[y * covered.width + x], ==,
                           0xff000000u | (guint32) ((covered.y + y) * 50 + covered.x + x));
    }
}

static void
test_pool (void)
{
  g_autoptr (FrondBufferPool) pool = frond_buffer_pool_new (64, 2);
  g_autoptr (GBytes) outliving = NULL;
  GBytes *bytes[4];

  for (guint i = 0; i < 4; i++)
    bytes[i] = frond_buffer_pool_wrap (pool, frond_buffer_pool_take (pool), 64);
  g_assert_cmpuint (frond_buffer_pool_get_n_idle (pool), ==, 0);
  for (guint i = 0; i < 4; i++)
    g_bytes_unref (bytes[i]);
  g_assert_cmpuint (frond_buffer_pool_get_n_idle (pool), ==, 2);
  outliving = frond_buffer_pool_wrap (pool, frond_buffer_pool_take (pool), 10);
  g_assert_cmpuint (frond_buffer_pool_get_n_idle (pool), ==, 1);
  g_assert_cmpuint (g_bytes_get_size (outliving), ==, 10);
  g_clear_object (&pool);
}

static void
test_16_bit (void)
{
  const guint16 row565[] = { 0xf800, 0x07e0, 0x001f, 0xffff, 0x0000 };
  const guint16 row555[] = { 0x7c00, 0x03e0, 0x001f, 0x7fff, 0x8000 };
  const guint32 expected[] = { 0xffff0000, 0xff00ff00, 0xff0000ff, 0xffffffff, 0xff000000 };
  FrondFrame frame = { (const guint8 *) row565, sizeof row565, 5, 1, FROND_PIXELS_RGB565 };
  guint32 out[5];

  frond_frame_copy_row (&frame, 0, 0, 5, out);
  g_assert_cmpmem (out, sizeof out, expected, sizeof expected);
  frame.data = (const guint8 *) row555;
  frame.pixels = FROND_PIXELS_RGB555;
  frond_frame_copy_row (&frame, 0, 0, 5, out);
  g_assert_cmpmem (out, sizeof out, expected, sizeof expected);
  frond_frame_copy_row (&frame, 3, 0, 2, out);
  g_assert_cmphex (out[0], ==, 0xffffffff);
}

static void
test_thumbnail (void)
{
  g_autofree guint32 *pixels = g_new (guint32, 100 * 60);
  FrondFrame frame = { (const guint8 *) pixels, 100 * 4, 100, 60, FROND_PIXELS_XRGB8888 };
  g_autoptr (GdkTexture) half = NULL;
  g_autoptr (GdkTexture) same = NULL;
  guint32 out[50 * 30];

  for (int y = 0; y < 60; y++)
    for (int x = 0; x < 100; x++)
      pixels[y * 100 + x] = (x & 1) ? 0x00ff0000 : 0x00000040;
  half = frond_frame_to_texture (&frame, 50);
  g_assert_cmpint (gdk_texture_get_width (half), ==, 50);
  g_assert_cmpint (gdk_texture_get_height (half), ==, 30);
  gdk_texture_download (half, (guchar *) out, 50 * 4);
  for (guint i = 0; i < G_N_ELEMENTS (out); i++)
    g_assert_cmphex (out[i], ==, 0xff7f0020);

  same = frond_frame_to_texture (&frame, 500);
  g_assert_cmpint (gdk_texture_get_width (same), ==, 100);
  g_assert_cmpint (gdk_texture_get_height (same), ==, 60);
}

/* Heights that do not divide: every output row must be written. */
static void
test_thumbnail_odd (void)
{
  for (int width = 1; width < 40; width++)
    {
      g_autofree guint32 *pixels = g_new (guint32, 41 * 29);
      FrondFrame frame = { (const guint8 *) pixels, 41 * 4, 41, 29, FROND_PIXELS_XRGB8888 };
      g_autoptr (GdkTexture) texture = NULL;
      guint32 out[41 * 29];

      for (guint i = 0; i < 41 * 29; i++)
        pixels[i] = 0x123456;
      texture = frond_frame_to_texture (&frame, width);
      gdk_texture_download (texture, (guchar *) out, (gsize) width * 4);
      for (int i = 0; i < width * gdk_texture_get_height (texture); i++)
        g_assert_cmphex (out[i], ==, 0xff123456);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/display/tiles/grid", test_grid);
  g_test_add_func ("/display/tiles/damage", test_damage);
  g_test_add_func ("/display/tiles/damage-apron", test_damage_apron);
  g_test_add_func ("/display/tiles/damage-columns", test_damage_columns);
  g_test_add_func ("/display/tiles/damage-many", test_damage_many);
  g_test_add_func ("/display/tiles/damage-outside", test_damage_outside);
  g_test_add_func ("/display/tiles/copy", test_copy);
  g_test_add_func ("/display/tiles/pool", test_pool);
  g_test_add_func ("/display/frame/16-bit", test_16_bit);
  g_test_add_func ("/display/frame/thumbnail", test_thumbnail);
  g_test_add_func ("/display/frame/thumbnail-odd", test_thumbnail_odd);
  return g_test_run ();
}
