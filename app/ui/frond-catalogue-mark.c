/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "frond-ui"

#include "frond-catalogue-mark.h"

#include <adwaita.h>

#define DEFAULT_SIZE 48

struct _FrondCatalogueMark
{
  GtkWidget parent_instance;

  int size;
  GdkRGBA color;
  PangoLayout *layout; /* made when it is drawn first */
  char *text;
};

G_DEFINE_FINAL_TYPE (FrondCatalogueMark, frond_catalogue_mark, GTK_TYPE_WIDGET)

enum
{
  PROP_SIZE = 1,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

static void
frond_catalogue_mark_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum,
                              int *natural, int *minimum_baseline, int *natural_baseline)
{
  *minimum = *natural = FROND_CATALOGUE_MARK (widget)->size;
}

static PangoLayout *
create_layout (FrondCatalogueMark *self)
{
  PangoLayout *layout = gtk_widget_create_pango_layout (GTK_WIDGET (self), self->text);
  PangoFontDescription *font =
      pango_font_description_copy (pango_context_get_font_description (pango_layout_get_context (layout)));

  pango_font_description_set_weight (font, PANGO_WEIGHT_SEMIBOLD);
  pango_font_description_set_absolute_size (font, self->size * PANGO_SCALE / 2.0);
  pango_layout_set_font_description (layout, font);
  pango_font_description_free (font);
  return layout;
}

static void
frond_catalogue_mark_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  FrondCatalogueMark *self = FROND_CATALOGUE_MARK (widget);
  const GdkRGBA white = { 1, 1, 1, 1 };
  const GdkRGBA shine = { 1, 1, 1, 0.14F };
  const GdkRGBA none = { 1, 1, 1, 0 };
  float size = (float) MIN (gtk_widget_get_width (widget), gtk_widget_get_height (widget));
  GskRoundedRect frame;
  PangoRectangle ink;

  gsk_rounded_rect_init_from_rect (&frame, &GRAPHENE_RECT_INIT (0, 0, size, size), size / 4);
  gtk_snapshot_push_rounded_clip (snapshot, &frame);
  gtk_snapshot_append_color (snapshot, &self->color, &frame.bounds);
  gtk_snapshot_append_linear_gradient (snapshot, &frame.bounds, &GRAPHENE_POINT_INIT (0, 0),
                                       &GRAPHENE_POINT_INIT (0, size),
                                       (GskColorStop[]) { { 0, shine }, { 1, none } }, 2);
  gtk_snapshot_pop (snapshot);

  if (self->layout == NULL)
    self->layout = create_layout (self);
  pango_layout_get_pixel_extents (self->layout, &ink, NULL);
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT ((size - (float) ink.width) / 2 - (float) ink.x,
                                                          (size - (float) ink.height) / 2 - (float) ink.y));
  gtk_snapshot_append_layout (snapshot, self->layout, &white);
}

static void
frond_catalogue_mark_css_changed (GtkWidget *widget, GtkCssStyleChange *change)
{
  GTK_WIDGET_CLASS (frond_catalogue_mark_parent_class)->css_changed (widget, change);
  g_clear_object (&FROND_CATALOGUE_MARK (widget)->layout);
}

static void
frond_catalogue_mark_set_property (GObject *object, guint prop_id, const GValue *value, GParamSpec *pspec)
{
  if (prop_id == PROP_SIZE)
    FROND_CATALOGUE_MARK (object)->size = g_value_get_int (value);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
}

static void
frond_catalogue_mark_finalize (GObject *object)
{
  FrondCatalogueMark *self = FROND_CATALOGUE_MARK (object);

  g_clear_object (&self->layout);
  g_free (self->text);
  G_OBJECT_CLASS (frond_catalogue_mark_parent_class)->finalize (object);
}

static void
frond_catalogue_mark_class_init (FrondCatalogueMarkClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->set_property = frond_catalogue_mark_set_property;
  G_OBJECT_CLASS (klass)->finalize = frond_catalogue_mark_finalize;
  widget_class->measure = frond_catalogue_mark_measure;
  widget_class->snapshot = frond_catalogue_mark_snapshot;
  widget_class->css_changed = frond_catalogue_mark_css_changed;

  properties[PROP_SIZE] =
      g_param_spec_int ("size", NULL, NULL, 8, 512, DEFAULT_SIZE,
                        G_PARAM_WRITABLE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (G_OBJECT_CLASS (klass), N_PROPS, properties);
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_PRESENTATION);
}

static void
frond_catalogue_mark_init (FrondCatalogueMark *self)
{
  self->text = g_strdup ("");
}

void
frond_catalogue_mark_set (FrondCatalogueMark *self, const char *text, const char *color)
{
  g_autoptr (GdkRGBA) accent = NULL;

  g_return_if_fail (FROND_IS_CATALOGUE_MARK (self));

  if (*color == '\0' || !gdk_rgba_parse (&self->color, color))
    {
      accent = adw_style_manager_get_accent_color_rgba (adw_style_manager_get_default ());
      self->color = *accent;
    }
  if (g_set_str (&self->text, text))
    g_clear_object (&self->layout);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}
