/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "frond-cursor.h"
#include "frond-guest-cursor.h"
#include "frond-host-shortcuts.h"
#include "frond-keymap.h"
#include "frond-lock-watch.h"
#include "frond-release-chord.h"
#include "frond-scroll.h"
#include "frond-touch.h"
#include "test-wait.h"

#include <linux/input-event-codes.h>
#include <math.h>

/* What PC keyboards send, from their documentation and not from the table under test. */
static const struct
{
  guint evdev;
  guint scancode;
} known_keys[] = {
  { KEY_ESC, 0x01 },
  { KEY_1, 0x02 },
  { KEY_0, 0x0b },
  { KEY_BACKSPACE, 0x0e },
  { KEY_TAB, 0x0f },
  { KEY_Q, 0x10 },
  { KEY_ENTER, 0x1c },
  { KEY_LEFTCTRL, 0x1d },
  { KEY_A, 0x1e },
  { KEY_GRAVE, 0x29 },
  { KEY_LEFTSHIFT, 0x2a },
  { KEY_BACKSLASH, 0x2b },
  { KEY_Z, 0x2c },
  { KEY_RIGHTSHIFT, 0x36 },
  { KEY_KPASTERISK, 0x37 },
  { KEY_LEFTALT, 0x38 },
  { KEY_SPACE, 0x39 },
  { KEY_CAPSLOCK, 0x3a },
  { KEY_F1, 0x3b },
  { KEY_F10, 0x44 },
  { KEY_NUMLOCK, 0x45 },
  { KEY_SCROLLLOCK, 0x46 },
  { KEY_KP7, 0x47 },
  { KEY_KPDOT, 0x53 },
  { KEY_102ND, 0x56 },
  { KEY_F11, 0x57 },
  { KEY_F12, 0x58 },
  { KEY_KPENTER, 0x11c },
  { KEY_RIGHTCTRL, 0x11d },
  { KEY_KPSLASH, 0x135 },
  { KEY_SYSRQ, 0x137 },
  { KEY_RIGHTALT, 0x138 },
  { KEY_HOME, 0x147 },
  { KEY_UP, 0x148 },
  { KEY_PAGEUP, 0x149 },
  { KEY_LEFT, 0x14b },
  { KEY_RIGHT, 0x14d },
  { KEY_END, 0x14f },
  { KEY_DOWN, 0x150 },
  { KEY_PAGEDOWN, 0x151 },
  { KEY_INSERT, 0x152 },
  { KEY_DELETE, 0x153 },
  { KEY_LEFTMETA, 0x15b },
  { KEY_RIGHTMETA, 0x15c },
  { KEY_COMPOSE, 0x15d },
  { KEY_PAUSE, FROND_SCANCODE_PAUSE },
  { KEY_HANGEUL, 0x72 },
  { KEY_HANJA, 0x71 },
  { KEY_KATAKANAHIRAGANA, 0x70 },
  { KEY_RO, 0x73 },
  { KEY_HENKAN, 0x79 },
  { KEY_MUHENKAN, 0x7b },
  { KEY_YEN, 0x7d },
  { KEY_MUTE, 0x120 },
  { KEY_VOLUMEDOWN, 0x12e },
  { KEY_VOLUMEUP, 0x130 },
  { KEY_NEXTSONG, 0x119 },
  { KEY_PREVIOUSSONG, 0x110 },
  { KEY_PLAYPAUSE, 0x122 },
  { KEY_STOPCD, 0x124 },
  { KEY_HOMEPAGE, 0x132 },
  { KEY_MAIL, 0x16c },
  { KEY_CALC, 0x121 },
  { KEY_POWER, 0x15e },
  { KEY_SLEEP, 0x15f },
};

static void
test_known_keys (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (known_keys); i++)
    {
      g_assert_cmphex (frond_keymap_from_evdev (known_keys[i].evdev), ==, known_keys[i].scancode);
      g_assert_cmphex (frond_keymap_from_gdk (known_keys[i].evdev + 8), ==, known_keys[i].scancode);
    }
}

/* No two keys are the same key, no code leaves the space that is tracked as pressed, no plain code has the bit that
 * means release. */
