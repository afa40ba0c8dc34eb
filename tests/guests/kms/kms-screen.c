/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "kms-screen.h"

#include <drm/drm.h>
#include <drm/drm_mode.h>
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>

#include "kms-log.h"
#include "kms-picture.h"

enum
{
  MAX_OBJECTS = 8,
  MAX_MODES = 128,
  CURSOR_SIZE = 64,
};

typedef struct
{
  KmsCanvas canvas;
  uint32_t handle;
  uint32_t framebuffer;
  size_t size;
} Buffer;

static struct
{
  int fd;
  uint32_t crtc;
  uint32_t connector;
  struct drm_mode_modeinfo mode;
  Buffer buffers[2];
  int shown;
  bool flipping;
  bool no_flips;
  bool dirty;
  double next_frame;
  unsigned frames;
  int pointer_x;
  int pointer_y;
  bool flash;
  char status[64];
} screen = { .fd = -1, .pointer_x = -1 };

static int
drm_call (unsigned long request, void *argument)
{
  int result;

  do
    result = ioctl (screen.fd, request, argument);
  while (result < 0 && (errno == EINTR || errno == EAGAIN));
  return result;
}

static void *
map_dumb (uint32_t handle, size_t size)
{
  struct drm_mode_map_dumb map = { .handle = handle };
  void *pixels;

  if (drm_call (DRM_IOCTL_MODE_MAP_DUMB, &map) != 0)
    return NULL;
  pixels = mmap (NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, screen.fd, (off_t) map.offset);
  return pixels == MAP_FAILED ? NULL : pixels;
}

static void
buffer_clear (Buffer *buffer)
{
  struct drm_mode_destroy_dumb destroy = { .handle = buffer->handle };

  if (buffer->handle == 0)
    return;
  munmap (buffer->canvas.pixels, buffer->size);
  drm_call (DRM_IOCTL_MODE_RMFB, &buffer->framebuffer);
  drm_call (DRM_IOCTL_MODE_DESTROY_DUMB, &destroy);
  memset (buffer, 0, sizeof *buffer);
}

static bool
buffer_init (Buffer *buffer, uint32_t width, uint32_t height)
{
  struct drm_mode_create_dumb create = { .width = width, .height = height, .bpp = 32 };
  struct drm_mode_fb_cmd add = { .width = width, .height = height, .bpp = 32, .depth = 24 };

  if (drm_call (DRM_IOCTL_MODE_CREATE_DUMB, &create) != 0)
    return false;
  add.handle = create.handle;
  add.pitch = create.pitch;
  if (drm_call (DRM_IOCTL_MODE_ADDFB, &add) != 0)
    return false;
  buffer->handle = create.handle;
  buffer->framebuffer = add.fb_id;
  buffer->size = create.size;
  buffer->canvas.pitch = create.pitch / 4;
  buffer->canvas.width = (int) width;
  buffer->canvas.height = (int) height;
  buffer->canvas.pixels = map_dumb (create.handle, create.size);
  return buffer->canvas.pixels != NULL;
}

static void
draw_into (Buffer *buffer)
{
  kms_picture_draw_frame (&buffer->canvas, screen.frames, screen.flash, screen.status);
  if (screen.pointer_x >= 0)
    kms_picture_draw_cross (&buffer->canvas, screen.pointer_x, screen.pointer_y);
}

/* New buffers of the mode's size are shown before the old ones go: the screen is never without a picture. */
static bool
apply_mode (void)
{
  Buffer old[2];
  struct drm_mode_crtc set = { .crtc_id = screen.crtc,
                               .set_connectors_ptr = (uintptr_t) &screen.connector,
                               .count_connectors = 1,
                               .mode_valid = 1,
                               .mode = screen.mode };

  memcpy (old, screen.buffers, sizeof old);
  memset (screen.buffers, 0, sizeof screen.buffers);
  for (int i = 0; i < 2; i++)
    {
      if (!buffer_init (&screen.buffers[i], screen.mode.hdisplay, screen.mode.vdisplay))
        {
          kms_say ("ERROR buffer: %s", strerror (errno));
          return false;
        }
      kms_picture_draw_background (&screen.buffers[i].canvas);
    }
  draw_into (&screen.buffers[0]);
  set.fb_id = screen.buffers[0].framebuffer;
  if (drm_call (DRM_IOCTL_MODE_SETCRTC, &set) != 0)
    {
      kms_say ("ERROR mode: %s", strerror (errno));
      return false;
    }
  buffer_clear (&old[0]);
  buffer_clear (&old[1]);
  screen.shown = 0;
  screen.flipping = false;
  screen.dirty = true;
  kms_say ("MODE %dx%d", screen.mode.hdisplay, screen.mode.vdisplay);
  return true;
}

