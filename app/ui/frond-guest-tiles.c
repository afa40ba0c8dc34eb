/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "frond-ui"

#include "frond-guest-tiles.h"

#define MAX_TILES 128

struct _FrondGuestTiles
{
  GObject parent_instance;

  FrondLibrary *library;
  GPtrArray *spare; /* owned */
  GPtrArray *taken; /* not owned */
  guint n_cells;
  guint n_made;
  guint fill_source;
  gboolean filling;
  gboolean selecting;
};

G_DEFINE_FINAL_TYPE (FrondGuestTiles, frond_guest_tiles, G_TYPE_OBJECT)

static guint made_signal;

static FrondGuestTile *
make (FrondGuestTiles *self)
{
  FrondGuestTile *tile = FROND_GUEST_TILE (g_object_ref_sink (frond_guest_tile_new (self->library)));

  frond_guest_tile_set_selecting (tile, self->selecting);
  self->n_made++;
  g_signal_emit (self, made_signal, 0, tile);
  return tile;
}

/* Whether there are fewer than HALVES / 2 times as many as are seen, where so many can be. */
static gboolean
is_short (FrondGuestTiles *self, guint halves)
{
  return self->taken->len + self->spare->len <
         MIN (halves * self->taken->len / 2, MIN (self->n_cells, MAX_TILES));
}

/* One at a time: what a person does comes first. */
static gboolean
fill_cb (gpointer data)
{
  FrondGuestTiles *self = data;

  /* By now, what the change that wanted tiles has hidden has given its own back. */
  self->filling = is_short (self, self->filling ? 6 : 3);
  if (self->filling)
    {
      g_ptr_array_add (self->spare, make (self));
      return G_SOURCE_CONTINUE;
    }

  self->fill_source = 0;
  return G_SOURCE_REMOVE;
}

/* A jump upwards shows the new rows before the old ones are hidden: twice as many are needed. How many are seen differs
 * with where one is; filling up to more than that does once what would be done in steps. */
static void
queue_fill (FrondGuestTiles *self)
{
  if (self->fill_source == 0 && is_short (self, 3))
    self->fill_source = g_idle_add_full (G_PRIORITY_LOW, fill_cb, self, NULL);
}

FrondGuestTile *
frond_guest_tiles_take (FrondGuestTiles *self)
{
  FrondGuestTile *tile;

  g_return_val_if_fail (FROND_IS_GUEST_TILES (self), NULL);

  tile = self->spare->len > 0 ? g_ptr_array_steal_index (self->spare, self->spare->len - 1) : make (self);
  g_ptr_array_add (self->taken, tile);
  queue_fill (self);

  return tile;
}

void
frond_guest_tiles_give_back (FrondGuestTiles *self, FrondGuestTile *tile)
{
  g_return_if_fail (FROND_IS_GUEST_TILES (self));
  g_return_if_fail (gtk_widget_get_parent (GTK_WIDGET (tile)) == NULL);

  g_ptr_array_remove_fast (self->taken, tile);
  frond_guest_tile_set_guest (tile, NULL);
  if (self->spare->len < MAX_TILES)
    g_ptr_array_add (self->spare, tile);
  else
    g_object_unref (tile);
}

void
frond_guest_tiles_count_cell (FrondGuestTiles *self, int change)
{
  g_return_if_fail (FROND_IS_GUEST_TILES (self));

  self->n_cells += (guint) change;
}

static void
tell_selecting (gpointer tile, gpointer self)
{
  frond_guest_tile_set_selecting (tile, FROND_GUEST_TILES (self)->selecting);
}

void
frond_guest_tiles_set_selecting (FrondGuestTiles *self, gboolean selecting)
{
  g_return_if_fail (FROND_IS_GUEST_TILES (self));

  self->selecting = selecting;
  g_ptr_array_foreach (self->taken, tell_selecting, self);
  g_ptr_array_foreach (self->spare, tell_selecting, self);
}

gboolean
frond_guest_tiles_is_at_rest (FrondGuestTiles *self)
{
  g_return_val_if_fail (FROND_IS_GUEST_TILES (self), TRUE);

  return self->fill_source == 0;
}

FrondGuestTile *
frond_guest_tiles_get_sample (FrondGuestTiles *self)
{
  g_return_val_if_fail (FROND_IS_GUEST_TILES (self), NULL);

  return self->taken->len > 0 ? g_ptr_array_index (self->taken, 0) : NULL;
}

guint
frond_guest_tiles_get_n_taken (FrondGuestTiles *self)
{
  g_return_val_if_fail (FROND_IS_GUEST_TILES (self), 0);

  return self->taken->len;
}

guint
frond_guest_tiles_get_n_made (FrondGuestTiles *self)
{
  g_return_val_if_fail (FROND_IS_GUEST_TILES (self), 0);

  return self->n_made;
}

static void
frond_guest_tiles_dispose (GObject *object)
{
  FrondGuestTiles *self = FROND_GUEST_TILES (object);

  g_clear_handle_id (&self->fill_source, g_source_remove);
  g_ptr_array_set_size (self->spare, 0);
  g_clear_object (&self->library);
  G_OBJECT_CLASS (frond_guest_tiles_parent_class)->dispose (object);
}

static void
frond_guest_tiles_finalize (GObject *object)
{
  FrondGuestTiles *self = FROND_GUEST_TILES (object);

  g_ptr_array_unref (self->spare);
  g_ptr_array_unref (self->taken);
  G_OBJECT_CLASS (frond_guest_tiles_parent_class)->finalize (object);
}

static void
frond_guest_tiles_class_init (FrondGuestTilesClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = frond_guest_tiles_dispose;
  G_OBJECT_CLASS (klass)->finalize = frond_guest_tiles_finalize;

  made_signal = g_signal_new ("made", FROND_TYPE_GUEST_TILES, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                              G_TYPE_NONE, 1, FROND_TYPE_GUEST_TILE);
}

static void
frond_guest_tiles_init (FrondGuestTiles *self)
{
  self->spare = g_ptr_array_new_with_free_func (g_object_unref);
  self->taken = g_ptr_array_new ();
}

FrondGuestTiles *
frond_guest_tiles_new (FrondLibrary *library)
{
  FrondGuestTiles *self;

  g_return_val_if_fail (FROND_IS_LIBRARY (library), NULL);

  self = g_object_new (FROND_TYPE_GUEST_TILES, NULL);
  self->library = g_object_ref (library);
  return self;
}