static void
test_all_keys (void)
{
  guint seen[FROND_SCANCODE_MAX + 1] = { 0 };
  guint n_keys = 0;

  for (guint code = 0; code <= KEY_MAX + 100; code++)
    {
      guint scancode = frond_keymap_from_evdev (code);

      if (scancode == 0)
        continue;
      n_keys++;
      g_assert_cmphex (scancode, <=, FROND_SCANCODE_MAX);
      g_assert_cmphex (scancode & 0x80, ==, 0);
      g_assert_cmpuint (seen[scancode], ==, 0);
      seen[scancode] = code;
    }
  g_assert_cmpuint (n_keys, >, 140);
  g_assert_cmphex (frond_keymap_from_evdev (0), ==, 0);
  g_assert_cmphex (frond_keymap_from_evdev (BTN_LEFT), ==, 0);
  g_assert_cmphex (frond_keymap_from_evdev (G_MAXUINT), ==, 0);
  g_assert_cmphex (frond_keymap_from_gdk (0), ==, 0);
  g_assert_cmphex (frond_keymap_from_gdk (7), ==, 0);
}

static void
test_scroll_wheel (void)
{
  FrondScroll scroll = { 0 };

  g_assert_cmpint (frond_scroll_add (&scroll, 1, GDK_SCROLL_UNIT_WHEEL), ==, 1);
  g_assert_cmpint (frond_scroll_add (&scroll, -2, GDK_SCROLL_UNIT_WHEEL), ==, -2);
  /* a wheel of high resolution */
  g_assert_cmpint (frond_scroll_add (&scroll, 1 / 3.0, GDK_SCROLL_UNIT_WHEEL), ==, 0);
  g_assert_cmpint (frond_scroll_add (&scroll, 1 / 3.0, GDK_SCROLL_UNIT_WHEEL), ==, 0);
  g_assert_cmpint (frond_scroll_add (&scroll, 1 / 3.0, GDK_SCROLL_UNIT_WHEEL), ==, 1);
}

static void
test_scroll_touchpad (void)
{
  FrondScroll scroll = { 0 };
  int sum = 0;

  for (guint i = 0; i < 100; i++)
    sum += frond_scroll_add (&scroll, 3, GDK_SCROLL_UNIT_SURFACE);
  g_assert_cmpint (sum, ==, 20);
  /* turning round does not have to undo the rest first */
  frond_scroll_add (&scroll, 14, GDK_SCROLL_UNIT_SURFACE);
  g_assert_cmpint (frond_scroll_add (&scroll, -15, GDK_SCROLL_UNIT_SURFACE), ==, -1);
  frond_scroll_add (&scroll, -14, GDK_SCROLL_UNIT_SURFACE);
  frond_scroll_stop (&scroll);
  g_assert_cmpint (frond_scroll_add (&scroll, -14, GDK_SCROLL_UNIT_SURFACE), ==, 0);
  frond_scroll_stop (&scroll);
  g_assert_cmpint (frond_scroll_add (&scroll, 1e9, GDK_SCROLL_UNIT_SURFACE), ==, 10);
  g_assert_cmpint (frond_scroll_add (&scroll, NAN, GDK_SCROLL_UNIT_SURFACE), ==, 0);
  g_assert_cmpint (frond_scroll_add (&scroll, 15, GDK_SCROLL_UNIT_SURFACE), ==, 1);
}

static void
test_chord (void)
{
  FrondReleaseChord chord = { 0 };

  g_assert_false (frond_release_chord_key (&chord, KEY_LEFTCTRL, TRUE));
  g_assert_false (frond_release_chord_key (&chord, KEY_LEFTALT, TRUE));
  g_assert_false (frond_release_chord_key (&chord, KEY_LEFTCTRL, FALSE));
  g_assert_true (frond_release_chord_key (&chord, KEY_LEFTALT, FALSE));

  g_assert_false (frond_release_chord_key (&chord, KEY_LEFTALT, TRUE));
  g_assert_false (frond_release_chord_key (&chord, KEY_LEFTALT, TRUE));
  g_assert_false (frond_release_chord_key (&chord, KEY_RIGHTCTRL, TRUE));
  g_assert_false (frond_release_chord_key (&chord, KEY_LEFTALT, FALSE));
  g_assert_true (frond_release_chord_key (&chord, KEY_RIGHTCTRL, FALSE));
}

