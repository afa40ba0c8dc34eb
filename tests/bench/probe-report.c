/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "probe-report.h"

#include <stdio.h>

void
probe_report_init (ProbeReport *self)
{
  self->latencies = g_array_new (FALSE, FALSE, sizeof (double));
  self->n_frames = 0;
  self->last_frame = G_MAXUINT;
}

gboolean
probe_report_look (ProbeReport *self, const guint32 *pixels, gint64 shown)
{
  gint64 drawn;
  guint frame;
  double latency;

  if (!synth_stamp_read (pixels, &drawn, &frame))
    return FALSE;
  if (frame == self->last_frame)
    return TRUE;
  /* What was there at first was drawn before anybody looked. */
  if (self->last_frame != G_MAXUINT)
    {
      latency = (double) (shown - drawn) / 1000;
      g_array_append_val (self->latencies, latency);
      self->n_frames++;
    }
  self->last_frame = frame;
  return TRUE;
}

void
probe_report_set_last (ProbeReport *self, double ms)
{
  g_array_index (self->latencies, double, self->latencies->len - 1) = ms;
}

static int
compare (gconstpointer a, gconstpointer b)
{
  double one = *(const double *) a;
  double two = *(const double *) b;

  return one < two ? -1 : one > two;
}

static double
percentile (GArray *sorted, guint percent)
{
  if (sorted->len == 0)
    return 0;
  return g_array_index (sorted, double, MIN (sorted->len - 1, sorted->len * percent / 100));
}

void
probe_report_print (ProbeReport *self)
{
  g_array_sort (self->latencies, compare);
  printf ("frames %u p50 %.2f p99 %.2f max %.2f\n", self->n_frames, percentile (self->latencies, 50),
          percentile (self->latencies, 99), percentile (self->latencies, 100));
  fflush (stdout);
}

gboolean
probe_find_stamp (const guint32 *pixels, int width, int height, gsize stride, int *x, int *y)
{
  gint64 time;
  guint frame;

  for (*y = 0; *y < height; (*y)++)
    for (*x = 0; *x + SYNTH_STAMP_LENGTH <= width; (*x)++)
      if (synth_stamp_read (pixels + (gsize) *y * stride + *x, &time, &frame))
        return TRUE;
  return FALSE;
}
