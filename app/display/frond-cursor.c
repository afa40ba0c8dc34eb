/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "frond-cursor.h"

struct _FrondCursor
{
  GBytes *rgba;
  int width;
  int height;
  int hot_x;
  int hot_y;
};

G_DEFINE_BOXED_TYPE (FrondCursor, frond_cursor, frond_cursor_ref, frond_cursor_unref)

FrondCursor *
frond_cursor_new (GBytes *rgba, int width, int height, int hot_x, int hot_y)
{
  FrondCursor *self;

  g_return_val_if_fail (rgba != NULL, NULL);

  if (width < 1 || height < 1 || width > FROND_CURSOR_MAX_SIZE || height > FROND_CURSOR_MAX_SIZE)
    return NULL;
  if (g_bytes_get_size (rgba) < (gsize) width * height * 4)
    return NULL;

  self = g_atomic_rc_box_new0 (FrondCursor);
  self->rgba = g_bytes_ref (rgba);
  self->width = width;
  self->height = height;
  self->hot_x = CLAMP (hot_x, 0, width - 1);
  self->hot_y = CLAMP (hot_y, 0, height - 1);
  return self;
}

FrondCursor *
frond_cursor_new_hidden (void)
{
  return g_atomic_rc_box_new0 (FrondCursor);
}

FrondCursor *
frond_cursor_ref (FrondCursor *self)
{
  return g_atomic_rc_box_acquire (self);
}

static void
cursor_clear (gpointer data)
{
  FrondCursor *self = data;

  g_clear_pointer (&self->rgba, g_bytes_unref);
}

void
frond_cursor_unref (FrondCursor *self)
{
  g_atomic_rc_box_release_full (self, cursor_clear);
}

gboolean
frond_cursor_is_hidden (FrondCursor *self)
{
  return self->rgba == NULL;
}

GBytes *
frond_cursor_get_rgba (FrondCursor *self)
{
  return self->rgba;
}

int
frond_cursor_get_width (FrondCursor *self)
{
  return self->width;
}

int
frond_cursor_get_height (FrondCursor *self)
{
  return self->height;
}

int
frond_cursor_get_hot_x (FrondCursor *self)
{
  return self->hot_x;
}

int
frond_cursor_get_hot_y (FrondCursor *self)
{
  return self->hot_y;
}