static void
test_chord_spoilt (void)
{
  FrondReleaseChord chord = { 0 };

  /* Ctrl+Alt+T */
  frond_release_chord_key (&chord, KEY_LEFTCTRL, TRUE);
  frond_release_chord_key (&chord, KEY_LEFTALT, TRUE);
  frond_release_chord_key (&chord, KEY_T, TRUE);
  frond_release_chord_key (&chord, KEY_T, FALSE);
  g_assert_false (frond_release_chord_key (&chord, KEY_LEFTALT, FALSE));
  g_assert_false (frond_release_chord_key (&chord, KEY_LEFTCTRL, FALSE));
  /* a click meanwhile */
  frond_release_chord_key (&chord, KEY_LEFTCTRL, TRUE);
  frond_release_chord_key (&chord, KEY_LEFTALT, TRUE);
  frond_release_chord_spoil (&chord);
  frond_release_chord_key (&chord, KEY_LEFTALT, FALSE);
  g_assert_false (frond_release_chord_key (&chord, KEY_LEFTCTRL, FALSE));
  /* only half of it, or AltGr */
  frond_release_chord_key (&chord, KEY_LEFTCTRL, TRUE);
  g_assert_false (frond_release_chord_key (&chord, KEY_LEFTCTRL, FALSE));
  frond_release_chord_key (&chord, KEY_LEFTCTRL, TRUE);
  frond_release_chord_key (&chord, KEY_RIGHTALT, TRUE);
  frond_release_chord_key (&chord, KEY_RIGHTALT, FALSE);
  g_assert_false (frond_release_chord_key (&chord, KEY_LEFTCTRL, FALSE));
  /* Ctrl and Alt after each other */
  frond_release_chord_key (&chord, KEY_LEFTCTRL, TRUE);
  frond_release_chord_key (&chord, KEY_LEFTCTRL, FALSE);
  frond_release_chord_key (&chord, KEY_LEFTALT, TRUE);
  g_assert_false (frond_release_chord_key (&chord, KEY_LEFTALT, FALSE));
  /* and none of it stays */
  frond_release_chord_key (&chord, KEY_LEFTCTRL, TRUE);
  frond_release_chord_key (&chord, KEY_LEFTALT, TRUE);
  frond_release_chord_key (&chord, KEY_LEFTALT, FALSE);
  g_assert_true (frond_release_chord_key (&chord, KEY_LEFTCTRL, FALSE));
}

static void
test_cursor_bounds (void)
{
  g_autoptr (GBytes) rgba = g_bytes_new_take (g_malloc0 (32 * 32 * 4), 32 * 32 * 4);
  g_autoptr (FrondCursor) cursor = frond_cursor_new (rgba, 32, 32, 900, -4);
  g_autoptr (FrondCursor) hidden = frond_cursor_new_hidden ();

  g_assert_cmpint (frond_cursor_get_hot_x (cursor), ==, 31);
  g_assert_cmpint (frond_cursor_get_hot_y (cursor), ==, 0);
  g_assert_false (frond_cursor_is_hidden (cursor));
  g_assert_true (frond_cursor_is_hidden (hidden));
  g_assert_null (frond_cursor_new (rgba, 33, 32, 0, 0));
  g_assert_null (frond_cursor_new (rgba, 0, 32, 0, 0));
  g_assert_null (frond_cursor_new (rgba, 32, -1, 0, 0));
  g_assert_null (frond_cursor_new (rgba, 65536, 65536, 0, 0));
}

static void
test_host_shortcuts (void)
{
  static const char *const good[] = { "F11",   "<Super>Tab", "<Control><Alt>Right", "<Alt>space",
                                      "Print", "<Shift>F11", "XF86AudioMute",       "<Super>1" };
  /* Nobody could type any more, or begin a combination. */
  static const char *const bad[] = { "a",         "<Shift>a", "Return",    "<Control>Alt_L", "Super_L",
                                     "<Control>", "",         "nonsense?", "F11|a",          "never" };

  for (guint i = 0; i < G_N_ELEMENTS (good); i++)
    g_assert_true (frond_host_shortcuts_check (good[i]));
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    g_assert_false (frond_host_shortcuts_check (bad[i]));
}

