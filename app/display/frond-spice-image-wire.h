/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "frond-spice-canvases.h"
#include "frond-spice-reader.h"

G_BEGIN_DECLS

typedef struct
{
  gint32 top;
  gint32 left;
  gint32 bottom;
  gint32 right;
} FrondSpiceRect;

typedef struct
{
  int width;
  int height;
  gboolean is_surface;
  guint32 surface_id; /* of a surface, and its depth */
  guint depth;
} FrondSpiceImage;

/* What a message asks to remember: an image has one at most, and a drawing two images. */
typedef struct
{
  guint64 ids[2];
  guint n_colors[2];
  guint n;
} FrondSpicePalettes;

/* Reads an image that is drawn on TARGET. What READER says afterwards is whether it can be.
 *
 * Images are rows of pixels or surfaces. We ask every server not to compress (frond-spice-link.c), and to remember no images for us; an image
 * that is compressed all the same is refused, and with it six decoders (QUIC, LZ, GLZ, zlib, LZ4, JPEG) are out of reach. */
FrondSpiceImage frond_spice_image_wire_take (FrondSpiceReader *reader, FrondSpiceCanvases *canvases,
                                             const FrondSpiceCanvas *target, FrondSpicePalettes *palettes);
/* Likewise, one bit a pixel. */
FrondSpiceImage frond_spice_image_wire_take_mask (FrondSpiceReader *reader);

G_END_DECLS
