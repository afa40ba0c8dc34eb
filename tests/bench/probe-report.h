/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "synth-stamp.h"

/* What the probes count, and how they tell it. */
typedef struct
{
  GArray *latencies; /* ms, double */
  guint n_frames;
  guint last_frame;
} ProbeReport;

void probe_report_init (ProbeReport *self);
/* Takes what is shown at SHOWN (CLOCK_MONOTONIC, µs); FALSE when PIXELS have no stamp. A frame that was there before is
 * not counted again. */
gboolean probe_report_look (ProbeReport *self, const guint32 *pixels, gint64 shown);
/* The last latency was another one. */
void probe_report_set_last (ProbeReport *self, double ms);
/* Writes "frames N p50 MS p99 MS max MS" as a line. */
void probe_report_print (ProbeReport *self);

/* Where the stamp is in an image of WIDTH×HEIGHT pixels, rows of STRIDE pixels. */
gboolean probe_find_stamp (const guint32 *pixels, int width, int height, gsize stride, int *x, int *y);