/* Caps Lock of the host as it is, and made another Ctrl. */
static void
test_lock_watch (void)
{
  FrondLockWatch watch = { 0 };

  frond_lock_watch_start (&watch, 0);
  frond_lock_watch_key (&watch, 0x3a, TRUE);
  frond_lock_watch_change (&watch, FROND_LOCK_CAPS);
  frond_lock_watch_key (&watch, 0x3a, FALSE);
  frond_lock_watch_stop (&watch);
  g_assert_cmpint (frond_lock_watch_choose (&watch, 0, FROND_LOCK_CAPS), ==, 0);

  frond_lock_watch_start (&watch, 0);
  frond_lock_watch_key (&watch, 0x3a, TRUE);
  frond_lock_watch_key (&watch, 0x3a, FALSE);
  frond_lock_watch_stop (&watch);
  g_assert_cmpint (frond_lock_watch_choose (&watch, FROND_LOCK_NUM, FROND_LOCK_CAPS), ==,
                   FROND_LOCK_NUM | FROND_LOCK_CAPS);
  g_assert_cmpint (frond_lock_watch_choose (&watch, FROND_LOCK_CAPS, 0), ==, 0);

  /* It was made Caps Lock again. */
  frond_lock_watch_start (&watch, 0);
  frond_lock_watch_key (&watch, 0x3a, TRUE);
  frond_lock_watch_key (&watch, 0x3a, FALSE);
  frond_lock_watch_change (&watch, FROND_LOCK_CAPS);
  frond_lock_watch_stop (&watch);
  g_assert_cmpint (frond_lock_watch_choose (&watch, FROND_LOCK_CAPS, 0), ==, FROND_LOCK_CAPS);
}

/* A light that has not had its time says nothing, the second press of a key does. */
static void
test_lock_watch_held (void)
{
  FrondLockWatch watch = { 0 };

  frond_lock_watch_start (&watch, FROND_LOCK_CAPS);
  frond_lock_watch_key (&watch, 0x3a, TRUE);
  frond_lock_watch_key (&watch, 0x3a, TRUE);
  frond_lock_watch_stop (&watch);
  g_assert_cmpint (frond_lock_watch_choose (&watch, FROND_LOCK_CAPS, 0), ==, FROND_LOCK_CAPS);

  frond_lock_watch_start (&watch, 0);
  frond_lock_watch_key (&watch, 0x45, TRUE);
  frond_lock_watch_key (&watch, 0x45, FALSE);
  frond_lock_watch_key (&watch, 0x45, TRUE);
  g_assert_cmpint (frond_lock_watch_choose (&watch, FROND_LOCK_NUM, 0), ==, 0);
  frond_lock_watch_key (&watch, 0x1e, TRUE);
  g_assert_cmpint (watch.waiting, ==, FROND_LOCK_NUM);
}

typedef struct
{
  FrondTouch *touch;
  GString *log;
} Fingers;

static void
on_touch_pointer (FrondTouch *touch, double x, double y, GString *log)
{
  g_string_append_printf (log, "%g,%g ", x, y);
}

static void
on_touch_button (FrondTouch *touch, guint button, gboolean down, GString *log)
{
  g_string_append_printf (log, "%c%u ", down ? '+' : '-', button);
}

static void
on_touch_scroll (FrondTouch *touch, double dx, double dy, GString *log)
{
  g_string_append_printf (log, "s%g,%g ", dx, dy);
}

static void
fingers_set_up (Fingers *self, gconstpointer data)
{
  self->touch = g_object_new (FROND_TYPE_TOUCH, "long-press", data != NULL ? 20 : 10000, NULL);
  self->log = g_string_new (NULL);
  g_signal_connect (self->touch, "pointer", G_CALLBACK (on_touch_pointer), self->log);
  g_signal_connect (self->touch, "button", G_CALLBACK (on_touch_button), self->log);
  g_signal_connect (self->touch, "scroll", G_CALLBACK (on_touch_scroll), self->log);
}

