/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Keys that are down while the focus goes, again and again and in every way: what the SPICE server was told in the end
 * has to be that none is. */
#include "bench-opener.h"
#include "display-fixture.h"
#include "frond-spice-session.h"
#include "synth-client.h"
#include "test-wait.h"
#include "x-keys.h"

#include <stdlib.h>

/* A place on a PC keyboard as it goes over the wire: what an extended key begins with, and the bit of a release. */
#define EXTENSION 0xe0
#define RELEASE   0x80

typedef struct
{
  DisplayFixture widget;
  SynthClient *server;
  FrondDisplayOpener *opener;
  FrondSession *session;
  GtkWindow *other;
} Fixture;

static FrondScreen *
first_screen (Fixture *fixture)
{
  g_autoptr (FrondScreen) screen = g_list_model_get_item (frond_session_get_screens (fixture->session), 0);

  return screen;
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  display_fixture_set_up (&fixture->widget, NULL);
  fixture->server = synth_client_new (640, 480);
  fixture->opener = bench_opener_new (synth_client_get_path (fixture->server));
  fixture->session = frond_spice_session_new (fixture->opener);
  frond_session_connect (fixture->session);
  wait_until (first_screen (fixture) != NULL && frond_screen_get_ready (first_screen (fixture)));
  frond_display_set_screen (fixture->widget.display, first_screen (fixture));
  fixture->other = GTK_WINDOW (gtk_window_new ());
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  frond_display_set_screen (fixture->widget.display, NULL);
  gtk_window_destroy (fixture->other);
  g_assert_finalize_object (fixture->session);
  g_clear_object (&fixture->opener);
  synth_client_free (fixture->server);
  display_fixture_tear_down (&fixture->widget, NULL);
}

static void
lose_focus (Fixture *fixture, guint how)
{
  GtkWidget *display = GTK_WIDGET (fixture->widget.display);

  switch (how)
    {
    case 0:
      gtk_widget_grab_focus (fixture->widget.entry);
      break;
    case 1:
      gtk_window_present (fixture->other);
      wait_until (!gtk_window_is_active (fixture->widget.window));
      break;
    case 2:
      gtk_widget_set_visible (display, FALSE);
      break;
    case 3:
      frond_display_set_screen (fixture->widget.display, NULL);
      break;
    default:
      /* The chord's way out, with a key still down. */
      frond_display_release_all (fixture->widget.display);
      gtk_window_set_focus (fixture->widget.window, NULL);
    }
  wait_until (fixture->widget.display->n_pressed_keys == 0);
}

static void
regain_focus (Fixture *fixture)
{
  GtkWidget *display = GTK_WIDGET (fixture->widget.display);

  gtk_widget_set_visible (display, TRUE);
  frond_display_set_screen (fixture->widget.display, first_screen (fixture));
  if (!gtk_window_is_active (fixture->widget.window))
    gtk_window_present (fixture->widget.window);
  gtk_widget_grab_focus (display);
  wait_until (fixture->widget.display->active);
}

/* Counts the keys that the server still takes for pressed. */
static guint
count_stuck (SynthClient *server)
{
  g_autofree char *codes = synth_client_join (server, "key ");
  g_auto (GStrv) list = g_strsplit (codes, " ", -1);
  gboolean down[2][RELEASE] = { 0 };
  guint extended = 0, n_stuck = 0;

  for (guint i = 0; list[i] != NULL; i++)
    {
      guint code = (guint) g_ascii_strtoull (list[i], NULL, 16);

      if (code == EXTENSION)
        {
          extended = 1;
          continue;
        }
      down[extended][code & (RELEASE - 1)] = (code & RELEASE) == 0;
      extended = 0;
    }
  for (guint i = 0; i < RELEASE; i++)
    n_stuck += down[0][i] + down[1][i];
  return n_stuck;
}

static void
test_stuck (Fixture *fixture, gconstpointer data)
{
  static const char *const keys[] = { "a", "shift", "ctrl", "super", "Right", "Delete", "alt", "space" };
  guint n_changes = (guint) atoi (g_getenv ("FROND_FOCUS_CHANGES"));

  g_assert_cmpuint (n_changes, >, 0);
  for (guint i = 0; i < n_changes; i++)
    {
      const char *first = keys[g_test_rand_int_range (0, G_N_ELEMENTS (keys))];
      const char *second = keys[g_test_rand_int_range (0, G_N_ELEMENTS (keys))];

      x_do ("keydown", first, "keydown", second, NULL);
      wait_until (fixture->widget.display->n_pressed_keys > 0);
      lose_focus (fixture, (guint) g_test_rand_int_range (0, 5));
      /* Half of the time they come up again while somebody else listens, half of the time when we are back. */
      if (i % 2 == 0)
        x_do ("keyup", second, "keyup", first, NULL);
      regain_focus (fixture);
      if (i % 2 != 0)
        x_do ("keyup", second, "keyup", first, NULL);
    }

  /* What went before this key has arrived when it has. */
  x_do ("key", "F5", NULL);
  wait_until (synth_client_saw (fixture->server, "key bf"));
  g_assert_true (synth_client_saw (fixture->server, "key 1e"));
  g_test_message ("%u focus changes with keys down, %u keys stuck", n_changes, count_stuck (fixture->server));
  g_assert_cmpuint (count_stuck (fixture->server), ==, 0);
}

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv, NULL);
  g_test_add ("/display/keys/stuck", Fixture, NULL, set_up, test_stuck, tear_down);
  return g_test_run ();
}
