/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "frond-tile-presenter.h"

#include "frond-cairo-picture.h"
#include "frond-frame.h"
#include "frond-framebuffer.h"

#include <math.h>

/* Measured: larger tiles copy too much, smaller ones cost in nodes. */
#define TILE_SIZE 256

/* What a linear filter can reach over a tile's edge. */
#define APRON 2

typedef struct
{
  GdkTexture *texture;
  GskRenderNode *node; /* of this texture at the current viewport, or NULL */
} Tile;

struct _FrondTilePresenter
{
  GObject parent_instance;

  FrondFramebuffer *framebuffer;    /* NULL while there is no picture, and for Cairo */
  FrondCairoPicture *cairo_picture; /* likewise, and for all others */
  Tile *tiles;
  guint n_tiles;
  FrondViewport viewport;
  gboolean for_cairo;
  gboolean sharp;
  guint64 n_copies;
};

G_DEFINE_FINAL_TYPE (FrondTilePresenter, frond_tile_presenter, G_TYPE_OBJECT)

void
frond_tile_presenter_clear (FrondTilePresenter *self)
{
  for (guint i = 0; i < self->n_tiles; i++)
    {
      g_clear_object (&self->tiles[i].texture);
      g_clear_pointer (&self->tiles[i].node, gsk_render_node_unref);
    }
  g_clear_pointer (&self->tiles, g_free);
  self->n_tiles = 0;
  g_clear_object (&self->framebuffer);
  g_clear_object (&self->cairo_picture);
}

static void
frond_tile_presenter_dispose (GObject *object)
{
  frond_tile_presenter_clear (FROND_TILE_PRESENTER (object));
  G_OBJECT_CLASS (frond_tile_presenter_parent_class)->dispose (object);
}

static void
frond_tile_presenter_class_init (FrondTilePresenterClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = frond_tile_presenter_dispose;
}

static void
frond_tile_presenter_init (FrondTilePresenter *self)
{
}

FrondTilePresenter *
frond_tile_presenter_new (void)
{
  return g_object_new (FROND_TYPE_TILE_PRESENTER, NULL);
}

void
frond_tile_presenter_set_for_cairo (FrondTilePresenter *self, gboolean for_cairo)
{
  if (self->for_cairo == for_cairo)
    return;
  self->for_cairo = for_cairo;
  frond_tile_presenter_clear (self);
}

static void
drop_nodes (FrondTilePresenter *self)
{
  for (guint i = 0; i < self->n_tiles; i++)
    g_clear_pointer (&self->tiles[i].node, gsk_render_node_unref);
}

void
frond_tile_presenter_set_sharp (FrondTilePresenter *self, gboolean sharp)
{
  if (self->sharp == sharp)
    return;
  self->sharp = sharp;
  drop_nodes (self);
}

gboolean
frond_tile_presenter_get_for_cairo (FrondTilePresenter *self)
{
  return self->for_cairo;
}

gboolean
frond_tile_presenter_damage (FrondTilePresenter *self, const GdkRectangle *rect)
{
  if (self->cairo_picture != NULL)
    return frond_cairo_picture_damage (self->cairo_picture, rect);
  return self->framebuffer != NULL && frond_framebuffer_damage (self->framebuffer, rect);
}

gboolean
frond_tile_presenter_damage_all (FrondTilePresenter *self)
{
  if (self->cairo_picture != NULL)
    return frond_cairo_picture_damage (self->cairo_picture, &(GdkRectangle) { 0, 0, FROND_SCREEN_MAX_SIZE,
                                                                              FROND_SCREEN_MAX_SIZE });
  return self->framebuffer == NULL || frond_framebuffer_damage_all (self->framebuffer);
}

gboolean
frond_tile_presenter_is_damaged (FrondTilePresenter *self)
{
  if (self->cairo_picture != NULL)
    return frond_cairo_picture_is_damaged (self->cairo_picture);
  return self->framebuffer != NULL && frond_framebuffer_is_damaged (self->framebuffer);
}

