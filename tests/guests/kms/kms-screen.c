/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "kms-screen.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "kms-head.h"
#include "kms-log.h"

enum
{
  MAX_OBJECTS = 8,
  MAX_HEADS = 4,
};

static struct
{
  int fd;
  KmsHead heads[MAX_HEADS];
  int n_heads;
  bool dirty;
  double next_frame;
  unsigned frames;
  int pointer_head;
  int pointer_x;
  int pointer_y;
  bool flash;
  char status[64];
} screen = { .fd = -1, .pointer_x = -1 };

static KmsFrame
make_frame (const KmsHead *head)
{
  const bool here = head == &screen.heads[screen.pointer_head];

  return (KmsFrame) { .number = screen.frames,
                      .flash = screen.flash,
                      .status = screen.status,
                      .pointer_x = here ? screen.pointer_x : -1,
                      .pointer_y = here ? screen.pointer_y : -1 };
}

/* A card lists what drives its monitors and where they are plugged in in the same order. */
static void
find_heads (void)
{
  uint32_t crtcs[MAX_OBJECTS], connectors[MAX_OBJECTS];
  struct drm_mode_card_res count = { 0 }, resources = { .crtc_id_ptr = (uintptr_t) crtcs,
                                                        .connector_id_ptr = (uintptr_t) connectors };

  if (ioctl (screen.fd, DRM_IOCTL_MODE_GETRESOURCES, &count) != 0)
    return;
  resources.count_crtcs = count.count_crtcs < MAX_OBJECTS ? count.count_crtcs : MAX_OBJECTS;
  resources.count_connectors = count.count_connectors < MAX_OBJECTS ? count.count_connectors : MAX_OBJECTS;
  if (ioctl (screen.fd, DRM_IOCTL_MODE_GETRESOURCES, &resources) != 0)
    return;

  for (uint32_t i = 0; i < resources.count_connectors && i < resources.count_crtcs && i < MAX_HEADS; i++)
    kms_head_init (&screen.heads[screen.n_heads++], screen.fd, (int) i + 1, crtcs[i], connectors[i]);
  kms_say ("HEADS %d", screen.n_heads);
}

static void
update_heads (void)
{
  for (int i = 0; i < screen.n_heads; i++)
    {
      KmsFrame frame = make_frame (&screen.heads[i]);

      kms_head_update (&screen.heads[i], &frame);
    }
  screen.dirty = true;
}

static bool
is_on (void)
{
  return screen.n_heads > 0 && kms_head_is_on (&screen.heads[0]);
}

bool
kms_screen_open (void)
{
  static const char *const devices[] = { "/dev/dri/card0", "/dev/dri/card1" };

  for (int i = 0; i < 2 && screen.fd < 0; i++)
    screen.fd = open (devices[i], O_RDWR | O_CLOEXEC | O_NONBLOCK);
  if (screen.fd < 0)
    return false;
  if (screen.n_heads == 0)
    find_heads ();
  if (is_on ())
    return true;

  update_heads ();
  if (is_on ())
    {
      if (!kms_head_show_cursor (&screen.heads[0]))
        kms_say ("ERROR cursor: %s", strerror (errno));
      kms_say ("FIRSTFRAME");
    }
  return is_on ();
}

int
kms_screen_get_fd (void)
{
  return screen.fd;
}

/* The only event that is asked for is "the flip is done". */
void
kms_screen_read (void)
{
  char events[256];
  ssize_t length = read (screen.fd, events, sizeof events);
  struct drm_event_vblank flip;

  for (ssize_t at = 0; at + (ssize_t) sizeof flip <= length; at += flip.base.length)
    {
      memcpy (&flip, events + at, sizeof flip);
      if (flip.base.length < sizeof flip)
        return;
      for (int i = 0; i < screen.n_heads; i++)
        if (screen.heads[i].crtc == flip.crtc_id)
          screen.heads[i].flipping = false;
    }
}

void
kms_screen_update_mode (void)
{
  if (screen.fd >= 0)
    update_heads ();
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
kms_screen_move_pointer (int number, int x, int y)
{
  KmsHead *head;
  int width, height;

  if (number < 0 || number >= screen.n_heads || !kms_head_is_on (&screen.heads[number]))
    return;
  head = &screen.heads[number];
  width = head->mode.hdisplay;
  height = head->mode.vdisplay;
  screen.pointer_head = number;
  screen.pointer_x = x < 0 ? 0 : x >= width ? width - 1 : x;
  screen.pointer_y = y < 0 ? 0 : y >= height ? height - 1 : y;
  screen.dirty = true;
  kms_head_move_cursor (head, screen.pointer_x, screen.pointer_y);
}

void
kms_screen_get_pointer (int *x, int *y)
{
  int width, height;

  kms_screen_get_size (&width, &height);
  *x = screen.pointer_x >= 0 ? screen.pointer_x : width / 2;
  *y = screen.pointer_x >= 0 ? screen.pointer_y : height / 2;
}

void
kms_screen_get_size (int *width, int *height)
{
  *width = screen.heads[0].mode.hdisplay;
  *height = screen.heads[0].mode.vdisplay;
}

unsigned
kms_screen_get_frames (void)
{
  return screen.frames;
}

/* Each monitor goes at its own pace; one that has not shown its last frame is left out. */
static void
flip_all (void)
{
  screen.frames++;
  screen.dirty = false;
  for (int i = 0; i < screen.n_heads; i++)
    {
      KmsFrame frame = make_frame (&screen.heads[i]);

      if (kms_head_is_on (&screen.heads[i]))
        kms_head_flip (&screen.heads[i], &frame);
    }
}

int
kms_screen_draw (void)
{
  const double wait = screen.next_frame - kms_now ();
  const bool wanted = screen.dirty || !kms_option_flag ("g.static");

  if (!is_on () || screen.heads[0].flipping || !wanted)
    return -1;
  if (wait > 0)
    return (int) (wait * 1000) + 1;
  flip_all ();
  screen.next_frame = kms_now () + 1.0 / kms_option_int ("g.fps", 60);
  return screen.heads[0].flipping ? -1 : 16;
}
