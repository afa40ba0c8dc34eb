/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* A server that says anything, and the widget in a window that draws it. */
#include "fuzz-consumer.h"
#include "fuzz-target.h"

#include "frond-display.h"
#include "frond-spice-session.h"

/* Frames are what costs time here. */
#define FRAMES_A_CONVERSATION 4
#define FRAME_MSEC            60

static GtkWidget *window;
static GtkWidget *display;

static void
on_screens (GListModel *screens)
{
  g_autoptr (FrondScreen) screen = g_list_model_get_item (screens, 0);

  frond_display_set_screen (FROND_DISPLAY (display), screen);
}

static void
on_tick (gboolean *done)
{
  *done = TRUE;
}

static gboolean
on_late (gpointer data)
{
  *(gboolean *) data = TRUE;
  return G_SOURCE_CONTINUE;
}

static void
draw_frame (void)
{
  GdkFrameClock *clock = gtk_widget_get_frame_clock (display);
  gboolean done = FALSE;
  gulong handler = g_signal_connect_swapped (clock, "after-paint", G_CALLBACK (on_tick), &done);
  guint late = g_timeout_add (FRAME_MSEC, on_late, &done);

  gtk_widget_queue_draw (display);
  while (!done)
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (late);
  g_signal_handler_disconnect (clock, handler);
}

int
LLVMFuzzerInitialize (int *argc, char ***argv)
{
  fuzz_target_quiet ();
  fuzz_target_watch_log ();
  gtk_init ();
  window = gtk_window_new ();
  display = frond_display_new ();
  frond_display_set_scaling (FROND_DISPLAY (display), TRUE);
  frond_display_set_resize_guest (FROND_DISPLAY (display), TRUE);
  gtk_window_set_default_size (GTK_WINDOW (window), 320, 240);
  gtk_window_set_child (GTK_WINDOW (window), display);
  gtk_window_present (GTK_WINDOW (window));
  while (!gtk_widget_get_mapped (display))
    g_main_context_iteration (NULL, TRUE);
  return 0;
}

static void
play (FuzzServer *server, FuzzConsumer *consumer, const uint8_t *data, size_t size)
{
  FuzzRecord record;
  gsize offset = 0;
  guint n_frames = 0;

  while (fuzz_record_read (data, size, &offset, &record))
    {
      if (record.kind == FUZZ_INPUT)
        fuzz_consumer_input (consumer, &record);
      else
        fuzz_script_play (server, &record);
      if (n_frames < FRAMES_A_CONVERSATION && offset * FRAMES_A_CONVERSATION >= size * (n_frames + 1))
        {
          g_autoptr (GdkTexture) picture = NULL;

          draw_frame ();
          picture = frond_display_capture (FROND_DISPLAY (display), 100);
          n_frames++;
        }
    }
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autoptr (FuzzServer) server = fuzz_server_new ();
  g_autoptr (FrondSession) session = frond_spice_session_new (FROND_DISPLAY_OPENER (server));
  FuzzConsumer *consumer = fuzz_consumer_new (session);

  g_signal_connect (frond_session_get_screens (session), "items-changed", G_CALLBACK (on_screens), NULL);
  frond_session_connect (session);
  fuzz_script_start (server);
  play (server, consumer, data, size);
  frond_session_disconnect (session);
  frond_display_set_screen (FROND_DISPLAY (display), NULL);
  fuzz_consumer_free (consumer);
  fuzz_server_stop (server);
  for (guint i = 0; i < 10; i++)
    fuzz_server_pump ();
  return 0;
}
