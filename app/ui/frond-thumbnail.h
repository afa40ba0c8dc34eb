/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Widest and highest picture that a profile keeps, in pixels. */
#define FROND_THUMBNAIL_MAX_WIDTH  480
#define FROND_THUMBNAIL_MAX_HEIGHT 480

/* Pictures come from guests and from a database: they are read in a thread, and refused when they say that they are
 * larger than any screen. */

/* The texture of the PNG, at most FROND_THUMBNAIL_MAX_* large. */
void frond_thumbnail_load_async (GBytes *png, GCancellable *cancellable, GAsyncReadyCallback callback,
                                 gpointer user_data);
GdkTexture *frond_thumbnail_load_finish (GAsyncResult *result, GError **error);

/* The PNG made small enough to be kept. */
void frond_thumbnail_shrink_async (GBytes *png, GCancellable *cancellable, GAsyncReadyCallback callback,
                                   gpointer user_data);
GBytes *frond_thumbnail_shrink_finish (GAsyncResult *result, GError **error);

/* A PNG of TEXTURE, packed in a thread. Textures may be used from any. */
void frond_thumbnail_encode_async (GdkTexture *texture, GCancellable *cancellable,
                                   GAsyncReadyCallback callback, gpointer user_data);
GBytes *frond_thumbnail_encode_finish (GAsyncResult *result, GError **error);

G_END_DECLS
