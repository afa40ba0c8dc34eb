/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "frond-error.h"
#include "frond-resizer.h"
#include "frond-spice-surface.h"
#include "frond-test-screen.h"
#include "test-wait.h"

static void
on_damage (FrondScreen *screen, int x, int y, int width, int height, GString *log)
{
  g_string_append_printf (log, "%d %d %d %d;", x, y, width, height);
}

static void
test_damage_is_cut (void)
{
  g_autoptr (FrondTestScreen) test = frond_test_screen_new (100, 50);
  g_autoptr (GString) log = g_string_new (NULL);
  FrondScreen *screen = FROND_SCREEN (test);

  g_signal_connect (screen, "damage", G_CALLBACK (on_damage), log);
  frond_screen_take_damage (screen, 90, 40, 50, 50);
  frond_screen_take_damage (screen, -5, -5, 10, 10);
  frond_screen_take_damage (screen, 100, 0, 5, 5);
  frond_screen_take_damage (screen, G_MAXINT, G_MAXINT, G_MAXINT, G_MAXINT);
  frond_screen_take_damage (screen, G_MININT, 0, G_MAXINT, 5);
  frond_screen_take_damage (screen, 5, 5, -10, 3);
  g_assert_cmpstr (log->str, ==, "90 40 10 10;0 0 5 5;");
}

static void
test_pointer_is_clamped (void)
{
  g_autoptr (FrondTestScreen) test = frond_test_screen_new (100, 50);
  g_autofree char *log = NULL;

  frond_screen_pointer_abs (FROND_SCREEN (test), -3, 50);
  frond_screen_pointer_abs (FROND_SCREEN (test), 1000, 0);
  log = frond_test_screen_take_log (test);
  g_assert_cmpstr (log, ==, "abs 0 49, abs 99 0");
}

static void
assert_refused (int format, int width, int height, int stride, gconstpointer data, FrondError code)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (frond_spice_surface_check (format, width, height, stride, data, &error));
  g_assert_error (error, FROND_ERROR, (int) code);
}

static void
test_surface_check (void)
{
  const int rgb = SPICE_SURFACE_FMT_32_xRGB;
  g_autoptr (GError) error = NULL;
  const guint8 data[4] = { 0 };

  g_assert_true (frond_spice_surface_check (rgb, 1, 1, 4, data, &error));
  g_assert_true (frond_spice_surface_check (rgb, 16384, 8192, 16384 * 4, data, &error));
  g_assert_true (frond_spice_surface_check (SPICE_SURFACE_FMT_16_565, 800, 600, 1600, data, &error));
  g_assert_no_error (error);
  assert_refused (rgb, 16385, 1, 16385 * 4, data, FROND_ERROR_OUT_OF_RANGE);
  assert_refused (rgb, 1, 16385, 4, data, FROND_ERROR_OUT_OF_RANGE);
  assert_refused (rgb, 16384, 8193, 16384 * 4, data, FROND_ERROR_OUT_OF_RANGE);
  assert_refused (rgb, 0, 100, 0, data, FROND_ERROR_OUT_OF_RANGE);
  assert_refused (rgb, 100, -100, 400, data, FROND_ERROR_OUT_OF_RANGE);
  assert_refused (rgb, G_MAXINT, G_MAXINT, G_MAXINT, data, FROND_ERROR_OUT_OF_RANGE);
  assert_refused (rgb, 100, 100, 399, data, FROND_ERROR_OUT_OF_RANGE);
  assert_refused (rgb, 100, 100, -400, data, FROND_ERROR_OUT_OF_RANGE);
  assert_refused (rgb, 100, 100, 400, NULL, FROND_ERROR_OUT_OF_RANGE);
  assert_refused (77, 100, 100, 400, data, FROND_ERROR_UNSUPPORTED);
}

static void
test_resizer (void)
{
  g_autoptr (FrondResizer) resizer = frond_resizer_new ();
  g_autoptr (FrondTestScreen) test = frond_test_screen_new (640, 480);
  g_autofree char *log = NULL;
  g_autofree char *again = NULL;

  frond_resizer_set_screen (resizer, FROND_SCREEN (test));
  frond_resizer_set_size (resizer, 700, 500, 70, 50);
  test_wait_ms (200);
  g_assert_null (frond_test_screen_last (test, "size"));

  /* A drag: only where it ends. */
  frond_resizer_set_enabled (resizer, TRUE);
  for (int width = 800; width <= 900; width += 10)
    {
      frond_resizer_set_size (resizer, width, 600, width / 10, 60);
      test_wait_ms (5);
    }
  wait_until (frond_test_screen_last (test, "size") != NULL);
  /* Asked once, whatever the guest made of it. */
  frond_test_screen_resize (test, 896, 600);
  test_wait_ms (200);
  log = frond_test_screen_take_log (test);
  g_assert_cmpstr (log, ==, "size 900 600 90 60");

  /* An agent that comes back has to be told again; one that is gone must not be. */
  frond_screen_take_caps (FROND_SCREEN (test), 0);
  frond_resizer_set_size (resizer, 1000, 600, 100, 60);
  test_wait_ms (200);
  frond_screen_take_caps (FROND_SCREEN (test), FROND_SCREEN_CAN_RESIZE);
  wait_until (frond_test_screen_last (test, "size") != NULL);
  again = frond_test_screen_take_log (test);
  g_assert_cmpstr (again, ==, "size 1000 600 100 60");

  frond_resizer_set_size (resizer, 0, 0, 0, 0);
  test_wait_ms (200);
  g_assert_null (frond_test_screen_last (test, "size"));
}

static void
test_resizer_waits_for_picture (void)
{
  g_autoptr (FrondResizer) resizer = frond_resizer_new ();
  g_autoptr (FrondTestScreen) test = frond_test_screen_new (640, 480);

  frond_test_screen_set_ready (test, FALSE);
  frond_resizer_set_screen (resizer, FROND_SCREEN (test));
  frond_resizer_set_enabled (resizer, TRUE);
  frond_resizer_set_size (resizer, 800, 600, 0, 0);
  test_wait_ms (200);
  g_assert_null (frond_test_screen_last (test, "size"));
  frond_test_screen_set_ready (test, TRUE);
  wait_until (frond_test_screen_has (test, "size 800 600 0 0"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/display/screen/damage-is-cut", test_damage_is_cut);
  g_test_add_func ("/display/screen/pointer-is-clamped", test_pointer_is_clamped);
  g_test_add_func ("/display/spice/surface-check", test_surface_check);
  g_test_add_func ("/display/resizer/settles", test_resizer);
  g_test_add_func ("/display/resizer/waits-for-picture", test_resizer_waits_for_picture);
  return g_test_run ();
}