gboolean
frond_tile_presenter_get_size (FrondTilePresenter *self, int *width, int *height)
{
  if (self->cairo_picture != NULL)
    {
      *width = frond_cairo_picture_get_width (self->cairo_picture);
      *height = frond_cairo_picture_get_height (self->cairo_picture);
      return TRUE;
    }
  if (self->framebuffer == NULL)
    return FALSE;

  *width = frond_framebuffer_get_width (self->framebuffer);
  *height = frond_framebuffer_get_height (self->framebuffer);
  return TRUE;
}

static void
prepare_framebuffer (FrondTilePresenter *self, int width, int height, int apron)
{
  if (self->framebuffer != NULL && frond_framebuffer_get_width (self->framebuffer) == width &&
      frond_framebuffer_get_height (self->framebuffer) == height &&
      frond_framebuffer_get_apron (self->framebuffer) == apron)
    return;

  frond_tile_presenter_clear (self);
  self->framebuffer = frond_framebuffer_new (width, height, TILE_SIZE, apron);
  self->n_tiles = frond_framebuffer_get_n_tiles (self->framebuffer);
  self->tiles = g_new0 (Tile, self->n_tiles);
}

static GdkTexture *
build_texture (FrondTilePresenter *self, guint index, const GdkRectangle *damage, GBytes *pixels)
{
  g_autoptr (GdkMemoryTextureBuilder) builder = gdk_memory_texture_builder_new ();
  GdkRectangle covered;

  frond_framebuffer_get_tile (self->framebuffer, index, NULL, &covered);
  gdk_memory_texture_builder_set_bytes (builder, pixels);
  gdk_memory_texture_builder_set_format (builder, FROND_FRAME_OPAQUE_FORMAT);
  gdk_memory_texture_builder_set_width (builder, covered.width);
  gdk_memory_texture_builder_set_height (builder, covered.height);
  gdk_memory_texture_builder_set_stride (builder, (gsize) covered.width * 4);
  if (self->tiles[index].texture != NULL)
    {
      cairo_region_t *region = cairo_region_create_rectangle (damage);

      gdk_memory_texture_builder_set_update_texture (builder, self->tiles[index].texture);
      gdk_memory_texture_builder_set_update_region (builder, region);
      cairo_region_destroy (region);
    }
  return gdk_memory_texture_builder_build (builder);
}

static void
copy_damaged_tiles (FrondTilePresenter *self, const FrondFrame *frame)
{
  for (guint i = 0; i < self->n_tiles; i++)
    {
      g_autoptr (GBytes) pixels = NULL;
      g_autoptr (GdkTexture) texture = NULL;
      GdkRectangle damage;

      if (!frond_framebuffer_take_damage (self->framebuffer, i, &damage))
        continue;
      pixels = frond_framebuffer_copy_tile (self->framebuffer, i, frame);
      texture = build_texture (self, i, &damage, pixels);
      g_set_object (&self->tiles[i].texture, texture);
      g_clear_pointer (&self->tiles[i].node, gsk_render_node_unref);
      self->n_copies++;
    }
}

static void
update_cairo_picture (FrondTilePresenter *self, const FrondViewport *viewport, const FrondFrame *frame)
{
  int width, height;

  self->viewport = *viewport;
  if (frame != NULL && frond_tile_presenter_get_size (self, &width, &height) &&
      (width != frame->width || height != frame->height))
    frond_tile_presenter_clear (self);
  if (frame != NULL && self->cairo_picture == NULL)
    self->cairo_picture = frond_cairo_picture_new (frame->width, frame->height);
  if (self->cairo_picture != NULL)
    self->n_copies += frond_cairo_picture_update (self->cairo_picture, viewport, frame);
}

