/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "frond-spice-sound.h"

#include "frond-audio-pipeline.h"

#include <math.h>

/* Sound that waits is late: the oldest goes first. */
#define MAX_WAITING_NSEC (500 * GST_MSECOND)
/* Between attempts to reach a sound server that is away. */
#define RETRY_USEC    G_USEC_PER_SEC
#define VOLUME_NORMAL 65535.0

struct _FrondSpiceSound
{
  GObject parent_instance;

  SpicePlaybackChannel *channel;
  gboolean enabled;

  /* What the guest plays now; rate 0: nothing */
  int rate;
  int n_channels;

  GstElement *pipeline; /* NULL while nothing is played */
  GstElement *source;
  GstElement *volume;
  guint bus_watch;
  gint64 tried_at; /* monotonic, microseconds: when a pipeline was last made */
};

G_DEFINE_FINAL_TYPE (FrondSpiceSound, frond_spice_sound, G_TYPE_OBJECT)

static void
drop_pipeline (FrondSpiceSound *self)
{
  g_clear_handle_id (&self->bus_watch, g_source_remove);
  gst_clear_object (&self->source);
  gst_clear_object (&self->volume);
  if (self->pipeline != NULL)
    frond_audio_pipeline_stop (g_steal_pointer (&self->pipeline));
}

/* The next sound tries again: that is how it comes back when the sound server does. */
static gboolean
on_message (GstBus *bus, GstMessage *message, gpointer data)
{
  FrondSpiceSound *self = data;
  g_autoptr (GError) error = NULL;

  if (GST_MESSAGE_TYPE (message) != GST_MESSAGE_ERROR)
    return G_SOURCE_CONTINUE;
  gst_message_parse_error (message, &error, NULL);
  g_message ("The guest's sound stopped: %s", error->message);
  self->bus_watch = 0;
  drop_pipeline (self);
  return G_SOURCE_REMOVE;
}

/* The guest's own volume and mute. */
static void
update_volume (FrondSpiceSound *self)
{
  const guint16 *volume = NULL;
  guint n_channels = 0;
  gboolean mute = FALSE;

  if (self->volume == NULL)
    return;
  g_object_get (self->channel, "volume", &volume, "nchannels", &n_channels, "mute", &mute, NULL);
  g_object_set (self->volume, "mute", mute, NULL);
  /* People hear the cube root. */
  if (volume != NULL && n_channels > 0)
    g_object_set (self->volume, "volume", pow (volume[0] / VOLUME_NORMAL, 3), NULL);
}

static void
make_pipeline (FrondSpiceSound *self)
{
  g_autofree char *sink = frond_audio_pipeline_get_sink ();
  g_autofree char *description =
      g_strdup_printf ("appsrc name=source is-live=true format=time leaky-type=downstream max-bytes=0 "
                       "max-buffers=0 max-time=%" G_GUINT64_FORMAT
                       " caps=audio/x-raw,format=S16LE,layout=interleaved,channels=%d,rate=%d"
                       " ! queue max-size-time=%" G_GUINT64_FORMAT
                       " max-size-bytes=0 max-size-buffers=0 leaky=downstream"
                       " ! volume name=volume ! audioconvert ! audioresample ! %s",
                       MAX_WAITING_NSEC, self->n_channels, self->rate, MAX_WAITING_NSEC, sink);
  g_autoptr (GstBus) bus = NULL;

  self->tried_at = g_get_monotonic_time ();
  self->pipeline = frond_audio_pipeline_new (description);
  if (self->pipeline == NULL)
    return;
  self->source = gst_bin_get_by_name (GST_BIN (self->pipeline), "source");
  self->volume = gst_bin_get_by_name (GST_BIN (self->pipeline), "volume");
  bus = gst_element_get_bus (self->pipeline);
  self->bus_watch = gst_bus_add_watch (bus, on_message, self);
  update_volume (self);
  frond_audio_pipeline_play (self->pipeline);
}

static void
on_start (FrondSpiceSound *self, int format, int n_channels, int rate)
{
  drop_pipeline (self);
  self->rate = rate;
  self->n_channels = n_channels;
  self->tried_at = 0;
}

static void
on_stop (FrondSpiceSound *self)
{
  self->rate = 0;
  drop_pipeline (self);
}

static void
on_data (FrondSpiceSound *self, gpointer data, int size)
{
  g_autoptr (GstBuffer) buffer = NULL;
  GstFlowReturn result;
  gint64 now = g_get_monotonic_time ();

  if (!self->enabled || self->rate == 0 || size <= 0)
    return;
  if (self->pipeline == NULL && (self->tried_at == 0 || now - self->tried_at >= RETRY_USEC))
    make_pipeline (self);
  if (self->source == NULL)
    return;
  buffer = gst_buffer_new_memdup (data, size);
  GST_BUFFER_DURATION (buffer) =
      gst_util_uint64_scale (size / (2 * self->n_channels), GST_SECOND, self->rate);
  g_signal_emit_by_name (self->source, "push-buffer", buffer, &result);
}

static void
frond_spice_sound_dispose (GObject *object)
{
  frond_spice_sound_detach (FROND_SPICE_SOUND (object));
  G_OBJECT_CLASS (frond_spice_sound_parent_class)->dispose (object);
}

static void
frond_spice_sound_class_init (FrondSpiceSoundClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = frond_spice_sound_dispose;
}

static void
frond_spice_sound_init (FrondSpiceSound *self)
{
  self->enabled = TRUE;
}

FrondSpiceSound *
frond_spice_sound_new (SpicePlaybackChannel *channel)
{
  FrondSpiceSound *self = g_object_new (FROND_TYPE_SPICE_SOUND, NULL);

  self->channel = g_object_ref (channel);
  g_signal_connect_object (channel, "playback-start", G_CALLBACK (on_start), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (channel, "playback-data", G_CALLBACK (on_data), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (channel, "playback-stop", G_CALLBACK (on_stop), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (channel, "notify::volume", G_CALLBACK (update_volume), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (channel, "notify::mute", G_CALLBACK (update_volume), self, G_CONNECT_SWAPPED);
  return self;
}

void
frond_spice_sound_set_enabled (FrondSpiceSound *self, gboolean enabled)
{
  self->enabled = enabled;
  self->tried_at = 0;
  if (!enabled)
    drop_pipeline (self);
}

void
frond_spice_sound_detach (FrondSpiceSound *self)
{
  on_stop (self);
  if (self->channel == NULL)
    return;
  g_signal_handlers_disconnect_by_data (self->channel, self);
  g_clear_object (&self->channel);
}
