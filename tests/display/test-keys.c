/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The keyboard of a person at the widget, made of xdotool and setxkbmap. */
#include "display-fixture.h"
#include "test-wait.h"
#include "x-keys.h"

#include <linux/input-event-codes.h>

/* The desktop's own keys: its, the guest's while the keyboard is captured, and its again for the list of those that
 * stay with the host, from the second press on. */
static void
test_desktop_keys (DisplayFixture *fixture, gconstpointer data)
{
  x_do ("key", "super+F9", NULL);
  x_wait_desktop_key ();
  g_assert_false (frond_test_screen_has (fixture->screen, "key 43 down"));

  wait_until (fixture->display->active);
  frond_display_set_keyboard_captured (fixture->display, TRUE);
  x_do ("key", "super+F9", NULL);
  wait_until (frond_test_screen_has (fixture->screen, "key 43 up") &&
              frond_test_screen_has (fixture->screen, "key 15b up"));
  g_assert_false (x_desktop_key_came ());

  g_free (frond_test_screen_take_log (fixture->screen));
  frond_display_set_host_shortcuts (fixture->display, (const char *const[]) { "<Super>F9", NULL });
  x_do ("keydown", "super", "key", "F9", NULL);
  wait_until (fixture->display->lifted);
  x_do ("key", "F9", "keyup", "super", NULL);
  x_wait_desktop_key ();
  wait_until (fixture->display->active && !fixture->display->lifted && fixture->display->inhibited != NULL);
  g_assert_false (frond_test_screen_has (fixture->screen, "key 43 down"));
  g_assert_cmpuint (fixture->display->n_pressed_keys, ==, 0);
}

/* Places on the keyboard, whatever is printed on them. */
static const struct
{
  guint evdev;
  guint scancode;
} places[] = {
  { KEY_Q, 0x10 },         { KEY_Z, 0x2c },
  { KEY_GRAVE, 0x29 },     { KEY_MINUS, 0x0c },
  { KEY_EQUAL, 0x0d },     { KEY_LEFTBRACE, 0x1a },
  { KEY_102ND, 0x56 },     { KEY_RIGHTALT, 0x138 },
  { KEY_SYSRQ, 0x137 },    { KEY_PAUSE, 0x146 },
  { KEY_MUHENKAN, 0x7b },  { KEY_HENKAN, 0x79 },
  { KEY_YEN, 0x7d },       { KEY_RO, 0x73 },
  { KEY_MUTE, 0x120 },     { KEY_VOLUMEUP, 0x130 },
  { KEY_NEXTSONG, 0x119 }, { KEY_PLAYPAUSE, 0x122 },
  { KEY_HOMEPAGE, 0x132 }, { KEY_KPENTER, 0x11c },
  { KEY_COMPOSE, 0x15d },  { KEY_KATAKANAHIRAGANA, 0x70 },
};

static void
run (const char *first, ...)
{
  g_autoptr (GPtrArray) arguments = g_ptr_array_new ();
  g_autoptr (GError) error = NULL;
  va_list args;

  va_start (args, first);
  for (const char *argument = first; argument != NULL; argument = va_arg (args, const char *))
    g_ptr_array_add (arguments, (gpointer) argument);
  va_end (args);
  g_ptr_array_add (arguments, NULL);
  g_spawn_sync (NULL, (char **) arguments->pdata, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL, NULL, NULL,
                &error);
  g_assert_no_error (error);
}

/* The log without what the pointer did. */
static char *
take_keys (FrondTestScreen *screen)
{
  g_autofree char *log = frond_test_screen_take_log (screen);
  g_auto (GStrv) lines = g_strsplit (log, ", ", -1);
  g_autoptr (GStrvBuilder) keys = g_strv_builder_new ();
  g_auto (GStrv) kept = NULL;

  for (guint i = 0; lines[i] != NULL; i++)
    if (g_str_has_prefix (lines[i], "key "))
      g_strv_builder_add (keys, lines[i]);
  kept = g_strv_builder_end (keys);
  return g_strjoinv (", ", kept);
}