/* The preferred mode of the connector, or false where nothing is connected to it. */
static bool
read_connector (uint32_t id, struct drm_mode_modeinfo *preferred)
{
  static struct drm_mode_modeinfo modes[MAX_MODES];
  struct drm_mode_get_connector connector = { .connector_id = id };
  const uint32_t connected = 1;

  /* The first call counts, and makes the kernel probe; the second one reads. */
  if (drm_call (DRM_IOCTL_MODE_GETCONNECTOR, &connector) != 0 || connector.connection != connected)
    return false;
  connector.count_modes = connector.count_modes < MAX_MODES ? connector.count_modes : MAX_MODES;
  connector.modes_ptr = (uintptr_t) modes;
  connector.count_encoders = 0;
  connector.count_props = 0;
  if (drm_call (DRM_IOCTL_MODE_GETCONNECTOR, &connector) != 0 || connector.count_modes == 0)
    return false;

  *preferred = modes[0];
  for (uint32_t i = 0; i < connector.count_modes && i < MAX_MODES; i++)
    if (modes[i].type & DRM_MODE_TYPE_PREFERRED)
      {
        *preferred = modes[i];
        break;
      }
  return true;
}

static bool
choose_mode (void)
{
  uint32_t crtcs[MAX_OBJECTS], connectors[MAX_OBJECTS];
  struct drm_mode_card_res count = { 0 }, resources = { .crtc_id_ptr = (uintptr_t) crtcs,
                                                        .connector_id_ptr = (uintptr_t) connectors };
  struct drm_mode_modeinfo mode;

  if (drm_call (DRM_IOCTL_MODE_GETRESOURCES, &count) != 0)
    return false;
  resources.count_crtcs = count.count_crtcs < MAX_OBJECTS ? count.count_crtcs : MAX_OBJECTS;
  resources.count_connectors = count.count_connectors < MAX_OBJECTS ? count.count_connectors : MAX_OBJECTS;
  if (drm_call (DRM_IOCTL_MODE_GETRESOURCES, &resources) != 0 || resources.count_crtcs == 0)
    return false;

  for (uint32_t i = 0; i < resources.count_connectors && i < MAX_OBJECTS; i++)
    {
      if (!read_connector (connectors[i], &mode))
        continue;
      if (screen.buffers[0].handle != 0 && mode.hdisplay == screen.mode.hdisplay &&
          mode.vdisplay == screen.mode.vdisplay)
        return true;
      screen.mode = mode;
      screen.connector = connectors[i];
      screen.crtc = crtcs[0];
      return apply_mode ();
    }
  return screen.buffers[0].handle != 0;
}

static void
show_cursor (void)
{
  struct drm_mode_create_dumb create = { .width = CURSOR_SIZE, .height = CURSOR_SIZE, .bpp = 32 };
  struct drm_mode_cursor cursor = { .flags = DRM_MODE_CURSOR_BO | DRM_MODE_CURSOR_MOVE,
                                    .crtc_id = screen.crtc,
                                    .x = 100,
                                    .y = 100,
                                    .width = CURSOR_SIZE,
                                    .height = CURSOR_SIZE };
  uint32_t *pixels;

  if (drm_call (DRM_IOCTL_MODE_CREATE_DUMB, &create) != 0)
    return;
  pixels = map_dumb (create.handle, create.size);
  if (pixels == NULL)
    return;
  memset (pixels, 0, create.size);
  for (int y = 0; y < 20; y++)
    for (int x = 0; x <= y && x < 14; x++)
      pixels[y * CURSOR_SIZE + x] = x == 0 || x == y || y == 19 || x == 13 ? 0xff000000 : 0xffffffff;
  cursor.handle = create.handle;
  if (drm_call (DRM_IOCTL_MODE_CURSOR, &cursor) != 0)
    kms_say ("ERROR cursor: %s", strerror (errno));
}