static void
fingers_tear_down (Fingers *self, gconstpointer data)
{
  g_assert_finalize_object (self->touch);
  g_string_free (self->log, TRUE);
}

static void
expect (Fingers *self, const char *text)
{
  g_assert_cmpstr (self->log->str, ==, text);
  g_string_truncate (self->log, 0);
}

static void
test_touch_tap (Fingers *self, gconstpointer data)
{
  int finger, other;

  frond_touch_begin (self->touch, &finger, 10, 20);
  expect (self, "10,20 ");
  frond_touch_update (self->touch, &finger, 12, 22);
  expect (self, "");
  frond_touch_end (self->touch, &finger, 12, 22);
  expect (self, "+1 -1 ");
  /* a finger that nobody knows */
  frond_touch_update (self->touch, &other, 1, 1);
  frond_touch_end (self->touch, &other, 1, 1);
  expect (self, "");
}

static void
test_touch_drag (Fingers *self, gconstpointer data)
{
  int finger, second;

  frond_touch_begin (self->touch, &finger, 10, 20);
  frond_touch_update (self->touch, &finger, 30, 20);
  expect (self, "10,20 +1 30,20 ");
  /* A second finger does not disturb a drag. */
  frond_touch_begin (self->touch, &second, 100, 100);
  frond_touch_update (self->touch, &second, 150, 100);
  frond_touch_end (self->touch, &second, 150, 100);
  expect (self, "");
  frond_touch_end (self->touch, &finger, 40, 20);
  expect (self, "40,20 -1 ");
}

static void
test_touch_scroll (Fingers *self, gconstpointer data)
{
  int first, second, third;

  frond_touch_begin (self->touch, &first, 10, 20);
  frond_touch_begin (self->touch, &second, 60, 20);
  frond_touch_begin (self->touch, &third, 90, 20);
  expect (self, "10,20 ");
  frond_touch_update (self->touch, &first, 10, 40);
  frond_touch_update (self->touch, &second, 60, 40);
  frond_touch_update (self->touch, &third, 60, 40);
  expect (self, "s-0,-10 s-0,-10 ");
  frond_touch_end (self->touch, &first, 10, 40);
  g_string_truncate (self->log, 0);
  frond_touch_update (self->touch, &second, 0, 0);
  frond_touch_end (self->touch, &second, 0, 0);
  expect (self, "");
  /* and everything begins anew */
  frond_touch_begin (self->touch, &first, 1, 1);
  frond_touch_end (self->touch, &first, 1, 1);
  expect (self, "1,1 +1 -1 ");
}

static void
test_touch_long (Fingers *self, gconstpointer data)
{
  int finger;

  frond_touch_begin (self->touch, &finger, 10, 20);
  wait_until (strstr (self->log->str, "+3") != NULL);
  expect (self, "10,20 +3 ");
  frond_touch_update (self->touch, &finger, 11, 30);
  frond_touch_end (self->touch, &finger, 11, 30);
  expect (self, "11,30 11,30 -3 ");
}

static void
test_touch_cancel (Fingers *self, gconstpointer data)
{
  int finger;

  frond_touch_begin (self->touch, &finger, 10, 20);
  frond_touch_cancel (self->touch);
  expect (self, "10,20 ");
  frond_touch_end (self->touch, &finger, 10, 20);
  expect (self, "");
  frond_touch_begin (self->touch, &finger, 10, 20);
  frond_touch_update (self->touch, &finger, 30, 20);
  frond_touch_cancel (self->touch);
  expect (self, "10,20 +1 30,20 -1 ");
}

static guint32
texture_pixel (GdkTexture *texture, int x, int y)
{
  gsize stride = (gsize) gdk_texture_get_width (texture) * 4;
  g_autofree guchar *pixels = g_malloc (stride * gdk_texture_get_height (texture));

  gdk_texture_download (texture, pixels, stride);
  return *(guint32 *) (gpointer) (pixels + y * stride + x * 4);
}

/* At every scale, for every hot spot: what GDK counts in logical pixels lies exactly on the device pixel that the
 * guest meant, and the picture is its own size. */
