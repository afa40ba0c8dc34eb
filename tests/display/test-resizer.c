/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* When a guest is asked for another size, and what its monitors are told together. */
#include "frond-resizer.h"
#include "frond-spice-monitors.h"
#include "frond-test-screen.h"
#include "test-wait.h"

/* Longer than the resizer waits for a size to settle, shorter than it waits for the guest. */
#define SETTLED_MS 400

typedef struct
{
  FrondTestScreen *screen;
  FrondResizer *resizer;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->screen = frond_test_screen_new (640, 480);
  fixture->resizer = frond_resizer_new ();
  frond_resizer_set_screen (fixture->resizer, FROND_SCREEN (fixture->screen));
  frond_resizer_set_enabled (fixture->resizer, TRUE);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_assert_finalize_object (fixture->resizer);
  g_assert_finalize_object (fixture->screen);
}

static void
expect_log (Fixture *fixture, const char *wanted)
{
  g_autofree char *log = frond_test_screen_take_log (fixture->screen);

  g_assert_cmpstr (log, ==, wanted);
}

static void
test_settles (Fixture *fixture, gconstpointer data)
{
  for (int i = 0; i < 20; i++)
    {
      frond_resizer_set_size (fixture->resizer, 800 + 2 * i, 600, 200 + i, 150);
      test_wait_ms (10);
    }
  expect_log (fixture, "");
  wait_until (frond_test_screen_has (fixture->screen, "size 838 600 219 150"));
  expect_log (fixture, "size 838 600 219 150");

  /* the same once more is no news, and neither is what the guest shows already */
  frond_test_screen_resize (fixture->screen, 838, 600);
  frond_resizer_set_size (fixture->resizer, 836, 600, 0, 0);
  frond_resizer_set_size (fixture->resizer, 838, 600, 0, 0);
  test_wait_ms (SETTLED_MS);
  expect_log (fixture, "");
}

static void
test_one_in_flight (Fixture *fixture, gconstpointer data)
{
  frond_resizer_set_size (fixture->resizer, 800, 600, 0, 0);
  wait_until (frond_test_screen_has (fixture->screen, "size 800 600 0 0"));
  for (int i = 0; i < 3; i++)
    {
      frond_resizer_set_size (fixture->resizer, 900 + 10 * i, 600, 0, 0);
      test_wait_ms (SETTLED_MS);
    }
  expect_log (fixture, "size 800 600 0 0");

  /* whatever the guest makes of it, that was its answer */
  frond_test_screen_resize (fixture->screen, 792, 600);
  expect_log (fixture, "size 920 600 0 0");

  /* one that never answers is asked again all the same */
  frond_resizer_set_size (fixture->resizer, 1000, 700, 0, 0);
  test_wait_ms (SETTLED_MS);
  expect_log (fixture, "");
  wait_until (frond_test_screen_has (fixture->screen, "size 1000 700 0 0"));
}

static void
test_not_shown (Fixture *fixture, gconstpointer data)
{
  frond_resizer_set_size (fixture->resizer, 800, 600, 0, 0);
  frond_resizer_set_size (fixture->resizer, 0, 0, 0, 0);
  test_wait_ms (SETTLED_MS);
  expect_log (fixture, "");
  frond_resizer_set_size (fixture->resizer, 800, 600, 0, 0);
  wait_until (frond_test_screen_has (fixture->screen, "size 800 600 0 0"));
}

static void
test_not_ready (Fixture *fixture, gconstpointer data)
{
  FrondScreen *screen = FROND_SCREEN (fixture->screen);

  frond_screen_take_frame_change (screen, 640, 480, FALSE);
  frond_resizer_set_size (fixture->resizer, 800, 600, 0, 0);
  test_wait_ms (SETTLED_MS);
  expect_log (fixture, "");

  /* a further monitor has nothing to show before it is asked */
  frond_screen_take_caps (screen, FROND_SCREEN_CAN_RESIZE | FROND_SCREEN_CAN_SWITCH);
  wait_until (frond_test_screen_has (fixture->screen, "size 800 600 0 0"));
  frond_screen_switch_off (screen);
  g_assert_true (frond_test_screen_has (fixture->screen, "off"));
  frond_screen_take_caps (screen, FROND_SCREEN_CAN_RESIZE);
  expect_log (fixture, "size 800 600 0 0, off");
  frond_screen_switch_off (screen);
  expect_log (fixture, "");
}

static void
expect_on_tablet (FrondSpiceMonitors *monitors, int id, int x, int y, int wanted_x, int wanted_y)
{
  frond_spice_monitors_to_tablet (monitors, id, &x, &y);
  g_assert_cmpint (x, ==, wanted_x);
  g_assert_cmpint (y, ==, wanted_y);
}

static void
test_tablet (void)
{
  g_autoptr (FrondSpiceMonitors) monitors = frond_spice_monitors_new ();

  expect_on_tablet (monitors, 0, 11, 22, 11, 22);
  frond_spice_monitors_note (monitors, 0, 1000, 600);
  expect_on_tablet (monitors, 0, 999, 599, 999, 599);
  frond_spice_monitors_ask (monitors, 1, 500, 1200, 0, 0);
  frond_spice_monitors_ask (monitors, 3, 500, 300, 0, 0);
  /* 2000 pixels of all monitors are the 1000 of the first */
  expect_on_tablet (monitors, 0, 999, 599, 499, 299);
  expect_on_tablet (monitors, 1, 0, 1199, 500, 599);
  expect_on_tablet (monitors, 3, 499, 0, 999, 0);
  frond_spice_monitors_switch_off (monitors, 1);
  expect_on_tablet (monitors, 3, 0, 300, 666, 300);
  frond_spice_monitors_clear (monitors);
  expect_on_tablet (monitors, 0, 11, 22, 11, 22);

  /* a server may call its channels what it likes */
  frond_spice_monitors_ask (monitors, -1, 500, 300, 0, 0);
  frond_spice_monitors_ask (monitors, FROND_SPICE_MONITORS_MAX, 500, 300, 0, 0);
  frond_spice_monitors_note (monitors, G_MAXINT, 500, 300);
  frond_spice_monitors_switch_off (monitors, G_MININT);
  expect_on_tablet (monitors, G_MAXINT, 11, 22, 11, 22);
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
  add ("/display/resizer/settles", test_settles);
  add ("/display/resizer/one-in-flight", test_one_in_flight);
  add ("/display/resizer/not-shown", test_not_shown);
  add ("/display/resizer/not-ready", test_not_ready);
  g_test_add_func ("/display/monitors/tablet", test_tablet);
  return g_test_run ();
}
