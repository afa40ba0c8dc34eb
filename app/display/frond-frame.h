/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "frond-screen.h"

#include <gdk/gdk.h>

G_BEGIN_DECLS

/* What frond_frame_copy_row() writes: opaque, so it is right for formats that ignore the fourth byte and for those
 * that blend with it. The second has a fast path in GSK's Cairo renderer and the first does not. */
#define FROND_FRAME_OPAQUE_FORMAT GDK_MEMORY_B8G8R8X8
#define FROND_FRAME_CAIRO_FORMAT  GDK_MEMORY_B8G8R8A8_PREMULTIPLIED

/* WIDTH pixels from (X, Y) on as opaque 32-bit words. The caller keeps inside of the frame. */
void frond_frame_copy_row (const FrondFrame *frame, int x, int y, int width, guint32 *out);

/* The frame as a texture of its own, made smaller (never larger) to be at most MAX_WIDTH wide; 0 for no limit. */
GdkTexture *frond_frame_to_texture (const FrondFrame *frame, int max_width);

G_END_DECLS
