/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The widget on a real Wayland compositor: what a person sees, pixel by pixel, and who gets the keys and the mouse. */
#include "frond-display-private.h"
#include "frond-test-screen.h"
#include "test-wait.h"
#include "wayland-desktop.h"
#include "x-keys.h"

#include <math.h>

/* GDK 4.18 keeps one of the events that it makes while it listens to the compositor, and the frames that do have no
 * names. Here and not in lsan.supp: other tests listen there, too. */
const char *__lsan_default_suppressions (void);

const char *
__lsan_default_suppressions (void)
{
  return "leak:wl_display_dispatch_queue_pending\n";
}

/* Not a whole number of device pixels at any scale but one and two. */
#define STRIP_HEIGHT 47

#define CURSOR_SIZE 24

/* As run-sway.sh has it. */
#define OUTPUT_WIDTH 1200

typedef struct
{
  GtkWindow *window;
  GtkWidget *strip;
  FrondDisplay *display;
  FrondTestScreen *screen;
  guint n_released;
} Fixture;

static void
on_released (FrondDisplay *display, Fixture *fixture)
{
  fixture->n_released++;
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);

  /* Before there is a window: sway does not always tell one in full screen that its output has another size. */
  wayland_desktop_do ("output", "X11-1", "scale", (const char *) data, NULL);
  fixture->window = GTK_WINDOW (gtk_window_new ());
  fixture->strip = gtk_entry_new ();
  gtk_widget_set_size_request (fixture->strip, -1, STRIP_HEIGHT);
  fixture->display = FROND_DISPLAY (frond_display_new ());
  gtk_box_append (GTK_BOX (box), fixture->strip);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (fixture->display));
  gtk_window_set_child (fixture->window, box);
  gtk_window_set_focus (fixture->window, GTK_WIDGET (fixture->display));
  g_signal_connect (fixture->display, "released", G_CALLBACK (on_released), fixture);
  fixture->screen = frond_test_screen_new (640, 480);
  frond_display_set_screen (fixture->display, FROND_SCREEN (fixture->screen));
  gtk_window_present (fixture->window);
  wait_until (gtk_window_is_active (fixture->window));
  wayland_desktop_do ("fullscreen", "enable", NULL);
  wait_until (gtk_window_is_active (fixture->window) && gtk_window_is_fullscreen (fixture->window) &&
              fixture->display->active && fixture->display->viewport.widget.width == OUTPUT_WIDTH);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_object_add_weak_pointer (G_OBJECT (fixture->display), (gpointer *) &fixture->display);
  gtk_window_destroy (fixture->window);
  wait_until (fixture->display == NULL);
  g_assert_finalize_object (fixture->screen);
}

/* --- pixels --- */

/* What has to be seen at a device pixel of the display: the guest's pixel, its pointer over it, or a black bar. */
static guint32
expected_pixel (Fixture *fixture, const FrondViewport *viewport, int x, int y)
{
  FrondScreen *screen = FROND_SCREEN (fixture->screen);
  FrondCursor *cursor = frond_screen_get_cursor (screen);
  int guest_x = x - viewport->picture.x;
  int guest_y = y - viewport->picture.y;
  int left, top;

  if (guest_x < 0 || guest_y < 0 || guest_x >= viewport->guest_width || guest_y >= viewport->guest_height)
    return 0;
  if (cursor != NULL)
    {
      const guint32 *pixels = g_bytes_get_data (frond_cursor_get_rgba (cursor), NULL);

      frond_screen_get_cursor_position (screen, &left, &top);
      left = guest_x - (left - frond_cursor_get_hot_x (cursor));
      top = guest_y - (top - frond_cursor_get_hot_y (cursor));
      /* R, G, B, A in memory; the cursor of this test is opaque white or nothing. */
      if (left >= 0 && top >= 0 && left < CURSOR_SIZE && top < CURSOR_SIZE &&
          pixels[top * CURSOR_SIZE + left] != 0)
        return 0xffffff;
    }
  return frond_test_screen_get_pixel (fixture->screen, guest_x, guest_y);
}

static guint
count_wrong (Fixture *fixture)
{
  g_autoptr (DesktopPicture) picture = wayland_desktop_take_picture ();
  const FrondViewport *viewport = &fixture->display->viewport;
  const GdkRectangle *widget = &viewport->widget;
  guint n_wrong = 0;

  g_assert_cmpint (widget->x + widget->width, <=, picture->width);
  g_assert_cmpint (widget->y + widget->height, <=, picture->height);
  for (int y = widget->y; y < widget->y + widget->height; y++)
    for (int x = widget->x; x < widget->x + widget->width; x++)
      n_wrong += desktop_picture_get_pixel (picture, x, y) != expected_pixel (fixture, viewport, x, y);
  return n_wrong;
}

