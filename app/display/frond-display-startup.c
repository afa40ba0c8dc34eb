/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "frond-spice-session.h"

#ifdef FROND_HAVE_X11
#include "frond-x11-visual.h"
#endif

#include <gst/gst.h>
#include <malloc.h>
#include <unistd.h>

#define DRI_DIR "/dev/dri"

/* Less than a screen of 1080p. */
#define LARGE_BYTES (6 << 20)

static gboolean
has_render_node (void)
{
  g_autoptr (GDir) dir = g_dir_open (DRI_DIR, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (DRI_DIR, name, NULL);

      if (g_str_has_prefix (name, "renderD") && access (path, R_OK | W_OK) == 0)
        return TRUE;
    }
  return FALSE;
}

/* A plugin that hangs while it is looked at must not keep a program that has been closed. */
#define END_SECONDS 10

static struct
{
  GMutex lock;
  GCond ended;
  gboolean runs;
} warm_up;

/* SPICE asks GStreamer for its decoders when the first channel connects, on the main thread; without a registry in
 * the cache that reads every plugin of the system. */
static gpointer
warm_up_gstreamer (gpointer data)
{
  g_autoptr (GError) error = NULL;

  if (!gst_init_check (NULL, NULL, &error))
    g_message ("GStreamer does not start, guests will be silent: %s", error->message);

  g_mutex_lock (&warm_up.lock);
  warm_up.runs = FALSE;
  g_cond_signal (&warm_up.ended);
  g_mutex_unlock (&warm_up.lock);
  return NULL;
}

/* Screens come and go with every frame, and glibc learns to keep as much as that in the heap: three screens of 4K. */
static void
give_large_memory_back (void)
{
#ifdef __GLIBC__
  mallopt (M_MMAP_THRESHOLD, LARGE_BYTES);
  mallopt (M_TRIM_THRESHOLD, LARGE_BYTES);
#endif
}

static void
start_without_gpu (void)
{
  g_setenv ("GSK_RENDERER", "cairo", FALSE);
#ifdef FROND_HAVE_X11
  if (g_str_equal (g_getenv ("GSK_RENDERER"), "cairo"))
    frond_x11_visual_init_early ();
#endif
}

void
frond_display_init_early (void)
{
  give_large_memory_back ();
  /* GSK would take a GL that computes on the processor, at several times the cost of not using GL at all. */
  if (!has_render_node ())
    start_without_gpu ();
  /* SPICE does not say how a GPU has arranged the pixels of its buffers. EGL asks the driver; Vulkan cannot, and GSK
   * would read each frame back through the processor. */
  else
    g_setenv ("GSK_RENDERER", "ngl", FALSE);
}

void
frond_display_warm_up (void)
{
  g_return_if_fail (!warm_up.runs);

  warm_up.runs = TRUE;
  g_thread_unref (g_thread_new ("frond-gst", warm_up_gstreamer, NULL));
}

void
frond_display_end (void)
{
  const gint64 deadline = g_get_monotonic_time () + END_SECONDS * G_USEC_PER_SEC;

  g_mutex_lock (&warm_up.lock);
  while (warm_up.runs && g_cond_wait_until (&warm_up.ended, &warm_up.lock, deadline))
    ;
  g_mutex_unlock (&warm_up.lock);
}
