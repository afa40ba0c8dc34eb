/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "kms-head.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>

#include "kms-log.h"

enum
{
  MAX_MODES = 128,
  CURSOR_SIZE = 64,
};

static int
drm_call (const KmsHead *head, unsigned long request, void *argument)
{
  int result;

  do
    result = ioctl (head->fd, request, argument);
  while (result < 0 && (errno == EINTR || errno == EAGAIN));
  return result;
}

static void *
map_dumb (const KmsHead *head, uint32_t handle, size_t size)
{
  struct drm_mode_map_dumb map = { .handle = handle };
  void *pixels;

  if (drm_call (head, DRM_IOCTL_MODE_MAP_DUMB, &map) != 0)
    return NULL;
  pixels = mmap (NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, head->fd, (off_t) map.offset);
  return pixels == MAP_FAILED ? NULL : pixels;
}

static void
buffer_clear (const KmsHead *head, KmsBuffer *buffer)
{
  struct drm_mode_destroy_dumb destroy = { .handle = buffer->handle };

  if (buffer->handle == 0)
    return;
  munmap (buffer->canvas.pixels, buffer->size);
  drm_call (head, DRM_IOCTL_MODE_RMFB, &buffer->framebuffer);
  drm_call (head, DRM_IOCTL_MODE_DESTROY_DUMB, &destroy);
  memset (buffer, 0, sizeof *buffer);
}

static bool
buffer_init (const KmsHead *head, KmsBuffer *buffer, uint32_t width, uint32_t height)
{
  struct drm_mode_create_dumb create = { .width = width, .height = height, .bpp = 32 };
  struct drm_mode_fb_cmd add = { .width = width, .height = height, .bpp = 32, .depth = 24 };

  if (drm_call (head, DRM_IOCTL_MODE_CREATE_DUMB, &create) != 0)
    return false;
  add.handle = create.handle;
  add.pitch = create.pitch;
  if (drm_call (head, DRM_IOCTL_MODE_ADDFB, &add) != 0)
    return false;
  buffer->handle = create.handle;
  buffer->framebuffer = add.fb_id;
  buffer->size = create.size;
  buffer->canvas.pitch = create.pitch / 4;
  buffer->canvas.width = (int) width;
  buffer->canvas.height = (int) height;
  buffer->canvas.pixels = map_dumb (head, create.handle, create.size);
  return buffer->canvas.pixels != NULL;
}

static void
draw_into (KmsBuffer *buffer, const KmsFrame *frame)
{
  kms_picture_draw_frame (&buffer->canvas, frame->number, frame->flash, frame->status);
  if (frame->pointer_x >= 0)
    kms_picture_draw_cross (&buffer->canvas, frame->pointer_x, frame->pointer_y);
}

static int
set_crtc (KmsHead *head, uint32_t framebuffer)
{
  struct drm_mode_crtc set = { .crtc_id = head->crtc,
                               .fb_id = framebuffer,
                               .set_connectors_ptr = (uintptr_t) &head->connector,
                               .count_connectors = 1,
                               .mode_valid = 1,
                               .mode = head->mode };
  struct drm_mode_crtc off = { .crtc_id = head->crtc };

  return drm_call (head, DRM_IOCTL_MODE_SETCRTC, framebuffer != 0 ? &set : &off);
}

static void
report_mode (const KmsHead *head)
{
  if (head->number == 1)
    kms_say ("MODE %dx%d", head->mode.hdisplay, head->mode.vdisplay);
  else
    kms_say ("HEAD %d %dx%d", head->number, head->mode.hdisplay, head->mode.vdisplay);
}

/* New buffers of the mode's size are shown before the old ones go: the screen is never without a picture. */
static void
apply_mode (KmsHead *head, const KmsFrame *frame)
{
  KmsBuffer old[2];

  memcpy (old, head->buffers, sizeof old);
  memset (head->buffers, 0, sizeof head->buffers);
  for (int i = 0; i < 2; i++)
    {
      if (!buffer_init (head, &head->buffers[i], head->mode.hdisplay, head->mode.vdisplay))
        {
          kms_say ("ERROR buffer: %s", strerror (errno));
          return;
        }
      kms_picture_draw_background (&head->buffers[i].canvas, head->number);
    }
  draw_into (&head->buffers[0], frame);
  if (set_crtc (head, head->buffers[0].framebuffer) != 0)
    kms_say ("ERROR mode: %s", strerror (errno));
  buffer_clear (head, &old[0]);
  buffer_clear (head, &old[1]);
  head->shown = 0;
  head->flipping = false;
  report_mode (head);
}

