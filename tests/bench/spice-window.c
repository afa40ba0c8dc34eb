/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Shows what is behind a SPICE unix socket in a window that has nothing but Frond's display. See README.md. */
#include "bench-opener.h"
#include "frond-display.h"
#include "frond-spice-session.h"

#include <stdio.h>

static gboolean unscaled;
static gboolean resize_guest;
static gboolean undecorated;
static gboolean fullscreen;
static int width = 1280;
static int height = 800;

static const GOptionEntry options[] = {
  { "width", 'w', 0, G_OPTION_ARG_INT, &width, "Of the window at first, logical pixels", "N" },
  { "height", 'h', 0, G_OPTION_ARG_INT, &height, "Likewise", "N" },
  { "unscaled", 'u', 0, G_OPTION_ARG_NONE, &unscaled, "One guest pixel is one device pixel", NULL },
  { "resize-guest", 'r', 0, G_OPTION_ARG_NONE, &resize_guest, "Ask the guest for the window's size", NULL },
  { "undecorated", 'd', 0, G_OPTION_ARG_NONE, &undecorated, "No title bar", NULL },
  { "fullscreen", 'f', 0, G_OPTION_ARG_NONE, &fullscreen, "Fill the monitor", NULL },
  G_OPTION_ENTRY_NULL,
};

static void
update_screen (GListModel *screens, guint position, guint removed, guint added, FrondDisplay *display)
{
  g_autoptr (FrondScreen) screen = g_list_model_get_item (screens, 0);

  frond_display_set_screen (display, screen);
}

static void
on_state (FrondSession *session, GParamSpec *pspec, GtkWindow *window)
{
  g_autofree char *name = g_enum_to_string (FROND_TYPE_SESSION_STATE, frond_session_get_state (session));
  const GError *error = frond_session_get_error (session);

  printf ("%s%s%s\n", name, error != NULL ? ": " : "", error != NULL ? error->message : "");
  fflush (stdout);
  if (frond_session_get_state (session) >= FROND_SESSION_CLOSED)
    gtk_window_destroy (window);
}

static GtkWindow *
make_window (FrondSession *session)
{
  GtkWindow *window = GTK_WINDOW (gtk_window_new ());
  GtkWidget *display = frond_display_new ();

  frond_display_set_scaling (FROND_DISPLAY (display), !unscaled);
  frond_display_set_resize_guest (FROND_DISPLAY (display), resize_guest);
  gtk_accessible_update_property (GTK_ACCESSIBLE (display), GTK_ACCESSIBLE_PROPERTY_LABEL, "Screen", -1);
  gtk_window_set_default_size (window, width, height);
  gtk_window_set_title (window, "spice-window");
  gtk_window_set_decorated (window, !undecorated);
  gtk_window_set_child (window, display);
  gtk_window_set_focus (window, display);
  if (fullscreen)
    gtk_window_fullscreen (window);
  g_signal_connect_object (frond_session_get_screens (session), "items-changed", G_CALLBACK (update_screen),
                           display, G_CONNECT_DEFAULT);
  return window;
}

int
main (int argc, char **argv)
{
  g_autoptr (GOptionContext) context = g_option_context_new ("SOCKET — show a SPICE guest");
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autoptr (FrondDisplayOpener) opener = NULL;
  g_autoptr (FrondSession) session = NULL;
  g_autoptr (GError) error = NULL;
  GtkWindow *window;

  g_option_context_add_main_entries (context, options, NULL);
  if (!g_option_context_parse (context, &argc, &argv, &error) || argc != 2)
    {
      g_printerr ("%s\n", error != NULL ? error->message : "Which socket?");
      return 2;
    }

  frond_display_init_early ();
  frond_display_warm_up ();
  gtk_init ();
  opener = bench_opener_new (argv[1]);
  session = frond_spice_session_new (opener);
  window = make_window (session);
  g_signal_connect_object (session, "notify::state", G_CALLBACK (on_state), window, G_CONNECT_DEFAULT);
  g_signal_connect_swapped (window, "destroy", G_CALLBACK (g_main_loop_quit), loop);
  gtk_window_present (window);
  frond_session_connect (session);
  g_main_loop_run (loop);

  g_signal_handlers_disconnect_by_func (session, on_state, window);
  frond_session_disconnect (session);
  frond_display_end ();
  return 0;
}
