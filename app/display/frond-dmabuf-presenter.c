/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "frond-dmabuf-presenter.h"

#include "frond-frame.h"

struct _FrondDmabufPresenter
{
  GtkWidget parent_instance;

  FrondScanout *scanout; /* of the texture */
  FrondScanout *refused; /* the last one that could not be imported */
  GdkTexture *texture;
  GdkRectangle crop;
  FrondViewport viewport;
  cairo_region_t *damage; /* pixels in memory that changed since the texture was built */
  gboolean all_damaged;
  gboolean sharp;
};

G_DEFINE_FINAL_TYPE (FrondDmabufPresenter, frond_dmabuf_presenter, GTK_TYPE_WIDGET)

/* More rectangles are not worth their handling. */
#define MAX_DAMAGE_RECTANGLES 32

#define MODIFIER_LINEAR 0

static gboolean
can_import (FrondDmabufPresenter *self, guint32 fourcc, guint64 modifier)
{
  GdkDmabufFormats *formats = gdk_display_get_dmabuf_formats (gtk_widget_get_display (GTK_WIDGET (self)));

  return fourcc != 0 && formats != NULL && gdk_dmabuf_formats_contains (formats, fourcc, modifier);
}

/* For tests and for telling a driver's faults from ours. */
static gboolean
is_forced (void)
{
  return g_strcmp0 (g_getenv ("FROND_PRESENTER"), "dmabuf") == 0;
}

/* Which modifier to import with. GDK takes linear buffers everywhere, by reading all of them where nothing else is
 * possible; that is the last resort and not for buffers that we can read in pieces. */
static gboolean
choose_modifier (FrondDmabufPresenter *self, FrondScanout *scanout, gboolean for_cairo, guint64 *modifier)
{
  const FrondScanoutLayout *layout = frond_scanout_get_layout (scanout);
  guint32 fourcc = frond_scanout_get_opaque_fourcc (scanout);

  if (!frond_scanout_is_dmabuf (scanout))
    return FALSE;

  *modifier = layout->modifier;
  if (for_cairo || !can_import (self, fourcc, FROND_SCANOUT_NO_MODIFIER))
    {
      if (frond_scanout_is_readable (scanout) && !is_forced ())
        return FALSE;
      if (frond_scanout_is_linear (scanout))
        *modifier = MODIFIER_LINEAR;
    }
  return can_import (self, fourcc, *modifier);
}

static void
describe_scanout (GdkDmabufTextureBuilder *builder, FrondScanout *scanout, guint64 modifier)
{
  const FrondScanoutLayout *layout = frond_scanout_get_layout (scanout);

  gdk_dmabuf_texture_builder_set_width (builder, layout->width);
  gdk_dmabuf_texture_builder_set_height (builder, layout->height);
  gdk_dmabuf_texture_builder_set_fourcc (builder, frond_scanout_get_opaque_fourcc (scanout));
  gdk_dmabuf_texture_builder_set_modifier (builder, modifier);
  gdk_dmabuf_texture_builder_set_n_planes (builder, layout->n_planes);
  for (guint i = 0; i < layout->n_planes; i++)
    {
      gdk_dmabuf_texture_builder_set_fd (builder, i, layout->fds[i]);
      gdk_dmabuf_texture_builder_set_stride (builder, i, layout->strides[i]);
      gdk_dmabuf_texture_builder_set_offset (builder, i, layout->offsets[i]);
    }
}

static gboolean
has_size_of (GdkTexture *texture, FrondScanout *scanout)
{
  const FrondScanoutLayout *layout = frond_scanout_get_layout (scanout);

  return gdk_texture_get_width (texture) == layout->width &&
         gdk_texture_get_height (texture) == layout->height;
}

