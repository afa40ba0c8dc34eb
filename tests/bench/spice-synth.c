/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* A SPICE guest without a guest: libspice-server on a unix socket, drawing a pattern or what standard input says,
 * and telling on standard output what comes in. Nothing is compressed or streamed. See README.md. */
#include "synth-audio.h"
#include "synth-agent.h"
#include "synth-core.h"
#include "synth-gl.h"
#include "synth-head.h"
#include "synth-input.h"
#include "synth-pattern.h"
#include "synth-screen.h"
#include "synth-usb.h"

#include <gio/gio.h>
#include <gio/gunixinputstream.h>
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

static int width = 1920;
static int height = 1080;
static int hertz = 60;
static int n_heads = 1;
static gboolean columns;
static gboolean report;
static char *pattern;
static guint64 reported_bytes;
static SpiceServer *server;

static const GOptionEntry options[] = {
  { "width", 'w', 0, G_OPTION_ARG_INT, &width, "Pixels", "N" },
  { "height", 'h', 0, G_OPTION_ARG_INT, &height, "Pixels", "N" },
  { "hertz", 'z', 0, G_OPTION_ARG_INT, &hertz, "Frames a second that the pattern has", "N" },
  { "pattern", 'p', 0, G_OPTION_ARG_STRING, &pattern, "none (default) or one of synth-pattern.h", "NAME" },
  { "heads", 'H', 0, G_OPTION_ARG_INT, &n_heads, "Monitors, each with a display channel of its own", "N" },
  { "columns", 'c', 0, G_OPTION_ARG_NONE, &columns, "Send 32-pixel columns, as QEMU does", NULL },
  { "report", 'r', 0, G_OPTION_ARG_NONE, &report, "Say every five seconds what was sent", NULL },
  G_OPTION_ENTRY_NULL,
};

/* Since the last time. */
static void
say_counts (void)
{
  guint64 bytes = synth_screen_get_bytes ();
  guint n_drawn, n_skipped;

  synth_pattern_take_counts (&n_drawn, &n_skipped);
  printf ("sent %u skipped %u megabytes %.3f\n", n_drawn, n_skipped, (bytes - reported_bytes) / 1e6);
  fflush (stdout);
  reported_bytes = bytes;
}

static gboolean
on_report (gpointer data)
{
  say_counts ();
  return G_SOURCE_CONTINUE;
}

static void
run_drawing (const char *line)
{
  int n[6];
  guint colour;

  if (sscanf (line, "fill %d %d %d %d %x", &n[0], &n[1], &n[2], &n[3], &colour) == 5)
    synth_screen_fill (n[0], n[1], n[2], n[3], colour);
  else if (sscanf (line, "gradient %d %d %d %d %x", &n[0], &n[1], &n[2], &n[3], &colour) == 5)
    synth_screen_gradient (n[0], n[1], n[2], n[3], colour);
  else if (sscanf (line, "resize %d %d", &n[0], &n[1]) == 2)
    synth_screen_resize (n[0], n[1]);
  else if (sscanf (line, "monitor %d %d %d %d %d %d", &n[0], &n[1], &n[2], &n[3], &n[4], &n[5]) == 6)
    synth_screen_monitor (n[0], n[1], n[2], n[3], n[4], n[5]);
  else if (sscanf (line, "cursor %d %d %d %d %x", &n[0], &n[1], &n[2], &n[3], &colour) == 5)
    synth_screen_cursor (n[0], n[1], n[2], n[3], colour);
  else if (!synth_gl_run (line))
    g_printerr ("What is “%s”?\n", line);
}

static void
dump (const char *path)
{
  g_autoptr (GError) error = NULL;

  if (!synth_screen_dump (path, &error))
    g_printerr ("%s\n", error->message);
}

