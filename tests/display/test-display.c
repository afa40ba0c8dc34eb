/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The widget in a real window, with a person made of xdotool in front of it. */
#include "display-fixture.h"
#include "test-wait.h"
#include "x-keys.h"

#include <linux/input-event-codes.h>

/* The display's device pixels. */
static guint32 *
render (DisplayFixture *fixture)
{
  g_autoptr (GdkPaintable) paintable = gtk_widget_paintable_new (GTK_WIDGET (fixture->display));
  GskRenderer *renderer = gtk_native_get_renderer (GTK_NATIVE (fixture->window));
  GtkSnapshot *snapshot = gtk_snapshot_new ();
  g_autoptr (GskRenderNode) node = NULL;
  g_autoptr (GdkTexture) texture = NULL;
  guint32 *out;

  gtk_snapshot_scale (snapshot, fixture->scale, fixture->scale);
  gdk_paintable_snapshot (paintable, snapshot, (double) fixture->width / fixture->scale,
                          (double) fixture->height / fixture->scale);
  node = gtk_snapshot_free_to_node (snapshot);
  texture = gsk_renderer_render_texture (renderer, node,
                                         &GRAPHENE_RECT_INIT (0, 0, fixture->width, fixture->height));
  out = g_new (guint32, (gsize) fixture->width * fixture->height);
  gdk_texture_download (texture, (guchar *) out, (gsize) fixture->width * 4);
  return out;
}

static void
test_exact (DisplayFixture *fixture, gconstpointer data)
{
  g_autofree guint32 *out = render (fixture);
  int width = fixture->width;
  int height = fixture->height;
  guint n_wrong = 0;

  for (int y = 0; y < height; y++)
    for (int x = 0; x < width; x++)
      n_wrong += out[y * width + x] != (0xff000000u | frond_test_screen_get_pixel (fixture->screen, x, y));
  g_assert_cmpuint (n_wrong, ==, 0);
}

static void
test_letterbox (DisplayFixture *fixture, gconstpointer data)
{
  guint before = frond_test_screen_get_n_acquired (fixture->screen);
  g_autofree guint32 *out = NULL;
  int width = fixture->width;
  int height = fixture->height;

  frond_test_screen_resize (fixture->screen, width, height / 2);
  frond_test_screen_fill (fixture->screen, 0, 0, width, height / 2, 0xffffff);
  wait_until (frond_test_screen_get_n_acquired (fixture->screen) > before);
  out = render (fixture);
  g_assert_cmphex (out[5 * width + width / 2], ==, 0xff000000);
  g_assert_cmphex (out[(height - 5) * width + width / 2], ==, 0xff000000);
  g_assert_cmphex (out[height / 2 * width + width / 2], ==, 0xffffffff);
  g_assert_cmphex (out[height / 2 * width + 1], ==, 0xffffffff);
}

static void
test_damage (DisplayFixture *fixture, gconstpointer data)
{
  guint64 copies = frond_display_get_n_copies (fixture->display);
  guint acquired = frond_test_screen_get_n_acquired (fixture->screen);

  frond_test_screen_fill (fixture->screen, 10, 10, 12, 20, 0xff00ff);
  wait_until (frond_test_screen_get_n_acquired (fixture->screen) > acquired);
  g_assert_cmpuint (frond_display_get_n_copies (fixture->display), ==, copies + 1);

  /* A thousand small changes within a frame are one copy of what they touch. */
  acquired = frond_test_screen_get_n_acquired (fixture->screen);
  for (int i = 0; i < 1000; i++)
    frond_test_screen_fill (fixture->screen, 10 + i % 50, 10, 1, 1, i);
  wait_until (frond_test_screen_get_n_acquired (fixture->screen) > acquired);
  test_wait_ms (100);
  g_assert_cmpuint (frond_display_get_n_copies (fixture->display), ==, copies + 2);
}

