/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "frond-ui"

#include "frond-guest-selection.h"

struct _FrondGuestSelection
{
  GObject parent_instance;

  GListModel *model;
  GHashTable *items; /* owned */
};

static void list_model_init (GListModelInterface *iface);
static void selection_model_init (GtkSelectionModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (FrondGuestSelection, frond_guest_selection, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_model_init)
                                   G_IMPLEMENT_INTERFACE (GTK_TYPE_SELECTION_MODEL, selection_model_init))

static guint changed_signal;

static GType
get_item_type (GListModel *model)
{
  return g_list_model_get_item_type (FROND_GUEST_SELECTION (model)->model);
}

static guint
get_n_items (GListModel *model)
{
  return g_list_model_get_n_items (FROND_GUEST_SELECTION (model)->model);
}

static gpointer
get_item (GListModel *model, guint position)
{
  return g_list_model_get_item (FROND_GUEST_SELECTION (model)->model, position);
}

static void
list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = get_item_type;
  iface->get_n_items = get_n_items;
  iface->get_item = get_item;
}

static gboolean
is_selected (GtkSelectionModel *model, guint position)
{
  FrondGuestSelection *self = FROND_GUEST_SELECTION (model);
  g_autoptr (GObject) item = NULL;

  if (g_hash_table_size (self->items) == 0)
    return FALSE;

  item = g_list_model_get_item (self->model, position);
  return item != NULL && g_hash_table_contains (self->items, item);
}

static GtkBitset *
get_selection_in_range (GtkSelectionModel *model, guint position, guint n_items)
{
  GtkBitset *bits = gtk_bitset_new_empty ();
  guint end = MIN (position + n_items, get_n_items (G_LIST_MODEL (model)));

  if (g_hash_table_size (FROND_GUEST_SELECTION (model)->items) == 0)
    return bits;

  for (guint i = position; i < end; i++)
    if (is_selected (model, i))
      gtk_bitset_add (bits, i);

  return bits;
}

/* The grid's own wishes (a focus that moves, a pointer that passes) are refused: that is the default. */
static void
selection_model_init (GtkSelectionModelInterface *iface)
{
  iface->is_selected = is_selected;
  iface->get_selection_in_range = get_selection_in_range;
}

static void
tell (FrondGuestSelection *self)
{
  guint n = get_n_items (G_LIST_MODEL (self));

  if (n > 0)
    gtk_selection_model_selection_changed (GTK_SELECTION_MODEL (self), 0, n);
  g_signal_emit (self, changed_signal, 0);
}

static gboolean
assign (FrondGuestSelection *self, gpointer item, gboolean selected)
{
  if (!selected)
    return g_hash_table_remove (self->items, item);

  return !g_hash_table_contains (self->items, item) && g_hash_table_add (self->items, g_object_ref (item));
}

void
frond_guest_selection_set (FrondGuestSelection *self, gpointer item, gboolean selected)
{
  g_return_if_fail (FROND_IS_GUEST_SELECTION (self));

  if (assign (self, item, selected))
    tell (self);
}

gboolean
frond_guest_selection_has (FrondGuestSelection *self, gpointer item)
{
  g_return_val_if_fail (FROND_IS_GUEST_SELECTION (self), FALSE);

  return g_hash_table_contains (self->items, item);
}

guint
frond_guest_selection_get_size (FrondGuestSelection *self)
{
  g_return_val_if_fail (FROND_IS_GUEST_SELECTION (self), 0);

  return g_hash_table_size (self->items);
}

void
frond_guest_selection_add_range (FrondGuestSelection *self, guint first, guint last, GType type)
{
  gboolean changed = FALSE;

  g_return_if_fail (FROND_IS_GUEST_SELECTION (self));

  for (guint i = MIN (first, last); i <= MAX (first, last); i++)
    {
      g_autoptr (GObject) item = g_list_model_get_item (self->model, i);

      if (item == NULL)
        break;
      if (g_type_is_a (G_OBJECT_TYPE (item), type))
        changed |= assign (self, item, TRUE);
    }

  if (changed)
    tell (self);
}

void
frond_guest_selection_clear (FrondGuestSelection *self)
{
  g_return_if_fail (FROND_IS_GUEST_SELECTION (self));

  if (g_hash_table_size (self->items) == 0)
    return;

  g_hash_table_remove_all (self->items);
  tell (self);
}

GPtrArray *
frond_guest_selection_dup_items (FrondGuestSelection *self)
{
  GPtrArray *items;
  GHashTableIter iter;
  gpointer item;

  g_return_val_if_fail (FROND_IS_GUEST_SELECTION (self), NULL);

  items = g_ptr_array_new_with_free_func (g_object_unref);
  g_hash_table_iter_init (&iter, self->items);
  while (g_hash_table_iter_next (&iter, &item, NULL))
    g_ptr_array_add (items, g_object_ref (item));

  return items;
}

static void
items_changed_cb (GListModel *self, guint position, guint removed, guint added)
{
  g_list_model_items_changed (self, position, removed, added);
}

static void
frond_guest_selection_finalize (GObject *object)
{
  FrondGuestSelection *self = FROND_GUEST_SELECTION (object);

  g_clear_object (&self->model);
  g_hash_table_unref (self->items);
  G_OBJECT_CLASS (frond_guest_selection_parent_class)->finalize (object);
}

static void
frond_guest_selection_class_init (FrondGuestSelectionClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = frond_guest_selection_finalize;

  changed_signal = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                 G_TYPE_NONE, 0);
}

static void
frond_guest_selection_init (FrondGuestSelection *self)
{
  self->items = g_hash_table_new_full (NULL, NULL, g_object_unref, NULL);
}

FrondGuestSelection *
frond_guest_selection_new (GListModel *model)
{
  FrondGuestSelection *self = g_object_new (FROND_TYPE_GUEST_SELECTION, NULL);

  self->model = g_object_ref (model);
  g_signal_connect_object (model, "items-changed", G_CALLBACK (items_changed_cb), self, G_CONNECT_SWAPPED);

  return self;
}
