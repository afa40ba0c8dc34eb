/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "frond-cursor.h"
#include "frond-keymap.h"
#include "frond-release-chord.h"
#include "frond-scroll.h"

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
  return g_test_run ();
}