/* The last picture stays over a change of mode until the guest has drawn, or shows that it will not. */
static void
test_mode_change (DisplayFixture *fixture, gconstpointer data)
{
  guint acquired = frond_test_screen_get_n_acquired (fixture->screen);

  frond_test_screen_resize (fixture->screen, fixture->width / 2, fixture->height / 2);
  g_assert_cmpuint (fixture->display->hold_source, !=, 0);
  gtk_widget_queue_draw (GTK_WIDGET (fixture->display));
  test_wait_ms (100);
  g_assert_cmpuint (frond_test_screen_get_n_acquired (fixture->screen), ==, acquired);
  frond_test_screen_fill (fixture->screen, 0, 0, 10, 10, 0xffffff);
  wait_until (frond_test_screen_get_n_acquired (fixture->screen) > acquired);

  acquired = frond_test_screen_get_n_acquired (fixture->screen);
  frond_test_screen_resize (fixture->screen, fixture->width, fixture->height);
  wait_until (frond_test_screen_get_n_acquired (fixture->screen) > acquired);
}

static void
test_hidden (DisplayFixture *fixture, gconstpointer data)
{
  guint64 copies;
  guint acquired;

  gtk_widget_set_visible (GTK_WIDGET (fixture->window), FALSE);
  copies = frond_display_get_n_copies (fixture->display);
  acquired = frond_test_screen_get_n_acquired (fixture->screen);
  for (int i = 0; i < 100; i++)
    {
      frond_test_screen_fill (fixture->screen, 10, 10, 50, 50, i);
      test_wait_ms (1);
    }
  g_assert_cmpuint (frond_display_get_n_copies (fixture->display), ==, copies);
  g_assert_cmpuint (frond_test_screen_get_n_acquired (fixture->screen), ==, acquired);
  gtk_window_present (fixture->window);
  wait_until (frond_display_get_n_copies (fixture->display) > copies);
}

static void
test_capture (DisplayFixture *fixture, gconstpointer data)
{
  g_autoptr (GdkTexture) picture = frond_display_capture (fixture->display, 200);

  g_assert_cmpint (gdk_texture_get_width (picture), ==, 200);
  frond_test_screen_set_ready (fixture->screen, FALSE);
  g_assert_null (frond_display_capture (fixture->display, 200));
}

/* The last picture stays while the guest has none. */
static void
test_unready (DisplayFixture *fixture, gconstpointer data)
{
  g_autofree guint32 *out = NULL;

  frond_test_screen_set_ready (fixture->screen, FALSE);
  test_wait_ms (100);
  out = render (fixture);
  g_assert_cmphex (out[1], ==, 0xff000000u | frond_test_screen_get_pixel (fixture->screen, 1, 0));
}

static void
test_keys (DisplayFixture *fixture, gconstpointer data)
{
  g_autofree char *log = NULL;
  const guint combination[] = { KEY_LEFTCTRL, KEY_LEFTALT, KEY_DELETE };

  x_do ("key", "a", NULL);
  wait_until (frond_test_screen_has (fixture->screen, "key 1e up"));
  g_free (frond_test_screen_take_log (fixture->screen));
  x_do ("key", "Pause", NULL);
  wait_until (frond_test_screen_has (fixture->screen, "key 146 up"));
  x_do ("key", "Tab", NULL);
  wait_until (frond_test_screen_has (fixture->screen, "key 0f up"));
  x_do ("key", "Print", NULL);
  wait_until (frond_test_screen_has (fixture->screen, "key 137 up"));
  x_do ("key", "Menu", NULL);
  wait_until (frond_test_screen_has (fixture->screen, "key 15d up"));
  g_free (frond_test_screen_take_log (fixture->screen));

  frond_display_send_keys (fixture->display, combination, G_N_ELEMENTS (combination));
  log = frond_test_screen_take_log (fixture->screen);
  g_assert_cmpstr (log, ==, "key 1d down, key 38 down, key 153 down, key 153 up, key 38 up, key 1d up");
}

