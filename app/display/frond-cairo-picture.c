/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "frond-cairo-picture.h"

#include "frond-damage.h"
#include "frond-frame.h"

#include <math.h>

/* Cairo draws a node by way of a picture of its own, as large as the box around all damage in the node: one node for
 * everything makes that large when two corners change, and many cost something each in every frame. */
#define MAX_COLUMNS     6
#define MAX_ROWS        5
#define MIN_CELL_LENGTH 256

/* Changes that GSK remembers; together with those of a frame they are to stay far below the thirty rectangles after
 * which it gives up and draws everything. */
#define MAX_MARKS 6

/* What a filter reaches around a guest pixel, and a device pixel more when it makes the picture smaller. */
#define FILTER_REACH 2

typedef struct
{
  GdkRectangle rect; /* device pixels */
  GskRenderNode *node;
} Mark;

struct _FrondCairoPicture
{
  GObject parent_instance;

  int width;
  int height;
  guint32 *pixels; /* belongs to the surface */
  cairo_surface_t *surface;
  FrondDamage damage;

  FrondViewport viewport;
  GskScalingFilter filter;
  GPtrArray *cells; /* of GskRenderNode, for this viewport and filter; empty: to be made */
  Mark marks[MAX_MARKS + FROND_DAMAGE_MAX];
  guint n_marks;
  guint n_changes;
};

G_DEFINE_FINAL_TYPE (FrondCairoPicture, frond_cairo_picture, G_TYPE_OBJECT)

static void
drop_marks (FrondCairoPicture *self)
{
  for (guint i = 0; i < self->n_marks; i++)
    g_clear_pointer (&self->marks[i].node, gsk_render_node_unref);
  self->n_marks = 0;
}

static void
frond_cairo_picture_finalize (GObject *object)
{
  FrondCairoPicture *self = FROND_CAIRO_PICTURE (object);

  drop_marks (self);
  g_ptr_array_unref (self->cells);
  cairo_surface_destroy (self->surface);
  G_OBJECT_CLASS (frond_cairo_picture_parent_class)->finalize (object);
}

static void
frond_cairo_picture_class_init (FrondCairoPictureClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = frond_cairo_picture_finalize;
}

static void
frond_cairo_picture_init (FrondCairoPicture *self)
{
  self->cells = g_ptr_array_new_with_free_func ((GDestroyNotify) gsk_render_node_unref);
}

FrondCairoPicture *
frond_cairo_picture_new (int width, int height)
{
  static const cairo_user_data_key_t pixels_key;
  FrondCairoPicture *self;

  g_return_val_if_fail (width > 0 && width <= FROND_SCREEN_MAX_SIZE, NULL);
  g_return_val_if_fail (height > 0 && height <= FROND_SCREEN_MAX_SIZE, NULL);

  self = g_object_new (FROND_TYPE_CAIRO_PICTURE, NULL);
  self->width = width;
  self->height = height;
  self->pixels = g_malloc_n ((gsize) width * height, 4);
  /* Nodes may outlive us, and draw from it: Cairo is never told of changes, since it would keep the old pixels for
   * each of them. */
  self->surface = cairo_image_surface_create_for_data ((guchar *) self->pixels, CAIRO_FORMAT_RGB24, width,
                                                       height, width * 4);
  cairo_surface_set_user_data (self->surface, &pixels_key, self->pixels, g_free);
  self->damage.rects[0] = (GdkRectangle) { 0, 0, width, height };
  self->damage.n_rects = 1;
  return self;
}

int
frond_cairo_picture_get_width (FrondCairoPicture *self)
{
  return self->width;
}

int
frond_cairo_picture_get_height (FrondCairoPicture *self)
{
  return self->height;
}

gboolean
frond_cairo_picture_damage (FrondCairoPicture *self, const GdkRectangle *rect)
{
  const GdkRectangle picture = { 0, 0, self->width, self->height };
  gboolean was_damaged = self->damage.n_rects > 0;
  GdkRectangle hit;

  if (!gdk_rectangle_intersect (rect, &picture, &hit))
    return FALSE;
  frond_damage_add (&self->damage, &hit);
  return !was_damaged;
}

gboolean
frond_cairo_picture_is_damaged (FrondCairoPicture *self)
{
  return self->damage.n_rects > 0;
}

/* The device pixels that a rectangle of the guest has a say in. */
static GdkRectangle
to_device (FrondCairoPicture *self, const GdkRectangle *rect)
{
  const GdkRectangle *picture = &self->viewport.picture;
  int reach = frond_viewport_is_exact (&self->viewport) ? 0 : FILTER_REACH;
  int margin = picture->width < self->width || picture->height < self->height ? 1 : 0;
  double factor_x = (double) picture->width / self->width;
  double factor_y = (double) picture->height / self->height;
  int left = (int) floor ((rect->x - reach) * factor_x) - margin;
  int top = (int) floor ((rect->y - reach) * factor_y) - margin;
  int right = (int) ceil ((rect->x + rect->width + reach) * factor_x) + margin;
  int bottom = (int) ceil ((rect->y + rect->height + reach) * factor_y) + margin;
  GdkRectangle device = { picture->x + left, picture->y + top, right - left, bottom - top };

  gdk_rectangle_intersect (&device, picture, &device);
  return device;
}

