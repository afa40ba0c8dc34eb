/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "frond-test-screen.h"

#include <cairo.h>

struct _FrondTestScreen
{
  FrondScreen parent_instance;

  cairo_surface_t *surface;
  guint variant;
  guint n_keys;
};

G_DEFINE_FINAL_TYPE (FrondTestScreen, frond_test_screen, FROND_TYPE_SCREEN)

typedef struct
{
  double from[3];
  double to[3];
} Colours;

static const Colours colours[] = {
  { { 0.07, 0.22, 0.25 }, { 0.42, 0.66, 0.45 } },
  { { 0.16, 0.13, 0.35 }, { 0.80, 0.45, 0.50 } },
  { { 0.05, 0.20, 0.42 }, { 0.35, 0.70, 0.85 } },
};

static void
draw_window (cairo_t *cr, double x, double y, double w, double h, double shade)
{
  cairo_rectangle (cr, x, y, w, h);
  cairo_set_source_rgb (cr, shade, shade, shade);
  cairo_fill (cr);
  cairo_rectangle (cr, x, y, w, h * 0.11);
  cairo_set_source_rgb (cr, shade * 0.85, shade * 0.85, shade * 0.85);
  cairo_fill (cr);
  cairo_set_source_rgb (cr, 0.5, 0.52, 0.5);
  for (int line = 0; line < 7; line++)
    {
      cairo_rectangle (cr, x + w * 0.06, y + h * (0.2 + line * 0.1), w * (0.85 - 0.09 * ((line * 5) % 6)),
                       h * 0.03);
      cairo_fill (cr);
    }
}

static cairo_surface_t *
draw (int width, int height, guint variant)
{
  const Colours *c = &colours[variant % G_N_ELEMENTS (colours)];
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, width, height);
  cairo_t *cr = cairo_create (surface);
  cairo_pattern_t *sky = cairo_pattern_create_linear (0, 0, width, height);

  cairo_pattern_add_color_stop_rgb (sky, 0, c->from[0], c->from[1], c->from[2]);
  cairo_pattern_add_color_stop_rgb (sky, 1, c->to[0], c->to[1], c->to[2]);
  cairo_set_source (cr, sky);
  cairo_paint (cr);
  draw_window (cr, width * 0.12, height * 0.16, width * 0.5, height * 0.6, 0.96);
  draw_window (cr, width * 0.5, height * 0.3, width * 0.4, height * 0.5, 0.2);
  cairo_rectangle (cr, 0, 0, width, height * 0.045);
  cairo_set_source_rgb (cr, 0.09, 0.09, 0.1);
  cairo_fill (cr);

  cairo_pattern_destroy (sky);
  cairo_destroy (cr);
  cairo_surface_flush (surface);

  return surface;
}

static cairo_status_t
append (void *closure, const unsigned char *data, unsigned int length)
{
  g_byte_array_append (closure, data, length);
  return CAIRO_STATUS_SUCCESS;
}

GBytes *
frond_test_screen_draw_png (int width, int height, guint variant)
{
  cairo_surface_t *surface = draw (width, height, variant);
  GByteArray *png = g_byte_array_new ();

  cairo_surface_write_to_png_stream (surface, append, png);
  cairo_surface_destroy (surface);

  return g_byte_array_free_to_bytes (png);
}

static gboolean
acquire_frame (FrondScreen *screen, FrondFrame *frame)
{
  FrondTestScreen *self = FROND_TEST_SCREEN (screen);

  if (!frond_screen_get_ready (screen))
    return FALSE;
  frame->data = cairo_image_surface_get_data (self->surface);
  frame->stride = (gsize) cairo_image_surface_get_stride (self->surface);
  frame->width = cairo_image_surface_get_width (self->surface);
  frame->height = cairo_image_surface_get_height (self->surface);
  frame->pixels = FROND_PIXELS_XRGB8888;

  return TRUE;
}

static void
release_frame (FrondScreen *screen)
{
}

static void
key (FrondScreen *screen, guint scancode, gboolean down)
{
  if (down)
    FROND_TEST_SCREEN (screen)->n_keys++;
}

static void
ignore_pair (FrondScreen *screen, int x, int y)
{
}

static void
ignore_button (FrondScreen *screen, guint button, gboolean down)
{
}

static void
ignore_wheel (FrondScreen *screen, int clicks)
{
}

static void
ignore_locks (FrondScreen *screen, FrondLocks locks)
{
}

/* Only a further monitor does what it is asked. */
static void
request_size (FrondScreen *screen, int width, int height, int width_mm, int height_mm)
{
  if ((frond_screen_get_caps (screen) & FROND_SCREEN_CAN_SWITCH) != 0)
    frond_test_screen_resize (FROND_TEST_SCREEN (screen), width, height);
}

static void
switch_off (FrondScreen *screen)
{
  frond_screen_take_frame_change (screen, frond_screen_get_width (screen), frond_screen_get_height (screen),
                                  FALSE);
}

static void
frond_test_screen_finalize (GObject *object)
{
  g_clear_pointer (&FROND_TEST_SCREEN (object)->surface, cairo_surface_destroy);
  G_OBJECT_CLASS (frond_test_screen_parent_class)->finalize (object);
}

static void
frond_test_screen_class_init (FrondTestScreenClass *klass)
{
  FrondScreenClass *screen_class = FROND_SCREEN_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = frond_test_screen_finalize;
  screen_class->acquire_frame = acquire_frame;
  screen_class->release_frame = release_frame;
  screen_class->key = key;
  screen_class->pointer_abs = ignore_pair;
  screen_class->pointer_rel = ignore_pair;
  screen_class->button = ignore_button;
  screen_class->wheel = ignore_wheel;
  screen_class->set_locks = ignore_locks;
  screen_class->request_size = request_size;
  screen_class->switch_off = switch_off;
}

static void
frond_test_screen_init (FrondTestScreen *self)
{
}

FrondScreen *
frond_test_screen_new (int width, int height)
{
  FrondTestScreen *self = g_object_new (FROND_TYPE_TEST_SCREEN, NULL);

  self->surface = draw (width, height, 0);
  frond_screen_take_frame_change (FROND_SCREEN (self), width, height, TRUE);

  return FROND_SCREEN (self);
}

FrondScreen *
frond_test_screen_new_dark (void)
{
  FrondTestScreen *self = g_object_new (FROND_TYPE_TEST_SCREEN, NULL);

  self->variant = 1;
  frond_screen_take_caps (FROND_SCREEN (self), FROND_SCREEN_CAN_SWITCH);

  return FROND_SCREEN (self);
}

void
frond_test_screen_resize (FrondTestScreen *self, int width, int height)
{
  g_clear_pointer (&self->surface, cairo_surface_destroy);
  self->surface = draw (width, height, self->variant);
  frond_screen_take_frame_change (FROND_SCREEN (self), width, height, TRUE);
}

guint
frond_test_screen_get_n_keys (FrondTestScreen *self)
{
  return self->n_keys;
}
