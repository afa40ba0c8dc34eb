/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "frond-spice-cursor.h"

struct _FrondSpiceCursor
{
  GObject parent_instance;

  GWeakRef channel;
  int channel_id;
  FrondCursor *shape; /* as last defined, also while it is hidden */
  gboolean hidden;
  FrondCursor *nothing;
  int x;
  int y;
};

enum
{
  SIGNAL_CHANGED,
  SIGNAL_MOVED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (FrondSpiceCursor, frond_spice_cursor, G_TYPE_OBJECT)

static FrondCursor *
to_cursor (const SpiceCursorShape *shape)
{
  g_autoptr (GBytes) rgba = NULL;

  if (shape->data == NULL || shape->width < 1 || shape->height < 1 || shape->width > FROND_CURSOR_MAX_SIZE ||
      shape->height > FROND_CURSOR_MAX_SIZE)
    return NULL;
  rgba = g_bytes_new (shape->data, (gsize) shape->width * shape->height * 4);
  return frond_cursor_new (rgba, shape->width, shape->height, shape->hot_spot_x, shape->hot_spot_y);
}

static void
on_shape (FrondSpiceCursor *self, GParamSpec *pspec, SpiceCursorChannel *channel)
{
  SpiceCursorShape *shape = NULL;

  g_object_get (channel, "cursor", &shape, NULL);
  g_clear_pointer (&self->shape, frond_cursor_unref);
  if (shape != NULL)
    {
      self->shape = to_cursor (shape);
      g_boxed_free (SPICE_TYPE_CURSOR_SHAPE, shape);
    }
  self->hidden = FALSE;
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

static void
on_hide (FrondSpiceCursor *self)
{
  self->hidden = TRUE;
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

static void
on_reset (FrondSpiceCursor *self)
{
  g_clear_pointer (&self->shape, frond_cursor_unref);
  self->hidden = FALSE;
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

static void
on_move (FrondSpiceCursor *self, int x, int y)
{
  gboolean was_hidden = self->hidden;

  self->x = x;
  self->y = y;
  self->hidden = FALSE;
  if (was_hidden)
    g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
  g_signal_emit (self, signals[SIGNAL_MOVED], 0);
}

static void
frond_spice_cursor_finalize (GObject *object)
{
  FrondSpiceCursor *self = FROND_SPICE_CURSOR (object);

  g_clear_pointer (&self->shape, frond_cursor_unref);
  g_clear_pointer (&self->nothing, frond_cursor_unref);
  g_weak_ref_clear (&self->channel);
  G_OBJECT_CLASS (frond_spice_cursor_parent_class)->finalize (object);
}

static void
frond_spice_cursor_class_init (FrondSpiceCursorClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = frond_spice_cursor_finalize;

  signals[SIGNAL_CHANGED] = g_signal_new ("changed", FROND_TYPE_SPICE_CURSOR, G_SIGNAL_RUN_LAST, 0, NULL,
                                          NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_MOVED] =
      g_signal_new ("moved", FROND_TYPE_SPICE_CURSOR, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
frond_spice_cursor_init (FrondSpiceCursor *self)
{
  g_weak_ref_init (&self->channel, NULL);
  self->nothing = frond_cursor_new_hidden ();
}

FrondSpiceCursor *
frond_spice_cursor_new (SpiceCursorChannel *channel)
{
  FrondSpiceCursor *self = g_object_new (FROND_TYPE_SPICE_CURSOR, NULL);

  g_weak_ref_set (&self->channel, channel);
  g_object_get (channel, "channel-id", &self->channel_id, NULL);
  g_signal_connect_object (channel, "notify::cursor", G_CALLBACK (on_shape), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (channel, "cursor-hide", G_CALLBACK (on_hide), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (channel, "cursor-reset", G_CALLBACK (on_reset), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (channel, "cursor-move", G_CALLBACK (on_move), self, G_CONNECT_SWAPPED);
  return self;
}

void
frond_spice_cursor_connect (FrondSpiceCursor *self)
{
  g_autoptr (GObject) channel = g_weak_ref_get (&self->channel);

  g_weak_ref_set (&self->channel, NULL);
  if (channel != NULL)
    spice_channel_connect (SPICE_CHANNEL (channel));
}

int
frond_spice_cursor_get_channel_id (FrondSpiceCursor *self)
{
  return self->channel_id;
}

FrondCursor *
frond_spice_cursor_get_shape (FrondSpiceCursor *self)
{
  return self->hidden ? self->nothing : self->shape;
}

void
frond_spice_cursor_get_position (FrondSpiceCursor *self, int *x, int *y)
{
  *x = self->x;
  *y = self->y;
}