static guint n_pictures;

/* The compositor shows a frame some time after it was drawn; what it shows in the end has to be right to the pixel. */
static void
expect_exact (Fixture *fixture)
{
  const gint64 deadline = g_get_monotonic_time () + 60 * G_USEC_PER_SEC;
  guint n_wrong;

  while ((n_wrong = count_wrong (fixture)) > 0 && g_get_monotonic_time () < deadline)
    test_wait_ms (20);
  g_assert_true (frond_viewport_is_exact (&fixture->display->viewport));
  g_assert_cmpuint (n_wrong, ==, 0);
  n_pictures++;
}

/* Light or dark is what the strip is, and nothing else may change. */
static void
use_scheme (Fixture *fixture, gboolean dark)
{
  GtkSettings *settings = gtk_widget_get_settings (GTK_WIDGET (fixture->window));
  const gint64 deadline = g_get_monotonic_time () + 60 * G_USEC_PER_SEC;
  gboolean is_dark;

  g_object_set (settings, "gtk-application-prefer-dark-theme", dark, NULL);
  do
    {
      g_autoptr (DesktopPicture) picture = wayland_desktop_take_picture ();

      is_dark = (desktop_picture_get_pixel (picture, picture->width / 2, 20) & 0xff) < 0x80;
      test_wait_ms (10);
    }
  while (is_dark != dark && g_get_monotonic_time () < deadline);
  g_assert_cmpint (is_dark, ==, dark);
}

static FrondCursor *
make_cursor (void)
{
  guint32 *pixels = g_new0 (guint32, CURSOR_SIZE * CURSOR_SIZE);
  g_autoptr (GBytes) rgba = NULL;

  for (int y = 0; y < CURSOR_SIZE; y++)
    for (int x = 0; x <= y; x++)
      pixels[y * CURSOR_SIZE + x] = 0xffffffff;
  rgba = g_bytes_new_take (pixels, (gsize) CURSOR_SIZE * CURSOR_SIZE * 4);
  return frond_cursor_new (rgba, CURSOR_SIZE, CURSOR_SIZE, 3, 5);
}

static void
check_moving_cursor (Fixture *fixture)
{
  FrondScreen *screen = FROND_SCREEN (fixture->screen);
  g_autoptr (FrondCursor) cursor = make_cursor ();

  frond_screen_take_mouse_mode (screen, FROND_MOUSE_RELATIVE);
  frond_screen_take_cursor (screen, cursor);
  for (int step = 0; step < 4; step++)
    {
      frond_screen_take_cursor_position (screen, 100 + 67 * step, 80 + 41 * step);
      frond_test_screen_fill (fixture->screen, 50 * step, 300, 40, 10, 0x2040ff + step);
      expect_exact (fixture);
    }
  frond_screen_take_cursor (screen, NULL);
  frond_screen_take_mouse_mode (screen, FROND_MOUSE_ABSOLUTE);
}

static void
test_exact (Fixture *fixture, gconstpointer data)
{
  g_autofree char *scale =
      g_strdup_printf ("%g", gdk_surface_get_scale (gtk_native_get_surface (GTK_NATIVE (fixture->window))));

  g_assert_cmpstr (scale, ==, data);
  /* Ours must not lie over the guest's. */
  x_do ("mousemove", "600", "10", NULL);
  for (guint dark = 0; dark < 2; dark++)
    {
      const GdkRectangle *widget = &fixture->display->viewport.widget;

      use_scheme (fixture, dark == 1);
      frond_display_set_scaling (fixture->display, TRUE);
      frond_test_screen_resize (fixture->screen, widget->width, widget->height);
      expect_exact (fixture);
      check_moving_cursor (fixture);
      frond_display_set_scaling (fixture->display, FALSE);
      frond_test_screen_resize (fixture->screen, 701, 533);
      expect_exact (fixture);
    }
  g_test_message ("%u pictures so far, all exact", n_pictures);
}

/* --- keys --- */