void
frond_tile_presenter_update (FrondTilePresenter *self, const FrondViewport *viewport, const FrondFrame *frame)
{
  if (self->for_cairo)
    {
      update_cairo_picture (self, viewport, frame);
      return;
    }
  if (frame != NULL)
    prepare_framebuffer (self, frame->width, frame->height, frond_viewport_is_exact (viewport) ? 0 : APRON);
  if (self->framebuffer == NULL)
    return;

  if (!frond_viewport_equal (&self->viewport, viewport))
    {
      self->viewport = *viewport;
      drop_nodes (self);
    }
  if (frame != NULL)
    copy_damaged_tiles (self, frame);
}

static GskScalingFilter
choose_filter (FrondTilePresenter *self)
{
  const FrondViewport *viewport = &self->viewport;

  if (self->sharp || frond_viewport_is_integral (viewport))
    return GSK_SCALING_FILTER_NEAREST;
  if (viewport->picture.width * 2 < viewport->guest_width)
    return GSK_SCALING_FILTER_TRILINEAR;
  return GSK_SCALING_FILTER_LINEAR;
}

/* A scale node only works in device pixels (GSK draws it at scale one otherwise); a texture node gets mipmaps and is
 * what can be offloaded. */
static GskRenderNode *
build_texture_node (FrondTilePresenter *self, GdkTexture *texture, const graphene_rect_t *bounds)
{
  GskScalingFilter filter = choose_filter (self);

  if (filter == GSK_SCALING_FILTER_NEAREST && !frond_viewport_is_exact (&self->viewport))
    return gsk_texture_scale_node_new (texture, bounds, filter);
  return gsk_texture_node_new (texture, bounds);
}

static float
snap (int guest, int guest_length, int picture_start, int picture_length)
{
  return picture_start + (float) round ((double) guest * picture_length / guest_length);
}

static GskRenderNode *
build_node (FrondTilePresenter *self, guint index)
{
  const FrondViewport *viewport = &self->viewport;
  const GdkRectangle *picture = &viewport->picture;
  double factor_x = (double) picture->width / viewport->guest_width;
  double factor_y = (double) picture->height / viewport->guest_height;
  g_autoptr (GskRenderNode) node = NULL;
  GdkRectangle shown, covered;
  graphene_rect_t bounds;
  float x, y;

  frond_framebuffer_get_tile (self->framebuffer, index, &shown, &covered);
  bounds = GRAPHENE_RECT_INIT (picture->x + covered.x * factor_x, picture->y + covered.y * factor_y,
                               covered.width * factor_x, covered.height * factor_y);
  node = build_texture_node (self, self->tiles[index].texture, &bounds);
  if (frond_viewport_is_exact (viewport))
    return g_steal_pointer (&node);

  x = snap (shown.x, viewport->guest_width, picture->x, picture->width);
  y = snap (shown.y, viewport->guest_height, picture->y, picture->height);
  bounds =
      GRAPHENE_RECT_INIT (x, y,
                          snap (shown.x + shown.width, viewport->guest_width, picture->x, picture->width) - x,
                          snap (shown.y + shown.height, viewport->guest_height, picture->y, picture->height) -
                              y);
  return gsk_clip_node_new (node, &bounds);
}

void
frond_tile_presenter_snapshot (FrondTilePresenter *self, GtkSnapshot *snapshot)
{
  if (self->cairo_picture != NULL)
    {
      frond_cairo_picture_snapshot (self->cairo_picture, snapshot, choose_filter (self));
      return;
    }
  for (guint i = 0; i < self->n_tiles; i++)
    {
      Tile *tile = &self->tiles[i];

      if (tile->texture == NULL)
        continue;
      if (tile->node == NULL)
        tile->node = build_node (self, i);
      gtk_snapshot_append_node (snapshot, tile->node);
    }
}

guint64
frond_tile_presenter_get_n_copies (FrondTilePresenter *self)
{
  return self->n_copies;
}
