/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "probe-report.h"
#include "probe-screen.h"

#include "screencopy-client.h"

#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>
#include <wayland-client.h>

/* A picture that was asked for. */
typedef struct
{
  struct zwlr_screencopy_frame_v1 *frame;
  struct wl_buffer *buffer;
  gboolean on_damage;
  guint width;
  guint height;
  guint stride;
  gsize size;
  guint8 *memory;
  gboolean flipped;
  gboolean ready;
  gboolean failed;
  gint64 shown;
} Shot;

static struct wl_display *display;
static struct wl_shm *shm;
static struct wl_output *output;
static struct zwlr_screencopy_manager_v1 *manager;
static int output_width, output_height;
static int stamp_x, stamp_y;
static Shot *watching; /* waits for damage */

static void
on_global (void *data, struct wl_registry *registry, uint32_t name, const char *interface, uint32_t version)
{
  if (g_str_equal (interface, wl_shm_interface.name))
    shm = wl_registry_bind (registry, name, &wl_shm_interface, 1);
  else if (g_str_equal (interface, wl_output_interface.name) && output == NULL)
    output = wl_registry_bind (registry, name, &wl_output_interface, 1);
  else if (g_str_equal (interface, zwlr_screencopy_manager_v1_interface.name) && version >= 2)
    manager = wl_registry_bind (registry, name, &zwlr_screencopy_manager_v1_interface, 2);
}

static void
on_global_remove (void *data, struct wl_registry *registry, uint32_t name)
{
}

static const struct wl_registry_listener registry_listener = { on_global, on_global_remove };

static void
on_geometry (void *data, struct wl_output *source, int x, int y, int width_mm, int height_mm, int subpixel,
             const char *make, const char *model, int transform)
{
}

static void
on_mode (void *data, struct wl_output *source, uint32_t flags, int width, int height, int refresh)
{
  if ((flags & WL_OUTPUT_MODE_CURRENT) == 0)
    return;
  output_width = width;
  output_height = height;
}

static const struct wl_output_listener output_listener = { .geometry = on_geometry, .mode = on_mode };

gboolean
probe_screen_open (void)
{
  struct wl_registry *registry;

  display = wl_display_connect (NULL);
  if (display != NULL)
    {
      registry = wl_display_get_registry (display);
      wl_registry_add_listener (registry, &registry_listener, NULL);
      wl_display_roundtrip (display);
    }
  if (shm == NULL || output == NULL || manager == NULL)
    {
      fprintf (stderr, "probe-wayland needs a compositor with wlr-screencopy\n");
      return FALSE;
    }
  wl_output_add_listener (output, &output_listener, NULL);
  wl_display_roundtrip (display);
  return TRUE;
}

void
probe_screen_get_size (int *width, int *height)
{
  *width = output_width;
  *height = output_height;
}

