/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* When a guest is asked for another size. */
#include "frond-resizer.h"
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
test_same_size_again (Fixture *fixture, gconstpointer data)
{
  FrondScreen *screen = FROND_SCREEN (fixture->screen);

  frond_screen_take_caps (screen, FROND_SCREEN_CAN_RESIZE | FROND_SCREEN_CAN_SWITCH);
  frond_screen_take_frame_change (screen, 640, 480, FALSE);
  frond_resizer_set_size (fixture->resizer, 640, 480, 0, 0);
  wait_until (frond_test_screen_has (fixture->screen, "size 640 480 0 0"));
  frond_screen_take_frame_change (screen, 640, 480, TRUE);
  g_free (frond_test_screen_take_log (fixture->screen));
  frond_resizer_set_size (fixture->resizer, 800, 600, 0, 0);
  test_wait_ms (SETTLED_MS);
  expect_log (fixture, "size 800 600 0 0");
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
  add ("/display/resizer/same-size-again", test_same_size_again);
  return g_test_run ();
}
