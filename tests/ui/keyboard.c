/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Real key events, which the X server makes: one xdotool that reads what to press takes a tenth of the time of one for
 * each key. */

#include "keyboard.h"

#include "frond-display.h"
#include "ui-fixture.h"

#include <adwaita.h>

#define SECONDS 5

static GSubprocess *keyboard;
static guint n_released;

static void
released_cb (void)
{
  n_released++;
}

/* Seen on the way down: wherever the focus is, and whatever keeps the key. */
static void
watch (GtkWidget *widget)
{
  GtkEventController *controller;

  if (g_object_get_data (G_OBJECT (widget), "frond-keyboard") != NULL)
    return;

  controller = gtk_event_controller_key_new ();
  gtk_event_controller_set_propagation_phase (controller, GTK_PHASE_CAPTURE);
  g_signal_connect (controller, "key-released", G_CALLBACK (released_cb), NULL);
  gtk_widget_add_controller (widget, controller);
  g_object_set_data (G_OBJECT (widget), "frond-keyboard", controller);
}

static GtkWidget *
get_dialog (GtkWindow *window)
{
  AdwDialog *dialog = NULL;

  if (ADW_IS_APPLICATION_WINDOW (window))
    dialog = adw_application_window_get_visible_dialog (ADW_APPLICATION_WINDOW (window));
  else if (ADW_IS_WINDOW (window))
    dialog = adw_window_get_visible_dialog (ADW_WINDOW (window));
  return dialog != NULL ? GTK_WIDGET (dialog) : NULL;
}

/* The window, and the menu or dialog in it: the keys of one do not come by the other. */
static void
watch_all (GtkWindow *window)
{
  GtkWidget *focus = gtk_window_get_focus (window);
  GtkWidget *dialog = get_dialog (window);

  watch (GTK_WIDGET (window));
  if (focus != NULL)
    watch (GTK_WIDGET (gtk_widget_get_native (focus)));
  if (dialog != NULL)
    watch (dialog);
}

static void
write_line (const char *text)
{
  g_autofree char *line = g_strconcat (text, "\n", NULL);
  GOutputStream *input = NULL;

  if (keyboard == NULL)
    keyboard = g_subprocess_new (G_SUBPROCESS_FLAGS_STDIN_PIPE, NULL, "xdotool", "-", NULL);
  g_assert_nonnull (keyboard);
  input = g_subprocess_get_stdin_pipe (keyboard);
  g_assert_true (g_output_stream_write_all (input, line, strlen (line), NULL, NULL, NULL));
}

static gboolean
late_cb (gpointer user_data)
{
  *(gboolean *) user_data = TRUE;
  return G_SOURCE_REMOVE;
}

/* The guest's screen, when a key has led to it: that takes its release too. */
static gboolean
is_at_screen (GtkWindow *window, GtkWidget *before)
{
  GtkWidget *focus = gtk_window_get_focus (window);

  return focus != NULL && focus != before && FROND_IS_DISPLAY (focus);
}

static gboolean
press (GtkWindow *window, const char *line, guint n_keys)
{
  GtkWidget *before = gtk_window_get_focus (window);
  gboolean late = FALSE, heard;
  guint source = g_timeout_add_seconds (SECONDS, late_cb, &late);

  watch_all (window);
  n_released = 0;
  write_line (line);
  while (n_released < n_keys && !late && !is_at_screen (window, before))
    g_main_context_iteration (NULL, TRUE);
  heard = !late;
  if (heard)
    g_source_remove (source);
  while (g_main_context_iteration (NULL, FALSE))
    ;

  return heard;
}

gboolean
keyboard_press (GtkWindow *window, const char *keys)
{
  g_autofree char *line = g_strconcat ("key ", keys, NULL);
  g_auto (GStrv) each = g_strsplit (keys, "+", -1);

  return press (window, line, g_strv_length (each));
}

gboolean
keyboard_press_release_chord (GtkWindow *window)
{
  GtkWidget *before = gtk_window_get_focus (window);
  gint64 deadline = g_get_monotonic_time () + SECONDS * G_USEC_PER_SEC;

  /* Not each of these keys comes by the window: some are the screen's. */
  write_line ("keydown ctrl keydown alt keyup alt keyup ctrl");
  while (gtk_window_get_focus (window) == before && g_get_monotonic_time () < deadline)
    ui_iterate ();
  ui_settle ();

  return gtk_window_get_focus (window) != before;
}

gboolean
keyboard_is_available (void)
{
  g_autofree char *program = g_find_program_in_path ("xdotool");

  return program != NULL;
}
