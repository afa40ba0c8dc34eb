/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* What a display may say. */
#include "frond-error.h"
#include "frond-spice-wire.h"

#include <spice/enums.h>

#define PASS   FROND_SPICE_WIRE_PASS
#define REFUSE FROND_SPICE_WIRE_REFUSE

typedef struct
{
  FrondSpiceWire *wire;
  GByteArray *body;
} Fixture;

static void
put (Fixture *fixture, guint64 value, guint bytes)
{
  for (guint i = 0; i < bytes; i++)
    {
      guint8 byte = value >> (8 * i);

      g_byte_array_append (fixture->body, &byte, 1);
    }
}

/* Says the beginning of what was put, MORE bytes longer. */
static FrondSpiceMessage
say_some (Fixture *fixture, guint16 type, gsize have, gsize more, FrondSpiceVerdict *verdict)
{
  g_autoptr (GError) error = NULL;
  FrondSpiceMessage message = {
    .type = type, .body = fixture->body->data, .have = have, .length = fixture->body->len + more
  };

  *verdict = frond_spice_wire_check (fixture->wire, &message, 0, &error);
  g_assert_true ((*verdict == REFUSE) == (error != NULL));
  return message;
}

/* The same, whether it comes at once or byte by byte. */
static FrondSpiceVerdict
say_longer (Fixture *fixture, guint16 type, gsize more)
{
  FrondSpiceVerdict verdict = FROND_SPICE_WIRE_MORE;

  for (gsize have = 0; have <= fixture->body->len && verdict == FROND_SPICE_WIRE_MORE;)
    {
      FrondSpiceMessage message = say_some (fixture, type, have, more, &verdict);

      g_assert_true (verdict != FROND_SPICE_WIRE_MORE || message.wanted > have);
      have = message.wanted;
    }
  g_byte_array_set_size (fixture->body, 0);
  return verdict;
}

static FrondSpiceVerdict
say (Fixture *fixture, guint16 type)
{
  return say_longer (fixture, type, 0);
}

static FrondSpiceVerdict
create (Fixture *fixture, guint32 id, guint32 width, guint32 height, guint32 format)
{
  put (fixture, id, 4);
  put (fixture, width, 4);
  put (fixture, height, 4);
  put (fixture, format, 4);
  put (fixture, id == 0 ? SPICE_SURFACE_FLAGS_PRIMARY : 0, 4);
  return say (fixture, SPICE_MSG_DISPLAY_SURFACE_CREATE);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->body = g_byte_array_new ();
  fixture->wire = frond_spice_wire_new (SPICE_CHANNEL_DISPLAY);
  g_assert_cmpint (create (fixture, 0, 640, 480, SPICE_SURFACE_FMT_32_xRGB), ==, PASS);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  frond_spice_wire_free (fixture->wire);
  g_byte_array_unref (fixture->body);
}

static void
test_surfaces (Fixture *fixture, gconstpointer data)
{
  g_assert_cmpint (create (fixture, 0, 0, 480, SPICE_SURFACE_FMT_32_xRGB), ==, REFUSE);
  g_assert_cmpint (create (fixture, 0, 0x10000, 0x10000, SPICE_SURFACE_FMT_32_xRGB), ==, REFUSE);
  g_assert_cmpint (create (fixture, 0, 16385, 1, SPICE_SURFACE_FMT_32_xRGB), ==, REFUSE);
  g_assert_cmpint (create (fixture, 0, 16384, 16384, SPICE_SURFACE_FMT_32_xRGB), ==, REFUSE);
  g_assert_cmpint (create (fixture, 0, 16384, 4096, SPICE_SURFACE_FMT_32_xRGB), ==, PASS);
  g_assert_cmpint (create (fixture, 0, 640, 480, 5), ==, REFUSE);
  g_assert_cmpint (create (fixture, 0, 640, 480, SPICE_SURFACE_FMT_1_A), ==, REFUSE);
  g_assert_cmpint (create (fixture, 1, 64, 64, SPICE_SURFACE_FMT_32_ARGB), ==, PASS);
  g_assert_cmpint (create (fixture, 1, 64, 64, SPICE_SURFACE_FMT_32_ARGB), ==, REFUSE);
  put (fixture, 1, 4);
  g_assert_cmpint (say (fixture, SPICE_MSG_DISPLAY_SURFACE_DESTROY), ==, PASS);
  g_assert_cmpint (create (fixture, 1, 64, 64, SPICE_SURFACE_FMT_32_ARGB), ==, PASS);
  put (fixture, 2, 4);
  put (fixture, 64, 4);
  put (fixture, 64, 4);
  put (fixture, SPICE_SURFACE_FMT_32_xRGB, 4);
  put (fixture, SPICE_SURFACE_FLAGS_PRIMARY, 4);
  g_assert_cmpint (say (fixture, SPICE_MSG_DISPLAY_SURFACE_CREATE), ==, REFUSE);
}