static void
test_desktop_keys (Fixture *fixture, gconstpointer data)
{
  x_do ("key", "super+F9", NULL);
  x_wait_desktop_key ();
  g_assert_false (frond_test_screen_has (fixture->screen, "key 43 down"));

  frond_display_set_keyboard_captured (fixture->display, TRUE);
  wait_until (wayland_desktop_is_inhibited (fixture->window));
  x_do ("key", "super+F9", NULL);
  wait_until (frond_test_screen_has (fixture->screen, "key 43 up") &&
              frond_test_screen_has (fixture->screen, "key 15b up"));
  g_assert_false (x_desktop_key_came ());

  frond_display_set_host_shortcuts (fixture->display, (const char *const[]) { "<Super>F9", NULL });
  g_free (frond_test_screen_take_log (fixture->screen));
  x_do ("keydown", "super", "key", "F9", NULL);
  wait_until (fixture->display->lifted);
  wait_until (!wayland_desktop_is_inhibited (fixture->window));
  x_do ("key", "F9", NULL);
  x_wait_desktop_key ();
  x_do ("keyup", "super", NULL);
  wait_until (wayland_desktop_is_inhibited (fixture->window));
  g_assert_false (frond_test_screen_has (fixture->screen, "key 43 down"));
  g_assert_cmpuint (fixture->display->n_pressed_keys, ==, 0);
}

static void
test_release_chord (Fixture *fixture, gconstpointer data)
{
  frond_display_set_keyboard_captured (fixture->display, TRUE);
  wait_until (wayland_desktop_is_inhibited (fixture->window));
  x_do ("keydown", "ctrl", "keydown", "alt", "keyup", "alt", "keyup", "ctrl", NULL);
  wait_until (fixture->n_released == 1);
  g_assert_false (frond_display_get_keyboard_captured (fixture->display));
  wait_until (!wayland_desktop_is_inhibited (fixture->window));
  g_assert_cmpuint (fixture->display->n_pressed_keys, ==, 0);
}

/* --- the mouse --- */

static void
lock_pointer (Fixture *fixture)
{
  frond_screen_take_mouse_mode (FROND_SCREEN (fixture->screen), FROND_MOUSE_RELATIVE);
  x_do ("mousemove", "610", "410", "sleep", "0.05", "mousemove", "600", "400", NULL);
  wait_until (fixture->display->pointer_inside);
  /* sway swallows a click that comes with the pointer: it then never reaches the client. */
  for (int click = 0; click < 20 && !frond_display_get_pointer_captured (fixture->display); click++)
    {
      x_do ("click", "1", NULL);
      test_wait_ms (50);
    }
  g_assert_true (frond_display_get_pointer_captured (fixture->display));
  g_assert_false (frond_test_screen_has (fixture->screen, "button 1 down"));
  /* The lock holds when the compositor says so, and that is before it takes the next click. */
  x_do ("click", "1", NULL);
  wait_until (frond_test_screen_has (fixture->screen, "button 1 up"));
  g_free (frond_test_screen_take_log (fixture->screen));
}

static void
sum_motion (Fixture *fixture, int *sum_x, int *sum_y)
{
  g_autofree char *log = frond_test_screen_take_log (fixture->screen);
  g_auto (GStrv) lines = g_strsplit (log, ", ", -1);
  int x, y;

  for (guint i = 0; lines[i] != NULL; i++)
    if (sscanf (lines[i], "rel %d %d", &x, &y) == 2)
      {
        *sum_x += x;
        *sum_y += y;
      }
}

static void
move_mouse (const char *dx, const char *dy)
{
  wayland_desktop_run ("wlrctl", "pointer", "move", dx, dy, NULL);
}

static void
test_relative (Fixture *fixture, gconstpointer data)
{
  int sum_x = 0, sum_y = 0;

  lock_pointer (fixture);
  move_mouse ("7", "-3");
  wait_until (frond_test_screen_has (fixture->screen, "rel 7 -3"));
  g_free (frond_test_screen_take_log (fixture->screen));
  /* Much farther than the desktop is wide: a pointer that moved would have stopped at its edge. */
  for (int i = 0; i < 20; i++)
    move_mouse ("300", "200");
  while (sum_x < 6000)
    {
      wait_until (frond_test_screen_last (fixture->screen, "rel") != NULL);
      sum_motion (fixture, &sum_x, &sum_y);
    }
  g_assert_cmpint (sum_x, ==, 6000);
  g_assert_cmpint (sum_y, ==, 4000);
  g_assert_null (frond_test_screen_last (fixture->screen, "abs"));

  x_do ("keydown", "ctrl", "keydown", "alt", "keyup", "alt", "keyup", "ctrl", NULL);
  wait_until (fixture->n_released == 1);
  g_assert_false (frond_display_get_pointer_captured (fixture->display));
  g_free (frond_test_screen_take_log (fixture->screen));
  move_mouse ("9", "9");
  test_wait_ms (100);
  g_assert_null (frond_test_screen_last (fixture->screen, "rel"));
}