/* The texture keeps the scanout, whose descriptors it uses. */
static GdkTexture *
build_texture (FrondDmabufPresenter *self, FrondScanout *scanout, guint64 modifier)
{
  g_autoptr (GdkDmabufTextureBuilder) builder = gdk_dmabuf_texture_builder_new ();
  g_autoptr (GError) error = NULL;
  GdkTexture *texture;

  gdk_dmabuf_texture_builder_set_display (builder, gtk_widget_get_display (GTK_WIDGET (self)));
  describe_scanout (builder, scanout, modifier);
  if (self->texture != NULL && !self->all_damaged && self->damage != NULL &&
      has_size_of (self->texture, scanout))
    {
      gdk_dmabuf_texture_builder_set_update_texture (builder, self->texture);
      gdk_dmabuf_texture_builder_set_update_region (builder, self->damage);
    }
  texture = gdk_dmabuf_texture_builder_build (builder, (GDestroyNotify) frond_scanout_unref,
                                              frond_scanout_ref (scanout), &error);
  if (texture == NULL)
    {
      frond_scanout_unref (scanout);
      g_message ("The guest's GL picture cannot be imported: %s", error->message);
    }
  return texture;
}

static void
set_scanout (FrondScanout **place, FrondScanout *scanout)
{
  if (scanout != NULL)
    frond_scanout_ref (scanout);
  g_clear_pointer (place, frond_scanout_unref);
  *place = scanout;
}

static gboolean
is_current (FrondDmabufPresenter *self, FrondScanout *scanout)
{
  return self->texture != NULL && self->scanout == scanout && !self->all_damaged && self->damage == NULL;
}

gboolean
frond_dmabuf_presenter_update (FrondDmabufPresenter *self, const FrondViewport *viewport,
                               FrondScanout *scanout, const GdkRectangle *crop, gboolean for_cairo)
{
  g_autoptr (GdkTexture) texture = NULL;
  guint64 modifier;

  if (scanout == self->refused || !choose_modifier (self, scanout, for_cairo, &modifier))
    return FALSE;

  if (!is_current (self, scanout))
    {
      texture = build_texture (self, scanout, modifier);
      if (texture == NULL)
        {
          set_scanout (&self->refused, scanout);
          return FALSE;
        }
      g_set_object (&self->texture, texture);
      set_scanout (&self->scanout, scanout);
      g_clear_pointer (&self->damage, cairo_region_destroy);
      self->all_damaged = FALSE;
    }
  self->crop = *crop;
  self->viewport = *viewport;
  return TRUE;
}

void
frond_dmabuf_presenter_damage (FrondDmabufPresenter *self, const GdkRectangle *rect)
{
  GdkRectangle rows = *rect;

  if (self->scanout == NULL || self->all_damaged)
    return;
  if (frond_scanout_get_layout (self->scanout)->y_flip)
    rows.y = self->crop.height - rect->y - rect->height;
  rows.x += self->crop.x;
  rows.y += self->crop.y;
  if (self->damage == NULL)
    self->damage = cairo_region_create ();
  cairo_region_union_rectangle (self->damage, &rows);
  if (cairo_region_num_rectangles (self->damage) > MAX_DAMAGE_RECTANGLES)
    frond_dmabuf_presenter_damage_all (self);
}

void
frond_dmabuf_presenter_damage_all (FrondDmabufPresenter *self)
{
  self->all_damaged = TRUE;
  g_clear_pointer (&self->damage, cairo_region_destroy);
}

void
frond_dmabuf_presenter_set_sharp (FrondDmabufPresenter *self, gboolean sharp)
{
  self->sharp = sharp;
}

void
frond_dmabuf_presenter_clear (FrondDmabufPresenter *self)
{
  g_clear_object (&self->texture);
  set_scanout (&self->scanout, NULL);
  frond_dmabuf_presenter_damage_all (self);
}

GdkTexture *
frond_dmabuf_presenter_capture (FrondDmabufPresenter *self, int max_width)
{
  g_autofree guint8 *pixels = NULL;
  gsize stride;
  gboolean flip;
  FrondFrame frame;

  if (self->texture == NULL)
    return NULL;

  stride = (gsize) gdk_texture_get_width (self->texture) * 4;
  pixels = g_malloc (stride * gdk_texture_get_height (self->texture));
  gdk_texture_download (self->texture, pixels, stride);
  flip = frond_scanout_get_layout (self->scanout)->y_flip;
  frame = (FrondFrame) {
    .data = pixels + (self->crop.y + (flip ? self->crop.height - 1 : 0)) * stride + (gsize) self->crop.x * 4,
    .stride = flip ? -(gssize) stride : (gssize) stride,
    .width = self->crop.width,
    .height = self->crop.height,
    .pixels = FROND_PIXELS_XRGB8888,
  };
  return frond_frame_to_texture (&frame, max_width);
}

