/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "fuzz-consumer.h"

#include "frond-frame.h"
#include "frond-framebuffer.h"
#include "frond-screen.h"

#define TILE_SIZE 64
#define MAX_TILES 4096 /* of a screen, a frame: an absurd size shall not be the fuzzer's time-out */

struct _FuzzConsumer
{
  FrondSession *session;
  GHashTable *framebuffers; /* FrondScreen to FrondFramebuffer */
  guint checksum;
};

static FrondFramebuffer *
get_framebuffer (FuzzConsumer *self, FrondScreen *screen, const FrondFrame *frame)
{
  FrondFramebuffer *framebuffer = g_hash_table_lookup (self->framebuffers, screen);

  if (framebuffer != NULL && frond_framebuffer_get_width (framebuffer) == frame->width &&
      frond_framebuffer_get_height (framebuffer) == frame->height)
    return framebuffer;
  framebuffer = frond_framebuffer_new (frame->width, frame->height, TILE_SIZE, 1);
  g_hash_table_insert (self->framebuffers, g_object_ref (screen), framebuffer);
  return framebuffer;
}

static void
on_damage (FrondScreen *screen, int x, int y, int width, int height, FuzzConsumer *self)
{
  FrondFramebuffer *framebuffer = g_hash_table_lookup (self->framebuffers, screen);

  g_assert_cmpint (x, >=, 0);
  g_assert_cmpint (y, >=, 0);
  g_assert_cmpint (x + width, <=, frond_screen_get_width (screen));
  g_assert_cmpint (y + height, <=, frond_screen_get_height (screen));
  if (framebuffer != NULL)
    frond_framebuffer_damage (framebuffer, &(GdkRectangle) { x, y, width, height });
}

static void
on_frame_changed (FrondScreen *screen, FuzzConsumer *self)
{
  g_hash_table_remove (self->framebuffers, screen);
}

static void
look_at_bytes (FuzzConsumer *self, GBytes *bytes)
{
  gsize length;
  const guint8 *data = g_bytes_get_data (bytes, &length);

  for (gsize i = 0; i < length; i += 61)
    self->checksum = self->checksum * 31 + data[i];
  if (length > 0)
    self->checksum += data[length - 1];
}

static void
look_at_cursor (FuzzConsumer *self, FrondScreen *screen)
{
  FrondCursor *cursor = frond_screen_get_cursor (screen);

  if (cursor == NULL || frond_cursor_is_hidden (cursor))
    return;
  g_assert_cmpint (frond_cursor_get_width (cursor), <=, FROND_CURSOR_MAX_SIZE);
  g_assert_cmpint (frond_cursor_get_hot_x (cursor), <, frond_cursor_get_width (cursor));
  g_assert_cmpint (frond_cursor_get_hot_y (cursor), <, frond_cursor_get_height (cursor));
  look_at_bytes (self, frond_cursor_get_rgba (cursor));
}

static void
draw_screen (FuzzConsumer *self, FrondScreen *screen)
{
  FrondFramebuffer *framebuffer;
  GdkRectangle damage;
  FrondFrame frame;

  look_at_cursor (self, screen);
  if (!frond_screen_acquire_frame (screen, &frame))
    return;
  g_assert_cmpint (frame.width, ==, frond_screen_get_width (screen));
  framebuffer = get_framebuffer (self, screen, &frame);
  for (guint tile = 0; tile < MIN (MAX_TILES, frond_framebuffer_get_n_tiles (framebuffer)); tile++)
    if (frond_framebuffer_take_damage (framebuffer, tile, &damage))
      {
        g_autoptr (GBytes) bytes = frond_framebuffer_copy_tile (framebuffer, tile, &frame);

        look_at_bytes (self, bytes);
      }
  frond_screen_release_frame (screen);
}

void
fuzz_consumer_draw (FuzzConsumer *self)
{
  GListModel *screens = frond_session_get_screens (self->session);

  g_assert_cmpuint (g_list_model_get_n_items (screens), <=, 256);
  for (guint i = 0; i < g_list_model_get_n_items (screens); i++)
    {
      g_autoptr (FrondScreen) screen = g_list_model_get_item (screens, i);

      draw_screen (self, screen);
    }
}

void
fuzz_consumer_input (FuzzConsumer *self, const FuzzRecord *record)
{
  g_autoptr (FrondScreen) screen =
      g_list_model_get_item (frond_session_get_screens (self->session), record->channel % 3);
  guint8 byte[4] = { 0 };

  memcpy (byte, record->data, MIN (record->length, sizeof (byte)));
  if (screen == NULL)
    return;
  frond_screen_key (screen, 1 + byte[0], TRUE);
  frond_screen_key (screen, 1 + byte[0], FALSE);
  frond_screen_pointer_abs (screen, byte[1] - 8, byte[2] * 3);
  frond_screen_pointer_rel (screen, byte[1] - 128, byte[2]);
  frond_screen_button (screen, byte[3] % 10, TRUE);
  frond_screen_button (screen, byte[3] % 10, FALSE);
  frond_screen_wheel (screen, byte[3] % 5 - 2);
  frond_screen_set_locks (screen, byte[0] % 8);
  frond_session_set_microphone (self->session, byte[3] & 1);
  frond_session_set_sound (self->session, byte[3] & 2);
  frond_screen_request_size (screen, 1 + byte[1] * 64, 1 + byte[2] * 64, byte[0], byte[3]);
}

static void
on_items_changed (GListModel *screens, guint position, guint removed, guint added, FuzzConsumer *self)
{
  for (guint i = position; i < position + added; i++)
    {
      g_autoptr (FrondScreen) screen = g_list_model_get_item (screens, i);

      g_signal_connect (screen, "damage", G_CALLBACK (on_damage), self);
      g_signal_connect (screen, "frame-changed", G_CALLBACK (on_frame_changed), self);
      /* so that its handlers are found in the end */
      g_hash_table_insert (self->framebuffers, g_object_ref (screen),
                           frond_framebuffer_new (1, 1, TILE_SIZE, 1));
    }
}

FuzzConsumer *
fuzz_consumer_new (FrondSession *session)
{
  FuzzConsumer *self = g_new0 (FuzzConsumer, 1);

  self->session = g_object_ref (session);
  self->framebuffers = g_hash_table_new_full (NULL, NULL, g_object_unref, g_object_unref);
  g_signal_connect (frond_session_get_screens (session), "items-changed", G_CALLBACK (on_items_changed),
                    self);
  return self;
}

void
fuzz_consumer_free (FuzzConsumer *self)
{
  g_signal_handlers_disconnect_by_data (frond_session_get_screens (self->session), self);
  g_assert_cmpuint (g_list_model_get_n_items (frond_session_get_screens (self->session)), ==, 0);
  g_hash_table_unref (self->framebuffers);
  g_object_unref (self->session);
  g_free (self);
}