/* Two halves of a pixel are one. At scale 2 a step of the outer mouse is half a pixel, counted from where the pointer is
 * locked. */
static void
test_fractions (Fixture *fixture, gconstpointer data)
{
  lock_pointer (fixture);
  x_do ("mousemove", "601", "399", "sleep", "0.05", "mousemove", "600", "400", NULL);
  test_wait_ms (100);
  g_assert_null (frond_test_screen_last (fixture->screen, "rel"));
  x_do ("mousemove", "601", "399", NULL);
  wait_until (frond_test_screen_has (fixture->screen, "rel 1 -1"));
}

/* The compositor takes its pointer back when it shows something else. */
static void
test_unlocked (Fixture *fixture, gconstpointer data)
{
  lock_pointer (fixture);
  x_do ("mousedown", "1", "keydown", "a", NULL);
  wait_until (frond_test_screen_has (fixture->screen, "button 1 down") &&
              frond_test_screen_has (fixture->screen, "key 1e down"));
  wayland_desktop_do ("workspace", "2", NULL);
  wait_until (!frond_display_get_pointer_captured (fixture->display));
  wait_until (frond_test_screen_has (fixture->screen, "button 1 up") &&
              frond_test_screen_has (fixture->screen, "key 1e up"));
  x_do ("mouseup", "1", "keyup", "a", NULL);
  wayland_desktop_do ("workspace", "1", NULL);
  wait_until (gtk_window_is_active (fixture->window));
  g_assert_false (frond_display_get_pointer_captured (fixture->display));
  g_free (frond_test_screen_take_log (fixture->screen));

  lock_pointer (fixture);
  move_mouse ("5", "5");
  wait_until (frond_test_screen_has (fixture->screen, "rel 5 5"));
}

static void
test_absolute (Fixture *fixture, gconstpointer data)
{
  const GdkRectangle *widget = &fixture->display->viewport.widget;

  g_autofree char *top = g_strdup_printf ("%d", widget->y);
  g_autofree char *last = g_strdup_printf ("abs %d %d", widget->width - 1, widget->height - 1);

  frond_test_screen_resize (fixture->screen, widget->width, widget->height);
  /* The first and the last device pixel are the guest's first and last. */
  x_do ("mousemove", "0", top, NULL);
  wait_until (frond_test_screen_has (fixture->screen, "abs 0 0"));
  x_do ("mousemove", "1199", "899", NULL);
  wait_until (frond_test_screen_has (fixture->screen, last));
  /* A drag goes on outside of the picture, along its edge. */
  x_do ("mousemove", "600", "400", "mousedown", "1", NULL);
  wait_until (frond_test_screen_has (fixture->screen, "button 1 down"));
  x_do ("mousemove", "700", "10", NULL);
  wait_until (frond_test_screen_has (fixture->screen, "abs 700 0"));
  g_assert_false (frond_test_screen_has (fixture->screen, "button 1 up"));
  x_do ("mouseup", "1", NULL);
  wait_until (frond_test_screen_has (fixture->screen, "button 1 up"));
}

static void
add (const char *path, const char *scale, void (*test) (Fixture *, gconstpointer))
{
  g_test_add (path, Fixture, scale, set_up, test, tear_down);
}

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv, NULL);
  add ("/display/wayland/exact/1", "1", test_exact);
  add ("/display/wayland/exact/1.25", "1.25", test_exact);
  add ("/display/wayland/exact/1.5", "1.5", test_exact);
  add ("/display/wayland/exact/2", "2", test_exact);
  add ("/display/wayland/absolute", "1", test_absolute);
  add ("/display/wayland/desktop-keys", "1", test_desktop_keys);
  add ("/display/wayland/release-chord", "1", test_release_chord);
  add ("/display/wayland/relative", "1", test_relative);
  add ("/display/wayland/fractions", "2", test_fractions);
  add ("/display/wayland/unlocked", "1", test_unlocked);
  return g_test_run ();
}