/* Only a plain texture node can be offloaded; the other one is what makes squares of enlarged pixels. */
static void
append_texture (FrondDmabufPresenter *self, GtkSnapshot *snapshot, const graphene_rect_t *bounds)
{
  if ((self->sharp || frond_viewport_is_integral (&self->viewport)) &&
      !frond_viewport_is_exact (&self->viewport))
    gtk_snapshot_append_scaled_texture (snapshot, self->texture, GSK_SCALING_FILTER_NEAREST, bounds);
  else
    gtk_snapshot_append_texture (snapshot, self->texture, bounds);
}

/* In device pixels. */
static void
append_picture (FrondDmabufPresenter *self, GtkSnapshot *snapshot)
{
  const GdkRectangle *picture = &self->viewport.picture;
  const GdkRectangle *crop = &self->crop;
  int width = gdk_texture_get_width (self->texture);
  int height = gdk_texture_get_height (self->texture);
  float factor_x = (float) picture->width / crop->width;
  float factor_y = (float) picture->height / crop->height;
  gboolean clipped = crop->width != width || crop->height != height;

  if (clipped)
    gtk_snapshot_push_clip (snapshot,
                            &GRAPHENE_RECT_INIT (picture->x, picture->y, picture->width, picture->height));
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT (picture->x, picture->y));
  if (frond_scanout_get_layout (self->scanout)->y_flip)
    {
      gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT (0, picture->height));
      gtk_snapshot_scale (snapshot, 1, -1);
    }
  append_texture (self, snapshot,
                  &GRAPHENE_RECT_INIT (-crop->x * factor_x, -crop->y * factor_y, width * factor_x,
                                       height * factor_y));
  if (clipped)
    gtk_snapshot_pop (snapshot);
}

/* A black ground of the whole size and a texture on it is the form that GtkGraphicsOffload takes. */
static void
frond_dmabuf_presenter_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  FrondDmabufPresenter *self = FROND_DMABUF_PRESENTER (widget);
  const GdkRGBA black = { 0, 0, 0, 1 };
  float shrink = 1 / self->viewport.scale;

  if (self->texture == NULL)
    return;

  gtk_snapshot_append_color (snapshot, &black,
                             &GRAPHENE_RECT_INIT (0, 0, gtk_widget_get_width (widget),
                                                  gtk_widget_get_height (widget)));
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot,
                          &GRAPHENE_POINT_INIT (-self->viewport.origin_x, -self->viewport.origin_y));
  gtk_snapshot_scale (snapshot, shrink, shrink);
  append_picture (self, snapshot);
  gtk_snapshot_restore (snapshot);
}

static void
frond_dmabuf_presenter_dispose (GObject *object)
{
  FrondDmabufPresenter *self = FROND_DMABUF_PRESENTER (object);

  frond_dmabuf_presenter_clear (self);
  set_scanout (&self->refused, NULL);
  G_OBJECT_CLASS (frond_dmabuf_presenter_parent_class)->dispose (object);
}

static void
frond_dmabuf_presenter_class_init (FrondDmabufPresenterClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = frond_dmabuf_presenter_dispose;
  GTK_WIDGET_CLASS (klass)->snapshot = frond_dmabuf_presenter_snapshot;
}

static void
frond_dmabuf_presenter_init (FrondDmabufPresenter *self)
{
  self->viewport.scale = 1;
  self->all_damaged = TRUE;
}

GtkWidget *
frond_dmabuf_presenter_new (void)
{
  return g_object_new (FROND_TYPE_DMABUF_PRESENTER, "accessible-role", GTK_ACCESSIBLE_ROLE_PRESENTATION,
                       NULL);
}