bool
kms_screen_open (void)
{
  static const char *const devices[] = { "/dev/dri/card0", "/dev/dri/card1" };

  for (int i = 0; i < 2 && screen.fd < 0; i++)
    screen.fd = open (devices[i], O_RDWR | O_CLOEXEC | O_NONBLOCK);
  if (screen.fd < 0)
    return false;
  if (screen.buffers[0].handle == 0 && choose_mode ())
    {
      show_cursor ();
      kms_say ("FIRSTFRAME");
    }
  return screen.buffers[0].handle != 0;
}

int
kms_screen_get_fd (void)
{
  return screen.fd;
}

void
kms_screen_read (void)
{
  char events[256];

  /* The only event that is asked for is "the flip is done". */
  if (read (screen.fd, events, sizeof events) > 0)
    screen.flipping = false;
}

void
kms_screen_update_mode (void)
{
  if (screen.fd >= 0)
    choose_mode ();
}

void
kms_screen_set_status (const char *text, bool flash)
{
  if (text != NULL)
    snprintf (screen.status, sizeof screen.status, "%s", text);
  screen.flash = flash;
  screen.dirty = true;
}

void
kms_screen_move_pointer (int x, int y)
{
  struct drm_mode_cursor cursor = { .flags = DRM_MODE_CURSOR_MOVE, .crtc_id = screen.crtc };

  screen.pointer_x = x < 0 ? 0 : x >= screen.mode.hdisplay ? screen.mode.hdisplay - 1 : x;
  screen.pointer_y = y < 0 ? 0 : y >= screen.mode.vdisplay ? screen.mode.vdisplay - 1 : y;
  screen.dirty = true;
  cursor.x = screen.pointer_x;
  cursor.y = screen.pointer_y;
  if (screen.fd >= 0)
    drm_call (DRM_IOCTL_MODE_CURSOR, &cursor);
}

void
kms_screen_get_pointer (int *x, int *y)
{
  *x = screen.pointer_x >= 0 ? screen.pointer_x : screen.mode.hdisplay / 2;
  *y = screen.pointer_x >= 0 ? screen.pointer_y : screen.mode.vdisplay / 2;
}

void
kms_screen_get_size (int *width, int *height)
{
  *width = screen.mode.hdisplay;
  *height = screen.mode.vdisplay;
}

unsigned
kms_screen_get_frames (void)
{
  return screen.frames;
}

static void
flip (void)
{
  Buffer *next = &screen.buffers[screen.shown ^ 1];
  struct drm_mode_crtc_page_flip page_flip = { .crtc_id = screen.crtc,
                                               .fb_id = next->framebuffer,
                                               .flags = DRM_MODE_PAGE_FLIP_EVENT };
  struct drm_mode_crtc set = { .crtc_id = screen.crtc,
                               .fb_id = next->framebuffer,
                               .set_connectors_ptr = (uintptr_t) &screen.connector,
                               .count_connectors = 1,
                               .mode_valid = 1,
                               .mode = screen.mode };

  screen.frames++;
  draw_into (next);
  screen.dirty = false;
  screen.shown ^= 1;
  if (!screen.no_flips && drm_call (DRM_IOCTL_MODE_PAGE_FLIP, &page_flip) == 0)
    {
      screen.flipping = true;
      return;
    }
  if (!screen.no_flips)
    kms_say ("ERROR flip: %s", strerror (errno));
  screen.no_flips = true;
  drm_call (DRM_IOCTL_MODE_SETCRTC, &set);
}

int
kms_screen_draw (void)
{
  const double wait = screen.next_frame - kms_now ();
  const bool wanted = screen.dirty || !kms_option_flag ("g.static");

  if (screen.buffers[0].handle == 0 || screen.flipping || !wanted)
    return -1;
  if (wait > 0)
    return (int) (wait * 1000) + 1;
  flip ();
  screen.next_frame = kms_now () + 1.0 / kms_option_int ("g.fps", 60);
  return screen.flipping ? -1 : 16;
}
