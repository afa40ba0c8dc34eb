/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "kms-picture.h"

#include <drm/drm.h>
#include <drm/drm_mode.h>
#include <stddef.h>

typedef struct
{
  KmsCanvas canvas;
  uint32_t handle;
  uint32_t framebuffer;
  size_t size;
} KmsBuffer;

/* One monitor of the graphics card: a connector, what drives it, and two buffers of its mode's size. */
typedef struct
{
  int fd;     /* of the device; not owned */
  int number; /* the first is 1 */
  uint32_t crtc;
  uint32_t connector;
  struct drm_mode_modeinfo mode;
  KmsBuffer buffers[2]; /* empty while nothing is connected */
  int shown;
  bool flipping;
  bool no_flips;
} KmsHead;

/* What a frame shows beside the background. */
typedef struct
{
  unsigned number;
  bool flash;
  const char *status;
  int pointer_x; /* less than 0: it is not here */
  int pointer_y;
} KmsFrame;

void kms_head_init (KmsHead *head, int fd, int number, uint32_t crtc, uint32_t connector);

/* Looks at the connector: takes its preferred mode where it is a new one, and goes dark where nothing is connected
 * any more. Logs what has changed: "MODE 800x600" of the first, "HEAD 2 800x600" and "HEAD 2 off" of the others. */
void kms_head_update (KmsHead *head, const KmsFrame *frame);

bool kms_head_is_on (const KmsHead *head);

/* Draws a frame and shows it. False while the last one is not shown yet. */
bool kms_head_flip (KmsHead *head, const KmsFrame *frame);

/* An arrow, as the card's cursor; false where the card has none. */
bool kms_head_show_cursor (KmsHead *head);
void kms_head_move_cursor (KmsHead *head, int x, int y);
