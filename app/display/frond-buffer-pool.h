/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

#define FROND_TYPE_BUFFER_POOL (frond_buffer_pool_get_type ())
G_DECLARE_FINAL_TYPE (FrondBufferPool, frond_buffer_pool, FROND, BUFFER_POOL, GObject)

/* Buffers of one size that are used again, since a fresh one for every tile of every frame is mostly page faults.
 * At most MAX_IDLE wait for use. Bytes may be dropped in any thread and may outlive the pool's owner. */
FrondBufferPool *frond_buffer_pool_new (gsize size, guint max_idle);

/* A buffer with undefined contents. Give it to wrap() in the end. */
gpointer frond_buffer_pool_take (FrondBufferPool *self);
/* BUFFER becomes bytes of LENGTH (at most the pool's size) and comes back to the pool with the last reference. */
GBytes *frond_buffer_pool_wrap (FrondBufferPool *self, gpointer buffer, gsize length);

guint frond_buffer_pool_get_n_idle (FrondBufferPool *self);

G_END_DECLS
