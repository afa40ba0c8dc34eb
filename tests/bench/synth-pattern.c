/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "synth-pattern.h"

#include "synth-screen.h"
#include "synth-stamp.h"

typedef void (*DrawFrame) (guint frame);

typedef struct
{
  const char *name;
  DrawFrame draw;
  gboolean always_in_columns;
  gboolean covers_stamp; /* it draws the stamp's place anyway */
} Pattern;

static const Pattern *playing;
static GSource *clock_source;
static gint64 interval; /* µs */
static guint frame;
static gboolean in_columns;
static guint n_drawn, n_skipped;

static void
draw (int x, int y, int width, int height, int source_x, int source_y)
{
  synth_screen_texture (x, y, width, height, source_x, source_y, in_columns, FALSE, 0);
}

static void
draw_type (guint n)
{
  int columns = (synth_screen_get_width () - 64) / 12;

  draw (32 + (int) (n % columns) * 12, 400, 12, 20, n * 5 % 256, n * 11 % 256);
}

static void
draw_rect (guint n)
{
  int room_x = synth_screen_get_width () - 256;
  int room_y = synth_screen_get_height () - 256 - SYNTH_STAMP_HEIGHT;

  draw (n * 7 % room_x, SYNTH_STAMP_HEIGHT + n * 3 % room_y, 256, 256, n * 5 % 256, n * 11 % 256);
}

static void
draw_video (guint n)
{
  draw (600, 200, 640, 360, n * 5 % 256, n * 11 % 256);
}

static void
draw_scroll (guint n)
{
  draw (200, 150, 960, 720, 0, n * 16 % 256);
}

static void
draw_full (guint n)
{
  synth_screen_texture (0, 0, synth_screen_get_width (), synth_screen_get_height (), n * 5 % 256,
                        n * 11 % 256, in_columns, TRUE, n);
}

/* What happens in a second of work, spread over the frames as a person and a desktop do. */
static void
draw_mix (guint n)
{
  if (n % 2 == 0)
    draw (1200, 160, 320, 180, n * 5 % 256, n * 11 % 256);
  if (n % 6 == 0)
    draw_type (n / 6);
  if (n % 30 == 0)
    draw (32 + (int) (n / 6 % 100) * 12, 420, 2, 20, n * 64 % 256, 0);
  if (n % 60 < 10)
    draw (200, 500, 960, 400, 0, n * 16 % 256);
  if (n % 120 == 60)
    draw (700, 300, 600, 400, n % 256, n % 256);
}

static void
draw_strips (guint n)
{
  if (n % 2 == 0)
    synth_screen_strips (n / 2);
}

static void
draw_nothing (guint n)
{
}

static const Pattern patterns[] = {
  { "type", draw_type, FALSE, FALSE },   { "rect", draw_rect, FALSE, FALSE },
  { "video", draw_video, FALSE, FALSE }, { "scroll", draw_scroll, FALSE, FALSE },
  { "full", draw_full, FALSE, TRUE },    { "mix", draw_mix, TRUE, FALSE },
  { "strips", draw_strips, TRUE, TRUE }, { "idle", draw_nothing, FALSE, FALSE },
};

static void
draw_frame (void)
{
  gboolean is_idle = playing->draw == draw_nothing;

  if (is_idle && frame % 60 != 0)
    return;
  playing->draw (frame);
  if (!playing->covers_stamp)
    synth_screen_texture (0, 0, SYNTH_STAMP_WIDTH, SYNTH_STAMP_HEIGHT, 0, 0, FALSE, TRUE, frame);
  n_drawn++;
  synth_screen_flush ();
}

static gboolean
on_tick (gpointer data)
{
  gint64 now = g_get_monotonic_time ();
  gint64 next = g_source_get_ready_time (clock_source) + interval;

  if (synth_screen_is_hungry ())
    draw_frame ();
  else
    n_skipped++;
  frame++;
  /* The rate is kept on the average, but what was slept through is not made up for. */
  g_source_set_ready_time (clock_source, MAX (next, now));
  return G_SOURCE_CONTINUE;
}

static gboolean
dispatch (GSource *source, GSourceFunc callback, gpointer data)
{
  return callback (data);
}

gboolean
synth_pattern_play (const char *name, int hertz, gboolean cut)
{
  static GSourceFuncs functions = { .dispatch = dispatch };

  synth_pattern_stop ();
  for (guint i = 0; i < G_N_ELEMENTS (patterns); i++)
    if (g_str_equal (patterns[i].name, name))
      playing = &patterns[i];
  if (playing == NULL)
    return FALSE;

  frame = 0;
  in_columns = cut || playing->always_in_columns;
  interval = G_USEC_PER_SEC / MAX (1, hertz);
  clock_source = g_source_new (&functions, sizeof (GSource));
  g_source_set_callback (clock_source, on_tick, NULL, NULL);
  g_source_set_ready_time (clock_source, g_get_monotonic_time ());
  g_source_attach (clock_source, NULL);
  return TRUE;
}

void
synth_pattern_stop (void)
{
  if (clock_source != NULL)
    g_source_destroy (clock_source);
  g_clear_pointer (&clock_source, g_source_unref);
  playing = NULL;
}

void
synth_pattern_flash (void)
{
  frame++;
  draw (64, 64, 64, 64, frame * 64 % 256, 0);
  synth_screen_texture (0, 0, SYNTH_STAMP_WIDTH, SYNTH_STAMP_HEIGHT, 0, 0, FALSE, TRUE, frame);
  n_drawn++;
  synth_screen_flush ();
}

void
synth_pattern_take_counts (guint *drawn, guint *skipped)
{
  *drawn = n_drawn;
  *skipped = n_skipped;
  n_drawn = n_skipped = 0;
}