/* Off the screen there is as much as 256 MiB, and again what was given back. */
static void
test_hidden (Fixture *fixture, gconstpointer data)
{
  for (guint round = 0; round < 2; round++)
    {
      for (guint id = 1; id <= 4; id++)
        g_assert_cmpint (create (fixture, id, 4096, 4096, SPICE_SURFACE_FMT_32_xRGB), ==, PASS);
      for (guint id = 1; id <= 4 && round == 0; id++)
        {
          put (fixture, id, 4);
          g_assert_cmpint (say (fixture, SPICE_MSG_DISPLAY_SURFACE_DESTROY), ==, PASS);
        }
    }
  g_assert_cmpint (create (fixture, 5, 1, 1, SPICE_SURFACE_FMT_32_xRGB), ==, REFUSE);
}

static void
put_rect (Fixture *fixture, int left, int top, int right, int bottom)
{
  put (fixture, (guint32) top, 4);
  put (fixture, (guint32) left, 4);
  put (fixture, (guint32) bottom, 4);
  put (fixture, (guint32) right, 4);
}

static void
put_base (Fixture *fixture, guint32 id, int left, int top, int right, int bottom)
{
  put (fixture, id, 4);
  put_rect (fixture, left, top, right, bottom);
  put (fixture, SPICE_CLIP_TYPE_NONE, 1);
}

static void
put_no_mask (Fixture *fixture)
{
  put (fixture, 0, 1);
  put (fixture, 0, 8);
  put (fixture, 0, 4);
}

typedef struct
{
  guint32 surface;
  guint type;
  guint flags;
  guint format;
  guint32 width;
  guint32 height;
  guint32 stride;
  guint bitmap_flags;
  guint n_colors; /* 0: no palette */
} Image;

static const Image plain = { .type = SPICE_IMAGE_TYPE_BITMAP,
                             .format = SPICE_BITMAP_FMT_32BIT,
                             .width = 8,
                             .height = 8,
                             .stride = 32 };

static void
put_image (Fixture *fixture, const Image *image)
{
  gsize pointer;

  put (fixture, 1, 8);
  put (fixture, image->type, 1);
  put (fixture, image->flags, 1);
  put (fixture, image->width, 4);
  put (fixture, image->height, 4);
  if (image->type == SPICE_IMAGE_TYPE_SURFACE)
    put (fixture, image->surface, 4);
  if (image->type != SPICE_IMAGE_TYPE_BITMAP)
    return;
  put (fixture, image->format, 1);
  put (fixture, image->bitmap_flags, 1);
  put (fixture, image->width, 4);
  put (fixture, image->height, 4);
  put (fixture, image->stride, 4);
  pointer = fixture->body->len;
  put (fixture, image->n_colors > 0 ? pointer + 4 + image->stride * image->height : 0,
       (image->bitmap_flags & SPICE_BITMAP_FLAGS_PAL_FROM_CACHE) != 0 ? 8 : 4);
  g_byte_array_set_size (fixture->body, fixture->body->len + MIN (image->stride * image->height, 4096));
  if (image->n_colors == 0)
    return;
  put (fixture, 0, 8);
  put (fixture, image->n_colors, 2);
  for (guint i = 0; i < image->n_colors; i++)
    put (fixture, 0, 4);
}

