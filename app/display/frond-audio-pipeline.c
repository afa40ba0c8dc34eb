/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "frond-audio-pipeline.h"

typedef struct
{
  GstElement *pipeline;
  GstState state;
} Job;

static void
run_job (gpointer data, gpointer user_data)
{
  Job *job = data;

  gst_element_set_state (job->pipeline, job->state);
  gst_object_unref (job->pipeline);
  g_free (job);
}

/* One thread: a pipeline that is stopped at once must not be started afterwards. */
static void
push_job (GstElement *pipeline, GstState state)
{
  static GThreadPool *pool;
  Job *job = g_new (Job, 1);

  if (pool == NULL)
    pool = g_thread_pool_new (run_job, NULL, 1, FALSE, NULL);
  job->pipeline = pipeline;
  job->state = state;
  g_thread_pool_push (pool, job, NULL);
}

static char *
get_end (const char *variable, const char *preferred, const char *fallback)
{
  const char *name = g_getenv (variable);
  g_autoptr (GstElementFactory) factory = NULL;

  if (name != NULL)
    return g_strdup (name);
  factory = gst_element_factory_find (preferred);
  return g_strdup (factory != NULL ? preferred : fallback);
}

char *
frond_audio_pipeline_get_sink (void)
{
  return get_end ("FROND_AUDIO_SINK", "pulsesink", "autoaudiosink");
}

char *
frond_audio_pipeline_get_source (void)
{
  return get_end ("FROND_AUDIO_SOURCE", "pulsesrc", "autoaudiosrc");
}

GstElement *
frond_audio_pipeline_new (const char *description)
{
  g_autoptr (GError) error = NULL;
  GstElement *pipeline;

  pipeline = gst_parse_launch_full (description, NULL, GST_PARSE_FLAG_FATAL_ERRORS, &error);
  if (pipeline == NULL)
    g_message ("Sound does not work: %s", error->message);
  else
    gst_object_ref_sink (pipeline);
  return pipeline;
}

void
frond_audio_pipeline_play (GstElement *pipeline)
{
  push_job (gst_object_ref (pipeline), GST_STATE_PLAYING);
}

void
frond_audio_pipeline_stop (GstElement *pipeline)
{
  push_job (pipeline, GST_STATE_NULL);
}
