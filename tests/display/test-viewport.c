/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "frond-viewport.h"

static void
assert_picture (const FrondViewport *viewport, int x, int y, int width, int height)
{
  g_assert_cmpint (viewport->picture.x, ==, x);
  g_assert_cmpint (viewport->picture.y, ==, y);
  g_assert_cmpint (viewport->picture.width, ==, width);
  g_assert_cmpint (viewport->picture.height, ==, height);
}

static void
test_letterbox (void)
{
  FrondViewport viewport;

  frond_viewport_init (&viewport, 0, 0, 1000, 1000, 1, 400, 200, TRUE);
  assert_picture (&viewport, 0, 250, 1000, 500);
  frond_viewport_init (&viewport, 0, 0, 1000, 300, 1, 400, 200, TRUE);
  assert_picture (&viewport, 200, 0, 600, 300);
  frond_viewport_init (&viewport, 0, 0, 1000, 1000, 1, 400, 200, FALSE);
  assert_picture (&viewport, 300, 400, 400, 200);
  frond_viewport_init (&viewport, 0, 0, 100, 100, 1, 400, 200, FALSE);
  assert_picture (&viewport, -150, -50, 400, 200);
}

static void
test_exact (void)
{
  FrondViewport viewport;

  frond_viewport_init (&viewport, 0, 0, 1000, 700, 1, 1000, 700, TRUE);
  assert_picture (&viewport, 0, 0, 1000, 700);
  g_assert_true (frond_viewport_is_exact (&viewport));
  /* A little smaller is not worth blur, larger cannot be shown whole. */
  frond_viewport_init (&viewport, 0, 0, 1000, 700, 1, 992, 698, TRUE);
  assert_picture (&viewport, 4, 1, 992, 698);
  frond_viewport_init (&viewport, 0, 0, 1000, 700, 1, 1002, 700, TRUE);
  g_assert_false (frond_viewport_is_exact (&viewport));
  frond_viewport_init (&viewport, 0, 0, 1000, 700, 1, 980, 700, TRUE);
  g_assert_cmpint (viewport.picture.width, ==, 980);
  g_assert_true (frond_viewport_is_exact (&viewport));
  frond_viewport_init (&viewport, 0, 0, 1000, 800, 1, 500, 400, TRUE);
  g_assert_true (frond_viewport_is_integral (&viewport));
  g_assert_false (frond_viewport_is_exact (&viewport));
}

/* A widget under a header bar of 47 logical pixels does not begin on a device pixel at 125 %. */
static void
test_fractional (void)
{
  FrondViewport viewport;

  frond_viewport_init (&viewport, 0, 47, 801, 601, 1.25, 1000, 750, TRUE);
  g_assert_cmpint (viewport.widget.x, ==, 0);
  g_assert_cmpint (viewport.widget.y, ==, 59);
  g_assert_cmpint (viewport.widget.width, ==, 1001);
  g_assert_cmpint (viewport.widget.height, ==, 751);
  assert_picture (&viewport, 0, 59, 1000, 750);
  g_assert_true (frond_viewport_is_exact (&viewport));

  frond_viewport_init (&viewport, 0, 0, 750, 600, 4.0 / 3, 1000, 800, TRUE);
  assert_picture (&viewport, 0, 0, 1000, 800);
}

static void
test_to_guest (void)
{
  FrondViewport viewport;
  int x, y;

  frond_viewport_init (&viewport, 0, 0, 1000, 700, 1, 1000, 700, TRUE);
  g_assert_true (frond_viewport_to_guest (&viewport, 999.5, 0.2, &x, &y));
  g_assert_cmpint (x, ==, 999);
  g_assert_cmpint (y, ==, 0);

  /* on the bars: the nearest pixel */
  frond_viewport_init (&viewport, 0, 0, 1000, 1000, 1, 400, 200, TRUE);
  g_assert_false (frond_viewport_to_guest (&viewport, 500, 10, &x, &y));
  g_assert_cmpint (x, ==, 200);
  g_assert_cmpint (y, ==, 0);
  g_assert_false (frond_viewport_to_guest (&viewport, -50, 999, &x, &y));
  g_assert_cmpint (x, ==, 0);
  g_assert_cmpint (y, ==, 199);
}

static void
test_to_guest_edges (void)
{
  const double scales[] = { 1, 1.25, 1.5, 1.75, 2 };
  const int sizes[] = { 64, 333, 640, 1920, 3840 };
  FrondViewport viewport;
  int x, y;

  for (guint s = 0; s < G_N_ELEMENTS (scales); s++)
    for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
      {
        double left, right;

        frond_viewport_init (&viewport, 3, 5, 800, 600, scales[s], sizes[i], sizes[i] * 3 / 4, TRUE);
        left = viewport.picture.x / scales[s] - 3;
        right = (viewport.picture.x + viewport.picture.width - 1) / scales[s] - 3;
        frond_viewport_to_guest (&viewport, left, 300, &x, &y);
        g_assert_cmpint (x, ==, 0);
        frond_viewport_to_guest (&viewport, right, 300, &x, &y);
        g_assert_cmpint (x, ==, sizes[i] - 1);
      }
}

static void
test_degenerate (void)
{
  FrondViewport viewport;
  int x, y;

  frond_viewport_init (&viewport, 0, 0, 0, 0, 1, 1024, 768, TRUE);
  g_assert_cmpint (viewport.picture.width, >=, 1);
  g_assert_cmpint (viewport.picture.height, >=, 1);
  frond_viewport_to_guest (&viewport, 5, 5, &x, &y);
  g_assert_cmpint (x, >=, 0);
  g_assert_cmpint (x, <, 1024);
  frond_viewport_init (&viewport, 0, 0, 3, 900, 1, 16384, 1, TRUE);
  assert_picture (&viewport, 0, 449, 3, 1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/display/viewport/letterbox", test_letterbox);
  g_test_add_func ("/display/viewport/exact", test_exact);
  g_test_add_func ("/display/viewport/fractional", test_fractional);
  g_test_add_func ("/display/viewport/to-guest", test_to_guest);
  g_test_add_func ("/display/viewport/to-guest-edges", test_to_guest_edges);
  g_test_add_func ("/display/viewport/degenerate", test_degenerate);
  return g_test_run ();
}
