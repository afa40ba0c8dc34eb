/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Walks through screens without a mouse: walk-screens SCREEN…; without arguments it lists them. Says on standard output
 *
 *   look             a window or a menu is open: goes on with the next line of standard input
 *   problem WORDS    of the screen whose end comes next
 *   end SCREEN FOCUSABLE REACHED MENUS */

#include "keyboard.h"
#include "shots.h"
#include "walk.h"

#include <gio/gunixinputstream.h>
#include <stdio.h>
#include <unistd.h>

/* As narrow as a window has to get, for texts of the usual size. */
#define NARROW_WIDTH  360
#define NARROW_HEIGHT 660
#define USUAL_DPI     (96 * PANGO_SCALE)

static GDataInputStream *input;

static void
line_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autofree char *line =
      g_data_input_stream_read_line_finish (G_DATA_INPUT_STREAM (source), result, NULL, NULL);

  *(gboolean *) user_data = TRUE;
}

/* Who reads what assistive technologies are told reads it now: meanwhile this process answers. */
static void
look_cb (gpointer user_data)
{
  gboolean seen = FALSE;

  printf ("look\n");
  fflush (stdout);
  g_data_input_stream_read_line_async (input, G_PRIORITY_DEFAULT, NULL, line_cb, &seen);
  while (!seen)
    g_main_context_iteration (NULL, TRUE);
}

static void
say_problems (GPtrArray *problems, const char *when)
{
  for (guint i = 0; i < problems->len; i++)
    printf ("problem %s%s\n", (char *) problems->pdata[i], when);
}

/* TIMES as large as usual, with as much more room. */
static void
check_texts (GtkWindow *window, int times)
{
  g_autoptr (GPtrArray) problems = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *when = g_strdup_printf (", in the narrowest window, %d times the usual size", times);

  g_object_set (gtk_settings_get_default (), "gtk-xft-dpi", times * USUAL_DPI, NULL);
  gtk_window_set_default_size (window, times * NARROW_WIDTH, NARROW_HEIGHT);
  ui_settle ();
  walk_check_texts (window, times * NARROW_WIDTH, problems);
  say_problems (problems, when);
}

static void
walk (const ShotsScreen *screen)
{
  g_autoptr (WalkReport) report = NULL;
  UiFixture fixture = { NULL };
  GtkWindow *window;

  ui_fixture_set_up (&fixture, NULL);
  window = screen->open (&fixture);
  gtk_window_present (window);
  ui_wait_until (gtk_window_is_active (window));
  ui_settle ();

  report = walk_window (window, look_cb, NULL);
  say_problems (report->problems, "");
  /* The toolkit's list of shortcuts has columns, and is as wide as they are. */
  if (!g_str_equal (G_OBJECT_TYPE_NAME (window), "GtkShortcutsWindow"))
    {
      check_texts (window, 1);
      check_texts (window, 2);
    }
  g_object_set (gtk_settings_get_default (), "gtk-xft-dpi", USUAL_DPI, NULL);
  printf ("end %s %u %u %u\n", screen->name, report->n_focusable, report->n_reached, report->n_menus);
  fflush (stdout);
  ui_fixture_tear_down (&fixture, NULL);
}

int
main (int argc, char **argv)
{
  g_autoptr (GInputStream) standard = g_unix_input_stream_new (STDIN_FILENO, FALSE);
  guint n_screens;
  const ShotsScreen *screens = shots_get_screens (&n_screens);

  if (argc == 1)
    {
      for (guint i = 0; i < n_screens; i++)
        puts (screens[i].name);
      return 0;
    }

  /* What assistive technologies are told. */
  g_set_prgname ("walk-screens");
  input = g_data_input_stream_new (standard);
  adw_init ();
  g_object_set (gtk_settings_get_default (), "gtk-xft-dpi", USUAL_DPI, "gtk-enable-animations", FALSE,
                "gtk-cursor-blink", FALSE, NULL);
  for (guint i = 0; i < n_screens; i++)
    if (g_strv_contains ((const char *const *) argv + 1, screens[i].name))
      walk (&screens[i]);
  g_clear_object (&input);

  return 0;
}
