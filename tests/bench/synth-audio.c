/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "synth-audio.h"

#include <math.h>
#include <stdio.h>

#define RATE        48000
#define TICK_MSEC   10
#define LOUDNESS    12000
#define SILENCE     500
#define HALF_SECOND (RATE / 2)

static guint tone;
static guint64 n_played;
static guint play_source;
static gint64 began; /* monotonic, microseconds */
static guint listen_source;
static guint n_heard; /* frames of this half second */
static guint n_crossings;
static gint16 before;
static gint16 loudest;

static const SpicePlaybackInterface playback_interface = {
  .base.type = SPICE_INTERFACE_PLAYBACK,
  .base.description = "playback",
  .base.major_version = SPICE_INTERFACE_PLAYBACK_MAJOR,
  .base.minor_version = SPICE_INTERFACE_PLAYBACK_MINOR,
};
static const SpiceRecordInterface record_interface = {
  .base.type = SPICE_INTERFACE_RECORD,
  .base.description = "record",
  .base.major_version = SPICE_INTERFACE_RECORD_MAJOR,
  .base.minor_version = SPICE_INTERFACE_RECORD_MINOR,
};
static SpicePlaybackInstance playback = { .base.sif = &playback_interface.base };
static SpiceRecordInstance recorder = { .base.sif = &record_interface.base };

/* Two channels of the same in each 32 bits. */
static guint32
next_sample (void)
{
  guint16 value = (gint16) (LOUDNESS * sin (2 * G_PI * tone * (double) n_played++ / RATE));

  return value | (guint32) value << 16;
}

/* As many frames as time has passed: a late timer makes no gap. */
static gboolean
on_play (gpointer data)
{
  while (n_played * G_USEC_PER_SEC / RATE < (guint64) (g_get_monotonic_time () - began))
    {
      guint32 *samples = NULL;
      guint32 n = 0;

      spice_server_playback_get_buffer (&playback, &samples, &n);
      if (samples == NULL)
        {
          n_played += RATE / 100; /* nobody listens */
          continue;
        }
      for (guint32 i = 0; i < n; i++)
        samples[i] = next_sample ();
      spice_server_playback_put_samples (&playback, samples);
    }
  return G_SOURCE_CONTINUE;
}

void
synth_audio_play (guint hertz)
{
  tone = hertz;
  if ((hertz != 0) == (play_source != 0))
    return;
  if (hertz == 0)
    {
      g_clear_handle_id (&play_source, g_source_remove);
      spice_server_playback_stop (&playback);
      return;
    }
  n_played = 0;
  began = g_get_monotonic_time ();
  spice_server_playback_start (&playback);
  play_source = g_timeout_add (TICK_MSEC, on_play, NULL);
}

static void
hear (gint16 sample)
{
  n_crossings += before < 0 && sample >= 0;
  loudest = MAX (loudest, sample);
  before = sample;
  if (++n_heard < HALF_SECOND)
    return;
  if (loudest > SILENCE)
    {
      printf ("heard %u\n", n_crossings * 2);
      fflush (stdout);
    }
  n_heard = n_crossings = loudest = 0;
}

static gboolean
on_listen (gpointer data)
{
  guint32 samples[RATE / 10];
  guint32 n = spice_server_record_get_samples (&recorder, samples, G_N_ELEMENTS (samples));

  for (guint32 i = 0; i < n; i++)
    hear ((gint16) (samples[i] & 0xffff));
  return G_SOURCE_CONTINUE;
}

void
synth_audio_listen (gboolean listen)
{
  if (listen == (listen_source != 0))
    return;
  if (listen)
    {
      spice_server_record_start (&recorder);
      listen_source = g_timeout_add (TICK_MSEC, on_listen, NULL);
    }
  else
    {
      g_clear_handle_id (&listen_source, g_source_remove);
      spice_server_record_stop (&recorder);
    }
}

void
synth_audio_start (SpiceServer *server)
{
  spice_server_add_interface (server, &playback.base);
  spice_server_add_interface (server, &recorder.base);
  spice_server_set_playback_rate (&playback, RATE);
  spice_server_set_record_rate (&recorder, RATE);
}