static void
on_buffer (void *data, struct zwlr_screencopy_frame_v1 *frame, uint32_t format, uint32_t width,
           uint32_t height, uint32_t stride)
{
  Shot *self = data;
  struct wl_shm_pool *pool;
  int fd;

  self->width = width;
  self->height = height;
  self->stride = stride;
  self->size = (gsize) stride * height;
  fd = memfd_create ("probe", MFD_CLOEXEC);
  if (fd < 0 || ftruncate (fd, self->size) != 0)
    g_error ("no shared memory");
  self->memory = mmap (NULL, self->size, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
  pool = wl_shm_create_pool (shm, fd, self->size);
  self->buffer = wl_shm_pool_create_buffer (pool, 0, width, height, stride, format);
  wl_shm_pool_destroy (pool);
  close (fd);
  if (self->on_damage)
    zwlr_screencopy_frame_v1_copy_with_damage (frame, self->buffer);
  else
    zwlr_screencopy_frame_v1_copy (frame, self->buffer);
}

static void
on_flags (void *data, struct zwlr_screencopy_frame_v1 *frame, uint32_t flags)
{
  ((Shot *) data)->flipped = (flags & 1) != 0;
}

static void
on_ready (void *data, struct zwlr_screencopy_frame_v1 *frame, uint32_t high, uint32_t low,
          uint32_t nanoseconds)
{
  Shot *self = data;

  self->ready = TRUE;
  self->shown = (gint64) ((guint64) high << 32 | low) * G_USEC_PER_SEC + nanoseconds / 1000;
}

static void
on_failed (void *data, struct zwlr_screencopy_frame_v1 *frame)
{
  ((Shot *) data)->failed = TRUE;
}

static void
on_damage (void *data, struct zwlr_screencopy_frame_v1 *frame, uint32_t x, uint32_t y, uint32_t width,
           uint32_t height)
{
}

static const struct zwlr_screencopy_frame_v1_listener frame_listener = { .buffer = on_buffer,
                                                                         .flags = on_flags,
                                                                         .ready = on_ready,
                                                                         .failed = on_failed,
                                                                         .damage = on_damage };

static Shot *
ask (int x, int y, int width, int height, gboolean when_damaged)
{
  Shot *self = g_new0 (Shot, 1);

  self->on_damage = when_damaged;
  self->frame = zwlr_screencopy_manager_v1_capture_output_region (manager, 0, output, x, y, width, height);
  zwlr_screencopy_frame_v1_add_listener (self->frame, &frame_listener, self);
  wl_display_flush (display);
  return self;
}

static void
shot_free (Shot *self)
{
  zwlr_screencopy_frame_v1_destroy (self->frame);
  g_clear_pointer (&self->buffer, wl_buffer_destroy);
  if (self->memory != NULL)
    munmap (self->memory, self->size);
  g_free (self);
}

static guint32 *
get_pixels (Shot *self, int width, int height)
{
  guint32 *pixels = g_new0 (guint32, (gsize) width * height);

  for (int y = 0; y < MIN (height, (int) self->height); y++)
    {
      int row = self->flipped ? (int) self->height - 1 - y : y;

      memcpy (pixels + (gsize) y * width, self->memory + (gsize) row * self->stride,
              (gsize) MIN (width, (int) self->width) * 4);
    }
  return pixels;
}

guint32 *
probe_screen_grab (int x, int y, int width, int height)
{
  Shot *shot = ask (x, y, width, height, FALSE);
  guint32 *pixels = NULL;

  while (!shot->ready && !shot->failed && wl_display_dispatch (display) >= 0)
    ;
  if (shot->ready)
    pixels = get_pixels (shot, width, height);
  shot_free (shot);
  return pixels;
}

void
probe_screen_start (int x, int y)
{
  stamp_x = x;
  stamp_y = y;
  watching = ask (stamp_x, stamp_y, SYNTH_STAMP_LENGTH, 1, TRUE);
}

void
probe_screen_stop (void)
{
  g_clear_pointer (&watching, shot_free);
}

static gboolean
dispatch_until (gint64 end)
{
  struct pollfd fd = { wl_display_get_fd (display), POLLIN, 0 };
  gint64 left = end - g_get_monotonic_time ();

  wl_display_flush (display);
  if (left <= 0)
    return FALSE;
  if (poll (&fd, 1, (int) ((left + 999) / 1000)) > 0)
    return wl_display_dispatch (display) >= 0;
  return TRUE;
}

guint32 *
probe_screen_wait (gint64 end, gint64 *shown)
{
  guint32 *pixels;

  while (!watching->ready && !watching->failed)
    if (!dispatch_until (end))
      return NULL;
  if (watching->failed)
    return NULL;
  *shown = watching->shown;
  pixels = get_pixels (watching, SYNTH_STAMP_LENGTH, 1);
  shot_free (watching);
  watching = ask (stamp_x, stamp_y, SYNTH_STAMP_LENGTH, 1, TRUE);
  return pixels;
}

gboolean
probe_screen_press (gboolean down)
{
  return FALSE;
}
