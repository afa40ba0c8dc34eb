/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "frond-ui"

#include "frond-guest-cell.h"

#include "frond-guest.h"

struct _FrondGuestCell
{
  GtkWidget parent_instance;

  FrondGuestTiles *tiles;
  FrondGuest *guest;
  FrondGuestTile *tile; /* a child, or NULL */
};

G_DEFINE_FINAL_TYPE (FrondGuestCell, frond_guest_cell, GTK_TYPE_WIDGET)

/* The grid allocates just those of its cells that are inside of the viewport, and maps no others; but every one that it
 * puts in is mapped until it is allocated. What GTK has around the cell tells: that forgets its size when it is taken out. */
static gboolean
was_allocated (FrondGuestCell *self)
{
  GtkWidget *around = gtk_widget_get_parent (GTK_WIDGET (self));

  return around != NULL && gtk_widget_get_width (around) > 0;
}

static void
take_tile (FrondGuestCell *self)
{
  if (self->tile == NULL)
    {
      g_autoptr (FrondGuestTile) tile = frond_guest_tiles_take (self->tiles);

      self->tile = tile;
      gtk_widget_set_parent (GTK_WIDGET (tile), GTK_WIDGET (self));
    }
  frond_guest_tile_set_guest (self->tile, self->guest);
}

static void
give_tile_back (FrondGuestCell *self)
{
  FrondGuestTile *tile;

  if (self->tile == NULL)
    return;

  tile = g_object_ref (g_steal_pointer (&self->tile));
  gtk_widget_unparent (GTK_WIDGET (tile));
  frond_guest_tiles_give_back (self->tiles, tile);
}

void
frond_guest_cell_set_guest (FrondGuestCell *self, FrondGuest *guest)
{
  g_return_if_fail (FROND_IS_GUEST_CELL (self));

  if (!g_set_object (&self->guest, guest))
    return;

  /* Before the first is seen, the grid has to know how large they are. */
  if (guest != NULL && ((gtk_widget_get_mapped (GTK_WIDGET (self)) && was_allocated (self)) ||
                        frond_guest_tiles_get_n_taken (self->tiles) == 0))
    take_tile (self);
  else if (self->tile != NULL)
    frond_guest_tile_set_guest (self->tile, guest);
}

FrondGuestTile *
frond_guest_cell_get_tile (FrondGuestCell *self)
{
  g_return_val_if_fail (FROND_IS_GUEST_CELL (self), NULL);

  return self->tile;
}

static void
frond_guest_cell_map (GtkWidget *widget)
{
  FrondGuestCell *self = FROND_GUEST_CELL (widget);

  if (self->guest != NULL && was_allocated (self))
    take_tile (self);
  GTK_WIDGET_CLASS (frond_guest_cell_parent_class)->map (widget);
}

/* One stays, to tell the size of the others. */
static void
frond_guest_cell_unmap (GtkWidget *widget)
{
  FrondGuestCell *self = FROND_GUEST_CELL (widget);

  GTK_WIDGET_CLASS (frond_guest_cell_parent_class)->unmap (widget);
  if (frond_guest_tiles_get_n_taken (self->tiles) > 1)
    give_tile_back (self);
}

static GtkSizeRequestMode
frond_guest_cell_get_request_mode (GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
frond_guest_cell_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum,
                          int *natural, int *minimum_baseline, int *natural_baseline)
{
  FrondGuestCell *self = FROND_GUEST_CELL (widget);
  FrondGuestTile *tile = self->tile != NULL ? self->tile : frond_guest_tiles_get_sample (self->tiles);

  if (tile != NULL)
    gtk_widget_measure (GTK_WIDGET (tile), orientation, for_size, minimum, natural, NULL, NULL);
}

static void
frond_guest_cell_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  FrondGuestCell *self = FROND_GUEST_CELL (widget);

  if (self->tile == NULL && self->guest != NULL)
    take_tile (self);
  if (self->tile != NULL)
    {
      /* GTK wants to be asked before. */
      gtk_widget_measure (GTK_WIDGET (self->tile), GTK_ORIENTATION_VERTICAL, width, NULL, NULL, NULL, NULL);
      gtk_widget_size_allocate (GTK_WIDGET (self->tile), &(GtkAllocation) { 0, 0, width, height }, -1);
    }
}

static void
frond_guest_cell_dispose (GObject *object)
{
  FrondGuestCell *self = FROND_GUEST_CELL (object);

  give_tile_back (self);
  if (self->tiles != NULL)
    frond_guest_tiles_count_cell (self->tiles, -1);
  g_clear_object (&self->guest);
  g_clear_object (&self->tiles);
  G_OBJECT_CLASS (frond_guest_cell_parent_class)->dispose (object);
}

static void
frond_guest_cell_class_init (FrondGuestCellClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = frond_guest_cell_dispose;
  widget_class->map = frond_guest_cell_map;
  widget_class->unmap = frond_guest_cell_unmap;
  widget_class->get_request_mode = frond_guest_cell_get_request_mode;
  widget_class->measure = frond_guest_cell_measure;
  widget_class->size_allocate = frond_guest_cell_size_allocate;

  gtk_widget_class_set_css_name (widget_class, "guestcell");
  /* Not presentation: GTK leaves out all that is below such a widget, too. */
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GENERIC);
}

static void
frond_guest_cell_init (FrondGuestCell *self)
{
}

GtkWidget *
frond_guest_cell_new (FrondGuestTiles *tiles)
{
  FrondGuestCell *self = g_object_new (FROND_TYPE_GUEST_CELL, NULL);

  self->tiles = g_object_ref (tiles);
  frond_guest_tiles_count_cell (tiles, 1);

  return GTK_WIDGET (self);
}