static void
test_accelerators (DisplayFixture *fixture, gconstpointer data)
{
  x_do ("key", "ctrl+w", NULL);
  wait_until (frond_test_screen_has (fixture->screen, "key 1d up"));
  g_assert_true (frond_test_screen_has (fixture->screen, "key 11 down"));
  g_assert_cmpuint (fixture->n_shortcuts, ==, 0);

  /* What stays with the host does so whether the keyboard is captured or not. */
  for (guint captured = 0; captured < 2; captured++)
    {
      frond_display_set_keyboard_captured (fixture->display, captured == 1);
      x_do ("key", "F11", NULL);
      wait_until (fixture->n_shortcuts == captured + 1);
      g_assert_false (frond_test_screen_has (fixture->screen, "key 57 down"));
      g_assert_false (frond_test_screen_has (fixture->screen, "key 57 up"));
    }
  frond_display_set_host_shortcuts (fixture->display, NULL);
  x_do ("key", "F11", NULL);
  wait_until (frond_test_screen_has (fixture->screen, "key 57 up"));
  g_assert_cmpuint (fixture->n_shortcuts, ==, 2);
  frond_display_set_keyboard_captured (fixture->display, FALSE);

  gtk_widget_grab_focus (fixture->entry);
  x_do ("key", "ctrl+w", NULL);
  wait_until (fixture->n_shortcuts == 3);
}

static void
test_focus_out (DisplayFixture *fixture, gconstpointer data)
{
  x_do ("keydown", "a", "keydown", "shift", NULL);
  wait_until (frond_test_screen_has (fixture->screen, "key 1e down") &&
              frond_test_screen_has (fixture->screen, "key 2a down"));
  gtk_widget_grab_focus (fixture->entry);
  wait_until (frond_test_screen_has (fixture->screen, "key 1e up"));
  g_assert_true (frond_test_screen_has (fixture->screen, "key 2a up"));
  g_free (frond_test_screen_take_log (fixture->screen));
  x_do ("keyup", "a", "keyup", "shift", "key", "b", NULL);
  test_wait_ms (100);
  g_assert_false (frond_test_screen_has (fixture->screen, "key 1e up"));
  g_assert_null (frond_test_screen_last (fixture->screen, "key"));
}

static void
test_window_loses_focus (DisplayFixture *fixture, gconstpointer data)
{
  GtkWindow *other = GTK_WINDOW (gtk_window_new ());

  display_fixture_move_pointer (fixture, 100, 100);
  x_do ("keydown", "a", "mousedown", "1", NULL);
  wait_until (frond_test_screen_has (fixture->screen, "key 1e down") &&
              frond_test_screen_has (fixture->screen, "button 1 down"));
  gtk_window_present (other);
  wait_until (!gtk_window_is_active (fixture->window));
  wait_until (frond_test_screen_has (fixture->screen, "key 1e up") &&
              frond_test_screen_has (fixture->screen, "button 1 up"));
  x_do ("keyup", "a", "mouseup", "1", NULL);
  gtk_window_destroy (other);
}

static void
test_unmap (DisplayFixture *fixture, gconstpointer data)
{
  x_do ("keydown", "a", NULL);
  wait_until (frond_test_screen_has (fixture->screen, "key 1e down"));
  gtk_widget_set_visible (GTK_WIDGET (fixture->display), FALSE);
  wait_until (frond_test_screen_has (fixture->screen, "key 1e up"));
  x_do ("keyup", "a", NULL);
  gtk_widget_set_visible (GTK_WIDGET (fixture->display), TRUE);
}

static void
test_release_chord (DisplayFixture *fixture, gconstpointer data)
{
  frond_display_set_keyboard_captured (fixture->display, TRUE);
  g_assert_true (frond_display_get_keyboard_captured (fixture->display));
  x_do ("key", "ctrl+alt+t", NULL);
  wait_until (frond_test_screen_has (fixture->screen, "key 14 up"));
  test_wait_ms (50);
  g_assert_cmpuint (fixture->n_released, ==, 0);

  x_do ("keydown", "ctrl", "keydown", "alt", "keyup", "alt", "keyup", "ctrl", NULL);
  wait_until (fixture->n_released == 1);
  g_assert_false (frond_display_get_keyboard_captured (fixture->display));
  g_assert_false (gtk_widget_has_focus (GTK_WIDGET (fixture->display)));
  g_assert_cmpuint (fixture->display->n_pressed_keys, ==, 0);
}

