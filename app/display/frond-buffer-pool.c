/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "frond-buffer-pool.h"

struct _FrondBufferPool
{
  GObject parent_instance;

  GMutex lock;
  GPtrArray *idle;
  gsize size;
  guint max_idle;
};

G_DEFINE_FINAL_TYPE (FrondBufferPool, frond_buffer_pool, G_TYPE_OBJECT)

typedef struct
{
  FrondBufferPool *pool;
  gpointer buffer;
} Loan;

static void
frond_buffer_pool_finalize (GObject *object)
{
  FrondBufferPool *self = FROND_BUFFER_POOL (object);

  g_ptr_array_unref (self->idle);
  g_mutex_clear (&self->lock);
  G_OBJECT_CLASS (frond_buffer_pool_parent_class)->finalize (object);
}

static void
frond_buffer_pool_class_init (FrondBufferPoolClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = frond_buffer_pool_finalize;
}

static void
frond_buffer_pool_init (FrondBufferPool *self)
{
  g_mutex_init (&self->lock);
  self->idle = g_ptr_array_new_with_free_func (g_free);
}

FrondBufferPool *
frond_buffer_pool_new (gsize size, guint max_idle)
{
  FrondBufferPool *self = g_object_new (FROND_TYPE_BUFFER_POOL, NULL);

  self->size = size;
  self->max_idle = max_idle;
  return self;
}

gpointer
frond_buffer_pool_take (FrondBufferPool *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  if (self->idle->len > 0)
    return g_ptr_array_steal_index_fast (self->idle, self->idle->len - 1);
  return g_malloc (self->size);
}

static void
give_back (gpointer data)
{
  Loan *loan = data;
  g_autoptr (FrondBufferPool) pool = g_steal_pointer (&loan->pool);
  g_autofree gpointer buffer = g_steal_pointer (&loan->buffer);

  g_free (loan);
  g_mutex_lock (&pool->lock);
  if (pool->idle->len < pool->max_idle)
    g_ptr_array_add (pool->idle, g_steal_pointer (&buffer));
  g_mutex_unlock (&pool->lock);
}

GBytes *
frond_buffer_pool_wrap (FrondBufferPool *self, gpointer buffer, gsize length)
{
  Loan *loan;

  g_return_val_if_fail (length <= self->size, NULL);

  loan = g_new (Loan, 1);
  loan->pool = g_object_ref (self);
  loan->buffer = buffer;
  return g_bytes_new_with_free_func (buffer, length, give_back, loan);
}

guint
frond_buffer_pool_get_n_idle (FrondBufferPool *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  return self->idle->len;
}
