/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "frond-spice-microphone.h"

#include "frond-audio-pipeline.h"

/* Of 10 ms: what the main loop may be late by before something is lost. */
#define MAX_WAITING 50

struct _FrondSpiceMicrophone
{
  GObject parent_instance;

  SpiceRecordChannel *channel;
  gboolean allowed;
  gboolean connected; /* asked to be, once */
  int rate;           /* that the guest wants now; 0: it does not listen */
  int n_channels;

  GstElement *pipeline; /* NULL while nothing is recorded */
  GstElement *sink;
  guint bus_watch;
};

enum
{
  SIGNAL_CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (FrondSpiceMicrophone, frond_spice_microphone, G_TYPE_OBJECT)

static void
drop_pipeline (FrondSpiceMicrophone *self)
{
  g_clear_handle_id (&self->bus_watch, g_source_remove);
  gst_clear_object (&self->sink);
  if (self->pipeline == NULL)
    return;
  frond_audio_pipeline_stop (g_steal_pointer (&self->pipeline));
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

static void
send_sample (FrondSpiceMicrophone *self)
{
  g_autoptr (GstSample) sample = NULL;
  GstBuffer *buffer;
  GstMapInfo map;

  g_signal_emit_by_name (self->sink, "try-pull-sample", G_GUINT64_CONSTANT (0), &sample);
  buffer = sample != NULL ? gst_sample_get_buffer (sample) : NULL;
  if (buffer == NULL || !gst_buffer_map (buffer, &map, GST_MAP_READ))
    return;
  spice_record_channel_send_data (self->channel, map.data, map.size, 0);
  gst_buffer_unmap (buffer, &map);
}

/* From the pipeline's thread to the main one, by way of the bus. */
static GstFlowReturn
on_new_sample (GstElement *sink, gpointer data)
{
  gst_element_post_message (sink, gst_message_new_application (GST_OBJECT (sink),
                                                               gst_structure_new_empty ("sample")));
  return GST_FLOW_OK;
}

static gboolean
on_message (GstBus *bus, GstMessage *message, gpointer data)
{
  FrondSpiceMicrophone *self = data;
  g_autoptr (GError) error = NULL;

  if (GST_MESSAGE_TYPE (message) == GST_MESSAGE_APPLICATION)
    send_sample (self);
  if (GST_MESSAGE_TYPE (message) != GST_MESSAGE_ERROR)
    return G_SOURCE_CONTINUE;
  gst_message_parse_error (message, &error, NULL);
  g_message ("The guest hears nothing any more: %s", error->message);
  self->bus_watch = 0;
  drop_pipeline (self);
  return G_SOURCE_REMOVE;
}

static void
make_pipeline (FrondSpiceMicrophone *self)
{
  g_autofree char *source = frond_audio_pipeline_get_source ();
  g_autofree char *description =
      g_strdup_printf ("%s ! queue leaky=downstream ! audioconvert ! audioresample"
                       " ! appsink name=sink sync=false emit-signals=true drop=true max-buffers=%d"
                       " caps=audio/x-raw,format=S16LE,layout=interleaved,channels=%d,rate=%d",
                       source, MAX_WAITING, self->n_channels, self->rate);
  g_autoptr (GstBus) bus = NULL;

  self->pipeline = frond_audio_pipeline_new (description);
  if (self->pipeline == NULL)
    return;
  self->sink = gst_bin_get_by_name (GST_BIN (self->pipeline), "sink");
  g_signal_connect (self->sink, "new-sample", G_CALLBACK (on_new_sample), NULL);
  bus = gst_element_get_bus (self->pipeline);
  self->bus_watch = gst_bus_add_watch (bus, on_message, self);
  frond_audio_pipeline_play (self->pipeline);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

static void
on_start (FrondSpiceMicrophone *self, int format, int n_channels, int rate)
{
  drop_pipeline (self);
  self->rate = rate;
  self->n_channels = n_channels;
  if (self->allowed)
    make_pipeline (self);
}

static void
on_stop (FrondSpiceMicrophone *self)
{
  self->rate = 0;
  drop_pipeline (self);
}

static void
frond_spice_microphone_dispose (GObject *object)
{
  frond_spice_microphone_detach (FROND_SPICE_MICROPHONE (object));
  G_OBJECT_CLASS (frond_spice_microphone_parent_class)->dispose (object);
}

static void
frond_spice_microphone_class_init (FrondSpiceMicrophoneClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = frond_spice_microphone_dispose;

  signals[SIGNAL_CHANGED] = g_signal_new ("changed", FROND_TYPE_SPICE_MICROPHONE, G_SIGNAL_RUN_LAST, 0, NULL,
                                          NULL, NULL, G_TYPE_NONE, 0);
}

static void
frond_spice_microphone_init (FrondSpiceMicrophone *self)
{
}

FrondSpiceMicrophone *
frond_spice_microphone_new (SpiceRecordChannel *channel)
{
  FrondSpiceMicrophone *self = g_object_new (FROND_TYPE_SPICE_MICROPHONE, NULL);

  self->channel = g_object_ref (channel);
  g_signal_connect_object (channel, "record-start", G_CALLBACK (on_start), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (channel, "record-stop", G_CALLBACK (on_stop), self, G_CONNECT_SWAPPED);
  return self;
}

void
frond_spice_microphone_set_allowed (FrondSpiceMicrophone *self, gboolean allowed)
{
  if (self->allowed == allowed || self->channel == NULL)
    return;
  self->allowed = allowed;
  if (!allowed)
    {
      drop_pipeline (self);
      return;
    }
  if (!self->connected)
    spice_channel_connect (SPICE_CHANNEL (self->channel));
  self->connected = TRUE;
  if (self->rate != 0)
    make_pipeline (self);
}

gboolean
frond_spice_microphone_get_recording (FrondSpiceMicrophone *self)
{
  return self->pipeline != NULL;
}

void
frond_spice_microphone_detach (FrondSpiceMicrophone *self)
{
  on_stop (self);
  if (self->channel == NULL)
    return;
  g_signal_handlers_disconnect_by_data (self->channel, self);
  g_clear_object (&self->channel);
}
