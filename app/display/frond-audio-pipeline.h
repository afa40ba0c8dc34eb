/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gst/gst.h>

G_BEGIN_DECLS

/* The sound server's end of a pipeline: "pulsesink" and "pulsesrc" (PipeWire answers to these as well), or what
 * GStreamer finds where there is neither. FROND_AUDIO_SINK and FROND_AUDIO_SOURCE name others, for tests.
 * (transfer full) */
char *frond_audio_pipeline_get_sink (void);
char *frond_audio_pipeline_get_source (void);

/* Parses DESCRIPTION; NULL where GStreamer or a part is missing, which is said once in the log. (transfer full) */
GstElement *frond_audio_pipeline_new (const char *description);

/* Both talk to the sound server, which may hang: they run one after the other in a thread of their own, and the caller
 * goes on. */
void frond_audio_pipeline_play (GstElement *pipeline);
/* Takes the caller's reference; nothing is heard of it any more. */
void frond_audio_pipeline_stop (GstElement *pipeline);

G_END_DECLS
