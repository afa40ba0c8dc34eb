/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Looks at what a display server shows, from outside, so that clients of any toolkit are measured alike: finds the
 * stamp of the synthetic guest (synth-stamp.h), and does what standard input says, a line each:
 *
 *   find            looks for the stamp until it is there: "found X Y"
 *   watch MS        "frames N p50 MS p99 MS max MS": what was shown meanwhile, and the time from drawing to showing
 *   keys N          presses a key N times and waits for the frame that answers: the same, from key to frame
 *   shot FILE W H   the guest's picture, from the stamp on, as PPM: "shot"
 */
#include "probe-report.h"
#include "probe-screen.h"

#include <poll.h>
#include <stdio.h>
#include <stdlib.h>

#define FIND_MS 20000
#define KEY_MS  2000

static int stamp_x, stamp_y;

static gboolean
find_once (void)
{
  g_autofree guint32 *pixels = NULL;
  int width, height;

  probe_screen_get_size (&width, &height);
  pixels = probe_screen_grab (0, 0, width, height);
  return pixels != NULL && probe_find_stamp (pixels, width, height, width, &stamp_x, &stamp_y);
}

static void
find (void)
{
  gint64 end = g_get_monotonic_time () + FIND_MS * 1000;

  while (!find_once ())
    {
      if (g_get_monotonic_time () > end)
        {
          printf ("lost\n");
          return;
        }
      poll (NULL, 0, 100);
    }
  printf ("found %d %d\n", stamp_x, stamp_y);
}

/* FALSE when nothing changed until END. */
static gboolean
wait_and_look (ProbeReport *report, gint64 end, gint64 *shown)
{
  g_autofree guint32 *pixels = probe_screen_wait (end, shown);

  if (pixels != NULL)
    probe_report_look (report, pixels, *shown);
  return pixels != NULL;
}

static void
start (ProbeReport *report)
{
  g_autofree guint32 *pixels = NULL;

  probe_report_init (report);
  probe_screen_start (stamp_x, stamp_y);
  pixels = probe_screen_grab (stamp_x, stamp_y, SYNTH_STAMP_LENGTH, 1);
  if (pixels != NULL)
    probe_report_look (report, pixels, 0);
}

static void
watch (guint ms)
{
  gint64 end = g_get_monotonic_time () + (gint64) ms * 1000;
  ProbeReport report;
  gint64 shown;

  start (&report);
  while (wait_and_look (&report, end, &shown))
    ;
  probe_screen_stop ();
  probe_report_print (&report);
}

static gboolean
press_and_see (ProbeReport *report)
{
  gint64 pressed = g_get_monotonic_time ();
  guint before = report->n_frames;
  gint64 shown;

  probe_screen_press (TRUE);
  while (report->n_frames == before && wait_and_look (report, pressed + KEY_MS * 1000, &shown))
    ;
  if (report->n_frames > before)
    probe_report_set_last (report, (double) (shown - pressed) / 1000);
  probe_screen_press (FALSE);
  return report->n_frames > before;
}

static void
keys (guint n)
{
  ProbeReport report;
  guint n_lost = 0;

  start (&report);
  for (guint i = 0; i < n; i++)
    {
      n_lost += !press_and_see (&report);
      /* Not in step with anybody's frame clock. */
      poll (NULL, 0, 40 + g_random_int_range (0, 33));
    }
  probe_screen_stop ();
  printf ("lost %u ", n_lost);
  probe_report_print (&report);
}

static void
shot (const char *path, int width, int height)
{
  g_autofree guint32 *pixels = probe_screen_grab (stamp_x, stamp_y, width, height);
  FILE *file = fopen (path, "wb");

  fprintf (file, "P6\n%d %d\n255\n", width, height);
  for (int i = 0; pixels != NULL && i < width * height; i++)
    {
      const guint8 rgb[] = { pixels[i] >> 16 & 0xff, pixels[i] >> 8 & 0xff, pixels[i] & 0xff };

      fwrite (rgb, 1, sizeof rgb, file);
    }
  fclose (file);
  printf ("shot\n");
}

static void
run_command (const char *line)
{
  char path[4096];
  int width, height;
  guint n;

  if (g_str_has_prefix (line, "find"))
    find ();
  else if (sscanf (line, "watch %u", &n) == 1)
    watch (n);
  else if (sscanf (line, "keys %u", &n) == 1)
    keys (n);
  else if (sscanf (line, "shot %4095s %d %d", path, &width, &height) == 3)
    shot (path, width, height);
  else
    printf ("what?\n");
  fflush (stdout);
}

int
main (int argc, char **argv)
{
  char line[4200];

  if (!probe_screen_open ())
    return EXIT_FAILURE;
  while (fgets (line, sizeof line, stdin) != NULL)
    run_command (line);
  return EXIT_SUCCESS;
}