/* 8×8 of an image at the corner of surface 0. */
static FrondSpiceVerdict
copy (Fixture *fixture, const Image *image)
{
  put_base (fixture, 0, 0, 0, 8, 8);
  put (fixture, fixture->body->len + 4 + 16 + 3 + 13, 4);
  put_rect (fixture, 0, 0, 8, 8);
  put (fixture, SPICE_ROPD_OP_PUT, 2);
  put (fixture, SPICE_IMAGE_SCALE_MODE_NEAREST, 1);
  put_no_mask (fixture);
  put_image (fixture, image);
  return say (fixture, SPICE_MSG_DISPLAY_DRAW_COPY);
}

static FrondSpiceVerdict
copy_changed (Fixture *fixture, gsize field, guint32 value)
{
  Image image = plain;

  *(guint32 *) (gpointer) ((guint8 *) &image + field) = value;
  return copy (fixture, &image);
}

static void
test_images (Fixture *fixture, gconstpointer data)
{
  g_assert_cmpint (copy (fixture, &plain), ==, PASS);
  g_assert_cmpint (copy_changed (fixture, G_STRUCT_OFFSET (Image, stride), 31), ==, REFUSE);
  g_assert_cmpint (copy_changed (fixture, G_STRUCT_OFFSET (Image, stride), 0x80000000), ==, REFUSE);
  g_assert_cmpint (copy_changed (fixture, G_STRUCT_OFFSET (Image, width), 7), ==, REFUSE);
  g_assert_cmpint (copy_changed (fixture, G_STRUCT_OFFSET (Image, width), 0x40000000), ==, REFUSE);
  g_assert_cmpint (copy_changed (fixture, G_STRUCT_OFFSET (Image, height), 0), ==, REFUSE);
  g_assert_cmpint (copy_changed (fixture, G_STRUCT_OFFSET (Image, height), 1 << 20), ==, REFUSE);
  g_assert_cmpint (copy_changed (fixture, G_STRUCT_OFFSET (Image, flags), SPICE_IMAGE_FLAGS_CACHE_ME), ==,
                   REFUSE);
  g_assert_cmpint (copy_changed (fixture, G_STRUCT_OFFSET (Image, format), 0), ==, REFUSE);
  g_assert_cmpint (copy_changed (fixture, G_STRUCT_OFFSET (Image, format), 77), ==, REFUSE);
  g_assert_cmpint (copy_changed (fixture, G_STRUCT_OFFSET (Image, format), SPICE_BITMAP_FMT_1BIT_LE), ==,
                   REFUSE);
  for (guint type = SPICE_IMAGE_TYPE_QUIC; type < 120; type++)
    if (type != SPICE_IMAGE_TYPE_SURFACE)
      g_assert_cmpint (copy_changed (fixture, G_STRUCT_OFFSET (Image, type), type), ==, REFUSE);
}

/* Nobody waits for the pixels of a large image. */
static void
test_pixels_later (Fixture *fixture, gconstpointer data)
{
  FrondSpiceVerdict verdict;

  put_base (fixture, 0, 0, 0, 640, 480);
  put (fixture, fixture->body->len + 4 + 16 + 3 + 13, 4);
  put_rect (fixture, 0, 0, 640, 480);
  put (fixture, SPICE_ROPD_OP_PUT, 2);
  put (fixture, SPICE_IMAGE_SCALE_MODE_NEAREST, 1);
  put_no_mask (fixture);
  put_image (fixture, &(Image) { .type = SPICE_IMAGE_TYPE_BITMAP,
                                 .format = SPICE_BITMAP_FMT_32BIT,
                                 .width = 640,
                                 .height = 480,
                                 .stride = 2560 });
  g_byte_array_set_size (fixture->body, fixture->body->len - 4096);
  say_some (fixture, SPICE_MSG_DISPLAY_DRAW_COPY, fixture->body->len, 640 * 480 * 4 - 1, &verdict);
  g_assert_cmpint (verdict, ==, REFUSE);
  g_assert_cmpint (say_longer (fixture, SPICE_MSG_DISPLAY_DRAW_COPY, 640 * 480 * 4), ==, PASS);
}