static gboolean
contains (const GdkRectangle *outer, const GdkRectangle *inner)
{
  return inner->x >= outer->x && inner->y >= outer->y && inner->x + inner->width <= outer->x + outer->width &&
         inner->y + inner->height <= outer->y + outer->height;
}

/* A mark that changes or goes makes GSK draw its place again, too: it may be used again only where that is drawn
 * anyway. Until then it stays as it is. */
static void
mark_change (FrondCairoPicture *self, const GdkRectangle *rect)
{
  /* No colour at all, but never the same one twice. */
  const GdkRGBA nothing = { (float) (self->n_changes++ % 256) / 256, 0, 0, 0 };
  guint place = 0;

  while (place < self->n_marks && !contains (rect, &self->marks[place].rect))
    place++;
  if (place == self->n_marks)
    self->n_marks++;
  g_clear_pointer (&self->marks[place].node, gsk_render_node_unref);
  self->marks[place].rect = *rect;
  self->marks[place].node =
      gsk_color_node_new (&nothing, &GRAPHENE_RECT_INIT (rect->x, rect->y, rect->width, rect->height));
}

static void
copy_rect (FrondCairoPicture *self, const FrondFrame *frame, const GdkRectangle *rect)
{
  for (int y = rect->y; y < rect->y + rect->height; y++)
    {
      guint32 *out = self->pixels + (gsize) y * self->width + rect->x;

      /* The buffer's format ignores the fourth byte, too. */
      if (frame->pixels == FROND_PIXELS_XRGB8888)
        memcpy (out, frame->data + (gsize) y * frame->stride + (gsize) rect->x * 4, (gsize) rect->width * 4);
      else
        frond_frame_copy_row (frame, rect->x, y, rect->width, out);
    }
}

guint
frond_cairo_picture_update (FrondCairoPicture *self, const FrondViewport *viewport, const FrondFrame *frame)
{
  FrondDamage damage = self->damage;

  if (!frond_viewport_equal (&self->viewport, viewport))
    {
      self->viewport = *viewport;
      g_ptr_array_set_size (self->cells, 0);
      drop_marks (self);
    }
  if (frame == NULL)
    return 0;

  if (self->n_marks > MAX_MARKS)
    drop_marks (self);
  for (guint i = 0; i < damage.n_rects; i++)
    {
      GdkRectangle device = to_device (self, &damage.rects[i]);

      copy_rect (self, frame, &damage.rects[i]);
      mark_change (self, &device);
    }
  self->damage.n_rects = 0;
  return damage.n_rects;
}

static cairo_filter_t
to_cairo_filter (GskScalingFilter filter)
{
  switch (filter)
    {
    case GSK_SCALING_FILTER_NEAREST:
      return CAIRO_FILTER_NEAREST;
    case GSK_SCALING_FILTER_TRILINEAR:
      return CAIRO_FILTER_GOOD;
    case GSK_SCALING_FILTER_LINEAR:
    default:
      return CAIRO_FILTER_BILINEAR;
    }
}

static GskRenderNode *
build_cell (FrondCairoPicture *self, const GdkRectangle *cell)
{
  const GdkRectangle *picture = &self->viewport.picture;
  GskRenderNode *node =
      gsk_cairo_node_new (&GRAPHENE_RECT_INIT (cell->x, cell->y, cell->width, cell->height));
  cairo_t *cr = gsk_cairo_node_get_draw_context (node);

  cairo_translate (cr, picture->x, picture->y);
  cairo_scale (cr, (double) picture->width / self->width, (double) picture->height / self->height);
  cairo_set_source_surface (cr, self->surface, 0, 0);
  cairo_pattern_set_filter (cairo_get_source (cr), to_cairo_filter (self->filter));
  cairo_pattern_set_extend (cairo_get_source (cr), CAIRO_EXTEND_PAD);
  cairo_set_operator (cr, CAIRO_OPERATOR_SOURCE);
  cairo_paint (cr);
  cairo_destroy (cr);
  return node;
}

static void
build_cells (FrondCairoPicture *self)
{
  const GdkRectangle *picture = &self->viewport.picture;
  int width = MAX (MIN_CELL_LENGTH, (picture->width + MAX_COLUMNS - 1) / MAX_COLUMNS);
  int height = MAX (MIN_CELL_LENGTH, (picture->height + MAX_ROWS - 1) / MAX_ROWS);

  for (int y = 0; y < picture->height; y += height)
    for (int x = 0; x < picture->width; x += width)
      {
        GdkRectangle cell = { picture->x + x, picture->y + y, MIN (width, picture->width - x),
                              MIN (height, picture->height - y) };

        g_ptr_array_add (self->cells, build_cell (self, &cell));
      }
}

void
frond_cairo_picture_snapshot (FrondCairoPicture *self, GtkSnapshot *snapshot, GskScalingFilter filter)
{
  if (self->filter != filter)
    {
      self->filter = filter;
      g_ptr_array_set_size (self->cells, 0);
    }
  if (self->cells->len == 0)
    build_cells (self);
  for (guint i = 0; i < self->cells->len; i++)
    gtk_snapshot_append_node (snapshot, g_ptr_array_index (self->cells, i));
  for (guint i = 0; i < self->n_marks; i++)
    gtk_snapshot_append_node (snapshot, self->marks[i].node);
}