static void
go_dark (KmsHead *head)
{
  if (set_crtc (head, 0) != 0)
    kms_say ("ERROR off: %s", strerror (errno));
  buffer_clear (head, &head->buffers[0]);
  buffer_clear (head, &head->buffers[1]);
  head->flipping = false;
  kms_say ("HEAD %d off", head->number);
}

/* The preferred mode of the connector, or false where nothing is connected to it. */
static bool
read_connector (const KmsHead *head, struct drm_mode_modeinfo *preferred)
{
  static struct drm_mode_modeinfo modes[MAX_MODES];
  struct drm_mode_get_connector connector = { .connector_id = head->connector };
  const uint32_t connected = 1;

  /* The first call counts, and makes the kernel probe; the second one reads. */
  if (drm_call (head, DRM_IOCTL_MODE_GETCONNECTOR, &connector) != 0 || connector.connection != connected)
    return false;
  connector.count_modes = connector.count_modes < MAX_MODES ? connector.count_modes : MAX_MODES;
  connector.modes_ptr = (uintptr_t) modes;
  connector.count_encoders = 0;
  connector.count_props = 0;
  if (drm_call (head, DRM_IOCTL_MODE_GETCONNECTOR, &connector) != 0 || connector.count_modes == 0)
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

void
kms_head_init (KmsHead *head, int fd, int number, uint32_t crtc, uint32_t connector)
{
  *head = (KmsHead) { .fd = fd, .number = number, .crtc = crtc, .connector = connector };
}

void
kms_head_update (KmsHead *head, const KmsFrame *frame)
{
  struct drm_mode_modeinfo mode;

  if (!read_connector (head, &mode))
    {
      if (kms_head_is_on (head))
        go_dark (head);
      return;
    }
  if (kms_head_is_on (head) && mode.hdisplay == head->mode.hdisplay && mode.vdisplay == head->mode.vdisplay)
    return;
  head->mode = mode;
  apply_mode (head, frame);
}

bool
kms_head_is_on (const KmsHead *head)
{
  return head->buffers[0].handle != 0;
}

bool
kms_head_flip (KmsHead *head, const KmsFrame *frame)
{
  KmsBuffer *next = &head->buffers[head->shown ^ 1];
  struct drm_mode_crtc_page_flip page_flip = { .crtc_id = head->crtc,
                                               .fb_id = next->framebuffer,
                                               .flags = DRM_MODE_PAGE_FLIP_EVENT };

  if (head->flipping)
    return false;
  draw_into (next, frame);
  head->shown ^= 1;
  if (!head->no_flips && drm_call (head, DRM_IOCTL_MODE_PAGE_FLIP, &page_flip) == 0)
    {
      head->flipping = true;
      return true;
    }
  if (!head->no_flips)
    kms_say ("ERROR flip: %s", strerror (errno));
  head->no_flips = true;
  set_crtc (head, next->framebuffer);
  return true;
}

bool
kms_head_show_cursor (KmsHead *head)
{
  struct drm_mode_create_dumb create = { .width = CURSOR_SIZE, .height = CURSOR_SIZE, .bpp = 32 };
  struct drm_mode_cursor cursor = { .flags = DRM_MODE_CURSOR_BO | DRM_MODE_CURSOR_MOVE,
                                    .crtc_id = head->crtc,
                                    .x = 100,
                                    .y = 100,
                                    .width = CURSOR_SIZE,
                                    .height = CURSOR_SIZE };
  uint32_t *pixels;

  if (drm_call (head, DRM_IOCTL_MODE_CREATE_DUMB, &create) != 0)
    return false;
  pixels = map_dumb (head, create.handle, create.size);
  if (pixels == NULL)
    return false;
  memset (pixels, 0, create.size);
  for (int y = 0; y < 20; y++)
    for (int x = 0; x <= y && x < 14; x++)
      pixels[y * CURSOR_SIZE + x] = x == 0 || x == y || y == 19 || x == 13 ? 0xff000000 : 0xffffffff;
  cursor.handle = create.handle;
  return drm_call (head, DRM_IOCTL_MODE_CURSOR, &cursor) == 0;
}

void
kms_head_move_cursor (KmsHead *head, int x, int y)
{
  struct drm_mode_cursor cursor = { .flags = DRM_MODE_CURSOR_MOVE, .crtc_id = head->crtc, .x = x, .y = y };

  drm_call (head, DRM_IOCTL_MODE_CURSOR, &cursor);
}
