/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "frond-framebuffer.h"

#include "frond-buffer-pool.h"
#include "frond-frame.h"

struct _FrondFramebuffer
{
  GObject parent_instance;

  int width;
  int height;
  int tile_size;
  int apron;
  int columns;
  int rows;
  GdkRectangle *damage; /* one box a tile, guest pixels; width 0: none */
  guint n_damaged;
  FrondBufferPool *pool;
};

G_DEFINE_FINAL_TYPE (FrondFramebuffer, frond_framebuffer, G_TYPE_OBJECT)

static void
frond_framebuffer_finalize (GObject *object)
{
  FrondFramebuffer *self = FROND_FRAMEBUFFER (object);

  g_clear_pointer (&self->damage, g_free);
  g_clear_object (&self->pool);
  G_OBJECT_CLASS (frond_framebuffer_parent_class)->finalize (object);
}

static void
frond_framebuffer_class_init (FrondFramebufferClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = frond_framebuffer_finalize;
}

static void
frond_framebuffer_init (FrondFramebuffer *self)
{
}

FrondFramebuffer *
frond_framebuffer_new (int width, int height, int tile_size, int apron)
{
  FrondFramebuffer *self;
  gsize side = tile_size + 2 * apron;
  guint n_tiles;

  g_return_val_if_fail (width > 0 && width <= FROND_SCREEN_MAX_SIZE, NULL);
  g_return_val_if_fail (height > 0 && height <= FROND_SCREEN_MAX_SIZE, NULL);
  g_return_val_if_fail (tile_size > 0 && apron >= 0 && apron < tile_size, NULL);

  self = g_object_new (FROND_TYPE_FRAMEBUFFER, NULL);
  self->width = width;
  self->height = height;
  self->tile_size = tile_size;
  self->apron = apron;
  self->columns = (width + tile_size - 1) / tile_size;
  self->rows = (height + tile_size - 1) / tile_size;
  n_tiles = frond_framebuffer_get_n_tiles (self);
  self->damage = g_new0 (GdkRectangle, n_tiles);
  /* The old copy of a tile lives until the next frame is drawn: a quarter of them spare is enough in practice. */
  self->pool = frond_buffer_pool_new (side * side * 4, MAX (2, n_tiles / 4));
  frond_framebuffer_damage_all (self);
  return self;
}

int
frond_framebuffer_get_width (FrondFramebuffer *self)
{
  return self->width;
}

int
frond_framebuffer_get_height (FrondFramebuffer *self)
{
  return self->height;
}

int
frond_framebuffer_get_apron (FrondFramebuffer *self)
{
  return self->apron;
}

guint
frond_framebuffer_get_n_tiles (FrondFramebuffer *self)
{
  return (guint) self->columns * self->rows;
}

void
frond_framebuffer_get_tile (FrondFramebuffer *self, guint tile, GdkRectangle *shown, GdkRectangle *covered)
{
  const GdkRectangle picture = { 0, 0, self->width, self->height };
  GdkRectangle rect = { (int) (tile % self->columns) * self->tile_size,
                        (int) (tile / self->columns) * self->tile_size, self->tile_size, self->tile_size };

  if (shown != NULL)
    gdk_rectangle_intersect (&rect, &picture, shown);
  rect.x -= self->apron;
  rect.y -= self->apron;
  rect.width += 2 * self->apron;
  rect.height += 2 * self->apron;
  if (covered != NULL)
    gdk_rectangle_intersect (&rect, &picture, covered);
}

static void
damage_tile (FrondFramebuffer *self, guint tile, const GdkRectangle *rect)
{
  GdkRectangle covered, hit;

  frond_framebuffer_get_tile (self, tile, NULL, &covered);
  if (!gdk_rectangle_intersect (rect, &covered, &hit))
    return;

  if (self->damage[tile].width == 0)
    {
      self->damage[tile] = hit;
      self->n_damaged++;
    }
  else
    {
      gdk_rectangle_union (&self->damage[tile], &hit, &self->damage[tile]);
    }
}

gboolean
frond_framebuffer_damage (FrondFramebuffer *self, const GdkRectangle *rect)
{
  const GdkRectangle picture = { 0, 0, self->width, self->height };
  gboolean was_damaged = self->n_damaged > 0;
  GdkRectangle hit;
  int first_column, last_column, first_row, last_row;

  if (!gdk_rectangle_intersect (rect, &picture, &hit))
    return FALSE;

  first_column = MAX (0, hit.x - self->apron) / self->tile_size;
  first_row = MAX (0, hit.y - self->apron) / self->tile_size;
  last_column = MIN (self->columns - 1, (hit.x + hit.width - 1 + self->apron) / self->tile_size);
  last_row = MIN (self->rows - 1, (hit.y + hit.height - 1 + self->apron) / self->tile_size);
  for (int row = first_row; row <= last_row; row++)
    for (int column = first_column; column <= last_column; column++)
      damage_tile (self, (guint) row * self->columns + column, &hit);
  return !was_damaged;
}

gboolean
frond_framebuffer_damage_all (FrondFramebuffer *self)
{
  return frond_framebuffer_damage (self, &(GdkRectangle) { 0, 0, self->width, self->height });
}

gboolean
frond_framebuffer_is_damaged (FrondFramebuffer *self)
{
  return self->n_damaged > 0;
}

gboolean
frond_framebuffer_take_damage (FrondFramebuffer *self, guint tile, GdkRectangle *damage)
{
  GdkRectangle covered;

  if (self->damage[tile].width == 0)
    return FALSE;

  frond_framebuffer_get_tile (self, tile, NULL, &covered);
  *damage = self->damage[tile];
  damage->x -= covered.x;
  damage->y -= covered.y;
  self->damage[tile].width = 0;
  self->n_damaged--;
  return TRUE;
}

GBytes *
frond_framebuffer_copy_tile (FrondFramebuffer *self, guint tile, const FrondFrame *frame)
{
  GdkRectangle covered;
  guint32 *buffer;

  g_return_val_if_fail (frame->width == self->width && frame->height == self->height, NULL);

  frond_framebuffer_get_tile (self, tile, NULL, &covered);
  buffer = frond_buffer_pool_take (self->pool);
  for (int y = 0; y < covered.height; y++)
    frond_frame_copy_row (frame, covered.x, covered.y + y, covered.width, buffer + (gsize) y * covered.width);
  return frond_buffer_pool_wrap (self->pool, buffer, (gsize) covered.width * covered.height * 4);
}