static void
test_palettes (Fixture *fixture, gconstpointer data)
{
  Image indexed = plain;

  indexed.format = SPICE_BITMAP_FMT_8BIT;
  g_assert_cmpint (copy (fixture, &indexed), ==, REFUSE); /* none */
  indexed.n_colors = 255;
  g_assert_cmpint (copy (fixture, &indexed), ==, REFUSE); /* one index more is read */
  indexed.n_colors = 256;
  g_assert_cmpint (copy (fixture, &indexed), ==, PASS);
  indexed.format = SPICE_BITMAP_FMT_1BIT_BE;
  indexed.n_colors = 1;
  g_assert_cmpint (copy (fixture, &indexed), ==, REFUSE);
  indexed.n_colors = 2;
  g_assert_cmpint (copy (fixture, &indexed), ==, PASS);

  indexed.n_colors = 0;
  indexed.bitmap_flags = SPICE_BITMAP_FLAGS_PAL_FROM_CACHE;
  g_assert_cmpint (copy (fixture, &indexed), ==, REFUSE);
  indexed.n_colors = 2;
  indexed.bitmap_flags = SPICE_BITMAP_FLAGS_PAL_CACHE_ME;
  g_assert_cmpint (copy (fixture, &indexed), ==, PASS);
  indexed.n_colors = 0;
  indexed.bitmap_flags = SPICE_BITMAP_FLAGS_PAL_FROM_CACHE;
  g_assert_cmpint (copy (fixture, &indexed), ==, PASS);
  indexed.format = SPICE_BITMAP_FMT_8BIT;
  g_assert_cmpint (copy (fixture, &indexed), ==, PASS);
  g_assert_cmpint (say (fixture, SPICE_MSG_DISPLAY_INVAL_ALL_PALETTES), ==, PASS);
  g_assert_cmpint (copy (fixture, &indexed), ==, REFUSE);

  /* The library has tables for these only. */
  g_assert_cmpint (create (fixture, 0, 320, 200, SPICE_SURFACE_FMT_16_565), ==, PASS);
  indexed.bitmap_flags = 0;
  indexed.n_colors = 256;
  g_assert_cmpint (copy (fixture, &indexed), ==, REFUSE);
}

static void
test_images_of_surfaces (Fixture *fixture, gconstpointer data)
{
  Image image = { .type = SPICE_IMAGE_TYPE_SURFACE, .surface = 1 };

  g_assert_cmpint (copy (fixture, &image), ==, REFUSE);
  create (fixture, 1, 8, 8, SPICE_SURFACE_FMT_32_ARGB);
  g_assert_cmpint (copy (fixture, &image), ==, PASS);
  image.surface = 0;
  g_assert_cmpint (copy (fixture, &image), ==, REFUSE);
  create (fixture, 2, 8, 8, SPICE_SURFACE_FMT_16_565);
  image.surface = 2;
  g_assert_cmpint (copy (fixture, &image), ==, REFUSE);
  create (fixture, 3, 8, 7, SPICE_SURFACE_FMT_32_ARGB);
  image.surface = 3;
  g_assert_cmpint (copy (fixture, &image), ==, REFUSE);
}

static FrondSpiceVerdict
fill (Fixture *fixture, guint32 id, int left, int top, int right, int bottom)
{
  put_base (fixture, id, left, top, right, bottom);
  put (fixture, SPICE_BRUSH_TYPE_SOLID, 1);
  put (fixture, 0, 4);
  put (fixture, SPICE_ROPD_OP_PUT, 2);
  put_no_mask (fixture);
  return say (fixture, SPICE_MSG_DISPLAY_DRAW_FILL);
}

