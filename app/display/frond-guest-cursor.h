/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "frond-cursor.h"

#include <gdk/gdk.h>

G_BEGIN_DECLS

/* The guest's pointer as one of the host's. FACTOR is how many device pixels a guest pixel takes; the picture is
 * made for the device pixels of the surface that it is shown on. (transfer full) */
GdkCursor *frond_guest_cursor_new (FrondCursor *shape, double factor);

/* What GDK is told of it at a surface's SCALE, for tests: width, height and hot spot in logical pixels. */
GdkTexture *frond_guest_cursor_render (FrondCursor *shape, double factor, double scale, int *width,
                                       int *height, int *hotspot_x, int *hotspot_y);

G_END_DECLS