static void
test_cursor_scales (void)
{
  const double scales[] = { 1, 1.25, 1.5, 1.75, 2, 3 };

  for (guint s = 0; s < G_N_ELEMENTS (scales); s++)
    for (int hot = 0; hot < 24; hot++)
      {
        guint32 *pixels = g_new0 (guint32, 24 * 24);
        g_autoptr (GBytes) rgba = g_bytes_new_take (pixels, 24 * 24 * 4);
        g_autoptr (FrondCursor) shape = NULL;
        g_autoptr (GdkTexture) texture = NULL;
        int width, height, x, y, device_x, device_y;

        pixels[hot * 24 + 23 - hot] = 0xffffffff;
        shape = frond_cursor_new (rgba, 24, 24, 23 - hot, hot);
        texture = frond_guest_cursor_render (shape, 1, scales[s], &width, &height, &x, &y);
        device_x = (int) round (x * scales[s]);
        device_y = (int) round (y * scales[s]);
        g_assert_cmphex (texture_pixel (texture, device_x, device_y), ==, 0xffffffff);
        g_assert_cmpint (x, <, width);
        g_assert_cmpint (y, <, height);
        /* no pixel of it is stretched */
        g_assert_cmpfloat_with_epsilon (width * scales[s], gdk_texture_get_width (texture), 1e-6);
        g_assert_cmpfloat_with_epsilon (height * scales[s], gdk_texture_get_height (texture), 1e-6);
        g_assert_cmpint (gdk_texture_get_width (texture), <=, 24 + 3 + 8 * scales[s]);
      }
}

static void
test_cursor_sizes (void)
{
  const int sizes[] = { 1, 7, 32, FROND_CURSOR_MAX_SIZE };
  const double factors[] = { 0.5, 0.73, 1, 1.9, 4 };

  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    for (guint f = 0; f < G_N_ELEMENTS (factors); f++)
      {
        gsize bytes = (gsize) sizes[i] * sizes[i] * 4;
        g_autoptr (GBytes) rgba = g_bytes_new_take (g_malloc0 (bytes), bytes);
        g_autoptr (FrondCursor) shape = frond_cursor_new (rgba, sizes[i], sizes[i], sizes[i] - 1, 0);
        g_autoptr (GdkTexture) texture = NULL;
        int width, height, x, y;

        texture = frond_guest_cursor_render (shape, factors[f], 1.5, &width, &height, &x, &y);
        g_assert_cmpint (x, <, width);
        g_assert_cmpint (y, <, height);
        g_assert_cmpint (gdk_texture_get_width (texture), >=, (int) (sizes[i] * factors[f]));
        g_assert_cmpint (gdk_texture_get_width (texture), <=, (int) (sizes[i] * factors[f]) + 20);
      }
}

#define TOUCH(name, test, is_long)                                                                           \
  g_test_add ("/display/touch/" name, Fingers, (is_long), fingers_set_up, test, fingers_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/display/keymap/known", test_known_keys);
  g_test_add_func ("/display/keymap/all", test_all_keys);
  g_test_add_func ("/display/scroll/wheel", test_scroll_wheel);
  g_test_add_func ("/display/scroll/touchpad", test_scroll_touchpad);
  g_test_add_func ("/display/chord/fires", test_chord);
  g_test_add_func ("/display/chord/spoilt", test_chord_spoilt);
  g_test_add_func ("/display/cursor/bounds", test_cursor_bounds);
  g_test_add_func ("/display/cursor/scales", test_cursor_scales);
  g_test_add_func ("/display/cursor/sizes", test_cursor_sizes);
  g_test_add_func ("/display/keys/host-shortcuts", test_host_shortcuts);
  g_test_add_func ("/display/locks/remapped", test_lock_watch);
  g_test_add_func ("/display/locks/held", test_lock_watch_held);
  TOUCH ("tap", test_touch_tap, NULL);
  TOUCH ("drag", test_touch_drag, NULL);
  TOUCH ("scroll", test_touch_scroll, NULL);
  TOUCH ("long", test_touch_long, "long");
  TOUCH ("cancel", test_touch_cancel, NULL);
  return g_test_run ();
}