static void
test_boxes (Fixture *fixture, gconstpointer data)
{
  g_assert_cmpint (fill (fixture, 0, 0, 0, 640, 480), ==, PASS);
  g_assert_cmpint (fill (fixture, 7, 0, 0, 640, 480), ==, REFUSE);
  g_assert_cmpint (fill (fixture, 0, 0, 0, 641, 480), ==, REFUSE);
  g_assert_cmpint (fill (fixture, 0, -1, 0, 640, 480), ==, REFUSE);
  g_assert_cmpint (fill (fixture, 0, 10, 0, 10, 480), ==, REFUSE);
  g_assert_cmpint (fill (fixture, 0, 0, 20, 640, 10), ==, REFUSE);
  g_assert_cmpint (fill (fixture, 0, G_MININT, 0, G_MAXINT, 480), ==, REFUSE);

  put_base (fixture, 0, 0, 0, 8, 8);
  g_assert_cmpint (say (fixture, SPICE_MSG_DISPLAY_DRAW_FILL), ==, REFUSE);
  fixture->body->len = 0;
  put (fixture, 0, 4);
  put_rect (fixture, 0, 0, 8, 8);
  put (fixture, SPICE_CLIP_TYPE_RECTS, 1);
  put (fixture, G_MAXUINT32, 4);
  g_assert_cmpint (say (fixture, SPICE_MSG_DISPLAY_DRAW_FILL), ==, REFUSE);
}

static FrondSpiceVerdict
blacken (Fixture *fixture, int x, int y, guint format)
{
  put_base (fixture, 0, 0, 0, 8, 8);
  put (fixture, 0, 1);
  put (fixture, (guint32) x, 4);
  put (fixture, (guint32) y, 4);
  put (fixture, fixture->body->len + 4, 4);
  put_image (fixture,
             &(Image) {
                 .type = SPICE_IMAGE_TYPE_BITMAP, .format = format, .width = 9, .height = 9, .stride = 64 });
  return say (fixture, SPICE_MSG_DISPLAY_DRAW_BLACKNESS);
}

static void
test_masks (Fixture *fixture, gconstpointer data)
{
  g_assert_cmpint (blacken (fixture, 1, 1, SPICE_BITMAP_FMT_1BIT_LE), ==, PASS);
  g_assert_cmpint (blacken (fixture, 0, 0, SPICE_BITMAP_FMT_1BIT_BE), ==, PASS);
  g_assert_cmpint (blacken (fixture, 2, 1, SPICE_BITMAP_FMT_1BIT_LE), ==, REFUSE);
  g_assert_cmpint (blacken (fixture, 1, 2, SPICE_BITMAP_FMT_1BIT_LE), ==, REFUSE);
  g_assert_cmpint (blacken (fixture, -1, 0, SPICE_BITMAP_FMT_1BIT_LE), ==, REFUSE);
  g_assert_cmpint (blacken (fixture, G_MAXINT, 0, SPICE_BITMAP_FMT_1BIT_LE), ==, REFUSE);
  g_assert_cmpint (blacken (fixture, 0, 0, SPICE_BITMAP_FMT_32BIT), ==, REFUSE);
}

static void
test_no_image (Fixture *fixture, gconstpointer data)
{
  put_base (fixture, 0, 0, 0, 8, 8);
  put (fixture, 0, 4);
  put_rect (fixture, 0, 0, 8, 8);
  put (fixture, SPICE_ROPD_OP_PUT, 2);
  put (fixture, 0, 1);
  put_no_mask (fixture);
  g_assert_cmpint (say (fixture, SPICE_MSG_DISPLAY_DRAW_COPY), ==, REFUSE);
}

static FrondSpiceVerdict
compose (Fixture *fixture, guint32 flags)
{
  put_base (fixture, 0, 0, 0, 8, 8);
  put (fixture, flags, 4);
  put (fixture, fixture->body->len + 4 + 8, 4);
  put (fixture, 0, 8);
  put_image (fixture, &plain);
  return say (fixture, SPICE_MSG_DISPLAY_DRAW_COMPOSITE);
}