static void
run_command (const char *line)
{
  guint number;

  if (sscanf (line, "tablet %u", &number) == 1)
    synth_input_set_tablet (number != 0);
  else if (sscanf (line, "leds %u", &number) == 1)
    synth_input_set_leds (number);
  else if (g_str_has_prefix (line, "play ") && !synth_pattern_play (line + 5, hertz, columns))
    g_printerr ("There is no pattern “%s”\n", line + 5);
  else if (sscanf (line, "flash %u", &number) == 1)
    synth_input_set_key_handler (number != 0 ? synth_pattern_flash : NULL);
  else if (g_str_equal (line, "stop"))
    synth_pattern_stop ();
  else if (g_str_equal (line, "counts"))
    say_counts ();
  else if (g_str_has_prefix (line, "dump "))
    dump (line + 5);
  else if (sscanf (line, "tone %u", &number) == 1)
    synth_audio_play (number);
  else if (sscanf (line, "listen %u", &number) == 1)
    synth_audio_listen (number != 0);
  else if (sscanf (line, "usb %u", &number) == 1)
    synth_usb_add (server, number);
  else if (g_str_equal (line, "quit"))
    _exit (0);
  else if (!synth_agent_run (line) && !g_str_has_prefix (line, "play "))
    run_drawing (line);
  synth_screen_flush ();
}

static void
on_line (GObject *source, GAsyncResult *result, gpointer data)
{
  GDataInputStream *input = G_DATA_INPUT_STREAM (source);
  g_autofree char *line = g_data_input_stream_read_line_finish_utf8 (input, result, NULL, NULL);

  if (line == NULL)
    return;
  run_command (line);
  printf ("done %s\n", line);
  fflush (stdout);
  g_data_input_stream_read_line_async (input, G_PRIORITY_DEFAULT, NULL, on_line, NULL);
}

static void
read_commands (void)
{
  g_autoptr (GInputStream) raw = g_unix_input_stream_new (STDIN_FILENO, FALSE);
  g_autoptr (GDataInputStream) input = g_data_input_stream_new (raw);

  g_data_input_stream_read_line_async (input, G_PRIORITY_DEFAULT, NULL, on_line, NULL);
}

static gboolean
start_server (const char *path)
{
  server = spice_server_new ();
  spice_server_set_noauth (server);
  spice_server_set_addr (server, path, SPICE_ADDR_FLAG_UNIX_ONLY);
  spice_server_set_image_compression (server, SPICE_IMAGE_COMPRESSION_OFF);
  spice_server_set_streaming_video (server, SPICE_STREAM_VIDEO_OFF);
  spice_server_set_jpeg_compression (server, SPICE_WAN_COMPRESSION_NEVER);
  spice_server_set_zlib_glz_compression (server, SPICE_WAN_COMPRESSION_NEVER);
  if (spice_server_init (server, synth_core_get ()) != 0)
    return FALSE;
  synth_screen_start (server, width, height);
  for (int id = 1; id < MIN (n_heads, SYNTH_HEAD_MAX); id++)
    synth_head_start (server, id);
  synth_input_start (server);
  synth_audio_start (server);
  synth_agent_start (server);
  spice_server_vm_start (server);
  return TRUE;
}

int
main (int argc, char **argv)
{
  g_autoptr (GOptionContext) context =
      g_option_context_new ("SOCKET — a SPICE server with nothing behind it");
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autoptr (GError) error = NULL;

  g_option_context_add_main_entries (context, options, NULL);
  if (!g_option_context_parse (context, &argc, &argv, &error) || argc != 2)
    {
      g_printerr ("%s\n", error != NULL ? error->message : "Which socket?");
      return 2;
    }
  if (pattern == NULL)
    pattern = g_strdup ("none");

  /* spice-server writes to clients that are gone, and leaves this to its program. */
  signal (SIGPIPE, SIG_IGN);
  unlink (argv[1]);
  if (!start_server (argv[1]))
    return 1;
  printf ("ready\n");
  fflush (stdout);

  if (!g_str_equal (pattern, "none") && !synth_pattern_play (pattern, hertz, columns))
    g_printerr ("There is no pattern “%s”\n", pattern);
  if (report)
    g_timeout_add_seconds (5, on_report, NULL);
  read_commands ();
  g_main_loop_run (loop);
  return 0;
}