static void
test_pointer (DisplayFixture *fixture, gconstpointer data)
{
  display_fixture_move_pointer (fixture, 100, 50);
  wait_until (frond_test_screen_has (fixture->screen, "abs 100 50"));
  gtk_widget_grab_focus (fixture->entry);
  x_do ("click", "3", NULL);
  wait_until (frond_test_screen_has (fixture->screen, "button 3 up"));
  g_assert_true (gtk_widget_has_focus (GTK_WIDGET (fixture->display)));
  x_do ("key", "a", NULL);
  wait_until (frond_test_screen_has (fixture->screen, "key 1e up"));
  x_do ("click", "5", NULL);
  wait_until (frond_test_screen_has (fixture->screen, "wheel 1"));
  x_do ("click", "4", NULL);
  wait_until (frond_test_screen_has (fixture->screen, "wheel -1"));
  x_do ("click", "7", NULL);
  wait_until (frond_test_screen_has (fixture->screen, "key 2a up"));
  g_assert_true (frond_test_screen_has (fixture->screen, "key 2a down"));
  x_do ("click", "8", NULL);
  wait_until (frond_test_screen_has (fixture->screen, "button 8 up"));
  /* GTK counts five buttons and takes the eighth for one that is still held. */
  x_do ("click", "1", NULL);
  wait_until (frond_test_screen_has (fixture->screen, "button 1 up"));
}

/* With a picture of another size a point still is what lies under it. */
static void
test_pointer_scaled (DisplayFixture *fixture, gconstpointer data)
{
  frond_test_screen_resize (fixture->screen, fixture->width * 2, fixture->height);
  display_fixture_move_pointer (fixture, 100, fixture->height / 2);
  wait_until (frond_test_screen_last (fixture->screen, "abs 200 ") != NULL);
  display_fixture_move_pointer (fixture, 100, 5);
  wait_until (frond_test_screen_has (fixture->screen, "abs 200 0"));
}

static void
test_relative (DisplayFixture *fixture, gconstpointer data)
{
  frond_screen_take_mouse_mode (FROND_SCREEN (fixture->screen), FROND_MOUSE_RELATIVE);
  display_fixture_move_pointer (fixture, 300, 300);
  test_wait_ms (100);
  g_assert_null (frond_test_screen_last (fixture->screen, "rel"));

  x_do ("click", "1", NULL);
  wait_until (frond_display_get_pointer_captured (fixture->display));
  x_do ("click", "1", NULL);
  wait_until (frond_test_screen_has (fixture->screen, "button 1 up"));
  g_free (frond_test_screen_take_log (fixture->screen));

  x_do ("mousemove_relative", "--", "7", "-3", NULL);
  wait_until (frond_test_screen_has (fixture->screen, "rel 7 -3"));
  g_free (frond_test_screen_take_log (fixture->screen));
  /* Much farther than the window and the screen are. */
  for (int i = 0; i < 20; i++)
    x_do ("mousemove_relative", "--", "300", "200", NULL);
  test_wait_ms (100);
  {
    g_autofree char *log = frond_test_screen_take_log (fixture->screen);
    g_auto (GStrv) lines = g_strsplit (log, ", ", -1);
    int sum_x = 0, sum_y = 0, x, y;

    for (guint i = 0; lines[i] != NULL; i++)
      if (sscanf (lines[i], "rel %d %d", &x, &y) == 2)
        {
          sum_x += x;
          sum_y += y;
        }
    g_assert_cmpint (sum_x, ==, 6000);
    g_assert_cmpint (sum_y, ==, 4000);
  }

  x_do ("keydown", "ctrl", "keydown", "alt", "keyup", "alt", "keyup", "ctrl", NULL);
  wait_until (fixture->n_released == 1);
  g_assert_false (frond_display_get_pointer_captured (fixture->display));
  g_free (frond_test_screen_take_log (fixture->screen));
  x_do ("mousemove_relative", "--", "9", "9", NULL);
  test_wait_ms (100);
  g_assert_null (frond_test_screen_last (fixture->screen, "rel"));
}

