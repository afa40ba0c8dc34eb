/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define FROND_TYPE_GUEST_SELECTION (frond_guest_selection_get_type ())
G_DECLARE_FINAL_TYPE (FrondGuestSelection, frond_guest_selection, FROND, GUEST_SELECTION, GObject)

/* A GtkSelectionModel that changes only by what is below: GtkMultiSelection drops what is selected when the focus moves,
 * and what a search hides. Items are selected by what they are, not by where: searching, sorting and grouping leave the
 * selection as it is. What leaves the library altogether is to be deselected by the caller.
 *
 * signals: changed: something was selected or deselected, perhaps where nobody sees it */
FrondGuestSelection *frond_guest_selection_new (GListModel *model);

/* Of any item, shown or not. */
void frond_guest_selection_set (FrondGuestSelection *self, gpointer item, gboolean selected);
gboolean frond_guest_selection_has (FrondGuestSelection *self, gpointer item);
guint frond_guest_selection_get_size (FrondGuestSelection *self);

/* Selects those items that are shown at FIRST to LAST and of TYPE. */
void frond_guest_selection_add_range (FrondGuestSelection *self, guint first, guint last, GType type);
void frond_guest_selection_clear (FrondGuestSelection *self);

/* (transfer full) (element-type GObject) */
GPtrArray *frond_guest_selection_dup_items (FrondGuestSelection *self);

G_END_DECLS