static void
test_layouts (DisplayFixture *fixture, gconstpointer data)
{
  /* Dead keys lie on places above in the German and the Swiss French one. */
  const char *const layouts[][2] = { { "us", "" }, { "de", "" }, { "ch", "fr" }, { "jp", "" } };

  for (guint l = 0; l < G_N_ELEMENTS (layouts); l++)
    {
      run ("setxkbmap", "-layout", layouts[l][0], "-variant", layouts[l][1], NULL);
      for (guint i = 0; i < G_N_ELEMENTS (places); i++)
        {
          g_autofree char *code = g_strdup_printf ("%u", places[i].evdev + 8);
          g_autofree char *expected =
              g_strdup_printf ("key %02x down, key %02x up", places[i].scancode, places[i].scancode);
          g_autofree char *up = g_strdup_printf ("key %02x up", places[i].scancode);
          g_autofree char *log = NULL;

          g_free (frond_test_screen_take_log (fixture->screen));
          x_do ("key", code, NULL);
          wait_until (frond_test_screen_has (fixture->screen, up));
          log = take_keys (fixture->screen);
          g_assert_cmpstr (log, ==, expected);
        }
    }
  run ("setxkbmap", "-layout", "us", "-variant", "", NULL);
}

/* Ctrl+Pause is another keysym and another code on a PC, and the same key. */
static void
test_break (DisplayFixture *fixture, gconstpointer data)
{
  g_autofree char *log = NULL;

  x_do ("keydown", "ctrl", "key", "127", "keyup", "ctrl", NULL);
  wait_until (frond_test_screen_has (fixture->screen, "key 1d up"));
  log = take_keys (fixture->screen);
  g_assert_cmpstr (log, ==, "key 1d down, key 146 down, key 146 up, key 1d up");
}

static guint
count (FrondTestScreen *screen, const char *line)
{
  g_autofree char *log = frond_test_screen_take_log (screen);
  g_auto (GStrv) lines = g_strsplit (log, ", ", -1);
  guint n = 0;

  for (guint i = 0; lines[i] != NULL; i++)
    n += g_str_equal (lines[i], line);
  return n;
}

/* A held key types on in the guest as a PC keyboard does: makes without breaks. */
static void
test_repeat (DisplayFixture *fixture, gconstpointer data)
{
  guint n_down = 0;

  x_do ("keydown", "a", NULL);
  while (n_down < 4)
    {
      wait_until (frond_test_screen_has (fixture->screen, "key 1e down"));
      g_assert_false (frond_test_screen_has (fixture->screen, "key 1e up"));
      n_down += count (fixture->screen, "key 1e down");
    }
  x_do ("keyup", "a", NULL);
  wait_until (frond_test_screen_has (fixture->screen, "key 1e up"));
  g_assert_cmpuint (count (fixture->screen, "key 1e up"), ==, 1);
}

/* Caps Lock made another Ctrl: the guest switches its light, and the host's does not fight it. */
static void
test_caps_remapped (DisplayFixture *fixture, gconstpointer data)
{
  run ("setxkbmap", "-option", "ctrl:nocaps", NULL);
  x_do ("key", "66", NULL);
  wait_until (frond_test_screen_has (fixture->screen, "key 3a up"));
  frond_screen_take_locks (FROND_SCREEN (fixture->screen), FROND_LOCK_CAPS);
  gtk_widget_grab_focus (fixture->entry);
  wait_until (!fixture->display->active);
  g_free (frond_test_screen_take_log (fixture->screen));
  gtk_widget_grab_focus (GTK_WIDGET (fixture->display));
  wait_until (fixture->display->active);
  g_assert_null (frond_test_screen_last (fixture->screen, "locks"));
  run ("setxkbmap", "-option", "", NULL);
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
  add ("/display/keys/desktop-keys", test_desktop_keys);
  add ("/display/keys/layouts", test_layouts);
  add ("/display/keys/break", test_break);
  add ("/display/keys/repeat", test_repeat);
  add ("/display/keys/caps-remapped", test_caps_remapped);
  return g_test_run ();
}