static void
test_cursor (DisplayFixture *fixture, gconstpointer data)
{
  g_autoptr (GBytes) rgba = g_bytes_new_take (g_malloc0 (32 * 32 * 4), 32 * 32 * 4);
  g_autoptr (FrondCursor) shape = frond_cursor_new (rgba, 32, 32, 31, 31);
  g_autoptr (FrondCursor) hidden = frond_cursor_new_hidden ();

  frond_screen_take_cursor (FROND_SCREEN (fixture->screen), shape);
  display_fixture_move_pointer (fixture, 100, 50);
  wait_until (gtk_widget_get_cursor (GTK_WIDGET (fixture->display)) != NULL);
  test_wait_ms (50);
  frond_screen_take_cursor (FROND_SCREEN (fixture->screen), hidden);
  g_assert_cmpstr (gdk_cursor_get_name (gtk_widget_get_cursor (GTK_WIDGET (fixture->display))), ==, "none");
  frond_screen_take_cursor (FROND_SCREEN (fixture->screen), NULL);
  g_assert_null (gtk_widget_get_cursor (GTK_WIDGET (fixture->display)));
}

static void
test_locks (DisplayFixture *fixture, gconstpointer data)
{
  gtk_widget_grab_focus (fixture->entry);
  x_do ("key", "Caps_Lock", NULL);
  wait_until (gdk_device_get_caps_lock_state (
      gdk_seat_get_keyboard (gdk_display_get_default_seat (gdk_display_get_default ()))));
  gtk_widget_grab_focus (GTK_WIDGET (fixture->display));
  wait_until (frond_test_screen_has (fixture->screen, "locks 4"));
  x_do ("key", "Caps_Lock", NULL);
  wait_until (frond_test_screen_has (fixture->screen, "key 3a up"));
}

static void
test_resize_guest (DisplayFixture *fixture, gconstpointer data)
{
  g_autofree char *wanted = g_strdup_printf ("size %d %d ", fixture->width & ~1, fixture->height & ~1);

  frond_display_set_resize_guest (fixture->display, TRUE);
  frond_test_screen_resize (fixture->screen, 640, 480);
  wait_until (frond_test_screen_last (fixture->screen, wanted) != NULL);
}

/* A screen that goes while everything is pressed. */
static void
test_screen_goes (DisplayFixture *fixture, gconstpointer data)
{
  display_fixture_move_pointer (fixture, 100, 100);
  x_do ("keydown", "a", "mousedown", "1", NULL);
  wait_until (frond_test_screen_has (fixture->screen, "key 1e down") &&
              frond_test_screen_has (fixture->screen, "button 1 down"));
  frond_display_set_screen (fixture->display, NULL);
  g_assert_true (frond_test_screen_has (fixture->screen, "key 1e up"));
  g_assert_true (frond_test_screen_has (fixture->screen, "button 1 up"));
  x_do ("keyup", "a", "mouseup", "1", "key", "b", NULL);
  g_assert_null (frond_display_get_screen (fixture->display));
}

static void
add (const char *path, void (*test) (DisplayFixture *, gconstpointer))
{
  g_test_add (path, DisplayFixture, NULL, display_fixture_set_up, test, display_fixture_tear_down);
}

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv, NULL);
  add ("/display/widget/exact", test_exact);
  add ("/display/widget/letterbox", test_letterbox);
  add ("/display/widget/damage", test_damage);
  add ("/display/widget/mode-change", test_mode_change);
  add ("/display/widget/hidden", test_hidden);
  add ("/display/widget/capture", test_capture);
  add ("/display/widget/unready", test_unready);
  add ("/display/widget/keys", test_keys);
  add ("/display/widget/accelerators", test_accelerators);
  add ("/display/widget/focus-out", test_focus_out);
  add ("/display/widget/window-loses-focus", test_window_loses_focus);
  add ("/display/widget/unmap", test_unmap);
  add ("/display/widget/release-chord", test_release_chord);
  add ("/display/widget/pointer", test_pointer);
  add ("/display/widget/pointer-scaled", test_pointer_scaled);
  add ("/display/widget/relative", test_relative);
  add ("/display/widget/cursor", test_cursor);
  add ("/display/widget/locks", test_locks);
  add ("/display/widget/resize-guest", test_resize_guest);
  add ("/display/widget/screen-goes", test_screen_goes);
  return g_test_run ();
}