static void
test_operations (Fixture *fixture, gconstpointer data)
{
  g_assert_cmpint (compose (fixture, 3), ==, PASS);
  g_assert_cmpint (compose (fixture, 3 | 4 << 8), ==, PASS);
  g_assert_cmpint (compose (fixture, 0xff), ==, REFUSE);
  g_assert_cmpint (compose (fixture, 3 | 5 << 8), ==, REFUSE);
  for (guint rop = 0; rop < 256; rop++)
    {
      /* as the library has them: none that two operands are enough for */
      gboolean needless = rop >> 4 == (rop & 15) || ((rop >> 2) & 0x33) == (rop & 0x33) ||
                          ((rop >> 1) & 0x55) == (rop & 0x55);

      put_base (fixture, 0, 0, 0, 8, 8);
      put (fixture, fixture->body->len + 4 + 16 + 5 + 2 + 13, 4);
      put_rect (fixture, 0, 0, 8, 8);
      put (fixture, SPICE_BRUSH_TYPE_SOLID, 1);
      put (fixture, 0, 4);
      put (fixture, rop, 1);
      put (fixture, 0, 1);
      put_no_mask (fixture);
      put_image (fixture, &plain);
      g_assert_cmpint (say (fixture, SPICE_MSG_DISPLAY_DRAW_ROP3), ==, needless ? REFUSE : PASS);
    }
}

static void
test_messages (Fixture *fixture, gconstpointer data)
{
  g_assert_cmpint (say (fixture, SPICE_MSG_DISPLAY_MARK), ==, PASS);
  put (fixture, 0, 4);
  g_assert_cmpint (say (fixture, SPICE_MSG_DISPLAY_SURFACE_DESTROY), ==, PASS);
  g_assert_cmpint (say (fixture, SPICE_MSG_DISPLAY_MARK), ==, FROND_SPICE_WIRE_DROP);
  g_assert_cmpint (say (fixture, SPICE_MSG_DISPLAY_STREAM_DESTROY_ALL), ==, FROND_SPICE_WIRE_DROP);
  g_assert_cmpint (say (fixture, SPICE_MSG_DISPLAY_INVAL_ALL_PIXMAPS), ==, FROND_SPICE_WIRE_DROP);
  g_assert_cmpint (say (fixture, SPICE_MSG_DISPLAY_STREAM_CREATE), ==, REFUSE);
  g_assert_cmpint (say (fixture, SPICE_MSG_DISPLAY_STREAM_DATA), ==, REFUSE);
  g_assert_cmpint (say (fixture, SPICE_MSG_DISPLAY_MODE), ==, REFUSE);
  g_assert_cmpint (say (fixture, SPICE_MSG_LIST), ==, REFUSE);
  g_assert_cmpint (say (fixture, 9), ==, REFUSE);
  g_assert_cmpint (say (fixture, 4711), ==, REFUSE);
  g_assert_cmpint (say_longer (fixture, SPICE_MSG_PING, 1 << 20), ==, REFUSE);
  put (fixture, 3, 2);
  put (fixture, 4, 2);
  g_assert_cmpint (say_longer (fixture, SPICE_MSG_DISPLAY_MONITORS_CONFIG, 3 * 28 - 1), ==, REFUSE);
  put (fixture, 3, 2);
  put (fixture, 4, 2);
  g_assert_cmpint (say_longer (fixture, SPICE_MSG_DISPLAY_MONITORS_CONFIG, 3 * 28), ==, PASS);
}

static void
add (const char *path, void (*test) (Fixture *, gconstpointer))
{
  g_test_add (path, Fixture, NULL, set_up, test, tear_down);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  add ("/display/display-wire/surfaces", test_surfaces);
  add ("/display/display-wire/hidden", test_hidden);
  add ("/display/display-wire/images", test_images);
  add ("/display/display-wire/pixels-later", test_pixels_later);
  add ("/display/display-wire/palettes", test_palettes);
  add ("/display/display-wire/images-of-surfaces", test_images_of_surfaces);
  add ("/display/display-wire/boxes", test_boxes);
  add ("/display/display-wire/masks", test_masks);
  add ("/display/display-wire/no-image", test_no_image);
  add ("/display/display-wire/operations", test_operations);
  add ("/display/display-wire/messages", test_messages);
  return g_test_run ();
}
