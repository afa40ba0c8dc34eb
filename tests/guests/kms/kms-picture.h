/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <stdbool.h>
#include <stdint.h>

/* Pixels that are drawn into: XRGB, pitch in pixels. */
typedef struct
{
  uint32_t *pixels;
  uint32_t pitch;
  int width;
  int height;
} KmsCanvas;

/* The part that never changes for one size: gradient, frame, colour bars, the size in words, and which monitor it
 * is where that is not the first. */
void kms_picture_draw_background (const KmsCanvas *canvas, int head);

/* The part that changes: a box that moves with the frame number, status in words, and the frame number in
 * 32 cells of 6x6 pixels from (4, 4), most significant bit first, white for 1: so that a program can read
 * from a screenshot which frame it shows. flash colours the band, for measuring input to photon. */
void kms_picture_draw_frame (const KmsCanvas *canvas, unsigned frame, bool flash, const char *status);

/* A cross where the pointer is, for hosts that show no cursor plane. */
void kms_picture_draw_cross (const KmsCanvas *canvas, int x, int y);
